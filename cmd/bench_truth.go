package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"opsdesk/model"
	"opsdesk/store"
)

// An answered is a question that was measured, with its answer.
type answered struct {
	query  model.Query
	total  int
	listed bool       // a page was asked for, not the number alone
	page   []model.ID // the first in the query's order
}

// The most searches in the texts of one ticket that are compared with: each takes about a microsecond, and a great desk
// has a million times as many.
const mostSearches = 30_000_000

// compare holds the answers against a pass over all records, which knows neither columns nor indexes.
func (b *benchRun) compare(ctx context.Context) (err error) {
	s, err := store.Open(ctx, b.path, b.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	queries := distinct(b.answers)
	passes := map[string]*pass{}
	var all []*pass
	for _, q := range spread(queries, mostSearches/b.tickets) {
		p := newPass(q, b.env(s))
		passes[q.String()], all = p, append(all, p)
	}
	if err := passOver(ctx, s, all); err != nil {
		return err
	}
	for _, a := range b.answers {
		if p, ok := passes[a.query.String()]; ok {
			if err := p.agree(a); err != nil {
				return err
			}
		}
	}
	b.tell("%s: %d of %d different questions were compared with a pass over all records\n", counted(b.tickets, "ticket"), len(all), len(queries))
	return nil
}

// distinct gives each query once.
func distinct(answers []answered) (queries []model.Query) {
	seen := map[string]bool{}
	for _, a := range answers {
		if text := a.query.String(); !seen[text] {
			seen[text] = true
			queries = append(queries, a.query)
		}
	}
	return queries
}

// spread gives the queries, and of those that search in texts as many as may be, evenly spread.
func spread(queries []model.Query, most int) (taken []model.Query) {
	var searches []model.Query
	for _, q := range queries {
		if len(q.Words()) == 0 {
			taken = append(taken, q)
		} else {
			searches = append(searches, q)
		}
	}
	n := min(most, len(searches))
	for i := range n {
		taken = append(taken, searches[i*len(searches)/n])
	}
	return taken
}

// A pass finds the answer to a question by looking at every ticket.
type pass struct {
	filter *model.Filter
	names  model.Names
	order  []model.SortKey
	total  int
	first  []placed // benchPage of them at most
}

// A placed is a ticket with what its place depends on.
type placed struct {
	id     model.ID
	values []model.Value
}

// newPass makes the pass of a query. What its order leaves open goes by due time, then priority, then the oldest.
func newPass(q model.Query, env model.Env) *pass {
	p := &pass{filter: q.Bind(env), names: env.Names, order: q.Sort()}
	for _, no := range []uint8{model.FieldDue, model.FieldPriority, model.FieldCreated} {
		p.order = append(p.order, model.SortKey{Field: model.FieldNo(no)})
	}
	return p
}

// see takes a ticket into account. Tickets come in the order of their numbers.
func (p *pass) see(t *model.Ticket) {
	if !p.filter.Match(t) {
		return
	}
	p.total++
	at, _ := slices.BinarySearchFunc(p.first, t, func(one placed, t *model.Ticket) int {
		return cmp.Or(p.place(one, t), -1) // of equal ones, who came first stands first
	})
	if at == benchPage {
		return
	}
	values := make([]model.Value, len(p.order))
	for i, key := range p.order {
		values[i] = p.value(key, t)
	}
	p.first = slices.Insert(p.first[:min(len(p.first), benchPage-1)], at, placed{t.ID, values})
}

// place tells whether one stands before a ticket, -1, or behind it, 1.
func (p *pass) place(one placed, t *model.Ticket) int {
	for i, key := range p.order {
		v := p.value(key, t)
		n := key.Field.Compare(one.values[i], v)
		if key.Desc && (one.values[i] == model.Value{}) == (v == model.Value{}) { // nothing stays last
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// value gives what a ticket is sorted by: of a noun its name.
func (p *pass) value(key model.SortKey, t *model.Ticket) model.Value {
	v := key.Field.Get(t)
	if key.Field.Type == model.Reference {
		return model.Value{S: p.names.Name(key.Field.Table, model.Ref(v.N))}
	}
	return v
}

// agree tells where an answer differs.
func (p *pass) agree(a answered) error {
	if a.total != p.total {
		return fmt.Errorf("%q was answered with %s; there are %s", a.query, counted(a.total, "ticket"), number(p.total))
	}
	if !a.listed {
		return nil
	}
	var want []model.ID
	for _, one := range p.first {
		want = append(want, one.id)
	}
	if !slices.Equal(a.page, want) {
		return fmt.Errorf("%q was answered with the page %v; the first are %v", a.query, a.page, want)
	}
	return nil
}

// passOver reads every record once and shows it to all passes, which the processors share between them.
func passOver(ctx context.Context, s *store.Store, all []*pass) error {
	const batch = 500
	feeds := make([]chan []*model.Ticket, runtime.NumCPU())
	var group sync.WaitGroup
	for n := range feeds {
		feeds[n] = make(chan []*model.Ticket, 2)
		group.Go(func() {
			for tickets := range feeds[n] {
				for i := n; i < len(all); i += len(feeds) {
					for _, t := range tickets {
						all[i].see(t)
					}
				}
			}
		})
	}
	var tickets []*model.Ticket
	hand := func() {
		for _, feed := range feeds {
			feed <- tickets
		}
		tickets = nil
	}
	err := s.EachWhole(ctx, func(t *model.Ticket) error {
		if tickets = append(tickets, t); len(tickets) == batch {
			hand()
		}
		return nil
	})
	hand()
	for _, feed := range feeds {
		close(feed)
	}
	group.Wait()
	return err
}
