package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Book gives the desk's terms as they stand, ready for use, with all that they were before.
func (s *Store) Book() *model.Book { return s.book.Load() }

// Amend changes one part of the terms of the desk. Where clocks follow from it, all tickets that have not ended follow in
// the same transaction. Undo takes an amendment back. Errors: those of model.Terms.Amend, and
// ErrDenied.
func (s *Store) Amend(ctx context.Context, who model.Actor, a model.Amendment) (Result, error) {
	return s.submit(ctx, &request{Write: Write{Who: who}, plan: func(c *change, r *request) error {
		r.result = Result{Verb: model.VerbAmend}
		return c.amend(a, model.VerbAmend, 0)
	}})
}

// amend brings the terms to their next edition, and with them the tickets whose clocks follow from the part.
func (c *change) amend(a model.Amendment, act model.Verb, undoes model.Revision) error {
	if err := model.MayAmend(c.who, a.Part); err != nil {
		return err
	}
	if a.Runs() && c.who.Role != model.Admin {
		return fmt.Errorf("%w: a rule that runs commands of the machine is for an admin to make", model.ErrDenied)
	}
	terms, a, err := c.book.Terms().Amend(a)
	if err != nil {
		return fmt.Errorf("amend the terms: %w", err)
	}
	text, err := json.Marshal(a)
	if err != nil {
		return fmt.Errorf("amend the terms: %w", err)
	}
	line := &model.Entry{Table: model.Charter, ID: 1, Act: act, Undoes: undoes,
		Events: []model.Event{{At: c.now, By: c.me, Verb: model.VerbAmend, Text: string(text)}}}
	edition := model.Edition{Rev: c.rev + 1, At: c.now, By: c.me, Terms: terms}
	book, err := c.book.With(edition, c.store.names, c.store.public)
	if err != nil {
		return fmt.Errorf("%w: amend the terms: %w", model.ErrRefused, err)
	}
	if unknown := book.Unknown(c.store.names); len(unknown) > 0 {
		return fmt.Errorf("%w: amend the terms: nothing on the desk is called so: %s", model.ErrRefused, unknown[0])
	}
	if err := c.line(line); err != nil {
		return err
	}
	c.book = book
	if err := putTerms(c.tx, edition); err != nil {
		return err
	}
	if !model.Parts[a.Part].Clocks {
		return nil
	}
	return c.followTerms()
}

// followTerms brings the clocks of every ticket that has not ended to the newest edition.
func (c *change) followTerms() error {
	ids, err := unended(c.tx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		before, err := c.load(id)
		if err != nil {
			return err
		}
		after := before.Clone()
		if !c.book.Amended(after) {
			continue
		}
		if err := c.put(before, after); err != nil {
			return err
		}
	}
	return nil
}

// unended lists the tickets whose life goes on, by their numbers.
func unended(tx *bolt.Tx) (ids []model.ID, err error) {
	c := tx.Bucket(bTickets).Cursor()
	var t model.Ticket
	for k, v := c.First(); k != nil; k, v = c.Next() {
		id := model.ID(getUint32(k))
		if err := decodeHead(id, v, &t); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIntegrity, err)
		}
		if t.Exists() && t.State.Rule().Phase != model.Ended {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// readTerms reads all editions of the terms.
func (s *Store) readTerms() error {
	var editions []model.Edition
	err := s.view(func(tx *bolt.Tx) (err error) {
		editions, err = loadTerms(tx)
		return err
	})
	if err != nil {
		return err
	}
	book, err := model.NewBook(editions, s.names, s.public)
	if err != nil {
		return fmt.Errorf("read the terms of desk %s: %w", s.path, err)
	}
	s.book.Store(book)
	return nil
}

func loadTerms(tx *bolt.Tx) ([]model.Edition, error) {
	var editions []model.Edition
	err := tx.Bucket(bTerms).ForEach(func(k, v []byte) error {
		var e model.Edition
		inside, err := unseal(v)
		if err == nil {
			err = json.Unmarshal(inside, &e)
		}
		if err != nil {
			return fmt.Errorf("%w: terms of change %d: %w", ErrIntegrity, getUint64(k), err)
		}
		editions = append(editions, e)
		return nil
	})
	return editions, err
}

// amendments lists the journal lines that amended the terms, oldest first.
func amendments(tx *bolt.Tx) (all []*model.Entry, err error) {
	err = tx.Bucket(bTerms).ForEach(func(k, _ []byte) error {
		rev := model.Revision(getUint64(k))
		if rev == 0 {
			return nil // what the desk began with
		}
		e, err := loadEntry(tx, rev)
		if err == nil {
			all = append(all, e)
		}
		return err
	})
	return all, err
}

func putTerms(tx *bolt.Tx, e model.Edition) error {
	inside, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write the terms: %w", err)
	}
	return tx.Bucket(bTerms).Put(uint64Key(uint64(e.Rev)), seal(append(make([]byte, envelope, envelope+len(inside)), inside...)))
}

// revertTerms takes amendments of a group back, the last one first.
func (c *change) revertTerms(r *request, lines []model.Revision, again bool) error {
	act := model.VerbUndo
	if again {
		act = model.VerbRedo
	}
	for _, rev := range slices.Backward(lines) {
		e, err := loadEntry(c.tx, rev)
		if err != nil {
			return err
		}
		a, err := amendmentOf(e)
		if err != nil {
			return err
		}
		if err := c.amend(a.Back(), act, e.Group); err != nil {
			return fmt.Errorf("%s: %w%s", act, err, c.amendedSince(e, a))
		}
		r.result.Done = append(r.result.Done, Done{Key: "terms"})
	}
	return nil
}

// amendedSince says who amended the same part of the terms behind a line, nothing when nobody did.
func (c *change) amendedSince(line *model.Entry, a model.Amendment) string {
	all, err := amendments(c.tx)
	if err != nil {
		return ""
	}
	for _, e := range slices.Backward(all) {
		other, err := amendmentOf(e)
		if err == nil && e.Rev > line.Rev && other.Part == a.Part && model.FoldName(other.Name) == model.FoldName(a.Name) {
			return fmt.Sprintf(" (%s did, at %s)", c.store.names.in(c.tx).Name(model.People, e.By), e.Recorded)
		}
	}
	return ""
}

func amendmentOf(e *model.Entry) (a model.Amendment, err error) {
	if len(e.Events) != 1 {
		return a, fmt.Errorf("%w: line %d tells of no amendment", ErrIntegrity, e.Rev)
	}
	if a, err = e.Events[0].Amendment(); err != nil {
		return a, fmt.Errorf("%w: the amendment of line %d: %w", ErrIntegrity, e.Rev, err)
	}
	return a, nil
}
