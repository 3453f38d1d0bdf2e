package model

import (
	"errors"
	"math/bits"
	"slices"
	"sort"
	"testing"

	"pgregory.net/rapid"
)

// A shelf is an order in memory that stays fast with a million tickets: chunks of spots, each sorted, in order. It
// counts what an Insert sets, and refuses what no order may hold.
type shelf struct {
	chunks [][]Spot
	of     map[ID]Rank
	most   int // the most spots that one Put set
}

func newShelf() *shelf { return &shelf{chunks: [][]Spot{nil}, of: map[ID]Rank{}} }

const chunkSize = 256

// find gives the chunk and the index of the first spot at or behind a rank.
func (s *shelf) find(r Rank) (chunk, at int) {
	chunk = sort.Search(len(s.chunks), func(i int) bool { return len(s.chunks[i]) > 0 && s.chunks[i][0].Rank > r }) - 1
	chunk = max(chunk, 0)
	at = sort.Search(len(s.chunks[chunk]), func(i int) bool { return s.chunks[chunk][i].Rank >= r })
	if at == len(s.chunks[chunk]) && chunk+1 < len(s.chunks) {
		return chunk + 1, 0
	}
	return chunk, at
}

func (s *shelf) Next(r Rank) (Spot, bool) {
	if chunk, at := s.find(r + 1); at < len(s.chunks[chunk]) {
		return s.chunks[chunk][at], true
	}
	return Spot{}, false
}

func (s *shelf) Prev(r Rank) (Spot, bool) {
	chunk, at := s.find(r)
	if at > 0 {
		return s.chunks[chunk][at-1], true
	}
	if chunk > 0 {
		last := s.chunks[chunk-1]
		return last[len(last)-1], true
	}
	return Spot{}, false
}

func (s *shelf) Of(id ID) (Rank, error) { return s.of[id], nil }

var errShared = errors.New("two tickets would share a place")

func (s *shelf) Put(spots ...Spot) error {
	for _, spot := range spots {
		if was := s.of[spot.ID]; was != 0 {
			s.take(was)
		}
		delete(s.of, spot.ID)
	}
	if len(spots) > 0 && spots[0].Rank != 0 {
		s.most = max(s.most, len(spots))
	}
	for _, spot := range spots {
		if spot.Rank == 0 {
			continue
		}
		if spot.Rank > rankMax {
			return errors.New("a place lies outside the line")
		}
		chunk, at := s.find(spot.Rank)
		if at < len(s.chunks[chunk]) && s.chunks[chunk][at].Rank == spot.Rank {
			return errShared
		}
		s.of[spot.ID] = spot.Rank
		if at == 0 && chunk > 0 { // behind the end of the one before
			chunk--
			at = len(s.chunks[chunk])
		}
		s.chunks[chunk] = slices.Insert(s.chunks[chunk], at, spot)
		if full := s.chunks[chunk]; len(full) > 2*chunkSize {
			s.chunks[chunk] = full[:chunkSize:chunkSize]
			s.chunks = slices.Insert(s.chunks, chunk+1, slices.Clone(full[chunkSize:]))
		}
	}
	return nil
}

func (s *shelf) take(r Rank) {
	chunk, at := s.find(r)
	s.chunks[chunk] = slices.Delete(s.chunks[chunk], at, at+1)
	if len(s.chunks[chunk]) == 0 && len(s.chunks) > 1 {
		s.chunks = slices.Delete(s.chunks, chunk, chunk+1)
	}
}

// ids gives the order, and complains about places that no ticket may have.
func (s *shelf) ids(t rapid.TB) []ID {
	t.Helper()
	ids := make([]ID, 0, len(s.of))
	last := Rank(0)
	for _, chunk := range s.chunks {
		for _, spot := range chunk {
			if spot.Rank <= last || bits.Len64(uint64(spot.Rank)) > 63 {
				t.Fatalf("#%d stands at %d, behind %d", spot.ID, spot.Rank, last)
			}
			if s.of[spot.ID] != spot.Rank {
				t.Fatalf("#%d stands at %d and says %d", spot.ID, spot.Rank, s.of[spot.ID])
			}
			last = spot.Rank
			ids = append(ids, spot.ID)
		}
	}
	return ids
}

