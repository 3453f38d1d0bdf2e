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

	"opsdesk/model"
)

// The size of the terminals that are measured.
const benchColumns, benchRows = 120, 40

// How long nothing must come for a frame to be over: the first one is followed by counts at any time, and the next
// frame of the renderer comes after 8.3 ms.
const frameOver, firstOver = 60 * time.Millisecond, 6 * time.Millisecond

// How long a console may show nothing, and how long it must have shown nothing to have done what nobody waits for.
const framePatience, startPatience, calm = time.Second, 20 * time.Second, 3 * time.Second

// A terminal is the person's side of a pseudo-terminal with a console on it.
type terminal struct {
	file *os.File
	came chan burst
	pid  int // of the console
	end  func() error
}

// A burst is what came at once.
type burst struct {
	at   time.Time
	text string
}

// A frame is how long the answer to a key took to its last byte, and how many bytes it had.
type frame struct {
	took  time.Duration
	bytes int
}

var benchTerminal = []string{"TERM=xterm-256color", "COLORTERM=truecolor"}

// watch follows what a console sends.
func watch(file *os.File) *terminal {
	t := &terminal{file: file, came: make(chan burst, 4096)}
	go func() {
		defer close(t.came)
		buf := make([]byte, 64<<10)
		for {
			n, err := t.file.Read(buf)
			if n > 0 {
				t.came <- burst{time.Now(), string(buf[:n])}
			}
			if err != nil {
				return
			}
		}
	}()
	return t
}

// startConsole starts a console in a process of its own, and gives the time to the last byte of its first full frame.
func startConsole(ctx context.Context, path string) (*terminal, time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, 0, err
	}
	command := exec.CommandContext(ctx, self, "--db", path)
	command.Env = append(os.Environ(), benchTerminal...)
	begin := time.Now()
	file, err := pty.StartWithSize(command, &pty.Winsize{Cols: benchColumns, Rows: benchRows})
	if err != nil {
		return nil, 0, fmt.Errorf("start a console: %w", err)
	}
	t := watch(file)
	t.pid = command.Process.Pid
	t.end = func() error {
		_, err := t.file.WriteString("\x03")
		for range t.came { // until the console has ended
		}
		return errors.Join(err, command.Wait(), t.file.Close())
	}
	last, err := t.firstFrame()
	if err != nil {
		return nil, 0, errors.Join(err, t.end())
	}
	return t, last.Sub(begin), nil
}

var errConsoleEnded = errors.New("the console has ended: see what opsdesk says there")

// firstFrame waits for the first full frame, the one with tickets, and gives the time of its last byte.
func (t *terminal) firstFrame() (time.Time, error) {
	shows := model.Incident.Rules().Prefix + "-"
	var text string
	var last time.Time
	for full := false; ; full = strings.Contains(text, shows) {
		wait := startPatience
		if full {
			wait = firstOver
		}
		select {
		case b, ok := <-t.came:
			if !ok {
				return last, errConsoleEnded
			}
			text, last = text+b.text, b.at
		case <-time.After(wait):
			if !full {
				return last, fmt.Errorf("the console showed no ticket within %s", startPatience)
			}
			return last, nil
		}
	}
}

// settle waits until nothing has come for a while, and gives the time of what came last and how many bytes came.
func (t *terminal) settle(quiet time.Duration) (last time.Time, bytes int, err error) {
	for wait := max(quiet, framePatience); ; wait = quiet {
		select {
		case b, ok := <-t.came:
			if !ok {
				return last, bytes, errConsoleEnded
			}
			last, bytes = b.at, bytes+len(b.text)
		case <-time.After(wait):
			return last, bytes, nil
		}
	}
}

// press presses keys one after another, and gives the frame that answers each.
func (t *terminal) press(keys ...string) (frames []frame, err error) {
	for _, key := range keys {
		begin := time.Now()
		if _, err := t.file.WriteString(key); err != nil {
			return nil, fmt.Errorf("press %q: %w", key, err)
		}
		last, bytes, err := t.settle(frameOver)
		if err != nil {
			return nil, fmt.Errorf("press %q: %w", key, err)
		}
		if bytes > 0 {
			frames = append(frames, frame{last.Sub(begin), bytes})
		}
	}
	return frames, nil
}

// residentOwn gives the memory that a process has for itself, beyond the pages of files, in MiB. The error is
// errors.ErrUnsupported where the system does not tell.
func residentOwn(pid int) (float64, error) {
	f, err := os.Open("/proc/" + strconv.Itoa(pid) + "/status")
	if errors.Is(err, os.ErrNotExist) {
		return 0, errors.ErrUnsupported
	}
	if err != nil {
		return 0, fmt.Errorf("read the memory of a console: %w", err)
	}
	defer func() { _ = f.Close() }()
	for in := bufio.NewScanner(f); in.Scan(); {
		if rest, ok := strings.CutPrefix(in.Text(), "RssAnon:"); ok {
			n, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return n / 1024, err
		}
	}
	return 0, errors.ErrUnsupported
}
