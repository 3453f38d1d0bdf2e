package exchange

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
)

// The event log is what the audit of a ServiceNow instance kept of its incidents: one row per change, each with all
// facts as they were then, and with how it ended repeated on every row. Source: UCI data set 498. All rows of a number
// make one ticket, with one moment per row.

// logColumns are the columns without which a table is no event log.
var logColumns = []string{"number", "incident_state", "sys_updated_at", "opened_at"}

// logNothing stands in a cell that is empty.
const logNothing = "?"

func isServiceNowLog(h *head, _ Options) bool {
	return h.shape == nil && !slices.ContainsFunc(logColumns, func(c string) bool { return !h.has(c) })
}

func readServiceNowLog(r *reader) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	zone, err := r.zone(r.head.first)
	if err != nil {
		return err
	}
	l := &eventLog{r: r, t: t, dates: dates{zone: zone, order: dayFirst}, words: newWords(), groups: map[string]*group{}, told: map[string]bool{}}
	if err := l.know(r.head); err != nil {
		return err
	}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			return l.tell(0)
		}
		if err != nil {
			return err
		}
		if row.bad == nil {
			row.bad = l.keep(row)
		}
		if row.bad != nil {
			err = r.refuse(row.bad)
		} else if l.words.bytes > l.r.kept || l.rows > maxLogRows {
			err = l.tell(len(l.order) / 2)
		}
		if err != nil {
			return err
		}
	}
}

// maxLogRows is how many rows of a log are kept until the end of the file.
const maxLogRows = 2 << 20

// An eventLog gathers the rows of an event log by their numbers.
type eventLog struct {
	r       *reader
	t       *table
	columns []logColumn
	dates   dates
	words   *words
	groups  map[string]*group
	order   []*group
	told    map[string]bool // numbers that were handed out
	rows    int
}

type logColumn struct {
	name string
	i    int
}

// A group is all rows of one number, in the order of the file.
type group struct {
	number string
	rows   []event
}

// An event is one row of a log.
type event struct {
	line  int
	at    model.Instant
	mod   int
	state model.State
	hold  model.Reason
	cells []uint32 // words, one per column of the file
}

// know says which column is which, and warns of those that have no place.
func (l *eventLog) know(h *head) error {
	var left []string
	for i, name := range h.folds {
		if _, ok := l.at(name); !ok {
			l.columns = append(l.columns, logColumn{name, i})
		}
		if !slices.Contains(logKnown, name) && name != "" {
			left = append(left, h.names[i])
		}
	}
	if len(left) == 0 {
		return nil
	}
	return l.r.warn(h.first, "columns not imported: %s", list(left, ""))
}

// at gives the index of a column.
func (l *eventLog) at(name string) (int, bool) {
	i := slices.IndexFunc(l.columns, func(c logColumn) bool { return c.name == name })
	if i < 0 {
		return 0, false
	}
	return l.columns[i].i, true
}

// keep checks a row and puts it to the others of its number.
func (l *eventLog) keep(row row) *Problem {
	e := event{line: row.line}
	cell := func(name string) (string, place) {
		i, ok := l.at(name)
		if !ok {
			return "", place{row.line, 1}
		}
		text := strings.TrimSpace(row.cells[i])
		if text == logNothing {
			text = ""
		}
		return text, row.at[i]
	}
	number, at := cell("number")
	if number == "" {
		return at.problem("number", "the row has none")
	}
	if number, _ = model.Bound(number, model.MaxName); l.told[number] {
		return at.problem("number", "the rows of %s lie too far apart in this file", number)
	}
	for _, name := range []string{"opened_at", "sys_updated_at", "resolved_at", "closed_at"} {
		text, at := cell(name)
		when, err := l.dates.read(text)
		if err != nil {
			return at.problem(name, "%v", err)
		}
		if name == "sys_updated_at" {
			if e.at = when; when == 0 {
				return at.problem(name, "the row has no time")
			}
		}
	}
	state, at := cell("incident_state")
	if state != snUnknown {
		var err error
		if e.state, e.hold, err = snState(model.Incident, value{shown: state}); err != nil {
			return at.problem("incident_state", "%v", err)
		}
	}
	mod, _ := cell("sys_mod_count")
	e.mod, _ = strconv.Atoi(mod)
	for _, c := range row.cells {
		e.cells = append(e.cells, l.words.number(strings.TrimSpace(c)))
	}
	l.group(number).rows = append(l.group(number).rows, e)
	l.rows++
	return nil
}

func (l *eventLog) group(number string) *group {
	g := l.groups[number]
	if g == nil {
		g = &group{number: number}
		l.groups[number] = g
		l.order = append(l.order, g)
	}
	return g
}

// tell hands out the tickets of all groups but those that the file touched last.
func (l *eventLog) tell(keep int) error {
	last := func(g *group) int { return g.rows[len(g.rows)-1].line }
	out := slices.Clone(l.order)
	if keep > 0 {
		slices.SortFunc(out, func(a, b *group) int { return cmp.Compare(last(a), last(b)) })
		out = out[:len(out)-keep]
	}
	for _, g := range out {
		if err := l.r.ticket(l.ticket(g)); err != nil {
			return err
		}
		delete(l.groups, g.number)
		l.told[g.number] = true
		l.rows -= len(g.rows)
	}
	l.order = slices.DeleteFunc(l.order, func(g *group) bool { return l.told[g.number] })
	if keep > 0 {
		l.words = l.words.only(l.order)
	}
	return nil
}

// ticket makes the ticket of a group.
func (l *eventLog) ticket(g *group) *draft {
	slices.SortStableFunc(g.rows, func(a, b event) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.mod, b.mod)) })
	d := &draft{line: g.rows[0].line, rows: len(g.rows), kind: model.Incident}
	d.origin = model.Origin{System: l.r.source("servicenow-log"), Number: g.number}
	s := &logStory{log: l, draft: d, state: model.StateNew, final: g.rows[len(g.rows)-1]}
	for _, e := range g.rows {
		s.tell(e)
	}
	d.told = s.life.past
	return d
}
