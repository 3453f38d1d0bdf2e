package store

import (
	"bytes"
	"context"
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
	return s.UndoTelling(ctx, who, group, nil)
}

// UndoTelling is Undo that tells now and then how many of how many lines are taken back. It is one transaction all the
// same: when ctx ends meanwhile nothing is taken back.
func (s *Store) UndoTelling(ctx context.Context, who model.Actor, group model.Revision, told func(done, of int)) (Result, error) {
	return s.submit(ctx, &request{Write: Write{Who: who}, plan: planUndo, target: group, told: told})
}

// Redo does again what the actor took back last, unless they have done something else since.
func (s *Store) Redo(ctx context.Context, who model.Actor) (Result, error) {
	return s.RedoTelling(ctx, who, nil)
}

// RedoTelling is to Redo what UndoTelling is to Undo.
func (s *Store) RedoTelling(ctx context.Context, who model.Actor, told func(done, of int)) (Result, error) {
	return s.submit(ctx, &request{Write: Write{Who: who}, plan: planRedo, told: told})
}

func planUndo(c *change, r *request) error {
	group := r.target
	if group == 0 {
		var err error
		if group, err = c.lastOf(c.me, false); err != nil {
			return err
		}
	} else if e, err := loadEntry(c.tx, group); err == nil && (e.Table == model.Tickets || e.Table == model.Charter) {
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
		case e.Table != model.Tickets && e.Table != model.Charter || dead[e.Group]:
		case e.Undoes != 0:
			dead[e.Undoes] = true
			if undo && e.By == me && e.Act == model.VerbUndo {
				return e.Group, nil
			}
		case e.By == me:
			imported, err := ofImport(c.tx, e)
			switch {
			case err != nil:
				return 0, err
			case imported:
			case undo:
				return 0, nothing
			default:
				return e.Group, nil
			}
		}
		k, v = cur.Prev()
	}
	return 0, nothing
}

// ofImport tells whether a line belongs to an import: as a record of it, or as a link between its tickets.
func ofImport(tx *bolt.Tx, e *model.Entry) (bool, error) {
	if e.Act == model.VerbImport || e.Group == e.Rev {
		return e.Act == model.VerbImport, nil
	}
	first, err := loadEntry(tx, e.Group)
	return err == nil && first.Act == model.VerbImport, err
}

// revert takes back every line of a group, the last one first.
func (c *change) revert(r *request, group model.Revision, again bool) error {
	lines, err := groupLines(c.tx, group)
	if err != nil {
		return err
	}
	e, err := loadEntry(c.tx, lines[0])
	if err != nil {
		return err
	}
	if e.Table == model.Charter {
		r.result = Result{Undid: group, Verb: model.VerbAmend}
		return c.revertTerms(r, lines, again)
	}
	if err := standing(c.tx, e); err != nil {
		return err
	}
	r.result = Result{Undid: group, Verb: e.Act}
	if again {
		first, err := loadEntry(c.tx, e.Undoes)
		if err != nil {
			return err
		}
		r.result.Verb = first.Act
	}
	first, err := origin(c.tx, e)
	if err != nil {
		return err
	}
	if r.result.Verbs, err = verbsOf(c.tx, first); err != nil {
		return err
	}
	if err := c.catchUpAll(lines); err != nil {
		return err
	}
	for i, rev := range slices.Backward(lines) {
		if i%Piece == 0 {
			if err := r.ctx.Err(); err != nil {
				return err
			}
			r.step(len(lines)-i, len(lines))
		}
		e, err := loadEntry(c.tx, rev)
		if err != nil {
			return err
		}
		done, err := c.revertOne(e, first.Act, again)
		if err != nil {
			return err
		}
		r.result.Done = append(r.result.Done, done)
	}
	return nil
}

// verbsOf lists what was done in the group that a line began, each once.
func verbsOf(tx *bolt.Tx, first *model.Entry) (all []model.Verb, err error) {
	lines, err := groupLines(tx, first.Group)
	if err != nil {
		return nil, err
	}
	for _, rev := range lines {
		e, err := loadEntry(tx, rev)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(all, e.Act) {
			all = append(all, e.Act)
		}
	}
	return all, nil
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
	if err == nil {
		err = c.mayReturn(before, w.Ticket)
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

// mayReturn refuses to change a ticket that was taken back and stays so, for a link to it would end nowhere, and to bring
// one back whose record was imported again meanwhile: it would be here twice.
func (c *change) mayReturn(before, after *model.Ticket) error {
	if !before.Exists() && !after.Exists() {
		return fmt.Errorf("%w: ticket #%d was taken back meanwhile: bring that back first", model.ErrRefused, before.ID)
	}
	if !after.Exists() || before.Exists() && bytes.Equal(sourceKey(before), sourceKey(after)) {
		return nil
	}
	from := model.Origin{System: after.Source, Number: after.SourceID, Key: after.SourceNo}
	if sourceKey(after) == nil {
		from = elsewhere(after.Kind, after.ID, after.Created)
	}
	id := byOrigin(c.tx, from)
	if id == 0 || id == after.ID {
		return nil
	}
	other, err := c.load(id)
	if err != nil {
		return err
	}
	return fmt.Errorf("%w: %s can't come back, since its record was imported again as %s: take that import back first",
		model.ErrRefused, after.Key(), other.Key())
}

// lineHead reads what a journal line begins with.
func lineHead(key, v []byte) (table model.Table, group model.Revision, err error) {
	inside, err := unseal(v)
	if err == nil {
		r := reader{rest: inside}
		table = model.Table(r.byte())
		r.byte()    // the verb
		r.uvarint() // the ticket
		group, err = model.Revision(getUint64(key)-r.uvarint()), r.err
	}
	if err != nil {
		err = fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, getUint64(key), err)
	}
	return table, group, err
}

// standing refuses a line whose group was taken back already.
func standing(tx *bolt.Tx, e *model.Entry) error {
	t, err := loadTicket(tx, model.ID(e.ID))
	if err != nil {
		return err
	}
	all, err := ticketEntries(tx, t)
	if err != nil {
		return err
	}
	if model.Undone(all)[e.Group] {
		return fmt.Errorf("%w: change %d was undone already", model.ErrRefused, e.Group)
	}
	return nil
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
