package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"opsdesk/model"
	"opsdesk/store"
)

// TestMain makes opsdesk a command of the scripts, whose clock stands still at CLOCK and whose person is AS.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"opsdesk": func() {
		c := newCaller(os.Stdin, os.Stdout, os.Stderr, os.Environ())
		c.as = c.env("AS")
		if at, err := time.Parse(time.RFC3339, c.env("CLOCK")); err == nil {
			c.clock = func() time.Time { return at }
		}
		os.Exit(c.main(context.Background(), os.Args[1:]))
	}})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		// UPDATE=1 go test ./cmd writes what the commands print now into the scripts; read the difference before you keep it.
		UpdateScripts: os.Getenv("UPDATE") != "",
		Setup: func(env *testscript.Env) error {
			env.Setenv("OPSDESK_DB", filepath.Join(env.WorkDir, "desk.db"))
			env.Setenv("TZ", "UTC")
			env.Setenv("CLOCK", "2026-11-24T14:32:00Z")
			env.Setenv("AS", "Maya Lindqvist")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // a second for each command is too long
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": mustExit},
	})
}

// mustExit runs a command that must end with an exit code: exits 5 opsdesk undo.
func mustExit(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil {
		ts.Fatalf("usage: exits CODE COMMAND…")
	}
	code := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		code = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if code != want {
		ts.Fatalf("exit code %d, want %d", code, want)
	}
}

// A desktop is a caller without a terminal, for tests in this process.
type desktop struct {
	t       *testing.T
	db      string
	in      string
	out     bytes.Buffer
	err     bytes.Buffer
	environ []string
	now     time.Time
}

func newDesktop(t *testing.T) *desktop {
	return &desktop{t: t, db: filepath.Join(t.TempDir(), "desk.db"), now: time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)}
}

// run runs a command and gives its exit code; what it wrote stands in out and err.
func (d *desktop) run(args ...string) int {
	d.out.Reset()
	d.err.Reset()
	c := newCaller(strings.NewReader(d.in), &d.out, &d.err, append([]string{"OPSDESK_DB=" + d.db, "TZ=UTC"}, d.environ...))
	c.as = "Maya Lindqvist"
	c.clock = func() time.Time { return d.now }
	return c.run(context.Background(), args)
}

// must runs a command that has to succeed, and gives what it printed.
func (d *desktop) must(args ...string) string {
	d.t.Helper()
	if code := d.run(args...); code != 0 {
		d.t.Fatalf("opsdesk %q: exit code %d: %s", args, code, &d.err)
	}
	return d.out.String()
}

func TestEveryErrorHasItsExitCode(t *testing.T) {
	wrong, queryErr := model.ParseQuery("priorty:1")
	_ = wrong
	for _, test := range []struct {
		err  error
		code int
	}{
		{nil, 0},
		{errors.New("disk full"), 1},
		{usage("no such flag"), 2},
		{queryErr, 2},
		{fmt.Errorf("there is no ticket: %w", model.ErrNotFound), 3},
		{fmt.Errorf("%w: none", errNoDesk), 3},
		{&model.ConflictError{Field: model.Fields[0]}, 4},
		{fmt.Errorf("%w: INC-1 or INC-2", errSeveral), 4},
		{fmt.Errorf("%w: no", model.ErrRefused), 5},
		{fmt.Errorf("%w: no", model.ErrDenied), 5},
		{fmt.Errorf("open: %w", fs.ErrPermission), 5},
		{&store.BusyError{Path: "desk.db"}, 6},
		{fmt.Errorf("%w: cut short", store.ErrIntegrity), 7},
		{&partlyError{1, 2}, 8},
		{toldError{fmt.Errorf("%w: no", model.ErrRefused)}, 5},
		{fmt.Errorf("import: %w", context.Canceled), 130},
	} {
		if code := exitCode(test.err); code != test.code {
			t.Errorf("%v has exit code %d, want %d", test.err, code, test.code)
		}
	}
}

func TestTheManualNamesEveryExitCode(t *testing.T) {
	text := exitStatus()
	for _, code := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 130} {
		if !strings.Contains("; "+text, fmt.Sprintf("; %d ", code)) {
			t.Errorf("%q misses %d", text, code)
		}
	}
}
