package cmd

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) explain() *cobra.Command {
	var back lookBack
	command := &cobra.Command{
		Use:   "explain ID",
		Short: "show how each clock of a ticket came to what it says",
		Long: `Show for each clock of a ticket which policy and which row of it promise the time, which calendar counts it, every interval
from the beginning until now, whether it counts and why, who brought it about and how, the running sums, and the
arithmetic of the due time. Clocks whose place another took come first. Times are in your zone, the arithmetic is in that
of the calendar. In JSON all lengths are seconds.`,
		Example: `opsdesk explain INC-1
opsdesk explain 1 --json`,
		Args: takes(1, 1, "the number of a ticket"),
		RunE: func(command *cobra.Command, args []string) error {
			return c.runExplain(command.Context(), args[0], back)
		},
	}
	back.flags(c, command)
	return command
}

func (c *caller) runExplain(ctx context.Context, written string, back lookBack) error {
	var out bytes.Buffer
	err := c.readingAt(ctx, back, func(s *session) error {
		found, err := s.find(written)
		if err != nil {
			return err
		}
		t, accounts, err := s.store.Explain(found.ID)
		if err != nil {
			return err
		}
		if s.json {
			out.Write(s.explainObject(t, accounts).line())
			return nil
		}
		width, _ := s.size()
		e := explanation{session: s, page: &page{Writer: &out, width: width}}
		return e.write(t, accounts)
	})
	if err != nil {
		return err
	}
	return c.printAll(out.Bytes())
}

// An explanation writes accounts for people.
type explanation struct {
	*session
	*page
}

func (e *explanation) write(t *model.Ticket, accounts []model.Account) error {
	e.line("%s  %s", t.Key(), model.Clean(t.Title))
	if len(accounts) == 0 {
		e.line("\nNothing was ever promised for it: no policy matches.")
	}
	for i := range accounts {
		if err := e.account(&accounts[i]); err != nil {
			return err
		}
	}
	return e.err
}

func (e *explanation) account(a *model.Account) error {
	e.line("\n%s: %s", a.Name(), e.stateOf(a))
	e.line("%s", model.Clean(fmt.Sprintf("Policy %s, row %s: %s in %s (%s)", a.PolicyName, a.For, a.Promised.Said(), a.Calendar, zoneOf(a))))
	e.line("")
	if e.width > 0 && e.width < narrow {
		e.column(a.Lines)
	} else if err := e.table(a.Lines); err != nil {
		return err
	}
	e.line("")
	for _, step := range a.Arithmetic() {
		e.line("%s", model.Clean(step))
	}
	return nil
}

// stateOf says what a clock does, as in runs, due 2026-11-24 18:32:00.
func (e *explanation) stateOf(a *model.Account) string {
	text := model.ClockStates[a.State].Label
	if a.Breached() {
		text += ", breached"
	}
	switch {
	case a.Due != 0 && a.State == model.Running && !a.Past:
		text += ", due " + e.instant(a.Due)
	case a.Due != 0:
		text += ", was due " + e.instant(a.Due)
	}
	if a.Past {
		text += " (past: another clock took its place)"
	}
	return text
}

func zoneOf(a *model.Account) string {
	if a.Zone == nil {
		return "UTC"
	}
	return a.Zone.String()
}

func (e *explanation) instant(at model.Instant) string {
	return at.Time().In(e.zone).Format(time.DateTime)
}

// counts says whether an interval counts.
func counts(l *model.AccountLine) string {
	switch {
	case l.Counts():
		return "yes"
	case l.State == model.OnPause && l.Open && !l.Before:
		return "paused"
	}
	return "no"
}

// cause says who brought a clock into the state of an interval, and how.
func (e *explanation) cause(l *model.AccountLine) string {
	return strings.TrimSpace(e.store.Names().Name(model.People, l.By) + " " + l.Cause)
}

