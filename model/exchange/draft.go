package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"opsdesk/model"
)

// A mark is when something happened and who did it, as far as the source says.
type mark struct {
	at model.Instant
	by string
}

// A draft is a ticket that is put together from one row: how it stands, and what the row tells of its life.
type draft struct {
	line   int
	rows   int
	kind   model.Kind
	origin model.Origin
	number model.ID
	facts  []model.Fact // how it stands

	opened   mark
	entered  mark // when the record was made, which may be later than what it tells of
	moved    mark // when it came into its state
	resolved mark
	closed   mark
	updated  mark
	said     []model.Past
	told     []model.Past // the whole life, when the source has it

	links    []PendingLink
	warnings []string
}

// set says what a field holds; the last word counts. A field that the ticket's kind lacks is passed over.
func (d *draft) set(f model.Fact) {
	if !model.FieldNo(f.Field).Of(d.kind) {
		return
	}
	if i := slices.IndexFunc(d.facts, func(have model.Fact) bool { return have.Field == f.Field }); i >= 0 {
		d.facts[i] = f
		return
	}
	d.facts = append(d.facts, f)
}

// fact gives what a field holds.
func (d *draft) fact(field uint8) (model.Fact, bool) {
	i := slices.IndexFunc(d.facts, func(f model.Fact) bool { return f.Field == field })
	if i < 0 {
		return model.Fact{Field: field}, false
	}
	return d.facts[i], true
}

func (d *draft) setNumber(field uint8, n int64) {
	d.set(model.Fact{Field: field, To: model.Value{N: n}})
}

// setText keeps a text as the file has it, within the bounds of its field.
func (d *draft) setText(field uint8, s string) {
	limit := model.MaxTitle
	if model.FieldNo(field).Type == model.Long {
		limit = model.MaxText
	}
	d.set(model.Fact{Field: field, To: model.Value{S: d.bound(model.FieldNo(field).Label, s, limit)}})
}

// setTags keeps tags, in the desk's form.
func (d *draft) setTags(tags []string) {
	d.set(model.Fact{Field: model.FieldTags, To: model.Value{S: strings.Join(model.SplitTags(strings.Join(tags, ",")), ",")}})
}

// setName says which noun a field refers to.
func (d *draft) setName(field uint8, name string) {
	d.set(model.Fact{Field: field, Name: d.name(model.FieldNo(field).Label, name)})
}

