package store

import (
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Letter is a line in somebody's inbox.
type Letter struct {
	Rev    model.Revision `cbor:"-"` // of the journal line that brought it
	At     model.Instant  `cbor:"1,keyasint"`
	Ticket model.ID       `cbor:"2,keyasint"`
	Text   string         `cbor:"3,keyasint"`
	Read   bool           `cbor:"4,keyasint,omitempty"`
}

// maxLetters is how many lines an inbox keeps; the oldest go first.
const maxLetters = 500

// Inbox lists the lines in a person's inbox, newest first. A person whom the desk does not know has none.
func (s *Store) Inbox(person string) (all []Letter, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(bNames).Get(nameKey(model.People, person))
		if len(v) != 4 {
			return nil
		}
		c := tx.Bucket(bInbox).Cursor()
		prefix := uint32Key(getUint32(v))
		last := c.Prev
		if k, _ := c.Seek(uint32Key(getUint32(v) + 1)); k == nil {
			last = c.Last
		}
		for k, v := last(); len(k) == 12 && string(k[:4]) == string(prefix); k, v = c.Prev() {
			l, err := decodeLetter(k, v)
			if err != nil {
				return err
			}
			all = append(all, l)
		}
		return nil
	})
	return all, err
}

// MarkRead marks lines of the actor's inbox as read: those up to a revision.
func (s *Store) MarkRead(ctx context.Context, who model.Actor, upto model.Revision) error {
	_, err := s.submit(ctx, &request{Write: Write{Who: who}, plan: func(c *change, _ *request) error {
		c.dirty = true
		b := c.tx.Bucket(bInbox)
		var unread []Letter
		cur := b.Cursor()
		prefix := uint32Key(uint32(c.me))
		for k, v := cur.Seek(prefix); len(k) == 12 && string(k[:4]) == string(prefix) && getUint64(k[4:]) <= uint64(upto); k, v = cur.Next() {
			l, err := decodeLetter(k, v)
			if err != nil {
				return err
			}
			if !l.Read {
				unread = append(unread, l)
			}
		}
		for _, l := range unread {
			l.Read = true
			if err := putLetter(b, c.me, l); err != nil {
				return err
			}
		}
		return nil
	}})
	return err
}

// deliver puts the notices of an act into inboxes.
func (c *change) deliver(w *model.Work) error {
	b := c.tx.Bucket(bInbox)
	for _, n := range w.Notices {
		if known, err := delivered(b, n, w); known || err != nil {
			if err != nil {
				return err
			}
			continue
		}
		if err := putLetter(b, n.To, Letter{Rev: c.rev, At: w.Now, Ticket: w.Ticket.ID, Text: n.Text}); err != nil {
			return err
		}
		if err := trim(b, n.To); err != nil {
			return err
		}
	}
	return nil
}

// delivered tells whether the newest line of an inbox says the same already: somebody may be told for two reasons.
func delivered(b *bolt.Bucket, n model.Notice, w *model.Work) (bool, error) {
	c := b.Cursor()
	last := c.Prev
	if k, _ := c.Seek(uint32Key(uint32(n.To) + 1)); k == nil {
		last = c.Last
	}
	k, v := last()
	if len(k) != 12 || string(k[:4]) != string(uint32Key(uint32(n.To))) {
		return false, nil
	}
	l, err := decodeLetter(k, v)
	return l.Ticket == w.Ticket.ID && l.At == w.Now && l.Text == n.Text, err
}

// trim lets go of the oldest line of an inbox that is full.
func trim(b *bolt.Bucket, person model.Ref) error {
	prefix := uint32Key(uint32(person))
	c := b.Cursor()
	first, _ := c.Seek(prefix)
	first = append([]byte(nil), first...)
	n := 0
	for k := first; len(k) == 12 && string(k[:4]) == string(prefix); k, _ = c.Next() {
		n++
	}
	if n <= maxLetters {
		return nil
	}
	return b.Delete(first)
}

func letterKey(person model.Ref, rev model.Revision) []byte {
	return binary.BigEndian.AppendUint64(uint32Key(uint32(person)), uint64(rev))
}

func putLetter(b *bolt.Bucket, person model.Ref, l Letter) error {
	inside, err := cborEnc.Marshal(l)
	if err != nil {
		return fmt.Errorf("write to an inbox: %w", err)
	}
	return b.Put(letterKey(person, l.Rev), seal(append(make([]byte, envelope, envelope+len(inside)), inside...)))
}

func decodeLetter(k, v []byte) (l Letter, err error) {
	inside, err := unseal(v)
	if err == nil {
		err = cborDec.Unmarshal(inside, &l)
	}
	if err != nil {
		return l, fmt.Errorf("%w: inbox %x: %w", ErrIntegrity, k, err)
	}
	l.Rev = model.Revision(getUint64(k[4:]))
	return l, nil
}
