package exchange

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
)

// A plain CSV has one row per ticket. Its columns are known by a mapping, or by headers that are names or labels of our
// fields, as those of the CSV that this package writes.

func isCSV(h *head, _ Options) bool {
	title := model.FieldNo(model.FieldTitle)
	return h.shape == nil && h.has(title.Name, fold(title.Label)) && len(h.names) > 1
}

func fitsCSV(h *head, o Options) bool {
	if h.shape != nil {
		return false
	}
	for _, name := range h.names {
		if o.Map.column(name) != "" {
			return true
		}
	}
	return o.Map == nil && isCSV(h, o)
}

// A csvSheet is a plain CSV with what its columns mean.
type csvSheet struct {
	r       *reader
	t       *table
	kind    model.Kind
	columns []string // field names and special columns; empty for what is left out
	dates   dates
}

func readCSV(r *reader) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	s, err := newCSVSheet(t, r)
	if err != nil {
		return err
	}
	for {
		row, err := t.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		d, p := (*draft)(nil), row.bad
		if p == nil {
			d, p = s.ticket(row)
		}
		if p != nil {
			err = r.refuse(p)
		} else {
			err = r.ticket(d)
		}
		if err != nil {
			return err
		}
	}
}

func newCSVSheet(t *table, r *reader) (*csvSheet, error) {
	s := &csvSheet{r: r, t: t, kind: model.Incident}
	if m := r.o.Map; m != nil {
		s.dates.layout = m.Dates
		if k, ok := kindNamed(m.Kind); ok {
			s.kind = k
		}
	}
	var left []string
	var times []int
	for i, name := range t.names {
		what := r.o.Map.column(name)
		if what == "" {
			what = csvColumn(name)
		}
		if f := model.FieldNamed(what).Meant(); f != nil {
			what = f.Name
			if f.Type == model.Time {
				times = append(times, i)
			}
		}
		if what == "" && name != "" {
			left = append(left, name)
		}
		s.columns = append(s.columns, what)
	}
	return s, s.warn(left, times)
}

// csvColumn gives the field or special column that a header names by itself.
func csvColumn(header string) string {
	name := fold(header)
	for _, c := range specialColumns {
		if name == c {
			return c
		}
	}
	for _, f := range model.Fields {
		if name == f.Name || name == fold(f.Label) {
			return f.Name
		}
	}
	return ""
}

func (s *csvSheet) warn(left []string, times []int) error {
	line := s.r.head.first
	if len(left) > 0 {
		if err := s.r.warn(line, "columns not imported: %s", list(left, "")); err != nil {
			return err
		}
	}
	if !s.has(columnNumber) {
		if err := s.r.warn(line, "no column is the record's number: a second import of the file makes all its tickets again"); err != nil {
			return err
		}
	}
	if doubtful := s.dates.learn(s.r.head.cells(times)); doubtful != "" && s.dates.layout == "" {
		if err := s.r.warn(line, "dates such as %q may mean two days; they are read with the %s first", doubtful, s.dates.order); err != nil {
			return err
		}
	}
	s.dates.zone = time.UTC
	if len(times) == 0 || s.own() && s.r.o.Zone == nil {
		return nil // our own times carry their zone
	}
	zone, err := s.r.zone(line)
	s.dates.zone = zone
	return err
}

func (s *csvSheet) has(column string) bool {
	for _, c := range s.columns {
		if c == column {
			return true
		}
	}
	return false
}

// own tells whether the file is one of ours.
func (s *csvSheet) own() bool { return s.has(columnNumber) && s.has(columnKey) && s.r.o.Map == nil }

// ticket makes the ticket of a row.
func (s *csvSheet) ticket(row row) (*draft, *Problem) {
	d := &draft{line: row.line, rows: 1, kind: s.kind}
	d.origin.System = s.r.source("csv")
	if m := s.r.o.Map; m != nil && m.Source != "" {
		d.origin.System = s.r.source(m.Source)
	}
	cells := make([]string, len(row.cells))
	for i, c := range row.cells {
		cells[i] = model.UnguardCSV(c)
		if s.columns[i] == "kind" && strings.TrimSpace(c) != "" {
			k, ok := kindNamed(s.r.o.Map.value("kind", c))
			if !ok {
				return nil, row.at[i].problem(s.t.names[i], "%q is no kind of ticket", c)
			}
			d.kind = k
		}
	}
	if s.own() {
		s.ownNumber(d, cells)
	}
	for i, c := range cells {
		if err := s.put(d, s.columns[i], c); err != nil {
			return nil, row.at[i].problem(s.t.names[i], "%v", err)
		}
	}
	s.marks(d)
	return d, nil
}

// ownNumber takes the number and the origin of a ticket from a file of ours.
func (s *csvSheet) ownNumber(d *draft, cells []string) {
	var number, key string
	origin := model.Origin{}
	for i, c := range cells {
		switch s.columns[i] {
		case columnNumber:
			number = c
		case columnKey:
			key = c
		case model.FieldNo(model.FieldSource).Name:
			origin.System = c
		case model.FieldNo(model.FieldSourceID).Name:
			origin.Number = c
		case model.FieldNo(model.FieldSourceNo).Name:
			origin.Key = c
		}
	}
	kind, id, err := model.ParseID(key)
	if err != nil || kind == 0 || strconv.FormatUint(uint64(id), 10) != number {
		d.origin.Number = number
		return
	}
	d.kind, d.number, d.origin = kind, id, origin
	if s.r.o.Source != "" {
		d.origin = model.Origin{System: s.r.o.Source, Number: key}
	}
}
