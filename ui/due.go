package ui

import (
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// The widths of the column Due: for the longest that it says, and with the bar before that.
const (
	dueWidth    = len("-9h59 BREACHED")
	dueBarWidth = barWidth + 1 + len("99h59 closed")
	barWidth    = 5
)

// A face is what a clock shows at an instant.
type face struct {
	style kit.Style
	text  string
	used  float64 // the share of the budget that is used up; below zero when no bar tells of it
	// next is when the face is another one though nobody did anything; no time when never.
	next time.Time
}

// drawDue shows how a ticket stands to what was promised for it, in words that need no colour.
func drawDue(d *desk, t *model.Ticket, now time.Time) (kit.Style, model.Line) {
	f := dueFace(d, t, now)
	return f.style, line(f.text)
}

// drawDueBar shows, before the words, how much of the time is used up.
func drawDueBar(d *desk, t *model.Ticket, now time.Time) (kit.Style, model.Line) {
	f := dueFace(d, t, now)
	if f.used < 0 {
		return f.style, line(f.text)
	}
	if f.text != "" && f.text[0] >= '0' && f.text[0] <= '9' { // times stand under times
		time, rest, _ := strings.Cut(f.text, " ")
		return f.style, line(bar(f.used) + " " + strings.TrimRight(pad(time, 5)+" "+rest, " "))
	}
	return f.style, line(bar(f.used) + " " + f.text)
}

// dueFace gives the face of what breaches first: the clock that matters most now, or the date that was agreed by hand.
func dueFace(d *desk, t *model.Ticket, now time.Time) face {
	c := t.Nearest()
	agreed := t.Agreed != 0 && t.Due == t.Agreed && (c == nil || c.State != model.Running || c.Due != t.Due)
	switch {
	case t.Open() && agreed:
		return agreedFace(d, t, now)
	case t.Open() && c != nil:
		return clockFace(d, t, c, now)
	case t.SLA == model.StandingBreached:
		return face{style: d.theme.Late, text: "breached", used: -1}
	case t.SLA == model.StandingMet:
		return face{style: d.theme.Calm, text: "met", used: -1}
	}
	return face{style: d.theme.Dim, text: "—", used: -1}
}

// clockFace gives the face of one clock of a ticket. Time left is open time of its calendar.
func clockFace(d *desk, t *model.Ticket, c *model.Clock, now time.Time) face {
	th := d.theme
	late := c.LateAt(model.At(now)) || c.Breached()
	switch c.State {
	case model.Running:
		return runningFace(d, t, c, now)
	case model.OnPause:
		if late {
			return face{style: th.Late, text: "‖ BREACHED", used: -1}
		}
		return face{style: th.Dim, text: "‖ " + pauseWord(t), used: share(c, c.Left())}
	case model.Dropped:
		return face{style: th.Dim, text: "dropped", used: -1}
	case model.Answered:
		if !late {
			return face{style: th.Dim, text: "answered", used: -1}
		}
	}
	if late {
		return face{style: th.Late, text: "breached", used: -1}
	}
	return face{style: th.Calm, text: "met", used: -1}
}

func runningFace(d *desk, t *model.Ticket, c *model.Clock, now time.Time) face {
	now = now.Truncate(time.Second)
	times := d.store.Book().Times(t, c)
	left := c.LeftAt(times, model.At(now))
	if c.LateAt(model.At(now)) {
		over := max(0, -left)
		f := face{style: d.theme.Late, text: "-" + overSpan(over) + " BREACHED", used: -1}
		f.next = after(times, now, overStride(over)-over%overStride(over))
		return f
	}
	f := face{style: d.theme.Calm, text: openSpan(left), used: share(c, left)}
	if c.Warned {
		f.style = d.theme.Soon
	}
	if times != nil && !times.IsOpen(now) {
		f.text += " closed"
	}
	f.next = runsOn(times, c, now, left%stride(left)+time.Second)
	return f
}

// runsOn gives when the face of a clock in time changes: when so much open time has passed, when its calendar opens or
// closes, or when it is late.
func runsOn(times *model.WorkingTime, c *model.Clock, now time.Time, step time.Duration) time.Time {
	var next time.Time
	switch {
	case times == nil:
		return next
	case times.IsOpen(now):
		for part := range times.Intervals(now, now.Add(step)) {
			next = part.To // the end of the first one: the hours may end before the step does
			break
		}
	default:
		next, _ = times.NextOpen(now) // no time when it never opens again
	}
	if c.Due != 0 {
		next = earlier(next, c.Due.Time().Add(time.Second))
	}
	return next
}

// after gives when so much open time has passed, no time when that never is.
func after(times *model.WorkingTime, now time.Time, d time.Duration) time.Time {
	if times == nil {
		return time.Time{}
	}
	at, err := times.Add(now, d)
	if err != nil {
		return time.Time{}
	}
	return at
}

// earlier gives the earlier of two times; none is later than any.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// agreedFace gives the face of a date that was agreed by hand: it counts down whatever the hour.
func agreedFace(d *desk, t *model.Ticket, now time.Time) face {
	now = now.Truncate(time.Second)
	left := t.Agreed.Time().Sub(now)
	if left < 0 {
		over, step := -left, overStride(-left)
		text := overSpan(over)
		if over >= 2*day {
			text, step = model.ShowSpan(over), spanStride(over)
		}
		return face{style: d.theme.Late, text: "-" + text + " BREACHED", used: -1, next: now.Add(step - over%step)}
	}
	f := face{style: d.theme.Calm, text: model.ShowSpan(left), used: 1, next: now.Add(left%spanStride(left) + time.Second)}
	if whole := t.Agreed.Time().Sub(t.Created.Time()); whole > 0 {
		f.used = 1 - float64(left)/float64(whole)
	}
	if f.used >= 0.75 {
		f.style = d.theme.Soon
	}
	return f
}

// pauseWord says in a word for what a ticket waits.
func pauseWord(t *model.Ticket) string {
	switch {
	case t.Reason != model.NoReason:
		return strings.TrimPrefix(t.Reason.String(), "awaiting-")
	case t.State == model.StateWaitingApproval || t.State == model.StateAuthorize:
		return "approval"
	}
	return strings.ToLower(t.State.Rule().Label)
}

// share gives how much of a clock's budget is used up.
func share(c *model.Clock, left time.Duration) float64 {
	if c.Budget <= 0 {
		return 1
	}
	return 1 - left.Seconds()/float64(c.Budget)
}

// openSpan writes open time. It is counted in hours and never in days: a day of open hours may have eight of them or
// twenty-four. What is less than the last unit is cut off.
func openSpan(d time.Duration) string {
	if d < day {
		return model.ShowSpan(d)
	}
	return strconv.Itoa(int(d/time.Hour)) + "h"
}

// stride gives by how much time openSpan goes on.
func stride(d time.Duration) time.Duration {
	if d < day {
		return time.Minute
	}
	return time.Hour
}

// overSpan writes how much too long something takes: in minutes, and from ten hours on in hours.
func overSpan(d time.Duration) string {
	if d < 10*time.Hour {
		return model.ShowSpan(d)
	}
	return strconv.Itoa(int(d/time.Hour)) + "h"
}

// overStride gives by how much time overSpan goes on.
func overStride(d time.Duration) time.Duration {
	if d < 10*time.Hour {
		return time.Minute
	}
	return time.Hour
}

const day = 24 * time.Hour

// spanStride gives by how much time model.ShowSpan goes on.
func spanStride(d time.Duration) time.Duration {
	switch {
	case d < day:
		return time.Minute
	case d < 2*day:
		return time.Hour
	case d < 14*day:
		return day
	}
	return 7 * day
}

// bar draws a share of five blocks.
func bar(share float64) string {
	full := int(max(0, min(share, 1))*barWidth + 0.5)
	return strings.Repeat("▇", full) + strings.Repeat("▁", barWidth-full)
}

func pad(text string, width int) string {
	return strings.Repeat(" ", max(0, width-len(text))) + text
}
