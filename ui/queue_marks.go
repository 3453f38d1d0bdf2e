package ui

import (
	"context"
	"errors"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// matched are tickets to mark, and of which list.
type matched struct {
	tickets []*model.Ticket
	view    int
	filter  string
	turn    bool // those that are marked are not marked any more, and the others are
}

// markRange begins a range of marks, or ends it where the hand is.
func (q *queue) markRange() tea.Cmd {
	if q.begun < 0 {
		q.begun = q.list.hand.At
		return say("a range begins here: go to its end and press V again")
	}
	from, upto := min(q.begun, q.list.hand.At), max(q.begun, q.list.hand.At)
	q.begun = -1
	m, st, query, env := q.toMark(), q.desk.store, q.list.query, q.desk.env()
	return ask(q.desk, q, func(ctx context.Context) (matched, error) {
		list, err := st.Query(ctx, query, env, store.Page{Offset: from, Limit: upto + 1 - from})
		m.tickets = list.Tickets
		return m, err
	})
}

// markAll marks all that match, or takes all marks away when they are.
func (q *queue) markAll() tea.Cmd {
	if q.marks.Len() == q.list.hand.Total {
		q.marks.Clear()
		return nil
	}
	return q.markMatching(false)
}

// markMatching marks all that match, of which most are not in sight: their numbers will do.
func (q *queue) markMatching(turn bool) tea.Cmd {
	m, st, query, env := q.toMark(), q.desk.store, q.list.query, q.desk.env()
	m.turn = turn
	return ask(q.desk, q, func(ctx context.Context) (matched, error) {
		ids, err := st.IDs(ctx, query, env)
		m.tickets = numbered(ids)
		return m, err
	})
}

func (q *queue) toMark() matched { return matched{view: q.at, filter: q.filter.Text()} }

// addMarks marks what was found, unless the list is another one by now: what can't be seen is not acted on.
func (q *queue) addMarks(m matched) {
	if now := q.toMark(); m.view != now.view || m.filter != now.filter {
		return
	}
	tickets := m.tickets
	if m.turn {
		tickets = slices.DeleteFunc(tickets, func(t *model.Ticket) bool { return q.marks.Has(t.ID) })
		q.marks.Clear()
	}
	q.marks.Add(tickets...)
	q.marks.See(q.list.rows)
}

// unmarkDone takes the marks off what was done. What was refused, or not reached, stays marked.
func (q *queue) unmarkDone(r store.Result) {
	q.begun = -1
	var ids []model.ID
	for _, one := range r.Done {
		if one.Err == nil || errors.Is(one.Err, model.ErrAlready) {
			ids = append(ids, one.ID)
		}
	}
	q.marks.Drop(ids...)
}
