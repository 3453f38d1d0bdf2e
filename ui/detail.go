package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A detail shows one ticket: its head, what it says, what was said on it, its checklist, what it is linked with, what is
// like it, and what happened to it.
type detail struct {
	desk *desk
	id   model.ID
	detailed
	around around
	asked  around         // what the present surroundings were asked for
	minute time.Time      // in which that was
	since  model.Revision // up to which the person had seen the ticket before; zero when they never had
	oldest bool           // conversation and timeline begin with the oldest moment
	size   tea.WindowSizeMsg
	gone   string // why it can't be shown
	page   page
	from   trail // the list that it was opened from, nil when it came from elsewhere
}

func newDetail(d *desk, id model.ID) *detail {
	return &detail{desk: d, id: id, since: d.seen.of(id), page: page{hand: -1}}
}

// detailed is what is told of a ticket at once.
type detailed struct {
	ticket  *model.Ticket
	past    []model.Moment
	kin     kinship
	checked map[model.ID]*model.Ticket // that stand on its checklist
	origins map[model.ID]*model.Ticket // from which moments come, which were merged into this one
	contact string                     // how its requester is reached
	// writtenUpTo is the newest moment that each revision of the ticket wrote down.
	writtenUpTo map[model.Revision]model.Instant
}

// Open asks for the ticket.
func (v *detail) Open() tea.Cmd { return v.load() }

// Leave remembers how much of the ticket the person has seen.
func (v *detail) Leave() tea.Cmd {
	if v.ticket == nil {
		return nil
	}
	return v.desk.saw(v.id, v.ticket.Rev)
}

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
	case clockMsg:
		return v, v.lookAround()
	case answer:
		return v.answered(msg)
	case tea.MouseWheelMsg:
		v.scroll(wheel(msg))
	case tea.MouseClickMsg:
		return v.clicked(msg)
	}
	return v, nil
}

func (v *detail) answered(msg answer) (Screen, tea.Cmd) {
	switch body := msg.body.(type) {
	case done:
		if msg.err == nil {
			return v.goOn(body.then)
		}
	case detailed:
		if msg.err != nil {
			v.gone, v.ticket = problem(msg.err), nil
			return v, nil
		}
		v.detailed, v.gone = body, ""
		v.set()
		return v, v.lookAround()
	case around:
		if msg.err == nil { // the ticket is worth reading without its surroundings too
			v.around = body
			v.set()
		}
	}
	return v, nil
}

// concerns tells whether news is about this ticket, one that is shown with it, or the terms by which its clocks run.
func (v *detail) concerns(news store.News) bool {
	if news.Gap {
		return true
	}
	for _, e := range news.Changes {
		id := model.ID(e.ID)
		if e.Table == model.Charter || e.Table == model.Tickets && (id == v.id || v.kin.has(id) || v.checked[id] != nil) {
			return true
		}
	}
	return false
}

func (v *detail) load() tea.Cmd {
	st, id := v.desk.store, v.id
	return ask(v.desk, v, func(context.Context) (all detailed, err error) {
		if all.ticket, all.past, err = st.Timeline(id); err != nil {
			return all, fmt.Errorf("show #%d: %w", id, err)
		}
		all.writtenUpTo = map[model.Revision]model.Instant{}
		for i := range all.past {
			m := &all.past[i]
			all.writtenUpTo[m.Rev] = max(all.writtenUpTo[m.Rev], m.At)
		}
		if all.kin, err = readKin(st, all.ticket); err != nil {
			return all, err
		}
		if all.origins, err = origins(st, all.past); err != nil {
			return all, err
		}
		all.checked = map[model.ID]*model.Ticket{}
		for _, c := range all.ticket.Checks {
			if c.Ticket == 0 {
				continue
			}
			if all.checked[c.Ticket], err = st.Get(c.Ticket); err != nil && !isGone(err) {
				return all, err
			}
		}
		if n, err := st.Noun(model.People, all.ticket.Requester); err == nil {
			all.contact = n.Email
		}
		return all, nil
	})
}

// onChecklist gives the tickets that entries of the checklist stand for.
func (v *detail) onChecklist(id model.ID) *model.Ticket { return v.checked[id] }

// Held gives the ticket.
func (v *detail) Held() []*model.Ticket {
	if v.ticket == nil {
		return nil
	}
	return []*model.Ticket{v.ticket}
}

