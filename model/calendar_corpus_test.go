package model

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A slaFile is a file of the corpus: calendars and what other programs answer.
type slaFile struct {
	Calendars []Calendar
	Cases     []slaCase
}

type slaCase struct {
	Cal, Op, Divergence string
	At, From, To        time.Time
	Minutes             float64
	Want, AltWant       json.RawMessage
	WantMinutes         float64
}

// UnmarshalJSON reads the names that the corpus has.
func (c *slaCase) UnmarshalJSON(data []byte) error {
	type plain slaCase
	named := struct {
		*plain
		AltWant     *json.RawMessage `json:"alt_want"`
		WantMinutes *float64         `json:"want_minutes"`
	}{(*plain)(c), &c.AltWant, &c.WantMinutes}
	return json.Unmarshal(data, &named)
}

// answer gives our answer as JSON has it.
func (c *slaCase) answer(w *WorkingTime) (any, error) {
	d := time.Duration(c.Minutes * float64(time.Minute))
	written := func(at time.Time, err error) (any, error) { return at.UTC().Format(time.RFC3339Nano), err }
	switch c.Op {
	case "add":
		return written(w.Add(c.At, d))
	case "sub":
		return written(w.Sub(c.At, d))
	case "next_open":
		return written(w.NextOpen(c.At))
	case "last_open":
		return written(w.LastOpen(c.At))
	case "active":
		return w.IsOpen(c.At), nil
	}
	return w.Between(c.From, c.To).Minutes(), nil
}

// agrees compares an answer with either that is wanted.
func (c *slaCase) agrees(got any) bool {
	if c.Op == "between" {
		return got == c.WantMinutes
	}
	for _, want := range []json.RawMessage{c.Want, c.AltWant} {
		var wanted any
		if len(want) > 0 && json.Unmarshal(want, &wanted) == nil && got == wanted {
			return true
		}
	}
	return false
}

func TestWorkingTimeAgreesWithOtherPrograms(t *testing.T) {
	folder := os.Getenv("OPSDESK_CORPUS")
	if folder == "" {
		t.Skip("OPSDESK_CORPUS names no folder with cases of other programs")
	}
	for _, name := range []string{"published_cases.json", "biz_oracle_dev.json"} {
		data, err := os.ReadFile(filepath.Join(folder, "sla", name))
		if err != nil {
			t.Fatal(err)
		}
		var file slaFile
		if err := json.Unmarshal(data, &file); err != nil {
			t.Fatal(err)
		}
		all := map[string]*WorkingTime{}
		for _, c := range file.Calendars {
			if all[c.Name], err = c.Compile(nil); err != nil {
				t.Fatal(err)
			}
		}
		for i, c := range file.Cases {
			got, err := c.answer(all[c.Cal])
			switch agrees := c.agrees(got); {
			case c.Divergence != "":
				t.Logf("%s %d: they say %v (%s), we say %v", name, i, c.WantMinutes, c.Divergence, got)
			case err != nil || !agrees:
				t.Errorf("%s %d: %+v gives %v (%v)", name, i, c, got, err)
			}
		}
		t.Logf("%s: %d cases", name, len(file.Cases))
	}
}
