package ui

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// newRecord offers the kinds of ticket, and then the form of the one that was chosen.
func newRecord(d *desk, first model.Kind) *picker {
	var all []pick
	for k, rules := range model.Kinds {
		if k > 0 {
			all = append(all, pick{label: rules.Label, hint: rules.Prefix, value: model.Kind(k)})
		}
	}
	slices.SortStableFunc(all, func(a, b pick) int {
		switch {
		case a.value == first && b.value != first:
			return -1
		case b.value == first && a.value != first:
			return 1
		}
		return 0
	})
	return newPicker(d, "New", all, func(one pick) (Screen, tea.Cmd) { return newCreate(d, one.value.(model.Kind)), nil })
}

// asked gives the facts that the form for a new ticket asks for, what matters first.
func asked(k model.Kind) []*model.Field {
	first := []uint8{model.FieldTitle, model.FieldDescription, model.FieldImpact, model.FieldUrgency, model.FieldRequester,
		model.FieldService, model.FieldTeam, model.FieldCategory, model.FieldTags}
	if k == model.Item || k == model.Improvement {
		first = []uint8{model.FieldTitle, model.FieldDescription, model.FieldProduct, model.FieldBusinessImpact,
			model.FieldCustomerImpact, model.FieldSize, model.FieldRelease, model.FieldRequester, model.FieldTags}
	}
	later := []uint8{model.FieldCommander, model.FieldCommunicator} // who leads is named once there is a major incident
	var all []*model.Field
	for _, no := range first {
		if f := model.FieldNo(no); f.Of(k) {
			all = append(all, f)
		}
	}
	for _, f := range model.Fields {
		if len(f.Kinds) > 0 && f.Of(k) && f.Edit && !slices.Contains(first, f.No) && !slices.Contains(later, f.No) && len(f.Kinds) < 3 {
			all = append(all, f)
		}
	}
	return all
}

// newCreate is the form for a new ticket of a kind.
func newCreate(d *desk, k model.Kind) *form {
	var fields []*formField
	for _, f := range asked(k) {
		fields = append(fields, newFactField(f, model.Value{}, d))
	}
	send := func(f *form) tea.Cmd {
		set, ok := f.settings()
		if !ok {
			return nil
		}
		return doWhole(d, f, "was created", store.Command{Act: model.Create{Kind: k, Set: set}})
	}
	f := newForm(d, "New "+strings.ToLower(k.Rules().Label), fields, send)
	f.draft.key = "draft/new/" + k.String()
	f.advice = &formAdvice{desk: d, kind: k}
	f.after = func(r done) Screen {
		if len(r.result.Done) == 0 {
			return nil
		}
		return newDetail(d, r.result.Done[0].ID)
	}
	return f
}

// newEdit is the form of everything that can be edited on a ticket.
func newEdit(d *desk, t *model.Ticket) *form {
	var fields []*formField
	for _, f := range model.Fields {
		if f.Edit && f.Of(t.Kind) {
			fields = append(fields, newFactField(f, f.Get(t), d))
		}
	}
	f := newFactsForm(d, t, "Edit "+t.Key(), fields)
	f.about = t.Title
	f.draft.key = "draft/edit/" + t.Key()
	return f
}

// newFactsForm is a form that edits some facts of a ticket.
func newFactsForm(d *desk, t *model.Ticket, title string, fields []*formField) *form {
	id := t.ID
	return newForm(d, title, fields, func(f *form) tea.Cmd {
		set, ok := f.settings()
		if !ok {
			return nil
		}
		if len(set) == 0 {
			f.err = "nothing was changed yet"
			return nil
		}
		var all []store.Command
		for _, s := range set {
			all = append(all, store.Command{ID: id, Act: model.Edit{Field: s.Field, Base: f.base(s.Field), To: s.To}})
		}
		return doWhole(d, f, "was edited", all...)
	})
}

// base gives the value of a field on which what was typed is based.
func (f *form) base(no uint8) model.Value {
	for _, one := range f.fields {
		if one.field != nil && one.field.No == no {
			return one.base
		}
	}
	return model.Value{}
}

// refused shows why nothing was saved. When somebody else changed a field meanwhile, both values are shown and saving
// again puts this one in its place: the person has seen what they overwrite.
func (f *form) refused(err error) {
	if f.blame != nil && f.blame(err) {
		return
	}
	f.err = problem(err)
	var conflict *model.ConflictError
	if !errors.As(err, &conflict) {
		return
	}
	for i, one := range f.fields {
		if one.field == conflict.Field {
			one.base = conflict.Have
			one.err = "it is now " + orDash(model.Clean(conflict.HaveText).String()) + " · ctrl+s again puts yours in its place"
			f.turn(i)
		}
	}
}

// newMoveForm asks for what a step demands.
func newMoveForm(d *desk, on []*model.Ticket, step model.Step) *form {
	var fields []*formField
	why := false
	for _, g := range step.Guards {
		rule := g.Rule()
		why = why || rule.Why || g == model.NeedsFix
		for _, no := range rule.Fields {
			fields = append(fields, moveField(d, on[0], step, model.FieldNo(no)))
		}
	}
	if why {
		fields = append(fields, newLongField("why", "Reason in words", "", "why?"))
	}
	if step.To == model.StateOnHold {
		fields = append(fields, newLongField("comment", "Public comment", "", "demanded when it awaits the caller"))
	}
	ids := idsOf(on)
	send := func(f *form) tea.Cmd {
		set, ok := f.settings()
		if !ok {
			return nil
		}
		act := model.Move{To: step.To, Set: set, Comment: f.text("comment"), Why: f.text("why")}
		if len(on) == 1 {
			return doFamily(d, f, on[0], "moved to "+step.To.Rule().Label, onward{}, act)
		}
		return do(d, f, "moved to "+step.To.Rule().Label, commands(ids, func(model.ID) model.Act { return act })...)
	}
	f := newForm(d, subject(on)+" → "+step.To.Rule().Label, fields, send)
	f.about = called(on)
	f.draft.key = "draft/move/" + step.To.String() + "/" + on[0].Key()
	if len(on) == 1 && step.To.Rule().Phase == model.Finished {
		f.after = afterMajor(d, on[0])
	}
	if len(on) > 1 {
		f.draft.key = "draft/move/" + step.To.String() + "/many"
	}
	return f
}

// moveField asks for a fact that a step demands; the reasons and codes that fit are offered.
func moveField(d *desk, t *model.Ticket, step model.Step, f *model.Field) *formField {
	switch f.No {
	case model.FieldReason:
		var fit []model.Option
		for _, o := range f.Options {
			if model.Reason(o.N).Rule().For == step.To {
				fit = append(fit, o)
			}
		}
		one := newChoiceField(f.Name, f.Label, fit, 0)
		one.field = f
		return one
	case model.FieldCode:
		var codes []model.Option
		for i, code := range model.Codes {
			codes = append(codes, model.Option{N: int64(i + 1), Token: code, Label: code})
		}
		one := newChoiceField(f.Name, f.Label, codes, 0)
		one.field = f
		return one
	}
	return newFactField(f, f.Get(t), d)
}
