package store

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A search is the full-text index of a desk: which tickets have which words in what model.Searched gives of them or in
// a comment or a note that stands. Its answers are exact for the revision of the transaction that asks, always: what
// the base in the file does not know yet, an overlay in memory tells, made from the journal; what that does not know,
// the records of the transaction. Writers do nothing for it. It may be thrown away at any time: delete the bucket
// "search", and it is built again.
type search struct {
	store *Store

	mu        sync.Mutex
	cur, prev *overlay      // of the newest base, and of the one before for transactions that began before the newest
	trouble   error         // of the work in the background, nil when it went well the last time
	since     time.Time     // when cur became so
	longest   time.Duration // a write transaction took

	work chan struct{} // holds one token: whoever has it writes the base
	held atomic.Int32  // how many ask that nothing be done in the background
	wake chan struct{}

	limits searchLimits
}

// The limits say when the index does what.
type searchLimits struct {
	merge  int           // so many changed tickets are merged into the base
	inline uint64        // a reader takes in so many lines of the journal for all; beyond it asks the records for itself
	idle   uint64        // so many lines may wait for a reader or for more
	bulk   uint64        // so many lines at once are rather built from the records
	pause  time.Duration // the least time between two merges
	effort int           // beginnings whose tickets take more nanoseconds to gather have an entry of their own
	ranked int           // so many tickets are ranked by relevance
}

// usualLimits are those of a desk; tests have others.
var usualLimits = searchLimits{merge: 10_000, inline: 20_000, idle: 64, bulk: 50_000, pause: 2 * time.Second, effort: 100_000, ranked: maxRanked}

func newSearch(s *Store, limits searchLimits) *search {
	x := &search{store: s, work: make(chan struct{}, 1), wake: make(chan struct{}, 1), limits: limits}
	if limits == (searchLimits{}) {
		x.limits = usualLimits
	}
	x.work <- struct{}{}
	return x
}

// begin reads where the base stands. Nobody asks before.
func (x *search) begin(tx *bolt.Tx) { x.cur = newOverlay(baseOf(tx).rev) }

// find gives the tickets that have every token, the last one by its beginning: what a word means, or one step of typing.
// Tokens are folded as model.Tokens gives them. For one token the answer is what the word means. For more it tells
// who may hold them as a phrase: they need not stand in a row, nor in one text; findRow asks for that. No tokens find
// every ticket. The answer is exact for upto, the transaction's revision; the bitmap is valid inside the transaction.
func (x *search) find(ctx context.Context, tx *bolt.Tx, upto model.Revision, tokens []string) (*roaring.Bitmap, error) {
	return x.findAll(ctx, tx, upto, typedWords(tokens))
}

// findAll gives the tickets that have every word; see find.
func (x *search) findAll(ctx context.Context, tx *bolt.Tx, upto model.Revision, words []searchWord) (*roaring.Bitmap, error) {
	b := baseOf(tx)
	sorted := inOrder(words)
	v, err := x.overlay(ctx, tx, b, upto, func(t *changedTicket) bool { return matchPacked(t.packed, sorted, nil) })
	if err != nil {
		return nil, err
	}
	found, err := b.every(ctx, words)
	if err != nil {
		return nil, err
	}
	if v.ids.IsEmpty() {
		return found, nil
	}
	found = roaring.AndNot(found, v.ids)
	found.Or(v.hits)
	return found, askRecords(ctx, tx, v.late, words, found)
}

// overlay tells which tickets the base is not to be asked of, and which of them fit.
func (x *search) overlay(ctx context.Context, tx *bolt.Tx, b searchBase, upto model.Revision, fits func(*changedTicket) bool) (v overlayView, err error) {
	o := x.overlayFor(b.rev)
	if o == nil { // the transaction is older than two bases
		v = overlayView{upto: b.rev, ids: roaring.New(), hits: roaring.New(), late: roaring.New()}
	} else {
		if o.behind(upto) <= x.limits.inline {
			if err := o.follow(ctx, tx, upto); err != nil {
				return v, err
			}
		}
		v = o.look(upto, fits)
	}
	if v.upto < upto {
		late, err := changedBetween(tx, v.upto, upto)
		if err != nil {
			return v, err
		}
		v.ids.Or(late)
		v.late.Or(late)
		v.hits.AndNot(late)
	}
	return v, nil
}

// overlayFor gives an overlay that tells of all changes behind a base's revision, nil when there is none any more.
func (x *search) overlayFor(rev model.Revision) *overlay {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, o := range []*overlay{x.cur, x.prev} {
		if o != nil && o.from <= rev {
			return o
		}
	}
	return nil
}

// askRecords adds to found the tickets that have every word by their records.
func askRecords(ctx context.Context, tx *bolt.Tx, ids *roaring.Bitmap, words []searchWord, found *roaring.Bitmap) error {
	if ids.IsEmpty() {
		return nil
	}
	r := newProseReader(tx)
	met := make([]bool, len(words))
	n := 0
	for it := ids.Iterator(); it.HasNext(); {
		id := it.Next()
		if n++; n%256 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := r.load(model.ID(id)); err != nil {
			return err
		}
		if r.hasAll(words, met) {
			found.Add(id)
		}
	}
	return nil
}

// hasAll tells whether the ticket that was loaded has every word.
func (r *proseReader) hasAll(words []searchWord, met []bool) bool {
	if !r.exists() {
		return false
	}
	clear(met)
	left := len(words)
	mark := func(token []byte) {
		for i, w := range words {
			if !met[i] && w.fits(token) {
				met[i] = true
				left--
			}
		}
	}
	mark(r.number(r.speller.buf[:]))
	r.words(mark)
	return left == 0
}

