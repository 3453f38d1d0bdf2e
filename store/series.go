package store

import (
	"context"
	"errors"
	"fmt"

	"opsdesk/model"
)

// Piece is how many commands of a series go into one transaction.
const Piece = 500

// A Series is a write of any length under way, in pieces of a transaction each: others write between two of them, and
// whoever has the series may stop there. What was done until then stays, and is one group of the journal, so that one
// undo takes all of it back. It is for one goroutine at a time.
type Series struct {
	store *Store
	write Write
	group model.Revision // zero before the first line
	next  int            // the first command that is still to be done
	piece int            // Piece; tests have others
}

// Series begins a write of any length. A refused command does not stop the others, whatever Each says. With a Request
// each piece is done once: the same commands again go on where they stopped. A trial tries each piece on the desk as it
// stands, not on what earlier pieces would have left.
func (s *Store) Series(w Write) *Series {
	w.Each = true
	return &Series{store: s, write: w, piece: Piece}
}

// Left tells how many commands are still to be done.
func (g *Series) Left() int { return len(g.write.Commands) - g.next }

// Next does the next piece and gives what came of it, as Do does. Errors are those of Do; ErrRefused also when what was
// done until now was taken back meanwhile.
func (g *Series) Next(ctx context.Context) (Result, error) {
	w := g.write
	upto := g.upto()
	w.Commands = w.Commands[g.next:upto]
	r, err := g.do(ctx, w, planCommands)
	if err != nil {
		return r, err
	}
	if len(r.Done) == 0 && len(g.write.Commands) > g.piece { // an earlier request did it
		for _, cmd := range w.Commands {
			r.Done = append(r.Done, Done{ID: cmd.ID, Unchanged: true})
		}
	}
	g.next = upto
	return r, nil
}

// upto gives the end of the next piece. The commands of one ticket that stand together stay so: what others do to it
// between two of them would bar the way back.
func (g *Series) upto() int {
	all := g.write.Commands
	end := min(g.next+g.piece, len(all))
	for end > 0 && end < len(all) && all[end].ID != 0 && all[end].ID == all[end-1].ID {
		end++
	}
	return end
}

// do goes on with the group in one transaction.
func (g *Series) do(ctx context.Context, w Write, plan func(*change, *request) error) (Result, error) {
	r, err := g.store.submit(ctx, &request{Write: w, group: g.group, from: g.next, plan: func(c *change, r *request) error {
		if err := c.goesOn(); err != nil {
			return err
		}
		return plan(c, r)
	}})
	if err == nil && !w.Try {
		g.group = r.Group
	}
	return r, err
}

// goesOn refuses to add to a group that was taken back: half of it would stand.
func (c *change) goesOn() error {
	if c.group == 0 {
		return nil
	}
	first, err := loadEntry(c.tx, c.group)
	if err != nil {
		return err
	}
	if err := standing(c.tx, first); errors.Is(err, model.ErrRefused) {
		return fmt.Errorf("%w: what was done until now was taken back meanwhile; the rest was left as it is", model.ErrRefused)
	} else if err != nil {
		return err
	}
	return nil
}

// Bulk does a whole series, and tells after each piece how many of how many commands are done; told may be nil. When ctx
// ends between two pieces, the result has what was done, and the error is ctx's.
func (s *Store) Bulk(ctx context.Context, w Write, told func(done, of int)) (all Result, err error) {
	return s.Series(w).all(ctx, told)
}

func (g *Series) all(ctx context.Context, told func(done, of int)) (all Result, err error) {
	for g.Left() > 0 {
		r, err := g.Next(ctx)
		if err != nil {
			return all, err
		}
		all.Group, all.Done = r.Group, append(all.Done, r.Done...)
		if told != nil {
			told(g.next, len(g.write.Commands))
		}
	}
	return all, nil
}
