package ui

import (
	"strconv"
	"time"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

const (
	markWidth = 3 // of the hand and the mark before a row
	rankWidth = 5
)

// above gives how many rows stand above the first ticket: the filter with what fits there, and the heads.
func (t *table) above() int {
	if t.filter.typing || t.filter.err != nil {
		return 3
	}
	return 2
}

// lead gives the width of what stands before the columns.
func (t *table) lead() int {
	if t.numbered {
		return markWidth + rankWidth + 1
	}
	return markWidth
}

// fit works out which columns have room in a width, and how many tickets in some rows.
func (t *table) fit(order, give []string, width, rows int) {
	t.columns = fitColumns(t.find, order, give, width-t.lead(), t.list.of)
	t.widths = stretch(t.columns, width-t.lead())
	t.list.hand.Size(rows, t.list.hand.Total)
}

// draw gives the heads and the tickets in sight, or why there are none.
func (t *table) draw(width int, nothing func(width int) []string) []string {
	th := t.desk.theme
	head := kit.NewRow(t.lead(), false)
	if t.numbered {
		head.Gap(markWidth).Right(th.Head, line("Rank"), rankWidth)
	}
	rows := []string{head.Fill(kit.Style{}) + heads(t.desk, t.columns, t.widths, 0, width-t.lead(), t.list.query.Sort())}
	if t.err != "" {
		return append(rows, kit.NewRow(width, false).Gap(markWidth).Put(th.Late, line("✗ "+t.err)).Fill(kit.Style{}))
	}
	if t.list.known && t.list.hand.Total == 0 {
		return append(rows, nothing(width)...)
	}
	now := t.desk.now()
	for i := t.list.hand.Top; i < t.list.hand.End(); i++ {
		rows = append(rows, t.row(i, width, now))
	}
	return rows
}

func (t *table) row(i, width int, now time.Time) string {
	th := t.desk.theme
	at := i == t.list.hand.At
	r := kit.NewRow(width, at)
	ticket := t.list.Row(i)
	hand, mark := " ", " "
	if at {
		hand = "▌"
	}
	switch {
	case ticket == nil:
	case t.marks.Has(ticket.ID):
		mark = "✓"
	case t.list.Fresh(ticket.ID):
		mark = "•"
	}
	r.Put(th.Mark, line(hand+mark+" "))
	if t.numbered {
		r.Right(th.Dim, line(strconv.Itoa(i+1)), rankWidth).Gap(1)
	}
	if ticket == nil {
		return r.Put(th.Dim, line("…")).Fill(th.Text)
	}
	for j, c := range t.columns {
		style, text := c.draw(t.desk, ticket, now)
		switch {
		case c.right:
			r.Right(style, text, t.widths[j])
		case c.name == "title":
			r.Marked(style, th.Match, text, model.Highlight(text.String(), t.words), t.widths[j])
		default:
			r.Cell(style, text, t.widths[j])
		}
		r.Gap(1)
	}
	return r.Fill(th.Text)
}

// rowAt gives the ticket's place at a row of the table, counted from the filter line, and false when there is none.
func (t *table) rowAt(y int) (at int, ok bool) {
	row := y - t.above()
	at = t.list.hand.Top + row
	return at, row >= 0 && row < t.list.hand.Rows && at < t.list.hand.Total
}
