package ui

import (
	"context"
	"math"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A duel puts two items side by side until the order of all is known, which is then shown before it is applied.
type duel struct {
	desk  *desk
	to    Screen // gets the done of the ordering
	items map[model.ID]*model.Ticket
	duel  *model.Duel
	ids   []model.ID // in the order of the backlog
	size  tea.WindowSizeMsg
}

func newDuel(d *desk, to Screen, on []*model.Ticket) *duel {
	v := &duel{desk: d, to: to, items: map[model.ID]*model.Ticket{}, ids: idsOf(on)}
	for _, t := range on {
		v.items[t.ID] = t
	}
	v.duel = model.NewDuel(v.ids)
	return v
}

// Update takes the size.
func (v *duel) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		v.size = size
	}
	return v, nil
}

// Actions are choosing, taking the last answer back, and leaving.
func (v *duel) Actions() []Action {
	d, back := v.desk, ""
	if len(v.duel.Answers()) == 0 {
		back = "nothing was answered yet"
	}
	return []Action{
		d.action("duel-left", "left h", "the left one first", func() (Screen, tea.Cmd) { return v.choose(true) }),
		d.action("duel-right", "right l", "the right one first", func() (Screen, tea.Cmd) { return v.choose(false) }),
		d.action("duel-back", "backspace", "answer the last one anew", func() (Screen, tea.Cmd) { v.takeBack(); return v, nil }).unless(back),
		d.action("duel-leave", "esc q", "leave, nothing is changed", func() (Screen, tea.Cmd) { return nil, say(errLeft.Error()) }),
	}
}

func (v *duel) choose(first bool) (Screen, tea.Cmd) {
	left, right, ok := v.duel.Next()
	if !ok {
		return v, nil
	}
	if !first {
		left, right = right, left
	}
	v.duel.Answer(model.Answer{Better: left, Worse: right})
	if _, _, more := v.duel.Next(); more {
		return v, nil
	}
	return instead{v.ordering()}, nil
}

// takeBack forgets the newest answer.
func (v *duel) takeBack() {
	all := v.duel.Answers()
	v.duel = model.NewDuel(v.ids)
	for _, a := range all[:max(0, len(all)-1)] {
		v.duel.Answer(a)
	}
}

// ordering shows the backlog with the items in their new order on the places that they have together.
func (v *duel) ordering() *ordering {
	st, order := v.desk.store, v.duel.Order()
	m := model.ScoreModels[0] // Scored gives the order; the scores are not asked for
	return &ordering{desk: v.desk, to: v.to, title: "Order by duel" + v.contradictions(), why: "by duel", work: func(ctx context.Context) (from, wanted []model.ID, _ int, err error) {
		items, err := st.Scored(ctx, m, nil)
		for _, one := range items {
			from = append(from, one.ID)
		}
		return from, amongPlaces(from, order), 0, err
	}}
}

// contradictions says which answers the order goes against.
func (v *duel) contradictions() string {
	var all []string
	for _, a := range v.duel.Contradictions() {
		all = append(all, v.items[a.Better].Key()+" before "+v.items[a.Worse].Key())
	}
	if len(all) == 0 {
		return ""
	}
	return ", against what you answered: " + strings.Join(all, ", ")
}

// amongPlaces puts some items in another order on the places that they have together.
func amongPlaces(all, order []model.ID) []model.ID {
	order = slices.DeleteFunc(slices.Clone(order), func(id model.ID) bool { return !slices.Contains(all, id) })
	wanted, next := slices.Clone(all), 0
	for i, id := range all {
		if slices.Contains(order, id) {
			wanted[i] = order[next]
			next++
		}
	}
	return wanted
}

// View draws the two beside each other, with what is known of them.
func (v *duel) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	asked, most := len(v.duel.Answers()), 0
	for n := 2; n <= len(v.ids); n++ {
		most += int(math.Ceil(math.Log2(float64(n))))
	}
	head := "Which comes first?  " + count(len(v.ids), "item") + " · question " + position(asked+1) + " of at most " + position(most)
	rows := []string{kit.NewRow(width, false).Gap(1).Put(t.Strong, line(head)).Fill(kit.Style{}), kit.Rule(t.Dim, width)}
	left, right, ok := v.duel.Next()
	if !ok {
		return strings.Join(rows, "\n"), nil
	}
	half := max(1, (width-3)/2)
	a, b := v.card(left, half), v.card(right, half)
	room := max(1, v.size.Height-len(rows))
	for i := range min(room, max(len(a), len(b))) {
		r := kit.NewRow(width, false).Gap(1)
		for _, side := range [][]model.Line{a, b} {
			text := line("")
			if i < len(side) {
				text = side[i]
			}
			style := t.Text
			if i == 0 {
				style = t.Strong
			}
			r.Cell(style, text, half).Gap(1)
		}
		rows = append(rows, r.Fill(kit.Style{}))
	}
	return strings.Join(rows, "\n"), nil
}

// card tells of an item: what it is called, its facts, its description.
func (v *duel) card(id model.ID, width int) (rows []model.Line) {
	t := v.items[id]
	rows = append(rows, line(t.Key()))
	rows = append(rows, kit.Wrap(model.CleanBlock(t.Title), width-1)...)
	rows = append(rows, line(""))
	for _, no := range []uint8{model.FieldState, model.FieldProduct, model.FieldBusinessImpact, model.FieldCustomerImpact, model.FieldSize, model.FieldRelease, model.FieldEstimates} {
		f := model.FieldNo(no)
		if value := f.Get(t); value != (model.Value{}) {
			rows = append(rows, line(f.Label+": "+f.Show(value, v.desk.store.Names(), v.desk.zone)))
		}
	}
	if t.Description != "" {
		rows = append(rows, line(""))
		rows = append(rows, kit.Wrap(model.CleanBlock(t.Description), width-1)...)
	}
	return rows
}
