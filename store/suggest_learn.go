package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A tutor teaches one learner for all sessions of a process: first from the newest tickets that are done, then from the
// journal. It also knows which tickets are known errors. All of it is derived, and worth nothing once the process ends.
type tutor struct {
	store *Store
	// behind says that the store teaches in the background; else the first question does.
	behind bool
	work   sync.Mutex    // held by whoever teaches
	begun  chan struct{} // closed when something was learned

	mu      sync.RWMutex
	learner *model.Learner // nil until it was taught
	errors  *roaring.Bitmap
	upto    model.Revision
}

const (
	// taught is how many of the newest tickets that are done are learned from; quickly taught, while somebody waits.
	taught, quicklyTaught = 50_000, 20_000
	// tutorInline is how many lines of the journal a question takes in, tutorIdle how many wait in the background, and
	// tutorBulk from how many on it is quicker to begin anew.
	tutorInline, tutorIdle, tutorBulk = 1000, 64, 50_000
	// tutorRest is the longest rest behind a lesson in the background.
	tutorRest = 5 * time.Second
)

func newTutor(s *Store, behind bool) *tutor {
	return &tutor{store: s, behind: behind, begun: make(chan struct{})}
}

// ready gives what has been learned up to now, nil while it is being learned for the first time. Whoever uses it holds
// the read lock.
func (u *tutor) ready(ctx context.Context) (*model.Learner, error) {
	u.mu.RLock()
	learner, lag := u.learner, u.lag()
	u.mu.RUnlock()
	switch {
	case learner == nil && u.behind:
		return nil, nil
	case learner == nil || lag > 0 && lag <= tutorInline:
		if err := u.teach(ctx); err != nil {
			return nil, err
		}
	}
	u.mu.RLock()
	defer u.mu.RUnlock()
	return u.learner, nil
}

// lag gives how many lines of the journal were not learned from yet. What was learned may be ahead of the head for a
// moment: that moves behind the commit. The caller holds the lock, if only to read.
func (u *tutor) lag() model.Revision {
	head := u.store.Head()
	return head - min(head, u.upto)
}

// run teaches in the background until ctx ends. It begins when there are columns, which whoever looks at a list waits
// for.
func (u *tutor) run(ctx context.Context) {
	if u.store.Settle(ctx) != nil {
		return
	}
	for {
		grown := u.store.growing()
		u.mu.RLock()
		due := u.learner == nil || u.lag() >= tutorIdle
		u.mu.RUnlock()
		if due {
			began := time.Now()
			if u.teach(ctx) != nil {
				return // the desk was closed, or is damaged: questions say so
			}
			if u.store.rest(ctx, min(4*time.Since(began), tutorRest)) != nil { // while much is written, writing comes first
				return
			}
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return
		}
	}
}

// teach brings what was learned up to the newest revision.
func (u *tutor) teach(ctx context.Context) error {
	u.work.Lock()
	defer u.work.Unlock()
	u.mu.RLock()
	begun, lag := u.learner != nil, u.lag()
	u.mu.RUnlock()
	if !begun || lag > tutorBulk {
		if err := u.begin(ctx); err != nil {
			return err
		}
	}
	return u.follow(ctx)
}

