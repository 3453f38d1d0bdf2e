package model

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A ScorePart is one thing that score models ask of a backlog item.
type ScorePart struct {
	Token, Label, Meaning string
	// Least and Most bound it; a Least of zero that is divided by is refused by Positive.
	Least, Most float64
	Positive    bool
	Counted     bool // it is no guess, and has no range
	// Scale lists the only values that it takes, rising; none is any number within the bounds.
	Scale []float64
	// Field is the fact of the ticket that gives it; zero is an estimate of its own.
	Field uint8
}

var (
	fibonacci = []float64{1, 2, 3, 5, 8, 13, 20}
	oneToTen  = []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	oneToFive = []float64{1, 2, 3, 4, 5}
)

// ScoreParts holds one row per part, in the order in which forms ask for them. Sources of the scales: Intercom's RICE
// (impact 3, 2, 1, 0.5, 0.25; confidence 100, 80, 50 %), SAFe's WSJF (relative Fibonacci numbers 1 to 20).
var ScoreParts = []*ScorePart{
	{Token: "business-impact", Label: "Business impact", Meaning: "1 very low … 5 very high", Least: 1, Most: 5, Scale: oneToFive, Field: FieldBusinessImpact},
	{Token: "customer-impact", Label: "Customer impact", Meaning: "1 very low … 5 very high", Least: 1, Most: 5, Scale: oneToFive, Field: FieldCustomerImpact},
	{Token: "size", Label: "Size", Meaning: "the desk's own unit, as person-days", Most: math.MaxUint32, Positive: true, Field: FieldSize},
	{Token: "reach", Label: "Reach", Meaning: "people or events that it touches in a quarter", Most: 1e12},
	{Token: "impact", Label: "Impact", Meaning: "3 massive, 2 high, 1 medium, 0.5 low, 0.25 minimal", Least: 0.25, Most: 3, Scale: []float64{0.25, 0.5, 1, 2, 3}},
	{Token: "confidence", Label: "Confidence", Meaning: "per cent: 100 high, 80 medium, 50 low", Most: 100},
	{Token: "effort", Label: "Effort", Meaning: "person-months", Most: 1e6, Positive: true},
	{Token: "value", Label: "User and business value", Meaning: "relative to the other items, 1 to 20", Least: 1, Most: 20, Scale: fibonacci},
	{Token: "criticality", Label: "Time criticality", Meaning: "relative, 1 to 20: does the value decay?", Least: 1, Most: 20, Scale: fibonacci},
	{Token: "risk-reduction", Label: "Risk reduction or opportunity", Meaning: "relative, 1 to 20", Least: 1, Most: 20, Scale: fibonacci},
	{Token: "job-size", Label: "Job size", Meaning: "relative, 1 to 20", Least: 1, Most: 20, Scale: fibonacci},
	{Token: "delay-cost", Label: "Cost of delay", Meaning: "money lost per week of waiting", Most: 1e12},
	{Token: "duration", Label: "Duration", Meaning: "weeks until it is delivered", Most: 1e4, Positive: true},
	{Token: "ice-impact", Label: "Impact", Meaning: "1 to 10", Least: 1, Most: 10, Scale: oneToTen},
	{Token: "ice-confidence", Label: "Confidence", Meaning: "1 to 10", Least: 1, Most: 10, Scale: oneToTen},
	{Token: "ease", Label: "Ease", Meaning: "1 hard to 10 easy", Least: 1, Most: 10, Scale: oneToTen},
	{Token: "worth", Label: "Value", Meaning: "1 to 10", Least: 1, Most: 10, Scale: oneToTen},
	{Token: "toil", Label: "Effort", Meaning: "1 to 10", Least: 1, Most: 10, Scale: oneToTen},
	{Token: "moscow", Label: "MoSCoW", Meaning: "4 must, 3 should, 2 could, 1 won't this time", Least: 1, Most: 4, Scale: []float64{1, 2, 3, 4}},
	{Token: "attractive", Label: "Answers: attractive", Meaning: "how many asked would be delighted by it", Most: 1e9, Counted: true},
	{Token: "one-dimensional", Label: "Answers: one-dimensional", Meaning: "the more of it the better", Most: 1e9, Counted: true},
	{Token: "must-be", Label: "Answers: must-be", Meaning: "take it for granted", Most: 1e9, Counted: true},
	{Token: "indifferent", Label: "Answers: indifferent", Meaning: "do not care", Most: 1e9, Counted: true},
}

