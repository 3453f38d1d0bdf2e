package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"opsdesk/store"
)

func TestASecondProcessIsToldWhoHoldsTheDesk(t *testing.T) {
	d := newDesktop(t)
	s, err := store.Open(t.Context(), d.db, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, args := range [][]string{{"list"}, {"new", "--title", "x"}, {"do", "1", "take"}, {"check"}, {"compact"}, {"import", "-"}} {
		t.Run(args[0], func(t *testing.T) {
			t.Parallel()
			isTold(t, d.db, args)
		})
	}
}

// isTold runs a command in a process of its own on a desk that this process holds.
func isTold(t *testing.T, db string, args []string) {
	var stderr bytes.Buffer
	command := exec.Command("opsdesk", args...)
	command.Env = append(os.Environ(), "OPSDESK_DB="+db)
	command.Stdin = strings.NewReader("number,short_description,state\nINC0000001,Mail bounces,New\n")
	command.Stderr = &stderr
	began := time.Now()
	err := command.Run()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 6 {
		t.Errorf("%q ended with %v, want exit code 6: %s", args, err, &stderr)
	}
	if took := time.Since(began); took > 1500*time.Millisecond {
		t.Errorf("%q took %v to say so", args, took)
	}
	if holder := fmt.Sprintf("process %d", os.Getpid()); !strings.Contains(stderr.String(), holder) {
		t.Errorf("%q says %q, which does not name %s", args, &stderr, holder)
	}
}

func TestReadersDoNotKeepEachOtherOut(t *testing.T) {
	d := newDesktop(t)
	d.must("new", "--title", "VPN refuses all logins")
	s, err := store.Open(t.Context(), d.db, store.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	d.must("list")
	d.must("show", "1")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestWhatEndsEarlyIsInterrupted(t *testing.T) {
	d := newDesktop(t)
	d.must("new", "--title", "VPN refuses all logins")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := newCaller(strings.NewReader(""), &d.out, &d.err, []string{"OPSDESK_DB=" + d.db})
	if code := c.run(ctx, []string{"do", "1", "take"}); code != 130 {
		t.Errorf("exit code %d, want 130: %s", code, &d.err)
	}
}

func TestADeskCanBePipedIntoItself(t *testing.T) {
	d := newDesktop(t)
	d.must("new", "--title", "VPN refuses all logins")
	export, imports := exec.Command("opsdesk", "export"), exec.Command("opsdesk", "import", "-", "--json")
	var stdout, stderr bytes.Buffer
	pipe, err := export.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	imports.Stdin, imports.Stdout, imports.Stderr = pipe, &stdout, &stderr
	for _, command := range []*exec.Cmd{imports, export} {
		command.Env = append(os.Environ(), "OPSDESK_DB="+d.db)
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(imports.Wait(), export.Wait()); err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	if want := `{"read":1,"created":0,"updated":0,"unchanged":1,"refused":0,"events":1,"errors":[]}` + "\n"; stdout.String() != want {
		t.Errorf("it said %s, want %s", &stdout, want)
	}
}

func TestAnInterruptEndsACommandThatWaitsForInput(t *testing.T) {
	d := newDesktop(t)
	command := exec.Command("opsdesk", "import", "-")
	command.Env = append(os.Environ(), "OPSDESK_DB="+d.db)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write(make([]byte, 1<<20)); err != nil { // more than a pipe holds: it is read, so it listens
		t.Fatal(err)
	}
	if err := command.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := command.Wait(); !errors.As(err, &exit) || exit.ExitCode() != 130 {
		t.Errorf("it ended with %v, want exit code 130: %s", err, &stderr)
	}
	if _, err := os.Stat(d.db); err == nil {
		t.Error("it made a desk")
	}
}
