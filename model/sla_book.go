package model

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// An Edition is the terms of a desk from one amendment to the next.
type Edition struct {
	Rev   Revision // of the journal line that brought it; zero for what a desk begins with
	At    Instant
	By    Ref
	Terms Terms
}

// A Book holds all editions of a desk's terms, ready for use. It never changes and may be used from several goroutines.
type Book struct{ editions []*edition }

// An edition is an Edition ready for use.
type edition struct {
	Edition
	// agreed is since when what clocks follow from holds: earlier than At where only other parts were amended since.
	agreed   Instant
	times    map[string]*WorkingTime // by folded name of the calendar
	policies []*policy
	rules    []func(*Ticket, time.Time) bool
}

// A policy is a Policy ready for use.
type policy struct {
	*Policy
	match      *Filter
	items      map[string]int // the row of each catalogue item, by folded name
	priorities [6]int         // the row of each priority, or -1
	times      []*WorkingTime // of each row
}

// NewBook makes terms ready for use: editions in the order of their revisions, at least one. Names and public resolve
// what they mention. It refuses what Terms.Check refuses.
func NewBook(editions []Edition, names Names, public PublicHolidays) (*Book, error) {
	if len(editions) == 0 {
		return nil, fmt.Errorf("a desk needs terms")
	}
	b := &Book{}
	for _, e := range editions {
		with, err := b.With(e, names, public)
		if err != nil {
			return nil, fmt.Errorf("terms of change %d: %w", e.Rev, err)
		}
		b = with
	}
	return b, nil
}

// Rebound gives the book with its matches looked up anew, for names that came to be since. Calendars are shared.
func (b *Book) Rebound(names Names) *Book {
	to := &Book{}
	for _, e := range b.editions {
		again := &edition{Edition: e.Edition, agreed: e.agreed, times: e.times}
		again.bind(names)
		to.editions = append(to.editions, again)
	}
	return to
}

// With gives the book with one edition more. It refuses what Terms.Check refuses.
func (b *Book) With(e Edition, names Names, public PublicHolidays) (*Book, error) {
	var last *edition
	if len(b.editions) > 0 {
		last = b.now()
	}
	ready, err := open(e, last, names, public)
	if err != nil {
		return nil, err
	}
	return &Book{append(slices.Clone(b.editions), ready)}, nil
}

// Unknown lists what the newest terms mention though nobody and nothing on the desk is called so: names in what policies
// and rules match, people and teams that rules speak of,
// and whatever macros and replies do.
func (b *Book) Unknown(names Names) (all []string) {
	e := b.now()
	for _, p := range e.policies {
		all = append(all, p.match.Unknown...)
	}
	for i := range e.Terms.Rules {
		r := &e.Terms.Rules[i]
		q, _ := ParseQuery(r.Match) // Check has read it
		all = append(all, q.Bind(Env{Names: names, Now: e.At.Time()}).Unknown...)
		for _, do := range r.Do {
			if table, name := do.mentions(); name != "" && !isCalled(names, table, name) {
				all = append(all, Tables[table].Token+" "+name)
			}
		}
	}
	return append(all, e.Terms.strangers(Env{Names: names, Now: e.At.Time()})...)
}

// isCalled tells whether a noun has just that name.
func isCalled(names Names, table Table, name string) bool {
	return slices.ContainsFunc(names.Find(table, name), func(r Ref) bool { return FoldName(names.Name(table, r)) == FoldName(name) })
}

// Terms gives what holds now. Nobody may change it.
func (b *Book) Terms() *Terms { return &b.now().Terms }

// Editions lists all editions, oldest first. Nobody may change them.
func (b *Book) Editions() []Edition {
	all := make([]Edition, len(b.editions))
	for i, e := range b.editions {
		all[i] = e.Edition
	}
	return all
}

// Calendar gives a calendar that holds now, ready to count with; nil when there is none with that name.
func (b *Book) Calendar(name string) *WorkingTime { return b.now().times[FoldName(name)] }

func (b *Book) now() *edition { return b.editions[len(b.editions)-1] }

// before gives the index of the edition that held when a line was written.
func (b *Book) before(rev Revision) int {
	i := len(b.editions) - 1
	for i > 0 && b.editions[i].Rev >= rev {
		i--
	}
	return i
}

// open makes an edition ready for use. Calendars that are as in the last one, if there is one, are shared with it.
func open(from Edition, last *edition, names Names, public PublicHolidays) (*edition, error) {
	e := &edition{Edition: from, agreed: from.At, times: map[string]*WorkingTime{}}
	if err := e.Terms.Check(); err != nil {
		return nil, err
	}
	for i := range e.Terms.Calendars {
		c := &e.Terms.Calendars[i]
		w := last.compiled(c)
		if w == nil {
			var err error
			if w, err = c.Compile(public); err != nil {
				return nil, err
			}
		}
		e.times[FoldName(c.Name)] = w
	}
	if last != nil && e.Terms.timesAs(&last.Terms) {
		e.agreed = last.agreed
	}
	e.bind(names)
	return e, nil
}

