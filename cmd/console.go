package cmd

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/ui"
)

// console is the root of the commands: without one of them it opens the console.
func (c *caller) console() *cobra.Command {
	noMouse := false
	command := &cobra.Command{
		Use:   "opsdesk",
		Short: "a service desk in the terminal",
		Long: `A service desk in the terminal: incidents, service requests, problems, changes and the product backlog, in one file.
Without a command it opens the console; where there is no screen to draw on, it lists the open tickets.`,
		Example: `opsdesk demo
opsdesk list state:open
opsdesk new --title "Badge readers offline in building C"`,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			hint := cmp.Or(didYouMean(args[0], commandNames(command), ""), ": see opsdesk --help")
			return usage("there is no command %s%s", quoted(args[0]), hint)
		},
		RunE: func(command *cobra.Command, _ []string) error {
			if _, err := os.Stat(c.path()); errors.Is(err, fs.ErrNotExist) && !c.interactive() {
				return command.Help()
			}
			return c.runConsole(command.Context(), !noMouse)
		},
	}
	command.Flags().BoolVar(&noMouse, "no-mouse", false, "leave the mouse to the terminal")
	return command
}

func commandNames(root *cobra.Command) (all []string) {
	for _, command := range root.Commands() {
		if !command.Hidden {
			all = append(all, command.Name())
		}
	}
	return all
}

func (c *caller) runConsole(ctx context.Context, mouse bool) error {
	if c.interactive() {
		return c.lasting(ctx, func(s *session) error { return s.open(ctx, mouse) })
	}
	return c.listOpen(ctx)
}

// listOpen lists the open tickets, where there is no screen for the console.
func (c *caller) listOpen(ctx context.Context) error {
	query, err := parseQuery([]string{"state:open"})
	if err != nil {
		return err
	}
	return c.runList(ctx, listing{query: query})
}

// open shows the console until the person quits it.
func (s *session) open(ctx context.Context, mouse bool) error {
	return ui.Run(ctx, ui.Options{
		Store: s.store, Me: s.me, Zone: s.zone, Input: s.stdin, Output: s.stdout, Environ: slices.Clone(s.environ),
		Mouse: mouse && (s.conf.Mouse == nil || *s.conf.Mouse), Theme: s.conf.Theme, Keys: s.conf.Keys, Local: s.me.Role == model.Admin,
	})
}

// demoPerson is who works on the demo desk.
var demoPerson = model.Actor{Name: "Maya Lindqvist", Role: model.Admin}
