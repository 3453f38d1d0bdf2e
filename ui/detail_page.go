package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A page is the detail set into rows, for a width and a state of the ticket: sections that fold, with entries that the hand
// can be on.
type page struct {
	rows     []string
	sections []section
	entries  []entry
	top      int // the first row in sight
	hand     int // of entries, -1 while it is on none
	at       int // of sections: where the person is
}

// A section is a part of the page under a title.
type section struct {
	name  string
	count string
	row   int // of its title
}

// An entry is what the hand can be on: some rows of a section.
type entry struct {
	mark
	row, end int
}

// A mark says what an entry is, so that the hand finds it again when the page is set anew.
type mark struct {
	section string
	moment  int      // place in the timeline, from 1
	ticket  model.ID // that it leads to
	check   uint32   // entry of the checklist
}

// at gives what the hand is on, nothing when it is on no entry.
func (v *detail) at() mark {
	if v.page.hand < 0 || v.page.hand >= len(v.page.entries) {
		return mark{}
	}
	return v.page.entries[v.page.hand].mark
}

// A sheet is a page while it is being set.
type sheet struct {
	page
	desk  *desk
	width int
}

// begin begins a section, and tells whether it is open; of a folded one there is only the title.
func (s *sheet) begin(name, count string) (open bool) {
	t, folded := s.desk.theme, s.desk.folded[name]
	if len(s.rows) > 0 {
		s.rows = append(s.rows, "")
	}
	s.sections = append(s.sections, section{name, count, len(s.rows)})
	r := kit.NewRow(s.width, false).Put(t.Dim, line("── ")).Put(t.Strong, line(strings.TrimSpace(name+" "+count)))
	if folded {
		r.Put(t.Dim, line(" ▸ folded"))
	}
	r.Put(t.Dim, line(" "+strings.Repeat("─", max(0, r.Left()-1))))
	s.rows = append(s.rows, r.Fill(kit.Style{}))
	return !folded
}

// put adds rows that the hand can't be on.
func (s *sheet) put(rows ...string) { s.rows = append(s.rows, rows...) }

// row begins a row of the page.
func (s *sheet) row() *kit.Row { return kit.NewRow(s.width, false) }

// enter adds rows that are an entry of the section.
func (s *sheet) enter(m mark, rows ...string) {
	m.section = s.sections[len(s.sections)-1].name
	s.entries = append(s.entries, entry{m, len(s.rows), len(s.rows) + len(rows)})
	s.rows = append(s.rows, rows...)
}

// set sets the ticket into rows: when it has changed, or the size; never while drawing. What the person reads stays where it
// is on the screen.
func (v *detail) set() {
	if v.ticket == nil || v.size.Width == 0 {
		return
	}
	width := v.size.Width - 2
	if v.wide() {
		width -= factsWidth + 2
	}
	s := &sheet{desk: v.desk, width: width}
	for _, part := range []func(*sheet){v.described, v.knownError, v.resolution, v.conversation, v.checklist, v.linkTree, v.similars, v.timeline, v.factSection} {
		part(s)
	}
	was, inSight := v.at(), v.handInSight()
	old := v.page
	v.page = s.page
	v.page.top, v.page.at = old.top, min(old.at, max(0, len(s.sections)-1))
	v.page.hand = slices.IndexFunc(s.entries, func(e entry) bool { return was != mark{} && e.mark == was })
	if v.page.hand >= 0 && inSight {
		v.page.top += s.entries[v.page.hand].row - old.entries[old.hand].row
	}
	v.page.top = v.bound(v.page.top)
}

func (v *detail) bound(top int) int { return max(0, min(top, len(v.page.rows)-v.room())) }

func (v *detail) room() int { return max(1, v.size.Height-len(v.head())) }

func (v *detail) scroll(n int) {
	v.page.top = v.bound(v.page.top + n)
	v.page.at = v.sectionOf(v.page.top)
}

// sectionOf gives the section that a row belongs to.
func (v *detail) sectionOf(row int) (at int) {
	for i, s := range v.page.sections {
		if s.row <= row {
			at = i
		}
	}
	return at
}

func (v *detail) handInSight() bool {
	if v.page.hand < 0 || v.page.hand >= len(v.page.entries) {
		return false
	}
	e := v.page.entries[v.page.hand]
	return e.end > v.page.top && e.row < v.page.top+v.room()
}

// section goes to the next section, or the one before it, round and round, with the hand on its first entry.
func (v *detail) section(step int) {
	n := len(v.page.sections)
	if n == 0 {
		return
	}
	v.page.at = (v.page.at + step + n) % n
	here := v.page.sections[v.page.at]
	v.page.top = v.bound(here.row)
	v.page.hand = slices.IndexFunc(v.page.entries, func(e entry) bool { return e.section == here.name })
}

// step takes the hand to the next entry, or the one before. A hand that was scrolled out of sight begins again at the first
// entry in sight.
func (v *detail) step(by int) {
	p := &v.page
	if len(p.entries) == 0 {
		return
	}
	if v.handInSight() {
		p.hand = max(0, min(p.hand+by, len(p.entries)-1))
	} else {
		p.hand = slices.IndexFunc(p.entries, func(e entry) bool { return e.row >= p.top })
		if p.hand < 0 {
			p.hand = len(p.entries) - 1
		}
	}
	v.reach(p.entries[p.hand])
}

// reach brings an entry in sight, its beginning at least.
func (v *detail) reach(e entry) {
	p := &v.page
	switch {
	case e.row < p.top:
		p.top = e.row
	case e.end > p.top+v.room():
		p.top = min(e.row, e.end-v.room())
	}
	p.top = v.bound(p.top)
	p.at = v.sectionOf(e.row)
}

// fold folds the section where the person is, or opens it.
func (v *detail) fold() {
	if len(v.page.sections) == 0 {
		return
	}
	name := v.page.sections[v.page.at].name
	v.desk.folded[name] = !v.desk.folded[name]
	v.reset(name)
}

// foldAll folds all sections, or opens them when all that there are are folded.
func (v *detail) foldAll() {
	if len(v.page.sections) == 0 {
		return
	}
	open := slices.ContainsFunc(v.page.sections, func(s section) bool { return !v.desk.folded[s.name] })
	for _, s := range v.page.sections {
		v.desk.folded[s.name] = open
	}
	v.reset(v.page.sections[v.page.at].name)
}

// reset sets the page anew, with the title of a section in sight.
func (v *detail) reset(name string) {
	v.set()
	at := slices.IndexFunc(v.page.sections, func(s section) bool { return s.name == name })
	if at < 0 {
		return
	}
	row := v.page.sections[at].row
	if row < v.page.top || row >= v.page.top+v.room() {
		v.page.top = v.bound(row)
	}
	v.page.at = at
}

// clicked takes the hand to the entry that is clicked on, opens what is under it when it is clicked on again, and goes to a
// section that is clicked on in the bar.
func (v *detail) clicked(msg tea.MouseClickMsg) (Screen, tea.Cmd) {
	head := len(v.head())
	if msg.Y == head-1 {
		if at := v.sectionAt(msg.X); at >= 0 {
			v.section(at - v.page.at)
		}
		return v, nil
	}
	row := msg.Y - head + v.page.top
	at := slices.IndexFunc(v.page.entries, func(e entry) bool { return e.row <= row && row < e.end })
	switch {
	case msg.Y < head || v.wide() && msg.X > v.size.Width-factsWidth-2 || at < 0:
		return v, nil
	case at == v.page.hand && v.at().ticket != 0:
		return v.follow()
	}
	v.page.hand = at
	v.page.at = v.sectionOf(row)
	return v, nil
}
