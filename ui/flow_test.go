package ui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// write does acts on a test's store.
func write(t *testing.T, s *store.Store, who model.Actor, all ...store.Command) store.Result {
	t.Helper()
	r, err := s.Do(context.Background(), store.Write{Who: who, Commands: all})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func create(t *testing.T, s *store.Store, k model.Kind, title string, set ...model.Setting) model.ID {
	t.Helper()
	set = append(set, model.Setting{Field: model.FieldTitle, To: model.Value{S: title}})
	return write(t, s, maya, store.Command{Act: model.Create{Kind: k, Set: set}}).Done[0].ID
}

func TestATicketIsFoundWorkedOnResolvedAndTheResolveUndoneAndDoneAgain(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Printer on floor 3 eats paper")
	id := create(t, s, model.Incident, "Badge readers offline in building C")
	create(t, s, model.Item, "Offline mode")

	c := open(t, s, 80, 24).wants("Printer on floor 3", "Badge readers").lacks("Offline mode")
	c.press("/", "'badge'", "enter").wants("Badge readers", "1 of 3").lacks("Printer on floor")
	c.press("enter").wants("INC-2", "Timeline", "no description")
	c.press("c", "'We are on our way'").wants("PUBLIC COMMENT", "the requester reads this")
	c.press("ctrl+s").wants("INC-2 got a public comment", "We are on our way")
	c.press("m").wants("taken by Maya Lindqvist")
	c.press("s", "'progress'", "enter").wants("INC-2 → In Progress").press("ctrl+s").wants("moved to In Progress")
	c.press("s", "'hold'", "enter").wants("INC-2 → On Hold")
	c.press("ctrl+s").wants("can't go on hold without a reason")
	c.press("right", "ctrl+s").wants("can't await its caller without a public comment")
	c.press("tab", "'Which door is it?'", "ctrl+s").wants("moved to On Hold", "Awaiting Caller", "Which door is it?")
	c.press("s", "'progress'", "enter").wants("moved to In Progress").lacks("On Hold ‖")
	c.press("s", "'resolved'", "enter", "ctrl+s").wants("can't be resolved without a resolution code and a resolution note")
	c.press("right", "tab", "'Replaced the controller'", "ctrl+s").wants("moved to Resolved", "Resolution", "Replaced the controller")
	if got, err := s.Get(id); err != nil || got.State != model.StateResolved || got.Code != "fixed" {
		t.Fatalf("%+v, %v", got, err)
	}
	c.press("u").wants("undid: move INC-2")
	if got, _ := s.Get(id); got.State != model.StateInProgress || got.Code != "" {
		t.Errorf("after undo it is %s with code %q", got.State, got.Code)
	}
	c.press("U").wants("did again: move INC-2")
	if got, _ := s.Get(id); got.State != model.StateResolved {
		t.Errorf("after redo it is %s", got.State)
	}

	again := open(t, s, 140, 45).lacks("Badge readers")
	again.press("[").wants("Badge readers", "Resolved")
	report, err := s.Check(context.Background())
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %+v, %v", report.Findings, err)
	}
}

func TestAChangeShowsInEverySessionAndTheHandStaysOnItsTicket(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"one", "two", "three"} {
		create(t, s, model.Incident, "Ticket "+title, model.Setting{Field: model.FieldImpact, To: model.Value{N: 3}}, model.Setting{Field: model.FieldUrgency, To: model.Value{N: 3}})
	}
	mine, theirs := open(t, s, 80, 24), open(t, s, 80, 24)
	mine.press("j")
	if at := mine.app.front().(*queue).list.At(); at.Title != "Ticket two" {
		t.Fatalf("the hand is on %s", at.Title)
	}
	theirs.press("G", "p", "enter", "enter").wants("INC-3 prioritised P1")
	mine.send(listenMsg{})
	mine.wants("P1  INC-3")
	if q := mine.app.front().(*queue); q.list.At().Title != "Ticket two" || q.list.hand.At != 2 {
		t.Errorf("the hand is on %s, row %d", q.list.At().Title, q.list.hand.At)
	}
}

func TestASecondEditOfOneFieldIsRefusedWithBothValuesAndItsTextStays(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Mail bounces")
	c := open(t, s, 100, 30)
	c.press("enter", "e").wants("Edit INC-1")
	write(t, s, model.Actor{Name: "Omar Haddad", Role: model.Agent}, store.Command{ID: id,
		Act: model.Edit{Field: model.FieldTitle, Base: model.Value{S: "Mail bounces"}, To: model.Value{S: "Mail to partner bounces"}}})
	c.press("' with 550'", "ctrl+s").wants("Mail to partner bounces", "Mail bounces with 550", "Omar Haddad", "puts yours in its place")
	if got, _ := s.Get(id); got.Title != "Mail to partner bounces" {
		t.Fatalf("the title is %q", got.Title)
	}
	c.press("ctrl+s").wants("was edited")
	if got, _ := s.Get(id); got.Title != "Mail bounces with 550" {
		t.Errorf("the title is %q", got.Title)
	}
}

func TestADraftSurvivesEscAndAnotherSession(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	open(t, s, 80, 24).press("c", "'Half a sent'", "esc").lacks("PUBLIC COMMENT")
	c := open(t, s, 80, 24).press("c").wants("Half a sent", "your draft of before is back")
	c.press("'ence'", "ctrl+s").wants("got a public comment")
	c.press("c").lacks("Half a sent")

	open(t, s, 80, 24).press("n", "enter", "'A new thing'", "esc")
	open(t, s, 80, 24).press("n", "enter").wants("A new thing", "your draft of before is back")
}

