package model

import (
	"slices"
	"testing"
)

func TestAParentIsMadeOfWhatItsChildrenShareAndOfTheWorstOfThem(t *testing.T) {
	a := &Ticket{ID: 20, Kind: Incident, State: StateNew, Service: 3, Team: 4, Category: "mail", Impact: 3, Urgency: 2}
	b := &Ticket{ID: 21, Kind: Incident, State: StateNew, Service: 3, Team: 5, Category: "mail", Impact: 2}
	set := append(Gathered([]*Ticket{a, b}), Setting{FieldTitle, Value{S: "Mail is down"}})
	w := newWork(&Ticket{ID: 30}, a, b)
	got := done(t, w, Gather{Create: Create{Kind: Incident, Set: set}, Children: []ID{20, 21}})
	if got.Service != 3 || got.Team != 0 || got.Category != "mail" || got.Impact != 2 || got.Urgency != 2 || got.Priority != 3 {
		t.Errorf("the parent is %+v", got)
	}
	for _, child := range []ID{20, 21} {
		other, _ := w.Desk.Ticket(child)
		if other.Parent != 30 || !slices.Contains(other.Links, Link{ChildOf, 30}) || !slices.Contains(got.Links, Link{ParentOf, child}) {
			t.Errorf("#%d has the parent %d, the parent the links %v", child, other.Parent, got.Links)
		}
	}
	a.Parent = 7
	wantRefused(t, newWork(&Ticket{ID: 31}, a, b), Gather{Create: Create{Kind: Incident, Set: set}, Children: []ID{20}}, "INC-20", "a parent already")
	wantRefused(t, newWork(&Ticket{ID: 31}), Gather{Create: Create{Kind: Incident, Set: set}}, "nothing to gather")
}
