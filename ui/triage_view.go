package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// layout sets the description into rows for the width that it has, and works out how many are in sight.
func (v *triage) layout() {
	at := v.list.At()
	if at == nil || v.size.Width == 0 {
		return
	}
	v.dossier.text, v.more = v.described(at), 0
	if v.room = v.textRoom(at); !v.wide() { // what the text does not need is for the look-alikes
		v.more = max(0, v.room-len(v.dossier.text)-1)
		v.room = v.textRoom(at)
	}
	v.top = max(0, min(v.top, len(v.dossier.text)-v.room))
}

func (v *triage) wide() bool { return v.size.Width >= besideWidth }

// leftWidth is the width of the ticket itself.
func (v *triage) leftWidth() int {
	if v.wide() {
		return v.size.Width * 11 / 20
	}
	return v.size.Width
}

// shortHeight is the height below which what can be done without gives way to the text: query, clocks and rules.
const shortHeight = 8

func (v *triage) short() bool { return v.size.Height < shortHeight }

// body is how many rows there are for the ticket and its panes.
func (v *triage) body() int {
	query, _ := v.queryRows()
	rows := v.size.Height - 1 - len(query)
	return max(1, rows)
}

func (v *triage) described(t *model.Ticket) []string {
	width := v.leftWidth() - 2
	if strings.TrimSpace(t.Description) == "" {
		return []string{kit.NewRow(width, false).Put(v.desk.theme.Dim, line("no description")).Fill(kit.Style{})}
	}
	return kit.Markdown(model.CleanBlock(t.Description), width, v.desk.theme)
}

// View draws where one is, the query, the ticket and its panes: side by side where there is room.
func (v *triage) View() (string, *tea.Cursor) {
	query, cursor := v.queryRows()
	if cursor != nil {
		cursor.Y = 1
	}
	rows := append([]string{v.headRow()}, query...)
	at := v.list.At()
	switch {
	case at == nil:
		rows = append(rows, v.nothing()...)
	case v.wide():
		rows = append(rows, v.sideBySide(at)...)
	default:
		rows = append(rows, v.below(at)...)
	}
	return v.desk.alarm.under(v.desk, strings.Join(rows, "\n"), v.outer), cursor
}

// headRow says which of how many it is, and how long it waits.
func (v *triage) headRow() string {
	t := v.desk.theme
	r := kit.NewRow(v.size.Width, false).Gap(1).Put(t.Strong, line("Triage"))
	if at := v.list.At(); at != nil {
		r.Put(t.Text, line("  "+number(v.list.hand.At+1)+" of "+number(v.list.hand.Total)))
		r.Put(t.Soon, line("  waits "+strings.TrimSuffix(ago(at.Created, v.desk.now()), " ago")))
	}
	if v.err != "" {
		r.Put(t.Late, line("  ✗ "+v.err))
	}
	return r.End(t.Dim, line("what hurts first ")).Fill(kit.Style{})
}

// queryRows says what is listed here: the query, and behind it the filter that narrows it.
func (v *triage) queryRows() ([]string, *tea.Cursor) {
	if v.filter.typing || v.filter.Text() != "" {
		return v.filter.rows(v.size.Width, number(v.list.hand.Total)+" of what waits")
	}
	if v.short() {
		return nil, nil
	}
	t := v.desk.theme
	r := kit.NewRow(v.size.Width, false).Put(t.BarKey, line(" / ")).Put(t.Dim, line(v.base.String()))
	return []string{r.Fill(kit.Style{})}, nil
}

// nothing says that all is decided.
func (v *triage) nothing() []string {
	t := v.desk.theme
	say := func(s kit.Style, text string) string {
		return kit.NewRow(v.size.Width, false).Gap(3).Put(s, line(text)).Fill(kit.Style{})
	}
	switch {
	case !v.list.known:
		return []string{"", say(t.Dim, "…")}
	case v.filter.Text() != "":
		return []string{"", say(t.Text, "Nothing that waits matches this filter."), say(t.Dim, "esc clears it")}
	}
	return []string{"", say(t.Strong, "Nothing waits for a verdict."), say(t.Dim, "What is new and nobody has appears here by itself; u takes your last verdict back, esc leaves.")}
}

