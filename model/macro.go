package model

import (
	"fmt"
	"slices"
	"strings"
)

// A Macro is what people often do to a ticket, under one name: fields that change, a public comment, an internal note,
// and where to go then. It is part of a desk's terms; no clock follows from it.
type Macro struct {
	// Name is unique whatever the case.
	Name string `json:"name"`
	// Teams are those on whose tickets it is offered; none is all tickets.
	Teams []string `json:"teams,omitempty"`
	// Match is a query; empty fits every ticket. Relative times in it count from the moment of use.
	Match string `json:"match,omitempty"`
	Set   []Wish `json:"set,omitempty"`
	// Comment is read by the requester, Note only by the desk. Both may hold variables.
	Comment string `json:"comment,omitempty"`
	Note    string `json:"note,omitempty"`
	Next    Next   `json:"next"`
}

// A Reply is a text that people often write, put into what they are writing. It is part of a desk's terms.
type Reply struct {
	// Name is unique among replies, whatever the case.
	Name string `json:"name"`
	// Teams are those on whose tickets it is offered; none is all tickets.
	Teams []string `json:"teams,omitempty"`
	// Text may hold variables, and {{cursor}} where one goes on writing.
	Text string `json:"text"`
}

// A Next says where a person goes after something is done to one ticket.
type Next uint8

// The ways to go.
const (
	Stay   Next = iota // on the ticket
	GoOn               // to the next one in the list
	GoBack             // out of the ticket, to the list
)

// Nexts holds the token and label of each way, indexed by it.
var Nexts = [...]struct{ Token, Label string }{
	Stay: {"stay", "stay on the ticket"}, GoOn: {"next", "go to the next one"}, GoBack: {"close", "back to the list"},
}

// String gives the token.
func (n Next) String() string { return Nexts[min(int(n), len(Nexts)-1)].Token }

// MarshalText writes the token for files.
func (n Next) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads a token.
func (n *Next) UnmarshalText(text []byte) error {
	for i, row := range Nexts {
		if row.Token == string(text) {
			*n = Next(i)
			return nil
		}
	}
	return fmt.Errorf("%s is no next step: use stay, next or close", brief(string(text)))
}

// Says tells in a line what the macro does.
func (m *Macro) Says() string {
	var all []string
	for _, w := range m.Set {
		all = append(all, w.String())
	}
	if m.Comment != "" {
		all = append(all, "public comment")
	}
	if m.Note != "" {
		all = append(all, "internal note")
	}
	if m.Next != Stay {
		all = append(all, "then "+m.Next.String())
	}
	return strings.Join(all, ", ")
}

// Bar gives the test whether the macro is for a ticket: its error, an ErrRefused, says why not. Many may be tested with
// one.
func (m *Macro) Bar(env Env) func(*Ticket) error {
	q, _ := ParseQuery(m.Match) // Check has read it
	match := q.Bind(env).Match
	return func(t *Ticket) error {
		if !ofTeams(m.Teams, t, env.Names) {
			return refuse("macro %s is for tickets of %s, which %s is not", brief(m.Name), strings.Join(m.Teams, ", "), t.Key())
		}
		if !match(t) {
			return refuse("macro %s is for %s, which %s is not", brief(m.Name), m.Match, t.Key())
		}
		for _, w := range m.Set {
			if err := w.of(t.Kind); err != nil {
				return refuse("macro %s is not for %s: %s", brief(m.Name), t.Key(), err)
			}
		}
		return nil
	}
}

// For tells whether the reply is offered on a ticket.
func (r *Reply) For(t *Ticket, names Names) bool { return ofTeams(r.Teams, t, names) }

// ofTeams tells whether a ticket is with one of some teams; none is every ticket.
func ofTeams(teams []string, t *Ticket, names Names) bool {
	if len(teams) == 0 {
		return true
	}
	has := FoldName(names.Name(Teams, t.Team))
	return has != "" && slices.ContainsFunc(teams, func(team string) bool { return FoldName(team) == has })
}

