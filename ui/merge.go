package ui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// mergePicker asks for the ticket to merge others into: look-alikes come first.
func mergePicker(d *desk, s hand, on []*model.Ticket) *picker {
	ids, kind, other := idsOf(on), on[0].Kind, noneOf(on)
	fits := func(t *model.Ticket) bool { return other(t) && t.Open() && model.Mergeable(kind, t.Kind) }
	return newTicketPicker(d, "Merge "+subject(on)+" into", on[0].ID, fits, func(to pick) (Screen, tea.Cmd) {
		act := model.Merge{Into: to.value.(model.ID)}
		return nil, do(d, s, "merged into "+strings.Fields(to.label)[0], commands(ids, func(model.ID) model.Act { return act })...)
	})
}

// barUnmerge says why there is nothing to unmerge.
func barUnmerge(on []*model.Ticket) string {
	switch {
	case len(on) != 1:
		return "unmerge one ticket at a time"
	case on[0].MergedInto() == 0 && len(on[0].MergedFrom()) == 0:
		return on[0].Key() + " was merged with no other ticket"
	}
	return ""
}

// unmerge takes back what merged a ticket into another one. Of one that took others in, it asks which.
func unmerge(d *desk, s hand, t *model.Ticket) (Screen, tea.Cmd) {
	if t.MergedInto() != 0 {
		return s, doUnmerge(d, s, t.ID)
	}
	st, ids := d.store, t.MergedFrom()
	if len(ids) == 1 {
		return s, doUnmerge(d, s, ids[0])
	}
	p := newPicker(d, "Unmerge from "+t.Key(), nil, func(one pick) (Screen, tea.Cmd) { return nil, doUnmerge(d, s, one.value.(model.ID)) })
	p.load = func(ctx context.Context) (all []pick, err error) {
		merged, err := st.Tickets(ctx, ids)
		if err != nil {
			return nil, fmt.Errorf("list what was merged into %s: %w", t.Key(), err)
		}
		for _, one := range merged {
			all = append(all, pick{label: one.Key() + " " + one.Title, value: one.ID})
		}
		return all, nil
	}
	return p, nil
}

func doUnmerge(d *desk, to Screen, id model.ID) tea.Cmd {
	st, who := d.store, d.who
	return ask(d, to, func(ctx context.Context) (done, error) {
		r, err := st.Unmerge(ctx, store.Write{Who: who}, id)
		return done{result: r, said: outcome("unmerged: as before the merge", r)}, err
	})
}

// similarPicks offers the tickets that are like another one, the most similar first.
func similarPicks(ctx context.Context, st *store.Store, id model.ID, fits func(*model.Ticket) bool) ([]pick, error) {
	const few = 24 // of which some may have ended, or not fit
	found, err := st.SimilarTo(ctx, id, few)
	if err != nil {
		return nil, err
	}
	var all []pick
	for _, one := range found {
		t, err := st.Get(one.ID)
		if isGone(err) || err == nil && (!t.Open() || fits != nil && !fits(t)) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, pick{label: t.Key() + " " + t.Title, hint: "alike: " + strings.Join(one.Words[:min(3, len(one.Words))], ", "), value: t.ID})
	}
	return all, nil
}

// titlePicks offers the tickets whose title has the words of a text.
func titlePicks(ctx context.Context, st *store.Store, env model.Env, text string, fits func(*model.Ticket) bool) ([]pick, error) {
	var words []string
	for word := range model.Tokens(text) {
		words = append(words, "title:"+word)
	}
	if len(words) == 0 {
		return nil, nil
	}
	q, err := model.ParseQuery(strings.Join(words, " ") + " sort:-updated")
	if err != nil {
		return nil, nil //nolint:nilerr // what is no query finds nothing
	}
	list, err := st.Query(ctx, q, env, store.Page{Limit: 20})
	return ticketPicks(list.Tickets, fits), err
}

func ticketPicks(tickets []*model.Ticket, fits func(*model.Ticket) bool) (all []pick) {
	for _, t := range tickets {
		if fits != nil && !fits(t) {
			continue
		}
		all = append(all, pick{label: t.Key() + " " + t.Title, hint: t.State.Rule().Label, value: t.ID})
	}
	return all
}
