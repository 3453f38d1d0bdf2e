package model

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func exact(parts map[string]float64) Estimates {
	all := Estimates{}
	for token, n := range parts {
		all[token] = Exactly(n)
	}
	return all
}

// TestTheFormulasGiveTheirPublishedExamples checks the worked examples of the sources.
func TestTheFormulasGiveTheirPublishedExamples(t *testing.T) {
	for _, c := range []struct {
		model string
		parts map[string]float64
		want  float64
	}{
		{"rice", map[string]float64{"reach": 2000, "impact": 2, "confidence": 80, "effort": 3}, 1066.6667},
		{"rice", map[string]float64{"reach": 5000, "impact": 0.5, "confidence": 100, "effort": 1}, 2500},
		{"wsjf", map[string]float64{"value": 100, "criticality": 50, "risk-reduction": 20, "job-size": 10}, 17},
		{"wsjf", map[string]float64{"value": 80, "criticality": 30, "risk-reduction": 10, "job-size": 5}, 24},
		{"cd3", map[string]float64{"delay-cost": 10, "duration": 2}, 5},
		{"cd3", map[string]float64{"delay-cost": 30, "duration": 4}, 7.5},
		{"ice", map[string]float64{"ice-impact": 8, "ice-confidence": 5, "ease": 4}, 160},
		{"value-effort", map[string]float64{"worth": 8, "toil": 4}, 2},
		{"moscow", map[string]float64{"moscow": 4}, 4},
		{"impact", map[string]float64{"business-impact": 4, "customer-impact": 5, "size": 3}, 3},
		{"kano", map[string]float64{"attractive": 3, "one-dimensional": 4, "must-be": 2, "indifferent": 1}, 0.7 + 0.6},
	} {
		s := ModelNamed(c.model).Score(exact(c.parts))
		if !s.Known() || math.Abs(s.Likely-c.want) > 1e-3 || !s.IsExact() {
			t.Errorf("%s of %v is %+v, want %v", c.model, c.parts, s, c.want)
		}
	}
}

// TestTheCostOfDelayOrdersByCD3 follows the example of two features that can only be built one after the other: what is
// lost meanwhile is least when the one with the higher cost of delay by duration goes first.
func TestTheCostOfDelayOrdersByCD3(t *testing.T) {
	a := Scored{ID: 1, Score: ModelNamed("cd3").Score(exact(map[string]float64{"delay-cost": 10, "duration": 2}))}
	b := Scored{ID: 2, Score: ModelNamed("cd3").Score(exact(map[string]float64{"delay-cost": 30, "duration": 4}))}
	if got := ByScore([]Scored{a, b}); got[0].ID != 2 {
		t.Errorf("the order is %v", got)
	}
	gain := func(cost, done, horizon float64) float64 { return cost * (horizon - done) }
	const base, weeks = 10.0, 6.0
	if first := base*weeks + gain(10, 2, weeks) + gain(30, 6, weeks); first != 100 {
		t.Errorf("A first gives %v", first)
	}
	if first := base*weeks + gain(30, 4, weeks) + gain(10, 6, weeks); first != 120 {
		t.Errorf("B first gives %v", first)
	}
}

func TestWhatIsMissingIsSaidAndCountsForNothing(t *testing.T) {
	s := ModelNamed("rice").Score(exact(map[string]float64{"reach": 10, "effort": 0, "impact": 1}))
	if s.Known() || !slices.Equal(s.Missing, []string{"confidence", "effort"}) || s.Likely != 0 {
		t.Errorf("%+v", s)
	}
	items := []Scored{{ID: 1, Score: s}, {ID: 2, Score: Score{Estimate: Exactly(1)}}, {ID: 3, Score: s}, {ID: 4, Score: Score{Estimate: Exactly(2)}}}
	var order []ID
	for _, one := range ByScore(items) {
		order = append(order, one.ID)
	}
	if !slices.Equal(order, []ID{4, 2, 1, 3}) {
		t.Errorf("the order is %v", order)
	}
	if gaps := Gaps(items); len(gaps) != 2 || gaps[2] != -1 || gaps[4] != 1 {
		t.Errorf("the gaps are %v", gaps)
	}
}