// setNames says which people watch the ticket. A line feed stands between the names.
func (d *draft) setNames(field uint8, names []string) {
	var all []string
	for _, n := range names {
		n = strings.ReplaceAll(d.name(model.FieldNo(field).Label, n), "\n", " ")
		if n != "" && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	d.set(model.Fact{Field: field, Name: strings.Join(all, "\n")})
}

func (d *draft) name(label, s string) string {
	return d.bound(label, strings.TrimSpace(s), model.MaxName)
}

// bound gives a text as the desk keeps it, and warns of what is lost.
func (d *draft) bound(label, s string, limit int) string {
	text, cut := model.Bound(s, limit)
	if cut {
		d.warn("line %d: %s is cut to %d bytes", d.line, strings.ToLower(label), limit)
	}
	if !utf8.ValidString(s) {
		d.warn("line %d: bytes of %s that are no UTF-8 became U+FFFD", d.line, strings.ToLower(label))
	}
	return text
}

func (d *draft) warn(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(d.warnings, text) {
		d.warnings = append(d.warnings, text)
	}
}

// say adds a comment or a note; without a time it comes with the last change.
func (d *draft) say(verb model.Verb, m mark, text string) {
	text = d.bound("a comment", text, model.MaxText)
	if strings.TrimSpace(text) == "" {
		return
	}
	d.said = append(d.said, model.Past{At: m.at, By: d.name("an author", m.by), Verb: verb, Text: text})
}

// inferState says that what was closed is closed, and what was resolved resolved, when the source does not name a state.
func (d *draft) inferState() {
	if _, said := d.fact(model.FieldState); said || d.told != nil {
		return
	}
	switch {
	case d.closed.at != 0:
		d.setNumber(model.FieldState, int64(settle(d.kind, ended.states)))
	case d.resolved.at != 0:
		d.setNumber(model.FieldState, int64(settle(d.kind, solved.states)))
	}
}

// past tells the ticket's life from what is known of it: its making, what was said, when it was resolved and closed,
// and its last change, after which everything is as the row has it. What a row says without a time was so from the
// beginning, but for the state and the facts of resolving and closing, which wait for the moment that explains them.
func (d *draft) past() []model.Past {
	if d.told != nil {
		return d.told
	}
	made := d.made()
	steps := d.steps(made)
	facts := d.share(steps)
	var l life
	for i, s := range steps {
		if i > 0 && l.idle(s, facts[i]) {
			continue
		}
		l.tell(model.Past{At: s.at, By: s.by, Verb: s.said.Verb, Text: s.said.Text, Facts: facts[i]})
	}
	return l.past
}

// A step is one moment of a life before its facts are known.
type step struct {
	mark
	what stepKind
	said model.Past
}

type stepKind uint8

const (
	making stepKind = iota
	moving
	resolving
	closing
	saying
	updating
)

// made says when the record came to be. Nothing happened before it, and it can't be later than the last change:
// demonstration data holds such records.
func (d *draft) made() mark {
	m := mark{d.opened.at, cmp.Or(d.opened.by, d.entered.by)}
	last := d.updated.at
	if last != 0 && m.at > last && d.entered.at != 0 {
		m.at = d.entered.at
	}
	if m.at == 0 {
		m.at = d.earliest()
	}
	if last != 0 {
		m.at = min(m.at, last)
	}
	requester, _ := d.fact(model.FieldRequester)
	switch {
	case m.by != "":
	case d.opened.at == 0 && d.entered.at == 0:
		m.by = d.updated.by // the last change is all that is known
	default:
		m.by = requester.Name
	}
	return m
}

// earliest gives the first point in time that the row tells of, zero when it tells of none.
func (d *draft) earliest() model.Instant {
	known := []model.Instant{d.entered.at, d.moved.at, d.resolved.at, d.closed.at, d.updated.at}
	for _, s := range d.said {
		known = append(known, s.At)
	}
	known = slices.DeleteFunc(known, func(at model.Instant) bool { return at == 0 })
	if len(known) == 0 {
		return 0
	}
	return slices.Min(known)
}

// steps lists the moments of the life in order; the making is first, the last change last.
func (d *draft) steps(made mark) []step {
	var middle []step
	add := func(what stepKind, m mark) {
		if m.at == 0 {
			return
		}
		m.at = max(m.at, made.at)
		if d.updated.at != 0 {
			m.at = min(m.at, max(d.updated.at, made.at))
		}
		middle = append(middle, step{mark: m, what: what})
	}
	if d.moved.at > made.at {
		add(moving, d.moved)
	}
	add(resolving, d.resolved)
	add(closing, d.closed)
	for _, s := range d.said {
		at := max(cmp.Or(s.At, d.updated.at), made.at)
		middle = append(middle, step{mark: mark{at, s.By}, what: saying, said: s})
	}
	slices.SortStableFunc(middle, func(a, b step) int { return cmp.Compare(a.at, b.at) })
	all := append([]step{{mark: made}}, middle...)
	if d.updated.at != 0 {
		last := d.updated
		last.at = max(last.at, all[len(all)-1].at)
		all = append(all, step{mark: last, what: updating})
	}
	return all
}

// share says which facts each step brings.
func (d *draft) share(steps []step) [][]model.Fact {
	find := func(kinds ...stepKind) int {
		for _, k := range kinds {
			if i := slices.IndexFunc(steps, func(s step) bool { return s.what == k }); i >= 0 {
				return i
			}
		}
		return 0
	}
	facts := make([][]model.Fact, len(steps))
	state, _ := d.fact(model.FieldState)
	final := model.State(state.To.N)
	enters := d.enters(final, find)
	for _, f := range d.facts {
		at := 0
		switch f.Field {
		default: // it was so from the beginning
		case model.FieldState, model.FieldReason:
			at = enters
		case model.FieldResolved, model.FieldResolvedBy, model.FieldCode, model.FieldNote:
			at = find(resolving, closing, updating)
		case model.FieldClosed:
			at = find(closing, updating)
		}
		if f == (model.Fact{Field: f.Field}) {
			at = 0 // that a field is empty has to be said once
		}
		facts[at] = append(facts[at], f)
	}
	if enters > 0 {
		start := model.Fact{Field: model.FieldState, To: model.Value{N: int64(d.kind.Rules().Start)}}
		facts[0] = append(facts[0], start)
	}
	if at := find(resolving); at > 0 && enters > at && final != 0 {
		facts[at] = append(facts[at], model.Fact{Field: model.FieldState, To: model.Value{N: int64(homeOf(d.kind, model.Finished))}})
	}
	return facts
}

// enters gives the step at which the ticket came into its last state.
func (d *draft) enters(final model.State, find func(...stepKind) int) int {
	if final == 0 || final == d.kind.Rules().Start {
		if final != 0 && find(resolving) > 0 {
			return find(updating, resolving) // it came back
		}
		return 0
	}
	switch final.Rule().Phase {
	case model.Ended:
		return find(closing, moving, updating, resolving)
	case model.Finished:
		return find(resolving, moving, updating, closing)
	}
	if d.moved.at != 0 && find(moving) == 0 {
		return 0 // it was so from the beginning
	}
	return find(moving, updating, resolving)
}

// A life is a ticket's past as it grows, with the facts that hold at its end.
type life struct {
	past []model.Past
	now  map[uint8]model.Fact
}

// tell adds a moment with its facts in the order of the fields. Facts that hold already are left out of it, but not out
// of the first, which says of every field that is known what it held. A moment without a verb takes it from what changed.
func (l *life) tell(p model.Past) {
	first := len(l.past) == 0
	if first {
		l.now = map[uint8]model.Fact{}
	}
	news := l.news(p.Facts)
	for _, f := range news {
		l.now[f.Field] = f
	}
	if !first {
		p.Facts = news
	}
	if p.Verb == model.NoVerb {
		p.Verb = verbOf(first, news)
	}
	slices.SortStableFunc(p.Facts, func(a, b model.Fact) int { return cmp.Compare(a.Field, b.Field) })
	l.past = append(l.past, p)
}

// news lists the facts that do not hold already.
func (l *life) news(facts []model.Fact) []model.Fact {
	var news []model.Fact
	for _, f := range facts {
		if have, ok := l.now[f.Field]; ok && have == f || !ok && f == (model.Fact{Field: f.Field}) {
			continue
		}
		news = append(news, f)
	}
	return news
}

// idle tells whether a moment would say nothing that is not said.
func (l *life) idle(s step, facts []model.Fact) bool {
	switch s.what {
	case moving:
		return len(l.news(facts)) == 0
	case updating:
		return len(l.news(facts)) == 0 && l.past[len(l.past)-1].At == s.at
	}
	return false
}

// verbOf names what was done by the facts that it changed.
func verbOf(first bool, facts []model.Fact) model.Verb {
	changed := func(fields ...uint8) bool {
		return slices.ContainsFunc(facts, func(f model.Fact) bool { return slices.Contains(fields, f.Field) })
	}
	switch {
	case first:
		return model.VerbCreate
	case changed(model.FieldState):
		return model.VerbMove
	case changed(model.FieldAssignee, model.FieldTeam):
		return model.VerbAssign
	}
	return model.VerbEdit
}
