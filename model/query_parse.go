package model

import (
	"fmt"
	"strings"
	"unicode"
)

// The bounds of a query: its length in bytes, written and printed, and how deep its parentheses go.
const (
	maxQuery = 1024
	maxDepth = 64
)

// ParseQuery reads a query of at most 1 KiB with parentheses at most 64 deep. What it refuses comes back as a
// *QueryError. An empty text is the zero query. It resolves neither names nor times: Bind does, so that a saved view
// stays true when people leave and days pass.
func ParseQuery(s string) (Query, error) {
	if len(s) > maxQuery {
		column := len([]rune(strings.ToValidUTF8(s[:maxQuery], ""))) + 1
		return Query{}, &QueryError{column, fmt.Sprintf("the query is longer than %d bytes", maxQuery), "say it in fewer conditions"}
	}
	p := &parser{in: []rune(s)}
	root, err := p.alternatives()
	if err != nil {
		return Query{}, err
	}
	if p.at < len(p.in) {
		return Query{}, p.fail(p.at, `this ")" closes nothing`, "take it away, or open it with a (")
	}
	q := Query{root, p.sort}
	if n := len(q.String()); n > maxQuery {
		problem := fmt.Sprintf("the query takes %d bytes when its names are written in full, and %d is the most", n, maxQuery)
		return Query{}, p.fail(len(p.in), problem, "say it in fewer conditions")
	}
	return q, nil
}

// A parser reads a query from left to right, one function per rule of the grammar:
//
//	alternatives = conjunction { "OR" conjunction }
//	conjunction  = negation { ["AND"] negation }
//	negation     = { "NOT" | "-" } ( "(" alternatives ")" | condition | word | phrase )
//	condition    = name operator value { "," value }
type parser struct {
	in    []rune
	at    int
	depth int
	sort  []SortKey
	// excluding says that NOT or a dash stands right before what comes next.
	excluding bool
}

func (p *parser) fail(at int, problem, hint string) error {
	return &QueryError{Column: at + 1, Problem: problem, Hint: hint}
}

func (p *parser) alternatives() (clause, error) {
	var all []clause
	for {
		c, err := p.conjunction()
		if err != nil {
			return nil, err
		}
		all = append(all, c)
		if !p.take("OR") {
			return anyOf(all...), nil
		}
	}
}

func (p *parser) conjunction() (clause, error) {
	var all []clause
	for begun, owing := false, false; ; begun = true {
		p.blanks()
		start := p.at
		switch {
		case p.next("AND") && (!begun || owing):
			return nil, p.fail(start, "AND has nothing on its left", `write the lower-case "and" to search for the word`)
		case p.take("AND"):
			owing = true
			continue
		case p.end() && owing:
			return nil, p.fail(start, "AND has nothing on its right", "write a condition or a word there")
		case p.end() && !begun:
			return nil, p.missing(start)
		case p.end():
			return allOf(all...), nil
		}
		c, err := p.negation()
		if err != nil {
			return nil, err
		}
		all, owing = append(all, c), false
	}
}

// end tells whether a conjunction can't go on.
func (p *parser) end() bool { return p.at == len(p.in) || p.in[p.at] == ')' || p.next("OR") }

// missing says what a conjunction without any part lacks. A query without any is fine.
func (p *parser) missing(at int) error {
	before := strings.TrimRightFunc(string(p.in[:at]), unicode.IsSpace)
	switch {
	case p.next("OR"):
		return p.fail(at, "OR has nothing on its left", `write the lower-case "or" to search for the word`)
	case strings.HasSuffix(before, "OR"):
		return p.fail(at, "OR has nothing on its right", "write a condition or a word there")
	case p.depth > 0 && at < len(p.in):
		return p.fail(at, "there is nothing between the parentheses", "write a condition or a word there")
	}
	return nil
}

func (p *parser) negation() (clause, error) {
	turned, start := false, p.at
	for p.take("NOT") || p.dash() {
		turned = !turned
		p.blanks()
	}
	if p.at > start && (p.end() || p.next("AND")) {
		return nil, p.fail(p.at, "NOT has nothing on its right", "write a condition, a word or a ( there")
	}
	p.excluding = p.at > start
	c, err := p.atom()
	if err != nil || !turned {
		return c, err
	}
	return noneOf(c), nil
}

