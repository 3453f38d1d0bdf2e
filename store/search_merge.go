package store

import (
	"bytes"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
)

// maxMergeStep is how many entries are read in one transaction, so that it ends soon.
const maxMergeStep = 50_000

// mergeWords takes tickets out of every entry of the words, and puts them where they belong now.
func (w *baseWriter) mergeWords(ctx context.Context, todo renewal, runs *runMerger) error {
	m := wordMerge{todo: todo, runs: runs}
	m.token, m.ids = runs.next()
	for !m.done {
		err := w.x.store.view(func(tx *bolt.Tx) error {
			return m.step(ctx, tx.Bucket(bSearch).Bucket(bWords), w)
		})
		if err != nil {
			return err
		}
		if err := w.flush(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A wordMerge is a merge under way.
type wordMerge struct {
	todo  renewal
	runs  *runMerger
	token []byte // the next of the runs, nil behind the last
	ids   []uint32
	next  []byte // the key to go on from
	done  bool
}

// step goes over the entries until there is enough to write. What it puts into w holds nothing of the transaction.
func (m *wordMerge) step(ctx context.Context, words *bolt.Bucket, w *baseWriter) error {
	c := words.Cursor()
	k, v := c.Seek(m.next)
	for n := 0; k != nil || m.token != nil; n++ {
		if n == maxMergeStep || w.full() {
			return ctx.Err()
		}
		var err error
		order := 0
		switch {
		case k == nil:
			order = 1
		case m.token == nil:
			order = -1
		default:
			order = bytes.Compare(k, m.token)
		}
		switch {
		case order > 0:
			err = m.write(w, m.token, nil, m.ids)
		case order < 0:
			err = m.write(w, k, v, nil)
		default:
			err = m.write(w, k, v, m.ids)
		}
		if err != nil {
			return err
		}
		if order >= 0 { // an entry that is new must not be met again
			m.next = append(append(m.next[:0], m.token...), 0)
			m.token, m.ids = m.runs.next()
		}
		if order <= 0 {
			m.next = append(append(m.next[:0], k...), 0)
			k, v = c.Next()
		}
	}
	m.done = true
	return nil
}

// write puts what becomes of one entry, if it becomes another.
func (m *wordMerge) write(w *baseWriter, key, old []byte, ids []uint32) (err error) {
	var v []byte
	if m.todo.whole {
		if len(ids) > 0 {
			v, err = encodeIDs(ids)
		}
	} else {
		v, err = m.merged(key, old, ids)
	}
	if err != nil {
		return err
	}
	if bytes.Equal(v, old) {
		w.skip(key, old)
	} else {
		w.add(key, v)
	}
	return nil
}

// merged gives what an entry is to hold, nil for nothing.
func (m *wordMerge) merged(key, old []byte, ids []uint32) ([]byte, error) {
	had, err := openIDs(key, old)
	if err != nil {
		return nil, err
	}
	if len(ids) == 0 && !had.Intersects(m.todo.ids) {
		return old, nil
	}
	had = roaring.AndNot(had, m.todo.ids)
	had.AddMany(ids)
	if had.IsEmpty() {
		return nil, nil
	}
	return encodeBitmap(had)
}

// writeStarts makes the entries of beginnings follow from those of the words, for one first letter after the other.
func (w *baseWriter) writeStarts(ctx context.Context) error {
	var next []byte
	for more := true; more; {
		s := startMaker{effort: w.x.limits.effort}
		err := w.x.store.view(func(tx *bolt.Tx) error {
			search := tx.Bucket(bSearch)
			c := search.Bucket(bWords).Cursor()
			k, v := c.Seek(next)
			if more = k != nil; !more {
				return s.compare(search.Bucket(bStarts), next, nil)
			}
			letter := k[:runeEnds(k, nil)[0]]
			end := successor(letter)
			for ; k != nil && bytes.HasPrefix(k, letter); k, v = c.Next() {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := s.add(k, v); err != nil {
					return err
				}
			}
			if err := s.close(0); err != nil {
				return err
			}
			from := next
			next = end
			return s.compare(search.Bucket(bStarts), from, end)
		})
		if err != nil {
			return err
		}
		for _, e := range s.made {
			if err := w.put(ctx, e.key, e.value); err != nil {
				return err
			}
		}
	}
	return w.flush(ctx)
}

// successor gives the first key behind all that begin with a prefix.
func successor(prefix []byte) []byte {
	end := bytes.Clone(prefix)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}

// A startMaker makes the entries of beginnings from those of the tokens, which come in order.
type startMaker struct {
	effort int    // so much is not worth an entry
	last   []byte // token
	ends   []int  // of its runes
	spare  []int
	levels []startLevel
	items  []startItem // of the open levels, the innermost last
	made   []startEntry
}

// A startLevel is a beginning of the last token whose tokens are still coming.
type startLevel struct {
	tokens int
	effort int // to gather their tickets
	from   int // its first item
}

// A startItem is a set of tickets: as it is written, or a union that was made of several.
type startItem struct {
	key, value []byte
	union      *roaring.Bitmap
}

type startEntry struct{ key, value []byte }

// add takes in the next token. The bytes must stay valid until the maker is closed.
func (s *startMaker) add(token, value []byte) error {
	ends := runeEnds(token, s.spare)
	same := 0
	for same < len(ends) && same < len(s.ends) && ends[same] == s.ends[same] &&
		bytes.Equal(token[:ends[same]], s.last[:ends[same]]) {
		same++
	}
	if err := s.close(same); err != nil {
		return err
	}
	for len(s.levels) < len(ends) {
		s.levels = append(s.levels, startLevel{from: len(s.items)})
	}
	inner := &s.levels[len(s.levels)-1]
	inner.tokens, inner.effort = inner.tokens+1, inner.effort+unionEffort(value)
	s.items = append(s.items, startItem{key: token, value: value})
	s.last, s.ends, s.spare = token, ends, s.ends
	return nil
}

// close ends the levels behind the first few.
func (s *startMaker) close(keep int) error {
	for len(s.levels) > keep {
		runes := len(s.levels)
		l := s.levels[runes-1]
		s.levels = s.levels[:runes-1]
		if runes > 1 {
			outer := &s.levels[runes-2]
			outer.tokens, outer.effort = outer.tokens+l.tokens, outer.effort+l.effort
		}
		wanted := l.tokens > 1 && l.effort > s.effort
		if !wanted && len(s.items)-l.from < 4096 {
			continue
		}
		all, err := uniteItems(s.items[l.from:])
		if err != nil {
			return err
		}
		s.items = append(s.items[:l.from], startItem{union: all})
		if !wanted {
			continue
		}
		v, err := encodeBitmap(all)
		if err != nil {
			return err
		}
		s.made = append(s.made, startEntry{bytes.Clone(s.last[:s.ends[runes-1]]), v})
	}
	return nil
}

func uniteItems(items []startItem) (*roaring.Bitmap, error) {
	var u idUnion
	for _, it := range items {
		if it.union != nil {
			u.or(it.union)
		} else if err := u.add(it.key, it.value); err != nil {
			return nil, err
		}
	}
	return u.bitmap(), nil
}

// compare leaves in made what is not written yet between two keys, and adds what is to be deleted there.
func (s *startMaker) compare(starts *bolt.Bucket, from, end []byte) error {
	slices.SortFunc(s.made, func(a, b startEntry) int { return bytes.Compare(a.key, b.key) })
	var changed []startEntry
	c := starts.Cursor()
	k, v := c.Seek(from)
	if bytes.Equal(k, kAll) {
		k, v = c.Next()
	}
	for _, e := range s.made {
		for ; k != nil && bytes.Compare(k, e.key) < 0; k, v = c.Next() {
			changed = append(changed, startEntry{key: bytes.Clone(k)})
		}
		if bytes.Equal(k, e.key) {
			if !bytes.Equal(v, e.value) {
				changed = append(changed, e)
			}
			k, v = c.Next()
			continue
		}
		changed = append(changed, e)
	}
	for ; k != nil && (end == nil || bytes.Compare(k, end) < 0); k, _ = c.Next() {
		changed = append(changed, startEntry{key: bytes.Clone(k)})
	}
	s.made = changed
	return nil
}
