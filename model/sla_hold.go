package model

import (
	"slices"
	"time"
)

// kept tells whether what a target promises is done.
func kept(target Target, t *Ticket) bool {
	return target == Response && t.Acknowledged != 0 || !t.Open()
}

// keptAt gives when that was, and now when it is not done or nobody knows.
func keptAt(target Target, t *Ticket, now Instant) Instant {
	at := Instant(0)
	if target == Response {
		at = t.Acknowledged
	}
	if !t.Open() {
		at = sooner(at, sooner(t.Resolved, t.Closed))
	}
	return sooner(now, at)
}

// until gives up to when a clock counts in its state, of what is told now: one that runs no further than its promise was
// kept.
func (c *Clock) until(t *Ticket, now Instant) Instant {
	if c.State == Stopped {
		return now
	}
	if c.State == Stopped {
		return now
	}
	return keptAt(c.Target, t, now)
}

// abandoned tells whether a ticket ended without being done, so that no promise about it is kept or broken.
func abandoned(t *Ticket) bool {
	switch t.State {
	case StateCanceled, StateMerged, StateDeclined, StateRejected:
		return true
	}
	return false
}

// A measure is what a clock has to measure.
type measure struct {
	agreement Agreement
	target    Target
	policy    *policy
	row       int
}

// times gives the calendar that counts.
func (m measure) times() *WorkingTime { return m.policy.times[m.row] }

// seconds gives the budget in open time, for a clock that counts since an instant.
func (m measure) seconds(since Instant) int64 {
	budget := m.policy.Promises[m.row].Of(m.target)
	if budget.Days == 0 {
		return int64(budget.Span / time.Second)
	}
	end, err := m.times().WorkingDays(since.Time(), budget.Days)
	if err != nil {
		return 1 << 32 // the calendar never has so many days: it is never due
	}
	return int64(m.times().Between(since.Time(), end) / time.Second)
}

// A budget is what a clock may measure, worked out: most steps of a ticket's life find the same one again.
type budget struct {
	measure measure
	since   Instant
	seconds int64
}

// budget gives the budget of a clock in open time.
func (k *keeper) budget(c *Clock, m measure) int64 {
	b := &k.spans[m.agreement][m.target]
	if b.measure != m || b.since != c.Start {
		*b = budget{m, c.Start, m.seconds(c.Start)}
	}
	return b.seconds
}

// settle brings every clock into the state that the facts demand from now on.
func (k *keeper) settle(at Instant, fresh bool, why cause) {
	for a := range Agreements {
		p, row := k.terms.first(Agreement(a), k.t), -1
		if p != nil {
			row = p.row(k.t)
		}
		for target := range targetCount {
			promised := row >= 0 && !abandoned(k.t) && !p.Promises[row].Of(target).IsZero()
			c := k.clock(Agreement(a), target)
			if !promised {
				k.drop(c, why)
				continue
			}
			k.hold(c, measure{Agreement(a), target, p, row}, at, fresh, why)
		}
	}
}

// clock finds the clock of a target, nil when there is none.
func (k *keeper) clock(a Agreement, target Target) *Clock {
	i := slices.IndexFunc(k.t.Clocks, func(c Clock) bool { return c.Agreement == a && c.Target == target })
	if i < 0 {
		return nil
	}
	return &k.t.Clocks[i]
}

// drop ends a clock of which nothing is promised any more. One that has stopped keeps what it says.
func (k *keeper) drop(c *Clock, why cause) {
	if c == nil {
		return
	}
	if c.State != Stopped {
		c.State, c.Due = Dropped, 0
	}
	k.turn(c, measure{}, why)
}

// hold makes a clock measure what is wanted, and begins one where there is none.
func (k *keeper) hold(c *Clock, m measure, at Instant, fresh bool, why cause) {
	done := kept(m.target, k.t)
	lives := c != nil && c.State != Dropped
	elsewhere := lives && c.Agreement == OLA && c.Policy != m.policy.ID
	switch {
	case lives && done && (c.State == Stopped || elsewhere):
		c.State = Stopped
		k.turn(c, measure{}, why)
		return
	case !lives && done && !fresh:
		return // it was done before it was promised
	case !lives || elsewhere:
		c = k.begin(c, m, at, fresh, why)
	case !done && c.lapsed(m.policy):
		k.exchange(c, m, at, why)
		return
	}
	c.State = m.state(c, done, k.t)
	c.aim(m, k.budget(c, m))
	k.turn(c, m, why)
}

// state gives what a clock does from now on.
func (m measure) state(c *Clock, done bool, t *Ticket) ClockState {
	switch {
	case done:
		return Stopped
	case c.State == Answered:
		return Answered
	case m.policy.pauses(t):
		return OnPause
	}
	return Running
}

