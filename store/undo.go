package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// lookBack is how many journal lines undo searches for somebody's last change.
const lookBack = 200_000

// Undo takes a group back, or with zero the newest one of the actor that still stands, other than an import. It is
// refused as a whole, with the field and who touched it, when a later change touched the same field.
func (s *Store) Undo(ctx context.Context, who model.Actor, group model.Revision) (Result, error) {
	return s.submit(ctx, &request{Write: Write{Who: who}, plan: planUndo, target: group})
}

// Redo does again what the actor took back last, unless they have done something else since.
func (s *Store) Redo(ctx context.Context, who model.Actor) (Result, error) {
	return s.submit(ctx, &request{Write: Write{Who: who}, plan: planRedo})
}

func planUndo(c *change, r *request) error {
	group := r.target
	if group == 0 {
		var err error
		if group, err = c.lastOf(c.me, false); err != nil {
			return err
		}
	} else if e, err := loadEntry(c.tx, group); err == nil && e.Table == model.Tickets {
		group = e.Group // any line of a gesture names it
	}
	return c.revert(r, group, false)
}

func planRedo(c *change, r *request) error {
	group, err := c.lastOf(c.me, true)
	if err != nil {
		return err
	}
	return c.revert(r, group, true)
}

// lastOf finds the newest group of a person that still stands: an undo for a redo, else what is no undo or redo. What
// somebody did after an undo bars its redo.
func (c *change) lastOf(me model.Ref, undo bool) (model.Revision, error) {
	nothing := fmt.Errorf("%w: there is nothing of yours to undo", model.ErrRefused)
	if undo {
		nothing = fmt.Errorf("%w: there is nothing of yours to do again", model.ErrRefused)
	}
	dead := map[model.Revision]bool{}
	cur := c.tx.Bucket(bJournal).Cursor()
	k, v := cur.Last()
	for n := 0; k != nil && n < lookBack; n++ {
		e, err := decodeEntry(k, v)
		if err != nil {
			return 0, err
		}
		switch {
		case e.Table != model.Tickets || dead[e.Group]:
		case e.Undoes != 0:
			dead[e.Undoes] = true
			if undo && e.By == me && e.Act == model.VerbUndo {
				return e.Group, nil
			}
		case e.By == me && e.Act != model.VerbImport:
			if undo {
				return 0, nothing
			}
			return e.Group, nil
		}
		k, v = cur.Prev()
	}
	return 0, nothing
}

// revert takes back every entry of a group, the last one first.
func (c *change) revert(r *request, group model.Revision, again bool) error {
	entries, err := groupEntries(c.tx, group)
	if err != nil {
		return err
	}
	r.result = Result{Undid: group, Verb: entries[0].Act}
	if again {
		first, err := loadEntry(c.tx, entries[0].Undoes)
		if err != nil {
			return err
		}
		r.result.Verb = first.Act
	}
	first, err := origin(c.tx, entries[0])
	if err != nil {
		return err
	}
	for i := len(entries) - 1; i >= 0; i-- {
		done, err := c.revertOne(entries[i], first.Act, again)
		if err != nil {
			return err
		}
		r.result.Done = append(r.result.Done, done)
	}
	return nil
}

// origin follows undos and redos back to the line of what was done.
func origin(tx *bolt.Tx, e *model.Entry) (*model.Entry, error) {
	for e.Undoes != 0 {
		var err error
		if e, err = loadEntry(tx, e.Undoes); err != nil {
			return nil, err
		}
	}
	return e, nil
}

// revertOne takes back one entry of what was done with a verb. Who may not do a thing may not take it back either.
func (c *change) revertOne(e *model.Entry, of model.Verb, again bool) (Done, error) {
	id := model.ID(e.ID)
	before, err := c.load(id)
	if err != nil {
		return Done{}, err
	}
	c.touched = map[model.ID]*touch{id: {before: before, after: before.Clone()}}
	c.dirty = false
	all, err := ticketEntries(c.tx, before)
	if err != nil {
		return Done{}, err
	}
	act := model.Revert{Entry: e, Later: later(all, e), Again: again, Unranked: unranked(all, e)}
	w := &model.Work{Me: c.me, Now: c.now, Ticket: c.touched[id].after, Before: before, Desk: c}
	err = model.May(c.who, act.Verb(), before)
	if err == nil {
		err = model.May(c.who, of, before)
	}
	if err == nil {
		err = act.Do(w)
	}
	if err != nil {
		return Done{}, fmt.Errorf("%s: %w", act.Verb(), c.explain(err, before))
	}
	key := before.Key()
	if !before.Exists() {
		key = w.Ticket.Key()
	}
	return Done{ID: id, Key: key}, c.record(w, act.Verb(), e.Group)
}

