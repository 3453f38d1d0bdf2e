package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// How many tickets are written in one transaction.
const fillBatch = 5000

// fill makes the desk, unless it is there.
func (b *benchRun) fill(ctx context.Context) (err error) {
	s, err := store.Open(ctx, b.path, b.options())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	there, _, err := s.Size()
	if err != nil {
		return err
	}
	if there > 0 && !b.made(s) {
		return usage("%s is not a desk that bench made, and bench writes: name another file with --db", quoted(b.path))
	}
	if err := b.write(ctx, s, there, b.tickets, b.desk.ticket); err != nil {
		return err
	}
	return s.IndexWords(ctx)
}

// made tells whether the desk is one that bench made.
func (b *benchRun) made(s *store.Store) bool {
	t, err := s.Get(1)
	return err == nil && t.Title == b.desk.ticket(0).Past[0].Facts[0].To.S
}

// write makes the tickets from one number up to another.
func (b *benchRun) write(ctx context.Context, s *store.Store, from, upto int, ticket func(int) *model.Import) error {
	for ; from < upto; from += fillBatch {
		var commands []store.Command
		for i := from; i < min(upto, from+fillBatch); i++ {
			commands = append(commands, store.Command{Act: ticket(i)})
		}
		if _, err := s.Do(ctx, store.Write{Who: benchActor, Commands: commands, Each: true}); err != nil {
			return err
		}
	}
	return nil
}

// importLines measures how fast a new desk is filled from JSON lines, as a process of its own: everything that the measured
// one holds, its history too, indexed and searchable.
func (b *benchRun) importLines(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "opsdesk-import-")
	if err != nil {
		return fmt.Errorf("make a place for the import: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	lines, copied := filepath.Join(dir, "desk.jsonl"), filepath.Join(dir, "copy.db")
	if _, err := opsdesk(ctx, "--db", b.path, "export", "--out", lines); err != nil {
		return err
	}
	took, err := opsdesk(ctx, "--db", copied, "import", lines)
	if err != nil {
		return err
	}
	all, err := sizeOf(ctx, copied)
	b.value("import/rate", float64(all)/took.Seconds(), "tickets/s")
	return err
}

// opsdesk runs a command of this program in a process of its own, and gives how long that took.
func opsdesk(ctx context.Context, args ...string) (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	begin := time.Now()
	if out, err := exec.CommandContext(ctx, self, args...).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("opsdesk %s: %w: %s", strings.Join(args, " "), err, model.CleanBlock(string(out)))
	}
	return time.Since(begin), nil
}

// sizeOf counts the tickets of a desk.
func sizeOf(ctx context.Context, path string) (all int, err error) {
	s, err := store.Open(ctx, path, store.Options{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	all, _, err = s.Size()
	return all, err
}
