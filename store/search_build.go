package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// settle brings the base up to now: it makes the words of all tickets that were changed behind the base's revision anew
// and writes what differs, in place, so that it leaves few free pages behind. It runs beside readers and writers and
// holds up neither for long; when it is cut short, whatever it wrote is right or told by the overlay, and the next one
// goes on. A great import calls it at its end.
func (x *search) settle(ctx context.Context) error { return x.alone(ctx, x.renew) }

// rebuild makes the base anew from the records. Until it is done, every ticket is read for each question.
func (x *search) rebuild(ctx context.Context) error {
	return x.alone(ctx, func(ctx context.Context) error {
		err := x.update(ctx, func(tx *bolt.Tx) error {
			if search := tx.Bucket(bSearch); search != nil {
				return search.Delete(kBase)
			}
			return nil
		})
		if err != nil {
			return err
		}
		return x.renew(ctx)
	})
}

// alone runs f when nobody else writes the base.
func (x *search) alone(ctx context.Context, f func(context.Context) error) error {
	select {
	case <-x.work:
		defer func() { x.work <- struct{}{} }()
		if err := f(ctx); err != nil {
			return fmt.Errorf("index the texts of the desk: %w", err)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A renewal is what has to be made anew: the base tells rightly of all other tickets.
type renewal struct {
	from, upto model.Revision
	whole      bool            // there is no base: all tickets have to be made anew
	ids        *roaring.Bitmap // the tickets
	all        *roaring.Bitmap // the tickets that there are by the base
}

func (x *search) renew(ctx context.Context) error {
	var todo renewal
	err := x.store.view(func(tx *bolt.Tx) (err error) {
		todo, err = x.changed(ctx, tx)
		return err
	})
	if err != nil || todo.ids.IsEmpty() {
		return err
	}
	runs, err := x.gather(ctx, todo.ids)
	if err != nil {
		return err
	}
	if todo.whole {
		if err := x.update(ctx, createSearch); err != nil {
			return err
		}
	}
	todo.all.AndNot(todo.ids)
	for _, r := range runs {
		for _, at := range r.exist {
			todo.all.Add(r.low + uint32(at))
		}
	}
	w := baseWriter{x: x, bucket: bWords, fresh: todo.whole}
	if err := w.mergeWords(ctx, todo, mergeRuns(runs)); err != nil {
		return err
	}
	return x.publish(ctx, todo)
}

// changed tells what is to be made anew.
func (x *search) changed(ctx context.Context, tx *bolt.Tx) (renewal, error) {
	b := baseOf(tx)
	todo := renewal{from: b.rev, upto: model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))), whole: b.words == nil}
	if todo.whole {
		todo.ids, todo.all = everyID(tx), roaring.New()
		return todo, ctx.Err()
	}
	var err error
	if todo.ids, err = changedBetween(tx, todo.from, todo.upto); err != nil {
		return todo, err
	}
	all, err := b.all()
	if err != nil {
		return todo, err
	}
	todo.all = all.Clone()
	todo.all.CloneCopyOnWriteContainers() // it outlives the transaction
	return todo, nil
}

// everyID gives the numbers of all records.
func everyID(tx *bolt.Tx) *roaring.Bitmap {
	ids := roaring.New()
	c := tx.Bucket(bTickets).Cursor()
	for k, _ := c.First(); len(k) == 4; k, _ = c.Next() {
		ids.Add(binary.BigEndian.Uint32(k))
	}
	return ids
}

func createSearch(tx *bolt.Tx) error {
	search, err := tx.CreateBucketIfNotExists(bSearch)
	if err != nil {
		return err
	}
	_, err = search.CreateBucketIfNotExists(bWords)
	_, err2 := search.CreateBucketIfNotExists(bStarts)
	return errors.Join(err, err2)
}

// gather makes the runs of tickets, two at a time, each in a transaction of its own. A ticket that is changed meanwhile
// may be read as it was before or after: it has a line behind the revision at which the renewal began.
func (x *search) gather(ctx context.Context, ids *roaring.Bitmap) ([]*tokenRun, error) {
	ranges := rangesOf(ids)
	all := make([]*tokenRun, len(ranges))
	errs := make([]error, 2)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var next atomic.Int64
	var workers sync.WaitGroup
	for w := range errs {
		workers.Go(func() {
			g := newGatherer()
			for i := next.Add(1) - 1; i < int64(len(ranges)) && errs[w] == nil; i = next.Add(1) - 1 {
				errs[w] = x.store.view(func(tx *bolt.Tx) (err error) {
					all[i], err = g.gather(ctx, tx, ids, ranges[i])
					return err
				})
			}
			if errs[w] != nil {
				stop()
			}
		})
	}
	workers.Wait()
	return all, errors.Join(errs...)
}

// publish writes what follows from the words, and says that the base stands at the new revision.
func (x *search) publish(ctx context.Context, todo renewal) error {
	w := baseWriter{x: x, bucket: bStarts, fresh: todo.whole}
	v, err := encodeBitmap(todo.all)
	if err != nil {
		return err
	}
	if err := errors.Join(w.put(ctx, kAll, v), w.writeStarts(ctx)); err != nil {
		return err
	}
	err = x.update(ctx, func(tx *bolt.Tx) error {
		return tx.Bucket(bSearch).Put(kBase, append([]byte{searchFormat}, uint64Key(uint64(todo.upto))...))
	})
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.cur, x.prev, x.since = x.cur.behindBase(todo.upto), x.cur, time.Now()
	return nil
}