func TestActsOnAllMarkedAreOneGesture(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"one", "two", "three"} {
		create(t, s, model.Incident, "Ticket "+title)
	}
	c := open(t, s, 80, 24)
	c.press("space", "space", "m", "enter").wants("2 tickets taken by Maya Lindqvist")
	c.press("u").wants("undid: take 2 tickets")
	for id := model.ID(1); id <= 3; id++ {
		if got, _ := s.Get(id); got.Assignee != 0 {
			t.Errorf("#%d is still taken", id)
		}
	}
	c.press("A", "m", "enter").wants("3 tickets taken")
}

func TestTheBacklogMovesByKeysAndTheOrderIsTheStores(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"one", "two", "three", "four"} {
		create(t, s, model.Item, "Item "+title)
	}
	order := func(want ...model.ID) {
		t.Helper()
		got, err := s.Backlog()
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("the order is %v, want %v", got, want)
			}
		}
	}
	c := open(t, s, 80, 24).press("2").wants("Item one", "4 items")
	c.press("J", "J")
	order(2, 3, 1, 4)
	c.press("u").wants("undid: rank ITM-1")
	order(2, 1, 3, 4)
	c.press("<")
	order(1, 2, 3, 4)
	c.press("G", "<", "M", "'3'", "enter").wants("moved to position 3")
	order(1, 2, 4, 3)
	c.press("g", "space", "space", ">")
	order(4, 3, 1, 2)
	c.press("esc", "g", "K").wants("it is at the end of the list already")
}

func TestADragMovesABacklogItem(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"one", "two", "three"} {
		create(t, s, model.Item, "Item "+title)
	}
	c := open(t, s, 80, 24).press("2")
	first := 1 + c.app.front().(*backlog).above()
	c.send(tea.MouseClickMsg{X: 20, Y: first + 2, Button: tea.MouseLeft})
	c.send(tea.MouseReleaseMsg{X: 20, Y: first, Button: tea.MouseLeft})
	if got, _ := s.Backlog(); got[0] != 3 {
		t.Errorf("the order is %v", got)
	}
}

func TestTheFilterCompletesAndSaysWhereItIsWrong(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Slow mail", model.Setting{Field: model.FieldCategory, To: model.Value{S: "Mail"}})
	c := open(t, s, 100, 30)
	c.press("/", "'categ'", "tab").wants("category:")
	c.press("'M'").wants("Mail")
	c.press("esc", "/").send(tea.PasteMsg{Content: "priorty:1"})
	c.wants("column 1", "priority").wants("Slow mail")
}

func TestAViewIsSavedAndIsThereNextTime(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Slow mail")
	open(t, s, 120, 30).press("/", "'mail'", "enter", "+", "'Mailish'", "enter").wants("Mailish 1")
	c := open(t, s, 120, 30).wants("Mailish 1").press("[").wants("Slow mail")
	c.press(":", "'drop this view'", "enter").lacks("Mailish 1")
}

func TestSortingTurnsRoundAndEmptyValuesStayLast(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "b", model.Setting{Field: model.FieldCategory, To: model.Value{S: "zebra"}})
	create(t, s, model.Incident, "a", model.Setting{Field: model.FieldCategory, To: model.Value{S: "ant"}})
	create(t, s, model.Incident, "c")
	c := open(t, s, 140, 30)
	titles := func(want string) {
		t.Helper()
		got := ""
		for _, x := range c.app.front().(*queue).list.rows {
			got += x.Title
		}
		if got != want {
			t.Errorf("the order is %s, want %s", got, want)
		}
	}
	c.press("S", "'category'", "enter")
	titles("abc")
	c.press("S", "'category'", "enter")
	titles("bac")
}

func TestAReadOnlyDeskShowsAndRefuses(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Look at me")
	path := s.Path() + ".copy"
	if err := s.Backup(path); err != nil {
		t.Fatal(err)
	}
	ro, err := store.Open(context.Background(), path, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ro.Close() }()
	c := open(t, ro, 80, 24).wants("Look at me", "read only")
	c.press("m").wants("opened to read only").press("n").wants("opened to read only")
}

func TestANumberOfAnotherSystemGoesThere(t *testing.T) {
	s := testStore(t)
	imp := &model.Import{Kind: model.Incident, Source: model.Origin{System: "servicenow", Number: "INC0000045"},
		Past: []model.Past{{At: 1, Verb: model.VerbCreate, Facts: []model.Fact{{Field: model.FieldTitle, To: model.Value{S: "From elsewhere"}}, {Field: model.FieldState, To: model.Value{N: int64(model.StateNew)}}}}}}
	write(t, s, maya, store.Command{Act: imp})
	open(t, s, 80, 24).press("#", "'INC0000045'", "enter").wants("From elsewhere", "servicenow INC0000045")
	open(t, s, 80, 24).press(":", "'1'", "enter").wants("Timeline", "From elsewhere")
	open(t, s, 80, 24).press("#", "'nonsense'", "enter").wants("there is no ticket")
}

func TestChosenKeysActAndImpossibleOnesAreNamed(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	check := func(keys map[string][]string) error {
		return newApp(context.Background(), Options{Store: s, Me: maya, Keys: keys}).checkKeys()
	}
	if err := check(map[string][]string{"take": {"ctrl+t", "H"}}); err != nil {
		t.Errorf("fine keys: %v", err)
	}
	for want, keys := range map[string]map[string][]string{`there is no action "tkae"`: {"tkae": {"M"}}, "a would be both assign and take": {"take": {"a"}}} {
		if err := check(keys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", keys, err)
		}
	}
	c := open(t, s, 100, 30)
	c.app.desk.keys = map[string][]string{"take": {"ctrl+t"}}
	c.press("m").lacks("taken by").press("ctrl+t").wants("taken by Maya")
}
