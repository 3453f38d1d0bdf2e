package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// Options say who looks at which desk, on which terminal.
type Options struct {
	Store   *store.Store
	Me      model.Actor
	Zone    *time.Location
	Input   io.Reader
	Output  io.Writer
	Environ []string
	// Mouse says that wheel and clicks act, instead of selecting text.
	Mouse bool
	// Keys are keys that the person chose, by the id of the action.
	Keys map[string][]string
	// Theme is dark or light; empty asks the terminal.
	Theme string
	// Local says that the terminal is that of whoever owns the store.
	Local bool
}

// Run shows the console until the person quits or ctx ends. Errors: keys that can't be as they were chosen; of the
// terminal, or a panic of the program, after the terminal was put right again.
func Run(ctx context.Context, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a := newApp(ctx, o)
	if err := a.checkKeys(); err != nil {
		return err
	}
	program := tea.NewProgram(a, tea.WithContext(ctx), tea.WithInput(o.Input), tea.WithOutput(o.Output),
		tea.WithEnvironment(o.Environ), tea.WithFPS(120))
	_, err := program.Run()
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return context.Canceled
	}
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}

// An app is the root: tabs with a stack of screens each, and the frame around the one in front.
type app struct {
	desk   *desk
	tabs   []tab
	at     int
	size   tea.WindowSizeMsg
	seen   model.Revision
	status told
	clock  time.Time
	saved  string // when the last change was saved
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
	d := &desk{ctx: ctx, store: o.Store, who: o.Me, zone: o.Zone, theme: kit.NewTheme(true), mouse: o.Mouse, keys: o.Keys, local: o.Local, after: afterwards}
	if o.Theme != "" {
		d.theme, d.themed = kit.NewTheme(o.Theme == "dark"), true
	}
	if d.zone == nil {
		d.zone = time.Local
	}
	d.whoami()
	a := &app{desk: d, clock: d.now(), seen: o.Store.Head(), size: tea.WindowSizeMsg{Width: 80, Height: 24}}
	a.tabs = []tab{
		{name: "Queue", open: func(d *desk) Screen { return newQueue(d) }},
		{name: "Backlog", open: func(d *desk) Screen { return newBacklog(d) }},
	}
	a.tabs[0].stack = []Screen{a.tabs[0].open(d)}
	return a
}

type (
	// newsMsg is news of the journal, or the reason why there is none any more.
	newsMsg struct {
		news store.News
		err  error
	}
	listenMsg struct{} // time to listen for more news
	clockMsg  struct{} // time to look at the clock
)

// Init asks for the first page, the background colour and news.
func (a *app) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.listen(), a.tick(), openScreen(a.front()))
}

func openScreen(s Screen) tea.Cmd {
	if o, ok := s.(opener); ok {
		return o.Open()
	}
	return nil
}

// listen waits for news beyond what was seen.
func (a *app) listen() tea.Cmd {
	st, ctx, seen := a.desk.store, a.desk.ctx, a.seen
	return func() tea.Msg {
		news, err := st.Wait(ctx, seen)
		return newsMsg{news, err}
	}
}

// The least time between two pieces of news for a session; what comes meanwhile is taken together.
const newsPace = 100 * time.Millisecond

// The clock of the frame, and of times left, is looked at this often.
const clockPace = 5 * time.Second

func (a *app) tick() tea.Cmd { return a.desk.after(clockPace, clockMsg{}) }

// Update has a case for each thing that concerns the root; everything else goes to the screen in front.
func (a *app) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		return a, a.resize(msg)
	case tea.BackgroundColorMsg:
		if a.desk.themed {
			return a, nil
		}
		a.desk.theme = kit.NewTheme(msg.IsDark())
		return a, a.tell(themeMsg{})
	case tea.KeyPressMsg:
		return a, a.press(msg)
	case tea.MouseMsg:
		return a, a.point(msg)
	case newsMsg:
		return a, a.hear(msg)
	case listenMsg:
		return a, a.listen()
	case clockMsg:
		a.clock = a.desk.now()
		return a, a.tick()
	case answer:
		return a, a.answered(msg)
	}
	return a, a.pass(a.front(), msg)
}

