package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/sahilm/fuzzy"

	"opsdesk/ui/kit"
)

// A pick is one thing to choose.
type pick struct {
	label string
	hint  string
	bar   string // why it can't be chosen now
	also  string // words that find it too, and are shown only then
	value any
	// make makes what does not exist yet, and gives it as the choice.
	make func(context.Context) (pick, error)
}

// A picker lets the person choose one of many, by moving or by typing some of its letters. It lies over the lower part
// of the screen that opened it.
type picker struct {
	desk  *desk
	title string
	input *kit.Input
	all   []pick
	found []int // of all, in the order in which they are shown
	list  kit.List
	load  func(context.Context) ([]pick, error)
	// free makes what was typed a choice too, when it is none of the others: the first, or behind all that fits.
	free   func(text string) (pick, bool)
	behind bool
	// find gives more choices for what was typed, of those that are too many to load.
	find func(ctx context.Context, text string) ([]pick, error)
	// want says what to type, where nothing can be offered before.
	want   string
	choose func(pick) (Screen, tea.Cmd)
	size   tea.WindowSizeMsg
	rows   int  // the most rows of choices that are shown
	spare  int  // how many rows choices leave to what is above them
	exact  bool // letters that stand together somewhere find nothing else
	wait   bool
	// looking says that find is asked.
	looking bool
}

// newPicker opens a picker over choices that are known.
func newPicker(d *desk, title string, all []pick, choose func(pick) (Screen, tea.Cmd)) *picker {
	p := &picker{desk: d, title: title, input: kit.NewInput("", "type to search", 200), all: all, choose: choose, rows: 10, spare: 4}
	p.input.Paint(d.theme)
	p.input.Focus(true)
	p.search()
	return p
}

// Open fetches the choices of a picker that has to.
func (p *picker) Open() tea.Cmd {
	if p.load == nil {
		return nil
	}
	p.wait = true
	return ask(p.desk, p, p.load)
}

// Typing is true all the time.
func (p *picker) Typing() bool { return true }

// Docked is true: what the choice is for stays in sight.
func (p *picker) Docked() bool { return true }

// Update takes keys, and the choices when they arrive.
func (p *picker) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.size = msg
		p.search()
	case themeMsg:
		p.input.Paint(p.desk.theme)
	case answer:
		return p.answered(msg)
	case tea.MouseClickMsg:
		if at := p.list.Top + msg.Y - 2; msg.Y >= 2 && at < p.list.Total {
			p.list.To(at)
			return p.pick()
		}
	case tea.MouseWheelMsg:
		p.list.Move(wheel(msg))
	case tea.KeyPressMsg, tea.PasteMsg:
		before := p.input.Value()
		p.input.Update(msg)
		if p.input.Value() != before {
			p.search()
			p.list.To(0)
			return p, p.more()
		}
	}
	return p, nil
}

// more asks for choices that are not loaded, one question at a time: what was typed meanwhile is asked for behind it.
func (p *picker) more() tea.Cmd {
	text := strings.TrimSpace(p.input.Value())
	if p.find == nil || p.looking || len(text) < 2 { // one letter finds too much to be of use
		return nil
	}
	find := p.find
	p.looking = true
	return ask(p.desk, p, func(ctx context.Context) (foundPicks, error) {
		all, err := find(ctx, text)
		return foundPicks{text, all}, err
	})
}

// foundPicks are choices that were found for a text.
type foundPicks struct {
	text string
	all  []pick
}

// join shows what was found. What is loaded or found already is there once.
func (p *picker) join(found foundPicks) {
	for _, one := range found.all {
		at := slices.IndexFunc(p.all, func(c pick) bool { return c.value == one.value })
		if at < 0 {
			at = len(p.all)
			p.all = append(p.all, one)
		}
		if !slices.Contains(p.found, at) {
			p.found = append(p.found, at)
		}
	}
	p.list.Size(p.list.Rows, len(p.found)+p.extra())
}

// answered takes the choices when they arrive, or the one that was made.
func (p *picker) answered(msg answer) (Screen, tea.Cmd) {
	p.wait = false
	if one, ok := msg.body.(pick); ok && msg.err == nil {
		return p.chosen(one)
	}
	if found, ok := msg.body.(foundPicks); ok {
		p.looking = false
		if msg.err != nil {
			return p, complain(msg.err)
		}
		if found.text != strings.TrimSpace(p.input.Value()) {
			return p, p.more()
		}
		p.join(found)
		return p, nil
	}
	if all, ok := msg.body.([]pick); ok && msg.err == nil {
		p.all = all
	}
	p.search()
	if msg.err != nil {
		return p, complain(msg.err)
	}
	return p, nil
}

// search finds the choices that hold the typed letters in their order.
func (p *picker) search() {
	text := strings.TrimSpace(p.input.Value())
	p.found = p.found[:0]
	if text == "" {
		for i := range p.all {
			p.found = append(p.found, i)
		}
	} else {
		for _, m := range fuzzy.FindFrom(text, picks(p.all)) {
			p.found = append(p.found, m.Index)
		}
		if p.exact {
			p.found = p.together(p.found, text)
		}
	}
	p.list.Size(min(p.rows, max(1, p.size.Height-p.spare)), len(p.found)+p.extra())
}

