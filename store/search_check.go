package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// check makes all tokens of all tickets anew and compares them with the base, of the tickets that it tells of, and with
// the overlay, of the others. Both must be what they would be if they were built now. A desk without a base is sound.
func (x *search) check(ctx context.Context, tx *bolt.Tx, r *Report) error {
	upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
	b := baseOf(tx)
	if err := x.checkOverlay(ctx, tx, b, upto, r); err != nil || b.words == nil {
		return err
	}
	changed, err := changedBetween(tx, b.rev, upto)
	if err != nil {
		return err
	}
	ids := everyID(tx)
	var runs []*tokenRun
	g := newGatherer()
	for _, low := range rangesOf(ids) {
		one, err := g.gather(ctx, tx, ids, low)
		if errors.Is(err, ErrIntegrity) {
			r.find("search", "it can't be compared: %v", err)
			return nil
		}
		if err != nil {
			return err
		}
		runs = append(runs, one)
	}
	c := baseCheck{r: r, changed: changed}
	if err := c.words(ctx, b, mergeRuns(runs)); err != nil {
		return err
	}
	there := roaring.New()
	for _, run := range runs {
		for _, at := range run.exist {
			there.Add(run.low + uint32(at))
		}
	}
	c.compare("all tickets", b.starts.Get(kAll), there)
	return c.starts(ctx, b)
}

// checkOverlay compares what the overlay keeps with the records.
func (x *search) checkOverlay(ctx context.Context, tx *bolt.Tx, b searchBase, upto model.Revision, r *Report) error {
	o := x.overlayFor(b.rev)
	if o == nil {
		return nil
	}
	p := newProseReader(tx)
	var packed tokenBag
	for _, t := range o.snapshot(upto) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := p.load(t.id); err != nil {
			r.find("search", "%v", err)
			continue
		}
		if p.rev() != t.rev {
			continue // it was changed, and the overlay did not ask for it yet
		}
		if t.exists != p.exists() || !t.large && t.packed != p.pack(&packed) {
			r.find("search", "the words of changed ticket %d are not what its record and comments say", t.id)
		}
	}
	return nil
}

// A baseCheck compares a base with what it must be, leaving out tickets that it need not tell of.
type baseCheck struct {
	r       *Report
	changed *roaring.Bitmap
}

// compare tells of the tickets that are in one of the sets alone.
func (c *baseCheck) compare(name string, have []byte, want *roaring.Bitmap) {
	ids, err := openIDs([]byte(name), have)
	if err != nil {
		c.r.find("search", "%v", err)
		return
	}
	for it := roaring.AndNot(roaring.AndNot(want, ids), c.changed).Iterator(); it.HasNext(); {
		c.r.find("search", "%q does not lead to ticket %d", name, it.Next())
	}
	for it := roaring.AndNot(roaring.AndNot(ids, want), c.changed).Iterator(); it.HasNext(); {
		c.r.find("search", "%q leads to ticket %d, which does not have it", name, it.Next())
	}
}

func (c *baseCheck) words(ctx context.Context, b searchBase, m *runMerger) error {
	cursor := b.words.Cursor()
	k, v := cursor.First()
	token, ids := m.next()
	for n := 0; k != nil || token != nil; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		order := bytes.Compare(k, token)
		switch {
		case k == nil || token != nil && order > 0:
			c.compare(string(token), nil, roaring.BitmapOf(ids...))
		case token == nil || order < 0:
			c.compare(string(k), v, roaring.New())
		default:
			if want, err := encodeIDs(ids); err != nil || !bytes.Equal(want, v) {
				c.compare(string(k), v, roaring.BitmapOf(ids...))
			}
		}
		goOn, next := k == nil || token != nil && order > 0, token == nil || k != nil && order < 0
		if !next {
			token, ids = m.next()
		}
		if !goOn {
			k, v = cursor.Next()
		}
	}
	return nil
}

// starts compares the entries of beginnings with those of the words. A beginning may be missing: then its words are
// asked.
func (c *baseCheck) starts(ctx context.Context, b searchBase) error {
	cursor := b.starts.Cursor()
	for k, v := cursor.First(); k != nil; k, v = cursor.Next() {
		if bytes.Equal(k, kAll) {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var u idUnion
		words := b.words.Cursor()
		for token, ids := words.Seek(k); token != nil && bytes.HasPrefix(token, k); token, ids = words.Next() {
			if err := u.add(token, slices.Clip(ids)); err != nil {
				c.r.find("search", "%v", err)
			}
		}
		c.compare(string(k)+"…", v, u.bitmap())
	}
	return nil
}
