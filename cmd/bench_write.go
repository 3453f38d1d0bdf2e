package cmd

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// change measures writes: one alone, fifty at once, moves in a long backlog. The disk's own figure stands beside them.
func (b *benchRun) change(ctx context.Context) error {
	disk, err := timeDisk(filepath.Dir(b.path))
	if err != nil {
		return err
	}
	b.times("disk/two-syncs", disk)
	return b.using(ctx, func(s *store.Store) error {
		for _, part := range []func(context.Context, *store.Store) error{b.writeOne, b.writeFifty, b.moveItems, b.fileSize} {
			if err := part(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
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
	b.times("write/one", times)
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
	b.times("write/50", times)
	b.value("write/50-rate", writers*each/time.Since(begin).Seconds(), "writes/s")
	return failed
}

// moveItems measures moves among a backlog of 100,000 items, or a tenth of the tickets when that is less.
func (b *benchRun) moveItems(ctx context.Context, s *store.Store) error {
	order, err := s.Backlog()
	if err != nil {
		return err
	}
	if err := b.write(ctx, s, len(order), min(100_000, b.tickets/10), b.desk.item); err != nil {
		return err
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
	b.times("backlog/move", times)
	return nil
}

// fileSize measures what the desk takes of the disk: its file, and what lies beside it.
func (b *benchRun) fileSize(_ context.Context, s *store.Store) error {
	files, err := deskFiles(b.path)
	if err != nil {
		return err
	}
	size := int64(0)
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			return err
		}
		size += info.Size()
	}
	all, _, err := s.Size()
	b.value("file/size", float64(size)/float64(max(1, all)), "bytes a ticket")
	return err
}

// deskFiles lists a desk's file and those beside it that begin with its name and a dot.
func deskFiles(path string) (files []string, err error) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("look for the files of desk %s: %w", path, err)
	}
	base := filepath.Base(path)
	for _, entry := range entries {
		if name := entry.Name(); entry.Type().IsRegular() && (name == base || strings.HasPrefix(name, base+".")) {
			files = append(files, filepath.Join(filepath.Dir(path), name))
		}
	}
	return files, nil
}
