package ui

import (
	"context"
	"slices"
	"strings"

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
	stay := func(f func() tea.Cmd) func() (Screen, tea.Cmd) {
		return func() (Screen, tea.Cmd) { return q, f() }
	}
	all := q.list.moves(q)
	open := d.action("open", "enter", "open", q.open)
	if q.list.At() == nil {
		open = open.unless("there is no ticket here")
	}
	all = append(all, open)
	all = append(all, recordActions(d, q)...)
	all = append(all,
		d.action("mark", "space", "mark", stay(q.mark)),
		d.action("mark-range", "V", "mark a range: from here to where it is pressed again", stay(q.markRange)).quiet(),
		d.action("mark-all", "A", "mark all that match, or none", stay(q.markAll)).quiet(),
		d.action("filter", "/", "filter", stay(func() tea.Cmd { cmd := q.filter.Begin(q); q.layout(); return cmd })),
		d.action("new", "n", "new", func() (Screen, tea.Cmd) { return newRecord(d, model.Incident), nil }).unless(barWrite(d)),
		d.action("view-next", "] ctrl+pgdown", "next view", stay(func() tea.Cmd { return q.turn(q.at + 1) })).quiet(),
		d.action("view-before", "[ ctrl+pgup", "view before", stay(func() tea.Cmd { return q.turn(q.at - 1) })).quiet(),
		d.action("view-save", "+", "save the filter as a view", func() (Screen, tea.Cmd) { return q.saveView(), nil }).quiet(),
		d.action("view-drop", "", "drop this view", stay(q.dropView)).unless(q.barDrop()).quiet(),
		d.action("sort", "S", "sort by", func() (Screen, tea.Cmd) { return q.sortPicker(), nil }).quiet(),
		d.action("columns", ",", "columns", func() (Screen, tea.Cmd) { return q.columnPicker(), nil }).quiet(),
		d.action("preview", "v", "preview below, beside, off", stay(q.turnPreview)).quiet(),
		d.action("preview-down", "ctrl+e", "scroll the preview down", stay(func() tea.Cmd { return q.scrollPreview(1) })).quiet(),
		d.action("preview-up", "ctrl+y", "scroll the preview up", stay(func() tea.Cmd { return q.scrollPreview(-1) })).quiet(),
		d.action("refresh", "r", "refresh: never needed, lists are live", stay(func() tea.Cmd { return q.hear(store.News{Gap: true}) })).quiet(),
	)
	if len(q.marks) > 0 || q.begun >= 0 {
		all = append(all, d.action("unmark", "esc", "unmark", stay(func() tea.Cmd { clear(q.marks); q.begun = -1; return nil })))
	} else if q.filter.Text() != "" {
		all = append(all, d.action("unfilter", "esc", "clear the filter", stay(func() tea.Cmd { clear(q.marks); q.filter.Clear(); return q.refresh() })))
	}
	return all
}

// typingActions lists what keys do while the filter is typed.
func (q *queue) typingActions() []Action {
	d := q.desk
	next := func(step int) func() (Screen, tea.Cmd) {
		return func() (Screen, tea.Cmd) {
			if q.filter.Next(step) {
				return q, q.refresh()
			}
			return q, nil
		}
	}
	all := []Action{
		d.action("filter-complete", "tab", "complete", next(1)),
		d.action("filter-back", "shift+tab", "the one before", next(-1)),
		d.action("filter-done", "enter", "done", func() (Screen, tea.Cmd) { q.filter.End(); q.layout(); return q, nil }),
		d.action("filter-clear", "esc", "clear", func() (Screen, tea.Cmd) { q.filter.Clear(); return q, q.refresh() }),
	}
	for _, m := range q.list.moves(q) {
		if k := m.Key.Keys(); slices.Contains(k, "down") || slices.Contains(k, "up") {
			m.Key.SetKeys(k[len(k)-1])
			all = append(all, m)
		}
	}
	return all
}

