package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A change is a write transaction under way: what acts see of the desk, and what they leave behind.
type change struct {
	store  *Store
	tx     *bolt.Tx
	counts map[countKey]int64
	first  model.Revision
	rev    model.Revision         // of the newest line
	lines  hash.Hash              // of the lines so far
	before model.Revision         // group of the newest line of a gesture, zero before it was looked at
	nouns  bool                   // some were added
	refs   map[nounName]model.Ref // nouns that were found; the writer's
	added  map[nounName]model.Ref // nouns that were found since some were added, nil before
	left   []*model.Ticket        // the tickets that were written, as they were left, up to maxLeft
	now    model.Instant
	book   *model.Book
	runs   []Errand // that rules ask for

	// of the request that is applied
	who     model.Actor
	me      model.Ref
	group   model.Revision
	request string
	tell    bool           // what the lines say is wanted
	told    []*model.Entry // the lines, if so

	// of the command that is applied
	touched map[model.ID]*touch
	dirty   bool // a noun or a place was written, though no line tells of it yet
}

// A touch is a ticket that a command has in its hands.
type touch struct{ before, after *model.Ticket }

// maxLeft bounds the tickets that a change keeps in memory for the columns.
const maxLeft = 50_000

func (w *writer) begin(tx *bolt.Tx) (*change, error) {
	if len(w.refs) > maxRefs {
		clear(w.refs)
	}
	c := &change{store: w.Store, tx: tx, book: w.book.Load(), counts: map[countKey]int64{}, refs: w.refs}
	c.rev = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
	c.first = c.rev + 1
	_, last := tx.Bucket(bChain).Cursor().Last()
	if last != nil && len(last) != 8+sha256.Size {
		return nil, fmt.Errorf("%w: the newest link of the journal's chain is damaged", ErrIntegrity)
	}
	c.lines = beginLink(last[min(8, len(last)):])
	return c, nil
}

// do applies one command.
func (c *change) do(cmd Command) Done {
	c.touched = map[model.ID]*touch{}
	c.dirty = false
	done := Done{ID: cmd.ID}
	t, created, err := c.subject(cmd)
	if err != nil {
		done.Err = err
		return done
	}
	if !created {
		done.ID, done.Key = t.before.ID, t.before.Key()
	}
	w := &model.Work{Me: c.me, Now: c.now, Ticket: t.after, Before: t.before, Desk: c}
	err = model.May(c.who, cmd.Act.Verb(), t.before)
	if err == nil {
		err = w.Admits(cmd.Act.Verb())
	}
	if err == nil {
		err = cmd.Act.Do(w)
	}
	if err != nil {
		done.Err = c.explain(err, t.before)
		return done
	}
	done.ID, done.Key, done.Created = t.after.ID, t.after.Key(), created
	done.Err = c.record(w, cmd.Act.Verb(), 0)
	return done
}

// subject finds the ticket that a command is about, or a number for a new one.
func (c *change) subject(cmd Command) (t *touch, created bool, err error) {
	if imp, ok := cmd.Act.(*model.Import); ok {
		return c.importSubject(imp)
	}
	if cmd.ID != 0 {
		if _, err := c.Ticket(cmd.ID); err != nil {
			return nil, false, fmt.Errorf("%s: %w", cmd.Act.Verb(), err)
		}
		return c.touched[cmd.ID], false, nil
	}
	if v := cmd.Act.Verb(); v != model.VerbCreate && v != model.VerbSplit {
		return nil, false, fmt.Errorf("%w: %s needs a ticket", model.ErrRefused, cmd.Act.Verb())
	}
	t, err = c.fresh(0)
	return t, true, err
}

// lastWanted is the highest number that a ticket gets because somebody asks for it: there must be some left to count on.
const lastWanted = 1 << 31

// fresh gives a ticket that does not exist yet, with the number wanted if that was never given, else the next one.
func (c *change) fresh(wanted model.ID) (*touch, error) {
	id := uint64(wanted)
	if wanted == 0 || wanted > lastWanted || c.given(wanted) {
		id = c.tx.Bucket(bTickets).Sequence() + 1
	}
	if id > 1<<32-1 {
		return nil, fmt.Errorf("%w: the desk has given out all its numbers", model.ErrRefused)
	}
	t := &touch{before: &model.Ticket{ID: model.ID(id)}, after: &model.Ticket{ID: model.ID(id)}}
	c.touched[model.ID(id)] = t
	return t, nil
}

