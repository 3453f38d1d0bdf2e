package ui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A hand is what a screen acts on: the marked tickets, or the one under the hand. Screens with tickets lend it to the
// actions that are the same everywhere.
type hand interface {
	Screen
	// Held gives the tickets to act on as the screen last saw them, none when there is nothing.
	Held() []*model.Ticket
}

// recordActions lists what can be done to tickets, the same on every screen that shows some.
func recordActions(d *desk, s hand) []Action {
	none := ""
	if len(s.Held()) == 0 {
		none = "there is no ticket here"
	}
	none = cmp.Or(barWrite(d), none)
	// act works on tickets with all their facts, byNumber on tickets of which the number may be all that is known.
	act := func(id, keys, help string, run func([]*model.Ticket) (Screen, tea.Cmd)) Action {
		return d.action(id, keys, help, func() (Screen, tea.Cmd) { return seen(d, s, run) }).unless(none)
	}
	byNumber := func(id, keys, help string, run func([]*model.Ticket) (Screen, tea.Cmd)) Action {
		return d.action(id, keys, help, func() (Screen, tea.Cmd) { return run(s.Held()) }).unless(none)
	}
	all := []Action{
		byNumber("assign", "a", "assign", func(on []*model.Ticket) (Screen, tea.Cmd) { return assignPicker(d, s, on), nil }),
		byNumber("take", "m", "take", func(on []*model.Ticket) (Screen, tea.Cmd) {
			return s, do(d, s, "taken by "+d.who.Name, commands(idsOf(on), func(model.ID) model.Act { return model.Take{} })...)
		}),
		byNumber("prioritise", "p", "priority", func(on []*model.Ticket) (Screen, tea.Cmd) { return impactPicker(d, s, on), nil }),
		act("move", "s", "state", func(on []*model.Ticket) (Screen, tea.Cmd) { return statePicker(d, s, on) }),
		byNumber("comment", "c", "comment", func(on []*model.Ticket) (Screen, tea.Cmd) { return newComposer(d, s, on, false, ""), nil }),
		byNumber("note", "C", "note", func(on []*model.Ticket) (Screen, tea.Cmd) { return newComposer(d, s, on, true, ""), nil }).quiet(),
		act("reply", "R", "reply quoting what was said", func(on []*model.Ticket) (Screen, tea.Cmd) { return reply(d, s, on[0]) }).quiet().unless(cmp.Or(none, barReply(s))),
		act("macro", "x", "macro", func(on []*model.Ticket) (Screen, tea.Cmd) { return macroPicker(d, s, on) }),
		act("team", "t", "team", func(on []*model.Ticket) (Screen, tea.Cmd) { return fieldPicker(d, s, on, model.FieldTeam), nil }).quiet(),
		act("service", "o", "service", func(on []*model.Ticket) (Screen, tea.Cmd) { return fieldPicker(d, s, on, model.FieldService), nil }).quiet(),
		byNumber("tag", "T", "tags", func(on []*model.Ticket) (Screen, tea.Cmd) { return tagPrompt(d, s, on), nil }).quiet(),
		act("link", "l", "link", func(on []*model.Ticket) (Screen, tea.Cmd) { return linkPicker(d, s, on), nil }).quiet(),
		act("merge", "&", "merge into another ticket", func(on []*model.Ticket) (Screen, tea.Cmd) { return mergePicker(d, s, on), nil }).quiet(),
		act("unmerge", "", "unmerge: take a merge back", func(on []*model.Ticket) (Screen, tea.Cmd) { return unmerge(d, s, on[0]) }).quiet().unless(cmp.Or(none, barUnmerge(s.Held()))),
		act("major", "!", "major incident: propose, declare, inform, end", func(on []*model.Ticket) (Screen, tea.Cmd) { return majorMenu(d, s, on), nil }).quiet(),
		act("snooze", "h", "put aside", func(on []*model.Ticket) (Screen, tea.Cmd) { return snoozePicker(d, s, on), nil }).quiet().unless(cmp.Or(none, barSnooze(s.Held()))),
		act("watch", "f", "watch", func(on []*model.Ticket) (Screen, tea.Cmd) { return s, watch(d, s, on) }).quiet(),
		act("edit", "e", "edit all fields", func(on []*model.Ticket) (Screen, tea.Cmd) { return newEdit(d, on[0]), nil }).quiet(),
	}
	nothing := ""
	if len(s.Held()) == 0 {
		nothing = "there is no ticket here"
	}
	all = append(all, d.action("explain", "i", "explain", func() (Screen, tea.Cmd) { return newExplain(d, s.Held()[0].ID), nil }).unless(nothing))
	return append(all, copyActions(d, s, nothing)...)
}

func idsOf(tickets []*model.Ticket) []model.ID {
	ids := make([]model.ID, len(tickets))
	for i, t := range tickets {
		ids[i] = t.ID
	}
	return ids
}

