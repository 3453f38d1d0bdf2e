package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A queue is the desk's work as a list: saved views with their counts, a filter line, the tickets, and a preview of
// the one under the hand.
type queue struct {
	table
	views   []savedView
	at      int // of views
	begun   int // where a range of marks began, -1 when none was
	preview previewMode
	// scroll is how far the preview of one ticket is scrolled.
	scroll   int
	scrolled model.ID
	outer    tea.WindowSizeMsg // with the row of the alarm
	minute   time.Time         // in which the views were counted last
}

// previewMode says where the ticket under the hand is shown besides its row.
type previewMode uint8

const (
	previewBelow previewMode = iota
	previewBeside
	previewOff
)

func newQueue(d *desk) *queue {
	q := &queue{views: loadViews(d), begun: -1, minute: d.now().Truncate(time.Minute)}
	q.table = newTable(d, q)
	q.refine()
	return q
}

// Open asks for the first page and the counts.
func (q *queue) Open() tea.Cmd {
	return tea.Batch(q.table.Open(), countViews(q.desk, q, q.views))
}

// Update takes what a table takes, the counts of the views, the clock, and clicks.
func (q *queue) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		q.outer = msg
		return q, q.update(q.desk.alarm.inside(q.desk, msg))
	case alarmMsg:
		return q, q.update(q.desk.alarm.inside(q.desk, q.outer))
	case store.News:
		if touches(msg) {
			return q, tea.Batch(q.update(msg), countViews(q.desk, q, q.views))
		}
	case clockMsg:
		return q, q.recount()
	case answer:
		if q.take(msg) {
			return q, q.list.Ask(q, true)
		}
	case tea.MouseClickMsg:
		return q.clicked(msg)
	}
	return q, q.update(msg)
}

// recount counts the views once a minute: what a view matches may be a question of time.
func (q *queue) recount() tea.Cmd {
	minute := q.desk.now().Truncate(time.Minute)
	if minute.Equal(q.minute) {
		return nil
	}
	q.minute = minute
	return countViews(q.desk, q, q.views)
}

// take takes the answers that no other table gets, and tells whether the list is not what its view matches any more.
func (q *queue) take(msg answer) (stale bool) {
	if msg.err != nil {
		return false
	}
	switch body := msg.body.(type) {
	case counted:
		for i, n := range body.counts {
			q.views[i].count, q.views[i].known = n, true
		}
		return q.list.known && !q.list.asking && q.filter.Text() == "" && q.views[q.at].count != q.list.hand.Total
	case matched:
		q.addMarks(body)
	case done:
		q.unmarkDone(body.result)
	}
	return false
}

// refine makes the list's query from the view and the filter.
func (q *queue) refine() { q.list.query = model.And(q.views[q.at].sorted(), q.filter.query) }

// turn goes to another view; what was marked there stays there.
func (q *queue) turn(to int) tea.Cmd {
	n := len(q.views)
	q.at = (to + n) % n
	q.unmark()
	q.list.First()
	return q.refresh()
}

// Sight gives the row of the hand; the views stand above the table.
func (q *queue) Sight() int { return 1 + q.table.Sight() }

func (q *queue) unmark() tea.Cmd {
	q.begun = -1
	return q.table.unmark()
}

func (q *queue) clicked(msg tea.MouseClickMsg) (Screen, tea.Cmd) {
	if msg.Y == 0 {
		if at := q.viewAt(msg.X); at >= 0 {
			return q, q.turn(at)
		}
		return q, nil
	}
	y := msg.Y - 1 // the views stand above the table
	at, ok := q.rowAt(y)
	switch {
	case ok:
		again := at == q.list.hand.At
		cmd := q.list.Go(q, func(h *kit.List) { h.To(at) })
		if again {
			return q.open()
		}
		return q, cmd
	case y == 0:
		return q, q.beginFilter()
	case y == q.above()-1:
		if at := columnAt(q.widths, q.lead(), msg.X); at >= 0 {
			return q, q.sortBy(q.columns[at].name)
		}
	}
	return q, nil
}