// The bounds of macros and replies.
const (
	maxMacros  = 500
	maxReplies = 1000
	maxWishes  = 30
	maxScope   = 100
)

// Check tells what is wrong with a macro, nil if nothing. Whether the people, teams and services exist that it speaks of
// only a desk can tell: see Book.Unknown.
func (m *Macro) Check() error {
	if err := checkName(m.Name, "macro"); err != nil {
		return err
	}
	if err := checkScope(m.Teams); err != nil {
		return err
	}
	if _, err := readMatch(m.Match); err != nil {
		return err
	}
	if len(m.Set) > maxWishes {
		return fmt.Errorf("set: %d fields are too many: %d is the most", len(m.Set), maxWishes)
	}
	if err := checkWishes(m.Set); err != nil {
		return fmt.Errorf("set: %w", err)
	}
	for _, words := range []struct{ of, text string }{{"comment", m.Comment}, {"internal note", m.Note}} {
		err := checkCanned(words.text)
		if err == nil {
			err = checkMarks(words.text, 0)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", words.of, err)
		}
	}
	if len(m.Set) == 0 && strings.TrimSpace(m.Comment+m.Note) == "" {
		return fmt.Errorf("set: it does nothing: give fields to set, a comment or a note")
	}
	return nil
}

// Check tells what is wrong with a reply, nil if nothing.
func (r *Reply) Check() error {
	if err := checkName(r.Name, "reply"); err != nil {
		return err
	}
	if err := checkScope(r.Teams); err != nil {
		return err
	}
	if strings.TrimSpace(r.Text) == "" {
		return fmt.Errorf("text: a reply needs some words")
	}
	err := checkCanned(r.Text)
	if err == nil {
		err = checkMarks(r.Text, 1)
	}
	if err != nil {
		return fmt.Errorf("text: %w", err)
	}
	return nil
}

func checkScope(teams []string) error {
	if len(teams) > maxScope {
		return fmt.Errorf("teams: %d are too many: %d is the most", len(teams), maxScope)
	}
	for _, name := range teams {
		if FoldName(name) == "" || len(name) > MaxName {
			return fmt.Errorf("teams: %s is no name of a team", brief(name))
		}
	}
	return nil
}

// checkCannedParts tells what is wrong with the macros and replies of terms.
func (t *Terms) checkCannedParts() error {
	if len(t.Macros) > maxMacros {
		return fmt.Errorf("%d macros are too many: %d is the most", len(t.Macros), maxMacros)
	}
	if len(t.Replies) > maxReplies {
		return fmt.Errorf("%d replies are too many: %d is the most", len(t.Replies), maxReplies)
	}
	seen := map[string]bool{}
	for i := range t.Macros {
		m := &t.Macros[i]
		if err := m.Check(); err != nil {
			return fmt.Errorf("macro %s: %w", brief(m.Name), err)
		}
		if err := once(seen, "macro", m.Name); err != nil {
			return err
		}
	}
	for i := range t.Replies {
		r := &t.Replies[i]
		if err := r.Check(); err != nil {
			return fmt.Errorf("reply %s: %w", brief(r.Name), err)
		}
		if err := once(seen, "reply", r.Name); err != nil {
			return err
		}
	}
	return nil
}

// strangers lists what macros and replies speak of though nobody and nothing on the desk is called so.
func (t *Terms) strangers(env Env) (all []string) {
	called := func(table Table, name string) {
		if name != "" && !isCalled(env.Names, table, name) {
			all = append(all, Tables[table].Token+" "+name)
		}
	}
	for i := range t.Macros {
		m := &t.Macros[i]
		q, _ := ParseQuery(m.Match) // Check has read it
		all = append(all, q.Bind(env).Unknown...)
		for _, team := range m.Teams {
			called(Teams, team)
		}
		for _, w := range m.Set {
			called(w.mentions())
		}
	}
	for i := range t.Replies {
		for _, team := range t.Replies[i].Teams {
			called(Teams, team)
		}
	}
	return all
}
