package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

const (
	besideWidth = 110 // from which a preview beside the list has room
	previewRows = 7
)

// layout works out what fits below the row of views.
func (q *queue) layout() {
	rows := q.size.Height - 1 - q.above()
	if q.previewBelow() {
		rows -= previewRows
	}
	q.fit(q.columnNames(), q.giveWay(), q.listWidth(), rows)
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

func (q *queue) previewBelow() bool {
	return q.preview == previewBelow && q.size.Height >= q.above()+previewRows+6
}

func (q *queue) listWidth() int {
	if q.preview == previewBeside && q.size.Width >= besideWidth {
		return q.size.Width * 11 / 20
	}
	return q.size.Width
}

// View draws views, filter, tickets and preview, and the alarm below them.
func (q *queue) View() (string, *tea.Cursor) {
	body, cursor := q.view()
	return q.desk.alarm.under(q.desk, body, q.outer), cursor
}

func (q *queue) view() (string, *tea.Cursor) {
	rows := []string{q.viewRow()}
	filter, cursor := q.filter.rows(q.size.Width, q.shown())
	if cursor != nil {
		cursor.Y = 1
	}
	rows = append(rows, filter...)
	if q.preview == previewBeside && q.size.Width >= besideWidth {
		return strings.Join(append(rows, q.besides()...), "\n"), cursor
	}
	rows = append(rows, q.draw(q.size.Width, q.empty)...)
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
	if n := q.marks.Len(); n > 0 {
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
