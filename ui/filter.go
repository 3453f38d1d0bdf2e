package ui

import (
	"context"
	"errors"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A filter is the query line of a list: what is typed, what fits at the cursor, and where it can't be read. While it
// can't, the list stays as it was.
type filter struct {
	desk   *desk
	input  *kit.Input
	typing bool
	query  model.Query // the last that could be read
	err    *model.QueryError
	from   int // where what is completed begins, in runes
	fits   []model.Candidate
	at     int // of fits, -1 when none is chosen
	values map[uint8][]model.Candidate
}

func newFilter(d *desk) *filter {
	f := &filter{desk: d, input: kit.NewInput("", "state:open team:network \"gateway busy\"   tab completes", 1024), at: -1, values: map[uint8][]model.Candidate{}}
	f.input.Paint(d.theme)
	return f
}

// valuesFound are the values of a field that exist.
type valuesFound struct {
	field uint8
	all   []model.Candidate
}

// Text gives what is typed.
func (f *filter) Text() string { return f.input.Value() }

// Begin begins to type.
func (f *filter) Begin(to Screen) tea.Cmd {
	f.typing = true
	f.input.Focus(true)
	return f.complete(to)
}

// End ends typing and keeps the filter.
func (f *filter) End() {
	f.typing, f.at, f.fits = false, -1, nil
	f.input.Focus(false)
}

// Clear takes the filter away.
func (f *filter) Clear() {
	f.End()
	f.input.Set("")
	f.query, f.err = model.Query{}, nil
}

// Set puts a query in, as if it were typed.
func (f *filter) Set(text string) {
	f.input.Set(text)
	f.read()
}

// Type takes a key, and tells whether the query is another one now.
func (f *filter) Type(to Screen, msg tea.Msg) (changed bool, cmd tea.Cmd) {
	before := f.input.Value()
	f.input.Update(msg)
	if f.input.Value() != before {
		changed = f.read()
	}
	return changed, f.complete(to)
}

// read reads the query; one that can't be read leaves the last good one.
func (f *filter) read() (changed bool) {
	q, err := model.ParseQuery(f.input.Value())
	if err != nil {
		f.err = nil
		errors.As(err, &f.err)
		return false
	}
	f.err = nil
	changed = q.String() != f.query.String()
	f.query = q
	return changed
}

// complete finds what fits at the cursor. The values of a field are asked for when they are first needed.
func (f *filter) complete(to Screen) tea.Cmd {
	var wanted *model.Field
	f.from, f.fits = model.Complete(f.input.Value(), f.input.Position(), func(field *model.Field) []model.Candidate {
		all, ok := f.values[field.No]
		if !ok {
			wanted = field
		}
		return all
	})
	f.at = -1
	if wanted == nil {
		return nil
	}
	f.values[wanted.No] = nil
	st := f.desk.store
	return ask(f.desk, to, func(ctx context.Context) (valuesFound, error) {
		all, err := st.Values(ctx, wanted)
		return valuesFound{wanted.No, all}, err
	})
}

// Take takes the values of a field in.
func (f *filter) Take(to Screen, v valuesFound) tea.Cmd {
	f.values[v.field] = v.all
	if f.typing {
		return f.complete(to)
	}
	return nil
}

// Forget lets values be asked for again: they may have changed.
func (f *filter) Forget() { clear(f.values) }

// Next chooses the next completion, or the one before, and puts it in.
func (f *filter) Next(step int) (changed bool) {
	if len(f.fits) == 0 {
		return false
	}
	n := len(f.fits)
	f.at = ((f.at+step)%n + n) % n
	fits, from, at := f.fits, f.from, f.at
	f.input.Splice(from, fits[at].Text)
	changed = f.read()
	f.fits, f.from, f.at = fits, from, at
	return changed
}

// rows draws the line, and under it, while typing, what fits or what is wrong.
func (f *filter) rows(width int, right string) ([]string, *tea.Cursor) {
	t := f.desk.theme
	w := kit.Width(line(right))
	left := kit.NewRow(3, false).Put(t.BarKey, line(" / ")).Fill(kit.Style{})
	text, cursor := f.input.View(max(8, width-w-6))
	room := kit.NewRow(width-3, false)
	var first string
	if f.typing || f.input.Value() != "" {
		first = left + kit.PadStyled(text, width-w-5) + " " + kit.NewRow(w, false).Put(t.Dim, line(right)).Fill(kit.Style{})
	} else {
		first = left + room.Put(t.Dim, line("filter")).End(t.Dim, line(right+" ")).Fill(kit.Style{})
	}
	if cursor != nil {
		cursor.X += 3
	}
	rows := []string{first}
	if f.err != nil {
		rows = append(rows, kit.NewRow(width, false).Gap(3).Put(t.Late, line("✗ "+f.err.Error())).Fill(kit.Style{}))
	} else if f.typing {
		rows = append(rows, f.completions(width))
	}
	return rows, cursor
}

func (f *filter) completions(width int) string {
	t := f.desk.theme
	r := kit.NewRow(width, false).Gap(3)
	for i := max(0, f.at-3); i < len(f.fits) && r.Left() > 8; i++ {
		style := t.Code
		if i == f.at {
			style = t.Active
		}
		c := f.fits[i]
		r.Put(style, line(c.Text))
		if c.Count > 0 {
			r.Put(t.Dim, line(" "+number(c.Count)))
		} else if c.Hint != "" {
			r.Put(t.Dim, line(" "+c.Hint))
		}
		r.Gap(2)
	}
	return r.Fill(kit.Style{})
}
