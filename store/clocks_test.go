package store

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// A watch is a clock that tests set.
type watch struct{ now time.Time }

func (w *watch) skip(d time.Duration) { w.now = w.now.Add(d) }
func (w *watch) time() time.Time      { return w.now }

// promising opens a new desk that begins with terms, at ten on a Tuesday.
func promising(t interface {
	Fatal(...any)
	Cleanup(func())
}, terms model.Terms) (*Store, *watch) {
	dir, err := os.MkdirTemp("", "opsdesk-clocks-")
	if err != nil {
		t.Fatal(err)
	}
	w := &watch{time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	s, err := Open(context.Background(), filepath.Join(dir, "desk.db"), Options{Clock: w.time, Terms: terms})
	if err != nil {
		t.Fatal(err)
	}
	s.db.NoSync = true // it does not outlive the test
	t.Cleanup(func() { _, _ = s.Close(), os.RemoveAll(dir) })
	return s, w
}

func outage() model.Create {
	return model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "VPN down"}},
		{Field: model.FieldImpact, To: model.Value{N: 1}}, {Field: model.FieldUrgency, To: model.Value{N: 1}}}}
}

func ring(t testing.TB, s *Store) {
	t.Helper()
	for {
		n, err := s.Ring(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func TestATicketIsDueByItsPolicyAndAlarmsComeOnceAndInOrder(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, outage())
	if x := get(t, s, id); x.Due != model.At(w.now.Add(15*time.Minute)) || x.SLA != model.StandingRunning {
		t.Fatalf("it is due at %v and %v", x.Due, x.SLA)
	}
	do(t, s, maya, id, model.Take{})
	w.skip(26 * time.Hour) // nobody ran the desk meanwhile
	ring(t, s)
	ring(t, s)
	_, moments, err := s.Timeline(id)
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range moments {
		if m.Verb == model.VerbWarn || m.Verb == model.VerbBreach {
			what, _, _ := strings.Cut(m.Text, ",")
			told = append(told, m.At.Time().Format("15:04:05 ")+m.Verb.String()+" "+what)
		}
	}
	want := []string{"10:45:00 warn SLA update", "11:00:01 breach SLA update", "13:00:00 warn SLA resolution", "14:00:01 breach SLA resolution"}
	if !slices.Equal(told, want) {
		t.Errorf("it told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
	if x := get(t, s, id); x.SLA != model.StandingBreached || x.Next != 0 {
		t.Errorf("it is %v, and something is due at %v", x.SLA, x.Next)
	}
	letters, err := s.Inbox(maya.Name)
	if err != nil || len(letters) != 4 || letters[0].Read || letters[0].Ticket != id || letters[0].Rev < letters[3].Rev {
		t.Fatalf("the inbox holds %+v, %v", letters, err)
	}
	if err := s.MarkRead(context.Background(), maya, letters[1].Rev); err != nil {
		t.Fatal(err)
	}
	if letters, _ = s.Inbox(maya.Name); letters[0].Read || !letters[1].Read {
		t.Errorf("marked as read are %+v", letters)
	}
	wantClean(t, s)
}

// Whoever acts on a ticket finds told what came due before.
func TestWhatCameDueIsToldBeforeTheNextActOnTheTicket(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, outage())
	other := do(t, s, maya, 0, incident("Printer"))
	w.skip(20 * time.Minute)
	r, err := s.Do(context.Background(), Write{Who: omar, Commands: []Command{{other, model.Note{Text: "hm"}}, {id, model.Take{}}}})
	if err != nil {
		t.Fatal(err)
	}
	_, moments, _ := s.Timeline(id)
	verbs := []model.Verb{}
	for _, m := range moments {
		verbs = append(verbs, m.Verb)
	}
	if !slices.Equal(verbs, []model.Verb{model.VerbCreate, model.VerbWarn, model.VerbBreach, model.VerbTake}) {
		t.Errorf("its life is %v", verbs)
	}
	if _, err := s.Undo(context.Background(), omar, r.Group); err != nil {
		t.Errorf("the gesture can't be taken back: %v", err)
	}
	if x, y := get(t, s, id), get(t, s, other); x.Assignee != 0 || len(x.Clocks) == 0 || y.Rev < r.Group {
		t.Errorf("it was not taken back as a whole: %+v", x)
	}
	if _, err := s.Undo(context.Background(), maya, moments[2].Group); !errors.Is(err, model.ErrRefused) {
		t.Errorf("a breach was taken back: %v", err)
	}
	wantClean(t, s)
}

func TestRulesActOnceEachIsToldByItsNameAndCanBeTakenBack(t *testing.T) {
	terms := model.DefaultTerms("")
	terms.Rules = []model.Rule{{Name: "Wake the duty manager", When: model.Breach, Match: "priority:1", Targets: []model.Target{model.Response},
		Do: []model.Reaction{{Do: model.DoAssign, Arg: omar.Name}, {Do: model.DoTag, Arg: "breached"}, {Do: model.DoRaise}, {Do: model.DoNotify, Arg: omar.Name}, {Do: model.DoRun, Arg: "page duty"}}}}
	s, w := promising(t, terms)
	var errands []Errand
	s.run = func(e Errand) { errands = append(errands, e) }
	do(t, s, omar, 0, incident("somebody else's"))
	id := do(t, s, maya, 0, outage())
	w.skip(15*time.Minute + time.Second)
	ring(t, s)
	s.behind.Wait()
	x := get(t, s, id)
	if s.Names().Name(model.People, x.Assignee) != omar.Name || !slices.Contains(x.Tags, "breached") {
		t.Errorf("it has %v and %v", x.Assignee, x.Tags)
	}
	if letters, _ := s.Inbox(omar.Name); len(letters) != 1 {
		t.Errorf("the inbox holds %+v", letters)
	}
	if len(errands) != 1 || errands[0] != (Errand{Command: "page duty", Rule: "Wake the duty manager", Ticket: id, Key: x.Key()}) {
		t.Errorf("it runs %+v", errands)
	}
	_, moments, _ := s.Timeline(id)
	named, group := 0, model.Revision(0)
	for _, m := range moments {
		if strings.Contains(strings.ToLower(m.Text), "rule wake the duty manager") {
			named, group = named+1, m.Group
		}
	}
	if named != 5 { // a P1 can't be raised: that is said as well
		t.Errorf("the timeline names the rule %d times: %+v", named, moments)
	}
	if _, err := s.Undo(context.Background(), maya, group); err != nil {
		t.Fatal(err)
	}
	if x = get(t, s, id); x.Assignee != 0 || slices.Contains(x.Tags, "breached") {
		t.Errorf("it was not taken back: %+v", x)
	}
	wantClean(t, s)
}

func TestTermsAreAmendedFollowedAndTakenBack(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, outage())
	was := get(t, s, id).Due
	policy := s.Book().Terms().Policies[0]
	from, _ := json.Marshal(policy)
	policy.Promises = slices.Clone(policy.Promises)
	policy.Promises[0].Response = model.Budget{Span: time.Hour}
	to, _ := json.Marshal(policy)
	w.skip(time.Minute)
	if _, err := s.Amend(context.Background(), omar, model.Amendment{Part: model.PartPolicy, Name: "Incidents", To: to}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("an agent amends the terms: %v", err)
	}
	if _, err := s.Amend(context.Background(), maya, model.Amendment{Part: model.PartPolicy, Name: "Incidents", From: from, To: to}); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.Due != was+45*60 {
		t.Errorf("it is due at %v, and was at %v", x.Due, was)
	}
	var conflict error
	if _, conflict = s.Amend(context.Background(), maya, model.Amendment{Part: model.PartPolicy, Name: "incidents", From: from, To: from}); !errors.Is(conflict, model.ErrConflict) {
		t.Errorf("a change of what changed meanwhile: %v", conflict)
	}
	wrong := `{"name":"Net","agreement":"ola","match":"team:netwrok","calendar":"24x7","promises":[{"for":"any","resolution":"2h"}]}`
	if _, err := s.Amend(context.Background(), maya, model.Amendment{Part: model.PartPolicy, To: []byte(wrong)}); !errors.Is(err, model.ErrRefused) || !strings.Contains(err.Error(), "netwrok") {
		t.Errorf("a team that isn't there: %v", err)
	}
	w.skip(time.Minute)
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.Due != was {
		t.Errorf("taken back, it is due at %v, and was at %v", x.Due, was)
	}
	if _, err := s.Redo(context.Background(), maya); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.Due != was+45*60 {
		t.Errorf("done again, it is due at %v", x.Due)
	}
	wantClean(t, s)
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(context.Background(), path, Options{Clock: w.time})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = again.Close() }()
	if n := len(again.Book().Editions()); n != 4 {
		t.Errorf("opened again, the desk has %d editions of its terms, want 4", n)
	}
	wantClean(t, again)
}

func TestTheDeskTakesCareOfWhatNobodyTouches(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, incident("Label printer"))
	do(t, s, maya, id, model.Take{})
	do(t, s, maya, id, model.Move{To: model.StateInProgress})
	do(t, s, maya, id, model.Move{To: model.StateOnHold, Comment: "Which one?", Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingCaller)}}}})
	w.skip(30 * 24 * time.Hour)
	ring(t, s)
	_, moments, _ := s.Timeline(id)
	var told []string
	for _, m := range moments[4:] {
		told = append(told, m.At.Time().Format("Mon 2 15:04 ")+m.Verb.String())
	}
	// Two working days from Tuesday, seven, and five behind those.
	want := []string{"Tue 24 10:00 move", "Thu 26 10:00 remind", "Thu 3 10:00 move", "Thu 10 10:00 move"}
	if !slices.Equal(told[len(told)-4:], want) {
		t.Errorf("the desk did %v, want %v", told, want)
	}
	if x := get(t, s, id); x.State != model.StateClosed || x.Code != "no-answer" {
		t.Errorf("it is %v (%s)", x.State, x.Code)
	}
	wantClean(t, s)
}

