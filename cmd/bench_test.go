package cmd

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// asked makes a bench of a small desk that has asked its questions.
func asked(t *testing.T) *benchRun {
	t.Helper()
	c := newCaller(nil, &bytes.Buffer{}, &bytes.Buffer{}, nil)
	c.clock = func() time.Time { return time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC) }
	b := c.newBenchRun(filepath.Join(t.TempDir(), "desk.db"), 300)
	if err := b.fill(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := b.ask(t.Context()); err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEveryMeasuredAnswerIsThatOfAPassOverAllRecords(t *testing.T) {
	b := asked(t)
	if err := b.compare(t.Context()); err != nil {
		t.Error(err)
	}
	found := 0
	for _, a := range b.answers {
		found += a.total
	}
	if found == 0 {
		t.Error("no question found anything")
	}
}

func TestAWrongAnswerEndsTheBench(t *testing.T) {
	b := asked(t)
	at := slices.IndexFunc(b.answers, func(a answered) bool { return len(a.page) > 1 && strings.Contains(a.query.String(), "vpn") })
	if at < 0 {
		t.Fatal("no search found two tickets")
	}
	right := b.answers[at]
	for name, wrong := range map[string]answered{
		"number":  {query: right.query, total: right.total + 1, listed: true, page: right.page},
		"order":   {query: right.query, total: right.total, listed: true, page: append([]model.ID{right.page[1], right.page[0]}, right.page[2:]...)},
		"missing": {query: right.query, total: right.total, listed: true, page: right.page[1:]},
	} {
		b.answers[at] = wrong
		if err := b.compare(t.Context()); err == nil || !strings.Contains(err.Error(), "vpn") {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestADeskThatBenchDidNotMakeIsLeftAlone(t *testing.T) {
	d := newDesktop(t)
	d.must("new", "--title", "Badge readers offline")
	if code := d.run("bench", "--tickets", "100", "--db", d.db); code != 2 || !strings.Contains(d.err.String(), "not a desk that bench made") {
		t.Errorf("exit code %d: %s", code, &d.err)
	}
	if got := strings.TrimSpace(d.must("count")); got != "1" {
		t.Errorf("the desk has %s tickets now", got)
	}
}

func TestOfManySearchesSomeAreComparedEvenlyAndAllFilters(t *testing.T) {
	var queries []model.Query
	for _, text := range []string{"a", "state:open", "b", "c", "d", "sort:due"} {
		q, err := model.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		queries = append(queries, q)
	}
	for most, want := range map[int]string{0: "state:open sort:due", 2: "state:open sort:due a c", 9: "state:open sort:due a b c d"} {
		var have []string
		for _, q := range spread(queries, most) {
			have = append(have, q.String())
		}
		if got := strings.Join(have, " "); got != want {
			t.Errorf("of at most %d searches %q are compared, want %q", most, got, want)
		}
	}
}

func TestSmallerDesksAreMeasuredFirstAndLieBesideTheWanted(t *testing.T) {
	for _, c := range []struct {
		tickets int
		growth  bool
		want    []int
	}{{1_000_000, true, []int{10_000, 100_000, 1_000_000}}, {1_000_000, false, []int{1_000_000}}, {2000, true, []int{200, 2000}}, {100, true, []int{100}}} {
		if got := benchSizes(c.tickets, c.growth); !slices.Equal(got, c.want) {
			t.Errorf("%d, %t: %v, want %v", c.tickets, c.growth, got, c.want)
		}
	}
	if got := besides("a/desk.db", 10_000); got != "a/desk-10000.db" {
		t.Error(got)
	}
}

func TestWhatWasMeasuredIsPrintedWithItsGrowth(t *testing.T) {
	var out bytes.Buffer
	c := newCaller(nil, &out, &bytes.Buffer{}, nil)
	run := func(tickets int, took time.Duration) *benchRun {
		b := c.newBenchRun("desk.db", tickets)
		b.times("key/move", []time.Duration{took, took, 3 * took})
		b.value("file/size", float64(tickets), "bytes a ticket")
		return b
	}
	runs := []*benchRun{run(100, time.Millisecond), run(1000, 2*time.Millisecond), run(10_000, 4*time.Millisecond)}
	if err := c.printBench(runs); err != nil {
		t.Fatal(err)
	}
	want := `what                     median          p99        n         at 100       at 1,000  growth
key/move               4.000 ms    12.000 ms        3          1.000          2.000  4.00×
file/size              10000.00 bytes a ticket               100.000       1000.000  100.00×
`
	if out.String() != want {
		t.Errorf("printed\n%swant\n%s", out.String(), want)
	}
	out.Reset()
	c.json = true
	if err := c.printBench(runs); err != nil {
		t.Fatal(err)
	}
	wantJSON := `{"tickets":10000,"results":[` +
		`{"name":"key/move","p50_ms":4,"p99_ms":12,"n":3,"growth":[{"tickets":100,"p50_ms":1,"p99_ms":3,"n":3},{"tickets":1000,"p50_ms":2,"p99_ms":6,"n":3}]},` +
		`{"name":"file/size","value":10000,"unit":"bytes a ticket","growth":[{"tickets":100,"value":100,"unit":"bytes a ticket"},{"tickets":1000,"value":1000,"unit":"bytes a ticket"}]}]}`
	if got := strings.TrimSpace(out.String()); got != wantJSON || !json.Valid(out.Bytes()) {
		t.Errorf("printed\n%s\nwant\n%s", got, wantJSON)
	}
}
