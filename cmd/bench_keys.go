//go:build !windows

package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/creack/pty"
)

// The size of the terminal that is measured, and how long nothing must come for a frame to be over.
const (
	benchColumns, benchRows = 120, 40
	frameOver               = 60 * time.Millisecond
)

// A terminal is a console in a process of its own, behind a pseudo-terminal.
type terminal struct {
	command *exec.Cmd
	file    *os.File
	came    chan time.Time // when bytes came
}

// keys measures the start of the program and every key of the queue, in processes of their own.
func (b *benchRun) keys(ctx context.Context) error {
	var starts []time.Duration
	for range 10 {
		t, took, err := b.start(ctx)
		if err != nil {
			return err
		}
		starts = append(starts, took)
		if err := t.quit(); err != nil {
			return err
		}
	}
	b.add("start/first-frame", starts)
	t, _, err := b.start(ctx)
	if err != nil {
		return err
	}
	t.drain(2 * time.Second) // the columns are built
	for _, k := range []struct {
		name string
		keys []string
	}{
		{"key/move", []string{"j"}}, {"key/page", []string{"\x1b[6~"}}, {"key/mark", []string{" "}}, {"key/view", []string{"]"}},
	} {
		b.add(k.name, t.time(60, k.keys[0]))
	}
	var opened, closed []time.Duration
	for range 40 {
		opened = append(opened, t.time(1, "\r")...)
		closed = append(closed, t.time(1, "q")...)
	}
	b.add("key/open", opened)
	b.add("key/back", closed)
	rss, err := residentOwn(t.command.Process.Pid)
	if err != nil {
		return errors.Join(err, t.quit())
	}
	b.value("memory/rss", rss, "MiB beyond the pages of files")
	return t.quit()
}

// start starts the console and gives the time to the last byte of its first frame.
func (b *benchRun) start(ctx context.Context) (*terminal, time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	command := exec.CommandContext(ctx, self, "--db", b.path)
	command.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=truecolor")
	begin := time.Now()
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: benchColumns, Rows: benchRows})
	if err != nil {
		return nil, 0, fmt.Errorf("start the console: %w", err)
	}
	t := &terminal{command, file, make(chan time.Time, 4096)}
	go t.read()
	last := t.drain(frameOver)
	return t, last.Sub(begin), nil
}

// read notes when bytes come, until the console ends.
func (t *terminal) read() {
	defer close(t.came)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buf)
		if n > 0 {
			t.came <- time.Now()
		}
		if err != nil {
			return
		}
	}
}

// drain waits until nothing has come for a while, and gives the time of what came last.
func (t *terminal) drain(quiet time.Duration) (last time.Time) {
	for {
		wait := quiet
		if last.IsZero() {
			wait = max(quiet, 2*time.Second)
		}
		select {
		case at, ok := <-t.came:
			if !ok {
				return last
			}
			last = at
		case <-time.After(wait):
			return last
		}
	}
}

// time presses a key some times, and gives for each how long it took to the last byte of the frame.
func (t *terminal) time(n int, key string) (times []time.Duration) {
	for range n {
		begin := time.Now()
		if _, err := t.file.WriteString(key); err != nil {
			return times
		}
		if last := t.drain(frameOver); !last.IsZero() {
			times = append(times, last.Sub(begin))
		}
	}
	return times
}

func (t *terminal) quit() error {
	_, err := t.file.WriteString("\x03")
	for range t.came { // until the console has ended
	}
	return errors.Join(err, t.command.Wait(), t.file.Close())
}

// residentOwn gives the memory that a process has for itself, in MiB.
func residentOwn(pid int) (float64, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0, fmt.Errorf("read the memory of the console: %w", err)
	}
	defer func() { _ = f.Close() }()
	for in := bufio.NewScanner(f); in.Scan(); {
		if rest, ok := strings.CutPrefix(in.Text(), "RssAnon:"); ok {
			n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return n / 1024, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}
