package store

import (
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"opsdesk/model"
)

// An Owner is the process that holds a desk's file.
type Owner struct {
	PID   int       `json:"pid"`
	User  string    `json:"user"`
	Since time.Time `json:"since"`
}

// A BusyError says that another process holds the desk's file, and which, as far as it said so.
type BusyError struct {
	Path  string
	Owner Owner
}

// Error says who holds the file and what to do.
func (e *BusyError) Error() string {
	who := "another process"
	if e.Owner.PID != 0 {
		who = fmt.Sprintf("process %d of %s, since %s", e.Owner.PID, e.Owner.User, e.Owner.Since.Local().Format("2006-01-02 15:04:05"))
	}
	return fmt.Sprintf("desk %s is in use by %s: quit it there, or name another desk with --db", e.Path, who)
}

const retry = 10 * time.Millisecond

// allocStep is by how much the file grows when it is full.
const allocStep = 1 << 20

func openFile(path string, o Options) (*bolt.DB, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && o.ReadOnly:
		return nil, fmt.Errorf("open desk %s to read only: there is no such file", path)
	case errors.Is(err, os.ErrNotExist):
		if err := create(path, o); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, fmt.Errorf("open desk: %w", err)
	case info.IsDir():
		return nil, fmt.Errorf("open desk %s: it is a directory, name a file in it", path)
	default:
		if err := soundFile(path, info.Size()); err != nil {
			return nil, err
		}
	}
	db, err := lock(path, o)
	if err != nil {
		return nil, err
	}
	if err := prepare(db, path); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// lock opens the file, trying again until the patience is used up.
func lock(path string, o Options) (*bolt.DB, error) {
	deadline := time.Now().Add(o.Patience)
	for {
		var db *bolt.DB
		err := guard(path, func() (err error) {
			db, err = bolt.Open(path, 0o600, boltOptions(o.ReadOnly, o.Lasting))
			return err
		})
		switch {
		case err == nil:
			db.AllocSize = allocStep
			return db, nil
		case !errors.Is(err, bolterrors.ErrTimeout):
			return nil, openError(path, err)
		case time.Now().After(deadline):
			return nil, &BusyError{Path: path, Owner: readOwner(path)}
		}
		time.Sleep(retry)
	}
}

func boltOptions(readOnly, lasting bool) *bolt.Options {
	return &bolt.Options{
		Timeout:         time.Millisecond, // one try; bbolt's own waiting polls slowly
		ReadOnly:        readOnly,
		FreelistType:    bolt.FreelistMapType,
		PreLoadFreelist: lasting, // else a check of a desk that is read only loads it under the hands of other readers
		InitialMmapSize: 1 << 30, // so that a growing file seldom has to wait for its readers
	}
}

func openError(path string, err error) error {
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("open desk %s: %w: you may not read and write this file", path, err)
	}
	if errors.Is(err, bolterrors.ErrInvalid) || errors.Is(err, bolterrors.ErrChecksum) || errors.Is(err, bolterrors.ErrVersionMismatch) {
		return fmt.Errorf("%w: %s is no desk or is damaged (%w): nothing was changed; restore a backup with: opsdesk restore BACKUP --db %s", ErrIntegrity, path, err, path)
	}
	return fmt.Errorf("open desk %s: %w", path, err)
}

// create makes a new desk beside its place, flushes it and renames it there, so that a crash leaves a whole desk or
// none. Another process that creates the same desk at the same time wins or loses as a whole.
func create(path string, o Options) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("create desk %s: %w", path, err)
	}
	tmp := fmt.Sprintf("%s.new.%d", path, os.Getpid())
	db, err := bolt.Open(tmp, 0o600, boltOptions(false, false))
	if err != nil {
		return fmt.Errorf("create desk %s: %w", path, err)
	}
	err = errors.Join(db.Update(func(tx *bolt.Tx) error { return initialise(tx, o) }), db.Sync(), db.Close())
	if err == nil {
		err = os.Link(tmp, path) // unlike a rename, never over a desk that another process has just made
		if errors.Is(err, os.ErrExist) {
			err = nil
		}
	}
	err = errors.Join(err, os.Remove(tmp), syncDir(dir))
	if err != nil {
		return fmt.Errorf("create desk %s: %w", path, err)
	}
	return nil
}

