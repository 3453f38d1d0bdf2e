package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A countKey tells the counters apart.
type countKey struct {
	kind  model.Kind
	state model.State
	aside bool
}

func counterOf(t *model.Ticket) countKey { return countKey{t.Kind, t.State, t.Aside} }

func (k countKey) bytes() []byte {
	if k.aside {
		return []byte{byte(k.kind), byte(k.state), 1}
	}
	return []byte{byte(k.kind), byte(k.state)}
}

// counted gives a ticket as far as the key of a counter tells of those that it counts.
func counted(key []byte) *model.Ticket {
	return &model.Ticket{Kind: model.Kind(key[0]), State: model.State(key[1]), Aside: len(key) == 3}
}

// count adds a ticket to its counter, or takes it off.
func (c *change) count(t *model.Ticket, by int64) {
	if t.Exists() {
		c.counts[counterOf(t)] += by
	}
}

func (c *change) flushCounts() error {
	b := c.tx.Bucket(bCounts)
	for key, by := range c.counts {
		n := int64(getUint64(b.Get(key.bytes()))) + by
		if n < 0 {
			return fmt.Errorf("%w: the counter of %s %s would fall below zero", ErrIntegrity, key.kind, key.state)
		}
		if err := b.Put(key.bytes(), uint64Key(uint64(n))); err != nil {
			return err
		}
	}
	return nil
}

// index brings the index entries of a ticket from one state to another.
func (c *change) index(before, after *model.Ticket) error {
	return errors.Join(
		move(c.tx.Bucket(bActive), activeKey(before), activeKey(after), []byte{1}),
		move(c.tx.Bucket(bChimes), chimeKey(before), chimeKey(after), []byte{1}),
		move(c.tx.Bucket(bSources), sourceKey(before), sourceKey(after), uint32Key(uint32(after.ID))))
}

// move deletes an index entry and puts another one; nil is none.
func move(b *bolt.Bucket, from, to, value []byte) error {
	if bytes.Equal(from, to) {
		return nil
	}
	if from != nil {
		if err := b.Delete(from); err != nil {
			return err
		}
	}
	if to == nil {
		return nil
	}
	return b.Put(to, value)
}

// activeKey gives an open ticket's key in the active index: by due time, priority, age and number, nothing last.
func activeKey(t *model.Ticket) []byte {
	if !t.Exists() || !t.Open() {
		return nil
	}
	due, priority := seconds(t.Due), byte(t.Priority)
	if due == 0 {
		due = 1<<32 - 1
	}
	if priority == 0 {
		priority = 255
	}
	key := append(uint32Key(due), priority)
	key = binary.BigEndian.AppendUint32(key, seconds(t.Created)-1) // no time wraps round to the end
	return binary.BigEndian.AppendUint32(key, uint32(t.ID))
}

// sourceKey gives the key of a ticket that came from elsewhere: number, system and key there. What people look up, the
// number, comes first; without case, since two systems spell one number differently.
func sourceKey(t *model.Ticket) []byte {
	if !t.Exists() || t.SourceID == "" && t.SourceNo == "" {
		return nil
	}
	return originKey(model.Origin{System: t.Source, Number: t.SourceID, Key: t.SourceNo})
}

func originKey(o model.Origin) []byte {
	key := numberPrefix(o.Number)
	key = append(key, clip(o.System)...)
	key = append(key, 0)
	return append(key, clip(o.Key)...)
}

func numberPrefix(number string) []byte { return append([]byte(clip(strings.ToLower(number))), 0) }

// clip bounds a part of a key and keeps the separator out of it.
func clip(s string) string {
	s, _ = model.Bound(s, 512)
	return strings.ReplaceAll(s, "\x00", "\ufffd")
}

// bySource lists the tickets that have this number in another system.
func bySource(tx *bolt.Tx, number string) (ids []model.ID) {
	prefix := numberPrefix(number)
	c := tx.Bucket(bSources).Cursor()
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if len(v) == 4 {
			ids = append(ids, model.ID(binary.BigEndian.Uint32(v)))
		}
	}
	return ids
}

