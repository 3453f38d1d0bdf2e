package model

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// past is a moment elsewhere at which somebody said facts.
func past(at Instant, by string, v Verb, facts ...Fact) Past {
	return Past{At: at, By: by, Verb: v, Facts: facts}
}

func said(field uint8, s string) Fact     { return Fact{Field: field, To: Value{S: s}} }
func counts(field uint8, n int64) Fact    { return Fact{Field: field, To: Value{N: n}} }
func named(field uint8, name string) Fact { return Fact{Field: field, Name: name} }
func inState(s State) Fact                { return counts(FieldState, int64(s)) }
func fromThere(pasts ...Past) *Import     { return &Import{Kind: Incident, Source: there, Past: pasts} }

var there = Origin{System: "servicenow", Number: "INC0000045", Key: "a1b2"}

func statesOf(events []Event) (all []State) {
	for _, ev := range events {
		s := NoState
		for _, d := range ev.Deltas {
			if d.Field == FieldState {
				s = State(d.To.N)
			}
		}
		all = append(all, s)
	}
	return all
}

// life is how a record was when it was imported first.
func life() []Past {
	return []Past{
		past(100, "Ines", VerbCreate, said(FieldTitle, "VPN"), inState(StateNew), counts(FieldCreated, 100), said(FieldCategory, "network")),
		past(160, "Omar", VerbMove, inState(StateInProgress), named(FieldAssignee, "Omar")),
		past(160, "Omar", VerbEdit, said(FieldCategory, "access")),
	}
}

// imported does an import as the store would, and gives its journal line.
func imported(t *testing.T, w *Work, act *Import) *Entry {
	t.Helper()
	if err := act.Do(w); err != nil {
		t.Fatal(err)
	}
	return &Entry{Rev: 1, ID: uint32(w.Ticket.ID), Act: VerbImport, Events: w.Events, Moved: w.Spots}
}

func TestAnImportTellsTheLifeOfARecordAsItWas(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	e := imported(t, w, fromThere(life()...))
	got := w.Ticket
	omar, _ := w.Desk.Noun(People, "omar")
	if got.Kind != Incident || got.State != StateInProgress || got.Assignee != omar || got.Category != "access" || got.Created != 100 ||
		got.Source != "servicenow" || got.SourceID != "INC0000045" || got.SourceNo != "a1b2" {
		t.Errorf("it became %+v", got)
	}
	if got.Reassigned != 0 || got.Acknowledged != 0 || got.Priority != 0 || got.OpenedBy != 0 {
		t.Errorf("the desk added facts of its own: %+v", got)
	}
	if states := statesOf(e.Events); !slices.Equal(states, []State{StateNew, StateInProgress, NoState}) {
		t.Errorf("its states are told as %v", states)
	}
	for i, at := range []Instant{100, 160, 160} {
		if e.Events[i].At != at || e.Events[i].By == 0 || e.Events[i].By == me {
			t.Errorf("event %d was at %d by %d", i, e.Events[i].At, e.Events[i].By)
		}
	}
	again := &Ticket{ID: 12}
	again.Replay(e)
	if diff := Diff(again, got); len(diff) != 0 || again.Updated != 160 {
		t.Errorf("its line tells something else: %+v", diff)
	}
}

func TestWhatOneMomentSaysTwiceIsOneChange(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	e := imported(t, w, fromThere(past(1, "Ines", VerbCreate, said(FieldTitle, "a"), said(FieldTitle, "VPN"), said(FieldCategory, "x"), said(FieldCategory, ""))))
	for _, d := range e.Events[0].Deltas {
		if d.Field == FieldCategory || d.Field == FieldTitle && d != (Delta{FieldTitle, Value{}, Value{S: "VPN"}}) {
			t.Errorf("it tells %+v", d)
		}
	}
}

func TestARecordWhoseSourceSaysNothingOfATitleGetsItsNumberForOne(t *testing.T) {
	imp := fromThere(past(1, "", VerbCreate, said(FieldCategory, "Mail")))
	w := newWork(&Ticket{ID: 12})
	if err := imp.Do(w); err != nil {
		t.Fatal(err)
	}
	if w.Ticket.Title != imp.Source.Number {
		t.Errorf("the title is %q", w.Ticket.Title)
	}
}

func TestARecordWithoutATitleIsRefused(t *testing.T) {
	wantRefused(t, newWork(&Ticket{ID: 12}), &Import{Kind: Incident, Past: []Past{past(1, "", VerbCreate, said(FieldCategory, "Mail"))}}, "a title")
	wantRefused(t, newWork(&Ticket{ID: 12}), &Import{Past: life()}, "without a kind")
	wantRefused(t, newWork(&Ticket{ID: 12}), fromThere(past(1, "", VerbCreate, said(FieldTitle, "VPN"), said(FieldTitle, " "))), "a title")
	wantRefused(t, newWork(&Ticket{ID: 12}), fromThere(past(1, "", VerbCreate, said(FieldTitle, "VPN"), Fact{Field: 250})), "no field 250")
	wantRefused(t, newWork(&Ticket{ID: 12}), fromThere(past(1, "", VerbCreate, said(FieldTitle, "VPN"), counts(FieldImpact, 9))), "Impact can't be 9")
}

