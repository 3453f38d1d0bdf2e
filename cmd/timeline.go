package cmd

import (
	"context"

	"github.com/spf13/cobra"
)

func (c *caller) timeline() *cobra.Command {
	var format string
	var public bool
	var back lookBack
	command := &cobra.Command{
		Use:   "timeline ID",
		Short: "write the post-incident timeline of a ticket",
		Long: `Write what happened to a ticket as a page of Markdown, from the journal: its facts, when it was reported, acknowledged,
mitigated, resolved and how long that took, who took part, every step with who and when, the tickets that were gathered
under it, the resolution, and room for what is to be learned. Times are in UTC and in your zone. --public leaves out the
notes that only the desk reads.`,
		Example: `opsdesk timeline INC-1 > review.md
opsdesk timeline 1 --public`,
		Args: takes(1, 1, "the number of a ticket"),
		RunE: func(command *cobra.Command, args []string) error {
			if format != "md" {
				return usage("there is no format %s: use md", quoted(format))
			}
			return c.runTimeline(command.Context(), args[0], public, back)
		},
	}
	command.Flags().StringVar(&format, "format", "md", "the form: md")
	command.Flags().BoolVar(&public, "public", false, "leave internal notes out")
	back.flags(c, command)
	c.completes(command, "format", "md")
	return command
}

func (c *caller) runTimeline(ctx context.Context, written string, public bool, back lookBack) error {
	var page, key string
	err := c.readingAt(ctx, back, func(s *session) error {
		found, err := s.find(written)
		if err != nil {
			return err
		}
		chronicle, err := s.store.Chronicle(found.ID)
		if err != nil {
			return err
		}
		chronicle.Zone, chronicle.Public = s.zone, public
		page, key = chronicle.Markdown(), found.Key()
		return nil
	})
	switch {
	case err != nil:
		return err
	case c.json:
		return c.print("%s", object{{"key", key}, {"markdown", page}}.line())
	}
	return c.printAll([]byte(page))
}
