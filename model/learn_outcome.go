package model

import "time"

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
	// Weight is what it adds to the weight of a Guess.
	Weight float64
	// Times is how many times as frequent it is on the whole desk as in tickets with another outcome; above 1 speaks for
	// the outcome.
	Times float64
}

// Unsaved gives a ticket that is in no desk, with the facts that are known of it so far: what suggestions are asked for
// while it is written.
func Unsaved(k Kind, set []Setting) *Ticket {
	t := &Ticket{Kind: k}
	for _, one := range set {
		if f := FieldNo(one.Field); f != nil {
			f.Set(t, one.To)
		}
	}
	return t
}

// Said gives the evidence in words: the word itself, or the fact as in "Service VPN". It comes from outside: clean it
// before it is drawn.
func (e Evidence) Said(names Names) string {
	f := FieldNo(e.Field)
	if f == nil {
		return e.Word
	}
	return f.Label + " " + f.Show(e.Value, names, time.UTC)
}
