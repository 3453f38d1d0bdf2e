package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/store"
)

// The exit codes that are not looked up.
const (
	exitOK      = 0
	exitFailure = 1
)

// exits says which exit code an error has and what the code means; the first row that fits counts. The manual and the
// tests read it too.
var exits = []struct {
	code  int
	means string
	fits  func(error) bool
}{
	{130, "interrupted", is(context.Canceled)},
	{8, "partly done: some of it was refused", as[*partlyError]},
	{2, "usage: the command was written wrongly", func(err error) bool { return as[*usageError](err) || as[*model.QueryError](err) }},
	{7, "integrity: the file does not hold what it must hold", is(store.ErrIntegrity)},
	{6, "busy: another process holds the desk", as[*store.BusyError]},
	{4, "conflict: it was changed meanwhile, or may mean several", func(err error) bool { return is(model.ErrConflict)(err) || is(errSeveral)(err) }},
	{3, "not found", func(err error) bool { return is(model.ErrNotFound)(err) || is(errNoDesk)(err) }},
	{5, "refused by the rules of the desk, or not allowed", func(err error) bool {
		return is(model.ErrRefused)(err) || is(model.ErrDenied)(err) || is(fs.ErrPermission)(err)
	}},
	{exitFailure, "failure", func(error) bool { return true }},
}

func is(target error) func(error) bool { return func(err error) bool { return errors.Is(err, target) } }

func as[E error](err error) bool {
	var e E
	return errors.As(err, &e)
}

// exitCode maps an error to the exit code that scripts decide on.
func exitCode(err error) int {
	if err == nil {
		return exitOK
	}
	for _, row := range exits {
		if row.fits(err) {
			return row.code
		}
	}
	return exitFailure
}

var (
	// errNoDesk says that a command that reads or changes a desk found none.
	errNoDesk = errors.New("no desk")
	// errSeveral says that what was written may mean several things.
	errSeveral = errors.New("ambiguous")
)

// A usageError says how a command was written wrongly.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func usage(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// A partlyError says that of several things some were done and some were not; what was not was told already.
type partlyError struct{ failed, of int }

func (e *partlyError) Error() string { return fmt.Sprintf("%d of %d were not done", e.failed, e.of) }

// A toldError is one whose text was written already.
type toldError struct{ error }

func (e toldError) Unwrap() error { return e.error }

// A wrongQuery is a query with its error, so that the place can be shown.
type wrongQuery struct {
	*model.QueryError
	text string
}

func (e *wrongQuery) Unwrap() error { return e.QueryError }

// report writes an error to the caller and gives its exit code.
func (c *caller) report(err error) int {
	code := exitCode(err)
	if err != nil && !as[toldError](err) {
		c.complain("", err)
	}
	return code
}

// complain writes one line on an error; what it is about, if named, comes first.
func (c *caller) complain(about string, err error) {
	if c.json {
		o := object{{"error", wording(err)}, {"code", exitCode(err)}}
		if about != "" {
			o = append(object{{"key", about}}, o...)
		}
		var query *wrongQuery
		if errors.As(err, &query) {
			o = append(o, member{"column", query.Column})
		}
		c.tell("%s", o.line())
		return
	}
	if text := wording(err); about != "" && !strings.Contains(text, about) {
		c.tell("opsdesk: %s: %s\n", model.Clean(about), text)
	} else {
		c.tell("opsdesk: %s\n", text)
	}
	var query *wrongQuery
	if errors.As(err, &query) {
		before := []rune(query.text)
		before = before[:min(len(before), query.Column-1)]
		c.tell("  %s\n  %*s\n", model.Clean(query.text), ansi.StringWidth(model.Clean(string(before)+"|").String()), "^")
	}
}

// wording gives an error's text, safe to show, without the words for programs: the sentinels around it.
func wording(err error) string {
	text := strings.ReplaceAll(err.Error(), context.Canceled.Error(), "interrupted")
	for _, sentinel := range []error{model.ErrRefused, model.ErrDenied, store.ErrIntegrity, errNoDesk, errSeveral} {
		text = strings.ReplaceAll(text, sentinel.Error()+": ", "")
	}
	text = strings.TrimSuffix(text, ": "+model.ErrNotFound.Error())
	return model.Clean(text).String()
}

// tell writes a message for people, apart from the data. When even that can't be written there is nobody left to tell.
func (c *caller) tell(format string, args ...any) { _, _ = fmt.Fprintf(c.stderr, format, args...) }

// print writes data to the caller.
func (c *caller) print(format string, args ...any) error {
	_, err := fmt.Fprintf(c.stdout, format, args...)
	return err
}

// printAll writes all that was gathered to the caller.
func (c *caller) printAll(data []byte) error {
	_, err := io.Copy(c.stdout, strings.NewReader(string(data)))
	return err
}
