package ui

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A backlog is the order in which things are built: the ranked tickets, which move by one key.
type backlog struct {
	desk    *desk
	filter  *filter
	list    listing
	marks   map[model.ID]bool
	size    tea.WindowSizeMsg
	columns []column
	widths  []int
	err     string
	done    bool // what is released, declined or merged is shown too
	again   bool // the row that was clicked was under the hand already
	drag    int  // the row that the mouse took hold of, -1 when none
}

const rankWidth = 5

var backlogOrder = []string{"number", "title", "product", "business-impact", "customer-impact", "size", "release", "state"}

var backlogGive = []string{"number", "title", "state", "business-impact", "customer-impact", "size", "release", "product"}

func newBacklog(d *desk) *backlog {
	b := &backlog{desk: d, filter: newFilter(d), marks: map[model.ID]bool{}, drag: -1}
	b.list = listing{desk: d}
	b.list.hand.Rows = 10
	b.refine()
	return b
}

// Open asks for the first page.
func (b *backlog) Open() tea.Cmd { return b.list.Ask(b, false) }

// Typing is true while the filter is typed.
func (b *backlog) Typing() bool { return b.filter.typing }

// Update takes answers, news, what is typed into the filter, and the mouse.
func (b *backlog) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		b.size = msg
		b.layout()
		if b.list.known && b.list.Missing() {
			return b, b.list.Ask(b, false)
		}
	case themeMsg:
		b.filter.input.Paint(b.desk.theme)
	case store.News:
		if touches(msg) {
			return b, b.list.Ask(b, true)
		}
	case answer:
		return b, b.answered(msg)
	case tea.MouseWheelMsg:
		return b, b.list.Go(b, func(h *kit.List) { h.Scroll(wheel(msg)) })
	case tea.MouseMsg:
		return b.pointed(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		if b.filter.typing {
			changed, cmd := b.filter.Type(b, msg)
			if changed {
				clear(b.marks)
				b.list.First()
				cmd = tea.Batch(cmd, b.refresh())
			}
			return b, cmd
		}
	}
	return b, nil
}

func (b *backlog) answered(msg answer) tea.Cmd {
	if msg.err != nil {
		if _, ok := msg.body.(done); ok { // the order that was drawn ahead of the answer is not the desk's
			return b.list.Ask(b, true)
		}
		b.err = problem(msg.err)
		return nil
	}
	switch body := msg.body.(type) {
	case listed:
		b.err = ""
		missing := b.list.Take(body)
		b.layout()
		if missing {
			return b.list.Ask(b, false)
		}
	case valuesFound:
		return b.filter.Take(b, body)
	}
	return nil
}

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

func (b *backlog) refresh() tea.Cmd {
	b.refine()
	return b.list.Ask(b, true)
}

// block gives the marked tickets as they stand in the list, or the one under the hand.
func (b *backlog) block() []*model.Ticket {
	var all []*model.Ticket
	for _, t := range b.list.rows {
		if b.marks[t.ID] {
			all = append(all, t)
		}
	}
	if t := b.list.At(); len(all) == 0 && t != nil {
		all = append(all, t)
	}
	return all
}

// Held gives the tickets that actions are for.
func (b *backlog) Held() []*model.Ticket { return b.block() }

