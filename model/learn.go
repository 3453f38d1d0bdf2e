package model

import (
	"slices"
	"strings"
)

// What a learner keeps is bounded by these.
const (
	maxClues   = 1 << 16 // so many different words and facts are known at a time
	maxClasses = 1 << 12 // so many different teams, services, categories or priorities
)

// A Learner learns from tickets that are done what the next ones will probably turn out to be: which team, service,
// category and priority go with which words and facts. It is a complement naive Bayes classifier over logarithmic word
// counts of unit length. Source: Rennie, Shih, Teevan and Karger, Tackling the Poor Assumptions of Naive Bayes Text
// Classifiers (2003), sections 3.1, 4.1 and 4.3, without the weighing by document frequency.
//
// What it learned of a ticket it can forget without a trace, in whole numbers: after that it is as if it had never seen
// the ticket. Guessing does not change it, so many may guess at a time while nobody learns, forgets or examines.
type Learner struct {
	limit   int
	known   map[clue]uint32
	clues   []clueRow // by number
	spare   []uint32  // numbers of clues that nobody needs any more
	lessons map[ID]lesson
	order   []turn // in which lessons were learned, with those that were forgotten since
	turns   uint64
	ledgers [outcomeCount]ledger
	marks   [outcomeCount][]mark
}

// A clueRow is what is known of a clue: how many lessons hold it, and how it is shared among the classes of each outcome.
type clueRow struct {
	clue   clue
	held   uint32
	shares [outcomeCount][]share
}

// A share is how much of a clue is in the tickets of one class.
type share struct{ class, weight uint32 }

// A ledger sums up one outcome.
type ledger struct {
	classes map[[2]Value]uint32
	rows    []class // by number
	spare   []uint32
	total   uint64 // weight in all classes
	clues   int    // different ones that a class has
}

// A class is one way in which an outcome comes out.
type class struct {
	value   [2]Value
	lessons int
	weight  uint64 // of all clues in its tickets
}

// A lesson is what was learned of one ticket.
type lesson struct {
	terms   []term
	classes [outcomeCount]uint32 // number of the class + 1, 0 for none
	turn    uint64
}

// A term is a clue of a ticket, with its weight in grains.
type term struct{ clue, weight uint32 }

// A turn is when a lesson was learned.
type turn struct {
	id ID
	at uint64
}

// NewLearner gives a learner that knows nothing yet and remembers the newest limit tickets that it is taught.
func NewLearner(limit int) *Learner {
	l := &Learner{limit: limit, known: map[clue]uint32{}, lessons: map[ID]lesson{}}
	for o := range l.ledgers {
		l.ledgers[o].classes = map[[2]Value]uint32{}
	}
	return l
}

// Teaches tells whether something can be learned from a ticket: it is done, and was not given up on the way.
func Teaches(t *Ticket) bool {
	switch t.State {
	case StateCanceled, StateRejected, StateDeclined, StateMerged:
		return false
	default:
		return t.Exists() && !t.Open()
	}
}

// Count tells from how many tickets the learner has learned.
func (l *Learner) Count() int { return len(l.lessons) }

// Classes tells how many different ways an outcome was seen to come out.
func (l *Learner) Classes(o Outcome) int { return len(l.ledgers[o].classes) }

// Learn learns a ticket as it is now, instead of what was learned of it before. Of a ticket that teaches nothing it
// forgets what it knew.
func (l *Learner) Learn(t *Ticket) {
	l.Forget(t.ID)
	if !Teaches(t) {
		return
	}
	one := lesson{turn: l.turns}
	l.turns++
	for _, c := range cluesOf(t) {
		one.terms = append(one.terms, term{l.number(c.clue), grains(c.weight)})
	}
	one.terms = slices.Clip(one.terms)
	for o := range l.ledgers {
		if value, ok := Outcome(o).Of(t); ok {
			one.classes[o] = l.ledgers[o].enter(value)
		}
	}
	l.lessons[t.ID] = one
	l.add(one)
	l.order = append(l.order, turn{t.ID, one.turn})
	l.dropOldest()
	if len(l.known) > maxClues {
		l.prune()
	}
}

