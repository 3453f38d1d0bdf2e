package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// maxRanked is how many tickets are ranked by relevance; of more, the newest are what people want to see.
const maxRanked = 10_000

// The constants of BM25. Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
const (
	bm25K = 1.2
	bm25B = 0.75
)

// titleWeight says that a title, and the key, count as if they were written so often. Source: Robertson, Zaragoza and
// Taylor, Simple BM25 Extension to Multiple Weighted Fields (2004).
const titleWeight = 3

// rank orders tickets that were found by tokens, the most relevant first, and says that it did; of equal ones the newest
// comes first. More than 10,000 candidates are not ranked: the newest number comes first. A word that stands in a
// ticket's comments alone counts as written once, since comments are not read again.
func (x *search) rank(ctx context.Context, tx *bolt.Tx, upto model.Revision, tokens []string, candidates *roaring.Bitmap) (ids []model.ID, ranked bool, err error) {
	return x.rankAll(ctx, tx, upto, typedWords(tokens), candidates)
}

// rankAll is rank for words; those that are not whole count for every token that begins with them.
func (x *search) rankAll(ctx context.Context, tx *bolt.Tx, upto model.Revision, words []searchWord, candidates *roaring.Bitmap) (ids []model.ID, ranked bool, err error) {
	if len(words) == 0 || candidates.GetCardinality() > uint64(x.limits.ranked) {
		return newestFirst(candidates), false, nil
	}
	sets, all, err := x.sets(ctx, tx, upto, words)
	if err != nil {
		return nil, false, err
	}
	weights := make([]float64, len(words))
	for i, s := range sets {
		weights[i] = rarity(s.GetCardinality(), all)
	}
	m, err := x.mentions(ctx, tx, words, candidates)
	if err != nil {
		return nil, false, err
	}
	average := 0.0
	for _, n := range m.lengths {
		average += float64(n) / float64(len(m.lengths))
	}
	scores := make([]scored, len(m.ids))
	for i, id := range m.ids {
		score := 0.0
		norm := bm25K * (1 - bm25B + bm25B*float64(m.lengths[i])/max(average, 1))
		for w, n := range m.counts[i*len(words) : (i+1)*len(words)] {
			tf := float64(max(n, 1))
			score += weights[w] * tf * (bm25K + 1) / (tf + norm)
		}
		scores[i] = scored{id, score}
	}
	slices.SortFunc(scores, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.id, a.id)) })
	ids = make([]model.ID, len(scores))
	for i := range scores {
		ids[i] = scores[i].id
	}
	return ids, true, nil
}

// A scored is a ticket with how much it says.
type scored struct {
	id    model.ID
	score float64
}

// newestFirst lists tickets by their numbers, the greatest first.
func newestFirst(tickets *roaring.Bitmap) []model.ID {
	ids := make([]model.ID, 0, tickets.GetCardinality())
	for it := tickets.ReverseIterator(); it.HasNext(); {
		ids = append(ids, model.ID(it.Next()))
	}
	return ids
}

// rarity gives how much it says that a ticket has a word which so many of all have. Source: Robertson and Spärck Jones,
// Relevance weighting of search terms (1976), made positive as in Lucene.
func rarity(have, all uint64) float64 {
	n, df := float64(max(all, have)), float64(have)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}

// mentions tell how often tickets have each word, and how long their texts are.
type mentions struct {
	words   []searchWord
	ids     []model.ID
	records [][]byte
	counts  []uint32 // of each word, ticket by ticket
	lengths []uint32 // in bytes
}

