package store

import (
	"sync"

	"opsdesk/model"
)

// A resultCache holds the newest results, so that the pages of one are taken from the same.
type resultCache struct {
	mu   sync.Mutex
	keys []resultKey
	ids  map[resultKey][]model.ID
}

type resultKey struct {
	query string
	me    model.Ref
	tens  int64 // of seconds: some filters depend on the time
	upto  model.Revision
}

const maxResults = 8

func (c *resultCache) get(k resultKey) ([]model.ID, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids, ok := c.ids[k]
	return ids, ok
}

func (c *resultCache) put(k resultKey, ids []model.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ids == nil {
		c.ids = map[resultKey][]model.ID{}
	}
	if len(c.keys) == maxResults {
		delete(c.ids, c.keys[0])
		c.keys = c.keys[1:]
	}
	c.keys, c.ids[k] = append(c.keys, k), ids
}
