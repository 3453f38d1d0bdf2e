package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
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
	// Ranked says in which order words were found when the query asks for none.
	Ranked Ranking
}

// A Ranking is the order of tickets that were found by words.
type Ranking uint8

// The rankings. Without words, or with an order asked for, a listing is not ranked.
const (
	NotRanked   Ranking = iota
	ByRelevance         // the most relevant first
	NewestFirst         // too many to rank
)

// Query lists a page of the tickets that match, in the query's order; without one, by due time, then priority, then
// the oldest. The answer is exact and of one moment.
func (s *Store) Query(ctx context.Context, q model.Query, env model.Env, page Page) (Listing, error) {
	list := Listing{Held: -1}
	known, err := s.look(ctx, func(l *selection) error { return l.list(q, env, page, &list) })
	if known || err != nil {
		return list, err
	}
	err = s.view(func(tx *bolt.Tx) error {
		list.Upto = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		list.Of, _ = sizes(tx)
		if quick, err := s.quick(tx, q, env, page, &list); quick || err != nil {
			return err
		}
		ids, err := s.matching(ctx, tx, q, env, list.Upto)
		if err != nil {
			return err
		}
		list.Total = len(ids)
		if words := wordsOf(q.Plan(env)); len(words) > 0 && len(q.Sort()) == 0 {
			found := roaring.New()
			for _, id := range ids {
				found.Add(uint32(id))
			}
			return s.ranked(ctx, tx, list.Upto, words, found, page, &list)
		}
		if page.Hold != 0 {
			list.Held = slices.Index(ids, page.Hold)
		}
		from, upto := list.turn(page)
		return list.load(tx, ids[from:upto])
	})
	return list, err
}

// turn works out which part of the result is wanted: the page, moved to where the held ticket is.
func (l *Listing) turn(page Page) (from, upto int) {
	l.Offset = page.Offset
	if l.Held >= 0 && (l.Held < page.Offset || l.Held >= page.Offset+page.Limit) {
		l.Offset = l.Held - page.Limit/2
	}
	l.Offset = max(0, min(l.Offset, l.Total-page.Limit))
	return l.Offset, min(l.Total, l.Offset+page.Limit)
}

func (l *Listing) load(tx *bolt.Tx, ids []model.ID) error {
	for _, id := range ids {
		t, err := loadTicket(tx, id)
		if err != nil {
			return err
		}
		l.Tickets = append(l.Tickets, t)
	}
	return nil
}

// look answers from the columns, at the revision of one transaction, and tells whether there are any yet.
func (s *Store) look(ctx context.Context, f func(*selection) error) (known bool, err error) {
	for {
		again := false
		err = s.view(func(tx *bolt.Tx) error {
			s.cols.mu.RLock()
			defer s.cols.mu.RUnlock()
			switch {
			case !s.cols.built:
				return nil
			case s.cols.upto != model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))):
				again = true // somebody has committed between the two
				return nil
			}
			err := f(&selection{ctx, s, tx, s.cols})
			known = !errors.Is(err, errNoOrder)
			if !known {
				return nil
			}
			return err
		})
		if err != nil || !again {
			return known, err
		}
		if err := s.follow(s.cols); err != nil {
			return false, err
		}
	}
}

// errNoOrder says that the columns can't sort by a field yet.
var errNoOrder = errors.New("no order of this field yet")

// list fills in a listing.
func (s *selection) list(q model.Query, env model.Env, page Page, list *Listing) error {
	order, ok := s.sorter(q.Sort())
	if !ok {
		s.store.wantOrder(q.Sort())
		return errNoOrder
	}
	rows, err := s.run(q.Plan(env))
	if err != nil {
		return err
	}
	list.Upto = s.cols.upto
	list.Of, list.Total = rowSet(s.cols.live).count(), rows.count()
	if words := wordsOf(q.Plan(env)); len(words) > 0 && len(q.Sort()) == 0 {
		if list.Total <= s.store.search.limits.ranked {
			return s.store.ranked(s.ctx, s.tx, s.cols.upto, words, s.cols.ticketsIn(rows), page, list)
		}
		return s.newest(rows, page, list)
	}
	if row, ok := s.cols.row(page.Hold); ok && page.Hold != 0 && rows[row/64]>>(row%64)&1 != 0 {
		list.Held = order.position(rows, row)
	}
	from, upto := list.turn(page)
	ids := make([]model.ID, 0, upto-from)
	for _, row := range order.page(rows, list.Total, from, upto) {
		ids = append(ids, model.ID(s.cols.ids[row]))
	}
	return list.load(s.tx, ids)
}

