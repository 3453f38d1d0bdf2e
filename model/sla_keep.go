package model

import "slices"

// Keep brings the clocks of a ticket up to an entry that has just been applied to it: before is the ticket of before the
// entry, after the one it left, whose clocks, due time and standing are set. Entries that undo need [Book.Recall] instead.
func (b *Book) Keep(before, after *Ticket, e *Entry) {
	k := keeper{terms: b.now(), t: before.recorded()}
	k.entry(e)
	k.leave(after)
}

// Amended brings the clocks of a ticket from the last edition but one to the newest. It tells whether anything changed;
// a ticket to which both editions promise the same stays as it was.
func (b *Book) Amended(t *Ticket) bool {
	if len(b.editions) < 2 {
		return false
	}
	was := *t
	k := keeper{terms: b.editions[len(b.editions)-2], t: t.recorded()}
	k.amend(b.now())
	k.leave(t)
	return !slices.Equal(was.Clocks, t.Clocks) || was.Next != t.Next || was.Due != t.Due || was.SLA != t.SLA
}

// Recall works the clocks of a ticket out anew from its journal lines, oldest first. What was undone never happened.
func (b *Book) Recall(t *Ticket, entries []*Entry) { b.walk(t.ID, entries, nil).leave(t) }

// walk lives a ticket's life again.
func (b *Book) walk(id ID, entries []*Entry, ear ear) *keeper {
	k := &keeper{terms: b.now(), t: &Ticket{ID: id}, ear: ear}
	if len(entries) == 0 {
		return k
	}
	next := b.before(entries[0].Rev)
	k.terms = b.editions[next]
	dead := Undone(entries)
	for _, e := range entries {
		for next+1 < len(b.editions) && b.editions[next+1].Rev < e.Rev {
			next++
			k.amend(b.editions[next])
		}
		if !dead[e.Group] {
			k.entry(e)
		}
	}
	for _, e := range b.editions[next+1:] {
		k.amend(e)
	}
	return k
}

// recorded gives a copy of a ticket with nothing but what its own journal lines tell, and its clocks: policies judge by
// that alone, so that they judge the same when it is recalled.
func (t *Ticket) recorded() *Ticket {
	c := t.Clone()
	c.Updated, c.Rank, c.Due, c.SLA, c.Next, c.Said = 0, 0, 0, NoStanding, 0, nil
	return c
}

// A keeper walks through a ticket's life and keeps its clocks.
type keeper struct {
	terms *edition
	t     *Ticket // as it stands at this point of its life
	ear   ear     // nil when nobody listens
	spans [len(Agreements)][targetCount]budget
}

// An ear hears what becomes of clocks.
type ear interface {
	// passed says that a clock did one thing for a time; it shows the end of it.
	passed(c *Clock, from Instant, times *WorkingTime)
	// turned says in which state and under which promise a clock of the ticket goes on, also when that is as before.
	turned(c *Clock, t *Ticket, m measure, why cause)
	// parted says that another clock takes the place of this one.
	parted(c *Clock)
}

// A cause is what somebody did that concerned a clock.
type cause struct {
	By   Ref
	Verb Verb
	Text string
}

// leave hands over what was worked out.
func (k *keeper) leave(t *Ticket) {
	t.Clocks, t.Rest, t.Reminded = k.t.Clocks, k.t.Rest, k.t.Reminded
	t.stand()
	t.Next = 0
	for _, chime := range k.terms.chimes(t) {
		t.Next = sooner(t.Next, chime.At)
	}
}

