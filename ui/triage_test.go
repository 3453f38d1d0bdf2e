package ui

import (
	"context"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// triageDesk is a desk with work for a triage: a reported outage that somebody works on, and what came since.
func triageDesk(t *testing.T) (s *store.Store, worked, first, second model.ID) {
	t.Helper()
	var w wall
	w.wait(-2 * time.Hour)
	s = storeAt(t, w.now)
	if _, err := s.AddNouns(context.Background(), maya, model.Noun{Table: model.Teams, Name: "Network"}, model.Noun{Table: model.Teams, Name: "Service Desk"},
		model.Noun{Table: model.Services, Name: "Remote access"}, model.Noun{Table: model.People, Name: `N. "Nan" Okafor`}); err != nil {
		t.Fatal(err)
	}
	set := func(no uint8, n int64) model.Setting { return model.Setting{Field: no, To: model.Value{N: n}} }
	facts := []model.Setting{set(model.FieldService, 1), set(model.FieldTeam, 2), set(model.FieldRequester, 2), set(model.FieldImpact, 1), set(model.FieldUrgency, 2)}
	worked = create(t, s, model.Incident, "Concentrator gateway refuses logins", append(facts, set(model.FieldAssignee, 1))...)
	for _, title := range []string{"Toner is empty", "Chair is broken", "Lamp flickers", "Door squeaks", "Coffee is cold"} {
		id := create(t, s, model.Request, title)
		write(t, s, maya, store.Command{ID: id, Act: model.Move{To: model.StateCanceled}})
	}
	first = create(t, s, model.Incident, "Gateway of the concentrator is busy", append(facts, model.Setting{Field: model.FieldDescription, To: model.Value{S: "Since **two** nobody gets in."}})...)
	w.wait(2 * time.Hour)
	second = create(t, s, model.Request, "A second screen", facts[1:3]...)
	return s, worked, first, second
}

func TestTriageShowsWhatIsNewOneAfterAnotherWithAllThatADecisionTakes(t *testing.T) {
	s, _, _, _ := triageDesk(t)
	for _, size := range [][2]int{{80, 24}, {140, 45}} {
		c := open(t, s, size[0], size[1]).press("I")
		c.wants("Triage  1 of 2", "waits 2h", "Gateway of the concentrator is busy", "Since two nobody gets in", "kind:incident,request phase:waiting",
			"Look-alikes  1 open", "Concentrator gateway refuses logins", "1 other incident open, the worst P2", "Remote access", "Service Desk")
		c.press("right").wants("2 of 2", "A second screen", "no service is named", "Look-alikes  none", "2 other open").lacks("nobody gets in")
		c.press("right").wants("this is the last one").press("left").wants("1 of 2")
		c.press("tab").wants("▌N. \"Nan\" Okafor  2 other open").press("shift+tab").wants("▌Look-alikes")
		c.press("v").wants("Timeline").press("esc").wants("1 of 2")
		c.press("/", "'kind:request'", "enter").wants("1 of 1", "A second screen", "1 of what waits").press("esc").wants("of 2")
	}
	open(t, s, 40, 10).press("I").wants("Triage  1 of 2", "Gateway of the")
}

func TestAcceptedForATeamInTwoKeysAndTakenBack(t *testing.T) {
	s, _, first, second := triageDesk(t)
	c := open(t, s, 80, 24).press("I", "a").wants("Accept INC-7 for team", "Service Desk  has it now")
	c.press("'netw'", "enter").wants("INC-7 accepted for Network", "1 of 1", "A second screen")
	if got, _ := s.Get(first); got.Team != 1 || got.State != model.StateInProgress {
		t.Fatalf("it is %v of team %d", got.State, got.Team)
	}
	c.press("a", "enter").wants("REQ-8 accepted for Service Desk", "Nothing waits for a verdict")
	if got, _ := s.Get(second); got.State != model.StateFulfilling {
		t.Fatalf("it is %v", got.State)
	}
	c.press("u").wants("A second screen", "1 of 1", "undid: move REQ-8")
	c.press("u").wants("Gateway of the concentrator", "1 of 2")
	if got, _ := s.Get(first); got.Team != 2 || got.State != model.StateNew {
		t.Errorf("taken back, it is %v of team %d", got.State, got.Team)
	}
}

func TestATicketOfNoTeamIsGivenToNoneByMistake(t *testing.T) {
	s, _, _, _ := triageDesk(t)
	create(t, s, model.Incident, "From nowhere")
	c := open(t, s, 80, 24).press("I", "/", "'nowhere'", "enter", "a").wants("which team?")
	c.press("enter").wants("no team is likely")
	c.press("'netw'", "enter").wants("accepted for Network")
}

func TestADuplicateOfTheHighlightedOneIsOneKeyAndOneGesture(t *testing.T) {
	s, worked, first, _ := triageDesk(t)
	c := open(t, s, 80, 24).press("I", "D").wants("INC-7 canceled as a duplicate of INC-1", "A second screen")
	got, _ := s.Get(first)
	if got.State != model.StateCanceled || got.Reason != model.Duplicate || len(got.Links) != 1 || got.Links[0] != (model.Link{Rel: model.Duplicates, To: worked}) {
		t.Fatalf("it is %v, %v, %v", got.State, got.Reason, got.Links)
	}
	c.press("u").wants("Gateway of the concentrator", "1 of 2")
	if got, _ := s.Get(first); got.State != model.StateNew || len(got.Links) != 0 {
		t.Errorf("taken back, it is %v with %v", got.State, got.Links)
	}
	if got, _ := s.Get(worked); len(got.Links) != 0 {
		t.Errorf("the other one keeps %v", got.Links)
	}
	c.press("right", "D").wants("REQ-8 is a duplicate of")
}

func TestADeclineSaysWhyAndWhatTheRequesterReads(t *testing.T) {
	s, _, first, second := triageDesk(t)
	c := open(t, s, 80, 24).press("I", "X").wants("Decline INC-7 because", "No longer needed", "Works as designed").lacks("Duplicate")
	c.press("'works'", "enter").wants("PUBLIC COMMENT to N. ", "decline without words")
	c.press("'Use the other gateway.'", "enter").wants("INC-7 canceled: works as designed", "A second screen")
	got, past, _ := s.Timeline(first)
	said := ""
	for _, m := range past {
		if m.Verb == model.VerbComment {
			said = m.Text
		}
	}
	if got.State != model.StateCanceled || got.Reason != model.NotAnIssue || said != "Use the other gateway." {
		t.Fatalf("it is %v, %v, %q", got.State, got.Reason, said)
	}
	c.press("X", "enter", "enter").wants("Nothing waits")
	if got, _ := s.Get(second); got.Reason != model.Unneeded {
		t.Errorf("declined without words it is %v", got.Reason)
	}
	c.press("u", "u").wants("Gateway of the concentrator", "1 of 2")
}

func TestWhatIsPutAsideInTriageIsGoneUntilThen(t *testing.T) {
	s, _, first, _ := triageDesk(t)
	c := open(t, s, 80, 24).press("I", "h", "enter").wants("INC-7 put aside until 15:32", "A second screen", "1 of 1")
	c.press("u").wants("Gateway of the concentrator", "1 of 2")
	if got, _ := s.Get(first); got.Aside {
		t.Error("it is aside still")
	}
}

func TestWhatSomebodyElseDecidesIsNotDecidedUnderTheHandInSilence(t *testing.T) {
	s, _, first, _ := triageDesk(t)
	c := open(t, s, 80, 24).press("I")
	write(t, s, model.Actor{Name: "Omar Haddad", Role: model.Agent}, store.Command{ID: first, Act: model.Take{}})
	c.send(listenMsg{})
	c.wants("A second screen", "decided by somebody else")
}
