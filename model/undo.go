package model

import (
	"fmt"
	"slices"
)

// Revert takes one journal entry of a ticket back. The store finds the entries of a group and what came later.
type Revert struct {
	Entry *Entry
	// Later are the ticket's entries behind that one, without those that were undone and without undos.
	Later []*Entry
	// Again says that an undo is taken back, which is a redo.
	Again bool
	// Unranked says that the ticket had no place in the backlog before the entry.
	Unranked bool
}

// Verb is VerbUndo or VerbRedo.
func (a Revert) Verb() Verb {
	if a.Again {
		return VerbRedo
	}
	return VerbUndo
}

// Do puts every field back that the entry changed. It is refused as a whole, with the field and who touched it, when
// one of them has moved since.
func (a Revert) Do(w *Work) error {
	t := w.Ticket
	if a.Entry.Act.Told() && a.Entry.Act != VerbNotify {
		return refuse("what a clock of %s told can't be taken back", t.Key())
	}
	if later := a.overtaken(t); later != nil {
		return later
	}
	for i := len(a.Entry.Events) - 1; i >= 0; i-- {
		if err := a.restore(w, a.Entry.Events[i].Deltas); err != nil {
			return err
		}
	}
	if t.Parent != 0 && t.Parent != w.Before.Parent {
		parent, err := w.Desk.Ticket(t.Parent)
		if err != nil {
			return fmt.Errorf("link %s: %w", t.Key(), err)
		}
		if err := w.noRing(parent, t); err != nil {
			return err
		}
	}
	if t.MergedInto() != 0 && w.Before.MergedInto() == 0 {
		if err := w.noMergeRing(); err != nil {
			return err
		}
	}
	was, err := placeOf(w.Desk.Order(), t.ID)
	if err != nil {
		return err
	}
	if err := a.replace(w); err != nil {
		return err
	}
	w.tell(a.Verb(), "")
	return w.placed(was)
}

// overtaken gives what somebody did since that stands in the way, nil when nothing does: any work on a ticket that was
// made, and another place in the backlog for one that was ranked. What the desk told of clocks, and that it
// brought a ticket back in its time, is no work.
func (a Revert) overtaken(t *Ticket) error {
	moves := func(e *Entry) bool { return slices.ContainsFunc(e.Moved, func(s Spot) bool { return s.ID == t.ID }) }
	made, ranked := a.made(), moves(a.Entry)
	for _, e := range slices.Backward(a.Later) {
		later := &LaterError{Key: t.Key(), Verb: e.Act, Who: e.By, When: e.Recorded}
		switch {
		case made && !e.Act.Told() && !e.inItsTime():
			return later
		case ranked && moves(e):
			later.Field = FieldNo(FieldRank)
			return later
		}
	}
	return nil
}

// inItsTime tells whether an entry brought a ticket back because its time had come, as the desk does by itself.
func (e *Entry) inItsTime() bool {
	return e.Act == VerbWake && slices.ContainsFunc(e.Events, func(ev Event) bool {
		return slices.Contains(ev.Deltas, Delta{FieldSnoozed, Value{N: int64(ev.At)}, Value{}})
	})
}

// made tells whether the entry brought the ticket into being.
func (a Revert) made() bool {
	for _, ev := range a.Entry.Events {
		for _, d := range ev.Deltas {
			if d.Field == FieldKind && d.From == (Value{}) {
				return true
			}
		}
	}
	return false
}

func (a Revert) restore(w *Work, deltas []Delta) error {
	t := w.Ticket
	for i := len(deltas) - 1; i >= 0; i-- {
		d := deltas[i]
		f := FieldNo(d.Field)
		if f == nil {
			return refuse("this version does not know field %d", d.Field)
		}
		have := f.Get(t)
		if have == d.To {
			f.Set(t, d.From)
			continue
		}
		if f.No == FieldSnoozed && (have == d.From || a.cameBack(d.To)) { // it came back meanwhile
			if until := Instant(d.From.N); until > w.Now {
				t.snooze(until)
			}
			continue
		}
		if f.No == FieldReassigned || f.No == FieldReopened { // counts of what others did go on
			f.Set(t, Value{N: max(0, have.N-d.To.N+d.From.N)})
			continue
		}
		if merged, ok := withoutDelta(f, have, d); ok {
			f.Set(t, merged)
			continue
		}
		conflict := &ConflictError{Ticket: t.ID, Key: w.Before.Key(), Field: f, Base: d.To, Have: have, Want: d.From}
		return conflict
	}
	return nil
}

// cameBack tells whether the last that happened to when the ticket is put aside is that the desk brought it back in its
// time, which the entry had set.
func (a Revert) cameBack(until Value) bool {
	for _, e := range slices.Backward(a.Later) {
		for _, ev := range e.Events {
			for _, d := range ev.Deltas {
				if d.Field == FieldSnoozed {
					return e.inItsTime() && d.From == until
				}
			}
		}
	}
	return false
}

// withoutDelta takes one change of a list back while later changes of other members stay.
func withoutDelta(f *Field, have Value, d Delta) (Value, bool) {
	sep := ""
	switch f.Type {
	case Checks:
		checks, ok := withoutChecks(splitChecks(have.S), splitChecks(d.From.S), splitChecks(d.To.S))
		return Value{S: joinChecks(checks)}, ok
	case Tags:
		sep = ","
	case Guesses:
		return withoutEstimates(have, d)
	case Links, Watching:
		sep = " "
	default:
		return Value{}, false
	}
	from, to, now := words(d.From.S, sep), words(d.To.S, sep), words(have.S, sep)
	for _, added := range to {
		if !slices.Contains(from, added) {
			now = slices.DeleteFunc(now, func(s string) bool { return s == added })
		}
	}
	for _, removed := range from {
		if !slices.Contains(to, removed) && !slices.Contains(now, removed) {
			now = append(now, removed)
		}
	}
	if f.Type == Tags {
		slices.Sort(now)
	}
	return Value{S: join(now, sep)}, true
}

// replace puts a ticket that the entry ranked back between its old neighbours, or out of the backlog.
func (a Revert) replace(w *Work) error {
	if len(a.Entry.Moved) == 0 {
		return nil
	}
	var was Place
	if n := len(a.Entry.Events); n > 0 {
		was = a.Entry.Events[n-1].Was
	}
	if !w.Ticket.Exists() || a.Unranked {
		gone := Spot{ID: w.Ticket.ID}
		err := w.Desk.Order().Put(gone)
		w.Ticket.Rank, w.Spots = 0, append(w.Spots, gone)
		return err
	}
	return w.rank(was)
}
