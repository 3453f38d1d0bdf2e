package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// Options say who looks at which desk, on which terminal.
type Options struct {
	Store   *store.Store
	Me      model.Actor
	Zone    *time.Location
	Input   io.Reader
	Output  io.Writer
	Environ []string
	// Mouse says that wheel and clicks act, instead of selecting text.
	Mouse bool
	// Keys are keys that the person chose, by the id of the action.
	Keys map[string][]string
	// Theme is dark or light; empty asks the terminal.
	Theme string
	// Local says that the terminal is that of whoever owns the store.
	Local bool
}

// Run shows the console until the person quits or ctx ends. Errors: keys that can't be as they were chosen; of the
// terminal, or a panic of the program, after the terminal was put right again.
func Run(ctx context.Context, o Options) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	a := newApp(ctx, o)
	if err := a.checkKeys(); err != nil {
		return err
	}
	program := tea.NewProgram(a, tea.WithContext(ctx), tea.WithInput(o.Input), tea.WithOutput(o.Output),
		tea.WithEnvironment(o.Environ), tea.WithFPS(120))
	_, err := program.Run()
	a.keepDrafts()
	if a.away != nil {
		err = errors.Join(err, a.desk.store.Close())
	}
	if errors.Is(err, tea.ErrInterrupted) || errors.Is(err, tea.ErrProgramKilled) && ctx.Err() != nil {
		return context.Canceled
	}
	if err != nil {
		return fmt.Errorf("console: %w", err)
	}
	return nil
}
