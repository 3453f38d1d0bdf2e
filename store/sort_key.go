package store

import (
	"math/bits"
	"slices"
	"sync"
	"sync/atomic"
)

// A sortKey gives each row a number to sort by, the least first. Nothing is the greatest, whatever the direction.
type sortKey struct {
	column *column
	places []uint32    // for names and words: the place in the order of letters of each number of the column
	texts  *textPlaces // instead of the column, for texts that differ from ticket to ticket
	desc   bool
}

// nothing is the number of rows without a value.
const nothing = ^uint64(0)

// of gives the number of a row.
func (k *sortKey) of(row int) uint64 {
	if k.texts != nil {
		return k.turned(k.texts.at(row))
	}
	n := k.column.at(row)
	if k.places != nil {
		n = k.place(n)
	}
	return k.turned(n)
}

func (k *sortKey) place(n uint64) uint64 {
	if n < uint64(len(k.places)) {
		return uint64(k.places[n])
	}
	return 0
}

func (k *sortKey) turned(n uint64) uint64 {
	if k.desc && n != 0 {
		return 1<<63 - n
	}
	return n - 1 // zero wraps round to nothing
}

// bounds give numbers below and above which no row has any, but for those that have nothing.
func (k *sortKey) bounds() (least, most uint64) {
	low, high := uint64(1), uint64(0)
	switch {
	case k.texts != nil:
		high = k.texts.highest()
	case k.places != nil:
		high = uint64(slices.Max(k.places))
	default:
		low, high = k.column.least, k.column.most
	}
	least, most = k.turned(max(1, low)), k.turned(max(1, low, high))
	return min(least, most), max(least, most)
}

// full is the word of a set that has all of 64 rows.
const full = ^uint64(0)

// block gives the numbers of those of the 64 rows of word i that are in the word.
func (k *sortKey) block(i int, word uint64, to *[64]uint64) {
	if bits.OnesCount64(word) < 16 {
		for w := word; w != 0; w &= w - 1 {
			j := bits.TrailingZeros64(w)
			to[j] = k.of(i*64 + j)
		}
		return
	}
	if k.texts != nil {
		k.texts.block(i, to)
	} else {
		k.column.block(i, to)
	}
	if k.places != nil {
		for j, n := range to {
			to[j] = k.place(n)
		}
	}
	if !k.desc {
		for j := range to {
			to[j]--
		}
		return
	}
	for j, n := range to {
		turned := 1<<63 - n
		if n == 0 {
			turned = nothing
		}
		to[j] = turned
	}
}

// block gives the numbers of the 64 rows of word i.
func (c *column) block(i int, to *[64]uint64) {
	switch {
	case c.small != nil:
		widen(c.small, i, to)
	case c.middle != nil:
		widen(c.middle, i, to)
	default:
		widen(c.large, i, to)
	}
}

// widen copies the 64 values of word i. Rows behind the end hold zero.
func widen[T uint8 | uint32 | uint64](values []T, i int, to *[64]uint64) {
	part := values[min(len(values), i*64):min(len(values), i*64+64)]
	if len(part) < 64 {
		clear(to[len(part):])
	}
	for j, v := range part {
		to[j] = uint64(v)
	}
}

// within gives the rows whose number lies between two, both included.
func (k *sortKey) within(rows rowSet, least, most uint64) rowSet {
	taken := make(rowSet, len(rows))
	share(rows, func(from, upto int) {
		var numbers [64]uint64
		for i, word := range rows[from:upto] {
			if word == 0 {
				continue
			}
			k.block(from+i, word, &numbers)
			var take uint64
			for j, n := range &numbers {
				var in uint64
				if n-least <= most-least { // below the least, it wraps round to a great number
					in = 1
				}
				take |= in << j
			}
			taken[from+i] = word & take
		}
	})
	return taken
}

// split counts the rows whose number is less than one, and gives those that have it.
func (k *sortKey) split(rows rowSet, number uint64) (less int, same rowSet) {
	same = make(rowSet, len(rows))
	var sum atomic.Int64
	share(rows, func(from, upto int) {
		var numbers [64]uint64
		count := 0
		for i, word := range rows[from:upto] {
			if word == 0 {
				continue
			}
			k.block(from+i, word, &numbers)
			var below, equal uint64
			for j, n := range &numbers {
				var b, e uint64
				if n < number {
					b = 1
				}
				if n == number {
					e = 1
				}
				below |= b << j
				equal |= e << j
			}
			count += bits.OnesCount64(word & below)
			same[from+i] = word & equal
		}
		sum.Add(int64(count))
	})
	return int(sum.Load()), same
}

// share has a function go over the words of a set: over two halves at a time, if there are so many that it is worth it.
func share(rows rowSet, f func(from, upto int)) {
	const worth = 1024
	half := len(rows) / 2
	if len(rows) < worth {
		half = 0
	}
	var other sync.WaitGroup
	other.Go(func() { f(0, half) })
	f(half, len(rows))
	other.Wait()
}

// bucketBits says into how many buckets rows are counted: few enough that their counters stay in the nearest cache.
const bucketBits = 11

// A tally counts rows by their number: a row with n is in bucket (n-least)>>shift, one without in the last.
type tally struct {
	least, most uint64 // where the numbers lie
	shift       int
	count       [1<<bucketBits + 1]uint32
}

// tally counts rows, whose numbers lie between two.
func (k *sortKey) tally(rows rowSet, least, most uint64) *tally {
	all := &tally{least: least, most: most, shift: max(0, bits.Len64(most-least)-bucketBits)}
	var mu sync.Mutex
	share(rows, func(from, upto int) {
		part := tally{least: all.least, most: all.most, shift: all.shift}
		part.take(k, rows, from, upto)
		mu.Lock()
		defer mu.Unlock()
		for i, n := range &part.count {
			all.count[i] += n
		}
	})
	return all
}

// take counts the rows of some words.
func (t *tally) take(k *sortKey, rows rowSet, from, upto int) {
	var numbers [64]uint64
	for i, word := range rows[from:upto] {
		if word == 0 {
			continue
		}
		k.block(from+i, word, &numbers)
		if word == full {
			for _, n := range &numbers {
				t.count[min((n-t.least)>>t.shift, 1<<bucketBits)]++
			}
			continue
		}
		for w := word; w != 0; w &= w - 1 {
			t.count[min((numbers[bits.TrailingZeros64(w)]-t.least)>>t.shift, 1<<bucketBits)]++
		}
	}
}

// holding gives the bucket in which a place of the order is, and how many rows are in those before it.
func (t *tally) holding(place int) (bucket, before int) {
	for bucket, n := range &t.count {
		if place < before+int(n) {
			return bucket, before
		}
		before += int(n)
	}
	return len(t.count) - 1, before
}

// span gives between which numbers the rows of the buckets first..last lie.
func (t *tally) span(first, last int) (least, most uint64) {
	least, most = t.least+uint64(first)<<t.shift, t.least+uint64(last+1)<<t.shift-1
	if first == 1<<bucketBits {
		least = nothing
	}
	if last == 1<<bucketBits {
		most = nothing
	}
	return least, most
}
