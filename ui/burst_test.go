package ui

import (
	"context"
	"fmt"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// burstDesk is a desk on which, after nine quiet weeks, seven incidents came for one service within minutes.
func burstDesk(t *testing.T) (s *store.Store, more func(n int)) {
	t.Helper()
	var w wall
	w.wait(-9 * 7 * 24 * time.Hour)
	s = storeAt(t, w.now)
	if _, err := s.AddNouns(context.Background(), maya, model.Noun{Table: model.Services, Name: "Mail"}); err != nil {
		t.Fatal(err)
	}
	mail := model.Setting{Field: model.FieldService, To: model.Value{N: 1}}
	create(t, s, model.Incident, "Mailbox full", mail)
	subjects := []string{"Calendar empty", "Outbox stuck", "Login slow", "Search broken", "Folder gone", "Signature lost", "Rules off"}
	n := 0
	more = func(k int) {
		for range k {
			create(t, s, model.Incident, fmt.Sprintf("%s %d", subjects[n%len(subjects)], n), mail)
			n++
		}
	}
	w.wait(9 * 7 * 24 * time.Hour)
	more(7)
	return s, more
}

func TestABurstIsToldInQueueAndTriageAndGatheredByOneGesture(t *testing.T) {
	s, more := burstDesk(t)
	for _, size := range [][2]int{{80, 24}, {140, 45}, {40, 10}} {
		c := open(t, s, size[0], size[1]).lacks("⚡")
		c.run(c.app.desk.alarm.Look(c.app.desk))
		c.wants("⚡ 7 incidents for Mail in 30 min").press("I").wants("⚡ 7 incidents")
	}
	c := open(t, s, 80, 24)
	more(1)
	c.send(listenMsg{})
	c.wants("⚡ 8 incidents for Mail in 30 min, usual 0.1", "B gather or dismiss")
	c.press("B").wants("8 of 8 marked", "✓ —  INC-2", "Calendar empty 0")
	c.press("space").wants("7 of 8 marked").press("B").wants("Parent of 7 incidents", "Mail: 8 incidents within 30 minutes  a new incident")
	c.press("'Mail is down'", "enter").wants("INC-10 gathers 7 incidents", "Mail is down", "parent of 7 children")
	if got, _ := s.Get(3); got.Parent != 10 {
		t.Errorf("the parent of INC-3 is %d", got.Parent)
	}
	if got, _ := s.Get(2); got.Parent != 0 {
		t.Errorf("the parent of INC-2, whose mark was taken off, is %d", got.Parent)
	}
	c.press("esc", "esc").lacks("⚡")
	c.press("u").wants("⚡ 8 incidents", "undid: create")
	if got, _ := s.Get(3); got.Parent != 0 {
		t.Errorf("one undo leaves INC-3 with the parent %d", got.Parent)
	}
	c.press("B", "B", "'INC-4'", "enter").wants("INC-4 gathers 7 incidents")
	if got, _ := s.Get(3); got.Parent != 4 {
		t.Errorf("the parent of INC-3 is %d", got.Parent)
	}
}

func TestADismissedBurstStaysAwayUntilItHasGrownByHalf(t *testing.T) {
	s, more := burstDesk(t)
	c := open(t, s, 80, 24)
	more(1)
	c.send(listenMsg{})
	c.press("B", "X").wants("not told again until there are 12").lacks("⚡")
	more(3)
	c.send(listenMsg{})
	c.lacks("⚡").press("B").wants("11 incidents").press("esc") // it can be opened all the same
	more(1)
	c.send(listenMsg{})
	c.wants("⚡ 12 incidents for Mail")
}
