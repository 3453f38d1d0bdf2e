package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A listing is the tickets that a query matches, of which it holds those in sight and some around them, with the hand
// on one. Lists of tickets are drawn from it.
type listing struct {
	desk   *desk
	query  model.Query
	hand   kit.List
	rows   []*model.Ticket
	offset int // of the first row that is held
	of     int // how many tickets there are, matching or not
	gen    int // of the newest question; older answers are dropped
	asking bool
	took   time.Duration // for the newest question that was not only for rows around the hand
	known  bool          // something was listed yet
	held   model.ID
	ranked store.Ranking
	// unknown are the names in the query that nobody and nothing has.
	unknown []string
	// fresh are the tickets of rows that others changed since the person looked, with the revision of that.
	fresh map[model.ID]model.Revision
}

// listed is the answer to a listing's question.
type listed struct {
	gen  int
	stay bool
	list store.Listing
	took time.Duration
	// unknown are the names in the query that nobody and nothing has.
	unknown []string
	fresh   map[model.ID]model.Revision
}

// Ask asks for what is around the hand: two pages before and after those in sight. With stay, the hand is to stay on its
// ticket, wherever that has gone.
func (l *listing) Ask(to Screen, stay bool) tea.Cmd {
	l.gen++
	l.asking = true
	gen, q, env, st, seen, me := l.gen, l.query, l.desk.env(), l.desk.store, l.desk.seen, l.desk.me
	rows := max(20, l.hand.Rows)
	page := store.Page{Offset: max(0, l.hand.Top-2*rows)}
	page.Limit = l.hand.Top + 3*rows - page.Offset
	if stay {
		page.Hold = l.held
	}
	return ask(l.desk, to, func(ctx context.Context) (listed, error) {
		begin := time.Now()
		list, err := st.Query(ctx, q, env, page)
		found := listed{gen: gen, stay: stay, list: list, took: time.Since(begin), unknown: q.Bind(env).Unknown}
		if err == nil {
			found.fresh, err = st.Fresh(me, list.Tickets, func(t *model.Ticket) model.Revision { return seen.behind(t, me) })
		}
		return found, err
	})
}

// Take takes an answer in, and tells whether what is in sight is still missing.
func (l *listing) Take(a listed) (missing bool) {
	if a.gen != l.gen {
		return false
	}
	inSight := l.hand.At - l.hand.Top
	if a.stay || !l.known {
		l.took = a.took
	}
	l.unknown, l.ranked, l.fresh = a.unknown, a.list.Ranked, a.fresh
	l.rows, l.offset, l.of, l.known, l.asking = a.list.Tickets, a.list.Offset, a.list.Of, true, false
	l.hand.Size(l.hand.Rows, a.list.Total)
	if a.list.Held >= 0 && a.list.Held != l.hand.At {
		l.hand.Top = max(0, a.list.Held-inSight)
		l.hand.To(a.list.Held)
	}
	l.grip()
	return l.Missing()
}

// Missing tells whether a row in sight is not held.
func (l *listing) Missing() bool { return l.lacks(0) }

// lacks tells whether a row in sight, or so many before and after those, is not held.
func (l *listing) lacks(around int) bool {
	first, end := max(0, l.hand.Top-around), min(l.hand.Total, l.hand.End()+around)
	return first < end && (first < l.offset || end > l.offset+len(l.rows))
}

// Row gives a ticket by its place in the list, nil when it is not held.
func (l *listing) Row(i int) *model.Ticket {
	if i < l.offset || i >= l.offset+len(l.rows) {
		return nil
	}
	return l.rows[i-l.offset]
}

// At gives the ticket under the hand, nil when there is none.
func (l *listing) At() *model.Ticket { return l.Row(l.hand.At) }

// Fresh tells whether others have changed a ticket since the person looked at it.
func (l *listing) Fresh(id model.ID) bool { return l.fresh[id] > l.desk.seen.of(id) }

// grip remembers which ticket the hand is on.
func (l *listing) grip() {
	if t := l.At(); t != nil {
		l.held = t.ID
	}
}

// First takes the hand to the first ticket, whichever that will be.
func (l *listing) First() { l.hand.Top, l.hand.At, l.held = 0, 0, 0 }

// Go moves the hand, and asks for the page before and after what is in sight where it is not held: the next key finds
// its rows here, and its first frame is its last.
func (l *listing) Go(to Screen, move func(*kit.List)) tea.Cmd {
	move(&l.hand)
	l.grip()
	if l.Missing() || !l.asking && l.lacks(l.hand.Rows) {
		return l.Ask(to, false)
	}
	return nil
}

// moves lists the actions that move the hand.
func (l *listing) moves(to Screen) []Action {
	return listMoves(l.desk, func(move func(*kit.List)) (Screen, tea.Cmd) { return to, l.Go(to, move) })
}

// listMoves lists the actions that move the hand on a list, the same wherever there is one.
func listMoves(d *desk, do func(move func(*kit.List)) (Screen, tea.Cmd)) []Action {
	act := func(id, keys, help string, move func(*kit.List)) Action {
		return d.action(id, keys, help, func() (Screen, tea.Cmd) { return do(move) }).quiet()
	}
	return []Action{
		act("down", "j down", "down", func(h *kit.List) { h.Move(1) }),
		act("up", "k up", "up", func(h *kit.List) { h.Move(-1) }),
		act("half-down", "ctrl+d", "half a page down", func(h *kit.List) { h.Move(h.Rows / 2) }),
		act("half-up", "ctrl+u", "half a page up", func(h *kit.List) { h.Move(-h.Rows / 2) }),
		act("page-down", "pgdown", "page down", func(h *kit.List) { h.Top += h.Rows; h.Move(h.Rows) }),
		act("page-up", "pgup", "page up", func(h *kit.List) { h.Top -= h.Rows; h.Move(-h.Rows) }),
		act("top", "g home", "to the top", func(h *kit.List) { h.To(0) }),
		act("bottom", "G end", "to the bottom", func(h *kit.List) { h.To(h.Total - 1) }),
	}
}

// scrolls lists the actions that scroll a text of which room rows are in sight, the same wherever there is one.
func scrolls(d *desk, s Screen, room func() int, by func(rows int)) []Action {
	const all = 1 << 30
	act := func(id, keys, help string, rows func() int) Action {
		return d.action(id, keys, help, func() (Screen, tea.Cmd) { by(rows()); return s, nil }).quiet()
	}
	return []Action{
		act("scroll-down", "j down ctrl+e", "down", func() int { return 1 }),
		act("scroll-up", "k up ctrl+y", "up", func() int { return -1 }),
		act("half-down", "ctrl+d", "half a page down", func() int { return room() / 2 }),
		act("half-up", "ctrl+u", "half a page up", func() int { return -room() / 2 }),
		act("page-down", "pgdown space", "page down", room),
		act("page-up", "pgup", "page up", func() int { return -room() }),
		act("top", "g home", "to the top", func() int { return -all }),
		act("bottom", "G end", "to the end", func() int { return all }),
	}
}

// touches tells whether news concerns tickets at all: their facts, or the terms by which their clocks run.
func touches(news store.News) bool {
	if news.Gap {
		return true
	}
	for _, e := range news.Changes {
		if e.Table == model.Tickets || e.Table == model.Charter {
			return true
		}
	}
	return false
}
