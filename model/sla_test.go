package model

import (
	"testing"
	"time"
)

// The golden tests keep the numbers of the desk's own list of promises and the source of each: GLPI's documentation of
// service levels, Zammad's of SLAs and calendars, and defects that users of other desks reported.

// TestGoldenDueTimes is 1 (GLPI's documentation), 2 (Zammad's), 6 (GLPI's), 7 (glpi#687), 9 (frappe/helpdesk#2212) and 10
// (our own).
func TestGoldenDueTimes(t *testing.T) {
	const lunch = "mon-fri 08:00-12:00 13:00-17:00"
	for name, c := range map[string]struct{ zone, week, budget, opened, due string }{
		"1 goes on at the next opening":             {"", "mon-fri 08:00-18:00", "4h", "2026-03-03 16:00", "2026-03-04 10:00"},
		"1 over a weekend":                          {"", "mon-fri 08:00-18:00", "4h", "2026-03-06 16:00", "2026-03-09 10:00"},
		"2 sixteen hours are two days of eight":     {"", weekdays9to17, "16h", "2026-03-03 11:00", "2026-03-05 11:00"},
		"6 a target in hours counts open hours":     {"", weekdays9to17, "24h", "2026-03-03 11:00", "2026-03-06 11:00"},
		"6 a target in days counts working days":    {"", weekdays9to17, "1d", "2026-03-06 16:30", "2026-03-09 16:30"},
		"6 days of different length":                {"", "mon-thu 09:00-17:00; fri 09:00-12:00", "2d", "2026-03-05 11:00", "2026-03-09 11:00"},
		"7 opened at night, starts at opening":      {"", weekdays9to17, "4h", "2026-03-03 22:15", "2026-03-04 13:00"},
		"7 opened on Saturday":                      {"", weekdays9to17, "15m", "2026-03-07 12:00", "2026-03-09 09:15"},
		"7 opened in the second of closing":         {"", weekdays9to17, "1h", "2026-03-03 17:00", "2026-03-04 10:00"},
		"7 a day from outside hours is a whole one": {"", weekdays9to17, "1d", "2026-03-03 22:15", "2026-03-04 17:00"},
		"9 over lunch":                              {"", lunch, "2h", "2026-03-03 11:30", "2026-03-03 14:30"},
		"9 opened at lunch":                         {"", lunch, "1h", "2026-03-03 12:20", "2026-03-03 14:00"},
		"9 two spans and a night":                   {"", lunch, "9h", "2026-03-03 11:30", "2026-03-04 13:30"},
		"10 a night of 23 hours":                    {"Europe/Berlin", "24x7", "24h", "2026-03-28 11:00", "2026-03-29 11:00"},
		"10 clocks skip an hour that was open":      {"Europe/Berlin", "mon-sun 00:00-04:00", "4h", "2026-03-28 23:00", "2026-03-29 23:00"},
		"10 clocks show an hour twice":              {"Europe/Berlin", "mon-sun 00:00-04:00", "4h", "2026-10-24 22:00", "2026-10-25 02:00"},
		"10 office hours shift against UTC":         {"Europe/Berlin", weekdays9to17, "8h", "2026-03-27 12:00", "2026-03-30 11:00"},
		"10 a leap day counts":                      {"", "24x7", "48h", "2028-02-28 12:00", "2028-03-01 12:00"},
		"10 a leap day is a working day":            {"", weekdays9to17, "2d", "2028-02-28 12:00", "2028-03-01 12:00"},
		"ends exactly at closing, ends there":       {"", weekdays9to17, "15m", "2026-03-06 16:45", "2026-03-06 17:00"},
		"ends exactly at closing, for whole days":   {"", weekdays9to17, "8h", "2026-03-05 09:00", "2026-03-05 17:00"},
	} {
		t.Run(name, func(t *testing.T) {
			l := opened(t, promised(t, c.zone, c.week, resolves(t, c.budget)), c.opened)
			l.dues(c.due)
		})
	}
}

