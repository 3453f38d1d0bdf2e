package store

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

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

func TestNounsAreStoredSoThatTheyCanBeRead(t *testing.T) {
	s := openTest(t)
	bad := "caf\xe9 " + strings.Repeat("é", model.MaxName)
	if added, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.People, Name: bad, Email: bad, Source: bad, SourceID: bad}); err != nil || added != 1 {
		t.Fatalf("added %d, %v", added, err)
	}
	found := s.Names().Find(model.People, "caf\ufffd")
	if len(found) != 1 {
		t.Fatalf("found %v", found)
	}
	n, err := s.Noun(model.People, found[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{n.Name, n.Email, n.Source, n.SourceID} {
		if !utf8.ValidString(text) || len(text) > model.MaxName || !strings.HasPrefix(text, "caf\ufffd é") {
			t.Errorf("%q is kept", text)
		}
	}
	for _, wrong := range []model.Noun{{Table: model.Teams, Name: " "}, {Table: model.Tickets, Name: "INC-1"}, {Table: model.Charter, Name: "terms"}, {Table: 99, Name: "x"}} {
		if added, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Teams, Name: "Network"}, wrong); !errors.Is(err, model.ErrRefused) || added != 0 {
			t.Errorf("%+v: added %d, %v", wrong, added, err)
		}
	}
	if s.Called(model.Teams, "Network") != 0 {
		t.Error("a refused call left a team behind")
	}
	if report, err := s.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %v, %v", report.Findings, err)
	}
}
