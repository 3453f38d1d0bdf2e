package exchange

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"opsdesk/model"
)

// A CSV writes tickets as a table that spreadsheets open and the csv format reads back.
type CSV struct {
	out     *csv.Writer
	names   model.Names
	columns []string
	guard   func(string) string
}

// Columns lists the columns that a CSV has when none are chosen: number, key and all fields.
func Columns() []string {
	all := []string{columnNumber, columnKey}
	for _, f := range model.Fields {
		all = append(all, f.Name)
	}
	return all
}

// NewCSV makes a writer and writes the header. No columns are all columns; one that does not exist is an error that lists
// those that do. Cells that a spreadsheet would take for a formula get a ' before them.
func NewCSV(w io.Writer, names model.Names, columns []string) (*CSV, error) {
	return newCSV(w, names, columns, model.GuardCSV)
}

// NewRawCSV makes a writer that leaves cells as they are, for programs that read them. A spreadsheet may run what stands
// in them.
func NewRawCSV(w io.Writer, names model.Names, columns []string) (*CSV, error) {
	return newCSV(w, names, columns, func(s string) string { return s })
}

func newCSV(w io.Writer, names model.Names, columns []string, guard func(string) string) (*CSV, error) {
	if len(columns) == 0 {
		columns = Columns()
	}
	for _, c := range columns {
		if c != columnNumber && c != columnKey && model.FieldNamed(c) == nil {
			return nil, fmt.Errorf("%q is no column: use some of %s", c, strings.Join(Columns(), ", "))
		}
	}
	c := &CSV{out: csv.NewWriter(w), names: names, columns: columns, guard: guard}
	return c, c.write(columns)
}

// Ticket writes the row of a ticket.
func (c *CSV) Ticket(t *model.Ticket) error {
	var cells []string
	for _, column := range c.columns {
		switch column {
		case columnNumber:
			cells = append(cells, strconv.FormatUint(uint64(t.ID), 10))
		case columnKey:
			cells = append(cells, t.Key())
		default:
			f := model.FieldNamed(column)
			cells = append(cells, c.guard(f.Text(f.Get(t), c.names)))
		}
	}
	return c.write(cells)
}

// Flush writes what is still held back. Nothing can be written after an error.
func (c *CSV) Flush() error {
	c.out.Flush()
	if err := c.out.Error(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (c *CSV) write(cells []string) error {
	if err := c.out.Write(cells); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}
