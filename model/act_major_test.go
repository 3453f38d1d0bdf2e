package model

import (
	"errors"
	"strings"
	"testing"
)

func TestAnIncidentIsDeclaredMajorAndNoLongerWithTheReason(t *testing.T) {
	w := newWork(&Ticket{ID: 1, Kind: Incident, State: StateInProgress, Priority: 2})
	got := done(t, w, Declare{Why: " All logins fail in Europe "})
	if !got.Major || got.Priority != 2 || len(w.Events) != 1 || w.Events[0].Text != "All logins fail in Europe" || w.Events[0].Verb != VerbDeclare {
		t.Errorf("%+v, %+v", got, w.Events)
	}
	if got := done(t, newWork(got), Declare{Off: true, Why: "one site only"}); got.Major {
		t.Errorf("%+v", got)
	}
}

func TestWhatCannotBeMajorIsRefusedWithTheReason(t *testing.T) {
	for _, c := range []struct {
		name   string
		ticket Ticket
		act    Declare
		want   string
	}{
		{"a change", Ticket{Kind: Change, State: StateNew}, Declare{Why: "x"}, "only an incident"},
		{"one that is so already", Ticket{Kind: Incident, State: StateNew, Major: true}, Declare{Why: "x"}, "so already"},
		{"one that never was", Ticket{Kind: Incident, State: StateNew}, Declare{Off: true, Why: "x"}, "so already"},
		{"one that is over", Ticket{Kind: Incident, State: StateClosed}, Declare{Why: "x"}, "reopen it"},
		{"without a reason", Ticket{Kind: Incident, State: StateNew}, Declare{Why: " \n"}, "say why"},
	} {
		c.ticket.ID = 1
		if err := c.act.Do(newWork(&c.ticket)); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOnlyWhoLeadsDeclaresAMajorIncident(t *testing.T) {
	for role := range Roles {
		err := May(Actor{Name: "Omar", Role: Role(role)}, VerbDeclare, nil)
		may := Role(role) == Lead || Role(role) == OperationsManager || Role(role) == Admin
		if (err == nil) != may {
			t.Errorf("%s: %v", Roles[role].Label, err)
		}
	}
}
