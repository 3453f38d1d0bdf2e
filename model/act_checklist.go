package model

import (
	"fmt"
	"slices"
	"strings"
)

// Check keeps the checklist of a ticket: whatever is given, in the order of the members. Entries are named by their
// numbers.
type Check struct {
	Add        []string // texts, at the end
	AddTickets []ID     // tickets as entries, at the end
	Tick       []uint32
	Untick     []uint32
	Reword     []Rewording
	Shift      []Shifting
	Remove     []uint32
}

// A Rewording gives an entry another text. It carries the text that it was based on, and is refused when that has changed
// since; an empty one takes whatever is there.
type Rewording struct {
	ID   uint32
	Base string
	Text string
}

// A Shifting moves an entry by so many places, up when below zero.
type Shifting struct {
	ID uint32
	By int
}

// Verb is VerbCheck.
func (a Check) Verb() Verb { return VerbCheck }

// Do changes the list. It is refused as a whole when one of its parts is.
func (a Check) Do(w *Work) error {
	for _, step := range []func(*Work) error{a.add, a.addTickets, a.tick, a.untick, a.reword, a.shift, a.remove} {
		if err := step(w); err != nil {
			return err
		}
	}
	if joinChecks(w.Ticket.Checks) == joinChecks(w.Before.Checks) {
		return already("the checklist of %s is so already", w.Ticket.Key())
	}
	w.tell(VerbCheck, "")
	return nil
}

func (a Check) add(w *Work) error {
	for _, text := range a.Add {
		text = checkText(text)
		if text == "" {
			return refuse("an entry of a checklist needs some words")
		}
		if err := w.check(CheckItem{Text: text}); err != nil {
			return err
		}
	}
	return nil
}

func (a Check) addTickets(w *Work) error {
	t := w.Ticket
	for _, id := range a.AddTickets {
		if id == t.ID {
			return refuse("%s can't be an entry of its own checklist", t.Key())
		}
		other, err := w.Desk.Ticket(id)
		if err != nil {
			return fmt.Errorf("add to the checklist of %s: %w", t.Key(), err)
		}
		if slices.ContainsFunc(t.Checks, func(c CheckItem) bool { return c.Ticket == id }) {
			return refuse("%s is on the checklist of %s already", other.Key(), t.Key())
		}
		if err := w.check(CheckItem{Ticket: id}); err != nil {
			return err
		}
	}
	return nil
}

// check puts an entry at the end, with the next number.
func (w *Work) check(c CheckItem) error {
	t := w.Ticket
	if len(t.Checks) >= MaxChecks {
		return refuse("the checklist of %s has %d entries; more are too many", t.Key(), MaxChecks)
	}
	for i := range t.Checks {
		c.ID = max(c.ID, t.Checks[i].ID)
	}
	c.ID++
	t.Checks = append(t.Checks, c)
	return nil
}

func (a Check) tick(w *Work) error {
	for _, id := range a.Tick {
		c, err := w.checked(id)
		switch {
		case err != nil:
			return err
		case c.Ticket != 0:
			return refuse("entry %d of %s is ticket #%d, and done when that is: resolve or close that", id, w.Ticket.Key(), c.Ticket)
		case c.Ticked():
			return already("entry %d of %s is ticked already", id, w.Ticket.Key())
		}
		c.By, c.At = w.Me, max(1, w.Now)
	}
	return nil
}

func (a Check) untick(w *Work) error {
	for _, id := range a.Untick {
		c, err := w.checked(id)
		if err != nil {
			return err
		}
		if !c.Ticked() {
			return already("entry %d of %s is not ticked", id, w.Ticket.Key())
		}
		c.By, c.At = 0, 0
	}
	return nil
}

func (a Check) reword(w *Work) error {
	for _, r := range a.Reword {
		c, err := w.checked(r.ID)
		text := checkText(r.Text)
		switch {
		case err != nil:
			return err
		case c.Ticket != 0:
			return refuse("entry %d of %s is ticket #%d: its words are that ticket's title", r.ID, w.Ticket.Key(), c.Ticket)
		case text == "":
			return refuse("an entry of a checklist needs some words; remove it instead")
		case r.Base != "" && checkText(r.Base) != c.Text:
			return fmt.Errorf("%w: entry %d of %s reads %q meanwhile", ErrConflict, r.ID, w.Ticket.Key(), c.Text)
		}
		c.Text = text
	}
	return nil
}

func (a Check) shift(w *Work) error {
	t := w.Ticket
	for _, s := range a.Shift {
		at := checkAt(t.Checks, s.ID)
		if at < 0 {
			return w.noCheck(s.ID)
		}
		c := t.Checks[at]
		to := max(0, min(at+max(-MaxChecks, min(s.By, MaxChecks)), len(t.Checks)-1))
		t.Checks = slices.Insert(slices.Delete(t.Checks, at, at+1), to, c)
	}
	return nil
}

func (a Check) remove(w *Work) error {
	t := w.Ticket
	for _, id := range a.Remove {
		at := checkAt(t.Checks, id)
		if at < 0 {
			return w.noCheck(id)
		}
		t.Checks = slices.Delete(t.Checks, at, at+1)
	}
	if len(t.Checks) == 0 {
		t.Checks = nil
	}
	return nil
}

// checked gives the entry with a number.
func (w *Work) checked(id uint32) (*CheckItem, error) {
	at := checkAt(w.Ticket.Checks, id)
	if at < 0 {
		return nil, w.noCheck(id)
	}
	return &w.Ticket.Checks[at], nil
}

func (w *Work) noCheck(id uint32) error {
	if len(w.Ticket.Checks) == 0 {
		return refuse("%s has no checklist yet: add an entry first", w.Ticket.Key())
	}
	var all []string
	for _, c := range w.Ticket.Checks {
		all = append(all, fmt.Sprint(c.ID))
	}
	return refuse("%s has no entry %d on its checklist: there are %s", w.Ticket.Key(), id, strings.Join(all, ", "))
}
