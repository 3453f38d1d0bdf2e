package cmd

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"opsdesk/model"
	"opsdesk/store"
)

// A triedRow is a row of what policy try says.
type triedRow struct {
	Target, Terms                   string
	Met, Breached, Running, Dropped int
}

// The real files lie beside the project; see OPSDESK_CORPUS in docs/ARCHITECTURE.md, and docs/sla.md for what the figures mean.
func TestTheEventLogIsHeldAgainstTheDefaultPolicies(t *testing.T) {
	corpus := os.Getenv("OPSDESK_CORPUS")
	if corpus == "" {
		t.Skip("OPSDESK_CORPUS is not set: it needs the event log of the shared data")
	}
	t.Setenv("TZ", "UTC") // the business hours of a new desk are in the zone of the machine
	file := filepath.Join(corpus, "uci_servicenow_eventlog", "incident_event_log_sample.csv")
	theirs := madeSLA(t, file)
	d := newDesktop(t)
	d.must("import", file, "--time-zone", "UTC", "--json")
	var tried struct {
		Tickets int
		Rows    []triedRow
	}
	if err := json.Unmarshal([]byte(d.must("policy", "try", "kind:incident", "--json")), &tried); err != nil {
		t.Fatal(err)
	}
	if tried.Tickets != len(theirs) {
		t.Errorf("%d tickets were tried, want %d", tried.Tickets, len(theirs))
	}
	for _, row := range tried.Rows {
		if sum := row.Met + row.Breached + row.Running + row.Dropped; row.Target != "update" && sum != len(theirs) {
			t.Errorf("%s, %s: the counts add up to %d, want %d", row.Target, row.Terms, sum, len(theirs))
		}
		t.Logf("%-10s %-13s met %d, breached %d: %s %%", row.Target, row.Terms, row.Met, row.Breached,
			metPercent(store.Tally{Met: row.Met, Breached: row.Breached}))
	}
	ours := metResolution(t, d)
	var both [2][2]int
	for number, kept := range theirs {
		met, ok := ours[number]
		if !ok {
			t.Fatalf("nothing is promised about %s", number)
		}
		both[side(met)][side(kept)]++
	}
	met, kept := both[1][0]+both[1][1], both[0][1]+both[1][1]
	if i := slices.IndexFunc(tried.Rows, func(r triedRow) bool { return r.Target == "resolution" }); i < 0 || tried.Rows[i].Met != met {
		t.Errorf("%d tickets met their resolution, and policy try says otherwise: %+v", met, tried.Rows)
	}
	t.Logf("resolution met: %s %% of %d; the file's made_sla in the last row of each: %s %%; both %d, only ours %d, only theirs %d, neither %d",
		metPercent(store.Tally{Met: met, Breached: len(theirs) - met}), len(theirs),
		metPercent(store.Tally{Met: kept, Breached: len(theirs) - kept}), both[1][1], both[1][0], both[0][1], both[0][0])
}

func side(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// madeSLA reads what the last row of each incident says of its service level.
func madeSLA(t *testing.T, file string) map[string]bool {
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || f.Close() != nil {
		t.Fatalf("%s: %v", file, err)
	}
	number, made := slices.Index(rows[0], "number"), slices.Index(rows[0], "made_sla")
	all := map[string]bool{}
	for _, row := range rows[1:] {
		all[row[number]] = row[made] == "true"
	}
	return all
}

// metResolution tells of each ticket, by its number at the source, whether its resolution was in time.
func metResolution(t *testing.T, d *desktop) map[string]bool {
	all := map[string]bool{}
	c := newCaller(nil, &d.out, &d.err, nil)
	c.as = "Maya Lindqvist"
	err := c.at(t.Context(), d.db, store.Options{ReadOnly: true}, func(s *session) error {
		return s.store.Each(t.Context(), func(t *model.Ticket) error {
			for i := range t.Clocks {
				if c := &t.Clocks[i]; c.Target == model.Resolution {
					all[t.SourceID] = c.State == model.Stopped && !c.Breached()
				}
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
