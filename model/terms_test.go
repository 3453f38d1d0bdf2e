package model

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"
)

func TestTheTermsOfANewDeskHoldAndHaveOneFormInJSON(t *testing.T) {
	for _, zone := range []string{"", "Europe/Berlin"} {
		terms := DefaultTerms(zone)
		if err := terms.Check(); err != nil {
			t.Fatal(err)
		}
		data, err := json.Marshal(terms)
		if err != nil {
			t.Fatal(err)
		}
		var again Terms
		if err := json.Unmarshal(data, &again); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(again, terms) {
			t.Errorf("read again they are\n%+v, they were\n%+v", again, terms)
		}
	}
}

// TestTheTermsOfANewDeskPromiseTheUsualTimes follows the suggested targets of the desk's list of samples.
func TestTheTermsOfANewDeskPromiseTheUsualTimes(t *testing.T) {
	for priority, want := range map[int64][2]string{
		1: {"2026-03-06 16:15", "2026-03-06 20:00"}, 2: {"2026-03-06 16:30", "2026-03-07 00:00"}, 3: {"2026-03-09 12:00", "2026-03-11 16:00"},
		4: {"2026-03-09 16:00", "2026-03-13 16:00"}, 5: {"2026-03-10 16:00", "2026-03-20 16:00"}, 0: {"2026-03-09 12:00", "2026-03-11 16:00"},
	} {
		l := opened(t, DefaultTerms(""), "2026-03-06 16:00", number(FieldPriority, priority))
		for target, at := range map[Target]string{Response: want[0], Resolution: want[1]} {
			if c := l.clock(target); c.Due != when(t, at) {
				t.Errorf("the %s of priority %d is due %s, want %s", target, priority, c.Due, at)
			}
		}
	}
	l := newTimed(t, DefaultTerms(""))
	l.does("2026-03-06 16:00", VerbCreate, me, number(FieldKind, int64(Request)), number(FieldState, int64(StateWaitingApproval)))
	l.wants(l.clock(Resolution), OnPause, "", 0, 0)
	l.does("2026-03-09 10:00", VerbMove, me, number(FieldState, int64(StateFulfilling)))
	l.wants(l.clock(Resolution), Running, "2026-03-16 10:00", 0, 2*time.Hour)
}

