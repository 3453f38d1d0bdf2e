package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// A Query says which tickets to take and in which order. It is written as
//
//	state:open team:network,messaging priority<=2 -tag:noise due<1h "gateway busy" (service:mail OR service:chat) sort:due
//
// and docs/query.md tells all of the language. ParseQuery reads it, String writes it, Bind makes a Filter of it. Queries
// are values: they never change, and may be shared. The zero query takes every ticket.
type Query struct {
	root clause // nil takes every ticket
	sort []SortKey
}

// A SortKey is one field to order tickets by, smallest first, or with Desc greatest first.
type SortKey struct {
	Field *Field
	Desc  bool
}

// A QueryError says what is wrong with a query, and where.
type QueryError struct {
	Column  int    // of the first rune that is wrong, from 1
	Problem string // as in "priorty" is no field
	Hint    string // what would fit, as in did you mean priority?
}

// Error reads as in: column 7: "priorty" is no field: did you mean priority?
func (e *QueryError) Error() string {
	if e.Hint == "" {
		return fmt.Sprintf("column %d: %s", e.Column, e.Problem)
	}
	return fmt.Sprintf("column %d: %s: %s", e.Column, e.Problem, e.Hint)
}

// And gives the query that takes what both take. It has the order of b, or that of a when b has none. Two long queries
// together may print longer than ParseQuery reads; whoever stores the text reads it back first.
func And(a, b Query) Query {
	q := Query{root: allOf(a.root, b.root), sort: b.sort}
	if len(b.sort) == 0 {
		q.sort = a.sort
	}
	return q
}

// String writes the query in its one canonical form: full names, tokens, negation as a dash, the order last. ParseQuery
// reads it back to an equal query. Saved views, rules and commands keep queries in this form.
func (q Query) String() string {
	var b strings.Builder
	if q.root != nil {
		q.root.write(&b)
	}
	for i, k := range q.sort {
		switch {
		case i > 0:
			b.WriteByte(',')
		case q.root != nil:
			b.WriteString(" sort:")
		default:
			b.WriteString("sort:")
		}
		if k.Desc {
			b.WriteByte('-')
		}
		b.WriteString(k.Field.Name)
	}
	return b.String()
}

// Sort gives the order that the query asks for, most important field first, each field once; none when it asks for
// none. The caller owns it.
func (q Query) Sort() []SortKey { return slices.Clone(q.sort) }

// WithSort gives the query with another order, most important field first. Of two keys for one field the first counts;
// without keys the query has no order.
func (q Query) WithSort(keys ...SortKey) Query {
	q.sort = nil
	for _, k := range keys {
		q.sort = addSort(q.sort, k)
	}
	return q
}

func addSort(keys []SortKey, k SortKey) []SortKey {
	if k.Field == nil || slices.ContainsFunc(keys, func(have SortKey) bool { return have.Field == k.Field }) {
		return keys
	}
	return append(keys, k)
}

// Fixed tells whether matching needs nothing but a ticket's number and the facts in the fixed head of its record, those
// whose Field.Fixed is set. It says nothing of the fields of Sort, which have their own Fixed.
func (q Query) Fixed() bool { return q.root == nil || q.root.fixed() }

// Words gives the words that the query looks for in texts, each once and folded by FoldWord, for showing why a ticket
// is there: a word of a text that begins with one of them is a hit. What the query excludes is left out. A run of
// letters that are written without blanks, as in Japanese, is one word here.
func (q Query) Words() []string {
	var words []string
	if q.root == nil {
		return nil
	}
	for _, text := range q.root.texts() {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !startsWord(r) && !unicode.IsMark(r) }) {
			if w = FoldWord(w); w != "" && !slices.Contains(words, w) {
				words = append(words, w)
			}
		}
	}
	return words
}

// A clause is a part of a query that a ticket meets or not.
type clause interface {
	write(*strings.Builder)
	bind(*binder) match
	fixed() bool
	plan(*binder) Plan
	texts() []string // what it looks for in texts
}

// The clauses that hold others. Only allOf, anyOf and noneOf make them, so that no conjunction holds a conjunction, no
// alternative an alternative and no negation a negation.
type (
	conjunction []clause
	alternative []clause
	negation    struct{ clause }
)

// allOf joins clauses into one that demands them all; nil ones demand nothing.
func allOf(clauses ...clause) clause {
	var all conjunction
	for _, c := range clauses {
		switch c := c.(type) {
		case nil:
		case conjunction:
			all = append(all, c...)
		default:
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// anyOf joins clauses into one that demands any of them; nil ones are left out.
func anyOf(clauses ...clause) clause {
	var all alternative
	for _, c := range clauses {
		switch c := c.(type) {
		case nil:
		case alternative:
			all = append(all, c...)
		default:
			all = append(all, c)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if len(all) == 1 {
		return all[0]
	}
	return all
}

// noneOf turns a clause round.
func noneOf(c clause) clause {
	switch c := c.(type) {
	case nil:
		return nil
	case negation:
		return c.clause
	}
	return negation{c}
}

func (c conjunction) write(b *strings.Builder) {
	for i, part := range c {
		if i > 0 {
			b.WriteByte(' ')
		}
		if _, ok := part.(alternative); ok {
			writeGroup(b, part)
		} else {
			part.write(b)
		}
	}
}

func (c alternative) write(b *strings.Builder) {
	for i, part := range c {
		if i > 0 {
			b.WriteString(" OR ")
		}
		part.write(b)
	}
}

func (c negation) write(b *strings.Builder) {
	b.WriteByte('-')
	switch c.clause.(type) {
	case conjunction, alternative:
		writeGroup(b, c.clause)
	default:
		c.clause.write(b)
	}
}

func writeGroup(b *strings.Builder, c clause) {
	b.WriteByte('(')
	c.write(b)
	b.WriteByte(')')
}

func (c conjunction) fixed() bool {
	return !slices.ContainsFunc(c, func(part clause) bool { return !part.fixed() })
}
func (c alternative) fixed() bool { return conjunction(c).fixed() }

func (c conjunction) texts() (all []string) {
	for _, part := range c {
		all = append(all, part.texts()...)
	}
	return all
}

func (c alternative) texts() []string { return conjunction(c).texts() }
func (c negation) texts() []string    { return nil }
