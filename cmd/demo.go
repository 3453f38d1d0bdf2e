package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) demo() *cobra.Command {
	o := demoOptions{}
	command := &cobra.Command{
		Use:   "demo",
		Short: "look around in the desk of a made-up company",
		Long: `Open the console on the desk of a small company that does not exist: its services, teams and people, four months of
work and a product backlog. You are Maya Lindqvist. The desk is removed when you quit; --db keeps it in a file.`,
		Example: `opsdesk demo
opsdesk demo --tickets 40 --seed 7`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			o.Now = c.clock()
			return c.runDemo(command.Context(), o)
		},
	}
	flags := command.Flags()
	flags.IntVar(&o.Tickets, "tickets", 800, "about how many tickets there are")
	flags.Int64Var(&o.Seed, "seed", 1, "which of many such desks it is")
	return command
}

// runDemo fills a desk and opens it: one that is removed afterwards, unless --db names a place to keep it.
func (c *caller) runDemo(ctx context.Context, o demoOptions) (err error) {
	if o.Tickets < 1 {
		return usage("--tickets counts from 1")
	}
	if c.db == "" {
		dir, err := os.MkdirTemp("", "opsdesk-demo-")
		if err != nil {
			return fmt.Errorf("make a place for the demo: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
		c.db = filepath.Join(dir, "desk.db")
	}
	if c.as == "" {
		c.as = demoPerson.Name
	}
	clock := &demoNow{o.Now}
	options := store.Options{ReadOnly: c.readOnly, Clock: clock.now, Terms: demoTerms(o.Now)}
	if err := c.at(ctx, c.path(), options, func(s *session) error { return s.fill(ctx, clock, o) }); err != nil {
		return err
	}
	if c.interactive() {
		return c.lasting(ctx, func(s *session) error { return s.open(ctx, true) })
	}
	return c.listOpen(ctx)
}

// fill puts the demo into a desk that holds nothing yet, and says what it put there.
func (s *session) fill(ctx context.Context, clock *demoNow, o demoOptions) error {
	if all, _, err := s.store.Size(); err != nil || all > 0 {
		return errors.Join(err, fmt.Errorf("%w: %s holds %s already: open it with opsdesk --db, or name a new file", model.ErrRefused,
			s.store.Path(), counted(all, "ticket")))
	}
	if err := fillDemo(ctx, s.store, clock, o); err != nil {
		return fmt.Errorf("fill the demo: %w", err)
	}
	all, open, err := s.store.Size()
	if err != nil || s.interactive() {
		return err
	}
	summary := fmt.Sprintf("a demo desk with %s, %s open", counted(all, "ticket"), number(open))
	for _, table := range []struct {
		table model.Table
		noun  string
	}{{model.Services, "service"}, {model.Teams, "team"}} {
		nouns, err := s.store.Nouns(table.table)
		if err != nil {
			return err
		}
		summary += ", " + counted(len(nouns), table.noun)
	}
	s.tell("%s\n", summary)
	return nil
}
