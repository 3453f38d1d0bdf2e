package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// A world is desks under random terms, in which random tickets live for some days.
type world struct {
	*testing.T
	*rand.Rand
	seed      int
	begin     time.Time // of the days that the slow calendars know
	calendars map[string]*slowCalendar
	editions  []Edition
	books     []*Book // after each edition
}

// Revisions leave room before each edition.
const perEdition = 1000

func newWorld(t *testing.T, seed int) *world {
	w := &world{T: t, Rand: rand.New(rand.NewPCG(7, uint64(seed))), seed: seed, calendars: map[string]*slowCalendar{}}
	begin := time.Unix(946684800+w.Int64N(1072828800), 0).UTC().Truncate(24 * time.Hour)
	if zone, err := time.LoadLocation(lawZones[w.IntN(len(lawZones))]); err == nil && w.IntN(2) == 0 {
		if _, change := begin.In(zone).ZoneBounds(); change.Year() < 2035 && !change.IsZero() {
			begin = change.Add(-lawDays / 2 * 24 * time.Hour).UTC().Truncate(24 * time.Hour)
		}
	}
	w.begin = begin
	w.calendar("day", seed)
	w.calendar("night", seed+1_000_000)
	for i := range 3 {
		w.editions = append(w.editions, Edition{Rev: Revision(i * perEdition), At: w.at(3+2*i, 0), By: me, Terms: w.terms(i)})
		w.books = append(w.books, bookOf(t, w.editions...))
	}
	return w
}

// at gives a time behind the days that the slow calendars do not know.
func (w *world) at(day, minute int) Instant {
	return At(w.begin.Add(time.Duration(day)*24*time.Hour + time.Duration(minute)*time.Minute))
}

// calendar draws a calendar that is open on some days.
func (w *world) calendar(name string, seed int) {
	for ; ; seed += 10_000_000 {
		c := rapid.Custom(func(t *rapid.T) *Calendar { return drawCalendar(t, DateOf(w.begin)) }).Example(seed)
		open := slices.ContainsFunc(c.Week[:], func(h DayHours) bool { return len(h) > 0 })
		if c.Name = name; !open || c.Check() != nil {
			continue
		}
		working, err := c.Compile(nil)
		if err != nil {
			w.Fatal(err)
		}
		w.calendars[name] = &slowCalendar{newMinuteByMinute(c, working.Zone(), w.begin), working}
		return
	}
}

func (w *world) terms(edition int) Terms {
	terms := Terms{Care: Care{Calendar: w.pick("day", "night"), Close: w.budget(), Remind: w.budget(), Resolve: w.budget()}}
	for _, name := range []string{"day", "night"} {
		terms.Calendars = append(terms.Calendars, w.calendars[name].working.calendar)
	}
	for i, p := range []Policy{
		{Name: "urgent", Match: "priority<=2"}, {Name: "all", Match: "kind:incident"},
		{Name: "network", Agreement: OLA, Match: "team:network"}, {Name: "messaging", Agreement: OLA, Match: "team:messaging"},
	} {
		if edition > 0 && w.IntN(2) == 0 {
			terms.Policies = append(terms.Policies, w.editions[edition-1].Terms.Policies[i])
			continue
		}
		p.ID, p.Off, p.Restart, p.Calendar = uint16(i+1), w.IntN(8) == 0, Restart(w.IntN(3)), w.pick("day", "night")
		p.Warn = Shares{Response: 50 + w.IntN(50), Resolution: 1 + w.IntN(100)}
		for _, pause := range []Pause{{StateOnHold, NoReason}, {StateOnHold, AwaitingCaller}, {StateOnHold, AwaitingVendor}, {StateNew, NoReason}} {
			if w.IntN(3) == 0 {
				p.Pause = append(p.Pause, pause)
			}
		}
		for _, row := range []string{"p1", "p3", "any"} {
			promise := Promise{For: row, Response: w.budget(), Update: w.budget(), Resolution: w.budget(), Calendar: w.pick("", "", "day", "night")}
			if promise.Response != (Budget{}) || promise.Update != (Budget{}) || promise.Resolution != (Budget{}) {
				p.Promises = append(p.Promises, promise)
			}
		}
		if len(p.Promises) == 0 {
			p.Promises = []Promise{{For: "any", Resolution: Budget{Span: time.Hour}}}
		}
		terms.Policies = append(terms.Policies, p)
	}
	return terms
}

