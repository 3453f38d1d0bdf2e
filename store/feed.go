package store

import (
	"context"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// newsCap is how many changes a reader gets one by one; whoever is further behind asks for everything again.
const newsCap = 1000

// News is what happened since a revision.
type News struct {
	Upto model.Revision
	// Changes lists the journal lines since, oldest first; it is empty when Gap is set.
	Changes []*model.Entry
	// Gap says that there were too many to list: ask for everything again.
	Gap bool
}

// Wait returns as soon as the journal holds more than after, or with ctx's error when ctx ends first. It never slows
// a writer: readers fetch from the journal at their own pace, however far behind they are.
func (s *Store) Wait(ctx context.Context, after model.Revision) (News, error) {
	for {
		s.mu.Lock()
		grown := s.grown
		s.mu.Unlock()
		if head := s.Head(); head > after {
			return s.since(after, head)
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return News{}, ctx.Err()
		case <-s.closed:
			return News{}, context.Canceled
		}
	}
}

func (s *Store) since(after, head model.Revision) (News, error) {
	news := News{Upto: head}
	if head-after > newsCap {
		news.Gap = true
		return news, nil
	}
	err := s.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bJournal).Cursor()
		for k, v := c.Seek(uint64Key(uint64(after) + 1)); k != nil && getUint64(k) <= uint64(head); k, v = c.Next() {
			e, err := decodeEntry(k, v)
			if err != nil {
				return err
			}
			news.Changes = append(news.Changes, e)
		}
		return nil
	})
	return news, err
}

// announce tells all who wait that the journal has grown.
func (s *Store) announce(head model.Revision) {
	s.head.Store(uint64(head))
	s.mu.Lock()
	close(s.grown)
	s.grown = make(chan struct{})
	s.mu.Unlock()
}
