package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/charmbracelet/x/term"
	"github.com/muesli/cancelreader"

	"opsdesk/model"
)

// isTerminal tells whether a stream is a terminal that people look at.
func isTerminal(stream any) bool {
	f, ok := stream.(term.File)
	return ok && term.IsTerminal(f.Fd())
}

// interactive tells whether a full screen can be shown and keys be read.
func (c *caller) interactive() bool {
	return isTerminal(c.stdin) && isTerminal(c.stdout) && c.env("TERM") != "dumb"
}

// size gives the size of the terminal that data is written to, zeros when it goes elsewhere.
func (c *caller) size() (width, height int) {
	f, ok := c.stdout.(term.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return 0, 0
	}
	width, height, err := term.GetSize(f.Fd())
	if err != nil {
		return 80, 24
	}
	return width, height
}

// input gives what the caller sends, in a form whose reading ends when ctx does. Whoever reads it closes it.
func (c *caller) input(ctx context.Context) (io.ReadCloser, error) {
	r, err := cancelreader.NewReader(c.stdin)
	if err != nil { // a file, which can't be waited for and never makes anybody wait
		r, err = cancelreader.NewReader(struct{ io.Reader }{c.stdin})
	}
	if err != nil {
		return nil, fmt.Errorf("read what is sent: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { r.Cancel() })
	return &cancelable{r, ctx, stop}, nil
}

type cancelable struct {
	cancelreader.CancelReader
	ctx  context.Context
	stop func() bool
}

// Read reads until ctx ends.
func (r *cancelable) Read(p []byte) (int, error) {
	n, err := r.CancelReader.Read(p)
	if errors.Is(err, cancelreader.ErrCanceled) {
		return n, r.ctx.Err()
	}
	return n, err
}

// Close lets go of the stream, and leaves it open.
func (r *cancelable) Close() error {
	r.stop()
	return r.CancelReader.Close()
}

// words gives a text that an argument holds, or, for a dash, the text that is sent.
func (c *caller) words(ctx context.Context, argument string) (string, error) {
	if argument != "-" {
		return argument, nil
	}
	in, err := c.input(ctx)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(in, model.MaxText+1))
	if err := errors.Join(err, in.Close()); err != nil {
		return "", fmt.Errorf("read the text: %w", err)
	}
	if len(text) > model.MaxText {
		return "", usage("the text is longer than %d bytes", model.MaxText)
	}
	return string(text), nil
}