// entry applies the events of a journal line. What is told without a time, or of a time to come, is of when it was told.
func (k *keeper) entry(e *Entry) {
	for i := range e.Events {
		ev, at := &e.Events[i], e.Events[i].At
		if at == 0 || at > e.Recorded {
			at = e.Recorded
		}
		k.step(at, ev)
		switch {
		case ev.Verb == VerbRemind:
			k.t.Reminded = true
		case !ev.Verb.Told() && ev.Verb != VerbSnooze && ev.Verb != VerbWake: // to put it aside is to leave it alone
			k.t.Rest = max(k.t.Rest, at)
			k.t.Reminded = k.t.Reminded && k.t.Major && ev.Verb != VerbInform && ev.Verb != VerbDeclare
		}
	}
	if e.Act == VerbImport {
		k.t.Rest = max(k.t.Rest, e.Recorded)
		k.receive(e.Recorded)
	}
}

// step goes on to an event: the time up to it is counted as things stood, then the event changes them.
func (k *keeper) step(at Instant, ev *Event) {
	t, fresh, counts := k.t, !k.t.Exists(), k.counts()
	for _, d := range ev.Deltas {
		if f := FieldNo(d.Field); f != nil {
			f.Set(t, d.To)
		}
	}
	if !t.Exists() {
		t.Clocks = nil
		return
	}
	for i := range t.Clocks {
		c := &t.Clocks[i]
		k.count(c, counts[i], c.until(t, at))
	}
	why := cause{ev.By, ev.Verb, ev.Text}
	k.settle(at, fresh, why)
	switch {
	case (ev.Verb == VerbComment || ev.Verb == VerbInform) && !ev.Undone:
		k.contact(at, why)
	case ev.Verb == VerbWarn, ev.Verb == VerbBreach:
		k.told(ev.Verb)
	}
}

// amend goes on to the next edition of the terms. What has ended is left as it was, and so is what is promised the same.
func (k *keeper) amend(to *edition) {
	if !k.t.Exists() || k.t.State.Rule().Phase == Ended || k.terms.promisesAs(to, k.t) {
		k.terms = to
		return
	}
	counts := k.counts()
	for i := range k.t.Clocks {
		k.count(&k.t.Clocks[i], counts[i], to.At)
	}
	k.terms = to
	k.settle(to.At, false, cause{By: to.By, Verb: VerbAmend})
}

// counts gives the calendar that counts for each clock of the ticket as it stands.
func (k *keeper) counts() (all [len(Agreements) * int(targetCount)]*WorkingTime) {
	for i := range k.t.Clocks {
		_, all[i] = k.terms.counting(&k.t.Clocks[i], k.t)
	}
	return all
}

// receive notes that whoever brought a ticket in knows how it stands: no alarm is raised for what was late by then.
func (k *keeper) receive(at Instant) {
	counts := k.counts()
	for i := range k.t.Clocks {
		c := &k.t.Clocks[i]
		k.count(c, counts[i], c.until(k.t, at))
		c.Told = c.Late
		if p := k.terms.byID(c.Policy); p != nil {
			c.Warned = c.warns(p)
		}
	}
}

// told notes that the journal tells of all warnings or all breaches that clocks had to tell of until now.
func (k *keeper) told(alarm Verb) {
	for i := range k.t.Clocks {
		c := &k.t.Clocks[i]
		p := k.terms.byID(c.Policy)
		if c.State != Running || p == nil {
			continue
		}
		c.Warned = c.Warned || c.warns(p)
		c.Told = c.Told || c.Late && alarm == VerbBreach
	}
}

// contact says that somebody wrote something public, which may begin or end an exchange.
func (k *keeper) contact(at Instant, why cause) {
	desk := why.By != k.t.Requester
	for i := range k.t.Clocks {
		c := &k.t.Clocks[i]
		p, times := k.terms.counting(c, k.t)
		if c.Target != Update || times == nil || c.State == Stopped || c.State == Dropped {
			continue
		}
		m := measure{c.Agreement, Update, p, p.row(k.t)}
		switch {
		case p.Restart == OnWaiting && desk && c.State != Answered:
			c.answer()
			k.turn(c, m, why)
		case p.Restart == OnWaiting && !desk && c.State == Answered,
			p.Restart == OnReply && desk, p.Restart == OnContact:
			k.exchange(c, m, at, why)
		}
	}
}
