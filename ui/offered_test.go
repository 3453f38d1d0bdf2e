package ui

import (
	"context"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

func TestHelpListsEachActionOnceAndNoKeyTwice(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	for name, keys := range every {
		c := open(t, s, 80, 24).press(keys...)
		ids, by := map[string]bool{}, map[string]string{}
		for _, act := range offered(c.app.everything()) {
			if ids[act.ID] {
				t.Errorf("%s: %s is listed twice", name, act.ID)
			}
			ids[act.ID] = true
			for _, k := range act.Key.Keys() {
				if by[k] != "" {
					t.Errorf("%s: %s is said to do both %s and %s", name, k, by[k], act.ID)
				}
				by[k] = act.ID
			}
		}
	}
}

func TestHelpBeginsWithWhatIsNotFoundWithoutItAndSaysHowMuchThereIs(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	c := open(t, s, 80, 24).press("?").wants("assign", "macro", "put aside", "more").lacks("half a page down")
	all := strings.Split(c.screen(), "\n")
	if strings.TrimSpace(all[21]) == "" {
		t.Error("a row of help is empty while there is more to list")
	}
	c.press("'half a'").wants("half a page down")
}

func TestActionsAreFoundByWhatTheyAreCalledElsewhere(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	for word, want := range map[string]string{"snooze": "put aside  h  ‹snooze›", "duplic": "link", "parent": "link", "split": "open", "canned": "replies", "skip": "next", "resolve": "state"} {
		keys := []string{":", "'" + word + "'"}
		if word == "skip" {
			keys = slices.Insert(keys, 0, "I")
		}
		open(t, s, 80, 24).press(keys...).wants(want)
	}
	c := open(t, s, 80, 24).press(":", "'merge'").wants("unmerge")
	if screen := c.screen(); strings.Index(screen, "merge into another") > strings.Index(screen, "unmerge:") {
		t.Error("what begins so does not come first")
	}
	open(t, s, 80, 24).press(":", "'undo'").wants("undo").lacks("macros") // letters that stand together leave no other find
}

func TestOtherWordsAreOfActionsThatThereAre(t *testing.T) {
	c := open(t, testStore(t), 80, 24)
	var ids []string
	for _, s := range c.app.samples() {
		for _, act := range s.Actions() {
			ids = append(ids, act.ID)
		}
	}
	for _, act := range c.app.actions() {
		ids = append(ids, act.ID)
	}
	for id := range otherWords {
		if !slices.Contains(ids, id) {
			t.Errorf("there is no action %s", id)
		}
	}
}

func TestTheFirstKeyIsInTheKeyLineHoweverNarrow(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	open(t, s, 40, 10).press("c").wants("ctrl+s send", "esc leave").lacks("the draft")
	open(t, s, 40, 10).press("A", "m").wants("enter do it", "esc leave", "? help")
	open(t, s, 80, 24).press("c").wants("ctrl+r canned reply", "F1 help")
	open(t, s, 80, 24).press("I").wants("→ next")
}

func TestALongWordAboutWhatWasDoneLeavesTheWayBackInSight(t *testing.T) {
	s := macroDesk(t)
	create(t, s, model.Incident, "VPN refuses")
	open(t, s, 60, 20).press("x", "'hand'", "enter").wants("macro Hand to network", "… ↶ u undo")
}

func TestUndoSaysAllThatItTookBack(t *testing.T) {
	s, _, _, _ := triageDesk(t)
	open(t, s, 80, 24).press("I", "D", "u").wants("undid: link, move 2 tickets")
	open(t, s, 80, 24).press("I", "a", "'netw'", "enter", "esc", "u").wants("undid: edit, move INC-7").
		press("U").wants("did again: edit, move INC-7")
}

func TestATeamThatIsOfferedFirstIsOfferedOnce(t *testing.T) {
	s, _, _, _ := triageDesk(t)
	c := open(t, s, 80, 24).press("I", "a").wants("Service Desk  has it now")
	_, list, _ := strings.Cut(c.screen(), "Accept")
	if n := strings.Count(list, "Service Desk"); n != 1 {
		t.Errorf("it is offered %d times", n)
	}
}

func TestAPreviewOfAMacroSaysWhatIsLeftOut(t *testing.T) {
	s := macroDesk(t)
	for _, k := range []model.Kind{model.Incident, model.Change, model.Incident} {
		create(t, s, k, "of some kind")
	}
	open(t, s, 100, 40).press("A", "x", "'resolve'", "enter").wants("2 tickets will change · 1 left out", "left out: 1 ticket, such as this one:", "is not for CHG-2")
}

func TestTriageShowsTheTextOnASmallTerminal(t *testing.T) {
	s, _, _, _ := triageDesk(t)
	open(t, s, 40, 10).press("I").wants("Gateway", "Since two nobody gets in.")
}

func TestThePreviewBelowTheQueueSetsMarkdownAsTheTicketDoes(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	open(t, s, 80, 24).wants("Since 14:20 every login").lacks("*14:20*")
}

func TestTitlesAreOfferedWhileTheyAreTyped(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	open(t, s, 80, 24).press("#", "'badge'").wants("open badge", "INC-2 Badge readers").press("down", "enter").wants("INC-2  Incident")
}

func TestATicketIsNotOfferedToBeLinkedOrMergedWithItself(t *testing.T) {
	s := testStore(t)
	for range 3 {
		create(t, s, model.Incident, "Gateway of the concentrator is busy")
	}
	for _, key := range []string{"&", "l"} {
		c := open(t, s, 100, 30).press("space", "space", key)
		if key == "l" {
			c.press("'blocks'", "enter")
		}
		_, list, _ := strings.Cut(c.screen(), "2 tickets ")
		if strings.Contains(list, "INC-1 ") || strings.Contains(list, "INC-2 ") || !strings.Contains(list, "INC-3 ") {
			t.Errorf("%s offers\n%s", key, list)
		}
	}
}

func TestUndoSaysThatItIsUnderWay(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Gateway busy")
	c := open(t, s, 80, 24).press("m")
	cmd := c.update(keyNamed("u"))
	c.wants("… taking it back").lacks("✓")
	c.run(cmd)
	c.wants("✓ undid: take INC-1")
}

func TestWhatIsTypedWhileAPickerLooksIsLookedForBehindIt(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	c := open(t, s, 80, 24).press("#")
	p := c.app.front().(*picker)
	var asked []string
	find := p.find
	p.find = func(ctx context.Context, text string) ([]pick, error) {
		asked = append(asked, text)
		return find(ctx, text)
	}
	first := c.update(keyNamed("b"))
	for _, k := range []string{"a", "d", "g"} {
		first = tea.Batch(first, c.update(keyNamed(k)))
	}
	c.run(first)
	c.wants("INC-2 Badge readers")
	if !slices.Equal(asked, []string{"ba", "badg"}) {
		t.Errorf("it asked for %q", asked)
	}
}
