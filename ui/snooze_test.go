package ui

import (
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

func TestWhatIsPutAsideLeavesTheListsAndComesBackByHandOrWhenItsRequesterWrites(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Badge readers offline")
	create(t, s, model.Incident, "Printer eats paper")
	c := open(t, s, 120, 30)
	c.press("h").wants("Put INC-1 aside until", "1 hour  15:32", "tomorrow  Wed 25 Nov 09:00", "next Monday  Mon 30 Nov 09:00", "until the requester writes")
	c.press("down", "down", "enter").wants("INC-1 put aside until Wed 25 Nov 09:00", "All open 1", "Put aside 1").lacks("Badge readers")
	if got, _ := s.Get(id); !got.Aside || got.Snoozed != model.At(time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)) {
		t.Fatalf("it is put aside until %v", got.Snoozed)
	}
	c.press("u").wants("undid: snooze INC-1", "Badge readers")
	c.press("k", "h", "'thu 8:15'", "enter").wants("put aside until Thu 26 Nov 08:15")
	c.press("[", "[").wants("Badge readers", "Aside").press("enter", "h").wants("bring it back now", "it was put aside until Thu 26 Nov 08:15")
	c.press("enter").wants("INC-1 brought back")
	if got, _ := s.Get(id); got.Aside {
		t.Fatal("it is aside still")
	}
	c.press("h", "'requester'", "enter").wants("put aside until the requester writes")
	write(t, s, maya, store.Command{ID: id, Act: model.Comment{Text: "It is worse now"}}) // she asked for it herself
	c.send(listenMsg{})
	c.wants("its requester wrote")
	if got, _ := s.Get(id); got.Aside {
		t.Error("it is aside still")
	}
}

func TestOnlyOpenTicketsArePutAside(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Badge readers offline")
	write(t, s, maya, store.Command{ID: id, Act: model.Move{To: model.StateCanceled}})
	open(t, s, 100, 30).press("[", "h").wants("only what is open can be put aside")
}
