package store

import (
	"bytes"
	"context"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// maxChunk is how many bytes of pages are written in one transaction, so that no writer waits long behind it.
const maxChunk = 256 << 10

// update runs a write transaction of the index beside those of the desk's writer.
func (x *search) update(ctx context.Context, f func(tx *bolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var began time.Time
	err := guard(x.store.path, func() error {
		return x.store.db.Update(func(tx *bolt.Tx) error {
			began = time.Now()
			return f(tx)
		})
	})
	x.mu.Lock()
	x.longest = max(x.longest, time.Since(began))
	x.mu.Unlock()
	return err
}

// A baseWriter writes entries of one bucket of the base, a chunk at a time. Keys come in order.
type baseWriter struct {
	x            *search
	bucket       []byte
	fresh        bool // nothing was there before: keys come in a row
	keys, values [][]byte
	size         int // of the pages that are touched, about
	skipped      int // bytes of entries since the last one that is written
	head         model.Revision
}

// put writes an entry, or deletes one when the value is nil. The writer keeps the value.
func (w *baseWriter) put(ctx context.Context, key, value []byte) error {
	w.add(key, value)
	if w.full() {
		return w.flush(ctx)
	}
	return nil
}

// add is put without writing yet: it is for where a transaction is open.
func (w *baseWriter) add(key, value []byte) {
	const page = 4096
	w.keys, w.values = append(w.keys, bytes.Clone(key)), append(w.values, value)
	w.size += min(w.skipped, page) + len(key) + len(value) + 16
	w.skipped = 0
}

// skip says that an entry stays as it is.
func (w *baseWriter) skip(key, value []byte) { w.skipped += len(key) + len(value) + 16 }

func (w *baseWriter) full() bool { return w.size >= maxChunk }

// flush writes what waits. When others write too, it lets them go first for as long as it kept them, and lets the overlay
// catch up.
func (w *baseWriter) flush(ctx context.Context) error {
	if len(w.keys) == 0 {
		return nil
	}
	began := time.Now()
	err := w.x.update(ctx, w.write)
	clear(w.values)
	w.keys, w.values, w.size, w.skipped = w.keys[:0], w.values[:0], 0, 0
	head := w.x.store.Head()
	if err != nil || head == w.head {
		return err
	}
	w.head = head
	select {
	case <-time.After(time.Since(began)):
	case <-ctx.Done():
		return ctx.Err()
	}
	if w.x.overlayNow().behind(head) >= w.x.limits.bulk || w.x.held.Load() > 0 {
		return nil
	}
	return w.x.follow(ctx)
}

func (w *baseWriter) write(tx *bolt.Tx) error {
	b := tx.Bucket(bSearch).Bucket(w.bucket)
	if w.fresh {
		b.FillPercent = 0.95
	}
	for i, k := range w.keys {
		var err error
		if w.values[i] == nil {
			err = b.Delete(k)
		} else {
			err = b.Put(k, w.values[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}
