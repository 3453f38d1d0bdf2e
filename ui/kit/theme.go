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
type Style struct {
	plain, picked pair
	inked         bool // a blank in it can be seen
}

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
	Past   Style // the band over what is long ago
}

// palette gives the colours of a theme.
type palette struct {
	text, dim, bar, accent, late, soon, calm, mine, inside, row color.Color
}

// The colours are told apart by people who see red and green alike; they follow the Okabe-Ito set, made lighter or
// darker until the contrast with the background is 4.5 to 1 or more. They are from the 256 that every terminal can be
// told by a number: half the bytes of the same colour by its red, green and blue. What people read most has the
// terminal's own colour.
var (
	onDark = palette{
		text: lipgloss.Color("253"), dim: lipgloss.Color("246"), bar: lipgloss.Color("236"), accent: lipgloss.Color("117"),
		late: lipgloss.Color("209"), soon: lipgloss.Color("221"), calm: lipgloss.Color("79"), mine: lipgloss.Color("117"),
		inside: lipgloss.Color("182"), row: lipgloss.Color("237"),
	}
	onLight = palette{
		text: lipgloss.Color("235"), dim: lipgloss.Color("241"), bar: lipgloss.Color("254"), accent: lipgloss.Color("25"),
		late: lipgloss.Color("124"), soon: lipgloss.Color("94"), calm: lipgloss.Color("23"), mine: lipgloss.Color("25"),
		inside: lipgloss.Color("96"), row: lipgloss.Color("253"),
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
		Text:   style(s),
		Dim:    style(s.Foreground(p.dim)),
		Strong: style(s.Bold(true)),
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
		Past:   style(s.Foreground(p.soon).Bold(true).Reverse(true)),
	}
}

// newStyle renders a look around a NUL, and keeps what stands before and behind it.
func newStyle(look lipgloss.Style, row color.Color) Style {
	_, bare := look.GetBackground().(lipgloss.NoColor)
	inked := look.GetUnderline() || look.GetReverse() || !bare
	return Style{split(look), split(look.Background(row)), inked}
}

func split(look lipgloss.Style) pair {
	on, off, _ := strings.Cut(look.Render("\x00"), "\x00")
	return pair{on, off}
}
