package ui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// marks are the tickets that are marked on a list, as they were last seen. Of one that never was in sight they have the
// number alone: marking a hundred thousand reads none of them.
type marks struct {
	all  map[model.ID]*model.Ticket
	list []*model.Ticket // all in the order of their numbers; nil before it is asked for
}

func (m *marks) Len() int { return len(m.all) }

func (m *marks) Has(id model.ID) bool { return m.all[id] != nil }

// Add marks tickets.
func (m *marks) Add(tickets ...*model.Ticket) {
	if m.all == nil {
		m.all = make(map[model.ID]*model.Ticket, len(tickets))
	}
	for _, t := range tickets {
		if m.all[t.ID] == nil || !unseen(t) {
			m.all[t.ID] = t
		}
	}
	m.list = nil
}

// Toggle marks a ticket, or no longer.
func (m *marks) Toggle(t *model.Ticket) {
	if !m.Has(t.ID) {
		m.Add(t)
		return
	}
	m.Drop(t.ID)
}

// Drop takes the marks of some tickets away.
func (m *marks) Drop(ids ...model.ID) {
	for _, id := range ids {
		delete(m.all, id)
	}
	m.list = nil
}

// See brings those that are marked up to date.
func (m *marks) See(tickets []*model.Ticket) {
	for _, t := range tickets {
		if m.Has(t.ID) {
			m.Add(t)
		}
	}
}

// Clear takes all marks away.
func (m *marks) Clear() { m.all, m.list = nil, nil }

// List gives the tickets in the order of their numbers. Nobody changes the slice.
func (m *marks) List() []*model.Ticket {
	if m.list == nil {
		for _, t := range m.all {
			m.list = append(m.list, t)
		}
		slices.SortFunc(m.list, func(a, b *model.Ticket) int { return cmp.Compare(a.ID, b.ID) })
	}
	return m.list
}

// numbered gives tickets of which nothing is known but their numbers.
func numbered(ids []model.ID) []*model.Ticket {
	bodies, all := make([]model.Ticket, len(ids)), make([]*model.Ticket, len(ids))
	for i, id := range ids {
		bodies[i].ID, all[i] = id, &bodies[i]
	}
	return all
}

// unseen tells whether only the number of a ticket is known.
func unseen(t *model.Ticket) bool { return t.Kind == model.NoKind }

// seen runs an action on the tickets of a hand with all their facts: those that never were in sight are read before.
func seen(d *desk, s hand, run func([]*model.Ticket) (Screen, tea.Cmd)) (Screen, tea.Cmd) {
	on := s.Held()
	if !slices.ContainsFunc(on, unseen) {
		return run(on)
	}
	st, ctx, ids := d.store, d.ctx, idsOf(on)
	return s, func() tea.Msg {
		all, err := st.Tickets(ctx, ids)
		switch {
		case err != nil:
			return answer{body: told{text: problem(err), bad: true}}
		case len(all) == 0:
			return answer{body: told{text: "the marked tickets are not there any more", bad: true}}
		}
		return answer{body: Action{Run: func() (Screen, tea.Cmd) { return run(all) }}}
	}
}
