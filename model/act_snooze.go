package model

import (
	"slices"
	"strings"
)

// Snooze puts an open ticket aside until an instant ahead, at most a year. It leaves the lists of what is to be done, and
// comes back by itself: at that time, or before when something happens to it that whoever put it aside did not know of
// (see [Work.Rouse]). All its clocks run on.
type Snooze struct {
	Until Instant
	Why   string
}

// Verb is VerbSnooze.
func (a Snooze) Verb() Verb { return VerbSnooze }

// Do puts it aside, also what was aside already, for another time.
func (a Snooze) Do(w *Work) error {
	t := w.Ticket
	switch {
	case !t.Open():
		return refuse("%s is %s: only what is open can be put aside", t.Key(), t.State.Rule().Label)
	case a.Until <= w.Now:
		return refuse("%s can't be put aside until %s, which is not ahead", t.Key(), a.Until)
	case a.Until > LatestSnooze(w.Now):
		return refuse("%s can't be put aside until %s: a year is the longest", t.Key(), a.Until)
	case a.Until == t.Snoozed:
		return already("%s is put aside until then already", t.Key())
	}
	t.snooze(a.Until)
	why, _ := Bound(strings.TrimSpace(a.Why), MaxText)
	w.tell(VerbSnooze, why)
	return nil
}

// LatestSnooze gives until when a ticket can be put aside at most: a year from an instant.
func LatestSnooze(now Instant) Instant { return At(now.Time().AddDate(1, 0, 0)) }

// Wake brings a ticket back that was put aside.
type Wake struct {
	Why string
	// Tell is who gets a line in their inbox besides whoever has the ticket; only the desk itself, which wakes tickets
	// when their time has come, tells anybody.
	Tell Ref
}

// Verb is VerbWake.
func (a Wake) Verb() Verb { return VerbWake }

// Do brings it back.
func (a Wake) Do(w *Work) error {
	t := w.Ticket
	if t.Snoozed == 0 {
		return already("%s is not put aside", t.Key())
	}
	t.snooze(0)
	why, _ := Bound(strings.TrimSpace(a.Why), MaxText)
	w.tell(VerbWake, why)
	if a.Tell != 0 {
		w.notify("Back from being put aside: "+why, a.Tell, t.Assignee)
	}
	return nil
}

// Rouse brings a ticket back that was put aside when an act did something to it that whoever put it aside must know: its
// requester wrote, its priority rose, it was declared a major incident, somebody assigned it, gave it to a team or moved
// it to another state. The store calls it behind each act, for every ticket that the act touched; undo leaves it alone,
// which restores what was.
func (w *Work) Rouse() {
	b, t := w.Before, w.Ticket
	if b.Snoozed == 0 || t.Snoozed != b.Snoozed {
		return
	}
	why := w.news()
	if why == "" {
		return
	}
	t.snooze(0)
	// The last event holds what changed, so the one that says why it came back stands first.
	w.Events = slices.Insert(w.Events, 0, Event{At: w.Now, By: w.Me, Verb: VerbWake, Text: why})
}

// news says what an act did that ends the peace of a ticket, nothing when it did no such thing.
func (w *Work) news() string {
	b, t := w.Before, w.Ticket
	wrote := func(e Event) bool { return e.Verb == VerbComment && e.By == t.Requester }
	switch {
	case t.State != b.State:
		return "its state changed"
	case t.Assignee != b.Assignee:
		return "it was assigned"
	case t.Team != b.Team:
		return "it went to another team"
	case t.Major && !b.Major:
		return "it became a major incident"
	case t.Priority != 0 && (b.Priority == 0 || t.Priority < b.Priority):
		return "its priority rose"
	case slices.ContainsFunc(w.Events, wrote):
		return "its requester wrote"
	}
	return ""
}