// dash steps over a dash that negates: one with something right behind it.
func (p *parser) dash() bool {
	if p.peek(0) != '-' || p.peek(1) == ')' || p.peek(1) == 0 || unicode.IsSpace(p.peek(1)) {
		return false
	}
	p.at++
	return true
}

func (p *parser) atom() (clause, error) {
	switch start := p.at; p.in[start] {
	case '(':
		return p.group()
	case '"':
		text, err := p.quoted()
		return seekFor(text), err
	default:
		name := p.name()
		op, found := p.operator()
		k := keyNamed(name)
		switch {
		case found && k != nil:
			return p.condition(k, op, start)
		case found && p.isField(name, start):
			return nil, p.fail(start, brief(name)+" is no field", didYouMean(name, keyNames, "put it in quotes to search for the text"))
		}
		p.at = start
		return p.word()
	}
}

func (p *parser) group() (clause, error) {
	start := p.at
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(start, fmt.Sprintf("parentheses go deeper than %d", maxDepth), "most of them can be left out")
	}
	p.at++
	c, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if p.peek(0) != ')' {
		return nil, p.fail(start, `this "(" is not closed`, "put a ) behind what belongs together")
	}
	p.at++
	p.depth--
	return c, nil
}

// isField tells whether a name before an operator can only be meant as a field. Times and addresses are words.
func (p *parser) isField(name string, start int) bool {
	digits := strings.TrimFunc(name, unicode.IsDigit) == ""
	return !digits && !strings.Contains(string(p.in[start:p.run(start)]), "://")
}

// word reads a bare word. Words without a letter or digit look for nothing.
func (p *parser) word() (clause, error) {
	start := p.at
	p.at = p.run(start)
	text := string(p.in[start:p.at])
	for _, o := range operators {
		if text == o.text {
			return nil, p.fail(start, brief(text)+" stands alone", "write it without blanks around it, as in priority<=2")
		}
	}
	return seekFor(text), nil
}

// quoted reads a text in quotes. In it \" is a quote and \\ a backslash.
func (p *parser) quoted() (string, error) {
	start := p.at
	var b strings.Builder
	for p.at++; p.at < len(p.in); p.at++ {
		r := p.in[p.at]
		if r == '"' {
			p.at++
			return b.String(), nil
		}
		if r == '\\' && (p.peek(1) == '"' || p.peek(1) == '\\') {
			p.at++
			r = p.in[p.at]
		}
		b.WriteRune(r)
	}
	return b.String(), p.fail(start, "this quote is not closed", `put a " behind the text`)
}

// name steps over what may be the name of a field.
func (p *parser) name() string {
	start := p.at
	for p.at < len(p.in) && (startsWord(p.in[p.at]) || p.in[p.at] == '-' || p.in[p.at] == '_') {
		p.at++
	}
	return string(p.in[start:p.at])
}

func (p *parser) operator() (operator, bool) {
	for _, o := range operators {
		if strings.HasPrefix(string(p.in[p.at:min(p.at+len(o.text), len(p.in))]), o.text) {
			p.at += len(o.text)
			return o, true
		}
	}
	return operator{}, false
}

func (p *parser) blanks() {
	for p.at < len(p.in) && unicode.IsSpace(p.in[p.at]) {
		p.at++
	}
}

// peek gives the rune n behind the current one, 0 at the end.
func (p *parser) peek(n int) rune {
	if p.at+n < len(p.in) {
		return p.in[p.at+n]
	}
	return 0
}

// run gives the end of the unquoted run of runes that starts there.
func (p *parser) run(from int) int {
	for from < len(p.in) && !unicode.IsSpace(p.in[from]) && !strings.ContainsRune(`()"`, p.in[from]) {
		from++
	}
	return from
}

// next tells whether just this run of runes comes next.
func (p *parser) next(run string) bool { return string(p.in[p.at:p.run(p.at)]) == run }

// take steps over blanks and just this run of runes if it comes next.
func (p *parser) take(run string) bool {
	p.blanks()
	if !p.next(run) {
		return false
	}
	p.at += len(run)
	return true
}
