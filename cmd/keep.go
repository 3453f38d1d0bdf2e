package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) check() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "compare everything in the desk with its journal",
		Long: `Read the whole desk and recompute all that follows from the journal: checksums, the chain of the journal, every
ticket, every index, every counter. What is not as it must be is printed, and the exit code is 7.`,
		Example: `opsdesk check
opsdesk check --json`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			ctx := command.Context()
			return c.reading(ctx, func(s *session) error {
				report, err := s.store.Check(ctx)
				if err != nil {
					return err
				}
				return s.printReport(report)
			})
		},
	}
}

func (s *session) printReport(r store.Report) error {
	var err error
	if s.json {
		findings := []object{}
		for _, f := range r.Findings {
			findings = append(findings, object{{"where", f.Where}, {"what", f.What}})
		}
		err = s.print("%s", object{{"tickets", r.Tickets}, {"nouns", r.Nouns}, {"lines", r.Lines}, {"findings", findings}}.line())
	} else {
		for _, f := range r.Findings {
			if err := s.print("%s: %s\n", model.Clean(f.Where), model.Clean(f.What)); err != nil {
				return err
			}
		}
		err = s.print("%s, %s, %s of the journal: %s\n", counted(r.Tickets, "ticket"), counted(r.Nouns, "name"), counted(r.Lines, "line"),
			counted(len(r.Findings), "finding"))
	}
	if err == nil && len(r.Findings) > 0 {
		return fmt.Errorf("%w: %s of %s is not sound: keep a copy of the file, and restore a backup with: opsdesk restore BACKUP",
			store.ErrIntegrity, counted(len(r.Findings), "fact"), s.store.Path())
	}
	return err
}

func (c *caller) backup() *cobra.Command {
	return &cobra.Command{
		Use:     "backup FILE",
		Short:   "write a whole copy of the desk to a new file",
		Long:    "Write a whole copy of the desk to a new file, flushed to the disk. It never writes over a file.",
		Example: "opsdesk backup desk-monday.db",
		Args:    takes(1, 1, "the name of a new file"),
		RunE: func(command *cobra.Command, args []string) error {
			return c.reading(command.Context(), func(s *session) error {
				if err := s.store.Backup(args[0]); err != nil {
					return err
				}
				info, err := os.Stat(args[0])
				if err != nil {
					return err
				}
				tickets, _, err := s.store.Size()
				if err != nil {
					return err
				}
				if s.json {
					return s.print("%s", object{{"file", args[0]}, {"bytes", info.Size()}, {"tickets", tickets}}.line())
				}
				return s.print("%s, %s in %s\n", counted(tickets, "ticket"), humanize.Bytes(uint64(info.Size())), model.Clean(args[0]))
			})
		},
	}
}

func (c *caller) restore() *cobra.Command {
	yes := false
	command := &cobra.Command{
		Use:   "restore FILE",
		Short: "put a backup in the place of the desk",
		Long: `Check a backup and put it in the place of the desk. The desk that was there is kept beside it. Where there is one,
the name of its file has to be typed first, or --yes be given.`,
		Example: `opsdesk backup desk-tuesday.db
opsdesk restore desk-tuesday.db --yes`,
		Args: takes(1, 1, "the file of a backup"),
		RunE: func(command *cobra.Command, args []string) error {
			if !yes {
				if err := c.confirm(command.Context(), args[0]); err != nil {
					return err
				}
			}
			return c.runRestore(command.Context(), args[0])
		},
	}
	command.Flags().BoolVar(&yes, "yes", false, "do not ask before the desk is replaced")
	return command
}

func (c *caller) runRestore(ctx context.Context, backup string) error {
	path := c.path()
	if c.readOnly {
		return fmt.Errorf("%w: restoring writes a desk: leave --read-only out", model.ErrDenied)
	}
	if _, err := os.Stat(backup); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	kept, err := store.Restore(ctx, backup, path, publicHolidays)
	switch {
	case err != nil:
		return err
	case c.json:
		return c.print("%s", object{{"file", path}, {"kept", kept}}.line())
	case kept == "":
		return c.print("restored %s\n", model.Clean(path))
	}
	return c.print("restored %s; the desk that was there is kept as %s\n", model.Clean(path), model.Clean(kept))
}

// confirm lets the caller type the name of the desk's file before it is replaced.
func (c *caller) confirm(ctx context.Context, backup string) error {
	path := c.path()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	name := filepath.Base(path)
	if !isTerminal(c.stdin) {
		return fmt.Errorf("%w: %s would take the place of %s: say --yes if that is wanted", model.ErrRefused, backup, path)
	}
	c.tell("%s takes the place of %s, which is kept beside it.\nType %s to go on: ", model.Clean(backup), model.Clean(path), model.Clean(name))
	in, err := c.input(ctx)
	if err != nil {
		return err
	}
	typed, err := bufio.NewReader(in).ReadString('\n')
	if err := errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("restore %s: %w", backup, err)
	}
	if strings.TrimSpace(typed) != name {
		return fmt.Errorf("%w: %s was not typed, and nothing was changed", model.ErrRefused, name)
	}
	return nil
}

func (c *caller) compact() *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "write the desk anew without unused room",
		Long: `Write the desk anew without the room that old revisions of its pages take up, check the copy, and put it in the place
of the desk. The old file is kept beside it; remove it when you are content.`,
		Example: "opsdesk compact",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			if err := c.mustExist(); err != nil {
				return err
			}
			if c.readOnly {
				return fmt.Errorf("%w: compacting writes the desk: leave --read-only out", model.ErrDenied)
			}
			kept, before, after, err := store.Compact(command.Context(), c.path(), publicHolidays)
			switch {
			case err != nil:
				return err
			case c.json:
				return c.print("%s", object{{"before", before}, {"after", after}, {"kept", kept}}.line())
			}
			return c.print("%s became %s; the old file is kept as %s\n", humanize.Bytes(uint64(before)), humanize.Bytes(uint64(after)), model.Clean(kept))
		},
	}
}
