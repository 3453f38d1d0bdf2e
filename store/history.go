package store

import (
	"context"
	"errors"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Log lists the newest lines of the journal, newest first, beginning before a revision (zero is the end), at most
// limit of those that keep accepts. A nil keep accepts all.
func (s *Store) Log(ctx context.Context, before model.Revision, limit int, keep func(*model.Entry) bool) ([]*model.Entry, error) {
	var all []*model.Entry
	err := s.view(func(tx *bolt.Tx) error {
		cur := tx.Bucket(bJournal).Cursor()
		k, v := cur.Last()
		if before != 0 {
			if k, _ = cur.Seek(uint64Key(uint64(before))); k != nil {
				k, v = cur.Prev()
			} else {
				k, v = cur.Last()
			}
		}
		for ; k != nil && len(all) < limit; k, v = cur.Prev() {
			if err := ctx.Err(); err != nil {
				return err
			}
			e, err := decodeEntry(k, v)
			if err != nil {
				return err
			}
			if s.past != nil {
				e = s.past.cut.Of(e)
			}
			if e != nil && (keep == nil || keep(e)) {
				all = append(all, e)
			}
		}
		return nil
	})
	return all, err
}

// IsUndone tells which of the groups of these entries were taken back.
func (s *Store) IsUndone(entries []*model.Entry) (map[model.Revision]bool, error) {
	dead := map[model.Revision]bool{}
	err := s.view(func(tx *bolt.Tx) error {
		if slices.ContainsFunc(entries, func(e *model.Entry) bool { return e.Table == model.Charter }) {
			amendments, err := amendments(tx)
			if err != nil {
				return err
			}
			dead = model.Undone(amendments)
		}
		for _, e := range entries {
			if e.Table != model.Tickets {
				continue
			}
			t, err := loadTicket(tx, model.ID(e.ID))
			if errors.Is(err, model.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			all, err := ticketEntries(tx, t)
			if err != nil {
				return err
			}
			if model.Undone(all)[e.Group] {
				dead[e.Group] = true
			}
		}
		return nil
	})
	return dead, err
}
