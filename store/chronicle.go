package store

import (
	"errors"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Chronicle gives the post-incident timeline of a ticket with the tickets that it is linked with, all as of one moment;
// those that were taken back are left out. In which zone and for whom it is written, the caller says. Errors:
// model.ErrNotFound.
func (s *Store) Chronicle(id model.ID) (*model.Chronicle, error) {
	c := &model.Chronicle{Linked: map[model.ID]*model.Ticket{}, Names: s.names}
	err := s.view(func(tx *bolt.Tx) (err error) {
		if c.Ticket, c.Moments, err = timeline(tx, id); err != nil {
			return err
		}
		for _, l := range c.Ticket.Links {
			other, err := loadTicket(tx, l.To)
			if err != nil && !errors.Is(err, model.ErrNotFound) {
				return err
			}
			if err == nil && other.Exists() {
				c.Linked[l.To] = other
			}
		}
		return nil
	})
	return c, err
}
