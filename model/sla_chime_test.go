package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// rings tells all that has come due up to a time as the desk does: the journal gets a line for each chime. It gives what
// rang, as in warn SLA resolution 2026-03-03 15:00:00.
func (l *timed) rings(until string) (rung []string) {
	l.Helper()
	return l.ringsUntil(when(l, until))
}

func (l *timed) ringsUntil(until Instant) (rung []string) {
	l.Helper()
	for range 100 {
		chimes := l.book.Chimes(l.ticket, until)
		if len(chimes) == 0 {
			if l.ticket.Next != 0 && l.ticket.Next <= until {
				l.Fatalf("nothing rings at %s, when something should", l.ticket.Next)
			}
			return rung
		}
		for _, c := range chimes {
			if c.At != l.ticket.Next && c.At != chimes[0].At {
				l.Fatalf("a chime of %s rings, the next is %s", c.At, l.ticket.Next)
			}
			rung = append(rung, l.ring(c, until))
		}
	}
	l.Fatalf("it never ends ringing: %q", rung[:10])
	return nil
}

// ring writes the line that tells of a chime.
func (l *timed) ring(c Chime, recorded Instant) string {
	l.Helper()
	at := c.At.Time().Format(time.DateTime)
	switch c.Care {
	case CareRemind:
		l.write(VerbRemind, recorded, l.event(c.At, VerbRemind, 0))
		return "remind " + at
	case CareResolve:
		l.write(VerbMove, recorded, l.event(c.At, VerbMove, 0, number(FieldState, int64(StateResolved)), number(FieldReason, 0),
			number(FieldResolved, int64(c.At))))
		return "resolve " + at
	case CareClose:
		l.write(VerbMove, recorded, l.event(c.At, VerbMove, 0, number(FieldState, int64(StateClosed)), number(FieldClosed, int64(c.At))))
		return "close " + at
	}
	verb := map[Alarm]Verb{Warn: VerbWarn, Breach: VerbBreach}[c.Alarm]
	said := fmt.Sprintf("%s %s %s", c.Alarm, c.Clock.Name(), at)
	ev := l.event(c.At, verb, 0)
	ev.Text = l.book.Said(c)
	l.write(verb, recorded, ev)
	return said
}

