package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"opsdesk/model/exchange"
	"opsdesk/store"
)

// A tripwire gives a text and calls off when a part of it was read.
type tripwire struct {
	io.Reader
	left int
	off  func()
}

func (r *tripwire) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p[:min(len(p), 4096)])
	if r.left -= n; r.left < 0 {
		r.off()
	}
	return n, err
}

func TestAnInterruptedImportKeepsWholeBatchesAndGoesOnLater(t *testing.T) {
	const rows = 20_000 // many times what is read ahead
	var file bytes.Buffer
	file.WriteString("number,opened_at,short_description,state\n")
	for i := range rows {
		fmt.Fprintf(&file, "INC%07d,2026-07-01 09:37:45,Mail bounces %d,New\n", i+1, i)
	}
	d := newDesktop(t)
	path := filepath.Join(t.TempDir(), "incident.csv")
	if err := os.WriteFile(path, file.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	c := newCaller(nil, &d.out, &d.err, nil)
	c.as = "Maya Lindqvist"
	err := c.at(ctx, d.db, store.Options{}, func(s *session) error {
		run, err := newImporting("incident.csv", &tripwire{bytes.NewReader(file.Bytes()), file.Len() / 10 * 9, cancel}, exchange.Options{Zone: time.UTC})
		if err != nil {
			return err
		}
		return run.all(ctx, s)
	})
	if code := exitCode(err); code != 130 || !strings.Contains(err.Error(), "goes on") {
		t.Fatalf("it ended with %v, exit code %d, want 130", err, code)
	}
	if in := strings.TrimSpace(d.must("count")); in == "0" || in == fmt.Sprint(rows) || !strings.HasSuffix(in, "000") {
		t.Errorf("%s tickets are in, want whole batches", in)
	}
	d.must("import", path, "--time-zone", "UTC", "--json")
	if got := d.must("count"); got != fmt.Sprintln(rows) {
		t.Errorf("%s tickets are in after it went on, want %d", got, rows)
	}
	if got := d.must("check"); !strings.Contains(got, "0 findings") {
		t.Error(got)
	}
}

// The real files lie beside the project; see OPSDESK_CORPUS in docs/ARCHITECTURE.md.
func TestTheEventLogBecomesTickets(t *testing.T) {
	corpus := os.Getenv("OPSDESK_CORPUS")
	if corpus == "" {
		t.Skip("OPSDESK_CORPUS is not set: it needs the event log of the shared data")
	}
	file := filepath.Join(corpus, "uci_servicenow_eventlog", "incident_event_log_sample.csv")
	d := newDesktop(t)
	for _, want := range []string{
		`{"read":1246,"created":1246,"updated":0,"unchanged":0,"refused":0,"events":7027,"errors":[]}`,
		`{"read":1246,"created":0,"updated":0,"unchanged":1246,"refused":0,"events":7027,"errors":[]}`,
	} {
		if got := strings.TrimSpace(d.must("import", file, "--time-zone", "UTC", "--json")); got != want {
			t.Errorf("it said %s, want %s", got, want)
		}
	}
	if got := d.must("count", `state:closed team:"Group 70"`); got != "457\n" {
		t.Errorf("%s are closed, want 457", got)
	}
	if got := d.must("check"); !strings.Contains(got, "0 findings") {
		t.Error(got)
	}
}
