package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A world is the desk at one time as a session looks at it: the store, and the screens that are open on it. There is the
// present, and one of the past while somebody looks back.
type world struct {
	desk  *desk
	tabs  []tab
	at    int
	seen  model.Revision
	saved string // when the last change was saved
}

// newWorld opens a desk with one of its tabs in front.
func newWorld(d *desk, at int) world {
	w := world{desk: d, at: at, seen: d.store.Head(), tabs: []tab{
		{name: "Queue", open: func(d *desk) Screen { return newQueue(d) }},
		{name: "Backlog", open: func(d *desk) Screen { return newBacklog(d) }},
	}}
	w.tabs[at].stack = []Screen{w.tabs[at].open(d)}
	return w
}

// present gives the world of now.
func (a *app) present() *world {
	if a.away != nil {
		return a.away
	}
	return &a.world
}

// worlds gives all that screens are open on.
func (a *app) worlds() []*world {
	if a.away != nil {
		return []*world{&a.world, a.away}
	}
	return []*world{&a.world}
}

// arrived is the past that somebody set out for, or why it was not reached.
type arrived struct {
	by    *voyage
	store *store.Store
	err   error
}

// arrive shows the past where the journey to it was begun, if nobody called that off meanwhile. The present waits behind
// it as it was left.
func (a *app) arrive(there arrived) tea.Cmd {
	if a.front() != Screen(there.by) {
		return closePast(there.store)
	}
	back := a.show(nil)
	if there.err != nil {
		a.status = told{text: problem(there.err), bad: true}
		return back
	}
	var left tea.Cmd
	front := a.front()
	if a.away == nil {
		now := a.world
		a.away = &now
	} else {
		left = closePast(a.desk.store)
	}
	d := *a.away.desk
	d.store, d.presence, d.alarm = there.store, a.away.desk, &alarm{}
	d.theme, d.mouse = a.desk.theme, a.desk.mouse
	a.world = newWorld(&d, a.at)
	a.look()
	cmds := []tea.Cmd{back, left, a.pass(a.front(), a.inner()), openScreen(a.front())}
	if v, ok := front.(*detail); ok {
		cmds = append(cmds, a.show(newDetail(&d, v.id)))
	}
	return tea.Batch(cmds...)
}

// comeBack returns from the past to the present, as it was left and as it is now.
func (a *app) comeBack() tea.Cmd {
	past := a.world
	a.world, a.away = *a.away, nil
	a.desk.theme, a.desk.mouse = past.desk.theme, past.desk.mouse
	a.look()
	a.status = told{text: "this is now"}
	return tea.Batch(a.tell(themeMsg{}), a.tell(a.inner()), closePast(past.desk.store))
}

// look reads the clock of the world in front.
func (a *app) look() { a.clock, a.wake = a.desk.now(), time.Time{} }

// barNow says why there is no way back.
func (a *app) barNow() string {
	if a.away == nil {
		return "this is now"
	}
	return ""
}

func closePast(s *store.Store) tea.Cmd {
	if s == nil {
		return nil
	}
	return func() tea.Msg {
		if err := s.Close(); err != nil {
			return answer{body: told{text: problem(err), bad: true}}
		}
		return nil
	}
}

// bandRows is how many rows the band takes.
func (a *app) bandRows() int {
	if a.away == nil {
		return 0
	}
	return 1
}

// band says over everything that is shown that it is past, which time it is of, and how to return.
func (a *app) band() []string {
	if a.away == nil {
		return nil
	}
	cut, _ := a.desk.store.AsOf()
	when, kind := "AS OF "+pastTime(a.desk), " · "+cut.String()
	t := a.desk.theme
	text := when + " · read only"
	for _, full := range []string{when + kind + " · read only", when + kind + " · read only · esc or :now returns"} {
		if kit.Width(line(full))+2 <= a.size.Width {
			text = full
		}
	}
	return []string{kit.NewRow(a.size.Width, false).Put(t.Past, line(" "+text)).Fill(t.Past)}
}

// pastTime says which time a desk of the past shows, with the year when that is another one.
func pastTime(d *desk) string { return cutTime(d.now(), d.presence.now()) }

func cutTime(at, now time.Time) string {
	layout := "Mon 2 Jan 15:04"
	if at.Second() != 0 {
		layout += ":05"
	}
	if at.Year() != now.Year() {
		layout = strings.Replace(layout, "Jan", "Jan 2006", 1)
	}
	return at.Format(layout)
}

// here gives the desk of the present.
func (d *desk) here() *desk {
	if d.presence != nil {
		return d.presence
	}
	return d
}

// times are what people look back at most.
var times = []string{"1h", "4h", "today 09:00", "yesterday 09:00", "yesterday 14:00", "yesterday 17:00", "1d", "monday 09:00", "1w"}

