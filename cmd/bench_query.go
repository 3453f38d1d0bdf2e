package cmd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// benchPage is how many tickets the first page of an answer has.
const benchPage = 50

// A benchQuery is a kind of question that screens ask, and how often it is asked.
type benchQuery struct {
	name string
	n    int
	text func(i int) string
}

// benchQueries lists the kinds of question. They are the same in every run.
func benchQueries() []benchQuery {
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	start := func(n int, words ...string) string { w := pick(words...); return w[:min(n, len(w))] }
	return []benchQuery{
		{"filter/combo", 100, func(int) string {
			return pick("state:open", "state:closed", "state:open,resolved") + fmt.Sprintf(` team:"Team %d" priority<=%d`, r.IntN(40), 1+r.IntN(4))
		}},
		{"sort/any", 2 * len(model.Fields), func(i int) string { return "sort:" + []string{"", "-"}[i%2] + model.Fields[i/2].Name }},
		{"search/1char", 50, func(int) string { return start(1, benchThings...) + " sort:due" }},
		{"search/3char", 100, func(int) string { return start(3, benchThings...) + " sort:due" }},
		{"search/8char", 100, func(int) string { return start(8, benchThings...) + " sort:due" }},
		{"search/2word", 100, func(int) string { return pick(benchThings...) + " " + start(3, benchFaults...) + " sort:due" }},
		{"search/rare", 100, func(int) string { return fmt.Sprintf("srv%05d sort:due", r.IntN(40_000)) }},
		{"search/none", 50, func(int) string { return "zyzzyva sort:due" }},
	}
}

// benchViews are the queries whose counts a console shows beside its views.
var benchViews = []string{"state:open -kind:item", "state:open -kind:item assignee:me", "state:open -kind:item assignee:none",
	"due:breached -kind:item", "is:major state:open", ""}

// env gives what the measured questions are bound to: one of the agents asks them all, at the same moment.
func (b *benchRun) env(s *store.Store) model.Env {
	env := model.Env{Names: s.Names(), Now: b.began}
	if found := s.Names().Find(model.People, "Agent 1"); len(found) > 0 {
		env.Me = found[0]
	}
	return env
}

// ask measures the questions that screens ask, and keeps the answers.
func (b *benchRun) ask(ctx context.Context) error {
	return b.using(ctx, func(s *store.Store) error {
		if err := b.warm(ctx, s); err != nil {
			return err
		}
		for _, kind := range benchQueries() {
			if err := b.askKind(ctx, s, kind); err != nil {
				return err
			}
		}
		return b.countViews(ctx, s)
	})
}

// warm has the orders of texts worked out that differ from ticket to ticket, as happens when they are first asked for.
func (b *benchRun) warm(ctx context.Context, s *store.Store) error {
	for _, f := range model.Fields {
		q := model.Query{}.WithSort(model.SortKey{Field: f})
		if _, err := s.Query(ctx, q, b.env(s), store.Page{Limit: 1}); err != nil {
			return err
		}
		if err := s.Settle(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchRun) askKind(ctx context.Context, s *store.Store, kind benchQuery) error {
	env := b.env(s)
	var times []time.Duration
	for i := range kind.n {
		q, err := model.ParseQuery(kind.text(i))
		if err != nil {
			return err
		}
		begin := time.Now()
		list, err := s.Query(ctx, q, env, store.Page{Limit: benchPage})
		if err != nil {
			return err
		}
		times = append(times, time.Since(begin))
		one := answered{query: q, total: list.Total, listed: true}
		for _, t := range list.Tickets {
			one.page = append(one.page, t.ID)
		}
		b.answers = append(b.answers, one)
	}
	b.times(kind.name, times)
	return nil
}

func (b *benchRun) countViews(ctx context.Context, s *store.Store) error {
	env := b.env(s)
	var queries []model.Query
	for _, text := range benchViews {
		q, err := model.ParseQuery(text)
		if err != nil {
			return err
		}
		queries = append(queries, q)
	}
	var times []time.Duration
	for range 50 {
		begin := time.Now()
		counts, err := s.Count(ctx, env, queries...)
		if err != nil {
			return err
		}
		times = append(times, time.Since(begin))
		for i, q := range queries {
			b.answers = append(b.answers, answered{query: q, total: counts[i]})
		}
	}
	b.times("count/views", times)
	return nil
}