func (w *world) pick(of ...string) string { return of[w.IntN(len(of))] }

func (w *world) budget() Budget {
	switch w.IntN(8) {
	case 0:
		return Budget{}
	case 1, 2:
		return Budget{Days: 1 + w.IntN(2)}
	case 3:
		return Budget{Span: time.Duration(1+w.IntN(20)) * time.Minute}
	}
	return Budget{Span: time.Duration(1+w.IntN(900)) * time.Minute}
}

// A lawLife is one ticket's life in a world.
type lawLife struct {
	*timed
	w       *world
	now     Instant
	edition int
	dead    map[Revision]bool // lines that stand undone
	last    *Entry            // the one that may be undone, nil for none
	undone  *Entry            // the undo that may be done again
	rings   bool              // somebody is there to tell of what comes due
	muddled bool              // something was told late, behind what happened after it
}

// lives draws the life of a ticket up to some day.
func (w *world) lives() *lawLife {
	l := &lawLife{w: w, now: w.at(3, w.IntN(2000)), dead: map[Revision]bool{}, rings: w.IntN(4) > 0}
	l.timed = &timed{TB: w, book: w.books[0], ticket: &Ticket{ID: 12}, hasty: true}
	for l.edition+1 < len(w.editions) && w.editions[l.edition+1].At <= l.now {
		l.edition++
	}
	l.book, l.rev = w.books[l.edition], Revision(l.edition*perEdition)
	l.comes()
	for range 2 + w.IntN(9) {
		l.sleeps(Instant(w.IntN(4)*w.IntN(4)*w.IntN(150)+w.IntN(3)) * 60)
		l.acts()
	}
	l.sleeps(Instant(w.IntN(2000)) * 60)
	return l
}

// comes creates the ticket, or brings it in from elsewhere with a past.
func (l *lawLife) comes() {
	set := []Setting{number(FieldKind, int64(Incident)), number(FieldState, int64(StateNew)), number(FieldRequester, int64(caller)),
		number(FieldPriority, int64(l.w.IntN(5))), number(FieldTeam, int64(l.w.IntN(4))), number(FieldCreated, int64(l.now))}
	switch l.w.IntN(4) {
	case 0: // with all its history
		events := []Event{l.event(l.now, VerbCreate, 0, set...)}
		was := l.ticket.Clone()
		for range l.w.IntN(5) {
			for _, d := range events[len(events)-1].Deltas {
				FieldNo(d.Field).Set(l.ticket, d.To)
			}
			l.now += Instant(l.w.IntN(600)) * 60
			verb, by, set := l.deed()
			events = append(events, l.event(l.now, verb, by, set...))
		}
		l.ticket = was
		l.now += Instant(l.w.IntN(300)) * 60
		l.crosses(l.now)
		l.write(VerbImport, l.now, events...)
	case 1: // as it stood
		created := l.now
		l.now += Instant(60+l.w.IntN(1500)) * 60
		for i, field := range []uint8{FieldAcknowledged, FieldResolved} {
			if l.w.IntN(2) == 0 {
				set = append(set, number(field, int64(created)+int64(20*i+l.w.IntN(40))*60))
				if field == FieldResolved {
					set = append(set, number(FieldState, int64(StateResolved)))
				}
			}
		}
		l.crosses(l.now)
		l.write(VerbImport, l.now, l.event(l.now, VerbEdit, 0, set...))
	default:
		l.write(VerbCreate, l.now, l.event(l.now, VerbCreate, me, set...))
	}
}

// sleeps lets time pass. Editions come into force, and what comes due is told if somebody is there.
func (l *lawLife) sleeps(long Instant) {
	to := l.now + long
	for l.edition+1 < len(l.w.editions) && l.w.editions[l.edition+1].At <= to {
		l.told(l.w.editions[l.edition+1].At)
		l.crosses(l.w.editions[l.edition+1].At)
	}
	l.told(to)
	l.now = to
}

