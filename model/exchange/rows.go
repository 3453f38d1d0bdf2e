package exchange

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A row is one record of a table. When it is bad its cells say nothing.
type row struct {
	line  int
	cells []string
	at    []place // where each cell begins
	bad   *Problem
}

// blank tells whether the row holds nothing.
func (r row) blank() bool {
	for _, c := range r.cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

// A rows reads a table row by row: RFC 4180 with any separator and any line end. It bears a bare quote inside a cell
// that is not quoted; a quoted cell must end where the cell ends. Unlike encoding/csv it never holds more than one row
// of bounded size, and goes on behind a row that is wrong.
type rows struct {
	in   *bufio.Reader
	sep  byte
	here place
	buf  []byte
	ends []int
	at   []place
	bad  *Problem
}

func newRows(in *bufio.Reader, sep byte) *rows {
	return &rows{in: in, sep: sep, here: place{1, 1}}
}

// hint skips the first bytes of a file, which are one line.
func (r *rows) hint(bytes int) {
	if n, _ := r.in.Discard(bytes); n > 0 {
		r.here.line++
	}
}

// next gives the next row that holds something, io.EOF behind the last, or what went wrong with the file.
func (r *rows) next() (row, error) {
	for {
		got, err := r.record()
		if err != nil {
			return row{}, err
		}
		if got.bad != nil || !got.blank() {
			return got, nil
		}
	}
}

func (r *rows) record() (row, error) {
	r.buf, r.ends, r.at, r.bad = r.buf[:0], r.ends[:0], nil, nil
	line := r.here.line
	if _, err := r.in.Peek(1); err != nil {
		return row{}, err
	}
	for more := true; more; {
		at := r.here
		var err error
		if more, err = r.cell(); err != nil {
			return row{}, err
		}
		if len(r.ends) == MaxCells {
			r.spoil(at, "the row has more than %d cells", MaxCells)
			continue
		}
		r.ends, r.at = append(r.ends, len(r.buf)), append(r.at, at)
	}
	if r.bad != nil {
		return row{line: line, bad: r.bad}, nil
	}
	return row{line: line, cells: r.split(), at: r.at}, nil
}

func (r *rows) split() []string {
	text, from := string(r.buf), 0
	cells := make([]string, len(r.ends))
	for i, end := range r.ends {
		cells[i], from = text[from:end], end
	}
	return cells
}

// cell reads one cell and what ends it, and says whether another follows in the row.
func (r *rows) cell() (more bool, err error) {
	begin := r.here
	c, err := r.read()
	if err == nil && c == '"' {
		return r.quoted(begin)
	}
	for size := 0; ; size++ {
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case c == r.sep:
			return true, nil
		case c == '\n', c == '\r' && r.follows("\n"):
			return false, r.drop(c == '\r')
		}
		r.add(begin, size, c)
		c, err = r.read()
	}
}

// quoted reads the rest of a cell that began with a quote.
func (r *rows) quoted(begin place) (more bool, err error) {
	for size := 0; ; size++ {
		c, err := r.read()
		if errors.Is(err, io.EOF) {
			r.spoil(begin, "the quote that opens here is never closed: the rest of the file belongs to this cell")
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if c == '"' && r.follows(`"`) {
			c, err = r.read()
		} else if c == '"' {
			return r.behind(begin)
		}
		if err != nil {
			return false, err
		}
		r.add(begin, size, c)
	}
}

// behind reads what follows a closing quote.
func (r *rows) behind(begin place) (more bool, err error) {
	for {
		c, err := r.read()
		switch {
		case errors.Is(err, io.EOF):
			return false, nil
		case err != nil:
			return false, err
		case c == r.sep:
			return true, nil
		case c == '\n', c == '\r' && r.follows("\n"):
			return false, r.drop(c == '\r')
		case c != ' ':
			r.spoil(begin, "a quote inside the quoted cell is not doubled, so that its end can't be told")
			return false, r.skipLine()
		}
	}
}

func (r *rows) add(begin place, size int, c byte) {
	switch {
	case size >= MaxCell:
		r.spoil(begin, "the cell is larger than %d bytes", MaxCell)
	case len(r.buf) >= MaxRow:
		r.spoil(begin, "the row is larger than %d bytes", MaxRow)
	default:
		r.buf = append(r.buf, c)
	}
}

func (r *rows) spoil(at place, format string, args ...any) {
	if r.bad == nil {
		r.bad = at.problem("", format, args...)
	}
}

func (r *rows) read() (byte, error) {
	c, err := r.in.ReadByte()
	switch {
	case err == nil && c == '\n':
		r.here = place{r.here.line + 1, 1}
	case err == nil:
		r.here.column++
	case !errors.Is(err, io.EOF):
		err = fmt.Errorf("read line %d: %w", r.here.line, err)
	}
	return c, err
}

func (r *rows) follows(s string) bool {
	next, _ := r.in.Peek(len(s))
	return string(next) == s
}

func (r *rows) drop(one bool) error {
	if !one {
		return nil
	}
	_, err := r.read()
	return err
}

func (r *rows) skipLine() error {
	for {
		c, err := r.read()
		if errors.Is(err, io.EOF) || err == nil && c == '\n' {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