func TestGolden3PendingForOpenHoursMovesTheDueTimeByThem(t *testing.T) { // GLPI's documentation
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 10:00")
	l.dues("2026-03-04 10:00")
	l.holds("2026-03-03 13:00", AwaitingCaller)
	l.wants(l.clock(Resolution), OnPause, "", 3*time.Hour, 0)
	l.dues("")
	l.resumes("2026-03-03 16:00")
	l.wants(l.clock(Resolution), Running, "2026-03-04 13:00", 3*time.Hour, 3*time.Hour)
	l.dues("2026-03-04 13:00")
}

func TestGolden4PendingOverAWeekendMovesNothing(t *testing.T) { // glpi#10594
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-06 13:00")
	l.holds("2026-03-06 17:00", AwaitingCaller)
	l.resumes("2026-03-09 08:59")
	l.wants(l.clock(Resolution), Running, "2026-03-09 13:00", 4*time.Hour, 0)
}

func TestGolden5ASwappedTargetKeepsWhatElapsedAndPaused(t *testing.T) { // glpi#6902, glpi#15605
	p := resolves(t, "40h")
	p.Promises = append(p.Promises, Promise{For: "p2", Resolution: budgetOf(t, "8h")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00", number(FieldPriority, 3))
	l.holds("2026-03-03 12:00", AwaitingVendor)
	l.resumes("2026-03-05 12:00")
	l.does("2026-03-05 13:00", VerbPrioritise, me, number(FieldPriority, 2))
	l.wants(l.clock(Resolution), Running, "2026-03-06 10:00", 3*time.Hour, 16*time.Hour)
	if l.clock(Resolution).Breached() {
		t.Error("two days on hold breach it")
	}
	l.does("2026-03-05 14:00", VerbPrioritise, me, number(FieldPriority, 3))
	l.wants(l.clock(Resolution), Running, "2026-03-12 10:00", 4*time.Hour, 16*time.Hour)
}

func TestGolden5ATargetSwappedOnHoldIsNotBreachedByTheHold(t *testing.T) { // glpi#6902
	p := resolves(t, "40h")
	p.Promises = append(p.Promises, Promise{For: "p2", Resolution: budgetOf(t, "8h")})
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.holds("2026-03-03 12:00", AwaitingVendor)
	l.does("2026-03-05 12:00", VerbPrioritise, me, number(FieldPriority, 2))
	l.wants(l.clock(Resolution), OnPause, "", 2*time.Hour, 16*time.Hour)
	l.resumes("2026-03-05 16:00")
	l.wants(l.clock(Resolution), Running, "2026-03-06 14:00", 2*time.Hour, 20*time.Hour)
}

func TestGolden8TimeWhileResolvedIsNeitherWorkNorPause(t *testing.T) { // glpi#23359
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 10:00")
	l.resolved("2026-03-03 12:00")
	l.wants(l.clock(Resolution), Stopped, "2026-03-04 10:00", 2*time.Hour, 0)
	l.dues("")
	l.resumes("2026-03-05 12:00")
	l.wants(l.clock(Resolution), Running, "2026-03-06 10:00", 2*time.Hour, 0)
	l.resolved("2026-03-06 10:00")
	if c := l.clock(Resolution); c.Breached() || c.Elapsed != 8*60*60 {
		t.Errorf("what stops in its due second is not met: %+v", c)
	}
}

func TestGolden10ACalendarWithoutHoursIsRefused(t *testing.T) {
	_, err := NewBook([]Edition{{Terms: promised(t, "", "", resolves(t, "8h"))}}, deskRoll, nil)
	wantsWords(t, err, "office", "no open hours")
	terms := promised(t, "", "mon 09:00-10:00", resolves(t, "8h"))
	terms.Calendars[0].Week = Week{}
	terms.Calendars[0].Shifts = mustDays(t, "2026-03-09 09:00-10:00")
	l := opened(t, terms, "2026-03-03 10:00")
	l.wants(l.clock(Resolution), Running, "", 0, 0)
	if l.ticket.Next != 0 || l.ticket.Due != 0 {
		t.Errorf("it is due at %s though its calendar ends before", l.ticket.Due)
	}
}

func TestGolden10AHolidayOnAHalfDay(t *testing.T) {
	terms := promised(t, "", "mon-thu 09:00-17:00; fri 09:00-12:00", resolves(t, "4h"))
	l := opened(t, terms, "2026-03-05 15:00")
	l.dues("2026-03-06 11:00")
	terms.Calendars[0].Holidays = mustHolidays(t, "2026-03-06 Founders' Day")
	l = opened(t, terms, "2026-03-05 15:00")
	l.dues("2026-03-09 11:00")
}

// TestGolden11 is our own: every test compares what is kept with what is recalled. This one takes things back.
func TestGolden11WhatWasUndoneNeverHappened(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 10:00")
	l.holds("2026-03-03 12:00", AwaitingCaller)
	hold := l.entries[len(l.entries)-1]
	undo := l.undo("2026-03-03 13:00", hold)
	l.wants(l.clock(Resolution), Running, "2026-03-04 10:00", 3*time.Hour, 0)
	l.does("2026-03-03 14:00", VerbNote, me)
	l.undo("2026-03-03 15:00", undo)
	l.wants(l.clock(Resolution), OnPause, "", 2*time.Hour, 3*time.Hour)
	l.undo("2026-03-03 16:00", l.entries[0])
	if len(l.ticket.Clocks) != 0 || l.ticket.SLA != NoStanding || l.ticket.Next != 0 {
		t.Errorf("a ticket whose creation was undone has clocks: %+v", l.ticket.Clocks)
	}
}

func TestTheResponseClockStopsWhenSomebodyTakesItUp(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Response: budgetOf(t, "30m"), Resolution: budgetOf(t, "8h")}}, Pause: onHold}
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.dues("2026-03-03 10:30")
	l.does("2026-03-03 10:20", VerbTake, me, number(FieldAcknowledged, int64(when(t, "2026-03-03 10:20"))))
	l.wants(l.clock(Response), Stopped, "2026-03-03 10:30", 20*time.Minute, 0)
	l.dues("2026-03-04 10:00")
	l.does("2026-03-03 12:00", VerbNote, me)
	l.wants(l.clock(Response), Stopped, "2026-03-03 10:30", 20*time.Minute, 0)

	late := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	late.does("2026-03-03 10:30:01", VerbTake, me, number(FieldAcknowledged, int64(when(t, "2026-03-03 10:30:01"))))
	if c := late.clock(Response); !c.Breached() || late.ticket.SLA != StandingBreached {
		t.Errorf("a second behind its due time it is not breached: %+v", c)
	}
}

