package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// bench measures the desk at a size, through the same paths that the console and the commands use.
func (c *caller) bench() *cobra.Command {
	tickets, growth := 1_000_000, false
	command := &cobra.Command{
		Use:   "bench",
		Short: "measure how fast the desk is at a size",
		Long: `Make a desk of many tickets with six events each, or use the one that is there, and measure what people wait for:
the start, every key, filters, sorting, searching, writing. Each answer of a query is compared with a pass over all
records. From a million tickets on, a hundredth and a tenth of them are measured first, to show what grows with the
desk. --db keeps the desk for the next run, and the smaller ones beside it.`,
		Example: `opsdesk bench --tickets 2000`,
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			if !command.Flags().Changed("growth") {
				growth = tickets >= 1_000_000
			}
			return c.runBench(command.Context(), tickets, growth)
		},
	}
	command.Flags().IntVar(&tickets, "tickets", tickets, "how many tickets the desk has")
	command.Flags().BoolVar(&growth, "growth", growth, "measure a hundredth and a tenth of the tickets too (from a million on)")
	return command
}

// The least desk that is measured, and the one whose start the start of the others is compared with.
const leastBench, smallBench = 100, 1000

// A benchRun gathers measurements of one desk.
type benchRun struct {
	*caller
	path    string
	small   string // a desk of smallBench tickets
	tickets int
	desk    benchDesk
	began   time.Time
	results []measured
	answers []answered
}

func (c *caller) runBench(ctx context.Context, tickets int, growth bool) (err error) {
	if tickets < leastBench {
		return usage("--tickets counts from %d", leastBench)
	}
	dir, err := os.MkdirTemp("", "opsdesk-bench-")
	if err != nil {
		return fmt.Errorf("make a place for the measured desk: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := c.db
	if path == "" {
		path = filepath.Join(dir, "bench.db")
	}
	small := c.newBenchRun(filepath.Join(dir, "small.db"), smallBench)
	if err := small.fill(ctx); err != nil {
		return fmt.Errorf("make a small desk to compare with: %w", err)
	}
	var runs []*benchRun
	for _, size := range benchSizes(tickets, growth) {
		b := c.newBenchRun(path, size)
		if b.small = small.path; size < tickets {
			b.path = besides(path, size)
		}
		if err := b.measure(ctx); err != nil {
			return fmt.Errorf("measure a desk of %s: %w", counted(size, "ticket"), err)
		}
		runs = append(runs, b)
	}
	return c.printBench(runs)
}

// benchSizes gives the sizes to measure, the wanted one last.
func benchSizes(tickets int, growth bool) (sizes []int) {
	for _, size := range []int{tickets / 100, tickets / 10} {
		if growth && size >= leastBench {
			sizes = append(sizes, size)
		}
	}
	return append(sizes, tickets)
}

// besides names the desk of another size that lies beside one.
func besides(path string, size int) string {
	ending := filepath.Ext(path)
	return fmt.Sprintf("%s-%d%s", strings.TrimSuffix(path, ending), size, ending)
}

func (c *caller) newBenchRun(path string, tickets int) *benchRun {
	step := max(1, model.Instant(180*86_400/tickets))
	return &benchRun{caller: c, path: path, tickets: tickets, began: c.now(),
		desk: benchDesk{seed: 1, start: model.At(c.clock()) - model.Instant(tickets)*step, step: step}}
}

// measure measures everything, one subject after another.
func (b *benchRun) measure(ctx context.Context) error {
	for _, part := range []struct {
		what string
		run  func(context.Context) error
	}{
		{"making them", b.fill}, {"questions", b.ask}, {"their truth", b.compare}, {"consoles", b.consoles}, {"sessions", b.sessions}, {"writes", b.change}, {"import", b.importLines},
	} {
		b.tell("%s: %s\n", counted(b.tickets, "ticket"), part.what)
		if err := part.run(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchRun) times(name string, times []time.Duration) {
	b.results = append(b.results, measured{name: name, times: times})
}

func (b *benchRun) value(name string, value float64, unit string) {
	b.results = append(b.results, measured{name: name, value: value, unit: unit})
}

// options say how the measured desk is opened: with the terms of a new desk, and at a standing time, so that no ticket
// warns between a question and its truth.
func (b *benchRun) options() store.Options {
	return store.Options{Clock: func() time.Time { return b.began }, Terms: model.DefaultTerms(zoneName()), Public: publicHolidays}
}

// using opens the measured desk as a console does, and waits until it answers at its usual speed.
func (b *benchRun) using(ctx context.Context, f func(*store.Store) error) (err error) {
	o := b.options()
	o.Lasting = true
	s, err := store.Open(ctx, b.path, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Settle(ctx); err != nil {
		return err
	}
	return f(s)
}

var benchActor = model.Actor{Name: "Bench", Role: model.Admin}
