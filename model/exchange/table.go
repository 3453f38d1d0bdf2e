package exchange

import (
	"fmt"
	"slices"
	"strings"
)

// A table is a file of rows behind its header.
type table struct {
	*rows
	names []string
}

// table gives the rows behind the header. The header may be longer than the first bytes that were looked at.
func (r *reader) table() (*table, error) {
	t := &table{rows: newRows(r.in, r.head.sep)}
	t.hint(r.head.skip)
	top, err := t.rows.next()
	if err != nil {
		return nil, err
	}
	if top.bad != nil {
		return nil, fmt.Errorf("%w: its header can't be read: %s", ErrFormat, top.bad)
	}
	r.head.name(top)
	t.names = r.head.names
	return t, nil
}

// next gives the next row with as many cells as the header has. A row with more or fewer is bad, unless what is more or
// missing is empty.
func (t *table) next() (row, error) {
	row, err := t.rows.next()
	if err != nil || row.bad != nil {
		return row, err
	}
	have, want := len(row.cells), len(t.names)
	for len(row.cells) > want && strings.TrimSpace(row.cells[len(row.cells)-1]) == "" {
		row.cells = row.cells[:len(row.cells)-1]
	}
	for len(row.cells) < want && t.names[len(row.cells)] == "" && !slices.ContainsFunc(t.names[len(row.cells):], func(n string) bool { return n != "" }) {
		row.cells, row.at = append(row.cells, ""), append(row.at, place{row.line, 1})
	}
	if len(row.cells) != want {
		row.bad = place{row.line, 1}.problem("", "the row has %d cells, the header has %d", have, want)
	}
	return row, nil
}
