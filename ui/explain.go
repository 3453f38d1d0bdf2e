package ui

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// An explain shows why the clocks of a ticket stand as they do: the clocks, and of one of them every interval since it
// began, with the arithmetic that follows.
type explain struct {
	desk     *desk
	id       model.ID
	ticket   *model.Ticket
	accounts []model.Account
	clocks   kit.List // the hand on the accounts
	size     tea.WindowSizeMsg
	rows     []string // of the account under the hand
	top      int
	gone     string // why it can't be shown
}

func newExplain(d *desk, id model.ID) *explain { return &explain{desk: d, id: id} }

// explained is a ticket with the accounts of its clocks.
type explained struct {
	ticket   *model.Ticket
	accounts []model.Account
}

// Open asks for the accounts.
func (v *explain) Open() tea.Cmd { return v.load() }

// Next gives when the clock under the hand says something else.
func (v *explain) Next(now time.Time) (next time.Time) {
	if a := v.account(); a != nil && !a.Past {
		return clockFace(v.desk, v.ticket, &a.Clock, now).next
	}
	return next
}

// Update takes the accounts, and asks again as time goes on and when news touches them.
func (v *explain) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		v.size = msg
		v.set()
	case themeMsg:
		v.set()
	case clockMsg:
		return v, v.load()
	case store.News:
		if msg.Gap || slices.ContainsFunc(msg.Changes, v.concerns) {
			return v, v.load()
		}
	case answer:
		v.answered(msg)
	case tea.MouseWheelMsg:
		v.scroll(wheel(msg))
	case tea.MouseClickMsg:
		if at := v.clocks.Top + msg.Y - 2; msg.Y >= 2 && at < v.clocks.End() {
			v.turn(at)
		}
	}
	return v, nil
}

func (v *explain) concerns(e *model.Entry) bool {
	return e.Table == model.Charter || e.Table == model.Tickets && model.ID(e.ID) == v.id
}

func (v *explain) load() tea.Cmd {
	st, id := v.desk.store, v.id
	return ask(v.desk, v, func(context.Context) (explained, error) {
		t, accounts, err := st.Explain(id)
		if err != nil {
			return explained{}, fmt.Errorf("explain #%d: %w", id, err)
		}
		return explained{t, accounts}, nil
	})
}

func (v *explain) answered(msg answer) {
	body, ok := msg.body.(explained)
	if !ok {
		return
	}
	if msg.err != nil {
		v.gone, v.ticket, v.accounts = problem(msg.err), nil, nil
		return
	}
	first := v.ticket == nil
	held := v.account()
	v.ticket, v.accounts, v.gone = body.ticket, body.accounts, ""
	slices.SortStableFunc(v.accounts, func(a, b model.Account) int { return past(&a) - past(&b) }) // what counts now comes first
	v.clocks.Total = len(v.accounts)
	switch {
	case first:
		v.clocks.At = v.nearest()
	case held != nil:
		was := held.Clock
		v.clocks.At = max(0, slices.IndexFunc(v.accounts, func(a model.Account) bool {
			return a.Agreement == was.Agreement && a.Target == was.Target && a.Start == was.Start
		}))
	}
	end := v.top >= len(v.rows)-v.room()
	v.set()
	if first || end {
		v.scroll(len(v.rows)) // the newest interval, and what follows from all
	}
}

// past gives 1 for a clock whose place another took, else 0.
func past(a *model.Account) int {
	if a.Past {
		return 1
	}
	return 0
}

// nearest gives the account of the clock that matters most now, else the last one.
func (v *explain) nearest() int {
	c := v.ticket.Nearest()
	at := slices.IndexFunc(v.accounts, func(a model.Account) bool {
		return c != nil && !a.Past && a.Agreement == c.Agreement && a.Target == c.Target
	})
	if at < 0 {
		at = len(v.accounts) - 1
	}
	return max(0, at)
}

// account gives the account under the hand, nil when there is none.
func (v *explain) account() *model.Account {
	if v.clocks.At < len(v.accounts) {
		return &v.accounts[v.clocks.At]
	}
	return nil
}

// turn shows another clock, from its end.
func (v *explain) turn(to int) {
	v.clocks.To(to)
	v.set()
	v.scroll(len(v.rows))
}

// room gives how many rows of the account are in sight.
func (v *explain) room() int { return max(1, v.size.Height-v.above()) }

// above gives how many rows stand above them: the ticket, the clocks with their heads, and the heads of the intervals.
func (v *explain) above() int { return 4 + min(v.clocks.Rows, len(v.accounts)) }

func (v *explain) scroll(n int) { v.top = max(0, min(v.top+n, len(v.rows)-v.room())) }

// Actions are scrolling, going to another clock, and opening the ticket.
func (v *explain) Actions() []Action {
	d := v.desk
	one := ""
	if len(v.accounts) < 2 {
		one = "there is no other clock"
	}
	none := ""
	if v.ticket == nil {
		none = "there is no ticket here"
	}
	turn := func(step int) func() (Screen, tea.Cmd) {
		return func() (Screen, tea.Cmd) {
			v.turn((v.clocks.At + step + len(v.accounts)) % len(v.accounts))
			return v, nil
		}
	}
	return append(scrolls(d, v, v.room, v.scroll),
		d.action("clock-next", "tab", "next clock", turn(1)).unless(one),
		d.action("clock-before", "shift+tab", "clock before", turn(-1)).unless(one).quiet(),
		d.action("open", "enter", "open the ticket", func() (Screen, tea.Cmd) { return newDetail(d, v.id), nil }).unless(none),
	)
}
