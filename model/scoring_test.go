package model

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAnEstimateIsSetByItsPart(t *testing.T) {
	item := &Ticket{ID: 4, Kind: Item}
	w := newWork(item)
	for _, step := range []struct{ part, to, want string }{
		{"effort", "2..3..5", "effort=2..3..5"},
		{"reach", "2000", "reach=2000 effort=2..3..5"},
		{"effort", "4", "reach=2000 effort=4"},
		{"reach", "", "effort=4"},
	} {
		if err := (EstimateAs{step.part, step.to}).Do(w); err != nil || item.Estimates != step.want {
			t.Errorf("%s as %q gives %q, %v, want %q", step.part, step.to, item.Estimates, err, step.want)
		}
	}
	for part, want := range map[EstimateAs]string{
		{"effort", "0"}:         "can't be 0",
		{"effort", "5..3..2"}:   "low..likely..high",
		{"impact", "7"}:         "between 0.25 and 3",
		{"effort", "4"}:         "estimated so already",
		{"size", "4"}:           "edit size",
		{"speed", "4"}:          "no part of a score",
		{"must-be", "2..3..5"}:  "whole number",
		{"criticality", "four"}: "no estimate",
	} {
		wantRefused(t, w, part, want)
	}
	wantRefused(t, newWork(&Ticket{ID: 1, Kind: Incident}), EstimateAs{"effort", "2"}, "incident has no estimates")
}

func TestWhatIsEstimatedAndWhatTheTicketSaysMakeAScore(t *testing.T) {
	item := &Ticket{Kind: Item, BusinessImpact: 5, Size: 2, Estimates: "effort=2"}
	parts := item.ScoreParts()
	if got := ModelNamed("impact").Score(parts).Missing; !slices.Equal(got, []string{"customer-impact"}) {
		t.Errorf("it lacks %v", got)
	}
	item.CustomerImpact = 3
	if got := ModelNamed("impact").Score(item.ScoreParts()); !got.Known() || got.Likely != 4 {
		t.Errorf("the score is %+v", got)
	}
}

func TestUndoOfAnEstimateLeavesTheOthers(t *testing.T) {
	tokens := []string{"reach", "effort", "delay-cost"}
	some := rapid.MapOf(rapid.SampledFrom(tokens), rapid.Map(rapid.IntRange(1, 3), func(n int) Estimate { return Exactly(float64(n)) }))
	value := func(e Estimates) Value { return Value{S: e.String()} }
	rapid.Check(t, func(t *rapid.T) {
		from, to, have := Estimates(some.Draw(t, "from")), Estimates(some.Draw(t, "to")), Estimates(some.Draw(t, "have"))
		got, ok := withoutEstimates(value(have), Delta{Field: FieldEstimates, From: value(from), To: value(to)})
		want, possible := Estimates{}, true
		for _, token := range tokens {
			was, had := from[token]
			is, has := to[token]
			now, there := have[token]
			switch {
			case was == is && had == has:
				if there {
					want[token] = now
				}
			case now != is || there != has:
				possible = false
			case had:
				want[token] = was
			}
		}
		if ok != possible || ok && got != value(want) {
			t.Fatalf("%v → %v taken back from %v gives %v, %v", from, to, have, got, ok)
		}
	})
}

// insertAfter makes moves on a plain slice.
func insertAfter(order []ID, moves []Shift) []ID {
	order = slices.Clone(order)
	for _, m := range moves {
		order = slices.DeleteFunc(order, func(id ID) bool { return id == m.ID })
		at := slices.Index(order, m.After) + 1
		if m.After == 0 {
			at = slices.Index(order, m.Before)
		}
		order = slices.Insert(order, at, m.ID)
	}
	return order
}

func TestReorderingMovesAsFewAsCanBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var from []ID
		for i := range rapid.IntRange(0, 8).Draw(t, "n") {
			from = append(from, ID(i+1))
		}
		to := rapid.Permutation(from).Draw(t, "to")
		moves := Reorder(from, to)
		if got := insertAfter(from, moves); !slices.Equal(got, to) {
			t.Fatalf("%v by %+v gives %v, want %v", from, moves, got, to)
		}
		longest := 0 // by trying every subset
		for set := range 1 << len(to) {
			last, n := ID(0), 0
			for i, id := range to {
				if set>>i&1 == 1 && id > last {
					last, n = id, n+1
				} else if set>>i&1 == 1 {
					n = -len(to)
				}
			}
			longest = max(longest, n)
		}
		if len(moves) != len(to)-longest {
			t.Fatalf("%d of %v move, %d need to", len(moves), to, len(to)-longest)
		}
	})
}

func TestTheScoreModelIsATermOfTheDesk(t *testing.T) {
	terms := DefaultTerms("UTC")
	if m, err := terms.Backlog.ScoreModel(); err != nil || m.Token != "impact" {
		t.Fatalf("it begins with %v, %v", m, err)
	}
	next, a, err := terms.Amend(Amendment{Part: PartBacklog, To: json.RawMessage(`{"model":"weights","weights":{"value":3,"job-size":-2}}`)})
	if err != nil {
		t.Fatal(err)
	}
	m, err := next.Backlog.ScoreModel()
	if err != nil || m.Formula != "3 × user and business value + -2 × job size" {
		t.Errorf("it is now %+v, %v", m, err)
	}
	if back, _, err := next.Amend(a.Back()); err != nil || back.Backlog.Model != "" {
		t.Errorf("taken back it is %+v, %v", back.Backlog, err)
	}
	if Parts[PartBacklog].Clocks {
		t.Error("clocks follow from it")
	}
	stale := Amendment{Part: PartBacklog, From: json.RawMessage(`{}`), To: json.RawMessage(`{"model":"rice"}`)}
	if _, _, err := next.Amend(stale); !errors.Is(err, ErrConflict) {
		t.Errorf("based on what is not there any more: %v", err)
	}
	for text, words := range map[string]string{
		`{"model":"speed"}`:                         "no score model",
		`{"model":"weights"}`:                       "part that weighs something",
		`{"model":"weights","weights":{"speed":1}}`: "no part of a score",
		`{"model":"weights","weight":{"value":1}}`:  "can't be read",
	} {
		if _, _, err := terms.Amend(Amendment{Part: PartBacklog, To: json.RawMessage(text)}); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v, want %s", text, err, words)
		}
	}
}

func TestWhoOrdersTheBacklogChoosesItsModel(t *testing.T) {
	for role, may := range map[Role]bool{NoRole: false, ReadOnly: false, Agent: false, Lead: true, ProductManager: true, OperationsManager: true, ChangeManager: false, Admin: true} {
		if err := MayAmend(Actor{"Ines", role}, PartBacklog); (err == nil) != may {
			t.Errorf("%s: %v", Roles[role].Label, err)
		}
	}
	if MayAmend(Actor{"Ines", ProductManager}, PartPolicy) == nil {
		t.Error("a product manager may amend policies")
	}
}

func TestWeightsAreReadAsPeopleWriteThem(t *testing.T) {
	got, err := ParseWeights("value=3 job-size=-2.5")
	if err != nil || got["value"] != 3 || got["job-size"] != -2.5 {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", "value", "value=x", "speed=1", "value=0", "value=nan"} {
		if got, err := ParseWeights(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

func TestACornerNeedsBothOfItsParts(t *testing.T) {
	parts := Estimates{"worth": Exactly(7), "toil": Exactly(3)}
	if got := (Scoring{}).Corner(parts); got != "quick win" {
		t.Errorf("it is a %s", got)
	}
	if got := (Scoring{HighValue: 8}).Corner(parts); got != "fill-in" {
		t.Errorf("with a higher threshold it is a %s", got)
	}
	delete(parts, "toil")
	if got := (Scoring{}).Corner(parts); got != "" {
		t.Errorf("without effort it is a %s", got)
	}
}
