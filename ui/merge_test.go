package ui

import (
	"testing"

	"opsdesk/model"
	"opsdesk/store"
)

func TestALookAlikeIsMergedAndUnmergedFromTheKeyboard(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Gateway drops calls to Lisbon")
	create(t, s, model.Incident, "Badge readers offline")
	id := create(t, s, model.Incident, "Calls to Lisbon drop at the gateway")
	write(t, s, model.Actor{Name: "Tom Baker", Role: model.Agent}, store.Command{ID: id, Act: model.Comment{Text: "It began at noon."}})

	c := open(t, s, 80, 24)
	c.press("#", "'3'", "enter").wants("INC-3").press("&").wants("Merge INC-3 into", "INC-1 Gateway drops calls", "alike: ")
	c.press("enter").wants("INC-3 merged into INC-1", "Merged")
	c.press("m").wants("INC-3 was merged into INC-1: work on that one, or unmerge it")
	c.press("esc", "#", "'1'", "enter").wants("took in", "PUBLIC COMMENT  Tom Baker", " on INC-3", "It began at noon.")
	c.press(":", "'unmerge'", "enter").wants("unmerged").lacks("It began at noon.")
	if got, err := s.Get(id); err != nil || got.State != model.StateNew {
		t.Errorf("it is %s: %v", got.State, err)
	}
	c.press(":", "'unmerge'", "enter").wants("merged with no other ticket")
}

func TestATargetIsFoundByItsNumberOrTheWordsOfItsTitle(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Badge readers offline in building C")
	create(t, s, model.Incident, "Printer eats paper")
	c := open(t, s, 80, 24)
	c.press("#", "'2'", "enter", "l", "'merge'", "enter", "'building offline'").wants("INC-1 Badge readers").press("enter").wants("INC-2 merged into INC-1")
	c.press("u").press("&", "'1'", "enter").wants("INC-2 merged into #1")
}

func TestAnEntryIsSplitOffIntoATicketThatIsShown(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Printer eats paper")
	write(t, s, maya, store.Command{ID: id, Act: model.Comment{Text: "The mail is slow as well."}})
	c := open(t, s, 80, 24)
	c.press("#", "'1'", "enter", "%").wants("Split off INC-1", "Maya Lindqvist: The mail is slow").press("enter").wants("Split the comment of Maya Lindqvist off INC-1")
	c.press("ctrl+s").wants("INC-2 was split off INC-1", "was split from", "in the comment of INC-1")
	c.press("u", "esc").wants("INC-1", "became INC-2", "undone  Maya Lindqvist  split")
}

func TestAParentIsMovedWithItsChildrenOrAlone(t *testing.T) {
	s := testStore(t)
	parent := create(t, s, model.Incident, "Gateway down")
	child := create(t, s, model.Incident, "No calls", model.Setting{Field: model.FieldParent, To: model.Value{N: int64(parent)}})
	write(t, s, maya, store.Command{ID: parent, Act: model.Take{}})
	is := func(id model.ID, want model.State) {
		t.Helper()
		if got, err := s.Get(id); err != nil || got.State != want {
			t.Fatalf("#%d is %s: %v", id, got.State, err)
		}
	}
	c := open(t, s, 80, 24)
	c.press("#", "'1'", "enter", "s", "'progress'", "enter", "ctrl+s").wants("INC-1 has children", "with its child", "this one alone")
	c.press("esc").wants("nothing was changed")
	is(parent, model.StateNew)
	c.press("ctrl+s", "enter").wants("Assignee — → Maya Lindqvist: INC-2").press("enter").wants("2 tickets moved to In Progress")
	is(child, model.StateInProgress)
	c.press("c", "'The vendor is on it'", "ctrl+s").wants("with its child").press("down", "enter").wants("INC-1 got a public comment")
	if _, moments, err := s.Timeline(child); err != nil || moments[len(moments)-1].Verb == model.VerbComment {
		t.Errorf("the child got the comment as well: %v", err)
	}
	c.press("u", "u")
	is(child, model.StateNew)
}
