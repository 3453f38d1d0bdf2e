package cmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"opsdesk/model"
)

// A progress tells how far long work is: with a bar on a terminal, with a line each five seconds elsewhere.
type progress struct {
	caller *caller
	what   string
	noun   string // for what is counted
	total  int64  // bytes, or what else the whole is counted in; zero is not known
	now    func() time.Time
	began  time.Time
	told   time.Time
	width  int // of the terminal, zero where there is none
}

const (
	barPause  = 125 * time.Millisecond
	linePause = 5 * time.Second
)

func (c *caller) progress(what string, total int64, now func() time.Time) *progress {
	p := &progress{caller: c, what: what, noun: "record", total: total, now: now, began: now(), told: now()}
	if f, ok := c.stderr.(term.File); ok && isTerminal(f) && c.env("TERM") != "dumb" {
		p.width = 80
		if width, _, err := term.GetSize(f.Fd()); err == nil {
			p.width = width
		}
	}
	return p
}

// of makes a progress of work on things that are counted themselves, for those who tell how many of how many are done.
func (p *progress) of(noun string) func(done, of int) {
	p.noun = noun
	return func(done, of int) {
		p.total = int64(of)
		p.at(int64(done), done)
	}
}

// at says how many bytes of the source are read and how many records of it are done.
func (p *progress) at(bytes int64, records int) {
	pause := linePause
	if p.width > 0 {
		pause = barPause
	}
	now := p.now()
	if now.Sub(p.told) < pause {
		return
	}
	p.told = now
	if p.width == 0 {
		p.caller.tell("%s\n", p.line(bytes, records))
		return
	}
	text := p.line(bytes, records)
	if room := p.width - ansi.StringWidth(text) - 4; room >= 10 && p.total > 0 {
		room = min(room, 40)
		full := int(int64(room) * min(bytes, p.total) / p.total)
		text += " [" + strings.Repeat("#", full) + strings.Repeat(".", room-full) + "]"
	}
	p.caller.tell("\r%s\x1b[K", ansi.Truncate(text, p.width-1, "…"))
}

// end takes the bar away.
func (p *progress) end() {
	if p.width > 0 {
		p.caller.tell("\r\x1b[K")
	}
}

// line says how much is done, how fast it goes, and how long the rest will take at that rate.
func (p *progress) line(bytes int64, records int) string {
	took := p.now().Sub(p.began)
	text := fmt.Sprintf("%s: %s", model.Clean(p.what), counted(records, p.noun))
	if seconds := took.Seconds(); seconds > 0 {
		text += fmt.Sprintf(", %s a second", number(int(float64(records)/seconds)))
	}
	if p.total <= 0 || bytes <= 0 {
		return text
	}
	share := min(float64(bytes)/float64(p.total), 1)
	left := time.Duration(float64(took) * (1 - share) / share).Round(time.Second)
	return text + fmt.Sprintf(", %d %%, %s left", int(share*100), left)
}
