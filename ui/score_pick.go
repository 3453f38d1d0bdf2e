package ui

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// barScoring says why the person can't choose by what the backlog is scored.
func barScoring(d *desk) string {
	if why := barWrite(d); why != "" {
		return why
	}
	if err := model.MayAmend(d.who, model.PartBacklog); err != nil {
		return problem(err)
	}
	return ""
}

// modelPicker offers the score models, with their formulae and whose they are.
func modelPicker(d *desk, to Screen) *picker {
	now := d.store.Book().Terms().Backlog
	used, _ := now.ScoreModel() // Check has seen it
	var all []pick
	for _, m := range model.ScoreModels {
		label := m.Label
		if used != nil && used.Token == m.Token {
			label += " (in use)"
		}
		all = append(all, pick{label: label, hint: m.Formula + " · " + m.Source, value: m.Token})
	}
	own := pick{label: "Own weights…", hint: "a sum of parts, each times its weight", value: model.OwnWeights}
	if used != nil && used.Token == model.OwnWeights {
		own.label, own.hint = "Own weights… (in use)", used.Formula
	}
	return newPicker(d, "Score the backlog by", append(all, own), func(one pick) (Screen, tea.Cmd) {
		next := now
		next.Model = one.value.(string)
		if next.Model == model.OwnWeights {
			return weightsPrompt(d, to, now), nil
		}
		return nil, amendScoring(d, to, now, next)
	})
}

func weightsPrompt(d *desk, to Screen, now model.Scoring) *picker {
	p := askLine(d, "Weights", "write part=weight, as in value=3 criticality=2 job-size=-2", func(text string) (Screen, tea.Cmd) {
		weights, err := model.ParseWeights(text)
		if err != nil {
			return nil, complain(err)
		}
		next := now
		next.Model, next.Weights = model.OwnWeights, weights
		return nil, amendScoring(d, to, now, next)
	})
	var words []string
	for _, part := range model.ScoreParts {
		if w := now.Weights[part.Token]; w != 0 {
			words = append(words, part.Token+"="+strconv.FormatFloat(w, 'g', -1, 64))
		}
	}
	p.input.Set(strings.Join(words, " "))
	p.search()
	return p
}

func amendScoring(d *desk, to Screen, from, next model.Scoring) tea.Cmd {
	a := model.Amendment{Part: model.PartBacklog}
	var err error
	if a.From, err = json.Marshal(from); err == nil {
		a.To, err = json.Marshal(next)
	}
	if err != nil {
		return complain(err)
	}
	return amend(d, to, a)
}

// scoreForm asks for just the parts that a score model has, of one item. only puts the hand on a part; empty leaves it on
// the first.
func scoreForm(d *desk, m *model.ScoreModel, t *model.Ticket, only string) *form {
	parts := t.ScoreParts()
	var fields []*formField
	at := 0
	for i, token := range m.Parts() {
		p := model.PartNamed(token)
		var one *formField
		if p.Field != 0 {
			f := model.FieldNo(p.Field)
			one = newFactField(f, f.Get(t), d)
		} else {
			text := ""
			if e, ok := parts[token]; ok {
				text = e.String()
			}
			one = newLineField(token, p.Label, text, "")
		}
		one.note = func(value string) string { return partNote(p, value) }
		fields = append(fields, one)
		if token == only {
			at = i
		}
	}
	f := newForm(d, fmt.Sprintf("Score %s: %s = %s", t.Key(), m.Label, m.Formula), fields, func(f *form) tea.Cmd { return sendScore(d, f, t.ID) })
	f.draft.key = "draft/score/" + m.Token + "/" + t.Key()
	f.turn(at)
	return f
}

// partNote says what a part means and how it is written, and that it is missing.
func partNote(p *model.ScorePart, value string) string {
	text := p.Meaning
	if p.Field == 0 && !p.Counted {
		text += " · one number, or low..likely..high"
	}
	if strings.TrimSpace(value) == "" {
		text = "missing: " + text
	}
	return text
}

// sendScore sends what was changed as one gesture, whole or not at all.
func sendScore(d *desk, f *form, id model.ID) tea.Cmd {
	set, ok := f.settings()
	var all []store.Command
	for _, s := range set {
		all = append(all, store.Command{ID: id, Act: model.Edit{Field: s.Field, Base: f.base(s.Field), To: s.To}})
	}
	for i, one := range f.fields {
		if one.field != nil || !one.changed() {
			continue
		}
		if err := readEstimate(one); err != nil {
			if ok {
				f.turn(i)
			}
			one.err, ok = problem(err), false
			continue
		}
		all = append(all, store.Command{ID: id, Act: model.EstimateAs{Part: one.name, To: one.value()}})
	}
	switch {
	case !ok:
		return nil
	case len(all) == 0:
		f.err = "nothing was changed yet"
		return nil
	}
	return doWhole(d, f, "was scored", all...)
}

func readEstimate(one *formField) error {
	if strings.TrimSpace(one.value()) == "" {
		return nil
	}
	e, err := model.ParseEstimate(one.value())
	if err != nil {
		return err
	}
	return model.PartNamed(one.name).Accept(e)
}
