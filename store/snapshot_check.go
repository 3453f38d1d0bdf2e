package store

import (
	"context"
	"encoding/binary"
	"errors"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// checkSnapshot compares the snapshot of the columns with the records, if there is one that would be used.
func (r *Report) checkSnapshot(ctx context.Context, tx *bolt.Tx, path string) error {
	f, head, err := openSnapshot(path)
	if err != nil {
		return nil //nolint:nilerr // there is none, or none that anybody would use
	}
	fits := head.fits(tx)
	if err := f.Close(); err != nil || !fits {
		return err
	}
	cols := newColumns()
	defer cols.giveUp()
	_, err = cols.recall(tx, path, 0)
	if err == nil {
		err = cols.wakeAll()
	}
	const remedy = "delete %s, it is made anew"
	switch {
	case errors.Is(err, errShifted):
		return nil
	case err != nil:
		r.find("columns", "the snapshot is damaged (%v): "+remedy, err, snapshotFile(path))
		return nil
	}
	var t model.Ticket
	c := tx.Bucket(bTickets).Cursor()
	rows := 0
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if rows++; rows%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id := model.ID(binary.BigEndian.Uint32(k))
		if decodeFacts(id, v, &t) != nil {
			continue // that is found elsewhere
		}
		if what := cols.differs(&t); what != "" {
			r.find("columns", "the snapshot tells %s of ticket %d otherwise: "+remedy, what, id, snapshotFile(path))
		}
	}
	if rows != cols.ids.n {
		r.find("columns", "the snapshot tells of %d tickets and there are %d: "+remedy, cols.ids.n, rows, snapshotFile(path))
	}
	return nil
}

// differs gives the name of a field that a ticket's row has otherwise than its record, empty when there is none.
func (c *columns) differs(t *model.Ticket) string {
	row, ok := c.row(t.ID)
	if !ok || c.exists(row) != t.Exists() {
		return "the existence"
	}
	for i := range c.all {
		col := &c.all[i]
		if col.field == nil {
			continue
		}
		v, n := col.field.Get(t), col.at(row)
		switch {
		case col.isText() && n >= uint64(max(1, len(col.words))),
			col.isText() && n > 0 && col.words[n] != v.S,
			col.isText() && n == 0 && v.S != "",
			!col.isText() && n != uint64(v.N):
			return col.field.Name
		}
	}
	return ""
}
