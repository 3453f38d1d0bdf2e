package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Command is an act on a ticket; the number is zero for acts that make one.
type Command struct {
	ID  model.ID
	Act model.Act
}

// A Write is one gesture of somebody: commands that are journalled as one group and undone as one.
type Write struct {
	Who      model.Actor
	Commands []Command
	// Each says that a refused command does not stop the others.
	Each bool
	// Together says, with Each, that the commands on one ticket are done all or none.
	Together bool
	// Request is an id of the caller's choice, of at most 1 KiB; a second write with it does nothing and gives the first
	// one's group.
	Request string
	// Try says that all is worked out, and nothing kept.
	Try bool
	// Tell says that each Done is to tell what changes.
	Tell bool
}

// A Done is what came of one command.
type Done struct {
	ID        model.ID
	Key       string
	Created   bool
	Unchanged bool
	Err       error
	// Lines are the journal lines that the command wrote, or would write: the one of its ticket first, then those of
	// others that it touched. Only a write with Tell has them.
	Lines []*model.Entry
}

// A Result is what came of a write.
type Result struct {
	// Group is the revision under which the write can be undone; zero when nothing changed.
	Group model.Revision
	// Undid tells which group was taken back by an undo or a redo, and Verb what had been done there.
	Undid model.Revision
	Verb  model.Verb
	// Verbs has all that had been done there, each once, in their order.
	Verbs []model.Verb
	// Done has one entry per command, in their order.
	Done []Done
}

// Err gives the first error of a command.
func (r Result) Err() error {
	for _, d := range r.Done {
		if d.Err != nil {
			return d.Err
		}
	}
	return nil
}

// Do applies acts to the freshest tickets in one transaction: records, index entries, counters and journal lines are
// written together, or not at all, and are on the disk when Do returns. Writes that wait share one commit. Unless
// Each is set, one refused command refuses the write. Errors: ErrNotFound, ErrRefused, ErrDenied, ErrConflict of
// package model, with the command's ticket named; ctx's error when it ended before the write was begun.
func (s *Store) Do(ctx context.Context, w Write) (Result, error) {
	return s.submit(ctx, &request{Write: w, plan: planCommands})
}

// A request is a write on its way through the writer.
type request struct {
	Write
	plan   func(*change, *request) error
	target model.Revision // of an undo
	group  model.Revision // the group that it goes on with, zero for one of its own
	from   int            // the command of a series that it begins with
	result Result
	err    error
	failed map[int]Done // commands whose effects had to be rolled back, by their index
	ctx    context.Context
	done   chan struct{}
	told   func(done, of int) // nil when nobody wants to know
	steps  chan [2]int        // how many of how many lines are taken back, for whoever waits
}

// maxRequest bounds the id of a request, in bytes: it is a key of the file.
const maxRequest = 1 << 10

// id gives the id of the request; each piece of a series has its own.
func (r *request) id() string {
	if r.Request == "" || r.from == 0 {
		return r.Request
	}
	return fmt.Sprintf("%s/%d", r.Request, r.from)
}

// step says how far the request has come, unless its owner has not heard the last time yet.
func (r *request) step(done, of int) {
	select {
	case r.steps <- [2]int{done, of}:
	default:
	}
}

func (s *Store) submit(ctx context.Context, r *request) (Result, error) {
	if cut, ok := s.AsOf(); ok {
		return Result{}, fmt.Errorf("%w: this is how it was on %s: return to now to act", model.ErrDenied, cut.At)
	}
	if s.ReadOnly() {
		return Result{}, fmt.Errorf("%w: the desk was opened to read only", model.ErrDenied)
	}
	if len(r.Request) > maxRequest {
		return Result{}, fmt.Errorf("%w: the id of a request has %d bytes, and %d is the most: choose a shorter one", model.ErrRefused, len(r.Request), maxRequest)
	}
	r.ctx, r.done = ctx, make(chan struct{})
	if r.told != nil {
		r.steps = make(chan [2]int)
	}
	select {
	case s.queue <- r:
	case <-ctx.Done():
		return Result{}, ctx.Err()
	case <-s.closed:
		return Result{}, errors.New("the desk is closed")
	}
	for {
		select {
		case n := <-r.steps:
			r.told(n[0], n[1])
		case <-r.done:
			return r.result, r.err
		case <-s.closed:
			select {
			case <-r.done:
				return r.result, r.err
			default:
				return Result{}, errors.New("the desk was closed before the change was saved")
			}
		}
	}
}

const maxTogether = 256

// A writer is what the one goroutine that writes knows from one transaction to the next.
type writer struct {
	*Store
	refs map[nounName]model.Ref // nouns by their names, as far as they were asked for and are committed
}

// maxRefs bounds what a writer knows of nouns.
const maxRefs = 50_000

// write is the one writer: it takes a request and all that wait behind it, and commits them together.
func (s *Store) write(ctx context.Context) {
	defer close(s.closed)
	w := writer{s, map[nounName]model.Ref{}}
	for {
		select {
		case r := <-s.queue:
			w.commit(s.waiting(r))
		case <-ctx.Done():
			for {
				select {
				case r := <-s.queue:
					w.commit(s.waiting(r))
				default:
					return
				}
			}
		}
	}
}

