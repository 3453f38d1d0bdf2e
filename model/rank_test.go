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

func TestProbe(t *testing.T) {
	for name, place := range spotsOfOneKind {
		s := newShelf()
		total, resp := 0, 0
		for id := ID(1); id <= 2; id++ {
			Insert(s, id, Place{})
		}
		for id := ID(3); id <= 200_000; id++ {
			got, err := Insert(s, id, place(id))
			if err != nil {
				t.Fatal(err)
			}
			if len(got) > 1 {
				total += len(got)
				resp++
			}
		}
		t.Log(name, "longest", s.most, "respacings", resp, "total moved", total)
	}
}

var spotsOfOneKind = map[string]func(id ID) Place{
	"after the same":  func(ID) Place { return Place{After: 1} },
	"before the same": func(ID) Place { return Place{Before: 2} },
	"at the bottom":   func(ID) Place { return Place{} },
}
