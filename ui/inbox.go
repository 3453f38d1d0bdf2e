package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// An inbox is what the desk has to tell the person: lines that rules and reminders left, newest first.
type inbox struct {
	desk  *desk
	lines []inboxLine
	hand  kit.List
	size  tea.WindowSizeMsg
	known bool // the lines are here
	err   string
}

// An inboxLine is a letter with the names of its ticket, and whether it is new to the person.
type inboxLine struct {
	store.Letter
	key, title string
	seen       bool
}

func newInbox(d *desk) *inbox { return &inbox{desk: d} }

// Open asks for the lines.
func (v *inbox) Open() tea.Cmd { return v.load() }

// Update takes the lines, and asks again when there may be more.
func (v *inbox) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.fit()
	case store.News:
		return v, v.load()
	case answer:
		v.answered(msg)
	case tea.MouseWheelMsg:
		v.hand.Scroll(wheel(msg))
	case tea.MouseClickMsg:
		if at := v.hand.Top + msg.Y - 2; msg.Y >= 2 && at < v.hand.Total {
			again := at == v.hand.At
			v.hand.To(at)
			if again {
				return v.open()
			}
		}
	}
	return v, nil
}

func (v *inbox) answered(msg answer) {
	if msg.err != nil {
		v.err = problem(msg.err)
		return
	}
	lines, ok := msg.body.([]inboxLine)
	if !ok {
		return
	}
	was, seen := model.Revision(0), map[model.Revision]bool{}
	if l := v.at(); l != nil && v.hand.At > 0 {
		was = l.Rev
	}
	for _, l := range v.lines {
		seen[l.Rev] = l.seen
	}
	v.lines, v.known, v.err = lines, true, ""
	v.fit()
	for i := range v.lines {
		l := &v.lines[i]
		if before, here := seen[l.Rev]; here {
			l.seen = before // a new line stays one until the person leaves, so that they see which they were
		}
		if l.Rev == was {
			v.hand.To(i)
		}
	}
}

func (v *inbox) fit() { v.hand.Size(v.size.Height-2, len(v.lines)) }

func (v *inbox) load() tea.Cmd {
	st, who := v.desk.store, v.desk.who
	return ask(v.desk, v, func(context.Context) ([]inboxLine, error) {
		all, err := st.Inbox(who.Name)
		lines := make([]inboxLine, len(all))
		for i, l := range all {
			lines[i] = inboxLine{Letter: l, key: "#" + position(int(l.Ticket)), seen: l.Read}
			if t, err := st.Get(l.Ticket); err == nil {
				lines[i].key, lines[i].title = t.Key(), t.Title
			}
		}
		return lines, err
	})
}

func (v *inbox) at() *inboxLine {
	if v.hand.At < len(v.lines) {
		return &v.lines[v.hand.At]
	}
	return nil
}

// Actions are moving, opening the ticket, and leaving; whoever leaves has read what was there.
func (v *inbox) Actions() []Action {
	d := v.desk
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(&v.hand); return v, nil })
	none := ""
	if v.at() == nil {
		none = "there is nothing here"
	}
	return append(moves,
		d.action("open", "enter", "open the ticket", v.open).unless(none),
		d.action("inbox-leave", "esc q", "back, all is read", func() (Screen, tea.Cmd) { return nil, v.Keep() }),
	)
}

func (v *inbox) open() (Screen, tea.Cmd) {
	l := v.at()
	l.seen = true
	return newDetail(v.desk, l.Ticket), v.Keep()
}

// Keep marks what was shown as read.
func (v *inbox) Keep() tea.Cmd {
	for _, l := range v.lines {
		if !l.Read {
			return readUpto(v.desk, v.lines[0].Rev)
		}
	}
	return nil
}

// View draws the lines in sight.
func (v *inbox) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	unread := 0
	for i := range v.lines {
		if !v.lines[i].seen {
			unread++
		}
	}
	head := kit.NewRow(width, false).Gap(1).Put(t.Strong, line("Inbox")).Put(t.Dim, line(" · "+count(len(v.lines), "line")+", "+number(unread)+" new"))
	if v.err != "" {
		head.Put(t.Late, line("  ✗ "+v.err))
	}
	rows := []string{
		head.Fill(kit.Style{}),
		kit.NewRow(width, false).Gap(3).Cell(t.Head, line("When"), 17).Gap(1).Cell(t.Head, line("Ticket"), 10).Gap(1).Put(t.Head, line("What")).Fill(kit.Style{}),
	}
	if v.known && len(v.lines) == 0 {
		rows = append(rows, "", kit.NewRow(width, false).Gap(3).Put(t.Text, line("Nothing: rules and reminders leave their lines here.")).Fill(kit.Style{}))
	}
	for i := v.hand.Top; i < v.hand.End(); i++ {
		rows = append(rows, v.row(&v.lines[i], i == v.hand.At))
	}
	return strings.Join(rows, "\n"), nil
}

func (v *inbox) row(l *inboxLine, at bool) string {
	t := v.desk.theme
	hand, sign, style := " ", "● ", t.Strong
	if at {
		hand = "▌"
	}
	if l.seen {
		sign, style = "  ", t.Text
	}
	return kit.NewRow(v.size.Width, at).Put(t.Mark, line(hand+sign)).
		Cell(t.Dim, line(moment(l.At, v.desk.now())), 17).Gap(1).
		Cell(t.Code, line(l.key), 10).Gap(1).
		Put(style, line(l.Text)).Put(t.Dim, line("  "+l.title)).Fill(style)
}
