package ui

import (
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

func TestPoliciesAreAmendedOnTheirScreen(t *testing.T) {
	s, _ := slaDesk(t)
	create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...)
	c := open(t, s, 100, 40).press(":", "'policies'", "enter")
	c.wants("Policies 2", "Calendars 2", "Rules 2", "Care 1", "Incidents", "kind:incident", "p1 response=15m update=1h resolution=4h calendar=24x7", "pauses in on-hold:awaiting-caller")

	c.press("enter").wants("Edit policy Incidents", "p1 response=15m").press("ctrl+s").wants("nothing was changed yet")
	set(c, "promises", "p9 response=10m")
	c.press("ctrl+s").wants("use p1 to p5, any, or item:")
	set(c, "promises", "p1 response=10m resolution=soon")
	c.press("ctrl+s").wants("line 1: resolution:", "is no budget")
	set(c, "promises", "p1 response=10m resolution=4h calendar=24x7\nany resolution=3d")
	c.press("ctrl+s").wants("policy Incidents changed", "any resolution=3d")
	if got, _ := s.Get(1); got.Clocks[0].Budget != 600 {
		t.Errorf("the response clock of the ticket has %d seconds", got.Clocks[0].Budget)
	}
	c.press("u").wants("undid: amend", "p5 response=2d")

	c.press("n").wants("New policy")
	c.press("ctrl+s").wants("✗ a policy needs a name").press("'Network team'", "tab", "right", "tab", "'team:netwrok'")
	set(c, "promises", "any resolution=2h")
	c.press("ctrl+s").wants("nothing on the desk is called so: team:netwrok")
	set(c, "match", "kind:incident due<2h")
	c.press("ctrl+s").wants("a policy can't ask for due")
	set(c, "match", "kind:incident")
	c.press("ctrl+s").wants("policy Network team added", "Policies 3", "OLA for kind:incident")
	if got, _ := s.Get(1); len(got.Clocks) != 4 {
		t.Errorf("the ticket has the clocks %+v", got.Clocks)
	}
	c.press("G", "K").wants("policy Network team moved")
	if p := s.Book().Terms().Policies; p[1].Name != "Network team" {
		t.Errorf("the order is %s, %s, %s", p[0].Name, p[1].Name, p[2].Name)
	}
	c.press("J", "J").wants("it is at the end of the list already")
	c.press("X").wants("Delete policy Network team").press("enter").wants("Policies 3")
	c.press("X", "down", "enter").wants("policy Network team removed", "Policies 2")
	c.press("u").wants("Policies 3")
	open(t, s, 120, 30).press(":", "'activity'", "enter").wants("terms", "policy Network team removed", "policy Network team moved, from place 3 to 2", "policy Incidents changed: promises")
	open(t, s, 120, 30).press(":", "'activity'", "enter", "enter").wants("Policies 3")
}

// set types into a field of the form in front.
func set(c *console, name, text string) {
	f := c.app.front().(*form)
	for i, one := range f.fields {
		if one.name == name {
			f.turn(i)
			one.set(text)
		}
	}
}

func TestCalendarsRulesAndCareAreAmended(t *testing.T) {
	s, _ := slaDesk(t)
	c := open(t, s, 100, 40).press(":", "'policies'", "enter", "tab").wants("mon-fri 09:00-17:00")
	c.press("j", "enter").wants("Edit calendar Business hours")
	set(c, "hours", "mon-fri 09:00-17:00\nsat 9-12")
	c.press("ctrl+s").wants("is no time of day")
	set(c, "hours", "")
	c.press("ctrl+s").wants("no open hours")
	set(c, "hours", "mon-fri 08:00-18:00")
	set(c, "holidays", "2026-12-24 Christmas Eve")
	set(c, "name", "Office")
	c.press("ctrl+s").wants("changed", "Office", "Christmas Eve", "mon-fri 08:00-18:00")
	if terms := s.Book().Terms(); terms.Policies[1].Calendar != "Office" || terms.Care.Calendar != "Office" {
		t.Errorf("the new name is not everywhere: %+v", terms)
	}
	c.press("X", "down", "enter").wants("there is no calendar", "Calendars 2")
	c.press("J").wants("its order means nothing")

	c.press("tab").wants("notify assignee", "Warn whoever has it").press("n")
	set(c, "name", "Raise it")
	set(c, "targets", "resolution, lunch")
	set(c, "do", "raise\nfax the boss")
	c.press("ctrl+s").wants("is no target", "is nothing that a rule can do")
	set(c, "targets", "resolution")
	set(c, "do", "raise\nassign Nobody Here")
	c.press("ctrl+s").wants("nothing on the desk is called so: person Nobody Here")
	set(c, "do", "raise\ntag late")
	c.press("ctrl+s").wants("rule Raise it added", "raise, tag late")

	c.press("tab").wants("after 5 working days what is resolved is closed").press("n").wants("there is one care")
	c.press("enter")
	set(c, "close", "10d")
	set(c, "remind", "")
	c.press("ctrl+s").wants("after 10 working days", "never the requester")
}

