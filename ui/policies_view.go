package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// listRows gives how many rows the list may take: half of the screen, and less where there is less to list.
func (v *policies) listRows() int {
	return max(1, min(len(v.rows), (v.size.Height-3)/2))
}

// View draws the sections, the list of the one in front, and in full what is under the hand.
func (v *policies) View() (string, *tea.Cursor) {
	t, width, h := v.desk.theme, v.size.Width, v.hand()
	rows := []string{v.sectionRow(), v.headRow()}
	if len(v.rows) == 0 {
		rows = append(rows, kit.NewRow(width, false).Gap(3).Put(t.Text, line("There are none yet: n makes one.")).Fill(kit.Style{}))
	}
	for i := h.Top; i < h.End(); i++ {
		rows = append(rows, v.row(i))
	}
	rows = append(rows, kit.Rule(t.Dim, width))
	if h.At < len(v.rows) {
		rows = append(rows, v.full(&v.rows[h.At], max(0, v.size.Height-len(rows)))...)
	}
	return strings.Join(rows, "\n"), nil
}

func (v *policies) sectionLabel(i int) model.Line {
	return line(" " + v.chapters[i].title() + " " + number(len(v.chapters[i].rows(v.terms))) + " ")
}

func (v *policies) sectionRow() string {
	t, r := v.desk.theme, kit.NewRow(v.size.Width, false)
	for i := v.firstSection(); i < len(v.chapters); i++ {
		style := t.Dim
		if i == v.at {
			style = t.Active
		}
		r.Put(style, v.sectionLabel(i))
		if i < len(v.chapters)-1 {
			r.Put(t.Dim, line("│"))
		}
	}
	return r.Fill(kit.Style{})
}

// firstSection gives the first section that is drawn, so that the one in front fits.
func (v *policies) firstSection() int {
	first, width := v.at, kit.Width(v.sectionLabel(v.at))
	for first > 0 && width+kit.Width(v.sectionLabel(first-1))+1 <= v.size.Width {
		first--
		width += kit.Width(v.sectionLabel(first)) + 1
	}
	return first
}

// chapterAt gives the section at a column of the first row, -1 when there is none.
func (v *policies) chapterAt(x int) int {
	at := 0
	for i := v.firstSection(); i < len(v.chapters); i++ {
		w := kit.Width(v.sectionLabel(i)) + 1
		if x >= at && x < at+w {
			return i
		}
		at += w
	}
	return -1
}

func (v *policies) headRow() string {
	r := kit.NewRow(v.size.Width, false).Gap(3)
	for _, c := range v.chapter().heads() {
		if c.width == 0 {
			r.Put(v.desk.theme.Head, line(c.text))
			break
		}
		r.Cell(v.desk.theme.Head, line(c.text), c.width).Gap(1)
	}
	return r.Fill(kit.Style{})
}

func (v *policies) row(i int) string {
	t, one, at := v.desk.theme, &v.rows[i], i == v.hand().At
	mark, style := "   ", t.Text
	if at {
		mark = "▌  "
	}
	if one.off {
		style = t.Dim
	}
	r := kit.NewRow(v.size.Width, at).Put(t.Mark, line(mark))
	for j, c := range v.chapter().heads() {
		text := one.cells[j]
		if j == 0 && one.off {
			text = "(off) " + text
		}
		if c.width == 0 {
			r.Put(style, line(text))
			break
		}
		r.Cell(style, line(text), c.width).Gap(1)
	}
	return r.Fill(style)
}

// full draws all there is to say about one part, as far as it fits.
func (v *policies) full(one *termRow, height int) []string {
	t, width := v.desk.theme, max(10, v.size.Width-2)
	var all []model.Line
	for _, text := range one.full {
		if text == "" {
			all = append(all, model.Line{})
		}
		all = append(all, kit.Wrap(model.CleanBlock(text), width)...)
	}
	top := max(0, min(v.scroll, len(all)-height))
	var rows []string
	for _, l := range all[top:min(len(all), top+height)] {
		rows = append(rows, kit.NewRow(v.size.Width, false).Gap(1).Put(t.Text, l).Fill(kit.Style{}))
	}
	return rows
}
