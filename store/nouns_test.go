package store

import (
	"errors"
	"testing"

	"opsdesk/model"
)

func TestNounsAreAddedOnceWithAllThatIsKnownOfThem(t *testing.T) {
	s := openTest(t)
	ada := model.Noun{Table: model.People, Name: "Ada Moreno", Email: "ada@example.org", Source: "jira", SourceID: "77"}
	for _, want := range []int{2, 0} {
		added, err := s.AddNouns(t.Context(), maya, ada, model.Noun{Table: model.Teams, Name: "Network"}, model.Noun{Table: model.People, Name: "ada  moreno"})
		if err != nil || added != want {
			t.Fatalf("added %d, %v; want %d", added, err, want)
		}
	}
	found := s.Names().Find(model.People, "Ada Moreno")
	if len(found) != 1 {
		t.Fatalf("found %v", found)
	}
	ada.ID = found[0]
	if n, err := s.Noun(model.People, found[0]); err != nil || n != ada {
		t.Errorf("have %+v, %v; want %+v", n, err, ada)
	}
	if report, err := s.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %v, %v", report.Findings, err)
	}
	agent := model.Actor{Name: "Omar Haddad", Role: model.Agent}
	if _, err := s.AddNouns(t.Context(), agent, model.Noun{Table: model.Teams, Name: "Mail"}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("an agent may add teams: %v", err)
	}
}
