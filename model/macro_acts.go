package model

import (
	"fmt"
	"slices"
	"strings"
)

// Acts gives what the macro does to a ticket as it stands, in the order in which it is done; what is so already is left
// out. An edit is based on what the ticket holds here. Errors are ErrRefused, and say why it can't be done to this one.
func (m *Macro) Acts(t *Ticket, env Env) ([]Act, error) {
	if err := m.Bar(env)(t); err != nil {
		return nil, err
	}
	x := application{t: t, env: env}
	for _, w := range m.Set {
		if err := x.take(w); err != nil {
			return nil, refuse("macro %s on %s: %s", brief(m.Name), t.Key(), err)
		}
	}
	comment, err := x.fill(m.Comment)
	if err != nil {
		return nil, refuse("macro %s on %s: comment: %s", brief(m.Name), t.Key(), err)
	}
	note, err := x.fill(m.Note)
	if err != nil {
		return nil, refuse("macro %s on %s: internal note: %s", brief(m.Name), t.Key(), err)
	}
	acts := x.acts(comment, note)
	if len(acts) == 0 {
		return nil, refuse("macro %s would change nothing: %s is so already", brief(m.Name), t.Key())
	}
	return acts, nil
}

// An application is a macro on its way to become acts on one ticket.
type application struct {
	t    *Ticket
	env  Env
	base []Act // edits, and who gets it
	tag  Tag
	move Move
	rate Prioritise
}

// take takes one wish in.
func (x *application) take(w Wish) error {
	f := FieldNamed(w.Field)
	if f == nil { // the reason in words
		why, err := x.fill(w.To)
		x.move.Why = why
		return err
	}
	switch f.No {
	case FieldTags:
		var err error
		x.tag, err = parseTagging(w.To)
		return err
	case FieldAssignee:
		return x.assign(w, f)
	}
	v, err := x.value(w, f)
	if err != nil {
		return err
	}
	switch f.No {
	case FieldState:
		x.move.To = State(v.N)
	case FieldReason, FieldCode, FieldNote:
		x.move.Set = append(x.move.Set, Setting{f.No, v})
	case FieldImpact:
		x.rate.Impact = Level(v.N)
	case FieldUrgency:
		x.rate.Urgency = Level(v.N)
	default:
		if have := f.Get(x.t); have != v {
			x.base = append(x.base, Edit{Field: f.No, Base: have, To: v})
		}
	}
	return nil
}

// assign gives the ticket to a person. Whoever acts takes it: they may do so before the desk knows them.
func (x *application) assign(w Wish, f *Field) error {
	if FoldName(w.To) == meValue.Token {
		if x.env.Me == 0 || x.t.Assignee != x.env.Me {
			x.base = append(x.base, Take{})
		}
		return nil
	}
	v, err := w.value(f, x.env)
	if err == nil && x.t.Assignee != Ref(v.N) {
		x.base = append(x.base, Assign{To: Ref(v.N)})
	}
	return err
}

func (x *application) value(w Wish, f *Field) (Value, error) {
	if f.Type == Text || f.Type == Long {
		text, err := x.fill(w.To)
		if err != nil {
			return Value{}, err
		}
		w.To = text
	}
	return w.value(f, x.env)
}

// fill fills a text in, and refuses when there is nothing to put in: it would be sent as it is.
func (x *application) fill(text string) (string, error) {
	filled, err := Fill(text, x.t, x.env)
	if err == nil && len(filled.Missing) > 0 {
		err = fmt.Errorf("there is nothing to put in for {{%s}}", strings.Join(filled.Missing, "}}, {{"))
	}
	return filled.Text, err
}

// acts puts everything in order: what it is and who has it, how urgent, and then what is said and where it goes.
func (x *application) acts(comment, note string) []Act {
	all := x.base
	if rate := x.rating(); rate != nil {
		all = append(all, rate)
	}
	if !slices.Equal(x.tag.of(x.t.Tags), x.t.Tags) {
		all = append(all, x.tag)
	}
	switch {
	case x.moves():
		x.move.Comment = comment
		all = append(all, x.move)
	case comment != "":
		all = append(all, Comment{comment})
	}
	if note != "" {
		all = append(all, Note{note})
	}
	return all
}

// rating gives the act that rates the ticket, nil when it is rated so.
func (x *application) rating() Act {
	t, r := x.t, x.rate
	switch {
	case r.Impact != 0 && r.Urgency != 0:
		if t.Impact == r.Impact && t.Urgency == r.Urgency && t.Priority == PriorityOf(r.Impact, r.Urgency) {
			return nil
		}
		return r
	case r.Impact != 0 && r.Impact != t.Impact:
		return Edit{Field: FieldImpact, Base: Value{N: int64(t.Impact)}, To: Value{N: int64(r.Impact)}}
	case r.Urgency != 0 && r.Urgency != t.Urgency:
		return Edit{Field: FieldUrgency, Base: Value{N: int64(t.Urgency)}, To: Value{N: int64(r.Urgency)}}
	}
	return nil
}

// moves tells whether there is a step to make. One to where the ticket stands is none, unless it is to stand there for
// another reason: that is refused by the step itself.
func (x *application) moves() bool {
	if x.move.To != x.t.State {
		return x.move.To != NoState
	}
	for _, s := range x.move.Set {
		if FieldNo(s.Field).Get(x.t) != s.To {
			return true
		}
	}
	return false
}
