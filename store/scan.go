package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

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
	names := s.names.in(tx)
	env.Names = names
	takes, fixed, err := s.decider(ctx, tx, upto, q.Plan(env))
	if err != nil {
		return nil, err
	}
	for _, k := range sorts {
		fixed = fixed && k.Field.Fixed
	}
	var hits []hit
	err = scan(ctx, tx, fixed, func(t *model.Ticket) {
		if takes(t) {
			hits = append(hits, hitOf(t, sorts, names))
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

// decider gives the test of a plan for tickets one by one, with the words looked up in the index. Fixed says that it
// reads the fixed head alone.
func (s *Store) decider(ctx context.Context, tx *bolt.Tx, upto model.Revision, p model.Plan) (take func(*model.Ticket) bool, fixed bool, err error) {
	if p.Op == model.PlanRange || p.Op == model.PlanTest {
		return p.Test, !p.Body, nil
	}
	if p.Op == model.PlanWords {
		found, err := s.search.findRow(ctx, tx, upto, p.Words)
		return func(t *model.Ticket) bool { return found.Contains(uint32(t.ID)) }, true, err
	}
	parts := make([]func(*model.Ticket) bool, len(p.Parts))
	fixed = true
	for i, part := range p.Parts {
		one, head, err := s.decider(ctx, tx, upto, part)
		if err != nil {
			return nil, false, err
		}
		parts[i], fixed = one, fixed && head
	}
	return func(t *model.Ticket) bool {
		for _, part := range parts {
			if part(t) != (p.Op == model.PlanAll) { // the first that is not so, or is so, decides
				return p.Op == model.PlanAny
			}
		}
		return p.Op != model.PlanAny
	}, fixed, nil
}

// A hit is a ticket that matches with what its place in the order depends on.
type hit struct {
	id       model.ID
	priority model.Priority
	due      model.Instant
	created  model.Instant
	by       []model.Value
}

func hitOf(t *model.Ticket, sorts []model.SortKey, names model.Names) hit {
	h := hit{id: t.ID, priority: t.Priority, due: t.Due, created: t.Created}
	if len(sorts) == 0 {
		return h
	}
	h.by = make([]model.Value, len(sorts))
	for i, k := range sorts {
		v := k.Field.Get(t)
		if k.Field.Type == model.Reference { // people expect names in the order of letters
			v = model.Value{S: strings.ToLower(names.Name(k.Field.Table, model.Ref(v.N)))}
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
