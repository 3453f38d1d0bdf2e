package cmd

import (
	"bytes"
	"testing"
	"time"
)

func TestLongWorkSaysEachFiveSecondsHowFarItIs(t *testing.T) {
	var stderr bytes.Buffer
	now := time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)
	c := newCaller(nil, nil, &stderr, nil)
	p := c.progress("import incident.csv", 100_000, func() time.Time { return now })
	for second := range 13 {
		now = now.Add(time.Second)
		p.at(int64(second+1)*5_000, (second+1)*1_000)
	}
	p.end()
	want := "import incident.csv: 5,000 records, 1,000 a second, 25 %, 15s left\n" +
		"import incident.csv: 10,000 records, 1,000 a second, 50 %, 10s left\n"
	if stderr.String() != want {
		t.Errorf("it said\n%s, want\n%s", &stderr, want)
	}
}

func TestABarFitsTheTerminal(t *testing.T) {
	var stderr bytes.Buffer
	now := time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)
	p := newCaller(nil, nil, &stderr, nil).progress("import a.csv", 1000, func() time.Time { return now })
	p.width = 80
	for range 3 {
		now = now.Add(100 * time.Millisecond)
		p.at(250, 25)
	}
	p.end()
	want := "\rimport a.csv: 25 records, 125 a second, 25 %, 1s left [#####..................]\x1b[K\r\x1b[K"
	if stderr.String() != want {
		t.Errorf("it drew\n%q, want\n%q", &stderr, want)
	}
}
