package ui

import (
	"cmp"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A policies shows the terms of the desk: policies in their order, calendars, rules, the care for what waits, macros and
// replies. Who may, amends them here.
type policies struct {
	desk     *desk
	terms    *model.Terms
	at       int // of the chapters
	hands    [len(chapters)]kit.List
	rows     []termRow // of the chapter in front
	size     tea.WindowSizeMsg
	scroll   int // of the text about the row under the hand
	chapters [len(chapters)]chapter
}

func newPolicies(d *desk) *policies { return newPoliciesAt(d, model.PartPolicy) }

// newPoliciesAt opens the screen at the section about one part.
func newPoliciesAt(d *desk, part model.Part) *policies {
	v := &policies{desk: d, chapters: chapters}
	v.at = slices.IndexFunc(chapters[:], func(c chapter) bool { return c.part() == part })
	v.look()
	return v
}

// look reads the terms as they stand.
func (v *policies) look() {
	v.terms = v.desk.store.Book().Terms()
	v.rows = v.chapter().rows(v.terms)
	v.hand().Size(v.listRows(), len(v.rows))
}

func (v *policies) chapter() chapter { return v.chapters[v.at] }
func (v *policies) hand() *kit.List  { return &v.hands[v.at] }

// Update looks again when the terms have changed.
func (v *policies) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.look()
	case store.News:
		v.hear(msg)
	case tea.MouseWheelMsg:
		v.hand().Move(wheel(msg) / 3)
		v.scroll = 0
	case tea.MouseClickMsg:
		return v.clicked(msg)
	}
	return v, nil
}

// hear looks again, with the hand on what it was on, or on what the person added or gave another name.
func (v *policies) hear(news store.News) {
	name := ""
	if v.hand().At < len(v.rows) {
		name = v.rows[v.hand().At].name
	}
	for _, e := range news.Changes {
		if e.Table == model.Charter && e.By == v.desk.me && e.Undoes == 0 {
			name = cmp.Or(becomes(e), name)
		}
	}
	v.look()
	for i, r := range v.rows {
		if r.name == name {
			v.hand().To(i)
		}
	}
}

func (v *policies) clicked(msg tea.MouseClickMsg) (Screen, tea.Cmd) {
	if at := v.chapterAt(msg.X); msg.Y == 0 && at >= 0 {
		v.turn(at)
	}
	if at := v.hand().Top + msg.Y - 2; msg.Y >= 2 && at < v.hand().End() {
		v.hand().To(at)
		v.scroll = 0
	}
	return v, nil
}

// turn goes to another chapter.
func (v *policies) turn(to int) {
	v.at = (to + len(v.chapters)) % len(v.chapters)
	v.scroll = 0
	v.look()
}

// Actions are moving, turning to another chapter, and amending.
func (v *policies) Actions() []Action {
	d, h := v.desk, v.hand()
	stay := func(f func()) func() (Screen, tea.Cmd) { return func() (Screen, tea.Cmd) { f(); return v, nil } }
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(h); v.scroll = 0; return v, nil })
	return append(moves,
		d.action("terms-edit", "enter", "edit", func() (Screen, tea.Cmd) { return v.chapter().edit(d, h.At), nil }).unless(v.barOne()),
		d.action("terms-new", "n", "new", func() (Screen, tea.Cmd) { return v.chapter().edit(d, -1), nil }).unless(v.barAny()),
		d.action("terms-down", "J alt+down", "move down", func() (Screen, tea.Cmd) { return v, v.move(1) }).unless(v.barMove(1)),
		d.action("terms-up", "K alt+up", "move up", func() (Screen, tea.Cmd) { return v, v.move(-1) }).unless(v.barMove(-1)),
		d.action("terms-delete", "X delete", "delete", func() (Screen, tea.Cmd) { return v.deletion(), nil }).unless(v.barDelete()),
		d.action("section-next", "tab", "next section", stay(func() { v.turn(v.at + 1) })),
		d.action("section-before", "shift+tab", "section before", stay(func() { v.turn(v.at - 1) })).quiet(),
		d.action("preview-down", "ctrl+e", "scroll the preview down", stay(func() { v.scroll++ })).quiet(),
		d.action("preview-up", "ctrl+y", "scroll the preview up", stay(func() { v.scroll = max(0, v.scroll-1) })).quiet(),
	)
}

// barAmend says why the person can't amend the terms.
func barAmend(d *desk) string {
	if why := barWrite(d); why != "" {
		return why
	}
	if err := model.May(d.who, model.VerbAmend, nil); err != nil {
		return problem(err)
	}
	return ""
}

func (v *policies) barOne() string {
	if len(v.rows) == 0 {
		return "there is nothing here"
	}
	return barAmend(v.desk)
}

func (v *policies) barAny() string {
	if v.chapter().part() == model.PartCare {
		return "there is one care, which can be edited"
	}
	return barAmend(v.desk)
}

func (v *policies) barDelete() string {
	if len(v.rows) == 0 {
		return "there is nothing here"
	}
	return v.barAny()
}

func (v *policies) barMove(step int) string {
	part := v.chapter().part()
	switch to := v.hand().At + step; {
	case !model.Parts[part].Ordered:
		return "its order means nothing"
	case to < 0 || to >= len(v.rows):
		return "it is at the end of the list already"
	}
	return barAmend(v.desk)
}

// move puts what is under the hand a place further down or up.
func (v *policies) move(step int) tea.Cmd {
	at := v.hand().At
	name, now := v.chapter().json(v.terms, at)
	return amend(v.desk, v, model.Amendment{Part: v.chapter().part(), Name: name, From: now, To: now, Place: at + 1 + step})
}

// deletion asks whether what is under the hand is to go.
func (v *policies) deletion() *picker {
	name, now := v.chapter().json(v.terms, v.hand().At)
	a := model.Amendment{Part: v.chapter().part(), Name: name, From: now}
	what := a.Part.String() + " " + name
	return newPicker(v.desk, "Delete "+what, []pick{{label: "keep it"}, {label: "delete it", hint: "u brings it back", value: true}}, func(one pick) (Screen, tea.Cmd) {
		if one.value == nil {
			return nil, nil
		}
		return nil, amend(v.desk, v, a)
	})
}
