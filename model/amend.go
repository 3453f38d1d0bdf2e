package model

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A Part is what an amendment of the terms is about.
type Part uint8

// The parts.
const (
	PartCalendar Part = iota + 1
	PartPolicy
	PartRule
	PartCare
	PartMacro
	PartReply
	PartBacklog
)

// Parts holds the token of each part, indexed by it. Clocks says that clocks and alarms of tickets follow from it, so that
// all tickets follow when it is amended; Ordered that its place in the list means something.
var Parts = [...]struct {
	Token           string
	Clocks, Ordered bool
}{
	PartCalendar: {Token: "calendar", Clocks: true},
	PartPolicy:   {Token: "policy", Clocks: true, Ordered: true},
	PartRule:     {Token: "rule", Clocks: true, Ordered: true},
	PartCare:     {Token: "care", Clocks: true},
	PartMacro:    {Token: "macro", Ordered: true},
	PartReply:    {Token: "reply", Ordered: true},
	PartBacklog:  {Token: "backlog"},
}

// String gives the part's token.
func (p Part) String() string { return Parts[min(int(p), len(Parts)-1)].Token }

// partNames lists the tokens of all parts, for errors.
func partNames() string {
	var all []string
	for _, row := range Parts[1:] {
		all = append(all, row.Token)
	}
	return strings.Join(all[:len(all)-1], ", ") + " or " + all[len(all)-1]
}

// MarshalText writes the part for files.
func (p Part) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a part's token.
func (p *Part) UnmarshalText(text []byte) error {
	for i, row := range Parts {
		if i > 0 && row.Token == string(text) {
			*p = Part(i)
			return nil
		}
	}
	return fmt.Errorf("%s is no part of the terms: use %s", brief(string(text)), partNames())
}

// An Amendment changes one named part of the terms, or the care or the backlog, adds one or takes one away. What it was
// and what it becomes are in the JSON form of the part; empty is none.
type Amendment struct {
	Part Part   `json:"part"`
	Name string `json:"name"` // of what is changed or taken away; empty for what is added, for care and the backlog
	// From is what the amendment was based on. It is refused when the part has changed since.
	From json.RawMessage `json:"from,omitempty"`
	To   json.RawMessage `json:"to,omitempty"`
	// Place puts a part on a place of its list, from 1; zero leaves it, and adds at the end.
	Place int `json:"place,omitempty"`
	// Was is the place that it had.
	Was int `json:"was,omitempty"`
}

// Amendment reads the amendment that an event of the terms' journal tells of.
func (ev *Event) Amendment() (a Amendment, err error) {
	if err := json.Unmarshal([]byte(ev.Text), &a); err != nil {
		return a, fmt.Errorf("read an amendment: %w", err)
	}
	return a, nil
}

// Said says what an amendment did, as in policy Incidents changed.
func (a *Amendment) Said() string {
	name := a.Name
	if name == "" {
		var to struct{ Name string }
		_ = json.Unmarshal(a.To, &to) // what has no name is named by its part
		name = to.Name
	}
	verb := "changed"
	switch {
	case len(a.From) == 0:
		verb = "added"
	case len(a.To) == 0:
		verb = "removed"
	case string(a.From) == string(a.To):
		verb = "moved"
	}
	return strings.TrimSpace(a.Part.String()+" "+name) + " " + verb
}

// Runs tells whether an amendment makes a rule that runs commands of the machine.
func (a *Amendment) Runs() bool {
	var to Rule
	return a.Part == PartRule && json.Unmarshal(a.To, &to) == nil &&
		slices.ContainsFunc(to.Do, func(do Reaction) bool { return do.Do == DoRun })
}

// Back gives the amendment that takes this one back.
func (a *Amendment) Back() Amendment {
	back := Amendment{Part: a.Part, Name: a.Name, From: a.To, To: a.From, Place: a.Was, Was: a.Place}
	var to struct{ Name string }
	if _ = json.Unmarshal(a.To, &to); to.Name != "" {
		back.Name = to.Name
	}
	if len(a.To) == 0 {
		back.Name = ""
	}
	return back
}

// Amend gives the terms with one amendment made, and the amendment with all that it left open: what was there and where.
// The terms themselves stay as they are. Errors: ErrNotFound, ErrConflict when the part has changed since, ErrRefused
// with what is wrong with the result.
func (t *Terms) Amend(a Amendment) (Terms, Amendment, error) {
	to := *t
	var err error
	switch a.Part {
	case PartCalendar:
		to.Calendars, err = amend(t.Calendars, &a, func(c *Calendar) string { return c.Name })
		to.rename(&a)
	case PartPolicy:
		to.Policies, err = amend(t.Policies, &a, func(p *Policy) string { return p.Name })
		to.number(t.Policies, &a)
	case PartRule:
		to.Rules, err = amend(t.Rules, &a, func(r *Rule) string { return r.Name })
	case PartCare:
		err = amendOne(&to.Care, &a)
	case PartMacro:
		to.Macros, err = amend(t.Macros, &a, func(m *Macro) string { return m.Name })
		to.Macros = noneIfEmpty(to.Macros)
	case PartReply:
		to.Replies, err = amend(t.Replies, &a, func(r *Reply) string { return r.Name })
		to.Replies = noneIfEmpty(to.Replies)
	case PartBacklog:
		err = amendOne(&to.Backlog, &a)
	default:
		err = refuse("an amendment needs a part: %s", partNames())
	}
	if err != nil {
		return *t, a, err
	}
	if err := to.Check(); err != nil {
		return *t, a, refuse("%s", err)
	}
	return to, a, nil
}

