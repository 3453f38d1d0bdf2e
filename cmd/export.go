package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/model/exchange"
)

// A dispatch is what somebody wants exported, and where to.
type dispatch struct {
	query   model.Query
	all     bool // no query was given
	to      string
	columns string
	file    string // empty is standard output
	back    lookBack
}

var exportForms = []string{"jsonl", "csv"}

func (c *caller) export() *cobra.Command {
	var want dispatch
	command := &cobra.Command{
		Use:   "export [QUERY…] [FILE|-]",
		Short: "write tickets to a file",
		Long: `Write the tickets that match a query, all when there is none, to a file or to standard output. The last argument is the
file when it is a dash or its name ends in .jsonl or .csv; --out names any other. JSON lines hold everything: facts,
history, and, without a query, all people, teams, services and products; imported into a new desk they give the same
tickets. A CSV holds the facts, in a form that no spreadsheet takes for formulas.`,
		Example: `opsdesk export desk.jsonl
opsdesk export state:open -assignee:none open.csv --columns key,title,assignee,due
opsdesk export 'created>=2026-11-01' --to csv --out november`,
		Annotations:       map[string]string{dashed: "yes"},
		ValidArgsFunction: c.completeQuery,
		RunE: func(command *cobra.Command, args []string) error {
			words := unveil(args)
			if n := len(words); want.file == "" && n > 0 && namesFile(words[n-1]) {
				want.file, words = words[n-1], words[:n-1]
			}
			query, err := parseQuery(words)
			if err != nil {
				return err
			}
			want.query, want.all = query, len(words) == 0
			return c.runExport(command.Context(), want)
		},
	}
	flags := command.Flags()
	flags.StringVar(&want.to, "to", "", "the form: jsonl or csv (else by the file's name, else jsonl)")
	flags.StringVar(&want.columns, "columns", "", "the columns of a CSV, with commas between (else all)")
	flags.StringVar(&want.file, "out", "", "the file to write")
	want.back.flags(c, command)
	c.completes(command, "to", exportForms...)
	c.completes(command, "columns", exchange.Columns()...)
	return command
}

// namesFile tells whether an argument is a file rather than a word of a query.
func namesFile(word string) bool {
	ending := strings.ToLower(filepath.Ext(word))
	return word == "-" || ending == ".jsonl" || ending == ".csv"
}

func (c *caller) runExport(ctx context.Context, want dispatch) error {
	if want.file == "-" {
		want.file = ""
	}
	switch {
	case want.to == "" && strings.EqualFold(filepath.Ext(want.file), ".csv"):
		want.to = "csv"
	case want.to == "":
		want.to = "jsonl"
	case !slices.Contains(exportForms, want.to):
		return usage("there is no form %s: use %s", quoted(want.to), oneOf(exportForms))
	}
	if want.columns != "" {
		if want.to != "csv" {
			return usage("--columns is for --to csv: JSON lines hold everything")
		}
		if _, err := parseColumns(want.columns); err != nil {
			return err
		}
	}
	if want.to == "csv" && want.file == "" && isTerminal(c.stdout) {
		return usage("a CSV holds texts as they were sent, which a terminal might obey: name a file, or use opsdesk list --csv")
	}
	return c.readingAt(ctx, want.back, func(s *session) error {
		count := 0
		err := s.writeTo(want.file, func(w io.Writer) (err error) {
			count, err = s.export(ctx, w, want)
			return err
		})
		if err != nil {
			return fmt.Errorf("export: %w", err)
		}
		if want.file != "" {
			s.tell("%s in %s\n", counted(count, "ticket"), model.Clean(want.file))
		}
		return nil
	})
}

// writeTo lets f fill a file, which takes its place only when it is whole; what is no plain file is written to directly.
func (c *caller) writeTo(name string, f func(io.Writer) error) error {
	if name == "" {
		return f(c.stdout)
	}
	info, err := os.Stat(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err == nil && !info.Mode().IsRegular() {
		out, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(f(out), out.Close())
	}
	out, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new.")
	if err != nil {
		return err
	}
	if err := errors.Join(f(out), out.Sync(), out.Close()); err != nil {
		return errors.Join(err, os.Remove(out.Name()))
	}
	return os.Rename(out.Name(), name)
}

// A ticketWriter is a form of export.
type ticketWriter interface {
	Flush() error
}

// export writes the tickets and gives how many there were.
func (s *session) export(ctx context.Context, w io.Writer, want dispatch) (count int, err error) {
	var form ticketWriter
	var each func(*model.Ticket) error
	if want.to == "csv" {
		var columns []string
		if want.columns != "" {
			columns = strings.Split(strings.ReplaceAll(strings.ToLower(want.columns), " ", ""), ",")
		}
		table, err := exchange.NewCSV(w, s.store.Names(), columns)
		if err != nil {
			return 0, err
		}
		form, each = table, table.Ticket
	} else {
		lines, err := exchange.NewJSONL(w, s.store.Names(), s.store.Now())
		if err != nil {
			return 0, err
		}
		if want.all {
			if err := s.exportNouns(lines); err != nil {
				return 0, err
			}
		}
		form, each = lines, func(t *model.Ticket) error {
			_, moments, err := s.store.OwnTimeline(t.ID)
			if err != nil {
				return err
			}
			return lines.Ticket(t, moments)
		}
	}
	counting := func(t *model.Ticket) error {
		count++
		return each(t)
	}
	if want.all {
		err = s.store.Each(ctx, counting)
	} else {
		err = s.matching(ctx, want.query, counting)
	}
	return count, errors.Join(err, form.Flush())
}

func (s *session) exportNouns(lines *exchange.JSONL) error {
	for table := model.People; int(table) < len(model.Tables); table++ {
		nouns, err := s.store.Nouns(table)
		if err != nil {
			return err
		}
		for _, n := range nouns {
			if err := lines.Noun(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// matching calls f with every ticket that matches: in the query's order, or, without one, in that of their numbers.
func (s *session) matching(ctx context.Context, query model.Query, f func(*model.Ticket) error) error {
	ids, err := s.store.IDs(ctx, query, s.queryEnv())
	if err != nil {
		return err
	}
	if len(query.Sort()) == 0 {
		ids = slices.Clone(ids)
		slices.Sort(ids)
	}
	for _, id := range ids {
		if err := ctx.Err(); err != nil {
			return err
		}
		t, err := s.store.Get(id)
		if err != nil {
			return err
		}
		if err := f(t); err != nil {
			return err
		}
	}
	return nil
}
