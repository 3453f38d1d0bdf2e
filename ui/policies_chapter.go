package ui

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// A chapter is the part of the terms that one section of the screen shows.
type chapter interface {
	part() model.Part
	title() string
	// heads gives the names and widths of the columns; the last takes what is left.
	heads() []termHead
	rows(t *model.Terms) []termRow
	// edit gives the form for what stands at a place, or for a new one below zero.
	edit(d *desk, at int) *form
	// json gives the name of what stands at a place, and the form of it that amendments are based on.
	json(t *model.Terms, at int) (name string, now json.RawMessage)
}

type termHead struct {
	text  string
	width int
}

// A termRow is one part of the terms: in a row, and in full.
type termRow struct {
	name  string
	cells []string
	off   bool
	full  []string
}

// chapters are the sections of the screen, in their order.
var chapters = [...]chapter{policyChapter, calendarChapter, ruleChapter, careChapter, macroChapter, replyChapter}

// A chapterOf is a chapter about one type.
type chapterOf[T any] struct {
	is     model.Part
	label  string
	cols   []termHead
	list   func(*model.Terms) []T
	name   func(*T) string
	cells  func(*T) []string
	off    func(*T) bool
	full   func(*T) []string
	begin  func(*model.Terms) T // a new one
	fields func(*model.Terms, *T) []termField[T]
}

// A termField is a field of a form about a part of the terms, and how what was typed gets into the part.
type termField[T any] struct {
	*formField
	set func(*T, string) error
}

func (c *chapterOf[T]) part() model.Part  { return c.is }
func (c *chapterOf[T]) title() string     { return c.label }
func (c *chapterOf[T]) heads() []termHead { return c.cols }

func (c *chapterOf[T]) rows(t *model.Terms) []termRow {
	list := c.list(t)
	all := make([]termRow, len(list))
	for i := range list {
		one := &list[i]
		all[i] = termRow{name: c.name(one), cells: c.cells(one), off: c.off != nil && c.off(one), full: c.full(one)}
	}
	return all
}

func (c *chapterOf[T]) json(t *model.Terms, at int) (name string, now json.RawMessage) {
	one := &c.list(t)[at]
	now, err := json.Marshal(one)
	if err != nil {
		return c.name(one), nil // what came from JSON goes back into it
	}
	return c.name(one), now
}

func (c *chapterOf[T]) edit(d *desk, at int) *form {
	e := &editor[T]{desk: d, chapter: c}
	terms := d.store.Book().Terms()
	title := "New " + c.is.String()
	if at < 0 {
		e.base = c.begin(terms)
	} else {
		e.base = c.list(terms)[at]
		e.name, e.from = c.json(terms, at)
		title = strings.TrimSpace("Edit " + c.is.String() + " " + e.name)
	}
	e.fields = c.fields(terms, &e.base)
	var plain []*formField
	for _, f := range e.fields {
		plain = append(plain, f.formField)
	}
	e.form = newForm(d, title, plain, e.send)
	e.form.blame = e.blame
	e.form.draft.key = "draft/terms/" + c.is.String() + "/" + cmp.Or(e.name, "new")
	return e.form
}

// An editor turns a form into an amendment.
type editor[T any] struct {
	desk    *desk
	chapter *chapterOf[T]
	form    *form
	fields  []termField[T]
	name    string          // of what is edited, empty for a new one
	base    T               // as it was
	from    json.RawMessage // the same, as amendments are based on it
}

// send amends the terms. What can't be read, and what the terms would refuse, is said at its field before anything is
// asked.
func (e *editor[T]) send(f *form) tea.Cmd {
	to, fine, changed := e.base, true, e.name == "" && e.from == nil
	for i, one := range e.fields {
		if !one.changed() {
			continue
		}
		changed = true
		if err := one.set(&to, one.value()); err != nil {
			if one.err = err.Error(); fine {
				f.turn(i)
			}
			fine = false
		}
	}
	if !changed {
		f.err = "nothing was changed yet"
	}
	if !fine || !changed {
		return nil
	}
	text, err := json.Marshal(to)
	if err == nil {
		a := model.Amendment{Part: e.chapter.is, Name: e.name, From: e.from, To: text}
		if _, _, err = e.desk.store.Book().Terms().Amend(a); err == nil {
			return amend(e.desk, f, a)
		}
	}
	f.refused(err)
	return nil
}

// blame shows at its field what the terms refuse, and takes in what somebody else has changed meanwhile.
func (e *editor[T]) blame(err error) bool {
	if errors.Is(err, model.ErrConflict) {
		return e.rebase()
	}
	text := problem(err)
	field, first := -1, len(text)
	for i, one := range e.fields {
		for _, sign := range signs[one.name] {
			if at := strings.Index(text, sign); at >= 0 && at <= first { // an error names the place from the outside in
				field, first = i, at
			}
		}
	}
	if field < 0 {
		return false
	}
	if _, rest, ok := strings.Cut(text, `": `); ok && strings.HasPrefix(text, e.chapter.is.String()+` "`) {
		text = rest // which one it is stands above the form
	}
	e.fields[field].err = text
	e.form.turn(field)
	return true
}

// rebase bases the form on what is there now. Fields that the person left alone follow; at those that both changed both
// are shown, and saving again puts theirs in its place.
func (e *editor[T]) rebase() bool {
	terms := e.desk.store.Book().Terms()
	for at, one := range e.chapter.list(terms) {
		if e.chapter.name(&one) != e.name {
			continue
		}
		e.base = one
		_, e.from = e.chapter.json(terms, at)
		for i, now := range e.chapter.fields(terms, &e.base) {
			was := e.fields[i].formField
			if now.begun == was.begun {
				continue
			}
			if mine := was.changed(); mine {
				was.err = "it is now " + orDash(strings.ReplaceAll(now.begun, "\n", "; ")) + " · ctrl+s again puts yours in its place"
			} else {
				was.set(now.begun)
			}
			was.begun = now.begun
		}
		e.form.err = "somebody else amended it meanwhile: look at it, and save again"
		return true
	}
	return false
}

// signs are the words by which an error of the terms tells which field it is about.
var signs = map[string][]string{
	"name":       {"needs a name", "of the name"},
	"match":      {"match:", "is called so"},
	"promises":   {"promise"},
	"calendar":   {"there is no calendar"},
	"pause":      {"pause"},
	"warn":       {"warn at"},
	"zone":       {"time zone"},
	"hours":      {"no open hours", "hours of"},
	"country":    {"country", "public holidays"},
	"holidays":   {"holiday"},
	"shifts":     {"special hours"},
	"breaks":     {"breaks:"},
	"do":         {"things to do", "rule can do", "is called so: person ", "is called so: team "},
	"close":      {"before closing"},
	"remind":     {"before reminding"},
	"resolve":    {"before resolving"},
	"teams":      {"teams:", "is called so: team "},
	"set":        {"set:", "is called so: person ", "is called so: team ", "is called so: service ", "is called so: product "},
	"comment":    {"comment:"},
	"note":       {"internal note:"},
	"text":       {"text:"},
	"targets":    {"target"},
	"agreements": {"agreement"},
}
