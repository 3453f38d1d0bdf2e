//go:build !windows

package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"

	"opsdesk/store"
	"opsdesk/ui"
)

// consoles measures the start of the program and every key of the queue, in processes of their own.
func (b *benchRun) consoles(ctx context.Context) error {
	if err := b.starts(ctx); err != nil {
		return err
	}
	if err := b.unmeasured("start/cold", b.coldStarts(ctx)); err != nil {
		return err
	}
	return b.keys(ctx)
}

// starts measures the start to the first full frame, and beside it that of a small desk.
func (b *benchRun) starts(ctx context.Context) error {
	var large, small []time.Duration
	for range 20 {
		for _, one := range []struct {
			path  string
			times *[]time.Duration
		}{{b.small, &small}, {b.path, &large}} {
			took, err := startAndQuit(ctx, one.path)
			if err != nil {
				return err
			}
			*one.times = append(*one.times, took)
		}
	}
	b.times("start/first-frame", large)
	b.times("start/small", small)
	b.value("start/ratio", measured{times: large}.middle()/measured{times: small}.middle(), fmt.Sprintf("× the start at %s", counted(smallBench, "ticket")))
	return nil
}

func startAndQuit(ctx context.Context, path string) (time.Duration, error) {
	t, took, err := startConsole(ctx, path)
	if err != nil {
		return 0, err
	}
	return took, t.end()
}

// coldStarts measures the start when nothing of the desk is in memory.
func (b *benchRun) coldStarts(ctx context.Context) error {
	var times []time.Duration
	for range 10 {
		if err := forget(b.path); err != nil {
			return err
		}
		took, err := startAndQuit(ctx, b.path)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	b.times("start/cold", times)
	return nil
}

// unmeasured tells that something can't be measured on this system; every other error stays one.
func (b *benchRun) unmeasured(what string, err error) error {
	if errors.Is(err, errors.ErrUnsupported) {
		b.tell("%s is not measured here: %v\n", what, err)
		return nil
	}
	return err
}

// A benchKeys is keys that are pressed one after another, and the name under which their frames are measured; without
// one they only lead to the next.
type benchKeys struct {
	name string
	keys []string
}

// keyScript is what a person does in the queue. It ends where it began.
func keyScript() []benchKeys {
	const pageDown, pageUp = "\x1b[6~", "\x1b[5~"
	script := []benchKeys{
		{"move", slices.Concat(slices.Repeat([]string{"j"}, 50), slices.Repeat([]string{"k"}, 50))}, // beyond the edge of the screen
		{"page", slices.Repeat([]string{pageDown, pageDown, pageDown, pageUp, pageUp, pageUp}, 15)},
		{"mark", slices.Repeat([]string{" "}, 60)},
		{"view", slices.Concat(slices.Repeat([]string{"]"}, 30), slices.Repeat([]string{"["}, 30))},
	}
	for range 60 {
		script = append(script, benchKeys{"open", []string{"\r"}}, benchKeys{"back", []string{"q"}})
	}
	for _, word := range benchThings[:20] {
		script = append(script, benchKeys{"", []string{"/"}}, benchKeys{"search", strings.Split(word[:3], "")}, benchKeys{"", []string{"\x1b"}})
	}
	return script
}

// keys measures the keys of the queue, and the memory that the console has after them.
func (b *benchRun) keys(ctx context.Context) (err error) {
	t, _, err := startConsole(ctx, b.path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, t.end()) }()
	if _, _, err := t.settle(calm); err != nil { // the columns are built
		return err
	}
	var names []string
	frames := map[string][]frame{}
	for _, step := range keyScript() {
		answers, err := t.press(step.keys...)
		if err != nil {
			return err
		}
		if frames[step.name] == nil && step.name != "" {
			names = append(names, step.name)
		}
		frames[step.name] = append(frames[step.name], answers...)
	}
	b.frames(names, frames)
	rss, err := residentOwn(t.pid)
	if err != nil {
		return b.unmeasured("memory/rss", err)
	}
	b.value("memory/rss", rss, "MiB beyond the pages of files")
	return nil
}

// frames adds what came of the keys: their times, then how many bytes a usual frame of each has.
func (b *benchRun) frames(names []string, frames map[string][]frame) {
	for _, name := range names {
		var times []time.Duration
		for _, f := range frames[name] {
			times = append(times, f.took)
		}
		b.times("key/"+name, times)
	}
	for _, name := range names {
		bytes := slices.SortedFunc(slices.Values(frames[name]), func(x, y frame) int { return x.bytes - y.bytes })
		if n := len(bytes); n > 0 {
			b.value("bytes/"+name, float64(bytes[n/2].bytes), "bytes")
		}
	}
}

// benchSessions is how many further sessions share a process when their memory is measured.
const benchSessions = 20

// sessions measures what each further console takes of the memory of one process.
func (b *benchRun) sessions(ctx context.Context) error {
	return b.using(ctx, func(s *store.Store) error {
		var open sync.WaitGroup
		defer open.Wait()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		before := 0.0
		for i := range 1 + benchSessions {
			if i == 1 { // the first brings what all share
				err := s.Learned(ctx)
				if err != nil {
					return err
				}
				if before, err = resident(); err != nil {
					return b.unmeasured("memory/session", err)
				}
			}
			if err := openSession(ctx, s, &open); err != nil {
				return err
			}
		}
		after, err := resident()
		b.value("memory/session", (after-before)/benchSessions, "MiB")
		return err
	})
}

// openSession opens a console of this process, on a pseudo-terminal of its own, until ctx ends.
func openSession(ctx context.Context, s *store.Store, open *sync.WaitGroup) error {
	file, inner, err := pty.Open()
	if err != nil {
		return fmt.Errorf("open a pseudo-terminal: %w", err)
	}
	if err := pty.Setsize(inner, &pty.Winsize{Cols: benchColumns, Rows: benchRows}); err != nil {
		return errors.Join(fmt.Errorf("set the size of a pseudo-terminal: %w", err), file.Close(), inner.Close())
	}
	t := watch(file)
	open.Go(func() {
		_ = ui.Run(ctx, ui.Options{Store: s, Me: benchActor, Input: inner, Output: inner, Environ: benchTerminal}) // ends with ctx
		_ = inner.Close()
		for range t.came {
		}
		_ = file.Close()
	})
	_, err = t.firstFrame()
	return err
}

// resident gives the memory that this process has in use.
func resident() (float64, error) {
	debug.FreeOSMemory()
	return residentOwn(os.Getpid())
}