// timesAs tells whether the same clocks follow from other terms, and the same alarms.
func (t *Terms) timesAs(other *Terms) bool {
	return t.Care == other.Care && reflect.DeepEqual(t.Calendars, other.Calendars) && reflect.DeepEqual(t.Policies, other.Policies) &&
		reflect.DeepEqual(t.Rules, other.Rules)
}

// compiled finds a calendar that the edition has made ready, nil when it has none that is just so.
func (e *edition) compiled(c *Calendar) *WorkingTime {
	if e == nil {
		return nil
	}
	i := slices.IndexFunc(e.Terms.Calendars, func(own Calendar) bool { return reflect.DeepEqual(own, *c) })
	if i < 0 {
		return nil
	}
	return e.times[FoldName(c.Name)]
}

// bind looks up what policies and rules match.
func (e *edition) bind(names Names) {
	for i := range e.Terms.Policies {
		e.policies = append(e.policies, e.policy(&e.Terms.Policies[i], names))
	}
	for i := range e.Terms.Rules {
		e.rules = append(e.rules, e.rule(&e.Terms.Rules[i], names))
	}
}

func (e *edition) policy(from *Policy, names Names) *policy {
	q, _ := ParseQuery(from.Match) // Check has read it
	p := &policy{Policy: from, match: q.Bind(Env{Names: names, Now: e.agreed.Time()}), items: map[string]int{}}
	rows := map[string]int{}
	for i, row := range from.Promises {
		if item, ok := row.item(); ok {
			p.items[item] = i
		}
		rows[FoldName(row.For)] = i
		p.times = append(p.times, e.times[FoldName(cmp.Or(row.Calendar, from.Calendar))])
	}
	for n := range p.priorities {
		row, ok := rows[fmt.Sprintf("p%d", n)]
		if !ok {
			if row, ok = rows["any"]; !ok {
				row = -1
			}
		}
		p.priorities[n] = row
	}
	return p
}

func (e *edition) rule(from *Rule, names Names) func(*Ticket, time.Time) bool {
	q, _ := ParseQuery(from.Match)
	return func(t *Ticket, now time.Time) bool { return q.Bind(Env{Names: names, Now: now}).Match(t) }
}

// row gives the row of the policy that holds for a ticket: that of its catalogue item, else of its priority, else any;
// -1 for none.
func (p *policy) row(t *Ticket) int {
	if len(p.items) > 0 {
		for _, item := range [...]string{t.Subcategory, t.Category} {
			if i, ok := p.items[FoldName(item)]; ok {
				return i
			}
		}
	}
	return p.priorities[min(int(t.Priority), len(p.priorities)-1)]
}

// first finds the policy of an agreement that holds for a ticket, nil for none.
func (e *edition) first(a Agreement, t *Ticket) *policy {
	for _, p := range e.policies {
		if p.Agreement == a && !p.Off && p.match.Match(t) {
			return p
		}
	}
	return nil
}

// byID finds a policy, nil when the edition has none with that ID.
func (e *edition) byID(id uint16) *policy {
	i := slices.IndexFunc(e.policies, func(p *policy) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return e.policies[i]
}

// counting gives the policy and the calendar by which a clock of a ticket counts, none when they are gone.
func (e *edition) counting(c *Clock, t *Ticket) (*policy, *WorkingTime) {
	p := e.byID(c.Policy)
	if p == nil {
		return nil, nil
	}
	row := p.row(t)
	if row < 0 {
		return p, nil
	}
	return p, p.times[row]
}

// promisesAs tells whether another edition promises a ticket the same as this one.
func (e *edition) promisesAs(to *edition, t *Ticket) bool {
	for a := range Agreements {
		p, q := e.first(Agreement(a), t), to.first(Agreement(a), t)
		if p == nil && q == nil {
			continue
		}
		if p == nil || q == nil || !p.promisesAs(q, t) {
			return false
		}
	}
	return true
}

func (p *policy) promisesAs(q *policy, t *Ticket) bool {
	i, j := p.row(t), q.row(t)
	return i >= 0 && j >= 0 && p.ID == q.ID && p.times[i] == q.times[j] && p.Promises[i] == q.Promises[j] &&
		p.Restart == q.Restart && p.Warn == q.Warn && slices.Equal(p.Pause, q.Pause)
}
