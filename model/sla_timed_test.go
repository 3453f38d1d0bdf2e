package model

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// when reads a time of UTC as in 2026-03-02 16:00, with seconds if there are any.
func when(t testing.TB, s string) Instant {
	t.Helper()
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", time.RFC3339} {
		if at, err := time.Parse(form, s); err == nil {
			return At(at)
		}
	}
	t.Fatalf("%q is no time", s)
	return 0
}

const weekdays9to17 = "mon-fri 09:00-17:00"

// promised gives terms with one calendar and policies that count by it.
func promised(t testing.TB, zone, week string, policies ...Policy) Terms {
	t.Helper()
	terms := Terms{Calendars: []Calendar{{Name: "office", Zone: zone, Week: mustWeek(t, week)}}, Policies: slices.Clone(policies)}
	for i := range terms.Policies {
		p := &terms.Policies[i]
		if p.Calendar = "office"; p.ID == 0 {
			p.ID = uint16(i + 1)
		}
		if p.Name == "" {
			p.Name = "Policy " + string(rune('A'+i))
		}
	}
	return terms
}

// resolves promises a resolution for every ticket, with clocks that stand still on hold.
func resolves(t testing.TB, budget string) Policy {
	return Policy{Promises: []Promise{{For: "any", Resolution: budgetOf(t, budget)}}, Pause: onHold}
}

var onHold = []Pause{{State: StateOnHold}}

