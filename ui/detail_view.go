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
)

func (v *detail) wide() bool { return v.size.Width >= wideDetail }

// set sets the ticket into rows: when it has changed, or the size; never while drawing.
func (v *detail) set() {
	if v.ticket == nil || v.size.Width == 0 {
		return
	}
	width := v.size.Width - 2
	if v.wide() {
		width -= factsWidth + 2
	}
	v.page = page{}
	v.add("Description", v.described(width), width)
	if len(v.ticket.Links) > 0 {
		v.add("Links", v.linkRows(width), width)
	}
	if v.ticket.Code != "" || v.ticket.Note != "" {
		v.add("Resolution", v.resolution(width), width)
	}
	v.add("Timeline", v.timeline(width), width)
	v.scroll(0)
}

func (v *detail) add(title string, rows []string, width int) {
	t := v.desk.theme
	if len(v.page.rows) > 0 {
		v.page.rows = append(v.page.rows, "")
	}
	v.page.sections = append(v.page.sections, len(v.page.rows))
	r := kit.NewRow(width, false).Put(t.Dim, line("── ")).Put(t.Strong, line(title)).Put(t.Dim, line(" "+strings.Repeat("─", max(0, width-len(title)-5))))
	v.page.rows = append(v.page.rows, r.Fill(kit.Style{}))
	v.page.rows = append(v.page.rows, rows...)
}

func (v *detail) described(width int) []string {
	if strings.TrimSpace(v.ticket.Description) == "" {
		return []string{kit.NewRow(width, false).Put(v.desk.theme.Dim, line("no description")).Fill(kit.Style{})}
	}
	return kit.Markdown(model.CleanBlock(v.ticket.Description), width, v.desk.theme)
}

func (v *detail) linkRows(width int) []string {
	t := v.desk.theme
	var rows []string
	for _, l := range v.ticket.Links {
		r := kit.NewRow(width, false).Cell(t.Dim, line(l.Rel.Rule().Label), 20)
		other := v.linked[l.To]
		if other == nil {
			rows = append(rows, r.Put(t.Dim, line("#"+position(int(l.To))+", which was taken back")).Fill(kit.Style{}))
			continue
		}
		r.Put(t.Code, line(other.Key())).Put(t.Text, line(" "+other.Title)).Put(t.Dim, line("  "+other.State.Rule().Label))
		rows = append(rows, r.Fill(kit.Style{}))
	}
	return rows
}

func (v *detail) resolution(width int) []string {
	t := v.desk.theme
	head := kit.NewRow(width, false).Put(t.Calm, line(orDash(v.ticket.Code)))
	if by := v.desk.person(v.ticket.ResolvedBy); !by.IsZero() {
		head.Put(t.Dim, line(" by ")).Put(t.Text, by)
	}
	rows := []string{head.Fill(kit.Style{})}
	return append(rows, kit.Markdown(model.CleanBlock(v.ticket.Note), width, t)...)
}

func (v *detail) timeline(width int) []string {
	moments := v.past
	if !v.oldest {
		moments = slices.Clone(moments)
		slices.Reverse(moments)
	}
	var rows []string
	for i := range moments {
		rows = append(rows, v.moment(&moments[i], width)...)
	}
	return rows
}

// moment draws one event. What the requester reads and what only the desk reads is told apart in words.
func (v *detail) moment(m *model.Moment, width int) []string {
	t, d := v.desk.theme, v.desk
	style, what := t.Text, m.Verb.Rule().Past
	switch m.Verb {
	case model.VerbComment:
		style, what = t.Public, "PUBLIC COMMENT"
	case model.VerbNote:
		style, what = t.Inside, "INTERNAL NOTE"
	case model.VerbInform:
		style, what = t.Public, "STAKEHOLDER UPDATE"
	case model.VerbUndo, model.VerbRedo, model.VerbImport:
		style = t.Dim
	}
	head := kit.NewRow(width, false).Put(t.Dim, line(moment(m.At, d.now())+"  ")).
		Put(t.Strong, line(orDash(d.person(m.By).String()))).Put(style, line("  "+what))
	if from := v.linked[m.From]; from != nil {
		head.Put(t.Dim, line("  on ")).Put(t.Code, line(from.Key()))
	}
	if m.Undone {
		head.Put(t.Late, line("  undone"))
	}
	if m.Recorded-m.At > 60 {
		head.Put(t.Dim, line("  recorded "+moment(m.Recorded, d.now())))
	}
	rows := []string{head.Fill(kit.Style{})}
	for _, l := range changes(d, m) {
		rows = append(rows, kit.NewRow(width, false).Gap(2).Put(t.Dim, line("· ")).Put(t.Text, l).Fill(kit.Style{}))
	}
	if strings.TrimSpace(m.Text) != "" {
		bar := kit.NewRow(2, false).Put(style, line("▌")).Fill(kit.Style{})
		for _, row := range kit.Markdown(model.CleanBlock(m.Text), width-2, t) {
			rows = append(rows, bar+row)
		}
	}
	return append(rows, "")
}

// changes says in words which facts an event changed.
func changes(d *desk, m *model.Moment) []model.Line {
	var all []model.Line
	made := slices.ContainsFunc(m.Deltas, func(c model.Delta) bool { return c.Field == model.FieldKind })
	names := d.store.Names()
	for _, c := range m.Deltas {
		f := model.FieldNo(c.Field)
		if f == nil || made && !slices.Contains(telling, c.Field) || slices.Contains(silent, c.Field) {
			continue
		}
		from, to := f.Show(c.From, names, d.zone), f.Show(c.To, names, d.zone)
		switch {
		case f.Type == model.Long:
			all = append(all, line(f.Label+" was written"))
		case c.From == (model.Value{}):
			all = append(all, line(f.Label+" "+to))
		default:
			all = append(all, line(f.Label+" "+from+" → "+orDash(to)))
		}
	}
	if m.Near != (model.Place{}) || m.Was != (model.Place{}) {
		all = append(all, line(placed(m.Near)))
	}
	return all
}

// placed says where in the backlog a ticket came to stand.
func placed(p model.Place) string {
	switch {
	case p.After != 0:
		return "ranked after #" + position(int(p.After))
	case p.Before != 0:
		return "ranked first, before #" + position(int(p.Before))
	}
	return "ranked"
}

// What is worth telling of a ticket's making, and what follows from other facts and is never told.
var (
	telling = []uint8{model.FieldState, model.FieldPriority, model.FieldAssignee, model.FieldTeam}
	silent  = []uint8{model.FieldReopened, model.FieldReassigned, model.FieldAcknowledged, model.FieldResolved, model.FieldClosed, model.FieldResolvedBy, model.FieldParent}
)

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
	body := v.page.rows[min(v.top, len(v.page.rows)):]
	body = kit.Fit(slices.Clone(body), v.room())
	if !v.wide() {
		for i := range body {
			body[i] = " " + body[i]
		}
		return strings.Join(append(rows, body...), "\n"), nil
	}
	facts := kit.Fit(v.facts(), v.room())
	width := v.size.Width - factsWidth - 3
	bar := kit.NewRow(2, false).Put(t.Dim, line("│ ")).Fill(kit.Style{})
	for i := range body {
		body[i] = " " + kit.PadStyled(body[i], width) + bar + facts[i]
	}
	return strings.Join(append(rows, body...), "\n"), nil
}
