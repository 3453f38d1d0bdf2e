package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// An answerer is a screen with a hand on what was said.
type answerer interface {
	// Answering gives the words under the hand and whether only the desk reads them; none when nothing was said there.
	Answering() (words string, inside bool)
}

// reply opens a composer that quotes what is under the hand, or else the newest public comment, or the description.
func reply(d *desk, s hand, t *model.Ticket) (Screen, tea.Cmd) {
	if a, ok := s.(answerer); ok {
		if words, inside := a.Answering(); strings.TrimSpace(words) != "" {
			return newComposer(d, s, []*model.Ticket{t}, inside, quoted(words)), nil
		}
	}
	st := d.store
	return s, func() tea.Msg {
		full, past, err := st.Timeline(t.ID)
		if err != nil {
			return answer{body: told{text: problem(err), bad: true}}
		}
		words := newestPublic(full, past)
		return answer{body: d.action("", "", "", func() (Screen, tea.Cmd) {
			return newComposer(d, s, []*model.Ticket{full}, false, quoted(words)), nil
		})}
	}
}

func barReply(s hand) string {
	if len(s.Held()) > 1 {
		return "a reply quotes one ticket: take the marks off first"
	}
	return ""
}

// newestPublic gives the newest public comment that stands, or the description when there is none.
func newestPublic(t *model.Ticket, past []model.Moment) string {
	words := t.Description
	for _, m := range past {
		if m.Verb == model.VerbComment && !m.Undone {
			words = m.Text
		}
	}
	return words
}

// quoted gives a text as a quotation to answer.
func quoted(text string) string {
	var b strings.Builder
	for _, l := range model.CleanBlock(text).Lines() {
		b.WriteString("> " + l.String() + "\n")
	}
	return b.String() + "\n"
}
