package model

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// A Chime is something that the desk does by itself on a ticket when its time comes.
type Chime struct {
	At Instant
	// Clock is the clock that raises an alarm; nil when it is the desk's care for what nobody touches.
	Clock *Clock
	Alarm Alarm
	Care  CareDeed
}

// A CareDeed is what the desk does with a ticket that nobody touches.
type CareDeed uint8

// The deeds of care.
const (
	NoCare CareDeed = iota
	CareRemind
	CareResolve
	CareClose
	CarePrompt // for the update that the stakeholders of a major incident were promised
	CareWake   // bring back what was put aside until now
)

// Chimes lists what has come due on a ticket up to now: all of the earliest instant, warnings first, and nothing of the
// later ones, for what happens first may change what follows. All that it lists must be told before it is asked again: an
// event that warns or tells of a breach speaks for all clocks that have to at its instant.
func (b *Book) Chimes(t *Ticket, now Instant) []Chime {
	var first []Chime
	for _, c := range b.now().chimes(t) {
		switch {
		case c.At > now:
		case len(first) == 0 || c.At < first[0].At:
			first = []Chime{c}
		case c.At == first[0].At:
			first = append(first, c)
		}
	}
	slices.SortStableFunc(first, func(a, b Chime) int { return cmp.Compare(a.Alarm, b.Alarm) })
	return first
}

// chimes lists all that is to come on a ticket as it stands.
func (e *edition) chimes(t *Ticket) (all []Chime) {
	for i := range t.Clocks {
		all = append(all, e.alarms(t, &t.Clocks[i])...)
	}
	if t.Exists() && t.Snoozed != 0 {
		all = append(all, Chime{At: t.Snoozed, Care: CareWake})
	}
	return append(append(all, e.care(t)...), prompts(t)...)
}

// prompts lists when whoever leads a major incident is reminded of the next update.
func prompts(t *Ticket) []Chime {
	if !t.Major || t.NextUpdate == 0 || t.Reminded || !t.Open() {
		return nil
	}
	return []Chime{{At: t.NextUpdate, Care: CarePrompt}}
}

// alarms lists the alarms of a clock that were not told yet. A breach is told in the second behind the due time. What
// should have been told before the clock was last counted is told as of then.
func (e *edition) alarms(t *Ticket, c *Clock) (all []Chime) {
	p, times := e.counting(c, t)
	if c.State != Running || c.Told || c.Due == 0 || times == nil {
		return nil
	}
	if at := c.after(times, c.share(p)); !c.Warned && !c.Late && at != 0 && at <= c.Due {
		all = append(all, Chime{At: max(at, c.Since), Clock: c, Alarm: Warn})
	}
	return append(all, Chime{At: max(c.Due+1, c.Since), Clock: c, Alarm: Breach})
}

// care lists what the desk does with a ticket if nobody touches it, never as of before it was agreed. Major incidents are
// left alone.
func (e *edition) care(t *Ticket) (all []Chime) {
	care, times := e.Terms.Care, e.times[FoldName(e.Terms.Care.Calendar)]
	if !t.Exists() || t.Major || times == nil || t.Rest == 0 {
		return nil
	}
	add := func(deed CareDeed, budget Budget) {
		if at := budget.after(times, t.Rest); at != 0 {
			all = append(all, Chime{At: max(at, e.agreed), Care: deed})
		}
	}
	switch {
	case t.State.Rule().Phase == Finished && t.leads(StateClosed):
		add(CareClose, care.Close)
	case t.State == StateOnHold && t.Reason == AwaitingCaller:
		if !t.Reminded {
			add(CareRemind, care.Remind)
		}
		add(CareResolve, care.Resolve)
	}
	return all
}

// leads tells whether a ticket can go to a state from where it stands.
func (t *Ticket) leads(to State) bool {
	return slices.ContainsFunc(t.Steps(), func(s Step) bool { return s.To == to })
}

// after gives when a budget that begins at an instant has run out, no instant for an empty one.
func (b Budget) after(times *WorkingTime, since Instant) Instant {
	var at time.Time
	var err error
	switch {
	case b.IsZero():
		return 0
	case b.Days != 0:
		at, err = times.WorkingDays(since.Time(), b.Days)
	default:
		at, err = times.Add(since.Time(), b.Span)
	}
	if err != nil {
		return 0
	}
	return At(at).bound()
}

// Reactions lists the rules that react to an alarm of a ticket's clock, in their order.
func (b *Book) Reactions(t *Ticket, chime Chime) (all []*Rule) {
	e := b.now()
	for i := range e.Terms.Rules {
		r := &e.Terms.Rules[i]
		if chime.Clock != nil && r.Minds(chime.Alarm, chime.Clock) && e.rules[i](t, chime.At.Time()) {
			all = append(all, r)
		}
	}
	return all
}

// Said says for the timeline what a chime is about, as in SLA resolution, due 2026-11-24 14:00 UTC, by policy Incidents;
// of care, for how long nobody touched the ticket.
func (b *Book) Said(chime Chime) string {
	care := b.now().Terms.Care
	switch {
	case chime.Care == CareRemind:
		return "no answer for " + care.Remind.Said()
	case chime.Care == CareResolve:
		return "no answer for " + care.Resolve.Said()
	case chime.Care == CareClose:
		return "resolved and untouched for " + care.Close.Said()
	case chime.Clock == nil:
		return ""
	}
	name := "a policy that is gone"
	if p := b.now().byID(chime.Clock.Policy); p != nil {
		name = "policy " + p.Name
	}
	return fmt.Sprintf("%s, due %s, by %s", chime.Clock.Name(), chime.Clock.Due.Time().Format("2006-01-02 15:04 MST"), name)
}
