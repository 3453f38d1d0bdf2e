package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// newPalette opens the list of everything that can be done here, to find by name. A ticket's number goes there.
func newPalette(d *desk, title string, actions []Action) *picker {
	var all []pick
	for _, act := range offered(actions) {
		all = append(all, pick{label: act.Key.Help().Desc, hint: keyNames.Replace(strings.Join(act.Key.Keys(), "  ")), bar: act.Bar, also: wordsFor(act), value: act})
	}
	p := newPicker(d, title, all, func(one pick) (Screen, tea.Cmd) {
		if number, ok := one.value.(string); ok {
			return nil, jump(d, number)
		}
		if to, ok := one.value.(voyageTo); ok {
			return newVoyage(d, to.cut), nil
		}
		return nil, func() tea.Msg { return answer{body: one.value} }
	})
	p.exact = true
	p.free = func(text string) (pick, bool) {
		_, _, err := model.ParseID(text)
		if when, ok := strings.CutPrefix(strings.ToLower(text)+" ", "at "); ok {
			return atPick(d, when), true
		}
		return pick{label: "go to " + text, value: text}, err == nil
	}
	return p
}

// newHelp opens the same list over the whole screen, in the order of the keys.
func newHelp(d *desk, actions []Action) *help {
	p := newPalette(d, "Keys here · enter does it", actions)
	for i := range p.all {
		one := &p.all[i]
		keys := one.hint
		if keys == "" {
			keys = "(: only)"
		}
		one.label, one.hint = fmt.Sprintf("%-22s %s", keys, one.label), ""
	}
	p.rows, p.spare = 1000, 2
	p.search()
	return &help{p}
}

// help is a palette that covers the screen.
type help struct{ *picker }

// Docked is false: there is much to read.
func (h *help) Docked() bool { return false }

// Update is the picker's, as this screen.
func (h *help) Update(msg tea.Msg) (Screen, tea.Cmd) { return h.as(h.picker.Update(msg)) }

// Actions are the picker's, as this screen's.
func (h *help) Actions() []Action {
	all := h.picker.Actions()
	for i := range all {
		run := all[i].Run
		all[i].Run = func() (Screen, tea.Cmd) { return h.as(run()) }
	}
	return all
}

func (h *help) as(s Screen, cmd tea.Cmd) (Screen, tea.Cmd) {
	if s == Screen(h.picker) {
		return h, cmd
	}
	return s, cmd
}

// newGoto asks for a number and opens the ticket.
func newGoto(d *desk) *picker {
	p := newPicker(d, "Go to", nil, func(one pick) (Screen, tea.Cmd) {
		if id, ok := one.value.(model.ID); ok {
			return newDetail(d, id), nil
		}
		return nil, jump(d, one.value.(string))
	})
	p.free = func(text string) (pick, bool) {
		return pick{label: "open " + text, hint: "a number, a link, or words of a title", value: text}, true
	}
	st, env := d.store, d.env()
	p.find = func(ctx context.Context, text string) ([]pick, error) { return titlePicks(ctx, st, env, text, nil) }
	p.want = "type a number: 12, INC-12, or the one that it has where it came from; or words of its title"
	return p
}

// maxJump is how many tickets are offered where words mean several.
const maxJump = 50

// jump finds a ticket by its number, here or elsewhere, by its link, or by words of its title, and opens it; several to
// choose from are offered.
func jump(d *desk, written string) tea.Cmd {
	st, env, ctx := d.store, d.env(), d.ctx
	return func() tea.Msg {
		bad := func(err error) tea.Msg { return answer{body: told{text: problem(err), bad: true}} }
		number := written
		if strings.HasPrefix(written, linkScheme) {
			here := deskLink(st.Path())
			if number = strings.TrimPrefix(written, here); number == written {
				return bad(fmt.Errorf("%w: %s leads to another desk; links to this one begin with %s", model.ErrRefused, model.Clean(written), here))
			}
		}
		ids, err := st.Find(number)
		if err != nil && isGone(err) {
			if titled, wrong := titledSo(ctx, st, env, written); wrong == nil && len(titled) > 0 {
				ids, err = titled, nil
			}
		}
		if err != nil {
			return bad(err)
		}
		if len(ids) == 1 {
			return answer{body: d.action("", "", "", func() (Screen, tea.Cmd) { return newDetail(d, ids[0]), nil })}
		}
		var all []pick
		for _, id := range ids {
			t, err := st.Get(id)
			if err != nil {
				return bad(err)
			}
			all = append(all, pick{label: t.Key() + " " + t.Title, hint: dotted(t.State.Rule().Label, t.Source), value: id})
		}
		return answer{body: d.action("", "", "", func() (Screen, tea.Cmd) {
			return newPicker(d, "Go to "+written, all, func(one pick) (Screen, tea.Cmd) { return newDetail(d, one.value.(model.ID)), nil }), nil
		})}
	}
}

// titledSo finds the tickets whose titles have all words of a text, each or its beginning; the newest first.
func titledSo(ctx context.Context, st *store.Store, env model.Env, text string) (ids []model.ID, err error) {
	query := "sort:-updated"
	for token := range model.Tokens(text) {
		query += ` title:"` + token + `"` // tokens are letters and digits
	}
	q, err := model.ParseQuery(query)
	if err != nil || len(q.Words()) == 0 {
		return nil, err
	}
	list, err := st.Query(ctx, q, env, store.Page{Limit: maxJump})
	for _, t := range list.Tickets {
		ids = append(ids, t.ID)
	}
	return ids, err
}

// askLine asks for one line of text; want says what to type.
func askLine(d *desk, title, want string, use func(text string) (Screen, tea.Cmd)) *picker {
	p := newPicker(d, title, nil, func(one pick) (Screen, tea.Cmd) { return use(one.value.(string)) })
	p.input = kit.NewInput("", "", model.MaxTitle)
	p.want = want
	p.input.Paint(d.theme)
	p.input.Focus(true)
	p.free = func(text string) (pick, bool) { return pick{label: text, value: text}, true }
	p.search()
	return p
}

// isGone tells whether an error says that a ticket is not there.
func isGone(err error) bool { return errors.Is(err, model.ErrNotFound) }

// commands gives the same act for each of some tickets.
func commands(ids []model.ID, act func(model.ID) model.Act) []store.Command {
	all := make([]store.Command, len(ids))
	for i, id := range ids {
		all[i] = store.Command{ID: id, Act: act(id)}
	}
	return all
}
