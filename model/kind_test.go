package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The moves as domain.md c1–c5 draws them, typed from there and not from Kinds: from, then where it may go.
const legalMoves = `
incident
	New → In Progress, On Hold, Resolved, Canceled
	In Progress → On Hold, Resolved, Canceled
	On Hold → In Progress, Resolved, Canceled
	Resolved → In Progress, Closed
	Closed →
	Canceled →
	Merged →

request
	Draft → Submitted, Canceled
	Submitted → Waiting Approval, Fulfilling, Canceled
	Waiting Approval → Approved, Rejected, Canceled
	Approved → Fulfilling, Canceled
	Rejected → Draft
	Fulfilling → On Hold, Fulfilled, Canceled
	On Hold → Fulfilling, Fulfilled, Canceled
	Fulfilled → Fulfilling, Closed
	Closed →
	Canceled →
	Merged →

problem
	New → Assess, Canceled
	Assess → Root Cause Analysis, Canceled
	Root Cause Analysis → Fix in Progress, Closed
	Fix in Progress → Resolved, Closed
	Resolved → Fix in Progress, Closed
	Closed →
	Canceled →
	Merged →

change normal
	New → Assess, Canceled
	Assess → Authorize, New, Canceled
	Authorize → Scheduled, New, Canceled
	Scheduled → Implement, Canceled
	Implement → Review, Canceled
	Review → Closed
	Closed →
	Canceled →
	Merged →

change standard
	New → Scheduled, Canceled
	Assess →
	Authorize →
	Scheduled → Implement, Canceled
	Implement → Review, Canceled
	Review → Closed
	Closed →
	Canceled →
	Merged →

change emergency
	New → Authorize, Canceled
	Assess →
	Authorize → Scheduled, New, Canceled
	Scheduled → Implement, Canceled
	Implement → Review, Canceled
	Review → Closed
	Closed →
	Canceled →
	Merged →

access
	Requested → Verified, Rejected
	Verified → Granted, Rejected
	Granted → Restricted, Removed
	Restricted → Granted, Removed
	Removed →
	Rejected →
	Merged →

improvement
	Raised → Assessed, Declined
	Assessed → Approved, Declined
	Approved → In Progress
	In Progress → Measured
	Measured → Closed
	Closed →
	Declined →
	Merged →

item
	Idea → Ready, Declined
	Ready → In Progress, Idea, Declined
	In Progress → Done, Ready
	Done → Released, In Progress
	Released → Done
	Declined →
	Merged →
`

// A machine is one kind's states and moves as the table above has them.
type machine struct {
	kind    Kind
	variant Variant
	moves   map[State][]State
}

func (m machine) String() string { return m.kind.String() + " " + Variants[m.variant].Token }

// machines reads the table above.
func machines(t *testing.T) (all []machine) {
	t.Helper()
	for block := range strings.SplitSeq(strings.TrimSpace(legalMoves), "\n\n") {
		head, rows, _ := strings.Cut(block, "\n")
		m := machine{moves: map[State][]State{}}
		name, variant, _ := strings.Cut(head, " ")
		for k, r := range Kinds {
			if r.Token == name {
				m.kind = Kind(k)
			}
		}
		for v, r := range Variants {
			if r.Token == variant {
				m.variant = Variant(v)
			}
		}
		for row := range strings.SplitSeq(rows, "\n") {
			from, to, _ := strings.Cut(strings.TrimSpace(row), " →")
			state := labeled(t, from)
			m.moves[state] = nil
			for label := range strings.SplitSeq(strings.TrimSpace(to), ", ") {
				if label != "" {
					m.moves[state] = append(m.moves[state], labeled(t, label))
				}
			}
		}
		all = append(all, m)
	}
	return all
}

func labeled(t *testing.T, label string) State {
	t.Helper()
	for s, r := range States {
		if r.Label == label && s > 0 {
			return State(s)
		}
	}
	t.Fatalf("there is no state %q", label)
	return 0
}

// content is a move to a state with all that any guard may ask for.
func content(to State) Move {
	m := Move{To: to, Comment: "We wait for your answer.", Why: "because"}
	if to == StateOnHold {
		m.Set = []Setting{{FieldReason, Value{N: int64(AwaitingVendor)}}}
	}
	return m
}

// readyFor is a ticket in a state that lacks nothing that a guard may ask for.
func readyFor(kind Kind, variant Variant, s State) *Ticket {
	return &Ticket{ID: 12, Kind: kind, Variant: variant, State: s, Title: "VPN", Created: 10, Requester: 3, Team: 1, Assignee: 2,
		Approver: 9, Expires: 5000, Code: "fixed", Note: "Done.", Cause: "A full disk", Workaround: "none exists"}
}

