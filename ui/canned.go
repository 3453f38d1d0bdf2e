package ui

import (
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// replyPicker offers the canned replies for the tickets. To many only what says the same to all can be written.
func (c *composer) replyPicker() (Screen, tea.Cmd) {
	d, env := c.desk, c.desk.env()
	replies := d.store.Book().Terms().Replies
	var all []pick
	for i := range replies {
		r := &replies[i]
		if !c.offers(r) {
			continue
		}
		filled, err := model.Fill(r.Text, c.on[0], env)
		one := pick{label: r.Name, hint: strings.Join(strings.Fields(filled.Text), " "), value: filled}
		switch {
		case err != nil:
			one.bar = problem(err)
		case len(c.on) > 1 && model.OfTicket(r.Text):
			one.bar = "it says another thing on every ticket: use it on one, or in a macro"
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return c, complain(errNoReplies)
	}
	return newPicker(d, "Canned reply", all, func(one pick) (Screen, tea.Cmd) { return nil, c.insert(one.value.(model.Filled)) }), nil
}

var errNoReplies = errors.New("there is no reply for this ticket yet: leads and operations managers make them, see :replies")

func (c *composer) offers(r *model.Reply) bool {
	for _, t := range c.on {
		if !r.For(t, c.desk.store.Names()) {
			return false
		}
	}
	return true
}

// insert puts a reply in where the cursor is, and the cursor to its mark.
func (c *composer) insert(f model.Filled) tea.Cmd {
	c.area.Insert(f.Text, f.Cursor)
	if len(f.Missing) > 0 {
		c.err = "nothing is known for " + strings.Join(f.Missing, ", ") + ": put it in where … stands"
	}
	return c.draft.Typed(c)
}
