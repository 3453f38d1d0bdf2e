package ui

import (
	"strconv"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// fill writes incidents.
func fill(t *testing.T, s *store.Store, n int) {
	t.Helper()
	var all []store.Command
	for i := range n {
		set := []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "Ticket " + strconv.Itoa(i)}}}
		all = append(all, store.Command{Act: model.Create{Kind: model.Incident, Set: set}})
	}
	write(t, s, maya, all...)
}

func assignees(t *testing.T, s *store.Store, me model.Ref) (n int) {
	t.Helper()
	err := s.Each(t.Context(), func(x *model.Ticket) error {
		if x.Assignee == me && me != 0 {
			n++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestAPreviewSaysWhatWouldHappenToHowManyAndWhatIsRefused(t *testing.T) {
	s := testStore(t)
	fill(t, s, 4)
	write(t, s, maya, store.Command{ID: 1, Act: model.Take{}})
	write(t, s, maya, store.Command{ID: 2, Act: model.Move{To: model.StateCanceled}})
	c := open(t, s, 80, 24).press("[")
	head := s.Head()
	c.press("A").wants("4 marked").press("m")
	c.wants("PREVIEW", "Take tickets", "2 tickets will change · 1 is refused · 1 is so already", "Assignee — → Maya Lindqvist: 2 tickets", "✗ INC-2 is Canceled: nothing is left to do on it")
	if s.Head() != head {
		t.Error("the preview wrote something")
	}
	c.press("esc").wants("nothing was changed", "4 marked").lacks("PREVIEW")
	c.press("m", "enter").wants("2 tickets taken by Maya Lindqvist · 2 tickets refused", "1 marked").lacks("PREVIEW")
	c.press("u").wants("undid: take 2 tickets")
	c.press("U").wants("did again: take 2 tickets")
	c.press("A", "m").wants("nothing will change · 1 is refused · 3 are so already")
	c.press("enter").wants("none of the tickets would change", "PREVIEW")
}

func TestAPreviewThatIsOpenFollowsWhatOthersDo(t *testing.T) {
	s := testStore(t)
	fill(t, s, 3)
	c := open(t, s, 80, 24).press("A", "m").wants("3 tickets will change")
	write(t, s, maya, store.Command{ID: 3, Act: model.Take{}})
	c.send(listenMsg{})
	c.wants("2 tickets will change · 1 is so already")
}

func TestATrialThatNewsOvertakesIsMadeAgain(t *testing.T) {
	s := testStore(t)
	fill(t, s, 3)
	d := open(t, s, 80, 24).app.desk
	p := newPreview(d, nil, "Take tickets", "taken", commands([]model.ID{1, 2, 3}, func(model.ID) model.Act { return model.Take{} }))
	overtaken := p.Open()()
	write(t, s, maya, store.Command{ID: 3, Act: model.Take{}})
	if _, cmd := p.Update(store.News{Gap: true}); cmd != nil {
		t.Fatal("two trials are under way at once")
	}
	_, cmd := p.Update(overtaken)
	if cmd == nil {
		t.Fatal("what others changed meanwhile is not looked at")
	}
	p.Update(cmd())
	if o := p.outcome; o.Commands != 3 || o.Changed() != 2 {
		t.Errorf("it says %s", p.sum())
	}
}

func TestOneTicketNeedsNoPreview(t *testing.T) {
	s := testStore(t)
	fill(t, s, 2)
	open(t, s, 80, 24).press("m").wants("INC-1 taken by").press("k", "space", "m").wants("INC-2 taken by")
}

func TestWordsForManyAreKeptUntilTheyAreSent(t *testing.T) {
	s := testStore(t)
	fill(t, s, 3)
	c := open(t, s, 80, 24).press("A", "c", "'Back at noon'", "ctrl+s").wants("PREVIEW", "public comment: 3 tickets")
	c.press("esc").wants("PUBLIC COMMENT", "Back at noon").press("esc").lacks("PUBLIC COMMENT")
	c.press("c").wants("Back at noon", "your draft of before is back").press("ctrl+s", "enter")
	c.wants("3 tickets got a public comment").lacks("PUBLIC COMMENT", "PREVIEW")
	c.press("c").lacks("Back at noon")
}

func TestManyMoveThroughTheirFormAndThePreview(t *testing.T) {
	s := testStore(t)
	fill(t, s, 3)
	c := open(t, s, 100, 30).press("A", "s", "'hold'", "enter", "right", "right", "ctrl+s").wants("PREVIEW", "State New → On Hold: 3 tickets")
	c.press("enter").wants("3 tickets moved to On Hold").lacks("PREVIEW")
	if got, _ := s.Get(3); got.State != model.StateOnHold {
		t.Errorf("it is %s", got.State)
	}
}

func TestMarksReachBeyondThePageByNumberAndAreReadWhenFactsAreNeeded(t *testing.T) {
	s := testStore(t)
	fill(t, s, 300)
	if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Teams, Name: "Network"}); err != nil {
		t.Fatal(err)
	}
	c := open(t, s, 80, 24).press("A").wants("300 marked")
	q := c.app.front().(*queue)
	bare := 0
	for _, one := range q.Held() {
		if unseen(one) {
			bare++
		}
	}
	if len(q.Held()) != 300 || bare == 0 || unseen(q.Held()[0]) {
		t.Fatalf("%d are held, of %d only the number is known", len(q.Held()), bare)
	}
	c.press("t", "'Network'", "enter").wants("300 tickets will change", "Team — → Network: 300 tickets").press("enter").wants("300 tickets got team Network")
	c.press("V", "j", "j", "V").wants("3 marked").press("*").wants("297 marked").press("*").wants("3 marked")
	c.press("A").wants("300 marked").press("A").lacks("marked").press("A", "esc").lacks("marked")
}

func TestWhatIsMarkedForAnotherListIsNotMarkedHere(t *testing.T) {
	s := testStore(t)
	fill(t, s, 3)
	c := open(t, s, 80, 24)
	late := c.update(keyNamed("A"))
	c.press("]")
	c.run(late)
	c.lacks("marked")
}

func TestABulkIsStoppedBetweenTwoPiecesAndWhatWasDoneIsOneUndo(t *testing.T) {
	s := testStore(t)
	fill(t, s, 2*store.Piece+100)
	c := open(t, s, 80, 24).press("A", "m").wants("1,100 tickets will change")
	first := c.update(keyNamed("enter")) // the first piece is under way
	c.wants("░ 0 of 1,100", "esc stop")
	second := c.update(first())
	c.wants("███", "500 of 1,100").press("esc").wants("stopping")
	c.run(second)
	c.wants("1,000 tickets taken", "stopped, 100 left as they were", "100 marked").lacks("PREVIEW")
	me := c.app.desk.me
	if n := assignees(t, s, me); n != 1000 {
		t.Errorf("%d are taken", n)
	}
	c.press("u").wants("undid: take 1,000 tickets")
	if n := assignees(t, s, me); n != 0 {
		t.Errorf("%d are still taken", n)
	}
}

func TestABulkEndsBehindAScreenThatWasOpenedMeanwhile(t *testing.T) {
	s := testStore(t)
	fill(t, s, store.Piece+1)
	c := open(t, s, 80, 24).press("A", "m")
	first := c.update(keyNamed("enter"))
	c.press("?")
	c.run(first)
	c.press("esc").lacks("PREVIEW").wants("Ticket 0")
	if n := assignees(t, s, c.app.desk.me); n != store.Piece+1 {
		t.Errorf("%d are taken", n)
	}
}

func TestAPreviewFitsSmallTerminalsAndScrolls(t *testing.T) {
	s := testStore(t)
	fill(t, s, 30)
	var done []store.Command
	for id := model.ID(1); id <= 20; id++ {
		done = append(done, store.Command{ID: id, Act: model.Assign{To: 1}}, store.Command{ID: id, Act: model.Tag{Add: []string{"a" + strconv.Itoa(int(id))}}})
	}
	c := open(t, s, 40, 10)
	d := c.app.desk
	c.run(c.app.show(newPreview(d, c.app.front(), "Sort out", "sorted out", done)))
	c.wants("PREVIEW", "20 tickets will change", "more: j scrolls").lacks("a20")
	c.press("G").wants("a20").lacks("more: j").press("g").lacks("a20")
	c.send(tea.WindowSizeMsg{Width: 140, Height: 45})
	c.press("G").wants("a20").press("enter").wants("sorted out")
}
