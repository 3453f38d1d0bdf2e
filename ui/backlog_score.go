package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// toPlace is the answer that a move waits for a reason: how many items with a higher score it passes, and what sends it.
type toPlace struct {
	over int
	send func(why string) tea.Cmd
}

// passes counts the items with a higher score that a block passes on its way up.
func passes(board *scoreboard, block []*model.Ticket, before model.ID) (most int) {
	for _, t := range block {
		most = max(most, board.over(t.ID, before))
	}
	return most
}

func (b *backlog) over(block []*model.Ticket, before model.ID) int {
	return passes(b.scores.board, block, before)
}

// override asks why a block goes above items with a higher score; the reason may be none.
func (b *backlog) override(over int, send func(why string) tea.Cmd) (Screen, tea.Cmd) {
	if over == 0 {
		return b, send("")
	}
	title := "Why above " + count(over, "item") + " with a higher score"
	p := newPicker(b.desk, title, []pick{{label: "without a reason", value: ""}}, func(one pick) (Screen, tea.Cmd) {
		return nil, send(one.value.(string))
	})
	p.free = func(text string) (pick, bool) { return pick{label: text, value: text}, true }
	return p, nil
}

func (b *backlog) toTop() (Screen, tea.Cmd) {
	block := b.Held()
	return b.override(b.over(block, 0), func(why string) tea.Cmd {
		return doNow(b.desk, b, "moved to the top", inBlock(block, model.RankAt{Top: true, Why: why})...)
	})
}

// passed says that a step up went above a higher score. It does not ask: a held key goes on.
func (b *backlog) passed(block []*model.Ticket, neighbour *model.Ticket, step int) tea.Cmd {
	own, ok := b.scores.board.of(block[0].ID)
	other, ok2 := b.scores.board.of(neighbour.ID)
	if step > 0 || !ok || !ok2 || !own.Known() || !other.Known() || other.Likely <= own.Likely {
		return nil
	}
	return say(block[0].Key() + " moved above " + neighbour.Key() + ", which has a higher score · Y says why")
}

// scoreActions lists what else there is to do with scores.
func (b *backlog) scoreActions() []Action {
	d := b.desk
	return []Action{
		d.action("score-model", "W", "choose by what the backlog is scored", func() (Screen, tea.Cmd) { return modelPicker(d, b), nil }).quiet().unless(barScoring(d)),
		d.action("rank-why", "Y", "say why it stands where it does", func() (Screen, tea.Cmd) { return b.whyPrompt(), nil }).quiet().unless(b.bar()),
		d.action("sensitivity", "", "sensitivity: which estimate, one step off, changes the first ten", func() (Screen, tea.Cmd) {
			return newSensitivity(d, b.scores.board.model), nil
		}).quiet().unless(b.barScores()),
		d.action("duel", "", "duel: order marked items, or the first ten in sight, two at a time", func() (Screen, tea.Cmd) { return newDuel(d, b, b.duellists()), nil }).quiet().unless(b.barDuel()),
	}
}

// duellists are the marked items, or the first ten in sight, that are open.
func (b *backlog) duellists() []*model.Ticket {
	all := b.Held()
	if b.marks.Len() == 0 {
		all = nil
		for i := range topPlaces {
			if t := b.list.Row(b.list.hand.Top + i); t != nil {
				all = append(all, t)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(t *model.Ticket) bool { return !t.Open() })
}

func (b *backlog) barDuel() string {
	if len(b.duellists()) < 2 {
		return "a duel needs two open items"
	}
	return barWrite(b.desk)
}

func (b *backlog) whyPrompt() *picker {
	block := b.Held()
	return askLine(b.desk, "Why "+subject(block)+" stands there", "write the reason: the timeline keeps it", func(why string) (Screen, tea.Cmd) {
		return nil, doNow(b.desk, b, "got a reason for its place", commands(idsOf(block), func(model.ID) model.Act { return model.RankAt{Stay: true, Why: why} })...)
	})
}

// score opens the form for the parts of the model in use.
func (b *backlog) score() (Screen, tea.Cmd) {
	m, err := b.desk.store.Book().Terms().Backlog.ScoreModel()
	if err != nil {
		return b, complain(err)
	}
	return seen(b.desk, b, func(on []*model.Ticket) (Screen, tea.Cmd) { return scoreForm(b.desk, m, on[0], ""), nil })
}

func (b *backlog) barScore() string {
	on := b.Held()
	if why := b.bar(); why != "" {
		return why
	}
	if k := on[0].Kind; !model.FieldNo(model.FieldEstimates).Of(k) {
		return "the " + strings.ToLower(k.Rules().Label) + " has no score: only improvements and backlog items do"
	}
	return ""
}

// barScores says why there is nothing to see of scores.
func (b *backlog) barScores() string {
	board := b.scores.board
	switch {
	case board == nil:
		return cmp.Or(b.scores.err, "the scores are being worked out")
	case !slices.ContainsFunc(board.items, func(one model.Scored) bool { return one.Known() }):
		return "nothing has a score by " + board.model.Label + " yet: w gives one"
	}
	return ""
}

// rankCommands are the moves of an ordering, each with its reason.
func rankCommands(moves []model.Shift, why string) []store.Command {
	all := make([]store.Command, len(moves))
	for i, m := range moves {
		all[i] = store.Command{ID: m.ID, Act: model.RankAt{Place: m.Place, Why: why}}
	}
	return all
}
