package ui

import (
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/store"
)

// A preview says what acts on many tickets would do, to how many, and which of them are refused and why, before they
// are done. It tries them piece by piece, and says how far it has come; what it shows is exact for what it tried. It
// does them in pieces too, between which it can be stopped. Whoever asked for the acts gets the answer of do.
type preview struct {
	desk     *desk
	to       Screen
	what     string // as a title, in the imperative
	said     string // of the tickets when it is done, as do has it
	commands []store.Command
	then     onward // where the person goes behind it
	leftOut  int    // tickets that no act is for
	whyOut   string // why the first of them was left out

	trial   *store.Series
	trying  bool // a piece of the trial is under way
	stale   bool // others wrote meanwhile, so that what it finds may not be so any more
	again   bool // the trial begins anew: what it finds takes the place of what was found
	outcome store.Outcome
	rows    []previewRow // of the outcome
	err     string       // why it can't be tried

	run     *store.Series // nil before it is done
	began   time.Time
	result  store.Result
	stopped bool
	ended   bool

	size tea.WindowSizeMsg
	top  int
}

// newPreview opens a preview of acts. Its title says what they are, in the imperative; said tells of the tickets when
// they are done. The screen that asks gets a done, with an error when nothing was done.
func newPreview(d *desk, to Screen, what, said string, commands []store.Command) *preview {
	return &preview{desk: d, to: to, what: what, said: said, commands: commands}
}

// errLeft is the answer of a preview that was left.
var errLeft = errors.New("nothing was changed")

type (
	tried struct{ result store.Result } // what a piece would do
	ran   struct{ result store.Result } // what a piece did
)

// Open begins to try.
func (p *preview) Open() tea.Cmd {
	p.trial, p.again = p.desk.store.Series(store.Write{Who: p.desk.who, Commands: p.commands, Together: true, Try: true, Tell: true}), true
	return p.next(p.trial)
}

// next does the next piece of a series, outside Update: one at a time.
func (p *preview) next(s *store.Series) tea.Cmd {
	ctx, trying := p.desk.ctx, s == p.trial
	p.trying = p.trying || trying
	return func() tea.Msg {
		r, err := s.Next(ctx)
		if trying {
			return answer{to: p, body: tried{r}, err: err}
		}
		return answer{to: p, body: ran{r}, err: err}
	}
}

// Docked is true: what it is for stays in sight.
func (p *preview) Docked() bool { return true }

// Update takes what pieces would do or did. A preview that has ended while another screen was in front goes when it is
// in front again.
func (p *preview) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if p.ended {
		return nil, nil
	}
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.size = msg
		p.scroll(0)
	case themeMsg:
		p.rows = p.listed()
	case store.News:
		if touches(msg) && p.run == nil && len(p.commands) <= store.Piece {
			return p, p.follow()
		}
	case tea.MouseWheelMsg:
		p.scroll(wheel(msg))
	case answer:
		switch body := msg.body.(type) {
		case tried:
			return p, p.tried(body.result, msg.err)
		case ran:
			return p.ran(body.result, msg.err)
		}
	}
	return p, nil
}

// follow tries anew what others may have changed, when no trial is under way.
func (p *preview) follow() tea.Cmd {
	if p.trying {
		p.stale = true
		return nil
	}
	return p.Open()
}

func (p *preview) tried(r store.Result, err error) tea.Cmd {
	p.trying = false
	if p.stale && p.run == nil {
		p.stale = false
		return p.Open()
	}
	if err != nil {
		p.err = problem(err)
		return nil
	}
	if p.again {
		p.outcome, p.again, p.err = store.Outcome{}, false, ""
	}
	p.outcome.Add(r.Done...)
	p.rows = p.listed()
	p.scroll(0)
	if p.trial.Left() == 0 || p.run != nil {
		return nil
	}
	return p.next(p.trial)
}

// ran takes what a piece did, and goes on or ends.
func (p *preview) ran(r store.Result, err error) (Screen, tea.Cmd) {
	if r.Group != 0 {
		p.result.Group = r.Group
	}
	p.result.Done = append(p.result.Done, r.Done...)
	if err == nil && p.run.Left() > 0 && !p.stopped {
		return p, p.next(p.run)
	}
	if err == nil {
		err = firstError(p.result)
	} else if n := len(p.result.Done); n > 0 {
		err = fmt.Errorf("%s of %s were done, then: %w", number(n), count(len(p.commands), "act"), err)
	}
	said := outcome(p.said, p.result)
	if left := p.run.Left(); left > 0 {
		said += " · stopped, " + number(left) + " left as they were"
	}
	return p.end(answer{to: p.to, body: done{p.result, said, p.then}, err: err})
}

func (p *preview) end(a answer) (Screen, tea.Cmd) {
	p.ended = true
	return nil, func() tea.Msg { return a }
}

// begin does what was tried.
func (p *preview) begin() (Screen, tea.Cmd) {
	p.run, p.began = p.desk.store.Series(store.Write{Who: p.desk.who, Commands: p.commands, Together: true}), p.desk.store.Now()
	return p, p.next(p.run)
}

// leave leaves what was only tried, and stops what is under way behind its piece.
func (p *preview) leave() (Screen, tea.Cmd) {
	if p.run == nil {
		return p.end(answer{to: p.to, body: done{}, err: errLeft})
	}
	p.stopped = true
	return p, nil
}

// bar says why there is nothing to do.
func (p *preview) bar() string {
	switch {
	case p.run != nil:
		return "it is being done: esc stops it"
	case p.err != "":
		return p.err
	case p.outcome.Commands == len(p.commands) && p.outcome.Changed() == 0:
		return "none of the tickets would change"
	}
	return ""
}

// Actions are doing it, leaving and scrolling.
func (p *preview) Actions() []Action {
	d, help := p.desk, "leave, nothing is changed"
	if p.run != nil {
		help = "stop"
	}
	return append(scrolls(d, p, p.room, p.scroll),
		d.action("preview-do", "enter", "do it", p.begin).unless(p.bar()),
		d.action("preview-leave", "esc q", help, p.leave))
}

func (p *preview) scroll(by int) { p.top = max(0, min(p.top+by, len(p.rows)-p.room())) }

// isBulk tells whether acts are on more than one ticket.
func isBulk(commands []store.Command) bool {
	for _, c := range commands {
		if c.ID != commands[0].ID || c.ID == 0 && len(commands) > 1 {
			return true
		}
	}
	return false
}
