package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A queue is the desk's work as a list: saved views with their counts, a filter line, the tickets, and a preview of
// the one under the hand.
type queue struct {
	desk    *desk
	views   []savedView
	at      int // of views
	filter  *filter
	list    listing
	marks   map[model.ID]*model.Ticket
	begun   int // where a range of marks began, -1 when none was
	preview previewMode
	// scroll is how far the preview of one ticket is scrolled.
	scroll   int
	scrolled model.ID
	size     tea.WindowSizeMsg
	words    []string // that were looked for, to mark them
	columns  []column
	widths   []int
	err      string
}

// previewMode says where the ticket under the hand is shown besides its row.
type previewMode uint8

const (
	previewBelow previewMode = iota
	previewBeside
	previewOff
)

func newQueue(d *desk) *queue {
	q := &queue{desk: d, views: loadViews(d), filter: newFilter(d), marks: map[model.ID]*model.Ticket{}, begun: -1}
	q.list = listing{desk: d}
	q.list.hand.Rows = 10
	q.refine()
	return q
}

// Open asks for the first page and the counts.
func (q *queue) Open() tea.Cmd {
	return tea.Batch(q.list.Ask(q, false), countViews(q.desk, q, q.views))
}

// Typing is true while the filter is typed.
func (q *queue) Typing() bool { return q.filter.typing }

// Update takes answers, news and what is typed into the filter.
func (q *queue) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		q.size = msg
		q.layout()
		if q.list.known && q.list.Missing() {
			return q, q.list.Ask(q, false)
		}
	case themeMsg:
		q.filter.input.Paint(q.desk.theme)
	case store.News:
		return q, q.hear(msg)
	case answer:
		return q, q.answered(msg)
	case tea.MouseClickMsg:
		return q.clicked(msg)
	case tea.MouseWheelMsg:
		return q, q.list.Go(q, func(h *kit.List) { h.Scroll(wheel(msg)) })
	case tea.KeyPressMsg, tea.PasteMsg:
		if q.filter.typing {
			changed, cmd := q.filter.Type(q, msg)
			if changed {
				clear(q.marks) // what can't be seen is not acted on
				q.list.First()
				return q, tea.Batch(cmd, q.refresh())
			}
			q.layout()
			return q, cmd
		}
	}
	return q, nil
}

func (q *queue) hear(news store.News) tea.Cmd {
	if !touches(news) {
		return nil
	}
	q.filter.Forget()
	return tea.Batch(q.list.Ask(q, true), countViews(q.desk, q, q.views))
}

func (q *queue) answered(msg answer) tea.Cmd {
	if msg.err != nil {
		if _, ok := msg.body.(done); !ok {
			q.err = problem(msg.err)
		}
		return nil
	}
	switch body := msg.body.(type) {
	case listed:
		q.err = ""
		missing := q.list.Take(body)
		q.layout()
		q.remark()
		if missing {
			return q.list.Ask(q, false)
		}
	case counted:
		for i, n := range body.counts {
			q.views[i].count, q.views[i].known = n, true
		}
	case marked:
		for _, t := range body.tickets {
			q.marks[t.ID] = t
		}
	case valuesFound:
		return q.filter.Take(q, body)
	case done:
		clear(q.marks)
		q.begun = -1
	}
	return nil
}

// refine makes the list's query from the view and the filter.
func (q *queue) refine() {
	q.list.query = model.And(q.views[q.at].sorted(), q.filter.query)
	q.words = q.list.query.Words()
	q.layout()
}

// refresh asks anew from the top, for another view, filter or order.
func (q *queue) refresh() tea.Cmd {
	q.refine()
	q.scroll = 0
	return q.list.Ask(q, true)
}

// turn goes to another view; what was marked there stays there.
func (q *queue) turn(to int) tea.Cmd {
	n := len(q.views)
	q.at = (to + n) % n
	clear(q.marks)
	q.begun = -1
	q.list.First()
	return q.refresh()
}

// Held gives the marked tickets, or the one under the hand.
func (q *queue) Held() []*model.Ticket {
	if len(q.marks) > 0 {
		var all []*model.Ticket
		for _, t := range q.marks {
			all = append(all, t)
		}
		slices.SortFunc(all, func(a, b *model.Ticket) int { return int(a.ID) - int(b.ID) })
		return all
	}
	if t := q.list.At(); t != nil {
		return []*model.Ticket{t}
	}
	return nil
}

// remark brings the marks up to date with the rows that came.
func (q *queue) remark() {
	for _, t := range q.list.rows {
		if q.marks[t.ID] != nil {
			q.marks[t.ID] = t
		}
	}
}

func (q *queue) open() (Screen, tea.Cmd) {
	if t := q.list.At(); t != nil {
		return newDetail(q.desk, t.ID), nil
	}
	return q, nil
}

func (q *queue) clicked(msg tea.MouseClickMsg) (Screen, tea.Cmd) {
	switch row := msg.Y - q.above(); {
	case msg.Y == 0:
		if at := q.viewAt(msg.X); at >= 0 {
			return q, q.turn(at)
		}
	case msg.Y == 1:
		return q, q.filter.Begin(q)
	case row == -1:
		if at := columnAt(q.widths, markWidth, msg.X); at >= 0 {
			return q, q.sortBy(q.columns[at].name)
		}
	case row >= 0 && row < q.list.hand.Rows:
		at := q.list.hand.Top + row
		again := at == q.list.hand.At
		cmd := q.list.Go(q, func(h *kit.List) { h.To(at) })
		if again {
			return q.open()
		}
		return q, cmd
	}
	return q, nil
}
