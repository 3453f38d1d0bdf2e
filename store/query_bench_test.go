package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"opsdesk/model"
)

func BenchmarkQuery(b *testing.B) {
	s, n := benchDesk(b)
	var combos, rare, three, eight, two []string
	letters := []string{"a sort:due", "e sort:due", "m sort:due", "p sort:due", "s sort:due"}
	c := newChatter()
	for i := range 40 {
		combos = append(combos, fmt.Sprintf(`state:%s team:"Team %d" priority<=%d`, []string{"open", "closed", "open,resolved"}[i%3], i, 1+i%4))
		w := c.words[i]
		three = append(three, w[:3]+" sort:due")
		eight = append(eight, w[:min(8, len(w))]+" sort:due")
		two = append(two, w+" "+c.words[(i*7+3)%200][:3]+" sort:due")
		rare = append(rare, fmt.Sprintf("inc%07d sort:due", i*391%n))
	}
	for _, q := range []struct {
		name string
		ask  []string
	}{{"filter/combo", combos}, {"search/1char", letters}, {"search/3char", three}, {"search/8char", eight}, {"search/2word", two},
		{"search/rare", rare}, {"search/none", []string{"zyzzyva sort:due"}}} {
		b.Run(q.name, func(b *testing.B) { benchQuery(b, s, Page{Limit: 50}, q.ask...) })
	}
	for _, by := range []string{"due", "priority", "created", "updated", "team", "service", "assignee", "requester", "category", "state", "resolved", "title"} {
		b.Run("sort/"+by, func(b *testing.B) { benchQuery(b, s, Page{Limit: 50}, "sort:"+by, "sort:-"+by) })
	}
	b.Run("sort/held", func(b *testing.B) { benchQuery(b, s, Page{Limit: 50, Hold: model.ID(n / 2)}, "sort:priority") })
}

func benchQuery(b *testing.B, s *Store, page Page, texts ...string) {
	env := model.Env{Names: s.Names(), Now: s.Now()}
	queries := parsed(b, texts)
	for _, q := range queries {
		if _, err := s.Query(context.Background(), q, env, page); err != nil { // an order of titles is worked out
			b.Fatal(err)
		}
	}
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		if _, err := s.Query(context.Background(), queries[i%len(queries)], env, page); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	reportSlowest(b, took)
}

func parsed(b *testing.B, texts []string) (queries []model.Query) {
	for _, text := range texts {
		q, err := model.ParseQuery(text)
		if err != nil {
			b.Fatal(err)
		}
		queries = append(queries, q)
	}
	return queries
}

func BenchmarkCountViews(b *testing.B) {
	s, _ := benchDesk(b)
	env := model.Env{Names: s.Names(), Me: 1, Now: s.Now()}
	queries := parsed(b, []string{"state:open -kind:item", "state:open assignee:me", "state:open assignee:none", "due:breached", "is:major state:open", ""})
	for b.Loop() {
		if _, err := s.Count(context.Background(), env, queries...); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTitlesAfterAWrite measures what a list that is sorted by title asks for after each change.
func BenchmarkTitlesAfterAWrite(b *testing.B) {
	s, n := benchDesk(b)
	env := model.Env{Names: s.Names(), Now: s.Now()}
	query := parsed(b, []string{"sort:title"})[0]
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		do(b, s, maya, model.ID(1+i*7919%n), model.Note{Text: "seen"})
		b.StartTimer()
		began := time.Now()
		if _, err := s.Query(context.Background(), query, env, Page{Limit: 50}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(began))
	}
	reportSlowest(b, took[min(1, len(took)-1):]) // the first works the order out
}

// BenchmarkOpen measures the way to a first page of open tickets, and the closing.
func BenchmarkOpen(b *testing.B) {
	path, _ := benchFile(b)
	query := parsed(b, []string{"state:open -kind:item"})[0]
	for b.Loop() {
		s, err := Open(context.Background(), path, Options{Lasting: true})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Query(context.Background(), query, model.Env{Now: s.Now()}, Page{Limit: 50}); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