// mentions reads the records of tickets. One goroutine finds them, another reads what was found, and then both do.
func (x *search) mentions(ctx context.Context, tx *bolt.Tx, words []searchWord, tickets *roaring.Bitmap) (*mentions, error) {
	const batch = 512
	n := int(tickets.GetCardinality())
	m := &mentions{words: words, ids: make([]model.ID, 0, n), records: make([][]byte, n), counts: make([]uint32, n*len(words)), lengths: make([]uint32, n)}
	batches := make(chan [2]int, n/batch+1)
	var reader sync.WaitGroup
	var failed error
	reader.Go(func() {
		failed = guard(x.store.path, func() error { return m.count(batches) }) // the transaction is open until it is done
	})
	err := func() error {
		defer close(batches)
		c := tx.Bucket(bTickets).Cursor()
		var key [4]byte
		for it := tickets.Iterator(); it.HasNext(); {
			binary.BigEndian.PutUint32(key[:], it.Next())
			if k, v := c.Seek(key[:]); bytes.Equal(k, key[:]) {
				m.records[len(m.ids)] = v
			}
			m.ids = append(m.ids, model.ID(binary.BigEndian.Uint32(key[:])))
			if at := len(m.ids); at%batch == 0 || at == n {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				batches <- [2]int{(at - 1) / batch * batch, at}
			}
		}
		return nil
	}()
	if err == nil {
		err = m.count(batches)
	}
	reader.Wait()
	return m, errors.Join(err, failed)
}

// count reads batches of records until there are no more.
func (m *mentions) count(batches <-chan [2]int) error {
	var p prose
	var s speller
	var only [256]bool
	for _, w := range m.words {
		only[w.token[0]] = true
	}
	s.only = &only
	for b := range batches {
		for i := b[0]; i < b[1]; i++ {
			if err := m.countOne(i, &p, &s); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m *mentions) countOne(i int, p *prose, s *speller) error {
	record := m.records[i]
	if len(record) < envelope {
		return nil // the ticket was found, but has no record
	}
	if err := p.parse(m.ids[i], record[envelope:]); err != nil {
		return err
	}
	counts, weight := m.counts[i*len(m.words):(i+1)*len(m.words)], uint32(titleWeight)
	hear := func(token []byte) {
		for w := range m.words {
			if m.words[w].fits(token) {
				counts[w] += weight
			}
		}
	}
	s.each(p.title, hear)
	s.each(p.prefix(), hear)
	hear(p.number(s.buf[:]))
	m.lengths[i] = titleWeight * uint32(len(p.title))
	weight = 1
	for _, text := range p.texts {
		s.each(text, hear)
		m.lengths[i] += uint32(len(text))
	}
	s.each(p.tags, hear)
	return nil
}

// sets gives the tickets that have each word, and how many tickets there are. See findAll.
func (x *search) sets(ctx context.Context, tx *bolt.Tx, upto model.Revision, words []searchWord) (sets []*roaring.Bitmap, all uint64, err error) {
	b := baseOf(tx)
	sorted := inOrder(words)
	met := make([][]uint32, len(words)) // by the place in sorted
	v, err := x.overlay(ctx, tx, b, upto, func(t *changedTicket) bool {
		matchPacked(t.packed, sorted, func(i int) { met[i] = append(met[i], uint32(t.id)) })
		return true
	})
	if err != nil {
		return nil, 0, err
	}
	there, err := b.all()
	if err != nil {
		return nil, 0, err
	}
	all = roaring.AndNot(there, v.ids).GetCardinality() + v.hits.GetCardinality()
	changed := map[searchWord]*roaring.Bitmap{}
	for i, w := range sorted {
		changed[w] = roaring.BitmapOf(met[i]...)
		changed[w].AndNot(v.late)
	}
	r := newProseReader(tx)
	var pack tokenBag
	for it := v.late.Iterator(); it.HasNext(); {
		id := it.Next()
		if err := r.load(model.ID(id)); err != nil {
			return nil, 0, err
		}
		if r.exists() {
			all++
		}
		matchPacked(r.pack(&pack), sorted, func(i int) { changed[sorted[i]].Add(id) })
	}
	sets = make([]*roaring.Bitmap, len(words))
	for i, w := range words {
		if sets[i], err = b.one(ctx, w); err != nil {
			return nil, 0, err
		}
		if !v.ids.IsEmpty() {
			sets[i] = roaring.AndNot(sets[i], v.ids)
			sets[i].Or(changed[w])
		}
	}
	return sets, all, ctx.Err()
}
