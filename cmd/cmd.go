// Package cmd is the doors of the desk: the command line, and all that starts, wires and stops. The command tree is
// built anew for each caller, with that caller's streams, environment and actor. Nothing in the package changes after
// start, and nothing in it ends the process: [Main] gives an exit code.
package cmd

import (
	"context"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // zones are named in imports and in TZ, also where the system knows none

	"charm.land/fang/v2"
	"github.com/spf13/cobra"
)

// Main runs the command that the arguments name and gives the exit code. The command ends early and cleanly when ctx
// ends or the process is interrupted; a second interrupt ends the process at once.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, env []string) int {
	return newCaller(stdin, stdout, stderr, env).main(ctx, args)
}

// A caller is whoever runs a command: their streams, their environment and the flags that all commands share.
type caller struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	environ        []string
	clock          func() time.Time
	zone           *time.Location

	db       string
	as       string
	readOnly bool
	json     bool
	conf     config

	// completing says that a shell asks how to go on. Cobra keeps what completes flags for as long as the process
	// lives, so it is told only then.
	completing bool
}

func newCaller(stdin io.Reader, stdout, stderr io.Writer, env []string) *caller {
	c := &caller{stdin: stdin, stdout: stdout, stderr: stderr, environ: env, clock: time.Now, zone: time.Local}
	if name := c.env("TZ"); name != "" {
		if zone, err := time.LoadLocation(name); err == nil {
			c.zone = zone
		}
	}
	return c
}

// env gives a variable of the caller's environment, empty when it is not set.
func (c *caller) env(name string) string {
	for i := len(c.environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(c.environ[i], name+"="); ok {
			return value
		}
	}
	return ""
}

// now gives the time in the caller's zone.
func (c *caller) now() time.Time { return c.clock().In(c.zone) }

// main runs one command for the process, whose signals it listens to.
func (c *caller) main(ctx context.Context, args []string) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return c.run(ctx, args)
}

// run runs one command and reports what went wrong with it.
func (c *caller) run(ctx context.Context, args []string) int {
	c.completing = len(args) > 0 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
	var err error
	if c.conf, err = c.config(); err != nil {
		return c.report(err)
	}
	root := c.root()
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.SetArgs(shield(root, args))
	if asksHelp(args) || !isTerminal(c.stdout) {
		return c.report(fang.Execute(ctx, root, fang.WithoutManpage(), fang.WithoutCompletions(), fang.WithVersion(version()),
			fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {})))
	}
	// Fang draws help. On a terminal it would ask for the colours before every error, and wait for an answer.
	return c.report(root.ExecuteContext(ctx))
}

func asksHelp(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return slices.Contains(args, "--help") || slices.Contains(args, "-h") || len(args) > 0 && args[0] == "help"
}

// The groups in which help lists the commands.
const (
	groupTickets = "tickets"
	groupFiles   = "files"
	groupDesk    = "desk"
)

// root gives the tree of commands.
func (c *caller) root() *cobra.Command {
	root := c.console()
	root.SilenceUsage, root.SilenceErrors = true, true
	root.SuggestionsMinimumDistance = 2
	root.CompletionOptions.DisableDefaultCmd = true
	root.Version = version()
	root.SetVersionTemplate("opsdesk {{.Version}}\n")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&c.db, "db", "", "the desk's file (OPSDESK_DB; else desk.db in the data folder)")
	flags.StringVar(&c.as, "as", c.as, "act as this person; only for whoever owns the file (else your own name)")
	flags.BoolVar(&c.readOnly, "read-only", false, "open the desk without the right to write")
	flags.BoolVar(&c.json, "json", false, "answer in JSON, one object a line; errors too")
	root.AddGroup(&cobra.Group{ID: groupTickets, Title: "tickets"}, &cobra.Group{ID: groupFiles, Title: "files"},
		&cobra.Group{ID: groupDesk, Title: "the desk"})
	c.add(root, groupTickets, c.list(), c.count(), c.show(), c.timeline(), c.explain(), c.suggest(), c.new(), c.do(), c.undo(), c.redo(), c.log(), c.inbox(), c.burstList(), c.gather(), c.backlog())
	c.add(root, groupFiles, c.imports(), c.export(), c.backup(), c.restore())
	c.add(root, groupDesk, c.demo(), c.policy(), c.calendar(), c.rule(), c.macro(), c.reply(), c.bench(), c.check(), c.compact(), c.completion(), c.man(), c.version())
	root.SetHelpCommandGroupID(groupDesk)
	return root
}

func (c *caller) add(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, command := range commands {
		command.GroupID = group
		root.AddCommand(command)
	}
}
