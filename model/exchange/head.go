package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
)

// A head is what the first bytes of a file tell of it.
type head struct {
	// shape is set for JSON, the rest for a table.
	shape *shape
	sep   byte
	skip  int      // bytes of a line before the header that names the separator
	first int      // the line of the header
	names []string // the header as it stands
	folds []string // the header in lower case, blanks single
	some  []row    // the first rows of data
}

// look reads the head of a file without taking it away. It returns an ErrFormat for what is no text.
func look(in *bufio.Reader, o Options) (*head, error) {
	first, err := in.Peek(MaxPeek)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the file's first bytes: %w", err)
	}
	whole := errors.Is(err, io.EOF)
	if what := binary(first); what != "" {
		return nil, fmt.Errorf("%w: it is %s", ErrFormat, what)
	}
	text := bytes.TrimLeft(first, " \t\r\n")
	if len(text) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrFormat)
	}
	if text[0] == '{' || text[0] == '[' {
		return &head{shape: shapeOf(text)}, nil
	}
	return lookAtTable(first, whole, o)
}

func lookAtTable(first []byte, whole bool, o Options) (*head, error) {
	h := &head{}
	skip, sep := hint(first)
	h.skip = skip
	switch {
	case o.Map != nil && o.Map.Separator != "":
		h.sep = o.Map.Separator[0]
	case sep != 0:
		h.sep = sep
	default:
		h.sep = separator(first[skip:])
	}
	rows := newRows(bufio.NewReader(bytes.NewReader(first)), h.sep)
	rows.hint(skip)
	top, err := rows.next()
	if err != nil || top.bad != nil {
		return nil, fmt.Errorf("%w: its first line is no row of a table", ErrFormat)
	}
	h.name(top)
	for {
		next, err := rows.next()
		if err != nil {
			break
		}
		h.some = append(h.some, next)
	}
	if !whole && len(h.some) > 0 {
		h.some = h.some[:len(h.some)-1] // it may be half a row
	}
	return h, nil
}

// name takes the names of the columns from the header.
func (h *head) name(header row) {
	h.first, h.names, h.folds = header.line, nil, nil
	for _, name := range header.cells {
		name, _ = model.Bound(strings.TrimSpace(name), model.MaxName)
		h.names, h.folds = append(h.names, name), append(h.folds, fold(name))
	}
}

// hint reads a first line like sep=; that Excel understands, and says how many bytes it takes.
func hint(first []byte) (skip int, sep byte) {
	line, _, found := bytes.Cut(first, []byte{'\n'})
	text := strings.ToLower(strings.TrimRight(string(line), "\r"))
	if found && len(text) == 5 && strings.HasPrefix(text, "sep=") {
		return len(line) + 1, line[4]
	}
	return 0, 0
}

// separator finds what stands between the cells of the first line.
func separator(first []byte) byte {
	counts := map[byte]int{}
	quoted := false
	for _, c := range first {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t|") {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// fold gives the form in which two spellings of a column's name are equal.
func fold(name string) string { return strings.ToLower(strings.Join(strings.Fields(name), " ")) }

// has tells whether the table has a column with one of the names.
func (h *head) has(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(h.folds, n) })
}

// cells gives the first cells of some columns, for a guess at how they are written.
func (h *head) cells(columns []int) []string {
	var all []string
	for _, r := range h.some {
		for _, c := range columns {
			if c < len(r.cells) {
				all = append(all, r.cells[c])
			}
		}
	}
	return all
}

// seen says what the head shows, for people who wonder why it is refused.
func (h *head) seen() string {
	if h.shape != nil {
		return "it is JSON whose first record has " + list(h.shape.keys, "no fields")
	}
	return "its first line has the columns " + list(h.names, "none")
}

// list quotes the first few of some names.
func list(names []string, none string) string {
	var all []string
	for _, n := range names[:min(12, len(names))] {
		n, _ = model.Bound(n, 60)
		all = append(all, strconv.Quote(n))
	}
	if len(names) == 0 {
		return none
	}
	if len(names) > len(all) {
		all = append(all, fmt.Sprintf("and %d more", len(names)-len(all)))
	}
	return strings.Join(all, ", ")
}
