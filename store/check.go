package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"reflect"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Finding is something that is not as it must be.
type Finding struct {
	Where string
	What  string
}

// A Report is what a check saw.
type Report struct {
	Tickets  int
	Nouns    int
	Lines    int // of the journal
	book     *model.Book
	terms    map[model.Revision]model.Amendment // that the journal tells of
	Findings []Finding
}

const maxFindings = 100

func (r *Report) find(where, format string, args ...any) {
	if len(r.Findings) < maxFindings {
		r.Findings = append(r.Findings, Finding{where, fmt.Sprintf(format, args...)})
	}
}

// Check reads everything and recomputes all that is derived: pages, checksums, the journal's chain, every ticket from
// its journal lines, index entries, counters, places of the backlog. It runs beside readers and writers, who wait while
// it looks at the pages alone; what it says of the rest is true of one moment behind that. An error means that it could
// not go on.
func (s *Store) Check(ctx context.Context) (Report, error) {
	r := Report{book: s.Book(), terms: map[model.Revision]model.Amendment{}}
	if err := s.checkPages(&r); err != nil {
		return r, err
	}
	err := s.view(func(tx *bolt.Tx) error {
		lines, err := r.checkJournal(ctx, tx)
		if err != nil {
			return err
		}
		if err := r.checkTickets(ctx, tx, lines); err != nil {
			return err
		}
		r.checkNouns(tx)
		if err := r.checkTerms(tx); err != nil {
			return err
		}
		if err := r.checkSnapshot(ctx, tx, s.path); err != nil {
			return err
		}
		return s.search.check(ctx, tx, &r)
	})
	return r, err
}

// checkPages looks whether every page of the file is in use once or free. The list of the free ones belongs to whoever
// writes, so writers are kept out meanwhile. Where nobody can write, nobody needs to be.
func (s *Store) checkPages(r *Report) error {
	return guard(s.path, func() (err error) {
		tx, err := s.db.Begin(!s.ReadOnly())
		if err != nil {
			return fmt.Errorf("check desk %s: %w", s.path, err)
		}
		defer func() { err = errors.Join(err, tx.Rollback()) }()
		for err := range tx.Check() {
			r.find("pages", "%v", err)
		}
		return nil
	})
}

// checkJournal follows the chain and gives the entries of each ticket.
func (r *Report) checkJournal(ctx context.Context, tx *bolt.Tx) (map[uint32]*model.Ticket, error) {
	tickets := map[uint32]*model.Ticket{}
	links := tx.Bucket(bChain).Cursor()
	end, link := links.First()
	lines, open := beginLink(nil), false
	found := partFinder{parts: map[string]string{}}
	want := uint64(1)
	c := tx.Bucket(bJournal).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if want%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if getUint64(k) != want {
			r.find("journal", "line %d is missing", want)
			want = getUint64(k)
		}
		want++
		r.Lines++
		if e, err := decodeEntry(k, v); err != nil {
			r.find("journal", "%v", err)
		} else {
			found.see(e.Rev, e.Table, e.Group)
			r.note(tickets, e)
		}
		lines.Write(k)
		lines.Write(v)
		open = true
		if bytes.Equal(k, end) {
			sum := lines.Sum(nil)
			if len(link) != 8+sha256.Size || !bytes.Equal(sum, link[8:]) {
				r.find("chain", "the change set that ends at line %d was altered", getUint64(end))
				sum = link[min(8, len(link)):]
			}
			lines, open = beginLink(sum), false
			end, link = links.Next()
		}
	}
	if head := getUint64(tx.Bucket(bMeta).Get(kHead)); head != want-1 {
		r.find("journal", "it ends at line %d, the desk stands at %d", want-1, head)
	}
	if open || end != nil {
		r.find("chain", "the end of the journal and the end of its chain differ")
	}
	r.compareBucket(tx, bParts, found.parts)
	return tickets, nil
}

// note takes in what a line tells of.
func (r *Report) note(tickets map[uint32]*model.Ticket, e *model.Entry) {
	switch e.Table {
	case model.Tickets:
		r.replay(tickets, e)
	case model.Charter:
		r.noteTerms(e)
	default:
	}
}

func (r *Report) replay(tickets map[uint32]*model.Ticket, e *model.Entry) {
	t := tickets[e.ID]
	if t == nil {
		t = &model.Ticket{ID: model.ID(e.ID)}
		tickets[e.ID] = t
	}
	t.Replay(e)
	for _, s := range e.Moved {
		if other := tickets[uint32(s.ID)]; other != nil {
			other.Rank = s.Rank
		}
	}
}

