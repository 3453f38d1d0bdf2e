package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opsdesk/model"
)

var tom = model.Actor{Name: "Tom Baker", Role: model.Agent}

// told lists what a timeline says in words, with where it comes from.
func told(t testing.TB, s *Store, id model.ID) (all []string) {
	t.Helper()
	_, moments, err := s.Timeline(id)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range moments {
		if m.Text != "" && !m.Undone {
			all = append(all, fmt.Sprintf("%d %s", m.From, m.Text))
		}
	}
	return all
}

func unmerge(t testing.TB, s *Store, who model.Actor, id model.ID) error {
	t.Helper()
	_, err := s.Unmerge(context.Background(), Write{Who: who}, id)
	return err
}

func TestUnmergingDaysLaterLeavesEverythingWithWhereItWasSaid(t *testing.T) {
	s := openTest(t)
	first := do(t, s, tom, 0, incident("Printer"))
	second := do(t, s, maya, 0, incident("Printer too"))
	child := do(t, s, omar, 0, incident("Scanner"))
	do(t, s, omar, child, model.LinkTo{Rel: model.ChildOf, To: first})
	do(t, s, tom, first, model.Comment{Text: "it hums"})
	before := factsOf(t, s)
	do(t, s, maya, first, model.Merge{Into: second, Why: "the same"})

	do(t, s, tom, first, model.Comment{Text: "still hums"})
	do(t, s, omar, second, model.Note{Text: "vendor called"})
	want := []string{"1 Printer", "1 it hums", "0 INC-1 was merged into it: the same", "1 still hums", "0 vendor called"}
	if got := told(t, s, second); !slices.Equal(got, want) {
		t.Errorf("the target tells %q, want %q", got, want)
	}
	if got := told(t, s, first); !slices.Equal(got, []string{"0 it hums", "0 the same", "0 still hums"}) {
		t.Errorf("the merged ticket tells %q", got)
	}
	if _, err := try(t, s, omar, first, model.Take{}); !errors.Is(err, model.ErrRefused) || !strings.Contains(err.Error(), "was merged into INC-2") {
		t.Errorf("a merged ticket was taken: %v", err)
	}
	if _, open, err := s.Size(); err != nil || open != 2 {
		t.Errorf("%d are open: %v", open, err)
	}

	if err := unmerge(t, s, omar, first); err != nil {
		t.Fatal(err)
	}
	factsOf(t, s).mustEqual(t, before)
	if got := told(t, s, second); !slices.Equal(got, []string{"0 replied on INC-1", "0 vendor called"}) {
		t.Errorf("the target tells %q afterwards", got)
	}
	if got := told(t, s, first); !slices.Equal(got, []string{"0 it hums", "0 still hums"}) {
		t.Errorf("the ticket tells %q afterwards", got)
	}
	if err := unmerge(t, s, omar, first); !errors.Is(err, model.ErrRefused) || !strings.Contains(err.Error(), "INC-1 was not merged") {
		t.Errorf("it was unmerged twice: %v", err)
	}
	wantClean(t, s)
}

func TestWhoAskedForAMergedTicketWakesTheOneItWentTo(t *testing.T) {
	s := openTest(t)
	first, second := do(t, s, tom, 0, incident("Printer")), do(t, s, maya, 0, incident("Printer too"))
	do(t, s, maya, first, model.Merge{Into: second})
	do(t, s, maya, second, model.Move{To: model.StateOnHold, Comment: "Which floor?", Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingCaller)}}}})
	before := get(t, s, second).Updated
	do(t, s, tom, first, model.Comment{Text: "the third"})
	if got := get(t, s, second); got.State != model.StateInProgress || got.Updated <= before {
		t.Errorf("it is %s, updated %s", got.State, got.Updated)
	}
	do(t, s, tom, first, model.Comment{Text: "and the fourth"})
	_, moments, err := s.Timeline(second)
	if err != nil {
		t.Fatal(err)
	}
	if last := moments[len(moments)-1]; last.From != first || last.Text != "and the fourth" {
		t.Errorf("the last moment is %+v", last)
	}
	if r, err := s.Undo(context.Background(), tom, 0); err != nil || len(r.Done) != 2 {
		t.Errorf("the reply was taken back on %v: %v", r.Done, err)
	}
	wantClean(t, s)
}