// themeMsg tells screens that the theme is another one.
type themeMsg struct{}

func (a *app) front() Screen {
	stack := a.tabs[a.at].stack
	return stack[len(stack)-1]
}

// pass gives a message to a screen of the stack in front, and shows what it answers with.
func (a *app) pass(s Screen, msg tea.Msg) tea.Cmd {
	next, cmd := s.Update(msg)
	if s != a.front() {
		return cmd
	}
	return tea.Batch(cmd, a.show(next))
}

// show puts the screen in front that one answered with: itself, another on top, another instead, or nil to go back.
func (a *app) show(next Screen) tea.Cmd {
	t := &a.tabs[a.at]
	if next == a.front() {
		return nil
	}
	if next == nil {
		if len(t.stack) > 1 {
			t.stack = t.stack[:len(t.stack)-1]
			return a.pass(a.front(), a.inner())
		}
		return nil
	}
	if one, ok := next.(instead); ok {
		next = one.Screen
		t.stack = t.stack[:len(t.stack)-1]
		if next == nil || len(t.stack) > 0 && next == t.stack[len(t.stack)-1] {
			return nil
		}
	}
	t.stack = append(t.stack, next)
	return tea.Batch(a.pass(next, a.inner()), openScreen(next))
}

// inner gives the size that is left for a screen.
func (a *app) inner() tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: a.size.Width, Height: max(1, a.size.Height-frameRows)}
}

// The greatest size that is drawn: a terminal may claim any.
const maxWidth, maxHeight = 500, 200

func (a *app) resize(size tea.WindowSizeMsg) tea.Cmd {
	a.size = tea.WindowSizeMsg{Width: min(size.Width, maxWidth), Height: min(size.Height, maxHeight)}
	return a.tell(a.inner())
}

