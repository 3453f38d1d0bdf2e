package store

import (
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// TestTheStakeholdersOfAMajorIncidentHearOfItAndOfItsChildren goes through the life of one: an update reaches who asked
// for it and who asked for its child, and whoever leads is reminded once of each update that is promised.
func TestTheStakeholdersOfAMajorIncidentHearOfItAndOfItsChildren(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, omar, 0, outage())
	child := do(t, s, omar, 0, outage())
	do(t, s, maya, child, model.LinkTo{Rel: model.ChildOf, To: id})
	do(t, s, maya, child, model.Watch{})
	do(t, s, maya, id, model.Declare{Why: "all sites", Next: model.At(w.now.Add(30 * time.Minute))})
	letters := func(person string) (all []string) {
		t.Helper()
		list, err := s.Inbox(person)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range list {
			if !strings.HasPrefix(l.Text, "Warning") && !strings.HasPrefix(l.Text, "Breached") {
				all = append(all, l.Text)
			}
		}
		return all
	}
	const prompt = "Reminder: the stakeholders were promised an update by now."
	w.skip(29 * time.Minute)
	ring(t, s)
	if got := letters(maya.Name); len(got) != 0 {
		t.Fatalf("before the time the commander hears %q", got)
	}
	w.skip(2 * time.Minute)
	ring(t, s)
	do(t, s, omar, id, model.Note{Text: "The carrier is on site."}) // no reason to remind again
	w.skip(time.Minute)
	ring(t, s)
	if got := letters(maya.Name); len(got) != 1 || got[0] != prompt {
		t.Fatalf("the commander hears %q", got)
	}
	do(t, s, maya, id, model.Inform{Text: "The carrier is on site.\nMore at noon.", Next: model.At(w.now.Add(time.Hour))})
	if got := letters(omar.Name); len(got) != 1 || got[0] != "Update: The carrier is on site." {
		t.Errorf("the requester hears %q", got)
	}
	w.skip(2 * time.Hour)
	ring(t, s)
	if got := letters(maya.Name); len(got) != 2 {
		t.Errorf("after another update that was not given the commander hears %q", got)
	}
	_, moments, err := s.Timeline(id)
	if err != nil {
		t.Fatal(err)
	}
	at := 0
	for _, m := range moments {
		if m.Verb == model.VerbRemind {
			at++
		}
	}
	if at != 2 {
		t.Errorf("the timeline tells of %d reminders", at)
	}
	wantClean(t, s)
	if _, err := s.Undo(t.Context(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.NextUpdate == 0 || x.NextUpdate >= model.At(w.now) {
		t.Errorf("after the update was taken back the next one is promised for %s", x.NextUpdate)
	}
}
