package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// bench measures the desk at a size, through the same paths that the console and the commands use.
func (c *caller) bench() *cobra.Command {
	tickets := 1_000_000
	command := &cobra.Command{
		Use:   "bench",
		Short: "measure how fast the desk is at a size",
		Long: `Make a desk of many tickets with six events each, or use the one that is there, and measure what people wait for:
the start, every key, filters, sorting, searching, writing. Each answer of a query is compared with a pass over all
records. --db keeps the desk for the next run.`,
		Example: `opsdesk bench --tickets 2000`,
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			return c.runBench(command.Context(), tickets)
		},
	}
	command.Flags().IntVar(&tickets, "tickets", tickets, "how many tickets the desk has")
	return command
}

// A measured is what came of one measurement: times, or one value with its unit.
type measured struct {
	Name  string
	times []time.Duration
	Value float64
	Unit  string
}

// MarshalJSON writes times as median, 99th percentile and number, in milliseconds.
func (m measured) MarshalJSON() ([]byte, error) {
	if m.times == nil {
		return json.Marshal(map[string]any{"name": m.Name, "value": m.Value, "unit": m.Unit})
	}
	return json.Marshal(map[string]any{"name": m.Name, "p50_ms": millis(m.quantile(0.5)), "p99_ms": millis(m.quantile(0.99)), "n": len(m.times)})
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// quantile gives the time within which a share of the measurements lies.
func (m measured) quantile(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(m.times))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// A benchRun gathers measurements of one desk.
type benchRun struct {
	*caller
	path    string
	tickets int
	desk    benchDesk
	results []measured
}

func (c *caller) runBench(ctx context.Context, tickets int) (err error) {
	if tickets < 100 {
		return usage("--tickets counts from 100")
	}
	dir, err := os.MkdirTemp("", "opsdesk-bench-")
	if err != nil {
		return fmt.Errorf("make a place for the measured desk: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	b := &benchRun{caller: c, path: c.db, tickets: tickets}
	if b.path == "" {
		b.path = filepath.Join(dir, "bench.db")
	}
	now := model.At(c.clock())
	step := max(1, model.Instant(180*86_400/tickets))
	b.desk = benchDesk{seed: 1, start: now - model.Instant(tickets)*step, step: step}
	for _, part := range []func(context.Context) error{b.fill, b.ask, b.keys, b.change} {
		if err := part(ctx); err != nil {
			return fmt.Errorf("measure a desk of %s: %w", counted(tickets, "ticket"), err)
		}
	}
	return b.print()
}

func (b *benchRun) add(name string, times []time.Duration) {
	b.results = append(b.results, measured{Name: name, times: times})
}

func (b *benchRun) value(name string, value float64, unit string) {
	b.results = append(b.results, measured{Name: name, Value: value, Unit: unit})
}

func (b *benchRun) print() error {
	if b.json {
		return json.NewEncoder(b.stdout).Encode(map[string]any{"tickets": b.tickets, "results": b.results})
	}
	b.tell("%-18s %12s %12s %8s\n", "what", "median", "p99", "n")
	for _, m := range b.results {
		if m.times == nil {
			b.tell("%-18s %12.1f %s\n", m.Name, m.Value, m.Unit)
			continue
		}
		b.tell("%-18s %9.3f ms %9.3f ms %8d\n", m.Name, millis(m.quantile(0.5)), millis(m.quantile(0.99)), len(m.times))
	}
	return nil
}

var benchActor = model.Actor{Name: "Bench", Role: model.Admin}

// fill makes the desk, unless it is there, and measures how fast that goes.
func (b *benchRun) fill(ctx context.Context) error {
	s, err := store.Open(ctx, b.path, store.Options{})
	if err != nil {
		return err
	}
	all, _, err := s.Size()
	if err != nil {
		return errors.Join(err, s.Close())
	}
	begin := time.Now()
	for next := all; next < b.tickets && err == nil; next += importBatch {
		var commands []store.Command
		for i := next; i < min(b.tickets, next+importBatch); i++ {
			commands = append(commands, store.Command{Act: b.desk.ticket(i)})
		}
		_, err = s.Do(ctx, store.Write{Who: benchActor, Commands: commands, Each: true})
	}
	if err == nil {
		err = s.IndexWords(ctx)
	}
	if made := b.tickets - all; made > 0 && err == nil {
		b.value("import/rate", float64(made)/time.Since(begin).Seconds(), "tickets/s")
	}
	return errors.Join(err, s.Close())
}

const importBatch = 5000

// ask measures the questions that screens ask.
func (b *benchRun) ask(ctx context.Context) (err error) {
	s, err := store.Open(ctx, b.path, store.Options{Lasting: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	env := model.Env{Names: s.Names(), Now: b.now()}
	if err := warm(ctx, s, env); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(7, 7))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	kinds := []struct {
		name string
		n    int
		make func() string
	}{
		{"filter/combo", 100, func() string {
			return pick([]string{"state:open", "state:closed", "state:open,resolved"}) + fmt.Sprintf(` team:"Team %d" priority<=%d`, r.IntN(40), 1+r.IntN(4))
		}},
		{"sort/any", 100, func() string {
			return "sort:" + pick([]string{"", "-"}) + pick([]string{"due", "priority", "created", "updated", "team", "service", "assignee", "requester", "category", "state", "title", "resolved"})
		}},
		{"search/1char", 50, func() string { return pick(benchThings)[:1] + " sort:due" }},
		{"search/3char", 100, func() string { return pick(benchThings)[:3] + " sort:due" }},
		{"search/8char", 100, func() string { w := pick(benchThings); return w[:min(8, len(w))] + " sort:due" }},
		{"search/2word", 100, func() string { return pick(benchThings) + " " + pick(benchFaults)[:3] + " sort:due" }},
		{"search/rare", 100, func() string { return fmt.Sprintf("srv%05d sort:due", r.IntN(40_000)) }},
		{"search/none", 50, func() string { return "zyzzyva sort:due" }},
	}
	for _, k := range kinds {
		times, err := b.timeQueries(ctx, s, env, k.n, k.make)
		if err != nil {
			return err
		}
		b.add(k.name, times)
	}
	return b.countViews(ctx, s, env)
}

// warm waits until the desk answers at its usual speed, as it does moments after the start.
func warm(ctx context.Context, s *store.Store, env model.Env) error {
	if err := s.Settle(ctx); err != nil {
		return err
	}
	for _, field := range []string{"title"} {
		q, err := model.ParseQuery("sort:" + field)
		if err != nil {
			return err
		}
		if _, err := s.Query(ctx, q, env, store.Page{Limit: 1}); err != nil {
			return err
		}
	}
	return s.Settle(ctx)
}

func (b *benchRun) timeQueries(ctx context.Context, s *store.Store, env model.Env, n int, text func() string) ([]time.Duration, error) {
	var times []time.Duration
	for i := range n {
		q, err := model.ParseQuery(text())
		if err != nil {
			return nil, err
		}
		begin := time.Now()
		list, err := s.Query(ctx, q, env, store.Page{Limit: 50})
		if err != nil {
			return nil, err
		}
		times = append(times, time.Since(begin))
		if i == 0 { // one of each kind: a pass over all records takes its time
			if err := compare(ctx, s, q, env, list); err != nil {
				return nil, err
			}
		}
	}
	return times, nil
}

// compare holds an answer against a pass over all records.
func compare(ctx context.Context, s *store.Store, q model.Query, env model.Env, list store.Listing) error {
	want := 0
	filter := q.Bind(env)
	err := s.EachWhole(ctx, func(t *model.Ticket) error {
		if filter.Match(t) {
			want++
		}
		return nil
	})
	if err == nil && want != list.Total {
		return fmt.Errorf("%q was answered with %d tickets; there are %d", q, list.Total, want)
	}
	return err
}

func (b *benchRun) countViews(ctx context.Context, s *store.Store, env model.Env) error {
	var queries []model.Query
	for _, text := range []string{"state:open -kind:item", "state:open -kind:item assignee:me", "state:open -kind:item assignee:none", "due:breached -kind:item", "is:major state:open", ""} {
		q, err := model.ParseQuery(text)
		if err != nil {
			return err
		}
		queries = append(queries, q)
	}
	var times []time.Duration
	for range 50 {
		begin := time.Now()
		if _, err := s.Count(ctx, env, queries...); err != nil {
			return err
		}
		times = append(times, time.Since(begin))
	}
	b.add("count/views", times)
	return nil
}
