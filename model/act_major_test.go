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

func TestAProposalWaitsUntilSomebodyDecides(t *testing.T) {
	w := newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew})
	if got := done(t, w, Propose{Why: " two sites "}); !got.Proposed || got.Major || w.Events[0].Text != "two sites" {
		t.Errorf("%+v, %+v", got, w.Events)
	}
	wantRefused(t, w, Propose{Why: "x"}, "INC-1 is proposed already")
	wantRefused(t, w, Reject{Why: " "}, "say why INC-1 is no major incident")
	if got := done(t, w, Reject{Why: "one site"}); got.Proposed || got.Major {
		t.Errorf("%+v", got)
	}
	wantRefused(t, w, Reject{Why: "x"}, "INC-1 is not proposed")
	done(t, w, Propose{Why: "now it is"})
	if got := done(t, w, Declare{Why: "all sites"}); got.Proposed || !got.Major || got.Commander != me {
		t.Errorf("%+v", got)
	}
	wantRefused(t, w, Propose{Why: "x"}, "a major incident already")
	wantRefused(t, newWork(&Ticket{ID: 1, Kind: Change, State: StateNew}), Propose{Why: "x"}, "only an incident")
	wantRefused(t, newWork(&Ticket{ID: 1, Kind: Incident, State: StateClosed}), Propose{Why: "x"}, "reopen it")
	wantRefused(t, newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew}), Propose{}, "say why")
}

func TestADeclarationNamesWhoLeadsAndWhenStakeholdersHearOfIt(t *testing.T) {
	w := newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew})
	wantRefused(t, w, Declare{Why: "x", Next: w.Now}, "for a time to come")
	w = newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew})
	got := done(t, w, Declare{Why: "x", Commander: 7, Communicator: 8, Next: w.Now + 1800})
	if got.Commander != 7 || got.Communicator != 8 || got.NextUpdate != w.Now+1800 {
		t.Errorf("%+v", got)
	}
	got = done(t, w, Declare{Off: true, Why: "x"})
	if got.Commander != 7 || got.NextUpdate != 0 {
		t.Errorf("%+v", got)
	}
	if got = done(t, w, Declare{Why: "again"}); got.Commander != 7 {
		t.Errorf("who led it leads it no more: %+v", got)
	}
}

func TestAnUpdateGoesToAllWhoAskedOrWatchButWhoWroteIt(t *testing.T) {
	child := &Ticket{ID: 2, Kind: Incident, State: StateNew, Requester: 12, Watchers: []Ref{11, me}}
	x := &Ticket{ID: 1, Kind: Incident, State: StateNew, Major: true, Requester: 10, Watchers: []Ref{11}, Links: []Link{{ParentOf, 2}, {Relates, 2}}}
	w := newWork(x, child)
	got := done(t, w, Inform{Text: "\nOn site.\nMore soon.", Next: w.Now + 60})
	if got.NextUpdate != w.Now+60 || len(w.Notices) != 3 || w.Notices[0] != (Notice{10, "Update: On site."}) || w.Notices[2].To != 12 {
		t.Errorf("%+v tells %+v", got, w.Notices)
	}
	if got = done(t, w, Inform{Text: "It is over."}); got.NextUpdate != 0 {
		t.Errorf("an update that promises no other leaves %s", got.NextUpdate)
	}
	w.Notices = nil
	done(t, w, Inform{Text: strings.Repeat("long ", MaxTitle)})
	for _, n := range w.Notices {
		if len(n.Text) > MaxTitle {
			t.Errorf("#%d finds %d bytes in their inbox", n.To, len(n.Text))
		}
	}
	wantRefused(t, w, Inform{Text: " "}, "nothing to say")
	wantRefused(t, w, Inform{Text: "x", Next: w.Now - 1}, "for a time to come")
	wantRefused(t, newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew}), Inform{Text: "x"}, "no major incident")
}

func TestTheProblemBehindAnIncidentTakesOverWhatIsKnown(t *testing.T) {
	act := SoughtCause(&Ticket{ID: 1, Kind: Incident, Title: "VPN down", Impact: 1, Urgency: 2, Service: 3, Category: "network"})
	w := newWork(&Ticket{ID: 9}, &Ticket{ID: 1, Kind: Incident, State: StateResolved})
	got := done(t, w, act)
	if got.Kind != Problem || got.Title != "Root cause of INC-1: VPN down" || got.Priority != 2 || got.Service != 3 || got.Category != "network" || len(got.Links) != 1 {
		t.Errorf("%+v", got)
	}
}

func TestWhoLeadsAMajorIncidentIsRemindedOnceOfEachUpdate(t *testing.T) {
	x := &Ticket{ID: 1, Kind: Incident, State: StateNew, Major: true, NextUpdate: 100}
	for _, c := range []struct {
		name   string
		change func(*Ticket)
		want   int
	}{
		{"it is promised", func(*Ticket) {}, 1},
		{"it was said", func(t *Ticket) { t.Reminded = true }, 0},
		{"nothing is promised", func(t *Ticket) { t.NextUpdate = 0 }, 0},
		{"it is resolved", func(t *Ticket) { t.State = StateResolved }, 0},
		{"it is no major one", func(t *Ticket) { t.Major = false }, 0},
	} {
		y := x.Clone()
		c.change(y)
		if got := prompts(y); len(got) != c.want || len(got) == 1 && got[0].At != 100 {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	for to, y := range map[Ref]*Ticket{3: {Commander: 3, Assignee: 5}, 4: {Communicator: 4, Assignee: 5}, 5: {Assignee: 5}} {
		w := newWork(&Ticket{ID: 1, Kind: Incident, State: StateNew})
		done(t, w, Prompt(y))
		if len(w.Notices) != 1 || w.Notices[0].To != to {
			t.Errorf("%+v reminds %+v", y, w.Notices)
		}
	}
}
