package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// explains gives the accounts up to a time, each as its name and lines such as
// 03-03 10:00 03-03 12:00 running open hours (7 created it) 2h0m0s 0s.
func (l *timed) explains(now string) (all []string) {
	l.Helper()
	for _, a := range l.book.Explain(l.ticket.ID, l.entries, when(l, now)) {
		name := a.Name()
		if a.Past {
			name += " (past)"
		}
		all = append(all, name)
		for _, line := range a.Lines {
			state := line.State.String()
			if line.Before {
				state = "before"
			}
			all = append(all, fmt.Sprintf("%s %s %s %s (%d %s) %s %s", line.From.Time().Format("01-02 15:04"), line.To.Time().Format("01-02 15:04"),
				state, line.Why, line.By, line.Cause, spanText(line.Elapsed), spanText(line.Paused)))
		}
	}
	return all
}

func (l *timed) explaining(now string, want ...string) {
	l.Helper()
	if got := l.explains(now); !slices.Equal(got, want) {
		l.Errorf("it explains\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func TestAnAccountTellsEveryInterval(t *testing.T) {
	terms := promised(t, "", weekdays9to17, resolves(t, "16h"))
	terms.Calendars[0].Holidays = mustHolidays(t, "2026-03-05 Founders' Day")
	l := opened(t, terms, "2026-03-03 15:00")
	l.holds("2026-03-04 10:00", AwaitingCaller)
	l.does("2026-03-04 11:00", VerbNote, me)
	l.does("2026-03-06 10:00", VerbComment, caller, number(FieldState, int64(StateInProgress)), number(FieldReason, 0))
	l.resolved("2026-03-06 12:00")
	l.does("2026-03-06 13:00", VerbMove, me, number(FieldState, int64(StateClosed)))
	l.explaining("2026-03-07 00:00", "SLA resolution",
		"03-03 15:00 03-03 17:00 running open hours (7 created it) 2h0m0s 0s",
		"03-03 17:00 03-04 09:00 running outside hours (7 created it) 2h0m0s 0s",
		"03-04 09:00 03-04 10:00 running open hours (7 created it) 3h0m0s 0s",
		"03-04 10:00 03-04 17:00 paused On Hold: Awaiting Caller (7 moved) 3h0m0s 7h0m0s",
		"03-04 17:00 03-05 00:00 paused On Hold: Awaiting Caller, outside hours (7 moved) 3h0m0s 7h0m0s",
		"03-05 00:00 03-06 00:00 paused On Hold: Awaiting Caller, holiday: Founders' Day (7 moved) 3h0m0s 7h0m0s",
		"03-06 00:00 03-06 09:00 paused On Hold: Awaiting Caller, outside hours (7 moved) 3h0m0s 7h0m0s",
		"03-06 09:00 03-06 10:00 paused On Hold: Awaiting Caller (7 moved) 3h0m0s 8h0m0s",
		"03-06 10:00 03-06 12:00 running open hours (3 replied) 5h0m0s 8h0m0s",
		"03-06 12:00 03-06 13:00 stopped Resolved (7 moved) 5h0m0s 8h0m0s",
		"03-06 13:00 03-07 00:00 stopped Closed (7 moved) 5h0m0s 8h0m0s")
}

func TestAccountsOfClocksThatGaveWayComeFirst(t *testing.T) {
	network, messaging := resolves(t, "4h"), resolves(t, "4h")
	network.Agreement, network.Match, messaging.Agreement, messaging.Match = OLA, "team:network", OLA, "team:messaging"
	update := Policy{Promises: []Promise{{For: "any", Update: budgetOf(t, "4h")}}}
	l := opened(t, promised(t, "", weekdays9to17, update, network, messaging), "2026-03-03 10:00")
	l.does("2026-03-03 11:00", VerbEdit, me, number(FieldTeam, 1))
	l.does("2026-03-03 12:00", VerbEdit, me, number(FieldTeam, 3))
	l.does("2026-03-03 13:00", VerbComment, me)
	l.explaining("2026-03-03 14:00", "OLA resolution (past)",
		"03-03 10:00 03-03 11:00 before Before it began: no policy promised this yet (0 ) 0s 0s",
		"03-03 11:00 03-03 12:00 running open hours (7 edited) 1h0m0s 0s",
		"SLA update (past)",
		"03-03 10:00 03-03 13:00 running open hours (7 created it) 3h0m0s 0s",
		"OLA resolution",
		"03-03 12:00 03-03 14:00 running open hours (7 edited) 2h0m0s 0s",
		"SLA update",
		"03-03 13:00 03-03 14:00 running open hours (7 replied) 1h0m0s 0s")
}

func TestAnAccountSaysWhyAClockDoesNotRun(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Response: budgetOf(t, "1h"), Update: budgetOf(t, "1h"), Resolution: budgetOf(t, "1h")}}, Restart: OnWaiting}
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.does("2026-03-03 10:30", VerbComment, me, number(FieldAcknowledged, int64(when(t, "2026-03-03 10:30"))))
	none := promised(t, "", weekdays9to17, p)
	none.Policies[0].Promises = []Promise{{For: "any", Response: budgetOf(t, "1h"), Update: budgetOf(t, "1h")}}
	l.amend("2026-03-03 10:40", none)
	l.does("2026-03-03 10:50", VerbMove, me, number(FieldState, int64(StateCanceled)), number(FieldReason, int64(Duplicate)))
	l.explaining("2026-03-03 11:00",
		"SLA response",
		"03-03 10:00 03-03 10:30 running open hours (7 created it) 30m0s 0s",
		"03-03 10:30 03-03 11:00 stopped Acknowledged (7 replied) 30m0s 0s",
		"SLA update",
		"03-03 10:00 03-03 10:30 running open hours (7 created it) 30m0s 0s",
		"03-03 10:30 03-03 10:50 answered Nobody waits for an answer (7 replied) 30m0s 0s",
		"03-03 10:50 03-03 11:00 dropped Canceled: Duplicate (7 moved) 30m0s 0s",
		"SLA resolution",
		"03-03 10:00 03-03 10:40 running open hours (7 created it) 40m0s 0s",
		"03-03 10:40 03-03 10:50 dropped No policy promises this (7 amended) 40m0s 0s",
		"03-03 10:50 03-03 11:00 dropped Canceled: Duplicate (7 moved) 40m0s 0s")
}

