package ui

import (
	"encoding/json"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A formField is one thing that a form asks for: a line, several lines, or one of some options.
type formField struct {
	name    string // in drafts
	label   string
	hint    string
	options []model.Option // a choice, the first of which may be nothing
	chosen  int
	input   *kit.Input
	area    *kit.Area
	err     string
	// field is the fact that it sets, nil for words that go with an act.
	field *model.Field
	base  model.Value
	begun string // as it was when the form opened
	// note says something below the field, whatever it holds; nil says nothing.
	note func(value string) string
}

func newLineField(name, label, value, hint string) *formField {
	return &formField{name: name, label: label, hint: hint, begun: model.Clean(value).String(), input: kit.NewInput(value, hint, model.MaxTitle)}
}

func newLongField(name, label, value, hint string) *formField {
	return &formField{name: name, label: label, hint: hint, begun: model.CleanBlock(value).String(), area: kit.NewArea(value, hint)}
}

func newChoiceField(name, label string, options []model.Option, value int64) *formField {
	return newEitherField(name, label, slices.Concat([]model.Option{{}}, options), value)
}

// newEitherField asks for one of some options, of which nothing is none.
func newEitherField(name, label string, options []model.Option, value int64) *formField {
	f := &formField{name: name, label: label, options: options}
	f.chosen = max(0, slices.IndexFunc(f.options, func(o model.Option) bool { return o.N == value }))
	f.begun = f.value()
	return f
}

// newFactField asks for a fact of a ticket, in the way that its type wants.
func newFactField(f *model.Field, v model.Value, d *desk) *formField {
	var ff *formField
	switch f.Type {
	case model.Choice:
		ff = newChoiceField(f.Name, f.Label, f.Options, v.N)
	case model.Long:
		ff = newLongField(f.Name, f.Label, v.S, "")
	default:
		text, hint := f.Text(v, d.store.Names()), ""
		if f.Type == model.Time {
			text, hint = f.Show(v, d.store.Names(), d.zone), "4h, tomorrow, 2026-11-24 14:00"
		}
		if f.Type == model.Reference {
			hint = "the beginning of a name"
		}
		ff = newLineField(f.Name, f.Label, text, hint)
	}
	ff.field, ff.base = f, v
	return ff
}

// value gives what was typed or chosen.
func (f *formField) value() string {
	switch {
	case f.area != nil:
		return f.area.Value()
	case f.input != nil:
		return f.input.Value()
	}
	return f.options[f.chosen].Token
}

func (f *formField) set(text string) {
	switch {
	case f.area != nil:
		f.area.Set(text)
	case f.input != nil:
		f.input.Set(text)
	default:
		f.chosen = max(0, slices.IndexFunc(f.options, func(o model.Option) bool { return o.Token == text }))
	}
}

func (f *formField) changed() bool { return f.value() != f.begun }

func (f *formField) focus(on bool) {
	if f.area != nil {
		f.area.Focus(on)
	}
	if f.input != nil {
		f.input.Focus(on)
	}
}

func (f *formField) paint(t *kit.Theme) {
	if f.area != nil {
		f.area.Paint(t)
	}
	if f.input != nil {
		f.input.Paint(t)
	}
}

func (f *formField) update(msg tea.Msg) {
	f.err = ""
	switch {
	case f.area != nil:
		f.area.Update(msg)
	case f.input != nil:
		f.input.Update(msg)
	default:
		f.choose(msg)
	}
}

// choose turns to the next option, the one before, or the next that begins with a letter.
func (f *formField) choose(msg tea.Msg) {
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return
	}
	n := len(f.options)
	switch k.String() {
	case "right", "space":
		f.chosen = (f.chosen + 1) % n
	case "left":
		f.chosen = (f.chosen + n - 1) % n
	case "backspace":
		f.chosen = 0
	default:
		for i := 1; i <= n; i++ {
			o := f.options[(f.chosen+i)%n]
			if k.Text != "" && (strings.HasPrefix(strings.ToLower(o.Label), strings.ToLower(k.Text)) || strings.HasPrefix(o.Token, k.Text)) {
				f.chosen = (f.chosen + i) % n
				return
			}
		}
	}
}

// A form asks for several things at once and sends them as one act. It stays open until they were accepted; what was
// typed is never lost.
type form struct {
	desk   *desk
	title  string
	about  string // what the ticket is called that it is for
	fields []*formField
	at     int
	err    string
	size   tea.WindowSizeMsg
	draft  draft
	sent   bool
	send   func(f *form) tea.Cmd
	// after is shown when the form was accepted; nil goes back.
	after func(done) Screen
	// blame shows at a field why nothing was saved, and tells whether it could; nil knows of facts only.
	blame func(error) bool
	// advice shows what the desk's past says of what is typed; nil shows nothing.
	advice *formAdvice
}

func newForm(d *desk, title string, fields []*formField, send func(*form) tea.Cmd) *form {
	f := &form{desk: d, title: title, fields: fields, send: send, draft: draft{desk: d}}
	for _, one := range fields {
		one.paint(d.theme)
	}
	f.turn(0)
	return f
}

// Open looks for a draft.
func (f *form) Open() tea.Cmd { return f.draft.Find(f) }

// Typing is true all the time.
func (f *form) Typing() bool { return true }

// Update takes keys, the draft, and what became of the form.
func (f *form) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.size = msg
	case themeMsg:
		for _, one := range f.fields {
			one.paint(f.desk.theme)
		}
	case adviceMsg:
		if f.advice != nil && f.advice.due(msg) && !f.sent {
			return f, f.advice.ask(f)
		}
	case answer:
		return f.answered(msg)
	case tea.MouseClickMsg:
		f.clicked(msg.Y)
	case tea.MouseWheelMsg:
		f.turn(f.at + wheel(msg)/3)
	case tea.KeyPressMsg, tea.PasteMsg:
		f.fields[f.at].update(msg)
		return f, tea.Batch(f.draft.Typed(f), f.advice.typed())
	}
	return f, nil
}

