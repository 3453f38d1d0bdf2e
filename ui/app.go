package ui

import (
	"context"
	"errors"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"opsdesk/store"
	"opsdesk/ui/kit"
)

// An app is the root: tabs with a stack of screens each, and the frame around the one in front.
type app struct {
	world
	away   *world // the present, while the desk is shown as it was
	size   tea.WindowSizeMsg
	status told
	clock  time.Time
	wake   time.Time // when the console looks at the clock next; no time when it was not asked to
	post   post
}

type tab struct {
	name  string
	open  func(*desk) Screen
	stack []Screen
}

// What the frame takes: the tabs above, the status and the keys below.
const frameRows = 3

// The least size in which anything can be shown.
const minWidth, minHeight = 40, 10

func newApp(ctx context.Context, o Options) *app {
	d := &desk{ctx: ctx, store: o.Store, who: o.Me, zone: o.Zone, theme: kit.NewTheme(true), mouse: o.Mouse, alarm: &alarm{},
		keys: o.Keys, local: o.Local, environ: o.Environ, after: afterwards, lull: aroundLull, run: leaveTo,
		through: multiplexerOf(o.Environ), folded: map[string]bool{}}
	d.seen = loadSight(d)
	if o.Theme != "" {
		d.theme, d.themed = kit.NewTheme(o.Theme == "dark"), true
	}
	if d.zone == nil {
		d.zone = time.Local
	}
	d.whoami()
	a := &app{clock: d.now(), size: tea.WindowSizeMsg{Width: 80, Height: 24}}
	a.world = newWorld(d, 0)
	return a
}

type (
	// newsMsg is news of the journal, or the reason why there is none any more.
	newsMsg struct {
		news store.News
		err  error
	}
	listenMsg struct{}               // time to listen for more news
	clockMsg  struct{ at time.Time } // time to look at the clock, as was asked for
)

// Init asks for the first page, the background colour and news.
func (a *app) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.listen(), a.sleep(), openScreen(a.front()), a.post.Look(a.desk), a.desk.alarm.Look(a.desk))
}

func openScreen(s Screen) tea.Cmd {
	if o, ok := s.(opener); ok {
		return o.Open()
	}
	return nil
}

// listen waits for news beyond what was seen.
func (a *app) listen() tea.Cmd {
	now := a.present()
	st, ctx, seen := now.desk.store, now.desk.ctx, now.seen
	return func() tea.Msg {
		news, err := st.Wait(ctx, seen)
		return newsMsg{news, err}
	}
}

// The least time between two pieces of news for a session; what comes meanwhile is taken together.
const newsPace = 100 * time.Millisecond

// Update takes a message, and sees that the console wakes up when what it shows of the time is another.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return a, tea.Batch(a.take(msg), a.sleep())
}

// take has a case for each thing that concerns the root; everything else goes to the screen in front.
func (a *app) take(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a.resize(msg)
	case tea.BackgroundColorMsg:
		if a.desk.themed {
			return nil
		}
		a.desk.theme = kit.NewTheme(msg.IsDark())
		return a.tell(themeMsg{})
	case tea.KeyPressMsg:
		return a.press(msg)
	case tea.MouseMsg:
		return a.point(msg)
	case newsMsg:
		return a.hear(msg)
	case listenMsg:
		return a.listen()
	case clockMsg:
		return a.wakeUp(msg)
	case answer:
		return a.answered(msg)
	}
	return a.pass(a.front(), msg)
}

// themeMsg tells screens that the theme is another one.
type themeMsg struct{}

// inner gives the size that is left for a screen.
func (a *app) inner() tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: a.size.Width, Height: max(1, a.size.Height-frameRows-a.bandRows())}
}

// The greatest size that is drawn: a terminal may claim any.
const maxWidth, maxHeight = 500, 200

func (a *app) resize(size tea.WindowSizeMsg) tea.Cmd {
	a.size = tea.WindowSizeMsg{Width: min(size.Width, maxWidth), Height: min(size.Height, maxHeight)}
	return a.tell(a.inner())
}

// tell gives a message to every open screen.
func (a *app) tell(msg tea.Msg) tea.Cmd { return a.tellIn(&a.world, msg) }

func (a *app) tellIn(w *world, msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, t := range w.tabs {
		for _, s := range slices.Clone(t.stack) {
			cmds = append(cmds, a.pass(s, msg))
		}
	}
	return tea.Batch(cmds...)
}

// press runs the action of a key: the screen's first, then the app's. A key that is none goes to the screen.
func (a *app) press(msg tea.KeyPressMsg) tea.Cmd {
	a.status = told{}
	front := a.front()
	for _, act := range front.Actions() {
		if key.Matches(msg, act.Key) {
			return a.run(act)
		}
	}
	typing := isTyping(front)
	for _, act := range a.actions() {
		if key.Matches(msg, act.Key) && !(typing && msg.Text != "") {
			return a.run(act)
		}
	}
	return a.pass(front, msg)
}

func isTyping(s Screen) bool {
	t, ok := s.(typist)
	return ok && t.Typing()
}

func (a *app) run(act Action) tea.Cmd {
	if act.Bar != "" {
		a.status = told{text: act.Bar, bad: true}
		return nil
	}
	next, cmd := act.Run()
	return tea.Batch(cmd, a.show(next))
}

// hear takes news to every screen, and listens on after a pause.
func (a *app) hear(msg newsMsg) tea.Cmd {
	if msg.err != nil {
		if a.desk.ctx.Err() == nil {
			a.status = told{text: problem(msg.err), bad: true}
		}
		return nil
	}
	now := a.present()
	now.seen = msg.news.Upto
	now.saved = now.desk.now().Format("15:04:05")
	now.desk.whoami()
	return tea.Batch(a.tellIn(now, msg.news), a.post.Hear(now.desk, msg.news), a.lookOut(msg.news), a.desk.after(newsPace, listenMsg{}))
}

// lookOut looks for bursts when news tells of tickets.
func (a *app) lookOut(news store.News) tea.Cmd {
	if !touches(news) {
		return nil
	}
	return a.lookForBursts()
}

// lookForBursts looks at the desk of the present, also while the past is shown.
func (a *app) lookForBursts() tea.Cmd {
	d := a.present().desk
	return d.alarm.Look(d)
}

// answered hands an answer to the screen that asked, if it is still open; one to nobody is the root's own.
func (a *app) answered(msg answer) tea.Cmd {
	if msg.to == nil {
		switch body := msg.body.(type) {
		case told:
			a.status = body
		case letters:
			if msg.err == nil { // without its inbox the console works as well
				return a.post.Take(body)
			}
		case bursts:
			if now := a.present(); msg.err == nil && now.desk.alarm.Take(now.desk, body) {
				return a.tellIn(now, alarmMsg{})
			}
		case Action:
			return a.run(body)
		case arrived:
			return a.arrive(body)
		}
		return nil
	}
	if d, ok := msg.body.(done); ok {
		a.status = told{text: d.said}
		if msg.err != nil {
			a.status = told{text: problem(msg.err), bad: !errors.Is(msg.err, errLeft)}
		}
	}
	for _, w := range a.worlds() {
		for _, t := range w.tabs {
			if slices.Contains(t.stack, msg.to) {
				return a.pass(msg.to, msg)
			}
		}
	}
	return nil
}