// pauses tells whether the clocks of a policy stand still on a ticket.
func (p *policy) pauses(t *Ticket) bool {
	return slices.ContainsFunc(p.Pause, func(p Pause) bool { return p.Holds(t) })
}

func (k *keeper) turn(c *Clock, m measure, why cause) {
	if k.ear != nil {
		k.ear.turned(c, k.t, m, why)
	}
}

// count counts the time of a clock up to an instant in the state that it was in.
func (k *keeper) count(c *Clock, times *WorkingTime, until Instant) {
	if until <= c.Since {
		return
	}
	from := c.Since
	c.Since = until
	if times != nil && (c.State == Running || c.State == OnPause) {
		n := int64(times.Between(from.Time(), until.Time()) / time.Second)
		if c.State == Running {
			c.Elapsed += n
			c.Late = c.Late || c.Due != 0 && until > c.Due
		} else {
			c.Paused += n
		}
	}
	if k.ear != nil {
		k.ear.passed(c, from, times)
	}
}

// begin starts a clock, in the place of another one if c is not nil. On a ticket that nobody knew before it counts from
// when the ticket was made, which may be earlier for one that comes from elsewhere.
func (k *keeper) begin(c *Clock, m measure, at Instant, fresh bool, why cause) *Clock {
	start := at
	if fresh && k.t.Created != 0 {
		start = min(at, k.t.Created)
	}
	if c == nil {
		k.t.Clocks = append(k.t.Clocks, Clock{})
		c = &k.t.Clocks[len(k.t.Clocks)-1]
	} else {
		k.part(c)
	}
	*c = Clock{Agreement: m.agreement, Target: m.target, Start: start, Since: start}
	c.aim(m, k.budget(c, m))
	k.turn(c, m, why)
	k.count(c, m.times(), c.until(k.t, at))
	return c
}

// exchange begins the update clock anew.
func (k *keeper) exchange(c *Clock, m measure, at Instant, why cause) {
	k.part(c)
	*c = Clock{Agreement: c.Agreement, Target: Update, Start: at, Since: at, Longest: c.longest()}
	c.State = m.state(c, false, k.t)
	c.aim(m, k.budget(c, m))
	k.turn(c, m, why)
}

func (k *keeper) part(c *Clock) {
	if k.ear != nil {
		k.ear.parted(c)
	}
}

// aim sets what a clock is to measure from now on, of how many seconds, and when it is due. When it was due does not
// change because it is paused or goes on afterwards, but with the budget all is judged anew: what elapsed counts, under
// whatever terms it did.
func (c *Clock) aim(m measure, budget int64) {
	swapped := budget != c.Budget
	c.Budget, c.Policy = budget, m.policy.ID
	if swapped {
		c.Late = c.Elapsed > budget
		c.Told, c.Warned = c.Told && c.Late, c.Warned && c.warns(m.policy)
	}
	switch {
	case !c.Late && (c.State == OnPause || c.State == Answered):
		c.Due = 0
	case !c.Late || swapped:
		c.Due = c.after(m.times(), budget)
	}
}

// after gives when so much open time has elapsed, or had, if the clock runs on, or had run, where it was counted to.
func (c *Clock) after(times *WorkingTime, elapsed int64) Instant {
	left := time.Duration(elapsed-c.Elapsed) * time.Second
	if left == 0 {
		return c.Since
	}
	at, err := times.Add(c.Since.Time(), left)
	switch {
	case err == nil:
		return At(at).bound()
	case left < 0:
		return c.Since
	}
	return 0 // open time ends before
}

// share gives how much of its budget a clock may use up before it warns, warns whether it has.
func (c *Clock) share(p *policy) int64 { return c.Budget * int64(p.Warn.Of(c.Target)) / 100 }
func (c *Clock) warns(p *policy) bool  { return c.Late || c.Elapsed >= c.share(p) }

// answer ends an exchange: nobody waits any more.
func (c *Clock) answer() {
	c.State, c.Longest = Answered, c.longest()
	if !c.Late {
		c.Due = 0
	}
}

// lapsed tells whether the exchange of an update clock is over under a policy, so that another has to begin.
func (c *Clock) lapsed(p *policy) bool {
	waits := p.Restart == OnWaiting
	return c.Target == Update && (c.State == Stopped && waits || c.State == Answered && !waits)
}

// longest gives how long the longest exchange took if the present one ends now.
func (c *Clock) longest() int64 {
	took := c.Elapsed
	if c.Late {
		took = max(took, c.Budget+1) // also one that was due at closing time and ends before the next opening
	}
	return max(c.Longest, took)
}
