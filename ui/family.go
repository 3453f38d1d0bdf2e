package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// doFamily is do for an act on one ticket that may go along with its children: when any would, the person says whether
// they do, and sees in a preview what would become of each. Leaving that is answered as leaving the preview is.
func doFamily(d *desk, to Screen, on *model.Ticket, said string, then onward, act model.Act) tea.Cmd {
	alone := doThen(d, to, said, then, store.Command{ID: on.ID, Act: act})
	if !slices.ContainsFunc(on.Links, func(l model.Link) bool { return l.Rel == model.ParentOf }) {
		return alone
	}
	st, who, id := d.store, d.who, on.ID
	return func() tea.Msg {
		all, err := st.Family(who, id, act)
		if err != nil {
			return answer{to: to, body: done{}, err: err}
		}
		if len(all) == 1 {
			return alone()
		}
		open := func() (Screen, tea.Cmd) { return newFamilyChoice(d, to, on.Key(), said, then, all), nil }
		return answer{body: Action{Run: open}}
	}
}

// A familyChoice asks whether the children of a ticket go along.
type familyChoice struct {
	*picker
	left tea.Cmd // tells whoever asked that nothing was chosen
}

func newFamilyChoice(d *desk, to Screen, key, said string, then onward, all []store.Command) *familyChoice {
	with := "with its child"
	if n := len(all) - 1; n > 1 {
		with = "with its " + number(n) + " children"
	}
	choices := []pick{{label: with, hint: "a preview shows what becomes of each", value: true}, {label: "this one alone", value: false}}
	p := newPicker(d, key+" has children", choices, func(one pick) (Screen, tea.Cmd) {
		if one.value.(bool) {
			p := newPreview(d, to, key+" "+with, said, all)
			p.then = then
			return p, nil
		}
		return nil, doThen(d, to, said, then, all[0])
	})
	left := ask(d, to, func(context.Context) (done, error) { return done{}, errLeft })
	return &familyChoice{p, left}
}

// Update is the picker's, which stays a part of this screen.
func (c *familyChoice) Update(msg tea.Msg) (Screen, tea.Cmd) {
	next, cmd := c.picker.Update(msg)
	if next == Screen(c.picker) {
		next = c
	}
	return next, cmd
}

// Actions are the picker's; leaving is told.
func (c *familyChoice) Actions() []Action {
	all := c.picker.Actions()
	for i := range all {
		run := all[i].Run
		all[i].Run = func() (Screen, tea.Cmd) {
			next, cmd := run()
			if next == Screen(c.picker) {
				next = c
			}
			return next, cmd
		}
		if all[i].ID == "pick-leave" {
			all[i].Run = func() (Screen, tea.Cmd) { return nil, c.left }
		}
	}
	return all
}
