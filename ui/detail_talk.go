package ui

import (
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// isTalk tells whether a moment is something that somebody said.
func isTalk(m *model.Moment) bool { return m.Verb.Speaks() }

// conversation shows what was said, in full. What the requester reads and what only the desk reads is told apart by a word,
// by the line at its side, and by colour.
func (v *detail) conversation(s *sheet) {
	talk := v.moments(isTalk)
	if len(talk) == 0 || !s.begin("Conversation", strconv.Itoa(len(talk))) {
		return
	}
	v.parted(s, talk, func(at int) {
		m := &v.past[at]
		s.enter(mark{moment: at + 1}, v.spoken(s, m)...)
		s.put("")
	})
	s.rows = s.rows[:len(s.rows)-1]
}

// timeline shows everything that happened, in short.
func (v *detail) timeline(s *sheet) {
	all := v.moments(func(*model.Moment) bool { return true })
	if !s.begin("Timeline", strconv.Itoa(len(all))) {
		return
	}
	v.parted(s, all, func(at int) { s.enter(mark{moment: at + 1}, v.happened(s, &v.past[at])...) })
}

// moments gives the places of some moments in the order in which they are read.
func (v *detail) moments(want func(*model.Moment) bool) (places []int) {
	for i := range v.past {
		if want(&v.past[i]) {
			places = append(places, i)
		}
	}
	if !v.oldest {
		slices.Reverse(places)
	}
	return places
}

// parted shows moments, and a line between those that others brought about since the person looked, and the rest.
func (v *detail) parted(s *sheet, places []int, show func(at int)) {
	fresh := func(at int) bool {
		m := &v.past[at]
		return v.since != 0 && m.Rev > v.since && m.By != v.desk.me
	}
	n, edge := 0, -1 // the line stands before this one
	for i, at := range places {
		if !fresh(at) {
			continue
		}
		n++
		switch {
		case !v.oldest:
			edge = i + 1
		case edge < 0:
			edge = i
		}
	}
	t, arrow := v.desk.theme, "↑ "
	if v.oldest {
		arrow = "↓ "
	}
	rule := func(i int) {
		if i == edge && n > 0 {
			r := s.row().Put(t.Mark, line("•• "+arrow+strconv.Itoa(n)+" new since you looked "))
			s.put(r.Put(t.Dim, line(strings.Repeat("─", r.Left()))).Fill(kit.Style{}))
		}
	}
	for i, at := range places {
		rule(i)
		show(at)
	}
	rule(len(places))
}

// spoken draws a comment or a note.
func (v *detail) spoken(s *sheet, m *model.Moment) []string {
	t := v.desk.theme
	style, side, what := t.Public, "▌", "PUBLIC COMMENT"
	switch m.Verb {
	case model.VerbNote:
		style, side, what = t.Inside, "╎", "INTERNAL NOTE"
	case model.VerbInform:
		what = "STAKEHOLDER UPDATE"
	}
	bar := kit.NewRow(2, false).Put(style, line(side)).Fill(kit.Style{})
	head := kit.NewRow(s.width-2, false).Put(style, line(what)).Put(t.Strong, line("  "+v.name(m)))
	if m.By != 0 && m.By == v.ticket.Requester {
		head.Put(t.Dim, line(" who asked"))
	}
	rows := []string{bar + v.when(head.Put(t.Dim, line("  ")), m).Fill(kit.Style{})}
	for _, row := range kit.Markdown(model.CleanBlock(m.Text), s.width-2, t) {
		rows = append(rows, bar+row)
	}
	return rows
}

func (v *detail) name(m *model.Moment) string { return orDash(v.desk.person(m.By).String()) }

// when says when a moment was, when it was written down where that was later, and whether it still counts.
func (v *detail) when(r *kit.Row, m *model.Moment) *kit.Row {
	t, now := v.desk.theme, v.desk.now()
	r.Put(t.Dim, line(moment(m.At, now)))
	if m.Recorded-m.At > 60 && !v.alsoLater(m) {
		r.Put(t.Dim, line(" recorded "+moment(m.Recorded, now)))
	}
	if from := v.origins[m.From]; from != nil {
		r.Put(t.Dim, line(" on ")).Put(t.Code, line(from.Key()))
	}
	if m.Undone {
		r.Put(t.Late, line("  undone"))
	}
	return r
}

// alsoLater tells whether something later was written down together with a moment: a life that was imported says but once,
// at its end, when that was.
func (v *detail) alsoLater(m *model.Moment) bool {
	return v.writtenUpTo[m.Rev] > m.At
}

// happened draws one event: when, who, what, and which facts went from what to what. Of what was said it gives the
// beginning; the rest stands in the conversation.
func (v *detail) happened(s *sheet, m *model.Moment) []string {
	t := v.desk.theme
	style, what := t.Text, m.Verb.Rule().Past
	switch m.Verb {
	case model.VerbComment:
		style, what = t.Public, "public comment"
	case model.VerbNote:
		style, what = t.Inside, "internal note"
	case model.VerbInform:
		style, what = t.Public, "stakeholder update"
	case model.VerbUndo, model.VerbRedo, model.VerbImport:
		style = t.Dim
	}
	head := v.when(s.row(), m).Put(t.Strong, line("  "+v.name(m))).Put(style, line("  "+what))
	said := changes(v.desk, m)
	switch {
	case isTalk(m):
		head.Put(t.Dim, line("  "+strings.Join(strings.Fields(m.Text), " ")))
	case len(said) == 1 && strings.TrimSpace(m.Text) == "" && kit.Width(said[0])+3 <= head.Left():
		head.Put(t.Dim, line(" · ")).Put(t.Text, said[0])
		said = nil
	}
	rows := []string{head.Fill(kit.Style{})}
	for _, l := range said {
		rows = append(rows, s.row().Gap(2).Put(t.Dim, line("· ")).Put(t.Text, l).Fill(kit.Style{}))
	}
	if !isTalk(m) && strings.TrimSpace(m.Text) != "" {
		bar := kit.NewRow(2, false).Put(style, line("▌")).Fill(kit.Style{})
		for _, row := range kit.Markdown(model.CleanBlock(m.Text), s.width-2, t) {
			rows = append(rows, bar+row)
		}
	}
	return rows
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
		show := func(v model.Value) string {
			if f.Type == model.Time && v.N != 0 {
				return moment(model.Instant(v.N), d.now())
			}
			return f.Show(v, names, d.zone)
		}
		if said, ok := f.ListChanges(c.From, c.To, show); ok {
			for _, text := range said {
				all = append(all, line(text))
			}
			continue
		}
		from, to := show(c.From), show(c.To)
		switch {
		case f.Type == model.Checks:
			for _, text := range model.CheckChanges(c.From, c.To) {
				all = append(all, line(text))
			}
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
