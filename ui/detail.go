package ui

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A detail shows one ticket: its head, what it says, what it is linked with, and what happened to it.
type detail struct {
	desk   *desk
	id     model.ID
	ticket *model.Ticket
	past   []model.Moment
	linked map[model.ID]*model.Ticket // and those that moments of the past come from
	oldest bool                       // the timeline begins with the oldest moment
	size   tea.WindowSizeMsg
	top    int
	gone   string // why it can't be shown
	page   page
	from   trail // the list that it was opened from, nil when it came from elsewhere
}

// A page is the detail set into rows, for a width and a state of the ticket.
type page struct {
	rows     []string
	sections []int // the rows at which sections begin
}

func newDetail(d *desk, id model.ID) *detail { return &detail{desk: d, id: id} }

// told everything about a ticket.
type detailed struct {
	ticket *model.Ticket
	past   []model.Moment
	linked map[model.ID]*model.Ticket
}

// Open asks for the ticket.
func (v *detail) Open() tea.Cmd { return v.load() }

// Update takes the ticket when it comes, and asks again when news touches it.
func (v *detail) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.set()
	case themeMsg:
		v.set()
	case store.News:
		if v.concerns(msg) {
			return v, v.load()
		}
	case answer:
		return v.answered(msg)
	case tea.MouseWheelMsg:
		v.scroll(wheel(msg))
	}
	return v, nil
}

func (v *detail) answered(msg answer) (Screen, tea.Cmd) {
	if d, ok := msg.body.(done); ok && msg.err == nil {
		return v.goOn(d.then)
	}
	body, ok := msg.body.(detailed)
	if !ok {
		return v, nil
	}
	if msg.err != nil {
		v.gone = problem(msg.err)
		v.ticket = nil
		return v, nil
	}
	v.ticket, v.past, v.linked, v.gone = body.ticket, body.past, body.linked, ""
	v.set()
	return v, nil
}

// concerns tells whether news is about this ticket, one that it is linked with, or the terms by which its clocks run.
func (v *detail) concerns(news store.News) bool {
	if news.Gap {
		return true
	}
	for _, e := range news.Changes {
		if e.Table == model.Charter || e.Table == model.Tickets && (model.ID(e.ID) == v.id || v.linked[model.ID(e.ID)] != nil) {
			return true
		}
	}
	return false
}

func (v *detail) load() tea.Cmd {
	st, id := v.desk.store, v.id
	return ask(v.desk, v, func(context.Context) (detailed, error) {
		t, past, err := st.Timeline(id)
		if err != nil {
			return detailed{}, fmt.Errorf("show #%d: %w", id, err)
		}
		near := map[model.ID]bool{}
		for _, l := range t.Links {
			near[l.To] = true
		}
		for i := range past {
			if from := past[i].From; from != 0 {
				near[from] = true
			}
		}
		linked := map[model.ID]*model.Ticket{}
		for other := range near {
			one, err := st.Get(other)
			if err != nil && !isGone(err) {
				return detailed{}, err
			}
			if err == nil {
				linked[other] = one
			}
		}
		return detailed{t, past, linked}, nil
	})
}

// Held gives the ticket.
func (v *detail) Held() []*model.Ticket {
	if v.ticket == nil {
		return nil
	}
	return []*model.Ticket{v.ticket}
}

func (v *detail) room() int { return max(1, v.size.Height-v.headRows()) }

func (v *detail) scroll(n int) {
	v.top = max(0, min(v.top+n, len(v.page.rows)-v.room()))
}

// section goes to the next section that begins below the top row, or the one before it.
func (v *detail) section(step int) {
	at := v.page.sections
	if step > 0 {
		for _, row := range at {
			if row > v.top {
				v.scroll(row - v.top)
				return
			}
		}
		v.scroll(-v.top)
		return
	}
	for i := len(at) - 1; i >= 0; i-- {
		if at[i] < v.top {
			v.scroll(at[i] - v.top)
			return
		}
	}
	v.scroll(len(v.page.rows))
}

// Actions are scrolling, what can be done to a ticket, replying and following links.
func (v *detail) Actions() []Action {
	d := v.desk
	stay := func(f func()) func() (Screen, tea.Cmd) { return func() (Screen, tea.Cmd) { f(); return v, nil } }
	none := ""
	if v.ticket == nil {
		none = "there is no ticket here"
	}
	all := append(scrolls(d, v, v.room, v.scroll),
		d.action("section-next", "tab", "next section", stay(func() { v.section(1) })),
		d.action("section-before", "shift+tab", "section before", stay(func() { v.section(-1) })).quiet(),
	)
	all = append(all, recordActions(d, v)...)
	return append(all,
		d.action("quote", "Q", "reply quoting a comment of your choice", v.quotePicker).unless(none).quiet(),
		d.action("split", "%", "split an entry off into a ticket of its own", v.splitPicker).unless(v.barSplit()).quiet(),
		d.action("follow", "enter", "open a linked ticket", v.follow).unless(v.barFollow()).quiet(),
		d.action("unlink", "", "take a link away", v.unlinkPicker).unless(v.barFollow()).quiet(),
		d.action("copy-timeline", "", "copy the post-incident timeline as Markdown", func() (Screen, tea.Cmd) { return v, v.copyTimeline() }).unless(none).quiet(),
		d.action("order", "O", "timeline: newest or oldest first", stay(func() { v.oldest = !v.oldest; v.set() })).quiet(),
	)
}

func (v *detail) barFollow() string {
	if v.ticket == nil || len(v.ticket.Links) == 0 {
		return "it is linked with no other ticket"
	}
	return ""
}

// links offers the linked tickets.
func (v *detail) links() []pick {
	var all []pick
	for _, l := range v.ticket.Links {
		label := "#" + position(int(l.To))
		if other := v.linked[l.To]; other != nil {
			label = other.Key() + " " + other.Title
		}
		all = append(all, pick{label: l.Rel.Rule().Label + " " + label, value: l})
	}
	return all
}

func (v *detail) follow() (Screen, tea.Cmd) {
	all := v.links()
	if len(all) == 1 {
		return newDetail(v.desk, all[0].value.(model.Link).To), nil
	}
	return newPicker(v.desk, "Open", all, func(one pick) (Screen, tea.Cmd) {
		return newDetail(v.desk, one.value.(model.Link).To), nil
	}), nil
}

func (v *detail) unlinkPicker() (Screen, tea.Cmd) {
	return newPicker(v.desk, "Take away the link", v.links(), func(one pick) (Screen, tea.Cmd) {
		l := one.value.(model.Link)
		return nil, do(v.desk, v, "unlinked", store.Command{ID: v.id, Act: model.Unlink{Rel: l.Rel, To: l.To}})
	}), nil
}
