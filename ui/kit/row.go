package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
)

// Width gives how many columns a line takes on the terminal. Everything that pads or cuts uses this one measure, the
// one that the renderer uses.
func Width(l model.Line) int { return width(l.String()) }

// width counts printable ASCII, most of what is drawn, without looking for clusters.
func width(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return ansi.StringWidth(text)
		}
	}
	return len(text)
}

// A Row builds one row of the screen, of a fixed width. What does not fit is cut with an ellipsis. Every change of style
// costs bytes on the way to the terminal: blanks take the style of what stands before them.
type Row struct {
	b      strings.Builder
	width  int
	used   int
	picked bool
	style  Style // that is on
}

// NewRow begins a row; one under the hand is drawn so from end to end.
func NewRow(width int, picked bool) *Row {
	r := &Row{width: max(0, width), picked: picked}
	r.b.Grow(width + 64)
	return r
}

// Left gives how many columns are free yet.
func (r *Row) Left() int { return r.width - r.used }

// Put adds text in a style, cut to what is left.
func (r *Row) Put(s Style, l model.Line) *Row { return r.cell(s, l, min(Width(l), r.Left()), false) }

// Cell adds text in a column of its own width, cut or padded.
func (r *Row) Cell(s Style, l model.Line, width int) *Row {
	return r.cell(s, l, min(width, r.Left()), false)
}

// Right adds text at the right end of a column of its own width.
func (r *Row) Right(s Style, l model.Line, width int) *Row {
	return r.cell(s, l, min(width, r.Left()), true)
}

// Gap adds blanks.
func (r *Row) Gap(n int) *Row { return r.cell(Style{}, model.Line{}, min(n, r.Left()), false) }

// End puts text at the right end of the row and fills what is between; it is left out when it does not fit.
func (r *Row) End(s Style, l model.Line) *Row {
	w := Width(l)
	if w+1 > r.Left() {
		return r
	}
	return r.Gap(r.Left()-w).Put(s, l)
}

func (r *Row) cell(s Style, l model.Line, width int, right bool) *Row {
	if width <= 0 {
		return r
	}
	text, w := l.String(), Width(l)
	if w > width {
		text = ansi.Truncate(text, width, "…")
		w = ansi.StringWidth(text)
	}
	isBlank := strings.Trim(text, " ") == ""
	if !isBlank || s.inked || r.style.inked || r.used == 0 && r.picked {
		r.turn(s)
	}
	if right {
		blanks(&r.b, width-w)
	}
	r.b.WriteString(text)
	if !right {
		blanks(&r.b, width-w)
	}
	r.used += width
	return r
}

// turn goes over to another style.
func (r *Row) turn(s Style) {
	was, is := r.style.plain, s.plain
	if r.picked {
		was, is = r.style.picked, s.picked
	}
	r.style = s
	if was != is {
		r.b.WriteString(was.off)
		r.b.WriteString(is.on)
	}
}

// Marked adds text in a column of its own width, as Cell does, with parts of it in another style. The parts are byte
// ranges of the line, in order and apart.
func (r *Row) Marked(s, mark Style, l model.Line, parts [][2]int, width int) *Row {
	text, end := l.String(), min(r.used+width, r.width)
	if len(parts) == 0 {
		return r.Cell(s, l, width)
	}
	whole := len(text) // of the text, before an ellipsis
	if Width(l) > end-r.used {
		text = ansi.Truncate(text, end-r.used, "…")
		whole = max(0, len(text)-len("…"))
	}
	at := 0
	for _, p := range parts {
		if p[1] > whole {
			break
		}
		r.Put(s, model.Clean(text[at:p[0]])).Put(mark, model.Clean(text[p[0]:p[1]]))
		at = p[1]
	}
	r.Put(s, model.Clean(text[at:]))
	return r.Cell(s, model.Line{}, end-r.used)
}

func blanks(b *strings.Builder, n int) {
	const some = "                                                                "
	for ; n > len(some); n -= len(some) {
		b.WriteString(some)
	}
	b.WriteString(some[:max(0, n)])
}

// Fill pads the row to its width in a style and gives it.
func (r *Row) Fill(s Style) string {
	r.cell(s, model.Line{}, r.Left(), false)
	r.turn(Style{})
	return r.b.String()
}

// Rule gives a row of one repeated sign.
func Rule(s Style, width int) string {
	return s.plain.on + strings.Repeat("─", max(0, width)) + s.plain.off
}

// Fit gives exactly height rows: what is missing is blank, what is too much is cut.
func Fit(rows []string, height int) []string {
	if len(rows) > height {
		return rows[:max(0, height)]
	}
	for len(rows) < height {
		rows = append(rows, "")
	}
	return rows
}

// Wrap breaks a block into rows of a width, at blanks where it can.
func Wrap(b model.Block, width int) []model.Line {
	var rows []model.Line
	for _, l := range b.Lines() {
		if Width(l) <= width {
			rows = append(rows, l)
			continue
		}
		for part := range strings.SplitSeq(ansi.Wrap(l.String(), max(1, width), " "), "\n") {
			rows = append(rows, model.Clean(part))
		}
	}
	return rows
}

// PadStyled cuts or pads what another part has drawn, such as an input, to a width.
func PadStyled(drawn string, width int) string {
	w := ansi.StringWidth(drawn)
	if w > width {
		return ansi.Truncate(drawn, width, "")
	}
	var b strings.Builder
	b.WriteString(drawn)
	blanks(&b, width-w)
	return b.String()
}
