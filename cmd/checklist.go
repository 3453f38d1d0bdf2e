package cmd

import (
	"fmt"
	"strconv"
	"strings"

	"opsdesk/model"
)

// ticketOf gives the tickets that entries of a checklist stand for, nil for one that can't be read.
func (s *session) ticketOf(id model.ID) *model.Ticket {
	t, err := s.store.Get(id)
	if err != nil {
		return nil
	}
	return t
}

// checks gives a checklist as programs read it.
func (s *session) checks(v model.Value) any {
	var all []object
	for _, c := range model.ChecksOf(v) {
		o := object{{"id", c.ID}, {"text", c.Text}, {"done", c.Done(s.ticketOf)}}
		switch {
		case c.Ticket != 0:
			o[1] = member{"ticket", c.Ticket}
		case c.Ticked():
			o = append(o, member{"ticked", c.At.String()}, member{"by", s.store.Names().Name(model.People, c.By)})
		}
		all = append(all, o)
	}
	return all
}

// checklist writes the entries with their numbers, and which of them are done.
func (p *page) checklist(s *session, t *model.Ticket) {
	if len(t.Checks) == 0 {
		return
	}
	p.line("\nChecklist %d/%d", t.Checked(s.ticketOf), len(t.Checks))
	for i := range t.Checks {
		c := &t.Checks[i]
		box, text := "[ ]", model.Clean(c.Text).String()
		if c.Done(s.ticketOf) {
			box = "[x]"
		}
		if c.Ticket != 0 {
			text = fmt.Sprintf("#%d, which was taken back", c.Ticket)
			if other := s.ticketOf(c.Ticket); other != nil {
				text = fmt.Sprintf("%s  %s (%s)", other.Key(), model.Clean(other.Title), other.State.Rule().Label)
			}
		}
		p.line("  %s %d  %s", box, c.ID, text)
	}
}

// checkSteps reads what is to become of a checklist.
func checkSteps(d *doing, _ int) ([]step, error) {
	rest := strings.Join(d.args[1:], " ")
	switch word := d.args[0]; word {
	case "add":
		text, err := d.text(rest)
		if err != nil {
			return nil, err
		}
		return one(model.Check{Add: entriesOf(text)}, "got on its checklist: %s", strings.Join(entriesOf(text), ", "))
	case "add-ticket":
		other, err := d.find(rest)
		if err != nil {
			return nil, err
		}
		return one(model.Check{AddTickets: []model.ID{other.ID}}, "got on its checklist: %s", other.Key())
	case "edit":
		id, err := d.entry(d.args[1])
		if err != nil {
			return nil, err
		}
		text, err := d.text(strings.Join(d.args[2:], " "))
		if err != nil {
			return nil, err
		}
		return one(model.Check{Reword: []model.Rewording{{ID: id, Text: text}}}, "reads at entry %d: %s", id, text)
	case "tick", "untick", "remove":
		return d.checkEach(word)
	default:
		return nil, usage("%s is nothing to do with a checklist: write it as: do ID… %s", quoted(word), d.deed.use())
	}
}

// entriesOf gives the entries that a text holds, one a line.
func entriesOf(text string) (all []string) {
	for row := range strings.SplitSeq(text, "\n") {
		if row = strings.TrimSpace(row); row != "" {
			all = append(all, row)
		}
	}
	return all
}

// checkEach does the same to every entry that is named.
func (d *doing) checkEach(word string) ([]step, error) {
	var ids []uint32
	for _, written := range d.args[1:] {
		id, err := d.entry(written)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	act, said := model.Check{Tick: ids}, "ticked"
	switch word {
	case "untick":
		act, said = model.Check{Untick: ids}, "no longer ticked"
	case "remove":
		act, said = model.Check{Remove: ids}, "removed"
	}
	return one(act, "on its checklist %s: %s", said, strings.Join(d.args[1:], ", "))
}

// entry reads the number of an entry.
func (d *doing) entry(written string) (uint32, error) {
	id, err := strconv.ParseUint(written, 10, 32)
	if err != nil || id == 0 {
		return 0, usage("%s is no number of an entry: write it as: do ID… %s", quoted(written), d.deed.use())
	}
	return uint32(id), nil
}

// warnOpen says on standard error that a ticket is done or over while entries of its checklist are open.
func (d *doing) warnOpen(key string, act model.Act, id model.ID) {
	move, ok := act.(model.Move)
	if !ok || move.To.Rule().Phase.Open() {
		return
	}
	t := d.ticketOf(id)
	if t == nil {
		return
	}
	if n := len(t.Checks) - t.Checked(d.ticketOf); n > 0 {
		text := fmt.Sprintf("%d of %d entries of its checklist are open", n, len(t.Checks))
		if d.json {
			d.tell("%s", object{{"key", key}, {"warning", text}}.line())
			return
		}
		d.tell("opsdesk: %s: %s\n", key, text)
	}
}
