package cmd

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
)

// A column is one fact of tickets in a list: a field, or the number or key of the ticket.
type column struct {
	name  string
	field *model.Field // nil for number and key
}

// The columns that a list has when none are chosen: those of the queue, and fewer where a terminal is narrow.
const (
	defaultColumns = "priority,key,kind,title,service,assignee,state,due"
	narrowColumns  = "priority,key,title,assignee,state,due"
	narrow         = 100
)

func columnNames() []string {
	names := []string{"key", "number"}
	for _, f := range model.Fields {
		names = append(names, f.Name)
	}
	return names
}

// parseColumns reads the names of columns with commas between.
func parseColumns(text string) ([]column, error) {
	var all []column
	for name := range strings.SplitSeq(text, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		f := model.FieldNamed(name)
		if f == nil && name != "key" && name != "number" {
			return nil, usage("there is no column %s%s", quoted(name), didYouMean(name, columnNames(), ""))
		}
		all = append(all, column{name, f})
	}
	return all, nil
}

// parseSort reads the names of fields to sort by, the greatest first where a dash stands before.
func parseSort(text string) ([]model.SortKey, error) {
	var keys []model.SortKey
	for name := range strings.SplitSeq(text, ",") {
		name, desc := strings.CutPrefix(strings.ToLower(strings.TrimSpace(name)), "-")
		f := model.FieldNamed(name)
		if f == nil {
			return nil, usage("nothing can be sorted by %s%s", quoted(name), didYouMean(name, columnNames()[2:], ""))
		}
		keys = append(keys, model.SortKey{Field: f, Desc: desc})
	}
	return keys, nil
}

func (c column) head() string {
	switch {
	case c.name == "key":
		return "ID"
	case c.field == nil:
		return "No."
	}
	return c.field.Head
}

// text gives the cell as files and programs read it.
func (s *session) text(c column, t *model.Ticket) string {
	switch {
	case c.name == "key":
		return t.Key()
	case c.field == nil:
		return strconv.FormatUint(uint64(t.ID), 10)
	}
	return c.field.Text(c.field.Get(t), s.store.Names())
}

// jsonCell gives the cell as a JSON value; nothing is null.
func (s *session) jsonCell(c column, t *model.Ticket) any {
	switch {
	case c.name == "key":
		return t.Key()
	case c.field == nil:
		return t.ID
	}
	return s.value(c.field, c.field.Get(t))
}

// cell gives the cell as people glance at it.
func (s *session) cell(c column, t *model.Ticket) string {
	if c.field == nil {
		return s.text(c, t)
	}
	v := c.field.Get(t)
	switch {
	case v == (model.Value{}):
		return "—"
	case c.field.No == model.FieldPriority:
		return "P" + strconv.FormatInt(v.N, 10)
	case c.field.No == model.FieldKind:
		return t.Kind.Rules().Short
	case c.field.Type == model.Time:
		return moment(model.Instant(v.N), s.now())
	}
	return c.field.Show(v, s.store.Names(), s.zone)
}

// moment writes a time as short as its distance from now allows.
func moment(at model.Instant, now time.Time) string {
	t := at.Time().In(now.Location())
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("2 Jan 15:04")
	}
	return t.Format(time.DateOnly)
}

// listTable lays tickets out for people.
func (s *session) listTable(columns []column, tickets []*model.Ticket) *table {
	t := &table{roomy: slices.IndexFunc(columns, func(c column) bool { return c.name == "title" })}
	for _, c := range columns {
		t.heads = append(t.heads, c.head())
		t.stiff = append(t.stiff, c.field == nil || c.field.Type == model.Time || c.field.Type == model.Number || c.field.Type == model.Choice)
	}
	for _, ticket := range tickets {
		row := make([]model.Line, len(columns))
		for i, c := range columns {
			row[i] = model.Clean(s.cell(c, ticket))
		}
		t.rows = append(t.rows, row)
	}
	return t
}
