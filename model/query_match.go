package model

import "time"

// An Env is what a query is read against: the names of the desk, who asks, and when. Its zero value knows no names and
// nobody.
type Env struct {
	Names Names
	Me    Ref       // the person who asks, for assignee:me; zero matches nobody
	Who   string    // their name, for texts that they write
	Now   time.Time // for relative times; its zone says when days begin
}

// A Filter is a query bound to people and a moment. It may be used by several goroutines.
type Filter struct {
	// Unknown lists the conditions whose names nobody and nothing on the desk has, as in team:netwrok. No ticket meets
	// them.
	Unknown []string
	match   match
}

// A match tells whether a ticket meets a clause.
type match func(*Ticket) bool

// Bind makes a filter of the query: names become numbers and relative times points in time. A name means the noun that
// is called so, or else all whose name has a word that begins with it.
func (q Query) Bind(env Env) *Filter {
	if q.root == nil {
		return &Filter{}
	}
	b := &binder{env: env}
	m := q.root.bind(b)
	return &Filter{Unknown: b.unknown, match: m}
}

// Match tells whether the ticket is one that the query takes. It allocates nothing when the query is Fixed. Whether the
// ticket exists is not asked.
func (f *Filter) Match(t *Ticket) bool { return f.match == nil || f.match(t) }

// A binder holds what clauses need to know to be bound, and gathers what they did not find.
type binder struct {
	env     Env
	unknown []string
}

func (c conjunction) bind(b *binder) match {
	all := bindAll(c, b)
	return func(t *Ticket) bool {
		for _, m := range all {
			if !m(t) {
				return false
			}
		}
		return true
	}
}

func (c alternative) bind(b *binder) match { return firstOf(bindAll(c, b)) }

func (c negation) bind(b *binder) match {
	m := c.clause.bind(b)
	return func(t *Ticket) bool { return !m(t) }
}

func bindAll(clauses []clause, b *binder) (all []match) {
	for _, c := range clauses {
		all = append(all, c.bind(b))
	}
	return all
}

// firstOf joins tests into one that is met when any of them is.
func firstOf(tests []match) match {
	if len(tests) == 1 {
		return tests[0]
	}
	return func(t *Ticket) bool {
		for _, m := range tests {
			if m(t) {
				return true
			}
		}
		return false
	}
}

// meaning gives what a value stands for when that is another query.
func (c *cond) meaning(w want) (clause, bool) {
	text, ok := c.key.means[w.text]
	if !ok {
		return nil, false
	}
	q, err := ParseQuery(text)
	return q.root, err == nil
}

func (c *cond) fixed() bool {
	for _, w := range c.wants {
		if meaning, ok := c.meaning(w); ok && !meaning.fixed() {
			return false
		}
	}
	return c.key.field == nil || c.key.field.Fixed
}

// texts gives the words of a condition on a text that is searched by its words.
func (c *cond) texts() (all []string) {
	if !c.key.words {
		return nil
	}
	for _, w := range c.wants {
		if w.way == literal {
			all = append(all, w.text)
		}
	}
	return all
}

func (c *cond) bind(b *binder) match {
	var tests []match
	var numbers []stretch
	for _, w := range c.wants {
		meaning, ok := c.meaning(w)
		switch {
		case ok:
			tests = append(tests, meaning.bind(b))
		case c.key.meet == nil:
			numbers = append(numbers, c.reach(w, b)...)
		case w.way == macro && w.text != meValue.Token:
			tests = append(tests, c.presence(w))
		default:
			tests = append(tests, c.key.meet(c, w, b))
		}
	}
	if len(numbers) > 0 || len(tests) == 0 {
		tests = append(tests, within(c.key.get, numbers))
	}
	return firstOf(tests)
}

// presence tests a field whose values are no numbers for none or any.
func (c *cond) presence(w want) match {
	get, none := c.key.get, w.text == noValue.Token
	return func(t *Ticket) bool { return (get(t) == Value{}) == none }
}
