package exchange

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"opsdesk/model"
)

// ErrFormat says that a file as a whole is not what it was taken for; nothing of it was read.
var ErrFormat = errors.New("not a file that import can read")

// A Format is one kind of file.
type Format struct {
	// Name is what the command calls it: servicenow-csv.
	Name string
	// Label is what people call it.
	Label string
	// sure tells whether a file is of this format, fits whether it can be when somebody says so.
	sure func(*head, Options) bool
	fits func(*head, Options) bool
	read func(*reader) error
}

// Formats holds one row per format that can be read, in the order in which they are tried.
var Formats = []Format{
	{"jsonl", "opsdesk JSON lines", isDesk, isDesk, readDesk},
	{"servicenow-json", "ServiceNow JSON", isServiceNowJSON, fitsServiceNowJSON, readServiceNowJSON},
	{"servicenow-log", "ServiceNow incident event log (CSV)", isServiceNowLog, isServiceNowLog, readServiceNowLog},
	{"jira-csv", "Jira CSV", isJira, fitsJira, readJira},
	{"servicenow-csv", "ServiceNow list CSV", isServiceNowCSV, fitsServiceNowCSV, readServiceNowCSV},
	{"csv", "CSV", isCSV, fitsCSV, readCSV},
}

// FormatNames lists the names of all formats, in the order in which they are tried.
func FormatNames() []string {
	var names []string
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// Options say how to read a file. The zero value finds everything out from the file.
type Options struct {
	// Format is a format's name; empty detects it.
	Format string
	// Zone is where times without a zone were written. Nil is UTC, with a warning.
	Zone *time.Location
	// Map says what the columns of a CSV mean. A file is taken for a plain CSV when it is set and no format is named.
	Map *Mapping
	// Source is the system that records come from; empty is the format's own.
	Source string
	// Charset is utf-8, utf-16, windows-1252 or latin1. Empty is UTF-8, or UTF-16 where a byte order mark says so; bytes
	// that are no UTF-8 become U+FFFD, with a warning that names the row.
	Charset string
}

// A Reader reads one file once.
type Reader struct {
	// Format is what the file is.
	Format Format
	in     *bufio.Reader
	head   *head
	o      Options
}

// Read opens a file and hands its records to each, in the order of the file unless the format has a better one. It
// returns the first error of each, ctx's error when that ends first, and an ErrFormat for a file that is none.
func Read(ctx context.Context, r io.Reader, o Options, each func(Record) error) error {
	f, err := Open(r, o)
	if err != nil {
		return err
	}
	return f.Each(ctx, each)
}

// Open looks at the first 64 KiB of a file and says what it is. It returns an ErrFormat that tells what was seen when
// the file is not of the format named, or of none that is known; an option that makes no sense is another error.
func Open(r io.Reader, o Options) (*Reader, error) {
	if o.Map != nil && o.Format == "" {
		o.Format = "csv"
	}
	if o.Map != nil && o.Zone == nil {
		o.Zone = o.Map.zone
	}
	in, err := decode(r, o.Charset)
	if err != nil {
		return nil, err
	}
	h, err := look(in, o)
	if err != nil {
		return nil, err
	}
	f, err := choose(h, o)
	if err != nil {
		return nil, err
	}
	return &Reader{Format: f, in: in, head: h, o: o}, nil
}

// Each hands out the file's records. It can be called once. An error that each returns stops the reading and comes
// back as it is.
func (r *Reader) Each(ctx context.Context, each func(Record) error) error {
	return r.Format.read(&reader{ctx: ctx, in: r.in, head: r.head, o: r.o, each: each, told: map[string]bool{}, kept: MaxKept})
}

func choose(h *head, o Options) (Format, error) {
	for _, f := range Formats {
		if f.Name == o.Format && f.fits(h, o) || o.Format == "" && f.sure(h, o) {
			return f, nil
		}
		if f.Name == o.Format {
			return f, fmt.Errorf("%w: this is no %s: %s", ErrFormat, f.Label, h.seen())
		}
	}
	names := strings.Join(FormatNames(), ", ")
	if o.Format != "" {
		return Format{}, fmt.Errorf("%q is no format: use one of %s", o.Format, names)
	}
	return Format{}, fmt.Errorf("%w: %s; name the format (%s), or say with a mapping what its columns mean", ErrFormat, h.seen(), names)
}

// A reader is one run through a file.
type reader struct {
	ctx  context.Context
	in   *bufio.Reader
	head *head
	o    Options
	each func(Record) error
	told map[string]bool // warnings
	kept int             // how many bytes of text may wait for the end of the file
}

// emit hands a record out.
func (r *reader) emit(rec Record) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	return r.each(rec)
}

// refuse hands out a row that can't be read.
func (r *reader) refuse(p *Problem) error { return r.emit(Record{Line: p.Line, Rows: 1, Problem: p}) }

// warn hands out a warning about the file, each text once.
func (r *reader) warn(line int, format string, args ...any) error {
	text := fmt.Sprintf(format, args...)
	if r.told[text] {
		return nil
	}
	r.told[text] = true
	return r.emit(Record{Line: line, Warnings: []string{text}})
}

// ticket hands out a ticket that was put together.
func (r *reader) ticket(d *draft) error {
	d.inferState()
	return r.emit(Record{
		Line: d.line, Rows: d.rows, Links: d.links, Warnings: d.warnings,
		Import: &model.Import{Kind: d.kind, Source: d.origin, Past: d.past(), Number: d.number},
	})
}

// source gives the name of the system that records come from.
func (r *reader) source(own string) string {
	if r.o.Source != "" {
		return r.o.Source
	}
	return own
}

// zone gives the zone of times that carry none, and warns when it had to be assumed.
func (r *reader) zone(line int) (*time.Location, error) {
	if r.o.Zone != nil {
		return r.o.Zone, nil
	}
	return time.UTC, r.warn(line, "the times of this file carry no zone and are read as UTC: name the zone where it was exported to have them right")
}
