package model

import (
	"cmp"
	"slices"
)

// A Plan says how a filter decides on a ticket, for whoever decides on many at once: parts that are joined, ranges of
// numbers, words, and tests for the rest. A plan and the filter of the same query and env take the same tickets.
type Plan struct {
	Op    PlanOp
	Parts []Plan // of PlanAll, PlanAny and PlanNot
	// Field and Ranges are of PlanRange: the field's number lies in one of the ranges, which are in order and apart. The
	// ticket's own number is meant when Field is nil.
	Field  *Field
	Ranges []Range
	// Words are the tokens of PlanWords, the last by its beginning: the ticket has them in a row in one of its texts.
	Words []string
	// Test decides by itself; it is there for every op but those that join, and reads facts outside the fixed head when
	// Body says so.
	Test func(*Ticket) bool
	Body bool
}

// A PlanOp is the kind of a plan.
type PlanOp uint8

// The kinds of plan.
const (
	PlanTest PlanOp = iota
	PlanAll
	PlanAny
	PlanNot
	PlanRange
	PlanWords
)

// A Range is a row of numbers, both ends included.
type Range struct{ From, To int64 }

// Plan binds the query as Bind does, for whoever decides on many tickets at once. The zero query's plan is PlanAll of
// nothing, which every ticket meets.
func (q Query) Plan(env Env) Plan {
	if q.root == nil {
		return Plan{Op: PlanAll}
	}
	return q.root.plan(&binder{env: env})
}

func plans(clauses []clause, b *binder) (all []Plan) {
	for _, c := range clauses {
		all = append(all, c.plan(b))
	}
	return all
}

func (c conjunction) plan(b *binder) Plan { return Plan{Op: PlanAll, Parts: plans(c, b)} }
func (c alternative) plan(b *binder) Plan { return Plan{Op: PlanAny, Parts: plans(c, b)} }
func (c negation) plan(b *binder) Plan    { return Plan{Op: PlanNot, Parts: []Plan{c.clause.plan(b)}} }

func (c seek) plan(b *binder) Plan {
	return Plan{Op: PlanWords, Words: newPhrase(c.text).tokens, Test: c.bind(b), Body: true}
}

// plan gives ranges where the condition is one on numbers, its meaning where it stands for another query, and else the
// test itself.
func (c *cond) plan(b *binder) Plan {
	var parts []Plan
	var numbers []stretch
	for _, w := range c.wants {
		meaning, ok := c.meaning(w)
		switch {
		case ok:
			parts = append(parts, meaning.plan(b))
		case c.key.meet == nil:
			numbers = append(numbers, c.reach(w, b)...)
		default:
			return Plan{Op: PlanTest, Test: c.bind(b), Body: !c.fixed()}
		}
	}
	if len(numbers) > 0 || len(parts) == 0 {
		parts = append(parts, c.ranged(numbers))
	}
	if len(parts) == 1 {
		return parts[0]
	}
	return Plan{Op: PlanAny, Parts: parts}
}

// ranged gives the plan of a number in one of some stretches. The phase of a state is the state itself.
func (c *cond) ranged(all []stretch) Plan {
	plan := Plan{Op: PlanRange, Field: c.key.field, Test: within(c.key.get, slices.Clone(all)), Body: !c.fixed()}
	if c.key.field == nil && c.key.name == "phase" {
		plan.Field, all = FieldNo(FieldState), statesIn(all)
	}
	all = slices.DeleteFunc(slices.Clone(all), func(s stretch) bool { return s.lo > s.hi })
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.lo, b.lo) })
	if len(all) > 0 {
		all = merged(all)
	}
	for _, s := range all {
		plan.Ranges = append(plan.Ranges, Range{s.lo, s.hi})
	}
	return plan
}

// statesIn gives the states whose phase lies in one of the stretches.
func statesIn(phases []stretch) (all []stretch) {
	for s := range States {
		p := int64(States[s].Phase)
		if slices.ContainsFunc(phases, func(one stretch) bool { return one.lo <= p && p <= one.hi }) {
			all = append(all, stretch{int64(s), int64(s)})
		}
	}
	return all
}