// Knows tells whether a ticket was learned just as it is now, or would teach nothing and was not learned.
func (l *Learner) Knows(t *Ticket) bool {
	one, ok := l.lessons[t.ID]
	if !ok || !Teaches(t) {
		return ok == Teaches(t)
	}
	for o := range l.ledgers {
		value, known := Outcome(o).Of(t)
		if n := one.classes[o]; known != (n != 0) || known && l.ledgers[o].rows[n-1].value != value {
			return false
		}
	}
	at := 0
	for _, c := range cluesOf(t) {
		n, ok := l.known[c.clue]
		if !ok {
			continue // it was pruned, or changed: then another of its clues is missing below
		}
		if at == len(one.terms) || one.terms[at] != (term{n, grains(c.weight)}) {
			return false
		}
		at++
	}
	return at == len(one.terms)
}

// Forget makes it so that a ticket was never learned, nor examined.
func (l *Learner) Forget(id ID) {
	one, ok := l.lessons[id]
	if !ok {
		return
	}
	delete(l.lessons, id)
	l.remove(one)
	for o := range l.marks {
		l.marks[o] = slices.DeleteFunc(l.marks[o], func(m mark) bool { return m.id == id })
	}
}

// dropOldest forgets what was learned first, beyond the limit.
func (l *Learner) dropOldest() {
	for len(l.lessons) > l.limit {
		first := l.order[0]
		l.order = l.order[1:]
		if l.lessons[first.id].turn == first.at {
			l.Forget(first.id)
		}
	}
	if len(l.order) > 2*len(l.lessons)+64 {
		l.order = slices.DeleteFunc(slices.Clone(l.order), func(t turn) bool {
			one, ok := l.lessons[t.id]
			return !ok || one.turn != t.at
		})
	}
}

// number gives the number of a clue, a new one where there is none.
func (l *Learner) number(c clue) uint32 {
	if n, ok := l.known[c]; ok {
		return n
	}
	c.text = strings.Clone(c.text) // it may share memory with a whole description
	row := clueRow{clue: c}
	n := uint32(len(l.clues))
	if last := len(l.spare) - 1; last >= 0 {
		n, l.spare = l.spare[last], l.spare[:last]
		l.clues[n] = row
	} else {
		l.clues = append(l.clues, row)
	}
	l.known[c] = n
	return n
}

// add puts a lesson into the ledgers.
func (l *Learner) add(one lesson) {
	for o := range l.ledgers {
		if n := one.classes[o]; n != 0 {
			l.ledgers[o].rows[n-1].lessons++
		}
	}
	for _, t := range one.terms {
		row := &l.clues[t.clue]
		row.held++
		for o := range l.ledgers {
			if n := one.classes[o]; n != 0 && row.clue.tells(Outcome(o)) {
				l.ledgers[o].put(row, Outcome(o), n-1, t.weight)
			}
		}
	}
}

// remove takes a lesson out of the ledgers, and lets go of clues that no other lesson holds.
func (l *Learner) remove(one lesson) {
	for _, t := range one.terms {
		row := &l.clues[t.clue]
		for o := range l.ledgers {
			if n := one.classes[o]; n != 0 && row.clue.tells(Outcome(o)) {
				l.ledgers[o].take(row, Outcome(o), n-1, t.weight)
			}
		}
		if row.held--; row.held == 0 {
			l.release(t.clue)
		}
	}
	for o := range l.ledgers {
		if n := one.classes[o]; n != 0 {
			l.ledgers[o].leave(n - 1)
		}
	}
}

func (l *Learner) release(n uint32) {
	delete(l.known, l.clues[n].clue)
	l.clues[n] = clueRow{}
	l.spare = append(l.spare, n)
}

// prune lets go of the clues that the fewest tickets hold, until a quarter of the room is free again. What is rare now
// and comes back later is counted from then on.
func (l *Learner) prune() {
	for least := uint32(1); len(l.known) > maxClues*3/4; least++ {
		for id, one := range l.lessons {
			kept := one.terms[:0]
			for _, t := range one.terms {
				if l.clues[t.clue].held > least {
					kept = append(kept, t)
				}
			}
			one.terms = kept
			l.lessons[id] = one
		}
		l.releaseRare(least)
	}
}

// releaseRare lets go of the clues that at most so many tickets hold.
func (l *Learner) releaseRare(least uint32) {
	for n := range l.clues {
		row := &l.clues[n]
		if row.held == 0 || row.held > least {
			continue
		}
		for o := range l.ledgers {
			for _, s := range slices.Clone(row.shares[o]) {
				l.ledgers[o].take(row, Outcome(o), s.class, s.weight)
			}
		}
		l.release(uint32(n))
	}
}
