package model

import (
	"slices"
	"strings"
	"unicode"
)

// A phrase is the tokens of a text in a row, the last of them by its beginning.
type phrase struct {
	tokens []string
	// back holds for each count of tokens that were met how many of them may begin the phrase anew.
	// Source: Knuth, Morris and Pratt, Fast pattern matching in strings.
	back []int
}

// newPhrase gives the phrase of a text, nil when it has no tokens.
func newPhrase(text string) *phrase {
	p := &phrase{tokens: slices.Collect(Tokens(text))}
	if len(p.tokens) == 0 {
		return nil
	}
	p.back = make([]int, len(p.tokens))
	for met, n := 0, 2; n < len(p.tokens); n++ {
		for met > 0 && p.tokens[n-1] != p.tokens[met] {
			met = p.back[met]
		}
		if p.tokens[n-1] == p.tokens[met] {
			met++
		}
		p.back[n] = met
	}
	return p
}

// in tells whether a text has the phrase. Its time grows with the text alone.
func (p *phrase) in(text string) bool {
	met, last := 0, len(p.tokens)-1
	for s := (tokenizer{text: text}); s.next(); {
		for met > 0 && !p.fits(met, s.token()) {
			met = p.back[met]
		}
		if !p.fits(met, s.token()) {
			continue
		}
		if met == last {
			return true
		}
		met++
	}
	return false
}

func (p *phrase) fits(i int, token []byte) bool {
	want := p.tokens[i]
	if i == len(p.tokens)-1 {
		return len(token) >= len(want) && string(token[:len(want)]) == want
	}
	return string(token) == want
}

// A seek is a clause that looks for a word or a phrase in all that Searched gives.
type seek struct{ text string }

// seekFor gives the clause for a text, nil when there is no word in it.
func seekFor(text string) clause {
	if newPhrase(text) == nil {
		return nil
	}
	return seek{strings.Join(strings.Fields(text), " ")}
}

// seekAny gives the clause for any of the texts.
func seekAny(values []written) clause {
	var all []clause
	for _, v := range values {
		all = append(all, seekFor(v.text))
	}
	return anyOf(all...)
}

func (c seek) write(b *strings.Builder) {
	if c.bare() {
		b.WriteString(c.text)
	} else {
		writeQuoted(b, c.text)
	}
}

// bare tells whether the text is read as a word without quotes too.
func (c seek) bare() bool {
	for i, r := range c.text {
		if !startsWord(r) && (i == 0 || !unicode.IsMark(r) && !strings.ContainsRune("-_.@/#+*&%'", r)) {
			return false
		}
	}
	return c.text != "OR" && c.text != "AND" && c.text != "NOT"
}

func (c seek) fixed() bool     { return false }
func (c seek) texts() []string { return []string{c.text} }

func (c seek) bind(*binder) match {
	p := newPhrase(c.text)
	return func(t *Ticket) bool {
		for text := range Searched(t) {
			if p.in(text) {
				return true
			}
		}
		return false
	}
}

func meetPhrase(c *cond, w want, _ *binder) match {
	p, get := newPhrase(w.text), c.key.get
	return func(t *Ticket) bool { return p.in(get(t).S) }
}

// meetText compares a short text as a whole, or its beginning, whatever the case.
func meetText(c *cond, w want, _ *binder) match {
	get := c.key.get
	if w.way != beginning {
		return func(t *Ticket) bool { return strings.EqualFold(get(t).S, w.text) }
	}
	low := strings.ToLower(w.text)
	return func(t *Ticket) bool { return strings.HasPrefix(strings.ToLower(get(t).S), low) }
}

func meetTag(c *cond, w want, _ *binder) match {
	get := c.key.get
	return func(t *Ticket) bool {
		for tag := range strings.SplitSeq(get(t).S, ",") {
			if tag == w.text || w.way == beginning && strings.HasPrefix(tag, w.text) {
				return true
			}
		}
		return false
	}
}

// meetLink tests for a link with the relation of the value, with its ticket, or both.
func meetLink(c *cond, w want, _ *binder) match {
	get := c.key.get
	return func(t *Ticket) bool {
		return slices.ContainsFunc(splitLinks(get(t).S), func(l Link) bool {
			return (w.from == 0 || int64(l.Rel) == w.from) && (w.to == 0 || int64(l.To) == w.to)
		})
	}
}

// The values of checklist: whether an entry of text waits to be ticked, or none does.
const (
	checkOpen = iota + 1
	checkDone
)

var checkOptions = []Option{{checkOpen, "open", "an entry is not ticked"}, {checkDone, "done", "all entries are ticked"}}

func readCheck(k *key, s string) (want, bool) {
	i := slices.IndexFunc(k.options, func(o Option) bool { return o.Token == canonicalName(s) })
	if i < 0 {
		return want{}, false
	}
	return choose(k.options[i]), true
}

// meetCheck asks for what is ticked. Entries that stand for tickets count for nothing: another ticket is not at hand here.
func meetCheck(_ *cond, w want, _ *binder) match {
	return func(t *Ticket) bool { return len(t.Checks) > 0 && (t.Unticked() > 0) == (w.from == checkOpen) }
}

// meetGuess asks whether a part of a score was estimated.
func meetGuess(c *cond, w want, _ *binder) match {
	part := c.key.options[w.from].Token
	return func(t *Ticket) bool { return strings.Contains(" "+t.Estimates, " "+part+"=") }
}

func meetWatcher(c *cond, w want, b *binder) match {
	get, wanted := c.key.get, b.nouns(c, w, People)
	return func(t *Ticket) bool {
		return slices.ContainsFunc(splitRefs(get(t).S), func(r Ref) bool { return slices.Contains(wanted, r) })
	}
}
