package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// An activity is the journal: who changed what, newest first. What stands can be undone from here.
type activity struct {
	desk  *desk
	lines []activityLine
	hand  kit.List
	size  tea.WindowSizeMsg
	mine  bool // only what the person did
	end   bool // the oldest line is here
	err   string
	wait  bool
}

// An activityLine is a journal line with the names that it needs.
type activityLine struct {
	entry  *model.Entry
	key    string
	title  string
	undone bool
}

func newActivity(d *desk) *activity { return &activity{desk: d} }

// heardLines are more lines, behind those that are here already or in their place.
type heardLines struct {
	lines []activityLine
	anew  bool
	end   bool
}

const activityPage = 200

// Open asks for the newest lines.
func (v *activity) Open() tea.Cmd { return v.more(true) }

// Update takes lines and news.
func (v *activity) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.hand.Size(v.size.Height-2, len(v.lines))
	case store.News:
		return v, v.more(true)
	case answer:
		v.answered(msg)
	case tea.MouseWheelMsg:
		v.hand.Scroll(wheel(msg))
		return v, v.reach()
	case tea.MouseClickMsg:
		if row := msg.Y - 2; row >= 0 && v.hand.Top+row < v.hand.Total {
			v.hand.To(v.hand.Top + row)
		}
	}
	return v, nil
}

func (v *activity) answered(msg answer) {
	if msg.err != nil {
		v.err = problem(msg.err)
		return
	}
	body, ok := msg.body.(heardLines)
	if !ok {
		return
	}
	v.wait, v.err, v.end = false, "", body.end
	if !body.anew {
		v.lines = append(v.lines, body.lines...)
	} else {
		v.renew(body)
	}
	v.hand.Size(v.size.Height-2, len(v.lines))
}

// renew puts new lines in the place of the old, with the hand on the same line.
func (v *activity) renew(body heardLines) {
	var held model.Revision
	if v.hand.At < len(v.lines) {
		held = v.lines[v.hand.At].entry.Rev
	}
	v.lines = body.lines
	v.hand.Total = len(v.lines)
	if v.hand.At == 0 {
		return
	}
	for i, l := range v.lines {
		if l.entry.Rev == held {
			v.hand.To(i)
		}
	}
}

// more asks for older lines, or for the newest anew.
func (v *activity) more(anew bool) tea.Cmd {
	st, me, mine := v.desk.store, v.desk.me, v.mine
	before, limit := model.Revision(0), max(activityPage, len(v.lines))
	if !anew && len(v.lines) > 0 {
		before, limit = v.lines[len(v.lines)-1].entry.Rev, activityPage
	}
	v.wait = true
	return ask(v.desk, v, func(ctx context.Context) (heardLines, error) {
		entries, err := st.Log(ctx, before, limit, func(e *model.Entry) bool {
			return (e.Table == model.Tickets || e.Table == model.Charter) && (!mine || e.By == me)
		})
		if err != nil {
			return heardLines{}, err
		}
		dead, err := st.IsUndone(entries)
		lines := make([]activityLine, len(entries))
		for i, e := range entries {
			lines[i] = activityLine{entry: e, key: "#" + position(int(e.ID)), undone: dead[e.Group]}
			if e.Table == model.Charter {
				lines[i].key = "terms"
			} else if t, err := st.Get(model.ID(e.ID)); err == nil {
				lines[i].key, lines[i].title = t.Key(), t.Title
			}
		}
		return heardLines{lines, anew, len(entries) < limit}, err
	})
}

// reach asks for older lines when the hand comes near the end of those that are here.
func (v *activity) reach() tea.Cmd {
	if v.wait || v.end || v.hand.At < len(v.lines)-v.hand.Rows {
		return nil
	}
	return v.more(false)
}

