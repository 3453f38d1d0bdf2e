package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// splitPicker asks which entry of a ticket becomes one of its own, the newest first.
func (v *detail) splitPicker() (Screen, tea.Cmd) {
	d, story := v.desk, model.Story{Ticket: v.ticket, Moments: v.past}
	var all []pick
	for i := range v.past {
		m := &v.past[i]
		if !m.Speaks() {
			continue
		}
		label := d.person(m.By).String() + ": " + firstWords(m.Text)
		all = append(all, pick{label: label, hint: moment(m.At, d.now()), value: len(all) + 1})
	}
	slices.Reverse(all)
	if strings.TrimSpace(v.ticket.Description) != "" {
		all = append(all, pick{label: "the description: " + firstWords(v.ticket.Description), value: 0})
	}
	return newPicker(d, "Split off "+v.ticket.Key(), all, func(one pick) (Screen, tea.Cmd) {
		act, err := model.SplitOff(story, one.value.(int), "", d.store.Names())
		if err != nil {
			return nil, complain(err)
		}
		return newSplitForm(d, act, story.Ticket.Key()), nil
	}), nil
}

// barSplit says why nothing can be split off.
func (v *detail) barSplit() string {
	switch {
	case v.ticket == nil:
		return "there is no ticket here"
	case v.ticket.MergedInto() != 0:
		return v.ticket.Key() + " was merged into another ticket: split it off there"
	}
	for i := range v.past {
		if v.past[i].Speaks() {
			return ""
		}
	}
	if strings.TrimSpace(v.ticket.Description) == "" {
		return "nothing was said on " + v.ticket.Key()
	}
	return ""
}

// newSplitForm asks for the title of what is split off, and shows it when it is made.
func newSplitForm(d *desk, act model.Split, key string) *form {
	title := ""
	for _, s := range act.Set {
		if s.Field == model.FieldTitle {
			title = s.To.S
		}
	}
	send := func(f *form) tea.Cmd {
		made := act
		made.Set = append([]model.Setting(nil), act.Set...)
		for i := range made.Set {
			if made.Set[i].Field == model.FieldTitle {
				made.Set[i].To.S = f.text("title")
			}
		}
		return doWhole(d, f, "was split off "+key, store.Command{Act: made})
	}
	f := newForm(d, "Split "+act.What+" off "+key, []*formField{newLineField("title", "Title", title, "what it is about")}, send)
	f.after = func(r done) Screen {
		if len(r.result.Done) == 0 {
			return nil
		}
		return newDetail(d, r.result.Done[0].ID)
	}
	return f
}

// firstWords gives the beginning of a text in one line.
func firstWords(text string) string {
	words, _ := model.Bound(strings.Join(strings.Fields(text), " "), 200)
	return model.Clean(words).String()
}
