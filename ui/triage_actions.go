package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/ui/kit"
)

// Actions are the verdicts, going from one ticket to the next, moving in the panes, and what can be done to any ticket.
func (v *triage) Actions() []Action {
	d := v.desk
	if v.filter.typing {
		return v.typingActions()
	}
	none := barWrite(d)
	if v.list.At() == nil {
		none = "there is nothing to decide on"
	}
	other := ""
	if v.highlighted() == nil {
		other = "no other ticket is highlighted"
	}
	all := []Action{
		d.action("triage-accept", "a enter", "accept", v.accept).unless(none),
		d.action("triage-duplicate", "D", "duplicate", v.duplicate).unless(none),
		d.action("triage-decline", "X", "decline", v.decline).unless(none),
	}
	next := d.action("triage-next", "right space J", "next", v.stay(func() tea.Cmd { return v.step(1) }))
	all = append(all, slices.Insert(v.recordActions(), 1, next)...) // behind putting aside
	all = append(all,
		d.action("triage-before", "left K", "the one before", v.stay(func() tea.Cmd { return v.step(-1) })).quiet(),
		d.action("undo", "u", "undo, and bring it back", v.stay(v.undo)).quiet(),
	)
	all = append(all, v.paneActions()...)
	all = append(all,
		d.action("triage-view", "v", "open the highlighted ticket", func() (Screen, tea.Cmd) { return newDetail(d, v.highlighted().ID), nil }).unless(other).quiet(),
		d.action("triage-open", "d", "open this ticket in full", v.open).unless(v.barOpen()).quiet(),
		d.alarm.action(d),
		d.action("filter", "/", "filter", v.stay(v.beginFilter)),
	)
	return append(all, v.wayBack(false, nil)...)
}

// recordActions are those of every screen with tickets. Putting aside is a verdict here; accept has the key of assign.
func (v *triage) recordActions() []Action {
	all := recordActions(v.desk, v)
	for i := range all {
		switch all[i].ID {
		case "assign":
			all[i] = v.desk.action("assign", "", "assign to a person", all[i].Run).unless(all[i].Bar).quiet()
		case "snooze":
			all[i].Quiet = false
		case "explain":
			all[i].Quiet = true
		}
	}
	at := slices.IndexFunc(all, func(a Action) bool { return a.ID == "snooze" })
	aside := all[at]
	return slices.Insert(slices.Delete(all, at, at+1), 0, aside)
}

// step goes to another ticket without a verdict.
func (v *triage) step(by int) tea.Cmd {
	before := v.list.At()
	cmd := v.list.Go(v, func(h *kit.List) { h.Move(by) })
	if v.list.At() == before && v.list.At() != nil {
		if by > 0 {
			return say("this is the last one")
		}
		return say("this is the first one")
	}
	return tea.Batch(cmd, v.follow(nil, false))
}

func (v *triage) paneActions() []Action {
	d := v.desk
	act := func(id, keys, help string, f func()) Action {
		return d.action(id, keys, help, v.stay(func() tea.Cmd { f(); return nil })).quiet()
	}
	return []Action{
		act("down", "j down", "down in the pane", func() { v.move(1) }),
		act("up", "k up", "up in the pane", func() { v.move(-1) }),
		act("preview-down", "ctrl+e pgdown", "scroll the text down", func() { v.scrollText(1) }),
		act("preview-up", "ctrl+y pgup", "scroll the text up", func() { v.scrollText(-1) }),
		act("section-next", "tab", "next pane", func() { v.turnPane(1); v.layout() }),
		act("section-before", "shift+tab", "pane before", func() { v.turnPane(-1); v.layout() }),
	}
}

// scrollText scrolls the text by most of what is shown of it.
func (v *triage) scrollText(by int) {
	v.top = max(0, min(v.top+by*max(1, v.room-1), len(v.dossier.text)-v.room))
}