// table writes intervals side by side.
func (e *explanation) table(lines []model.AccountLine) error {
	t := table{heads: []string{"From", "To", "Length", "Counts", "Why", "By", "Counted", "Paused"}, roomy: 4,
		stiff: []bool{true, true, true, true, false, false, true, true}}
	for i := range lines {
		l := &lines[i]
		var row []model.Line
		for _, cell := range []string{e.instant(l.From), e.instant(l.To), span(int64(l.To - l.From)), counts(l), l.Why,
			orDash(e.cause(l)), span(l.Elapsed), span(l.Paused)} {
			row = append(row, model.Clean(cell))
		}
		t.rows = append(t.rows, row)
	}
	return t.write(e, e.width)
}

// column writes intervals below each other, for a narrow terminal: an interval ends where the next begins, and who
// brought it about is said where that changes.
func (e *explanation) column(lines []model.AccountLine) {
	said := ""
	for i := range lines {
		l := &lines[i]
		if by := e.cause(l); by != said && by != "" {
			e.line("  by %s:", model.Clean(by))
			said = by
		}
		sum := span(l.Elapsed)
		if l.State == model.OnPause {
			sum = span(l.Paused)
		}
		e.line("%s  %9s  %-6s  %9s  %s", e.instant(l.From), span(int64(l.To-l.From)), counts(l), sum, model.Clean(l.Why))
	}
	if n := len(lines); n > 0 {
		e.line("%s  now, or its end: %s counted, %s paused", e.instant(lines[n-1].To), span(lines[n-1].Elapsed), span(lines[n-1].Paused))
	}
}

// span writes seconds as short as they can be, as in 1h30m.
func span(seconds int64) string {
	return cmp.Or(model.Budget{Span: time.Duration(seconds) * time.Second}.String(), "0s")
}

// explainObject gives all accounts for programs.
func (s *session) explainObject(t *model.Ticket, accounts []model.Account) object {
	clocks := []object{}
	for i := range accounts {
		clocks = append(clocks, s.accountObject(&accounts[i]))
	}
	return object{{"number", t.ID}, {"key", t.Key()}, {"title", t.Title}, {"now", model.At(s.clock()).String()}, {"clocks", clocks}}
}

func (s *session) accountObject(a *model.Account) object {
	o := object{{"agreement", a.Agreement.String()}, {"target", a.Target.String()}, {"state", a.State.String()}, {"breached", a.Breached()},
		{"past", a.Past}, {"policy", a.PolicyName}, {"for", a.For}, {"promised", a.Promised.String()}, {"calendar", a.Calendar},
		{"time-zone", zoneOf(a)}, {"start", a.Start.String()}, {"since", a.Since.String()}, {"due", nil},
		{"budget", a.Budget}, {"elapsed", a.Elapsed}, {"paused", a.Paused}, {"left", a.Budget - a.Elapsed}, {"longest", a.Longest},
		{"arithmetic", a.Arithmetic()}}
	if a.Due != 0 {
		o.set("due", a.Due.String())
	}
	intervals := []object{}
	for i := range a.Lines {
		l := &a.Lines[i]
		intervals = append(intervals, object{{"from", l.From.String()}, {"to", l.To.String()}, {"seconds", int64(l.To - l.From)},
			{"counts", l.Counts()}, {"state", stateToken(l)}, {"open", l.Open}, {"why", l.Why},
			{"by", s.store.Names().Name(model.People, l.By)}, {"how", l.Cause}, {"elapsed", l.Elapsed}, {"paused", l.Paused}})
	}
	return append(o, member{"intervals", intervals})
}

// stateToken gives what the clock did in an interval; before, when it had not begun.
func stateToken(l *model.AccountLine) string {
	if l.Before {
		return "before"
	}
	return l.State.String()
}

// set gives a member that the object has another value.
func (o object) set(name string, value any) {
	for i := range o {
		if o[i].name == name {
			o[i].value = value
		}
	}
}
