package ui

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A cast is a macro worked out for some tickets.
type cast struct {
	macro    *model.Macro
	commands []store.Command
	tickets  int // that it does something to
	leftOut  int // that it can't be done to
	why      error
}

// newCast works a macro out for tickets.
func newCast(d *desk, m *model.Macro, on []*model.Ticket) cast {
	c, env := cast{macro: m}, d.env()
	for _, t := range on {
		acts, err := m.Acts(t, env)
		if err != nil {
			c.leftOut++
			if c.why == nil {
				c.why = err
			}
			continue
		}
		c.tickets++
		for _, act := range acts {
			c.commands = append(c.commands, store.Command{ID: t.ID, Act: act})
		}
	}
	return c
}

// said tells what was done, for the status line.
func (c *cast) said() string {
	text := "went through macro " + c.macro.Name + ": " + c.macro.Says()
	if c.leftOut > 0 && c.tickets > 0 {
		text = "went through macro " + c.macro.Name + " · " + count(c.leftOut, "ticket") + " left out" // why, the preview has said
	}
	return text
}

// macroPicker offers the macros that are for the tickets, with what each does. Those for some of them say for how many.
func macroPicker(d *desk, s hand, on []*model.Ticket) (Screen, tea.Cmd) {
	macros := d.store.Book().Terms().Macros
	if len(macros) == 0 {
		return s, complain(errors.New("there are no macros yet: leads and operations managers make them, see :macros"))
	}
	var all []pick
	env := d.env()
	for i := range macros {
		m := &macros[i]
		fits, bar := 0, m.Bar(env)
		for _, t := range on {
			if bar(t) == nil {
				fits++
			}
		}
		hint := m.Says()
		if fits < len(on) {
			hint = "for " + number(fits) + " of " + number(len(on)) + " · " + hint
		}
		if fits > 0 {
			all = append(all, pick{label: m.Name, hint: hint, value: m})
		}
	}
	if len(all) == 0 {
		return s, complain(fmt.Errorf("no macro is for %s: :macros shows for what they are", subject(on)))
	}
	return newPicker(d, "Macro on "+subject(on), all, func(one pick) (Screen, tea.Cmd) {
		return runMacro(d, s, one.value.(*model.Macro), on)
	}), nil
}

// runMacro does a macro to one ticket at once, and goes on where it says; to many after a preview.
func runMacro(d *desk, s hand, m *model.Macro, on []*model.Ticket) (Screen, tea.Cmd) {
	c := newCast(d, m, on)
	switch {
	case c.tickets == 0:
		return nil, complain(c.why)
	case len(on) > 1:
		p := newPreview(d, s, "Macro "+m.Name, c.said(), c.commands)
		if p.leftOut = c.leftOut; c.why != nil {
			p.whyOut = problem(c.why)
		}
		return p, nil
	}
	return nil, doThen(d, s, c.said(), onwardFrom(s, on[0], m.Next), c.commands...)
}
