package store

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// fewAlike is with how few newcomers nobody needs to look for words.
const fewAlike = 4

// alikeBursts finds look-alikes among the newest incidents that are more than usual: as many share their words as hardly
// ever come at this hour, going by how many incidents of the earlier weeks have those words.
func (s *Store) alikeBursts(ctx context.Context, tx *bolt.Tx, l *lately) (all []model.Burst, err error) {
	recent := l.recent[max(0, len(l.recent)-maxRecent):]
	if len(recent) < fewAlike {
		return nil, nil
	}
	bags, sets, err := s.wordBags(ctx, tx, recent)
	if err != nil {
		return nil, err
	}
	for _, group := range model.Clusters(bags) {
		shared := model.SharedWords(bags, group)
		if len(shared) < 2 {
			continue
		}
		came := make([]newcomer, len(group))
		for i, at := range group {
			came[i] = recent[at]
		}
		like, err := l.like(tx, roaring.And(sets[shared[0]], sets[shared[1]]))
		if err != nil {
			return nil, err
		}
		share := float64(like+1) / float64(l.earlier+1)
		b, ok := model.AlikeRise(len(group), share, l.all[len(model.BurstWindows)-1], l.weeks())
		if !ok {
			continue
		}
		b.Words = shared[:min(3, len(shared))]
		if all, err = s.gatherable(tx, l, all, b, came); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// wordBags gives the rarest words of each incident's title, in which people say what is wrong, and for every word the tickets that have it.
func (s *Store) wordBags(ctx context.Context, tx *bolt.Tx, recent []newcomer) (bags []model.WordBag, sets map[string]*roaring.Bitmap, err error) {
	var words []searchWord
	place, of := map[string]int{}, make([][]int, len(recent))
	for i, one := range recent {
		t, err := loadTicket(tx, one.id)
		if err != nil {
			return nil, nil, err
		}
		seen := map[string]bool{}
		for token := range model.Tokens(t.Title) {
			if seen[token] || len(seen) == similarRead {
				continue
			}
			seen[token] = true
			if _, known := place[token]; !known {
				place[token] = len(words)
				words = append(words, searchWord{token: token, whole: true})
			}
			of[i] = append(of[i], place[token])
		}
	}
	upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
	found, all, err := s.search.sets(ctx, tx, upto, words)
	if err != nil {
		return nil, nil, err
	}
	bags, sets = make([]model.WordBag, len(recent)), map[string]*roaring.Bitmap{}
	for i := range recent {
		mine, have := make([]searchWord, len(of[i])), make([]*roaring.Bitmap, len(of[i]))
		for j, at := range of[i] {
			mine[j], have[j] = words[at], found[at]
		}
		bags[i] = model.WordBag{}
		for _, w := range rarest(mine, have, all, recent[i].id) {
			bags[i][w.token], sets[w.token] = w.weight, w.ids
		}
	}
	return bags, sets, nil
}

// like counts the incidents of the earlier weeks among tickets.
func (l *lately) like(tx *bolt.Tx, ids *roaring.Bitmap) (n int, err error) {
	since := l.now - model.Instant(model.BurstWeeks*week.Seconds())
	until := l.now - model.Instant(model.BurstWindows[len(model.BurstWindows)-1].Seconds())
	bucket := tx.Bucket(bTickets)
	var t model.Ticket
	for it := ids.Iterator(); it.HasNext(); {
		id := it.Next()
		v := bucket.Get(uint32Key(id))
		if v == nil {
			continue
		}
		if err := decodeHead(model.ID(id), v, &t); err != nil {
			return n, err
		}
		if t.Kind == model.Incident && t.Created > since && t.Created <= until {
			n++
		}
	}
	return n, nil
}
