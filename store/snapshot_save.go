package store

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// The snapshotLimits say when a snapshot is worth it.
type snapshotLimits struct {
	few   int    // of fewer tickets there is none: reading them all takes no time
	stale uint64 // so many lines of the journal may be behind it, and a thousandth of the tickets more
	// old says which part of the tickets in lines behind it makes it useless, as a divisor: reading what was written
	// takes some thirty times as long as the rows of a scan. Zero takes any.
	old int
}

// usualSnapshot are those of a desk; tests have others.
var usualSnapshot = snapshotLimits{few: 5_000, stale: 1_000, old: 32}

const (
	// snapshotPause is the least time between two snapshots of a console.
	snapshotPause = time.Minute
	// snapshotLeft is how old a half-written snapshot is that nobody writes any more.
	snapshotLeft = time.Minute
)

// stale tells whether a new snapshot is worth its writing.
func (s *Store) stale() bool {
	tickets := s.rows()
	return s.keeps && tickets >= s.limits.few && uint64(s.Head())-s.saved.Load() > s.limits.stale+uint64(tickets)/1000
}

// rows tells how many numbers of tickets were given out.
func (s *Store) rows() (n int) {
	err := s.view(func(tx *bolt.Tx) error {
		n = int(tx.Bucket(bTickets).Sequence())
		return nil
	})
	if err != nil {
		return 0
	}
	return n
}

// fetch has the columns ready for a command, if that is quicker than doing without: from the snapshot, and where that is
// missing or old, a new one is written for the commands to come.
func (s *Store) fetch(ctx context.Context) {
	if s.rows() < s.limits.few {
		return
	}
	err := s.recall()
	if !s.stale() {
		return
	}
	w, beginErr := beginSnapshot(s.path)
	if beginErr != nil {
		return // this is a folder that others may write
	}
	if err != nil {
		err = s.build(ctx, s.cols)
	}
	if errors.Is(w.end(s, err), errNoSnapshot) {
		s.distrust()
	}
}

// keep writes a snapshot of the columns. One that can't be written is no harm: they are built again.
func (s *Store) keep() {
	w, err := beginSnapshot(s.path)
	if err == nil {
		err = w.end(s, nil)
	}
	if err != nil {
		s.saved.Store(uint64(s.Head())) // try again when as much has been written once more
	}
}

// A snapshotWriter writes a snapshot beside its place.
type snapshotWriter struct {
	path string
	file *os.File
	at   int64
	err  error
}

// beginSnapshot begins a snapshot, unless somebody else is writing one.
func beginSnapshot(path string) (*snapshotWriter, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	fresh := snapshotFile(path) + ".new"
	if left, err := os.Lstat(fresh); err == nil && time.Since(left.ModTime()) > snapshotLeft {
		if err := os.Remove(fresh); err != nil {
			return nil, err
		}
	}
	f, err := os.OpenFile(fresh, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm())
	if err != nil {
		return nil, err
	}
	return &snapshotWriter{path: path, file: f, at: snapshotParts}, nil
}

// end writes the columns, unless there was an error, and puts the snapshot in its place. It is not flushed: what a crash
// leaves of it is found out by its checksums.
func (w *snapshotWriter) end(s *Store, err error) error {
	from := model.Revision(0)
	if err == nil {
		from, err = w.write(s)
	}
	err = errors.Join(err, w.file.Close())
	if err == nil {
		err = os.Rename(w.file.Name(), snapshotFile(w.path))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the columns of desk %s: %w", w.path, err), os.Remove(w.file.Name()))
	}
	s.saved.Store(uint64(from))
	return nil
}

var errShifted = errors.New("rows were moved meanwhile")

// write copies the columns, each under the lock of all, so that nobody waits long, and writes the head last.
func (w *snapshotWriter) write(s *Store) (model.Revision, error) {
	c := s.cols
	if err := c.wakeAll(); err != nil {
		return 0, err
	}
	c.mu.RLock()
	head := snapshotHead{Form: snapshotForm, Format: Format, Fields: fieldDigest(), From: c.upto, Rows: c.ids.n, Dense: c.ids.list == nil, Columns: map[uint8]columnPart{}}
	shifts := c.shifts
	ids, live := pack(c.ids.list), pack(c.live)
	c.mu.RUnlock()
	head.IDs, head.Live = w.part(ids, 4), w.part(live, 8)
	for _, f := range model.Fields {
		if !columnar(f) {
			continue
		}
		c.mu.RLock()
		col, err := c.column(f.No)
		if c.shifts != shifts || !c.built {
			err = errShifted
		}
		if err != nil {
			c.mu.RUnlock()
			return 0, err
		}
		p := columnPart{Least: col.least, Most: col.most}
		numbers, width := col.pack(head.Rows)
		words := slices.Clone(col.words)
		c.mu.RUnlock()
		if width == 0 {
			continue
		}
		p.Numbers, p.Words = w.part(numbers, width), w.part(packWords(words), 1)
		head.Columns[f.No] = p
	}
	return head.From, w.finish(s, &head)
}

// pack gives the bytes of the first rows of a column, and how many each number takes, 0 when there are none.
func (c *column) pack(rows int) ([]byte, int) {
	switch {
	case c.large != nil:
		return pack(c.large[:min(len(c.large), rows)]), 8
	case c.middle != nil:
		return pack(c.middle[:min(len(c.middle), rows)]), 4
	case c.small != nil:
		return pack(c.small[:min(len(c.small), rows)]), 1
	}
	return nil, 0
}

func packWords(words []string) (raw []byte) {
	for _, word := range words {
		raw = appendString(raw, word)
	}
	return raw
}

// part writes numbers of so many bytes each.
func (w *snapshotWriter) part(raw []byte, width int) part {
	p := part{Width: width, Count: len(raw) / width, At: w.at, Sum: crc32.Checksum(raw, castagnoli)}
	if w.err == nil {
		_, w.err = w.file.WriteAt(raw, w.at)
	}
	w.at += int64(len(raw))
	return p
}

// finish says up to which revision columns were copied, and writes the head.
func (w *snapshotWriter) finish(s *Store, head *snapshotHead) error {
	s.cols.mu.RLock()
	head.Upto = s.cols.upto
	s.cols.mu.RUnlock()
	err := s.view(func(tx *bolt.Tx) error {
		head.Desk = slices.Clone(tx.Bucket(bMeta).Get(kDesk))
		head.Link = slices.Clone(tx.Bucket(bChain).Get(uint64Key(uint64(head.Upto))))
		return nil
	})
	if err != nil {
		return err
	}
	if head.Link == nil {
		return fmt.Errorf("the journal has no link at line %d", head.Upto)
	}
	start, err := head.encode()
	if err != nil {
		return err
	}
	_, err = w.file.WriteAt(start, 0)
	return errors.Join(w.err, err)
}
