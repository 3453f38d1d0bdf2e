package model

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestATicketIsTheReplayOfItsLines(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		states := []*Ticket{{ID: 12}}
		var entries []*Entry
		for i := range rapid.IntRange(1, 6).Draw(t, "lines") {
			last := states[len(states)-1]
			next := randomTicket(t, "id")
			next.ID = 12
			at := Instant(rapid.IntRange(1, 1000).Draw(t, "at"))
			e := &Entry{Rev: Revision(i + 1), ID: 12, Events: []Event{{At: at, Deltas: Diff(last, next)}}, Moved: []Spot{{99, 5}, {12, next.Rank}}}
			next.Updated, next.Rev, next.Revs = at, e.Rev, append(slices.Clone(last.Revs), e.Rev)
			entries, states = append(entries, e), append(states, next)
		}
		var got Ticket
		for _, e := range entries {
			got.Replay(e)
		}
		if want := states[len(states)-1]; !reflect.DeepEqual(&got, want) {
			t.Fatalf("it is\n%+v, want\n%+v", &got, want)
		}
		got.Replay(entries[len(entries)-1])
		if want := states[len(states)-1]; !reflect.DeepEqual(&got, want) {
			t.Fatal("a line that comes twice changes the ticket")
		}
	})
}

func TestAnImportNeverMakesATicketLookOlder(t *testing.T) {
	for name, c := range map[string]struct {
		act    Verb
		before Instant
		at     []Instant
		want   Instant
	}{
		"an act is the last":                {VerbEdit, 500, []Instant{600}, 600},
		"even when clocks are turned back":  {VerbEdit, 500, []Instant{400}, 400},
		"an import tells the latest":        {VerbImport, 0, []Instant{100, 300, 200}, 300},
		"an import of what is older":        {VerbImport, 500, []Instant{100}, 500},
		"an import of what is newer":        {VerbImport, 500, []Instant{100, 700}, 700},
		"an undo of an import is no import": {VerbUndo, 700, []Instant{800}, 800},
	} {
		e := &Entry{Act: c.act}
		for _, at := range c.at {
			e.Events = append(e.Events, Event{At: at})
		}
		ticket := &Ticket{Updated: c.before}
		ticket.Replay(e)
		if ticket.Updated != c.want || e.Touched(c.before) != c.want {
			t.Errorf("%s: updated at %d", name, ticket.Updated)
		}
	}
}

func TestWhatWasTakenBackIsToldSo(t *testing.T) {
	entry := func(rev, group, undoes Revision) *Entry {
		return &Entry{Rev: rev, Group: group, Undoes: undoes, Events: []Event{{At: Instant(rev)}}}
	}
	for name, c := range map[string]struct {
		lines []*Entry
		want  []Revision
	}{
		"nothing":              {[]*Entry{entry(1, 1, 0)}, nil},
		"undone":               {[]*Entry{entry(1, 1, 0), entry(2, 2, 1)}, []Revision{1}},
		"undone and redone":    {[]*Entry{entry(1, 1, 0), entry(2, 2, 1), entry(3, 3, 2)}, []Revision{2}},
		"undone again":         {[]*Entry{entry(1, 1, 0), entry(2, 2, 1), entry(3, 3, 2), entry(4, 4, 1)}, []Revision{1, 2}},
		"and redone again":     {[]*Entry{entry(1, 1, 0), entry(2, 2, 1), entry(3, 3, 2), entry(4, 4, 1), entry(5, 5, 4)}, []Revision{2, 4}},
		"the older of two":     {[]*Entry{entry(1, 1, 0), entry(2, 2, 0), entry(3, 3, 1)}, []Revision{1}},
		"two lines of a group": {[]*Entry{entry(1, 1, 0), entry(2, 1, 0), entry(3, 3, 1), entry(4, 3, 1)}, []Revision{1, 1}},
	} {
		var got []Revision
		for _, m := range Timeline(c.lines) {
			if m.Undone {
				got = append(got, m.Group)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestATimelineIsInTheOrderOfWhatHappened(t *testing.T) {
	entries := []*Entry{
		{Rev: 1, Group: 1, Recorded: 900, Events: []Event{{At: 100, Text: "a"}, {At: 300, Text: "c"}, {At: 300, Text: "d", Undone: true}}},
		{Rev: 2, Group: 2, Recorded: 950, Events: []Event{{At: 950, Text: "e"}}},
		{Rev: 3, Group: 3, Recorded: 990, Events: []Event{{At: 200, Text: "b"}}},
	}
	order := ""
	for _, m := range Timeline(entries) {
		order += m.Text
		if m.Undone != (m.Text == "d") || m.Recorded != entries[m.Rev-1].Recorded {
			t.Errorf("%q is told as %+v", m.Text, m)
		}
	}
	if order != "abcde" {
		t.Errorf("it is told as %q", order)
	}
}