// Actions are reading, what can be done to a ticket, and what can be done with the entry under the hand.
func (v *detail) Actions() []Action {
	d := v.desk
	stay := func(f func()) func() (Screen, tea.Cmd) { return func() (Screen, tea.Cmd) { f(); return v, nil } }
	none := ""
	if v.ticket == nil {
		none = "there is no ticket here"
	}
	all := append(v.reading(),
		d.action("section-next", "tab", "next section", stay(func() { v.section(1) })),
		d.action("section-before", "shift+tab", "section before", stay(func() { v.section(-1) })).quiet(),
		d.action("entry-next", "J", "next entry", stay(func() { v.step(1) })).quiet(),
		d.action("entry-before", "K", "entry before", stay(func() { v.step(-1) })).quiet(),
		d.action("fold", "z", "fold this section, or open it", stay(v.fold)).unless(none).quiet(),
		d.action("fold-all", "Z", "fold all sections, or open them", stay(v.foldAll)).unless(none).quiet(),
	)
	all = append(all, recordActions(d, v)...)
	all = append(all,
		d.action("split", "%", "split an entry off into a ticket of its own", v.splitPicker).unless(v.barSplit()).quiet(),
		d.action("follow", "enter", "open what is under the hand, or a linked ticket", v.follow).unless(v.barFollow()).quiet(),
		d.action("unlink", "", "take a link away", v.unlinkPicker).unless(v.barUnlink()).quiet(),
		d.action("copy-timeline", "", "copy the post-incident timeline as Markdown", func() (Screen, tea.Cmd) { return v, v.copyTimeline() }).unless(none).quiet(),
		d.action("order", "O", "newest or oldest first", stay(func() { v.oldest = !v.oldest; v.set() })).quiet(),
	)
	return append(all, v.checkActions()...)
}

// origins reads the tickets from which moments come that happened elsewhere. What was taken back is left out.
func origins(st *store.Store, past []model.Moment) (map[model.ID]*model.Ticket, error) {
	all := map[model.ID]*model.Ticket{}
	for i := range past {
		from := past[i].From
		if from == 0 || all[from] != nil {
			continue
		}
		t, err := st.Get(from)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all[from] = t
	}
	return all, nil
}

// reading lists the keys that scroll. Where space ticks, it turns no page.
func (v *detail) reading() []Action {
	all := scrolls(v.desk, v, v.room, v.scroll)
	if v.at().check == 0 {
		return all
	}
	for i := range all {
		all[i] = all[i].without("space")
	}
	return all
}

// barFollow says why there is nothing to open.
func (v *detail) barFollow() string {
	if at := v.at(); at.ticket == 0 && at.check == 0 {
		return v.barUnlink()
	}
	return ""
}

func (v *detail) barUnlink() string {
	if v.ticket == nil || len(v.ticket.Links) == 0 {
		return "it is linked with no other ticket"
	}
	return ""
}

// follow opens the ticket under the hand, or lets an entry of the checklist be written anew; from elsewhere it offers the
// linked tickets.
func (v *detail) follow() (Screen, tea.Cmd) {
	switch at := v.at(); {
	case at.ticket != 0:
		return newDetail(v.desk, at.ticket), nil
	case at.check != 0:
		return v.rewordCheck()
	case len(v.ticket.Links) == 1:
		return newDetail(v.desk, v.ticket.Links[0].To), nil
	}
	return v.linkedPicker("Open", func(l model.Link) (Screen, tea.Cmd) { return newDetail(v.desk, l.To), nil }), nil
}

func (v *detail) unlinkPicker() (Screen, tea.Cmd) {
	return v.linkedPicker("Take away the link", func(l model.Link) (Screen, tea.Cmd) {
		return nil, do(v.desk, v, "unlinked", store.Command{ID: v.id, Act: model.Unlink{Rel: l.Rel, To: l.To}})
	}), nil
}

// Answering gives the words of the entry under the hand. What only the desk reads is answered where only the desk reads it.
func (v *detail) Answering() (words string, inside bool) {
	if m := v.chosen(); m != nil {
		return m.Text, m.Verb != model.VerbComment
	}
	return "", false
}

// chosen gives the moment under the hand, nil when that is on none.
func (v *detail) chosen() *model.Moment {
	if at := v.at(); at.moment > 0 && at.moment <= len(v.past) {
		return &v.past[at.moment-1]
	}
	return nil
}

// Quotable gives the words of the entry under the hand.
func (v *detail) Quotable() (what, text string) {
	if c := v.checkUnder(); c != nil && c.Text != "" {
		return "the entry of the checklist", c.Text
	}
	if m := v.chosen(); m != nil && strings.TrimSpace(m.Text) != "" {
		return "the words of " + v.name(m), m.Text
	}
	return "", ""
}
