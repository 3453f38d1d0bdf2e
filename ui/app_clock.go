package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// A ticking screen shows clocks.
type ticking interface {
	// Next gives when one of the clocks in sight says something else though nobody did anything, no time when none will.
	Next(now time.Time) time.Time
}

// sleep asks to be woken when something in sight says another time than now: the frame each minute, a screen when it
// says so. What was asked for already is not asked again.
func (a *app) sleep() tea.Cmd {
	now := a.desk.now()
	next := now.Truncate(time.Minute).Add(time.Minute)
	for _, s := range a.inSight() {
		if t, ok := s.(ticking); ok {
			next = earlier(next, t.Next(now))
		}
	}
	if !a.wake.IsZero() && !next.Before(a.wake) {
		return nil
	}
	a.wake = next
	return a.desk.after(max(next.Sub(now), time.Millisecond), clockMsg{next})
}

// wakeUp looks at the clock, and lets the screens in sight do so.
func (a *app) wakeUp(msg clockMsg) tea.Cmd {
	if msg.at.Equal(a.wake) {
		a.wake = time.Time{}
	}
	minute := a.clock.Truncate(time.Minute)
	a.clock = a.desk.now()
	var cmds []tea.Cmd
	if !a.clock.Truncate(time.Minute).Equal(minute) { // what is usual is a question of time
		cmds = append(cmds, a.lookForBursts())
	}
	for _, s := range a.inSight() {
		if _, ok := s.(ticking); ok {
			cmds = append(cmds, a.pass(s, msg))
		}
	}
	return tea.Batch(cmds...)
}

// inSight gives the screen in front, and those below it that can be seen.
func (a *app) inSight() []Screen {
	stack := a.tabs[a.at].stack
	base := len(stack) - 1
	for base > 0 && isDocked(stack[base]) {
		base--
	}
	return stack[base:]
}
