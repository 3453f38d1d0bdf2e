package model

// An Outcome is what a ticket turned out to be, which a [Learner] learns to expect of the next ones.
type Outcome uint8

// The outcomes that are learned, in the order in which they are shown.
const (
	OutcomeTeam Outcome = iota
	OutcomeService
	OutcomeCategory
	OutcomePriority // impact and urgency together, from which the priority follows
	outcomeCount
)

// Outcomes holds one row per outcome, indexed by it.
var Outcomes = [...]struct {
	Token, Label string
	Fields       []uint8 // that hold it; both or none count
}{
	OutcomeTeam:     {"team", "Team", []uint8{FieldTeam}},
	OutcomeService:  {"service", "Service", []uint8{FieldService}},
	OutcomeCategory: {"category", "Category", []uint8{FieldCategory}},
	OutcomePriority: {"priority", "Priority", []uint8{FieldImpact, FieldUrgency}},
}

// String gives the outcome's token.
func (o Outcome) String() string { return Outcomes[o].Token }

// Of gives what a ticket says of the outcome: the value of each of its fields, false unless all are there.
func (o Outcome) Of(t *Ticket) (set [2]Value, known bool) {
	for i, no := range Outcomes[o].Fields {
		if set[i] = FieldNo(no).Get(t); set[i] == (Value{}) {
			return set, false
		}
	}
	return set, true
}

// Evidence is one thing that speaks for an outcome: a word of the text, or a fact of the ticket.
type Evidence struct {
	Word  string // folded as FoldWord does; empty for a fact
	Field uint8  // of the fact, 0 for a word
	Value Value  // of the fact
	// Times is how many times as often tickets with this outcome have it as all others do; above 1 speaks for it.
	Times float64
}
