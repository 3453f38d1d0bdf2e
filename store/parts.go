package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// The lines of a gesture stand together in the journal, apart from lines of nouns, unless others wrote between its
// transactions. Each further run of its lines is a part. The bucket of parts says where they begin, so that undo finds
// them and reads no other line. Parts are derived from the journal.

func partKey(group, first model.Revision) []byte {
	return binary.BigEndian.AppendUint64(uint64Key(uint64(group)), uint64(first))
}

// aside tells whether lines of a table stand in nobody's way: they belong to no gesture that is taken back.
func aside(table model.Table) bool { return table != model.Tickets && table != model.Charter }

// notePart notes the beginning of a part, if the line that is to be written begins one.
func (c *change) notePart(e *model.Entry) error {
	if aside(e.Table) {
		return nil
	}
	before := c.before
	c.before = e.Group
	if e.Group == e.Rev {
		return nil
	}
	if before == 0 {
		var err error
		if before, err = groupBefore(c.tx, e.Rev); err != nil {
			return err
		}
	}
	if before == e.Group {
		return nil
	}
	return c.tx.Bucket(bParts).Put(partKey(e.Group, e.Rev), []byte{1})
}

// groupBefore gives the group of the newest line of a gesture before a revision, zero when there is none.
func groupBefore(tx *bolt.Tx, rev model.Revision) (model.Revision, error) {
	cur := tx.Bucket(bJournal).Cursor()
	before := cur.Prev
	if k, _ := cur.Seek(uint64Key(uint64(rev))); k == nil {
		before = cur.Last
	}
	for k, v := before(); k != nil; k, v = cur.Prev() {
		table, group, err := lineHead(k, v)
		if err != nil || !aside(table) {
			return group, err
		}
	}
	return 0, nil
}

// groupLines lists the lines of a group that tell of tickets, or of the terms, in their order.
func groupLines(tx *bolt.Tx, group model.Revision) ([]model.Revision, error) {
	lines, err := run(tx, group, group)
	if err != nil {
		return nil, err
	}
	prefix := uint64Key(uint64(group))
	cur := tx.Bucket(bParts).Cursor()
	for k, _ := cur.Seek(prefix); len(k) == 16 && bytes.HasPrefix(k, prefix); k, _ = cur.Next() {
		more, err := run(tx, group, model.Revision(getUint64(k[8:])))
		if err != nil {
			return nil, err
		}
		lines = append(lines, more...)
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("there is no change %d that can be undone: %w", group, model.ErrNotFound)
	}
	return lines, nil
}

// run lists the lines of a group from one on, until another gesture's.
func run(tx *bolt.Tx, group, first model.Revision) (lines []model.Revision, err error) {
	cur := tx.Bucket(bJournal).Cursor()
	for k, v := cur.Seek(uint64Key(uint64(first))); k != nil; k, v = cur.Next() {
		table, of, err := lineHead(k, v)
		switch {
		case err != nil:
			return nil, err
		case aside(table):
			continue
		case of != group:
			return lines, nil
		}
		lines = append(lines, model.Revision(getUint64(k)))
	}
	return lines, nil
}

// A partFinder finds the parts again in a journal that it is shown line by line.
type partFinder struct {
	before model.Revision
	parts  map[string]string
}

func (f *partFinder) see(rev model.Revision, table model.Table, group model.Revision) {
	if aside(table) {
		return
	}
	if group != rev && group != f.before {
		f.parts[string(partKey(group, rev))] = "\x01"
	}
	f.before = group
}

// addParts fills the bucket of parts for a desk that had none.
func addParts(tx *bolt.Tx) error {
	parts, err := tx.CreateBucketIfNotExists(bParts)
	if err != nil {
		return err
	}
	found := partFinder{parts: map[string]string{}}
	cur := tx.Bucket(bJournal).Cursor()
	for k, v := cur.First(); k != nil; k, v = cur.Next() {
		table, group, err := lineHead(k, v)
		if err != nil {
			return err
		}
		found.see(model.Revision(getUint64(k)), table, group)
	}
	for k, v := range found.parts {
		if err := parts.Put([]byte(k), []byte(v)); err != nil {
			return err
		}
	}
	return nil
}
