package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// await has the order of a field worked out, and waits until orders have changed.
func (s *Store) await(ctx context.Context, f *model.Field, changed <-chan struct{}) error {
	select {
	case s.wants <- f.No:
		return nil
	case <-changed:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sortTexts works out the order of a text, unless there is one that will do.
func (s *Store) sortTexts(ctx context.Context, f *model.Field) error {
	fresh, ids := s.cols.beginOrder(f)
	if fresh == nil {
		return nil
	}
	all, err := s.texts(ctx, f, ids)
	if err != nil {
		return err
	}
	slices.SortFunc(all, rowText.compare)
	fresh.places, fresh.sorted = make([]uint32, ids.n), make([]uint32, len(all))
	place := uint32(0)
	for i, x := range all {
		if i == 0 || all[i-1].text != x.text {
			place++
		}
		fresh.places[x.row], fresh.sorted[i] = place, x.row
	}
	if err := s.follow(s.cols); err != nil { // what was read may be newer than the columns
		return err
	}
	s.cols.endOrder(fresh)
	return nil
}

// beginOrder begins an order, nil when there is one that will do. From now on it is told of what is written.
func (c *columns) beginOrder(f *model.Field) (*textOrder, rowIDs) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o := c.orders[f.No]; o != nil && len(o.late) <= manyLate {
		return nil, rowIDs{}
	}
	c.making = &textOrder{field: f, late: map[int]*lateText{}}
	return c.making, rowIDs{c.ids.n, slices.Clone(c.ids.list)}
}

// endOrder takes an order into use, unless rows were moved since it was begun or too much was written.
func (c *columns) endOrder(o *textOrder) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.making == o && len(o.late) <= tooLate {
		c.orders[o.field.No] = o
	}
	c.making = nil
	c.announce()
}

// A rowText is the folded text of a row.
type rowText struct {
	start uint64 // its first bytes, which decide most comparisons
	text  string
	row   uint32
}

func (a rowText) compare(b rowText) int {
	if a.start != b.start {
		return cmp.Compare(a.start, b.start)
	}
	return cmp.Or(strings.Compare(a.text, b.text), cmp.Compare(a.row, b.row))
}

// texts reads a text of all tickets that have it, in short transactions.
func (s *Store) texts(ctx context.Context, f *model.Field, ids rowIDs) (all []rowText, err error) {
	const batch = 20_000
	for from := 0; from < ids.n; from += batch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		err := s.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bTickets).Cursor()
			for row := from; row < min(ids.n, from+batch); row++ {
				id := ids.of(row)
				k, v := c.Next()
				if key := uint32Key(id); row == from || !bytes.Equal(k, key) {
					_, v = c.Seek(key)
				}
				text, err := textOf(model.ID(id), v, f)
				if err != nil {
					return err
				}
				if text != "" {
					var start [8]byte
					copy(start[:], text)
					all = append(all, rowText{binary.BigEndian.Uint64(start[:]), text, uint32(row)})
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
