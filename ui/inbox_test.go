package ui

import (
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

func TestTheInboxCountsRingsOnceAndIsReadOnLeaving(t *testing.T) {
	s, w := slaDesk(t)
	id := create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...)
	write(t, s, maya, store.Command{ID: id, Act: model.Assign{To: 1}})
	c := open(t, s, 130, 30).lacks("✉")
	bells := 0
	c.rings = func() { bells++ }
	w.wait(59 * time.Minute) // of the update clock
	ring(t, s)
	c.look()
	c.wants("✉ 1")
	if bells != 1 {
		t.Errorf("the bell rang %d times", bells)
	}
	create(t, s, model.Incident, "Another")
	c.look().press("j", "k")
	if bells != 1 {
		t.Errorf("the bell rang %d times for one line", bells)
	}
	w.wait(3 * time.Minute)
	ring(t, s)
	c.look()
	open(t, s, 40, 12).wants("✉ 2")
	c.wants("✉ 2").press(":", "'inbox'", "enter").wants("2 lines, 2 new", "● ", "SLA update, due 2026-11-24 15:32", "VPN refuses all logins")
	c.press("enter").wants("Timeline").press("esc").wants("2 lines, 1 new").lacks("✉")
	c.press("esc").wants("Queue").lacks("✉").press(":", "'inbox'", "enter").wants("2 lines, 0 new").lacks("● ")
	if bells != 2 {
		t.Errorf("the bell rang %d times for two lines", bells)
	}
	other := open(t, s, 100, 30)
	other.rings = func() { t.Error("the bell rings for what is read") }
	other.lacks("✉").press(":", "'inbox'", "enter").wants("2 lines, 0 new")
}