func TestWhoMayNotAmendIsToldWhy(t *testing.T) {
	s, _ := slaDesk(t)
	c := open(t, s, 100, 30)
	c.app.desk.who = model.Actor{Name: "Omar Haddad", Role: model.Agent}
	c.press(":", "'policies'", "enter").wants("Incidents")
	for _, key := range []string{"enter", "n", "J", "X"} {
		c.press(key).wants("may not amend policies")
	}
	c.app.desk.who.Role = model.Lead
	c.press("J").wants("policy Incidents moved")
}

func TestAPolicyThatSomebodyElseAmendedMeanwhileKeepsWhatWasTyped(t *testing.T) {
	s, _ := slaDesk(t)
	mine, theirs := open(t, s, 100, 40), open(t, s, 100, 40)
	mine.press(":", "'policies'", "enter", "enter")
	set(mine, "match", "kind:incident team:none")
	theirs.press(":", "'policies'", "enter", "enter")
	set(theirs, "match", "kind:incident -tag:noise")
	set(theirs, "warn", "50")
	theirs.press("ctrl+s").wants("policy Incidents changed")

	mine.press("ctrl+s").wants("somebody else amended it meanwhile", "it is now kind:incident -tag:noise", "team:none")
	if got := mine.app.front().(*form).text("warn"); got != "50" {
		t.Errorf("what only they changed is %q here", got)
	}
	mine.press("ctrl+s").wants("policy Incidents changed")
	if p := s.Book().Terms().Policies[0]; p.Match != "kind:incident team:none" || p.Warn.Response != 50 {
		t.Errorf("the policy is %+v", p)
	}
}

func TestAnUnsentAmendmentIsThereNextTime(t *testing.T) {
	s, _ := slaDesk(t)
	open(t, s, 100, 40).press(":", "'policies'", "enter", "n", "'Half a pol'", "esc")
	open(t, s, 100, 40).press(":", "'policies'", "enter", "n").wants("Half a pol", "your draft of before is back")
}

func TestNamesInTermsDoNothingButBeRead(t *testing.T) {
	for _, name := range hostile(t) {
		name, _ := model.Bound(name, model.MaxName)
		if strings.TrimSpace(name) == "" || model.FoldName(name) == "" {
			continue
		}
		terms := model.DefaultTerms("UTC")
		terms.Calendars[1].Name, terms.Policies[0].Name, terms.Rules[0].Name = name, name, name
		terms.Care.Calendar, terms.Policies[0].Calendar, terms.Policies[1].Calendar = name, name, name
		terms.Calendars[1].Holidays = []model.Holiday{{Date: model.Date(20000), Name: name}}
		terms.Policies[0].Promises[5].For = "item:" + name
		if terms.Check() != nil {
			continue
		}
		s := storeUnder(t, terms, func() time.Time { return deskTime })
		create(t, s, model.Incident, "Slow", rated(2, 2)...)
		c := open(t, s, 100, 30)
		for _, keys := range [][]string{{"i"}, {":", "'policies'", "enter"}, {"enter"}, {"esc", "X"}, {"esc", "tab", "j"}, {"enter"}, {"esc", "tab"}, {"enter"}} {
			checkBytes(t, c.press(keys...))
		}
		if t.Failed() {
			t.Fatalf("the name is %q", name)
		}
	}
}
