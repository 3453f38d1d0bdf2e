package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// factsWidth is the width of the facts beside the text, where there is room for both.
const (
	factsWidth = 40
	wideDetail = 110
	factLabel  = 19 // the longest, so that none is cut
)

func (v *detail) wide() bool { return v.size.Width >= wideDetail }

// View draws the head, and the page as far as it is in sight.
func (v *detail) View() (string, *tea.Cursor) {
	t := v.desk.theme
	if v.gone != "" {
		return "\n" + kit.NewRow(v.size.Width, false).Gap(2).Put(t.Late, line("✗ "+v.gone)).Fill(kit.Style{}), nil
	}
	if v.ticket == nil {
		return "", nil
	}
	rows := v.head()
	body := v.body(max(1, v.size.Height-len(rows)))
	if !v.wide() {
		return strings.Join(append(rows, body...), "\n"), nil
	}
	facts := kit.Fit(v.facts(), len(body))
	width := v.size.Width - factsWidth - 2
	bar := kit.NewRow(2, false).Put(t.Dim, line("│ ")).Fill(kit.Style{})
	for i := range body {
		body[i] = kit.PadStyled(body[i], width) + bar + facts[i]
	}
	return strings.Join(append(rows, body...), "\n"), nil
}

// body gives the rows of the page that are in sight, with the hand before those of its entry.
func (v *detail) body(room int) []string {
	hand := kit.NewRow(1, false).Put(v.desk.theme.Mark, line("▌")).Fill(kit.Style{})
	var under entry
	if v.page.hand >= 0 && v.page.hand < len(v.page.entries) {
		under = v.page.entries[v.page.hand]
	}
	top := min(v.page.top, len(v.page.rows))
	body := kit.Fit(slices.Clone(v.page.rows[top:]), room)
	for i := range body {
		if row := top + i; row >= under.row && row < under.end {
			body[i] = hand + body[i]
		} else {
			body[i] = " " + body[i]
		}
	}
	return body
}

// sectionBar names the sections with what is in them, and shows where one is. Of more than have room it shows those around
// that, with a sign where there are others.
func (v *detail) sectionBar() string {
	t := v.desk.theme
	r := kit.NewRow(v.size.Width, false)
	from, upto := v.sectionsInBar()
	if from > 0 {
		r.Put(t.Bar, line("‹"))
	}
	for i := from; i < upto; i++ {
		style := t.Bar
		if i == v.page.at {
			style = t.Active
		}
		r.Put(style, v.page.sections[i].label())
	}
	if upto < len(v.page.sections) {
		r.Put(t.Bar, line("›"))
	}
	return r.Fill(t.Bar)
}

// sectionsInBar tells which sections have room in the bar: the one where the person is, then those behind and before it.
func (v *detail) sectionsInBar() (from, upto int) {
	all := v.page.sections
	if len(all) == 0 {
		return 0, 0
	}
	from, upto = v.page.at, v.page.at+1
	left := v.size.Width - kit.Width(all[from].label()) - len("<>")
	for grown := true; grown; {
		grown = false
		if upto < len(all) && kit.Width(all[upto].label()) <= left {
			left -= kit.Width(all[upto].label())
			upto, grown = upto+1, true
		}
		if from > 0 && kit.Width(all[from-1].label()) <= left {
			from, grown = from-1, true
			left -= kit.Width(all[from].label())
		}
	}
	return from, upto
}

// sectionAt gives the section at a place of the bar, -1 when there is none.
func (v *detail) sectionAt(x int) int {
	from, upto := v.sectionsInBar()
	at := min(from, 1) // behind the sign
	for i := from; i < upto; i++ {
		w := kit.Width(v.page.sections[i].label())
		if at <= x && x < at+w {
			return i
		}
		at += w
	}
	return -1
}

func (s section) label() model.Line {
	if s.count == "" {
		return line(" " + s.name + " ")
	}
	return line(" " + s.name + " " + s.count + " ")
}

func (v *detail) described(s *sheet) {
	if !s.begin("Description", "") {
		return
	}
	if strings.TrimSpace(v.ticket.Description) == "" {
		s.put(s.row().Put(v.desk.theme.Dim, line("no description")).Fill(kit.Style{}))
		return
	}
	s.put(kit.Markdown(model.CleanBlock(v.ticket.Description), s.width, v.desk.theme)...)
}

func (v *detail) resolution(s *sheet) {
	t := v.desk.theme
	if v.ticket.Code == "" && v.ticket.Note == "" || !s.begin("Resolution", "") {
		return
	}
	head := s.row().Put(t.Calm, line(orDash(v.ticket.Code)))
	if by := v.desk.person(v.ticket.ResolvedBy); !by.IsZero() {
		head.Put(t.Dim, line(" by ")).Put(t.Text, by)
	}
	s.put(head.Fill(kit.Style{}))
	s.put(kit.Markdown(model.CleanBlock(v.ticket.Note), s.width, t)...)
}

// factSection lists the facts where they have no column of their own, with the long ones.
func (v *detail) factSection(s *sheet) {
	if !v.wide() && s.begin("Facts", "") {
		s.put(v.facts()...)
	}
}

// facts lists every fact that the ticket has and the head does not show.
func (v *detail) facts() []string {
	t, names := v.desk.theme, v.desk.store.Names()
	width := factsWidth - 1
	if !v.wide() {
		width = v.size.Width - 2
	}
	var rows []string
	put := func(label, text string) {
		rows = append(rows, kit.NewRow(width, false).Cell(t.Dim, line(label), factLabel).Gap(1).Put(t.Text, line(text)).Fill(kit.Style{}))
	}
	for _, f := range model.Fields {
		value := f.Get(v.ticket)
		if value == (model.Value{}) || f.Type == model.Long || slices.Contains(inHead, f.No) || f.No == model.FieldNextUpdate && !v.ticket.Open() {
			continue
		}
		text := f.Show(value, names, v.desk.zone)
		if f.Type == model.Time {
			text = moment(model.Instant(value.N), v.desk.now())
		}
		put(f.Label, text)
		switch {
		case f.No == model.FieldRequester && v.contact != "":
			put("", v.contact)
		case f.No == model.FieldService && v.wide():
			for _, text := range v.around.health.said(v.desk) {
				put("", text)
			}
		}
	}
	return rows
}

// inHead are the facts that the head shows, or a section, or that mean nothing to people.
var inHead = []uint8{model.FieldKind, model.FieldTitle, model.FieldState, model.FieldReason, model.FieldPriority,
	model.FieldImpact, model.FieldUrgency, model.FieldMajor, model.FieldProposed, model.FieldAside, model.FieldRank, model.FieldLinks, model.FieldChecklist,
	model.FieldSourceNo, model.FieldCode, model.FieldParent}
