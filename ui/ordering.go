package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// An ordering shows which items another order of the backlog would move from where to where, and moves them as one
// gesture. Whoever asked gets a done.
type ordering struct {
	desk  *desk
	to    Screen
	title string
	why   string // the reason that each move gets
	// work gives the order that there is and the one that is wanted, of the same items, with what is without a score.
	work func(context.Context) (from, wanted []model.ID, unscored int, err error)

	found   orderFound
	known   bool
	err     string
	hand    kit.List
	size    tea.WindowSizeMsg
	run     *store.Series // nil before it is done
	result  store.Result
	stopped bool
}

// orderFound is the answer: the moves, with what their items are called and where they stand and would stand, from 1.
type orderFound struct {
	moves    []model.Shift
	rows     []orderRow
	of       int
	unscored int
}

type orderRow struct {
	key, title string
	from, to   int
}

// newOrdering shows the order by the model of a board.
func newOrdering(d *desk, to Screen, board *scoreboard) *ordering {
	m := board.model
	return &ordering{desk: d, to: to, title: "Order by " + m.Label, why: "by " + m.Label, work: func(ctx context.Context) (from, wanted []model.ID, unscored int, err error) {
		items, err := d.store.Scored(ctx, m, nil)
		for _, one := range items {
			from = append(from, one.ID)
			if !one.Known() {
				unscored++
			}
		}
		for _, one := range model.ByScore(items) {
			wanted = append(wanted, one.ID)
		}
		return from, wanted, unscored, err
	}}
}

// Open works out the difference.
func (v *ordering) Open() tea.Cmd {
	work, st := v.work, v.desk.store
	return ask(v.desk, v, func(ctx context.Context) (orderFound, error) {
		from, wanted, unscored, err := work(ctx)
		if err != nil {
			return orderFound{}, err
		}
		found := orderFound{moves: model.Reorder(from, wanted), of: len(from), unscored: unscored}
		was, is := positions(from), positions(wanted)
		for _, m := range found.moves {
			row := orderRow{from: was[m.ID], to: is[m.ID]}
			t, err := st.Get(m.ID)
			if err != nil && !isGone(err) {
				return found, err
			}
			if err == nil {
				row.key, row.title = t.Key(), t.Title
			}
			found.rows = append(found.rows, row)
		}
		return found, nil
	})
}

// positions gives where each stands, from 1.
func positions(ids []model.ID) map[model.ID]int {
	all := make(map[model.ID]int, len(ids))
	for i, id := range ids {
		all[id] = i + 1
	}
	return all
}

// Update takes the difference, and what pieces of it did.
func (v *ordering) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.fit()
	case store.News:
		if touches(msg) && v.run == nil {
			return v, v.Open() // what is shown is what will be done
		}
	case tea.MouseWheelMsg:
		v.hand.Scroll(wheel(msg))
	case answer:
		switch body := msg.body.(type) {
		case orderFound:
			v.err = ""
			if msg.err != nil {
				v.err = problem(msg.err)
			}
			v.found, v.known = body, true
			v.fit()
		case ran:
			return v.ran(body.result, msg.err)
		}
	}
	return v, nil
}

func (v *ordering) fit() { v.hand.Size(max(1, v.size.Height-4), len(v.found.rows)) }

// begin makes the moves, in pieces of one gesture.
func (v *ordering) begin() (Screen, tea.Cmd) {
	v.run = v.desk.store.Series(store.Write{Who: v.desk.who, Commands: rankCommands(v.found.moves, v.why), Together: true})
	return v, v.next()
}

func (v *ordering) next() tea.Cmd {
	run := v.run
	return ask(v.desk, v, func(ctx context.Context) (ran, error) {
		r, err := run.Next(ctx)
		return ran{r}, err
	})
}

// ran takes what a piece did, and goes on or ends.
func (v *ordering) ran(r store.Result, err error) (Screen, tea.Cmd) {
	if r.Group != 0 {
		v.result.Group = r.Group
	}
	v.result.Done = append(v.result.Done, r.Done...)
	if err == nil && v.run.Left() > 0 && !v.stopped {
		return v, v.next()
	}
	if err == nil {
		err = firstError(v.result)
	}
	said := outcome("moved "+v.why, v.result)
	if left := v.run.Left(); left > 0 {
		said += " · stopped, " + number(left) + " left as they were"
	}
	to, body := v.to, done{result: v.result, said: said}
	return nil, func() tea.Msg { return answer{to: to, body: body, err: err} }
}

// leave changes nothing, or stops behind the piece that is under way.
func (v *ordering) leave() (Screen, tea.Cmd) {
	if v.run == nil {
		return nil, say(errLeft.Error())
	}
	v.stopped = true
	return v, nil
}

func (v *ordering) bar() string {
	switch {
	case v.run != nil:
		return "it is being done: esc stops it"
	case v.err != "":
		return v.err
	case !v.known:
		return "it is being worked out"
	case len(v.found.moves) == 0:
		return "the backlog stands in that order already"
	}
	return barWrite(v.desk)
}

// Actions are doing it, leaving and moving about.
func (v *ordering) Actions() []Action {
	d, help := v.desk, "leave, nothing is changed"
	if v.run != nil {
		help = "stop"
	}
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(&v.hand); return v, nil })
	return append(moves,
		d.action("order-do", "enter", "order it so", v.begin).unless(v.bar()),
		d.action("order-leave", "esc q", help, v.leave))
}

// View draws what would move from where to where.
func (v *ordering) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	rows := []string{
		kit.NewRow(width, false).Gap(1).Put(t.Strong, line(v.title)).Fill(kit.Style{}),
		kit.NewRow(width, false).Gap(1).Put(t.Soon, line(v.sum())).Fill(kit.Style{}),
		kit.NewRow(width, false).Gap(3).Right(t.Head, line("From"), 7).Gap(1).Right(t.Head, line("To"), 7).Gap(1).
			Right(t.Head, line("By"), 7).Gap(2).Cell(t.Head, line("ID"), 10).Put(t.Head, line("Title")).Fill(kit.Style{}),
	}
	for i := v.hand.Top; i < v.hand.End(); i++ {
		one, mark := v.found.rows[i], "   "
		if i == v.hand.At {
			mark = " ▌ "
		}
		rows = append(rows, kit.NewRow(width, i == v.hand.At).Put(t.Mark, line(mark)).
			Right(t.Text, line(position(one.from)), 7).Gap(1).Right(t.Text, line(position(one.to)), 7).Gap(1).
			Right(t.Soon, line(places(one.from-one.to)), 7).Gap(2).Cell(t.Text, line(one.key), 10).Put(t.Text, line(one.title)).Fill(t.Text))
	}
	return strings.Join(rows, "\n"), nil
}

// sum says how many move and how many stay.
func (v *ordering) sum() string {
	f := &v.found
	switch {
	case v.err != "":
		return "✗ " + v.err
	case v.run != nil:
		return number(len(v.result.Done)) + " of " + count(len(f.moves), "item") + " moved"
	case !v.known:
		return "working it out …"
	}
	text := count(len(f.moves), "item")
	if len(f.moves) == 1 {
		text += " moves"
	} else {
		text += " move"
	}
	text += " · " + number(f.of-len(f.moves)) + " stay in their order"
	if f.unscored > 0 {
		text += " · " + number(f.unscored) + " without a score behind all others"
	}
	return text
}
