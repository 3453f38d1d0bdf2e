package cmd

import "context"

// consoles measures nothing here: there is no pseudo-terminal to measure at.
func (b *benchRun) consoles(context.Context) error { return nil }

// sessions measures nothing here, for the same reason.
func (b *benchRun) sessions(context.Context) error { return nil }