func TestWhatIsCanceledPromisesNothing(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Response: budgetOf(t, "30m"), Resolution: budgetOf(t, "1h")}}}
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.does("2026-03-03 10:20", VerbTake, me, number(FieldAcknowledged, int64(when(t, "2026-03-03 10:20"))))
	l.does("2026-03-03 16:00", VerbMove, me, number(FieldState, int64(StateCanceled)))
	if c := l.clock(Resolution); c.State != Dropped || c.Breached() || c.Due != 0 {
		t.Errorf("a clock of what was canceled: %+v", c)
	}
	l.wants(l.clock(Response), Stopped, "2026-03-03 10:30", 20*time.Minute, 0)
	if l.ticket.SLA != StandingMet {
		t.Errorf("it stands at %d", l.ticket.SLA)
	}
}

func TestATicketTakesTheRowOfItsItemElseItsPriorityElseAny(t *testing.T) {
	p := Policy{Promises: []Promise{
		{For: "any", Resolution: budgetOf(t, "8h")}, {For: "P1", Resolution: budgetOf(t, "1h")}, {For: "item: New  Laptop", Resolution: budgetOf(t, "3d")},
	}}
	for name, c := range map[string]struct {
		set []Setting
		due string
	}{
		"any":         {nil, "2026-03-04 10:00"},
		"priority":    {[]Setting{number(FieldPriority, 1)}, "2026-03-03 11:00"},
		"subcategory": {[]Setting{number(FieldPriority, 1), text(FieldSubcategory, "new laptop")}, "2026-03-06 10:00"},
		"category":    {[]Setting{text(FieldCategory, "NEW LAPTOP"), text(FieldSubcategory, "small")}, "2026-03-06 10:00"},
	} {
		t.Run(name, func(t *testing.T) {
			opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00", c.set...).dues(c.due)
		})
	}
}

