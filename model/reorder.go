package model

import "slices"

// Reorder gives the tickets that must move to bring a backlog from one order into another, each with its new neighbour, so
// that as few as can be move. Both orders have the same tickets. The moves are made one after the other.
func Reorder(from, to []ID) (moves []Shift) {
	at := make(map[ID]int, len(from))
	for i, id := range from {
		at[id] = i
	}
	stays := longestRise(to, at)
	for i, id := range to {
		switch {
		case stays[id]:
		case i == 0:
			moves = append(moves, Shift{id, Place{Before: from[0]}})
		default:
			moves = append(moves, Shift{id, Place{After: to[i-1]}})
		}
	}
	return moves
}

// A Shift is a ticket with the place to which it moves.
type Shift struct {
	ID ID
	Place
}

// longestRise gives the most tickets of an order that stand in the same order already. Source: patience sorting.
func longestRise(order []ID, at map[ID]int) map[ID]bool {
	before := make([]int, len(order)) // the one in front of each in the longest rise that ends there
	var ends []int                    // of the rises of each length, the one that ends lowest
	for i, id := range order {
		n, _ := slices.BinarySearchFunc(ends, at[id], func(end, place int) int { return at[order[end]] - place })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	stays := make(map[ID]bool, len(ends))
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			stays[order[i]] = true
		}
	}
	return stays
}
