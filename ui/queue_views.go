package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

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
	return askLine(q.desk, "Save as view", "type a name for it", func(name string) (Screen, tea.Cmd) {
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
