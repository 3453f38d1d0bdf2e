package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// The bounds of an overlay.
const (
	maxPacked  = 256 << 10 // bytes of one ticket's tokens; of a ticket with more the record is read for each question
	maxOverlay = 64 << 20  // bytes of all tokens
	maxChanged = 200_000   // tickets
	followStep = 512       // lines that are taken in under one lock
)

// An overlay holds the tokens of the tickets that were changed behind a base. It follows the journal, pulled by whoever
// needs it further on; a reader whose transaction is older than what it holds sees which entries are too new.
type overlay struct {
	mu      sync.RWMutex
	from    model.Revision // it tells of all changes behind this revision
	upto    model.Revision // up to this one
	place   map[model.ID]int
	changed []changedTicket
	ids     *roaring.Bitmap // those of changed
	size    int             // bytes of their tokens
}

// A changedTicket is a ticket as it was at the revision of its newest line then.
type changedTicket struct {
	id     model.ID
	rev    model.Revision
	exists bool
	large  bool   // it has too many tokens to keep them
	packed string // its tokens
}

func newOverlay(from model.Revision) *overlay {
	return &overlay{from: from, upto: from, place: map[model.ID]int{}, ids: roaring.New()}
}

// full tells whether the overlay takes no more in until it is merged.
func (o *overlay) full() bool { return len(o.changed) >= maxChanged || o.size >= maxOverlay }

// behind tells how many lines the overlay lacks up to a revision.
func (o *overlay) behind(upto model.Revision) uint64 {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return uint64(max(upto, o.upto) - o.upto)
}

func (o *overlay) weight() (tickets, bytes int) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return len(o.changed), o.size
}

// follow takes in the journal up to a revision, the transaction's newest. It stops before when the overlay is full.
func (o *overlay) follow(ctx context.Context, tx *bolt.Tx, upto model.Revision) error {
	for {
		done, err := o.followStep(tx, upto)
		if err != nil || done {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

// followStep takes in some lines, and tells whether no more are wanted.
func (o *overlay) followStep(tx *bolt.Tx, upto model.Revision) (done bool, err error) {
	if o.behind(upto) == 0 {
		return true, nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.upto >= upto || o.full() {
		return true, nil
	}
	end := min(upto, o.upto+followStep)
	ids, err := changedBetween(tx, o.upto, end)
	if err != nil {
		return false, err
	}
	r := newProseReader(tx)
	var b tokenBag
	for it := ids.Iterator(); it.HasNext(); {
		if err := r.load(model.ID(it.Next())); err != nil {
			return false, err
		}
		o.put(&r.prose, r.pack(&b))
	}
	o.upto = end
	return o.upto >= upto, nil
}

func (o *overlay) put(p *prose, packed string) {
	t := changedTicket{id: p.id, rev: p.rev(), exists: p.exists(), packed: packed}
	if len(packed) > maxPacked {
		t.large, t.packed = true, ""
	}
	i, ok := o.place[t.id]
	if !ok {
		i = len(o.changed)
		o.place[t.id] = i
		o.changed = append(o.changed, changedTicket{})
		o.ids.Add(uint32(t.id))
	}
	o.size += len(t.packed) - len(o.changed[i].packed)
	o.changed[i] = t
}

// pack gives all tokens of the ticket that was loaded, its own number too, as unpack reads them.
func (r *proseReader) pack(b *tokenBag) string {
	if !r.exists() {
		return ""
	}
	r.words(b.add)
	b.add(r.number(r.speller.buf[:]))
	return b.pack()
}

// changedBetween gives the tickets that have lines behind from and up to upto.
func changedBetween(tx *bolt.Tx, from, upto model.Revision) (*roaring.Bitmap, error) {
	ids := roaring.New()
	if from >= upto {
		return ids, nil
	}
	c := tx.Bucket(bJournal).Cursor()
	for k, v := c.Seek(uint64Key(uint64(from) + 1)); k != nil && getUint64(k) <= uint64(upto); k, v = c.Next() {
		inside, err := unseal(v)
		if err != nil {
			return nil, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, getUint64(k), err)
		}
		r := reader{rest: inside}
		table, _, id := model.Table(r.byte()), r.byte(), r.uvarint()
		if r.err != nil {
			return nil, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, getUint64(k), r.err)
		}
		if table == model.Tickets {
			ids.Add(uint32(id))
		}
	}
	return ids, nil
}

// An overlayView is what an overlay says of one moment.
type overlayView struct {
	upto model.Revision  // the changes up to here are told of
	ids  *roaring.Bitmap // the tickets that it tells of
	hits *roaring.Bitmap // those of them that have every word
	late *roaring.Bitmap // those of them of which it can't tell: the record in the transaction must be asked
}

// look gives the changed tickets that there are at a revision and that fit.
func (o *overlay) look(at model.Revision, fits func(*changedTicket) bool) overlayView {
	o.mu.RLock()
	defer o.mu.RUnlock()
	v := overlayView{upto: o.upto, ids: o.ids.Clone(), hits: roaring.New(), late: roaring.New()}
	for i := range o.changed {
		switch t := &o.changed[i]; {
		case t.rev > at || t.large:
			v.late.Add(uint32(t.id))
		case t.exists && fits(t):
			v.hits.Add(uint32(t.id))
		}
	}
	return v
}

// snapshot gives the entries up to a revision, in the order of their numbers.
func (o *overlay) snapshot(upto model.Revision) []changedTicket {
	o.mu.RLock()
	defer o.mu.RUnlock()
	all := make([]changedTicket, 0, len(o.changed))
	for _, t := range o.changed {
		if t.rev <= upto {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b changedTicket) int { return cmp.Compare(a.id, b.id) })
	return all
}

// behindBase gives the overlay of a newer base: what this one tells of later changes.
func (o *overlay) behindBase(rev model.Revision) *overlay {
	o.mu.RLock()
	defer o.mu.RUnlock()
	fresh := newOverlay(rev)
	if o.upto <= rev {
		return fresh
	}
	fresh.upto = o.upto
	for _, t := range o.changed {
		if t.rev > rev {
			fresh.place[t.id] = len(fresh.changed)
			fresh.changed = append(fresh.changed, t)
			fresh.ids.Add(uint32(t.id))
			fresh.size += len(t.packed)
		}
	}
	return fresh
}

// forgo says of which tickets the base is not to be asked: those that had other words at the time that the desk shows,
// whose records are asked for each question, and those that there were not yet. Nobody asks before.
func (x *search) forgo(told, gone *roaring.Bitmap) {
	for _, ids := range []*roaring.Bitmap{told, gone} {
		for it := ids.Iterator(); it.HasNext(); {
			id := it.Next()
			x.cur.place[model.ID(id)] = len(x.cur.changed)
			x.cur.changed = append(x.cur.changed, changedTicket{id: model.ID(id), exists: ids == told, large: ids == told})
		}
		x.cur.ids.Or(ids)
	}
}
