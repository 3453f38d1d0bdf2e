package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

func findCount(t testing.TB, s *Store, words ...searchWord) (n int) {
	t.Helper()
	err := s.view(func(tx *bolt.Tx) error {
		ids, err := s.search.findAll(context.Background(), tx, model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead))), words)
		if err == nil {
			n = int(ids.GetCardinality())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// indexed waits until the background has written a base that tells of everything up to a revision.
func indexed(t testing.TB, s *Store, rev model.Revision) {
	t.Helper()
	for s.search.state().Base < rev {
		if err := s.search.state().Trouble; err != nil {
			t.Fatal(err)
		}
		do(t, s, maya, 1, model.Note{Text: "go on"})
	}
}

func TestAnswersStayExactWhileOthersWriteAndTheIndexIsMerged(t *testing.T) {
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), smallLimits)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	ctx := context.Background()
	questions := [][]searchWord{{{"vpn", false}}, {{"gateway", true}}, {{"gate", false}, {"busy", true}}, {{"1", false}}, {}}
	var writers, readers sync.WaitGroup
	var over atomic.Bool
	for w := range 2 {
		writers.Go(func() {
			for i := range 100 {
				id := do(t, s, maya, 0, incident([]string{"VPN gateway", "Gateway busy", "Printer"}[(i+w)%3]))
				_, _ = try(t, s, maya, 1+model.ID(i)%id, model.Note{Text: []string{"busy", "gate", "vpnx"}[i%3]}) // it may be taken back
				if i%7 == 0 {
					_, _ = s.Undo(ctx, maya, 0) // the other writer may have built on it
				}
			}
		})
	}
	answers := atomic.Int64{}
	for range 2 {
		readers.Go(func() {
			for !over.Load() {
				if err := s.view(func(tx *bolt.Tx) error { return wantExact(s, tx, questions) }); err != nil {
					t.Error(err)
					return
				}
				answers.Add(1)
			}
		})
	}
	merges := 0
	readers.Go(func() {
		for ; !over.Load(); merges++ {
			if err := s.search.settle(ctx); err != nil {
				t.Error(err)
				return
			}
		}
	})
	writers.Wait()
	over.Store(true)
	readers.Wait()
	wantSound(t, s)
	t.Logf("%d answers were compared, %d merges; %+v", answers.Load(), merges, s.search.state())
}

func TestADeskWithoutAnIndexIsIndexedInTheBackground(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openSmall(t, path, usualLimits)
	for i := range 40 {
		do(t, s, maya, 0, incident(fmt.Sprintf("Gateway %d", 1000+i)))
	}
	if s.search.state().Base != 0 {
		t.Error("a few tickets were written into a base")
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openSmall(t, path, smallLimits)
	defer func() { _ = s.Close() }()
	if n := findCount(t, s, searchWord{"gateway", true}); n != 40 {
		t.Errorf("%d are found at once", n)
	}
	indexed(t, s, 40)
	if n := findCount(t, s, searchWord{"gateway", true}); n != 40 {
		t.Errorf("%d are found then", n)
	}
	wantSound(t, s)
}

func TestADeskThatIsOnlyReadIsSearchedToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openSmall(t, path, smallLimits)
	for range 20 {
		do(t, s, maya, 0, incident("Gateway"))
	}
	if err := s.search.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	do(t, s, maya, 0, incident("Gateway"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), path, Options{ReadOnly: true, Lasting: true, search: smallLimits})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if n := findCount(t, r, searchWord{"gate", false}); n != 21 {
		t.Errorf("%d are found", n)
	}
	wantSound(t, r)
}

func TestNothingIsDoneInTheBackgroundWhileItIsHeld(t *testing.T) {
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), smallLimits)
	defer func() { _ = s.Close() }()
	release := s.search.hold()
	for range 30 {
		do(t, s, maya, 0, incident("Gateway"))
	}
	if n := findCount(t, s, searchWord{"gateway", true}); n != 30 {
		t.Errorf("%d are found", n)
	}
	if st := s.search.state(); st.Base != 0 {
		t.Errorf("a base was written: %+v", st)
	}
	if err := s.search.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	release()
	release()
	if st := s.search.state(); st.Base != s.Head() || st.Changed != 0 {
		t.Errorf("it is not settled: %+v", st)
	}
	if n := findCount(t, s, searchWord{"gateway", true}); n != 30 {
		t.Errorf("%d are found then", n)
	}
}

func TestATicketWithVeryManyWordsIsFoundByAll(t *testing.T) {
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), smallLimits)
	defer func() { _ = s.Close() }()
	text := make([]byte, 0, model.MaxText)
	for i := 0; len(text) < model.MaxText-20; i++ {
		text = fmt.Appendf(text, "word%07d ", i)
	}
	do(t, s, maya, 0, described("Everything", string(text)))
	for range 2 {
		for _, w := range []searchWord{{"word0000000", true}, {"word0050000", true}, {"word00", false}} {
			if n := findCount(t, s, w); n != 1 {
				t.Errorf("%+v finds %d", w, n)
			}
		}
		if st := s.search.state(); st.Bytes > maxPacked {
			t.Errorf("it is kept in memory: %+v", st)
		}
		if err := s.search.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	wantSound(t, s)
}

func TestWorkOnTheIndexEndsWithItsContext(t *testing.T) {
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), usualLimits)
	defer func() { _ = s.Close() }()
	do(t, s, maya, 0, incident("Gateway"))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.search.settle(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Similar(ctx, "gateway", 3); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if n := findCount(t, s, searchWord{"gateway", true}); n != 1 {
		t.Errorf("%d are found", n)
	}
}
