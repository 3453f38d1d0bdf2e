package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// everySnapshot has snapshots kept of the smallest desks.
var everySnapshot = snapshotLimits{few: 1}

// openCommand opens a desk as a command does.
func openCommand(t rapid.TB, path string) *Store {
	s, err := Open(context.Background(), path, Options{Clock: tickClock(), snapshot: everySnapshot})
	if err != nil {
		t.Fatal(err)
	}
	s.db.NoSync = true // it does not outlive the test
	return s
}

func closeDesk(t rapid.TB, s *Store) {
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// asks compares the answers to all questions with those of the records, and tells whether they came from columns.
func asks(r *rapid.T, s *Store) bool {
	env := model.Env{Names: s.Names(), Me: 1, Now: s.Now()}
	for _, text := range questions {
		q, err := model.ParseQuery(text)
		if err != nil {
			r.Fatal(err)
		}
		checkAnswer(r, s, q, env)
	}
	built, _ := s.cols.state()
	return built
}

func changeAtRandom(r *rapid.T, t *testing.T, s *Store, ids []model.ID) {
	for range rapid.IntRange(0, 8).Draw(r, "changes") {
		id := rapid.SampledFrom(ids).Draw(r, "id")
		_, _ = try(t, s, maya, id, rapid.SampledFrom([]model.Act{model.Take{}, model.Prioritise{Impact: 1, Urgency: 1}, model.Tag{Add: []string{"b", "z"}},
			model.Move{To: model.StateCanceled}, model.RankAt{Top: true}, model.Note{Text: "seen"}, model.Merge{Into: rapid.SampledFrom(ids).Draw(r, "into")},
			model.Snooze{Until: model.At(s.Now()) + 9000}, model.Declare{Why: "all of it"}, model.Check{Add: []string{"vpn"}}}).Draw(r, "act"))
		if rapid.IntRange(0, 3).Draw(r, "undo") == 0 {
			_, _ = s.Undo(context.Background(), maya, 0)
		}
	}
}

func copyDesk(t rapid.TB, from, to string) {
	b, err := os.ReadFile(from)
	if err == nil { // most of the file is room to grow
		err = errors.Join(os.WriteFile(to, bytes.TrimRight(b, "\x00"), 0o600), os.Truncate(to, int64(len(b))))
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A desk is changed, closed, opened, put back to an older copy and changed differently, while its snapshot stays where
// it is: whatever it holds, the answers are those of the records.
func TestASnapshotNeverAnswersWrongly(t *testing.T) {
	fromColumns := 0
	rapid.Check(t, func(r *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			r.Fatal(err)
		}
		path, older := filepath.Join(dir, "desk.db"), filepath.Join(dir, "older.db")
		s := openCommand(r, path)
		var ids []model.ID
		for i := range rapid.IntRange(1, 40).Draw(r, "tickets") {
			ids = append(ids, drawImport(r, t, s, i))
		}
		closeDesk(r, s)
		copyDesk(r, path, older)
		for range rapid.IntRange(1, 3).Draw(r, "sessions") {
			switch rapid.SampledFrom([]string{"change", "import", "restore", "keep"}).Draw(r, "then") {
			case "restore":
				copyDesk(r, older, path)
			case "keep":
				copyDesk(r, path, older)
			case "import":
				s := openCommand(r, path)
				drawImport(r, t, s, 100+len(ids)) // not among those that are changed: the older copy may lack it
				closeDesk(r, s)
			}
			s := openCommand(r, path)
			changeAtRandom(r, t, s, ids)
			if rapid.Bool().Draw(r, "ask while it is open") {
				asks(r, s)
				changeAtRandom(r, t, s, ids)
			}
			if asks(r, s) {
				fromColumns++
			}
			wantClean(t, s)
			closeDesk(r, s)
		}
	})
	if fromColumns == 0 {
		t.Error("no answer came from columns")
	}
}

// kept makes a desk with a snapshot, and gives its path and its snapshot.
func kept(t *testing.T) (path string, snapshot []byte) {
	path = filepath.Join(t.TempDir(), "desk.db")
	s := openCommand(t, path)
	for i := range 200 {
		do(t, s, maya, 0, incident(fmt.Sprintf("printer %d", i)))
	}
	do(t, s, maya, 7, model.Tag{Add: []string{"paper"}})
	s.fetch(t.Context())
	closeDesk(t, s)
	snapshot, err := os.ReadFile(snapshotFile(path))
	if err != nil {
		t.Fatal(err)
	}
	return path, snapshot
}

func countOf(t *testing.T, s *Store, text string) int {
	q, err := model.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	counts, err := s.Count(t.Context(), model.Env{Names: s.Names(), Now: s.Now()}, q)
	if err != nil {
		t.Fatal(err)
	}
	return counts[0]
}

func TestACommandAnswersFromTheSnapshot(t *testing.T) {
	path, _ := kept(t)
	s := openCommand(t, path)
	defer closeDesk(t, s)
	if err := s.recall(); err != nil {
		t.Fatal(err)
	}
	if n := countOf(t, s, "state:open"); n != 200 {
		t.Errorf("%d tickets are open", n)
	}
	if s.cols.asleep == nil || s.cols.asleep.awake[model.FieldPriority] {
		t.Error("columns were read that nobody asked for")
	}
}

// Every byte of the file is damaged in turn: the answer is right each time.
func TestADamagedSnapshotIsNotBelieved(t *testing.T) {
	path, sound := kept(t)
	for at := 0; at < len(sound); at += 1 + at/64 {
		damaged := slices.Clone(sound)
		damaged[at] ^= 0x55
		damage(t, path, damaged)
	}
	for _, size := range []int{0, 1, snapshotParts - 1, snapshotParts, len(sound) / 2, len(sound) - 1} {
		damage(t, path, sound[:size])
	}
}

func damage(t *testing.T, path string, snapshot []byte) {
	if err := os.WriteFile(snapshotFile(path), snapshot, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{ReadOnly: true, Clock: tickClock(), snapshot: everySnapshot})
	if err != nil {
		t.Fatal(err)
	}
	defer closeDesk(t, s)
	for text, want := range map[string]int{"state:open": 200, "tag:paper": 1, "number:3..9": 7, "is:ranked": 0, "created>2026-01-01": 200} {
		if n := countOf(t, s, text); n != want {
			t.Fatalf("%s: %d tickets, want %d", text, n, want)
		}
	}
}

func TestASnapshotOfAnotherHistoryIsIgnored(t *testing.T) {
	path, sound := kept(t)
	other := filepath.Join(t.TempDir(), "other.db")
	s := openCommand(t, other)
	for i := range 200 {
		do(t, s, maya, 0, incident(fmt.Sprintf("scanner %d", i)))
	}
	do(t, s, maya, 8, model.Tag{Add: []string{"paper"}})
	if err := os.WriteFile(snapshotFile(other), sound, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.recall(); !errors.Is(err, errNoSnapshot) {
		t.Errorf("a snapshot of %s was taken for one of %s: %v", path, other, err)
	}
	closeDesk(t, s)
}

func TestAConsoleKeepsASnapshot(t *testing.T) {
	path, _ := kept(t)
	if err := os.Remove(snapshotFile(path)); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), path, Options{Lasting: true, Clock: tickClock(), snapshot: everySnapshot})
	if err != nil {
		t.Fatal(err)
	}
	settle(s)
	do(t, s, maya, 9, model.Tag{Add: []string{"paper"}})
	if n := countOf(t, s, "tag:paper"); n != 2 {
		t.Errorf("%d tickets are tagged", n)
	}
	closeDesk(t, s)
	s = openCommand(t, path)
	defer closeDesk(t, s)
	if err := s.recall(); err != nil {
		t.Fatal(err)
	}
	if n := countOf(t, s, "tag:paper"); n != 2 {
		t.Errorf("%d tickets are tagged, by the snapshot", n)
	}
}

func TestADeskThatIsOnlyLookedAtLeavesNoSnapshot(t *testing.T) {
	path, _ := kept(t)
	if err := os.Remove(snapshotFile(path)); err != nil {
		t.Fatal(err)
	}
	for _, keep := range []bool{false, true} {
		s, err := Open(t.Context(), path, Options{ReadOnly: true, Keep: keep, Clock: tickClock(), snapshot: everySnapshot})
		if err != nil {
			t.Fatal(err)
		}
		countOf(t, s, "tag:paper")
		closeDesk(t, s)
		if _, err := os.Stat(snapshotFile(path)); (err == nil) != keep {
			t.Errorf("keep %v: %v", keep, err)
		}
	}
}

// Tickets that were written while the columns were copied may be in some of them: they are read again.
func TestASnapshotThatWasCopiedDuringWritesIsBroughtUpToDate(t *testing.T) {
	path, _ := kept(t)
	s := openCommand(t, path)
	if err := s.recall(); err != nil {
		t.Fatal(err)
	}
	before := s.Head()
	do(t, s, maya, 3, model.Tag{Add: []string{"paper"}})
	do(t, s, maya, 0, incident("one more"))
	if err := s.follow(s.cols); err != nil {
		t.Fatal(err)
	}
	s.keep()
	f, head, err := openSnapshot(path)
	if err != nil {
		t.Fatal(err)
	}
	head.From = before // as if copying had begun there
	head.Rows--
	start, err := head.encode()
	if err != nil {
		t.Fatal(err)
	}
	closeDesk(t, s)
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(snapshotFile(path))
	if err == nil {
		copy(b, start)
		err = os.WriteFile(snapshotFile(path), b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	s = openCommand(t, path)
	defer closeDesk(t, s)
	if n := countOf(t, s, "tag:paper"); n != 2 {
		t.Errorf("%d tickets are tagged", n)
	}
	if n := countOf(t, s, "state:open"); n != 201 {
		t.Errorf("%d tickets are open", n)
	}
}

func TestACheckComparesTheSnapshotWithTheRecords(t *testing.T) {
	path, _ := kept(t)
	s := openCommand(t, path)
	defer closeDesk(t, s)
	wantClean(t, s)
	if err := errors.Join(s.recall(), s.cols.wakeAll()); err != nil {
		t.Fatal(err)
	}
	s.cols.all[model.FieldState].small[4]++
	s.keep()
	report, err := s.Check(t.Context())
	if err != nil || len(report.Findings) != 1 || report.Findings[0].Where != "columns" {
		t.Errorf("%+v, %v", report.Findings, err)
	}
}

// The past has columns of its own: those beside the desk hold the present.
func TestThePastNeverReadsTheSnapshotOfThePresent(t *testing.T) {
	path, _ := kept(t)
	w := &watch{labTime}
	s, err := Open(t.Context(), path, Options{Clock: w.time, snapshot: everySnapshot})
	if err != nil {
		t.Fatal(err)
	}
	defer closeDesk(t, s)
	w.skip(time.Hour)
	group := write(t, s, Write{Who: maya, Commands: []Command{{9, model.Tag{Add: []string{"paper"}}}, {10, model.Merge{Into: 11}}, {12, model.Snooze{Until: model.At(w.now) + 9000}}}}).Group
	cut := model.Cut{At: model.At(w.now)}
	w.skip(time.Hour)
	if _, err := s.Undo(t.Context(), maya, group); err != nil {
		t.Fatal(err)
	}
	do(t, s, maya, 0, incident("printer 200"))
	s.fetch(t.Context())
	s.keep()
	sidecar, err := os.ReadFile(snapshotFile(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, recorded := range []bool{false, true} {
		cut.Recorded = recorded
		then, err := s.At(t.Context(), cut, nil)
		if err != nil {
			t.Fatal(err)
		}
		then.limits = everySnapshot // as of a desk that is great enough for one
		for text, want := range map[string]int{"tag:paper": 2, "state:open": 199, "is:snoozed": 1, "printer": 200, "": 200} {
			if n := countOf(t, then, text); n != want {
				t.Errorf("as recorded %v: %q counts %d, want %d", recorded, text, n, want)
			}
		}
		if then.cols.asleep != nil || !errors.Is(then.recall(), errNoSnapshot) {
			t.Error("it reads the snapshot of the present")
		}
		then.fetch(t.Context())
		closeDesk(t, then)
	}
	if after, err := os.ReadFile(snapshotFile(path)); err != nil || !slices.Equal(after, sidecar) {
		t.Errorf("the past wrote over the snapshot: %v", err)
	}
	for text, want := range map[string]int{"tag:paper": 1, "state:open": 201, "is:snoozed": 0} {
		if n := countOf(t, s, text); n != want {
			t.Errorf("now %q counts %d, want %d", text, n, want)
		}
	}
}
