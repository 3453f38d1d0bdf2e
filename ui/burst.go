package ui

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A burst shows of what more incidents came than usual, and gathers those that are marked under a parent.
type burst struct {
	desk    *desk
	of      model.Burst
	tickets []*model.Ticket
	out     map[model.ID]bool // whose mark was taken off
	hand    kit.List
	size    tea.WindowSizeMsg
	err     string
}

func newBurst(d *desk, of model.Burst) *burst {
	return &burst{desk: d, of: of, out: map[model.ID]bool{}}
}

// burstTickets are the incidents of a burst.
type burstTickets struct{ all []*model.Ticket }

// Open asks for the incidents.
func (v *burst) Open() tea.Cmd {
	st, ids := v.desk.store, v.of.IDs
	return ask(v.desk, v, func(ctx context.Context) (burstTickets, error) {
		all, err := st.Tickets(ctx, ids)
		return burstTickets{all}, err
	})
}

// Update takes the incidents, and what became of gathering them: the parent comes to the front.
func (v *burst) Update(msg tea.Msg) (Screen, tea.Cmd) {
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
		return v.answered(msg)
	}
	return v, nil
}

func (v *burst) answered(msg answer) (Screen, tea.Cmd) {
	switch body := msg.body.(type) {
	case burstTickets:
		if msg.err != nil {
			v.err = problem(msg.err)
			return v, nil
		}
		v.tickets, v.err = body.all, ""
		v.fit()
	case done:
		if msg.err == nil {
			return instead{newDetail(v.desk, body.result.Done[0].ID)}, nil
		}
		v.err = problem(msg.err)
	}
	return v, nil
}

func (v *burst) fit() { v.hand.Size(max(1, v.size.Height-3), len(v.tickets)) }

// marked lists the incidents that are to be gathered.
func (v *burst) marked() []*model.Ticket {
	return slices.DeleteFunc(slices.Clone(v.tickets), func(t *model.Ticket) bool { return v.out[t.ID] })
}

// Actions are moving, taking marks off, gathering, and dismissing.
func (v *burst) Actions() []Action {
	d := v.desk
	none, few := "", barWrite(d)
	if len(v.tickets) == 0 {
		none = "there is no incident here"
	}
	if len(v.marked()) == 0 {
		few = "no incident is marked: space marks one"
	}
	moves := listMoves(d, func(move func(*kit.List)) (Screen, tea.Cmd) { move(&v.hand); return v, nil })
	return append(moves,
		d.action("burst-gather", "B p", "gather under a parent", func() (Screen, tea.Cmd) { return v.parentPicker(), nil }).unless(few),
		d.action("mark", "space", "mark, or not", func() (Screen, tea.Cmd) { v.mark(); return v, nil }).unless(none),
		d.action("open", "enter", "open", func() (Screen, tea.Cmd) { return newDetail(d, v.tickets[v.hand.At].ID), nil }).unless(none),
		d.action("burst-dismiss", "X", "dismiss until it grows by half", v.dismiss),
	)
}

func (v *burst) mark() {
	t := v.tickets[v.hand.At]
	v.out[t.ID] = !v.out[t.ID]
	v.hand.Move(1)
}

func (v *burst) dismiss() (Screen, tea.Cmd) {
	d := v.desk
	d.alarm.dismiss(d, &v.of)
	return nil, tea.Batch(d.alarm.Look(d), say("not told again until there are "+number((3*v.of.Came+1)/2)))
}

// parentPicker asks for the parent: a new incident under the title that is offered or typed, or one that is there.
func (v *burst) parentPicker() *picker {
	on := v.marked()
	title := v.of.Title(serviceOf(v.desk, &v.of))
	all := []pick{{label: title, hint: "a new incident", value: title}}
	for _, t := range v.tickets {
		all = append(all, pick{label: t.Key() + " " + t.Title, hint: "is the parent of the others", value: t.ID})
	}
	p := newPicker(v.desk, "Parent of "+count(len(on), "incident"), all, func(one pick) (Screen, tea.Cmd) {
		if title, ok := one.value.(string); ok {
			return nil, v.underNew(on, title)
		}
		return nil, v.under(on, one.value.(model.ID))
	})
	p.free = func(text string) (pick, bool) {
		if _, id, err := model.ParseID(text); err == nil {
			return pick{label: "#" + position(int(id)), hint: "by number", value: id}, true
		}
		return pick{label: text, hint: "a new incident", value: text}, true
	}
	return p
}

func (v *burst) underNew(on []*model.Ticket, title string) tea.Cmd {
	set := append(model.Gathered(on), model.Setting{Field: model.FieldTitle, To: model.Value{S: title}})
	act := model.Gather{Create: model.Create{Kind: model.Incident, Set: set}, Children: idsOf(on)}
	return doWhole(v.desk, v, "gathers "+count(len(on), "incident"), store.Command{Act: act})
}

func (v *burst) under(on []*model.Ticket, parent model.ID) tea.Cmd {
	var all []store.Command
	for _, t := range on {
		if t.ID != parent {
			all = append(all, store.Command{ID: parent, Act: model.LinkTo{Rel: model.ParentOf, To: t.ID}})
		}
	}
	if len(all) == 0 {
		return say("there is nothing to gather but the parent itself")
	}
	return doWhole(v.desk, v, "gathers "+count(len(all), "incident"), all...)
}

// View draws what is unusual, and the incidents with their marks.
func (v *burst) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	head := kit.NewRow(width, false).Gap(1).Put(t.Soon, line("⚡ "+v.of.Said(serviceOf(v.desk, &v.of))))
	chance := kit.NewRow(width, false).Gap(1).Put(t.Dim, line("so many come by chance in one window of "+number(int(min(1/v.of.Chance, 1e9)))))
	if v.err != "" {
		chance.Put(t.Late, line("  ✗ "+v.err))
	}
	chance.End(t.Dim, line(number(len(v.marked()))+" of "+number(len(v.tickets))+" marked "))
	rows := []string{head.Fill(kit.Style{}), chance.Fill(kit.Style{}), kit.Rule(t.Dim, width)}
	for i := v.hand.Top; i < v.hand.End(); i++ {
		rows = append(rows, v.row(v.tickets[i], i == v.hand.At))
	}
	return strings.Join(rows, "\n"), nil
}

func (v *burst) row(x *model.Ticket, at bool) string {
	t, d := v.desk.theme, v.desk
	hand, mark := " ", "✓ "
	if at {
		hand = "▌"
	}
	if v.out[x.ID] {
		mark = "  "
	}
	r := kit.NewRow(v.size.Width, at).Put(t.Mark, line(hand+mark)).Cell(priorityStyle(t, x.Priority), line(short(x.Priority)), 3).
		Cell(t.Code, line(x.Key()), 10).Gap(1)
	who := d.person(x.Requester).String() + ", " + ago(x.Created, d.now())
	return r.Cell(t.Text, line(x.Title), max(12, r.Left()-30)).Gap(1).Put(t.Dim, line(who)).Fill(t.Text)
}
