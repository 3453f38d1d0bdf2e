//go:build ignore

// Svg turns what a terminal shows into a picture: it reads the rows that tmux captures with their colours from standard
// input, and writes SVG. make.sh beside it drives the program and calls this.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"html"
	"image/color"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

const (
	cellWidth, cellHeight = 8.43, 18.0
	margin                = 12.0
)

// A look is how a cell is drawn.
type look struct {
	fg, bg                        string
	bold, dim, underline, reverse bool
}

func main() {
	width := flag.Int("width", 80, "columns")
	height := flag.Int("height", 24, "rows")
	title := flag.String("title", "opsdesk", "what the picture shows, for those who can't see it")
	flag.Parse()
	out := bufio.NewWriter(os.Stdout)
	w, h := float64(*width)*cellWidth+2*margin, float64(*height)*cellHeight+2*margin
	fmt.Fprintf(out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="'DejaVu Sans Mono',Menlo,Consolas,monospace" font-size="14" role="img">`+"\n", w, h)
	fmt.Fprintf(out, "<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" rx=\"8\" fill=\"#14171d\"/>\n", html.EscapeString(*title))
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	var now look // a row begins with the look in which the one above it ended
	for row := 0; in.Scan() && row < *height; row++ {
		now = drawRow(out, in.Text(), row, now)
	}
	fmt.Fprintln(out, "</svg>")
	if err := out.Flush(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// drawRow draws one row as runs of one look each, the first in the look now, and gives the last one's look.
func drawRow(out *bufio.Writer, s string, row int, now look) look {
	var state byte
	var run strings.Builder
	at, begun := 0, 0
	flush := func() {
		drawRun(out, run.String(), begun, at, row, now)
		run.Reset()
		begun = at
	}
	p := ansi.NewParser()
	for len(s) > 0 {
		seq, width, n, next := ansi.DecodeSequence(s, state, p)
		if width > 0 {
			if width > 1 { // a font that draws it narrower must not pull its neighbours along
				flush()
			}
			run.WriteString(seq)
			at += width
			if width > 1 {
				flush()
			}
		} else if ansi.HasCsiPrefix(seq) && strings.HasSuffix(seq, "m") {
			flush()
			now = now.with(p.Params())
		}
		s, state = s[n:], next
	}
	flush()
	return now
}

func drawRun(out *bufio.Writer, text string, from, upto, row int, l look) {
	if text == "" {
		return
	}
	fg, bg := l.fg, l.bg
	if fg == "" {
		fg = "#d7dae0"
	}
	if l.reverse {
		if bg == "" {
			bg = "#14171d"
		}
		fg, bg = bg, fg
	}
	x, y := margin+float64(from)*cellWidth, margin+float64(row)*cellHeight
	w := float64(upto-from) * cellWidth
	if bg != "" {
		fmt.Fprintf(out, `<rect x="%.2f" y="%.2f" width="%.2f" height="%.2f" fill="%s"/>`+"\n", x, y, w, cellHeight, bg)
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	style := ""
	if l.bold {
		style += ` font-weight="bold"`
	}
	if l.dim {
		style += ` opacity="0.6"`
	}
	if l.underline {
		style += ` text-decoration="underline"`
	}
	for text != "" { // columns stand where they belong, however wide a font draws what is before them
		part, rest := cutAtGap(text)
		if strings.TrimSpace(part) != "" {
			w := float64(ansi.StringWidth(part)) * cellWidth
			fmt.Fprintf(out, `<text x="%.2f" y="%.2f" textLength="%.2f" xml:space="preserve" fill="%s"%s>%s</text>`+"\n", x, y+cellHeight*0.75, w, fg, style, html.EscapeString(part))
		}
		x += float64(ansi.StringWidth(text)-ansi.StringWidth(rest)) * cellWidth
		text = rest
	}
}

// cutAtGap gives the text up to two blanks in a row, and what follows the blanks.
func cutAtGap(text string) (part, rest string) {
	part, rest, _ = strings.Cut(text, "  ")
	return part, strings.TrimLeft(rest, " ")
}

// with gives the look after an SGR sequence.
func (l look) with(params ansi.Params) look {
	if len(params) == 0 {
		return look{}
	}
	for i := 0; i < len(params); i++ {
		switch n := params[i].Param(0); {
		case n == 0:
			l = look{}
		case n == 1:
			l.bold = true
		case n == 2:
			l.dim = true
		case n == 4:
			l.underline = true
		case n == 7:
			l.reverse = true
		case n == 22:
			l.bold, l.dim = false, false
		case n == 24:
			l.underline = false
		case n == 27:
			l.reverse = false
		case n == 39:
			l.fg = ""
		case n == 49:
			l.bg = ""
		case n >= 30 && n < 38:
			l.fg = hex(ansi.BasicColor(n - 30))
		case n >= 40 && n < 48:
			l.bg = hex(ansi.BasicColor(n - 40))
		case n >= 90 && n < 98:
			l.fg = hex(ansi.BasicColor(n - 90 + 8))
		case n >= 100 && n < 108:
			l.bg = hex(ansi.BasicColor(n - 100 + 8))
		case n == 38 || n == 48:
			var c color.Color
			used := ansi.ReadStyleColor(params[i:], &c)
			if used == 0 || c == nil {
				return l
			}
			if n == 38 {
				l.fg = hex(c)
			} else {
				l.bg = hex(c)
			}
			i += used - 1
		}
	}
	return l
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
