package ui

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// The tests of this file each stand for something that went wrong when the console was tried.

func TestTurningActivityToMineAndBackDoesNotEndTheSession(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	open(t, s, 80, 24).press(":", "'activity'", "enter", "G", "m").wants("only mine").press("m").wants("everybody")
}

func TestAReplyLeavesTheDraftOfACommentAlone(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	c := open(t, s, 80, 24).press("enter", "c", "'my words'", "esc")
	c.press("R").wants("> We are on it.").lacks("my words").press("esc")
	c.press("c").wants("my words").press("esc")
	c.press("R").lacks("your draft").press("'answer'").wants("answer").lacks("it.answer")
}

func TestInternalWordsNeverWaitToBePublic(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	d := open(t, s, 80, 24).press("enter", "c", "'for us only'", "ctrl+t").wants("INTERNAL NOTE").press("esc")
	d.press("c").wants("PUBLIC COMMENT").lacks("for us only").press("esc")
	d.press("C").wants("INTERNAL NOTE", "for us only")
}

func TestADraftOfAnEditSaysWhenTheFieldHasChangedSince(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Mail bounces")
	open(t, s, 100, 30).press("enter", "e", "' with 550'", "esc")
	write(t, s, maya, store.Command{ID: id, Act: model.Edit{Field: model.FieldTitle, Base: model.Value{S: "Mail bounces"}, To: model.Value{S: "Mail to partners bounces"}}})
	open(t, s, 100, 30).press("enter", "e").wants("Mail bounces with 550", "it is now Mail to partners bounces", "when you began")
}

func TestTheFormOfAMoveKeepsItsDraft(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 100, 30).press("s", "'resolved'", "enter", "tab", "'Replaced it'", "esc")
	c.press("s", "'resolved'", "enter").wants("Replaced it")
}

func TestLeavingAtOnceKeepsWhatWasJustTyped(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 80, 24).press("c", "'last words'")
	c.run(c.app.front().(keeper).Keep())
	open(t, s, 80, 24).press("c").wants("last words")
}

func TestMarksGoWithTheFilterAndTheirNumberIsShown(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"Badge one", "Badge two", "Mail"} {
		create(t, s, model.Incident, title)
	}
	c := open(t, s, 80, 24).press("A").wants("3 marked")
	c.press("/", "'badge'", "enter").lacks("marked").press("m").wants("taken by").lacks("3 tickets")
}

func TestTypingAFilterBringsTheFirstFindUnderTheHand(t *testing.T) {
	s := testStore(t)
	for _, title := range []string{"vpn once", "mail and vpn and mail", "vpn vpn vpn"} {
		create(t, s, model.Incident, title)
	}
	c := open(t, s, 100, 30).press("j", "/", "'vpn'")
	if q := c.app.front().(*queue); q.list.hand.At != 0 || q.list.At().Title != "vpn vpn vpn" {
		t.Errorf("the hand is on %q, row %d", q.list.At().Title, q.list.hand.At)
	}
}

func TestANameThatNobodyHasIsNamed(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Mail")
	c := open(t, s, 80, 24)
	c.press("/").send(tea.PasteMsg{Content: "team:netwrok"})
	c.wants("nobody and nothing called team:netwrok")
}

func TestTheWayOutIsAlwaysInTheKeyLine(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	for name, keys := range every {
		c := open(t, s, 80, 24).press(keys...)
		if len(c.app.tabs[c.app.at].stack) > 1 && name != "backlog" {
			c.wants("esc ")
		}
	}
}

func TestAClickInAScrolledFormTakesTheFieldThatIsSeen(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	c := open(t, s, 80, 24).press("enter", "e")
	for range 14 {
		c.press("tab")
	}
	f := c.app.front().(*form)
	for y := range f.size.Height {
		c.send(tea.MouseClickMsg{X: 30, Y: 1 + y, Button: tea.MouseLeft})
		label := f.fields[f.at].label
		c.wants(label)
	}
}