// Actions lists what keys do in the backlog.
func (b *backlog) Actions() []Action {
	d := b.desk
	stay := func(f func() tea.Cmd) func() (Screen, tea.Cmd) { return func() (Screen, tea.Cmd) { return b, f() } }
	if b.filter.typing {
		return []Action{
			d.action("filter-complete", "tab", "complete", stay(func() tea.Cmd {
				if b.filter.Next(1) {
					return b.refresh()
				}
				return nil
			})),
			d.action("filter-done", "enter", "done", stay(func() tea.Cmd { b.filter.End(); return nil })),
			d.action("filter-clear", "esc", "clear", stay(func() tea.Cmd { b.filter.Clear(); return b.refresh() })),
		}
	}
	none := b.bar()
	all := b.list.moves(b)
	all = append(all,
		d.action("open", "enter", "open", b.open),
		d.action("move-down", "J alt+down", "move down", stay(func() tea.Cmd { return b.shift(1) })).unless(none),
		d.action("move-up", "K alt+up", "move up", stay(func() tea.Cmd { return b.shift(-1) })).unless(none),
		d.action("move-to", "M", "move to a position", func() (Screen, tea.Cmd) { return b.positionPrompt(), nil }).unless(none),
		d.action("move-top", "<", "move to the top", stay(func() tea.Cmd { return b.send("moved to the top", model.RankAt{Top: true}) })).unless(none),
		d.action("move-bottom", ">", "move to the bottom", stay(func() tea.Cmd { return b.send("moved to the bottom", model.RankAt{Bottom: true}) })).unless(none),
		d.action("mark", "space", "mark", stay(b.mark)),
		d.action("new", "n", "new", func() (Screen, tea.Cmd) { return newRecord(d, model.Item), nil }).unless(barWrite(d)),
		d.action("filter", "/", "filter", stay(func() tea.Cmd { return b.filter.Begin(b) })),
	)
	for _, act := range recordActions(d, b) {
		all = append(all, act.quiet())
	}
	all = append(all, d.action("done-too", "D", "show what is done too, or not", stay(func() tea.Cmd { b.done = !b.done; return b.refresh() })).quiet())
	switch {
	case len(b.marks) > 0:
		all = append(all, d.action("unmark", "esc", "unmark", stay(func() tea.Cmd { clear(b.marks); return nil })))
	case b.filter.Text() != "":
		all = append(all, d.action("unfilter", "esc", "clear the filter", stay(func() tea.Cmd { b.filter.Clear(); return b.refresh() })))
	}
	return all
}

// bar says why nothing can be moved.
func (b *backlog) bar() string {
	switch {
	case b.desk.store.ReadOnly():
		return "the desk was opened to read only"
	case len(b.block()) == 0:
		return "there is nothing to move here"
	}
	return ""
}

func (b *backlog) open() (Screen, tea.Cmd) {
	if t := b.list.At(); t != nil {
		return newDetail(b.desk, t.ID), nil
	}
	return b, nil
}

func (b *backlog) mark() tea.Cmd {
	if t := b.list.At(); t != nil {
		if b.marks[t.ID] {
			delete(b.marks, t.ID)
		} else {
			b.marks[t.ID] = true
		}
	}
	return b.list.Go(b, func(h *kit.List) { h.Move(1) })
}

// shift moves the block by one place among what is listed, and draws it there ahead of the answer, so that a held key
// moves on from where the eye sees it.
func (b *backlog) shift(step int) tea.Cmd {
	rows, block := b.list.rows, b.block()
	in := func(t *model.Ticket) bool { return slices.Contains(block, t) }
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
		if over > 0 {
			place.After = 0
		}
	}
	return b.settle(block, place, step)
}

// settle moves the drawn rows and sends the move.
func (b *backlog) settle(block []*model.Ticket, place model.Place, step int) tea.Cmd {
	rest := slices.DeleteFunc(slices.Clone(b.list.rows), func(t *model.Ticket) bool { return slices.Contains(block, t) })
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
	return b.send(said, model.RankAt{Place: place})
}

// send moves the block as one gesture: its first ticket where the act says, each other behind the one before it.
func (b *backlog) send(said string, first model.RankAt) tea.Cmd {
	var all []store.Command
	block := b.block()
	for i, t := range block {
		act := first
		if i > 0 {
			act = model.RankAt{Place: model.Place{After: block[i-1].ID}}
		}
		all = append(all, store.Command{ID: t.ID, Act: act})
	}
	return do(b.desk, b, said, all...)
}

func (b *backlog) positionPrompt() *picker {
	return askLine(b.desk, "Move "+subject(b.block())+" to position", "", func(text string) (Screen, tea.Cmd) {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 {
			return nil, complain(errors.New("a position is a number from 1"))
		}
		return nil, b.toPosition(n)
	})
}

// toPosition moves the block to a position of the list as it is shown, which may be filtered: beside what stands there.
func (b *backlog) toPosition(n int) tea.Cmd {
	st, q, env, block := b.desk.store, b.list.query, b.desk.env(), b.block()
	d, who := b.desk, b.desk.who
	return func() tea.Msg {
		ids, err := st.IDs(d.ctx, q, env)
		if err != nil {
			return answer{to: b, body: done{}, err: err}
		}
		moving := map[model.ID]bool{}
		for _, t := range block {
			moving[t.ID] = true
		}
		var others []model.ID
		for _, id := range ids {
			if !moving[id] {
				others = append(others, id)
			}
		}
		place := model.Place{}
		switch at := min(n-1, len(others)); {
		case at < len(others):
			place.Before = others[at]
		case at > 0:
			place.After = others[at-1]
		}
		var all []store.Command
		for i, t := range block {
			act := model.RankAt{Place: place}
			if i > 0 {
				act.Place = model.Place{After: block[i-1].ID}
			}
			all = append(all, store.Command{ID: t.ID, Act: act})
		}
		r, err := st.Do(context.WithoutCancel(d.ctx), store.Write{Who: who, Commands: all})
		return answer{to: b, body: done{r, outcome("moved to position "+strconv.Itoa(n), r)}, err: err}
	}
}

