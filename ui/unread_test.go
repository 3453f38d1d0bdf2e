package ui

import (
	"maps"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"opsdesk/model"
	"opsdesk/store"
)

func TestATicketThatOthersChangedSinceIsMarked(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "VPN refuses all logins")
	never := create(t, s, model.Incident, "Printer eats paper")
	c := open(t, s, 80, 24).lacks("•")
	c.press("#", "'1'", "enter", "esc").lacks("•")
	said(t, s, omar, id, model.Comment{Text: "It works again."})
	said(t, s, omar, never, model.Comment{Text: "Nobody cares."})
	c.send(tea.WindowSizeMsg{Width: 80, Height: 24})
	c.wants("▌• ").press("m").wants("▌• ") // what one does oneself is not reading
	again := open(t, s, 80, 24).wants("• ")
	again.press("#", "'1'", "enter").wants("•• ↑ 1 new since you looked", "It works again.")
	again.press("O").wants("•• ↓ 1 new since you looked").press("esc").lacks("•")
	open(t, s, 80, 24).lacks("•").press("#", "'1'", "enter").lacks("new since you looked")
	said(t, s, maya, id, model.Note{Text: "mine"})
	open(t, s, 80, 24).lacks("•")

	said(t, s, omar, never, model.Assign{To: s.Names().Find(model.People, "Maya")[0]})
	open(t, s, 80, 24).wants("• ") // never opened, but mine now
}

func TestWhatClocksTellIsNoNews(t *testing.T) {
	s, w := slaDesk(t)
	id := create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...)
	open(t, s, 80, 24).press("#", "'1'", "enter", "esc")
	w.wait(30 * time.Hour)
	ring(t, s)
	if got, _ := s.Get(id); len(got.Revs) < 2 {
		t.Fatalf("no clock told anything: %+v", got.Revs)
	}
	open(t, s, 80, 24).lacks("•")
}

func TestTwoSessionsOfOnePersonRememberTogether(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"one", "two"} {
		create(t, s, model.Incident, title)
	}
	first, second := open(t, s, 80, 24), open(t, s, 80, 24)
	first.press("#", "'1'", "enter", "esc")
	second.press("#", "'2'", "enter", "esc")
	kept, err := s.Kept(maya, seenKey)
	seen, ok := decodeSight(kept)
	if err != nil || !ok || len(seen.seen) != 2 {
		t.Errorf("%v, %v, %+v", err, ok, seen)
	}
	third := open(t, s, 80, 24).press("#", "'1'", "enter")
	third.send(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}) // leaving at once remembers too
	if err := s.Keep(t.Context(), maya, seenKey, []byte{9, 9}); err != nil {
		t.Fatal(err)
	}
	open(t, s, 80, 24).lacks("•") // what can't be read is as if nothing was seen
}

func TestWhatWasSeenIsBoundedAndComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &sight{model.Revision(rapid.Uint32().Draw(t, "floor")), map[model.ID]model.Revision{}}
		for range rapid.IntRange(0, 20).Draw(t, "tickets") {
			s = s.with(model.ID(rapid.Uint32Min(1).Draw(t, "id")), model.Revision(rapid.Uint64Range(1, 1<<40).Draw(t, "rev")))
		}
		got, ok := decodeSight(s.encode())
		if !ok || got.floor != s.floor || !maps.Equal(got.seen, s.seen) {
			t.Fatalf("%+v became %+v", s, got)
		}
		if _, ok := decodeSight(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")); ok {
			t.Log("some bytes can be read by chance")
		}
	})
	s := &sight{5, map[model.ID]model.Revision{}}
	for i := range maxSeen + 10 {
		s = s.with(model.ID(i+1), model.Revision(i+100))
	}
	if len(s.seen) != maxSeen || s.of(1) != 0 || s.of(11) != 110 || s.floor != 109 {
		t.Errorf("%d are known, the floor is %d", len(s.seen), s.floor)
	}
	if n := len(s.encode()); n > 8000 {
		t.Errorf("it takes %d bytes", n)
	}
	mine, other := &model.Ticket{ID: 1, Assignee: 7}, &model.Ticket{ID: 1}
	if s.behind(mine, 7) != 109 || s.behind(other, 7) != 0 || s.behind(&model.Ticket{ID: 11}, 7) != 110 {
		t.Error("what counts as news is wrong")
	}
}

func TestWhoOnlyReadsIsMarkedForOneSession(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "VPN refuses all logins")
	path := s.Path()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	ro, err := store.Open(t.Context(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ro.Close() })
	open(t, ro, 80, 24).press("enter", "esc").lacks("✗", "not kept")
}
