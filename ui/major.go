package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A majorDeed is one thing that can be done about a major incident.
type majorDeed struct {
	label, hint string
	verb        model.Verb
	open        func() (Screen, tea.Cmd)
}

// majorMenu offers what can be done about a major incident as it stands: to propose or declare it, to decide on what was
// proposed, to inform the stakeholders, to name who leads, to look for its cause, to end it.
func majorMenu(d *desk, s hand, on []*model.Ticket) *picker {
	t := on[0]
	var deeds []majorDeed
	why := func(title, said string, act func(why string) model.Act) func() (Screen, tea.Cmd) {
		ids := idsOf(on)
		return func() (Screen, tea.Cmd) {
			return askLine(d, title, "type why", func(why string) (Screen, tea.Cmd) {
				return nil, do(d, s, said, commands(ids, func(model.ID) model.Act { return act(why) })...)
			}), nil
		}
	}
	declare := func() (Screen, tea.Cmd) { return declareForm(d, on), nil }
	switch {
	case t.Major:
		deeds = []majorDeed{
			{"Inform the stakeholders", "an update, and when the next one follows", model.VerbInform, func() (Screen, tea.Cmd) { return informForm(d, t), nil }},
			{"Name who leads", "commander and communications lead", model.VerbEdit, func() (Screen, tea.Cmd) { return rolesForm(d, t), nil }},
			{"Raise a problem", "that is to find the cause", model.VerbCreate, func() (Screen, tea.Cmd) { return s, raiseProblem(d, s, t) }},
			{"End it", subject(on) + " is no major incident any more", model.VerbDeclare, why(subject(on)+" is no major incident any more", "is no major incident any more",
				func(why string) model.Act { return model.Declare{Off: true, Why: why} })},
		}
	case t.Proposed:
		deeds = []majorDeed{
			{"Accept", "declare it a major incident", model.VerbDeclare, declare},
			{"Reject", "it is none", model.VerbReject, why("Reject the proposal for "+subject(on), "is no major incident",
				func(why string) model.Act { return model.Reject{Why: why} })},
		}
	default:
		deeds = []majorDeed{
			{"Declare", "a major incident, at once", model.VerbDeclare, declare},
			{"Propose", "whoever leads decides", model.VerbPropose, why("Propose "+subject(on)+" as a major incident", "was proposed as a major incident",
				func(why string) model.Act { return model.Propose{Why: why} })},
		}
	}
	return newPicker(d, "Major incident "+subject(on), majorPicks(d, t, deeds), func(one pick) (Screen, tea.Cmd) {
		return one.value.(majorDeed).open()
	})
}

// majorPicks lists deeds; what the person may not do is shown with who may.
func majorPicks(d *desk, t *model.Ticket, deeds []majorDeed) []pick {
	var all []pick
	for _, deed := range deeds {
		one := pick{label: deed.label, hint: deed.hint, value: deed}
		if err := model.May(d.who, deed.verb, t); err != nil {
			one.bar = problem(err)
		}
		all = append(all, one)
	}
	return all
}

// updateSpans are offered for how long stakeholders wait for the next update.
var updateSpans = []model.Option{
	{N: int64(15 * time.Minute), Token: "15m", Label: "in 15 minutes"}, {N: int64(30 * time.Minute), Token: "30m", Label: "in 30 minutes"},
	{N: int64(time.Hour), Token: "1h", Label: "in 1 hour"}, {N: int64(2 * time.Hour), Token: "2h", Label: "in 2 hours"},
	{N: int64(4 * time.Hour), Token: "4h", Label: "in 4 hours"},
}

func newSpanField(begin time.Duration) *formField {
	return newChoiceField("next", "Next update", updateSpans, int64(begin))
}

// nextUpdate gives when the next update is promised by what was chosen; no time promises none.
func (f *form) nextUpdate() model.Instant {
	span, err := time.ParseDuration(f.text("next"))
	if err != nil {
		return 0 // nothing was chosen
	}
	return model.At(f.desk.now().Add(span))
}

// declareForm asks what a major incident begins with.
func declareForm(d *desk, on []*model.Ticket) *form {
	ids := idsOf(on)
	fields := append([]*formField{newLongField("why", "Why is it one?", "", "who is hit, and how badly")}, roleFields(d, on[0])...)
	f := newForm(d, "Declare "+subject(on)+" a major incident", append(fields, newSpanField(30*time.Minute)), func(f *form) tea.Cmd {
		set, ok := f.settings()
		if !ok {
			return nil
		}
		act := model.Declare{Why: f.text("why"), Next: f.nextUpdate()}
		for _, one := range set {
			switch one.Field {
			case model.FieldCommander:
				act.Commander = model.Ref(one.To.N)
			case model.FieldCommunicator:
				act.Communicator = model.Ref(one.To.N)
			}
		}
		return doWhole(d, f, "declared a major incident", commands(ids, func(model.ID) model.Act { return act })...)
	})
	f.about = called(on)
	f.draft.key = "draft/declare/" + on[0].Key()
	return f
}

func roleFields(d *desk, t *model.Ticket) (all []*formField) {
	for _, no := range []uint8{model.FieldCommander, model.FieldCommunicator} {
		f := model.FieldNo(no)
		all = append(all, newFactField(f, f.Get(t), d))
	}
	return all
}

// rolesForm asks who leads a major incident and who informs its stakeholders.
func rolesForm(d *desk, t *model.Ticket) *form {
	return newFactsForm(d, t, "Who leads "+t.Key(), roleFields(d, t))
}

// informForm asks for an update to the stakeholders of a major incident.
func informForm(d *desk, t *model.Ticket) *form {
	id := t.ID
	fields := []*formField{newLongField("text", "Update", "", "what is known, what is done, what they can do meanwhile"), newSpanField(30 * time.Minute)}
	f := newForm(d, "STAKEHOLDER UPDATE on "+t.Key()+" · its requesters and watchers read this", fields, func(f *form) tea.Cmd {
		return doWhole(d, f, "got a stakeholder update", store.Command{ID: id, Act: model.Inform{Text: f.text("text"), Next: f.nextUpdate()}})
	})
	f.draft.key = "draft/inform/" + t.Key()
	return f
}

// afterMajor proposes to look for the cause once a major incident is resolved, unless somebody does already.
func afterMajor(d *desk, t *model.Ticket) func(done) Screen {
	if !t.Major || slices.ContainsFunc(t.Links, func(l model.Link) bool { return l.Rel == model.CausedBy }) {
		return nil
	}
	return func(done) Screen {
		all := []pick{{label: "Raise a problem", hint: "for the cause of " + t.Key(), value: true}, {label: "Not now", hint: "! offers it later", value: false}}
		p := newPicker(d, t.Key()+" is resolved. What caused it?", all, nil)
		p.choose = func(one pick) (Screen, tea.Cmd) {
			if raise, _ := one.value.(bool); raise {
				return nil, do(d, p, "was raised for the cause of "+t.Key(), store.Command{Act: model.SoughtCause(t)})
			}
			return nil, nil
		}
		return p
	}
}

// raiseProblem makes the problem that is to find the cause of an incident.
func raiseProblem(d *desk, s hand, t *model.Ticket) tea.Cmd {
	return do(d, s, "was raised for the cause of "+t.Key(), store.Command{Act: model.SoughtCause(t)})
}
