package model

import (
	"slices"
	"testing"
)

// TestClocksOfTenThousandTicketsAreRight lives random lives under random terms: what is kept is what is recalled, accounts
// sum to it, it is what counting minute by minute gives, and all alarms ring once.
func TestClocksOfTenThousandTicketsAreRight(t *testing.T) {
	worlds, tickets := 50, 200
	if testing.Short() {
		worlds = 5
	}
	for seed := range worlds {
		w := newWorld(t, seed)
		for range tickets {
			l := w.lives()
			l.agrees()
			accounts := l.book.Explain(l.ticket.ID, l.entries, l.now)
			l.explained(accounts)
			if !l.muddled {
				l.agreesWith(l.slowly(), accounts)
			}
		}
	}
}

// shifted sees that a hold moves the due time by the open time that it took.
func (l *lawLife) shifted(before []Clock) {
	for i, was := range before {
		c := l.ticket.Clocks[i]
		if was.State != OnPause || was.Late || c.State != Running || c.Start != was.Start || c.Policy != was.Policy || c.Budget != was.Budget {
			continue
		}
		_, times := l.book.now().counting(&c, l.ticket)
		if was.Due = was.after(times, was.Budget); was.Elapsed == was.Budget || was.Due == 0 {
			continue
		}
		if moved := int64(times.Between(was.Due.Time(), c.Due.Time()).Seconds()); moved != c.Paused-was.Paused {
			l.Fatalf("the due time of %+v moved by %d open seconds from %+v", c, moved, was)
		}
	}
}

// explained sees that accounts have no gap and sum to what their clocks count.
func (l *lawLife) explained(accounts []Account) {
	for _, a := range accounts {
		var elapsed, paused int64
		for i, line := range a.Lines {
			if i > 0 && line.From != a.Lines[i-1].To || line.From >= line.To {
				l.Fatalf("line %d of %s leaves a gap: %+v", i, a.Name(), a.Lines)
			}
			elapsed, paused = elapsed+line.counted(), paused+line.paused()
			if line.Elapsed != elapsed || line.Paused != paused {
				l.Fatalf("line %d of %s sums to %d and %d, not %d and %d", i, a.Name(), line.Elapsed, line.Paused, elapsed, paused)
			}
			if line.Why == "" {
				l.Fatalf("line %d of %s does not say why", i, a.Name())
			}
		}
		if elapsed != a.Elapsed || paused != a.Paused {
			l.Fatalf("the lines of %s sum to %d and %d, its clock says %d and %d", a.Name(), elapsed, paused, a.Elapsed, a.Paused)
		}
		if n := len(a.Lines); n > 0 && !a.Past && a.Lines[n-1].To != max(l.now, a.Since) || n > 0 && a.Lines[0].From > a.Start {
			l.Fatalf("the lines of %s go from %s to %s, it began at %s", a.Name(), a.Lines[0].From, a.Lines[n-1].To, a.Start)
		}
	}
}

// slowly lives the same life in the slow reference.
func (l *lawLife) slowly() *slowDesk {
	s := &slowDesk{TB: l.w, calendars: l.w.calendars, begin: At(l.w.begin), now: l.w.at(3, 0)}
	edition := -1
	cross := func(rev Revision) {
		for edition+1 < len(l.w.editions) && (edition < 0 || l.w.editions[edition+1].Rev < rev) {
			edition++
			s.under(&l.w.editions[edition], min(l.w.editions[edition].At, l.now))
		}
	}
	for _, e := range l.entries {
		cross(e.Rev)
		if l.dead[e.Rev] {
			continue
		}
		for i := range e.Events {
			if ev := &e.Events[i]; !ev.Verb.Told() {
				s.lives(ev, e.Recorded)
			}
		}
	}
	cross(Revision(l.edition*perEdition) + 1)
	s.pass(l.now)
	return s
}

// agreesWith compares the accounts' clocks with those of the slow reference.
func (l *lawLife) agreesWith(s *slowDesk, accounts []Account) {
	n := 0
	for _, a := range accounts {
		if a.Past {
			continue
		}
		n++
		i := slices.IndexFunc(s.clocks, func(c *slowClock) bool { return c.agreement == a.Agreement && c.target == a.Target })
		if i < 0 {
			l.Fatalf("there is no slow clock of %s", a.Name())
		}
		c := s.clocks[i]
		same := c.state == a.State && c.start == a.Start && int64(c.elapsed*60) == a.Elapsed && int64(c.paused*60) == a.Paused &&
			c.policy.ID == a.Policy && int64(c.budget*60) == a.Budget
		if c.state != Dropped {
			same = same && c.late == a.Late && (c.due == a.Due || c.due == unknown) && c.longest == a.Longest
		}
		if !same {
			l.Fatalf("%s is %+v, slowly it is %+v", a.Name(), a.Clock, *c)
		}
	}
	if n != len(s.clocks) {
		l.Fatalf("%d clocks are accounted for, slowly there are %d", n, len(s.clocks))
	}
}
