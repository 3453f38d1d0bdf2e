package model

import (
	"testing"
	"time"
)

func TestWhatIsLeftOfAClockGoesDownWhileItRunsInOpenHoursOnly(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 15:00")
	left := func(at string, want time.Duration, open, late bool) {
		t.Helper()
		c := l.clock(Resolution)
		times := l.book.Times(l.ticket, c)
		now := when(t, at)
		if got := c.LeftAt(times, now); got != want || times.IsOpen(now.Time()) != open || c.LateAt(now) != late {
			t.Errorf("at %s: %s left, open %v, late %v; want %s, %v, %v", at, got, times.IsOpen(now.Time()), c.LateAt(now), want, open, late)
		}
	}
	left("2026-03-03 15:00", 8*time.Hour, true, false)
	left("2026-03-03 16:59", 6*time.Hour+time.Minute, true, false)
	left("2026-03-03 23:00", 6*time.Hour, false, false)
	left("2026-03-04 15:00", 0, true, false)
	left("2026-03-04 15:01", -time.Minute, true, true)
	left("2026-03-04 20:00", -2*time.Hour, false, true)

	l.holds("2026-03-04 10:00", AwaitingCaller)
	left("2026-03-04 12:00", 5*time.Hour, true, false)
	l.resumes("2026-03-04 16:00")
	left("2026-03-04 17:00", 4*time.Hour, false, false)
}

func TestAClockWhosePolicyIsGoneHasNoTimes(t *testing.T) {
	l := opened(t, promised(t, "", weekdays9to17, resolves(t, "8h")), "2026-03-03 15:00")
	terms := promised(t, "", weekdays9to17)
	l.amend("2026-03-03 16:00", terms)
	c := l.clock(Resolution)
	if times := l.book.Times(l.ticket, c); times != nil {
		t.Errorf("it counts by %s", times.Name())
	}
	if got := c.LeftAt(nil, when(t, "2026-03-04 16:00")); got != 7*time.Hour {
		t.Errorf("%s are left", got)
	}
}
