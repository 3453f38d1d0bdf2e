package ui

import (
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

func TestAMajorIncidentIsDeclaredWithItsReasonAndUndone(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "All logins fail")
	c := open(t, s, 100, 30).press("!").wants("Major incident INC-1", "Declare", "Propose").press("enter")
	c.wants("Declare INC-1 a major incident", "Incident commander", "Communications lead", "in 30 minutes")
	c.press("'all of Europe'", "ctrl+s").wants("INC-1 declared a major incident", "⚑ All logins fail")
	got, err := s.Get(id)
	if err != nil || !got.Major || s.Names().Name(model.People, got.Commander) != "Maya Lindqvist" || got.NextUpdate == 0 {
		t.Errorf("%+v, %v", got, err)
	}
	c.press("enter").wants("⚑ MAJOR", "declared", "all of Europe").press("esc", "u").wants("undid: declare INC-1").lacks("⚑")
	if got, err := s.Get(id); err != nil || got.Major || got.Commander != 0 || got.NextUpdate != 0 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAProposalIsDecidedOnByWhoMay(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "All logins fail")
	c := open(t, s, 160, 30)
	lead := c.app.desk.who
	c.app.desk.who = model.Actor{Name: "Omar Haddad", Role: model.Agent}
	c.press("!").wants("may not declare major incidents: that takes lead, operations manager or admin")
	c.press("'propose'", "enter", "'two sites'", "enter").wants("INC-1 was proposed as a major incident", "⚐ All logins fail")
	c.press("!").wants("Accept", "Reject", "may not declare", "may not reject").press("esc")

	c.app.desk.who = lead
	c.press("!", "'reject'", "enter", "'one site only'", "enter").wants("INC-1 is no major incident").lacks("⚐")
	c.press("u").wants("undid: reject INC-1", "⚐ All logins fail")
	c.press("!", "enter", "'it is all sites'", "ctrl+s").wants("⚑ All logins fail")
	if got, _ := s.Get(id); !got.Major || got.Proposed {
		t.Errorf("%+v", got)
	}
}

func TestStakeholdersAreInformedAndTheNextUpdateIsAskedFor(t *testing.T) {
	s, w := slaDesk(t)
	id := create(t, s, model.Incident, "All logins fail")
	write(t, s, model.Actor{Name: "Maya Lindqvist", Role: model.Admin}, store.Command{ID: id, Act: model.Declare{Why: "all sites"}})
	c := open(t, s, 100, 30)
	c.press("!", "enter").wants("STAKEHOLDER UPDATE on INC-1").press("'The carrier is'", "esc")
	c.press("!", "enter").wants("your draft of before is back", "The carrier is").press("end", "' on site.'", "ctrl+s")
	c.wants("INC-1 got a stakeholder update")
	got, err := s.Get(id)
	if err != nil || got.NextUpdate != model.At(deskTime.Add(30*time.Minute)) {
		t.Fatalf("the next update is promised for %s: %v", got.NextUpdate, err)
	}
	_, moments, err := s.Timeline(id)
	if err != nil || moments[len(moments)-1].Verb != model.VerbInform || moments[len(moments)-1].Text != "The carrier is on site." {
		t.Errorf("the timeline ends with %+v, %v", moments[len(moments)-1], err)
	}
	w.wait(31 * time.Minute)
	ring(t, s)
	c.look().press(":", "'inbox'", "enter").wants("promised an update by now")
}

func TestAResolvedMajorIncidentAsksForItsCause(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "All logins fail")
	write(t, s, model.Actor{Name: "Maya Lindqvist", Role: model.Admin}, store.Command{ID: id, Act: model.Declare{Why: "all sites"}})
	c := open(t, s, 100, 40).press("s", "'resolved'", "enter", "tab", "'The licences were renewed.'", "shift+tab", "right", "ctrl+s")
	c.wants("INC-1 is resolved. What caused it?", "Raise a problem").press("enter").wants("PRB-2 was raised for the cause of INC-1")
	got, err := s.Get(2)
	if err != nil || got.Kind != model.Problem || got.Title != "Root cause of INC-1: All logins fail" || len(got.Links) != 1 || got.Links[0] != (model.Link{Rel: model.Causes, To: id}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAMajorIncidentResolvedWithItsChildrenAsksForItsCauseAndCountsNoMore(t *testing.T) {
	s := testStore(t)
	id, child := create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...), create(t, s, model.Incident, "No login")
	said(t, s, maya, id, model.Declare{Why: "all of Europe", Next: model.At(deskTime) + 1800}, model.LinkTo{Rel: model.ParentOf, To: child}, model.Take{})
	c := openAt(t, s, id, 140, 45).wants("next update in 30m", "Next update")
	c.press("s", "'resol'", "enter", "f", "tab", "'Licences added'", "ctrl+s").wants("with its child", "VPN refuses all logins")
	c.press("enter").wants("2 tickets will change").press("enter").wants("What caused it?")
	c.press("esc").wants("Resolved", "commander Maya Lindqvist").lacks("next update in")
}

func TestTheHeadSaysWhoProposedAMajorIncidentAndWhy(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Mail about salaries")
	said(t, s, omar, id, model.Propose{Why: "One password\nis gone"})
	openAt(t, s, id, 80, 24).wants("⚐ PROPOSED AS MAJOR", "not decided yet · proposed by Omar Haddad: One password is gone")
}

func TestANewIncidentIsNotAskedWhoCommandsIt(t *testing.T) {
	open(t, testStore(t), 80, 40).press("n", "enter").wants("New incident", "Urgency").lacks("commander", "Communications")
}