// groupEntries lists the lines of a group that tell of tickets. They stand together, but for the lines of nouns that
// were made on the way. A group that was taken back already is refused.
func groupEntries(tx *bolt.Tx, group model.Revision) ([]*model.Entry, error) {
	var entries []*model.Entry
	cur := tx.Bucket(bJournal).Cursor()
	for k, v := cur.Seek(uint64Key(uint64(group))); k != nil; k, v = cur.Next() {
		e, err := decodeEntry(k, v)
		if err != nil {
			return nil, err
		}
		if e.Table == model.Tickets && e.Group != group {
			break
		}
		if e.Group == group && e.Table == model.Tickets {
			entries = append(entries, e)
		}
	}
	if len(entries) == 0 {
		return nil, fmt.Errorf("there is no change %d that can be undone: %w", group, model.ErrNotFound)
	}
	t, err := loadTicket(tx, model.ID(entries[0].ID))
	if err != nil {
		return nil, err
	}
	all, err := ticketEntries(tx, t)
	if err != nil {
		return nil, err
	}
	if model.Undone(all)[group] {
		return nil, fmt.Errorf("%w: change %d was undone already", model.ErrRefused, group)
	}
	return entries, nil
}

func ticketEntries(tx *bolt.Tx, t *model.Ticket) ([]*model.Entry, error) {
	var all []*model.Entry
	for _, rev := range t.Revs {
		e, err := loadEntry(tx, rev)
		if err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// later lists what was done to a ticket behind an entry and still stands, undos and redos apart.
func later(all []*model.Entry, e *model.Entry) []*model.Entry {
	dead := model.Undone(all)
	return slices.DeleteFunc(slices.Clone(all), func(l *model.Entry) bool {
		return l.Rev <= e.Rev || l.Undoes != 0 || dead[l.Group] || l.Group == e.Group
	})
}

// unranked tells whether the ticket had no place in the backlog before an entry.
func unranked(all []*model.Entry, e *model.Entry) bool {
	rank := model.Rank(0)
	for _, l := range all {
		for _, s := range l.Moved {
			if l.Rev < e.Rev && uint32(s.ID) == e.ID {
				rank = s.Rank
			}
		}
	}
	return rank == 0
}

// Timeline gives a ticket and what happened to it, oldest first. Errors: model.ErrNotFound.
func (s *Store) Timeline(id model.ID) (t *model.Ticket, moments []model.Moment, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		if t, err = loadTicket(tx, id); err != nil {
			return err
		}
		if !t.Exists() {
			return fmt.Errorf("ticket #%d was taken back: %w", id, model.ErrNotFound)
		}
		entries, err := ticketEntries(tx, t)
		moments = model.Timeline(entries)
		return err
	})
	return t, moments, err
}

// Log lists the newest lines of the journal, newest first, beginning before a revision (zero is the end), at most
// limit of those that keep accepts. A nil keep accepts all.
func (s *Store) Log(ctx context.Context, before model.Revision, limit int, keep func(*model.Entry) bool) ([]*model.Entry, error) {
	var all []*model.Entry
	err := s.view(func(tx *bolt.Tx) error {
		cur := tx.Bucket(bJournal).Cursor()
		k, v := cur.Last()
		if before != 0 {
			if k, _ = cur.Seek(uint64Key(uint64(before))); k != nil {
				k, v = cur.Prev()
			} else {
				k, v = cur.Last()
			}
		}
		for ; k != nil && len(all) < limit; k, v = cur.Prev() {
			if err := ctx.Err(); err != nil {
				return err
			}
			e, err := decodeEntry(k, v)
			if err != nil {
				return err
			}
			if keep == nil || keep(e) {
				all = append(all, e)
			}
		}
		return nil
	})
	return all, err
}

// IsUndone tells which of the groups of these entries were taken back.
func (s *Store) IsUndone(entries []*model.Entry) (map[model.Revision]bool, error) {
	dead := map[model.Revision]bool{}
	err := s.view(func(tx *bolt.Tx) error {
		for _, e := range entries {
			if e.Table != model.Tickets {
				continue
			}
			t, err := loadTicket(tx, model.ID(e.ID))
			if errors.Is(err, model.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			all, err := ticketEntries(tx, t)
			if err != nil {
				return err
			}
			if model.Undone(all)[e.Group] {
				dead[e.Group] = true
			}
		}
		return nil
	})
	return dead, err
}