// given tells whether a number was ever given out. No ticket's is above the bucket's sequence.
func (c *change) given(id model.ID) bool {
	tickets := c.tx.Bucket(bTickets)
	return uint64(id) <= tickets.Sequence() && tickets.Get(uint32Key(uint32(id))) != nil
}

// Ticket gives a ticket for reading or changing inside the act; it is the model.Desk's.
func (c *change) Ticket(id model.ID) (*model.Ticket, error) {
	if t := c.touched[id]; t != nil {
		return t.after, nil
	}
	before, err := c.load(id)
	if err != nil {
		return nil, err
	}
	if !before.Exists() {
		return nil, notFound(id)
	}
	c.touched[id] = &touch{before: before, after: before.Clone()}
	return c.touched[id].after, nil
}

func notFound(id model.ID) error {
	return fmt.Errorf("there is no ticket #%d: %w", id, model.ErrNotFound)
}

// load reads a record, also of a ticket that does not exist any more.
func (c *change) load(id model.ID) (*model.Ticket, error) { return loadTicket(c.tx, id) }

func loadTicket(tx *bolt.Tx, id model.ID) (*model.Ticket, error) {
	v := tx.Bucket(bTickets).Get(uint32Key(uint32(id)))
	if v == nil {
		return nil, notFound(id)
	}
	return decodeTicket(id, v)
}

// record writes what an act left: a line and a record for its ticket, and for every other that it touched.
func (c *change) record(w *model.Work, verb model.Verb, undoes model.Revision) error {
	if err := c.recordOne(w, verb, undoes); err != nil {
		return err
	}
	if err := c.deliver(w); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(c.touched)) {
		t := c.touched[id]
		ev, told := w.Beside[id]
		if id == w.Ticket.ID || !told && len(model.Diff(t.before, t.after)) == 0 {
			continue
		}
		of := verb
		if of == model.VerbCreate { // only one of them came to be
			of = model.VerbLink
		}
		if !told {
			ev = model.Event{At: c.now, By: c.me, Verb: of}
		}
		other := &model.Work{Me: c.me, Now: c.now, Ticket: t.after, Before: t.before, Events: []model.Event{ev}}
		if err := c.recordOne(other, of, undoes); err != nil {
			return err
		}
	}
	return c.respaced(w)
}

func (c *change) recordOne(w *model.Work, verb model.Verb, undoes model.Revision) error {
	if len(w.Events) == 0 {
		return fmt.Errorf("%s: the act says nothing of what it did", w.Ticket.Key())
	}
	if undoes == 0 && verb != model.VerbImport {
		w.Rouse()
	}
	e := &model.Entry{Table: model.Tickets, ID: uint32(w.Ticket.ID), Act: verb, Undoes: undoes, Events: w.Events, Moved: w.Spots}
	if verb != model.VerbImport { // an import's events carry their own changes
		e.Events[len(e.Events)-1].Deltas = model.Diff(w.Before, w.Ticket)
	}
	if err := c.line(e); err != nil {
		return err
	}
	t := w.Ticket
	t.Updated = e.Touched(t.Updated)
	t.Rev = e.Rev
	t.Revs = append(t.Revs, e.Rev)
	if err := c.keepClocks(w, e); err != nil {
		return err
	}
	return c.put(w.Before, t)
}

// line appends an entry to the journal.
func (c *change) line(e *model.Entry) error {
	c.rev++
	if c.group == 0 {
		c.group = c.rev
	}
	e.Rev, e.Group, e.Recorded, e.By, e.Request = c.rev, c.group, c.now, c.me, c.request
	if err := c.notePart(e); err != nil {
		return err
	}
	if c.tell {
		c.told = append(c.told, e)
	}
	key, v := uint64Key(uint64(e.Rev)), encodeEntry(e)
	c.lines.Write(key)
	c.lines.Write(v)
	journal := c.tx.Bucket(bJournal)
	journal.FillPercent = 0.95
	return journal.Put(key, v)
}

