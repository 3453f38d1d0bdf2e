package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// patience is how long restoring and compacting wait for another process to let go of a file, as commands do.
const patience = 700 * time.Millisecond

// Backup writes a whole copy of the desk as of now to a new file, flushed to the disk, while others read and write. It
// refuses to write over a file.
func (s *Store) Backup(path string) error {
	if s.past != nil {
		return fmt.Errorf("%w: a backup is of the desk as it is: return to now first", model.ErrRefused)
	}
	return writeNew(path, func(f *os.File) error {
		return s.view(func(tx *bolt.Tx) error {
			_, err := tx.WriteTo(f)
			return err
		})
	})
}

// writeNew makes a file beside its place, fills and flushes it, and puts it there, so that there is a whole file or
// none.
func writeNew(path string, fill func(*os.File) error) error {
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("write %s: there is such a file already: name a new one", path)
	}
	tmp := fmt.Sprintf("%s.new.%d", path, os.Getpid())
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := errors.Join(fill(f), f.Sync(), f.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), os.Remove(tmp))
	}
	if err := errors.Join(os.Link(tmp, path), os.Remove(tmp), syncDir(filepath.Dir(path))); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}

// Restore puts a backup in the place of the desk at path, after checking it. The desk that was there, if any, is kept
// beside it, under the name that is returned. Nobody may have the desk open: it waits a moment for whoever has, and
// returns a *BusyError then. Calendars may keep the holidays that public knows, as with [Options].
func Restore(ctx context.Context, backup, path string, public model.PublicHolidays) (kept string, err error) {
	if err := verify(ctx, backup, public); err != nil {
		return "", fmt.Errorf("restore %s: the backup is not sound, nothing was changed: %w", backup, err)
	}
	fresh := path + ".restored"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", err // what an interrupted restore left is no desk of anybody
	}
	err = writeNew(fresh, func(f *os.File) error { return copyFile(f, backup) })
	if err != nil {
		return "", err
	}
	kept, err = swap(fresh, path)
	if err != nil {
		return "", fmt.Errorf("restore %s: %w", backup, err)
	}
	return kept, nil
}

// verify checks a desk file that nobody changes.
func verify(ctx context.Context, path string, public model.PublicHolidays) error {
	s, err := Open(ctx, path, Options{ReadOnly: true, Patience: patience, Public: public})
	if err != nil {
		return err
	}
	report, err := s.Check(ctx)
	if err := errors.Join(err, s.Close()); err != nil {
		return err
	}
	if n := len(report.Findings); n > 0 {
		return fmt.Errorf("%w: %d findings, the first: %s: %s", ErrIntegrity, n, report.Findings[0].Where, report.Findings[0].What)
	}
	return nil
}

func copyFile(to *os.File, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	_, err = to.ReadFrom(f)
	return errors.Join(err, f.Close())
}

// swap puts a new file in the place of a desk that nobody has open, and keeps the old one under a name that is free.
func swap(fresh, path string) (kept string, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", errors.Join(os.Rename(fresh, path), syncDir(filepath.Dir(path)))
	}
	held, err := holdLock(path)
	if err != nil {
		return "", errors.Join(err, os.Remove(fresh))
	}
	defer func() { err = errors.Join(err, held()) }()
	for n := 1; ; n++ {
		kept = fmt.Sprintf("%s.old.%d", path, n)
		if _, err := os.Lstat(kept); errors.Is(err, os.ErrNotExist) {
			break
		}
	}
	if err := os.Link(path, kept); err != nil {
		return "", err
	}
	return kept, errors.Join(os.Rename(fresh, path), syncDir(filepath.Dir(path)))
}

// holdLock keeps other processes from opening a desk, sound or not.
func holdLock(path string) (release func() error, err error) {
	var db *bolt.DB
	err = guard(path, func() (err error) {
		db, err = lock(path, Options{Patience: patience})
		return err
	})
	var busy *BusyError
	switch {
	case err == nil:
		return db.Close, nil
	case errors.As(err, &busy):
		return nil, err
	}
	// The desk that is replaced may be damaged: that is what restoring is for.
	return func() error { return nil }, nil //nolint:nilerr // as said
}

// Compact writes the desk anew without the room that old revisions of its pages take up, checks the copy, and puts it
// in the place of the desk; the old file is kept under the name that is returned. Nobody may have the desk open, as for
// Restore.
func Compact(ctx context.Context, path string, public model.PublicHolidays) (kept string, before, after int64, err error) {
	fail := func(err error) (string, int64, int64, error) {
		return "", 0, 0, fmt.Errorf("compact %s: %w", path, err)
	}
	s, err := Open(ctx, path, Options{Patience: patience, Public: public})
	if err != nil {
		return fail(err)
	}
	fresh := path + ".compact"
	err = compactInto(s, fresh)
	if err := errors.Join(err, s.Close()); err != nil {
		return fail(err)
	}
	if err := verify(ctx, fresh, public); err != nil {
		return fail(errors.Join(err, os.Remove(fresh)))
	}
	was, err := os.Stat(path)
	if err != nil {
		return fail(err)
	}
	is, err := os.Stat(fresh)
	if err != nil {
		return fail(err)
	}
	kept, err = swap(fresh, path)
	if err != nil {
		return fail(err)
	}
	return kept, was.Size(), is.Size(), nil
}

func compactInto(s *Store, fresh string) error {
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // what an interrupted compaction left is no desk of anybody
	}
	o := boltOptions(false, false)
	o.InitialMmapSize = 0 // with room for more, the file would grow in greater steps
	dst, err := bolt.Open(fresh, 0o600, o)
	if err != nil {
		return err
	}
	dst.AllocSize = allocStep
	const chunk = 4 << 20
	return errors.Join(bolt.Compact(dst, s.db, chunk), dst.Sync(), dst.Close())
}