func TestWatchersComeByTheirNames(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	imported(t, w, fromThere(past(1, "Ines", VerbCreate, said(FieldTitle, "VPN"), named(FieldWatchers, "Omar Haddad\nInes\n\nomar haddad"))))
	omar, _ := w.Desk.Noun(People, "Omar Haddad")
	ines, _ := w.Desk.Noun(People, "Ines")
	if !slices.Equal(w.Ticket.Watchers, []Ref{omar, ines}) {
		t.Errorf("the watchers are %v", w.Ticket.Watchers)
	}
}

func TestAnImportBoundsWhatItTakes(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	imported(t, w, fromThere(past(-5, "Ines", VerbCreate, said(FieldTitle, strings.Repeat("x", 2*MaxTitle)), said(FieldDescription, "\xff"+strings.Repeat("y", MaxText)),
		counts(FieldAgreed, 1<<40), counts(FieldCreated, -1), counts(FieldUpdated, 7), counts(FieldRank, -1))))
	got := w.Ticket
	if len(got.Title) != MaxTitle || len(got.Description) > MaxText || got.Agreed != 1<<32-1 || got.Created != 0 || got.Rank != 0 || w.Events[0].At != 0 {
		t.Errorf("title %d, description %d, due %d, created %d, rank %d, at %d", len(got.Title), len(got.Description), got.Agreed, got.Created, got.Rank, w.Events[0].At)
	}
}

// secondImport imports again what was imported first, on a ticket that here was changed by edit.
func secondImport(t *testing.T, act *Import, edit func(*Ticket)) (*Work, *Import, error) {
	t.Helper()
	w := newWork(&Ticket{ID: 12})
	first := imported(t, w, fromThere(life()...))
	w = then(w)
	if edit != nil {
		edit(w.Ticket)
		w = then(w)
	}
	act.Earlier = []*Entry{first}
	return w, act, act.Do(w)
}

func TestASecondImportOfTheSameChangesNothing(t *testing.T) {
	for name, edit := range map[string]func(*Ticket){
		"untouched":   nil,
		"edited here": func(here *Ticket) { here.Title, here.State, here.Tags = "Mail", StateClosed, []string{"a"} },
	} {
		w, act, err := secondImport(t, fromThere(life()...), edit)
		if !errors.Is(err, ErrUnchanged) || len(act.Kept) != 0 {
			t.Errorf("%s: %v, kept %v", name, err, act.Kept)
		}
		if diff := Diff(w.Before, w.Ticket); len(diff) != 0 {
			t.Errorf("%s: %+v", name, diff)
		}
	}
}

func TestALaterImportBringsWhatIsNewThere(t *testing.T) {
	more := append(life(), past(200, "Omar", VerbMove, inState(StateOnHold), counts(FieldReason, int64(AwaitingVendor))),
		Past{At: 260, By: "Omar", Verb: VerbComment, Text: "The vendor answered."},
		past(300, "Omar", VerbMove, inState(StateResolved), counts(FieldReason, 0), counts(FieldResolved, 300)))
	w, _, err := secondImport(t, fromThere(more...), func(here *Ticket) { here.Tags = []string{"ours"} })
	if err != nil {
		t.Fatal(err)
	}
	if w.Ticket.State != StateResolved || w.Ticket.Reason != NoReason || w.Ticket.Resolved != 300 || !slices.Equal(w.Ticket.Tags, []string{"ours"}) {
		t.Errorf("it became %+v", w.Ticket)
	}
	if states := statesOf(w.Events); !slices.Equal(states, []State{StateOnHold, NoState, StateResolved}) {
		t.Errorf("the new events are told as %v", states)
	}
	replayed := w.Before.Clone()
	replayed.Replay(&Entry{Act: VerbImport, ID: 12, Events: w.Events})
	if diff := Diff(replayed, w.Ticket); len(diff) != 0 {
		t.Errorf("its line tells something else: %+v", diff)
	}
}