// findRow gives the tickets that hold the tokens in a row in one text, the last by its beginning: what a phrase means,
// and a word of a script that writes no blanks. It reads every ticket that may hold them; whoever knows that only some
// tickets matter calls find, keeps those, and asks holding.
func (x *search) findRow(ctx context.Context, tx *bolt.Tx, upto model.Revision, tokens []string) (*roaring.Bitmap, error) {
	found, err := x.find(ctx, tx, upto, tokens)
	if err != nil {
		return nil, err
	}
	return x.holding(ctx, tx, tokens, found)
}

// holding gives those of the tickets that find found which hold the tokens in a row in one text. One token stands in a
// row wherever it stands: no ticket is read then.
func (x *search) holding(ctx context.Context, tx *bolt.Tx, tokens []string, found *roaring.Bitmap) (*roaring.Bitmap, error) {
	if len(tokens) < 2 {
		return found, nil
	}
	words := typedWords(tokens)
	r := newProseReader(tx)
	exact, n := roaring.New(), 0
	for it := found.Iterator(); it.HasNext(); {
		id := it.Next()
		if n++; n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		has, err := r.holds(model.ID(id), words)
		if err != nil {
			return nil, err
		}
		if has {
			exact.Add(id)
		}
	}
	return exact, nil
}

// holds tells whether a ticket has the words in a row in one text. It reads the comments, which cost most, only when the
// record does not have them.
func (r *proseReader) holds(id model.ID, words []searchWord) (bool, error) {
	record := r.record(id)
	if record == nil {
		return false, nil
	}
	if err := r.read(id, record); err != nil || r.hasRow(words) {
		return err == nil, err
	}
	if err := r.loadRecord(id, record); err != nil {
		return false, err
	}
	return r.hasRow(words), nil
}

// hasRow tells whether the ticket that was loaded has the words in a row in one text.
func (r *proseReader) hasRow(words []searchWord) bool {
	if !r.exists() {
		return false
	}
	found := false
	reached := make([]bool, len(words)) // reached[i]: the words up to i stand in a row and end here
	look := func(token []byte) {
		for i := len(words) - 1; i >= 0; i-- {
			reached[i] = (i == 0 || reached[i-1]) && words[i].fits(token)
		}
		found = found || reached[len(words)-1]
	}
	text := func(text []byte) {
		if !found {
			clear(reached)
			r.speller.each(text, look)
		}
	}
	r.each(text)
	text([]byte(model.Key(r.kind, r.id)))
	return found
}

// A searchState tells how the index stands, for people who look after the desk.
type searchState struct {
	Base    model.Revision // the base in the file tells of the desk up to here
	Upto    model.Revision // the overlay up to here
	Changed int            // tickets in the overlay
	Bytes   int            // of their tokens
	Longest time.Duration  // that a write transaction of the index took since the desk was opened
	Trouble error          // why the base could not be written the last time
}

func (x *search) state() searchState {
	x.mu.Lock()
	o, longest, trouble := x.cur, x.longest, x.trouble
	x.mu.Unlock()
	o.mu.RLock()
	defer o.mu.RUnlock()
	return searchState{Base: o.from, Upto: o.upto, Changed: len(o.changed), Bytes: o.size, Longest: longest, Trouble: trouble}
}

// run keeps the index close to the journal and the overlay small, until ctx ends. The store runs it
// beside everything else and waits for it.
func (x *search) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	next := time.Time{} // the earliest time of the next merge
	for {
		grown := x.store.growing()
		if x.held.Load() == 0 && ctx.Err() == nil {
			x.note(x.tend(ctx, &next))
		}
		if wait := time.Until(next); wait > 0 {
			timer.Reset(wait)
		}
		select {
		case <-grown:
		case <-x.wake:
		case <-timer.C:
		case <-ctx.Done():
			return
		}
	}
}

func (x *search) note(trouble error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.trouble = trouble
}

// growing gives a channel that is closed at the next commit.
func (s *Store) growing() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grown
}

// tend does what is due.
func (x *search) tend(ctx context.Context, next *time.Time) error {
	o := x.overlayNow()
	x.forget()
	lag := o.behind(x.store.Head())
	if x.limits.idle <= lag && lag < x.limits.bulk {
		if err := x.follow(ctx); err != nil {
			return err
		}
	}
	changed, size := o.weight()
	due := lag >= x.limits.bulk || changed >= x.limits.merge || size >= maxOverlay/4
	if !due || x.store.ReadOnly() || time.Now().Before(*next) {
		return nil
	}
	began := time.Now()
	err := x.settle(ctx)
	pause := max(x.limits.pause, 4*time.Since(began))
	if err != nil {
		pause = max(pause, time.Minute)
	}
	*next = time.Now().Add(pause)
	return err
}

// forget lets go of the older overlay when no transaction can be so old any more, but for long ones: those ask the
// records instead.
func (x *search) forget() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if time.Since(x.since) > x.limits.pause {
		x.prev = nil
	}
}

func (x *search) overlayNow() *overlay {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.cur
}

// follow brings the overlay up to the journal's end, in short transactions.
func (x *search) follow(ctx context.Context) error {
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := x.store.view(func(tx *bolt.Tx) (err error) {
			done, err = x.overlayNow().followStep(tx, model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))))
			return err
		})
		if err != nil {
			return fmt.Errorf("follow the journal: %w", err)
		}
	}
	return nil
}

// hold keeps the background from working on the index until release is called: a great import asks for that, and calls
// settle behind it. Answers stay exact meanwhile.
func (x *search) hold() (release func()) {
	x.held.Add(1)
	return sync.OnceFunc(func() {
		x.held.Add(-1)
		select {
		case x.wake <- struct{}{}:
		default:
		}
	})
}
