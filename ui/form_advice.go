package ui

import (
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A formAdvice shows beside the form of a new ticket what the desk's past says of it while it is written.
type formAdvice struct {
	desk  *desk
	kind  model.Kind
	gen   int // of the last key
	found *store.Suggestions
}

// advicePause is how long after the last key advice is asked for.
const advicePause = 250 * time.Millisecond

// adviceMsg says that a pause since a key is over.
type adviceMsg struct {
	of  *formAdvice
	gen int
}

// typed says that something was typed; advice is asked for when nothing follows.
func (a *formAdvice) typed() tea.Cmd {
	if a == nil {
		return nil
	}
	a.gen++
	return a.desk.after(advicePause, adviceMsg{a, a.gen})
}

// due tells whether a pause that is over was that since the last key.
func (a *formAdvice) due(msg adviceMsg) bool { return msg.of == a && msg.gen == a.gen }

// ask asks for advice on what the form holds; without a title there is none.
func (a *formAdvice) ask(f *form) tea.Cmd {
	var set []model.Setting
	titled := false
	for _, one := range f.fields {
		if one.field == nil || !one.changed() {
			continue
		}
		if v, err := one.field.Parse(one.value(), a.desk.store.Names(), a.desk.now()); err == nil && v != (model.Value{}) {
			set = append(set, model.Setting{Field: one.field.No, To: v})
			titled = titled || one.field.No == model.FieldTitle
		}
	}
	if !titled {
		a.found = nil
		return nil
	}
	return suggest(a.desk, f, store.Subject{Draft: model.Unsaved(a.kind, set)})
}

// adviceKeys take a suggestion for each outcome. They are no letters, which are typed.
var adviceKeys = [len(model.Outcomes)]string{model.OutcomeTeam: "f2", model.OutcomeService: "f3", model.OutcomeCategory: "f4", model.OutcomePriority: "f5"}

// lookKey offers what looks like the new ticket, to look at it.
const lookKey = "f6"

// actions take suggestions into the form, and show look-alikes.
func (a *formAdvice) actions(f *form) (all []Action) {
	for o, key := range adviceKeys {
		row := model.Outcomes[o]
		bar := "nothing is suggested yet: type a title"
		likely := a.likely(model.Outcome(o))
		if likely != nil {
			bar = ""
		}
		all = append(all, a.desk.action("take-"+row.Token, key, "take the suggested "+row.Token, func() (Screen, tea.Cmd) {
			f.fill(likely.Best[a.next(f, *likely)])
			return f, tea.Batch(f.draft.Typed(f), a.typed())
		}).unless(bar).quiet())
	}
	bar := ""
	if a.found == nil || len(a.found.Known)+len(a.found.Open)+len(a.found.Past) == 0 {
		bar = "no ticket looks like it"
	}
	return append(all, a.desk.action("look-alikes", lookKey, "look at a look-alike", func() (Screen, tea.Cmd) { return a.picker(), nil }).unless(bar).quiet())
}

// likely gives what is suggested for an outcome, nil for nothing.
func (a *formAdvice) likely(o model.Outcome) *store.Likely {
	if a.found == nil {
		return nil
	}
	at := slices.IndexFunc(a.found.Likely, func(l store.Likely) bool { return l.Outcome == o })
	if at < 0 {
		return nil
	}
	return &a.found.Likely[at]
}

// next gives the suggestion that the key takes: the one behind that which the form holds, or else the first.
func (a *formAdvice) next(f *form, l store.Likely) int {
	at := slices.IndexFunc(l.Best, f.holds)
	return (at + 1) % len(l.Best)
}

// holds tells whether the form holds the facts of a suggestion.
func (f *form) holds(one store.Suggestion) bool {
	return !slices.ContainsFunc(one.Set, func(s model.Setting) bool {
		at := f.asks(s.Field)
		return at < 0 || f.fields[at].value() != f.fields[at].field.Text(s.To, f.desk.store.Names())
	})
}

// fill puts the facts of a suggestion into the form.
func (f *form) fill(one store.Suggestion) {
	for _, s := range one.Set {
		if at := f.asks(s.Field); at >= 0 {
			f.fields[at].set(model.Clean(f.fields[at].field.Text(s.To, f.desk.store.Names())).String())
			f.fields[at].err = ""
		}
	}
}

// asks gives the place of the field that asks for a fact, -1 where none does.
func (f *form) asks(no uint8) int {
	return slices.IndexFunc(f.fields, func(one *formField) bool { return one.field != nil && one.field.No == no })
}

// picker offers the tickets that look alike, to look at one.
func (a *formAdvice) picker() *picker {
	var all []pick
	add := func(t *model.Ticket, how string) {
		all = append(all, pick{label: t.Key() + " " + t.Title, hint: how, value: t.ID})
	}
	for _, k := range a.found.Known {
		add(k.Ticket, "known error")
	}
	for _, one := range slices.Concat(a.found.Open, a.found.Past) {
		add(one.Ticket, one.Ticket.State.Rule().Label)
	}
	return newPicker(a.desk, "Looks like it", all, func(one pick) (Screen, tea.Cmd) {
		return newDetail(a.desk, one.value.(model.ID)), nil
	})
}

const (
	adviceBeside = 120 // columns from which advice stands beside the form
	adviceRows   = 8   // below the form, at most, with the rule above
	adviceHeight = 18  // rows from which it has room there
)

// adviceWidth gives how wide the advice beside the form is, 0 when it is not there.
func (f *form) adviceWidth() int {
	if f.advice == nil || f.advice.found == nil || f.size.Width < adviceBeside {
		return 0
	}
	return f.size.Width * 9 / 20
}

// width gives how wide the fields are.
func (f *form) width() int {
	if w := f.adviceWidth(); w > 0 {
		return f.size.Width - w - 2
	}
	return f.size.Width
}

// adviceBelow gives how many rows the advice below the form takes, 0 when it is not there.
func (f *form) adviceBelow() int {
	if f.advice == nil || f.advice.found == nil || f.adviceWidth() > 0 || f.size.Height < adviceHeight {
		return 0
	}
	if rows := len(f.advice.rows(f, f.size.Width, adviceRows-1)); rows > 0 {
		return rows + 1
	}
	return 0
}

func (a *formAdvice) rows(f *form, width, rows int) []string {
	p := suggestPanel{Suggestions: a.found, desk: a.desk, width: width,
		key:   func(o model.Outcome) string { return a.keyOf("take-"+model.Outcomes[o].Token, adviceKeys[o]) },
		taken: func(l store.Likely) int { return slices.IndexFunc(l.Best, f.holds) }}
	return p.draw(rows)
}

// head draws the rule above advice, which says what it is.
func (a *formAdvice) head(width int) string {
	text := "── the desk's past"
	if len(a.found.Known)+len(a.found.Open)+len(a.found.Past) > 0 {
		text += " · " + a.keyOf("look-alikes", lookKey) + " opens what looks like it"
	}
	t := a.desk.theme
	r := kit.NewRow(width, false).Put(t.Dim, line(text+" "))
	return r.Put(t.Dim, line(strings.Repeat("─", r.Left()))).Fill(kit.Style{})
}

// keyOf gives the key of an action as the person has it.
func (a *formAdvice) keyOf(id, usual string) string {
	if keys, ok := a.desk.keys[id]; ok {
		usual = slices.Concat(keys, []string{""})[0]
	}
	return keyNames.Replace(usual)
}

// advised puts the advice beside the fields, or below them.
func (f *form) advised(fields []string) []string {
	t := f.desk.theme
	if w := f.adviceWidth(); w > 0 {
		left := kit.Fit(fields, f.size.Height)
		right := kit.Fit(append([]string{f.advice.head(w)}, f.advice.rows(f, w, f.size.Height-1)...), f.size.Height)
		bar := kit.NewRow(2, false).Put(t.Dim, line("│ ")).Fill(kit.Style{})
		for i := range left {
			left[i] = kit.PadStyled(left[i], f.width()) + bar + right[i]
		}
		return left
	}
	if n := f.adviceBelow(); n > 0 {
		fields = kit.Fit(fields, f.size.Height-n)
		head := f.advice.head(f.size.Width)
		return append(append(fields, head), f.advice.rows(f, f.size.Width, n-1)...)
	}
	return fields
}
