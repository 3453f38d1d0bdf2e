package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// build fills the columns from the records. It reads in short transactions and gives way to whoever writes: what is
// committed meanwhile is taken up from the journal afterwards.
func (s *Store) build(ctx context.Context, cols *columns) error {
	const batch, yieldEvery = 20_000, 64
	upto := s.Head()
	fresh := newColumns()
	var t model.Ticket // one for all: a million would be rubbish that somebody has to clear away
	for next := uint64(1); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := s.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bTickets).Cursor()
			for k, v := c.Seek(uint32Key(uint32(next))); k != nil && n < batch; k, v = c.Next() {
				if err := decodeFacts(model.ID(binary.BigEndian.Uint32(k)), v, &t); err != nil {
					return err
				}
				fresh.put(&t)
				if n%yieldEvery == 0 {
					runtime.Gosched() // who presses a key meanwhile has several goroutines to wake, and waits for each
				}
				next, n = uint64(t.ID)+1, n+1
			}
			return nil
		})
		if err != nil {
			return err
		}
		if n < batch || next > 1<<32-1 {
			break
		}
	}
	fresh.upto = upto
	cols.mu.Lock()
	defer cols.mu.Unlock()
	err := cols.endSleep()
	cols.upto, cols.ids, cols.live, cols.all, cols.built = fresh.upto, fresh.ids, fresh.live, fresh.all, true
	cols.announce()
	return err
}

// decodeFacts reads into t the facts of a record that have a column; long texts and lines are left alone.
func decodeFacts(id model.ID, v []byte, t *model.Ticket) error {
	*t = model.Ticket{}
	if err := decodeHead(id, v, t); err != nil {
		return err
	}
	r := reader{rest: v[envelope+headSize:]}
	r.skip()
	for no := r.byte(); no != 0 && r.err == nil; no = r.byte() {
		f := model.FieldNo(no)
		if f != nil && columnar(f) {
			f.Set(t, r.value())
			continue
		}
		if kind := r.byte(); kind&1 != 0 {
			r.varint()
			if kind&2 != 0 {
				r.skip()
			}
		} else if kind&2 != 0 {
			r.skip()
		}
	}
	return r.err
}

// follow brings built columns up to the newest revision, from the journal. Whoever calls it holds no lock.
func (s *Store) follow(cols *columns) error {
	cols.mu.RLock()
	upto, built := cols.upto, cols.built
	cols.mu.RUnlock()
	if !built {
		return nil
	}
	var changed []*model.Ticket
	var head model.Revision
	err := s.view(func(tx *bolt.Tx) error {
		head = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		var err error
		changed, err = changedSince(tx, upto)
		return err
	})
	if err != nil {
		return err
	}
	cols.mu.Lock()
	defer cols.mu.Unlock()
	if head <= cols.upto {
		return nil
	}
	if err := cols.rouse(); err != nil {
		return err
	}
	for _, t := range changed {
		cols.put(t)
	}
	cols.upto = head
	return nil
}

// changedSince reads the tickets that journal lines behind a revision tell of, as they are now, by their numbers.
func changedSince(tx *bolt.Tx, upto model.Revision) ([]*model.Ticket, error) {
	ids := map[model.ID]bool{}
	c := tx.Bucket(bJournal).Cursor()
	for k, v := c.Seek(uint64Key(uint64(upto) + 1)); k != nil; k, v = c.Next() {
		e, err := decodeEntry(k, v)
		if err != nil {
			return nil, err
		}
		if e.Table == model.Charter { // the clocks of all that goes on may have changed
			all, err := unended(tx)
			if err != nil {
				return nil, err
			}
			for _, id := range all {
				ids[id] = true
			}
		}
		if e.Table != model.Tickets {
			continue
		}
		ids[model.ID(e.ID)] = true
		for _, spot := range e.Moved {
			ids[spot.ID] = true
		}
	}
	var changed []*model.Ticket
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		t, err := loadTicket(tx, id)
		if err != nil {
			return nil, err
		}
		changed = append(changed, t)
	}
	return changed, nil
}

// take brings built columns from one revision to the next with the tickets that were written, the last of each counts.
// Columns that stand elsewhere follow the journal when they are asked.
func (c *columns) take(from, upto model.Revision, written []*model.Ticket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.built || c.upto != from || c.asleep != nil {
		return
	}
	for _, t := range written {
		c.put(t)
	}
	c.upto = upto
}

// work has the columns ready for a console, works out the orders of texts that are asked for, and keeps a snapshot.
func (s *Store) work(ctx context.Context) {
	defer s.cols.giveUp() // the desk was closed, or is damaged: answers come from the records, with their errors
	recalled := s.recall() == nil
	if !s.leaveTheFirstFrame(ctx) {
		return
	}
	if recalled && s.cols.wakeAll() != nil {
		s.distrust()
		recalled = false
	}
	if !recalled {
		if err := s.build(ctx, s.cols); err != nil {
			return
		}
	}
	if err := s.follow(s.cols); err != nil {
		return
	}
	s.tend(ctx)
}

// tend does what there is to do beside a console.
func (s *Store) tend(ctx context.Context) {
	pause := time.NewTimer(0) // so that a desk that is written to all the time is not copied all the time
	defer pause.Stop()
	rested := false
	for {
		more := s.growing()
		if rested && s.stale() {
			s.keep()
			rested = false
			pause.Reset(snapshotPause)
		}
		select {
		case no := <-s.wants:
			if err := s.sortTexts(ctx, model.FieldNo(no)); err != nil {
				return
			}
		case <-more:
		case <-pause.C:
			rested = true
		case <-ctx.Done():
			if s.stale() {
				s.keep()
			}
			return
		}
	}
}

const (
	// firstFrame is how long a console takes at most to show itself, and manyTickets how many make the work on columns
	// long enough to be in its way.
	firstFrame  = 100 * time.Millisecond
	manyTickets = 50_000
)

// leaveTheFirstFrame leaves the machine to whoever has just opened a great desk and waits for its first frame. It gives
// false when the desk is closed meanwhile.
func (s *Store) leaveTheFirstFrame(ctx context.Context) bool {
	many := false
	err := s.view(func(tx *bolt.Tx) error {
		many = tx.Bucket(bTickets).Sequence() > manyTickets
		return nil
	})
	if err != nil || !many {
		return true
	}
	select {
	case <-time.After(firstFrame):
		return true
	case <-ctx.Done():
		return false
	}
}

func (c *columns) giveUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.built = false
	_ = c.endSleep() // the file was only read
	c.announce()
}

// announce wakes who waits for an order, or for the columns. The caller holds the lock.
func (c *columns) announce() {
	close(c.reordered)
	c.reordered = make(chan struct{})
}

// state tells whether there is something to answer from, and gives a channel that is closed when that or an order
// changes.
func (c *columns) state() (built bool, changed <-chan struct{}) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.built, c.reordered
}

// IndexWords writes down which words are in what tickets, for all that was changed up to now. Searches are right
// without it; behind a great import it makes them quick at once.
func (s *Store) IndexWords(ctx context.Context) error {
	if s.ReadOnly() {
		return nil
	}
	if err := s.search.settle(ctx); err != nil {
		return fmt.Errorf("index the words of desk %s: %w", s.path, err)
	}
	return nil
}

// Settle waits until the columns are built, for whoever measures. The desk must have been opened as lasting.
func (s *Store) Settle(ctx context.Context) error {
	for {
		built, changed := s.cols.state()
		if built {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
