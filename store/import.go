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
	series  *Series
	grouped int // tickets that the group made or changed
	taken   int // tickets of all groups
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
	return &Intake{series: s.Series(Write{Who: who}), release: s.search.hold()}
}

// Take brings records in, in one transaction. One that is refused, with the error in its Done, does not stop the others.
// Errors are those of Do.
func (in *Intake) Take(ctx context.Context, records []*model.Import) (Result, error) {
	w := Write{Who: in.series.write.Who, Each: true, Commands: make([]Command, len(records))}
	for i, r := range records {
		w.Commands[i].Act = r
	}
	if in.grouped >= maxIntake {
		in.series.group, in.grouped = 0, 0
	}
	r, err := in.series.do(ctx, w, planCommands)
	for _, d := range r.Done {
		if d.Err == nil && !d.Unchanged {
			in.grouped++
			in.taken++
		}
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
	w := Write{Who: in.series.write.Who, Each: true, Commands: make([]Command, len(links))}
	for i, l := range links {
		w.Commands[i] = Command{ID: l.From, Act: model.LinkTo{Rel: l.Rel, To: l.To}}
	}
	return in.series.do(ctx, w, func(c *change, r *request) (err error) {
		if c.group == 0 && len(links) > 0 {
			if c.group, err = c.importOf(links[0].From); err != nil {
				return err
			}
		}
		return planCommands(c, r)
	})
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
	st := in.series.store
	err := st.IndexWords(ctx)
	if err == nil && !st.lasting { // a console keeps them by itself
		st.ask.Do(func() { st.fetch(ctx) })
	}
	return err
}
