package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Page says which part of a result is wanted.
type Page struct {
	Offset int
	Limit  int // 0 is nothing but the total
	// Hold is a ticket to stay with: the page is moved so that it lies where it lay, if it is in the result.
	Hold model.ID
}

// A Listing is a page of the tickets that a query matches.
type Listing struct {
	Tickets []*model.Ticket
	Offset  int
	Held    int // where Hold stands in the whole result, -1 when it is not there
	Total   int // how many match, always exact
	Of      int // how many there are
	Upto    model.Revision
}

// Query lists a page of the tickets that match, in the query's order; without one, by due time, then priority, then
// the oldest. The answer is exact and of one moment.
func (s *Store) Query(ctx context.Context, q model.Query, env model.Env, page Page) (Listing, error) {
	list := Listing{Held: -1}
	err := s.view(func(tx *bolt.Tx) error {
		list.Upto = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		list.Of, _ = sizes(tx)
		ids, err := s.matching(ctx, tx, q, env, list.Upto)
		if err != nil {
			return err
		}
		list.Total = len(ids)
		list.Offset = page.Offset
		if page.Hold != 0 {
			list.Held = slices.Index(ids, page.Hold)
		}
		if list.Held >= 0 && (list.Held < page.Offset || list.Held >= page.Offset+page.Limit) {
			list.Offset = list.Held - page.Limit/2
		}
		list.Offset = max(0, min(list.Offset, len(ids)-page.Limit))
		for _, id := range ids[list.Offset:min(len(ids), list.Offset+page.Limit)] {
			t, err := loadTicket(tx, id)
			if err != nil {
				return err
			}
			list.Tickets = append(list.Tickets, t)
		}
		return nil
	})
	return list, err
}

// IDs lists the numbers of all tickets that match, in the query's order. The slice belongs to the store: nobody
// changes it.
func (s *Store) IDs(ctx context.Context, q model.Query, env model.Env) (ids []model.ID, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		ids, err = s.matching(ctx, tx, q, env, model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))))
		return err
	})
	return ids, err
}

// Count tells for each query how many tickets match, in one pass for all.
func (s *Store) Count(ctx context.Context, env model.Env, queries ...model.Query) ([]int, error) {
	counts := make([]int, len(queries))
	filters := make([]*model.Filter, len(queries))
	fixed := true
	for i, q := range queries {
		filters[i] = q.Bind(env)
		fixed = fixed && q.Fixed()
	}
	err := s.view(func(tx *bolt.Tx) error {
		return scan(ctx, tx, fixed, func(t *model.Ticket) {
			for i, f := range filters {
				if f.Match(t) {
					counts[i]++
				}
			}
		})
	})
	return counts, err
}

// Values lists the values that a field has among all tickets, with how many have each, the most frequent first.
func (s *Store) Values(ctx context.Context, f *model.Field) ([]model.Candidate, error) {
	seen := map[model.Value]int{}
	err := s.view(func(tx *bolt.Tx) error {
		return scan(ctx, tx, f.Fixed, func(t *model.Ticket) {
			if f.Type == model.Tags {
				for _, tag := range t.Tags {
					seen[model.Value{S: tag}]++
				}
				return
			}
			seen[f.Get(t)]++
		})
	})
	if err != nil {
		return nil, fmt.Errorf("list the values of %s: %w", f.Name, err)
	}
	delete(seen, model.Value{})
	var all []model.Candidate
	for v, n := range seen {
		all = append(all, model.Candidate{Text: f.Text(v, s.names), Count: n})
	}
	slices.SortFunc(all, func(a, b model.Candidate) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return all, nil
}

// scan calls f with every ticket; with fixed it fills in the fixed head alone. The ticket is f's only while f runs.
func scan(ctx context.Context, tx *bolt.Tx, fixed bool, f func(*model.Ticket)) error {
	c := tx.Bucket(bTickets).Cursor()
	var head model.Ticket
	n := 0
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if n++; n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		id := model.ID(binary.BigEndian.Uint32(k))
		t := &head
		var err error
		if fixed {
			err = decodeHead(id, v, t)
		} else {
			t, err = decodeTicket(id, v)
		}
		if err != nil {
			return err
		}
		if t.Exists() {
			f(t)
		}
	}
	return nil
}

// matching gives the numbers of the tickets that match, sorted; it keeps the newest few results for paging.
func (s *Store) matching(ctx context.Context, tx *bolt.Tx, q model.Query, env model.Env, upto model.Revision) ([]model.ID, error) {
	key := resultKey{q.String(), env.Me, env.Now.Unix() / 10, upto}
	if ids, ok := s.cache.get(key); ok {
		return ids, nil
	}
	sorts := q.Sort()
	fixed := q.Fixed()
	for _, k := range sorts {
		fixed = fixed && k.Field.Fixed
	}
	filter := q.Bind(env)
	var hits []hit
	err := scan(ctx, tx, fixed, func(t *model.Ticket) {
		if filter.Match(t) {
			hits = append(hits, s.hit(t, sorts))
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.compare(b, sorts) })
	ids := make([]model.ID, len(hits))
	for i := range hits {
		ids[i] = hits[i].id
	}
	s.cache.put(key, ids)
	return ids, nil
}

// A hit is a ticket that matches with what its place in the order depends on.
type hit struct {
	id       model.ID
	priority model.Priority
	due      model.Instant
	created  model.Instant
	by       []model.Value
}

func (s *Store) hit(t *model.Ticket, sorts []model.SortKey) hit {
	h := hit{id: t.ID, priority: t.Priority, due: t.Due, created: t.Created}
	if len(sorts) == 0 {
		return h
	}
	h.by = make([]model.Value, len(sorts))
	for i, k := range sorts {
		v := k.Field.Get(t)
		if k.Field.Type == model.Reference { // people expect names in the order of letters
			v = model.Value{S: strings.ToLower(s.names.Name(k.Field.Table, model.Ref(v.N)))}
		}
		h.by[i] = v
	}
	return h
}

func (h hit) compare(o hit, sorts []model.SortKey) int {
	for i, k := range sorts {
		a, b := h.by[i], o.by[i]
		n := k.Field.Compare(a, b)
		if k.Desc && (a == model.Value{}) == (b == model.Value{}) { // nothing stays last
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return cmp.Or(
		cmp.Compare(seconds(h.due)-1, seconds(o.due)-1), // zero wraps round: no time is last
		cmp.Compare(h.priority-1, o.priority-1),
		cmp.Compare(h.created, o.created),
		cmp.Compare(h.id, o.id))
}

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