func TestTheFirstPolicyThatMatchesHolds(t *testing.T) {
	off, network, all := resolves(t, "1h"), resolves(t, "2h"), resolves(t, "8h")
	off.Off, network.Match = true, "team:network"
	terms := promised(t, "", weekdays9to17, off, network, all)
	l := opened(t, terms, "2026-03-03 10:00")
	l.dues("2026-03-04 10:00")
	l.does("2026-03-03 11:00", VerbEdit, me, number(FieldTeam, 1))
	l.wants(l.clock(Resolution), Running, "2026-03-03 12:00", time.Hour, 0)
	terms.Policies = terms.Policies[:2]
	l.amend("2026-03-03 11:30", terms)
	l.does("2026-03-03 11:45", VerbEdit, me, number(FieldTeam, 3))
	if c := l.clock(Resolution); c.State != Dropped || l.ticket.SLA != NoStanding {
		t.Errorf("no policy matches, and its clock is %+v", c)
	}
	l.does("2026-03-03 14:00", VerbEdit, me, number(FieldTeam, 1))
	l.wants(l.clock(Resolution), Running, "2026-03-03 16:00", 0, 0)
}

func TestAnAgreementOfATeamBeginsAnewWithEachTeam(t *testing.T) {
	ola := func(team string) Policy {
		p := resolves(t, "4h")
		p.Agreement, p.Match = OLA, "team:"+team
		return p
	}
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "16h"), ola(`network`), ola("messaging")), "2026-03-03 10:00", number(FieldTeam, 1))
	l.dues("2026-03-03 14:00")
	l.does("2026-03-03 15:00", VerbEdit, me, number(FieldTeam, 3))
	l.wants(l.clockOf(OLA, Resolution), Running, "2026-03-04 11:00", 0, 0)
	l.wants(l.clockOf(SLA, Resolution), Running, "2026-03-05 10:00", 5*time.Hour, 0)
	l.resolved("2026-03-03 16:00")
	l.resumes("2026-03-04 10:00")
	l.wants(l.clockOf(OLA, Resolution), Running, "2026-03-04 13:00", time.Hour, 0)
	l.resolved("2026-03-04 11:00")
	l.does("2026-03-04 12:00", VerbMove, me, number(FieldState, int64(StateInProgress)), number(FieldResolved, 0), number(FieldTeam, 1))
	l.wants(l.clockOf(OLA, Resolution), Running, "2026-03-04 16:00", 0, 0)
}

func TestTheUpdateClockRestartsAsThePolicySays(t *testing.T) {
	update := func(r Restart) Terms {
		return promised(t, "", weekdays9to17, Policy{Promises: []Promise{{For: "any", Update: budgetOf(t, "2h")}}, Restart: r, Pause: onHold})
	}
	for r, want := range map[Restart]struct{ reply, word string }{
		OnReply:   {"2026-03-03 13:00", "2026-03-03 13:00"},
		OnContact: {"2026-03-03 13:00", "2026-03-03 13:30"},
		OnWaiting: {"", "2026-03-03 13:30"},
	} {
		t.Run(r.String(), func(t *testing.T) {
			l := opened(t, update(r), "2026-03-03 10:00")
			l.dues("2026-03-03 12:00")
			l.does("2026-03-03 10:30", VerbNote, me)
			l.dues("2026-03-03 12:00")
			l.does("2026-03-03 11:00", VerbComment, me)
			l.dues(want.reply)
			l.does("2026-03-03 11:30", VerbComment, caller)
			l.dues(want.word)
			if c := l.clock(Update); c.Longest != 60*60 {
				t.Errorf("the longest exchange took %s, want 1h", spanText(c.Longest))
			}
		})
	}
	t.Run("a longest exchange stays breached", func(t *testing.T) {
		l := opened(t, update(OnReply), "2026-03-03 15:00")
		l.does("2026-03-03 18:00", VerbComment, me) // due at closing time, and told in the evening
		if c := l.clock(Update); !c.Breached() || c.Late {
			t.Errorf("the new exchange of a breached one is %+v", c)
		}
	})
	t.Run("a word on hold does not run the clock", func(t *testing.T) {
		l := opened(t, update(OnWaiting), "2026-03-03 10:00")
		l.does("2026-03-03 11:00", VerbComment, me)
		l.holds("2026-03-03 11:00", AwaitingVendor)
		l.does("2026-03-03 12:00", VerbComment, caller)
		l.wants(l.clock(Update), OnPause, "", 0, 0)
		l.resumes("2026-03-03 14:00")
		l.wants(l.clock(Update), Running, "2026-03-03 16:00", 0, 2*time.Hour)
	})
	t.Run("reopening waits anew", func(t *testing.T) {
		l := opened(t, update(OnWaiting), "2026-03-03 10:00")
		l.does("2026-03-03 11:00", VerbComment, me)
		l.resolved("2026-03-03 12:00")
		l.resumes("2026-03-03 14:00")
		l.wants(l.clock(Update), Running, "2026-03-03 16:00", 0, 0)
	})
}