// byOrigin finds the ticket that an earlier import made of a record. A record known by its number alone is the one
// with that number in that system if there is just one.
func byOrigin(tx *bolt.Tx, o model.Origin) model.ID {
	b := tx.Bucket(bSources)
	if v := b.Get(originKey(o)); len(v) == 4 {
		return model.ID(binary.BigEndian.Uint32(v))
	}
	if o.Key != "" {
		o.Key = ""
		if v := b.Get(originKey(o)); len(v) == 4 {
			return model.ID(binary.BigEndian.Uint32(v))
		}
		return 0
	}
	prefix := originKey(o)
	c := b.Cursor()
	k, v := c.Seek(prefix)
	if k == nil || !bytes.HasPrefix(k, prefix) || len(v) != 4 {
		return 0
	}
	id := model.ID(binary.BigEndian.Uint32(v))
	if k, _ = c.Next(); k != nil && bytes.HasPrefix(k, prefix) {
		return 0 // two records share the number
	}
	return id
}

// importSubject finds the ticket that a record was imported as before, or a number for a new one.
func (c *change) importSubject(imp *model.Import) (*touch, bool, error) {
	id, native := c.known(imp)
	if id == 0 {
		t, err := c.fresh(imp.Number)
		return t, true, err
	}
	if native {
		return nil, false, fmt.Errorf("#%d is this desk's own: %w", id, model.ErrUnchanged)
	}
	if _, err := c.Ticket(id); err != nil {
		if errors.Is(err, model.ErrNotFound) {
			return nil, false, fmt.Errorf("#%d was imported before and then taken back: %w", id, model.ErrUnchanged)
		}
		return nil, false, err
	}
	t := c.touched[id]
	imp.Earlier, imp.Kept = nil, nil
	for _, rev := range t.before.Revs {
		e, err := loadEntry(c.tx, rev)
		if err != nil {
			return nil, false, err
		}
		if e.Act == model.VerbImport {
			imp.Earlier = append(imp.Earlier, e)
		}
	}
	if len(imp.Earlier) == 0 {
		return nil, false, fmt.Errorf("#%d is this desk's own: %w", id, model.ErrUnchanged)
	}
	return t, false, nil
}

// known finds the ticket of a record: by where it came from, or, for one that another desk of ours made, by its old
// number when kind and time of making are the same.
func (c *change) known(imp *model.Import) (id model.ID, native bool) {
	if imp.Source.Number != "" || imp.Source.Key != "" {
		return byOrigin(c.tx, imp.Source), false
	}
	if imp.Number == 0 || len(imp.Past) == 0 {
		return 0, false
	}
	if !c.given(imp.Number) {
		return c.takenElsewhere(imp), false
	}
	t, err := c.load(imp.Number)
	if err != nil || t.Kind != imp.Kind || t.Created != madeAt(imp) || t.Source != "" {
		return c.takenElsewhere(imp), false
	}
	first, err := loadEntry(c.tx, t.Revs[0])
	return t.ID, err == nil && first.Act != model.VerbImport
}

// takenElsewhere gives a record that can't have its old number here an origin to know it by.
func (c *change) takenElsewhere(imp *model.Import) model.ID {
	if imp.Number <= lastWanted && !c.given(imp.Number) {
		return 0
	}
	imp.Source = elsewhere(imp.Kind, imp.Number, madeAt(imp))
	return byOrigin(c.tx, imp.Source)
}

// elsewhere gives the origin by which a ticket of another desk of ours is known that can't have its old number.
func elsewhere(kind model.Kind, id model.ID, made model.Instant) model.Origin {
	return model.Origin{System: "opsdesk", Number: model.Key(kind, id), Key: made.String()}
}

func madeAt(imp *model.Import) (at model.Instant) {
	for _, p := range imp.Past {
		for _, f := range p.Facts {
			if f.Field == model.FieldCreated {
				at = model.Instant(f.To.N)
			}
		}
	}
	return at
}
