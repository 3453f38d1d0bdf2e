package model

import "slices"

// An Answer says that somebody preferred one item to another when both were put side by side.
type Answer struct{ Better, Worse ID }

// A Duel works out an order of items from answers, each of which compares two. It asks as few questions as a binary
// insertion needs, and no question twice. Its zero value knows no items.
type Duel struct {
	items   []ID
	answers []Answer
}

// NewDuel begins a duel between items, given in the order that they have now.
func NewDuel(items []ID) *Duel { return &Duel{items: slices.Clone(items)} }

// Answer takes an answer; a later one between the same two takes the place of the earlier.
func (d *Duel) Answer(a Answer) {
	d.answers = slices.DeleteFunc(d.answers, func(b Answer) bool { return b == a || b == Answer{a.Worse, a.Better} })
	d.answers = append(d.answers, a)
}

// Answers lists what was answered, oldest first.
func (d *Duel) Answers() []Answer { return slices.Clone(d.answers) }

func (d *Duel) answered(a, b ID) (better, ok bool) {
	for _, one := range d.answers {
		switch one {
		case Answer{a, b}:
			return true, true
		case Answer{b, a}:
			return false, true
		}
	}
	return false, false
}

// Next gives the two items to put side by side next; ok is false when the order is known.
func (d *Duel) Next() (left, right ID, ok bool) {
	_, left, right, ok = d.insert()
	return left, right, ok
}

// Order gives the order that the answers lead to, as far as it is known: items that were not asked about yet come last,
// in the order in which they came.
func (d *Duel) Order() []ID {
	order, _, _, _ := d.insert()
	for _, id := range d.items {
		if !slices.Contains(order, id) {
			order = append(order, id)
		}
	}
	return order
}

// insert puts one item after the other into the order by halving, until an answer is missing.
func (d *Duel) insert() (order []ID, left, right ID, open bool) {
	for _, id := range d.items {
		from, to := 0, len(order)
		for from < to {
			middle := (from + to) / 2
			better, ok := d.answered(id, order[middle])
			switch {
			case !ok:
				return order, id, order[middle], true
			case better:
				to = middle
			default:
				from = middle + 1
			}
		}
		order = slices.Insert(order, from, id)
	}
	return order, 0, 0, false
}

// Contradictions lists the answers that the order goes against, which is so when answers go round in a ring.
func (d *Duel) Contradictions() (all []Answer) {
	order := d.Order()
	for _, a := range d.answers {
		if slices.Index(order, a.Better) > slices.Index(order, a.Worse) {
			all = append(all, a)
		}
	}
	return all
}
