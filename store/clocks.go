package store

import (
	"context"
	"encoding/binary"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// keepClocks brings the clocks of a ticket up to the line that was just written.
func (c *change) keepClocks(w *model.Work, e *model.Entry) error {
	if e.Undoes == 0 {
		c.book.Keep(w.Before, w.Ticket, e)
		return nil
	}
	entries, err := ticketEntries(c.tx, w.Ticket)
	if err != nil {
		return err
	}
	c.book.Recall(w.Ticket, entries)
	return nil
}

// chimeKey gives the key under which the desk finds a ticket when its time comes.
func chimeKey(t *model.Ticket) []byte {
	if !t.Exists() || t.Next == 0 {
		return nil
	}
	return append(uint32Key(seconds(t.Next)), uint32Key(uint32(t.ID))...)
}

// appendClocks writes what a ticket's clocks say: the instants of its care, and a clock each as a byte of what it is, a
// byte of flags, and its numbers.
func appendClocks(b []byte, t *model.Ticket) []byte {
	reminded := uint64(0)
	if t.Reminded {
		reminded = 1
	}
	for _, n := range [...]uint64{uint64(t.Next), uint64(t.Rest)<<1 | reminded, uint64(len(t.Clocks))} {
		b = binary.AppendUvarint(b, n)
	}
	for i := range t.Clocks {
		c := &t.Clocks[i]
		flags := byte(0)
		for bit, set := range [...]bool{c.Late, c.Warned, c.Told} {
			if set {
				flags |= 1 << bit
			}
		}
		b = append(b, byte(c.Agreement)<<4|byte(c.Target), byte(c.State)<<4|flags)
		b = binary.AppendUvarint(b, uint64(c.Policy))
		for _, n := range [...]int64{int64(c.Start), int64(c.Since - c.Start), c.Budget, c.Elapsed, c.Paused, c.Longest} {
			b = binary.AppendVarint(b, n)
		}
		if c.Due == 0 {
			b = binary.AppendUvarint(b, 0)
		} else {
			b = binary.AppendUvarint(b, zigzag(int64(c.Due-c.Start))+1)
		}
	}
	return b
}

func zigzag(n int64) uint64   { return uint64(n<<1) ^ uint64(n>>63) }
func unzigzag(n uint64) int64 { return int64(n>>1) ^ -int64(n&1) }

// clocks reads what appendClocks wrote. Records of the first format have none.
func (r *reader) clocks(t *model.Ticket) {
	if len(r.rest) == 0 || r.err != nil {
		return
	}
	t.Next = model.Instant(r.uvarint())
	rest := r.uvarint()
	t.Rest, t.Reminded = model.Instant(rest>>1), rest&1 != 0
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		var c model.Clock
		what, state := r.byte(), r.byte()
		c.Agreement, c.Target, c.State = model.Agreement(what>>4), model.Target(what&15), model.ClockState(state>>4)
		c.Late, c.Warned, c.Told = state&1 != 0, state&2 != 0, state&4 != 0
		c.Policy = uint16(r.uvarint())
		c.Start = model.Instant(r.varint())
		c.Since = c.Start + model.Instant(r.varint())
		c.Budget, c.Elapsed, c.Paused, c.Longest = r.varint(), r.varint(), r.varint(), r.varint()
		if due := r.uvarint(); due != 0 {
			c.Due = c.Start + model.Instant(unzigzag(due-1))
		}
		t.Clocks = append(t.Clocks, c)
	}
}

// Explain gives a ticket and the accounts of all its clocks up to now. Errors: model.ErrNotFound.
func (s *Store) Explain(id model.ID) (t *model.Ticket, accounts []model.Account, err error) {
	book := s.Book()
	err = s.view(func(tx *bolt.Tx) error {
		if t, err = loadTicket(tx, id); err != nil {
			return err
		}
		if !t.Exists() {
			return fmt.Errorf("ticket #%d was taken back: %w", id, model.ErrNotFound)
		}
		entries, err := ticketEntries(tx, t)
		if err != nil {
			return err
		}
		accounts = book.Explain(id, entries, model.At(s.clock()))
		return nil
	})
	return t, accounts, err
}

// A Tally counts how promises about one target were kept.
type Tally struct{ Met, Breached, Running, Dropped int }

// Tallies counts, for all tickets that a query takes, how the promises of each agreement and target were kept. With what
// not nil it says how they would have been kept had these terms always held. Tallies is indexed by agreement and target.
func (s *Store) Tallies(ctx context.Context, ids []model.ID, what *model.Book) (all [2][3]Tally, err error) {
	now := model.At(s.clock())
	for len(ids) > 0 {
		some := ids[:min(1000, len(ids))]
		ids = ids[len(some):]
		if err := ctx.Err(); err != nil {
			return all, err
		}
		err := s.view(func(tx *bolt.Tx) error {
			for _, id := range some {
				t, err := loadTicket(tx, id)
				if err != nil {
					return err
				}
				if what != nil {
					entries, err := ticketEntries(tx, t)
					if err != nil {
						return err
					}
					what.Recall(t, entries)
				}
				for i := range t.Clocks {
					all[t.Clocks[i].Agreement][t.Clocks[i].Target].add(&t.Clocks[i], now)
				}
			}
			return nil
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

func (y *Tally) add(c *model.Clock, now model.Instant) {
	switch {
	case c.State == model.Dropped:
		y.Dropped++
	case c.Breached(), c.State == model.Running && c.Due != 0 && c.Due < now:
		y.Breached++
	case c.State == model.Stopped:
		y.Met++
	default:
		y.Running++
	}
}
