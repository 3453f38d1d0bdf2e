package exchange

import (
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"opsdesk/model"
)

// A ServiceNow list exports as CSV with one row per record; the header holds names or labels of fields, the cells what
// people see, or what is stored when the instance is set so.

// snOwn are the columns that no other desk names so, which is how a list is known.
func snOwn(h *head) (known int) {
	for _, name := range h.folds {
		c := snColumnNamed(name)
		if c == nil || name == "number" {
			continue
		}
		if strings.Contains(name, "_") || len(c.labels) > 0 && model.FieldNamed(strings.ReplaceAll(name, " ", "-")) == nil {
			known++
		}
	}
	return known
}

func isServiceNowCSV(h *head, _ Options) bool {
	return h.shape == nil && h.has("number") && (h.has("short_description", "short description") || snOwn(h) >= 2)
}

func fitsServiceNowCSV(h *head, _ Options) bool { return h.shape == nil && h.has("number") }

func readServiceNowCSV(r *reader) error {
	t, err := r.table()
	if err != nil {
		return err
	}
	s, err := newSNSheet(t, r)
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
		if row.bad != nil {
			if err := r.refuse(row.bad); err != nil {
				return err
			}
			continue
		}
		if err := s.take(row); err != nil {
			return err
		}
	}
}

// An snSheet is a list of ServiceNow with what its columns mean.
type snSheet struct {
	r       *reader
	t       *table
	columns []*snColumn
	dates   dates
}

func newSNSheet(t *table, r *reader) (*snSheet, error) {
	s := &snSheet{r: r, t: t, dates: dates{zone: time.UTC}}
	var left []string
	var times []int
	for i, name := range t.names {
		c := snColumnNamed(name)
		s.columns = append(s.columns, c)
		if c == nil && name != "" {
			left = append(left, name)
		}
		if c.isTime() {
			times = append(times, i)
		}
	}
	if len(left) > 0 {
		if err := r.warn(r.head.first, "columns not imported: %s", list(left, "")); err != nil {
			return nil, err
		}
	}
	if doubtful := s.dates.learn(r.head.cells(times)); doubtful != "" {
		if err := r.warn(r.head.first, "dates such as %q may mean two days; they are read with the %s first", doubtful, s.dates.order); err != nil {
			return nil, err
		}
	}
	if len(times) == 0 || s.stored() {
		return s, nil
	}
	var err error
	s.dates.zone, err = r.zone(r.head.first)
	return s, err
}

// stored tells whether the cells hold what is stored: states are numbers then, and times are UTC.
func (s *snSheet) stored() bool {
	i := slices.IndexFunc(s.columns, func(c *snColumn) bool { return c != nil && strings.HasSuffix(c.name, "state") })
	for _, row := range s.r.head.some {
		if i >= 0 && row.bad == nil && i < len(row.cells) && row.cells[i] != "" {
			return isDigits(strings.TrimPrefix(row.cells[i], "-"))
		}
	}
	return false
}

// values gives the cells of a row that we have a place for.
func (s *snSheet) values(row row) []value {
	var all []value
	for i, c := range s.columns {
		if c != nil {
			all = append(all, value{column: c, name: s.t.names[i], shown: row.cells[i], at: row.at[i]})
		}
	}
	return all
}

// take hands out the ticket of a row.
func (s *snSheet) take(row row) error {
	values := s.values(row)
	for i := range values {
		values[i].shown = model.UnguardCSV(values[i].shown)
	}
	d, p := s.r.snTicket(place{row.line, 1}, values, s.dates)
	if p != nil {
		return s.r.refuse(p)
	}
	return s.r.ticket(d)
}
