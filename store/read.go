package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Get gives a ticket. Errors: model.ErrNotFound, ErrIntegrity.
func (s *Store) Get(id model.ID) (t *model.Ticket, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		if t, err = loadTicket(tx, id); err != nil {
			return err
		}
		if !t.Exists() {
			return fmt.Errorf("ticket #%d was taken back: %w", id, model.ErrNotFound)
		}
		return nil
	})
	return t, err
}

// Tickets gives the tickets with some numbers, in that order, without those that there are not.
func (s *Store) Tickets(ctx context.Context, ids []model.ID) (all []*model.Ticket, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		for i, id := range ids {
			if i%1024 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			t, err := loadTicket(tx, id)
			switch {
			case errors.Is(err, model.ErrNotFound):
				continue
			case err != nil:
				return err
			case t.Exists():
				all = append(all, t)
			}
		}
		return nil
	})
	return all, err
}

// Find gives the tickets that people may mean by a number: ours, as 12 or INC-12, or the one of the system that a
// ticket came from. Errors: model.ErrNotFound, with a hint when the number belongs to another kind.
func (s *Store) Find(number string) ([]model.ID, error) {
	kind, id, parseErr := model.ParseID(number)
	var ids []model.ID
	err := s.view(func(tx *bolt.Tx) error {
		if parseErr == nil {
			if t, err := loadTicket(tx, id); err == nil && t.Exists() {
				if kind == model.NoKind || kind == t.Kind {
					ids = []model.ID{id}
					return nil
				}
				parseErr = fmt.Errorf("there is no %s; number %d is %s: %w", model.Key(kind, id), id, t.Key(), model.ErrNotFound)
			}
		}
		ids = bySource(tx, number)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case len(ids) > 0:
		return ids, nil
	case parseErr != nil && kind != model.NoKind:
		return nil, parseErr
	}
	return nil, fmt.Errorf("there is no ticket %q, here or by its number in another system: %w", number, model.ErrNotFound)
}

// Noun gives a noun. Errors: model.ErrNotFound.
func (s *Store) Noun(table model.Table, id model.Ref) (n model.Noun, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		key := nounKey(table, id)
		v := tx.Bucket(bNouns).Get(key)
		if v == nil {
			return fmt.Errorf("there is no %s %d: %w", model.Tables[table].Token, id, model.ErrNotFound)
		}
		n, err = decodeNoun(key, v)
		return err
	})
	return n, err
}

// Nouns lists a table in the order of its names.
func (s *Store) Nouns(table model.Table) ([]model.Noun, error) {
	var all []model.Noun
	for _, one := range s.names.list(table) {
		n, err := s.Noun(table, one.id)
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// Size tells how many tickets there are, and how many of them are open.
func (s *Store) Size() (all, open int, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		all, open = sizes(tx)
		return nil
	})
	return all, open, err
}

func sizes(tx *bolt.Tx) (all, open int) {
	c := tx.Bucket(bCounts).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		n := int(getUint64(v))
		all += n
		if len(k) >= 2 && counted(k).Open() {
			open += n
		}
	}
	return all, open
}

// Backlog lists the ranked tickets in their order.
func (s *Store) Backlog() (ids []model.ID, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bRanks).Cursor()
		for k, v := c.First(); k != nil; k, v = c.Next() {
			if len(v) == 4 {
				ids = append(ids, model.ID(binary.BigEndian.Uint32(v)))
			}
		}
		return nil
	})
	return ids, err
}

// EachWhole is Each for tickets with what was said on them, which is slower.
func (s *Store) EachWhole(ctx context.Context, f func(*model.Ticket) error) error {
	return s.Each(ctx, func(t *model.Ticket) error {
		_, moments, err := s.OwnTimeline(t.ID)
		if err != nil {
			return err
		}
		for _, m := range moments {
			if !m.Undone && m.Verb.Speaks() {
				t.Said = append(t.Said, m.Text)
			}
		}
		return f(t)
	})
}

// Each calls f with every ticket in the order of their numbers, until f or ctx gives an error. Each ticket is read in
// a short transaction of its own batch, so that writers are not held up.
func (s *Store) Each(ctx context.Context, f func(*model.Ticket) error) error {
	const batch = 500
	for next := uint64(1); ; {
		var tickets []*model.Ticket
		err := s.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bTickets).Cursor()
			for k, v := c.Seek(uint32Key(uint32(next))); k != nil && len(tickets) < batch; k, v = c.Next() {
				id := binary.BigEndian.Uint32(k)
				t, err := decodeTicket(model.ID(id), v)
				if err != nil {
					return err
				}
				next = uint64(id) + 1
				tickets = append(tickets, t)
			}
			return nil
		})
		if err != nil || len(tickets) == 0 {
			return err
		}
		for _, t := range tickets {
			if err := ctx.Err(); err != nil {
				return err
			}
			if !t.Exists() {
				continue
			}
			if err := f(t); err != nil {
				return err
			}
		}
		if next > 1<<32-1 {
			return nil
		}
	}
}
