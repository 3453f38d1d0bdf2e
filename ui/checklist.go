package ui

import (
	"strconv"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// checkCount says how many entries of the checklist are done, of how many.
func (v *detail) checkCount() string {
	return strconv.Itoa(v.ticket.Checked(v.onChecklist)) + "/" + strconv.Itoa(len(v.ticket.Checks))
}

// checklist shows the entries, each with a box. One that is a ticket says how that stands.
func (v *detail) checklist(s *sheet) {
	if len(v.ticket.Checks) == 0 || !s.begin("Checklist", v.checkCount()) {
		return
	}
	t, d := v.desk.theme, v.desk
	for i := range v.ticket.Checks {
		c := &v.ticket.Checks[i]
		box, style := "[ ] ", t.Text
		if c.Done(v.onChecklist) {
			box, style = "[x] ", t.Dim
		}
		r := s.row().Put(t.Strong, line(box))
		m := mark{check: c.ID}
		switch other := v.checked[c.Ticket]; {
		case other != nil:
			m = mark{check: c.ID, ticket: c.Ticket}
			v.other(r, other)
		case c.Ticket != 0:
			r.Put(t.Dim, line("#"+position(int(c.Ticket))+", which was taken back"))
		default:
			r.Put(style, line(c.Text))
			if c.Ticked() {
				r.Put(t.Dim, line("  "+orDash(d.person(c.By).String())+" "+moment(c.At, d.now())))
			}
		}
		s.enter(m, r.Fill(kit.Style{}))
	}
}

// checkActions list what can be done to the checklist, and to the entry under the hand.
func (v *detail) checkActions() []Action {
	d, bar := v.desk, barWrite(v.desk)
	if v.ticket == nil {
		bar = "there is no ticket here"
	}
	all := []Action{
		d.action("check-add", "+", "add to the checklist", func() (Screen, tea.Cmd) { return v.addCheck(), nil }).unless(bar).quiet(),
		d.action("check-ticket", "", "add a ticket to the checklist", func() (Screen, tea.Cmd) { return v.addCheckTicket(), nil }).unless(bar).quiet(),
	}
	id := v.at().check
	if bar == "" && id == 0 {
		bar = "the hand is on no entry of the checklist: J and K take it there"
	}
	space := "space"
	if id == 0 {
		space = "" // it turns the page
	}
	act := func(action, keys, help, said string, act model.Check) Action {
		return d.action(action, keys, help, func() (Screen, tea.Cmd) { return v, v.check(said, act) }).unless(bar).quiet()
	}
	tick := act("check-tick", space, "tick the entry of the checklist, or no longer", "ticked", model.Check{Tick: []uint32{id}})
	if c := v.checkUnder(); c != nil && c.Ticked() {
		tick = act("check-tick", space, "tick the entry of the checklist, or no longer", "no longer ticked", model.Check{Untick: []uint32{id}})
	}
	return append(all, tick,
		d.action("check-edit", "", "reword the entry of the checklist", v.rewordCheck).unless(bar).quiet(),
		act("check-remove", "X delete", "remove the entry of the checklist", "removed an entry of the checklist", model.Check{Remove: []uint32{id}}),
		act("check-down", "alt+down", "move the entry of the checklist down", "moved an entry of the checklist", model.Check{Shift: []model.Shifting{{ID: id, By: 1}}}),
		act("check-up", "alt+up", "move the entry of the checklist up", "moved an entry of the checklist", model.Check{Shift: []model.Shifting{{ID: id, By: -1}}}),
	)
}

// check does something to the checklist. The entry's words say what was meant.
func (v *detail) check(said string, act model.Check) tea.Cmd {
	if c := v.checkUnder(); c != nil && c.Text != "" {
		said += ": " + c.Text
	}
	return do(v.desk, v, said, store.Command{ID: v.id, Act: act})
}

// checkUnder gives the entry of the checklist under the hand, nil when it is on none.
func (v *detail) checkUnder() *model.CheckItem {
	id := v.at().check
	if v.ticket == nil || id == 0 {
		return nil
	}
	for i := range v.ticket.Checks {
		if v.ticket.Checks[i].ID == id {
			return &v.ticket.Checks[i]
		}
	}
	return nil
}

// addCheck asks for entries, one after another, until nothing is typed.
func (v *detail) addCheck() *picker {
	return askLine(v.desk, "Add to the checklist of "+v.ticket.Key(), "type an entry; enter adds it and asks for the next, esc is done", func(text string) (Screen, tea.Cmd) {
		return v.addCheck(), do(v.desk, v, "got on its checklist: "+text, store.Command{ID: v.id, Act: model.Check{Add: []string{text}}})
	})
}

func (v *detail) addCheckTicket() *picker {
	return newTicketPicker(v.desk, "Add to the checklist of "+v.ticket.Key(), v.id, nil, func(one pick) (Screen, tea.Cmd) {
		id := one.value.(model.ID)
		return nil, do(v.desk, v, "got a ticket on its checklist", store.Command{ID: v.id, Act: model.Check{AddTickets: []model.ID{id}}})
	})
}

// rewordCheck asks for other words for the entry under the hand.
func (v *detail) rewordCheck() (Screen, tea.Cmd) {
	c := v.checkUnder()
	if c == nil {
		return v, nil
	}
	id, base := c.ID, c.Text
	p := askLine(v.desk, "Reword", "type what the entry is to say", func(text string) (Screen, tea.Cmd) {
		act := model.Check{Reword: []model.Rewording{{ID: id, Base: base, Text: text}}}
		return nil, do(v.desk, v, "reads on its checklist: "+text, store.Command{ID: v.id, Act: act})
	})
	p.input.Set(base)
	p.search()
	return p, nil
}

// openChecks says how many entries of their checklists tickets would leave open that come to an end.
func openChecks(on []*model.Ticket, to model.State) string {
	n := 0
	for _, t := range on {
		n += t.Unticked()
	}
	if n == 0 || to.Rule().Phase.Open() {
		return ""
	}
	if n == 1 {
		return "1 entry of the checklist is open"
	}
	return number(n) + " entries of the checklist are open"
}
