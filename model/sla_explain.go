package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// An Account explains one clock: every interval since it began, counted or not, and why.
type Account struct {
	Clock
	PolicyName string
	For        string // the row of the policy that holds, as in p2
	Promised   Budget
	Calendar   string
	Zone       *time.Location
	Lines      []AccountLine
	// Past says that another clock took this one's place: another exchange began, the ticket went to another team, or
	// something was promised again.
	Past bool
}

// An AccountLine is one interval of an account. Lines leave no gap; those that count sum to the elapsed time, and those
// that are open while it is paused to the paused time.
type AccountLine struct {
	From, To Instant
	// State is what the clock did, Open whether its calendar was open. Time counts when it ran and was open.
	State ClockState
	Open  bool
	// Before says that the clock had not begun: no policy promised anything yet.
	Before bool
	// Why says for people what the interval was: open hours, a holiday by name, on hold by reason, resolved.
	Why string
	// By and Cause say who brought the clock into that state, and how.
	By    Ref
	Cause string
	// Elapsed and Paused are the sums at the end of the interval, in seconds.
	Elapsed, Paused int64
}

// Counts tells whether the interval counts as elapsed time.
func (l *AccountLine) Counts() bool { return l.State == Running && l.Open && !l.Before }

// Explain gives the accounts of all clocks that a ticket has or had, from its journal lines, oldest first, up to now. Those
// whose place another took come first.
func (b *Book) Explain(id ID, entries []*Entry, now Instant) []Account {
	x := &explainer{}
	k := b.walk(id, entries, x)
	counts := k.counts()
	for i := range k.t.Clocks {
		c := &k.t.Clocks[i]
		k.count(c, counts[i], now)
		x.of(c).Clock = *c
	}
	for _, a := range x.open {
		x.done = append(x.done, a.Account)
	}
	for i := range x.done {
		if !x.done[i].follows(x.done[:i]) {
			x.done[i].precede(k.t.Created)
		}
	}
	return x.done
}

// An explainer listens to a keeper and writes accounts.
type explainer struct {
	open []*account
	done []Account
}

// An account is an Account that is being written.
type account struct {
	Account
	text string // what the state is called
	why  cause
}

// of gives the account of a clock, which is opened when there is none.
func (x *explainer) of(c *Clock) *account {
	if i := x.find(c); i >= 0 {
		return x.open[i]
	}
	a := &account{Account: Account{Clock: *c}}
	x.open = append(x.open, a)
	return a
}

func (x *explainer) find(c *Clock) int {
	return slices.IndexFunc(x.open, func(a *account) bool { return a.Agreement == c.Agreement && a.Target == c.Target })
}

func (x *explainer) parted(c *Clock) {
	a := x.of(c)
	a.Clock, a.Past = *c, true
	if len(a.Lines) > 0 { // else it was never there: it began and ended in one instant
		x.done = append(x.done, a.Account)
	}
	i := x.find(c)
	x.open = slices.Delete(x.open, i, i+1)
}

func (x *explainer) turned(c *Clock, t *Ticket, m measure, why cause) {
	a := x.of(c)
	a.Clock = *c
	if p := m.policy; p != nil {
		row := p.Promises[m.row]
		a.PolicyName, a.For, a.Promised = p.Name, row.For, row.Of(c.Target)
		a.Calendar, a.Zone = m.times().Name(), m.times().Zone()
	}
	if text := stateText(c, t); text != a.text || a.why == (cause{}) {
		a.text, a.why = text, why
	}
}

// stateText says why a clock is in its state.
func stateText(c *Clock, t *Ticket) string {
	state := t.State.Rule().Label
	if t.Reason != NoReason {
		state += ": " + t.Reason.Rule().Label
	}
	switch {
	case c.State == Running:
		return ""
	case c.State == Answered:
		return "Nobody waits for an answer"
	case c.State == Dropped && !abandoned(t):
		return "No policy promises this"
	case c.State == Stopped && c.Target == Response && t.Acknowledged != 0:
		return "Acknowledged"
	}
	return state
}

