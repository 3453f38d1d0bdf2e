package kit

import (
	"strings"

	"charm.land/glamour/v2"
	glamouransi "charm.land/glamour/v2/ansi"
	"charm.land/glamour/v2/styles"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
)

// maxMarkdown is how much text is set as Markdown; more is shown plain.
const maxMarkdown = 64 << 10

// Markdown sets a block as Markdown into rows of a width. What the setter emits is checked: nothing but text and
// colours comes out. It costs milliseconds, so callers keep the rows.
func Markdown(b model.Block, width int, t *Theme) []string {
	text := b.String()
	if len(text) > maxMarkdown || !marked(text) {
		return plain(b, width, t)
	}
	r, err := glamour.NewTermRenderer(glamour.WithStyles(markdownStyle(t.Dark)), glamour.WithWordWrap(max(10, width)),
		glamour.WithPreservedNewLines(), glamour.WithInlineTableLinks(true))
	if err != nil {
		return plain(b, width, t)
	}
	out, err := r.Render(text)
	if err != nil {
		return plain(b, width, t)
	}
	var rows []string
	for row := range strings.SplitSeq(strings.Trim(out, "\n"), "\n") {
		rows = append(rows, ansi.Truncate(onlyColours(row), width, "…"))
	}
	return rows
}

// marked tells whether a text has signs of Markdown at all; most have none, and are set faster without.
func marked(text string) bool {
	return strings.ContainsAny(text, "`*_#[|>") || strings.Contains(text, "\n- ") || strings.HasPrefix(text, "- ") || strings.Contains(text, "\n1. ")
}

func plain(b model.Block, width int, t *Theme) []string {
	var rows []string
	for _, l := range Wrap(b, max(10, width)) {
		rows = append(rows, NewRow(width, false).Put(t.Text, l).Fill(Style{}))
	}
	return rows
}

// onlyColours keeps text and SGR sequences, and drops every other sequence.
func onlyColours(s string) string {
	var b strings.Builder
	var state byte
	for len(s) > 0 {
		seq, width, n, next := ansi.DecodeSequence(s, state, nil)
		if n == 0 {
			break
		}
		if width > 0 || ansi.HasCsiPrefix(seq) && strings.HasSuffix(seq, "m") {
			b.WriteString(seq)
		}
		s, state = s[n:], next
	}
	return b.String()
}

func markdownStyle(dark bool) glamouransi.StyleConfig {
	style := styles.LightStyleConfig
	if dark {
		style = styles.DarkStyleConfig
	}
	none := uint(0)
	style.Document.Margin = &none
	style.Document.BlockPrefix, style.Document.BlockSuffix = "", ""
	style.Document.Color = nil
	style.CodeBlock.Margin = &none
	style.CodeBlock.Chroma = nil
	accent := "#7cc4f5"
	if !dark {
		accent = "#005a96"
	}
	style.Code.Color, style.Code.BackgroundColor, style.Code.Prefix, style.Code.Suffix = &accent, nil, "", ""
	return style
}
