package model

import (
	"fmt"
	"strings"
	"testing"
)

func waiting(t *Ticket, r Reason) *Ticket { t.State, t.Reason = StateOnHold, r; return t }

func solvedAt(t *Ticket, at Instant) *Ticket {
	t.State, t.Resolved = Stages[t.Kind][Solved], at
	return t
}

// told writes what a child does in a family.
func shareText(shares []Share) string {
	if len(shares) == 0 {
		return "-"
	}
	m, ok := shares[0].Act.(Move)
	if !ok {
		return shares[0].Act.Verb().String()
	}
	text := m.To.String()
	for _, s := range m.Set {
		text += fmt.Sprintf(" %s=%s%d", FieldNo(s.Field).Name, s.To.S, s.To.N)
	}
	return strings.TrimSpace(text + " " + m.Comment)
}

func TestChildrenFollowTheirParentByTheTable(t *testing.T) {
	parent := func(s State) *Ticket { return owned(numbered(1, Incident, s)) }
	resolve := Move{To: StateResolved, Set: []Setting{text(FieldCode, "fixed"), text(FieldNote, "Rebooted.")}, Comment: "It works."}
	reopen := Move{To: StateInProgress, Why: "back"}
	child := func(k Kind, s State) *Ticket { return numbered(2, k, s) }
	for name, c := range map[string]struct {
		parent *Ticket
		act    Act
		child  *Ticket
		want   string
	}{
		"work begins":                        {parent(StateNew), Move{To: StateInProgress}, owned(child(Incident, StateNew)), "in-progress"},
		"an owner comes along":               {parent(StateNew), Move{To: StateInProgress}, child(Incident, StateNew), "in-progress assignee=5"},
		"the team that is given comes along": {parent(StateNew), Move{To: StateInProgress, Set: []Setting{number(FieldTeam, 4)}}, child(Incident, StateNew), "in-progress team=4"},
		"a request is fulfilled":             {parent(StateNew), Move{To: StateInProgress}, owned(child(Request, StateSubmitted)), "fulfilling"},
		"what goes on goes on":               {parent(StateNew), Move{To: StateInProgress}, child(Incident, StateInProgress), "-"},
		"its own caller is awaited":          {parent(StateNew), Move{To: StateInProgress}, waiting(child(Incident, StateOnHold), AwaitingCaller), "-"},
		"the vendor is not awaited any more": {parent(StateOnHold), Move{To: StateInProgress}, owned(waiting(child(Incident, StateOnHold), AwaitingVendor)), "in-progress"},
		"a problem is no caller's":           {parent(StateNew), Move{To: StateInProgress}, child(Problem, StateNew), "-"},
		"it waits for a change":              {parent(StateInProgress), hold(AwaitingChange, ""), child(Incident, StateInProgress), "on-hold reason=5"},
		"it waits for a problem":             {parent(StateInProgress), hold(AwaitingProblem, ""), child(Request, StateFulfilling), "on-hold reason=3"},
		"it waits for a vendor":              {parent(StateInProgress), hold(AwaitingVendor, ""), child(Incident, StateNew), "on-hold reason=4"},
		"it waits for something else":        {parent(StateInProgress), hold(AwaitingVendor, ""), waiting(child(Incident, StateOnHold), AwaitingChange), "on-hold reason=4"},
		"it waits for that already":          {parent(StateInProgress), hold(AwaitingVendor, ""), waiting(child(Incident, StateOnHold), AwaitingVendor), "-"},
		"the caller is the parent's":         {parent(StateInProgress), hold(AwaitingCaller, "Which?"), child(Incident, StateInProgress), "-"},
		"evidence is the parent's":           {parent(StateInProgress), hold(AwaitingEvidence, ""), child(Incident, StateInProgress), "-"},
		"resolved with code and note":        {parent(StateInProgress), resolve, child(Incident, StateNew), "resolved code=fixed0 note=Rebooted.0 It works."},
		"even when it awaits its caller":     {parent(StateInProgress), resolve, waiting(child(Incident, StateOnHold), AwaitingCaller), "resolved code=fixed0 note=Rebooted.0 It works."},
		"a request is fulfilled with it":     {parent(StateInProgress), resolve, child(Request, StateFulfilling), "fulfilled code=fixed0 note=Rebooted.0 It works."},
		"what is over is over":               {parent(StateInProgress), resolve, child(Incident, StateCanceled), "-"},
		"a merged child is nothing":          {parent(StateInProgress), resolve, child(Incident, StateMerged), "-"},
		"closing closes no child":            {solvedAt(parent(StateNew), 5), Move{To: StateClosed}, child(Incident, StateNew), "-"},
		"nor a resolved one":                 {solvedAt(parent(StateNew), 5), Move{To: StateClosed}, solvedAt(child(Incident, StateNew), 5), "-"},
		"canceling cancels no child":         {parent(StateNew), Move{To: StateCanceled}, child(Incident, StateNew), "-"},
		"reopened with its parent":           {solvedAt(parent(StateNew), 50), reopen, owned(solvedAt(child(Incident, StateNew), 50)), "in-progress"},
		"a request too":                      {solvedAt(parent(StateNew), 50), reopen, owned(solvedAt(child(Request, StateNew), 60)), "fulfilling"},
		"not when it was solved before":      {solvedAt(parent(StateNew), 50), reopen, solvedAt(child(Incident, StateNew), 40), "-"},
		"nor when it was never solved":       {solvedAt(parent(StateNew), 50), reopen, child(Incident, StateNew), "-"},
		"a comment goes to open children":    {parent(StateInProgress), Comment{"soon"}, child(Incident, StateNew), "comment"},
		"a note too, whatever the kind":      {parent(StateInProgress), Note{"soon"}, child(Change, StateNew), "note"},
		"but not to those that are solved":   {parent(StateInProgress), Comment{"soon"}, solvedAt(child(Incident, StateNew), 5), "-"},
		"a problem drives no incident":       {numbered(1, Problem, StateFix), Move{To: StateResolved}, child(Incident, StateNew), "-"},
		"other acts are the parent's alone":  {parent(StateInProgress), Take{}, child(Incident, StateNew), "-"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := shareText(Family(c.parent, c.act, []*Ticket{c.child})); got != c.want {
				t.Errorf("the child does %q, want %q", got, c.want)
			}
		})
	}
}

func TestAChildWaitsForWhatItsParentWaitsFor(t *testing.T) {
	parent, child, change := numbered(1, Incident, StateInProgress), numbered(2, Incident, StateInProgress), numbered(3, Change, StateImplement)
	change.Variant = Normal
	tie(parent, ParentOf, child)
	tie(parent, Relates, change)
	m := hold(AwaitingChange, "")
	shares := Family(parent, m, []*Ticket{child})
	done(t, newWork(parent, child, change), m)
	done(t, newWork(child, parent, change), shares[0].Act)
	if child.State != StateOnHold || child.Reason != AwaitingChange {
		t.Fatalf("the child is %s (%s)", child.State, child.Reason)
	}
	done(t, newWork(change, parent, child), Move{To: StateReview})
	if parent.State != StateInProgress || child.State != StateInProgress {
		t.Errorf("when the change is done the parent is %s, the child %s", parent.State, child.State)
	}
	wantRefused(t, newWork(numbered(5, Incident, StateInProgress), parent), m, "no change to wait for")
}
