package model

import (
	"cmp"
	"slices"
	"strings"
)

// maxMerges bounds how long a chain of merged tickets is followed.
const maxMerges = 1000

// MergedInto gives the ticket that this one was merged into, zero when it was not.
func (t *Ticket) MergedInto() ID {
	for _, l := range t.Links {
		if l.Rel == MergedInto {
			return l.To
		}
	}
	return 0
}

// MergedFrom lists the tickets that were merged into this one.
func (t *Ticket) MergedFrom() (ids []ID) {
	for _, l := range t.Links {
		if l.Rel == MergedFrom {
			ids = append(ids, l.To)
		}
	}
	return ids
}

// mergedInto gives the ticket that another one was merged into, nil when it was not.
func (w *Work) mergedInto(t *Ticket) (*Ticket, error) {
	id := t.MergedInto()
	if id == 0 {
		return nil, nil
	}
	return w.Desk.Ticket(id)
}

// Admits refuses what can't be done to a ticket that was merged into another one: all but to say something, which shows
// there, and to link it. The store asks before every act.
func (w *Work) Admits(v Verb) error {
	switch v {
	case VerbComment, VerbNote, VerbLink, VerbUnlink, VerbImport:
		return nil
	}
	into, err := w.mergedInto(w.Ticket)
	if err != nil || into == nil {
		return err
	}
	return refuse("%s was merged into %s: work on that one, or unmerge it", w.Ticket.Key(), into.Key())
}

// noMergeRing refuses a ticket that would be merged into itself, by way of others.
func (w *Work) noMergeRing() error {
	into, err := w.mergedInto(w.Ticket)
	for n := 0; err == nil && into != nil && n < maxMerges; n++ {
		if into.ID == w.Ticket.ID {
			return refuse("%s would be merged into itself: a ticket that it was merged into was merged into it since", w.Ticket.Key())
		}
		into, err = w.mergedInto(into)
	}
	return err
}

// IsMerge tells whether an entry merged its own ticket into another one, and is no other part of a merge.
func (e *Entry) IsMerge() bool {
	return e.Act == VerbMerge && e.Undoes == 0 && slices.ContainsFunc(e.Events, Event.merges)
}

// merges tells whether an event made its ticket a merged one.
func (ev Event) merges() bool {
	return ev.Verb == VerbMerge && slices.ContainsFunc(ev.Deltas, func(d Delta) bool { return d.Field == FieldState && State(d.To.N) == StateMerged })
}

// A Story is a ticket with what happened to it.
type Story struct {
	Ticket  *Ticket
	Moments []Moment
}

// With gives the moments of a ticket together with those of tickets that were merged into it, each of these with where
// it came from, in the order in which they happened. What such a ticket asked for stands at its beginning in words. Left
// out are what the desk told itself of it, and that it was merged, which this one tells.
func (s Story) With(merged []Story) []Moment {
	all := slices.DeleteFunc(slices.Clone(s.Moments), func(m Moment) bool { return len(merged) > 0 && m.echo() })
	for _, from := range merged {
		for i, m := range from.Moments {
			if m.Verb.Told() || m.echo() || m.merges() && !m.Undone {
				continue
			}
			if m.From = from.Ticket.ID; i == 0 && m.Text == "" {
				m.Text = strings.TrimSpace(from.Ticket.Title + "\n\n" + from.Ticket.Description)
			}
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b Moment) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Rev, b.Rev)) })
	return all
}

// echo tells whether a moment says no more than that somebody spoke on a ticket that was merged into this one: a move
// that moved nothing.
func (m *Moment) echo() bool { return m.Verb == VerbMove && len(m.Deltas) == 0 && m.Text != "" }
