package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// recall takes the columns from the snapshot. Errors: errNoSnapshot.
func (s *Store) recall() error {
	if s.past != nil { // the snapshot holds the desk as it is now
		return errNoSnapshot
	}
	var from model.Revision
	err := s.view(func(tx *bolt.Tx) (err error) {
		from, err = s.cols.recall(tx, s.path, s.limits.old)
		return err
	})
	if err == nil {
		s.saved.Store(uint64(from))
	}
	return err
}

// recall takes the columns from the snapshot beside a desk, and brings them up to a transaction's revision from the
// journal. Each column is read when somebody asks for it. It gives the revision of the snapshot. Errors: errNoSnapshot,
// when there is none, or it is of another history, damaged, or so old that building columns takes no longer.
func (c *columns) recall(tx *bolt.Tx, path string, old int) (model.Revision, error) {
	f, head, err := openSnapshot(path)
	if err != nil {
		return 0, err
	}
	sleep := &sleepers{file: f, parts: head.Columns}
	upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
	switch {
	case !head.fits(tx):
		err = errors.New("it is of another history")
	case old > 0 && uint64(upto-head.From) > uint64(head.Rows/old):
		err = errors.New("it is too old")
	default:
		sleep.late, err = changedSince(tx, head.From)
	}
	if err == nil {
		err = c.fallAsleep(sleep, head, upto)
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("%w: %w", errNoSnapshot, err), f.Close())
	}
	return head.From, nil
}

// fits tells whether the snapshot is of this desk's history. The link of the chain is a digest of all lines up to it, so
// a desk that has the same one holds the same lines. A backup that was put in the desk's place has none at that
// revision, or another if it was written to since.
func (h *snapshotHead) fits(tx *bolt.Tx) bool {
	link := tx.Bucket(bChain).Get(uint64Key(uint64(h.Upto)))
	return h.Form == snapshotForm && h.Format == Format && h.Fields == fieldDigest() && h.From <= h.Upto &&
		bytes.Equal(h.Desk, tx.Bucket(bMeta).Get(kDesk)) && link != nil && bytes.Equal(h.Link, link)
}

// sleepers are columns that lie in a snapshot.
type sleepers struct {
	mu     sync.Mutex // of all here, and of the columns that wake up
	file   *os.File
	parts  map[uint8]columnPart
	awake  [256]bool
	late   []*model.Ticket // that were written behind the snapshot, as they are
	failed error
}

// fallAsleep takes up the rows of a snapshot and leaves its columns for later. Errors: errDamaged; errShifted, when rows
// would have to be moved for a ticket that came since.
func (c *columns) fallAsleep(sleep *sleepers, head snapshotHead, upto model.Revision) (err error) {
	fresh := newColumns()
	list, err := readPart[uint32](sleep.file, head.IDs)
	if err != nil {
		return err
	}
	if fresh.ids.n = head.Rows; !head.Dense {
		fresh.ids.list = list
	}
	if fresh.live, err = readPart[uint64](sleep.file, head.Live); err != nil {
		return err
	}
	if !head.Dense && len(list) != head.Rows || len(fresh.live) != (head.Rows+63)/64 {
		return errDamaged
	}
	for _, t := range sleep.late {
		if fresh.place(t); fresh.shifts > 0 {
			return errShifted
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.upto, c.ids, c.live, c.all, c.asleep, c.built = upto, fresh.ids, fresh.live, fresh.all, sleep, true
	c.announce()
	return nil
}

// awake tells whether there are columns and all are at hand.
func (c *columns) awake() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.built && c.asleep == nil
}

// column gives a column, awake. The caller holds the lock, if only to read. Errors: errNoSnapshot, when the column is
// damaged.
func (c *columns) column(no uint8) (*column, error) {
	col := &c.all[no]
	if c.asleep == nil || col.field == nil {
		return col, nil
	}
	return col, c.asleep.wake(c, col)
}

func (s *sleepers) wake(cols *columns, col *column) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	no := col.field.No
	if s.awake[no] || s.failed != nil {
		return s.failed
	}
	if p, ok := s.parts[no]; ok {
		if err := col.read(s.file, p, cols.ids.n); err != nil {
			s.failed = fmt.Errorf("%w: column %s: %w", errNoSnapshot, col.field.Name, err)
			return s.failed
		}
	}
	for _, t := range s.late {
		row, _ := cols.row(t.ID)
		col.set(row, cols.ids.n, col.field.Get(t))
	}
	s.awake[no] = true
	return nil
}

// read reads a column of at most so many rows from a snapshot.
func (c *column) read(f io.ReaderAt, p columnPart, rows int) (err error) {
	if p.Numbers.Count > rows { // tickets came while the columns were copied; they are late now
		return errDamaged
	}
	switch p.Numbers.Width {
	case 1:
		c.small, err = readPart[uint8](f, p.Numbers)
	case 4:
		c.middle, err = readPart[uint32](f, p.Numbers)
	case 8:
		c.large, err = readPart[uint64](f, p.Numbers)
	default:
		err = errDamaged
	}
	if err != nil || p.Words.Count == 0 {
		c.least, c.most = p.Least, p.Most
		return err
	}
	words, err := readPart[uint8](f, p.Words)
	if err != nil {
		return err
	}
	c.least, c.most = p.Least, p.Most
	r := reader{rest: words}
	for len(r.rest) > 0 && r.err == nil {
		c.words = append(c.words, r.string())
	}
	return r.err
}

// wakeAll wakes all columns up, one after another, so that nobody has to wait for more than one. Errors: errNoSnapshot.
func (c *columns) wakeAll() error {
	for _, f := range model.Fields {
		c.mu.RLock()
		_, err := c.column(f.No)
		c.mu.RUnlock()
		if err != nil {
			return err
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.built {
		return errNoSnapshot // somebody else has found it damaged
	}
	return c.rouse()
}

// rouse wakes up what still sleeps, before columns are changed. The caller holds the lock.
func (c *columns) rouse() error {
	if c.asleep == nil {
		return nil
	}
	for _, f := range model.Fields {
		if _, err := c.column(f.No); err != nil {
			return err
		}
	}
	return c.endSleep()
}

// endSleep lets go of the snapshot. The caller holds the lock.
func (c *columns) endSleep() error {
	if c.asleep == nil {
		return nil
	}
	f := c.asleep.file
	c.asleep = nil
	return f.Close()
}

// distrust throws columns away whose snapshot turned out to be damaged: answers come from the records again.
func (s *Store) distrust() {
	s.cols.mu.Lock()
	defer s.cols.mu.Unlock()
	if s.cols.asleep == nil {
		return // they have been built since
	}
	s.saved.Store(0)
	s.cols.built = false
	_ = s.cols.endSleep() // the file was only read
	s.cols.announce()
}
