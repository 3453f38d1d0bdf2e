package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

const (
	errandTime   = time.Minute     // for a command of a rule
	errandGrace  = 2 * time.Second // for those under way when the console ends
	errandOutput = 64 << 10        // bytes that are kept of what it prints
	errandLog    = 1 << 20         // bytes, from which on the log is begun anew
)

// errands runs the commands that rules ask for, in the background, and writes into a log beside the desk what came of
// them: the terminal is the console's.
type errands struct {
	ctx     context.Context
	stop    context.CancelFunc
	db      string
	environ []string
	clock   func() time.Time
	mu      sync.Mutex // one writes the log at a time
}

func (c *caller) newErrands(ctx context.Context) *errands {
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	return &errands{ctx: ctx, stop: stop, db: c.path(), environ: slices.Clone(c.environ), clock: c.clock}
}

// logPath gives the file that tells of errands.
func (e *errands) logPath() string { return e.db + ".rules.log" }

// end ends commands that go on too long after the console.
func (e *errands) end() { time.AfterFunc(errandGrace, e.stop) }

// run runs one command through the shell and waits for it.
func (e *errands) run(errand store.Errand) {
	ctx, stop := context.WithTimeout(e.ctx, errandTime)
	defer stop()
	shell := []string{"/bin/sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/c"}
	}
	begun := e.clock()
	out := &firstBytes{most: errandOutput}
	command := exec.CommandContext(ctx, shell[0], shell[1], errand.Command)
	command.Env = append(slices.Clone(e.environ), "OPSDESK_TICKET="+errand.Key, "OPSDESK_RULE="+errand.Rule, "OPSDESK_DB="+e.db)
	command.Stdout, command.Stderr = out, out
	command.WaitDelay = time.Second // what it left behind may hold its output open
	alone(command)
	err := command.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("it took longer than %s and was ended", errandTime)
	case ctx.Err() != nil:
		err = errors.New("the console ended, and it was ended with it")
	}
	_ = e.tell(begun, errand, out, err) // a log that can't be written has nowhere to say so
}

// tell writes into the log what came of a command.
func (e *errands) tell(begun time.Time, errand store.Errand, out *firstBytes, failed error) error {
	outcome := "ok"
	if failed != nil {
		outcome = failed.Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  rule %s: %s  (%s)\n", begun.UTC().Format(time.RFC3339), errand.Key, model.Clean(errand.Rule),
		model.Clean(errand.Command), model.Clean(outcome))
	if text := strings.TrimRight(string(out.kept), "\n"); text != "" {
		for _, line := range model.CleanBlock(text).Lines() {
			fmt.Fprintf(&b, "    %s\n", line)
		}
	}
	if out.cut {
		fmt.Fprintf(&b, "    … and more than %d bytes\n", errandOutput)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if info, err := os.Stat(e.logPath()); err == nil && info.Size() > errandLog {
		if err := os.Rename(e.logPath(), e.logPath()+".old"); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(e.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.WriteString(f, b.String())
	return errors.Join(err, f.Close())
}

// firstBytes keeps the first bytes of what is written, and takes the rest without keeping it.
type firstBytes struct {
	kept []byte
	most int
	cut  bool
}

// Write takes everything.
func (w *firstBytes) Write(p []byte) (int, error) {
	keep := p[:min(len(p), w.most-len(w.kept))]
	w.cut = w.cut || len(keep) < len(p)
	w.kept = append(w.kept, keep...)
	return len(p), nil
}