func TestWordsAreFoundInCommentsAndMarkedInTheList(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	write(t, s, maya, store.Command{ID: 2, Act: model.Note{Text: "The controller is a Zephyrus 9"}})
	c := open(t, s, 120, 40)
	c.press("/", "'zephy'").wants("Badge readers offline", "1 of 9", "by relevance").lacks("VPN concentrator")
	c.press("esc", "/", "'badge'")
	var marked string
	for row := range strings.SplitSeq(c.app.View().Content, "\n") {
		if strings.Contains(row, "readers offline") && marked == "" {
			marked = row
		}
	}
	if !strings.Contains(marked, "Badge\x1b[m") || strings.Contains(marked, "Badge readers") {
		t.Errorf("the word is not marked: %q", marked)
	}
	c.press("esc", "S", "'due'", "enter", "/", "'badge'").lacks("by relevance")
}

func TestATeamThatIsMissingIsMadeWhereItIsWanted(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Badge readers offline")
	c := open(t, s, 100, 30).press("t", "'Facilities IT'").wants("new team Facilities IT").press("enter").wants("got team Facilities IT")
	if got, _ := s.Get(id); s.Names().Name(model.Teams, got.Team) != "Facilities IT" {
		t.Errorf("the team is %d", got.Team)
	}
	c.press("t", "'fac'", "enter").wants("is that already") // what there is comes before what could be made
	c.app.desk.who = model.Actor{Name: "Omar Haddad", Role: model.Agent}
	c.press("t", "'Network'").wants("nothing fits").lacks("new team").press("esc")
}

func TestAnEmptyDeskGetsItsPeopleFromThePalette(t *testing.T) {
	s := testStore(t)
	c := open(t, s, 100, 30)
	add := []string{":", "'add a person'", "enter", "'person'", "enter"}
	c.press(add...).wants("type its name").press("'Omar Haddad'", "enter").wants("added the person Omar Haddad")
	c.press(add...).press("'omar  haddad'", "enter").wants("there is a person omar").press("esc")
	if n, err := s.Nouns(model.People); err != nil || len(n) == 0 {
		t.Errorf("%v, %v", n, err)
	}
}

func TestATicketStaysInSightUnderAPicker(t *testing.T) {
	s := testStore(t)
	fullDesk(t, s, 60)
	for _, size := range [][2]int{{80, 24}, {140, 45}, {60, 12}} {
		c := open(t, s, size[0], size[1]).press("v", "v", "G")
		held := c.app.front().(*queue).list.At()
		c.press("s").wants("▌  ", held.Key()+" ")
	}
}

func TestAnEmptyPromptSaysWhatToType(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Item, "Dark theme")
	for _, c := range []struct{ keys, want string }{{"#", "type a number"}, {"+", "type a name"}, {"T", "type words"}} {
		open(t, s, 80, 24).press("[", c.keys).wants(c.want).lacks("nothing fits")
	}
	open(t, s, 80, 24).press("2", "M").wants("1 is the first")
}

func TestWhatIsNotThereIsSaidWithoutTheProgramsWord(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Mail")
	open(t, s, 100, 24).press("#", "'999'", "enter").wants("999").lacks("not found")
}

func TestNoColumnIsShownBeforeOneThatMattersMore(t *testing.T) {
	for width := 20; width < 160; width++ {
		all := fitColumns(columnNamed, queueOrder, queueColumns, width, 1000000)
		for i, name := range queueColumns[:len(all)] {
			if !slices.ContainsFunc(all, func(c column) bool { return c.name == name }) {
				t.Errorf("at %d columns, %d are shown without %s, the %dth", width, len(all), name, i+1)
			}
		}
	}
	beside := fitColumns(columnNamed, queueOrder, queueColumns, 140*11/20-markWidth, 1000)
	if !slices.ContainsFunc(beside, func(c column) bool { return c.name == "due" }) {
		t.Errorf("the list beside a preview at 140 columns shows no due time")
	}
}