func TestWhatWasChangedHereIsKeptAgainstTheSource(t *testing.T) {
	more := append(life(), past(200, "Omar", VerbEdit, said(FieldTitle, "VPN of the branch"), said(FieldCategory, "remote")))
	w, act, err := secondImport(t, fromThere(more...), func(here *Ticket) { here.Title = "VPN, all sites" })
	if err != nil {
		t.Fatal(err)
	}
	if w.Ticket.Title != "VPN, all sites" || w.Ticket.Category != "remote" || !slices.Equal(act.Kept, []uint8{FieldTitle}) {
		t.Errorf("it became %q, %q and kept %v", w.Ticket.Title, w.Ticket.Category, act.Kept)
	}
	if d := w.Events[0].Deltas; len(d) != 1 || d[0].Field != FieldCategory {
		t.Errorf("it tells %+v", d)
	}
	w, act, err = secondImport(t, fromThere(more...), func(here *Ticket) { here.Title = "VPN of the branch" })
	if err != nil || len(act.Kept) != 0 || w.Ticket.Title != "VPN of the branch" {
		t.Errorf("the same change on both sides: %v, kept %v", err, act.Kept)
	}
}

func TestAnImportLeavesAloneWhatItSaysNothingOf(t *testing.T) {
	w, _, err := secondImport(t, fromThere(past(100, "Ines", VerbCreate, said(FieldTitle, "VPN"), inState(StateNew), counts(FieldCreated, 100))), nil)
	if err != nil {
		t.Fatal(err)
	}
	if w.Ticket.Category != "access" || w.Ticket.Assignee == 0 || w.Ticket.State != StateNew {
		t.Errorf("it became %+v", w.Ticket)
	}
}

func TestTwoEventsOfOneMinuteAreTwo(t *testing.T) {
	more := append(life(), past(160, "Omar", VerbEdit, said(FieldCategory, "remote")), past(160, "Omar", VerbEdit, said(FieldSubcategory, "tunnel")))
	w, _, err := secondImport(t, fromThere(more...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Events) != 2 || w.Ticket.Category != "remote" || w.Ticket.Subcategory != "tunnel" {
		t.Errorf("%d events, %q, %q", len(w.Events), w.Ticket.Category, w.Ticket.Subcategory)
	}
	third := fromThere(more...)
	third.Earlier = []*Entry{{ID: 12, Events: events(t, life())}, {ID: 12, Act: VerbImport, Events: w.Events}}
	if err := third.Do(then(w)); !errors.Is(err, ErrUnchanged) {
		t.Errorf("a third import: %v", err)
	}
}

func events(t *testing.T, pasts []Past) []Event {
	t.Helper()
	w := newWork(&Ticket{ID: 12})
	return imported(t, w, fromThere(pasts...)).Events
}

func TestAnEventInTheMiddleOfWhatIsKnownChangesNothingBehindIt(t *testing.T) {
	more := slices.Insert(life(), 1, Past{At: 120, By: "Ines", Verb: VerbNote, Text: "She called again."})
	w, _, err := secondImport(t, fromThere(more...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(w.Events) != 1 || w.Events[0].At != 120 || len(w.Events[0].Deltas) != 0 || len(Diff(w.Before, w.Ticket)) != 0 {
		t.Errorf("it tells %+v", w.Events)
	}
}

func TestAFactWithoutANewEventIsToldByTheImport(t *testing.T) {
	changed := life()
	changed[0].Facts = append(changed[0].Facts, said(FieldLocation, "Oslo"))
	w, _, err := secondImport(t, fromThere(changed...), nil)
	if err != nil || w.Ticket.Location != "Oslo" || len(w.Events) != 1 || w.Events[0].Verb != VerbImport || w.Events[0].By != me {
		t.Errorf("%v: %q, %+v", err, w.Ticket.Location, w.Events)
	}
}

func TestAnImportedItemTakesTheRankItAsksForOrTheBottom(t *testing.T) {
	w := newWork(&Ticket{ID: 12})
	if err := w.Desk.Order().Put(Spot{1, 500}, Spot{2, 700}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		kind  Kind
		asked Rank
		want  Rank
	}{{Item, 600, 600}, {Incident, 601, 601}, {Item, 500, 700 + rankStep}, {Item, 0, 700 + 2*rankStep}, {Item, rankMax + 1, 700 + 3*rankStep}, {Incident, 0, 0}} {
		act := fromThere(past(1, "", VerbCreate, said(FieldTitle, "x")))
		act.Kind, act.Rank = c.kind, c.asked
		one := &Work{Me: me, Now: nowAt, Ticket: &Ticket{ID: w.Ticket.ID}, Before: &Ticket{ID: w.Ticket.ID}, Desk: w.Desk}
		e := imported(t, one, act)
		if one.Ticket.Rank != c.want {
			t.Errorf("%s asked for %d and got %d", c.kind, c.asked, one.Ticket.Rank)
		}
		again := &Ticket{ID: one.Ticket.ID}
		if again.Replay(e); again.Rank != c.want {
			t.Errorf("its line says %d", again.Rank)
		}
		w.Ticket.ID++
	}
}
