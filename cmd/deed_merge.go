package cmd

import (
	"slices"
	"strconv"

	"opsdesk/model"
	"opsdesk/store"
)

func mergeSteps(d *doing, _ int) ([]step, error) {
	into, err := d.find(d.args[0])
	if err != nil {
		return nil, err
	}
	return one(model.Merge{Into: into.ID, Why: d.flags.why}, "merged into %s", into.Key())
}

// splitSteps makes a ticket of an entry: the number that show gives it, or the description.
func splitSteps(d *doing, i int) ([]step, error) {
	entry := 0
	if word := d.args[0]; word != "description" {
		var err error
		if entry, err = strconv.Atoi(word); err != nil || entry <= 0 {
			return nil, usage("%s is no entry: write the number that show gives a comment or note, or description", quoted(word))
		}
	}
	t, moments, err := d.store.Timeline(d.tickets[i].ID)
	if err != nil {
		return nil, err
	}
	act, err := model.SplitOff(model.Story{Ticket: t, Moments: moments}, entry, d.flags.title, d.store.Names())
	if err != nil {
		return nil, err
	}
	return one(act, "split off %s: %s", t.Key(), act.What)
}

// unmergeAll takes back what merged tickets into others, of one ticket after the other. What was merged in the same
// gesture is taken back with the first.
func (d *doing) unmergeAll(failures []error) error {
	of := len(failures) + len(d.tickets)
	back := map[model.ID]bool{}
	for _, t := range d.tickets {
		if back[t.ID] {
			continue
		}
		result, err := d.store.Unmerge(d.ctx, store.Write{Who: d.me, Request: d.flags.request, Try: d.flags.dryRun}, t.ID)
		if err != nil {
			if of == 1 {
				return err
			}
			d.complain(t.Key(), err)
			failures = append(failures, err)
			continue
		}
		for _, one := range result.Done {
			back[one.ID] = true
		}
		said := step{model.Merge{}, "unmerged, as it was before on " + undoText(result.Done)}
		if err := d.tellOne(t.Key(), said, store.Done{ID: t.ID}, result.Group); err != nil {
			return err
		}
	}
	return outcome(failures, of)
}

// commands gives those that an act on a ticket takes: what goes along with it on its children too, if that is wanted. What
// makes a ticket is no act on this one.
func (d *doing) commands(t *model.Ticket, act model.Act) ([]store.Command, error) {
	switch {
	case act.Verb() == model.VerbSplit, act.Verb() == model.VerbCreate:
		return []store.Command{{Act: act}}, nil
	case !d.flags.family:
		return []store.Command{{ID: t.ID, Act: act}}, nil
	}
	all, err := d.store.Family(d.me, t.ID, act)
	return slices.DeleteFunc(all, func(c store.Command) bool { // a child that is named acts for itself
		return c.ID != t.ID && slices.ContainsFunc(d.tickets, func(named *model.Ticket) bool { return named.ID == c.ID })
	}), err
}

// of gives the step as it is told of a command: a child may go to a state of its own kind.
func (s step) of(c store.Command) step {
	if m, ok := c.Act.(model.Move); ok {
		return step{m, "moved to " + m.To.Rule().Label}
	}
	return s
}