func TestAmendedTermsHoldFromThenOn(t *testing.T) {
	terms := promised(t, "", weekdays9to17, resolves(t, "8h"))
	l := opened(t, terms, "2026-03-03 10:00")
	shorter := promised(t, "", weekdays9to17, resolves(t, "4h"))
	if !l.amend("2026-03-03 12:00", shorter) {
		t.Error("a shorter target changes nothing")
	}
	l.wants(l.clock(Resolution), Running, "2026-03-03 14:00", 2*time.Hour, 0)

	same := shorter
	same.Rules = []Rule{{Name: "Tell", When: Breach, Do: []Reaction{{DoNotify, "assignee"}}}}
	was := *l.clock(Resolution)
	if l.amend("2026-03-03 13:00", same) || *l.clock(Resolution) != was {
		t.Error("a rule more changes clocks")
	}
	longDay := promised(t, "", "mon-fri 13:30-20:00", resolves(t, "4h"))
	l.amend("2026-03-03 13:00", longDay)
	l.wants(l.clock(Resolution), Running, "2026-03-03 14:30", 3*time.Hour, 0)

	l.holds("2026-03-03 14:00", AwaitingVendor)
	forCaller := resolves(t, "4h")
	forCaller.Pause = []Pause{{StateOnHold, AwaitingCaller}}
	l.amend("2026-03-03 14:10", promised(t, "", "mon-fri 13:30-20:00", forCaller))
	l.wants(l.clock(Resolution), Running, "2026-03-03 14:40", 3*time.Hour+30*time.Minute, 10*time.Minute)

	l.does("2026-03-03 15:30", VerbMove, me, number(FieldState, int64(StateClosed)), number(FieldResolved, int64(when(t, "2026-03-03 15:30"))))
	if l.amend("2026-03-04 10:00", terms) || !l.clock(Resolution).Late {
		t.Error("amended terms judge what has ended")
	}
}

func TestATicketFromElsewhereIsCountedFromWhenItWasMade(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Response: budgetOf(t, "30m"), Resolution: budgetOf(t, "8h")}}, Pause: onHold}
	l := newTimed(t, promised(t, "", weekdays9to17, p))
	at := func(s string) int64 { return int64(when(t, s)) }
	l.write(VerbImport, when(t, "2026-03-20 10:00"), l.event(when(t, "2026-03-19 10:00"), VerbEdit, 0, number(FieldKind, int64(Incident)),
		number(FieldState, int64(StateClosed)), number(FieldCreated, at("2026-03-03 10:00")), number(FieldAcknowledged, at("2026-03-03 10:20")),
		number(FieldResolved, at("2026-03-04 10:00:01")), number(FieldClosed, at("2026-03-10 10:00"))))
	l.wants(l.clock(Response), Stopped, "2026-03-03 10:30", 20*time.Minute, 0)
	l.wants(l.clock(Resolution), Stopped, "2026-03-04 10:00", 8*time.Hour+time.Second, 0)
	if l.clock(Response).Breached() || !l.clock(Resolution).Breached() {
		t.Error("the wrong clock is breached")
	}
	l.does("2026-03-20 11:00", VerbMove, me, number(FieldState, int64(StateInProgress)), number(FieldResolved, 0), number(FieldClosed, 0))
	l.wants(l.clock(Resolution), Running, "2026-03-04 10:00", 8*time.Hour+time.Second, 0)
}

func TestWhatIsToldWithoutATimeIsOfWhenItWasTold(t *testing.T) {
	l := newTimed(t, promised(t, "", weekdays9to17, resolves(t, "8h")))
	l.write(VerbImport, when(t, "2026-03-03 10:00"), l.event(0, VerbEdit, 0, number(FieldKind, int64(Incident)), number(FieldState, int64(StateNew))))
	l.dues("2026-03-04 10:00")
}

