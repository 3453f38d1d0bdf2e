package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// rewindBatch is how many tickets are made anew in one transaction, which bounds what is in memory at a time.
const rewindBatch = 4096

// A rewinder turns a copy of a desk into what the desk was.
type rewinder struct {
	db    *bolt.DB
	cut   model.Cut
	terms *model.Book // of then
	steps *steps

	touched *roaring.Bitmap         // tickets that are not as they were, or may not be
	early   *roaring.Bitmap         // tickets of which something counts
	late    *roaring.Bitmap         // tickets of which something does not
	ranks   map[model.ID]model.Rank // of then
	told    *roaring.Bitmap         // tickets that had other words
	gone    *roaring.Bitmap         // tickets that there were not
}

func newRewinder(db *bolt.DB, cut model.Cut, terms *model.Book, steps *steps) *rewinder {
	return &rewinder{db: db, cut: cut, terms: terms, steps: steps,
		touched: roaring.New(), early: roaring.New(), late: roaring.New(), ranks: map[model.ID]model.Rank{}, told: roaring.New(), gone: roaring.New()}
}

func (r *rewinder) rewind(ctx context.Context) error {
	if err := r.db.View(func(tx *bolt.Tx) error { return r.scan(ctx, tx) }); err != nil {
		return err
	}
	if err := r.db.Update(r.trim); err != nil {
		return err
	}
	return r.makeAll(ctx)
}

// scan finds which tickets have to be made anew, and the backlog of then.
func (r *rewinder) scan(ctx context.Context, tx *bolt.Tx) error {
	r.steps.begin(scanning, int(getUint64(tx.Bucket(bMeta).Get(kHead))))
	n := 0
	c := tx.Bucket(bJournal).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if n++; n%4096 == 0 {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.steps.reach(n)
		}
		if err := r.line(k, v); err != nil {
			return err
		}
	}
	if err := r.spare(tx); err != nil {
		return err
	}
	r.settle()
	if err := r.moved(tx); err != nil {
		return err
	}
	return r.amended(tx)
}

// line reads of a journal line what matters here.
func (r *rewinder) line(k, v []byte) error {
	st, err := readStamp(k, v, r.cut)
	if err != nil || st.table != model.Tickets {
		return err
	}
	if st.recorded > r.cut.At {
		r.touched.Add(st.id)
	}
	if st.counts > 0 {
		r.early.Add(st.id)
	}
	if st.counts < st.events {
		r.late.Add(st.id)
	}
	if !st.moves || st.counts == 0 {
		return nil
	}
	e, err := decodeEntry(k, v)
	if err != nil {
		return err
	}
	for _, spot := range e.Moved {
		if r.ranks[spot.ID] = spot.Rank; spot.Rank == 0 {
			delete(r.ranks, spot.ID)
		}
	}
	return nil
}

// spare leaves alone the tickets whose life was told later but had ended by the time of the cut. Their clocks stand still
// and say what they said when it was told.
func (r *rewinder) spare(tx *bolt.Tx) error {
	tickets := tx.Bucket(bTickets).Cursor()
	for it := roaring.AndNot(r.touched, r.late).Iterator(); it.HasNext(); {
		var t model.Ticket
		id := it.Next()
		_, v := tickets.Seek(uint32Key(id))
		if err := decodeHead(model.ID(id), v, &t); err != nil {
			return fmt.Errorf("%w: %w", ErrIntegrity, err)
		}
		if t.Exists() && t.State.Rule().Phase == model.Ended {
			r.touched.Remove(id)
		}
	}
	return nil
}

// settle sees that no two tickets share a place: a line that was told later may have taken one that somebody else had
// then. The lower number goes first.
func (r *rewinder) settle() {
	last := model.Rank(0)
	for _, id := range r.inOrder() {
		last = max(r.ranks[id], last+1)
		r.ranks[id] = last
	}
}

