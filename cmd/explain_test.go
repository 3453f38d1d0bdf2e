package cmd

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"opsdesk/store"
)

func TestAnExplanationFitsANarrowTerminalAndLosesNothing(t *testing.T) {
	t.Setenv("TZ", "UTC") // the business hours of a new desk are in the zone of the machine
	d := newDesktop(t)
	d.must("new", "--title", "Badge readers offline", "--set", "impact=2", "--set", "urgency=2")
	d.now = d.now.Add(21 * time.Hour)
	d.must("do", "1", "move", "on-hold", "--reason", "awaiting-caller", "--comment", "Which building?", "--as", "Omar Haddad")
	d.now = d.now.Add(26 * time.Hour)
	var narrowly bytes.Buffer
	c := newCaller(nil, &d.out, &d.err, []string{"TZ=UTC"})
	c.as, c.clock = "Maya Lindqvist", func() time.Time { return d.now }
	err := c.at(t.Context(), d.db, store.Options{ReadOnly: true}, func(s *session) error {
		ticket, accounts, err := s.store.Explain(1)
		if err != nil {
			return err
		}
		e := explanation{session: s, page: &page{Writer: &narrowly, width: 80}}
		return e.write(ticket, accounts)
	})
	if err != nil {
		t.Fatal(err)
	}
	text := narrowly.String()
	for line := range strings.SplitSeq(text, "\n") {
		if ansi.StringWidth(line) > 80 {
			t.Errorf("%q is wider than 80", line)
		}
	}
	for _, want := range []string{
		"2026-11-24 14:32:00      2h28m  yes         2h28m  open hours",
		"2026-11-24 17:00:00        16h  no          2h28m  outside hours",
		"  by Omar Haddad moved:",
		"2026-11-25 11:32:00      5h28m  paused      5h28m  On Hold: Awaiting Caller",
		"now, or its end: 5h counted, 10h paused",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("it misses %q:\n%s", want, text)
		}
	}
}