func TestALateClockKeepsItsDueTimeOverAHold(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "1h")), "2026-03-03 10:00")
	l.holds("2026-03-03 12:00", AwaitingCaller)
	l.resumes("2026-03-03 16:00")
	l.wants(l.clock(Resolution), Running, "2026-03-03 11:00", 2*time.Hour, 4*time.Hour)
}

func TestTheNearestClockIsTheOneDueFirst(t *testing.T) {
	for name, c := range map[string]struct {
		clocks []Clock
		want   int
	}{
		"due first":                {[]Clock{{Due: 30}, {Due: 20}, {Due: 40}}, 1},
		"never due comes last":     {[]Clock{{Due: 0}, {Due: 20}}, 1},
		"running before paused":    {[]Clock{{State: OnPause, Budget: 1}, {Due: 20, Budget: 9}}, 1},
		"paused with least left":   {[]Clock{{State: OnPause, Budget: 9}, {State: OnPause, Budget: 5}}, 1},
		"what stopped is far away": {[]Clock{{State: Stopped, Due: 1}, {State: Answered}, {State: Dropped}}, -1},
	} {
		k := &Ticket{Clocks: c.clocks}
		got := k.Nearest()
		if c.want < 0 && got != nil || c.want >= 0 && got != &k.Clocks[c.want] {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestATicketIsDueAsAgreedByHandWhenThatIsSooner(t *testing.T) {
	k := &Ticket{Kind: Incident, State: StateNew, Agreed: 50, Clocks: []Clock{{Due: 80}, {State: OnPause, Due: 10}}}
	if k.stand(); k.Due != 50 {
		t.Errorf("it is due at %d", k.Due)
	}
	k.State = StateResolved
	if k.stand(); k.Due != 0 {
		t.Errorf("resolved, it is due at %d", k.Due)
	}
}

func TestATeamThatGivesAwayWhatItSolvedKeepsItsVerdict(t *testing.T) {
	network, messaging := resolves(t, "1h"), resolves(t, "1h")
	network.Agreement, network.Match, messaging.Agreement, messaging.Match = OLA, "team:network", OLA, "team:messaging"
	l := opened(t, promised(t, "", weekdays9to17, network, messaging), "2026-03-03 10:00", number(FieldTeam, 1))
	l.does("2026-03-03 12:00", VerbMove, me, number(FieldTeam, 3), number(FieldState, int64(StateResolved)))
	l.wants(l.clockOf(OLA, Resolution), Stopped, "2026-03-03 11:00", 2*time.Hour, 0)
	if c := l.clockOf(OLA, Resolution); c.Policy != 1 || !c.Breached() {
		t.Errorf("the clock of the team that was late is %+v", c)
	}
}

func TestAnAmendedWayToRestartHoldsAtOnce(t *testing.T) {
	p := Policy{Promises: []Promise{{For: "any", Update: budgetOf(t, "2h")}}, Restart: OnWaiting}
	l := opened(t, promised(t, "", weekdays9to17, p), "2026-03-03 10:00")
	l.does("2026-03-03 11:00", VerbComment, me)
	p.Restart = OnReply
	l.amend("2026-03-03 12:00", promised(t, "", weekdays9to17, p))
	l.wants(l.clock(Update), Running, "2026-03-03 14:00", 0, 0)
}

func TestACalendarWithoutAPastIsDueWhenItIsSwappedTo(t *testing.T) {
	p := resolves(t, "8h")
	p.Promises = append(p.Promises, Promise{For: "p1", Resolution: budgetOf(t, "1h"), Calendar: "launch"})
	terms := promised(t, "", weekdays9to17, p)
	terms.Calendars = append(terms.Calendars, Calendar{Name: "launch", Shifts: mustDays(t, "2026-03-09 09:00-17:00")})
	l := opened(t, terms, "2026-03-03 10:00", number(FieldPriority, 3))
	l.does("2026-03-03 13:00", VerbPrioritise, me, number(FieldPriority, 1))
	l.wants(l.clock(Resolution), Running, "2026-03-03 13:00", 3*time.Hour, 0)
	l.ringing("2026-03-10 10:00", "breach SLA resolution 2026-03-03 13:00:01")
}
