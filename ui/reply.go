package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// reply opens a public comment that quotes the newest one, or the description when there is none.
func reply(d *desk, s hand, t *model.Ticket) tea.Cmd {
	st := d.store
	return func() tea.Msg {
		full, past, err := st.Timeline(t.ID)
		if err != nil {
			return answer{body: told{text: problem(err), bad: true}}
		}
		all := quotable(full, past)
		return answer{body: d.action("", "", "", func() (Screen, tea.Cmd) {
			return newComposer(d, s, []*model.Ticket{full}, false, quoted(all[len(all)-1].text)), nil
		})}
	}
}

func barReply(s hand) string {
	if len(s.Held()) > 1 {
		return "a reply quotes one ticket: take the marks off first"
	}
	return ""
}

// quotePicker offers everything public that was said, the newest first. What only the desk reads is never quoted to the
// requester.
func (v *detail) quotePicker() (Screen, tea.Cmd) {
	d := v.desk
	said := quotable(v.ticket, v.past)
	var all []pick
	for i := len(said) - 1; i >= 0; i-- {
		one := said[i]
		hint := "description"
		if one.at != 0 {
			hint = moment(one.at, d.now()) + "  " + orDash(d.person(one.by).String())
		}
		all = append(all, pick{label: orDash(strings.Join(strings.Fields(one.text), " ")), hint: hint, value: one.text})
	}
	return newPicker(d, "Quote", all, func(one pick) (Screen, tea.Cmd) {
		return newComposer(d, v, v.Held(), false, quoted(one.value.(string))), nil
	}), nil
}

// A saying is something public that can be quoted.
type saying struct {
	at   model.Instant // zero for the description
	by   model.Ref
	text string
}

// quotable lists the description, and every public comment that stands, oldest first.
func quotable(t *model.Ticket, past []model.Moment) []saying {
	all := []saying{{text: t.Description}}
	for _, m := range past {
		if m.Verb == model.VerbComment && !m.Undone {
			all = append(all, saying{m.At, m.By, m.Text})
		}
	}
	return all
}

// quoted gives a text as a quotation to answer.
func quoted(text string) string {
	var b strings.Builder
	for _, l := range model.CleanBlock(text).Lines() {
		b.WriteString("> " + l.String() + "\n")
	}
	return b.String() + "\n"
}
