package ui

import (
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// scoredDesk has four items: their scores by impact per size are 1, 4, none and 2.
func scoredDesk(t *testing.T) *store.Store {
	t.Helper()
	s := testStore(t)
	for _, one := range []struct {
		title                    string
		business, customer, size int64
	}{{"one", 1, 1, 2}, {"two", 4, 4, 2}, {"three", 5, 0, 2}, {"four", 2, 2, 2}} {
		create(t, s, model.Item, "Item "+one.title, model.Setting{Field: model.FieldBusinessImpact, To: model.Value{N: one.business}},
			model.Setting{Field: model.FieldCustomerImpact, To: model.Value{N: one.customer}}, model.Setting{Field: model.FieldSize, To: model.Value{N: one.size}})
	}
	return s
}

func wantOrder(t *testing.T, s *store.Store, want ...model.ID) {
	t.Helper()
	if got, err := s.Backlog(); err != nil || !slices.Equal(got, want) {
		t.Fatalf("the order is %v, %v, want %v", got, err, want)
	}
}

func TestTheBacklogShowsScoresAndGaps(t *testing.T) {
	s := scoredDesk(t)
	c := open(t, s, 140, 24).press("2").wants("Score", "Gap", "— needs customer impact", "▼2", "▲1")
	c.press("W").wants("Impact per size (in use)", "(business impact + customer impact) / size").press("'wsjf'", "enter")
	c.wants("— needs user and bus", "backlog changed")
	c.press("w").wants("WSJF = (value", "missing: relative to the other items").press("'8'", "enter", "'5'", "enter", "'3'", "enter", "'1..2..5'")
	c.press("ctrl+s").wants("was scored", "8 ±6.4").press("u").lacks("8 ±6.4")
	c.press("w", "'4'", "ctrl+s").wants("one of 1 2 3 5 8 13 20, not 4")
	c.press("ctrl+r", "ctrl+s").wants("nothing was changed yet")
}

func TestScoresFollowWhatOthersChange(t *testing.T) {
	s := scoredDesk(t)
	c := open(t, s, 140, 24).press("2").wants("▼2")
	said(t, s, omar, 3, model.Edit{Field: model.FieldCustomerImpact, To: model.Value{N: 5}})
	c.send(tea.WindowSizeMsg{Width: 140, Height: 24})
	c.wants("▼3").lacks("— needs")
}

func TestTheBacklogIsOrderedByScoreAsOneGesture(t *testing.T) {
	s := scoredDesk(t)
	c := open(t, s, 100, 24).press("2", "=")
	c.wants("Order by Impact per size", "2 items move", "2 stay", "1 without a score behind all others").press("esc").wants("nothing was changed")
	wantOrder(t, s, 1, 2, 3, 4)
	c.press("=", "enter").wants("moved by Impact per size")
	wantOrder(t, s, 2, 4, 1, 3)
	_, moments, err := s.OwnTimeline(4)
	if last := moments[len(moments)-1]; err != nil || last.Verb != model.VerbRank || last.Text != "by Impact per size" {
		t.Errorf("the timeline says %+v, %v", last, err)
	}
	c.press("=").wants("0 items move").press("enter").wants("in that order already").press("esc")
	c.press("u")
	wantOrder(t, s, 1, 2, 3, 4)
}

func TestAMoveAboveHigherScoresAsksWhy(t *testing.T) {
	s := scoredDesk(t)
	c := open(t, s, 100, 24).press("2", "j", "j", "j", "<").wants("Why above 1 item with a higher score")
	c.press("esc")
	wantOrder(t, s, 1, 2, 3, 4)
	c.press("<", "'the customer waits'", "enter").wants("moved to the top")
	wantOrder(t, s, 4, 1, 2, 3)
	_, moments, _ := s.OwnTimeline(4)
	if last := moments[len(moments)-1]; last.Text != "the customer waits" {
		t.Errorf("the timeline says %+v", last)
	}
	c.press("g", "j", "M", "'1'", "enter").wants("Why above 1 item").press("enter").wants("moved to position 1")
	wantOrder(t, s, 1, 4, 2, 3)
	c.press("g", "j", "j", "K").wants("2 Backlog").press("K") // two has the highest score: nothing asks
	wantOrder(t, s, 2, 1, 4, 3)
	c.press("J", "J", "K").wants("ITM-2 moved up")
	c.press("g", "j", "Y", "'because'", "enter").wants("got a reason for its place")
	c.press("u").wants("undid: rank")
}

func TestSensitivitySaysWhichEstimateChangesTheFirstTen(t *testing.T) {
	s := testStore(t)
	for i := range 11 { // scores fall from 10 to 5; the last two stand close
		create(t, s, model.Item, "Item", model.Setting{Field: model.FieldBusinessImpact, To: model.Value{N: 5}},
			model.Setting{Field: model.FieldCustomerImpact, To: model.Value{N: 5 - int64(min(4, i/2))}}, model.Setting{Field: model.FieldSize, To: model.Value{N: 1}})
	}
	c := open(t, s, 120, 30).press("2", ":", "'sensitivity'", "enter")
	c.wants("single estimates, one step off, would change the first 10 by Impact per size", "11 → ", " in", " out", "1 → 2")
	c.press("enter").wants("Score ITM-").press("esc").wants("would change the first 10")
	few := open(t, scoredDesk(t), 80, 24).press("2", ":", "'sensitivity'", "enter")
	few.wants("No single estimate").press("enter").wants("there is no estimate here")
}

func TestADuelOrdersItemsByAnswers(t *testing.T) {
	s := scoredDesk(t)
	c := open(t, s, 100, 24).press("2", "space", "j", "space", "space", ":", "'duel:'", "enter")
	c.wants("3 items · question 1 of at most 3", "ITM-1", "ITM-3", "Business impact: Very low")
	c.press("left", "backspace").wants("question 1").press("left")
	for range 2 {
		if _, ok := c.app.front().(*duel); ok {
			c.press("left")
		}
	}
	c.wants("Order by duel", "ITM-4").press("enter").wants("moved by duel")
	wantOrder(t, s, 4, 2, 3, 1)
	c.press("u")
	wantOrder(t, s, 1, 2, 3, 4)
	c.press("esc", ":", "'duel:'", "enter").wants("4 items").press("esc").wants("nothing was changed")
}

func TestADuelKeepsThePlacesOfItsItems(t *testing.T) {
	if got := amongPlaces([]model.ID{1, 2, 3, 4, 5}, []model.ID{5, 9, 1, 3}); !slices.Equal(got, []model.ID{5, 2, 1, 4, 3}) {
		t.Errorf("they stand as %v", got)
	}
}
