package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// topPlaces is how many first places sensitivity looks at.
const topPlaces = 10

// A sensitivity lists which single estimate, one step off, would change what stands in the first places by score.
type sensitivity struct {
	desk  *desk
	model *model.ScoreModel
	rows  []tilted
	known bool
	err   string
	hand  kit.List
	size  tea.WindowSizeMsg
}

// A tilted is one such estimate with the item that it is of.
type tilted struct {
	model.Tilt
	ticket *model.Ticket
}

// tilts is the answer.
type tilts struct{ all []tilted }

func newSensitivity(d *desk, m *model.ScoreModel) *sensitivity {
	return &sensitivity{desk: d, model: m}
}

// Open works it out.
func (v *sensitivity) Open() tea.Cmd {
	st, m := v.desk.store, v.model
	return ask(v.desk, v, func(ctx context.Context) (found tilts, err error) {
		items, err := st.Scored(ctx, m, nil)
		if err != nil {
			return found, err
		}
		for _, one := range model.Sensitivity(m, items, topPlaces) {
			t, err := st.Get(one.ID)
			if err != nil && !isGone(err) {
				return found, err
			}
			if err == nil {
				found.all = append(found.all, tilted{one, t})
			}
		}
		return found, nil
	})
}

// Update takes what was worked out.
func (v *sensitivity) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.fit()
	case store.News:
		if touches(msg) {
			return v, v.Open()
		}
	case tea.MouseWheelMsg:
		v.hand.Scroll(wheel(msg))
	case answer:
		if found, ok := msg.body.(tilts); ok {
			v.rows, v.known, v.err = found.all, true, ""
			if msg.err != nil {
				v.err = problem(msg.err)
			}
			v.fit()
		}
	}
	return v, nil
}

func (v *sensitivity) fit() { v.hand.Size(max(1, v.size.Height-3), len(v.rows)) }

// Actions are moving about, and looking at the estimate again.
func (v *sensitivity) Actions() []Action {
	d, none := v.desk, barWrite(v.desk)
	if len(v.rows) == 0 {
		none = "there is no estimate here"
	}
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(&v.hand); return v, nil })
	return append(moves, d.action("score", "enter w", "look at the estimate again", func() (Screen, tea.Cmd) {
		one := v.rows[v.hand.At]
		return scoreForm(d, v.model, one.ticket, one.Part), nil
	}).unless(none))
}

// View draws one row for each estimate.
func (v *sensitivity) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	sum := count(len(v.rows), "single estimate") + ", one step off, would change the first " + position(topPlaces) + " by " + v.model.Label
	switch {
	case v.err != "":
		sum = "✗ " + v.err
	case !v.known:
		sum = "working it out …"
	case len(v.rows) == 0:
		sum = "No single estimate, one step off, would change the first " + position(topPlaces) + " by " + v.model.Label
	}
	rows := []string{
		kit.NewRow(width, false).Gap(1).Put(t.Strong, line(sum)).Fill(kit.Style{}),
		kit.NewRow(width, false).Gap(3).Cell(t.Head, line("ID"), 10).Cell(t.Head, line("Estimate"), 20).Gap(1).
			Cell(t.Head, line("One step"), 16).Gap(1).Cell(t.Head, line("Place"), 16).Put(t.Head, line("Title")).Fill(kit.Style{}),
	}
	for i := v.hand.Top; i < v.hand.End(); i++ {
		one, mark := v.rows[i], "   "
		if i == v.hand.At {
			mark = " ▌ "
		}
		rows = append(rows, kit.NewRow(width, i == v.hand.At).Put(t.Mark, line(mark)).Cell(t.Text, line(one.ticket.Key()), 10).
			Cell(t.Text, line(model.PartNamed(one.Part).Label), 20).Gap(1).
			Cell(t.Text, line(shownNumber(one.From)+" → "+shownNumber(one.To)), 16).Gap(1).
			Cell(t.Soon, line(one.way()), 16).Put(t.Text, line(one.ticket.Title)).Fill(t.Text))
	}
	return strings.Join(rows, "\n"), nil
}

// way says whether the item would come in or leave, and from where to where.
func (t *tilted) way() string {
	way := position(t.Was) + " → " + position(t.Place)
	if t.In {
		return way + " in"
	}
	return way + " out"
}
