package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// An alarm tells a session of bursts: the root keeps it up to date, queue and triage show it in their last row.
type alarm struct {
	bursts []model.Burst
	away   map[string]int // bursts that the person has dismissed, with how many incidents they had then
}

// bursts are what is unusual now, for the root.
type bursts struct{ all []model.Burst }

// alarmMsg tells screens that the alarm says something else.
type alarmMsg struct{}

// Look asks for bursts.
func (a *alarm) Look(d *desk) tea.Cmd {
	st, now := d.store, d.now()
	return ask(d, nil, func(ctx context.Context) (bursts, error) {
		all, err := st.Bursts(ctx, now)
		return bursts{all}, err
	})
}

// Take takes bursts in, and tells whether the row is another one now.
func (a *alarm) Take(d *desk, b bursts) (changed bool) {
	before := a.said(d)
	a.bursts = b.all
	return a.said(d) != before
}

func (a *alarm) said(d *desk) string {
	if b := a.first(d); b != nil {
		return b.Said(serviceOf(d, b))
	}
	return ""
}

func serviceOf(d *desk, b *model.Burst) string {
	return d.store.Names().Name(model.Services, b.Service)
}

// first gives the burst that is told: the least likely of those that were not dismissed, or have grown by half since.
func (a *alarm) first(d *desk) *model.Burst {
	for i := range a.bursts {
		b := &a.bursts[i]
		if was, dismissed := a.away[b.Subject(serviceOf(d, b))]; !dismissed || b.Grown(was) {
			return b
		}
	}
	return nil
}

// dismiss keeps a burst out of sight until it has grown by half.
func (a *alarm) dismiss(d *desk, b *model.Burst) {
	if a.away == nil {
		a.away = map[string]int{}
	}
	a.away[b.Subject(serviceOf(d, b))] = b.Came
}

// inside gives the size that is left for a screen that shows the alarm.
func (a *alarm) inside(d *desk, size tea.WindowSizeMsg) tea.WindowSizeMsg {
	if a.first(d) != nil {
		size.Height = max(1, size.Height-1)
	}
	return size
}

// under draws the alarm in the last row of a screen of a size.
func (a *alarm) under(d *desk, body string, size tea.WindowSizeMsg) string {
	b := a.first(d)
	if b == nil {
		return body
	}
	t := d.theme
	r := kit.NewRow(size.Width, false).Gap(1).Put(t.Soon, line("⚡ "+b.Said(serviceOf(d, b))))
	if n := len(a.bursts) - 1; n > 0 {
		r.Put(t.Dim, line(" and "+count(n, "more")))
	}
	r.Put(t.Dim, line("  ·  ")).Put(t.BarKey, line("B")).Put(t.Dim, line(" gather or dismiss"))
	return strings.Join(append(kit.Fit(strings.Split(body, "\n"), size.Height-1), r.Fill(kit.Style{})), "\n")
}

// action opens the burst that the row tells of, or the first that is known though it was dismissed.
func (a *alarm) action(d *desk) Action {
	act := d.action("burst", "B", "gather the burst of incidents", func() (Screen, tea.Cmd) {
		b := a.first(d)
		if b == nil {
			b = &a.bursts[0]
		}
		return newBurst(d, *b), nil
	}).quiet()
	if len(a.bursts) == 0 {
		act.Bar = "no more incidents come than usual"
	}
	return act
}