// barWrite says why nothing can be written.
func barWrite(d *desk) string {
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

func (q *queue) mark() tea.Cmd {
	t := q.list.At()
	if t == nil {
		return nil
	}
	if q.marks[t.ID] != nil {
		delete(q.marks, t.ID)
	} else {
		q.marks[t.ID] = t
	}
	q.list.hand.Move(1)
	return q.list.Go(q, noMove)
}

// markRange begins a range of marks, or ends it where the hand is.
func (q *queue) markRange() tea.Cmd {
	if q.begun < 0 {
		q.begun = q.list.hand.At
		return say("a range begins here: go to its end and press V again")
	}
	from, upto := min(q.begun, q.list.hand.At), max(q.begun, q.list.hand.At)
	q.begun = -1
	return q.markPart(from, upto+1)
}

// markAll marks all that match, or takes all marks away when they are.
func (q *queue) markAll() tea.Cmd {
	if len(q.marks) == q.list.hand.Total {
		clear(q.marks)
		return nil
	}
	return q.markPart(0, q.list.hand.Total)
}

// marked are tickets to mark.
type marked struct{ tickets []*model.Ticket }

// markPart marks the tickets of a part of the list, which may not be in sight.
func (q *queue) markPart(from, upto int) tea.Cmd {
	st, query, env := q.desk.store, q.list.query, q.desk.env()
	return ask(q.desk, q, func(ctx context.Context) (marked, error) {
		list, err := st.Query(ctx, query, env, store.Page{Offset: from, Limit: upto - from})
		return marked{list.Tickets}, err
	})
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

// sortPicker offers every field to sort by; the one that is in use turns round.
func (q *queue) sortPicker() *picker {
	var all []pick
	for _, f := range model.Fields {
		if f.Type != model.Long && f.Type != model.Links && f.Type != model.Watching {
			all = append(all, pick{label: f.Label, hint: f.Name, value: f.Name})
		}
	}
	first := pick{label: "what hurts first", hint: "due, then priority, then the oldest", value: ""}
	return newPicker(q.desk, "Sort by, again turns round", slices.Insert(all, 0, first), func(one pick) (Screen, tea.Cmd) {
		return nil, q.sortBy(one.value.(string))
	})
}

func (q *queue) sortBy(name string) tea.Cmd {
	v := &q.views[q.at]
	switch {
	case name == "" || name == "number":
		v.Sort = ""
	case v.Sort == "sort:"+name:
		v.Sort = "sort:-" + name
	default:
		v.Sort = "sort:" + name
	}
	return tea.Batch(q.refresh(), keepViews(q.desk, q.views))
}

// columnPicker offers every column; choosing one shows it, or takes it away.
func (q *queue) columnPicker() *picker {
	shown := q.columnNames()
	all := []pick{{label: "  as usual", value: ""}}
	for _, name := range append([]string{"number"}, fieldNames()...) {
		c, _ := columnNamed(name)
		mark := "  "
		if slices.Contains(shown, name) {
			mark = "✓ "
		}
		all = append(all, pick{label: mark + c.head, hint: name, value: name})
	}
	return newPicker(q.desk, "Columns of "+q.views[q.at].Name, all, func(one pick) (Screen, tea.Cmd) {
		v := &q.views[q.at]
		name := one.value.(string)
		v.Columns = slices.Clone(shown)
		at := slices.Index(shown, name)
		switch {
		case name == "":
			v.Columns = nil
		case at >= 0:
			v.Columns = slices.Delete(v.Columns, at, at+1)
		default:
			v.Columns = append(v.Columns, name)
		}
		if slices.Equal(v.Columns, queueOrder) {
			v.Columns = nil
		}
		q.layout()
		return q.columnPicker(), keepViews(q.desk, q.views)
	})
}

func fieldNames() []string {
	var all []string
	for _, f := range model.Fields {
		if f.Type != model.Long {
			all = append(all, f.Name)
		}
	}
	return all
}

func (q *queue) columnNames() []string {
	if c := q.views[q.at].Columns; len(c) > 0 {
		return c
	}
	return queueOrder
}

// saveView asks for a name and keeps the filter, with its view's, under it.
func (q *queue) saveView() *picker {
	text := q.list.query.String()
	return askLine(q.desk, "Save as view", "", func(name string) (Screen, tea.Cmd) {
		if slices.ContainsFunc(q.views, func(v savedView) bool { return strings.EqualFold(v.Name, name) }) {
			return nil, say("there is a view " + name + " already")
		}
		v := savedView{Name: name, Query: text, Own: true, Columns: q.views[q.at].Columns}
		if err := v.parse(); err != nil {
			return nil, complain(err)
		}
		q.views = append(q.views, v)
		q.filter.Clear()
		return nil, tea.Batch(q.turn(len(q.views)-1), countViews(q.desk, q, q.views), keepViews(q.desk, q.views))
	})
}

func (q *queue) dropView() tea.Cmd {
	name := q.views[q.at].Name
	q.views = slices.Delete(q.views, q.at, q.at+1)
	return tea.Batch(q.turn(q.at-1), keepViews(q.desk, q.views), say("dropped the view "+name))
}
