package model

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// A stretch is a row of numbers, both ends included.
type stretch struct{ lo, hi int64 }

var (
	noNumber  = stretch{0, 0}
	allAbove0 = stretch{1, math.MaxInt64}
	allBelow0 = stretch{math.MinInt64, -1}
)

// reach gives the numbers that meet the condition for one of its values. No value is neither smaller nor greater than
// another.
func (c *cond) reach(w want, b *binder) []stretch {
	switch {
	case w.way == macro && w.text == noValue.Token:
		return []stretch{noNumber}
	case w.way == macro && w.text == anyValue.Token:
		return []stretch{allBelow0, allAbove0}
	}
	found := c.key.reach(c, w, b)
	if c.op == sameAs && w.way != ranging {
		return found
	}
	var all []stretch
	for _, s := range found {
		all = append(all, c.key.valued(s.compared(c.op))...)
	}
	return all
}

// compared gives the numbers that stand in the relation to the stretch.
func (s stretch) compared(op comparison) stretch {
	switch op {
	case lessThan:
		return stretch{math.MinInt64, s.lo - 1}
	case atMost:
		return stretch{math.MinInt64, s.hi}
	case moreThan:
		return stretch{s.hi + 1, math.MaxInt64}
	case atLeast:
		return stretch{s.lo, math.MaxInt64}
	}
	return s
}

// valued leaves out the number that is no value.
func (k *key) valued(s stretch) []stretch {
	if k.counts() {
		return []stretch{s}
	}
	return []stretch{{s.lo, min(s.hi, -1)}, {max(s.lo, 1), s.hi}}
}

// within tests whether a ticket's number is in one of the stretches. Choices, of which there are few, become one bit
// each.
func within(get func(*Ticket) Value, all []stretch) match {
	all = slices.DeleteFunc(all, func(s stretch) bool { return s.lo > s.hi })
	slices.SortFunc(all, func(a, b stretch) int { return cmp.Compare(a.lo, b.lo) })
	if len(all) == 1 {
		lo, hi := all[0].lo, all[0].hi
		return func(t *Ticket) bool { n := get(t).N; return lo <= n && n <= hi }
	}
	var bits uint64
	small := true
	for _, s := range all {
		if small = small && s.lo >= 0 && s.hi < 64; small {
			bits |= (2<<uint(s.hi) - 1) &^ (1<<uint(s.lo) - 1)
		}
	}
	if small {
		return func(t *Ticket) bool { n := get(t).N; return n >= 0 && n < 64 && bits>>uint(n)&1 != 0 }
	}
	all = merged(all)
	return func(t *Ticket) bool {
		n := get(t).N
		i, found := slices.BinarySearchFunc(all, n, func(s stretch, n int64) int { return cmp.Compare(s.lo, n) })
		return found || i > 0 && n <= all[i-1].hi
	}
}

// merged joins sorted stretches that overlap.
func merged(all []stretch) []stretch {
	joined := all[:1]
	for _, s := range all[1:] {
		if last := &joined[len(joined)-1]; s.lo <= last.hi {
			last.hi = max(last.hi, s.hi)
		} else {
			joined = append(joined, s)
		}
	}
	return joined
}

// reachNumbers gives the numbers that a value was read as; state:open is the states whose phase is open.
func reachNumbers(_ *cond, w want, _ *binder) []stretch {
	if w.way != macro {
		return []stretch{{w.from, w.to}}
	}
	var open []stretch
	for s := range States {
		if States[s].Phase.Open() {
			open = append(open, stretch{int64(s), int64(s)})
		}
	}
	return open
}

// reachTimes gives the seconds that a written time covers. A distance is a moment; what equals a distance is anywhere
// between then and now.
func reachTimes(c *cond, w want, b *binder) []stretch {
	if from, to, ok := strings.Cut(w.text, ".."); ok && w.way == ranging {
		s, e := c.key.seconds(from, b), c.key.seconds(to, b)
		return []stretch{{min(s.lo, e.lo), max(s.hi, e.hi)}}
	}
	s := c.key.seconds(w.text, b)
	if _, err := ParseSpan(w.text); err == nil && c.op == sameAs {
		now := b.env.Now.Unix()
		s = stretch{min(s.lo, now), max(s.hi, now)}
	}
	return []stretch{s}
}

// seconds resolves a written time. A distance without a sign lies ahead for what is to come, and back for all other times.
func (k *key) seconds(text string, b *binder) stretch {
	if d, err := ParseSpan(text); err == nil {
		if signed := text[0] == '-' || text[0] == '+'; !signed && !k.field.Ahead {
			d = -d
		}
		at := b.env.Now.Add(d).Unix()
		return stretch{at, at}
	}
	p, _ := periodOf(text, b.env.Now)
	return stretch{p.from.Unix(), p.to.Unix() - 1}
}

// reachNouns gives the nouns that a name may mean.
func reachNouns(c *cond, w want, b *binder) []stretch {
	var all []stretch
	for _, r := range b.nouns(c, w, c.key.field.Table) {
		all = append(all, stretch{int64(r), int64(r)})
	}
	return all
}

// nouns finds the nouns that a value names, and notes the value when there are none.
func (b *binder) nouns(c *cond, w want, table Table) []Ref {
	if w.way == macro && b.env.Me == 0 {
		return nil
	}
	if w.way == macro {
		return []Ref{b.env.Me}
	}
	var found []Ref
	if b.env.Names != nil {
		found = b.env.Names.Find(table, w.text)
	}
	if len(found) == 0 {
		var text strings.Builder
		(&cond{c.key, sameAs, []want{w}}).write(&text)
		b.unknown = append(b.unknown, text.String())
	}
	return found
}
