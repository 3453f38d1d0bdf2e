package model

import (
	"cmp"
	"maps"
	"slices"
)

// A WordBag is the rare words of a ticket, each with its weight.
type WordBag map[string]float64

// alikeShare is the part of their words by weight, of the ticket with fewer, that two must share to be taken for one kind.
const alikeShare = 0.4

// alike tells whether two tickets share enough: two words at least, of some weight.
func (b WordBag) alike(o WordBag) bool {
	shared, n := 0.0, 0
	for w, weight := range b {
		if o[w] != 0 {
			shared += weight
			n++
		}
	}
	return n >= 2 && shared >= alikeShare*min(b.weight(), o.weight())
}

func (b WordBag) weight() (sum float64) {
	for _, w := range b {
		sum += w
	}
	return sum
}

// Clusters groups tickets that are alike, directly or through others, and gives the groups of four or more, the largest
// first, as places in all. Source: single-linkage clustering (Sneath, The application of computers to taxonomy, 1957).
func Clusters(all []WordBag) (groups [][]int) {
	root := make([]int, len(all))
	for i := range root {
		root[i] = i
	}
	find := func(i int) int {
		for root[i] != i {
			i = root[i]
		}
		return i
	}
	for i := range all {
		for j := range i {
			if a, b := find(i), find(j); a != b && all[i].alike(all[j]) {
				root[a] = b
			}
		}
	}
	members := map[int][]int{}
	for i := range all {
		members[find(i)] = append(members[find(i)], i)
	}
	for _, at := range slices.Sorted(maps.Keys(members)) {
		if len(members[at]) >= alikeLeast {
			groups = append(groups, members[at])
		}
	}
	slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Compare(len(b), len(a)) })
	return groups
}

// SharedWords lists the words that at least half of a group have, those that most have first, of equal ones the heavier.
func SharedWords(all []WordBag, group []int) (words []string) {
	have, weight := map[string]int{}, map[string]float64{}
	for _, i := range group {
		for w, weighs := range all[i] {
			have[w]++
			weight[w] = weighs
		}
	}
	for w, n := range have {
		if 2*n >= len(group) {
			words = append(words, w)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		return cmp.Or(cmp.Compare(have[b], have[a]), cmp.Compare(weight[b], weight[a]), cmp.Compare(a, b))
	})
	return words
}
