package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A column is one fact of the tickets in a list, as it is drawn there.
type column struct {
	name  string // the field's, or "number"
	head  string
	width int // 0 takes what is left
	right bool
	draw  func(d *desk, t *model.Ticket, now time.Time) (kit.Style, model.Line)
}

// flexible is the least width of the column that takes what is left.
const flexible = 22

// columnNamed gives a column by the name of its field, and false when there is none.
func columnNamed(name string) (column, bool) {
	if name == "number" {
		return column{name: name, head: "ID", width: 9, draw: drawKey}, true
	}
	f := model.FieldNamed(name)
	if f == nil {
		return column{}, false
	}
	c := column{name: name, head: f.Head, width: f.Width, right: f.Type == model.Number, draw: drawField(f)}
	switch f.No {
	case model.FieldTitle:
		c.width, c.draw = 0, drawTitle
	case model.FieldKind:
		c.draw = drawKind
	case model.FieldPriority:
		c.draw = drawPriority
	case model.FieldState:
		c.draw = drawState
	case model.FieldDue:
		c.draw, c.width = drawDue, dueWidth
	case model.FieldAssignee:
		c.draw, c.width = drawAssignee, 12
	}
	return c, true
}

// The columns of a queue, and how early each gives way where room is scarce: the last first.
var queueColumns = []string{"priority", "number", "title", "due", "state", "assignee", "service", "kind"}

// queueOrder is the order in which they stand.
var queueOrder = []string{"priority", "number", "kind", "title", "service", "assignee", "state", "due"}

// fitColumns gives the columns that fit a width, in their order; those late in give way first: no column is shown when
// one that matters more is not; find gives them by their names. Numbers up to most have room.
func fitColumns(find func(string) (column, bool), order, give []string, width, most int) []column {
	var chosen []string
	need := 0
	for _, name := range give {
		c, ok := find(name)
		if !ok {
			continue
		}
		w := c.width + 1
		if c.width == 0 {
			w = flexible + 1
		}
		if need+w > width && len(chosen) > 0 {
			break
		}
		need += w
		chosen = append(chosen, name)
	}
	var all []column
	for _, name := range order {
		if slices.Contains(chosen, name) {
			c, _ := find(name)
			switch {
			case c.name == "due" && width >= roomyWidth:
				c.width, c.draw = dueBarWidth, drawDueBar
			case c.name == "number":
				c.width = max(c.width, len("INC-"+strconv.Itoa(most)))
			case c.name == "assignee" && width >= roomyWidth:
				c.width = 16
			}
			all = append(all, c)
		}
	}
	return all
}

// roomyWidth is the width from which a due time has room for its bar.
const roomyWidth = 100

// stretch gives the width of each column, the flexible ones sharing what is left.
func stretch(all []column, width int) []int {
	widths := make([]int, len(all))
	left, open := width, 0
	for i, c := range all {
		widths[i] = c.width
		left -= c.width + 1
		if c.width == 0 {
			open++
		}
	}
	for i, c := range all {
		if c.width == 0 {
			widths[i] = max(1, left/open)
		}
	}
	return widths
}

// heads draws the row of column heads; the one that the list is sorted by shows the direction.
func heads(d *desk, all []column, widths []int, indent, width int, sort []model.SortKey) string {
	t := d.theme
	r := kit.NewRow(width, false).Gap(indent)
	for i, c := range all {
		text := c.head
		for _, k := range sort {
			if k.Field.Name != c.name {
				continue
			}
			if k.Desc {
				text += "↓"
			} else {
				text += "↑"
			}
		}
		if c.right {
			r.Right(t.Head, line(text), widths[i])
		} else {
			r.Cell(t.Head, line(text), widths[i])
		}
		r.Gap(1)
	}
	return r.Fill(kit.Style{})
}

// columnAt gives the column at a place of the row, -1 when there is none.
func columnAt(widths []int, indent, x int) int {
	at := indent
	for i, w := range widths {
		if x >= at && x < at+w {
			return i
		}
		at += w + 1
	}
	return -1
}

func drawKey(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	return d.theme.Text, line(t.Key())
}

func drawKind(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	return d.theme.Text, line(t.Kind.Rules().Short)
}

func drawTitle(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	title := t.Title
	if t.Major {
		title = "⚑ " + title
	} else if t.Proposed {
		title = "⚐ " + title // to be decided on
	}
	if !t.Open() {
		return d.theme.Dim, line(title)
	}
	return d.theme.Text, line(title)
}

func drawPriority(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	return priorityStyle(d.theme, t.Priority), line(short(t.Priority))
}

func priorityStyle(t *kit.Theme, p model.Priority) kit.Style {
	switch p {
	case 1:
		return t.Late
	case 2:
		return t.Soon
	case 3:
		return t.Text
	}
	return t.Dim
}

func drawState(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	label := t.State.Rule().Label
	switch t.State.Rule().Phase {
	case model.Waiting:
		return d.theme.Strong, line(label)
	case model.Paused:
		return d.theme.Dim, line(label + " ‖")
	case model.Finished, model.Ended:
		return d.theme.Calm, line(label)
	}
	return d.theme.Text, line(label)
}

func drawAssignee(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	if t.Assignee == 0 {
		return d.theme.Dim, line("—")
	}
	name := d.person(t.Assignee)
	if t.Assignee == d.me {
		return d.theme.Mine, name
	}
	return d.theme.Text, name
}

func drawField(f *model.Field) func(*desk, *model.Ticket, time.Time) (kit.Style, model.Line) {
	return func(d *desk, t *model.Ticket, now time.Time) (kit.Style, model.Line) {
		v := f.Get(t)
		switch {
		case v == model.Value{}:
			return d.theme.Dim, line("—")
		case f.Type == model.Time:
			return d.theme.Text, line(strings.TrimSuffix(ago(model.Instant(v.N), now), " ago"))
		case f.No == model.FieldRank:
			return d.theme.Dim, line("·")
		case f.Type == model.Choice && f.Width < 5 && len(f.Options) > 1: // a scale, without room for its words
			return d.theme.Text, line(f.Text(v, d.store.Names()))
		}
		return d.theme.Text, line(f.Show(v, d.store.Names(), d.zone))
	}
}

// position gives a place in a list as text.
func position(n int) string { return strconv.Itoa(n) }
