package store

import (
	"errors"
	"testing"

	"opsdesk/model"
)

func TestOnlyAnAdminMakesRulesThatRunCommands(t *testing.T) {
	s := openTest(t)
	lead := model.Actor{Name: "Lena Okafor", Role: model.Lead}
	runs := model.Amendment{Part: model.PartRule, To: []byte(`{"name":"Pager","when":"breach","match":"","do":["run page"]}`)}
	tags := model.Amendment{Part: model.PartRule, To: []byte(`{"name":"Tag","when":"breach","match":"","do":["tag late"]}`)}
	if _, err := s.Amend(t.Context(), lead, runs); !errors.Is(err, model.ErrDenied) {
		t.Errorf("a lead made a rule that runs a command: %v", err)
	}
	if _, err := s.Amend(t.Context(), lead, tags); err != nil {
		t.Errorf("a lead may make other rules: %v", err)
	}
	if _, err := s.Amend(t.Context(), maya, runs); err != nil {
		t.Errorf("an admin may: %v", err)
	}
	if _, err := s.Amend(t.Context(), maya, model.Amendment{Part: model.PartRule, Name: "Pager"}); err != nil {
		t.Fatal(err)
	}
	entries, err := s.Log(t.Context(), 0, 2, func(e *model.Entry) bool { return e.Table == model.Charter })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), lead, entries[0].Group); !errors.Is(err, model.ErrDenied) {
		t.Errorf("a lead brought one back: %v", err)
	}
	if _, err := s.Undo(t.Context(), maya, entries[0].Group); err != nil {
		t.Fatal(err)
	}
	if dead, err := s.IsUndone(entries); err != nil || !dead[entries[0].Group] || dead[entries[1].Group] {
		t.Errorf("taken back are %v, %v; want only change %d", dead, err, entries[0].Group)
	}
}