func (r *rewinder) inOrder() []model.ID {
	return slices.SortedFunc(maps.Keys(r.ranks), func(a, b model.ID) int {
		return cmp.Or(cmp.Compare(r.ranks[a], r.ranks[b]), cmp.Compare(a, b))
	})
}

// moved adds the tickets that stand on another place today: others made room for themselves.
func (r *rewinder) moved(tx *bolt.Tx) error {
	same := map[model.ID]bool{}
	err := tx.Bucket(bRanks).ForEach(func(k, v []byte) error {
		id := model.ID(getUint32(v))
		if r.ranks[id] == model.Rank(getUint64(k)) {
			same[id] = true
		} else {
			r.touched.Add(uint32(id))
		}
		return nil
	})
	for id := range r.ranks {
		if !same[id] {
			r.touched.Add(uint32(id))
		}
	}
	return err
}

// amended adds the tickets that followed terms which came later.
func (r *rewinder) amended(tx *bolt.Tx) error {
	k, _ := tx.Bucket(bTerms).Cursor().Last()
	if editions := r.terms.Editions(); model.Revision(getUint64(k)) == editions[len(editions)-1].Rev {
		return nil
	}
	ids, err := unended(tx)
	for _, id := range ids {
		r.touched.Add(uint32(id))
	}
	return err
}

// trim takes away what came later beside the tickets: terms, letters, and all places of the backlog, which are set anew.
func (r *rewinder) trim(tx *bolt.Tx) error {
	editions := r.terms.Editions()
	last := editions[len(editions)-1].Rev
	late := func(name []byte, late func(k, v []byte) (bool, error)) error {
		var keys [][]byte
		err := tx.Bucket(name).ForEach(func(k, v []byte) error {
			is, err := late(k, v)
			if is {
				keys = append(keys, k)
			}
			return err
		})
		for _, k := range keys {
			err = errors.Join(err, tx.Bucket(name).Delete(slices.Clone(k)))
		}
		return err
	}
	if err := late(bTerms, func(k, _ []byte) (bool, error) { return model.Revision(getUint64(k)) > last, nil }); err != nil {
		return err
	}
	return late(bInbox, func(k, v []byte) (bool, error) {
		l, err := decodeLetter(k, v)
		return l.At > r.cut.At, err
	})
}

// A rewound ticket is one before and behind the way back. After is nil when there was none yet.
type rewound struct {
	before, after *model.Ticket
	lines         []*model.Entry // of which less counts than stands in the journal
	told          bool           // it had other words
}

// makeAll makes the tickets anew: while some are written, the next ones are worked out.
func (r *rewinder) makeAll(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	batches := make(chan []rewound, 1)
	var failed error
	var worker sync.WaitGroup
	worker.Go(func() {
		defer close(batches)
		ids := r.touched.Iterator()
		for ids.HasNext() && failed == nil {
			some := make([]model.ID, 0, rewindBatch)
			for ids.HasNext() && len(some) < rewindBatch {
				some = append(some, model.ID(ids.Next()))
			}
			var batch []rewound
			if batch, failed = r.workOut(some); failed == nil {
				select {
				case batches <- batch:
				case <-ctx.Done():
					failed = ctx.Err()
				}
			}
		}
	})
	r.steps.begin(making, int(r.touched.GetCardinality()))
	done := 0
	var err error
	for batch := range batches {
		if err = cmp.Or(err, ctx.Err()); err == nil {
			err = r.db.Update(func(tx *bolt.Tx) error { return r.write(tx, batch) })
		}
		if err != nil {
			stop()
			continue
		}
		done += len(batch)
		r.steps.reach(done)
	}
	worker.Wait()
	if err = errors.Join(err, failed); err != nil {
		return err
	}
	return r.db.Update(r.rank)
}