// A pattern is a way to insert tickets at one spot for ever.
type pattern struct {
	name     string
	standing int // how many stood there before
	inserts  int
	// place says where the n-th goes, from 1: left and right stood there before, first is the first of all, last the
	// one that was inserted before.
	place func(n int, left, right, first, last ID) Place
	// order puts what was inserted in the order that follows; it comes between left and right, or at an end.
	order func(inserted []ID) []ID
	end   int // -1 at the top, 1 at the bottom
}

const million = 1_000_000

var patterns = []pattern{
	{"always after the same", 10_000, million, func(_ int, left, _, _, _ ID) Place { return Place{After: left} }, reversed, 0},
	{"always before the same", 10_000, million / 10, func(_ int, _, right, _, _ ID) Place { return Place{Before: right} }, slices.Clone[[]ID], 0},
	{"always at the top", 2, million, func(_ int, _, _, first, _ ID) Place { return Place{Before: first} }, reversed, -1},
	{"always at the bottom", 2, million, func(int, ID, ID, ID, ID) Place { return Place{} }, slices.Clone[[]ID], 1},
	{"always after the last one", 2, million / 10, func(_ int, left, _, _, last ID) Place { return Place{After: max(left, last)} }, slices.Clone[[]ID], 0},
	{"by turns between the same two", 10_000, million, func(n int, left, right, _, _ ID) Place {
		if n%2 == 1 {
			return Place{After: left}
		}
		return Place{Before: right}
	}, func(inserted []ID) []ID { odd, even := byTurns(inserted); return append(reversed(odd), even...) }, 0},
	{"by turns around the last one", 10_000, million / 10, func(n int, left, _, _, last ID) Place {
		if n%2 == 1 {
			return Place{After: max(left, last)}
		}
		return Place{Before: last}
	}, func(inserted []ID) []ID { odd, even := byTurns(inserted); return append(even, reversed(odd)...) }, 0},
}

func reversed(ids []ID) []ID {
	ids = slices.Clone(ids)
	slices.Reverse(ids)
	return ids
}

func byTurns(ids []ID) (odd, even []ID) {
	for i, id := range ids {
		if i%2 == 0 {
			odd = append(odd, id)
		} else {
			even = append(even, id)
		}
	}
	return odd, even
}

// idsFrom gives so many ids from a number on.
func idsFrom(from ID, n int) []ID {
	ids := make([]ID, n)
	for i := range ids {
		ids[i] = from + ID(i)
	}
	return ids
}

func TestAMillionInsertsAtOneSpotKeepTheOrderAndMoveFew(t *testing.T) {
	for _, p := range patterns {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			inserts := p.inserts
			if testing.Short() {
				inserts /= 10
			}
			o, base := newShelf(), idsFrom(1, p.standing)
			for _, id := range base {
				insert(t, o, id, Place{})
			}
			inserted := idsFrom(base[len(base)-1]+1, inserts)
			moved := p.run(t, o, base, inserted)
			if got := o.ids(t); !slices.Equal(got, p.want(base, inserted)) {
				t.Fatal("the order is not the one that was asked for")
			}
			each := float64(moved) / float64(inserts)
			t.Logf("%d inserts among %d: the longest respacing moved %d tickets, %.1f per insert", inserts, p.standing, o.most, each)
			if most := p.most(); o.most > most || each > 15 {
				t.Errorf("that is too much: %d are enough", most)
			}
		})
	}
}

// run inserts one after another and counts the tickets that had to make room.
func (p pattern) run(t *testing.T, o *shelf, base, inserted []ID) (moved int) {
	left, right := base[len(base)/2-1], base[len(base)/2]
	first, last := base[0], ID(0)
	for i, id := range inserted {
		moved += len(insert(t, o, id, p.place(i+1, left, right, first, last))) - 1
		if last = id; p.end < 0 {
			first = id
		}
	}
	return moved
}

func (p pattern) want(base, inserted []ID) []ID {
	middle, half := p.order(inserted), len(base)/2
	switch p.end {
	case -1:
		return slices.Concat(middle, base)
	case 1:
		return slices.Concat(base, middle)
	}
	return slices.Concat(base[:half], middle, base[half:])
}

// most is how many tickets one respacing may move. Around the last one, what was inserted stands on both sides of the
// spot, and now and then half of it has to make room.
func (p pattern) most() int {
	if p.name == "by turns around the last one" {
		return p.inserts
	}
	return 2500
}

