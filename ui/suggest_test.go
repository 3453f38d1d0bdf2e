package ui

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// aPast is a desk on which one team has networks and another printers, with a known error. It learns when it is asked.
func aPast(t *testing.T) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Clock: func() time.Time { return deskTime }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Teams, Name: "Network"}, model.Noun{Table: model.Teams, Name: "Workplace"}); err != nil {
		t.Fatal(err)
	}
	for i := range 60 {
		title, team := fmt.Sprintf("VPN drops in hall %d", i), model.Ref(1)
		if i%2 == 1 {
			title, team = fmt.Sprintf("Printer jams in hall %d", i), 2
		}
		id := act(t, s, 0, model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: title}},
			{Field: model.FieldTeam, To: model.Value{N: int64(team)}}, {Field: model.FieldCategory, To: model.Value{S: strings.ToLower(title[:3])}},
			{Field: model.FieldImpact, To: model.Value{N: 2}}, {Field: model.FieldUrgency, To: model.Value{N: int64(2 + i%2)}}}})
		act(t, s, id, model.Take{})
		if i < 58 {
			act(t, s, id, model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}},
				{Field: model.FieldNote, To: model.Value{S: "Done."}}}})
		}
	}
	act(t, s, 0, model.Create{Kind: model.Problem, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "Licence pool exhausted"}},
		{Field: model.FieldSymptom, To: model.Value{S: "Error 809 in hall 56"}}, {Field: model.FieldWorkaround, To: model.Value{S: "Choose the second gateway."}},
		{Field: model.FieldKnownError, To: model.Value{N: 1}}}})
	return s
}

func act(t *testing.T, s *store.Store, id model.ID, what model.Act) model.ID {
	t.Helper()
	r, err := s.Do(t.Context(), store.Write{Who: maya, Commands: []store.Command{{ID: id, Act: what}}})
	if err != nil {
		t.Fatal(err)
	}
	return r.Done[0].ID
}

// pauses lets the time go by that advice waits for after a key.
func (c *console) pauses() *console {
	f, ok := c.app.front().(*form)
	if !ok {
		c.t.Fatal("no form is in front")
	}
	c.send(adviceMsg{f.advice, f.advice.gen})
	return c
}

func TestWhileATitleIsTypedTheDeskTellsWhatItKnows(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {140, 45}} {
		c := open(t, aPast(t), size[0], size[1])
		c.press("n", "enter").lacks("past")
		f := c.app.front().(*form)
		c.press("'VPN drops, error 809 in hall 56'").lacks("Known error")
		c.send(adviceMsg{f.advice, f.advice.gen - 1}) // an older key's pause is over
		c.lacks("Known error")
		c.pauses().wants("Title               VPN drops, error 809 in hall 56", "Known error PRB-61 Licence pool exhausted",
			"workaround: Choose the second gateway.", "F2 Team     Network", "vpn ×", "of last 5", "F4 Category vpn", "F5 Priority P3", "Past INC-57 Resolved, fixed")
		c.press("f2", "f4", "f5").pauses().wants("✓ Network", "✓ vpn", "✓ P3 Moderate")
		if got := f.fields[f.asks(model.FieldTeam)].value(); got != "Network" {
			t.Errorf("the team is %q", got)
		}
		c.press("f3").wants("nothing is suggested") // no ticket has a service
		c.press("f6").wants("Looks like it", "PRB-61").press("enter").wants("PRB-61", "Problem", "Licence pool exhausted")
		c.press("esc").wants("New incident", "VPN drops, error 809")
		c.press("ctrl+s")
		made, err := c.app.desk.store.Get(62)
		if err != nil || made.Title != "VPN drops, error 809 in hall 56" || made.Team != 1 || made.Category != "vpn" || made.Impact != 2 || made.Urgency != 2 {
			t.Errorf("made %+v, %v", made, err)
		}
	}
}

func TestTheFormOfANewTicketIsUsableWithAdviceOnEveryScreen(t *testing.T) {
	s := aPast(t)
	for _, size := range [][2]int{{40, 10}, {60, 18}, {80, 24}, {120, 20}, {140, 45}} {
		c := open(t, s, size[0], size[1])
		c.press("n", "enter", "'VPN drops in hall 56'").pauses()
		for range len(c.app.front().(*form).fields) + 1 {
			c.press("tab")
			f := c.app.front().(*form)
			c.wants(model.Clean(f.fields[f.at].label).String())
			for _, row := range strings.Split(c.screen(), "\n") {
				if lipgloss.Width(row) > size[0] {
					t.Fatalf("at %v a row is too wide: %q", size, row)
				}
			}
			if rows := strings.Count(c.screen(), "\n") + 1; rows > size[1] {
				t.Fatalf("at %v there are %d rows", size, rows)
			}
		}
		c.press("esc")
	}
}

func TestAnEmptyDeskSaysThatItLearnedTooLittle(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Clock: func() time.Time { return deskTime }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	c := open(t, s, 80, 24)
	c.press("n", "enter", "'VPN'").pauses().wants("Too little learned yet to say what is likely: 0 of 50")
	c.press("f2").wants("nothing is suggested")
}

func TestSuggestionsAreDrawnWithinTheirRoomWhateverTheTextsSay(t *testing.T) {
	s := aPast(t)
	d := open(t, s, 80, 24).app.desk
	bad := "\x1b[31mred\x1b]0;own\a ‮evil\n\nnext"
	hostile := &model.Ticket{ID: 5, Kind: model.Incident, State: model.StateNew, Title: bad, Workaround: bad, Code: bad}
	found := &store.Suggestions{Learned: 60, Needed: 50, Likely: []store.Likely{{Best: []store.Suggestion{{Text: bad, Score: 1, Why: []model.Evidence{{Word: bad, Times: 3}}}}}},
		Open: []store.LookAlike{{Ticket: hostile}}, Past: []store.LookAlike{{Ticket: hostile}}, Known: []store.KnownError{{Ticket: hostile}}}
	if got := suggestRows(d, nil, 80, 10); got != nil {
		t.Errorf("nothing is drawn as %q", got)
	}
	for _, width := range []int{0, 20, 35, 80, 200} {
		for rows := range 40 {
			got := suggestRows(d, found, width, rows)
			if len(got) > rows || width >= 20 && rows >= 6 && len(got) < 5 {
				t.Fatalf("%d rows into %d", len(got), rows)
			}
			for _, row := range got {
				if lipgloss.Width(row) > width || strings.Contains(row, "\x1b]") || strings.Contains(row, "\n") || strings.Contains(row, "‮") {
					t.Fatalf("at %d: %q", width, row)
				}
			}
		}
	}
}
