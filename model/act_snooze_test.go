package model

import (
	"strings"
	"testing"
	"time"
)

func TestOnlyWhatIsOpenIsPutAsideUntilATimeAheadWithinAYear(t *testing.T) {
	tomorrow := nowAt + 24*60*60
	put := done(t, newWork(bare(Incident, StateNew)), Snooze{Until: tomorrow, Why: " waits for the vendor "})
	if put.Snoozed != tomorrow || !put.Aside {
		t.Fatalf("it is aside %v until %v", put.Aside, put.Snoozed)
	}
	if later := done(t, newWork(put.Clone()), Snooze{Until: tomorrow + 60}); later.Snoozed != tomorrow+60 {
		t.Errorf("put aside again it is so until %v", later.Snoozed)
	}
	wantRefused(t, newWork(put.Clone()), Snooze{Until: tomorrow}, "INC-12", "already")
	wantRefused(t, newWork(bare(Incident, StateNew)), Snooze{Until: nowAt}, "not ahead")
	wantRefused(t, newWork(bare(Incident, StateNew)), Snooze{Until: LatestSnooze(nowAt) + 1}, "a year")
	done(t, newWork(bare(Incident, StateNew)), Snooze{Until: LatestSnooze(nowAt)})
	for _, s := range []State{StateResolved, StateClosed} {
		wantRefused(t, newWork(bare(Incident, s)), Snooze{Until: tomorrow}, "only what is open")
	}
	if back := done(t, newWork(put.Clone()), Wake{}); back.Snoozed != 0 || back.Aside {
		t.Errorf("woken it is aside %v until %v", back.Aside, back.Snoozed)
	}
	wantRefused(t, newWork(bare(Incident, StateNew)), Wake{}, "not put aside")
}

func TestWhatIsPutAsideComesBackWhenSomethingHappensToItAndSaysWhat(t *testing.T) {
	rated := func(p Priority) *Ticket { x := bare(Incident, StateNew); x.Priority = p; return x }
	for name, c := range map[string]struct {
		on   *Ticket
		act  Act
		by   Ref
		want string
	}{
		"the requester writes":    {bare(Incident, StateNew), Comment{"It is worse now."}, caller, "its requester wrote"},
		"an agent writes":         {bare(Incident, StateNew), Comment{"Still waiting."}, me, ""},
		"the requester notes":     {bare(Incident, StateNew), Note{"Hm."}, caller, ""},
		"it is assigned":          {bare(Incident, StateNew), Assign{7}, me, "it was assigned"},
		"it is taken":             {bare(Incident, StateNew), Take{}, me, "it was assigned"},
		"it gets a team":          {bare(Incident, StateNew), Edit{Field: FieldTeam, To: Value{N: 3}}, me, "it went to another team"},
		"it goes on":              {owned(bare(Incident, StateNew)), Move{To: StateInProgress}, me, "its state changed"},
		"its priority rises":      {rated(4), Prioritise{1, 1}, me, "its priority rose"},
		"it is rated first":       {rated(0), Prioritise{2, 2}, me, "its priority rose"},
		"its priority falls":      {rated(1), Prioritise{3, 3}, me, ""},
		"it is declared major":    {bare(Incident, StateNew), Declare{Why: "everybody"}, me, "it became a major incident"},
		"its title is changed":    {bare(Incident, StateNew), Edit{Field: FieldTitle, Base: Value{S: "VPN"}, To: Value{S: "VPN EU"}}, me, ""},
		"it is put aside further": {bare(Incident, StateNew), Snooze{Until: nowAt + 999}, me, ""},
	} {
		t.Run(name, func(t *testing.T) {
			c.on.snooze(nowAt + 60)
			w := newWork(c.on)
			w.Me = c.by
			got := done(t, w, c.act)
			said := len(w.Events)
			w.Rouse()
			if c.want == "" {
				if !got.Aside || len(w.Events) != said {
					t.Fatalf("it is aside %v and the act says %v", got.Aside, w.Events)
				}
				return
			}
			if got.Aside || got.Snoozed != 0 {
				t.Error("it is aside still")
			}
			if first := w.Events[0]; len(w.Events) != said+1 || first.Verb != VerbWake || first.Text != c.want {
				t.Errorf("the act says %+v", w.Events)
			}
		})
	}
}

func TestATimeToPutAsideUntilLiesAheadAndADayBeginsWithWork(t *testing.T) {
	week, err := ParseWeek("mon-fri 08:30-17:00")
	if err != nil {
		t.Fatal(err)
	}
	c := Calendar{Name: "Office", Zone: "UTC", Week: week}
	hours, err := c.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 26, 14, 32, 0, 0, time.UTC) // a Thursday
	for text, want := range map[string]string{
		"1h":               "2026-11-26 15:32",
		"2d":               "2026-11-28 14:32",
		"15:00":            "2026-11-26 15:00",
		"9:00":             "2026-11-27 09:00",
		"tomorrow":         "2026-11-27 08:30",
		"saturday":         "2026-11-30 08:30", // the desk opens on Monday
		"Until Monday":     "2026-11-30 08:30",
		"thu":              "2026-12-03 08:30",
		"mon 7:15":         "2026-11-30 07:15",
		"2026-12-24":       "2026-12-24 08:30",
		"2026-12-24 06:00": "2026-12-24 06:00",
	} {
		at, err := ParseSnooze(text, now, hours)
		if got := at.Time().Format("2006-01-02 15:04"); err != nil || got != want {
			t.Errorf("%s is %s, want %s, %v", text, got, want, err)
		}
	}
	if at, err := ParseSnooze("tomorrow", now, nil); err != nil || at.Time().Hour() != 9 {
		t.Errorf("without a calendar tomorrow is %v, %v", at, err)
	}
	if _, err := ParseSnooze("soon", now, hours); err == nil {
		t.Error("soon is read as a time")
	}
	var labels []string
	for _, c := range SnoozeChoices(now, hours) {
		labels = append(labels, c.Label+" "+c.At.Time().Format("Mon 15:04"))
	}
	if got, want := strings.Join(labels, ", "), "1 hour Thu 15:32, 4 hours Thu 18:32, tomorrow Fri 08:30, next Monday Mon 08:30"; got != want {
		t.Errorf("the choices are %s, want %s", got, want)
	}
}