// The ticker sleeps until something is due, does it, and sleeps again; in the bubble hours pass at once.
func TestTheTickerTellsInTime(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(context.Background(), filepath.Join(dir, "desk.db"), Options{Lasting: true, Terms: model.DefaultTerms("")})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		id := do(t, s, maya, 0, outage())
		made := get(t, s, id).Created
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		for get(t, s, id).SLA != model.StandingBreached {
			if _, err := s.Wait(ctx, s.Head()); err != nil {
				t.Fatal(err)
			}
		}
		if late := model.At(time.Now()) - made - 15*60; late < 1 || late > 2 {
			t.Errorf("the breach was told %d s after it was due", late)
		}
	})
}

func TestWhateverHappensClocksEqualARecomputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := model.DefaultTerms("Europe/Berlin")
		terms.Rules = append(terms.Rules, model.Rule{Name: "Raise", When: model.Warn, Do: []model.Reaction{{Do: model.DoRaise}, {Do: model.DoTag, Arg: "late"}}})
		s, w := promising(t, terms)
		ids := someTickets(t, s)
		t.Repeat(map[string]func(*rapid.T){
			"act":  func(t *rapid.T) { drawGestures(t, s, ids) },
			"wait": func(*rapid.T) { w.skip(time.Duration(rapid.IntRange(1, 5000).Draw(t, "minutes")) * time.Minute) },
			"ring": func(t *rapid.T) {
				if _, err := s.Ring(context.Background()); err != nil {
					t.Fatal(err)
				}
			},
			"import": func(t *rapid.T) { ids = append(ids, drawIntake(t, s)...) },
			"undo": func(t *rapid.T) {
				_, err := s.Undo(context.Background(), maya, model.Revision(rapid.IntRange(0, int(s.Head())).Draw(t, "group")))
				mustBeTold(t, err)
			},
			"redo": func(t *rapid.T) {
				_, err := s.Redo(context.Background(), maya)
				mustBeTold(t, err)
			},
			"amend": func(t *rapid.T) {
				policy := s.Book().Terms().Policies[0]
				policy.Promises = slices.Clone(policy.Promises)
				row := rapid.IntRange(0, len(policy.Promises)-1).Draw(t, "row")
				policy.Promises[row].Resolution = model.Budget{Span: time.Duration(rapid.IntRange(1, 600).Draw(t, "budget")) * time.Minute}
				policy.Off = rapid.IntRange(0, 4).Draw(t, "off") == 0
				to, _ := json.Marshal(policy)
				_, err := s.Amend(context.Background(), maya, model.Amendment{Part: model.PartPolicy, Name: policy.Name, To: to})
				mustBeTold(t, err)
			},
			"": func(t *rapid.T) { mustBeClean(t, s) },
		})
	})
}