// noneOf tells of a ticket whether it is another one than those.
func noneOf(on []*model.Ticket) func(*model.Ticket) bool {
	ids := idsOf(on)
	return func(t *model.Ticket) bool { return !slices.Contains(ids, t.ID) }
}

// subject says on what an action works, for titles.
func subject(on []*model.Ticket) string {
	if len(on) == 1 {
		return on[0].Key()
	}
	return count(len(on), "ticket")
}

// called gives the title of a ticket that stands alone.
func called(on []*model.Ticket) string {
	if len(on) == 1 {
		return on[0].Title
	}
	return ""
}

func assignPicker(d *desk, s hand, on []*model.Ticket) *picker {
	ids := idsOf(on)
	first := []pick{{label: "nobody", hint: "take it from whoever has it", value: model.Ref(0)}}
	return nounPicker(d, "Assign "+subject(on)+" to", model.People, first, func(one pick) (Screen, tea.Cmd) {
		to := one.value.(model.Ref)
		return nil, do(d, s, "assigned to "+one.label, commands(ids, func(model.ID) model.Act { return model.Assign{To: to} })...)
	})
}

var threeWords = []string{"high", "medium", "low"}

// impactPicker asks for impact and then urgency; each urgency shows the priority that follows.
func impactPicker(d *desk, s hand, on []*model.Ticket) *picker {
	ids := idsOf(on)
	var impacts []pick
	for i, word := range threeWords {
		impacts = append(impacts, pick{label: word, hint: "impact " + threeHints[i], value: model.Level(i + 1)})
	}
	rate := func(impact, urgency model.Level) tea.Cmd {
		act := model.Prioritise{Impact: impact, Urgency: urgency}
		return do(d, s, "prioritised "+short(model.PriorityOf(impact, urgency)), commands(ids, func(model.ID) model.Act { return act })...)
	}
	p := newPicker(d, "Impact of "+subject(on), impacts, func(one pick) (Screen, tea.Cmd) {
		if both, ok := one.value.([2]model.Level); ok {
			return nil, rate(both[0], both[1])
		}
		impact := one.value.(model.Level)
		var urgencies []pick
		for i, word := range threeWords {
			p := model.PriorityOf(impact, model.Level(i+1))
			urgencies = append(urgencies, pick{label: word, hint: "→ " + short(p), value: model.Level(i + 1)})
		}
		return newPicker(d, "Impact "+one.label+", urgency", urgencies, func(two pick) (Screen, tea.Cmd) {
			return nil, rate(impact, two.value.(model.Level))
		}), nil
	})
	p.free = bothRatings
	return p
}

// bothRatings reads impact and urgency typed at once, as in 12: impact high, urgency medium.
func bothRatings(text string) (pick, bool) {
	if len(text) != 2 || text[0] < '1' || text[0] > '3' || text[1] < '1' || text[1] > '3' {
		return pick{}, false
	}
	impact, urgency := model.Level(text[0]-'0'), model.Level(text[1]-'0')
	label := "impact " + threeWords[impact-1] + ", urgency " + threeWords[urgency-1]
	return pick{label: label, hint: "→ " + short(model.PriorityOf(impact, urgency)), value: [2]model.Level{impact, urgency}}, true
}

var threeHints = []string{"many people, or the business stands", "a team, or one service is poor", "one person, or a nuisance"}

// statePicker offers the legal next states of the tickets that they share, with what each demands.
func statePicker(d *desk, s hand, on []*model.Ticket) (Screen, tea.Cmd) {
	steps := sharedSteps(on)
	if len(steps) == 0 {
		return s, complain(fmt.Errorf("%w: %s has no next state that all share", model.ErrRefused, subject(on)))
	}
	var all []pick
	for _, step := range steps {
		all = append(all, pick{label: step.To.Rule().Label, hint: dotted(demands(step), openChecks(on, step.To)), value: step})
	}
	from := on[0].State.Rule().Label
	return newPicker(d, subject(on)+" from "+from+" to", all, func(one pick) (Screen, tea.Cmd) {
		step := one.value.(model.Step)
		if len(step.Guards) == 0 {
			if len(on) == 1 {
				return nil, doFamily(d, s, on[0], "moved to "+one.label, onward{}, model.Move{To: step.To})
			}
			return nil, do(d, s, "moved to "+one.label, commands(idsOf(on), func(model.ID) model.Act { return model.Move{To: step.To} })...)
		}
		return newMoveForm(d, on, step), nil
	}), nil
}

func sharedSteps(on []*model.Ticket) []model.Step {
	var shared []model.Step
	for i, t := range on {
		steps := t.Steps()
		if i == 0 {
			shared = slices.Clone(steps)
			continue
		}
		shared = slices.DeleteFunc(shared, func(a model.Step) bool {
			return !slices.ContainsFunc(steps, func(b model.Step) bool { return a.To == b.To })
		})
	}
	return shared
}

