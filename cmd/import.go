package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model/exchange"
	"opsdesk/store"
)

// A cargo is a file that somebody wants imported, and how it is to be read.
type cargo struct {
	file    string
	from    string
	zone    string
	mapping string
	source  string
	charset string
	dryRun  bool
}

// importGarbage is how many per cent of what an import keeps in memory, which is little, may be garbage beside it.
const importGarbage = 400

var charsets = []string{"utf-8", "utf-16", "windows-1252", "latin1"}

func (c *caller) imports() *cobra.Command {
	var want cargo
	command := &cobra.Command{
		Use:   "import FILE|-",
		Short: "bring tickets in from a file of another desk",
		Long: `Bring tickets in with their history, times and people. The format is found out from the file, or named with --from.
A row that can't be read is refused with its line and the reason, and the rest goes in (exit code 8); a file that is
not of the format is refused as a whole (exit code 1). Importing a file again changes nothing, and goes on where an
import was interrupted. What was changed here since is kept. The whole input is read before a desk is opened when it
comes from standard input. ` + exchange.Limits(),
		Example: `opsdesk import incident.csv --time-zone America/Los_Angeles
opsdesk import tickets.csv --map columns.json --source helpdesk --dry-run
opsdesk export | opsdesk import - --db copy.db`,
		Args: takes(1, 1, "a FILE, or - for standard input"),
		RunE: func(command *cobra.Command, args []string) error {
			want.file = args[0]
			return c.runImport(command.Context(), want)
		},
	}
	flags := command.Flags()
	flags.StringVar(&want.from, "from", "", "the format: "+oneOf(exchange.FormatNames()))
	flags.StringVar(&want.zone, "time-zone", "", "where times without a zone were written, as in Europe/Paris")
	flags.StringVar(&want.mapping, "map", "", "a JSON file that says what the columns of a CSV mean")
	flags.StringVar(&want.source, "source", "", "the name of the system that the tickets come from (else the format's)")
	flags.StringVar(&want.charset, "charset", "", "the encoding of the file: "+oneOf(charsets))
	flags.BoolVar(&want.dryRun, "dry-run", false, "import into a copy of the desk that is thrown away, and say what would happen")
	c.completes(command, "from", exchange.FormatNames()...)
	return command
}

// runImport opens the file, then the desk: what is no file that can be read makes no desk.
func (c *caller) runImport(ctx context.Context, want cargo) error {
	options, err := want.options()
	if err != nil {
		return err
	}
	in, size, err := c.cargoFile(ctx, want.file)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	run, err := newImporting(want.file, in, options)
	if err != nil {
		return fmt.Errorf("import %s: %w", want.file, err)
	}
	run.total = size
	defer debug.SetGCPercent(debug.SetGCPercent(importGarbage))
	if want.dryRun {
		return c.onCopy(ctx, run.all)
	}
	return c.making(ctx, func(s *session) error { return run.all(ctx, s) })
}

// options checks what the flags say.
func (w cargo) options() (o exchange.Options, err error) {
	o = exchange.Options{Format: w.from, Source: w.source, Charset: w.charset}
	if names := exchange.FormatNames(); w.from != "" && !slices.Contains(names, w.from) {
		return o, usage("there is no format %s%s; the formats are %s", quoted(w.from), didYouMean(w.from, names, ""), oneOf(names))
	}
	if w.charset != "" && !slices.Contains(charsets, w.charset) {
		return o, usage("there is no charset %s: use %s", quoted(w.charset), oneOf(charsets))
	}
	if w.zone != "" {
		if o.Zone, err = time.LoadLocation(w.zone); err != nil {
			return o, usage("there is no time zone %s: write it as Europe/Paris, America/New_York or UTC", quoted(w.zone))
		}
	}
	if w.mapping == "" {
		return o, nil
	}
	f, err := os.Open(w.mapping)
	if err != nil {
		return o, fmt.Errorf("read the mapping: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	if o.Map, err = exchange.ParseMapping(f); err != nil {
		return o, usage("mapping %s: %v", w.mapping, err)
	}
	return o, nil
}

// cargoFile opens the file and gives its size. What is sent through a pipe is put into a file first, lest a desk be held
// open while another opsdesk, which may have the same one open, still writes.
func (c *caller) cargoFile(ctx context.Context, name string) (*os.File, int64, error) {
	if name == "-" {
		in, err := c.input(ctx)
		if err != nil {
			return nil, 0, err
		}
		return spool(in)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, 0, fmt.Errorf("import: %w", err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory", name)
	}
	switch {
	case err != nil:
		return nil, 0, errors.Join(fmt.Errorf("import: %w", err), f.Close())
	case !info.Mode().IsRegular():
		return spool(f)
	}
	return f, info.Size(), nil
}

// spool puts all that a stream gives into a file without a name, and closes the stream.
func spool(in io.ReadCloser) (*os.File, int64, error) {
	fail := func(err error) (*os.File, int64, error) {
		return nil, 0, fmt.Errorf("import what is sent: %w", err)
	}
	f, err := os.CreateTemp("", "opsdesk-import-")
	if err != nil {
		return fail(errors.Join(err, in.Close()))
	}
	size, err := io.Copy(f, in)
	err = errors.Join(err, in.Close(), os.Remove(f.Name())) // the open file lives on without a name
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return fail(errors.Join(err, f.Close()))
	}
	return f, size, nil
}

// onCopy lets f write to a copy of the desk that is removed afterwards, or to a new one when there is none yet.
func (c *caller) onCopy(ctx context.Context, f func(context.Context, *session) error) (err error) {
	dir, err := os.MkdirTemp("", "opsdesk-trial-")
	if err != nil {
		return fmt.Errorf("make a place for the trial: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	copied := filepath.Join(dir, "desk.db")
	if c.mustExist() == nil {
		if err := c.reading(ctx, func(s *session) error { return s.store.Backup(copied) }); err != nil {
			return err
		}
	}
	return c.at(ctx, copied, store.Options{}, func(s *session) error { return f(ctx, s) })
}

// A countingReader counts the bytes that were read. Others may look at n meanwhile.
type countingReader struct {
	io.Reader
	n atomic.Int64
}

// Read reads and counts.
func (r *countingReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.n.Add(int64(n))
	return n, err
}
