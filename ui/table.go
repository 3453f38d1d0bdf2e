package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A table is a list of tickets under a filter line, with columns, marks, and the hand on one of them. A screen embeds
// one and adds what it lists, and what can be done there besides.
type table struct {
	desk   *desk
	screen lister
	filter *filter
	list   listing
	marks  marks
	size   tea.WindowSizeMsg
	words  []string // that were looked for, to mark them
	err    string
	// numbered says that rows begin with their place in the list.
	numbered bool
	// find gives columns by their names.
	find    func(string) (column, bool)
	columns []column
	widths  []int
}

// A lister is a screen with a table.
type lister interface {
	Screen
	// refine makes the query of the list, from the filter and what else the screen goes by.
	refine()
	// layout works out what fits: called when the size, the filter's rows or the columns change, never while drawing.
	layout()
}

func newTable(d *desk, s lister) table {
	t := table{desk: d, screen: s, filter: newFilter(d), list: listing{desk: d}, find: columnNamed}
	t.list.hand.Rows = 10
	return t
}

// Typing is true while the filter is typed.
func (t *table) Typing() bool { return t.filter.typing }

// Open asks for the first page.
func (t *table) Open() tea.Cmd { return t.list.Ask(t.screen, false) }

// update takes sizes, answers, news, what is typed into the filter, and the wheel.
func (t *table) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		t.size = msg
		t.screen.layout()
		if t.list.known {
			return t.list.Go(t.screen, noMove)
		}
	case themeMsg:
		t.filter.input.Paint(t.desk.theme)
	case store.News:
		if touches(msg) {
			t.filter.Forget()
			return t.list.Ask(t.screen, true)
		}
	case answer:
		return t.answered(msg)
	case tea.MouseWheelMsg:
		return t.list.Go(t.screen, func(h *kit.List) { h.Scroll(wheel(msg)) })
	case tea.KeyPressMsg, tea.PasteMsg:
		if t.filter.typing {
			return t.typed(msg)
		}
	}
	return nil
}

func noMove(*kit.List) {}

func (t *table) answered(msg answer) tea.Cmd {
	if msg.err != nil {
		if _, ok := msg.body.(done); ok { // what was drawn ahead of the answer is not the desk's
			return t.list.Ask(t.screen, true)
		}
		t.list.asking = false
		t.err = problem(msg.err)
		return nil
	}
	switch body := msg.body.(type) {
	case listed:
		t.err = ""
		missing := t.list.Take(body)
		t.marks.See(t.list.rows)
		t.screen.layout()
		if missing {
			return t.list.Ask(t.screen, false)
		}
	case valuesFound:
		return t.filter.Take(t.screen, body)
	case done:
		return t.goOn(body.then)
	}
	return nil
}

// typed takes a key for the filter. Another filter takes the marks away: what can't be seen is not acted on.
func (t *table) typed(msg tea.Msg) tea.Cmd {
	changed, cmd := t.filter.Type(t.screen, msg)
	if !changed {
		t.screen.layout()
		return cmd
	}
	t.marks.Clear()
	t.list.First()
	return tea.Batch(cmd, t.refresh())
}

// refresh asks anew, for another filter, view or order.
func (t *table) refresh() tea.Cmd {
	t.screen.refine()
	t.words = t.list.query.Words()
	t.screen.layout()
	return t.list.Ask(t.screen, true)
}

// Held gives the marked tickets in the order of their numbers, or the one under the hand.
func (t *table) Held() []*model.Ticket {
	if at := t.list.At(); t.marks.Len() == 0 && at != nil {
		return []*model.Ticket{at}
	}
	return t.marks.List()
}

// mark marks the ticket under the hand, or no longer, and goes on to the next.
func (t *table) mark() tea.Cmd {
	at := t.list.At()
	if at == nil {
		return nil
	}
	t.marks.Toggle(at)
	return t.list.Go(t.screen, func(h *kit.List) { h.Move(1) })
}

func (t *table) unmark() tea.Cmd {
	t.marks.Clear()
	return nil
}

// Next gives when a due time in sight says something else.
func (t *table) Next(now time.Time) (next time.Time) {
	if !slices.ContainsFunc(t.columns, func(c column) bool { return c.name == "due" }) {
		return next
	}
	for i := t.list.hand.Top; i < t.list.hand.End(); i++ {
		if ticket := t.list.Row(i); ticket != nil {
			next = earlier(next, dueFace(t.desk, ticket, now).next)
		}
	}
	return next
}

// Sight gives the row of the hand.
func (t *table) Sight() int { return t.above() + t.list.hand.At - t.list.hand.Top }

func (t *table) open() (Screen, tea.Cmd) {
	if at := t.list.At(); at != nil {
		v := newDetail(t.desk, at.ID)
		v.from = t
		return v, nil
	}
	return t.screen, nil
}

func (t *table) beginFilter() tea.Cmd {
	cmd := t.filter.Begin(t.screen)
	t.screen.layout()
	return cmd
}

func (t *table) clearFilter() tea.Cmd {
	t.filter.Clear()
	t.marks.Clear()
	return t.refresh()
}

// stay makes of what an action does one that leaves the screen in front.
func (t *table) stay(f func() tea.Cmd) func() (Screen, tea.Cmd) {
	return func() (Screen, tea.Cmd) { return t.screen, f() }
}

// barOpen says why nothing can be opened.
func (t *table) barOpen() string {
	if t.list.At() == nil {
		return "there is no ticket here"
	}
	return ""
}

// typingActions lists what keys do while the filter is typed.
func (t *table) typingActions() []Action {
	d := t.desk
	next := func(step int) func() (Screen, tea.Cmd) {
		return t.stay(func() tea.Cmd {
			if t.filter.Next(step) {
				return t.refresh()
			}
			return nil
		})
	}
	all := []Action{
		d.action("filter-complete", "tab", "complete", next(1)),
		d.action("filter-back", "shift+tab", "the one before", next(-1)),
		d.action("filter-done", "enter", "done", t.stay(func() tea.Cmd { t.filter.End(); t.screen.layout(); return nil })),
		d.action("filter-clear", "esc", "clear", t.stay(t.clearFilter)),
	}
	for _, m := range t.list.moves(t.screen) {
		if k := m.Key.Keys(); slices.Contains(k, "down") || slices.Contains(k, "up") {
			m.Key.SetKeys(k[len(k)-1])
			all = append(all, m)
		}
	}
	return all
}

// wayBack gives what esc does: it takes the marks off, else the filter away.
func (t *table) wayBack(marked bool, unmark func() tea.Cmd) []Action {
	switch {
	case marked:
		return []Action{t.desk.action("unmark", "esc", "unmark", t.stay(unmark))}
	case t.filter.Text() != "":
		return []Action{t.desk.action("unfilter", "esc", "clear the filter", t.stay(t.clearFilter))}
	}
	return nil
}
