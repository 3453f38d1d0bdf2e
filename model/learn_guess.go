package model

import (
	"cmp"
	"math"
	"slices"
)

// A Guess is one way in which an outcome may come out, and what speaks for it.
type Guess struct {
	// Value is how the outcome comes out, as Of gives it; Set are the facts that hold it.
	Value [2]Value
	Set   []Setting
	// Score is how sure the learner is, from 0 to 1; the scores of all that the outcome may be add up to 1.
	Score float64
	// Weight is the sum of the weights of all that is known of the ticket.
	Weight float64
	// Why is what speaks for it most, the heaviest first, at most five.
	Why []Evidence
}

const (
	maxEvidence = 5    // so much is shown for a guess
	leastTimes  = 1.1  // what is hardly more frequent is no reason to show
	leastScore  = 0.01 // what is less likely is not worth a second guess
)

// smoothing is what every clue counts beyond what was seen of it, in grains. Source: Laplace; Rennie et al. use 1 too.
const smoothing = 1 * grain

// Guess gives the likeliest ways in which an outcome of a ticket comes out, at most so many, the likeliest first. None is
// given for which nothing speaks that is known of the ticket, but for its kind. What the ticket says of the outcome itself is not looked
// at.
func (l *Learner) Guess(t *Ticket, o Outcome, limit int) []Guess {
	terms := l.terms(t, o)
	weights := l.weigh(terms, o)
	best := l.best(weights, o, limit)
	if len(best) == 0 {
		return nil
	}
	scores := probabilities(weights, l.temperature(o))
	guesses := make([]Guess, 0, len(best))
	for i, n := range best {
		why := l.evidence(terms, o, n)
		why = slices.DeleteFunc(why, func(e Evidence) bool { return e.Times < leastTimes })
		if i > 0 && scores[n] < leastScore {
			break
		}
		if !slices.ContainsFunc(why, func(e Evidence) bool { return e.Field != FieldKind }) {
			continue // every ticket has a kind: alone it is no reason
		}
		value := l.ledgers[o].rows[n].value
		guesses = append(guesses, Guess{Value: value, Set: o.settings(value), Score: scores[n], Weight: weights[n], Why: why[:min(len(why), maxEvidence)]})
	}
	return guesses
}

// settings gives the facts that hold an outcome.
func (o Outcome) settings(value [2]Value) (set []Setting) {
	for i, no := range Outcomes[o].Fields {
		set = append(set, Setting{Field: no, To: value[i]})
	}
	return set
}

// A knownTerm is a clue of a ticket that was seen before.
type knownTerm struct {
	row    *clueRow
	weight float64
	seen   uint64 // weight in all classes
}

// terms gives what of a ticket was seen before with an outcome.
func (l *Learner) terms(t *Ticket, o Outcome) (known []knownTerm) {
	for _, c := range cluesOf(t) {
		n, ok := l.known[c.clue]
		if !ok || !c.clue.tells(o) || len(l.clues[n].shares[o]) == 0 {
			continue
		}
		row := &l.clues[n]
		seen := uint64(0)
		for _, s := range row.shares[o] {
			seen += uint64(s.weight)
		}
		known = append(known, knownTerm{row, c.weight, seen})
	}
	return known
}

// weigh gives for each class how much speaks for it: for every clue, the logarithm of how many times as frequent it is in
// all tickets as in those of all other classes. Classes without a ticket weigh minus infinity.
func (l *Learner) weigh(terms []knownTerm, o Outcome) []float64 {
	g := &l.ledgers[o]
	all := 0.0
	for _, t := range terms {
		all += t.weight
	}
	weights := make([]float64, len(g.rows))
	for n, c := range g.rows {
		weights[n] = math.Inf(-1)
		if c.lessons > 0 {
			weights[n] = all * g.absence(c)
		}
	}
	for _, t := range terms {
		for _, s := range t.row.shares[o] {
			weights[s.class] += t.weight * t.presence(s)
		}
	}
	return weights
}

// absence gives what a clue that a class does not have weighs for it: a little less than nothing.
func (g *ledger) absence(c class) float64 {
	smooth := float64(smoothing * g.clues)
	return math.Log((float64(g.total-c.weight) + smooth) / (float64(g.total) + smooth))
}

// presence gives what a clue weighs more for a class that has it.
func (t knownTerm) presence(s share) float64 {
	return math.Log(float64(t.seen+smoothing) / float64(t.seen-uint64(s.weight)+smoothing))
}

// best gives the numbers of the heaviest classes for which anything speaks; of equal ones those that are more frequent,
// and then in the order of their values.
func (l *Learner) best(weights []float64, o Outcome, limit int) []uint32 {
	rows := l.ledgers[o].rows
	var best []uint32
	better := func(a, b uint32) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), cmp.Compare(rows[b].lessons, rows[a].lessons),
			compareClasses(rows[a].value, rows[b].value))
	}
	for n, weight := range weights {
		if weight <= 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(best, uint32(n), better)
		if at < limit {
			best = slices.Insert(best, at, uint32(n))
			best = best[:min(len(best), limit)]
		}
	}
	return best
}

func compareClasses(a, b [2]Value) int {
	for i := range a {
		if c := cmp.Or(cmp.Compare(a[i].N, b[i].N), cmp.Compare(a[i].S, b[i].S)); c != 0 {
			return c
		}
	}
	return 0
}

// evidence gives what every clue weighs for a class, the heaviest first. The weights add up to that of the class.
func (l *Learner) evidence(terms []knownTerm, o Outcome, n uint32) []Evidence {
	absence := l.ledgers[o].absence(l.ledgers[o].rows[n])
	all := make([]Evidence, 0, len(terms))
	for _, t := range terms {
		ratio := absence
		if at, ok := findShare(t.row.shares[o], n); ok {
			ratio += t.presence(t.row.shares[o][at])
		}
		e := Evidence{Field: t.row.clue.field, Weight: t.weight * ratio, Times: math.Exp(ratio)}
		if e.Field == 0 {
			e.Word = t.row.clue.text
		} else {
			e.Value = Value{N: t.row.clue.number, S: t.row.clue.text}
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Word, b.Word))
	})
	return all
}
