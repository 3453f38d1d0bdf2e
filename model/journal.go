package model

import (
	"cmp"
	"slices"
)

// A Delta is one field of a ticket going from one value to another.
type Delta struct {
	Field uint8
	From  Value
	To    Value
}

// An Event is one thing that happened to a ticket: who did what, and when by the clock of where it happened.
type Event struct {
	At     Instant
	By     Ref // person
	Verb   Verb
	Deltas []Delta
	// Text is a comment, a note, or the reason that was given.
	Text string
	// Near says between which tickets a ranked one came to stand, Was between which it stood before.
	Near Place
	Was  Place
	// Undone says that an imported event was taken back where it happened.
	Undone bool
}

// An Entry is one line of the journal. It tells of one ticket (or one noun) and what one act did to it. An act on many
// tickets, or one that touches several, makes one entry for each, all with the same group.
type Entry struct {
	Rev   Revision
	Table Table // Tickets, or the table of the noun
	ID    uint32
	// Act is the verb of the act that wrote the entry; its events may tell of others, as those of an import do.
	Act Verb
	// Group is the revision of the first entry of the same gesture; undo takes the group as a whole.
	Group Revision
	// Recorded is when the desk wrote the line, By who made it write.
	Recorded Instant
	By       Ref
	// Undoes is the group that this entry takes back, zero for all but undo and redo.
	Undoes Revision
	// Request is the id that a client gave its request, so that a retried one is done once.
	Request string
	// Events holds what happened: one event for an act, all of a ticket's history for an import.
	Events []Event
	// Name is the name of a noun that the entry made.
	Name string
	// Moved holds the places of the backlog that the entry set, the ticket's own and those that made room.
	Moved []Spot
}

// Diff lists what differs between two states of one ticket, in the order of Fields. Derived fields are left out.
func Diff(before, after *Ticket) []Delta {
	var deltas []Delta
	for _, f := range Fields {
		if f.Derived {
			continue
		}
		if a, b := f.Get(before), f.Get(after); a != b {
			deltas = append(deltas, Delta{f.No, a, b})
		}
	}
	return deltas
}

// Replay applies an entry to the ticket that it tells of, as the journal says and without asking any rule. Whoever
// applies all entries of a ticket in order gets the ticket.
func (t *Ticket) Replay(e *Entry) {
	t.ID = ID(e.ID)
	for i := range e.Events {
		for _, d := range e.Events[i].Deltas {
			if f := FieldNo(d.Field); f != nil {
				f.Set(t, d.To)
			}
		}
	}
	t.Updated = e.Touched(t.Updated)
	for _, s := range e.Moved {
		if s.ID == t.ID {
			t.Rank = s.Rank
		}
	}
	t.Rev = e.Rev
	if !slices.Contains(t.Revs, e.Rev) {
		t.Revs = append(t.Revs, e.Rev)
	}
}

// Touched gives when a ticket that was changed before is changed last once the entry is applied. What an import tells
// may be older than what was done here meanwhile.
func (e *Entry) Touched(before Instant) Instant {
	at := before
	for i := range e.Events {
		if e.Act != VerbImport || e.Events[i].At > at {
			at = e.Events[i].At
		}
	}
	return at
}

// A Moment is one event of a ticket's timeline with the line that recorded it.
type Moment struct {
	Event
	// From is the ticket that it happened to when that was merged into this one, zero for what happened to this one.
	From     ID
	Rev      Revision
	Group    Revision
	Recorded Instant
	// Undone says that the moment was taken back later; it is shown, and counts for nothing.
	Undone bool
}

// Timeline lists what happened to a ticket, oldest first, from its journal lines.
func Timeline(entries []*Entry) []Moment {
	dead := Undone(entries)
	var all []Moment
	for _, e := range entries {
		for _, ev := range e.Events {
			all = append(all, Moment{Event: ev, Rev: e.Rev, Group: e.Group, Recorded: e.Recorded, Undone: dead[e.Group] || ev.Undone})
		}
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return cmp.Compare(a.At, b.At) })
	return all
}

// Undone tells which groups of the entries, given oldest first, were taken back and not done again.
func Undone(entries []*Entry) map[Revision]bool {
	dead := map[Revision]bool{}
	for i := len(entries) - 1; i >= 0; i-- {
		if e := entries[i]; e.Undoes != 0 && !dead[e.Group] {
			dead[e.Undoes] = true
		}
	}
	return dead
}