func (s *Store) waiting(first *request) []*request {
	all := []*request{first}
	for len(all) < maxTogether {
		select {
		case r := <-s.queue:
			all = append(all, r)
		default:
			return all
		}
	}
	return all
}

var (
	errAgain = errors.New("begin again without what failed")
	errTried = errors.New("tried, not kept")
)

// commit runs requests in one transaction. A trial runs in one of its own, which is rolled back.
func (w *writer) commit(all []*request) {
	var together []*request
	for _, r := range all {
		switch {
		case r.ctx.Err() != nil:
			r.err = r.ctx.Err()
		case r.Try:
			w.transact([]*request{r})
		default:
			together = append(together, r)
		}
	}
	if len(together) > 0 {
		w.transact(together)
	}
	for _, r := range all {
		close(r.done)
	}
}

// transact applies requests until nothing has to be rolled back. What fails before it has written anything is left out
// in passing; what fails later is marked, and the transaction begins again without it.
func (w *writer) transact(all []*request) {
	for {
		var c *change
		err := guard(w.path, func() error {
			return w.db.Update(func(tx *bolt.Tx) (err error) {
				if c, err = w.begin(tx); err != nil {
					return err
				}
				if err := c.apply(all); err != nil {
					return err
				}
				if err := c.finish(); err != nil {
					return err
				}
				if all[0].Try {
					return errTried
				}
				return nil
			})
		})
		switch {
		case errors.Is(err, errAgain):
			continue
		case errors.Is(err, errTried):
			return
		case err != nil:
			for _, r := range all {
				if r.err == nil {
					r.err, r.result = fmt.Errorf("save to desk %s: %w", w.path, err), Result{}
				}
			}
			return
		}
		w.saved(c)
		return
	}
}

// saved tells all who wait for it of a change that is on the disk.
func (w *writer) saved(c *change) {
	book := c.book
	if c.nouns {
		w.names.grew()
		book = book.Rebound(w.names)
	}
	w.book.Store(book)
	w.errands(c.runs)
	if c.rev == w.Head() {
		return
	}
	if len(c.left) < maxLeft { // else the columns read from the journal what changed
		w.cols.take(w.Head(), c.rev, c.left)
	}
	w.announce(c.rev)
}

// apply runs the plans of requests one after another.
func (c *change) apply(all []*request) error {
	for _, r := range all {
		if r.err != nil {
			continue // it failed in an earlier round
		}
		if group, ok := c.retried(r.id()); ok {
			r.result = Result{Group: group}
			continue
		}
		c.group, c.who, c.request = r.group, r.Who, r.id()
		c.now = model.At(c.store.clock())
		before := c.rev
		err := c.identify()
		if err == nil {
			err = r.plan(c, r)
		}
		if errors.Is(err, errAgain) {
			return err
		}
		if err != nil {
			r.err = err
			if c.rev != before || c.dirty {
				return errAgain
			}
			continue
		}
		r.result.Group = c.group
		if err := c.remember(r.id()); err != nil {
			return err
		}
	}
	return nil
}

// planCommands applies the commands of a write.
func planCommands(c *change, r *request) error {
	r.result = Result{Done: make([]Done, len(r.Commands))}
	for _, cmd := range r.Commands { // first, so that the lines of the gesture stand together
		if err := c.catchUp(cmd.ID); err != nil {
			return err
		}
	}
	c.tell, c.told = r.Tell, nil
	defer func() { c.tell = false }()
	again := false
	for i, cmd := range r.Commands {
		d := &r.result.Done[i]
		if failed, ok := r.failed[i]; ok {
			*d = failed
			continue
		}
		before, told := c.rev, len(c.told)
		*d = c.do(cmd)
		d.Lines = slices.Clip(c.told[told:])
		switch {
		case d.Err == nil:
			continue
		case errors.Is(d.Err, model.ErrUnchanged):
			d.Err, d.Unchanged = nil, true
			continue
		case !r.Each:
			return d.Err
		case r.Together && cmd.ID != 0:
			again = r.failTicket(i) || c.rev != before || c.dirty || again
			continue
		}
		if c.rev != before || c.dirty {
			r.fail(i, *d)
			return errAgain
		}
	}
	if again {
		return errAgain
	}
	return nil
}

// fail marks a command as one that is left out when the transaction begins again.
func (r *request) fail(i int, d Done) {
	if r.failed == nil {
		r.failed = map[int]Done{}
	}
	r.failed[i] = d
}

// failTicket marks all commands on the ticket of a refused one, and tells whether an earlier one has to be rolled back.
func (r *request) failTicket(refused int) (written bool) {
	d := r.result.Done[refused]
	for i, cmd := range r.Commands {
		if cmd.ID != r.Commands[refused].ID {
			continue
		}
		written = written || i < refused && r.result.Done[i].Err == nil && !r.result.Done[i].Unchanged
		r.fail(i, d)
	}
	return written
}
