package model

import (
	"math"
	"strconv"
	"strings"
)

// Scoring says by what a desk scores its backlog. Its zero value scores by impact per size.
type Scoring struct {
	// Model is the token of a score model; empty is impact, OwnWeights is the sum of Weights.
	Model string `json:"model,omitempty"`
	// Weights are the desk's own, by the tokens of parts; a part that lowers the score has one below zero.
	Weights map[string]float64 `json:"weights,omitempty"`
	// HighValue and HighEffort are from where value and effort count as high, of 10; zero is 6.
	HighValue  float64 `json:"high_value,omitempty"`
	HighEffort float64 `json:"high_effort,omitempty"`
}

// OwnWeights is the token of the model that is the sum of a desk's own weights.
const OwnWeights = "weights"

// ScoreModel gives the model in use. Errors say which model there is none of, or what is wrong with the weights.
func (s Scoring) ScoreModel() (*ScoreModel, error) {
	switch s.Model {
	case "":
		return ScoreModels[0], nil
	case OwnWeights:
		for token, w := range s.Weights {
			if math.IsNaN(w) || math.IsInf(w, 0) {
				return nil, refuse("the weight of %s is no number", brief(token))
			}
		}
		return Weighted("Own weights", s.Weights)
	}
	if m := ModelNamed(s.Model); m != nil {
		return m, nil
	}
	var all []string
	for _, m := range ScoreModels {
		all = append(all, m.Token)
	}
	return nil, refuse("%s is no score model: use %s or %s", brief(s.Model), strings.Join(all, ", "), OwnWeights)
}

// Corner names the corner of the value and effort plane in which estimates lie; empty when one of the two is missing.
func (s Scoring) Corner(parts Estimates) string {
	value, ok := parts["worth"]
	effort, ok2 := parts["toil"]
	if !ok || !ok2 {
		return ""
	}
	high := func(n float64) float64 {
		if n == 0 {
			return 6
		}
		return n
	}
	return Quadrant(value.Likely, effort.Likely, high(s.HighValue), high(s.HighEffort))
}

// ParseWeights reads weights as people write them, as in value=3 job-size=-2. Errors say what was expected.
func ParseWeights(text string) (map[string]float64, error) {
	weights := map[string]float64{}
	for _, word := range strings.Fields(text) {
		token, number, _ := strings.Cut(word, "=")
		w, err := strconv.ParseFloat(number, 64)
		if err != nil || PartNamed(token) == nil {
			return nil, refuse("%s is no weight: write part=number, as in value=3 job-size=-2; the parts are %s", brief(word), strings.Join(partTokens(), ", "))
		}
		weights[token] = w
	}
	_, err := Scoring{Model: OwnWeights, Weights: weights}.ScoreModel()
	return weights, err
}

func partTokens() (all []string) {
	for _, p := range ScoreParts {
		all = append(all, p.Token)
	}
	return all
}

// partOptions are the parts that are estimates of their own.
func partOptions() (all []Option) {
	for _, p := range ScoreParts {
		if p.Field == 0 {
			all = append(all, Option{int64(len(all)), p.Token, p.Label})
		}
	}
	return all
}

// MayAmend tells whether an actor may amend a part of the terms. Whoever may order the backlog may choose by what it is
// scored as well. The error is an ErrDenied and says which role would do.
func MayAmend(who Actor, part Part) error {
	if part == PartBacklog && May(who, VerbRank, nil) == nil {
		return nil
	}
	return May(who, VerbAmend, nil)
}

// ScoreParts gives what is known of the parts of scores: what was estimated, and facts of the ticket.
func (t *Ticket) ScoreParts() Estimates {
	parts := ParseEstimates(t.Estimates)
	for _, p := range ScoreParts {
		if p.Field == 0 {
			continue
		}
		delete(parts, p.Token)
		if n := FieldNo(p.Field).Get(t).N; n != 0 {
			parts[p.Token] = Exactly(float64(n))
		}
	}
	return parts
}

// readEstimates reads the value of a field of estimates, each checked by its part.
func readEstimates(text string) (Value, error) {
	all := Estimates{}
	for _, word := range strings.Fields(text) {
		token, number, _ := strings.Cut(word, "=")
		p, err := estimated(token)
		if err != nil {
			return Value{}, err
		}
		if all[token], err = p.read(number); err != nil {
			return Value{}, err
		}
	}
	return Value{S: all.String()}, nil
}

// read reads an estimate of the part, and checks it.
func (p *ScorePart) read(text string) (Estimate, error) {
	e, err := ParseEstimate(text)
	if err != nil {
		return e, refuse("%s: %v", p.Label, err)
	}
	return e, p.Accept(e)
}

// estimated gives a part that is an estimate of its own.
func estimated(token string) (*ScorePart, error) {
	p := PartNamed(token)
	switch {
	case p == nil:
		return nil, refuse("%s is no part of a score: there are %s", brief(token), strings.Join(partTokens(), ", "))
	case p.Field != 0:
		return nil, refuse("%s is a fact of the ticket: edit %s", p.Label, FieldNo(p.Field).Name)
	}
	return p, nil
}

// EstimateAs sets the estimate of a part, or takes it away when To is empty. The part must be one that is no fact of the
// ticket.
type EstimateAs struct {
	Part string
	To   string // as ParseEstimate reads it
}

// Verb is VerbEdit.
func (a EstimateAs) Verb() Verb { return VerbEdit }

// Do sets the estimate. Those of other parts stay, whoever sets them meanwhile.
func (a EstimateAs) Do(w *Work) error {
	t, f := w.Ticket, FieldNo(FieldEstimates)
	if !f.Of(t.Kind) {
		return refuse("the %s has no estimates: only improvements and backlog items do", strings.ToLower(t.Kind.Rules().Label))
	}
	p, err := estimated(a.Part)
	if err != nil {
		return err
	}
	all := ParseEstimates(t.Estimates)
	if strings.TrimSpace(a.To) == "" {
		delete(all, a.Part)
	} else if all[a.Part], err = p.read(a.To); err != nil {
		return err
	}
	if all.String() == t.Estimates {
		return already("%s of %s is estimated so already", p.Label, t.Key())
	}
	t.Estimates = all.String()
	w.tell(VerbEdit, "")
	return nil
}

// withoutEstimates takes one change of estimates back while those of other parts stay. It can't when a part of it has
// changed again since.
func withoutEstimates(have Value, d Delta) (Value, bool) {
	from, to, now := ParseEstimates(d.From.S), ParseEstimates(d.To.S), ParseEstimates(have.S)
	for _, token := range partTokens() {
		was, had := from[token]
		is, has := to[token]
		if had == has && was == is {
			continue
		}
		if e, ok := now[token]; ok != has || e != is {
			return Value{}, false
		}
		delete(now, token)
		if had {
			now[token] = was
		}
	}
	return Value{S: now.String()}, true
}
