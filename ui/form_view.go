package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

const labelWidth = 20

// height gives how many rows a field takes, with the row of its error.
func (f *form) height(one *formField) int {
	h := 1
	if one.area != nil {
		h = max(3, min(8, f.size.Height/3))
	}
	if one.note != nil {
		h++
	}
	if one.err != "" {
		h++
	}
	return h
}

// View draws the title, and the fields as far as they fit, the one under the hand always.
func (f *form) View() (string, *tea.Cursor) {
	t := f.desk.theme
	head := kit.NewRow(f.width(), false).Put(t.Strong, line(" "+f.title))
	if f.about != "" {
		head.Gap(2).Put(t.Dim, line(f.about))
	}
	if f.err != "" {
		head.Put(t.Late, line("  ✗ "))
	}
	rows := []string{head.Fill(kit.Style{}), kit.Rule(t.Dim, f.width())}
	for _, l := range kit.Wrap(model.CleanBlock(f.err), max(10, f.width()-3)) {
		rows = append(rows, kit.NewRow(f.width(), false).Gap(2).Put(t.Late, l).Fill(kit.Style{}))
	}
	above := len(rows)
	var body []string
	var cursor *tea.Cursor
	for i, one := range f.fields {
		drawn, c := f.field(one, i == f.at)
		if c != nil {
			c.Y += len(body)
			cursor = c
		}
		body = append(body, drawn...)
	}
	room, top := f.room(), f.scrollTop()
	body = body[top:min(len(body), top+room)]
	if cursor != nil {
		cursor.Y += above - top
	}
	return strings.Join(f.advised(append(rows, body...)), "\n"), cursor
}

// room gives how many rows there are for the fields.
func (f *form) room() int { return max(1, f.size.Height-f.above()-f.adviceBelow()) }

// above gives how many rows stand above the fields: the title, a rule, and what went wrong.
func (f *form) above() int {
	return 2 + len(kit.Wrap(model.CleanBlock(f.err), max(10, f.width()-3)))
}

// scrollTop gives the first row of the fields in sight, so that the one under the hand is.
func (f *form) scrollTop() int {
	first, last, all := 0, 0, 0
	for i, one := range f.fields {
		if i == f.at {
			first = all
		}
		all += f.height(one)
		if i == f.at {
			last = all
		}
	}
	room := f.room()
	top := 0
	if last > room {
		top = min(first, last-room)
	}
	return max(0, min(top, all-room))
}

func (f *form) field(one *formField, at bool) ([]string, *tea.Cursor) {
	t := f.desk.theme
	width := f.width() - labelWidth - 3
	mark, style := "   ", t.Dim
	if at {
		mark, style = " ▌ ", t.Strong
	}
	label := kit.NewRow(labelWidth+3, false).Put(t.Mark, line(mark)).Cell(style, line(one.label), labelWidth-1).Fill(kit.Style{})
	var rows []string
	var cursor *tea.Cursor
	switch {
	case one.area != nil:
		height := f.height(one)
		if one.note != nil {
			height--
		}
		if one.err != "" {
			height--
		}
		rows, cursor = one.area.View(width, height)
		blank := kit.NewRow(labelWidth+3, false).Put(t.Mark, line(mark)).Fill(kit.Style{})
		for i := range rows {
			if i == 0 {
				rows[i] = label + rows[i]
			} else {
				rows[i] = blank + rows[i]
			}
		}
	case one.input != nil:
		var text string
		text, cursor = one.input.View(width)
		rows = []string{label + text}
	default:
		rows = []string{label + f.choice(one, at, width)}
		if at {
			cursor = tea.NewCursor(0, 0)
		}
	}
	if cursor != nil {
		cursor.X += labelWidth + 3
	}
	if one.note != nil {
		rows = append(rows, kit.NewRow(f.width(), false).Gap(labelWidth+3).Put(t.Dim, line(one.note(one.value()))).Fill(kit.Style{}))
	}
	if one.err != "" {
		rows = append(rows, kit.NewRow(f.width(), false).Gap(labelWidth+3).Put(t.Late, line("✗ "+one.err)).Fill(kit.Style{}))
	}
	return rows, cursor
}

// choice draws the chosen option, and under the hand the others beside it.
func (f *form) choice(one *formField, at bool, width int) string {
	t := f.desk.theme
	r := kit.NewRow(width, false)
	label := func(o model.Option) string {
		if o.Label == "" {
			return orDash(o.Token)
		}
		return o.Label
	}
	if !at {
		return r.Put(t.Text, line(label(one.options[one.chosen]))).Fill(kit.Style{})
	}
	first := 0
	if one.chosen > 3 {
		first = one.chosen - 3
	}
	for i := first; i < len(one.options); i++ {
		style := t.Dim
		text := " " + label(one.options[i]) + " "
		if i == one.chosen {
			style = t.Active
		}
		r.Put(style, line(text))
	}
	return r.Fill(kit.Style{})
}
