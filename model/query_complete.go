package model

import (
	"slices"
	"strings"
	"unicode"
)

// A Candidate is one way to go on with what was typed.
type Candidate struct {
	Text  string // what to put there
	Hint  string // what it means, for people
	Count int    // how many tickets have the value, 0 when nobody counted
}

// maxCandidates is how many candidates Complete gives at most.
const maxCandidates = 50

// Complete gives what fits at the cursor of a query line, best first and at most 50: names of fields, operators, the
// words that stand for more than themselves, and the values that exist. Those values come from the callback as
// Field.Text writes them, in the order in which to offer them; it may be nil. The runes from from up to the cursor are
// what a candidate replaces; cursor and from count runes. What begins with the typed comes first, then what has it
// inside. Complete accepts any text, finished or not.
func Complete(text string, cursor int, values func(*Field) []Candidate) (from int, candidates []Candidate) {
	runes := []rune(text)
	cursor = max(0, min(cursor, len(runes)))
	if len(text) > maxQuery {
		return cursor, nil
	}
	s := spotAt(runes[:cursor])
	switch {
	case s.silent:
		return cursor, nil
	case s.key == nil:
		return s.from, likely(beginnings(s.typed), s.typed)
	case s.key.name == "sort":
		return s.from, likely(orders(s.key, s.typed), s.typed)
	}
	return s.from, likely(s.key.candidates(s.op, values), s.typed)
}

// A spot is where in a query the cursor stands.
type spot struct {
	silent bool // nothing can be offered
	key    *key // whose value is being typed; nil for a word or a name
	op     comparison
	from   int    // where the typed begins
	typed  string // without quotes
}

// spotAt reads a query up to the cursor, as the parser does but forgiving all.
func spotAt(in []rune) spot {
	p := &parser{in: in}
	for {
		for p.at < len(in) && (unicode.IsSpace(in[p.at]) || strings.ContainsRune("()-,", in[p.at])) {
			p.at++
		}
		start := p.at
		if p.peek(0) == '"' {
			if _, err := p.quoted(); err != nil {
				return spot{silent: true}
			}
			continue
		}
		k := keyNamed(p.name())
		if op, found := p.operator(); found && k != nil {
			if s, here := p.spotIn(k, op.op); here {
				return s
			}
			continue
		}
		p.at = start
		if p.at = p.run(start); p.at == len(in) {
			return spot{from: start, typed: string(in[start:])}
		}
	}
}

// spotIn steps over the values of a key and tells whether the cursor stands in the last of them.
func (p *parser) spotIn(k *key, op comparison) (spot, bool) {
	for {
		v, _ := p.value()
		if p.at == len(p.in) {
			return spot{silent: k.name == "text", key: k, op: op, from: v.at, typed: v.text}, true
		}
		if p.peek(0) != ',' {
			return spot{}, false
		}
		p.at++
	}
}

// likely picks the candidates that begin with the typed, then those that have it inside, whatever the case and accents.
func likely(all []Candidate, typed string) []Candidate {
	typed = FoldWord(typed)
	var begin, hold []Candidate
	for _, c := range all {
		plain := FoldWord(strings.TrimPrefix(c.Text, `"`))
		if strings.HasPrefix(plain, typed) {
			begin = append(begin, c)
		} else if strings.Contains(plain, typed) {
			hold = append(hold, c)
		}
	}
	all = append(begin, hold...)
	return all[:min(len(all), maxCandidates)]
}

// beginnings gives the names that a condition may begin with, and the words between conditions. A name that is typed in full
// comes with its operators.
func beginnings(typed string) (all []Candidate) {
	if k := keyNamed(typed); k != nil && k.ordered {
		for _, op := range symbols {
			all = append(all, Candidate{Text: k.name + op, Hint: k.label})
		}
	}
	for _, k := range keys {
		if c := (Candidate{Text: k.name + ":", Hint: k.label}); !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return append(all,
		Candidate{Text: "OR", Hint: "either side"},
		Candidate{Text: "NOT", Hint: "not what follows"},
		Candidate{Text: "AND", Hint: "both sides, as a blank"})
}

// orders gives the fields to sort by, with the dash that turns the order round when one is typed.
func orders(k *key, typed string) (all []Candidate) {
	dash, hint := "", ""
	if strings.HasPrefix(typed, "-") {
		dash, hint = "-", ", greatest first"
	}
	for _, o := range k.options {
		all = append(all, Candidate{Text: dash + o.Token, Hint: o.Label + hint})
	}
	return all
}

// candidates gives the values of a key that fit behind an operator.
func (k *key) candidates(op comparison, values func(*Field) []Candidate) (all []Candidate) {
	if op == sameAs {
		for _, m := range k.macros {
			all = append(all, Candidate{Text: m.Token, Hint: m.Label})
		}
	}
	var known []Candidate
	if values != nil && k.field != nil && !k.words {
		known = values(k.field)
	}
	if len(k.options) > 0 {
		return append(all, counted(k.options, known)...)
	}
	if k.field != nil && k.field.Type == Time {
		return append(all, commonTimes()...)
	}
	for _, c := range known {
		var b strings.Builder
		want{text: c.Text}.write(&b, k)
		c.Text = b.String()
		all = append(all, c)
	}
	return all
}

// counted gives the options with the counts of the values that exist.
func counted(options []Option, known []Candidate) (all []Candidate) {
	count := make(map[string]int, len(known))
	for _, c := range known {
		count[c.Text] = c.Count
	}
	for _, o := range options {
		all = append(all, Candidate{Text: o.Token, Hint: o.Label, Count: count[o.Token]})
	}
	return all
}

func commonTimes() (all []Candidate) {
	for _, t := range []string{"1h", "4h", "1d", "2d", "1w", "today", "yesterday", "tomorrow", "monday", "now"} {
		all = append(all, Candidate{Text: t})
	}
	return all
}
