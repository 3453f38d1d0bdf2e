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
	}
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

// barOrder says why the backlog can't be ordered by score.
func (b *backlog) barOrder() string {
	board := b.scores.board
	switch {
	case board == nil:
		return cmp.Or(b.scores.err, "the scores are being worked out")
	case !slices.ContainsFunc(board.items, func(one model.Scored) bool { return one.Known() }):
		return "nothing has a score by " + board.model.Label + " yet: w gives one"
	}
	return barWrite(b.desk)
}

// rankCommands are the moves of an ordering, each with its reason.
func rankCommands(moves []model.Shift, why string) []store.Command {
	all := make([]store.Command, len(moves))
	for i, m := range moves {
		all[i] = store.Command{ID: m.ID, Act: model.RankAt{Place: m.Place, Why: why}}
	}
	return all
}
