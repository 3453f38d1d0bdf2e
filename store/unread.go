package store

import (
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Fresh tells of each ticket the newest revision at which somebody other than me changed it, where that is behind the
// revision that seen gives for it; tickets of which seen gives zero are not looked at. What clocks told is no change. It
// reads the lines of the tickets' journal that are behind what was seen.
func (s *Store) Fresh(me model.Ref, tickets []*model.Ticket, seen func(*model.Ticket) model.Revision) (map[model.ID]model.Revision, error) {
	var fresh map[model.ID]model.Revision
	err := s.view(func(tx *bolt.Tx) error {
		for _, t := range tickets {
			upto := seen(t)
			if upto == 0 || t.Rev <= upto {
				continue
			}
			for _, rev := range slices.Backward(t.Revs) {
				if rev <= upto {
					break
				}
				e, err := loadEntry(tx, rev)
				if err != nil {
					return err
				}
				if e.By == me || e.By == 0 || e.Act.Told() {
					continue
				}
				if fresh == nil {
					fresh = map[model.ID]model.Revision{}
				}
				fresh[t.ID] = rev
				break
			}
		}
		return nil
	})
	return fresh, err
}
