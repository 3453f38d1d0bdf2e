package model

import (
	"cmp"
	"slices"
	"strings"
)

// enter gives the number of a class + 1, a new one where there is none; 0 when there is no room for one more.
func (g *ledger) enter(value [2]Value) uint32 {
	if n, ok := g.classes[value]; ok {
		return n + 1
	}
	if len(g.classes) >= maxClasses {
		return 0
	}
	for i := range value {
		value[i].S = strings.Clone(value[i].S)
	}
	n := uint32(len(g.rows))
	if last := len(g.spare) - 1; last >= 0 {
		n, g.spare = g.spare[last], g.spare[:last]
		g.rows[n] = class{value: value}
	} else {
		g.rows = append(g.rows, class{value: value})
	}
	g.classes[value] = n
	return n + 1
}

// leave says that a class has one lesson less.
func (g *ledger) leave(n uint32) {
	if g.rows[n].lessons--; g.rows[n].lessons == 0 {
		delete(g.classes, g.rows[n].value)
		g.spare = append(g.spare, n)
	}
}

// put adds to the weight that a clue has in a class.
func (g *ledger) put(row *clueRow, o Outcome, class, weight uint32) {
	shares := row.shares[o]
	if len(shares) == 0 {
		g.clues++
	}
	at, ok := findShare(shares, class)
	if !ok {
		shares = slices.Insert(shares, at, share{class: class})
	}
	shares[at].weight += weight
	row.shares[o] = shares
	g.rows[class].weight += uint64(weight)
	g.total += uint64(weight)
}

// take takes away from the weight that a clue has in a class.
func (g *ledger) take(row *clueRow, o Outcome, class, weight uint32) {
	shares := row.shares[o]
	at, _ := findShare(shares, class)
	if shares[at].weight -= weight; shares[at].weight == 0 {
		shares = slices.Delete(shares, at, at+1)
	}
	if len(shares) == 0 {
		g.clues--
	}
	row.shares[o] = shares
	g.rows[class].weight -= uint64(weight)
	g.total -= uint64(weight)
}

func findShare(shares []share, class uint32) (int, bool) {
	return slices.BinarySearchFunc(shares, class, func(s share, class uint32) int { return cmp.Compare(s.class, class) })
}