func demands(step model.Step) string {
	var all []string
	for _, g := range step.Guards {
		all = append(all, strings.ReplaceAll(g.Rule().Token, "-", " "))
	}
	if len(all) == 0 {
		return ""
	}
	return "asks for " + strings.Join(all, ", ")
}

// dotted puts a dot between texts that are not empty.
func dotted(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), " · ")
}

// fieldPicker sets a field that refers to a noun.
func fieldPicker(d *desk, s hand, on []*model.Ticket, no uint8) *picker {
	f := model.FieldNo(no)
	first := []pick{{label: "none", value: model.Ref(0)}}
	return nounPicker(d, f.Label+" of "+subject(on), f.Table, first, func(one pick) (Screen, tea.Cmd) {
		to := model.Value{N: int64(one.value.(model.Ref))}
		var all []store.Command
		for _, t := range on {
			all = append(all, store.Command{ID: t.ID, Act: model.Edit{Field: no, Base: f.Get(t), To: to}})
		}
		return nil, do(d, s, "got "+strings.ToLower(f.Label)+" "+one.label, all...)
	})
}

// tagPrompt asks for tags: words are added, words with a dash before them removed.
func tagPrompt(d *desk, s hand, on []*model.Ticket) *picker {
	ids := idsOf(on)
	return askLine(d, "Tags for "+subject(on), "type words to tag with; -word takes one off", func(text string) (Screen, tea.Cmd) {
		var act model.Tag
		for _, word := range strings.Fields(text) {
			if gone, ok := strings.CutPrefix(word, "-"); ok {
				act.Remove = append(act.Remove, gone)
			} else {
				act.Add = append(act.Add, strings.TrimPrefix(word, "+"))
			}
		}
		return nil, do(d, s, "tagged", commands(ids, func(model.ID) model.Act { return act })...)
	})
}

// linkPicker asks for a relation and then the ticket at its other end. The relations that come of merging are made by that.
func linkPicker(d *desk, s hand, on []*model.Ticket) *picker {
	ids := idsOf(on)
	all := []pick{{label: "merge into…", hint: "it is about the same", value: model.MergedInto}}
	for i, r := range model.Relations {
		if i > 0 && model.Relation(i) != model.MergedInto && model.Relation(i) != model.MergedFrom {
			all = append(all, pick{label: r.Label, value: model.Relation(i)})
		}
	}
	return newPicker(d, "Link "+subject(on)+": it", all, func(one pick) (Screen, tea.Cmd) {
		rel := one.value.(model.Relation)
		if rel == model.MergedInto {
			return mergePicker(d, s, on), nil
		}
		return newTicketPicker(d, subject(on)+" "+one.label, on[0].ID, noneOf(on), func(to pick) (Screen, tea.Cmd) {
			act := model.LinkTo{Rel: rel, To: to.value.(model.ID)}
			return nil, do(d, s, one.label+" "+strings.Fields(to.label)[0], commands(ids, func(model.ID) model.Act { return act })...)
		}), nil
	})
}

// newTicketPicker offers the tickets that are like another one, then those that were worked on last, and finds others by
// their number or the words of their title. With fits not nil only those that fit are offered.
func newTicketPicker(d *desk, title string, like model.ID, fits func(*model.Ticket) bool, choose func(pick) (Screen, tea.Cmd)) *picker {
	p := newPicker(d, title, nil, choose)
	st, env := d.store, d.env()
	p.load = func(ctx context.Context) ([]pick, error) {
		all, err := similarPicks(ctx, st, like, fits)
		if err != nil {
			return nil, err
		}
		q, err := model.ParseQuery("sort:-updated")
		if err != nil {
			return nil, err
		}
		list, err := st.Query(ctx, q, env, store.Page{Limit: 500})
		for _, one := range ticketPicks(list.Tickets, fits) {
			if one.value != like && !slices.ContainsFunc(all, func(c pick) bool { return c.value == one.value }) {
				all = append(all, one)
			}
		}
		return all, err
	}
	p.find = func(ctx context.Context, text string) ([]pick, error) { return titlePicks(ctx, st, env, text, fits) }
	p.free = func(text string) (pick, bool) {
		_, id, err := model.ParseID(text)
		return pick{label: "#" + position(int(id)) + " by number", value: id}, err == nil
	}
	return p
}

// watch puts the person on the list of those who watch, or takes them off where they are on it.
func watch(d *desk, s hand, on []*model.Ticket) tea.Cmd {
	var all []store.Command
	word := "watched"
	for _, t := range on {
		off := d.me != 0 && slices.Contains(t.Watchers, d.me)
		if off {
			word = "not watched any more"
		}
		all = append(all, store.Command{ID: t.ID, Act: model.Watch{Off: off}})
	}
	return do(d, s, word, all...)
}
