package model

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// entryOf is the journal line of an act that was done.
func entryOf(w *Work, rev Revision) *Entry {
	w.Events[len(w.Events)-1].Deltas = Diff(w.Before, w.Ticket)
	return &Entry{Rev: rev, Group: rev, ID: uint32(w.Ticket.ID), Events: w.Events, Moved: w.Spots}
}

// then is the next act on the same desk.
func then(w *Work) *Work {
	return &Work{Me: w.Me, Now: w.Now + 1, Ticket: w.Ticket, Before: w.Ticket.Clone(), Desk: w.Desk}
}

func TestAnUndoPutsEveryFieldBack(t *testing.T) {
	for name, c := range map[string]struct {
		on  *Ticket
		act Act
	}{
		"take":       {bare(Incident, StateNew), Take{}},
		"move":       {readyFor(Incident, NoVariant, StateNew), content(StateResolved)},
		"reopen":     {readyFor(Incident, NoVariant, StateResolved), content(StateInProgress)},
		"edit":       {bare(Incident, StateNew), Edit{FieldTitle, Value{S: "VPN"}, Value{S: "Mail"}}},
		"prioritise": {bare(Incident, StateNew), Prioritise{1, 1}},
		"tag":        {bare(Incident, StateNew), Tag{Add: []string{"b", "a"}}},
		"watch":      {bare(Incident, StateNew), Watch{}},
		"comment":    {bare(Incident, StateNew), Comment{"We look into it."}},
		"create":     {&Ticket{ID: 12}, Create{Kind: Item, Set: []Setting{text(FieldTitle, "x")}}},
	} {
		t.Run(name, func(t *testing.T) {
			was := c.on.Clone()
			w := newWork(c.on)
			done(t, w, c.act)
			is := w.Ticket.Clone()
			e := entryOf(w, 1)
			w = then(w)
			done(t, w, Revert{Entry: e, Unranked: true})
			if diff := Diff(w.Ticket, was); len(diff) != 0 || w.Ticket.Rank != was.Rank {
				t.Errorf("after undo it differs in %+v", diff)
			}
			undo := entryOf(w, 2)
			w = then(w)
			done(t, w, Revert{Entry: undo, Again: true})
			if diff := Diff(w.Ticket, is); len(diff) != 0 || (w.Ticket.Rank == 0) != (is.Rank == 0) {
				t.Errorf("after redo it differs in %+v", diff)
			}
		})
	}
}

func TestAnUndoIsRefusedWithTheFieldThatHasMoved(t *testing.T) {
	w := newWork(bare(Incident, StateNew))
	done(t, w, Move{To: StateInProgress, Set: []Setting{number(FieldTeam, 4), number(FieldAssignee, 5)}})
	e := entryOf(w, 1)
	w = then(w)
	done(t, w, Assign{To: 6})
	was := w.Ticket.Clone()
	w = then(w)
	err := Revert{Entry: e}.Do(w)
	var conflict *ConflictError
	if !errors.As(err, &conflict) || conflict.Field.No != FieldAssignee || conflict.Base.N != 5 || conflict.Have.N != 6 || conflict.Want.N != 0 {
		t.Errorf("got %v", err)
	}
	if len(Diff(w.Before, was)) != 0 {
		t.Error("the ticket of before was changed")
	}
}