// pointed selects with a click, and moves a row that is dragged.
func (b *backlog) pointed(msg tea.MouseMsg) (Screen, tea.Cmd) {
	m := msg.Mouse()
	row := m.Y - b.above()
	at := b.list.hand.Top + row
	if row < 0 || at >= b.list.hand.Total || row >= b.list.hand.Rows {
		if _, ok := msg.(tea.MouseClickMsg); ok && m.Y == 0 {
			return b, b.filter.Begin(b)
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
		if from == at && b.again && len(b.marks) == 0 { // a second click on a row opens it
			return b.open()
		}
		over := b.list.Row(at)
		if from < 0 || from == at || over == nil || b.bar() != "" || slices.Contains(b.block(), over) {
			return b, nil
		}
		if at > from {
			return b, b.settle(b.block(), model.Place{After: over.ID}, 1)
		}
		return b, b.settle(b.block(), model.Place{Before: over.ID}, -1)
	}
	return b, nil
}

func (b *backlog) above() int {
	if b.filter.typing || b.filter.err != nil {
		return 3
	}
	return 2
}

func (b *backlog) layout() {
	width := b.size.Width - markWidth - rankWidth - 1
	b.columns = fitColumns(backlogOrder, backlogGive, width, b.list.of)
	b.widths = stretch(b.columns, width)
	b.list.hand.Size(b.size.Height-b.above(), b.list.hand.Total)
}

// View draws the filter and the order.
func (b *backlog) View() (string, *tea.Cursor) {
	t, width := b.desk.theme, b.size.Width
	shown := "…"
	if b.list.known {
		shown = count(b.list.hand.Total, "item")
	}
	rows, cursor := b.filter.rows(width, shown)
	if cursor != nil {
		cursor.Y = 0
	}
	head := kit.NewRow(markWidth+rankWidth+1, false).Gap(markWidth).Right(t.Head, line("Rank"), rankWidth).Gap(1).Fill(kit.Style{})
	rows = append(rows, head+heads(b.desk, b.columns, b.widths, 0, width-markWidth-rankWidth-1, nil))
	switch {
	case b.err != "":
		rows = append(rows, kit.NewRow(width, false).Gap(3).Put(t.Late, line("✗ "+b.err)).Fill(kit.Style{}))
	case b.list.known && b.list.hand.Total == 0:
		rows = append(rows, "", kit.NewRow(width, false).Gap(3).Put(t.Text, line(b.nothing())).Fill(kit.Style{}))
	}
	now := b.desk.now()
	for i := b.list.hand.Top; i < b.list.hand.End(); i++ {
		rows = append(rows, b.row(i, now))
	}
	return strings.Join(rows, "\n"), cursor
}

// nothing says why the list is empty.
func (b *backlog) nothing() string {
	if b.filter.Text() != "" {
		return "Nothing in the backlog matches this filter: esc clears it."
	}
	return "Nothing is ranked here: n writes a backlog item."
}

func (b *backlog) row(i int, now time.Time) string {
	t := b.desk.theme
	at := i == b.list.hand.At
	r := kit.NewRow(b.size.Width, at)
	ticket := b.list.Row(i)
	hand, mark := " ", " "
	if at {
		hand = "▌"
	}
	if ticket != nil && b.marks[ticket.ID] {
		mark = "✓"
	}
	r.Put(t.Mark, line(hand+mark+" ")).Right(t.Dim, line(strconv.Itoa(i+1)), rankWidth).Cell(t.Text, model.Line{}, 1)
	if ticket == nil {
		return r.Put(t.Dim, line("…")).Fill(t.Text)
	}
	for j, c := range b.columns {
		style, text := c.draw(b.desk, ticket, now)
		r.Cell(style, text, b.widths[j]).Cell(t.Text, model.Line{}, 1)
	}
	return r.Fill(t.Text)
}
