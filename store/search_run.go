package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"hash/maphash"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// rangeSize is how many ticket numbers a run covers.
const rangeSize = 1 << 14

// A tokenRun lists the tokens of the tickets of one range, in order, each with the tickets that have it.
type tokenRun struct {
	low    uint32 // the first number of the range
	tokens []byte
	ends   []uint32 // where each token ends in tokens
	ids    []byte   // the tickets of all tokens, one token after another, as distances in varints, the first one from low
	last   []uint32 // where those of each token end in ids
	exist  []uint16 // the tickets that there are, as distances from low
}

func (r *tokenRun) token(i int) []byte { return r.tokens[endBefore(r.ends, i):r.ends[i]] }

// appendIDs appends the tickets that have a token.
func (r *tokenRun) appendIDs(i int, to []uint32) []uint32 {
	id := r.low
	for rest := r.ids[endBefore(r.last, i):r.last[i]]; len(rest) > 0; {
		n, size := binary.Uvarint(rest)
		id += uint32(n)
		to = append(to, id)
		rest = rest[size:]
	}
	return to
}

func endBefore(ends []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// A gatherer makes runs, one after another with the same memory. Tickets come in the order of their numbers.
type gatherer struct {
	seed   maphash.Seed
	recent [1 << 12]recentToken // by hash: most words of a text were met just before
	known  map[string]uint32    // numbers of tokens, as they were met
	names  []string
	seen   []uint32 // by token: one more than the last ticket that had it, as a distance
	pairs  []uint64 // token number and ticket
	exist  []uint16

	order  []uint32 // the names by their letters
	ids    []uint16 // of the pairs, by name
	packed []byte
}

type recentToken struct {
	name string
	no   uint32
}

func newGatherer() *gatherer { return &gatherer{seed: maphash.MakeSeed(), known: map[string]uint32{}} }

// ticket begins a ticket, of which add takes the tokens.
func (g *gatherer) ticket(at uint16) { g.exist = append(g.exist, at) }

func (g *gatherer) add(at uint16, token []byte) {
	if len(token) == 0 {
		return
	}
	no := g.number(token)
	if g.seen[no] != uint32(at)+1 {
		g.seen[no] = uint32(at) + 1
		g.pairs = append(g.pairs, uint64(no)<<16|uint64(at))
	}
}

// number gives the number of a token, a new one when it is new.
func (g *gatherer) number(token []byte) uint32 {
	recent := &g.recent[maphash.Bytes(g.seed, token)%uint64(len(g.recent))]
	if recent.name == string(token) {
		return recent.no
	}
	no, ok := g.known[string(token)]
	if !ok {
		no = uint32(len(g.names))
		name := string(token)
		g.known[name], g.names, g.seen = no, append(g.names, name), append(g.seen, 0)
	}
	*recent = recentToken{g.names[no], no}
	return no
}

// finish gives the run, and empties the gatherer.
func (g *gatherer) finish(low uint32) *tokenRun {
	order, size := g.order[:0], 0
	for i, name := range g.names {
		order = append(order, uint32(i))
		size += len(name)
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(g.names[a], g.names[b]) })
	ends := g.seen // of the tickets of each token in ids; what was seen is not needed any more
	clear(ends)
	for _, p := range g.pairs {
		ends[p>>16]++
	}
	sum := uint32(0)
	for no, n := range ends {
		ends[no] = sum
		sum += n
	}
	ids := slices.Grow(g.ids[:0], len(g.pairs))[:len(g.pairs)]
	for _, p := range g.pairs { // tickets came in order, so each token's are
		ids[ends[p>>16]] = uint16(p)
		ends[p>>16]++
	}
	r := &tokenRun{low: low, tokens: make([]byte, 0, size), ends: make([]uint32, len(order)), last: make([]uint32, len(order)),
		exist: slices.Clone(g.exist)}
	packed := g.packed[:0]
	for i, no := range order {
		r.tokens = append(r.tokens, g.names[no]...)
		r.ends[i] = uint32(len(r.tokens))
		last := uint16(0)
		for _, id := range ids[endBefore(ends, int(no)):ends[no]] {
			packed = binary.AppendUvarint(packed, uint64(id-last))
			last = id
		}
		r.last[i] = uint32(len(packed))
	}
	r.ids, g.packed = bytes.Clone(packed), packed
	g.order, g.ids = order, ids
	clear(g.known)
	clear(g.names)
	clear(g.recent[:])
	g.names, g.seen, g.pairs, g.exist = g.names[:0], g.seen[:0], g.pairs[:0], g.exist[:0]
	return r
}

// gather makes the run of those of the tickets that lie in a range, as a transaction sees them.
func (g *gatherer) gather(ctx context.Context, tx *bolt.Tx, ids *roaring.Bitmap, low uint32) (*tokenRun, error) {
	r := newProseReader(tx)
	it := ids.Iterator()
	it.AdvanceIfNeeded(low)
	for n := 1; it.HasNext() && it.PeekNext()-low < rangeSize; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		id := it.Next()
		if err := r.load(model.ID(id)); err != nil {
			return nil, err
		}
		if r.exists() {
			at := uint16(id - low)
			g.ticket(at)
			r.words(func(token []byte) { g.add(at, token) })
		}
	}
	return g.finish(low), ctx.Err()
}

// rangesOf gives where the ranges begin in which tickets lie.
func rangesOf(ids *roaring.Bitmap) (ranges []uint32) {
	for it := ids.Iterator(); it.HasNext(); {
		low := it.Next() &^ (rangeSize - 1)
		ranges = append(ranges, low)
		if low+rangeSize < low {
			break
		}
		it.AdvanceIfNeeded(low + rangeSize)
	}
	return ranges
}

// A runMerger walks over the tokens of several runs, in order, with all tickets that have each.
type runMerger struct {
	heap []runHead
	ids  []uint32
}

type runHead struct {
	run   *tokenRun
	at    int
	token []byte
}

func (a runHead) less(b runHead) bool {
	c := bytes.Compare(a.token, b.token)
	return c < 0 || c == 0 && a.run.low < b.run.low
}

func mergeRuns(runs []*tokenRun) *runMerger {
	m := &runMerger{}
	for _, r := range runs {
		if len(r.ends) > 0 {
			m.heap = append(m.heap, runHead{run: r, token: r.token(0)})
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m
}

// next gives the next token and its tickets, in order; nil behind the last. The tickets are the caller's until it asks
// again.
func (m *runMerger) next() (token []byte, ids []uint32) {
	if len(m.heap) == 0 {
		return nil, nil
	}
	token, m.ids = m.heap[0].token, m.ids[:0]
	for len(m.heap) > 0 && bytes.Equal(m.heap[0].token, token) {
		head := &m.heap[0]
		m.ids = head.run.appendIDs(head.at, m.ids)
		if head.at++; head.at < len(head.run.ends) {
			head.token = head.run.token(head.at)
		} else {
			last := len(m.heap) - 1
			m.heap[0] = m.heap[last]
			m.heap = m.heap[:last]
		}
		m.sink(0)
	}
	return token, m.ids
}

func (m *runMerger) sink(i int) {
	for {
		child := 2*i + 1
		if child >= len(m.heap) {
			return
		}
		if right := child + 1; right < len(m.heap) && m.heap[right].less(m.heap[child]) {
			child = right
		}
		if !m.heap[child].less(m.heap[i]) {
			return
		}
		m.heap[i], m.heap[child] = m.heap[child], m.heap[i]
		i = child
	}
}
