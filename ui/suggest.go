package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"opsdesk/store"
)

// suggested is what the desk's past says of a subject, for the screen that asked.
type suggested struct {
	about store.Subject
	*store.Suggestions
}

// suggest asks for suggestions on a subject; the screen gets an answer with a suggested.
func suggest(d *desk, to Screen, about store.Subject) tea.Cmd {
	st := d.store
	return ask(d, to, func(ctx context.Context) (suggested, error) {
		found, err := st.Suggest(ctx, about)
		return suggested{about, found}, err
	})
}

// suggestRows draws suggestions into at most so many rows of a width, what matters most first: known errors with their
// workaround, look-alikes that are open, likely outcomes with their reasons, look-alikes of the past. It draws nothing
// for nil, and says so while too little was learned.
func suggestRows(d *desk, s *store.Suggestions, width, rows int) []string {
	return nil
}
