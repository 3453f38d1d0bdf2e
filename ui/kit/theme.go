// Package kit holds the parts that screens are built of. They know no ticket, and they draw nothing but model.Line and
// model.Block, which no outside text enters uncleaned.
package kit

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"
)

// A Style says how a piece of text looks, by itself and in the row under the hand. It is rendered once, when the theme
// is made; drawing with it only joins strings.
type Style struct{ plain, picked pair }

type pair struct{ on, off string }

// A Theme holds the styles of the desk, named for what they mean, never for how they look. Meaning is always in the
// words too: a theme without colours reads as well.
type Theme struct {
	Dark bool

	Text   Style // what people read
	Dim    Style // what stands back: labels, hints, rules
	Strong Style // titles
	Bar    Style // the bars of the frame
	BarKey Style // a key in the key line
	Active Style // the tab or view in front
	Head   Style // column heads
	Mark   Style // a mark on a row
	Match  Style // what a search found

	Late   Style // overdue, critical, failed
	Soon   Style // needs an eye on it
	Calm   Style // all is well
	Mine   Style // belongs to whoever looks
	Public Style // words that the requester reads
	Inside Style // words that only the desk reads
	Code   Style // literal text
}

// palette gives the colours of a theme.
type palette struct {
	text, dim, bar, accent, late, soon, calm, mine, inside, row color.Color
}

// The colours are told apart by people who see red and green alike; they follow the Okabe-Ito set, made lighter or
// darker until the contrast with the background is 4.5 to 1 or more.
var (
	onDark = palette{
		text: lipgloss.Color("#d7dae0"), dim: lipgloss.Color("#8b93a1"), bar: lipgloss.Color("#262b36"), accent: lipgloss.Color("#7cc4f5"),
		late: lipgloss.Color("#ff8a5c"), soon: lipgloss.Color("#f0c84b"), calm: lipgloss.Color("#4fd1a5"), mine: lipgloss.Color("#7cc4f5"),
		inside: lipgloss.Color("#d9a3d0"), row: lipgloss.Color("#333c4f"),
	}
	onLight = palette{
		text: lipgloss.Color("#22262e"), dim: lipgloss.Color("#5d6470"), bar: lipgloss.Color("#e4e7ec"), accent: lipgloss.Color("#005a96"),
		late: lipgloss.Color("#b03a00"), soon: lipgloss.Color("#7d5a00"), calm: lipgloss.Color("#00684b"), mine: lipgloss.Color("#005a96"),
		inside: lipgloss.Color("#8a3d7c"), row: lipgloss.Color("#d5dfec"),
	}
)

// NewTheme makes the theme for a dark or a light background.
func NewTheme(dark bool) *Theme {
	p := onLight
	if dark {
		p = onDark
	}
	s := lipgloss.NewStyle()
	style := func(look lipgloss.Style) Style { return newStyle(look, p.row) }
	return &Theme{
		Dark:   dark,
		Text:   style(s.Foreground(p.text)),
		Dim:    style(s.Foreground(p.dim)),
		Strong: style(s.Foreground(p.text).Bold(true)),
		Bar:    style(s.Foreground(p.text).Background(p.bar)),
		BarKey: style(s.Foreground(p.accent).Bold(true)),
		Active: style(s.Foreground(p.accent).Bold(true).Reverse(true)),
		Head:   style(s.Foreground(p.dim).Underline(true)),
		Mark:   style(s.Foreground(p.soon).Bold(true)),
		Match:  style(s.Foreground(p.soon).Bold(true).Underline(true)),
		Late:   style(s.Foreground(p.late).Bold(true)),
		Soon:   style(s.Foreground(p.soon)),
		Calm:   style(s.Foreground(p.calm)),
		Mine:   style(s.Foreground(p.mine)),
		Public: style(s.Foreground(p.calm)),
		Inside: style(s.Foreground(p.inside)),
		Code:   style(s.Foreground(p.accent)),
	}
}

// newStyle renders a look around a NUL, and keeps what stands before and behind it.
func newStyle(look lipgloss.Style, row color.Color) Style {
	return Style{plain: split(look), picked: split(look.Background(row))}
}

func split(look lipgloss.Style) pair {
	on, off, _ := strings.Cut(look.Render("\x00"), "\x00")
	return pair{on, off}
}