// noneIfEmpty gives an empty list the form in which it is read back from a file that leaves it out.
func noneIfEmpty[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// amend changes one part of a list, which is copied.
func amend[T any](list []T, a *Amendment, name func(*T) string) ([]T, error) {
	list = slices.Clone(list)
	at := len(list)
	if a.Name == "" {
		a.From, a.Was = nil, 0
	} else {
		at = slices.IndexFunc(list, func(one T) bool { return FoldName(name(&one)) == FoldName(a.Name) })
		if at < 0 {
			return nil, fmt.Errorf("there is no %s %s: %w", a.Part, brief(a.Name), ErrNotFound)
		}
		if err := a.based(list[at]); err != nil {
			return nil, err
		}
		a.Was = at + 1
		list = slices.Delete(list, at, at+1)
	}
	if len(a.To) == 0 {
		return list, nil
	}
	var to T
	if err := readPart(a, &to); err != nil {
		return nil, err
	}
	to, err := settled(a, to)
	if err != nil {
		return nil, err
	}
	if a.Place > 0 {
		at = min(a.Place-1, len(list))
	}
	a.Place = at + 1
	return slices.Insert(list, at, to), nil
}

// based compares what an amendment was based on with what is there, and keeps the latter.
func (a *Amendment) based(have any) error {
	now, err := json.Marshal(have)
	if err != nil {
		return fmt.Errorf("write %s %s: %w", a.Part, brief(a.Name), err)
	}
	if len(a.From) > 0 && string(a.From) != string(now) {
		return fmt.Errorf("%s %s was amended meanwhile, look at it again: %w", a.Part, brief(a.Name), ErrConflict)
	}
	a.From = now
	return nil
}

// readPart reads what a part becomes. Members that it does not know are refused: a misspelt one would be lost.
func readPart(a *Amendment, to any) error {
	d := json.NewDecoder(bytes.NewReader(a.To))
	d.DisallowUnknownFields()
	if err := d.Decode(to); err != nil {
		return refuse("the %s can't be read: %s", a.Part, err)
	}
	return nil
}

// settled gives a part, and its amendment, the one form that they have once they were written and read: that of a member
// that says nothing is none.
func settled[T any](a *Amendment, to T) (plain T, err error) {
	a.To, err = json.Marshal(to)
	if err == nil {
		err = json.Unmarshal(a.To, &plain)
	}
	if err != nil {
		return plain, fmt.Errorf("write %s %s: %w", a.Part, brief(a.Name), err)
	}
	return plain, nil
}

// number gives a new policy a number of its own, and a changed one the number that it had.
func (t *Terms) number(before []Policy, a *Amendment) {
	for i := range t.Policies {
		p := &t.Policies[i]
		if i != a.Place-1 || len(a.To) == 0 {
			continue
		}
		if a.Was > 0 {
			p.ID = before[a.Was-1].ID
		} else if p.ID == 0 || slices.ContainsFunc(before, func(other Policy) bool { return other.ID == p.ID }) {
			t.LastPolicy++
			p.ID = t.LastPolicy
		}
		t.LastPolicy = max(t.LastPolicy, p.ID)
		if to, err := json.Marshal(p); err == nil {
			a.To = to
		}
	}
}

// rename puts a calendar's new name wherever the terms speak of it.
func (t *Terms) rename(a *Amendment) {
	var to struct{ Name string }
	if a.Name == "" || json.Unmarshal(a.To, &to) != nil || to.Name == "" {
		return
	}
	follow := func(name *string) {
		if FoldName(*name) == FoldName(a.Name) {
			*name = to.Name
		}
	}
	follow(&t.Care.Calendar)
	t.Policies = slices.Clone(t.Policies)
	for i := range t.Policies {
		p := &t.Policies[i]
		follow(&p.Calendar)
		p.Promises = slices.Clone(p.Promises)
		for j := range p.Promises {
			follow(&p.Promises[j].Calendar)
		}
	}
}

// amendOne changes a part of which there is just one; taken away, it is as if nobody had said anything about it.
func amendOne[T any](part *T, a *Amendment) error {
	if err := a.based(*part); err != nil {
		return err
	}
	var to T
	if len(a.To) > 0 {
		err := readPart(a, &to)
		if err == nil {
			to, err = settled(a, to)
		}
		if err != nil {
			return err
		}
	}
	*part = to
	return nil
}
