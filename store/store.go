// Package store keeps a desk in one bbolt file. It has one door for writes, [Store.Do]: an act goes in, and one
// transaction holds the record, its index entries, the counters and the journal line. Readers see only what is
// committed, and learn of news through [Store.Wait].
//
// The whole schema; integers are big-endian, so that keys sort as numbers do:
//
//	meta      format            u32: the format of the file, see migrate.go
//	          desk              16 random bytes that name this desk, and the instant of its making (i64)
//	          head              u64: the newest revision
//	tickets   id u32            a record: format byte, CRC-32C, fixed head, title, facts, journal lines (codec.go)
//	nouns     table u8, id u32  format byte, CRC-32C, CBOR of model.Noun
//	names     table u8, name    u32: the noun with this folded name
//	journal   revision u64      a journal line: format byte, CRC-32C, entry (codec.go)
//	parts     group u64, rev u64 one byte: a line with which a group goes on behind lines of others, see parts.go
//	chain     last rev u64      first rev u64 and SHA-256 of the change set: the digest before it and its lines
//	active    due u32, priority u8, created u32, id u32   one byte: the tickets that are open, in the order of what hurts first
//	sources   number, system, key            u32: the ticket that came from there, see index.go
//	ranks     rank u64          u32: the ticket on that place of the backlog
//	counts    kind u8, state u8 u64: how many tickets there are; those that are put aside apart, with a third byte of 1
//	terms     revision u64      format byte, CRC-32C, JSON of model.Edition: the terms since that line; 0 is what the desk began with
//	chimes    time u32, id u32  one byte: when the desk itself has something to do with which ticket
//	inbox     person u32, rev u64 format byte, CRC-32C, CBOR of a Notice; no part of the journal
//	requests  request id        u64: the group that the request made, so that a retry is done once
//	search    see search_base.go: the full-text index, which tickets have which words, up to a revision
//	belongings person, key      what people keep for themselves: drafts, views; no part of the journal
//
// Beside the file there may be a snapshot of the columns, see snapshot.go.
//
// Everything but tickets, nouns, journal, chain, terms, requests, inbox and belongings is derived; Check recomputes and compares it.
package store

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

var (
	bMeta       = []byte("meta")
	bTickets    = []byte("tickets")
	bNouns      = []byte("nouns")
	bNames      = []byte("names")
	bJournal    = []byte("journal")
	bParts      = []byte("parts")
	bChain      = []byte("chain")
	bActive     = []byte("active")
	bSources    = []byte("sources")
	bRanks      = []byte("ranks")
	bCounts     = []byte("counts")
	bRequests   = []byte("requests")
	bTerms      = []byte("terms")
	bChimes     = []byte("chimes")
	bInbox      = []byte("inbox")
	bBelongings = []byte("belongings")
	buckets     = [][]byte{bMeta, bTickets, bNouns, bNames, bJournal, bParts, bChain, bActive, bSources, bRanks, bCounts, bTerms, bChimes, bInbox, bRequests, bBelongings}

	kFormat = []byte("format")
	kDesk   = []byte("desk")
	kHead   = []byte("head")
)

// ErrIntegrity says that the file does not hold what it must hold.
var ErrIntegrity = errors.New("integrity")

// A Store is an open desk. All methods are safe for concurrent use.
type Store struct {
	db     *bolt.DB
	path   string
	clock  func() time.Time
	names  *names
	cache  resultCache
	search *search
	bursts burstCache
	cols   *columns
	tutor  *tutor
	book   atomic.Pointer[model.Book]
	public model.PublicHolidays
	run    func(Errand)
	past   *past      // nil for a desk as it is now
	wants  chan uint8 // fields whose order is wanted, for the worker behind the desk

	lasting bool
	keeps   bool           // a snapshot of the columns
	limits  snapshotLimits // of when
	ask     sync.Once      // for the columns, in a command
	saved   atomic.Uint64  // the revision of the snapshot, zero when there is none

	queue  chan *request
	closed chan struct{} // closed when the writer has ended
	stop   context.CancelFunc
	behind sync.WaitGroup // the worker

	head  atomic.Uint64
	mu    sync.Mutex
	grown chan struct{} // closed and replaced after each commit
}

