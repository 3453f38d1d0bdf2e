package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// judge does a verdict on the ticket in front: all of it, or nothing.
func (v *triage) judge(t *model.Ticket, said string, acts ...model.Act) tea.Cmd {
	var all []store.Command
	for _, act := range acts {
		all = append(all, store.Command{ID: t.ID, Act: act})
	}
	return doWhole(v.desk, v, said, all...)
}

// accept asks which team the ticket is for, the likeliest first, and gives it to them: work on it begins. One that nobody
// has rated gets the priority that is likely.
func (v *triage) accept() (Screen, tea.Cmd) {
	t := v.list.At()
	return nounPicker(v.desk, "Accept "+t.Key()+" for team", model.Teams, v.teams(t), func(one pick) (Screen, tea.Cmd) {
		var acts []model.Act
		said := "accepted for " + one.label
		if to := one.value.(model.Ref); to != t.Team {
			acts = append(acts, model.Edit{Field: model.FieldTeam, Base: model.Value{N: int64(t.Team)}, To: model.Value{N: int64(to)}})
		}
		if rate, ok := v.rating(t); ok {
			acts = append(acts, rate)
			said += ", " + short(model.PriorityOf(rate.Impact, rate.Urgency)) + " as suggested"
		}
		if to, ok := begins(t); ok {
			acts = append(acts, model.Move{To: to})
		}
		return nil, v.judge(t, said, acts...)
	}), nil
}

// teams lists what the picker of teams begins with: those that are likely, and the one that has the ticket now.
func (v *triage) teams(t *model.Ticket) (first []pick) {
	if likely := v.dossier.likely(model.OutcomeTeam); likely != nil {
		for _, s := range likely.Best {
			first = append(first, pick{label: s.Text, hint: "suggested: " + whyText(v.desk, s), value: model.Ref(s.Set[0].To.N)})
		}
	}
	has := func(p pick) bool { return p.value == t.Team }
	if name := v.desk.store.Names().Name(model.Teams, t.Team); name != "" && !slices.ContainsFunc(first, has) {
		first = append(first, pick{label: name, hint: "has it now", value: t.Team})
	}
	if len(first) == 0 { // no team is given a ticket just because its name comes first
		first = []pick{{label: "which team?", bar: "no team is likely: type some letters of its name"}}
	}
	return first
}

// rating gives the likely rating of a ticket that nobody has rated.
func (v *triage) rating(t *model.Ticket) (act model.Prioritise, ok bool) {
	likely := v.dossier.likely(model.OutcomePriority)
	if t.Priority != 0 || likely == nil {
		return act, false
	}
	for _, s := range likely.Best[0].Set {
		switch s.Field {
		case model.FieldImpact:
			act.Impact = model.Level(s.To.N)
		case model.FieldUrgency:
			act.Urgency = model.Level(s.To.N)
		}
	}
	return act, model.PriorityOf(act.Impact, act.Urgency) != 0
}

// begins gives the state in which work on a ticket that somebody has goes on.
func begins(t *model.Ticket) (model.State, bool) {
	for _, s := range t.Steps() {
		if s.To.Rule().Phase == model.Active && !slices.ContainsFunc(s.Guards, func(g model.Guard) bool { return g != model.NeedsOwner }) {
			return s.To, true
		}
	}
	return 0, false
}

// duplicate cancels the ticket as a duplicate of the highlighted one; without one it asks of which.
func (v *triage) duplicate() (Screen, tea.Cmd) {
	t := v.list.At()
	if other := v.highlighted(); other != nil {
		return v, v.duplicateOf(t, other.ID, other.Key())
	}
	return newTicketPicker(v.desk, t.Key()+" is a duplicate of", t.ID, nil, func(to pick) (Screen, tea.Cmd) {
		return nil, v.duplicateOf(t, to.value.(model.ID), strings.Fields(to.label)[0])
	}), nil
}

func (v *triage) duplicateOf(t *model.Ticket, other model.ID, key string) tea.Cmd {
	var acts []model.Act
	if !slices.Contains(t.Links, model.Link{Rel: model.Duplicates, To: other}) {
		acts = append(acts, model.LinkTo{Rel: model.Duplicates, To: other})
	}
	acts = append(acts, model.Move{To: model.StateCanceled, Why: "duplicate of " + key,
		Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.Duplicate)}}}})
	return v.judge(t, "canceled as a duplicate of "+key, acts...)
}

// refusals are the states that say no, in the order in which a kind's is looked for.
var refusals = []model.State{model.StateCanceled, model.StateRejected, model.StateDeclined}

// decline asks for the reason, then for words to the requester, and ends the ticket.
func (v *triage) decline() (Screen, tea.Cmd) {
	t := v.list.At()
	step, ok := refusal(t)
	if !ok {
		return v, complain(fmt.Errorf("%w: %s can't be declined from %s", model.ErrRefused, t.Key(), t.State.Rule().Label))
	}
	var reasons []pick
	for r, rule := range model.Reasons {
		if rule.For == step.To && model.Reason(r) != model.Duplicate {
			reasons = append(reasons, pick{label: rule.Label, value: model.Reason(r)})
		}
	}
	if len(reasons) == 0 {
		return v.declineWords(t, step, model.NoReason), nil
	}
	return newPicker(v.desk, "Decline "+t.Key()+" because", reasons, func(one pick) (Screen, tea.Cmd) {
		return v.declineWords(t, step, one.value.(model.Reason)), nil
	}), nil
}

func refusal(t *model.Ticket) (model.Step, bool) {
	for _, to := range refusals {
		for _, s := range t.Steps() {
			if s.To == to {
				return s, true
			}
		}
	}
	return model.Step{}, false
}

// declineWords asks what to tell the requester, which may be nothing where the step does not ask for words.
func (v *triage) declineWords(t *model.Ticket, step model.Step, reason model.Reason) *picker {
	var first []pick
	if !slices.Contains(step.Guards, model.NeedsWhy) {
		first = []pick{{label: "decline without words", hint: "or type what the requester is to read", value: ""}}
	}
	said := strings.ToLower(step.To.Rule().Label)
	if reason != model.NoReason {
		said += ": " + strings.ToLower(reason.Rule().Label)
	}
	p := newPicker(v.desk, "PUBLIC COMMENT to "+v.desk.person(t.Requester).String(), first, func(one pick) (Screen, tea.Cmd) {
		words := one.value.(string)
		move := model.Move{To: step.To, Comment: words, Why: words}
		if reason != model.NoReason {
			move.Why = ""
			move.Set = []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(reason)}}}
		}
		return nil, v.judge(t, said, move)
	})
	p.input = kit.NewInput("", "type what the requester is to read", model.MaxTitle)
	p.input.Paint(v.desk.theme)
	p.input.Focus(true)
	p.free = func(text string) (pick, bool) {
		return pick{label: text, hint: "the requester reads this", value: text}, true
	}
	return p
}

// whyText says what led to a suggestion: words, and facts by their values.
func whyText(d *desk, s store.Suggestion) string {
	var all []string
	for _, e := range s.Why {
		if f := model.FieldNo(e.Field); e.Word == "" && f != nil {
			all = append(all, strings.ToLower(f.Label)+" "+f.Show(e.Value, d.store.Names(), d.zone))
			continue
		}
		all = append(all, e.Word)
	}
	return strings.Join(all[:min(3, len(all))], ", ")
}
