package model

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A relation of a ticket's value to the one that is written.
type comparison uint8

const (
	sameAs comparison = iota
	lessThan
	atMost
	moreThan
	atLeast
)

// An operator stands between a key and its values.
type operator struct {
	text string
	op   comparison
	not  bool
}

// operators lists them as they may be written, the longer before their beginnings.
var operators = []operator{
	{"!:", sameAs, true}, {"!=", sameAs, true},
	{":<=", atMost, false}, {":>=", atLeast, false}, {":<", lessThan, false}, {":>", moreThan, false}, {":=", sameAs, false},
	{"<=", atMost, false}, {">=", atLeast, false}, {"==", sameAs, false},
	{":", sameAs, false}, {"<", lessThan, false}, {">", moreThan, false}, {"=", sameAs, false},
}

// symbols are the operators as queries are printed.
var symbols = [...]string{sameAs: ":", lessThan: "<", atMost: "<=", moreThan: ">", atLeast: ">="}

// A want is one value of a condition.
type want struct {
	way  way
	text string // as it is printed
	// from and to are the numbers that a choice, a number or a ticket stands for; of a link the relation and the number.
	from, to int64
}

// A way is how a value is to be taken.
type way uint8

const (
	literal   way = iota // for itself
	macro                // a word that stands for more than itself
	beginning            // as the beginning of one
	ranging              // from one to another
)

// A cond is a condition on one key: any of its values in the relation.
type cond struct {
	key   *key
	op    comparison
	wants []want
}

func (c *cond) write(b *strings.Builder) {
	b.WriteString(c.key.name)
	b.WriteString(symbols[c.op])
	for i, w := range c.wants {
		if i > 0 {
			b.WriteByte(',')
		}
		w.write(b, c.key)
	}
}

func (w want) write(b *strings.Builder, k *key) {
	switch {
	case w.way == macro || !needsQuotes(w.text, k):
		b.WriteString(w.text)
	default:
		writeQuoted(b, w.text)
	}
	if w.way == beginning {
		b.WriteByte('*')
	}
}

// needsQuotes tells whether a value would be read as something else without them.
func needsQuotes(text string, k *key) bool {
	return text == "" || strings.ContainsAny(text, `,()"`) || strings.ContainsFunc(text, unicode.IsSpace) ||
		strings.ContainsRune("<>=", rune(text[0])) || strings.HasSuffix(text, "*") || k.isMacro(strings.ToLower(text))
}

