package ui

import (
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// An onward says where a person goes after something was done to a ticket. Its zero value is nowhere.
type onward struct {
	next model.Next
	to   model.ID // the next ticket of the list, zero at its end
}

// A trail is the list along which a person goes from ticket to ticket.
type trail interface {
	// After gives the ticket that follows one in the list, zero at its end, or when the one is not in sight any more.
	After(model.ID) model.ID
	// Reach takes the hand to a ticket.
	Reach(model.ID) tea.Cmd
}

// A walker is a screen from which a person can go on to the next ticket.
type walker interface{ Trail() trail }

// onwardFrom says where to go from a screen when something is done to a ticket there. The next ticket is looked up before:
// what is done may take this one off the list.
func onwardFrom(s Screen, on *model.Ticket, next model.Next) onward {
	then := onward{next: next}
	if w, ok := s.(walker); ok && next == model.GoOn && w.Trail() != nil {
		then.to = w.Trail().After(on.ID)
	}
	return then
}

// Trail is the table itself.
func (t *table) Trail() trail { return t }

// After gives the ticket that follows one.
func (t *table) After(id model.ID) model.ID {
	for i, one := range t.list.rows {
		if one.ID == id && i+1 < len(t.list.rows) {
			return t.list.rows[i+1].ID
		}
	}
	return 0
}

// Reach takes the hand to a ticket, wherever in the list it stands.
func (t *table) Reach(id model.ID) tea.Cmd {
	l := &t.list
	l.held = id
	for i, one := range l.rows {
		if one.ID == id {
			l.hand.To(l.offset + i)
		}
	}
	return l.Ask(t.screen, true)
}

// goOn follows an onward in a list, where there is nothing to close.
func (t *table) goOn(then onward) tea.Cmd {
	if then.to == 0 {
		return nil
	}
	return t.Reach(then.to)
}

// Trail is the list that the ticket was opened from, nil when it came from elsewhere.
func (v *detail) Trail() trail { return v.from }

// goOn goes to the next ticket of the list, or back to that.
func (v *detail) goOn(then onward) (Screen, tea.Cmd) {
	switch {
	case then.next == model.Stay:
		return v, nil
	case then.to == 0:
		return nil, nil
	}
	next := newDetail(v.desk, then.to)
	next.from = v.from
	return instead{next}, v.from.Reach(then.to)
}