// ringing wants that just these chimes ring up to a time.
func (l *timed) ringing(until string, want ...string) {
	l.Helper()
	if rung := l.rings(until); !slices.Equal(rung, want) {
		l.Errorf("up to %s it rings\n\t%s, want\n\t%s", until, strings.Join(rung, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestAClockWarnsAndTellsOfItsBreachOnce(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 10:00")
	l.ringing("2026-03-03 15:59:59")
	l.ringing("2026-03-03 16:00", "warn SLA resolution 2026-03-03 16:00:00")
	if l.ticket.SLA != StandingWarned {
		t.Errorf("warned, it stands at %d", l.ticket.SLA)
	}
	l.ringing("2026-03-04 10:00")
	l.ringing("2026-03-09 10:00", "breach SLA resolution 2026-03-04 10:00:01")
	l.ringing("2026-03-30 10:00")
	if l.ticket.SLA != StandingBreached {
		t.Errorf("breached, it stands at %d", l.ticket.SLA)
	}
}

func TestWhatWasMissedRingsInOrder(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Response: budgetOf(t, "1h"), Resolution: budgetOf(t, "2h")}}, Warn: Shares{Response: 100, Resolution: 50}}
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.ringing("2026-03-05 10:00",
		"warn SLA response 2026-03-03 11:00:00", "warn SLA resolution 2026-03-03 11:00:00",
		"breach SLA response 2026-03-03 11:00:01", "breach SLA resolution 2026-03-03 12:00:01")
}

func TestAnAlarmThatNobodyToldBeforeAnActRingsAsOfTheAct(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 10:00")
	l.does("2026-03-03 16:30", VerbNote, me)
	l.ringing("2026-03-03 16:40", "warn SLA resolution 2026-03-03 16:30:00")
	l.does("2026-03-05 10:00", VerbNote, me)
	l.ringing("2026-03-05 10:10", "breach SLA resolution 2026-03-05 10:00:00")
}

func TestNothingRingsOfWhatWasLateWhenItCameIn(t *testing.T) {
	l := newTimed(t, promised(t, "", weekdays9to17, resolves(t, "8h")))
	l.write(VerbImport, when(t, "2026-03-09 10:00"), l.event(when(t, "2026-03-03 10:00"), VerbCreate, 0, number(FieldKind, int64(Incident)),
		number(FieldState, int64(StateNew)), number(FieldCreated, int64(when(t, "2026-03-03 10:00")))))
	if l.ticket.SLA != StandingBreached {
		t.Errorf("it stands at %d", l.ticket.SLA)
	}
	l.holds("2026-03-09 11:00", AwaitingVendor)
	l.resumes("2026-03-09 12:00")
	l.resolved("2026-03-09 13:00")
	l.does("2026-03-09 14:00", VerbMove, me, number(FieldState, int64(StateInProgress)), number(FieldResolved, 0))
	l.ringing("2026-03-30 10:00")

	l = newTimed(t, promised(t, "", weekdays9to17, resolves(t, "8h")))
	l.write(VerbImport, when(t, "2026-03-03 16:30"), l.event(when(t, "2026-03-03 10:00"), VerbCreate, 0, number(FieldKind, int64(Incident)),
		number(FieldState, int64(StateNew))))
	l.ringing("2026-03-30 10:00", "breach SLA resolution 2026-03-04 10:00:01")
}

func TestASwappedTargetIsToldAnew(t *testing.T) {
	p := resolves(t, "8h")
	p.Promises = append(p.Promises, Promise{For: "p1", Resolution: budgetOf(t, "1h")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00", number(FieldPriority, 3))
	l.does("2026-03-03 12:00", VerbPrioritise, me, number(FieldPriority, 1))
	l.wants(l.clock(Resolution), Running, "2026-03-03 11:00", 2*time.Hour, 0)
	l.ringing("2026-03-03 12:00", "breach SLA resolution 2026-03-03 12:00:00")
	l.does("2026-03-03 13:00", VerbPrioritise, me, number(FieldPriority, 3))
	l.wants(l.clock(Resolution), Running, "2026-03-04 10:00", 3*time.Hour, 0)
	if l.clock(Resolution).Breached() || l.ticket.SLA != StandingRunning {
		t.Error("a longer target that is not over is breached")
	}
	l.ringing("2026-03-05 10:00", "warn SLA resolution 2026-03-03 16:00:00", "breach SLA resolution 2026-03-04 10:00:01")
}

func TestATargetSwappedExactlyWhenItIsOverIsLateASecondLater(t *testing.T) {
	p := resolves(t, "8h")
	p.Promises = append(p.Promises, Promise{For: "p1", Resolution: budgetOf(t, "2h")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 15:00", number(FieldPriority, 3))
	l.does("2026-03-03 20:00", VerbPrioritise, me, number(FieldPriority, 1))
	l.wants(l.clock(Resolution), Running, "2026-03-03 20:00", 2*time.Hour, 0)
	l.ringing("2026-03-03 21:00", "warn SLA resolution 2026-03-03 20:00:00", "breach SLA resolution 2026-03-03 20:00:01")
}

func TestAPausedClockIsSilent(t *testing.T) {
	p := resolves(t, "8h")
	p.Promises = append(p.Promises, Promise{For: "p1", Resolution: budgetOf(t, "1h")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00", number(FieldPriority, 3))
	l.holds("2026-03-03 12:00", AwaitingVendor)
	l.does("2026-03-03 13:00", VerbPrioritise, me, number(FieldPriority, 1))
	if !l.clock(Resolution).Breached() {
		t.Error("two hours of one are no breach")
	}
	l.ringing("2026-03-04 12:00")
	l.resumes("2026-03-04 12:00")
	l.ringing("2026-03-04 13:00", "breach SLA resolution 2026-03-04 12:00:00")
}

// cared gives terms that promise nothing and care for what nobody touches.
func cared(t testing.TB) Terms {
	terms := promised(t, "", weekdays9to17)
	terms.Care = Care{Calendar: "office", Close: budgetOf(t, "2d"), Remind: budgetOf(t, "1d"), Resolve: budgetOf(t, "3d")}
	return terms
}

func TestWhatIsResolvedClosesWhenNobodyTouchesIt(t *testing.T) {
	l := opened(t, cared(t), "2026-03-03 10:00")
	l.resolved("2026-03-05 10:00")
	l.does("2026-03-06 11:00", VerbNote, me)
	l.ringing("2026-03-30 10:00", "close 2026-03-10 11:00:00")

	major := opened(t, cared(t), "2026-03-03 10:00", number(FieldMajor, 1))
	major.resolved("2026-03-05 10:00")
	major.ringing("2026-03-30 10:00")
}

func TestWhatWaitsForItsRequesterIsRemindedOfAndThenResolved(t *testing.T) {
	l := opened(t, cared(t), "2026-03-03 10:00")
	l.holds("2026-03-05 16:00", AwaitingCaller)
	l.ringing("2026-03-07 10:00", "remind 2026-03-06 16:00:00")
	l.ringing("2026-03-30 10:00", "resolve 2026-03-10 16:00:00", "close 2026-03-12 16:00:00")

	l = opened(t, cared(t), "2026-03-03 10:00")
	l.holds("2026-03-05 16:00", AwaitingCaller)
	l.ringing("2026-03-07 10:00", "remind 2026-03-06 16:00:00")
	l.does("2026-03-09 09:00", VerbComment, me)
	l.ringing("2026-03-11 10:00", "remind 2026-03-10 09:00:00")

	vendor := opened(t, cared(t), "2026-03-03 10:00")
	vendor.holds("2026-03-05 16:00", AwaitingVendor)
	vendor.ringing("2026-03-30 10:00")
}

func TestAnImportedTicketRestsFromWhenItCameIn(t *testing.T) {
	l := newTimed(t, cared(t))
	l.write(VerbImport, when(t, "2026-03-09 10:00"), l.event(when(t, "2025-03-03 10:00"), VerbCreate, 0, number(FieldKind, int64(Incident)),
		number(FieldState, int64(StateResolved)), number(FieldResolved, int64(when(t, "2025-03-03 10:00")))))
	l.ringing("2026-03-30 10:00", "close 2026-03-11 10:00:00")
}

func TestRulesReactToTheAlarmsTheyMind(t *testing.T) {
	terms := promised(t, "", weekdays9to17, resolves(t, "8h"))
	do := []Reaction{{DoNotify, "assignee"}}
	terms.Rules = []Rule{
		{Name: "warning", When: Warn, Do: do}, {Name: "breach", When: Breach, Do: do}, {Name: "off", When: Breach, Off: true, Do: do},
		{Name: "resolution", When: Breach, Targets: []Target{Resolution}, Do: do}, {Name: "response", When: Breach, Targets: []Target{Response}, Do: do},
		{Name: "teams", When: Breach, Agreements: []Agreement{OLA}, Do: do}, {Name: "urgent", When: Breach, Match: "priority:1", Do: do},
		{Name: "moderate", When: Breach, Match: "priority:3", Do: do}, {Name: "a day old", When: Breach, Match: "created<1d", Do: do},
		{Name: "today", When: Breach, Match: "created:today", Do: do},
	}
	l := opened(t, terms, "2026-03-03 10:00", number(FieldPriority, 3))
	l.ringing("2026-03-03 16:00", "warn SLA resolution 2026-03-03 16:00:00")
	for _, chime := range l.book.Chimes(l.ticket, when(t, "2026-03-09 10:00")) {
		var names []string
		for _, r := range l.book.Reactions(l.ticket, chime) {
			names = append(names, r.Name)
		}
		if want := []string{"breach", "resolution", "moderate", "a day old"}; !slices.Equal(names, want) {
			t.Errorf("%s reacts, want %s", names, want)
		}
	}
	if got := l.book.Reactions(l.ticket, Chime{Care: CareClose}); got != nil {
		t.Errorf("rules of alarms react to care: %v", got)
	}
}

func TestTheTimelineSaysWhatAChimeIsAbout(t *testing.T) {
	l := opened(t, cared(t), "2026-03-03 10:00")
	c := Clock{Target: Response, Policy: 9, Due: when(t, "2026-03-04 10:00")}
	for want, chime := range map[string]Chime{
		"SLA response, due 2026-03-04 10:00 UTC, by a policy that is gone": {Clock: &c},
		"no answer for 1 working day":                                      {Care: CareRemind},
		"no answer for 3 working days":                                     {Care: CareResolve},
		"resolved and untouched for 2 working days":                        {Care: CareClose},
		"": {},
	} {
		if got := l.book.Said(chime); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

func TestAWarningSpeaksForNoBreach(t *testing.T) {
	p := resolves(t, "8h")
	p.Promises[0].Response = budgetOf(t, "8h")
	p.Promises = append(p.Promises, Promise{For: "p1", Response: budgetOf(t, "1h"), Resolution: budgetOf(t, "2h30")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00", number(FieldPriority, 3))
	l.does("2026-03-03 12:00", VerbPrioritise, me, number(FieldPriority, 1))
	chimes := l.book.Chimes(l.ticket, when(t, "2026-03-03 12:00"))
	if len(chimes) != 2 || chimes[0].Alarm != Warn || chimes[1].Alarm != Breach {
		t.Fatalf("at the swap these ring: %+v", chimes)
	}
	l.ring(chimes[0], when(t, "2026-03-03 12:00"))
	l.ringing("2026-03-03 12:00", "breach SLA response 2026-03-03 12:00:00")
}
