package model

import (
	"slices"
	"testing"
	"time"
)

// A slowDesk is the slow reference of all clocks of one ticket: it lives the ticket's life minute by minute, knows open
// minutes from the slow calendars alone, and has no due times but those that it walks to.
type slowDesk struct {
	testing.TB
	calendars map[string]*slowCalendar
	begin     Instant // of the minutes
	terms     *Terms
	matches   []func(*Ticket) bool
	t         Ticket
	now       Instant
	clocks    []*slowClock
}

// A slowCalendar is the slow reference of a calendar. Where working days end it takes from the calendar itself, whose own
// tests see to them.
type slowCalendar struct {
	*minuteByMinute
	working *WorkingTime
}

// unknown is a due time in days of which the slow calendars know nothing.
const unknown = Instant(-1)

// A slowClock is one promise under the slow reference, in minutes.
type slowClock struct {
	agreement               Agreement
	target                  Target
	policy                  *Policy
	calendar                *slowCalendar
	state                   ClockState
	start, due              Instant
	budget, elapsed, paused int
	longest                 int64 // in seconds
	late                    bool
}

// under puts terms in force.
func (s *slowDesk) under(e *Edition, at Instant) {
	s.pass(at)
	s.terms, s.matches = &e.Terms, nil
	for _, p := range e.Terms.Policies {
		s.matches = append(s.matches, mustParse(s, p.Match).Bind(Env{Names: deskRoll, Now: e.At.Time()}).Match)
	}
	if s.t.Exists() {
		s.settle(false)
	}
}

// lives goes on to an event.
func (s *slowDesk) lives(ev *Event, recorded Instant) {
	fresh := !s.t.Exists()
	if fresh {
		s.now = min(ev.At, recorded)
	}
	s.pass(min(ev.At, recorded))
	for _, d := range ev.Deltas {
		FieldNo(d.Field).Set(&s.t, d.To)
	}
	s.settle(fresh)
	if ev.Verb == VerbComment {
		s.hears(ev.By != s.t.Requester)
	}
}

// pass lets the minutes pass up to a time. What lies before now has passed.
func (s *slowDesk) pass(to Instant) {
	for _, c := range s.clocks {
		c.passes(s.minute(s.now), s.minute(to), s.begin)
	}
	s.now = max(s.now, to)
}

func (s *slowDesk) minute(at Instant) int { return int(at-s.begin) / 60 }

func (c *slowClock) passes(from, to int, begin Instant) {
	for m := from; m < to; m++ {
		switch open := c.calendar.open[m]; {
		case c.state == Running:
			c.late = c.late || c.elapsed >= c.budget
			if !open {
				continue
			}
			if c.elapsed++; c.elapsed == c.budget {
				c.due = begin + Instant(m+1)*60
			}
		case c.state == OnPause && open:
			c.paused++
		}
	}
}

// promised finds what an agreement promises.
func (s *slowDesk) promised(a Agreement) (*Policy, *Promise) {
	for i := range s.terms.Policies {
		p := &s.terms.Policies[i]
		if p.Agreement != a || p.Off || !s.matches[i](&s.t) {
			continue
		}
		for _, want := range []string{"p" + string(rune('0'+s.t.Priority)), "any"} {
			for j := range p.Promises {
				if p.Promises[j].For == want {
					return p, &p.Promises[j]
				}
			}
		}
		return p, nil
	}
	return nil, nil
}

func (s *slowDesk) settle(fresh bool) {
	for a := range Agreements {
		policy, promise := s.promised(Agreement(a))
		for _, target := range []Target{Response, Update, Resolution} {
			i := slices.IndexFunc(s.clocks, func(c *slowClock) bool { return c.agreement == Agreement(a) && c.target == target })
			has := i >= 0 && s.clocks[i].state != Dropped
			done := !s.t.Open() || target == Response && s.t.Acknowledged != 0
			switch {
			case promise == nil || promise.Of(target).IsZero() || s.t.State == StateCanceled:
				if has && s.clocks[i].state != Stopped {
					s.clocks[i].state, s.clocks[i].due = Dropped, 0
				}
			case has:
				s.holds(s.clocks[i], policy, promise, done)
			case !done || fresh:
				s.clocks = append(slices.DeleteFunc(s.clocks, func(c *slowClock) bool { return i >= 0 && c == s.clocks[i] }),
					s.starts(Agreement(a), target, policy, promise, done, fresh))
			}
		}
	}
}

