package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"opsdesk/model"
)

// A Trial tells how well one outcome of the newer tickets can be told from the older ones.
type Trial struct {
	Outcome model.Outcome
	// Learned and Tried are how many tickets with the outcome were learned from, and how many it was guessed of.
	Learned, Tried int
	// Classes is how many different ways it came out in what was learned.
	Classes int
	// First and Three are for how many of those tried it was the first suggestion, and one of the first three.
	First, Three int
	// Common and ThreeCommon are for how many it was the most frequent one of what was learned, and one of the three
	// most frequent: what can be had without any clue.
	Common, ThreeCommon int
}

// Evaluate learns from the older four fifths of the newest 100,000 tickets that are done, by when they were made, and
// guesses the outcomes of the newer fifth. Where words alone is asked for, it is told only the kind, title and
// description of those, which is what a new ticket begins with. The answer is the same whenever the same tickets are done.
func (s *Store) Evaluate(ctx context.Context, wordsAlone bool) ([]Trial, error) {
	done, _, err := s.doneTickets(ctx)
	if err != nil {
		return nil, fmt.Errorf("evaluate suggestions: %w", err)
	}
	done = done[max(0, len(done)-taught):]
	e := evaluation{learner: model.NewLearner(taught)}
	for o := range model.Outcomes {
		e.trials[o].Outcome = model.Outcome(o)
		e.seen[o] = map[outcomeValue]int{}
	}
	n, cut := 0, len(done)*4/5
	err = s.inTurn(ctx, done, func(t *model.Ticket) {
		if n == cut {
			e.rank()
		}
		if n++; n <= cut {
			e.learn(t)
			return
		}
		told := t
		if wordsAlone {
			told = &model.Ticket{Kind: t.Kind, Title: t.Title, Description: t.Description}
		}
		e.try(t, told)
	})
	if err != nil {
		return nil, fmt.Errorf("evaluate suggestions: %w", err)
	}
	return e.trials[:], nil
}

// An outcomeValue is how an outcome came out.
type outcomeValue = [2]model.Value

// An evaluation learns from tickets, and then compares its guesses with what happened, and with what is most frequent.
type evaluation struct {
	learner *model.Learner
	trials  [len(model.Outcomes)]Trial
	seen    [len(model.Outcomes)]map[outcomeValue]int
	common  [len(model.Outcomes)][]outcomeValue // the most frequent first
}

func (e *evaluation) learn(t *model.Ticket) {
	e.learner.Learn(t)
	for o := range e.trials {
		if value, ok := model.Outcome(o).Of(t); ok {
			e.seen[o][value]++
			e.trials[o].Learned++
		}
	}
}

// rank ends the learning.
func (e *evaluation) rank() {
	for o, seen := range e.seen {
		e.trials[o].Classes = len(seen)
		for value := range seen {
			e.common[o] = append(e.common[o], value)
		}
		slices.SortFunc(e.common[o], func(a, b outcomeValue) int {
			return cmp.Or(cmp.Compare(seen[b], seen[a]), compareValues(a[0], b[0]), compareValues(a[1], b[1]))
		})
	}
}

func compareValues(a, b model.Value) int { return cmp.Or(cmp.Compare(a.N, b.N), cmp.Compare(a.S, b.S)) }

// try guesses the outcomes of a ticket from what is told of it.
func (e *evaluation) try(t, told *model.Ticket) {
	for o := range e.trials {
		value, ok := model.Outcome(o).Of(t)
		if !ok {
			continue
		}
		one := &e.trials[o]
		one.Tried++
		for at, g := range e.learner.Guess(told, one.Outcome, likeliest) {
			if g.Value == value {
				countRight(at, &one.First, &one.Three)
			}
		}
		if at := slices.Index(e.common[o][:min(likeliest, len(e.common[o]))], value); at >= 0 {
			countRight(at, &one.Common, &one.ThreeCommon)
		}
	}
}

// countRight counts what was right in a place.
func countRight(at int, first, any *int) {
	*any++
	if at == 0 {
		*first++
	}
}