// newTimes asks for a time to look back at.
func newTimes(d *desk) *picker {
	var all []pick
	for _, text := range times {
		if one := pastPick(d, text); one.bar == "" {
			all = append(all, one)
		}
	}
	p := newPicker(d, "Show the desk as of", all, func(one pick) (Screen, tea.Cmd) { return newVoyage(d, one.value.(voyageTo).cut), nil })
	p.free = func(text string) (pick, bool) { return pastPick(d, text), true }
	return p
}

// voyageTo is the choice of a time to look back at.
type voyageTo struct{ cut model.Cut }

// pastPick offers to look back at the time that is written, or at the first one that begins so.
func pastPick(d *desk, text string) pick {
	now := d.here().now()
	text = strings.TrimSpace(text)
	cut, err := model.ParseCut(text, now)
	if err != nil {
		if full := completeTime(text); full != "" {
			text = full
			cut, err = model.ParseCut(text, now)
		}
	}
	if err != nil {
		return pick{label: "at " + text, bar: problem(err)}
	}
	return pick{label: "at " + text, hint: cutTime(cut.At.Time().In(d.zone), now) + " · " + cut.String(), value: voyageTo{cut}}
}

// atPick offers what the palette understands by at with a time behind it, and without one to choose the time.
func atPick(d *desk, text string) pick {
	if strings.TrimSpace(text) != "" {
		return pastPick(d, text)
	}
	choose := func() (Screen, tea.Cmd) { return newTimes(d), nil }
	return pick{label: "at …", hint: "show the desk as it was", value: d.action("", "", "", choose)}
}

// completeTime completes a time that is being written, empty when nothing begins so.
func completeTime(text string) string {
	if at := strings.LastIndex(text, " as"); at > 0 {
		if full := text[:at] + " as recorded"; strings.HasPrefix(full, text) {
			return full
		}
	}
	i := slices.IndexFunc(times, func(t string) bool { return strings.HasPrefix(t, text) })
	if i < 0 {
		return ""
	}
	return times[i]
}

// A voyage is the way back to an earlier time. It shows how far it is, and can be called off.
type voyage struct {
	desk *desk
	cut  model.Cut
	size tea.WindowSizeMsg
	part int // in thousandths
	stop context.CancelFunc
	tell chan int
}

func newVoyage(d *desk, cut model.Cut) *voyage {
	return &voyage{desk: d, cut: cut, tell: make(chan int, 1)}
}

// underway says how far a voyage is.
type underway int

// Open sets out.
func (v *voyage) Open() tea.Cmd {
	ctx, stop := context.WithCancel(v.desk.here().ctx)
	v.stop = stop
	st, cut, tell := v.desk.here().store, v.cut, v.tell
	return tea.Batch(func() tea.Msg {
		defer stop()
		defer close(tell)
		then, err := st.At(ctx, cut, func(done, _ int) {
			select {
			case tell <- done:
			default: // nobody has looked since
			}
		})
		return answer{body: arrived{v, then, err}}
	}, v.watch())
}

// watch waits for the next word of how far it is.
func (v *voyage) watch() tea.Cmd {
	tell := v.tell
	return func() tea.Msg {
		part, ok := <-tell
		if !ok {
			return nil
		}
		return answer{to: v, body: underway(part)}
	}
}

// Docked is true: where one comes from stays in sight.
func (v *voyage) Docked() bool { return true }

// Update takes how far it is.
func (v *voyage) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
	case answer:
		if part, ok := msg.body.(underway); ok {
			v.part = int(part)
			return v, v.watch()
		}
	}
	return v, nil
}

// Actions are to call it off.
func (v *voyage) Actions() []Action {
	return []Action{v.desk.action("voyage-off", "esc q", "call it off", func() (Screen, tea.Cmd) {
		v.stop()
		return nil, say("called off: this is as before")
	})}
}

// View draws how far it is.
func (v *voyage) View() (string, *tea.Cursor) {
	t := v.desk.theme
	when := cutTime(v.cut.At.Time().In(v.desk.zone), v.desk.here().now())
	full := max(0, min(v.size.Width-10, 60))
	bar := strings.Repeat("━", full*v.part/1000) + strings.Repeat("─", full-full*v.part/1000)
	return strings.Join([]string{
		kit.Rule(t.Dim, v.size.Width),
		kit.NewRow(v.size.Width, false).Gap(1).Put(t.Strong, line("Going back to "+when+" · "+v.cut.String())).Fill(kit.Style{}),
		kit.NewRow(v.size.Width, false).Gap(1).Put(t.Mark, line(bar)).Put(t.Dim, line(" "+number(v.part/10)+" %")).Fill(kit.Style{}),
	}, "\n"), nil
}