func insert(t rapid.TB, o Order, id ID, at Place) []Spot {
	t.Helper()
	spots, err := Insert(o, id, at)
	if err != nil {
		t.Fatalf("insert #%d at %v: %v", id, at, err)
	}
	if len(spots) == 0 || spots[0].ID != id {
		t.Fatalf("insert #%d gave the spots %v", id, spots)
	}
	return spots
}

// TestAnyMovesKeepTheOrderOfAPlainList moves tickets about in an order that may begin with the tightest of places, and
// in a plain list.
func TestAnyMovesKeepTheOrderOfAPlainList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := newShelf()
		list := tightStart(t, o)
		id := rapid.Custom(func(t *rapid.T) ID { return ID(rapid.IntRange(1, 40).Draw(t, "id")) })
		for range rapid.IntRange(1, 300).Draw(t, "moves") {
			who := id.Draw(t, "who")
			if rapid.IntRange(0, 19).Draw(t, "leaves") == 0 {
				if err := o.Put(Spot{ID: who}); err != nil {
					t.Fatal(err)
				}
				list = without(list, who)
				continue
			}
			at := Place{}
			switch rapid.IntRange(0, 3).Draw(t, "where") {
			case 0:
				at.After = rapid.SampledFrom([]ID{1, 2, id.Draw(t, "after")}).Draw(t, "behind")
			case 1:
				at.Before = rapid.SampledFrom([]ID{1, 2, id.Draw(t, "before")}).Draw(t, "ahead")
			case 2:
				at = Place{After: id.Draw(t, "after"), Before: id.Draw(t, "before")}
			}
			if at.After == who || at.Before == who {
				if _, err := Insert(o, who, at); !errors.Is(err, ErrRefused) {
					t.Fatalf("#%d beside itself: %v", who, err)
				}
				list = without(list, who) // an act that is refused is rolled back as a whole; here it stays out
				continue
			}
			insert(t, o, who, at)
			list = placed(without(list, who), who, at)
			if got := o.ids(t); !slices.Equal(got, list) {
				t.Fatalf("after #%d at %v the order is %v, want %v", who, at, got, list)
			}
		}
	})
}

// tightStart puts some tickets side by side somewhere on the line, often at an end of it.
func tightStart(t *rapid.T, o *shelf) (list []ID) {
	n := rapid.IntRange(0, 40).Draw(t, "standing")
	from := rapid.SampledFrom([]Rank{1, 2, rankStep - 20, rankStart, rankMax - rankStep - 20, rankMax - 40}).Draw(t, "from")
	for i := range n {
		spot := Spot{ID(i + 1), from + Rank(i)}
		if err := o.Put(spot); err != nil {
			t.Fatal(err)
		}
		list = append(list, spot.ID)
	}
	return list
}

func without(list []ID, who ID) []ID {
	return slices.DeleteFunc(slices.Clone(list), func(id ID) bool { return id == who })
}

// placed is the plain meaning of a Place: right behind the one, or else right before the other, or else at the bottom.
func placed(list []ID, who ID, at Place) []ID {
	if i := slices.Index(list, at.After); i >= 0 {
		return slices.Insert(list, i+1, who)
	}
	if i := slices.Index(list, at.Before); i >= 0 {
		return slices.Insert(list, i, who)
	}
	return append(list, who)
}

func TestAPositionCountsTheOthersFromOne(t *testing.T) {
	for n, want := range map[int]Place{1: {Before: 1}, 2: {After: 1, Before: 3}, 3: {After: 3, Before: 4}, 4: {After: 4}, 99: {After: 4}} {
		o := newShelf()
		for id := ID(1); id <= 4; id++ {
			insert(t, o, id, Place{})
		}
		got, err := placeAt(o, 2, n)
		if err != nil || got != want {
			t.Errorf("position %d is %v, %v; want %v", n, got, err, want)
		}
		insert(t, o, 2, got)
		if at := slices.Index(o.ids(t), 2) + 1; at != min(n, 4) {
			t.Errorf("it came to position %d instead of %d", at, n)
		}
	}
	if _, err := placeAt(newShelf(), 1, 0); err == nil {
		t.Error("there is a position 0")
	}
}
