package ui

import (
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// Actions lists what keys do in a queue.
func (q *queue) Actions() []Action {
	d := q.desk
	if q.filter.typing {
		return q.typingActions()
	}
	all := append(q.list.moves(q), d.action("open", "enter", "open", q.open).unless(q.barOpen()))
	all = append(all, recordActions(d, q)...)
	all = append(all,
		d.action("mark", "space", "mark", q.stay(q.mark)).unless(q.barOpen()),
		d.action("mark-range", "V", "mark a range: from here to where it is pressed again", q.stay(q.markRange)).quiet(),
		d.action("mark-all", "A", "mark all that match, or none", q.stay(q.markAll)).quiet(),
		d.action("mark-turn", "*", "mark what is not marked of all that match", q.stay(func() tea.Cmd { return q.markMatching(true) })).quiet(),
		d.action("filter", "/", "filter", q.stay(q.beginFilter)),
		d.action("new", "n", "new", func() (Screen, tea.Cmd) { return newRecord(d, model.Incident), nil }).unless(barWrite(d)),
		d.alarm.action(d),
		d.action("view-next", "] ctrl+pgdown", "next view", q.stay(func() tea.Cmd { return q.turn(q.at + 1) })).quiet(),
		d.action("view-before", "[ ctrl+pgup", "view before", q.stay(func() tea.Cmd { return q.turn(q.at - 1) })).quiet(),
		d.action("view-save", "+", "save the filter as a view", func() (Screen, tea.Cmd) { return q.saveView(), nil }).quiet(),
		d.action("view-drop", "", "drop this view", q.stay(q.dropView)).unless(q.barDrop()).quiet(),
		d.action("sort", "S", "sort by", func() (Screen, tea.Cmd) { return q.sortPicker(), nil }).quiet(),
		d.action("columns", ",", "columns", func() (Screen, tea.Cmd) { return q.columnPicker(), nil }).quiet(),
		d.action("preview", "v", "preview below, beside, off", q.stay(q.turnPreview)).quiet(),
		d.action("preview-down", "ctrl+e", "scroll the preview down", q.stay(func() tea.Cmd { return q.scrollPreview(1) })).quiet(),
		d.action("preview-up", "ctrl+y", "scroll the preview up", q.stay(func() tea.Cmd { return q.scrollPreview(-1) })).quiet(),
		d.action("refresh", "r", "refresh: never needed, lists are live", func() (Screen, tea.Cmd) { return q.Update(store.News{Gap: true}) }).quiet(),
	)
	return append(all, q.wayBack(q.marks.Len() > 0 || q.begun >= 0, q.unmark)...)
}

// barWrite says why nothing can be written.
func barWrite(d *desk) string {
	if d.presence != nil {
		return "return to now to act: this is how it was on " + pastTime(d)
	}
	if d.store.ReadOnly() {
		return "the desk was opened to read only"
	}
	return ""
}

func (q *queue) barDrop() string {
	if !q.views[q.at].Own {
		return "only a view of your own can be dropped"
	}
	return ""
}

// scrollPreview scrolls the preview of the ticket under the hand; that of another one begins at its top.
func (q *queue) scrollPreview(by int) tea.Cmd {
	if q.scrolled != q.list.held {
		q.scroll, q.scrolled = 0, q.list.held
	}
	q.scroll = max(0, q.scroll+by)
	return nil
}

func (q *queue) turnPreview() tea.Cmd {
	q.preview = (q.preview + 1) % 3
	if q.preview == previewBeside && q.size.Width < besideWidth {
		q.preview = previewOff
	}
	q.layout()
	return q.list.Go(q, noMove)
}
