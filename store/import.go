package store

import (
	"context"

	"opsdesk/model"
)

// An Intake is an import under way: many transactions that are one gesture. Their lines, those of the links between the
// tickets among them, are one group of the journal, so that one undo takes all of it back; a very long import is
// several. Meanwhile nothing is done in the background that Close does at once. It is for one goroutine, and others may
// write beside it.
type Intake struct {
	store   *Store
	who     model.Actor
	group   model.Revision // zero before the first line
	grouped int            // tickets that the group made or changed
	taken   int            // tickets of all groups
	release func()
}

const (
	// maxIntake bounds the tickets of one group, which an undo takes back in one transaction.
	maxIntake = 100_000
	// greatIntake is how many tickets are worth indexing at once.
	greatIntake = 1000
)

// Intake begins an import. Close must be called behind it.
func (s *Store) Intake(who model.Actor) *Intake {
	return &Intake{store: s, who: who, release: s.search.hold()}
}

// Take brings records in, in one transaction. One that is refused, with the error in its Done, does not stop the others.
// Errors are those of Do.
func (in *Intake) Take(ctx context.Context, records []*model.Import) (Result, error) {
	w := Write{Who: in.who, Each: true, Commands: make([]Command, len(records))}
	for i, r := range records {
		w.Commands[i].Act = r
	}
	if in.grouped >= maxIntake {
		in.group, in.grouped = 0, 0
	}
	r, err := in.store.submit(ctx, &request{Write: w, plan: planCommands, group: in.group})
	for _, d := range r.Done {
		if d.Err == nil && !d.Unchanged {
			in.grouped++
			in.taken++
		}
	}
	if in.grouped > 0 {
		in.group = r.Group
	}
	return r, err
}

// A Link is a tie that an import makes between two tickets.
type Link struct {
	From model.ID
	Rel  model.Relation
	To   model.ID
}

// Tie links tickets, in one transaction. A link that is refused, with the error in its Done, does not stop the others.
// When this import brought nothing else, the links belong to the one that brought the first ticket.
func (in *Intake) Tie(ctx context.Context, links []Link) (Result, error) {
	w := Write{Who: in.who, Each: true, Commands: make([]Command, len(links))}
	for i, l := range links {
		w.Commands[i] = Command{ID: l.From, Act: model.LinkTo{Rel: l.Rel, To: l.To}}
	}
	return in.store.submit(ctx, &request{Write: w, group: in.group, plan: func(c *change, r *request) (err error) {
		if c.group == 0 && len(links) > 0 {
			if c.group, err = c.importOf(links[0].From); err != nil {
				return err
			}
		}
		return planCommands(c, r)
	}})
}

// importOf gives the group of the import that made a ticket, zero when none did.
func (c *change) importOf(id model.ID) (model.Revision, error) {
	t, err := c.load(id)
	if err != nil {
		return 0, err
	}
	first, err := loadEntry(c.tx, t.Revs[0])
	if err != nil || first.Act != model.VerbImport {
		return 0, err
	}
	return first.Group, nil
}

// Close ends the import. Behind a great one it returns when all words are indexed and the columns are kept, so that
// answers are quick at once; until then, and when ctx ends before, they are right all the same.
func (in *Intake) Close(ctx context.Context) error {
	defer in.release()
	if in.taken <= greatIntake {
		return nil
	}
	err := in.store.IndexWords(ctx)
	if err == nil && !in.store.lasting { // a console keeps them by itself
		in.store.ask.Do(func() { in.store.fetch(ctx) })
	}
	return err
}
