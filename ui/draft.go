package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A draft is text that was typed and not sent. It is kept in the store half a second after a key at the latest, and when
// it is left, so that neither esc nor a crash nor a lost connection loses it.
type draft struct {
	desk *desk
	key  string // under which it is kept; empty keeps nothing
	kept string
	// waits says that what was typed will be kept in a moment.
	waits bool
}

// draftPause is the longest for which a key that was pressed is not kept yet.
const draftPause = 500 * time.Millisecond

// draftDue says to a screen that what was typed there is to be kept now.
type draftDue struct{}

// draftFound is what was kept from an earlier time.
type draftFound struct{ text string }

// Find asks for what was kept.
func (r *draft) Find(to Screen) tea.Cmd {
	if r.key == "" {
		return nil
	}
	st, who, key := r.desk.store, r.desk.who, r.key
	return ask(r.desk, to, func(context.Context) (draftFound, error) {
		text, err := st.Kept(who, key)
		return draftFound{string(text)}, err
	})
}

// Typed says that a key came: its screen is told to keep the draft in a moment, however many keys follow, and whatever
// lies over the screen by then.
func (r *draft) Typed(to Screen) tea.Cmd {
	if r.key == "" || r.waits {
		return nil
	}
	r.waits = true
	return r.desk.after(draftPause, answer{to: to, body: draftDue{}})
}

// Keep stores the text, or takes it away when it is empty.
func (r *draft) Keep(text string) tea.Cmd {
	if r.key == "" || text == r.kept || r.desk.store.ReadOnly() {
		return nil
	}
	r.kept = text
	st, who, key, ctx := r.desk.store, r.desk.who, r.key, context.WithoutCancel(r.desk.ctx) // also when the session just ended
	return func() tea.Msg {
		if err := st.Keep(ctx, who, key, []byte(text)); err != nil {
			return answer{body: told{text: "the draft is not kept: " + problem(err), bad: true}}
		}
		return nil
	}
}