// told rings what has come due and sees that nothing rings twice, and that nothing is forgotten.
func (l *lawLife) told(until Instant) {
	if !l.rings {
		return
	}
	rung := l.ringsUntil(until)
	slices.Sort(rung)
	if all := len(rung); len(slices.Compact(rung)) != all {
		l.Fatalf("it rings twice: %q", rung)
	}
	for _, c := range l.ticket.Clocks {
		if c.State == Running && c.Due != 0 && until > c.Due && !(c.Late && c.Told) {
			l.Fatalf("nobody told of the breach of %+v by %s", c, until)
		}
	}
	if len(rung) > 0 {
		l.last, l.undone = nil, nil
	}
}

func (l *lawLife) crosses(to Instant) {
	for l.edition+1 < len(l.w.editions) && l.w.editions[l.edition+1].At <= to {
		l.edition++
		l.book = l.w.books[l.edition]
		if changed := l.book.Amended(l.ticket); changed && !l.ticket.Exists() {
			l.Fatal("a ticket that does not exist is amended")
		}
		l.rev = Revision(l.edition * perEdition)
	}
}

// acts does something random that makes sense.
func (l *lawLife) acts() {
	switch n := l.w.IntN(12); {
	case n == 0 && l.last != nil, n <= 6 && l.undone != nil:
		l.takesBack()
		return
	case l.w.IntN(60) == 0: // more of the past comes in
		verb, by, set := l.deed()
		l.write(VerbImport, l.now, l.event(l.now-Instant(l.w.IntN(600))*60, verb, by, set...))
		l.last, l.undone, l.muddled = nil, nil, true
		return
	}
	before := slices.Clone(l.ticket.Clocks)
	verb, by, set := l.deed()
	l.write(verb, l.now, l.event(l.now, verb, by, set...))
	l.last, l.undone = l.entries[len(l.entries)-1], nil
	l.shifted(before)
}

func (l *lawLife) takesBack() {
	what := l.last
	if l.undone != nil {
		what = l.undone
	}
	e := l.undo(l.now.String(), what)
	l.dead[what.Rev] = true
	if what == l.undone {
		l.dead[what.Undoes] = false
		l.last, l.undone = nil, nil
		return
	}
	l.last, l.undone = nil, e
}

// deed draws what somebody does to the ticket as it stands.
func (l *lawLife) deed() (verb Verb, by Ref, set []Setting) {
	t, n := l.ticket, l.w.IntN(10)
	state := func(s State, more ...Setting) (Verb, Ref, []Setting) {
		return VerbMove, me, append(more, number(FieldState, int64(s)))
	}
	switch {
	case n == 0:
		return VerbComment, me, nil
	case n == 1:
		return VerbComment, caller, nil
	case n == 2:
		return VerbPrioritise, me, []Setting{number(FieldPriority, int64(l.w.IntN(5)))}
	case n == 3:
		return VerbEdit, me, []Setting{number(FieldTeam, int64(l.w.IntN(4)))}
	case n == 4 && t.Acknowledged == 0:
		return VerbTake, me, []Setting{number(FieldAcknowledged, int64(l.now))}
	case t.State == StateResolved && n < 7:
		return state(StateInProgress, number(FieldResolved, 0))
	case t.State == StateResolved && n == 7:
		return state(StateClosed)
	case t.State == StateOnHold && n < 9:
		return state(StateInProgress, number(FieldReason, 0))
	case t.Open() && n < 8:
		return state(StateOnHold, number(FieldReason, int64(AwaitingCaller)+int64(l.w.IntN(5))))
	case t.Open() && n == 8:
		return state(StateResolved, number(FieldReason, 0), number(FieldResolved, int64(l.now)))
	case t.Open() && l.w.IntN(4) == 0:
		return state(StateCanceled, number(FieldReason, 0))
	}
	return VerbNote, me, nil
}

// Fatalf fails with the whole life.
func (l *lawLife) Fatalf(format string, args ...any) {
	l.Helper()
	l.w.Fatalf(format+"\n%s", append(args, l)...)
}

func (l *lawLife) String() string {
	text := fmt.Sprintf("world %d, now %s", l.w.seed, l.now)
	for _, e := range l.entries {
		for _, ev := range e.Events {
			text += fmt.Sprintf("\n\t%d undoes %d %s at %s, told %s, by %d: %v", e.Rev, e.Undoes, ev.Verb, ev.At, e.Recorded, ev.By, ev.Deltas)
		}
	}
	return text
}