// sideBySide draws the ticket left, and right what else is known.
func (v *triage) sideBySide(at *model.Ticket) []string {
	height, width := v.body(), v.leftWidth()
	left := kit.Fit(v.ticketRows(at, width), height)
	right := kit.Fit(v.besideRows(v.size.Width-width-2, height), height)
	bar := kit.NewRow(2, false).Put(v.desk.theme.Dim, line("│ ")).Fill(kit.Style{})
	rows := make([]string, height)
	for i := range rows {
		rows[i] = kit.PadStyled(left[i], width) + bar + right[i]
	}
	return rows
}

// below draws one under the other, and the text takes what is left.
func (v *triage) below(at *model.Ticket) []string {
	return append(v.ticketRows(at, v.size.Width), v.panesBelow(v.size.Width)...)
}

// textRoom gives how many rows of the description are in sight.
func (v *triage) textRoom(at *model.Ticket) int {
	taken := len(v.factRows(at, v.leftWidth())) + len(v.hintRows(at, v.leftWidth()))
	if !v.wide() {
		taken += len(v.panesBelow(v.size.Width))
	}
	return max(1, v.body()-taken)
}

// ticketRows draws what it is, what the desk would do with it, and what it says.
func (v *triage) ticketRows(at *model.Ticket, width int) []string {
	rows := append(v.factRows(at, width), v.hintRows(at, width)...)
	for i := v.top; i < min(len(v.dossier.text), v.top+v.room); i++ {
		edge := kit.NewRow(1, false).Put(v.desk.theme.Mark, line(v.edge(i))).Fill(kit.Style{})
		rows = append(rows, edge+v.dossier.text[i])
	}
	for shown := min(len(v.dossier.text)-v.top, v.room); shown < v.room; shown++ {
		rows = append(rows, "")
	}
	return rows
}

// edge marks the text when its pane is in front, and where there is more of it.
func (v *triage) edge(row int) string {
	switch {
	case row == v.top && v.top > 0:
		return "↑"
	case row == v.top+v.room-1 && row < len(v.dossier.text)-1:
		return "↓"
	case v.pane == paneText:
		return "▌"
	}
	return " "
}

// factRows say what it is: title, people and things, clocks.
func (v *triage) factRows(at *model.Ticket, width int) []string {
	t, d := v.desk.theme, v.desk
	title := kit.NewRow(width, false).Gap(1).Put(t.Code, line(at.Key())).Put(t.Dim, line("  "))
	if at.Major {
		title.Put(t.Late, line("⚑ MAJOR  "))
	}
	title.Put(t.Strong, line(at.Title))
	second := kit.NewRow(width, false).Gap(1).Put(priorityStyle(t, at.Priority), line(short(at.Priority))).Put(t.Dim, line("  "+at.Kind.Rules().Label))
	for _, no := range []uint8{model.FieldService, model.FieldTeam, model.FieldRequester, model.FieldChannel, model.FieldLocation, model.FieldTags} {
		f := model.FieldNo(no)
		if text := f.Show(f.Get(at), d.store.Names(), d.zone); text != "" {
			second.Put(t.Dim, line(" · ")).Put(t.Text, line(text))
		}
	}
	rows := []string{title.Fill(kit.Style{}), second.Fill(kit.Style{})}
	if len(at.Clocks) == 0 || v.short() {
		return rows
	}
	third, now := kit.NewRow(width, false).Gap(1), d.now()
	for i := range at.Clocks {
		c := &at.Clocks[i]
		name, f := c.Target.String(), clockFace(d, at, c, now)
		if c.Agreement != model.SLA {
			name = c.Name()
		}
		third.Put(t.Dim, line(name+" ")).Put(f.style, line(f.text)).Gap(3)
	}
	return append(rows, third.Fill(kit.Style{}))
}
