package model

import (
	"errors"
	"fmt"
)

// A Rank is a ticket's place in the backlog: a position on a 64-bit line, smaller first. Zero is not ranked.
type Rank uint64

// The line on which ranks lie: the first ticket stands in the middle, neighbours are a step apart, and what is put
// between two goes half-way. Source of the scheme: domain tests of one million inserts at one spot; no sequence of
// moves makes it fail, and a respacing moves as few tickets as it can.
const (
	rankStart Rank = 1 << 62
	rankStep  Rank = 1 << 32
	rankMax   Rank = 1<<63 - 1
	rankGap   Rank = 16 // the least gap that a respacing leaves, for each ticket of its window
)

// A Spot is a ticket on its place.
type Spot struct {
	ID   ID
	Rank Rank
}

// A Place says where in the order a ticket goes, by its new neighbours: right behind After, or else right before
// Before. The zero place is the bottom.
type Place struct {
	After  ID
	Before ID
}

// An Order is the backlog as its acts see it: tickets on their places, no two on one.
type Order interface {
	// Next and Prev give the nearest ticket behind or before a place, whether or not one stands there.
	Next(Rank) (Spot, bool)
	Prev(Rank) (Spot, bool)
	// Of gives a ticket's place, zero when it is not ranked.
	Of(ID) (Rank, error)
	// Put sets tickets on their places and takes those with rank zero out of the order.
	Put(...Spot) error
}

// errNoRoom says that the whole line is full, which takes 2^63 tickets.
var errNoRoom = errors.New("the backlog's order is full")

// Insert puts a ticket, ranked before or not, between two neighbours. When they do not stand side by side any more it
// goes right behind the one, or else right before the other. It returns the spots that it set: the ticket's own first,
// then those of tickets that made room.
func Insert(o Order, id ID, at Place) ([]Spot, error) {
	if err := o.Put(Spot{ID: id}); err != nil {
		return nil, err
	}
	low, high, err := gap(o, id, at)
	if err != nil {
		return nil, err
	}
	if r, ok := between(low, high); ok {
		spots := []Spot{{id, r}}
		return spots, o.Put(spots...)
	}
	return respace(o, id, low)
}

// gap finds the open interval of the line into which a ticket goes; 0 and rankMax+1 are its ends.
func gap(o Order, id ID, at Place) (low, high Rank, err error) {
	if at.After == id || at.Before == id {
		return 0, 0, refuse("a ticket can't be placed beside itself")
	}
	if low, err = rankOf(o, at.After); err != nil {
		return 0, 0, err
	}
	if low != 0 {
		if next, ok := o.Next(low); ok {
			return low, next.Rank, nil
		}
		return low, rankMax + 1, nil
	}
	if high, err = rankOf(o, at.Before); err != nil {
		return 0, 0, err
	}
	if high == 0 {
		high = rankMax + 1
	}
	if prev, ok := o.Prev(high); ok {
		low = prev.Rank
	}
	return low, high, nil
}

func rankOf(o Order, id ID) (Rank, error) {
	if id == 0 {
		return 0, nil
	}
	return o.Of(id)
}

// between gives a free place inside an open interval: a step from the only neighbour, else half-way.
func between(low, high Rank) (Rank, bool) {
	switch {
	case low == 0 && high == rankMax+1:
		return rankStart, true
	case low == 0 && high > rankStep:
		return high - rankStep, true
	case high == rankMax+1 && low < rankMax-rankStep:
		return low + rankStep, true
	case high-low < 2:
		return 0, false
	}
	return low + (high-low)/2, true
}

// respace makes room right behind low: it takes the smallest window around it, doubling from 16 tickets, in which an
// even spread leaves wide enough gaps, and spreads the window's tickets and the new one over it. The wider the window,
// the wider its gaps must be: without that slack, the next insert would find the whole of it full again.
func respace(o Order, id ID, low Rank) ([]Spot, error) {
	for size := 16; ; size *= 2 {
		window, from, to := around(o, low, size)
		n := Rank(len(window) + 1)
		whole := from == 0 && to == rankMax+1
		from, to = nearEnd(from, to, n+1)
		step := (to - from) / (n + 1)
		if step < rankGap*Rank(size) && !whole {
			continue
		}
		if step == 0 {
			return nil, errNoRoom
		}
		spots := make([]Spot, 0, n)
		place := from
		own := Spot{ID: id}
		if len(window) == 0 || window[0].Rank > low {
			place += step
			own.Rank = place
		}
		for _, s := range window {
			place += step
			spots = append(spots, Spot{s.ID, place})
			if s.Rank == low {
				place += step
				own.Rank = place
			}
		}
		spots = append([]Spot{own}, spots...)
		clear := make([]Spot, len(window))
		for i, s := range window {
			clear[i] = Spot{ID: s.ID}
		}
		if err := o.Put(clear...); err != nil {
			return nil, err
		}
		return spots, o.Put(spots...)
	}
}

// nearEnd cuts the interval of a window that reaches an end of the order down to a step for each gap: the rest of the
// line is for the tickets to come.
func nearEnd(from, to, gaps Rank) (Rank, Rank) {
	width := gaps * rankStep
	switch {
	case gaps > rankMax/rankStep || to-from <= width:
	case from == 0 && to == rankMax+1:
		from = rankStart - width/2
		to = from + width
	case from == 0:
		from = to - width
	case to == rankMax+1:
		to = from + width
	}
	return from, to
}

// around gives up to size tickets on both sides of a place, in order, and the open interval that is theirs.
func around(o Order, low Rank, size int) (window []Spot, from, to Rank) {
	at := low + 1
	var before []Spot
	for len(before) < size/2 {
		s, ok := o.Prev(at)
		if !ok {
			break
		}
		before, at = append(before, s), s.Rank
	}
	for i := len(before) - 1; i >= 0; i-- {
		window = append(window, before[i])
	}
	from, to = 0, rankMax+1
	if s, ok := o.Prev(at); ok {
		from = s.Rank
	}
	at = low
	for i := 0; i < size/2; i++ {
		s, ok := o.Next(at)
		if !ok {
			return window, from, to
		}
		window, at = append(window, s), s.Rank
	}
	if s, ok := o.Next(at); ok {
		to = s.Rank
	}
	return window, from, to
}

// placeOf gives the present neighbours of a ranked ticket.
func placeOf(o Order, id ID) (Place, error) {
	r, err := o.Of(id)
	if err != nil || r == 0 {
		return Place{}, err
	}
	var at Place
	if s, ok := o.Prev(r); ok {
		at.After = s.ID
	}
	if s, ok := o.Next(r); ok {
		at.Before = s.ID
	}
	return at, nil
}

// placeAt gives the neighbours of the n-th position, from 1, among the other ranked tickets.
func placeAt(o Order, id ID, n int) (Place, error) {
	if n < 1 {
		return Place{}, fmt.Errorf("position %d: positions count from 1", n)
	}
	var at Place
	last := Rank(0)
	for i := 1; ; {
		s, ok := o.Next(last)
		if !ok {
			return at, nil
		}
		last = s.Rank
		if s.ID == id {
			continue
		}
		if i == n {
			at.Before = s.ID
			return at, nil
		}
		at.After = s.ID
		i++
	}
}