// put writes a record with its index entries and counters.
func (c *change) put(before, after *model.Ticket) error {
	tickets := c.tx.Bucket(bTickets)
	if !before.Exists() {
		tickets.FillPercent = 0.95 // new numbers come in order
		if id := uint64(after.ID); id > tickets.Sequence() {
			if err := tickets.SetSequence(id); err != nil {
				return err
			}
		}
	}
	if err := tickets.Put(uint32Key(uint32(after.ID)), encodeTicket(after)); err != nil {
		return err
	}
	c.count(before, -1)
	c.count(after, 1)
	c.leave(after)
	return c.index(before, after)
}

func (c *change) leave(t *model.Ticket) {
	if len(c.left) < maxLeft {
		c.left = append(c.left, t)
	}
}

// respaced writes the records of tickets that made room in the backlog; the line of the one that moved tells of them.
func (c *change) respaced(w *model.Work) error {
	for _, spot := range w.Spots {
		if spot.ID == w.Ticket.ID {
			continue
		}
		t, err := c.load(spot.ID)
		if err != nil {
			return err
		}
		t.Rank = spot.Rank
		c.leave(t)
		if err := c.tx.Bucket(bTickets).Put(uint32Key(uint32(t.ID)), encodeTicket(t)); err != nil {
			return err
		}
	}
	return nil
}

// finish completes the change set: its link of the chain, the head, the counters.
func (c *change) finish() error {
	if c.rev < c.first {
		return nil
	}
	link := c.lines.Sum(uint64Key(uint64(c.first)))
	return errors.Join(
		c.tx.Bucket(bChain).Put(uint64Key(uint64(c.rev)), link),
		c.tx.Bucket(bMeta).Put(kHead, uint64Key(uint64(c.rev))),
		c.flushCounts())
}

// beginLink begins the digest of a change set with that of the one before it. Its lines follow, each as key and value.
func beginLink(before []byte) hash.Hash {
	h := sha256.New()
	h.Write([]byte("opsdesk change set\x00"))
	h.Write(before)
	return h
}

// retried finds the group of a request that was done before.
func (c *change) retried(request string) (model.Revision, bool) {
	if request == "" {
		return 0, false
	}
	v := c.tx.Bucket(bRequests).Get([]byte(request))
	return model.Revision(getUint64(v)), v != nil
}

const maxRequests = 10_000

// remember keeps the id of a request, and lets go of the oldest: ids that begin with the time, as ULIDs do, sort by it.
func (c *change) remember(request string) error {
	if request == "" {
		return nil
	}
	b := c.tx.Bucket(bRequests)
	if err := b.Put([]byte(request), uint64Key(uint64(c.group))); err != nil {
		return err
	}
	n := b.Sequence() + 1
	if n > maxRequests {
		if k, _ := b.Cursor().First(); k != nil {
			if err := b.Delete(append([]byte(nil), k...)); err != nil {
				return err
			}
		}
		n--
	}
	return b.SetSequence(n)
}

// Order is the backlog's order; it is the model.Desk's.
func (c *change) Order() model.Order { return order{c} }

// explain completes an act's error with what only the store knows.
func (c *change) explain(err error, t *model.Ticket) error {
	names := c.store.names.in(c.tx)
	var later *model.LaterError
	if errors.As(err, &later) {
		later.By = names.Name(model.People, later.Who)
		return later
	}
	var conflict *model.ConflictError
	if !errors.As(err, &conflict) {
		return err
	}
	conflict.BaseText = conflict.Field.Text(conflict.Base, names)
	conflict.HaveText = conflict.Field.Text(conflict.Have, names)
	conflict.WantText = conflict.Field.Text(conflict.Want, names)
	for i := len(t.Revs) - 1; i >= 0; i-- {
		e, err := loadEntry(c.tx, t.Revs[i])
		if err != nil {
			return err
		}
		for _, ev := range slices.Backward(e.Events) {
			for _, d := range ev.Deltas {
				if d.Field == conflict.Field.No {
					conflict.By, conflict.When = names.Name(model.People, ev.By), ev.At
					return conflict
				}
			}
		}
	}
	return conflict
}

func loadEntry(tx *bolt.Tx, rev model.Revision) (*model.Entry, error) {
	key := uint64Key(uint64(rev))
	v := tx.Bucket(bJournal).Get(key)
	if v == nil {
		return nil, fmt.Errorf("journal line %d: %w", rev, model.ErrNotFound)
	}
	return decodeEntry(key, v)
}