func (x *explainer) passed(c *Clock, from Instant, times *WorkingTime) {
	a := x.of(c)
	if times == nil || a.State == Stopped || a.State == Dropped || a.State == Answered {
		a.add(AccountLine{From: from, To: c.Since, State: a.State, Why: a.text})
		a.Clock = *c
		return
	}
	for part := range times.Intervals(from.Time(), c.Since.Time()) {
		line := AccountLine{From: At(part.From), To: At(part.To), State: a.State, Open: part.Open(), Why: part.Reason()}
		if a.State == OnPause {
			line.Why = a.text
			if !part.Open() {
				line.Why += ", " + part.Reason()
			}
		}
		a.add(line)
	}
	a.Clock = *c
}

// add appends an interval, or lengthens the last one if it goes on.
func (a *account) add(l AccountLine) {
	l.By, l.Cause = a.why.By, a.why.said()
	if n := len(a.Lines); n > 0 {
		last := a.Lines[n-1]
		l.Elapsed, l.Paused = last.Elapsed, last.Paused
		if last.To == l.From && last.State == l.State && last.Open == l.Open && last.Why == l.Why && last.By == l.By && last.Cause == l.Cause {
			l.From, l.Elapsed, l.Paused = last.From, last.Elapsed-last.counted(), last.Paused-last.paused()
			a.Lines = a.Lines[:n-1]
		}
	}
	l.Elapsed += l.counted()
	l.Paused += l.paused()
	a.Lines = append(a.Lines, l)
}

func (l *AccountLine) counted() int64 {
	if l.Counts() {
		return int64(l.To - l.From)
	}
	return 0
}

func (l *AccountLine) paused() int64 {
	if l.State == OnPause && l.Open {
		return int64(l.To - l.From)
	}
	return 0
}

// said says how something was brought about.
func (c cause) said() string {
	said := c.Verb.Rule().Past
	if text, _, _ := strings.Cut(c.Text, "\n"); text != "" && !c.Verb.Speaks() {
		said += ": " + text
	}
	return said
}

// follows tells whether the clock took the place of one of those before.
func (a *Account) follows(before []Account) bool {
	return slices.ContainsFunc(before, func(b Account) bool { return b.Agreement == a.Agreement && b.Target == a.Target })
}

// precede puts the time before a clock began in front, of one that did not begin with its ticket.
func (a *Account) precede(created Instant) {
	begin := a.Start
	if created == 0 || begin <= created {
		return
	}
	before := AccountLine{From: created, To: begin, Before: true, Why: "Before it began: no policy promised this yet"}
	a.Lines = append([]AccountLine{before}, a.Lines...)
}

// Arithmetic says step by step how the due time comes about, in the calendar's zone.
func (a *Account) Arithmetic() []string {
	zone := a.Zone
	if zone == nil {
		zone = time.UTC
	}
	show := func(at Instant) string { return at.Time().In(zone).Format("Mon 2006-01-02 15:04:05 MST") }
	steps := []string{
		fmt.Sprintf("It began %s. Promised is %s, which is %s in %s.", show(a.Start), a.Promised.Said(), spanText(a.Budget), a.Calendar),
		fmt.Sprintf("Up to %s, %s counted and %s were on pause.", show(a.Since), spanText(a.Elapsed), spanText(a.Paused)),
	}
	return append(steps, a.outcome(show))
}

// outcome says what follows from the sums.
func (a *Account) outcome(show func(Instant) string) string {
	left, due := a.Budget-a.Elapsed, show(a.Due)
	switch {
	case a.State == Dropped:
		return "Nothing is promised any more, so nothing is due."
	case a.Late && a.Due != 0:
		return fmt.Sprintf("It was due %s: breached, with %s too much.", due, spanText(max(0, -left)))
	case a.Late:
		return fmt.Sprintf("That is %s too much: breached.", spanText(-left))
	case a.State == Stopped:
		return fmt.Sprintf("It stopped with %s left: met.", spanText(left))
	case a.State == Answered:
		return fmt.Sprintf("It was answered with %s left, and nobody waits, so nothing is due.", spanText(left))
	case a.State == OnPause:
		return fmt.Sprintf("%s are left. While it is paused nothing is due; the due time comes when it runs on.", spanText(left))
	case a.Due == 0:
		return fmt.Sprintf("%s are left, more than %s is ever open from then on.", spanText(left), a.Calendar)
	}
	return fmt.Sprintf("%s are left: that much open time from then on ends %s, when it is due.", spanText(left), due)
}

// spanText writes seconds as in 1h30m0s.
func spanText(seconds int64) string { return (time.Duration(seconds) * time.Second).String() }