// checkTickets compares every record with the replay of its lines, and the derived buckets with the records.
func (r *Report) checkTickets(ctx context.Context, tx *bolt.Tx, replayed map[uint32]*model.Ticket) error {
	want := derived{active: map[string]string{}, chimes: map[string]string{}, sources: map[string]string{}, ranks: map[string]string{}, counts: map[string]string{}}
	counts := map[countKey]uint64{}
	c := tx.Bucket(bTickets).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		id := binary.BigEndian.Uint32(k)
		t, err := decodeTicket(model.ID(id), v)
		if err != nil {
			r.find(fmt.Sprintf("ticket %d", id), "%v", err)
			continue
		}
		if err := r.recall(tx, t, replayed[id]); err != nil {
			r.find(fmt.Sprintf("ticket %d", id), "%v", err)
		}
		r.compare(t, replayed[id])
		delete(replayed, id)
		if !t.Exists() {
			continue
		}
		r.Tickets++
		counts[counterOf(t)]++
		want.add(t)
	}
	for id := range replayed {
		r.find(fmt.Sprintf("ticket %d", id), "the journal tells of it, but there is no record")
	}
	for k, n := range counts {
		want.counts[string(k.bytes())] = string(uint64Key(n))
	}
	r.compareBucket(tx, bActive, want.active)
	r.compareBucket(tx, bChimes, want.chimes)
	r.compareBucket(tx, bSources, want.sources)
	r.compareBucket(tx, bRanks, want.ranks)
	r.compareBucket(tx, bCounts, want.counts)
	return nil
}

// derived holds what the derived buckets must hold.
type derived struct{ active, chimes, sources, ranks, counts map[string]string }

func (d derived) add(t *model.Ticket) {
	if k := activeKey(t); k != nil {
		d.active[string(k)] = "\x01"
	}
	if k := chimeKey(t); k != nil {
		d.chimes[string(k)] = "\x01"
	}
	if k := sourceKey(t); k != nil {
		d.sources[string(k)] = string(uint32Key(uint32(t.ID)))
	}
	if t.Rank != 0 {
		d.ranks[string(uint64Key(uint64(t.Rank)))] = string(uint32Key(uint32(t.ID)))
	}
}

func (r *Report) compare(have, replayed *model.Ticket) {
	where := fmt.Sprintf("ticket %d", have.ID)
	if replayed == nil {
		r.find(where, "there is a record, but the journal does not tell of it")
		return
	}
	for _, f := range model.Fields {
		if a, b := f.Get(have), f.Get(replayed); a != b {
			r.find(where, "%s is %v, and %v by its journal lines", f.Name, a, b)
		}
	}
	if !slices.Equal(have.Clocks, replayed.Clocks) {
		r.find(where, "its clocks are %+v, and %+v by its journal lines", have.Clocks, replayed.Clocks)
	}
	if have.Next != replayed.Next || have.Rest != replayed.Rest || have.Reminded != replayed.Reminded {
		r.find(where, "what comes next is %v (at rest since %v), and %v (%v) by its journal lines", have.Next, have.Rest, replayed.Next, replayed.Rest)
	}
	if !reflect.DeepEqual(have.Revs, replayed.Revs) {
		r.find(where, "its lines are %v, and %v by the journal", have.Revs, replayed.Revs)
	}
}

// recall works out of its journal lines what a replayed ticket's clocks must say.
func (r *Report) recall(tx *bolt.Tx, have, replayed *model.Ticket) error {
	if replayed == nil {
		return nil
	}
	entries, err := ticketEntries(tx, have)
	if err == nil {
		r.book.Recall(replayed, entries)
	}
	return err
}

// noteTerms keeps an amendment of which the journal tells.
func (r *Report) noteTerms(e *model.Entry) {
	a, err := amendmentOf(e)
	if err != nil {
		r.find("terms", "%v", err)
		return
	}
	r.terms[e.Rev] = a
}

// checkTerms makes every amendment again and compares the terms that come of it with those that are kept.
func (r *Report) checkTerms(tx *bolt.Tx) error {
	editions, err := loadTerms(tx)
	if err != nil {
		return err
	}
	for i := 1; i < len(editions); i++ {
		a, ok := r.terms[editions[i].Rev]
		if !ok {
			r.find("terms", "the journal does not tell of the terms of change %d", editions[i].Rev)
			continue
		}
		delete(r.terms, editions[i].Rev)
		want, _, err := editions[i-1].Terms.Amend(a)
		if err != nil || !reflect.DeepEqual(want, editions[i].Terms) {
			r.find("terms", "the terms of change %d are not what its amendment makes of those before: %v", editions[i].Rev, err)
		}
	}
	for rev := range r.terms {
		r.find("terms", "the terms of change %d are missing", rev)
	}
	return nil
}

func (r *Report) compareBucket(tx *bolt.Tx, name []byte, want map[string]string) {
	c := tx.Bucket(name).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		w, ok := want[string(k)]
		switch {
		case !ok && bytes.Equal(name, bCounts) && getUint64(v) == 0:
		case !ok:
			r.find(string(name), "entry %x should not be there", k)
		case w != string(v):
			r.find(string(name), "entry %x is %x, and should be %x", k, v, w)
		}
		delete(want, string(k))
	}
	for k := range want {
		r.find(string(name), "entry %x is missing", k)
	}
}

func (r *Report) checkNouns(tx *bolt.Tx) {
	names := tx.Bucket(bNames)
	c := tx.Bucket(bNouns).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		r.Nouns++
		n, err := decodeNoun(k, v)
		if err != nil {
			r.find("nouns", "%v", err)
			continue
		}
		if !bytes.Equal(names.Get(nameKey(n.Table, n.Name)), uint32Key(uint32(n.ID))) {
			r.find("names", "%q does not lead to %s %d", n.Name, model.Tables[n.Table].Token, n.ID)
		}
	}
	if in := names.Stats().KeyN; in != r.Nouns {
		r.find("names", "there are %d names for %d nouns", in, r.Nouns)
	}
}
