package model

import "slices"

// A Share is a child's part in what is done to its parent.
type Share struct {
	ID  ID
	Act Act
}

// A Stage is how far a ticket that callers opened has come, under whatever name its kind has for that.
type Stage uint8

// The stages.
const (
	Begun Stage = iota
	Held
	Solved
)

// Stages holds the states of each kind that takes part in a family, indexed by stage.
var Stages = map[Kind][3]State{
	Incident: {StateInProgress, StateOnHold, StateResolved},
	Request:  {StateFulfilling, StateOnHold, StateFulfilled},
}

// A FamilyRule says what becomes of the children of a parent that comes to a stage.
type FamilyRule struct {
	Parent Stage
	// Reasons are those for which the parent waits; none means any.
	Reasons []Reason
	// Reopens says that the rule is for a parent that was solved.
	Reopens bool
	// Copies are the facts of the parent that the child gets with its own move.
	Copies []uint8
}

// FamilyRules are how ServiceNow keeps parent and child incidents in step. A parent that awaits its caller, is closed or
// is canceled leaves its children as they are: these close by themselves. Source: ServiceNow, Parent and child incident
// state synchronization (Washington DC release). That a child which awaits its own caller, or evidence, goes on waiting
// until its parent is solved is ours.
var FamilyRules = []FamilyRule{
	{Parent: Begun},
	{Parent: Begun, Reopens: true},
	{Parent: Held, Reasons: []Reason{AwaitingChange, AwaitingProblem, AwaitingVendor}, Copies: []uint8{FieldReason}},
	{Parent: Solved, Copies: []uint8{FieldCode, FieldNote}},
}

// Family gives what goes along with an act on a parent: for a comment or a note the same on every open child, for a move
// that of each child that FamilyRules move, and nothing for other acts. It gives what should be done, whether or not it
// is legal: a trial says which children refuse. The parent is as it was before the act.
func Family(parent *Ticket, act Act, children []*Ticket) (all []Share) {
	for _, child := range children {
		switch a := act.(type) {
		case Comment, Note:
			if child.Open() {
				all = append(all, Share{child.ID, act})
			}
		case Move:
			if m, ok := along(parent, a, child); ok {
				all = append(all, Share{child.ID, m})
			}
		}
	}
	return all
}

// Reopening tells whether a move takes up a ticket again that was solved. When its caller does that, its children stay
// as they are.
func (a Move) Reopening(t *Ticket) bool { return !t.Open() && a.To.Rule().Phase.Open() }

// along gives the move of a child that goes with one of its parent.
func along(parent *Ticket, m Move, child *Ticket) (Move, bool) {
	at := slices.Index(stagesOf(parent.Kind), m.To)
	states := stagesOf(child.Kind)
	i := slices.IndexFunc(FamilyRules, func(r FamilyRule) bool {
		return int(r.Parent) == at && r.Reopens == m.Reopening(parent) && (len(r.Reasons) == 0 || slices.Contains(r.Reasons, m.reason()))
	})
	if i < 0 || states == nil || !FamilyRules[i].moves(parent, child) || child.State == states[at] && at != int(Held) {
		return Move{}, false
	}
	to := Move{To: states[at], Comment: m.Comment, Why: m.Why}
	for _, no := range FamilyRules[i].Copies {
		to.Set = append(to.Set, Setting{no, m.value(parent, no)})
	}
	if at == int(Begun) && child.Team == 0 && child.Assignee == 0 && (parent.Team != 0 || parent.Assignee != 0) {
		to.Set = append(to.Set, m.owner(parent)) // work that begins needs an owner
	}
	return to, child.State != to.To || child.Reason != to.reason()
}

// moves tells whether a child takes part: one that is open, or to be reopened one that was solved along with its parent
// or later. What was solved before has nothing to do with it.
func (r FamilyRule) moves(parent, child *Ticket) bool {
	switch {
	case r.Reopens:
		return child.State.Rule().Phase == Finished && child.Resolved >= parent.Resolved
	case r.Parent != Solved && child.State == StateOnHold && (child.Reason == AwaitingCaller || child.Reason == AwaitingEvidence):
		return false
	}
	return child.Open()
}

func stagesOf(k Kind) []State {
	states, ok := Stages[k]
	if !ok {
		return nil
	}
	return states[:]
}

func (a Move) reason() Reason { return Reason(a.value(&Ticket{}, FieldReason).N) }

// value gives what a fact is once the move is made.
func (a Move) value(t *Ticket, no uint8) Value {
	for _, s := range a.Set {
		if s.Field == no {
			return s.To
		}
	}
	return FieldNo(no).Get(t)
}

// owner gives who has the ticket once the move is made: its team, or a person where there is none.
func (a Move) owner(t *Ticket) Setting {
	no := FieldTeam
	if a.value(t, no) == (Value{}) {
		no = FieldAssignee
	}
	return Setting{no, a.value(t, no)}
}