func TestATicketMakesTheLegalMovesAndNoOther(t *testing.T) {
	for _, m := range machines(t) {
		t.Run(m.String(), func(t *testing.T) {
			for from := range m.moves {
				for s := range States {
					to := State(s)
					w := newWork(readyFor(m.kind, m.variant, from))
					err := content(to).Do(w)
					legal := slices.Contains(m.moves[from], to)
					switch {
					case legal && err != nil:
						t.Errorf("%s → %s: %v", from, to, err)
					case legal && w.Ticket.State != to:
						t.Errorf("%s → %s went to %s", from, to, w.Ticket.State)
					case !legal && !errors.Is(err, ErrRefused):
						t.Errorf("%s → %s was not refused: %v", from, to, err)
					}
				}
			}
		})
	}
}

func TestARefusedMoveSaysWhereTheTicketCanGo(t *testing.T) {
	for _, m := range machines(t) {
		for from, targets := range m.moves {
			err := content(NoState).Do(newWork(readyFor(m.kind, m.variant, from)))
			if err == nil {
				t.Fatalf("%s: %s went to no state", m, from)
			}
			for _, to := range targets {
				if !strings.Contains(err.Error(), to.String()) {
					t.Errorf("%s: from %s it does not offer %s: %v", m, from, to, err)
				}
			}
			if len(targets) == 0 && !strings.Contains(err.Error(), "nothing follows") {
				t.Errorf("%s: %s is the end: %v", m, from, err)
			}
		}
	}
}

func TestAKindKnowsItsStatesAndNoOther(t *testing.T) {
	want := map[Kind]map[State]bool{}
	for _, m := range machines(t) {
		if want[m.kind] == nil {
			want[m.kind] = map[State]bool{}
		}
		for s := range m.moves {
			want[m.kind][s] = true
		}
	}
	if len(want) != len(Kinds)-1 {
		t.Fatalf("the table has %d kinds", len(want))
	}
	for k, states := range want {
		if got := StatesOf(k); !slices.Equal(got, slices.Sorted(maps.Keys(states))) {
			t.Errorf("%s has the states %v", k, got)
		}
	}
}

func TestEveryStateLeadsToAnEnd(t *testing.T) {
	for _, m := range machines(t) {
		start := m.kind.Rules().Start
		if _, ok := m.moves[start]; !ok {
			t.Errorf("%s starts in %q, which is none of its states", m, start)
		}
		for from := range m.moves {
			if m.variant != Normal && m.variant != NoVariant && from != start && len(m.moves[from]) == 0 {
				continue // a change whose type has no such state
			}
			seen := map[State]bool{from: true}
			for queue := []State{from}; len(queue) > 0; queue = queue[1:] {
				for _, to := range m.moves[queue[0]] {
					if !seen[to] {
						seen[to] = true
						queue = append(queue, to)
					}
				}
			}
			if !slices.ContainsFunc(slices.Collect(maps.Keys(seen)), func(s State) bool { return s.Rule().Phase == Ended }) {
				t.Errorf("%s never ends from %s", m, from)
			}
		}
	}
}

func TestEveryTableIsWholeAndItsTokensAreUnique(t *testing.T) {
	type row struct{ token, label string }
	tables := map[string][]row{}
	for _, r := range States[1:] {
		tables["states"] = append(tables["states"], row{r.Token, r.Label})
		if r.Phase == NoPhase {
			t.Errorf("%s has no phase", r.Token)
		}
	}
	for _, r := range Reasons[1:] {
		tables["reasons"] = append(tables["reasons"], row{r.Token, r.Label})
		if r.For.Rule().Token == "" {
			t.Errorf("%s explains no state", r.Token)
		}
	}
	for _, r := range Relations[1:] {
		tables["relations"] = append(tables["relations"], row{r.Token, r.Label})
	}
	for _, r := range Verbs[1:] {
		tables["verbs"] = append(tables["verbs"], row{r.Token, r.Label})
	}
	for _, r := range Roles[1:] {
		tables["roles"] = append(tables["roles"], row{r.Token, r.Label})
	}
	for _, r := range Variants[1:] {
		tables["variants"] = append(tables["variants"], row{r.Token, r.Label})
	}
	for _, r := range Tables {
		tables["tables"] = append(tables["tables"], row{r.Token, r.Label})
	}
	for _, r := range Kinds[1:] {
		tables["kinds"] = append(tables["kinds"], row{r.Token, r.Label})
		tables["prefixes"] = append(tables["prefixes"], row{strings.ToLower(r.Prefix), r.Short})
	}
	for name, rows := range tables {
		seen := map[string]bool{}
		for i, r := range rows {
			if r.token == "" || r.label == "" {
				t.Errorf("%s: row %d is empty", name, i+1)
			}
			if seen[r.token] {
				t.Errorf("%s: %q comes twice", name, r.token)
			}
			seen[r.token] = true
			if r.token != strings.ToLower(r.token) || strings.ContainsAny(r.token, " ,:\"") {
				t.Errorf("%s: %q can't be typed in a query", name, r.token)
			}
		}
	}
}

