package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// snoozePicker asks until when to put tickets aside: one of the usual times, a written one, or until the requester
// writes. What is aside already can be brought back first.
func snoozePicker(d *desk, s hand, on []*model.Ticket) *picker {
	ids, now, hours := idsOf(on), d.now(), d.store.Book().Hours()
	put := func(until model.Instant, why, said string) tea.Cmd {
		return do(d, s, said, commands(ids, func(model.ID) model.Act { return model.Snooze{Until: until, Why: why} })...)
	}
	var all []pick
	if allAside(on) {
		all = append(all, pick{label: "bring it back now", hint: "it was put aside until " + moment(on[0].Snoozed, now), value: model.Instant(0)})
	}
	for _, c := range model.SnoozeChoices(now, hours) {
		all = append(all, pick{label: c.Label, hint: moment(c.At, now), value: c.At})
	}
	last := model.LatestSnooze(model.At(now))
	all = append(all, pick{label: "until the requester writes", hint: "or a year has passed", value: last})
	p := newPicker(d, "Put "+subject(on)+" aside until", all, func(one pick) (Screen, tea.Cmd) {
		switch until := one.value.(model.Instant); until {
		case 0:
			return nil, do(d, s, "brought back", commands(ids, func(model.ID) model.Act { return model.Wake{} })...)
		case last:
			return nil, put(until, "until the requester writes", "put aside until the requester writes")
		default:
			return nil, put(until, "", "put aside until "+moment(until, now))
		}
	})
	p.free = func(text string) (pick, bool) {
		at, err := model.ParseSnooze(strings.TrimSpace(text), now, hours)
		return pick{label: "until " + moment(at, now), value: at}, err == nil && at > model.At(now)
	}
	p.rows = 7
	return p
}

func allAside(on []*model.Ticket) bool {
	for _, t := range on {
		if !t.Aside {
			return false
		}
	}
	return len(on) > 0
}

// barSnooze says why none of the tickets can be put aside.
func barSnooze(on []*model.Ticket) string {
	for _, t := range on {
		if t.Open() || t.Aside {
			return ""
		}
	}
	if len(on) == 0 {
		return ""
	}
	return subject(on) + ": only what is open can be put aside"
}