// newest fills in a listing in the order of numbers, the greatest first.
func (s *selection) newest(rows rowSet, page Page, list *Listing) error {
	list.Ranked = NewestFirst
	if row, ok := s.cols.row(page.Hold); ok && page.Hold != 0 && rows[row/64]>>(row%64)&1 != 0 {
		list.Held = rows[row/64:].count() - bits.OnesCount64(rows[row/64]&(1<<(row%64+1)-1))
	}
	from, upto := list.turn(page)
	var ids []model.ID
	for _, row := range rows.newest(from, upto) {
		ids = append(ids, model.ID(s.cols.ids[row]))
	}
	return list.load(s.tx, ids)
}

// wordsOf gives the words that a plan demands of every ticket.
func wordsOf(p model.Plan) (words []searchWord) {
	switch p.Op {
	case model.PlanWords:
		return typedWords(p.Words)
	case model.PlanAll:
		for _, part := range p.Parts {
			words = append(words, wordsOf(part)...)
		}
	}
	return words
}

// ranked fills in a listing in the order of relevance.
func (s *Store) ranked(ctx context.Context, tx *bolt.Tx, upto model.Revision, words []searchWord, found *roaring.Bitmap, page Page, list *Listing) error {
	ids, ranked, err := s.search.rankAll(ctx, tx, upto, words, found)
	if err != nil {
		return err
	}
	list.Ranked = NewestFirst
	if ranked {
		list.Ranked = ByRelevance
	}
	list.Held = -1
	if page.Hold != 0 {
		list.Held = slices.Index(ids, page.Hold)
	}
	from, end := list.turn(page)
	return list.load(tx, ids[from:end])
}

// quick answers the question with which a console begins before there are columns: a page of open tickets that kind
// and state alone tell apart, in the usual order, from the index of active tickets and the counters.
func (s *Store) quick(tx *bolt.Tx, q model.Query, env model.Env, page Page, list *Listing) (bool, error) {
	plan := q.Plan(env)
	if len(q.Sort()) > 0 || page.Hold != 0 || page.Offset > topRows || !byCounters(plan) {
		return false, nil
	}
	filter := q.Bind(env)
	c := tx.Bucket(bCounts).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		t := &model.Ticket{Kind: model.Kind(k[0]), State: model.State(k[1])}
		if !filter.Match(t) {
			continue
		}
		if !t.Open() {
			return false, nil
		}
		list.Total += int(getUint64(v))
	}
	from, upto := list.turn(page)
	n := 0
	c = tx.Bucket(bActive).Cursor()
	for k, _ := c.First(); k != nil && n < upto; k, _ = c.Next() {
		t, err := loadTicket(tx, model.ID(binary.BigEndian.Uint32(k[len(k)-4:])))
		if err != nil {
			return false, err
		}
		if !filter.Match(t) {
			continue
		}
		if n++; n > from {
			list.Tickets = append(list.Tickets, t)
		}
	}
	return true, nil
}

// byCounters tells whether kind and state decide a plan.
func byCounters(p model.Plan) bool {
	switch p.Op {
	case model.PlanAll, model.PlanAny, model.PlanNot:
		return !slices.ContainsFunc(p.Parts, func(part model.Plan) bool { return !byCounters(part) })
	case model.PlanRange:
		return p.Field != nil && (p.Field.No == model.FieldKind || p.Field.No == model.FieldState)
	}
	return false
}

// IDs lists the numbers of all tickets that match, in the query's order. The slice belongs to the store: nobody
// changes it.
func (s *Store) IDs(ctx context.Context, q model.Query, env model.Env) (ids []model.ID, err error) {
	known, err := s.look(ctx, func(l *selection) error {
		order, ok := l.sorter(q.Sort())
		if !ok {
			return errNoOrder
		}
		rows, err := l.run(q.Plan(env))
		total := rows.count()
		for _, row := range order.page(rows, total, 0, total) {
			ids = append(ids, model.ID(l.cols.ids[row]))
		}
		return err
	})
	if known || err != nil {
		return ids, err
	}
	err = s.view(func(tx *bolt.Tx) error {
		ids, err = s.matching(ctx, tx, q, env, model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))))
		return err
	})
	return ids, err
}

// Count tells for each query how many tickets match, all at one moment.
func (s *Store) Count(ctx context.Context, env model.Env, queries ...model.Query) ([]int, error) {
	counts := make([]int, len(queries))
	known, err := s.look(ctx, func(l *selection) error {
		for i, q := range queries {
			rows, err := l.run(q.Plan(env))
			if err != nil {
				return err
			}
			counts[i] = rows.count()
		}
		return nil
	})
	if known || err != nil {
		return counts, err
	}
	err = s.view(func(tx *bolt.Tx) error {
		upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		takes := make([]func(*model.Ticket) bool, len(queries))
		fixed := true
		for i, q := range queries {
			one, head, err := s.decider(ctx, tx, upto, q.Plan(env))
			if err != nil {
				return err
			}
			takes[i], fixed = one, fixed && head
		}
		return scan(ctx, tx, fixed, func(t *model.Ticket) {
			for i, take := range takes {
				if take(t) {
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
