package model

import (
	"testing"
	"time"
)

// The scenarios are facts of Zammad's own tests. Its pending states are on hold here; where a later contact is said to be
// the last one, the life is told again with that one alone; and what it calls the update time within an exchange is how
// long that exchange took. Its calendars are the two of zammadWeeks.

// zammadWeeks are the calendars of the scenarios.
var zammadWeeks = map[string][2]string{
	"Europe/Berlin Mon-Fri 09:00-17:00": {"Europe/Berlin", "mon-fri 09:00-17:00"},
	"Europe/Berlin Mon-Fri 08:00-18:00": {"Europe/Berlin", "mon-fri 08:00-18:00"},
	"24/7":                              {"", "24x7"},
}

// zammad gives terms of budgets in minutes.
func zammad(t testing.TB, calendar string, r Restart, response, update, solution int) Terms {
	week, ok := zammadWeeks[calendar]
	if !ok {
		t.Fatalf("there is no calendar %q", calendar)
	}
	minutes := func(n int) Budget { return Budget{Span: time.Duration(n) * time.Minute} }
	row := Promise{For: "any", Response: minutes(response), Update: minutes(update), Resolution: minutes(solution)}
	return promised(t, week[0], week[1], Policy{Restart: r, Pause: onHold, Promises: []Promise{row}})
}

// minute writes the time some minutes behind a Monday midnight.
func minute(n int) string {
	return time.Date(2026, 3, 2, 0, n, 0, 0, time.UTC).Format("2006-01-02 15:04")
}

// measured wants that an exchange or a clock took some minutes, and how many were left.
func (l *timed) measured(name string, took int64, c *Clock, want, left int) {
	l.Helper()
	if took != int64(want)*60 || (c.Budget-took)/60 != int64(left) {
		l.Errorf("%s took %s of %s, want %d minutes and %d left", name, spanText(took), spanText(c.Budget), want, left)
	}
}

func TestZammadsDueTimes(t *testing.T) {
	l := opened(t, zammad(t, "Europe/Berlin Mon-Fri 09:00-17:00", OnContact, 60, 180, 240), "2013-03-21 09:30")
	l.wants(l.clock(Response), Running, "2013-03-21 10:30", 0, 0)
	l.wants(l.clock(Update), Running, "2013-03-21 12:30", 0, 0)
	l.wants(l.clock(Resolution), Running, "2013-03-21 13:30", 0, 0)
	l.dues("2013-03-21 10:30")
	l.amend("2013-03-21 09:31", zammad(t, "Europe/Berlin Mon-Fri 09:00-17:00", OnContact, 120, 180, 240)) // S2: edited afterwards
	l.wants(l.clock(Response), Running, "2013-03-21 11:30", time.Minute, 0)
	l.dues("2013-03-21 11:30")
}

// TestZammadsContacts is S3.
func TestZammadsContacts(t *testing.T) {
	terms := zammad(t, "Europe/Berlin Mon-Fri 08:00-18:00", OnContact, 60, 120, 180)
	at := func(s string) string { return "2013-03-21 " + s }
	for first, want := range map[string][2]int{"10:00": {30, 30}, "14:00": {270, -210}} {
		l := opened(t, terms, at("09:30"))
		l.does(at(first), VerbTake, me, number(FieldAcknowledged, int64(when(t, at(first)))))
		l.measured("the first response", l.clock(Response).Elapsed, l.clock(Response), want[0], want[1])
		l.dues(at("11:30")) // of the update
	}
	for _, c := range []struct {
		at         string
		by         Ref
		due        string
		took, left int
	}{{"11:00", me, "13:00", 90, 30}, {"12:00", me, "14:00", 150, -30}, {"12:05", caller, "14:05", 155, -35}, {"12:10", me, "14:10", 160, -40}} {
		l := opened(t, terms, at("09:30"))
		l.does(at(c.at), VerbComment, c.by)
		l.wants(l.clock(Update), Running, at(c.due), 0, 0)
		l.measured("the update", l.clock(Update).Longest, l.clock(Update), c.took, c.left)
	}
	for closed, want := range map[string][2]int{"11:30": {120, 60}, "13:00": {210, -30}} {
		l := opened(t, terms, at("09:30"))
		l.resolved(at(closed))
		l.measured("the solution", l.clock(Resolution).Elapsed, l.clock(Resolution), want[0], want[1])
		l.dues("")
	}
}

func TestZammadsPendingTimeIsNotCounted(t *testing.T) {
	t.Run("P1", func(t *testing.T) {
		l := opened(t, zammad(t, "24/7", OnReply, 0, 0, 75), minute(0))
		l.does(minute(60), VerbMove, me, number(FieldState, int64(StateInProgress)))
		l.holds(minute(90), AwaitingCaller)
		l.resolved(minute(120))
		l.wants(l.clock(Resolution), Stopped, minute(75), 90*time.Minute, 30*time.Minute)
	})
	t.Run("P1, thirty minutes more behind the 75th", func(t *testing.T) {
		l := opened(t, zammad(t, "24/7", OnReply, 0, 0, 105), minute(0))
		l.holds(minute(90), AwaitingCaller)
		l.resumes(minute(120))
		l.dues(minute(135))
	})
	t.Run("P2", func(t *testing.T) {
		l := opened(t, zammad(t, "24/7", OnReply, 0, 0, 75), minute(0))
		l.holds(minute(10), AwaitingCaller)
		l.resumes(minute(20))
		l.dues(minute(85))
	})
	t.Run("P3", func(t *testing.T) {
		l := opened(t, zammad(t, "24/7", OnReply, 30, 60, 75), minute(0))
		l.holds(minute(10), AwaitingCaller)
		l.resumes(minute(20))
		l.wants(l.clock(Update), Running, minute(20+50), 10*time.Minute, 10*time.Minute)
		l.does(minute(20), VerbComment, me)
		l.wants(l.clock(Update), Running, minute(20+60), 0, 0)
	})
	t.Run("P4", func(t *testing.T) {
		l := opened(t, zammad(t, "24/7", OnReply, 30, 45, 75), minute(0))
		l.does(minute(75), VerbTake, me, number(FieldAcknowledged, int64(when(t, minute(75)))))
		l.measured("the first response", l.clock(Response).Elapsed, l.clock(Response), 75, -45)
	})
}

func TestZammadsLongestExchangeIsKept(t *testing.T) {
	l := opened(t, zammad(t, "24/7", OnWaiting, 0, 45, 0), minute(0)) // P5
	l.does(minute(10), VerbComment, me)
	l.does(minute(20), VerbComment, caller)
	l.does(minute(25), VerbComment, me)
	l.measured("the longest exchange", l.clock(Update).Longest, l.clock(Update), 10, 35)

	l = opened(t, zammad(t, "24/7", OnReply, 0, 60, 0), minute(0)) // P6
	l.does(minute(20), VerbComment, me)
	l.does(minute(30), VerbComment, caller)
	l.does(minute(65), VerbComment, me)
	l.measured("the longest exchange", l.clock(Update).Longest, l.clock(Update), 45, 15)
}

func TestZammadsZeroBudgetIsNeverDue(t *testing.T) { // P7
	l := opened(t, zammad(t, "24/7", OnReply, 0, 60, 0), minute(0))
	if len(l.ticket.Clocks) != 1 {
		t.Errorf("there are clocks for nothing: %+v", l.ticket.Clocks)
	}
}