// extra is 1 when what was typed is itself a choice.
func (p *picker) extra() int {
	if _, ok := p.typed(); ok {
		return 1
	}
	return 0
}

func (p *picker) typed() (pick, bool) {
	text := strings.TrimSpace(p.input.Value())
	if p.free == nil || p.wait || text == "" || slices.ContainsFunc(p.all, func(c pick) bool { return strings.EqualFold(c.label, text) }) {
		return pick{}, false
	}
	return p.free(text)
}

type picks []pick

func (p picks) String(i int) string { return p[i].label + " " + p[i].hint + " " + p[i].also }
func (p picks) Len() int            { return len(p) }

// at gives the choice on a row.
func (p *picker) at(row int) (pick, bool) {
	if one, ok := p.typed(); ok {
		switch {
		case !p.behind && row == 0, p.behind && row == len(p.found):
			return one, true
		case !p.behind:
			row--
		}
	}
	if row < len(p.found) {
		return p.all[p.found[row]], true
	}
	return pick{}, false
}

func (p *picker) pick() (Screen, tea.Cmd) {
	one, ok := p.at(p.list.At)
	if !ok {
		return p, nil
	}
	if one.bar != "" {
		return p, func() tea.Msg { return answer{body: told{text: one.bar, bad: true}} }
	}
	if one.make != nil {
		p.wait = true
		p.search()
		return p, ask(p.desk, p, one.make)
	}
	return p.chosen(one)
}

func (p *picker) chosen(one pick) (Screen, tea.Cmd) {
	next, cmd := p.choose(one)
	if next == nil {
		return nil, cmd
	}
	return instead{next}, cmd
}

// Actions are moving, choosing and leaving.
func (p *picker) Actions() []Action {
	d := p.desk
	stay := func(f func()) func() (Screen, tea.Cmd) { return func() (Screen, tea.Cmd) { f(); return p, nil } }
	return []Action{
		d.action("pick", "enter", "choose", p.pick),
		d.action("pick-down", "down ctrl+n ctrl+j", "down", stay(func() { p.list.Move(1) })),
		d.action("pick-up", "up ctrl+p", "up", stay(func() { p.list.Move(-1) })),
		d.action("pick-page-down", "pgdown", "page down", stay(func() { p.list.Move(p.list.Rows) })).quiet(),
		d.action("pick-page-up", "pgup", "page up", stay(func() { p.list.Move(-p.list.Rows) })).quiet(),
		d.action("pick-leave", "esc", "leave", func() (Screen, tea.Cmd) { return nil, nil }),
	}
}

// typingWidth is the least that what is typed has room in.
const typingWidth = 12

// View draws the title with what is typed, and the choices under it.
func (p *picker) View() (string, *tea.Cursor) {
	t := p.desk.theme
	title := line(" " + p.title + " › ")
	at := min(kit.Width(title), max(1, p.size.Width-typingWidth)) // what it is about may have a long name
	more := line(p.below())
	text, cursor := p.input.View(p.size.Width - at - kit.Width(more))
	if cursor != nil {
		cursor.X += at
		cursor.Y = 1
	}
	head := kit.NewRow(at, false).Put(t.Strong, title).Fill(kit.Style{})
	tail := kit.NewRow(kit.Width(more), false).Put(t.Dim, more).Fill(kit.Style{})
	rows := []string{kit.Rule(t.Dim, p.size.Width), head + text + tail}
	for i := p.list.Top; i < p.list.End(); i++ {
		one, _ := p.at(i)
		rows = append(rows, p.row(one, i == p.list.At))
	}
	if p.list.Total == 0 {
		nothing := "nothing fits"
		switch {
		case p.wait:
			nothing = "…"
		case p.want != "" && strings.TrimSpace(p.input.Value()) == "":
			nothing = p.want
		}
		rows = append(rows, kit.NewRow(p.size.Width, false).Gap(3).Put(t.Dim, line(nothing)).Fill(kit.Style{}))
	}
	return strings.Join(rows, "\n"), cursor
}

func (p *picker) row(one pick, at bool) string {
	t := p.desk.theme
	mark, style := "   ", t.Text
	if at {
		mark, style = " ▌ ", t.Strong
	}
	if one.bar != "" {
		style = t.Dim
	}
	r := kit.NewRow(p.size.Width, at).Put(t.Mark, line(mark)).Put(style, line(one.label))
	hint := one.hint
	if one.bar != "" {
		hint = one.bar
	}
	if hint != "" {
		r.Put(t.Dim, line("  "+hint))
	}
	if word := p.foundBy(one); word != "" {
		r.Put(t.Dim, line("  ‹"+word+"›"))
	}
	return r.Fill(style)
}

// wheel gives how many rows a turn of the wheel moves.
func wheel(msg tea.MouseWheelMsg) int {
	if msg.Button == tea.MouseWheelUp {
		return -3
	}
	return 3
}
