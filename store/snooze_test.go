package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"opsdesk/model"
)

func parse(t testing.TB, text string) model.Query {
	t.Helper()
	q, err := model.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestWhatIsPutAsideComesBackInItsTimeOnceAndIsDatedSo(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, incident("Label printer"))
	due := get(t, s, id).Due
	until := model.At(w.now.Add(3 * time.Hour))
	do(t, s, omar, id, model.Snooze{Until: until, Why: "the vendor calls back"})
	if x := get(t, s, id); !x.Aside || x.Due != due || x.Next == 0 {
		t.Fatalf("it is aside %v, due %v, the desk looks at it at %v", x.Aside, x.Due, x.Next)
	}
	w.skip(26 * time.Hour) // nobody ran the desk meanwhile
	ring(t, s)
	ring(t, s)
	if x := get(t, s, id); x.Aside || x.Snoozed != 0 {
		t.Fatalf("it is aside until %v still", x.Snoozed)
	}
	_, moments, err := s.Timeline(id)
	if err != nil {
		t.Fatal(err)
	}
	var woke []model.Moment
	for _, m := range moments {
		if m.Verb == model.VerbWake {
			woke = append(woke, m)
		}
	}
	if len(woke) != 1 || woke[0].At != until || woke[0].Text != "its time has come" {
		t.Errorf("it came back: %+v", woke)
	}
	letters, err := s.Inbox(omar.Name)
	if err != nil || len(letters) != 1 || letters[0].Ticket != id || letters[0].At != until {
		t.Errorf("whoever put it aside has %+v in the inbox, %v", letters, err)
	}
	wantClean(t, s)
}

func TestAnActThatEndsTheRestOfATicketIsOneGestureWithIt(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, incident("Label printer"))
	until := model.At(w.now.Add(3 * time.Hour))
	do(t, s, maya, id, model.Snooze{Until: until})
	do(t, s, omar, id, model.Take{})
	if x := get(t, s, id); x.Aside || x.Assignee == 0 {
		t.Fatalf("it is aside %v, assigned to %d", x.Aside, x.Assignee)
	}
	_, moments, _ := s.Timeline(id)
	at := slices.IndexFunc(moments, func(m model.Moment) bool { return m.Verb == model.VerbWake })
	if at < 0 || moments[at].Text != "it was assigned" || moments[at+1].Verb != model.VerbTake {
		t.Errorf("the timeline says %+v", moments)
	}
	if _, err := s.Undo(context.Background(), omar, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.Snoozed != until || x.Assignee != 0 {
		t.Errorf("taken back, it is aside until %v and assigned to %d", x.Snoozed, x.Assignee)
	}
	wantClean(t, s)
}

func TestAnUndoOfWhatCameBackByItselfLeavesItBack(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, incident("Label printer"))
	do(t, s, maya, id, model.Snooze{Until: model.At(w.now.Add(time.Hour))})
	w.skip(2 * time.Hour)
	ring(t, s)
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.Aside || !x.Exists() {
		t.Errorf("it is aside %v", x.Aside)
	}
	wantClean(t, s)
}

// A console without columns answers its first question from counters and the index of open tickets.
func TestTheFirstPageLeavesOutWhatIsPutAside(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	var ids []model.ID
	for _, name := range []string{"one", "two", "three"} {
		ids = append(ids, do(t, s, maya, 0, incident(name)))
	}
	do(t, s, maya, ids[1], model.Snooze{Until: model.At(w.now.Add(time.Hour))})
	q := parse(t, "state:open -kind:item -is:snoozed")
	if !byCounters(q.Plan(model.Env{Names: s.Names(), Now: w.now})) {
		t.Error("the question is not decided by counters: a console that starts on a great desk reads all of it")
	}
	list, err := s.Query(context.Background(), q, model.Env{Names: s.Names(), Now: w.now}, Page{Limit: 10})
	if err != nil || list.Total != 2 || len(list.Tickets) != 2 || list.Tickets[1].ID != ids[2] {
		t.Errorf("%d tickets, %v", list.Total, err)
	}
	if all, open, err := s.Size(); all != 3 || open != 3 || err != nil {
		t.Errorf("the desk has %d tickets, %d open, %v", all, open, err)
	}
}

func TestTheTickerWakesInTime(t *testing.T) {
	dir := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s, err := Open(context.Background(), filepath.Join(dir, "desk.db"), Options{Lasting: true})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		id := do(t, s, maya, 0, incident("Label printer"))
		until := model.At(time.Now().Add(40 * time.Minute))
		do(t, s, maya, id, model.Snooze{Until: until})
		ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
		defer cancel()
		for get(t, s, id).Aside {
			if _, err := s.Wait(ctx, s.Head()); err != nil {
				t.Fatal(err)
			}
		}
		if late := model.At(time.Now()) - until; late < 0 || late > 1 {
			t.Errorf("it came back %d s late", late)
		}
	})
}

// Whoever put it aside for another time can take that back when it is over, and is not told that the desk stands in the way.
func TestAnotherTimeIsTakenBackThoughItCame(t *testing.T) {
	for days, aside := range map[int]bool{2: false, 20: true} { // the first time, seen on the tenth day
		s, w := promising(t, model.Terms{})
		id := do(t, s, maya, 0, incident("Label printer"))
		first := model.At(w.now.AddDate(0, 0, days))
		do(t, s, maya, id, model.Snooze{Until: first})
		again := write(t, s, Write{Who: omar, Commands: []Command{{id, model.Snooze{Until: model.At(w.now.AddDate(0, 0, 5))}}}})
		w.skip(10 * 24 * time.Hour)
		ring(t, s)
		if _, err := s.Undo(t.Context(), omar, again.Group); err != nil {
			t.Fatal(err)
		}
		if x := get(t, s, id); x.Aside != aside || aside && x.Snoozed != first {
			t.Errorf("it was put aside for %d days: it is aside until %s", days, x.Snoozed)
		}
		if _, err := s.Redo(t.Context(), omar); err != nil {
			t.Error(err)
		}
		if x := get(t, s, id); x.Aside {
			t.Errorf("it is aside again until %s", x.Snoozed)
		}
		wantClean(t, s)
	}
}

func TestWhoBroughtATicketBackStandsInTheWay(t *testing.T) {
	s, w := promising(t, model.Terms{})
	id := do(t, s, maya, 0, incident("Label printer"))
	do(t, s, maya, id, model.Snooze{Until: model.At(w.now.AddDate(0, 0, 20))})
	again := write(t, s, Write{Who: maya, Commands: []Command{{id, model.Snooze{Until: model.At(w.now.AddDate(0, 0, 5))}}}})
	do(t, s, omar, id, model.Wake{})
	if _, err := s.Undo(t.Context(), maya, again.Group); !errors.Is(err, model.ErrConflict) || !strings.Contains(err.Error(), omar.Name) {
		t.Errorf("it went aside again: %v", err)
	}
}

func TestATicketIsTakenBackThoughTheDeskBroughtItBack(t *testing.T) {
	s, w := promising(t, model.Terms{})
	id := do(t, s, maya, 0, incident("Label printer"))
	do(t, s, maya, id, model.Snooze{Until: model.At(w.now.AddDate(0, 0, 2))})
	w.skip(10 * 24 * time.Hour)
	ring(t, s)
	for range 2 {
		if _, err := s.Undo(t.Context(), maya, 0); err != nil {
			t.Fatal(err)
		}
	}
	if all, _, err := s.Size(); all != 0 {
		t.Errorf("the desk has %d tickets: %v", all, err)
	}
	wantClean(t, s)
}
