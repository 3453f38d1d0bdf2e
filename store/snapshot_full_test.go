//go:build unix

package store

import (
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"testing"

	"opsdesk/model"
)

// onItsOwn runs a test in a process of its own, for a limit of the process would bind the tests beside it and what go test
// writes down of them. It tells whether this is that process.
func onItsOwn(t *testing.T) bool {
	t.Helper()
	const sign = "OPSDESK_FULL_DISK"
	if os.Getenv(sign) == t.Name() {
		return true
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	child.Env = append(os.Environ(), sign+"="+t.Name())
	if said, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
	return false
}

// fillDisk has every write fail that makes a file longer than so many bytes, until the test or the returned function ends
// that.
func fillDisk(t *testing.T, most int) (empty func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	full := usual
	full.Cur = uint64(most)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	empty = func() {
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(empty)
	return empty
}

func TestAFullDiskLeavesNoHalfSnapshotAndRightAnswers(t *testing.T) {
	if !onItsOwn(t) {
		return
	}
	for name, o := range map[string]Options{"command": {Keep: true}, "console": {Keep: true, Lasting: true}} {
		for _, most := range []int{0, snapshotParts / 2, snapshotParts + 100} {
			path, _ := kept(t)
			if err := os.Remove(snapshotFile(path)); err != nil {
				t.Fatal(err)
			}
			o.ReadOnly, o.Clock, o.snapshot = true, tickClock(), everySnapshot
			empty := fillDisk(t, most) // before a console can write anything in the background
			s, err := Open(t.Context(), path, o)
			if err != nil {
				t.Fatal(err)
			}
			if o.Lasting {
				settle(s)
			}
			for text, want := range map[string]int{"state:open": 200, "tag:paper": 1, "number:3..9": 7} {
				if n := countOf(t, s, text); n != want {
					t.Errorf("%s, %d bytes: %s: %d tickets, want %d", name, most, text, n, want)
				}
			}
			closeDesk(t, s)
			for _, file := range []string{snapshotFile(path), snapshotFile(path) + ".new"} {
				if _, err := os.Stat(file); err == nil {
					t.Errorf("%s, %d bytes: it left %s", name, most, file)
				}
			}
			empty()
		}
	}
}

// The snapshot of before goes on answering, with what was written since.
func TestASnapshotThatCanNotBeReplacedStays(t *testing.T) {
	if !onItsOwn(t) {
		return
	}
	path, before := kept(t)
	s := openCommand(t, path)
	if err := s.recall(); err != nil {
		t.Fatal(err)
	}
	do(t, s, maya, 9, model.Tag{Add: []string{"paper"}})
	if err := s.follow(s.cols); err != nil {
		t.Fatal(err)
	}
	empty := fillDisk(t, len(before)/2)
	s.keep()
	after, err := os.ReadFile(snapshotFile(path))
	if err != nil || string(after) != string(before) {
		t.Errorf("the snapshot is another: %v", err)
	}
	empty()
	if n := countOf(t, s, "tag:paper"); n != 2 {
		t.Errorf("%d tickets are tagged", n)
	}
	closeDesk(t, s)
	s = openCommand(t, path)
	defer closeDesk(t, s)
	if n := countOf(t, s, "tag:paper"); n != 2 {
		t.Errorf("%d tickets are tagged, once it is opened again", n)
	}
}