// PartNamed gives the part with a token, nil when there is none.
func PartNamed(token string) *ScorePart {
	for _, p := range ScoreParts {
		if p.Token == token {
			return p
		}
	}
	return nil
}

// Accept checks an estimate of the part. Errors say what would fit.
func (p *ScorePart) Accept(e Estimate) error {
	for _, n := range [...]float64{e.Low, e.Likely, e.High} {
		switch {
		case n < p.Least || n > p.Most:
			return refuse("%s is between %v and %v, not %v", p.Label, p.Least, p.Most, n)
		case p.Positive && n == 0:
			return refuse("%s can't be 0: the score divides by it", p.Label)
		case p.Counted && (!e.IsExact() || n != math.Trunc(n)):
			return refuse("%s are counted: write a whole number, not %s", p.Label, e)
		case p.Scale != nil && !slices.Contains(p.Scale, n):
			return refuse("%s is one of %s, not %v", p.Label, strings.Trim(fmt.Sprint(p.Scale), "[]"), n)
		}
	}
	return nil
}

// step gives the next value up or down the scale; without a scale a fifth more or less. ok is false at its end.
func (p *ScorePart) step(n float64, up bool) (next float64, ok bool) {
	if p.Scale == nil {
		next = n * 0.8
		if up {
			next = n * 1.2
		}
		return next, next != n && next >= p.Least && next <= p.Most
	}
	at, found := slices.BinarySearch(p.Scale, n)
	switch {
	case up && found:
		at++
	case !up:
		at--
	}
	if at < 0 || at >= len(p.Scale) {
		return 0, false
	}
	return p.Scale[at], true
}

// A ScoreModel turns parts into one number by which a backlog may be ordered; more is more urgent.
type ScoreModel struct {
	Token, Label, Formula string
	// Up are parts that raise the score, Down those that lower it: a range takes the one end of the former and the other
	// end of the latter.
	Up, Down []string
	// Unit says what the number is, Source whose model it is and what its authors mean by it.
	Unit   string
	Source string
	score  func(part func(string) float64) float64
}

// ScoreModels holds the models that every desk has. Sources: RICE by Intercom; WSJF by SAFe, whose sum is relative and no
// economic cost of delay; CD3 by Reinertsen and Arnold; ICE by Ellis; MoSCoW by DSDM; Kano's questionnaire with the
// coefficients of Berger et al. (1993). The first is ours.
var ScoreModels = []*ScoreModel{
	{Token: "impact", Label: "Impact per size", Formula: "(business impact + customer impact) / size", Up: []string{"business-impact", "customer-impact"}, Down: []string{"size"}, Unit: "points per unit of size", Source: "ours: what both sides gain, by what it takes",
		score: func(p func(string) float64) float64 {
			return (p("business-impact") + p("customer-impact")) / p("size")
		}},
	{Token: "rice", Label: "RICE", Formula: "reach × impact × confidence / effort", Up: []string{"reach", "impact", "confidence"}, Down: []string{"effort"}, Unit: "impact per person-month", Source: "Intercom: total impact for the time worked",
		score: func(p func(string) float64) float64 {
			return p("reach") * p("impact") * p("confidence") / 100 / p("effort")
		}},
	{Token: "wsjf", Label: "WSJF", Formula: "(value + time criticality + risk reduction) / job size", Up: []string{"value", "criticality", "risk-reduction"}, Down: []string{"job-size"}, Unit: "relative", Source: "SAFe: the shortest valuable job first; its sum is relative, no money",
		score: func(p func(string) float64) float64 {
			return (p("value") + p("criticality") + p("risk-reduction")) / p("job-size")
		}},
	{Token: "cd3", Label: "CD3", Formula: "cost of delay per week / weeks", Up: []string{"delay-cost"}, Down: []string{"duration"}, Unit: "money per week, per week", Source: "Reinertsen and Arnold: the cost of delay, divided by duration",
		score: func(p func(string) float64) float64 { return p("delay-cost") / p("duration") }},
	{Token: "ice", Label: "ICE", Formula: "impact × confidence × ease", Up: []string{"ice-impact", "ice-confidence", "ease"}, Unit: "of 1,000", Source: "Ellis: a quick look at experiments",
		score: func(p func(string) float64) float64 { return p("ice-impact") * p("ice-confidence") * p("ease") }},
	{Token: "value-effort", Label: "Value / effort", Formula: "value / effort; quick win, big bet, fill-in or time sink", Up: []string{"worth"}, Down: []string{"toil"}, Unit: "value per effort", Source: "the value and effort plane, in four corners",
		score: func(p func(string) float64) float64 { return p("worth") / p("toil") }},
	{Token: "moscow", Label: "MoSCoW", Formula: "must 4, should 3, could 2, won't 1", Up: []string{"moscow"}, Unit: "class", Source: "DSDM: what this time box can't do without",
		score: func(p func(string) float64) float64 { return p("moscow") }},
	{Token: "kano", Label: "Kano", Formula: "better − worse, of (A+O)/n and −(O+M)/n", Up: []string{"attractive", "one-dimensional", "must-be", "indifferent"}, Unit: "0 to 2", Source: "Berger et al.: what having it adds and lacking it costs, of answers",
		score: func(p func(string) float64) float64 {
			better, worse := Kano(p("attractive"), p("one-dimensional"), p("must-be"), p("indifferent"))
			return better - worse
		}},
}

