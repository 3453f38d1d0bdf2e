package exchange

import (
	"fmt"

	"opsdesk/model"
)

// A Record is what a reader found in one place of a file: a ticket, a noun, a row that is refused, or nothing but
// warnings about the file as a whole. At most one of Import, Noun and Problem is set.
type Record struct {
	// Line is where it begins in the file, from 1.
	Line int
	// Rows counts the rows of data that it was made of: one for most, many for a ticket of an event log, none for a noun
	// and for warnings about the file.
	Rows int
	// Import is the act that brings the ticket in.
	Import *model.Import
	// Links are ties to other records of the source. They can be made once all records are in.
	Links []PendingLink
	// Noun is a person, a team, a service or a product without a number of ours.
	Noun *model.Noun
	// Problem says why the row is refused.
	Problem *Problem
	// Warnings say what was read differently from how it was written. They are for people and come unclean.
	Warnings []string
}

// A PendingLink is a tie to a record that may come later in the file, in another file or never.
type PendingLink struct {
	Rel model.Relation
	// Number is what people call the other record at the source, or else its key there.
	Number string
}

// A Problem says why a row was refused, and where it stands.
type Problem struct {
	// Line and Column are where the cell begins in the file, both from 1, the column in bytes.
	Line   int `json:"line"`
	Column int `json:"column"`
	// Field is the column's name as the file writes it; empty when the row as a whole is wrong.
	Field string `json:"field,omitempty"`
	// Error is the reason, with the field's name before it.
	Error string `json:"error"`
}

// String gives the problem on one line, as compilers do.
func (p Problem) String() string { return fmt.Sprintf("%d:%d: %s", p.Line, p.Column, p.Error) }

// A place is where something stands in a file: line and byte of the line, both from 1.
type place struct{ line, column int }

// problem makes the refusal of what stands there.
func (at place) problem(field, format string, args ...any) *Problem {
	text := fmt.Sprintf(format, args...)
	if field != "" {
		text = field + ": " + text
	}
	return &Problem{Line: at.line, Column: at.column, Field: field, Error: text}
}