func TestWhatIsUnknownHasAnEmptyRule(t *testing.T) {
	if Kind(200).Rules() != &Kinds[NoKind] || State(200).Rule() != (StateRule{}) || Reason(200).Rule() != (ReasonRule{}) ||
		Relation(200).Rule() != (RelationRule{}) || Verb(200).Rule() != Verbs[NoVerb] || Verb(200).String() != "" {
		t.Error("something unknown has a rule")
	}
	if steps := (&Ticket{Kind: 200, State: 200}).Steps(); len(steps) != 0 {
		t.Errorf("a ticket of no kind moves: %v", steps)
	}
}

func TestTheInverseOfTheInverseIsTheRelation(t *testing.T) {
	for r := range Relations {
		rel := Relation(r)
		if rel.Rule().Inverse.Rule().Inverse != rel {
			t.Errorf("%s is turned to %s, and that to %s", rel.Rule().Token, rel.Rule().Inverse.Rule().Token, rel.Rule().Inverse.Rule().Inverse.Rule().Token)
		}
		if r == 0 {
			continue
		}
		if got, err := ParseRelation(rel.Rule().Token); err != nil || got != rel {
			t.Errorf("%q is read as %d: %v", rel.Rule().Token, got, err)
		}
	}
	if _, err := ParseRelation("likes"); err == nil || !strings.Contains(err.Error(), "blocked-by") {
		t.Errorf("an unknown relation: %v", err)
	}
}

func TestANumberIsReadAsPeopleWriteIt(t *testing.T) {
	for text, want := range map[string]struct {
		kind Kind
		id   ID
	}{
		"12": {0, 12}, "#12": {0, 12}, "INC-12": {Incident, 12}, "inc-12": {Incident, 12}, "inc12": {Incident, 12}, "Itm-1": {Item, 1},
		"#CHG-7": {Change, 7}, "4294967295": {0, 4294967295}, "REQ-4294967295": {Request, 4294967295},
	} {
		if kind, id, err := ParseID(text); err != nil || kind != want.kind || id != want.id {
			t.Errorf("%q is %v %d, %v", text, kind, id, err)
		}
	}
	for _, text := range []string{"", "#", "0", "-1", "+1", "012", "INC-012", "INC0000045", "INC", "INC-", "INC--1", "INC-0", "TKT-1", "1.5", "1_0", "٣",
		"4294967296", "INC-99999999999999999999", "12a", " 12", "-", "##1"} {
		if kind, id, err := ParseID(text); err == nil {
			t.Errorf("%q is read as %v %d", text, kind, id)
		}
	}
	for k := range Kinds {
		if k == 0 {
			continue
		}
		key := Key(Kind(k), 4711)
		if kind, id, err := ParseID(key); err != nil || kind != Kind(k) || id != 4711 {
			t.Errorf("%s is read as %v %d, %v", key, kind, id, err)
		}
		if got := (&Ticket{ID: 4711, Kind: Kind(k)}).Key(); got != key || got != fmt.Sprintf("%s-4711", Kinds[k].Prefix) {
			t.Errorf("the key is %s", got)
		}
	}
}

func TestThePriorityFollowsFromTheMatrix(t *testing.T) {
	want := [3][3]Priority{{1, 2, 3}, {2, 3, 4}, {3, 4, 5}} // domain.md c6
	for impact := Level(0); impact < 255; impact++ {
		for urgency := Level(0); urgency < 255; urgency++ {
			got := PriorityOf(impact, urgency)
			if impact < 1 || impact > 3 || urgency < 1 || urgency > 3 {
				if got != 0 {
					t.Fatalf("%d × %d is %d, out of range", impact, urgency, got)
				}
				continue
			}
			if got != want[impact-1][urgency-1] {
				t.Errorf("%d × %d is %d", impact, urgency, got)
			}
			if got != PriorityOf(urgency, impact) {
				t.Errorf("%d × %d is not symmetric", impact, urgency)
			}
			if impact < 3 && PriorityOf(impact+1, urgency) < got || urgency < 3 && PriorityOf(impact, urgency+1) < got {
				t.Errorf("%d × %d is not monotone", impact, urgency)
			}
		}
	}
}