// ModelNamed gives the score model with a token, nil when there is none.
func ModelNamed(token string) *ScoreModel {
	for _, m := range ScoreModels {
		if m.Token == token {
			return m
		}
	}
	return nil
}

// Weighted makes a model of the desk's own: the sum of parts, each times its weight. A part with a negative weight lowers
// the score. Errors name a part that there is none of, or that no part weighs anything.
func Weighted(label string, weights map[string]float64) (*ScoreModel, error) {
	m := &ScoreModel{Token: "weights", Label: label, Unit: "weighted sum"}
	var terms []string
	for _, p := range ScoreParts {
		w := weights[p.Token]
		if w == 0 {
			continue
		}
		terms = append(terms, fmt.Sprintf("%g × %s", w, strings.ToLower(p.Label)))
		if w > 0 {
			m.Up = append(m.Up, p.Token)
		} else {
			m.Down = append(m.Down, p.Token)
		}
	}
	for token := range weights {
		if PartNamed(token) == nil {
			return nil, refuse("%s is no part of a score", brief(token))
		}
	}
	if len(terms) == 0 {
		return nil, refuse("a model needs a part that weighs something")
	}
	m.Formula = strings.Join(terms, " + ")
	m.score = func(part func(string) float64) (sum float64) {
		for _, token := range m.Parts() {
			sum += weights[token] * part(token)
		}
		return sum
	}
	return m, nil
}

// Parts lists the tokens of the model's parts.
func (m *ScoreModel) Parts() []string { return slices.Concat(m.Up, m.Down) }

// A Score is what a model makes of an item.
type Score struct {
	Estimate
	// Missing lists the tokens of the parts that nobody has estimated; there is no score then, not a low one.
	Missing []string
}

// Known tells whether all parts are there.
func (s Score) Known() bool { return len(s.Missing) == 0 }

// Score gives what the model makes of estimates. With ranges, Low takes every part at its worse end and High at its
// better one.
func (m *ScoreModel) Score(parts Estimates) Score {
	var s Score
	for _, token := range m.Parts() {
		e, ok := parts[token]
		if p := PartNamed(token); !ok || p.Positive && e.Low <= 0 {
			s.Missing = append(s.Missing, token)
		}
	}
	if !s.Known() {
		return s
	}
	at := func(up, down func(Estimate) float64) float64 {
		return m.score(func(token string) float64 {
			if slices.Contains(m.Down, token) {
				return down(parts[token])
			}
			return up(parts[token])
		})
	}
	low, likely, high := func(e Estimate) float64 { return e.Low }, func(e Estimate) float64 { return e.Likely }, func(e Estimate) float64 { return e.High }
	s.Estimate = Estimate{at(low, high), at(likely, likely), at(high, low)}
	return s
}

// Kano gives the coefficients of satisfaction from how many answers were attractive, one-dimensional, must-be and
// indifferent: better, from 0 to 1, is what having the thing adds, worse, from −1 to 0, what lacking it costs. Without
// answers both are 0.
func Kano(attractive, oneDimensional, mustBe, indifferent float64) (better, worse float64) {
	n := attractive + oneDimensional + mustBe + indifferent
	if n == 0 {
		return 0, 0
	}
	return (attractive + oneDimensional) / n, -(oneDimensional + mustBe) / n
}

// Quadrant names the corner of the value and effort plane in which an item lies, by thresholds that count as high.
func Quadrant(value, effort, highValue, highEffort float64) string {
	switch v, e := value >= highValue, effort >= highEffort; {
	case v && !e:
		return "quick win"
	case v:
		return "big bet"
	case !e:
		return "fill-in"
	}
	return "time sink"
}
