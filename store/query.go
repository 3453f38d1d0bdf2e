package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

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
// the oldest. The answer is exact and of one moment. Names in the query are those of the desk.
func (s *Store) Query(ctx context.Context, q model.Query, env model.Env, page Page) (Listing, error) {
	list := Listing{Held: -1}
	if quick, err := s.atOnce(q, env, page, &list); quick || err != nil {
		return list, err
	}
	known, err := s.look(ctx, env, func(l *selection) error { return l.list(q, page, &list) })
	if known || err != nil {
		return list, err
	}
	err = s.view(func(tx *bolt.Tx) error {
		env.Names = s.names.in(tx)
		list.Upto = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		list.Of, _ = sizes(tx)
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

// look answers from the columns, at the revision of one transaction, and tells whether there are any yet. An order that
// f lacks is worked out, and f asked again.
func (s *Store) look(ctx context.Context, env model.Env, f func(*selection) error) (known bool, err error) {
	if !s.lasting { // a console has them made ready beside it
		s.ask.Do(func() { s.fetch(ctx) })
	}
	for {
		built, changed := s.cols.state()
		if !built {
			return false, nil
		}
		behind := false
		err = s.view(func(tx *bolt.Tx) error {
			s.cols.mu.RLock()
			defer s.cols.mu.RUnlock()
			if behind = s.cols.upto != model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))); behind {
				return nil // somebody has committed between the two
			}
			env.Names = s.names.in(tx)
			return f(&selection{ctx, s, tx, s.cols, env})
		})
		var lacks noOrder
		switch {
		case errors.As(err, &lacks) && !s.lasting: // nobody would work it out
			return false, nil
		case errors.As(err, &lacks):
			err = s.await(ctx, lacks.field, changed)
		case behind && err == nil:
			err = s.follow(s.cols)
		case errors.Is(err, errNoSnapshot):
			s.distrust()
			return false, nil
		default:
			return true, err
		}
		if errors.Is(err, errNoSnapshot) {
			s.distrust()
			return false, nil
		}
		if err != nil {
			return false, err
		}
	}
}

// list fills in a listing.
func (s *selection) list(q model.Query, page Page, list *Listing) error {
	order, err := s.sorter(q.Sort())
	if err != nil {
		return err
	}
	plan := q.Plan(s.env)
	rows, err := s.run(plan)
	if err != nil {
		return err
	}
	list.Upto = s.cols.upto
	list.Of, list.Total = rowSet(s.cols.live).count(), rows.count()
	if words := wordsOf(plan); len(words) > 0 && len(q.Sort()) == 0 {
		if list.Total <= s.store.search.limits.ranked {
			return s.store.ranked(s.ctx, s.tx, s.cols.upto, words, s.cols.ticketsIn(rows), page, list)
		}
		return s.newest(rows, page, list)
	}
	if row, ok := s.cols.row(page.Hold); ok && rows.has(row) {
		list.Held = order.position(rows, row)
	}
	from, upto := list.turn(page)
	return list.load(s.tx, s.numbers(order.page(rows, from, upto)))
}

// numbers gives the tickets of rows.
func (s *selection) numbers(rows []int) []model.ID {
	ids := make([]model.ID, len(rows))
	for i, row := range rows {
		ids[i] = model.ID(s.cols.ids.of(row))
	}
	return ids
}

// newest fills in a listing in the order of numbers, the greatest first.
func (s *selection) newest(rows rowSet, page Page, list *Listing) error {
	list.Ranked = NewestFirst
	if row, ok := s.cols.row(page.Hold); ok && rows.has(row) {
		list.Held = list.Total - 1 - rows.before(row)
	}
	from, upto := list.turn(page)
	return list.load(s.tx, s.numbers(rows.newest(from, upto)))
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

// IDs lists the numbers of all tickets that match, in the query's order. The slice belongs to the store: nobody
// changes it.
func (s *Store) IDs(ctx context.Context, q model.Query, env model.Env) (ids []model.ID, err error) {
	known, err := s.look(ctx, env, func(l *selection) error {
		order, err := l.sorter(q.Sort())
		if err != nil {
			return err
		}
		rows, err := l.run(q.Plan(l.env))
		if err == nil {
			ids = l.numbers(order.page(rows, 0, rows.count()))
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
	known, err := s.look(ctx, env, func(l *selection) error {
		for i, q := range queries {
			rows, err := l.run(q.Plan(l.env))
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
		env.Names = s.names.in(tx)
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
