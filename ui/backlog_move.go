package ui

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// shift moves the block by one place among what is listed, and draws it there ahead of the answer, so that a held key
// moves on from where the eye sees it.
func (b *backlog) shift(step int) tea.Cmd {
	rows, block := b.list.rows, b.Held()
	in := in(block)
	first, last := slices.IndexFunc(rows, in), len(rows)-1
	for last >= 0 && !in(rows[last]) {
		last--
	}
	over := last + 1
	if step < 0 {
		over = first - 1
	}
	if first < 0 || over < 0 || over >= len(rows) {
		return say("it is at the end of the list already")
	}
	neighbour := rows[over]
	place := model.Place{After: neighbour.ID}
	if step < 0 {
		place = model.Place{Before: neighbour.ID}
	}
	return tea.Batch(b.settle(block, place, step, ""), b.passed(block, neighbour, step))
}

// settle moves the drawn rows and sends the move.
func (b *backlog) settle(block []*model.Ticket, place model.Place, step int, why string) tea.Cmd {
	rest := slices.DeleteFunc(slices.Clone(b.list.rows), in(block))
	at := slices.IndexFunc(rest, func(t *model.Ticket) bool { return t.ID == place.After || t.ID == place.Before })
	if place.After != 0 {
		at++
	}
	b.list.rows = slices.Insert(rest, at, block...)
	hand := b.list.held
	if i := slices.IndexFunc(b.list.rows, func(t *model.Ticket) bool { return t.ID == hand }); i >= 0 {
		b.list.hand.To(b.list.offset + i)
	}
	said := "moved down"
	if step < 0 {
		said = "moved up"
	}
	if why != "" {
		said += ": " + why
	}
	return b.send(said, model.RankAt{Place: place, Why: why})
}

// send moves the block as one gesture.
func (b *backlog) send(said string, first model.RankAt) tea.Cmd {
	return doNow(b.desk, b, said, inBlock(b.Held(), first)...)
}

// inBlock moves the first ticket of a block where the act says, and each other behind the one before it.
func inBlock(block []*model.Ticket, first model.RankAt) []store.Command {
	var all []store.Command
	for i, t := range block {
		act := first
		if i > 0 {
			act = model.RankAt{Place: model.Place{After: block[i-1].ID}}
		}
		all = append(all, store.Command{ID: t.ID, Act: act})
	}
	return all
}

// in tells of tickets whether they are in a block.
func in(block []*model.Ticket) func(*model.Ticket) bool {
	return func(t *model.Ticket) bool {
		return slices.ContainsFunc(block, func(one *model.Ticket) bool { return one.ID == t.ID })
	}
}

func (b *backlog) positionPrompt() *picker {
	return askLine(b.desk, "Move "+subject(b.Held())+" to position", "type a number: 1 is the first", func(text string) (Screen, tea.Cmd) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 {
			return nil, complain(errors.New("a position is a number from 1"))
		}
		return nil, b.toPosition(n)
	})
}

// toPosition moves the block to a position of the list as it is shown, which may be filtered: beside what stands there.
func (b *backlog) toPosition(n int) tea.Cmd {
	st, q, env, block, board := b.desk.store, b.list.query, b.desk.env(), b.Held(), b.scores.board
	d, who := b.desk, b.desk.who
	return func() tea.Msg {
		ids, err := st.IDs(d.ctx, q, env)
		if err != nil {
			return answer{to: b, body: done{}, err: err}
		}
		place := placeAmong(ids, idsOf(block), n)
		send := func(why string) tea.Cmd {
			return func() tea.Msg {
				r, err := st.Do(context.WithoutCancel(d.ctx), store.Write{Who: who, Commands: inBlock(block, model.RankAt{Place: place, Why: why})})
				return answer{to: b, body: done{result: r, said: outcome("moved to position "+strconv.Itoa(n), r)}, err: err}
			}
		}
		if over := passes(board, block, place.Before); place.Before != 0 && over > 0 {
			return answer{to: b, body: toPlace{over, send}}
		}
		return send("")()
	}
}

// placeAmong gives the place at a position among tickets, of which some are those that move.
func placeAmong(ids, moving []model.ID, n int) (place model.Place) {
	others := slices.DeleteFunc(slices.Clone(ids), func(id model.ID) bool { return slices.Contains(moving, id) })
	switch at := min(n-1, len(others)); {
	case at < len(others):
		place.Before = others[at]
	case at > 0:
		place.After = others[at-1]
	}
	return place
}

// pointed selects with a click, and moves a row that is dragged.
func (b *backlog) pointed(msg tea.MouseMsg) (Screen, tea.Cmd) {
	m := msg.Mouse()
	at, ok := b.rowAt(m.Y)
	if !ok {
		if _, ok := msg.(tea.MouseClickMsg); ok && m.Y == 0 {
			return b, b.beginFilter()
		}
		return b, nil
	}
	switch msg.(type) {
	case tea.MouseClickMsg:
		b.again = at == b.list.hand.At
		b.drag = at
		return b, b.list.Go(b, func(h *kit.List) { h.To(at) })
	case tea.MouseReleaseMsg:
		from := b.drag
		b.drag = -1
		if from == at && b.again && b.marks.Len() == 0 { // a second click on a row opens it
			return b.open()
		}
		over := b.list.Row(at)
		if from < 0 || from == at || over == nil || b.bar() != "" || in(b.Held())(over) {
			return b, nil
		}
		if at > from {
			return b, b.settle(b.Held(), model.Place{After: over.ID}, 1, "")
		}
		block := b.Held()
		return b.override(b.over(block, over.ID), func(why string) tea.Cmd { return b.settle(block, model.Place{Before: over.ID}, -1, why) })
	}
	return b, nil
}
