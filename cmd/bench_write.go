package cmd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// change measures writes: one alone, fifty at once, moves in a long backlog. The disk's own figure stands beside them.
func (b *benchRun) change(ctx context.Context) (err error) {
	disk, err := timeDisk(filepath.Dir(b.path))
	if err != nil {
		return err
	}
	b.add("disk/two-syncs", disk)
	s, err := store.Open(ctx, b.path, store.Options{Lasting: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := s.Settle(ctx); err != nil {
		return err
	}
	for _, part := range []func(context.Context, *store.Store) error{b.writeOne, b.writeFifty, b.moveItems} {
		if err := part(ctx, s); err != nil {
			return err
		}
	}
	info, err := os.Stat(b.path)
	if err != nil {
		return err
	}
	all, _, err := s.Size()
	b.value("file/size", float64(info.Size())/float64(max(1, all)), "bytes a ticket")
	return err
}

// timeDisk measures two writes of 4 KiB, each flushed: what a commit can't do without.
func timeDisk(dir string) (times []time.Duration, err error) {
	f, err := os.CreateTemp(dir, "sync-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	page := make([]byte, 4096)
	for range 200 {
		begin := time.Now()
		for range 2 {
			if _, err := f.WriteAt(page, 0); err != nil {
				return nil, err
			}
			if err := f.Sync(); err != nil {
				return nil, err
			}
		}
		times = append(times, time.Since(begin))
	}
	return times, nil
}

func note(r *rand.Rand, tickets int) store.Command {
	return store.Command{ID: model.ID(1 + r.IntN(tickets)), Act: model.Note{Text: "Looked at it; it waits for a part."}}
}

func (b *benchRun) writeOne(ctx context.Context, s *store.Store) error {
	r := rand.New(rand.NewPCG(3, 3))
	var times []time.Duration
	for range 500 {
		begin := time.Now()
		if _, err := s.Do(ctx, store.Write{Who: benchActor, Commands: []store.Command{note(r, b.tickets)}}); err != nil {
			return err
		}
		times = append(times, time.Since(begin))
	}
	b.add("write/one", times)
	return nil
}

// writeFifty has fifty people write at once, and tells how many writes are acknowledged in a second.
func (b *benchRun) writeFifty(ctx context.Context, s *store.Store) error {
	const writers, each = 50, 100
	var group sync.WaitGroup
	var mu sync.Mutex
	var times []time.Duration
	var failed error
	begin := time.Now()
	for w := range writers {
		group.Go(func() {
			r := rand.New(rand.NewPCG(5, uint64(w)))
			for range each {
				start := time.Now()
				_, err := s.Do(ctx, store.Write{Who: benchActor, Commands: []store.Command{note(r, b.tickets)}})
				mu.Lock()
				times, failed = append(times, time.Since(start)), errors.Join(failed, err)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	b.add("write/50", times)
	b.value("write/50-rate", writers*each/time.Since(begin).Seconds(), "writes/s")
	return failed
}

// moveItems measures moves among a backlog of 100,000 items, or a tenth of the tickets when that is less.
func (b *benchRun) moveItems(ctx context.Context, s *store.Store) error {
	order, err := s.Backlog()
	if err != nil {
		return err
	}
	for next, want := len(order), min(100_000, b.tickets/10); next < want; next += importBatch {
		var commands []store.Command
		for i := next; i < min(want, next+importBatch); i++ {
			commands = append(commands, store.Command{Act: b.desk.item(i)})
		}
		if _, err := s.Do(ctx, store.Write{Who: benchActor, Commands: commands, Each: true}); err != nil {
			return err
		}
	}
	if order, err = s.Backlog(); err != nil {
		return err
	}
	if len(order) < 3 {
		return fmt.Errorf("the backlog has %d items", len(order))
	}
	r := rand.New(rand.NewPCG(9, 9))
	var times []time.Duration
	for range 300 {
		act := model.RankAt{Place: model.Place{After: order[r.IntN(len(order)/2)]}}
		id := order[len(order)/2+r.IntN(len(order)/2)]
		begin := time.Now()
		if _, err := s.Do(ctx, store.Write{Who: benchActor, Commands: []store.Command{{ID: id, Act: act}}}); err != nil {
			return err
		}
		times = append(times, time.Since(begin))
	}
	b.add("backlog/move", times)
	return nil
}
