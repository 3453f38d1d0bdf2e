package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

const (
	markWidth   = 3   // of the hand and the mark before a row
	besideWidth = 110 // from which a preview beside the list has room
	previewRows = 7
)

func noMove(*kit.List) {}

// layout works out what fits: called when the size, the columns or the preview change, never while drawing.
func (q *queue) layout() {
	width := q.listWidth()
	q.columns = fitColumns(q.columnNames(), q.giveWay(), width-markWidth, q.list.of)
	q.widths = stretch(q.columns, width-markWidth)
	rows := q.size.Height - q.above()
	if q.previewBelow() {
		rows -= previewRows
	}
	q.list.hand.Size(rows, q.list.hand.Total)
}

// giveWay lists the columns, those that give way last first.
func (q *queue) giveWay() []string {
	own := q.views[q.at].Columns
	if len(own) == 0 {
		return queueColumns
	}
	var first, chosen, usual []string
	for _, name := range queueColumns {
		switch {
		case !slices.Contains(own, name):
		case len(first) < 3: // priority, number and title say which ticket it is
			first = append(first, name)
		default:
			usual = append(usual, name)
		}
	}
	for _, name := range own {
		if !slices.Contains(queueColumns, name) {
			chosen = append(chosen, name)
		}
	}
	return slices.Concat(first, chosen, usual)
}

// above gives how many rows stand above the first ticket: views, filter with what fits there, heads.
func (q *queue) above() int {
	if q.filter.typing || q.filter.err != nil {
		return 4
	}
	return 3
}

func (q *queue) previewBelow() bool {
	return q.preview == previewBelow && q.size.Height >= q.above()+previewRows+5
}

func (q *queue) listWidth() int {
	if q.preview == previewBeside && q.size.Width >= besideWidth {
		return q.size.Width * 11 / 20
	}
	return q.size.Width
}

// View draws views, filter, tickets and preview.
func (q *queue) View() (string, *tea.Cursor) {
	rows := []string{q.viewRow()}
	filter, cursor := q.filter.rows(q.size.Width, q.shown())
	if cursor != nil {
		cursor.Y = 1
	}
	rows = append(rows, filter...)
	if q.preview == previewBeside && q.size.Width >= besideWidth {
		return strings.Join(append(rows, q.besides()...), "\n"), cursor
	}
	rows = append(rows, q.table(q.size.Width)...)
	if q.previewBelow() {
		rows = kit.Fit(rows, q.size.Height-previewRows)
		rows = append(rows, kit.Rule(q.desk.theme.Dim, q.size.Width))
		rows = append(rows, q.previewed(q.size.Width, previewRows-1)...)
	}
	return strings.Join(rows, "\n"), cursor
}

// shown says how much of what is listed; a list is never cut in silence.
func (q *queue) shown() string {
	if !q.list.known {
		return "…"
	}
	text := number(q.list.hand.Total) + " of " + number(q.list.of)
	if q.list.hand.Total == q.list.of {
		text = number(q.list.of)
	}
	switch q.list.ranked {
	case store.ByRelevance:
		text = "by relevance · " + text
	case store.NewestFirst:
		text = "too many to rank: newest first · " + text
	}
	if n := len(q.marks); n > 0 {
		text = number(n) + " marked · " + text
	}
	if ms := q.list.took.Milliseconds(); q.size.Width >= 100 {
		text += "   " + number(int(ms)) + " ms"
	}
	return text
}

func (q *queue) viewLabel(i int) model.Line {
	v := q.views[i]
	text := " " + v.Name
	if v.known {
		text += " " + number(v.count)
	}
	return line(text + " ")
}

// viewRow draws the saved views with their counts; the one in front is kept in sight.
func (q *queue) viewRow() string {
	t := q.desk.theme
	r := kit.NewRow(q.size.Width, false)
	for i := q.firstView(); i < len(q.views); i++ {
		style := t.Dim
		if i == q.at {
			style = t.Active
		}
		r.Put(style, q.viewLabel(i))
		if i < len(q.views)-1 {
			r.Put(t.Dim, line("│"))
		}
	}
	if sort := sortText(q.list.query.Sort()); sort != "" {
		r.End(t.Dim, line(sort+" "))
	}
	return r.Fill(kit.Style{})
}

// firstView gives the first view that is drawn, so that the one in front fits.
func (q *queue) firstView() int {
	first, width := q.at, kit.Width(q.viewLabel(q.at))
	for first > 0 && width+kit.Width(q.viewLabel(first-1))+1 <= q.size.Width {
		first--
		width += kit.Width(q.viewLabel(first)) + 1
	}
	return first
}

// viewAt gives the view at a column, -1 when there is none.
func (q *queue) viewAt(x int) int {
	at := 0
	for i := q.firstView(); i < len(q.views); i++ {
		w := kit.Width(q.viewLabel(i)) + 1
		if x >= at && x < at+w {
			return i
		}
		at += w
	}
	return -1
}

