package ui

import (
	"slices"
	"strings"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// knownError shows what was found out of a problem: how it is recognised, what helps meanwhile, and what is behind it.
func (v *detail) knownError(s *sheet) {
	t, x := v.desk.theme, v.ticket
	name := "Known error"
	if !x.KnownError {
		name = "Cause and workaround"
	}
	if strings.TrimSpace(x.Symptom+x.Workaround+x.Cause) == "" || !s.begin(name, "") {
		return
	}
	for _, no := range []uint8{model.FieldSymptom, model.FieldWorkaround, model.FieldCause} {
		f := model.FieldNo(no)
		text := f.Get(x).S
		if strings.TrimSpace(text) == "" {
			continue
		}
		label := kit.NewRow(errorLabel, false).Cell(t.Dim, line(f.Label), errorLabel).Fill(kit.Style{})
		for _, row := range kit.Markdown(model.CleanBlock(text), max(10, s.width-errorLabel), t) {
			s.put(label + row)
			label = kit.NewRow(errorLabel, false).Gap(errorLabel).Fill(kit.Style{})
		}
	}
}

// errorLabel is the width of the labels before what was found out.
const errorLabel = 12

// maxErrors is how many known errors are shown of those that fit: they come first, and each takes some rows.
const maxErrors = 2

// knownErrors gives the known errors that an incident may be a case of: those that it is linked with, then those that the
// past suggests.
func (v *detail) knownErrors(past *store.Suggestions) (all []store.KnownError) {
	for _, k := range v.kin.others {
		if k.rel == model.CausedBy && k.ticket != nil && k.ticket.KnownError {
			all = append(all, store.KnownError{Ticket: k.ticket})
		}
	}
	for _, one := range past.Known {
		if !slices.ContainsFunc(all, func(k store.KnownError) bool { return k.Ticket.ID == one.Ticket.ID }) {
			all = append(all, one)
		}
	}
	return all[:min(maxErrors, len(all))]
}
