package model

import "time"

// Times gives the calendar that counts a clock of a ticket by the terms that hold now; nil when its policy, or the row of
// it that held, is gone.
func (b *Book) Times(t *Ticket, c *Clock) *WorkingTime {
	_, times := b.now().counting(c, t)
	return times
}

// LeftAt gives the open time that is left of the budget at an instant, below zero how much too long it took: for a clock
// that runs, Left less the open time since it was counted.
func (c *Clock) LeftAt(times *WorkingTime, now Instant) time.Duration {
	if c.State != Running || times == nil || now <= c.Since {
		return c.Left()
	}
	return c.Left() - times.Between(c.Since.Time(), now.Time())
}

// LateAt tells whether what the clock measures is late at an instant, though nobody counted it since. An exchange that
// ended too late is past: Breached tells of it, LateAt does not.
func (c *Clock) LateAt(now Instant) bool {
	return c.State != Dropped && c.Late || c.State == Running && c.Due != 0 && now > c.Due
}
