package model

import (
	"fmt"
	"slices"
	"strings"
)

// A Rule says what the desk does by itself when a clock warns or is breached.
type Rule struct {
	// Name is unique whatever the case; the timeline shows it.
	Name string `json:"name"`
	// When is warn or breach.
	When Alarm `json:"when"`
	// Match is a query; empty matches every ticket. Relative times in it count from the moment of the alarm.
	Match string `json:"match"`
	// Targets and Agreements narrow it to some clocks; none means all.
	Targets    []Target    `json:"targets,omitempty"`
	Agreements []Agreement `json:"agreements,omitempty"`
	Do         []Reaction  `json:"do"`
	// Off keeps the rule without letting it act.
	Off bool `json:"off,omitempty"`
}

// Minds tells whether the rule is about such an alarm of a clock; whether it matches the ticket is not asked.
func (r *Rule) Minds(alarm Alarm, c *Clock) bool {
	return !r.Off && r.When == alarm &&
		(len(r.Targets) == 0 || slices.Contains(r.Targets, c.Target)) &&
		(len(r.Agreements) == 0 || slices.Contains(r.Agreements, c.Agreement))
}

// An Alarm is what a clock tells when its time comes.
type Alarm uint8

// The alarms.
const (
	Warn Alarm = iota
	Breach
)

// Alarms holds the token of each alarm, indexed by it.
var Alarms = [...]string{Warn: "warn", Breach: "breach"}

// String gives the alarm's token.
func (a Alarm) String() string { return Alarms[min(int(a), len(Alarms)-1)] }

// MarshalText writes the alarm for files.
func (a Alarm) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an alarm's token.
func (a *Alarm) UnmarshalText(text []byte) error {
	i := slices.Index(Alarms[:], string(text))
	if i < 0 {
		return fmt.Errorf("%s is no moment of a clock: use warn or breach", brief(string(text)))
	}
	*a = Alarm(i)
	return nil
}

// A Reaction is one thing that a rule does, written as a word and what it is about: notify assignee, team Network.
type Reaction struct {
	Do  string
	Arg string
}

// The reactions, as rules write them.
const (
	DoNotify = "notify" // assignee, requester, watchers, or a person: an unread line in their inbox
	DoAssign = "assign" // to a person, or to nobody with none
	DoTeam   = "team"   // gives it to a team
	DoRaise  = "raise"  // one priority up
	DoTag    = "tag"    // adds a tag
	DoNote   = "note"   // writes an internal note
	DoRun    = "run"    // runs a command of the machine, only where the owner of the desk sits
)

var reactions = []struct{ token, arg string }{
	{DoNotify, "assignee, requester, watchers or a person"}, {DoAssign, "a person or none"}, {DoTeam, "a team"}, {DoRaise, ""},
	{DoTag, "a tag"}, {DoNote, "a text"}, {DoRun, "a command"},
}

// ParseReaction reads a reaction as String writes it. Errors say what would fit.
func ParseReaction(s string) (Reaction, error) {
	word, arg, _ := strings.Cut(strings.TrimSpace(s), " ")
	r := Reaction{Do: strings.ToLower(word), Arg: strings.TrimSpace(arg)}
	var all []string
	for _, known := range reactions {
		all = append(all, known.token)
		switch {
		case known.token != r.Do:
			continue
		case known.arg != "" && r.Arg == "":
			return r, fmt.Errorf("%s needs %s behind it", r.Do, known.arg)
		case known.arg == "" && r.Arg != "":
			return r, fmt.Errorf("%s takes nothing behind it, not %s", r.Do, brief(r.Arg))
		}
		return r, nil
	}
	return r, fmt.Errorf("%s is nothing that a rule can do: use %s", brief(word), strings.Join(all, ", "))
}

// mentions gives the person or team that the reaction speaks of by name, none for most.
func (r Reaction) mentions() (Table, string) {
	switch word := FoldName(r.Arg); {
	case r.Do == DoTeam:
		return Teams, r.Arg
	case r.Do == DoAssign && word != "none",
		r.Do == DoNotify && word != "assignee" && word != "requester" && word != "watchers":
		return People, r.Arg
	}
	return Tickets, ""
}

// String writes the reaction as in notify assignee.
func (r Reaction) String() string { return strings.TrimSpace(r.Do + " " + r.Arg) }

// MarshalText writes the reaction for files.
func (r Reaction) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads the reaction from files.
func (r *Reaction) UnmarshalText(text []byte) (err error) {
	*r, err = ParseReaction(string(text))
	return err
}
