package store

import (
	"bytes"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Format is the format of the file that this version writes.
const Format uint32 = 4

// A migration takes a file from the format before to the next one, inside one transaction.
type migration struct {
	to   uint32
	what string
	run  func(tx *bolt.Tx) error
}

// migrations lists every step since format 1, in order, without gaps. testdata holds a file of every format that was
// ever released, and a test opens each.
var migrations = []migration{
	{to: 2, what: "terms and clocks", run: addTerms},
	{to: 3, what: "proposed and put aside in the head", run: func(*bolt.Tx) error { return nil }}, // the bits were zero
	{to: 4, what: "where gestures go on behind lines of others", run: addParts},
}

// addTerms gives a desk of the first format terms that promise nothing. What was the due date is now the date that was
// agreed by hand, and due is what follows from it.
func addTerms(tx *bolt.Tx) error {
	for _, name := range [][]byte{bTerms, bChimes, bInbox} {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	edition := model.Edition{}
	if err := putTerms(tx, edition); err != nil {
		return err
	}
	book, err := model.NewBook([]model.Edition{edition}, nil, nil)
	if err != nil {
		return err
	}
	tickets := tx.Bucket(bTickets)
	tickets.FillPercent = 0.95
	c := tickets.Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		t, err := decodeTicket(model.ID(getUint32(k)), v)
		if err != nil {
			return err
		}
		t.Agreed = t.Due
		entries, err := ticketEntries(tx, t)
		if err != nil {
			return err
		}
		book.Recall(t, entries)
		key := bytes.Clone(k)
		if err := tickets.Put(key, encodeTicket(t)); err != nil {
			return err
		}
		c.Seek(key) // a cursor does not outlive a change beside it
	}
	return nil
}

// migrate brings a file to the newest format that the steps lead to: all steps in one transaction, or none.
func migrate(db *bolt.DB, path string, format uint32, steps []migration) error {
	newest := uint32(1)
	if n := len(steps); n > 0 {
		newest = steps[n-1].to
	}
	switch {
	case format == newest:
		return nil
	case format > newest:
		return fmt.Errorf("desk %s has format %d, and this version of opsdesk knows formats up to %d: use a newer opsdesk", path, format, newest)
	case db.IsReadOnly():
		return fmt.Errorf("desk %s has the older format %d: open it once without --read-only to bring it up to date", path, format)
	}
	return db.Update(func(tx *bolt.Tx) error {
		for _, step := range steps {
			if step.to <= format {
				continue
			}
			if err := step.run(tx); err != nil {
				return fmt.Errorf("bring desk %s from format %d to %d (%s): %w", path, format, step.to, step.what, err)
			}
		}
		return tx.Bucket(bMeta).Put(kFormat, uint32Key(newest))
	})
}
