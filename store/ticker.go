package store

import (
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// The desk itself acts under this name when a time has come.
var itself = model.Actor{Name: "opsdesk", Role: model.Admin}

const (
	// maxRings bounds what is done on one ticket in one go; rules that wake each other up come to an end.
	maxRings = 100
	// ringsTogether is how many tickets are seen to in one commit.
	ringsTogether = 64
	// longest is the longest that the ticker sleeps, for clocks of machines are set now and then.
	longest = time.Minute
)

// alarmWords begin a line in an inbox.
var alarmWords = [...]string{model.Warn: "Warning", model.Breach: "Breached"}

// An Errand is a command of the machine that a rule asks for.
type Errand struct {
	Command string
	Rule    string
	Ticket  model.ID
	Key     string
}

// ticker sees to what comes due: it sleeps until the next chime, and at the start catches up with what was missed. While
// nothing is due it costs one look at the first key after each change.
func (s *Store) ticker(ctx context.Context) {
	for ctx.Err() == nil {
		s.mu.Lock()
		grown := s.grown
		s.mu.Unlock()
		wait := longest
		if next := s.nextChime(); next != 0 {
			wait = min(wait, next.Time().Sub(s.clock()))
		}
		if wait <= 0 {
			began := time.Now()
			_, err := s.Ring(ctx)
			wait = time.Since(began) // whoever works at the desk meanwhile has half of the machine
			if err != nil {
				wait = longest // the file can't be written: it is tried again later
			}
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-grown:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// nextChime gives when something is due next, no time when nothing is.
func (s *Store) nextChime() (at model.Instant) {
	_ = s.view(func(tx *bolt.Tx) error { // a file that can't be read is said where somebody asks for something
		if k, _ := tx.Bucket(bChimes).Cursor().First(); len(k) == 8 {
			at = model.Instant(binary.BigEndian.Uint32(k))
		}
		return nil
	})
	return at
}

// Ring does what has come due by now, in the order of time, at most of some dozen tickets, and gives how many there
// were. The owner of a desk does it by itself; whoever opens one for a moment may ask for it.
func (s *Store) Ring(ctx context.Context) (n int, err error) {
	_, err = s.submit(ctx, &request{Write: Write{Who: itself}, plan: func(c *change, _ *request) error {
		ids := c.due()
		n = len(ids)
		for _, id := range ids {
			if err := c.catchUp(id); err != nil {
				return err
			}
		}
		return nil
	}})
	return n, err
}

// due lists the tickets whose time has come, first things first.
func (c *change) due() (ids []model.ID) {
	cur := c.tx.Bucket(bChimes).Cursor()
	for k, _ := cur.First(); len(k) == 8 && len(ids) < ringsTogether; k, _ = cur.Next() {
		if model.Instant(binary.BigEndian.Uint32(k)) > c.now {
			break
		}
		ids = append(ids, model.ID(binary.BigEndian.Uint32(k[4:])))
	}
	return ids
}

// catchUp does on one ticket what has come due by now, before anything else happens to it: in order, once, and as of when
// it was due. It leaves the request that is under way as it was.
func (c *change) catchUp(id model.ID) error {
	t, err := c.load(id)
	if err != nil || t.Next == 0 || t.Next > c.now {
		return nil // a ticket that isn't there is said by whoever asks for it
	}
	who, me, group, request, touched := c.who, c.me, c.group, c.request, c.touched
	defer func() { c.who, c.me, c.group, c.request, c.touched, c.dirty = who, me, group, request, touched, true }()
	c.who, c.request = itself, ""
	if err := c.identify(); err != nil {
		return err
	}
	for range maxRings {
		chimes := c.book.Chimes(t, c.now)
		if len(chimes) == 0 {
			return nil
		}
		if err := c.ring(t, chimes); err != nil {
			return err
		}
		if t, err = c.load(id); err != nil {
			return err
		}
	}
	return nil
}

// catchUpAll does that on the tickets that journal lines tell of.
func (c *change) catchUpAll(lines []model.Revision) error {
	for _, rev := range lines {
		e, err := loadEntry(c.tx, rev)
		if err != nil {
			return err
		}
		if err := c.catchUp(model.ID(e.ID)); err != nil {
			return err
		}
	}
	return nil
}

// ring does what has come due on a ticket at one instant.
func (c *change) ring(t *model.Ticket, chimes []model.Chime) error {
	at := chimes[0].At
	var alarms model.Ring
	var told []string // what inboxes say of them
	for _, chime := range chimes {
		if act := c.careAct(t, chime); act != nil {
			if err := c.byItself(t.ID, at, act); err != nil {
				return err
			}
			continue
		}
		alarms.Chimes = append(alarms.Chimes, chime)
		alarms.Said = append(alarms.Said, c.book.Said(chime))
		told = append(told, alarmWords[chime.Alarm]+": "+c.book.Said(chime))
	}
	if len(alarms.Chimes) == 0 {
		return nil
	}
	if err := c.byItself(t.ID, at, alarms); err != nil {
		return err
	}
	for i, chime := range alarms.Chimes {
		for _, rule := range c.book.Reactions(t, chime) {
			c.group = 0 // undo takes back what one rule did
			for _, do := range rule.Do {
				if err := c.inGroup(t.ID, at, model.React{Rule: rule.Name, What: do, Said: told[i]}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// careAct gives what the desk does with a ticket by itself; nil for an alarm.
func (c *change) careAct(t *model.Ticket, chime model.Chime) model.Act {
	switch chime.Care {
	case model.CareRemind:
		return model.Remind{Text: "Reminder: this still awaits your answer."}
	case model.CareResolve:
		return model.GiveUp(t)
	case model.CareClose:
		return model.Move{To: model.StateClosed, Why: "nobody touched it since it was resolved"}
	case model.CarePrompt:
		return model.Prompt(t)
	case model.CareWake:
		return model.Wake{Why: "its time has come", Tell: c.putAsideBy(t)}
	}
	return nil
}

// putAsideBy gives who put a ticket aside last, nobody when its lines can't be read.
func (c *change) putAsideBy(t *model.Ticket) model.Ref {
	for _, rev := range slices.Backward(t.Revs) {
		if e, err := loadEntry(c.tx, rev); err == nil && e.Act == model.VerbSnooze {
			return e.By
		}
	}
	return 0
}

// byItself does an act of the desk itself as a group of its own.
func (c *change) byItself(id model.ID, at model.Instant, act model.Act) error {
	c.group = 0
	return c.inGroup(id, at, act)
}

// inGroup does an act of the desk itself, as of an instant that may have passed.
func (c *change) inGroup(id model.ID, at model.Instant, act model.Act) error {
	c.touched = map[model.ID]*touch{}
	after, err := c.Ticket(id)
	if err != nil {
		return err
	}
	w := &model.Work{Me: c.me, Now: at, Ticket: after, Before: c.touched[id].before, Desk: c}
	switch err := act.Do(w); {
	case errors.Is(err, model.ErrUnchanged):
		return nil
	case errors.Is(err, model.ErrRefused) && act.Verb() != model.VerbNote:
		return c.inGroup(id, at, model.Note{Text: "This was to be done now, and could not: " + err.Error()})
	case err != nil:
		return err
	}
	if w.Errand != "" && c.store.run == nil {
		w.Events[len(w.Events)-1].Text += " (not run: no console has the desk open)"
	} else if w.Errand != "" {
		rule := ""
		if r, ok := act.(model.React); ok {
			rule = r.Rule
		}
		c.runs = append(c.runs, Errand{Command: w.Errand, Rule: rule, Ticket: id, Key: after.Key()})
	}
	return c.record(w, act.Verb(), 0)
}

// errands hands the commands that rules asked for to whoever runs them. What can't be run here is left out.
func (s *Store) errands(all []Errand) {
	for _, e := range all {
		if s.run != nil {
			s.behind.Go(func() { s.run(e) })
		}
	}
}
