package ui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A backlog is the order in which things are built: the ranked tickets, which move by one key.
type backlog struct {
	table
	done  bool // what is released, declined or merged is shown too
	again bool // the row that was clicked was under the hand already
	drag  int  // the row that the mouse took hold of, -1 when none
	// scores says what the score model makes of it.
	scores scores
}

var backlogOrder = []string{"number", "title", "score", "gap", "product", "business-impact", "customer-impact", "size", "release", "state"}

var backlogGive = []string{"number", "title", "score", "gap", "state", "business-impact", "customer-impact", "size", "release", "product"}

func newBacklog(d *desk) *backlog {
	b := &backlog{drag: -1}
	b.table = newTable(d, b)
	b.numbered = true
	b.scores.desk = d
	b.find = func(name string) (column, bool) { return b.scores.column(name, b.size.Width >= roomyWidth) }
	b.refine()
	return b
}

// Update takes what a table takes, and the mouse.
func (b *backlog) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
	case tea.MouseMsg:
		return b.pointed(msg)
	case store.News:
		return b, tea.Batch(b.update(msg), b.scores.Hear(b, msg))
	case answer:
		switch body := msg.body.(type) {
		case boarded:
			return b, b.scores.Take(b, body, msg.err)
		case toPlace:
			return b.override(body.over, body.send)
		}
	}
	return b, b.update(msg)
}

// Open asks for the first page, and for the scores.
func (b *backlog) Open() tea.Cmd { return tea.Batch(b.table.Open(), b.scores.Ask(b)) }

// refine makes the list's query: what is ranked, in its order, and open unless all is asked for.
func (b *backlog) refine() {
	text := "is:ranked sort:rank"
	if !b.done {
		text = "is:ranked state:open sort:rank"
	}
	base, err := model.ParseQuery(text)
	if err != nil {
		b.err = err.Error()
	}
	rank := model.SortKey{Field: model.FieldNo(model.FieldRank)}
	b.list.query = model.And(base, b.filter.query).WithSort(rank)
}

// Held gives the marked tickets in the order of the backlog, or the one under the hand.
func (b *backlog) Held() []*model.Ticket {
	all := b.table.Held()
	slices.SortFunc(all, func(x, y *model.Ticket) int { return cmp.Compare(x.Rank, y.Rank) })
	return all
}

// Actions lists what keys do in the backlog.
func (b *backlog) Actions() []Action {
	d := b.desk
	if b.filter.typing {
		return b.typingActions()
	}
	move := func(id, keys, help string, f func() tea.Cmd) Action {
		return d.action(id, keys, help, b.stay(f)).unless(b.bar())
	}
	all := append(b.list.moves(b),
		d.action("open", "enter", "open", b.open).unless(b.barOpen()),
		move("move-down", "J alt+down", "move down", func() tea.Cmd { return b.shift(1) }),
		move("move-up", "K alt+up", "move up", func() tea.Cmd { return b.shift(-1) }),
		d.action("move-to", "M", "move to a position", func() (Screen, tea.Cmd) { return b.positionPrompt(), nil }).unless(b.bar()),
		d.action("move-top", "<", "move to the top", b.toTop).unless(b.bar()),
		move("move-bottom", ">", "move to the bottom", func() tea.Cmd { return b.send("moved to the bottom", model.RankAt{Bottom: true}) }),
		d.action("score", "w", "score", b.score).unless(b.barScore()),
		d.action("order", "=", "order by score", func() (Screen, tea.Cmd) { return newOrdering(d, b, b.scores.board), nil }).unless(cmp.Or(b.barScores(), barWrite(d))),
		d.action("mark", "space", "mark", b.stay(b.mark)),
		d.action("new", "n", "new", func() (Screen, tea.Cmd) { return newRecord(d, model.Item), nil }).unless(barWrite(d)),
		d.action("filter", "/", "filter", b.stay(b.beginFilter)),
	)
	all = append(all, b.scoreActions()...)
	for _, act := range recordActions(d, b) {
		all = append(all, act.quiet())
	}
	all = append(all, d.action("done-too", "D", "show what is done too, or not", b.stay(func() tea.Cmd { b.done = !b.done; return b.refresh() })).quiet())
	return append(all, b.wayBack(b.marks.Len() > 0, b.unmark)...)
}

// bar says why nothing can be moved.
func (b *backlog) bar() string {
	switch {
	case barWrite(b.desk) != "":
		return barWrite(b.desk)
	case len(b.Held()) == 0:
		return "there is nothing to move here"
	}
	return ""
}

func (b *backlog) layout() { b.fit(backlogOrder, backlogGive, b.size.Width, b.size.Height-b.above()) }

// View draws the filter and the order.
func (b *backlog) View() (string, *tea.Cursor) {
	shown := "…"
	if b.list.known {
		shown = count(b.list.hand.Total, "item")
	}
	rows, cursor := b.filter.rows(b.size.Width, shown)
	if cursor != nil {
		cursor.Y = 0
	}
	return strings.Join(append(rows, b.draw(b.size.Width, b.nothing)...), "\n"), cursor
}

// nothing says why the list is empty.
func (b *backlog) nothing(width int) []string {
	text := "Nothing is ranked here: n writes a backlog item."
	if b.filter.Text() != "" {
		text = "Nothing in the backlog matches this filter: esc clears it."
	}
	return []string{"", kit.NewRow(width, false).Gap(markWidth).Put(b.desk.theme.Text, line(text)).Fill(kit.Style{})}
}
