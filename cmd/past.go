package cmd

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// A lookBack says as of which time a command looks at the desk; its zero value is now.
type lookBack struct {
	at       string
	recorded bool
}

// pastHelp is what the help of a command says of looking back.
const pastHelp = `

--at shows the desk as it was at a time that is past: yesterday 14:00, mon 9:00, 2026-11-23, 2h. Things count by when they
happened, also when they were told later; with --as-recorded by when the desk came to know them.`

func (l *lookBack) flags(c *caller, command *cobra.Command) {
	command.Long += pastHelp
	command.Flags().StringVar(&l.at, "at", "", "show the desk as it was at this time, as in 'yesterday 14:00' or 2h (ago)")
	command.Flags().BoolVar(&l.recorded, "as-recorded", false, "with --at: as the desk knew it then")
	c.completes(command, "at", "yesterday", "today 09:00", "1h", "1d", "1w")
}

// cut reads the time.
func (l *lookBack) cut(now time.Time) (model.Cut, error) {
	cut, err := model.ParseCut(l.at, now)
	if err != nil {
		return cut, usage("--at: %v", err)
	}
	cut.Recorded = cut.Recorded || l.recorded
	return cut, nil
}

// readingAt opens the desk for f to look at as it was. What is written beside the answer says so.
func (c *caller) readingAt(ctx context.Context, back lookBack, f func(*session) error) error {
	if back.at == "" {
		if back.recorded {
			return usage("--as-recorded goes with --at")
		}
		return c.reading(ctx, f)
	}
	cut, err := back.cut(c.now())
	if err != nil {
		return err
	}
	return c.reading(ctx, func(s *session) (err error) {
		bar := c.progress("going back", 0, time.Now)
		then, err := s.store.At(ctx, cut, bar.share)
		bar.end()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, then.Close()) }()
		past := *c
		past.clock = then.Now
		c.tell("as of %s, %s\n", cut.At.Time().In(c.zone).Format("Mon 2 Jan 2006 15:04:05"), cut)
		return f(&session{&past, then, s.me})
	})
}

// share shows on a terminal how much of all work is done.
func (p *progress) share(done, total int) {
	if now := p.now(); p.width > 0 && now.Sub(p.told) >= barPause {
		p.told = now
		p.caller.tell("\r%s: %d %%\x1b[K", p.what, 100*done/total)
	}
}