// Actions are moving, opening, and undoing.
func (v *activity) Actions() []Action {
	d := v.desk
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(&v.hand); return v, v.reach() })
	return append(moves,
		d.action("open", "enter", "open the ticket, or the policies", v.open),
		d.action("undo-this", "x", "undo this", v.undo).unless(v.barUndo()),
		d.action("mine", "m", "all, or only mine", func() (Screen, tea.Cmd) {
			v.mine = !v.mine
			v.lines = nil
			v.hand.Size(v.size.Height-2, 0)
			return v, v.more(true)
		}),
	)
}

func (v *activity) at() *activityLine {
	if v.hand.At < len(v.lines) {
		return &v.lines[v.hand.At]
	}
	return nil
}

func (v *activity) open() (Screen, tea.Cmd) {
	switch l := v.at(); {
	case l == nil:
		return v, nil
	case l.entry.Table == model.Charter:
		return newPolicies(v.desk), nil
	default:
		return newDetail(v.desk, model.ID(l.entry.ID)), nil
	}
}

func (v *activity) barUndo() string {
	l := v.at()
	switch {
	case barWrite(v.desk) != "":
		return barWrite(v.desk)
	case l == nil:
		return "there is nothing here"
	case l.undone:
		return "this was undone already"
	case l.entry.Act == model.VerbImport:
		return "an import is taken back with: opsdesk undo " + position(int(l.entry.Group))
	}
	return ""
}

func (v *activity) undo() (Screen, tea.Cmd) {
	st, ctx, who, group := v.desk.store, v.desk.ctx, v.desk.who, v.at().entry.Group
	return v, func() tea.Msg {
		r, err := st.Undo(ctx, who, group)
		return answer{to: v, body: done{result: r, said: "undid: " + r.Verb.String() + " " + undone(r)}, err: err}
	}
}

// View draws the lines in sight.
func (v *activity) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	what := "Activity · everybody"
	if v.mine {
		what = "Activity · only mine"
	}
	rows := []string{
		kit.NewRow(width, false).Gap(1).Put(t.Strong, line(what)).Put(t.Late, line("  "+v.err)).Fill(kit.Style{}),
		kit.NewRow(width, false).Gap(3).Cell(t.Head, line("When"), 17).Gap(1).Cell(t.Head, line("Who"), 16).Gap(1).Cell(t.Head, line("Ticket"), 10).Gap(1).Put(t.Head, line("What")).Fill(kit.Style{}),
	}
	for i := v.hand.Top; i < v.hand.End(); i++ {
		rows = append(rows, v.row(&v.lines[i], i == v.hand.At))
	}
	return strings.Join(rows, "\n"), nil
}

func (v *activity) row(l *activityLine, at bool) string {
	t, d := v.desk.theme, v.desk
	mark, style := "   ", t.Text
	if at {
		mark = "▌  "
	}
	if l.undone {
		style = t.Dim
	}
	r := kit.NewRow(v.size.Width, at).Put(t.Mark, line(mark)).
		Cell(t.Dim, line(moment(l.entry.Recorded, d.now())), 17).Cell(style, model.Line{}, 1).
		Cell(t.Text, d.person(l.entry.By), 16).Cell(style, model.Line{}, 1).
		Cell(t.Code, line(l.key), 10).Cell(style, model.Line{}, 1)
	r.Put(style, line(l.entry.Act.Rule().Past))
	if l.undone {
		r.Put(t.Late, line(" (undone)"))
	}
	if said := v.said(l); said != "" {
		r.Put(style, line(" "+said))
	}
	return r.Put(t.Dim, line("  "+l.title)).Fill(style)
}

// said gives in short what a line changed.
func (v *activity) said(l *activityLine) string {
	if len(l.entry.Events) != 1 {
		return ""
	}
	if l.entry.Table == model.Charter {
		return amended(l.entry.Events[0].Text)
	}
	m := &model.Moment{Event: l.entry.Events[0]}
	var all []string
	for _, c := range changes(v.desk, m) {
		all = append(all, c.String())
	}
	if m.Text != "" {
		all = append(all, "“"+model.Clean(m.Text).String()+"”")
	}
	return strings.Join(all, ", ")
}
