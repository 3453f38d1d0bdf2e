package store

import (
	"context"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

const (
	suggested   = 5   // so many look-alikes of each sort, and known errors, are given
	alikeRead   = 200 // so many of the most similar are looked at for those that are open
	leastAlike  = 0.2 // Score from which on a ticket is a look-alike
	leastShared = 2   // words that a known error shares, unless the subject has fewer
)

// likenesses fills in what looks like a text: tickets, and of the known errors those that fit.
func (s *Store) likenesses(ctx context.Context, tx *bolt.Tx, text string, itself model.ID, errors *roaring.Bitmap, found *Suggestions) error {
	words := wordsIn(text)
	sets, all, err := s.search.sets(ctx, tx, model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))), words)
	if err != nil {
		return err
	}
	telling := uncommon(words, sets, all, itself)
	rare := telling[:min(len(telling), similarWords)]
	total := totalWeight(rare)
	similar, err := alike(ctx, rare, total, itself, alikeRead)
	if err != nil {
		return err
	}
	for _, one := range similar {
		if one.Score < leastAlike || len(found.Open) == suggested && len(found.Past) == suggested {
			break
		}
		if errors.Contains(uint32(one.ID)) {
			continue // it is told of as such
		}
		if err := found.addAlike(tx, one); err != nil {
			return err
		}
	}
	return found.addErrors(ctx, tx, within(telling, errors), total, itself)
}

// addAlike adds a look-alike to those that are open, or to those that are not, while there is room.
func (f *Suggestions) addAlike(tx *bolt.Tx, one Similar) error {
	var head model.Ticket
	if err := decodeHead(one.ID, tx.Bucket(bTickets).Get(uint32Key(uint32(one.ID))), &head); err != nil {
		return err
	}
	sort := &f.Past
	if head.Open() {
		sort = &f.Open
	}
	if len(*sort) == suggested {
		return nil
	}
	t, err := loadTicket(tx, one.ID)
	if err != nil {
		return err
	}
	*sort = append(*sort, LookAlike{Ticket: t, Score: one.Score, Words: one.Words})
	return nil
}

// within gives the words that some tickets have, with those of their tickets alone.
func within(words []rareWord, some *roaring.Bitmap) (chosen []rareWord) {
	for _, w := range words {
		if w.ids = roaring.And(w.ids, some); !w.ids.IsEmpty() && len(chosen) < similarWords {
			chosen = append(chosen, w)
		}
	}
	return chosen
}

// addErrors adds the known errors that have enough of the words.
func (f *Suggestions) addErrors(ctx context.Context, tx *bolt.Tx, words []rareWord, total float64, itself model.ID) error {
	similar, err := alike(ctx, words, max(total, totalWeight(words)), itself, suggested)
	if err != nil {
		return err
	}
	for _, one := range similar {
		if one.Score < leastAlike || len(one.Words) < leastShared && one.Score < 1 {
			continue
		}
		t, err := loadTicket(tx, one.ID)
		if err != nil {
			return err
		}
		f.Known = append(f.Known, KnownError{Ticket: t, Score: one.Score, Words: one.Words})
	}
	return nil
}
