package store

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Similar is a ticket that shares rare words with another one, or with a text.
type Similar struct {
	ID model.ID
	// Score is the weight of the words that are shared, as a part of the weight of all that were looked for: above 0,
	// and 1 when it has them all.
	Score float64
	// Words are those that are shared, folded as model.FoldWord does, the heaviest first.
	Words []string
}

// What similar tickets are found by.
const (
	similarWords = 12   // so many of a text's words are looked for, the rarest
	similarRead  = 2000 // so many different words of a text are looked at
)

// Similar lists at most limit tickets that are like a text, the most similar first, of equal ones the newest. It looks
// for the 12 rarest words of the text that any ticket has, but for words that more than a tenth of the tickets have,
// and weighs each by its inverse document frequency. Source: Spärck Jones, A statistical interpretation of term
// specificity (1972); the choice of words is that of Lucene's MoreLikeThis. It reads no ticket: it takes milliseconds
// at a million tickets, and is exact for the desk's newest revision.
func (s *Store) Similar(ctx context.Context, text string, limit int) ([]Similar, error) {
	return s.similar(ctx, limit, func(*bolt.Tx) (string, model.ID, error) { return text, 0, nil })
}

// SimilarTo lists tickets that are like another one by its title and description; see Similar. The ticket itself is
// left out. Errors: model.ErrNotFound.
func (s *Store) SimilarTo(ctx context.Context, id model.ID, limit int) ([]Similar, error) {
	return s.similar(ctx, limit, func(tx *bolt.Tx) (string, model.ID, error) {
		t, err := loadTicket(tx, id)
		if err != nil {
			return "", 0, err
		}
		if !t.Exists() {
			return "", 0, notFound(id)
		}
		return t.Title + "\n" + t.Description, id, nil
	})
}

func (s *Store) similar(ctx context.Context, limit int, subject func(*bolt.Tx) (string, model.ID, error)) (found []Similar, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		text, not, err := subject(tx)
		if err != nil {
			return err
		}
		words := wordsIn(text)
		upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		sets, all, err := s.search.sets(ctx, tx, upto, words)
		if err != nil {
			return err
		}
		rare := rarest(words, sets, all, not)
		found, err = alike(ctx, rare, totalWeight(rare), not, limit)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("find similar tickets: %w", err)
	}
	return found, nil
}

// wordsIn gives the different words of a text.
func wordsIn(text string) (words []searchWord) {
	seen := map[string]bool{}
	for token := range model.Tokens(text) {
		if !seen[token] && len(words) < similarRead {
			seen[token] = true
			words = append(words, searchWord{token: token, whole: true})
		}
	}
	return words
}

// A rareWord is a word to find similar tickets by.
type rareWord struct {
	token  string
	weight float64
	ids    *roaring.Bitmap
}

func totalWeight(words []rareWord) (total float64) {
	for _, w := range words {
		total += w.weight
	}
	return total
}

// rarest chooses words, the rarest first. Those that only the ticket itself has lead nowhere.
func rarest(words []searchWord, sets []*roaring.Bitmap, all uint64, itself model.ID) []rareWord {
	chosen := uncommon(words, sets, all, itself)
	return chosen[:min(len(chosen), similarWords)]
}

// uncommon gives the words that lead somewhere and that not more than a tenth of the tickets have, the rarest first.
func uncommon(words []searchWord, sets []*roaring.Bitmap, all uint64, itself model.ID) (chosen []rareWord) {
	common := max(all/10, 5)
	for i, w := range words {
		have := sets[i].GetCardinality()
		others := have
		if itself != 0 && sets[i].Contains(uint32(itself)) {
			others--
		}
		if others > 0 && have <= common {
			chosen = append(chosen, rareWord{token: w.token, weight: rarity(have, all), ids: sets[i]})
		}
	}
	slices.SortFunc(chosen, func(a, b rareWord) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.token, b.token)) })
	return chosen
}

// alike lists the tickets whose words weigh most, scored as a part of a total. It goes over all tickets that have one, a
// range of numbers at a time.
func alike(ctx context.Context, words []rareWord, total float64, not model.ID, limit int) ([]Similar, error) {
	top := topScores{limit: limit}
	iters := make([]roaring.IntPeekable, len(words))
	for i, w := range words {
		iters[i] = w.ids.Iterator()
	}
	scores := make([]float64, rangeSize)
	var touched []uint32
	for {
		low := uint32(math.MaxUint32)
		for _, it := range iters {
			if it.HasNext() {
				low = min(low, it.PeekNext()&^(rangeSize-1))
			}
		}
		if low == math.MaxUint32 {
			break
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for i, it := range iters {
			for it.HasNext() && it.PeekNext()-low < rangeSize {
				at := it.Next() - low
				if scores[at] == 0 {
					touched = append(touched, at)
				}
				scores[at] += words[i].weight
			}
		}
		for _, at := range touched {
			if id := model.ID(low + at); id != not {
				top.offer(id, scores[at])
			}
			scores[at] = 0
		}
		touched = touched[:0]
	}
	found := make([]Similar, len(top.best))
	for i, b := range top.best {
		found[i] = Similar{ID: b.ID, Score: b.Score / total}
		for _, w := range words {
			if w.ids.Contains(uint32(b.ID)) {
				found[i].Words = append(found[i].Words, w.token)
			}
		}
	}
	return found, nil
}

// topScores keeps the best few tickets in order.
type topScores struct {
	limit int
	best  []Similar
}

func (t *topScores) offer(id model.ID, score float64) {
	if t.limit <= 0 || len(t.best) == t.limit && score < t.best[t.limit-1].Score {
		return
	}
	offered := Similar{ID: id, Score: score}
	at, _ := slices.BinarySearchFunc(t.best, offered, func(a, b Similar) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.ID, a.ID))
	})
	t.best = slices.Insert(t.best, at, offered)
	t.best = t.best[:min(len(t.best), t.limit)]
}
