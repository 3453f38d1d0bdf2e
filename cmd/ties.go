package cmd

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
	"opsdesk/model/exchange"
	"opsdesk/store"
)

// A tie is a link that is still to be made.
type tie struct {
	from model.ID
	rel  model.Relation
	to   model.ID
}

func (t tie) inverse() tie { return tie{t.to, t.rel.Rule().Inverse, t.from} }

// ties are the links of an import. They are made when all tickets are in, since a ticket may be linked with one that
// comes behind it. Our own files bring their links with the tickets' history, and only what can't stay is taken off.
type ties struct {
	// renumber says that the tickets of another desk of ours come to one that has tickets of its own, where they get
	// other numbers: their links are taken off, and made anew between the new numbers.
	renumber bool
	there    map[model.ID]bool     // the numbers in a file of ours, nil for other files
	ids      map[model.ID]model.ID // by the number there
	pending  []pendingTie
}

type pendingTie struct {
	from   model.ID
	rel    model.Relation
	system string
	number string   // at the source
	old    model.ID // or there, on the other desk of ours
}

// loosen takes the links of a record off when its numbers may change, and else those to tickets outside the file.
func (t *ties) loosen(r *exchange.Record) {
	if t.there == nil || r.Import.Number == 0 {
		return
	}
	var stands model.Ticket
	links := model.FieldNo(model.FieldLinks)
	away := func(id model.ID) bool { return t.renumber || !t.there[id] }
	for i := range r.Import.Past {
		p := &r.Import.Past[i]
		for j, f := range p.Facts {
			if f.Field == model.FieldLinks {
				links.Set(&stands, f.To)
				kept := model.Ticket{Links: slices.DeleteFunc(slices.Clone(stands.Links), func(l model.Link) bool { return away(l.To) })}
				p.Facts[j].To = links.Get(&kept)
			}
		}
		p.Facts = slices.DeleteFunc(p.Facts, func(f model.Fact) bool {
			leads := f.Field == model.FieldParent && f.To.N != 0 && away(model.ID(f.To.N))
			return leads || t.renumber && (f.Field == model.FieldParent || f.Field == model.FieldLinks)
		})
	}
	for _, l := range stands.Links {
		if away(l.To) {
			r.Links = append(r.Links, exchange.PendingLink{Rel: l.Rel, Number: strconv.FormatUint(uint64(l.To), 10)})
		}
	}
}

// remember keeps what a record is linked with, and which number it got.
func (t *ties) remember(r exchange.Record, id model.ID) {
	if t.there != nil && r.Import.Number != 0 {
		if id == 0 { // this desk's own, which it knows by that number
			id = r.Import.Number
		}
		t.ids[r.Import.Number] = id
	}
	for _, l := range r.Links {
		p := pendingTie{from: id, rel: l.Rel, system: r.Import.Source.System, number: l.Number}
		if t.there != nil {
			old, err := strconv.ParseUint(l.Number, 10, 32)
			if err != nil {
				continue
			}
			p.old = model.ID(old)
		}
		t.pending = append(t.pending, p)
	}
}

// all gives the links that can be made, and an error for each that can't.
func (t *ties) all(ctx context.Context, s *store.Store) iter.Seq2[tie, error] {
	return func(yield func(tie, error) bool) {
		keys, err := t.keys(ctx, s)
		if err != nil {
			yield(tie{}, err)
			return
		}
		for _, p := range t.pending {
			if ctx.Err() != nil || p.from == 0 {
				continue
			}
			to, err := t.other(s, p, keys)
			if err != nil {
				err = fmt.Errorf("#%d %s %s: %w", p.from, p.rel.Rule().Label, p.number, err)
			}
			if !yield(tie{p.from, p.rel, to}, err) {
				return
			}
		}
	}
}

// other finds the ticket at the other end.
func (t *ties) other(s *store.Store, p pendingTie, keys map[string]model.ID) (model.ID, error) {
	if p.old != 0 {
		if id := t.ids[p.old]; id != 0 {
			return id, nil
		}
		return 0, fmt.Errorf("number %d is not in the file", p.old)
	}
	if id := keys[p.name()]; id != 0 {
		return id, nil
	}
	id, err := bySource(s, p)
	if err == nil && id == 0 {
		err = fmt.Errorf("it is not here")
	}
	return id, err
}

// bySource finds the one ticket that has a number in the system of another; zero is none.
func bySource(s *store.Store, p pendingTie) (model.ID, error) {
	ids, err := s.Find(p.number)
	if err != nil {
		return 0, nil //nolint:nilerr // whatever is not found is no ticket to be linked with
	}
	var found []model.ID
	for _, id := range ids {
		t, err := s.Get(id)
		if err != nil {
			return 0, err
		}
		if t.Source == p.system && strings.EqualFold(t.SourceID, p.number) {
			found = append(found, id)
		}
	}
	if len(found) > 1 {
		return 0, fmt.Errorf("%d tickets have this number", len(found))
	}
	if len(found) == 0 {
		return 0, nil
	}
	return found[0], nil
}

func (p pendingTie) name() string { return p.system + "\x00" + p.number }

// keys finds, in one pass over the desk, the tickets that are named by their key at the source instead of a number.
func (t *ties) keys(ctx context.Context, s *store.Store) (map[string]model.ID, error) {
	keys := map[string]model.ID{}
	for _, p := range t.pending {
		if p.old != 0 {
			continue
		}
		if id, err := bySource(s, p); err == nil && id == 0 {
			keys[p.name()] = 0
		}
	}
	if len(keys) == 0 {
		return keys, nil
	}
	err := s.Each(ctx, func(ticket *model.Ticket) error {
		name := pendingTie{system: ticket.Source, number: ticket.SourceNo}.name()
		if _, wanted := keys[name]; wanted && ticket.SourceNo != "" {
			keys[name] = ticket.ID
		}
		return nil
	})
	return keys, err
}
