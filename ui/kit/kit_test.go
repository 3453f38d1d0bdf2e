package kit

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"opsdesk/model"
)

func setPlain(text string, width int) string {
	var rows []string
	for _, row := range Markdown(model.CleanBlock(text), width, NewTheme(true)) {
		rows = append(rows, strings.TrimRight(ansi.Strip(row), " "))
	}
	return strings.Join(rows, "\n")
}

func TestMarkdownIsSetIntoRows(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"no marks", "one two\nthree", "one two\nthree"},
		{"line breaks stay", "a *b*\nc", "a b\nc"},
		{"emphasis and code", "**bold**, _so_ and `code`", "bold, so and code"},
		{"a heading", "# Title\ntext", "Title\n\ntext"},
		{"a list", "- one\n- two\n  - deep\n- three", "• one\n• two\n  • deep\n• three"},
		{"a numbered list", "1. one\n2. two", "1. one\n2. two"},
		{"a loose list", "- one\n\n- two", "• one\n\n• two"},
		{"tasks", "- [ ] open\n- [x] done", "• ☐ open\n• ☑ done"},
		{"a quotation", "> said\n> again\n\nanswer", "│ said\n│ again\n\nanswer"},
		{"a fence", "see\n\n```\nGET /x\n  two\n```", "see\n\n  GET /x\n    two"},
		{"a link says where it leads", "[here](http://example.com)", "here <http://example.com>"},
		{"a picture is not fetched", "![cat](http://example.com/c.png)", "[picture: cat\n<http://example.com/c.png>]"},
		{"html is text", "<b>x</b> *y*", "<b>x</b> y"},
		{"it wraps at blanks", "*one* two three four", "one two\nthree four"},
		{"a long word is cut", "`abcdefghijklmnopqrstuvwxyz`", "abcdefghijkl\nmnopqrstuvwx\nyz"},
		{"a broken table is text", "|a|b|\n|c|", "|a|b|\n|c|"},
	} {
		t.Run(c.name, func(t *testing.T) {
			width := 40
			if strings.Contains(c.name, "wraps") || strings.Contains(c.name, "cut") {
				width = 12
			}
			if got := setPlain(c.in, width); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestMarkdownNeverLeavesItsWidthAndSpeaksNoControl(t *testing.T) {
	pieces := []string{"*", "**", "_", "`", "```\n", "# ", "- ", "1. ", "> ", "[x](", "](http://a)", ")", "\n", "\n\n", "  ", "word", "東京", "\x1b[31m", "\u202e", "|", "~~", "<b>", "![", "👩‍🚀", "e\u0301", "\\", "---\n"}
	rapid.Check(t, func(r *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40).Draw(r, "text"), "")
		width := rapid.IntRange(10, 60).Draw(r, "width")
		for _, row := range Markdown(model.CleanBlock(text), width, NewTheme(false)) {
			if w := ansi.StringWidth(row); w > width {
				r.Fatalf("a row is %d wide, not %d: %q", w, width, row)
			}
			if plain := ansi.Strip(row); strings.ContainsAny(plain, "\x1b\u202e\u009b") {
				r.Fatalf("%q", row)
			}
		}
	})
}

func TestARowIsExactlyAsWideAsItIsMeantToBe(t *testing.T) {
	theme := NewTheme(true)
	rapid.Check(t, func(r *rapid.T) {
		width := rapid.IntRange(0, 60).Draw(r, "width")
		row := NewRow(width, rapid.Bool().Draw(r, "picked"))
		for range rapid.IntRange(0, 6).Draw(r, "cells") {
			l := model.Clean(rapid.StringN(0, 20, 60).Draw(r, "text"))
			w := rapid.IntRange(0, 20).Draw(r, "cell")
			switch rapid.IntRange(0, 4).Draw(r, "how") {
			case 4:
				row.Marked(theme.Text, theme.Match, l, model.Highlight(l.String(), []string{"a", "東"}), w)
			case 0:
				row.Put(theme.Text, l)
			case 1:
				row.Cell(theme.Late, l, w)
			case 2:
				row.Right(theme.Dim, l, w)
			case 3:
				row.End(theme.Dim, l)
			}
			row.Gap(1)
		}
		if got := ansi.StringWidth(row.Fill(theme.Text)); got != width {
			r.Fatalf("the row is %d wide, not %d", got, width)
		}
	})
}

func TestTheHandOfAListStaysInSight(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		var l List
		l.Size(rapid.IntRange(1, 10).Draw(r, "rows"), rapid.IntRange(0, 50).Draw(r, "total"))
		for range 30 {
			switch rapid.IntRange(0, 3).Draw(r, "what") {
			case 0:
				l.Move(rapid.IntRange(-60, 60).Draw(r, "by"))
			case 1:
				l.Scroll(rapid.IntRange(-20, 20).Draw(r, "by"))
			case 2:
				l.Size(rapid.IntRange(1, 10).Draw(r, "rows"), rapid.IntRange(0, 50).Draw(r, "total"))
			case 3:
				l.To(rapid.IntRange(-5, 60).Draw(r, "to"))
			}
			if l.Total == 0 && l.At == 0 {
				continue
			}
			if l.At < 0 || l.At >= l.Total || l.At < l.Top || l.At >= l.Top+l.Rows || l.Top < 0 {
				r.Fatalf("%+v", l)
			}
		}
	})
}

func TestEveryColourIsReadableOnItsBackground(t *testing.T) {
	for name, c := range map[string]struct {
		p  palette
		bg color.Color
	}{"dark": {onDark, color.Black}, "light": {onLight, color.White}} {
		for what, fg := range map[string]color.Color{"text": c.p.text, "dim": c.p.dim, "accent": c.p.accent, "late": c.p.late, "soon": c.p.soon, "calm": c.p.calm, "mine": c.p.mine, "inside": c.p.inside} {
			for where, bg := range map[string]color.Color{"the background": c.bg, "the row under the hand": c.p.row} {
				least := 4.5
				if where != "the background" {
					least = 3
				}
				if got := contrast(fg, bg); got < least {
					t.Errorf("%s: %s has a contrast of %.1f on %s", name, what, got, where)
				}
			}
		}
	}
}

// contrast gives the ratio of WCAG 2.1, from 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.03928 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

func TestCleanedTextDoesNotMergeWithWhatStandsBesideIt(t *testing.T) {
	for r := rune(0x20); r < 0x20000; r++ {
		l := model.Clean(string(r))
		for _, side := range []string{" ", "│", "…", "a"} {
			if got, want := ansi.StringWidth(side+l.String()+side), 2*ansi.StringWidth(side)+Width(l); got != want {
				t.Fatalf("%s between %q is %d wide, not %d", fmt.Sprintf("U+%04X", r), side, got, want)
			}
		}
	}
}
