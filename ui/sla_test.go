package ui

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A wall is the clock of a desk in a test. The desk reads it on goroutines of its own.
type wall struct{ passed atomic.Int64 }

func (w *wall) now() time.Time         { return deskTime.Add(time.Duration(w.passed.Load())) }
func (w *wall) wait(d time.Duration)   { w.passed.Add(int64(d)) }
func (w *wall) at(clock time.Duration) { w.passed.Store(int64(clock - 14*time.Hour - 32*time.Minute)) }

// slaDesk opens a desk with the usual terms, at 14:32 of a Tuesday; its business hours are 09:00 to 17:00.
func slaDesk(t *testing.T) (*store.Store, *wall) {
	w := &wall{}
	return storeUnder(t, model.DefaultTerms("UTC"), w.now), w
}

func rated(impact, urgency int64) []model.Setting {
	return []model.Setting{{Field: model.FieldImpact, To: model.Value{N: impact}}, {Field: model.FieldUrgency, To: model.Value{N: urgency}}}
}

// ring does what has come due by now.
func ring(t *testing.T, s *store.Store) {
	t.Helper()
	for {
		n, err := s.Ring(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// look takes the console to the time on the wall, and takes in the news.
func (c *console) look() *console {
	c.send(clockMsg{c.app.wake})
	return c
}

func TestTheDueCellSaysHowAClockStands(t *testing.T) {
	s, w := slaDesk(t)
	p1 := create(t, s, model.Incident, "one", rated(1, 1)...)
	p3 := create(t, s, model.Incident, "three", rated(2, 2)...)
	request := create(t, s, model.Request, "mailbox")
	item := create(t, s, model.Item, "dark theme")
	agreed := create(t, s, model.Change, "switch", model.Setting{Field: model.FieldAgreed, To: model.Value{N: int64(model.At(deskTime)) + 26*3600 + 59}})
	d := open(t, s, 80, 24).app.desk
	says := func(id model.ID, want string, next time.Duration) {
		t.Helper()
		ticket, err := s.Get(id)
		if err != nil {
			t.Fatal(err)
		}
		f := dueFace(d, ticket, s.Now())
		if f.text != want {
			t.Errorf("%s says %q, want %q", ticket.Key(), f.text, want)
		}
		if got := f.next.Sub(s.Now()); next == 0 != f.next.IsZero() || next != 0 && got != next {
			t.Errorf("%s, which says %q, says something else at %s, in %s, not in %s", ticket.Key(), f.text, f.next, got, next)
		}
	}
	says(p1, "15m", time.Second)
	says(p3, "4h", time.Second)
	says(request, "8h", time.Second)
	says(item, "—", 0)
	says(agreed, "1d2h", time.Minute)

	w.wait(3*time.Minute + 20*time.Second)
	says(p1, "11m", 41*time.Second)
	says(p3, "3h56", 41*time.Second)
	w.at(14*time.Hour + 47*time.Minute)
	says(p1, "0m", time.Second)
	w.wait(time.Second)
	says(p1, "-0m BREACHED", 59*time.Second)
	w.at(16*time.Hour + 59*time.Minute + 30*time.Second)
	says(p1, "-2h12 BREACHED", 30*time.Second)
	says(p3, "1h32", 30*time.Second) // closing comes before the next minute
	w.at(19 * time.Hour)
	says(p3, "1h32 closed", 14*time.Hour)
	w.at(24*time.Hour + 9*time.Hour)
	says(p3, "1h32", time.Second)
	says(p1, "-18h BREACHED", 47*time.Minute)

	omar := model.Actor{Name: "Omar Haddad", Role: model.Agent}
	write(t, s, omar, store.Command{ID: p3, Act: model.Take{}})
	says(p3, "21h32", time.Second)
	write(t, s, omar, store.Command{ID: p3, Act: model.Move{To: model.StateOnHold, Comment: "Which one?", Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingCaller)}}}}})
	says(p3, "‖ caller", 0)
	write(t, s, omar, store.Command{ID: request, Act: model.Take{}}, store.Command{ID: request, Act: model.Move{To: model.StateWaitingApproval}})
	says(request, "‖ approval", 0)
	write(t, s, omar, store.Command{ID: p3, Act: model.Move{To: model.StateResolved, Set: []model.Setting{
		{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "Swapped it."}}}}})
	says(p3, "met", 0)
	write(t, s, omar, store.Command{ID: p1, Act: model.Move{To: model.StateResolved, Set: []model.Setting{
		{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "Too late."}}}}})
	says(p1, "breached", 0)
}

func TestTheDueColumnKeepsItsWordsAtEveryWidth(t *testing.T) {
	s, w := slaDesk(t)
	create(t, s, model.Incident, "one", rated(1, 1)...)
	create(t, s, model.Incident, "three", rated(2, 2)...)
	w.at(20 * time.Hour)
	for _, width := range []int{80, 100, 140} {
		open(t, s, width, 24).wants("-5h13 BREACHED", "1h32 closed")
	}
	open(t, s, 140, 24).wants("▇▇▇▁▁  1h32 closed")
	open(t, s, 80, 24).lacks("▇")
}