func TestAnUndoOfAListLeavesWhatOthersPutThere(t *testing.T) {
	for name, c := range map[string]struct {
		field          uint8
		from, to, have string
		want           string
	}{
		"an added tag goes":                   {FieldTags, "a", "a,b", "a,b,c", "a,c"},
		"a removed tag comes back":            {FieldTags, "a,b", "a", "a,c", "a,b,c"},
		"both":                                {FieldTags, "a,b", "b,c", "b,c,d", "a,b,d"},
		"what is gone already":                {FieldTags, "a", "a,b", "a", "a"},
		"what is back already":                {FieldTags, "a", "", "a,b", "a,b"},
		"a watcher":                           {FieldWatchers, "", "7", "7 9", "9"},
		"one number is no part of another":    {FieldWatchers, "17", "17 7", "17 7 77", "17 77"},
		"a link":                              {FieldLinks, "", "relates:4", "relates:4 blocks:5", "blocks:5"},
		"a link to another, of the same kind": {FieldLinks, "relates:4", "", "relates:5", "relates:5 relates:4"},
	} {
		f := FieldNo(c.field)
		on := bare(Incident, StateNew)
		f.Set(on, Value{S: c.have})
		e := &Entry{Rev: 1, Group: 1, ID: 12, Events: []Event{{Deltas: []Delta{{c.field, Value{S: c.from}, Value{S: c.to}}}}}}
		done(t, newWork(on), Revert{Entry: e})
		if got := f.Get(on).S; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestTheOrderInWhichListsAreUndoneDoesNotMatter: changes of different members never meet.
func TestTheOrderInWhichListsAreUndoneDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		on := bare(Incident, StateNew)
		on.Tags = []string{"a", "b", "c"}
		start := slices.Clone(on.Tags)
		var entries []*Entry
		for i, tag := range rapid.Permutation([]string{"a", "b", "c", "d", "e", "f"}).Draw(t, "tags") {
			w := newWork(on)
			act := Tag{Add: []string{tag}}
			if slices.Contains(start, tag) {
				act = Tag{Remove: []string{tag}}
			}
			if err := act.Do(w); err != nil {
				t.Fatal(err)
			}
			entries = append(entries, entryOf(w, Revision(i+1)))
		}
		for _, e := range rapid.Permutation(entries).Draw(t, "undo") {
			if err := (Revert{Entry: e}).Do(newWork(on)); err != nil {
				t.Fatal(err)
			}
		}
		if !slices.Equal(on.Tags, start) {
			t.Fatalf("the tags are %v", on.Tags)
		}
	})
}

func TestWhatOthersCountedIsNoReasonToRefuseAnUndo(t *testing.T) {
	on := owned(bare(Incident, StateNew))
	on.Team, on.Reassigned = 1, 3
	w := newWork(on)
	done(t, w, Edit{FieldTeam, Value{N: 1}, Value{N: 2}})
	e := entryOf(w, 1)
	w = then(w)
	done(t, w, Assign{To: 6})
	w = then(w)
	if got := done(t, w, Revert{Entry: e}); got.Team != 1 || got.Assignee != 6 || got.Reassigned != 4 {
		t.Errorf("it has team %d, assignee %d, and was reassigned %d times", got.Team, got.Assignee, got.Reassigned)
	}
}

func TestACreationIsNotUndoneWhenTheTicketWasWorkedOn(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	done(t, w, Create{Kind: Incident, Set: []Setting{text(FieldTitle, "x")}})
	e := entryOf(w, 1)
	wantRefused(t, then(w), Revert{Entry: e, Later: []*Entry{{Rev: 2}}}, "INC-12", "worked on")
}

func TestAFirstRankingIsUndoneToNoRank(t *testing.T) {
	w := newWork(bare(Incident, StateNew))
	for id := ID(1); id < 4; id++ {
		insert(t, w.Desk.Order(), id, Place{})
	}
	done(t, w, RankAt{Top: true})
	e := entryOf(w, 1)
	w = then(w)
	got := done(t, w, Revert{Entry: e, Unranked: true})
	if r, _ := w.Desk.Order().Of(12); got.Rank != 0 || r != 0 || !slices.Equal(w.Spots, []Spot{{ID: 12}}) {
		t.Errorf("it still stands at %d, %d: %v", got.Rank, r, w.Spots)
	}
	undo := entryOf(w, 2)
	w = then(w)
	done(t, w, Revert{Entry: undo, Again: true})
	if order := w.Desk.(*deskOf).order.ids(t); !slices.Equal(order, []ID{12, 1, 2, 3}) {
		t.Errorf("after redo the order is %v", order)
	}
}

func TestAnUndoneUnlinkMakesNoRing(t *testing.T) {
	a, b := &Ticket{ID: 1, Kind: Incident, State: StateNew}, &Ticket{ID: 2, Kind: Incident, State: StateNew}
	done(t, newWork(a, b), LinkTo{ChildOf, 2})
	w := newWork(a, b)
	done(t, w, Unlink{ChildOf, 2})
	e := entryOf(w, 2)
	done(t, newWork(b, a), LinkTo{ChildOf, 1})
	wantRefused(t, newWork(a, b), Revert{Entry: e}, "ancestor")
}

func TestAnUndoKnowsEveryFieldOrRefuses(t *testing.T) {
	e := &Entry{Rev: 1, Group: 1, ID: 12, Events: []Event{{Deltas: []Delta{{250, Value{}, Value{N: 1}}}}}}
	wantRefused(t, newWork(bare(Incident, StateNew)), Revert{Entry: e}, "does not know field 250")
}
