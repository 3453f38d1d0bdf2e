package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"opsdesk/model"
)

// An order is the backlog's order inside a transaction.
type order struct{ c *change }

// Next gives the first ticket behind a place.
func (o order) Next(r model.Rank) (model.Spot, bool) {
	k, v := o.c.tx.Bucket(bRanks).Cursor().Seek(uint64Key(uint64(r) + 1))
	return spot(k, v)
}

// Prev gives the last ticket before a place.
func (o order) Prev(r model.Rank) (model.Spot, bool) {
	c := o.c.tx.Bucket(bRanks).Cursor()
	if k, _ := c.Seek(uint64Key(uint64(r))); k == nil {
		return spot(c.Last())
	}
	return spot(c.Prev())
}

func spot(k, v []byte) (model.Spot, bool) {
	if len(k) != 8 || len(v) != 4 {
		return model.Spot{}, false
	}
	return model.Spot{ID: model.ID(binary.BigEndian.Uint32(v)), Rank: model.Rank(getUint64(k))}, true
}

// Of gives a ticket's place.
func (o order) Of(id model.ID) (model.Rank, error) {
	if t := o.c.touched[id]; t != nil {
		return t.after.Rank, nil
	}
	t, err := o.c.load(id)
	if errors.Is(err, model.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return t.Rank, nil
}

// Put sets tickets on their places. The records follow when the act is recorded.
func (o order) Put(spots ...model.Spot) error {
	o.c.dirty = true
	b := o.c.tx.Bucket(bRanks)
	for _, s := range spots {
		was, err := o.Of(s.ID)
		if err != nil {
			return err
		}
		if k := uint64Key(uint64(was)); was != 0 && owns(b.Get(k), s.ID) {
			if err := b.Delete(k); err != nil {
				return err
			}
		}
	}
	for _, s := range spots {
		if s.Rank == 0 {
			continue
		}
		k := uint64Key(uint64(s.Rank))
		if b.Get(k) != nil {
			return fmt.Errorf("%w: two tickets would share place %d of the backlog", ErrIntegrity, s.Rank)
		}
		if err := b.Put(k, uint32Key(uint32(s.ID))); err != nil {
			return err
		}
	}
	return nil
}

func owns(v []byte, id model.ID) bool {
	return len(v) == 4 && model.ID(binary.BigEndian.Uint32(v)) == id
}