func TestARangeTakesEveryPartAtItsWorseAndBetterEnd(t *testing.T) {
	s := ModelNamed("rice").Score(Estimates{"reach": {100, 200, 400}, "impact": Exactly(1), "confidence": Exactly(100), "effort": {1, 2, 4}})
	if s.Estimate != (Estimate{25, 100, 400}) {
		t.Errorf("%+v", s)
	}
	rapid.Check(t, func(t *rapid.T) {
		m := rapid.SampledFrom(ScoreModels).Draw(t, "model")
		parts, inside := Estimates{}, Estimates{}
		for _, token := range m.Parts() {
			p := PartNamed(token)
			n := func(label string) float64 {
				if p.Scale != nil {
					return rapid.SampledFrom(p.Scale).Draw(t, label)
				}
				return float64(rapid.IntRange(1, 100).Draw(t, label))
			}
			three := []float64{n("a"), n("b"), n("c")}
			slices.Sort(three)
			e := Estimate{three[0], three[1], three[2]}
			if p.Counted {
				e = Exactly(e.Likely)
			}
			if err := p.Accept(e); err != nil {
				t.Fatal(err)
			}
			parts[token] = e
			inside[token] = Exactly(rapid.SampledFrom([]float64{e.Low, e.Likely, e.High}).Draw(t, "inside"))
		}
		s, one := m.Score(parts), m.Score(inside).Likely
		if s.Low > s.Likely || s.Likely > s.High || one < s.Low-1e-9 || one > s.High+1e-9 {
			t.Errorf("%s of %s is %+v, and %v inside of it", m.Token, parts, s, one)
		}
		if again := ParseEstimates(parts.String()); again.String() != parts.String() {
			t.Errorf("%s is read as %s", parts, again)
		}
	})
}