func TestAnAccountShowsTheArithmeticOfTheDueTime(t *testing.T) {
	for name, c := range map[string]struct {
		does func(*timed)
		now  string
		want string
	}{
		"running": {func(*timed) {}, "2026-03-03 12:00",
			"6h0m0s are left: that much open time from then on ends Wed 2026-03-04 10:00:00 UTC, when it is due."},
		"breached": {func(*timed) {}, "2026-03-04 12:00", "It was due Wed 2026-03-04 10:00:00 UTC: breached, with 2h0m0s too much."},
		"met":      {func(l *timed) { l.resolved("2026-03-03 12:00") }, "2026-03-05 12:00", "It stopped with 6h0m0s left: met."},
		"late":     {func(l *timed) { l.resolved("2026-03-04 12:00") }, "2026-03-05 12:00", "It was due Wed 2026-03-04 10:00:00 UTC: breached, with 2h0m0s too much."},
		"on hold": {func(l *timed) { l.holds("2026-03-03 12:00", AwaitingCaller) }, "2026-03-05 12:00",
			"6h0m0s are left. While it is paused nothing is due; the due time comes when it runs on."},
		"canceled": {func(l *timed) { l.does("2026-03-03 12:00", VerbMove, me, number(FieldState, int64(StateCanceled))) }, "2026-03-05 12:00",
			"Nothing is promised any more, so nothing is due."},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, promised(t, "", weekdays9to17, resolves(t, "1d")), "2026-03-03 10:00")
			c.does(l)
			steps := l.book.Explain(12, l.entries, when(t, c.now))[0].Arithmetic()
			if want := "It began Tue 2026-03-03 10:00:00 UTC. Promised is 1 working day, which is 8h0m0s in office."; steps[0] != want {
				t.Errorf("it begins with %q, want %q", steps[0], want)
			}
			if got := steps[len(steps)-1]; got != c.want {
				t.Errorf("it ends with %q, want %q", got, c.want)
			}
		})
	}
	t.Run("open time that never comes", func(t *testing.T) {
		terms := promised(t, "", "mon 09:00-10:00", resolves(t, "8h"))
		terms.Calendars[0].Week, terms.Calendars[0].Shifts = Week{}, mustDays(t, "2026-03-09 09:00-10:00")
		l := opened(t, terms, "2026-03-03 10:00")
		steps := l.book.Explain(12, l.entries, when(t, "2026-03-10 10:00"))[0].Arithmetic()
		if got, want := steps[len(steps)-1], "7h0m0s are left, more than office is ever open from then on."; got != want {
			t.Errorf("it ends with %q, want %q", got, want)
		}
	})
}

func TestAnAccountNamesPolicyRowAndCalendar(t *testing.T) {
	p := resolves(t, "16h")
	p.Name, p.Promises = "Incidents", append(p.Promises, Promise{For: "p1", Resolution: budgetOf(t, "2h")})
	l := opened(t, promised(t, "Europe/Berlin", weekdays9to17, p), "2026-03-03 10:00", number(FieldPriority, 1))
	a := l.book.Explain(12, l.entries, when(t, "2026-03-03 10:30"))[0]
	if a.PolicyName != "Incidents" || a.For != "p1" || a.Promised != budgetOf(t, "2h") || a.Calendar != "office" || a.Zone.String() != "Europe/Berlin" {
		t.Errorf("it is by %s for %s, %s in %s of %s", a.PolicyName, a.For, a.Promised, a.Calendar, a.Zone)
	}
}