func initialise(tx *bolt.Tx, o Options) error {
	for _, name := range buckets {
		if _, err := tx.CreateBucketIfNotExists(name); err != nil {
			return err
		}
	}
	desk := make([]byte, 16, 24)
	if _, err := rand.Read(desk); err != nil {
		return err
	}
	desk = binary.BigEndian.AppendUint64(desk, uint64(time.Now().Unix()))
	meta := tx.Bucket(bMeta)
	return errors.Join(putTerms(tx, model.Edition{Terms: o.Terms}), meta.Put(kDesk, desk), meta.Put(kFormat, uint32Key(Format)), meta.Put(kHead, uint64Key(0)))
}

// prepare checks the marker, brings an older format up to date and says who owns the file now.
func prepare(db *bolt.DB, path string) error {
	var format uint32
	err := guard(path, func() error {
		return db.View(func(tx *bolt.Tx) error {
			meta := tx.Bucket(bMeta)
			if meta == nil || len(meta.Get(kDesk)) != 24 || len(meta.Get(kFormat)) != 4 {
				return fmt.Errorf("%w: %s is a bbolt file but no desk: name another file with --db", ErrIntegrity, path)
			}
			format = binary.BigEndian.Uint32(meta.Get(kFormat))
			return nil
		})
	})
	if err != nil {
		return err
	}
	if err := migrate(db, path, format, migrations); err != nil {
		return err
	}
	if db.IsReadOnly() {
		return nil
	}
	return writeOwner(path)
}

// soundFile looks at what bbolt would trust blindly: an empty file, and one that is shorter than its meta page says,
// would crash it or look like an empty desk.
func soundFile(path string, size int64) error {
	broken := func(why string) error {
		return fmt.Errorf("%w: %s %s: nothing was changed; restore a backup with: opsdesk restore BACKUP --db %s", ErrIntegrity, path, why, path)
	}
	if size == 0 {
		return broken("is empty")
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open desk: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	const metaEnd = 80
	head := make([]byte, metaEnd)
	if _, err := io.ReadFull(f, head); err != nil {
		return broken("is too short for a desk")
	}
	le := binary.LittleEndian
	const magic = 0xED0CDAED
	if le.Uint32(head[16:]) != magic {
		return nil // the first meta page is damaged: bbolt tries the second
	}
	pageSize, highest := int64(le.Uint32(head[24:])), int64(le.Uint64(head[56:]))
	second := make([]byte, metaEnd)
	if _, err := f.ReadAt(second, pageSize); err == nil && le.Uint32(second[16:]) == magic && le.Uint64(second[64:]) > le.Uint64(head[64:]) {
		highest = int64(le.Uint64(second[56:]))
	}
	if size < highest*pageSize {
		return broken(fmt.Sprintf("is cut short: it has %d of %d bytes", size, highest*pageSize))
	}
	return nil
}

// guard turns the panic that a damaged page causes into an ErrIntegrity.
func guard(path string, f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: a page of %s can't be read (%v): check it with: opsdesk check --db %s", ErrIntegrity, path, r, path)
		}
	}()
	return f()
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func ownerFile(path string) string { return path + ".owner" }

// writeOwner says beside the file who holds it, for the message that others get. Only the holder of the lock writes it.
func writeOwner(path string) error {
	owner := Owner{PID: os.Getpid(), User: "unknown", Since: time.Now()}
	if u, err := user.Current(); err == nil {
		owner.User = u.Username
	}
	text, err := json.Marshal(owner)
	if err != nil {
		return fmt.Errorf("say who owns %s: %w", path, err)
	}
	if err := os.WriteFile(ownerFile(path), text, 0o600); err != nil {
		return fmt.Errorf("say who owns %s: %w", path, err)
	}
	return nil
}

// readOwner gives who says to hold the file, nobody when that process is gone: one that was killed leaves its word
// behind, and whoever holds the file to read it leaves none.
func readOwner(path string) (o Owner) {
	text, err := os.ReadFile(ownerFile(path))
	if err != nil || json.Unmarshal(text, &o) != nil || !running(o.PID) {
		return Owner{}
	}
	return o
}

// running tells whether there is a process with a number. Where that can't be asked it says yes.
func running(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }() // nothing of it was used
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}

func releaseOwner(path string) error {
	if err := os.Remove(ownerFile(path)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("close desk %s: %w", path, err)
	}
	return nil
}