// Options say how a desk is opened.
type Options struct {
	// ReadOnly opens the desk without the right to write; it must exist.
	ReadOnly bool
	// Lasting says that many questions will be asked: what answers them at once is built in the background.
	Lasting bool
	// Keep says that the columns may be kept beside a desk that is opened to read only; beside others they always may.
	Keep     bool
	search   searchLimits   // zero is usual; tests have others
	snapshot snapshotLimits // likewise
	// Clock gives the time that is recorded; nil is the system's clock.
	Clock func() time.Time
	// Terms are what a desk begins with that is made by opening it; none promise nothing.
	Terms model.Terms
	// Public gives the public holidays that calendars may keep; nil knows none.
	Public model.PublicHolidays
	// Run runs a command that a rule asks for, in the background of the process that owns the desk; nil runs none.
	Run func(Errand)
	// Patience is how long to wait for another process to let go of the file; zero is one try.
	Patience time.Duration
}

// Open opens the desk in the file, and makes it when there is none. It returns a *BusyError within Patience when
// another process holds the file, and an ErrIntegrity with what to do next when the file is damaged or no desk.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	db, err := openFile(path, o)
	if err != nil {
		return nil, err
	}
	return begin(ctx, db, path, o, nil)
}

// begin begins the work of a store on a file that is open, which is closed when that fails.
func begin(ctx context.Context, db *bolt.DB, path string, o Options, then *past) (*Store, error) {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	s := &Store{db: db, path: path, past: then, clock: o.Clock, queue: make(chan *request, 256),
		public: o.Public, run: o.Run, closed: make(chan struct{}), stop: stop, grown: make(chan struct{}), cols: newColumns(), wants: make(chan uint8, 1),
		lasting: o.Lasting, keeps: then == nil && (o.Keep || !o.ReadOnly), limits: cmp.Or(o.snapshot, usualSnapshot)}
	s.names = newNames(s)
	s.search = newSearch(s, o.search)
	s.tutor = newTutor(s, o.Lasting)
	err := s.view(func(tx *bolt.Tx) error {
		s.search.begin(tx)
		if then != nil {
			s.search.forgo(then.told, then.gone)
		}
		s.head.Store(getUint64(tx.Bucket(bMeta).Get(kHead)))
		return nil
	})
	if err == nil {
		err = s.readTerms()
	}
	if err != nil {
		stop()
		return nil, errors.Join(err, db.Close())
	}
	go s.write(ctx)
	if o.Lasting {
		s.behind.Go(func() { s.work(ctx) })
		s.behind.Go(func() { s.search.run(ctx) })
		s.behind.Go(func() { s.tutor.run(ctx) })
		if !s.ReadOnly() {
			s.behind.Go(func() { s.ticker(ctx) })
		}
	}
	return s, nil
}

// Close lets the writes that were accepted finish and closes the file. Nobody may use the store afterwards.
func (s *Store) Close() error {
	s.stop()
	<-s.closed
	s.behind.Wait()
	s.cols.giveUp()
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("close desk %s: %w", s.path, err)
	}
	switch {
	case s.past != nil:
		return removeNamed(s.past.file)
	case !s.db.IsReadOnly():
		return releaseOwner(s.path)
	}
	return nil
}

// Path gives the file of the desk.
func (s *Store) Path() string { return s.path }

// ReadOnly tells whether nothing can be written: the desk was opened without the right to, or is shown as it was.
func (s *Store) ReadOnly() bool { return s.past != nil || s.db.IsReadOnly() }

// Head gives the newest revision of the journal.
func (s *Store) Head() model.Revision { return model.Revision(s.head.Load()) }

// Now gives the desk's time.
func (s *Store) Now() time.Time { return s.clock() }

// Desk gives the random name of the desk and when it was made.
func (s *Store) Desk() (name string, made model.Instant, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		v := tx.Bucket(bMeta).Get(kDesk)
		if len(v) != 24 {
			return fmt.Errorf("%w: the desk has no name", ErrIntegrity)
		}
		name, made = fmt.Sprintf("%x", v[:16]), model.Instant(binary.BigEndian.Uint64(v[16:]))
		return nil
	})
	return name, made, err
}

// view runs a read transaction and turns a damaged page into an error. No bytes of the file may leave f.
func (s *Store) view(f func(tx *bolt.Tx) error) error {
	return guard(s.path, func() error { return s.db.View(f) })
}

func getUint64(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func getUint32(b []byte) uint32 {
	if len(b) != 4 {
		return 0
	}
	return binary.BigEndian.Uint32(b)
}

func uint64Key(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func uint32Key(n uint32) []byte { return binary.BigEndian.AppendUint32(nil, n) }
