package model

import "time"

// A Clock measures one promise on one ticket. Acts start, stop, pause and reset it; it is derived from the ticket's
// journal and the desk's terms, and whoever walks them again gets the same clock to the second. All lengths are in
// seconds of open time.
type Clock struct {
	Agreement Agreement
	Target    Target
	Policy    uint16 // the policy's ID
	State     ClockState
	Start     Instant // since when it counts; each exchange of the update clock has its own
	Since     Instant // up to when Elapsed and Paused are counted
	Budget    int64
	Elapsed   int64
	Paused    int64
	// Longest is how long the longest exchange took that has ended, of the update clock; more than the budget if it was late.
	Longest int64
	// Due is when the budget runs out, or ran out; zero while nothing runs that could use it up. After a swap of the
	// target it may lie before the swap: as long ago as open time elapsed beyond the new budget.
	Due Instant
	// Late says that the due time passed while the clock ran. A clock that stops in its due second is in time.
	Late bool
	// Warned and Told say that the journal tells of the warning and of the breach, or that none is to be told.
	Warned, Told bool
}

// A ClockState is what a clock does.
type ClockState uint8

// The states of a clock.
const (
	Running  ClockState = iota
	OnPause             // the ticket waits for something that the policy lists
	Answered            // of the update clock that only runs while the requester waits: they don't
	Stopped             // what was promised is done, in time or late
	Dropped             // nothing is promised any more: no policy matches, or the ticket was canceled
)

// ClockStates holds the token and label of each state, indexed by it.
var ClockStates = [...]struct{ Token, Label string }{
	Running:  {"running", "runs"},
	OnPause:  {"paused", "paused"},
	Answered: {"answered", "answered"},
	Stopped:  {"stopped", "stopped"},
	Dropped:  {"dropped", "dropped"},
}

// String gives the state's token.
func (s ClockState) String() string { return ClockStates[min(int(s), len(ClockStates)-1)].Token }

// Breached tells whether the promise was or is broken.
func (c *Clock) Breached() bool { return c.State != Dropped && (c.Late || c.Longest > c.Budget) }

// Name says which clock it is, as in SLA resolution.
func (c *Clock) Name() string { return Agreements[c.Agreement].Label + " " + c.Target.String() }

// Left gives the open time that is left of the budget; below zero, how much too long it took.
func (c *Clock) Left() time.Duration { return time.Duration(c.Budget-c.Elapsed) * time.Second }

// A Standing sums up how a ticket stands to all that was promised for it.
type Standing uint8

// The standings, worst first.
const (
	NoStanding Standing = iota // nothing is promised
	StandingBreached
	StandingWarned
	StandingRunning
	StandingPaused
	StandingMet
)

var standings = []Option{{1, "breached", "Breached"}, {2, "warned", "Warned"}, {3, "running", "Running"}, {4, "paused", "Paused"}, {5, "met", "Met"}}

func (c *Clock) standing() Standing {
	switch {
	case c.State == Dropped:
		return NoStanding
	case c.Breached():
		return StandingBreached
	case c.State == Running && c.Warned:
		return StandingWarned
	case c.State == Running:
		return StandingRunning
	case c.State == OnPause:
		return StandingPaused
	}
	return StandingMet
}

// stand derives what a ticket shows of its clocks: the standing, and as due time what breaches first, whether promised
// by a policy or agreed by hand. What is not open is not due.
func (t *Ticket) stand() {
	t.SLA, t.Due = NoStanding, 0
	for i := range t.Clocks {
		c := &t.Clocks[i]
		if s := c.standing(); s != NoStanding && (t.SLA == NoStanding || s < t.SLA) {
			t.SLA = s
		}
		if c.State == Running {
			t.Due = sooner(t.Due, c.Due)
		}
	}
	if !t.Open() {
		t.Due = 0
	} else {
		t.Due = sooner(t.Due, t.Agreed)
	}
}

// sooner gives the earlier of two instants; none is later than any.
func sooner(a, b Instant) Instant {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// Nearest gives the clock of a ticket that matters most now: the one that runs and is due first, else the one that is
// paused with the least time left, else none.
func (t *Ticket) Nearest() *Clock {
	var best *Clock
	for i := range t.Clocks {
		c := &t.Clocks[i]
		if (c.State == Running || c.State == OnPause) && (best == nil || c.nearer(best)) {
			best = c
		}
	}
	return best
}

func (c *Clock) nearer(than *Clock) bool {
	switch {
	case c.State != than.State:
		return c.State == Running
	case c.State == Running && c.Due != than.Due:
		return sooner(than.Due, c.Due) == c.Due
	}
	return c.Left() < than.Left()
}