// starts begins a clock and, of a ticket from elsewhere, counts what had passed until it was told of.
func (s *slowDesk) starts(a Agreement, target Target, p *Policy, promise *Promise, done, fresh bool) *slowClock {
	c := &slowClock{agreement: a, target: target, start: s.now}
	if fresh && s.t.Created != 0 {
		c.start = s.t.Created
	}
	until := s.now
	for _, at := range []Instant{s.t.Resolved, s.t.Acknowledged} {
		if done && at != 0 && (at == s.t.Resolved || target == Response) {
			until = min(until, at)
		}
	}
	s.aims(c, p, promise)
	c.passes(s.minute(c.start), s.minute(until), s.begin)
	s.turns(c, p, done, until)
	return c
}

// holds brings a clock under what is promised now.
func (s *slowDesk) holds(c *slowClock, p *Policy, promise *Promise, done bool) {
	elsewhere := c.agreement == OLA && c.policy.ID != p.ID
	switch {
	case done && (c.state == Stopped || elsewhere):
		c.state = Stopped
		return
	case elsewhere:
		*c = slowClock{agreement: c.agreement, target: c.target, start: s.now}
	case !done && c.target == Update && (c.state == Stopped && p.Restart == OnWaiting || c.state == Answered && p.Restart != OnWaiting):
		s.begins(c)
	}
	s.aims(c, p, promise)
	s.turns(c, p, done, s.now)
}

// aims sets the budget, and judges by it if it is another.
func (s *slowDesk) aims(c *slowClock, p *Policy, promise *Promise) {
	name := promise.Calendar
	if name == "" {
		name = p.Calendar
	}
	c.policy, c.calendar = p, s.calendars[name]
	budget := int(promise.Of(c.target).Span / time.Minute)
	if days := promise.Of(c.target).Days; days > 0 {
		end, err := c.calendar.working.WorkingDays(c.start.Time(), days)
		if err != nil {
			s.Fatal(err)
		}
		budget = int(c.calendar.working.Between(c.start.Time(), end) / time.Minute)
	}
	if budget == c.budget {
		return
	}
	c.budget, c.late, c.due = budget, c.elapsed > budget, 0
	if c.late {
		c.due = c.calendar.known(c.calendar.sub(s.now.Time(), time.Duration(c.elapsed-budget)*time.Minute))
	}
}

// turns brings a clock into the state that the ticket demands.
func (s *slowDesk) turns(c *slowClock, p *Policy, done bool, at Instant) {
	was := c.state
	switch {
	case done:
		c.state = Stopped
	case c.state == Answered:
	case slices.ContainsFunc(p.Pause, func(p Pause) bool { return p.Holds(&s.t) }):
		c.state = OnPause
	default:
		c.state = Running
	}
	switch {
	case c.late:
	case c.state == OnPause || c.state == Answered:
		c.due = 0
	case c.elapsed < c.budget:
		c.due = c.calendar.known(c.calendar.add(at.Time(), time.Duration(c.budget-c.elapsed)*time.Minute))
	case c.due == 0 || was != Running:
		c.due = at
	}
}

// hears hears a public word of the desk or of the requester.
func (s *slowDesk) hears(desk bool) {
	for _, c := range s.clocks {
		if c.target != Update || c.state == Stopped || c.state == Dropped {
			continue
		}
		policy, promise := s.promised(c.agreement)
		switch restart := policy.Restart; {
		case restart == OnWaiting && desk && c.state != Answered:
			if c.ends(); !c.late {
				c.due = 0
			}
			c.state = Answered
		case restart == OnWaiting && !desk && c.state == Answered, restart == OnReply && desk, restart == OnContact:
			s.begins(c)
			s.aims(c, policy, promise)
			s.turns(c, policy, false, s.now)
		}
	}
}

// begins begins another exchange, ends ends one.
func (s *slowDesk) begins(c *slowClock) {
	c.ends()
	*c = slowClock{agreement: c.agreement, target: Update, policy: c.policy, calendar: c.calendar, start: s.now, longest: c.longest}
}

func (c *slowClock) ends() {
	c.longest = max(c.longest, int64(c.elapsed)*60)
	if c.late {
		c.longest = max(c.longest, int64(c.budget)*60+1)
	}
}

// known gives an instant of the days that the slow calendar knows.
func (c *slowCalendar) known(t time.Time) Instant {
	if t.Before(c.begin.Add(48*time.Hour)) || t.After(c.begin.Add((lawDays-2)*24*time.Hour)) {
		return unknown
	}
	return At(t)
}
