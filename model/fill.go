package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Variable is a word that stands in the text of a macro or a reply, as in {{requester.first}}, for something that is
// known when the text is used. The set is closed: a text with any other is refused when it is saved.
type Variable struct {
	Name string // as it stands between the braces
	Says string // what is put in its place
	// Ticket says that it is different from ticket to ticket.
	Ticket bool
	value  func(*Ticket, Env) string
}

// Variables holds one row per variable, in the order in which help lists them.
var Variables = []Variable{
	{"requester", "the name of who asked", true, func(t *Ticket, env Env) string { return nameOf(People, t.Requester, env.Names) }},
	{"requester.first", "their first name", true, func(t *Ticket, env Env) string { return firstName(nameOf(People, t.Requester, env.Names)) }},
	{"assignee", "the name of who has it", true, func(t *Ticket, env Env) string { return nameOf(People, t.Assignee, env.Names) }},
	{"assignee.first", "their first name", true, func(t *Ticket, env Env) string { return firstName(nameOf(People, t.Assignee, env.Names)) }},
	{"me", "your name", false, func(_ *Ticket, env Env) string { return env.Who }},
	{"me.first", "your first name", false, func(_ *Ticket, env Env) string { return firstName(env.Who) }},
	{"number", "the ticket's number, as in INC-12", true, func(t *Ticket, _ Env) string { return t.Key() }},
	{"title", "its title", true, func(t *Ticket, _ Env) string { return t.Title }},
	{"kind", "what it is, as in incident", true, func(t *Ticket, _ Env) string { return strings.ToLower(t.Kind.Rules().Label) }},
	{"state", "its state", true, func(t *Ticket, _ Env) string { return t.State.Rule().Label }},
	{"priority", "its priority, as in P2 High", true, shown(FieldPriority)},
	{"team", "the team that has it", true, shown(FieldTeam)},
	{"service", "the service that it is about", true, shown(FieldService)},
	{"due", "when it is due, as in Tue 24 Nov 2026 14:00", true, func(t *Ticket, env Env) string {
		if t.Due == 0 {
			return ""
		}
		return t.Due.Time().In(env.Now.Location()).Format("Mon 2 Jan 2006 15:04")
	}},
}

// cursorMark is the one that stands for nothing, and says where the cursor goes.
const cursorMark = "cursor"

func shown(no uint8) func(*Ticket, Env) string {
	return func(t *Ticket, env Env) string {
		f := FieldNo(no)
		return f.Show(f.Get(t), env.Names, env.Now.Location())
	}
}

// firstName gives the first name of somebody who is called Maya Lindqvist, or Lindqvist, Maya.
func firstName(name string) string {
	if _, behind, ok := strings.Cut(name, ","); ok && strings.TrimSpace(behind) != "" {
		name = behind
	}
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// A Filled text is one whose variables gave way to what they stand for.
type Filled struct {
	Text string
	// Cursor is where the mark {{cursor}} stood, in runes of the text; -1 without one.
	Cursor int
	// Missing names the variables for which there is nothing on this ticket; an ellipsis stands in their place.
	Missing []string
}

// Fill puts what is known of a ticket into a text. Values come from outside: each goes in as one clean line, and braces
// in them mean nothing. The error says in which column the text is wrong; one that was saved is not.
func Fill(text string, t *Ticket, env Env) (Filled, error) {
	pieces, err := cutVariables(text)
	if err != nil {
		return Filled{}, err
	}
	var b strings.Builder
	filled := Filled{Cursor: -1}
	for _, p := range pieces {
		b.WriteString(p.text)
		switch {
		case p.name == cursorMark:
			filled.Cursor = utf8.RuneCountInString(b.String())
		case p.variable != nil:
			value := Clean(p.variable.value(t, env)).String()
			if value == "" {
				value = "…"
				filled.Missing = append(filled.Missing, p.name)
			}
			b.WriteString(value)
		}
	}
	filled.Text = b.String()
	return filled, nil
}

// OfTicket tells whether a text with variables says another thing of every ticket.
func OfTicket(text string) bool {
	pieces, err := cutVariables(text)
	return err == nil && slices.ContainsFunc(pieces, func(p cut) bool { return p.variable != nil && p.variable.Ticket })
}

// A cut is a part of a text up to a variable, and that; the last has none.
type cut struct {
	text     string
	name     string
	variable *Variable // nil for the cursor's mark
}

func cutVariables(text string) (all []cut, err error) {
	rest := text
	for {
		before, behind, ok := strings.Cut(rest, "{{")
		if !ok {
			return append(all, cut{text: rest}), nil
		}
		at := len(text) - len(rest) + len(before)
		inside, after, ok := strings.Cut(behind, "}}")
		if !ok || strings.ContainsAny(inside, "{}\n") {
			return nil, wrongAt(text, at, "{{ begins a variable that does not end: write }} behind its name")
		}
		one := cut{text: before, name: strings.ToLower(strings.TrimSpace(inside))}
		if one.name != cursorMark {
			if one.variable = variableNamed(one.name); one.variable == nil {
				return nil, wrongAt(text, at, fmt.Sprintf("%s is no variable: %s", brief(inside), didYouMean(one.name, variableNames(), "use "+strings.Join(variableNames(), ", "))))
			}
		}
		all, rest = append(all, one), after
	}
}

// wrongAt says where a text is wrong: in which column, counted from 1, and of one with several lines in which line.
func wrongAt(text string, at int, problem string) error {
	before := text[:at]
	column := utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	if strings.Contains(text, "\n") {
		return fmt.Errorf("line %d, column %d: %s", strings.Count(before, "\n")+1, column, problem)
	}
	return fmt.Errorf("column %d: %s", column, problem)
}

func variableNamed(name string) *Variable {
	i := slices.IndexFunc(Variables, func(v Variable) bool { return v.Name == name })
	if i < 0 {
		return nil
	}
	return &Variables[i]
}

func variableNames() (all []string) {
	for _, v := range Variables {
		all = append(all, v.Name)
	}
	return all
}

// maxCanned is how long the text of a macro or a reply may be, in bytes: every edition of the terms holds them all.
const maxCanned = 16 << 10

// checkCanned tells what is wrong with a text with variables.
func checkCanned(text string) error {
	switch {
	case len(text) > maxCanned:
		return fmt.Errorf("it has %d bytes, and %d are the most", len(text), maxCanned)
	case !utf8.ValidString(text): // files write other bytes as longer ones
		return errors.New("it is no valid UTF-8")
	}
	_, err := cutVariables(text)
	return err
}

// checkMarks tells whether a text has as many marks for the cursor as it may.
func checkMarks(text string, most int) error {
	pieces, _ := cutVariables(text) // checkCanned has read it
	n := 0
	for _, p := range pieces {
		if p.name == cursorMark {
			n++
		}
	}
	switch {
	case n > most && most == 0:
		return fmt.Errorf("{{cursor}} has no meaning here: nobody types into it")
	case n > most:
		return fmt.Errorf("{{cursor}} stands there %d times: keep one", n)
	}
	return nil
}