// workOut shares tickets out to all processors.
func (r *rewinder) workOut(ids []model.ID) ([]rewound, error) {
	n := runtime.GOMAXPROCS(0)
	all, failed := make([]rewound, len(ids)), make([]error, n)
	var workers sync.WaitGroup
	for w := range n {
		from, upto := w*len(ids)/n, (w+1)*len(ids)/n
		workers.Go(func() {
			failed[w] = guard(r.db.Path(), func() error {
				return r.db.View(func(tx *bolt.Tx) error {
					for i := from; i < upto; i++ {
						var err error
						if all[i], err = r.one(tx, ids[i]); err != nil {
							return err
						}
					}
					return nil
				})
			})
		})
	}
	workers.Wait()
	return all, errors.Join(failed...)
}

// one makes a ticket anew from the lines that count.
func (r *rewinder) one(tx *bolt.Tx, id model.ID) (is rewound, err error) {
	if is.before, err = loadTicket(tx, id); err != nil || !r.early.Contains(uint32(id)) {
		return is, err
	}
	entries, err := ticketEntries(tx, is.before)
	if err != nil {
		return is, err
	}
	var counts []*model.Entry
	for _, e := range entries {
		part := r.cut.Of(e)
		if part != e {
			is.told = is.told || e.Undoes != 0 || speaksLess(e, part)
		}
		if part == nil {
			continue
		}
		if counts = append(counts, part); part != e {
			is.lines = append(is.lines, part)
		}
	}
	t := &model.Ticket{ID: id}
	for _, e := range counts {
		t.Replay(e)
	}
	if t.Rank = 0; t.Exists() {
		t.Rank = r.ranks[id]
	}
	r.terms.Recall(t, counts)
	is.told = is.told || t.Exists() != is.before.Exists() || words(t) != words(is.before)
	is.after = t
	return is, nil
}

// speaksLess tells whether a part of a line lacks something that was said.
func speaksLess(whole, part *model.Entry) bool {
	return spoken(whole) > 0 && (part == nil || spoken(part) < spoken(whole))
}

func spoken(e *model.Entry) (n int) {
	for i := range e.Events {
		if e.Events[i].Verb.Speaks() {
			n++
		}
	}
	return n
}

// words gives the texts of a ticket's record in which words are looked for.
func words(t *model.Ticket) string {
	return strings.Join(slices.Collect(model.Searched(t)), "\x00")
}

// write puts tickets back in their places as they were, with all that follows from them but the places of the backlog.
func (r *rewinder) write(tx *bolt.Tx, batch []rewound) error {
	c := &change{tx: tx, counts: map[countKey]int64{}}
	tickets, journal := tx.Bucket(bTickets), tx.Bucket(bJournal)
	tickets.FillPercent, journal.FillPercent = 0.95, 0.95
	for _, one := range batch {
		id := one.before.ID
		after, err := one.after, error(nil)
		if after == nil {
			after = &model.Ticket{ID: id}
			err = tickets.Delete(uint32Key(uint32(id)))
		} else {
			err = tickets.Put(uint32Key(uint32(id)), encodeTicket(after))
		}
		switch {
		case !after.Exists():
			r.gone.Add(uint32(id))
		case one.told:
			r.told.Add(uint32(id))
		}
		for _, e := range one.lines {
			err = errors.Join(err, journal.Put(uint64Key(uint64(e.Rev)), encodeEntry(e)))
		}
		c.count(one.before, -1)
		c.count(after, 1)
		if err := errors.Join(err, c.index(one.before, after)); err != nil {
			return err
		}
	}
	return c.flushCounts()
}

// rank sets the backlog in the order of then.
func (r *rewinder) rank(tx *bolt.Tx) error {
	if err := tx.DeleteBucket(bRanks); err != nil {
		return err
	}
	ranks, err := tx.CreateBucket(bRanks)
	if err != nil {
		return err
	}
	ranks.FillPercent = 0.95
	for _, id := range r.inOrder() {
		if r.gone.Contains(uint32(id)) {
			continue
		}
		if err := ranks.Put(uint64Key(uint64(r.ranks[id])), uint32Key(uint32(id))); err != nil {
			return err
		}
	}
	return nil
}
