package kit

import (
	"strings"

	"charm.land/bubbles/v2/textarea"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
)

// typed passes on a message with its text made harmless: what is typed or pasted may come from anywhere.
func typed(msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		text, _ := model.Bound(msg.Content, model.MaxText)
		return tea.PasteMsg{Content: model.CleanBlock(text).String()}
	case tea.KeyPressMsg:
		if msg.Text != "" {
			msg.Text = model.Clean(msg.Text).String()
			if msg.Text == "" {
				msg.Text = " "
			}
		}
		return msg
	}
	return msg
}

// An Input is one line that is being typed.
type Input struct{ m textinput.Model }

// NewInput begins an input with a value.
func NewInput(value, placeholder string, limit int) *Input {
	m := textinput.New()
	m.Prompt = ""
	m.Placeholder = placeholder
	m.CharLimit = limit
	m.SetVirtualCursor(false)
	m.SetValue(model.Clean(value).String())
	m.CursorEnd()
	return &Input{m}
}

// Paint sets how the input looks.
func (i *Input) Paint(t *Theme) {
	s := textinput.DefaultStyles(t.Dark)
	plain := lipgloss.NewStyle()
	s.Focused.Text, s.Blurred.Text = plain, plain
	s.Cursor.Blink = false
	i.m.SetStyles(s)
}

// Focus says whether keys go here.
func (i *Input) Focus(on bool) {
	if on {
		i.m.Focus()
		return
	}
	i.m.Blur()
}

// Update takes a key or a paste.
func (i *Input) Update(msg tea.Msg) {
	if p, ok := msg.(tea.PasteMsg); ok { // an input has one line
		msg = tea.PasteMsg{Content: model.Clean(p.Content).String()}
	}
	i.m, _ = i.m.Update(typed(msg))
}

// Value gives what was typed.
func (i *Input) Value() string { return i.m.Value() }

// Position gives the place of the cursor, in runes.
func (i *Input) Position() int { return i.m.Position() }

// Set puts a value in, with the cursor at its end.
func (i *Input) Set(value string) {
	i.m.SetValue(model.Clean(value).String())
	i.m.CursorEnd()
}

// Splice replaces the runes from a place up to the cursor, and leaves the cursor behind them.
func (i *Input) Splice(from int, with string) {
	runes := []rune(i.m.Value())
	at := min(i.m.Position(), len(runes))
	from = max(0, min(from, at))
	with = model.Clean(with).String()
	i.m.SetValue(string(runes[:from]) + with + string(runes[at:]))
	i.m.SetCursor(from + len([]rune(with)))
}

// View draws the input into a width; the cursor is nil when keys do not go here.
func (i *Input) View(width int) (string, *tea.Cursor) {
	i.m.SetWidth(max(1, width-1))
	i.m.SetCursor(i.m.Position()) // brings the part around the cursor in sight
	return ansi.Truncate(i.m.View(), max(1, width), ""), i.m.Cursor()
}

// An Area is several lines that are being typed.
type Area struct{ m textarea.Model }

// NewArea begins an area with a value.
func NewArea(value, placeholder string) *Area {
	m := textarea.New()
	m.Prompt = ""
	m.Placeholder = placeholder
	m.ShowLineNumbers = false
	m.CharLimit = model.MaxText
	m.MaxHeight = 0
	m.SetVirtualCursor(false)
	m.SetValue(cleanPart(value)) // a quotation ends in an empty line to go on from
	return &Area{m}
}

// Paint sets how the area looks.
func (a *Area) Paint(t *Theme) {
	s := textarea.DefaultStyles(t.Dark)
	plain := lipgloss.NewStyle()
	for _, state := range []*textarea.StyleState{&s.Focused, &s.Blurred} {
		state.Base, state.Text, state.CursorLine, state.EndOfBuffer = plain, plain, plain, plain
	}
	s.Cursor.Blink = false
	a.m.SetStyles(s)
}

// Focus says whether keys go here.
func (a *Area) Focus(on bool) {
	if on {
		a.m.Focus()
		return
	}
	a.m.Blur()
}

// Update takes a key or a paste.
func (a *Area) Update(msg tea.Msg) { a.m, _ = a.m.Update(typed(msg)) }

// Value gives what was typed.
func (a *Area) Value() string { return a.m.Value() }

// Set puts a value in.
func (a *Area) Set(value string) { a.m.SetValue(model.CleanBlock(value).String()) }

// Insert puts a text in where the cursor is. The cursor goes behind so many runes of it; below zero, behind all of it.
func (a *Area) Insert(text string, cursor int) {
	runes := []rune(text)
	if cursor < 0 || cursor > len(runes) {
		cursor = len(runes)
	}
	a.m.InsertString(cleanPart(string(runes[:cursor])))
	row, column := a.m.Line(), a.m.Column()
	a.m.InsertString(cleanPart(string(runes[cursor:])))
	for last := -1; a.m.Line() > row; last = a.m.Line() {
		a.m.CursorStart() // or a line that is wrapped takes a step for each of its rows
		if a.m.CursorUp(); a.m.Line() == last {
			break
		}
	}
	a.m.SetCursorColumn(column)
}

// cleanPart makes a part of a text harmless; empty lines at its end stay.
func cleanPart(text string) string {
	ends := len(text) - len(strings.TrimRight(text, "\n"))
	return model.CleanBlock(text).String() + strings.Repeat("\n", ends)
}

// View draws the area into a size; the cursor is nil when keys do not go here.
func (a *Area) View(width, height int) ([]string, *tea.Cursor) {
	a.m.SetWidth(max(1, width))
	a.m.SetHeight(max(1, height))
	return Fit(strings.Split(a.m.View(), "\n"), height), a.m.Cursor()
}
