package cmd

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A measured is what came of one measurement: times, or one value with its unit.
type measured struct {
	name  string
	times []time.Duration
	value float64
	unit  string
}

// quantile gives the time within which a share of the measurements lies.
func (m measured) quantile(share float64) time.Duration {
	sorted := slices.Sorted(slices.Values(m.times))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// middle gives what sizes are compared by: the median in milliseconds, or the value.
func (m measured) middle() float64 {
	if m.times == nil {
		return m.value
	}
	return millis(m.quantile(0.5))
}

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// A benchFigure is a measured as programs read it. Growth is the same at smaller sizes.
type benchFigure struct {
	Name    string        `json:"name,omitempty"`
	Tickets int           `json:"tickets,omitempty"`
	P50     *float64      `json:"p50_ms,omitempty"`
	P99     *float64      `json:"p99_ms,omitempty"`
	N       int           `json:"n,omitempty"`
	Value   *float64      `json:"value,omitempty"`
	Unit    string        `json:"unit,omitempty"`
	Growth  []benchFigure `json:"growth,omitempty"`
}

// A benchReport is all that came of a bench, as programs read it.
type benchReport struct {
	Tickets int           `json:"tickets"`
	Results []benchFigure `json:"results"`
}

func (m measured) figure() benchFigure {
	if m.times == nil {
		return benchFigure{Value: &m.value, Unit: m.unit}
	}
	p50, p99 := millis(m.quantile(0.5)), millis(m.quantile(0.99))
	return benchFigure{P50: &p50, P99: &p99, N: len(m.times)}
}

// named gives the measurement with a name.
func (b *benchRun) named(name string) (measured, bool) {
	i := slices.IndexFunc(b.results, func(m measured) bool { return m.name == name })
	if i < 0 {
		return measured{}, false
	}
	return b.results[i], true
}

// printBench prints what came of the last run, and beside it how that grew from the smaller desks before it.
func (c *caller) printBench(runs []*benchRun) error {
	last, smaller := runs[len(runs)-1], runs[:len(runs)-1]
	if c.json {
		figures := []benchFigure{}
		for _, m := range last.results {
			figure := m.figure()
			figure.Name = m.name
			for _, b := range smaller {
				if before, ok := b.named(m.name); ok {
					one := before.figure()
					one.Tickets = b.tickets
					figure.Growth = append(figure.Growth, one)
				}
			}
			figures = append(figures, figure)
		}
		return json.NewEncoder(c.stdout).Encode(benchReport{last.tickets, figures})
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%-18s %12s %12s %8s", "what", "median", "p99", "n")
	for _, b := range smaller {
		fmt.Fprintf(&text, " %14s", "at "+number(b.tickets))
	}
	if len(smaller) > 0 {
		text.WriteString("  growth")
	}
	text.WriteByte('\n')
	for _, m := range last.results {
		text.WriteString(strings.TrimRight(m.line()+m.growth(smaller), " ") + "\n")
	}
	return c.print("%s", text.String())
}

func (m measured) line() string {
	if m.times == nil {
		return fmt.Sprintf("%-18s %12.2f %-21s", m.name, m.value, m.unit)
	}
	return fmt.Sprintf("%-18s %9.3f ms %9.3f ms %8d", m.name, m.middle(), millis(m.quantile(0.99)), len(m.times))
}

// growth shows the same measurement at smaller sizes, and what it has become of the first of them.
func (m measured) growth(smaller []*benchRun) string {
	var text strings.Builder
	first := 0.0
	for _, b := range smaller {
		before, ok := b.named(m.name)
		if !ok {
			fmt.Fprintf(&text, " %14s", "—")
			continue
		}
		fmt.Fprintf(&text, " %14.3f", before.middle())
		if first == 0 {
			first = before.middle()
		}
	}
	if first > 0 {
		fmt.Fprintf(&text, "  %.2f×", m.middle()/first)
	}
	return text.String()
}
