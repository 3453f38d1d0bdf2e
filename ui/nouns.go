package ui

import (
	"context"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// nounPicker offers the nouns of a table, and first what else fits, such as nobody. A name that nobody has can be given
// to a new one, by whoever may.
func nounPicker(d *desk, title string, table model.Table, first []pick, choose func(pick) (Screen, tea.Cmd)) *picker {
	p := newPicker(d, title, first, choose)
	st := d.store
	p.load = func(context.Context) ([]pick, error) {
		nouns, err := st.Nouns(table)
		all := slices.Clone(first)
		for _, n := range nouns {
			if slices.ContainsFunc(first, func(one pick) bool { return one.value == n.ID }) {
				continue
			}
			all = append(all, pick{label: n.Name, hint: n.Email, value: n.ID})
		}
		return all, err
	}
	if barAdd(d) == "" {
		p.behind = true
		p.free = func(text string) (pick, bool) {
			return pick{label: "new " + model.Tables[table].Token + " " + text, make: func(ctx context.Context) (pick, error) { return addNoun(ctx, d, table, text) }}, true
		}
	}
	return p
}

// addNoun adds a noun to the desk, and gives it as a choice; one that is there already is given as it is.
func addNoun(ctx context.Context, d *desk, table model.Table, name string) (pick, error) {
	if _, err := d.store.AddNouns(ctx, d.who, model.Noun{Table: table, Name: name}); err != nil {
		return pick{}, err
	}
	r := d.named(table, name)
	if r == 0 {
		return pick{}, fmt.Errorf("%w: %s can't be the name of a %s", model.ErrRefused, name, model.Tables[table].Token)
	}
	return pick{label: d.store.Names().Name(table, r), value: r}, nil
}

// newAdd asks what to add to the desk, and its name.
func newAdd(d *desk) *picker {
	var all []pick
	for _, table := range []model.Table{model.People, model.Teams, model.Services, model.Products} {
		all = append(all, pick{label: model.Tables[table].Token, value: table})
	}
	return newPicker(d, "Add a", all, func(one pick) (Screen, tea.Cmd) {
		table, what := one.value.(model.Table), one.label
		p := newPicker(d, "New "+what, nil, func(noun pick) (Screen, tea.Cmd) { return nil, say("added the " + what + " " + noun.label) })
		p.want = "type its name"
		p.free = func(name string) (pick, bool) {
			return pick{label: name, make: func(ctx context.Context) (pick, error) {
				if d.named(table, name) != 0 {
					return pick{}, fmt.Errorf("%w: there is a %s %s already", model.ErrRefused, what, name)
				}
				return addNoun(ctx, d, table, name)
			}}, true
		}
		return p, nil
	})
}

// barAdd says why nobody and nothing can be added to the desk.
func barAdd(d *desk) string {
	if err := model.May(d.who, model.VerbImport, nil); err != nil {
		return problem(err)
	}
	return barWrite(d)
}
