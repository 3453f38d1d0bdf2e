package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A past is what a store that shows an earlier time knows of it.
type past struct {
	cut  model.Cut
	file string          // to be removed at the end, empty when the file has no name any more
	told *roaring.Bitmap // tickets that had other words than today
	gone *roaring.Bitmap // tickets that there were not
}

// At gives the desk as it was: a store of its own, to read only, whose clock stands still at the cut's time. Every question
// has the answer that it had then; what is in nobody's journal, such as views, is as it is today. It is made in a file
// of the temporary folder that has no name once it is open, and must be closed. While it is made, progress, if not nil,
// hears how far that is, and the end of ctx ends it. Errors: ErrRefused for a time to come or a store that shows the
// past already; of the temporary folder, which needs as much room as the desk.
//
// The file is a copy of today's, in which the tickets that were touched since are made anew from those journal lines
// that count: most tickets of a desk have ended long before the time that somebody asks for.
func (s *Store) At(ctx context.Context, cut model.Cut, progress func(done, total int)) (*Store, error) {
	if s.past != nil {
		return nil, fmt.Errorf("%w: this is the past already: return to now first", model.ErrRefused)
	}
	if cut.At > model.At(s.clock()) {
		return nil, fmt.Errorf("%w: %s is yet to come", model.ErrRefused, cut.At)
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	then, err := s.rewound(ctx, cut, &steps{tell: progress})
	if err != nil {
		return nil, fmt.Errorf("look at desk %s as of %s: %w", s.path, cut.At, err)
	}
	return then, nil
}

// AsOf tells whether the store shows an earlier time, and which.
func (s *Store) AsOf() (cut model.Cut, ok bool) {
	if s.past == nil {
		return model.Cut{}, false
	}
	return s.past.cut, true
}

func (s *Store) rewound(ctx context.Context, cut model.Cut, steps *steps) (*Store, error) {
	f, name, err := nameless()
	if err != nil {
		return nil, err
	}
	db, err := s.copyInto(ctx, f, steps)
	if err != nil {
		return nil, errors.Join(err, f.Close(), removeNamed(name))
	}
	fail := func(err error) (*Store, error) { return nil, errors.Join(err, db.Close(), removeNamed(name)) }
	r := newRewinder(db, cut, s.Book().Until(cut.At), steps)
	if err := guard(s.path, func() error { return r.rewind(ctx) }); err != nil {
		return fail(err)
	}
	o := Options{Clock: cut.At.Time, Public: s.public, Lasting: s.lasting, search: s.search.limits}
	if cut.At == 0 { // the first second of 1970 is no time to us
		o.Clock = func() time.Time { return time.Unix(0, 0) }
	}
	then, err := begin(ctx, db, s.path, o, &past{cut, name, r.told, r.gone})
	if err != nil {
		return nil, errors.Join(err, removeNamed(name))
	}
	return then, nil
}

// nameless makes a temporary file and takes its name away, so that it ends with the process however that ends. Where a
// file that is open keeps its name, the name is given back.
func nameless() (f *os.File, name string, err error) {
	if f, err = os.CreateTemp("", "opsdesk-past-*.db"); err != nil {
		return nil, "", err
	}
	if os.Remove(f.Name()) != nil {
		name = f.Name()
	}
	return f, name, nil
}

func removeNamed(name string) error {
	if name == "" {
		return nil
	}
	return os.Remove(name)
}

// copyInto copies the desk of this moment into a file and opens the copy, which is never synced: nobody reads it twice.
// Once it is open, the file is closed with it.
func (s *Store) copyInto(ctx context.Context, f *os.File, steps *steps) (db *bolt.DB, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		steps.begin(copying, int(tx.Size()>>10))
		_, err := tx.WriteTo(&copier{ctx: ctx, to: f, steps: steps})
		return err
	})
	if ctx.Err() != nil { // the copy's error does not say so
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	o := boltOptions(false, true)
	o.NoSync, o.NoGrowSync, o.NoFreelistSync = true, true, true
	o.OpenFile = func(string, int, os.FileMode) (*os.File, error) { return f, nil }
	err = guard(s.path, func() (err error) {
		db, err = bolt.Open(f.Name(), 0o600, o)
		return err
	})
	if err == nil {
		db.AllocSize = allocStep
	}
	return db, err
}

// A copier writes until ctx ends.
type copier struct {
	ctx   context.Context
	to    io.Writer
	steps *steps
	bytes int
}

// Write writes on.
func (c *copier) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := c.to.Write(p)
	c.bytes += n
	c.steps.reach(c.bytes >> 10)
	return n, err
}

// The steps of rewinding, with the share of all work that each has, in thousandths.
const (
	copying = iota
	scanning
	making
)

var shares = [...]struct{ from, upto int }{copying: {0, 250}, scanning: {250, 500}, making: {500, 1000}}

// steps tell how far the work is, in thousandths, each one once.
type steps struct {
	tell        func(done, total int)
	step, total int
	last        int
}

func (s *steps) begin(step, total int) { s.step, s.total = step, max(total, 1) }

func (s *steps) reach(done int) {
	share := shares[s.step]
	if at := share.from + (share.upto-share.from)*min(done, s.total)/s.total; at > s.last {
		s.last = at
		s.tell(at, 1000)
	}
}