// table draws the heads and the tickets in sight.
func (q *queue) table(width int) []string {
	rows := []string{heads(q.desk, q.columns, q.widths, markWidth, width, q.list.query.Sort())}
	if q.err != "" {
		return append(rows, kit.NewRow(width, false).Gap(markWidth).Put(q.desk.theme.Late, line("✗ "+q.err)).Fill(kit.Style{}))
	}
	if q.list.known && q.list.hand.Total == 0 {
		return append(rows, q.empty(width)...)
	}
	now := q.desk.now()
	for i := q.list.hand.Top; i < q.list.hand.End(); i++ {
		rows = append(rows, q.row(i, width, now))
	}
	return rows
}

func (q *queue) row(i, width int, now time.Time) string {
	t := q.desk.theme
	at := i == q.list.hand.At
	r := kit.NewRow(width, at)
	ticket := q.list.Row(i)
	hand, mark := " ", " "
	if at {
		hand = "▌"
	}
	if ticket != nil && q.marks[ticket.ID] != nil {
		mark = "✓"
	}
	r.Put(t.Mark, line(hand+mark+" "))
	if ticket == nil {
		return r.Put(t.Dim, line("…")).Fill(t.Text)
	}
	for j, c := range q.columns {
		style, text := c.draw(q.desk, ticket, now)
		switch {
		case c.right:
			r.Right(style, text, q.widths[j])
		case c.name == "title":
			r.Marked(style, t.Match, text, model.Highlight(text.String(), q.words), q.widths[j])
		default:
			r.Cell(style, text, q.widths[j])
		}
		r.Cell(t.Text, model.Line{}, 1)
	}
	return r.Fill(t.Text)
}

// empty says why there is nothing, and what can be done about it.
func (q *queue) empty(width int) []string {
	t := q.desk.theme
	put := func(key, text string) string {
		return kit.NewRow(width, false).Gap(markWidth).Put(t.BarKey, line(key)).Put(t.Text, line(text)).Fill(kit.Style{})
	}
	if q.list.of == 0 {
		return []string{
			"",
			kit.NewRow(width, false).Gap(markWidth).Put(t.Strong, line("An empty desk.")).Fill(kit.Style{}),
			"",
			put("n", "  writes the first ticket"),
			put("opsdesk import FILE", "  brings tickets from ServiceNow, Jira, a CSV file or another desk"),
			put("opsdesk demo", "  shows a desk at work"),
		}
	}
	if len(q.list.unknown) > 0 {
		return []string{"", put("", "There is nobody and nothing called "+strings.Join(q.list.unknown, ", ")+"."), put("esc", "  clears the filter")}
	}
	if q.filter.Text() != "" {
		return []string{"", put("", "Nothing matches this filter here."), put("esc", "  clears it"), put("[ ]", "  other views")}
	}
	return []string{"", put("", "Nothing here: all done."), put("[ ]", "  other views")}
}

// besides draws the tickets and the preview side by side.
func (q *queue) besides() []string {
	height := q.size.Height - q.above() + 1
	width := q.listWidth()
	left := kit.Fit(q.table(width), height)
	right := kit.Fit(q.previewed(q.size.Width-width-2, height), height)
	bar := kit.NewRow(2, false).Put(q.desk.theme.Dim, line("│ ")).Fill(kit.Style{})
	rows := make([]string, height)
	for i := range rows {
		rows[i] = kit.PadStyled(left[i], width) + bar + right[i]
	}
	return rows
}

// previewed draws the ticket under the hand in short.
func (q *queue) previewed(width, height int) []string {
	ticket := q.list.At()
	if ticket == nil {
		return nil
	}
	t, d := q.desk.theme, q.desk
	head := kit.NewRow(width, false).Gap(1).Put(t.Strong, line(ticket.Key()+"  "+ticket.Title))
	if ticket.Impact != 0 && ticket.Urgency != 0 {
		head.End(t.Dim, line("impact "+threeWords[ticket.Impact-1]+" · urgency "+threeWords[ticket.Urgency-1]+" "))
	}
	rows := []string{head.Fill(kit.Style{})}
	facts := kit.NewRow(width, false).Gap(1).Put(t.Dim, line(previewFacts(d, ticket)))
	rows = append(rows, facts.Fill(kit.Style{}))
	text := kit.Wrap(model.CleanBlock(ticket.Description), max(10, width-2))
	scroll := 0
	if q.scrolled == ticket.ID {
		scroll = min(q.scroll, max(0, len(text)-1))
	}
	for i := scroll; i < len(text) && len(rows) < height; i++ {
		marked := model.Highlight(text[i].String(), q.words)
		rows = append(rows, kit.NewRow(width, false).Gap(1).Marked(t.Text, t.Match, text[i], marked, width-1).Fill(kit.Style{}))
	}
	return rows
}

// previewFacts says who reported it when, and who has it.
func previewFacts(d *desk, t *model.Ticket) string {
	names := d.store.Names()
	text := "reported " + ago(t.Created, d.now())
	if by := names.Name(model.People, t.Requester); by != "" {
		text += " by " + by
	}
	if team := names.Name(model.Teams, t.Team); team != "" {
		text += " · " + team
	}
	if t.Reason != 0 {
		text += " · " + t.Reason.Rule().Label
	}
	if len(t.Tags) > 0 {
		text += " · " + strings.Join(t.Tags, " ")
	}
	if t.SourceID != "" {
		text += " · " + t.SourceID
	}
	return text
}