func writeQuoted(b *strings.Builder, text string) {
	b.WriteByte('"')
	for _, r := range text {
		if r == '"' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	b.WriteByte('"')
}

// A written value is one as it stands in the query.
type written struct {
	text   string
	at     int
	quoted bool
	star   bool
}

// condition reads the values of a key and makes a clause of them. What it says of the whole stands at the name.
func (p *parser) condition(k *key, o operator, start int) (clause, error) {
	values, err := p.values(k)
	if err != nil {
		return nil, err
	}
	if o.op != sameAs && !k.ordered {
		return nil, p.fail(start, fmt.Sprintf("%s can't be compared with %s", k.name, symbols[o.op]), "write "+k.name+": and the value")
	}
	if o.op != sameAs && len(values) > 1 {
		return nil, p.fail(values[1].at, fmt.Sprintf("only one value fits behind %s", symbols[o.op]), "keep the one that bounds the others")
	}
	var c clause
	switch k.name {
	case "sort":
		return nil, p.order(k, o, values, start)
	case "text":
		c = seekAny(values)
	default:
		if c, err = p.wants(k, o, values); err != nil {
			return nil, err
		}
	}
	if o.not {
		return noneOf(c), nil
	}
	return c, nil
}

func (p *parser) values(k *key) (all []written, err error) {
	for {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		if v.text == "" && !v.quoted && !v.star {
			return nil, p.fail(v.at, fmt.Sprintf("a value of %s is missing here", k.name), k.hint(""))
		}
		if all = append(all, v); p.peek(0) != ',' {
			return all, nil
		}
		p.at++
	}
}

func (p *parser) value() (v written, err error) {
	v.at = p.at
	if p.peek(0) == '"' {
		v.quoted = true
		if v.text, err = p.quoted(); err == nil && p.peek(0) == '*' {
			p.at++
			v.star = true
		}
		return v, err
	}
	for end := p.run(p.at); p.at < end && p.in[p.at] != ','; {
		p.at++
	}
	v.text, v.star = strings.CutSuffix(string(p.in[v.at:p.at]), "*")
	return v, nil
}

// order reads the fields of a sort: condition.
func (p *parser) order(k *key, o operator, values []written, start int) error {
	if p.depth > 0 {
		return p.fail(start, "an order can't stand in parentheses", "write sort: outside of them, for the whole query")
	}
	if p.excluding || o.not {
		return p.fail(start, "an order can't be excluded", "write sort:-created for the latest first")
	}
	for _, v := range values {
		name, desc := strings.CutPrefix(v.text, "-")
		f := FieldNamed(canonicalName(name))
		if f == nil {
			return p.fail(v.at, "nothing can be sorted by "+brief(name), k.hint(name))
		}
		p.sort = addSort(p.sort, SortKey{f, desc})
	}
	return nil
}

func (p *parser) wants(k *key, o operator, values []written) (clause, error) {
	c := &cond{key: k, op: o.op}
	for _, v := range values {
		w, problem := k.want(v)
		if problem == "" && o.op != sameAs && w.way != literal {
			return nil, p.fail(v.at, fmt.Sprintf("%s does not fit behind %s", brief(v.text), symbols[o.op]), "write it behind a colon")
		}
		if problem != "" {
			return nil, p.fail(v.at, problem, k.hint(v.text))
		}
		c.wants = append(c.wants, w)
	}
	return c, nil
}

// want reads one value, or says what is wrong with it.
func (k *key) want(v written) (want, string) {
	if v.text == "" && k.field != nil {
		v.text, v.quoted = noValue.Token, false
		if v.star {
			v.text, v.star = anyValue.Token, false
		}
	}
	if word := strings.ToLower(v.text); k.isMacro(word) && !v.star && !(v.quoted && k.free) {
		return want{way: macro, text: word}, ""
	}
	if v.star && k.star == starRefused {
		return want{}, fmt.Sprintf("a star does not fit behind a value of %s", k.name)
	}
	if from, to, ok := strings.Cut(v.text, ".."); ok && k.ordered {
		a, fits := k.read(k, from)
		b, fit := k.read(k, to)
		return want{ranging, a.text + ".." + b.text, min(a.from, b.from), max(a.to, b.to)}, k.problem(v, fits && fit)
	}
	w, ok := k.read(k, v.text)
	if v.star && k.star == starMeans {
		w.way = beginning
	}
	return w, k.problem(v, ok)
}

func (k *key) problem(v written, ok bool) string {
	if ok {
		return ""
	}
	return fmt.Sprintf("%s is no value of %s", brief(v.text), k.name)
}

func readText(_ *key, s string) (want, bool) { return want{text: s}, true }

func readPhrase(_ *key, s string) (want, bool) { return want{text: s}, newPhrase(s) != nil }

func readName(_ *key, s string) (want, bool) { return want{text: s}, FoldName(s) != "" }

func readTag(_ *key, s string) (want, bool) { return want{text: strings.ToLower(s)}, true }

func readTime(_ *key, s string) (want, bool) {
	s = strings.Join(strings.Fields(s), " ")
	_, err := ParseTime(s, Instant(0).Time())
	return want{text: s}, err == nil
}

func readNumber(_ *key, s string) (want, bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	return want{text: strconv.FormatInt(n, 10), from: n, to: n}, err == nil && n >= 0 && n < math.MaxInt64
}

func readTicket(_ *key, s string) (want, bool) {
	_, id, err := ParseID(strings.TrimSpace(s))
	return want{text: strconv.FormatUint(uint64(id), 10), from: int64(id), to: int64(id)}, err == nil
}

// readLink reads a ticket, a relation, or both as in blocks:12.
func readLink(_ *key, s string) (want, bool) {
	token, number, both := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ":")
	w := want{text: token}
	if rel, err := ParseRelation(token); err == nil {
		w.from = int64(rel)
	} else {
		number, both, w.text = token, true, ""
	}
	if !both {
		return w, true
	}
	_, id, err := ParseID(number)
	if w.to = int64(id); w.from != 0 {
		w.text += ":"
	}
	w.text += strconv.FormatUint(uint64(id), 10)
	return w, err == nil
}

// readChoice reads an option by its token or label, and what else people call it.
func readChoice(k *key, s string) (want, bool) {
	s = strings.Join(strings.Fields(s), " ")
	if k.field == nil {
		i := slices.IndexFunc(k.options, func(o Option) bool { return o.Token == canonicalName(s) })
		if i < 0 {
			return want{}, false
		}
		return choose(k.options[i]), true
	}
	if v, err := k.field.parseOption(s); err == nil {
		if o := k.field.option(v.N); o != nil {
			return choose(*o), true
		}
		return want{text: "no"}, s != ""
	}
	for _, o := range k.options {
		_, behind, _ := strings.Cut(o.Label, " ")
		named := k.field.No == FieldKind && kindIs(Kind(o.N), s)
		if named || k.field.prefix != "" && strings.EqualFold(behind, s) {
			return choose(o), true
		}
	}
	return want{}, false
}

func choose(o Option) want { return want{text: o.Token, from: o.N, to: o.N} }

func kindIs(k Kind, s string) bool {
	return strings.EqualFold(k.Rules().Short, s) || strings.EqualFold(k.Rules().Prefix, s)
}
