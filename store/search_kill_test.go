package store

import (
	"bufio"
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// killedSearch names the desk in the environment of a process that is there to be killed.
const killedSearch = "OPSDESK_KILLED_SEARCH"

func TestAnswersAreExactAfterTheProcessWasKilledWhileItMerged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	questions := [][]searchWord{{}, {{"gateway", true}}, {{"vpn", false}}, {{"1", false}, {"inc", true}}, {{"later", true}, {"g", false}}}
	kills := 20
	if testing.Short() {
		kills = 4
	}
	for range kills {
		child := exec.Command(os.Args[0], "-test.run=^TestMergerThatIsKilled$")
		child.Env = append(os.Environ(), killedSearch+"="+path)
		child.Stderr = os.Stderr
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.IntN(40_000))*time.Microsecond, func() { _ = child.Process.Kill() })
		_ = child.Wait() // it was killed
		s, err := Open(t.Context(), path, Options{Patience: 10 * time.Second, search: smallLimits})
		if err != nil {
			t.Fatal(err)
		}
		if s.search.state().Base == 0 {
			t.Error("there is no base any more")
		}
		if err := s.view(func(tx *bolt.Tx) error { return wantExact(s, tx, questions) }); err != nil {
			t.Error(err)
		}
		wantSound(t, s)
		if err := s.Close(); err != nil || t.Failed() {
			t.Fatal(err)
		}
	}
}

// TestMergerThatIsKilled is the process of the test above: it writes and merges without end.
func TestMergerThatIsKilled(t *testing.T) {
	path := os.Getenv(killedSearch)
	if path == "" {
		t.Skip("it runs as a process of its own, to be killed")
	}
	s, err := Open(t.Context(), path, Options{Lasting: true, Patience: 10 * time.Second, search: smallLimits})
	if err != nil {
		t.Fatal(err)
	}
	do(t, s, maya, 0, incident("Gateway"))
	if err := s.search.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, _ = os.Stdout.WriteString("ready\n")
	go func() {
		for s.search.settle(context.Background()) == nil {
			continue
		}
	}()
	for i := 0; ; i++ {
		id := do(t, s, maya, 0, incident([]string{"VPN down", "Gateway busy", "Printer"}[i%3]))
		do(t, s, maya, 1+model.ID(rand.IntN(int(id))), model.Note{Text: "gateway, later"})
	}
}
