package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A draft is text that was typed and not sent. It is kept in the store a moment after the last key, and when it is
// left, so that neither esc nor a crash loses it.
type draft struct {
	desk *desk
	key  string // under which it is kept; empty keeps nothing
	gen  int
	kept string
}

// draftPause is how long after the last key a draft is kept.
const draftPause = 500 * time.Millisecond

// draftMsg says that a pause since a key is over.
type draftMsg struct {
	key string
	gen int
}

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

// Typed says that a key came; the draft is kept when none follows.
func (r *draft) Typed() tea.Cmd {
	if r.key == "" {
		return nil
	}
	r.gen++
	return r.desk.after(draftPause, draftMsg{r.key, r.gen})
}

// Due tells whether a pause that is over was that since the last key.
func (r *draft) Due(msg draftMsg) bool { return msg.key == r.key && msg.gen == r.gen }

// Keep stores the text, or takes it away when it is empty.
func (r *draft) Keep(text string) tea.Cmd {
	if r.key == "" || text == r.kept || r.desk.store.ReadOnly() {
		return nil
	}
	r.kept = text
	st, who, key, ctx := r.desk.store, r.desk.who, r.key, r.desk.ctx
	return func() tea.Msg {
		if err := st.Keep(ctx, who, key, []byte(text)); err != nil {
			return answer{body: told{text: "the draft is not kept: " + problem(err), bad: true}}
		}
		return nil
	}
}