// tell gives a message to every open screen.
func (a *app) tell(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, t := range a.tabs {
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

// point takes a mouse message to the screen in front, counted from the screen's own corner; the tabs are the root's.
func (a *app) point(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if click, ok := msg.(tea.MouseClickMsg); ok && click.Y == 0 {
		if at := a.tabAt(click.X); at >= 0 {
			return a.turn(at)
		}
		return nil
	}
	top := 1
	if d, ok := a.front().(docked); ok && d.Docked() {
		body, _ := a.front().View()
		top += a.inner().Height - lines(body)
	}
	m.Y -= top
	switch msg.(type) {
	case tea.MouseClickMsg:
		return a.pass(a.front(), tea.MouseClickMsg(m))
	case tea.MouseReleaseMsg:
		return a.pass(a.front(), tea.MouseReleaseMsg(m))
	case tea.MouseWheelMsg:
		return a.pass(a.front(), tea.MouseWheelMsg(m))
	}
	return a.pass(a.front(), tea.MouseMotionMsg(m))
}

// hear takes news to every screen, and listens on after a pause.
func (a *app) hear(msg newsMsg) tea.Cmd {
	if msg.err != nil {
		if a.desk.ctx.Err() == nil {
			a.status = told{text: problem(msg.err), bad: true}
		}
		return nil
	}
	a.seen = msg.news.Upto
	a.saved = a.desk.now().Format("15:04:05")
	a.desk.whoami()
	return tea.Batch(a.tell(msg.news), a.desk.after(newsPace, listenMsg{}))
}

// answered hands an answer to the screen that asked, if it is still open; one to nobody is the root's own.
func (a *app) answered(msg answer) tea.Cmd {
	if msg.to == nil {
		switch body := msg.body.(type) {
		case told:
			a.status = body
		case Action:
			return a.run(body)
		}
		return nil
	}
	if d, ok := msg.body.(done); ok {
		a.status = told{text: d.said}
		if msg.err != nil {
			a.status = told{text: problem(msg.err), bad: true}
		}
	}
	for _, t := range a.tabs {
		if slices.Contains(t.stack, msg.to) {
			return a.pass(msg.to, msg)
		}
	}
	return nil
}

// turn brings another tab to the front.
func (a *app) turn(at int) tea.Cmd {
	if at == a.at || at >= len(a.tabs) {
		return nil
	}
	a.at = at
	t := &a.tabs[at]
	if len(t.stack) == 0 {
		first := t.open(a.desk)
		t.stack = []Screen{first}
		return tea.Batch(a.pass(first, a.inner()), openScreen(first))
	}
	return a.pass(a.front(), a.inner())
}

// actions lists what keys do everywhere.
func (a *app) actions() []Action {
	d := a.desk
	all := []Action{
		d.action("palette", ": ctrl+k", "command", func() (Screen, tea.Cmd) { return newPalette(d, "Command", a.everything()), nil }),
		d.action("help", "? f1", "help", func() (Screen, tea.Cmd) { return newHelp(d, a.everything()), nil }),
		d.action("undo", "u", "undo", func() (Screen, tea.Cmd) { return a.front(), takeBack(d, false) }).quiet(),
		d.action("redo", "U", "do again", func() (Screen, tea.Cmd) { return a.front(), takeBack(d, true) }).quiet(),
		d.action("goto", "#", "go to a number", func() (Screen, tea.Cmd) { return newGoto(d), nil }).quiet(),
		d.action("activity", "", "activity: who changed what", func() (Screen, tea.Cmd) { return newActivity(d), nil }).quiet(),
		d.action("mouse", "", "mouse on or off", func() (Screen, tea.Cmd) { d.mouse = !d.mouse; return a.front(), nil }).quiet(),
		d.action("theme", "", "dark or light", func() (Screen, tea.Cmd) {
			d.theme = kit.NewTheme(!d.theme.Dark)
			return a.front(), a.tell(themeMsg{})
		}).quiet(),
	}
	for i := range a.tabs {
		all = append(all, d.action("tab-"+strconv.Itoa(i+1), strconv.Itoa(i+1), "screen: "+a.tabs[i].name, func() (Screen, tea.Cmd) {
			cmd := a.turn(i)
			return a.front(), cmd
		}).quiet())
	}
	if len(a.tabs[a.at].stack) > 1 {
		all = append(all, d.action("back", "esc q", "back", func() (Screen, tea.Cmd) { return nil, nil }))
	} else {
		all = append(all, d.action("quit", "q", "quit", func() (Screen, tea.Cmd) { return a.front(), tea.Quit }).quiet())
	}
	return append(all, d.action("leave", "ctrl+c", "quit at once, drafts are kept", func() (Screen, tea.Cmd) { return a.front(), a.leave() }).quiet())
}

// everything lists what can be done here, the screen's own first.
func (a *app) everything() []Action { return slices.Concat(a.front().Actions(), a.actions()) }

// takeBack undoes, or does again, the person's last change and says what that was.
func takeBack(d *desk, again bool) tea.Cmd {
	st, ctx, who := d.store, d.ctx, d.who
	return func() tea.Msg {
		take, word := st.Redo, "did again: "
		if !again {
			word = "undid: "
			take = func(ctx context.Context, who model.Actor) (store.Result, error) { return st.Undo(ctx, who, 0) }
		}
		r, err := take(ctx, who)
		if err != nil {
			return answer{body: told{text: problem(err), bad: true}}
		}
		return answer{body: told{text: word + r.Verb.String() + " " + undone(r)}}
	}
}

// undone says on what something was taken back.
func undone(r store.Result) string {
	if len(r.Done) == 1 {
		return r.Done[0].Key
	}
	return count(len(r.Done), "ticket")
}

// leave keeps the drafts of all open screens, and then quits.
func (a *app) leave() tea.Cmd {
	var keep []tea.Cmd
	for _, t := range a.tabs {
		for _, s := range t.stack {
			if k, ok := s.(keeper); ok {
				keep = append(keep, k.Keep())
			}
		}
	}
	return tea.Sequence(append(keep, tea.Quit)...)
}
