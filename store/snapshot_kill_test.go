package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"opsdesk/model"
)

// killedWork and killedPath name in the environment of a process that is there to be killed what it does, and to which
// desk.
const killedWork, killedPath = "OPSDESK_KILLED_WORK", "OPSDESK_KILLED_PATH"

// killAtWork has a process of its own do some work on a desk, kills it a moment after it is ready, and gives how many
// lines it wrote until then.
func killAtWork(t *testing.T, work, path string, moment time.Duration) (lines int) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestWorkerThatIsKilled$")
	child.Env = append(os.Environ(), killedWork+"="+work, killedPath+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	said := bufio.NewReader(out)
	for ; ; lines++ {
		_, err := said.ReadString('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if lines == 0 {
			time.AfterFunc(time.Duration(rand.Int64N(int64(moment))), func() { _ = child.Process.Kill() })
		}
	}
	_ = child.Wait() // it was killed
	return lines
}

// TestWorkerThatIsKilled is the process of the tests below.
func TestWorkerThatIsKilled(t *testing.T) {
	path := os.Getenv(killedPath)
	if path == "" {
		t.Skip("it runs as a process of its own, to be killed")
	}
	s, err := Open(t.Context(), path, Options{Lasting: true, Patience: 10 * time.Second, snapshot: everySnapshot})
	if err != nil {
		t.Fatal(err)
	}
	switch os.Getenv(killedWork) {
	case "keep":
		keepWithoutEnd(t, s)
	case "series":
		tagWithoutEnd(t, s)
	}
}

// keepWithoutEnd writes and keeps one snapshot after another.
func keepWithoutEnd(t *testing.T, s *Store) {
	settle(s)
	_, _ = os.Stdout.WriteString("ready\n")
	go func() {
		for {
			s.keep()
		}
	}()
	for i := 0; ; i++ {
		id := do(t, s, maya, 0, incident([]string{"VPN down", "Mail bounces", "Printer"}[i%3]))
		other := 1 + model.ID(rand.IntN(int(id)))
		for _, act := range []model.Act{model.Snooze{Until: model.At(time.Now().AddDate(0, 0, 3))}, model.Merge{Into: other}, model.Tag{Add: []string{"b"}}, model.Take{}} {
			_, _ = try(t, s, maya, id, act)
		}
		take(t, s, record(fmt.Sprint("INC", rand.IntN(40)), "", "Mail"))
		if i%2 == 0 {
			_, _ = s.Undo(t.Context(), maya, 0)
		}
	}
}

func TestAnswersAreRightAfterTheProcessWasKilledWhileItKeptASnapshot(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	kept := 0
	for range 12 {
		killAtWork(t, "keep", path, 60*time.Millisecond)
		left := snapshotFile(path) + ".new"
		if _, err := os.Stat(left); err == nil { // a minute later
			if err := os.Chtimes(left, time.Time{}, time.Now().Add(-2*snapshotLeft)); err != nil {
				t.Fatal(err)
			}
		}
		s := openCommand(t, path)
		if s.recall() == nil {
			kept++
		}
		env := model.Env{Names: s.Names(), Me: 1, Now: s.Now()}
		for _, text := range questions {
			q := parse(t, text)
			got, err := s.IDs(t.Context(), q, env)
			if want := slowly(t, s, q, env); err != nil || len(got) != len(want) || len(q.Sort()) > 0 && !slices.Equal(got, want) {
				t.Fatalf("%q finds %v, want %v: %v", text, got, want, err)
			}
		}
		wantClean(t, s)
		closeDesk(t, s)
	}
	if kept == 0 {
		t.Error("no snapshot was there to answer from")
	}
}

// seriesPiece is how many commands of the series that is killed go into a transaction.
const seriesPiece = 5

// tagWithoutEnd tags all tickets in pieces, while somebody else writes, and says so after each piece. Its last piece is
// followed by nothing.
func tagWithoutEnd(t *testing.T, s *Store) {
	n, _, err := s.Size()
	if err != nil {
		t.Fatal(err)
	}
	w := Write{Who: maya}
	for id := range n {
		w.Commands = append(w.Commands, Command{model.ID(id + 1), model.Tag{Add: []string{"outage"}}})
	}
	for g := series(s, w, seriesPiece); g.Left() > 0; {
		next(t, g)
		_, _ = os.Stdout.WriteString("a piece\n")
		do(t, s, omar, model.ID(1+rand.IntN(n)), model.Note{Text: "meanwhile"})
	}
	select {}
}

func TestASeriesWhoseProcessWasKilledIsTakenBackAsFarAsItCame(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s := openCommand(t, path)
	commands := many(t, s, 300, model.Tag{})
	closeDesk(t, s)
	torn := 0
	for range 8 {
		pieces := killAtWork(t, "series", path, 40*time.Millisecond)
		s := openCommand(t, path)
		n := tagged(t, s, commands)
		if n < pieces*seriesPiece || n%seriesPiece != 0 {
			t.Errorf("%d pieces were said to be done, and %d tickets are tagged", pieces, n)
		}
		if n < len(commands) {
			torn++
		}
		if r, err := s.Undo(t.Context(), maya, 0); err != nil || len(r.Done) != n || tagged(t, s, commands) != 0 {
			t.Fatalf("undo took %d of %d back: %v", len(r.Done), n, err)
		}
		if _, err := s.Redo(t.Context(), maya); err != nil || tagged(t, s, commands) != n {
			t.Fatalf("redo: %v", err)
		}
		if _, err := s.Undo(t.Context(), maya, 0); err != nil {
			t.Fatal(err)
		}
		wantClean(t, s)
		closeDesk(t, s)
	}
	if torn == 0 {
		t.Error("every series came to its end")
	}
}