func (f *form) answered(msg answer) (Screen, tea.Cmd) {
	switch body := msg.body.(type) {
	case draftDue:
		f.draft.waits = false
		return f, f.Keep()
	case draftFound:
		if body.text != "" {
			f.restore(body.text)
			return f, tea.Batch(say("your draft of before is back · ctrl+r begins anew"), f.advice.typed())
		}
	case suggested:
		if f.advice != nil && msg.err == nil { // without advice the form works as well
			f.advice.found = body.Suggestions
		}
	case done:
		f.sent = false
		if msg.err != nil {
			f.refused(msg.err)
			return f, nil
		}
		if f.after != nil {
			if next := f.after(body); next != nil {
				return instead{next}, f.draft.Keep("")
			}
		}
		return nil, f.draft.Keep("")
	}
	return f, nil
}

// typed gives what differs from how the form began, for a draft.
func (f *form) typed() string {
	all := map[string]string{}
	for _, one := range f.fields {
		if one.changed() {
			all[one.name], all[basePrefix+one.name] = one.value(), one.begun
		}
	}
	if len(all) == 0 {
		return ""
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "" // strings always marshal
	}
	return string(text)
}

// basePrefix marks, in a draft, what a field held when the person began.
const basePrefix = "base:"

// Keep keeps what was typed.
func (f *form) Keep() tea.Cmd {
	if f.sent {
		return nil
	}
	return f.draft.Keep(f.typed())
}

func (f *form) restore(text string) {
	var all map[string]string
	if json.Unmarshal([]byte(text), &all) != nil {
		return // a draft of another version: what is typed now matters more
	}
	for _, one := range f.fields {
		value, ok := all[one.name]
		if !ok || one.changed() {
			continue
		}
		one.set(value)
		if base := all[basePrefix+one.name]; base != one.begun {
			one.err = "it is now " + orDash(one.begun) + ", and was " + orDash(base) + " when you began · saving puts yours in its place"
		}
	}
	f.draft.kept = text
}

// settings reads all fields that hold facts, and marks those that can't be read. Only what was changed comes back.
func (f *form) settings() (all []model.Setting, ok bool) {
	ok = true
	for i, one := range f.fields {
		if one.field == nil || !one.changed() {
			continue
		}
		v, err := one.field.Parse(one.value(), f.desk.store.Names(), f.desk.now())
		if err != nil {
			if ok {
				f.turn(i)
			}
			one.err, ok = err.Error(), false
			continue
		}
		all = append(all, model.Setting{Field: one.field.No, To: v})
	}
	return all, ok
}

// text gives the words of a field that is no fact.
func (f *form) text(name string) string {
	for _, one := range f.fields {
		if one.name == name {
			return one.value()
		}
	}
	return ""
}

// turn goes to a field.
func (f *form) turn(to int) {
	f.fields[f.at].focus(false)
	f.at = max(0, min(to, len(f.fields)-1))
	f.fields[f.at].focus(true)
}

func (f *form) clicked(y int) {
	if y >= f.above()+f.room() {
		return
	}
	row := f.above() - f.scrollTop()
	for i, one := range f.fields {
		h := f.height(one)
		if y >= row && y < row+h {
			f.turn(i)
		}
		row += h
	}
}

// submit sends the form.
func (f *form) submit() (Screen, tea.Cmd) {
	f.err = ""
	cmd := f.send(f)
	f.sent = cmd != nil
	return f, cmd
}

// Actions are moving between fields, sending and leaving.
func (f *form) Actions() []Action {
	d := f.desk
	to := func(n int) func() (Screen, tea.Cmd) {
		return func() (Screen, tea.Cmd) { f.turn((f.at + n + len(f.fields)) % len(f.fields)); return f, nil }
	}
	all := []Action{
		d.action("form-send", "ctrl+s", "save", f.submit),
		d.action("form-next", "tab", "next field", to(1)),
		d.action("form-before", "shift+tab", "field before", to(-1)),
		d.action("form-leave", "esc", "leave, the draft is kept", func() (Screen, tea.Cmd) { return nil, f.Keep() }),
	}
	if f.draft.key == "" {
		all[3].Key.SetHelp("esc", "leave")
	} else {
		all = append(all, d.action("form-anew", "ctrl+r", "begin anew", f.anew).quiet())
	}
	if f.fields[f.at].area == nil {
		next := to(1)
		if f.at == len(f.fields)-1 {
			next = f.submit
		}
		all = append(all,
			d.action("form-enter", "enter", "next", next).quiet(),
			d.action("form-down", "down", "next field", to(1)).quiet(),
			d.action("form-up", "up", "field before", to(-1)).quiet())
	}
	if f.advice != nil {
		all = append(all, f.advice.actions(f)...)
	}
	return all
}

// anew puts every field back to how the form began.
func (f *form) anew() (Screen, tea.Cmd) {
	for _, one := range f.fields {
		one.set(one.begun)
	}
	return f, tea.Batch(f.draft.Keep(""), f.advice.typed())
}

// doWhole sends acts as one gesture that is done whole or not at all.
func doWhole(d *desk, to Screen, said string, all ...store.Command) tea.Cmd {
	write := store.Write{Who: d.who, Commands: all}
	st, ctx := d.store, d.ctx
	return func() tea.Msg {
		result, err := st.Do(ctx, write)
		if err != nil {
			return answer{to: to, body: done{}, err: err}
		}
		return answer{to: to, body: done{result: result, said: outcome(said, result)}}
	}
}