func budgetOf(t testing.TB, s string) Budget {
	t.Helper()
	b, err := ParseBudget(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func bookOf(t testing.TB, editions ...Edition) *Book {
	t.Helper()
	b, err := NewBook(editions, deskRoll, nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A timed is one ticket under test with its journal and the terms of its desk. After whatever happens the clocks that were
// kept are compared with those that are recalled.
type timed struct {
	testing.TB
	book    *Book
	ticket  *Ticket
	entries []*Entry
	rev     Revision
	hasty   bool // compares only when it is asked to
}

func newTimed(t testing.TB, terms Terms) *timed {
	t.Helper()
	return &timed{TB: t, book: bookOf(t, Edition{Terms: terms}), ticket: &Ticket{ID: 12}}
}

// opened is an incident of the caller that was created at a time.
func opened(t testing.TB, terms Terms, at string, set ...Setting) *timed {
	t.Helper()
	l := newTimed(t, terms)
	set = append([]Setting{number(FieldKind, int64(Incident)), number(FieldState, int64(StateNew)), number(FieldRequester, int64(caller)),
		number(FieldCreated, int64(when(t, at)))}, set...)
	l.does(at, VerbCreate, me, set...)
	return l
}

// does writes a line of one event that sets some fields.
func (l *timed) does(at string, verb Verb, by Ref, set ...Setting) {
	l.Helper()
	l.write(verb, when(l, at), l.event(when(l, at), verb, by, set...))
}

// event gives what happens at a time, later than the last one, though nobody knows of it yet.
func (l *timed) event(at Instant, verb Verb, by Ref, set ...Setting) Event {
	after := l.ticket.Clone()
	for _, s := range set {
		FieldNo(s.Field).Set(after, s.To)
	}
	return Event{At: at, By: by, Verb: verb, Deltas: Diff(l.ticket, after)}
}

// write adds a line to the journal.
func (l *timed) write(act Verb, recorded Instant, events ...Event) {
	l.Helper()
	l.rev++
	e := &Entry{Rev: l.rev, Group: l.rev, ID: uint32(l.ticket.ID), Act: act, Recorded: recorded, By: me, Events: events}
	before := l.ticket.Clone()
	l.entries = append(l.entries, e)
	l.ticket.Replay(e)
	l.book.Keep(before, l.ticket, e)
	if !l.hasty {
		l.agrees()
	}
}

// undo takes a line back, or an undo, which is a redo.
func (l *timed) undo(at string, what *Entry) *Entry {
	l.Helper()
	l.rev++
	ev := Event{At: when(l, at), By: me, Verb: VerbUndo}
	for _, was := range what.Events {
		for _, d := range was.Deltas {
			ev.Deltas = append(ev.Deltas, Delta{d.Field, d.To, d.From})
		}
	}
	e := &Entry{Rev: l.rev, Group: l.rev, ID: what.ID, Act: VerbUndo, Recorded: ev.At, By: me, Undoes: what.Group, Events: []Event{ev}}
	l.entries = append(l.entries, e)
	l.ticket.Replay(e)
	l.book.Recall(l.ticket, l.entries)
	return e
}

// amend puts other terms in force.
func (l *timed) amend(at string, terms Terms) bool {
	l.Helper()
	l.rev++
	book, err := l.book.With(Edition{Rev: l.rev, At: when(l, at), By: me, Terms: terms}, deskRoll, nil)
	if err != nil {
		l.Fatal(err)
	}
	l.book = book
	changed := book.Amended(l.ticket)
	if !l.hasty {
		l.agrees()
	}
	return changed
}

// agrees sees that whoever walks the journal again finds the same.
func (l *timed) agrees() {
	l.Helper()
	again := l.ticket.Clone()
	again.Clocks, again.Due, again.SLA, again.Next, again.Rest, again.Reminded = nil, 0, 0, 0, 0, false
	l.book.Recall(again, l.entries)
	if kept := l.ticket; !slices.Equal(again.Clocks, kept.Clocks) || again.Due != kept.Due || again.SLA != kept.SLA || again.Next != kept.Next ||
		again.Rest != kept.Rest || again.Reminded != kept.Reminded {
		l.Fatalf("recalled after change %d: %+v, due %s, standing %d, next %s; kept: %+v, due %s, standing %d, next %s", l.rev,
			again.Clocks, again.Due, again.SLA, again.Next, kept.Clocks, kept.Due, kept.SLA, kept.Next)
	}
}

// holds puts the ticket on hold, resumes goes on with it.
func (l *timed) holds(at string, why Reason) {
	l.Helper()
	l.does(at, VerbMove, me, number(FieldState, int64(StateOnHold)), number(FieldReason, int64(why)))
}

func (l *timed) resumes(at string) {
	l.Helper()
	l.does(at, VerbMove, me, number(FieldState, int64(StateInProgress)), number(FieldReason, 0), number(FieldResolved, 0))
}

func (l *timed) resolved(at string) {
	l.Helper()
	l.does(at, VerbMove, me, number(FieldState, int64(StateResolved)), number(FieldReason, 0), number(FieldResolved, int64(when(l, at))))
}

// clock gives a clock of the SLA.
func (l *timed) clock(target Target) *Clock {
	l.Helper()
	return l.clockOf(SLA, target)
}

func (l *timed) clockOf(a Agreement, target Target) *Clock {
	l.Helper()
	for i := range l.ticket.Clocks {
		if c := &l.ticket.Clocks[i]; c.Agreement == a && c.Target == target {
			return c
		}
	}
	l.Fatalf("there is no clock of the %s %s", a, target)
	return nil
}

// wants compares a clock's state, due time, elapsed and paused time with what is written as in running due 2026-03-02
// 16:00 elapsed 4h paused 0s.
func (l *timed) wants(c *Clock, state ClockState, due string, elapsed, paused time.Duration) {
	l.Helper()
	at := Instant(0)
	if due != "" {
		at = when(l, due)
	}
	if c.State != state || c.Due != at || c.Elapsed != int64(elapsed.Seconds()) || c.Paused != int64(paused.Seconds()) {
		l.Errorf("the %s clock is %s, due %s, elapsed %s, paused %s; want %s, due %s, elapsed %s, paused %s", c.Name(), c.State, c.Due,
			spanText(c.Elapsed), spanText(c.Paused), state, at, elapsed, paused)
	}
}

// dues wants the ticket due at a time.
func (l *timed) dues(want string) {
	l.Helper()
	at := Instant(0)
	if want != "" {
		at = when(l, want)
	}
	if l.ticket.Due != at {
		l.Errorf("it is due %s, want %s", l.ticket.Due, at)
	}
}

// wantsWords wants an error that says all of these words.
func wantsWords(t testing.TB, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Errorf("no error, want one that says %q", words)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("the error does not say %q: %v", word, err)
		}
	}
}
