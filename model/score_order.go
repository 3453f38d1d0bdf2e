package model

import (
	"cmp"
	"slices"
)

// A Scored is an item of the backlog with what a model makes of it.
type Scored struct {
	ID ID
	Estimates
	Score
}

// ByScore gives items in the order of a score, the highest first; equal ones, and behind all those that have no score, stay
// in the order in which they came. So the order is the same every time.
func ByScore(items []Scored) []Scored {
	all := slices.Clone(items)
	slices.SortStableFunc(all, func(a, b Scored) int {
		switch {
		case a.Known() != b.Known():
			if a.Known() {
				return -1
			}
			return 1
		case !a.Known():
			return 0
		}
		return cmp.Compare(b.Likely, a.Likely)
	})
	return all
}

// Gaps tells of each item, given in the order of the backlog, how many places above (+) or below (−) its rank the score
// would have it. Items without a score are left out of both orders, and have no gap.
func Gaps(items []Scored) map[ID]int {
	var ranked []Scored
	for _, one := range items {
		if one.Known() {
			ranked = append(ranked, one)
		}
	}
	gaps := make(map[ID]int, len(ranked))
	for i, one := range ByScore(ranked) {
		gaps[one.ID] = -i
	}
	for i, one := range ranked {
		gaps[one.ID] += i
	}
	return gaps
}

// A Tilt is one estimate that, one step off, would change which items are in the first places.
type Tilt struct {
	ID       ID
	Part     string
	From, To float64
	// Place is where the item would stand, from 1, and Was where it stands.
	Place, Was int
	// In tells whether it would come into the first places; else it would leave them.
	In bool
}

// Sensitivity lists which single estimate, one step up or down its scale (a fifth more or less where it has none), would
// change the membership of the first places by score. What is close to the edge comes first. Items without a score have
// no part in it.
func Sensitivity(m *ScoreModel, items []Scored, places int) (all []Tilt) {
	order := slices.DeleteFunc(ByScore(items), func(s Scored) bool { return !s.Known() })
	for was, one := range order {
		for _, token := range m.Parts() {
			for _, up := range []bool{true, false} {
				e := one.Estimates[token]
				to, ok := PartNamed(token).step(e.Likely, up)
				if !ok {
					continue
				}
				changed := Estimates{}
				for t, v := range one.Estimates {
					changed[t] = v
				}
				changed[token] = Exactly(to)
				at := placeFor(order, was, m.Score(changed).Likely)
				if (was < places) != (at < places) {
					all = append(all, Tilt{one.ID, token, e.Likely, to, at + 1, was + 1, at < places})
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Tilt) int { return cmp.Compare(abs(a.Was-places), abs(b.Was-places)) })
	return all
}

func abs(n int) int { return max(n, -n) }

// placeFor gives where an item of an order would stand with another score: behind those of the same score that stood
// before it, before those that stood behind it.
func placeFor(order []Scored, was int, score float64) int {
	if score > order[was].Likely {
		at, _ := slices.BinarySearchFunc(order[:was], score, func(s Scored, score float64) int {
			if s.Likely >= score {
				return -1
			}
			return 1
		})
		return at
	}
	rest := order[was+1:]
	at, _ := slices.BinarySearchFunc(rest, score, func(s Scored, score float64) int {
		if s.Likely > score {
			return -1
		}
		return 1
	})
	return was + at
}