func TestWrongTermsAreRefusedByPlace(t *testing.T) {
	one := Promise{For: "any", Resolution: Budget{Days: 1}}
	for name, c := range map[string]struct {
		spoil func(*Terms)
		words []string
	}{
		"calendar without hours": {func(x *Terms) { x.Calendars[0].Week = Week{} }, []string{`calendar "24x7"`, "no open hours"}},
		"two calendars":          {func(x *Terms) { x.Calendars[1].Name = "24X7" }, []string{"two", `calendar "24X7"`}},
		"two policies":           {func(x *Terms) { x.Policies[1].Name = "incidents" }, []string{"two", `policy "incidents"`}},
		"two rules":              {func(x *Terms) { x.Rules[1].Name = x.Rules[0].Name }, []string{"two", `rule "Warn`}},
		"two numbers":            {func(x *Terms) { x.Policies[1].ID = 1 }, []string{`policy "Requests"`, "number of its own", "1"}},
		"no number":              {func(x *Terms) { x.Policies[0].ID = 0 }, []string{`policy "Incidents"`, "number of its own"}},
		"no name":                {func(x *Terms) { x.Policies[0].Name = " " }, []string{"policy", "needs a name"}},
		"no promises":            {func(x *Terms) { x.Policies[0].Promises = nil }, []string{`policy "Incidents"`, "rows of promises"}},
		"an unknown calendar":    {func(x *Terms) { x.Policies[0].Calendar = "nights" }, []string{`policy "Incidents"`, `"p3"`, `no calendar "nights"`, "24x7"}},
		"a row's calendar":       {func(x *Terms) { x.Policies[0].Promises[0].Calendar = "nights" }, []string{`"p1"`, `no calendar "nights"`}},
		"no calendar":            {func(x *Terms) { x.Calendars = nil }, []string{"make one first"}},
		"a query":                {func(x *Terms) { x.Policies[0].Match = "priorty:1" }, []string{`policy "Incidents"`, "match", "priority"}},
		"a rule's query":         {func(x *Terms) { x.Rules[0].Match = "priorty:1" }, []string{`rule "Warn`, "match", "priority"}},
		"a derived fact":         {func(x *Terms) { x.Policies[0].Match = "kind:incident -(team:x OR has:updated)" }, []string{`policy "Incidents"`, "can't ask for updated"}},
		"a flag":                 {func(x *Terms) { x.Policies[0].Match = "is:ranked" }, []string{"can't ask for rank"}},
		"a row":                  {func(x *Terms) { x.Policies[0].Promises[0].For = "p6" }, []string{`promise for "p6"`, "p1 to p5"}},
		"a row without a name":   {func(x *Terms) { x.Policies[0].Promises[0].For = "item: " }, []string{"item:", "catalogue item"}},
		"two rows":               {func(x *Terms) { x.Policies[0].Promises[1].For = "P1" }, []string{`two promises for "P1"`}},
		"two rows of one item": {func(x *Terms) {
			x.Policies[1].Promises = []Promise{{For: "item:Laptop", Response: one.Resolution}, {For: "item:  laptop", Response: one.Resolution}}
		}, []string{`policy "Requests"`, "two promises"}},
		"an empty row":         {func(x *Terms) { x.Policies[0].Promises[0] = Promise{For: "p1"} }, []string{`"p1"`, "promises nothing"}},
		"days and hours":       {func(x *Terms) { x.Policies[1].Promises[0].Response = Budget{Days: 1, Span: time.Hour} }, []string{`"any"`, "response", "or else working days"}},
		"seconds":              {func(x *Terms) { x.Policies[1].Promises[0].Resolution = Budget{Span: time.Second} }, []string{"resolution", "whole minutes"}},
		"a budget below 0":     {func(x *Terms) { x.Policies[1].Promises[0].Update = Budget{Days: -1} }, []string{"update", "-1 days"}},
		"a share":              {func(x *Terms) { x.Policies[0].Warn.Update = 101 }, []string{`policy "Incidents"`, "101 % of the update"}},
		"a pause":              {func(x *Terms) { x.Policies[0].Pause = []Pause{{StateResolved, NoReason}} }, []string{`policy "Incidents"`, "can't pause in resolved"}},
		"a rule without deeds": {func(x *Terms) { x.Rules[0].Do = nil }, []string{`rule "Warn`, "1 to 20 things"}},
		"a rule's deed":        {func(x *Terms) { x.Rules[0].Do[0].Do = "shout" }, []string{`rule "Warn`, `"shout"`}},
		"care's calendar":      {func(x *Terms) { x.Care.Calendar = "nights" }, []string{"care", `no calendar "nights"`}},
		"care's budget":        {func(x *Terms) { x.Care.Remind.Span = -time.Hour }, []string{"care", "reminding"}},
		"too many":             {func(x *Terms) { x.Rules = slices.Repeat(x.Rules, 300) }, []string{"600 rules are too many: 500"}},
	} {
		t.Run(name, func(t *testing.T) {
			terms := DefaultTerms("")
			c.spoil(&terms)
			wantsWords(t, terms.Check(), c.words...)
		})
	}
}

func TestCareThatDoesNothingNeedsNoCalendar(t *testing.T) {
	terms := DefaultTerms("")
	terms.Care = Care{}
	if err := terms.Check(); err != nil {
		t.Error(err)
	}
}

func TestPausesAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]Pause{
		"on-hold": {StateOnHold, NoReason}, " On-Hold:Awaiting-Caller ": {StateOnHold, AwaitingCaller}, "waiting-approval": {StateWaitingApproval, NoReason},
		"new": {StateNew, NoReason},
	} {
		got, err := ParsePause(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v (%v), want %+v", text, got, err, want)
		}
		if again, err := ParsePause(got.String()); err != nil || again != got {
			t.Errorf("%q is read again as %+v (%v)", got, again, err)
		}
	}
	for text, words := range map[string][]string{
		"": {"no state"}, "holding": {`"holding"`, "on-hold"}, "resolved": {"can't pause in resolved"}, "canceled:duplicate": {"can't pause in canceled"},
		"on-hold:lunch": {`"lunch"`, "on-hold", "awaiting-vendor"}, "new:awaiting-caller": {`"awaiting-caller"`, "new takes no reason"},
	} {
		_, err := ParsePause(text)
		wantsWords(t, err, words...)
	}
}

func TestWordsOfPoliciesAreReadAndWritten(t *testing.T) {
	for i := range Targets {
		var got Target
		if err := got.UnmarshalText([]byte(Target(i).String())); err != nil || got != Target(i) {
			t.Errorf("%s is read as %s (%v)", Target(i), got, err)
		}
	}
	for i := range Agreements {
		var got Agreement
		if err := got.UnmarshalText([]byte(Agreement(i).String())); err != nil || got != Agreement(i) {
			t.Errorf("%s is read as %s (%v)", Agreement(i), got, err)
		}
	}
	for i := range Restarts {
		var got Restart
		if err := got.UnmarshalText([]byte(Restart(i).String())); err != nil || got != Restart(i) {
			t.Errorf("%s is read as %s (%v)", Restart(i), got, err)
		}
	}
	var terms Terms
	for text, words := range map[string][]string{
		`{"policies":[{"agreement":"slo"}]}`:                 {`"slo"`, "sla or ola"},
		`{"policies":[{"restart":"often"}]}`:                 {`"often"`, "reply, contact or waiting"},
		`{"policies":[{"promises":[{"response":"quick"}]}]}`: {`"quick"`, "no budget"},
		`{"policies":[{"pause":["lunch"]}]}`:                 {`"lunch"`, "no state"},
		`{"rules":[{"targets":["respond"]}]}`:                {`"respond"`, "response, update or resolution"},
		`{"rules":[{"do":["shout"]}]}`:                       {`"shout"`, "nothing that a rule can do"},
	} {
		wantsWords(t, json.Unmarshal([]byte(text), &terms), words...)
	}
}

func FuzzParsePause(f *testing.F) {
	for _, s := range []string{"", "on-hold", "on-hold:awaiting-caller", "new:", ":", "resolved", "on-hold:duplicate"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := ParsePause(s)
		if err != nil {
			return
		}
		if again, err := ParsePause(p.String()); err != nil || again != p || !p.State.Rule().Phase.Open() {
			t.Errorf("%q is %+v, which is read again as %+v (%v)", s, p, again, err)
		}
	})
}

func FuzzTerms(f *testing.F) {
	data, err := json.Marshal(DefaultTerms("Europe/Berlin"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add(`{"calendars":[{"name":"x","time_zone":"","hours":"24x7"}],"policies":[{"id":1,"name":"y","calendar":"x","promises":[{"for":"item:z","update":"1d"}]}]}`)
	f.Add(`{"policies":[{"warn":{"response":-1}}],"care":{"close":"3d"}}`)
	f.Fuzz(func(t *testing.T, s string) {
		var terms Terms
		if json.Unmarshal([]byte(s), &terms) != nil || terms.Check() != nil {
			return
		}
		written, err := json.Marshal(terms)
		if err != nil {
			t.Fatalf("terms that hold can't be written: %v", err)
		}
		var again Terms
		if err := json.Unmarshal(written, &again); err != nil || again.Check() != nil {
			t.Fatalf("terms that hold don't when they are read again: %v, %v", err, again.Check())
		}
		if rewritten, err := json.Marshal(again); err != nil || string(rewritten) != string(written) {
			t.Errorf("terms were %s, and became %s (%v)", written, rewritten, err)
		}
	})
}
