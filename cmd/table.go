package cmd

import (
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
)

// A table is rows of text under heads, for people.
type table struct {
	heads []string
	rows  [][]model.Line
	// roomy is the column that keeps twice the room of the others when there is too little.
	roomy int
	// stiff columns keep their width as long as others can give way.
	stiff []bool
}

const (
	tableGap  = "  "
	leastCell = 6
)

// write writes the table into a width; zero is as wide as it takes.
func (t *table) write(w io.Writer, width int) error {
	widths := t.widths(width)
	heads := make([]model.Line, len(t.heads))
	for i, head := range t.heads {
		heads[i] = model.Clean(head)
	}
	var b strings.Builder
	for _, row := range append([][]model.Line{heads}, t.rows...) {
		var line strings.Builder
		for i, cell := range row {
			if i > 0 {
				line.WriteString(tableGap)
			}
			text := ansi.Truncate(cell.String(), widths[i], "…")
			line.WriteString(text + strings.Repeat(" ", widths[i]-ansi.StringWidth(text)))
		}
		text := strings.TrimRight(line.String(), " ")
		if width > 0 {
			text = ansi.Truncate(text, width, "…")
		}
		b.WriteString(text + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// widths gives each column what it takes; when that is too much the widest gives way, cell by cell.
func (t *table) widths(width int) []int {
	widths := make([]int, len(t.heads))
	sum := len(tableGap) * (len(widths) - 1)
	for i, head := range t.heads {
		widths[i] = ansi.StringWidth(head)
		for _, row := range t.rows {
			widths[i] = max(widths[i], ansi.StringWidth(row[i].String()))
		}
		sum += widths[i]
	}
	for ; width > 0 && sum > width; sum-- {
		widest := 0
		for i := range widths {
			if t.yields(i, widths[i]) > t.yields(widest, widths[widest]) {
				widest = i
			}
		}
		if t.yields(widest, widths[widest]) == 0 {
			break
		}
		widths[widest]--
	}
	return widths
}

// yields says how readily a column of some width gives way: the wide before the narrow, the stiff last.
func (t *table) yields(column, width int) int {
	const loose = 1 << 20
	switch {
	case width <= leastCell:
		return 0
	case t.stiff[column]:
		return width
	case column == t.roomy:
		return loose + width
	}
	return loose + 2*width
}