func TestAnUnmergeIsRefusedWithFieldAndWho(t *testing.T) {
	s := openTest(t)
	first, second, third := do(t, s, tom, 0, incident("A")), do(t, s, maya, 0, incident("B")), do(t, s, maya, 0, incident("C"))
	child := do(t, s, omar, 0, incident("D"))
	do(t, s, omar, child, model.LinkTo{Rel: model.ChildOf, To: first})
	do(t, s, maya, first, model.Merge{Into: second})
	do(t, s, omar, child, model.Unlink{Rel: model.ChildOf, To: second})
	do(t, s, omar, child, model.LinkTo{Rel: model.ChildOf, To: third})
	before := factsOf(t, s)
	err := unmerge(t, s, maya, first)
	if !errors.Is(err, model.ErrConflict) {
		t.Fatalf("it was unmerged: %v", err)
	}
	for _, word := range []string{"Parent of INC-4", omar.Name} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("it does not say %q: %v", word, err)
		}
	}
	factsOf(t, s).mustEqual(t, before)
	if err := unmerge(t, s, maya, second); err == nil || !strings.Contains(err.Error(), "name one of those") {
		t.Errorf("the target was unmerged: %v", err)
	}
	if err := unmerge(t, s, model.Actor{Name: "Guest", Role: model.ReadOnly}, first); !errors.Is(err, model.ErrDenied) {
		t.Errorf("somebody who may only read unmerged it: %v", err)
	}
}

func TestDoingAMergeAgainNeverMakesARing(t *testing.T) {
	s := openTest(t)
	first, second := do(t, s, maya, 0, incident("A")), do(t, s, maya, 0, incident("B"))
	do(t, s, maya, first, model.Merge{Into: second})
	r, err := s.Undo(context.Background(), maya, 0)
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, omar, second, model.Merge{Into: first})
	if _, err := s.Undo(context.Background(), maya, r.Group); !errors.Is(err, model.ErrRefused) || !strings.Contains(err.Error(), "into itself") {
		t.Errorf("it was merged in a ring: %v", err)
	}
	if _, err := s.Redo(context.Background(), maya); !errors.Is(err, model.ErrRefused) {
		t.Errorf("it was merged in a ring: %v", err)
	}
	wantClean(t, s)
}

func TestATrialOfUnmergingKeepsNothing(t *testing.T) {
	s := openTest(t)
	first, second := do(t, s, maya, 0, incident("A")), do(t, s, maya, 0, incident("B"))
	do(t, s, maya, first, model.Merge{Into: second})
	r, err := s.Unmerge(context.Background(), Write{Who: maya, Try: true}, first)
	if err != nil || len(r.Done) != 2 || get(t, s, first).State != model.StateMerged {
		t.Errorf("%v %v, and it is %s", r.Done, err, get(t, s, first).State)
	}
}

func TestASplitIsOneGesture(t *testing.T) {
	s := openTest(t)
	id := do(t, s, tom, 0, incident("Printer"))
	do(t, s, tom, id, model.Comment{Text: "The mail is slow as well."})
	before := factsOf(t, s)
	ticket, moments, err := s.Timeline(id)
	if err != nil {
		t.Fatal(err)
	}
	act, err := model.SplitOff(model.Story{Ticket: ticket, Moments: moments}, 1, "", s.Names())
	if err != nil {
		t.Fatal(err)
	}
	made := do(t, s, omar, 0, act)
	if got := get(t, s, made); got.Requester != ticket.Requester || got.OpenedBy == got.Requester || got.Title != "The mail is slow as well." {
		t.Errorf("it is %q of %d, opened by %d", got.Title, got.Requester, got.OpenedBy)
	}
	if got := told(t, s, id); !slices.Equal(got, []string{"0 The mail is slow as well.", "0 the comment of Tom Baker became INC-2"}) {
		t.Errorf("the original tells %q", got)
	}
	if _, err := s.Undo(context.Background(), omar, 0); err != nil {
		t.Fatal(err)
	}
	factsOf(t, s).mustEqual(t, before)
	wantClean(t, s)
}

