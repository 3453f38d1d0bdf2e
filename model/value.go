package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Text writes a value as files, commands and queries do: tokens, names, RFC 3339 UTC. Parse reads it back.
func (f *Field) Text(v Value, names Names) string {
	switch f.Type {
	case Choice:
		if o := f.option(v.N); o != nil {
			return o.Token
		}
		return ""
	case Number, TicketRef:
		if v.N == 0 {
			return ""
		}
		return strconv.FormatInt(v.N, 10)
	case Time:
		return Instant(v.N).String()
	case Reference:
		return nameOf(f.Table, Ref(v.N), names)
	case Watching:
		var all []string
		for _, r := range splitRefs(v.S) {
			all = append(all, nameOf(People, r, names))
		}
		return strings.Join(all, ", ")
	case Checks:
		return writeChecks(splitChecks(v.S))
	}
	return v.S
}

// Show writes a value as people read it on a screen; no value is empty. Times come in the zone given.
func (f *Field) Show(v Value, names Names, zone *time.Location) string {
	if v == (Value{}) {
		return ""
	}
	switch f.Type {
	case Choice:
		if o := f.option(v.N); o != nil {
			return o.Label
		}
	case Time:
		return Instant(v.N).Time().In(zone).Format("2006-01-02 15:04")
	case Tags:
		return strings.ReplaceAll(v.S, ",", ", ")
	case Links:
		var all []string
		for _, l := range splitLinks(v.S) {
			all = append(all, l.Rel.Rule().Label+" #"+strconv.FormatUint(uint64(l.To), 10))
		}
		return strings.Join(all, ", ")
	case TicketRef:
		return "#" + strconv.FormatInt(v.N, 10)
	case Checks:
		return progress(splitChecks(v.S))
	}
	return f.Text(v, names)
}

func nameOf(table Table, r Ref, names Names) string {
	if r == 0 {
		return ""
	}
	if name := names.Name(table, r); name != "" {
		return name
	}
	return "#" + strconv.FormatUint(uint64(r), 10)
}

func (f *Field) option(n int64) *Option {
	for i := range f.Options {
		if f.Options[i].N == n {
			return &f.Options[i]
		}
	}
	return nil
}

// Parse reads a value as Text writes it, and as people do: option labels, P1, a name's beginning when it means just
// one noun, dates and distances of time from now in the zone of now. An empty text is no value. Errors say what was
// expected.
func (f *Field) Parse(s string, names Names, now time.Time) (Value, error) {
	if f.Type != Long {
		s = strings.TrimSpace(s)
	}
	if s == "" {
		return Value{}, nil
	}
	switch f.Type {
	case Choice:
		return f.parseOption(s)
	case Number:
		n, err := strconv.ParseUint(s, 10, 31)
		if err != nil {
			return Value{}, fmt.Errorf("%s: %q is no whole number", f.Label, s)
		}
		return Value{N: int64(n)}, nil
	case TicketRef:
		_, id, err := ParseID(s)
		return Value{N: int64(id)}, err
	case Time:
		at, err := ParseTime(s, now)
		if err != nil {
			return Value{}, fmt.Errorf("%s: %w", f.Label, err)
		}
		return Value{N: int64(At(at))}, nil
	case Reference:
		return f.parseNoun(s, names)
	case Tags:
		return Value{S: strings.Join(SplitTags(s), ",")}, nil
	case Text:
		text, _ := Bound(strings.Join(strings.Fields(s), " "), MaxTitle)
		return Value{S: text}, nil
	case Long:
		text, _ := Bound(s, MaxText)
		return Value{S: text}, nil
	case Guesses:
		return readEstimates(s)
	}
	return Value{}, fmt.Errorf("%s can't be set as such", f.Label)
}

// accept gives a value as tickets keep it, with texts valid and bounded, and refuses what is no value of the field.
func (f *Field) accept(v Value) (Value, error) {
	fits := true
	switch f.Type {
	case Text:
		v.S, _ = Bound(v.S, MaxTitle)
	case Long:
		v.S, _ = Bound(v.S, MaxText)
	case Guesses:
		return readEstimates(v.S)
	case Choice:
		fits = v.N == 0 || f.option(v.N) != nil
	case Number:
		fits = 0 <= v.N && v.N <= math.MaxInt32
	case Reference, TicketRef:
		fits = 0 <= v.N && v.N <= math.MaxUint32
	case Time:
		if at := Instant(v.N); at != at.bound() {
			return v, refuse("%s can't be %s: times run from 1970 to 2106", f.Label, at)
		}
	}
	if !fits {
		return v, refuse("%s can't be %d", f.Label, v.N)
	}
	return v, nil
}

func (f *Field) parseOption(s string) (Value, error) {
	low := strings.ToLower(s)
	for _, o := range f.Options {
		if low == o.Token || low == strings.ToLower(o.Label) || f.prefix != "" && low == f.prefix+o.Token {
			return Value{N: o.N}, nil
		}
	}
	if len(f.Options) == 1 && (low == "no" || low == "false") {
		return Value{}, nil
	}
	if len(f.Options) == 1 && low == "true" {
		return Value{N: f.Options[0].N}, nil
	}
	var all []string
	for _, o := range f.Options {
		all = append(all, o.Token)
	}
	return Value{}, fmt.Errorf("%s: %q is none of %s", f.Label, s, strings.Join(all, ", "))
}

func (f *Field) parseNoun(s string, names Names) (Value, error) {
	found := names.Find(f.Table, s)
	switch len(found) {
	case 1:
		return Value{N: int64(found[0])}, nil
	case 0:
		return Value{}, fmt.Errorf("%s: there is no %s %q: %w", f.Label, Tables[f.Table].Token, s, ErrNotFound)
	}
	var some []string
	for _, r := range found[:min(5, len(found))] {
		some = append(some, strconv.Quote(names.Name(f.Table, r)))
	}
	return Value{}, fmt.Errorf("%s: %q may mean %s: write more of the name", f.Label, s, strings.Join(some, ", "))
}