func TestTheConsoleSleepsUntilSomethingInSightSaysAnotherTime(t *testing.T) {
	s, w := slaDesk(t)
	w.wait(30 * time.Second)
	create(t, s, model.Incident, "one", rated(1, 1)...)
	c := open(t, s, 80, 24)
	var asked []time.Duration
	c.app.desk.after = func(d time.Duration, msg tea.Msg) tea.Cmd {
		if _, ok := msg.(clockMsg); ok {
			asked = append(asked, d)
		}
		return nil
	}
	slept := func(what string, want ...time.Duration) {
		t.Helper()
		if len(asked) != len(want) {
			t.Fatalf("%s asks to be woken in %v, want %v", what, asked, want)
		}
		for i := range want {
			if asked[i] != want[i] {
				t.Fatalf("%s asks to be woken in %v, want %v", what, asked, want)
			}
		}
		asked = nil
	}
	c.wants("15m")
	w.wait(time.Second)
	c.look().wants("14m")
	slept("the first look", 29*time.Second) // the frame's minute ends before the clock's does
	c.press("j", "k", "v", "v")
	slept("a key that changes no clock")
	w.wait(29 * time.Second)
	c.look().wants("14:33")
	slept("the frame's minute", 31*time.Second)
	w.wait(31 * time.Second)
	c.look().wants("13m")
	slept("the ticket's minute", 29*time.Second)
	c.press("]")
	slept("a view without a ticket")
	w.wait(29 * time.Second)
	c.look()
	slept("the frame's minute with no other clock in sight", time.Minute)
}

func TestTheViewsOfWhatBreachesAreTrueAsTimeGoesOn(t *testing.T) {
	s, w := slaDesk(t)
	create(t, s, model.Incident, "in trouble", rated(1, 1)...)
	create(t, s, model.Incident, "has time", rated(3, 3)...)
	create(t, s, model.Change, "agreed", model.Setting{Field: model.FieldAgreed, To: model.Value{N: int64(model.At(deskTime)) + 600}})
	c := open(t, s, 100, 24).wants("Breaching 0", "Breached 0")
	w.wait(11*time.Minute + 15*time.Second)
	c.look().wants("Breached 1") // the agreed date, of which no alarm tells
	ring(t, s)
	c.look()
	c.wants("Breaching 1", "Breached 1")
	c.press("]", "]", "]").wants("in trouble", "3m").lacks("has time")
	w.wait(4 * time.Minute)
	ring(t, s)
	c.look()
	c.wants("Breaching 0", "Breached 2", "Nothing here")
	c.press("]").wants("in trouble", "agreed", "-0m BREACHED", "-5m BREACHED").lacks("has time")
}

func TestExplainListsEveryIntervalAndTheArithmetic(t *testing.T) {
	s, w := slaDesk(t)
	id := create(t, s, model.Incident, "Finance portal slow", rated(2, 2)...)
	omar := model.Actor{Name: "Omar Haddad", Role: model.Agent}
	w.at(15 * time.Hour)
	write(t, s, omar, store.Command{ID: id, Act: model.Take{}})
	w.at(24*time.Hour + 10*time.Hour)
	write(t, s, omar, store.Command{ID: id, Act: model.Move{To: model.StateOnHold, Comment: "Which one?", Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingCaller)}}}}})
	w.at(24*time.Hour + 12*time.Hour)

	c := open(t, s, 140, 45).press("i")
	c.wants("SLA response", "met", "SLA resolution", "‖ caller", "Incidents · p3", "25 Nov 12:00:00", "counted", "paused", "not", "3h28m0s", "2h0m0s",
		"On Hold: Awaiting Caller", "Omar Haddad moved", "Maya Lindqvist created it", "It began Tue 2026-11-24 14:32:00 UTC", "While it is paused nothing is due",
		"Policy Incidents attached it, by its row p3", "Business hours, UTC")
	c.press("tab").wants("28m0s counted and 0s were on pause", "Acknowledged", "It stopped with 3h32m0s left: met")
	c.press("esc").wants("Finance portal slow", "Unassigned")

	small := open(t, s, 80, 24).press("enter", "i").wants("While it is paused nothing is due", "by its row p3", "25 Nov 12:00:00", "by Omar Haddad moved")
	small.press("g").wants("24 Nov 14:32:00", "by Maya Lindqvist created it").press("G").wants("by its row p3")
	w.at(24*time.Hour + 12*time.Hour + time.Minute)
	small.look().wants("25 Nov 12:01:00", "2h1m0s were on pause")
	small.press("enter").wants("Timeline")

	create(t, s, model.Item, "Dark theme")
	open(t, s, 80, 24).press("2", "i").wants("No policy promises anything")
}

func TestTheHeadOfATicketShowsItsClocksAndTheTimelineWhatTheyTold(t *testing.T) {
	s, w := slaDesk(t)
	id := create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...)
	write(t, s, maya, store.Command{ID: id, Act: model.Assign{To: 1}})
	w.wait(3*time.Hour + 30*time.Minute)
	ring(t, s)
	for _, size := range [][2]int{{80, 24}, {140, 45}} {
		c := open(t, s, size[0], size[1]).press("enter")
		c.wants("response met", "update -2h30 BREACHED", "resolution 30m")
		c.press("G").lacks("%!")
	}
	c := open(t, s, 140, 60).press("enter").wants("warned", "breached", "notified", "SLA update, due 2026-11-24 15:32 UTC, by policy Incidents",
		"rule Tell of a breach: told the assignee: Breached: SLA update")
	w.wait(30 * time.Minute)
	c.look().wants("resolution 0m")
}
