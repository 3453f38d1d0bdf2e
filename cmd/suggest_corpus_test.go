package cmd

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A triedOutcome is a line of suggest --evaluate.
type triedOutcome struct {
	Outcome        string
	Learned, Tried int
	First, Three   float64
	MostFrequent   float64 `json:"most-frequent"`
	ThreeFrequent  float64 `json:"three-most-frequent"`
}

// The real files lie beside the project; see docs/suggestions.md for the figures.
func TestTeamsOfTheEventLogAreToldBetterThanByTheMostFrequent(t *testing.T) {
	corpus := os.Getenv("OPSDESK_CORPUS")
	if corpus == "" {
		t.Skip("OPSDESK_CORPUS is not set: it needs the event log of the shared data")
	}
	d := newDesktop(t)
	d.must("import", filepath.Join(corpus, "uci_servicenow_eventlog", "incident_event_log_sample.csv"), "--time-zone", "UTC")
	for flag, least := range map[string]float64{"": 0.10, "--words-alone": 0.05} {
		args := strings.Fields("suggest --evaluate --json " + flag)
		text := d.must(args...)
		if again := d.must(args...); again != text {
			t.Errorf("%v: asked again it says %s, before %s", args, again, text)
		}
		var team triedOutcome
		if err := json.Unmarshal([]byte(strings.SplitN(text, "\n", 2)[0]), &team); err != nil {
			t.Fatal(err)
		}
		t.Logf("%v: %+v", args, team)
		if team.Outcome != "team" || team.Tried < 200 || team.First < team.MostFrequent+least || team.Three < team.ThreeFrequent+0.15 {
			t.Errorf("%v: %+v is not clearly better than the most frequent", args, team)
		}
	}
}