func TestEstimatesAreReadAndRefusedWithWhatFits(t *testing.T) {
	for text, want := range map[string]Estimate{"3": Exactly(3), " 2..3..5 ": {2, 3, 5}, "0.25": Exactly(0.25)} {
		if got, err := ParseEstimate(text); err != nil || got != want {
			t.Errorf("%q is read as %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "x", "2..3", "5..3..2", "1..2..3..4", "NaN", "Inf", "1e999"} {
		if got, err := ParseEstimate(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
	for token, c := range map[string]struct {
		e    Estimate
		want string
	}{
		"impact":     {Exactly(4), "between 0.25 and 3"},
		"value":      {Exactly(4), "one of 1 2 3 5 8 13 20"},
		"effort":     {Exactly(0), "divides by it"},
		"must-be":    {Estimate{1, 2, 3}, "are counted"},
		"confidence": {Estimate{50, 80, 101}, "between 0 and 100"},
	} {
		if err := PartNamed(token).Accept(c.e); !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %v: %v", token, c.e, err)
		}
	}
}

func TestADesksOwnWeightsSumPartsAndNameThem(t *testing.T) {
	m, err := Weighted("Ours", map[string]float64{"business-impact": 2, "reach": 0.5, "effort": -3})
	if err != nil || m.Formula != "2 × business impact + 0.5 × reach + -3 × effort" {
		t.Fatalf("%+v, %v", m, err)
	}
	s := m.Score(Estimates{"business-impact": Exactly(4), "reach": {10, 20, 30}, "effort": {1, 2, 3}})
	if s.Estimate != (Estimate{4, 12, 20}) {
		t.Errorf("%+v", s)
	}
	for _, weights := range []map[string]float64{nil, {"reach": 0}, {"cake": 1}} {
		if _, err := Weighted("x", weights); !errors.Is(err, ErrRefused) {
			t.Errorf("%v: %v", weights, err)
		}
	}
}

func TestQuadrantsNameTheFourCorners(t *testing.T) {
	for want, at := range map[string][2]float64{"quick win": {6, 5}, "big bet": {6, 6}, "fill-in": {5, 5}, "time sink": {5, 6}} {
		if got := Quadrant(at[0], at[1], 6, 6); got != want {
			t.Errorf("%v is a %s, want %s", at, got, want)
		}
	}
}

// TestSensitivityFindsJustTheEstimatesThatMatter compares with ordering everything anew for every step.
func TestSensitivityFindsJustTheEstimatesThatMatter(t *testing.T) {
	m := ModelNamed("wsjf")
	rapid.Check(t, func(t *rapid.T) {
		items := make([]Scored, rapid.IntRange(1, 12).Draw(t, "items"))
		for i := range items {
			parts := Estimates{}
			for _, token := range m.Parts() {
				parts[token] = Exactly(rapid.SampledFrom(fibonacci).Draw(t, token))
			}
			items[i] = Scored{ID(i + 1), parts, m.Score(parts)}
		}
		const places = 4
		got := map[Tilt]bool{}
		for _, tilt := range Sensitivity(m, items, places) {
			got[tilt] = true
		}
		order := ByScore(items)
		at := func(all []Scored, id ID) int { return slices.IndexFunc(all, func(s Scored) bool { return s.ID == id }) }
		n := 0
		for was, one := range order {
			for _, token := range m.Parts() {
				i := slices.Index(fibonacci, one.Estimates[token].Likely)
				for _, j := range []int{i - 1, i + 1} {
					if j < 0 || j >= len(fibonacci) {
						continue
					}
					changed := slices.Clone(order)
					parts := ParseEstimates(one.Estimates.String())
					parts[token] = Exactly(fibonacci[j])
					changed[was] = Scored{one.ID, parts, m.Score(parts)}
					place := at(ByScore(changed), one.ID)
					if (was < places) == (place < places) {
						continue
					}
					n++
					if want := (Tilt{one.ID, token, fibonacci[i], fibonacci[j], place + 1, was + 1, place < places}); !got[want] {
						t.Errorf("%+v is missing", want)
					}
				}
			}
		}
		if n != len(got) {
			t.Errorf("it lists %d, want %d", len(got), n)
		}
	})
}

// TestADuelFindsTheOrderThatSomebodyHasInMind answers by an order, and asks no more than halving needs.
func TestADuelFindsTheOrderThatSomebodyHasInMind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 20).Draw(t, "items")
		var items []ID
		for i := range n {
			items = append(items, ID(i+1))
		}
		mind := rapid.Permutation(items).Draw(t, "mind")
		d := NewDuel(items)
		asked := 0
		for {
			left, right, ok := d.Next()
			if !ok {
				break
			}
			if asked++; asked > n*5 {
				t.Fatal("it asks without end")
			}
			a := Answer{left, right}
			if slices.Index(mind, left) > slices.Index(mind, right) {
				a = Answer{right, left}
			}
			d.Answer(a)
		}
		if !slices.Equal(d.Order(), mind) || len(d.Contradictions()) != 0 || len(d.Answers()) != asked {
			t.Errorf("the order is %v, want %v; %v contradict it", d.Order(), mind, d.Contradictions())
		}
	})
}

func TestAnswersThatGoRoundInARingAreListed(t *testing.T) {
	d := NewDuel([]ID{1, 2, 3})
	d.Answer(Answer{1, 2})
	d.Answer(Answer{2, 3})
	d.Answer(Answer{3, 1})
	if got := d.Contradictions(); len(got) != 1 {
		t.Errorf("of three answers in a ring %v contradict the order %v", got, d.Order())
	}
	d.Answer(Answer{1, 3})
	if got := d.Contradictions(); len(got) != 0 || !slices.Equal(d.Order(), []ID{1, 2, 3}) || len(d.Answers()) != 3 {
		t.Errorf("after another answer %v contradict the order %v", got, d.Order())
	}
}
