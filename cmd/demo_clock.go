package cmd

import (
	"time"

	"opsdesk/model"
)

// A demoClock knows when people work.
type demoClock struct {
	zone  *time.Location
	times *model.WorkingTime
}

const (
	demoOpens = 8 * 3600
	demoShuts = 17 * 3600
	demoDays  = 120 // of the past
)

// working gives the moment itself when people work then, else one soon after they begin again.
func (c demoClock) working(at model.Instant) model.Instant {
	open, err := c.times.NextOpen(at.Time())
	if err != nil || model.At(open) == at {
		return at
	}
	return model.At(open) + at%3600
}

// workingBefore is working, unless that is too late; then people worked at odd hours.
func (c demoClock) workingBefore(at, limit model.Instant) model.Instant {
	if w := c.working(at); w <= limit {
		return w
	}
	return min(at, limit)
}

// daytime gives a moment of work so many days before another one, or of the day of work before that; n chooses a
// whole number below its argument.
func (c demoClock) daytime(at model.Instant, days int, n func(int) int) model.Instant {
	t := at.Time().In(c.zone)
	day := t.Day() - days
	switch time.Date(t.Year(), t.Month(), day, 12, 0, 0, 0, c.zone).Weekday() {
	case time.Saturday:
		day--
	case time.Sunday:
		day -= 2
	}
	return model.At(time.Date(t.Year(), t.Month(), day, 0, 0, 0, 0, c.zone)) + model.Instant(demoOpens+600+n(demoShuts-demoOpens-600))
}

// demoWeight tells how many tickets come in an hour of the week, compared with others.
func demoWeight(day time.Weekday, hour int) int {
	curve := [24]int{2, 1, 1, 1, 2, 6, 14, 34, 78, 100, 96, 82, 52, 74, 84, 72, 50, 28, 16, 12, 9, 7, 5, 3}
	w := curve[hour]
	switch day {
	case time.Monday:
		if hour >= 7 && hour < 12 {
			return w * 17 / 10
		}
		return w * 11 / 10
	case time.Friday:
		if hour >= 13 {
			return w * 6 / 10
		}
	case time.Saturday: // the warehouses work
		return w * 14 / 100
	case time.Sunday:
		return w * 5 / 100
	}
	return w
}

// A demoCalendar gives moments of the past at which tickets come.
type demoCalendar struct {
	now  model.Instant
	from model.Instant // of the first hour
	sums []int         // of the weights up to each hour
}

func newDemoCalendar(now model.Instant, zone *time.Location) *demoCalendar {
	c := &demoCalendar{now: now, from: now - demoDays*86400}
	total := 0
	for h := range demoDays * 24 {
		t := (c.from + model.Instant(h*3600)).Time().In(zone)
		total += demoWeight(t.Weekday(), t.Hour()) * (85 + h/96) // slightly more from week to week
		c.sums = append(c.sums, total)
	}
	return c
}

// arrival gives a moment; n chooses a whole number below its argument.
func (c *demoCalendar) arrival(n func(int) int) model.Instant {
	u := n(c.sums[len(c.sums)-1])
	low, high := 0, len(c.sums)-1
	for low < high {
		if mid := (low + high) / 2; c.sums[mid] > u {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return min(c.from+model.Instant(low*3600+n(3600)), c.now-240)
}

// A demoStory is the time that one ticket takes, cut into parts.
type demoStory struct {
	d      *demoDesk
	from   model.Instant
	length model.Instant
	limit  model.Instant
	spent  int // of the length, in thousandths
	last   model.Instant
	urgent bool
	budget demoBudget
	clock  demoClock     // of those who work on it
	soon   model.Instant // when somebody takes it at the latest
}

// story gives the time of a ticket: mostly less than its budget, and for an open one no more than half of it, so that
// what waits after that waits in time.
func (d *demoDesk) story(p *demoPlan, b demoBudget, urgent bool) *demoStory {
	s := &demoStory{d: d, from: p.at, limit: d.now - 120, urgent: urgent, budget: b, clock: demoClock{d.zone, b.times}}
	u := d.rng.Float64()
	share := 0.03 + 0.8*u*u
	switch {
	case p.open:
		share = 0.5
	case d.chance(11):
		share = 1.05 + 0.8*u
	}
	s.soon = b.after(p.at, b.response*model.Instant(5+d.rng.IntN(50))/100)
	if d.chance(2) {
		s.soon = b.after(p.at, b.response*6/5)
	}
	s.length = min(max(b.after(p.at, model.Instant(share*float64(b.resolution)))-p.at, 600), (d.now-p.at)*19/20)
	return s
}

// next gives a moment about so many hundredths of the length later.
func (s *demoStory) next(percent int) model.Instant { return s.shift(s.spend(percent)) }

// early is next for what happens until somebody has taken the ticket.
func (s *demoStory) early(percent int) model.Instant { return s.shift(min(s.spend(percent), s.soon)) }

func (s *demoStory) spend(percent int) model.Instant {
	s.spent = min(s.spent+percent*(5+s.d.rng.IntN(11)), 970)
	return s.from + s.length*model.Instant(s.spent)/1000
}

// end gives the moment in which it is over.
func (s *demoStory) end() model.Instant { return s.shift(s.from + s.length) }

func (s *demoStory) shift(at model.Instant) model.Instant {
	gap := 60 + s.d.rng.IntN(300)
	if !s.urgent {
		at = s.clock.workingBefore(at, s.limit)
		gap = 240 + s.d.rng.IntN(1800)
	}
	if s.last != 0 {
		at = max(at, s.last+model.Instant(gap))
	}
	s.last = min(at, s.limit)
	return s.last
}

// room tells whether so many hundredths are left.
func (s *demoStory) room(percent int) bool { return s.spent+percent*10 < 1000 }

// longer goes on after the end for a little of the budget, if there is time left before now.
func (s *demoStory) longer() bool {
	from := s.end() + 40000
	end := s.budget.after(from, s.budget.resolution/8)
	if end+86400 > s.limit {
		return false
	}
	s.from, s.length, s.spent = from, end-from, 0
	return true
}