func TestAFamilyIsMovedInOneGestureAndAlone(t *testing.T) {
	s := openTest(t)
	parent := do(t, s, tom, 0, incident("Gateway"))
	var children []model.ID
	for _, kind := range []model.Kind{model.Incident, model.Request, model.Request} {
		id := do(t, s, maya, 0, model.Create{Kind: kind, Set: append(title("Gateway too"), model.Setting{Field: model.FieldParent, To: model.Value{N: int64(parent)}})})
		children = append(children, id)
	}
	do(t, s, maya, children[1], model.Move{To: model.StateFulfilling})
	resolve := model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "restarted"}}}}
	all, err := s.Family(maya, parent, resolve)
	if err != nil || len(all) != 4 {
		t.Fatalf("%v: %v", all, err)
	}
	r := write(t, s, Write{Who: maya, Commands: all, Each: true})
	if get(t, s, children[0]).Note != "restarted" || get(t, s, children[1]).State != model.StateFulfilled {
		t.Errorf("the children are %+v and %s", get(t, s, children[0]), get(t, s, children[1]).State)
	}
	if !errors.Is(r.Done[3].Err, model.ErrRefused) { // nobody has begun with it
		t.Errorf("a request was fulfilled from where it can't be: %v", r.Done[3].Err)
	}
	reopen := model.Move{To: model.StateInProgress, Why: "again"}
	for who, want := range map[model.Actor]int{tom: 1, maya: 3} {
		all, err := s.Family(who, parent, reopen)
		if err != nil || len(all) != want {
			t.Errorf("%s reopens %v: %v", who.Name, all, err)
		}
	}
	wantClean(t, s)
}

func TestMergingAndUnmergingAmongOtherWorkIsUndoneToTheBeginning(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := lab(t)
		defer func() { _ = s.Close() }()
		ids := someTickets(t, s)
		start := factsOf(t, s)
		var all []gesture
		inOrder := true
		for range rapid.IntRange(1, 5).Draw(t, "spells") {
			all = append(all, drawGestures(t, s, ids)...)
			one, other := rapid.SampledFrom(ids).Draw(t, "merged"), rapid.SampledFrom(ids).Draw(t, "into")
			if r, err := s.Do(context.Background(), Write{Who: omar, Commands: []Command{{one, model.Merge{Into: other}}}}); err == nil {
				all = append(all, gesture{omar, r.Group})
			}
			if rapid.Bool().Draw(t, "later") {
				one = rapid.SampledFrom(ids).Draw(t, "unmerged")
			}
			before := factsOf(t, s)
			r, err := s.Unmerge(context.Background(), Write{Who: ines}, one)
			if err != nil {
				mustBeRefused(t, err)
				factsOf(t, s).mustEqual(t, before)
				continue
			}
			inOrder = inOrder && all[len(all)-1].group == r.Undid
			all = slices.DeleteFunc(all, func(g gesture) bool { return g.group == r.Undid })
			noRings(t, factsOf(t, s))
		}
		for _, g := range slices.Backward(all) {
			// What was built on a merge may not go back when that was taken away from below it.
			if _, err := s.Undo(context.Background(), g.who, g.group); err != nil && inOrder {
				t.Fatalf("undo %d of %s: %v", g.group, g.who.Name, err)
			} else if err != nil {
				mustBeRefused(t, err)
			}
		}
		noRings(t, factsOf(t, s))
		if inOrder {
			factsOf(t, s).mustEqual(t, start)
		}
		mustBeClean(t, s)
	})
}

// mustBeRefused wants an error to be one that the rules of the desk give.
func mustBeRefused(t *rapid.T, err error) {
	for _, rule := range []error{model.ErrRefused, model.ErrConflict, model.ErrNotFound, model.ErrDenied} {
		if errors.Is(err, rule) {
			return
		}
	}
	t.Fatal(err)
}

func TestAChronicleHasAllThatATicketIsLinkedWith(t *testing.T) {
	s := openTest(t)
	write(t, s, Write{Who: maya, Commands: []Command{{0, incident("Mail is down")}, {0, incident("No mail here")}, {1, model.LinkTo{Rel: model.ParentOf, To: 2}}}})
	c, err := s.Chronicle(1)
	if err != nil || c.Ticket.ID != 1 || len(c.Moments) != 2 || c.Linked[2] == nil || !strings.Contains(c.Markdown(), "No mail here") {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := s.Chronicle(3); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a ticket that there is not: %v", err)
	}
}