// begin learns from the records.
func (u *tutor) begin(ctx context.Context) error {
	upto := u.store.Head()
	done, errors, err := u.store.doneTickets(ctx)
	if err != nil {
		return err
	}
	limit := quicklyTaught
	if u.behind {
		limit = taught
	}
	done = done[max(0, len(done)-limit):]
	learner := model.NewLearner(limit)
	n := 0
	err = u.store.inTurn(ctx, done, func(t *model.Ticket) {
		if n++; len(done)-n < lastExamined {
			learner.Examine(t)
		}
		learner.Learn(t)
	})
	if err != nil {
		return err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.learner == nil {
		close(u.begun)
	}
	u.learner, u.errors, u.upto = learner, errors, upto
	return nil
}

// Learned waits until suggestions were learned for the first time, for whoever measures. The desk must have been opened
// as lasting.
func (s *Store) Learned(ctx context.Context) error {
	select {
	case <-s.tutor.begun:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lastExamined is how many of the tickets at hand are examined, so that there are enough of each outcome.
const lastExamined = 1000

// follow takes up what changed since, from the journal.
func (u *tutor) follow(ctx context.Context) error {
	u.mu.RLock()
	upto := u.upto
	u.mu.RUnlock()
	var changed []*model.Ticket
	var head model.Revision
	err := u.store.view(func(tx *bolt.Tx) (err error) {
		if head = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))); head > upto {
			changed, err = changedSince(tx, upto)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, t := range changed {
		if err := ctx.Err(); err != nil {
			return err
		}
		u.takeUp(t)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.upto = max(u.upto, head)
	return nil
}

// takeUp learns a ticket as it is now.
func (u *tutor) takeUp(t *model.Ticket) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if isKnownError(t) {
		u.errors.Add(uint32(t.ID))
	} else {
		u.errors.Remove(uint32(t.ID))
	}
	if u.learner.Knows(t) {
		return
	}
	u.learner.Forget(t.ID)
	u.learner.Examine(t)
	u.learner.Learn(t)
}

// isKnownError tells whether a ticket is a problem of which it is known what helps.
func isKnownError(t *model.Ticket) bool { return t.Kind == model.Problem && t.KnownError }

// doneTickets lists the tickets that teach something, in the order in which they were made, and the known errors.
func (s *Store) doneTickets(ctx context.Context) (done []model.ID, errors *roaring.Bitmap, err error) {
	const batch, yieldEvery = 20_000, 64
	type made struct {
		at model.Instant
		id model.ID
	}
	var all []made
	errors = roaring.New()
	var t model.Ticket
	for next, n := uint64(1), batch; n == batch && next <= 1<<32-1; {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		n = 0
		err := s.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bTickets).Cursor()
			for k, v := c.Seek(uint32Key(uint32(next))); k != nil && n < batch; k, v = c.Next() {
				if err := decodeDone(model.ID(binary.BigEndian.Uint32(k)), v, &t); err != nil {
					return err
				}
				if model.Teaches(&t) {
					all = append(all, made{t.Created, t.ID})
				}
				if isKnownError(&t) {
					errors.Add(uint32(t.ID))
				}
				if n%yieldEvery == 0 {
					runtime.Gosched() // as the columns do
				}
				next, n = uint64(t.ID)+1, n+1
			}
			return nil
		})
		if err != nil {
			return nil, nil, err
		}
	}
	slices.SortFunc(all, func(a, b made) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	for _, m := range all {
		done = append(done, m.id)
	}
	return done, errors, nil
}

// decodeDone reads into t what tells whether it is done, and of a problem whether it is a known error.
func decodeDone(id model.ID, v []byte, t *model.Ticket) error {
	*t = model.Ticket{}
	if err := decodeHead(id, v, t); err != nil || t.Kind != model.Problem {
		return err
	}
	return decodeFacts(id, v, t)
}

// inTurn reads tickets one after another. In the background it takes half of a processor: whoever waits for a key has the
// rest. A ticket that was taken back meanwhile is left out.
func (s *Store) inTurn(ctx context.Context, ids []model.ID, f func(*model.Ticket)) error {
	const batch = 16
	for part := range slices.Chunk(ids, batch) {
		began := time.Now()
		err := s.view(func(tx *bolt.Tx) error {
			for _, id := range part {
				t, err := loadTicket(tx, id)
				if err != nil {
					return err
				}
				if t.Exists() {
					f(t)
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("learn from the tickets that are done: %w", err)
		}
		if err := s.rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
	return nil
}

// rest waits in the background, a command does not.
func (s *Store) rest(ctx context.Context, pause time.Duration) error {
	if !s.lasting {
		return ctx.Err()
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
