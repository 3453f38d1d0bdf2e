package ui

import (
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"opsdesk/store"
	"opsdesk/ui/kit"
)

// previewHead is how many rows stand above what can be scrolled: a rule, the title and the sum.
const previewHead = 3

// A previewRow is one row of what would happen.
type previewRow struct {
	style kit.Style
	text  string
}

// room gives how many rows can be scrolled through: half of the screen at most.
func (p *preview) room() int { return max(1, min(len(p.rows), p.size.Height/2-previewHead)) }

// listed lists what would happen, what most tickets share first, and then what is refused.
func (p *preview) listed() (all []previewRow) {
	t, names := p.desk.theme, p.desk.store.Names()
	for _, c := range p.outcome.Changes() {
		on := c.Key
		if c.Tickets > 1 {
			on = count(c.Tickets, "ticket")
		}
		if c.Beside {
			on += " besides"
		}
		all = append(all, previewRow{t.Text, "  " + c.Said(names, p.desk.zone, p.desk.who) + ": " + on})
	}
	if n := p.outcome.More; n > 0 {
		all = append(all, previewRow{t.Dim, "  … and " + count(n, "other change")})
	}
	for _, r := range p.outcome.Refusals {
		all = append(all, previewRow{t.Late, "✗ " + about(r)})
	}
	if more := p.outcome.Refused - len(p.outcome.Refusals); more > 0 {
		all = append(all, previewRow{t.Late, "✗ " + number(more) + " more are refused"})
	}
	if p.leftOut > 0 {
		all = append(all, previewRow{t.Soon, "  left out: " + count(p.leftOut, "ticket") + ", such as this one:"}, previewRow{t.Dim, "    " + p.whyOut})
	}
	return all
}

// about gives the reason of a refusal with the number of its ticket, once.
func about(r store.Refusal) string {
	text := problem(r.Err)
	if r.Key == "" || strings.Contains(text, r.Key) {
		return text
	}
	return r.Key + ": " + text
}

// View draws the title, the sum or the progress, and what would happen.
func (p *preview) View() (string, *tea.Cursor) {
	t, width := p.desk.theme, p.size.Width
	title := kit.NewRow(width, false).Put(t.Active, line(" PREVIEW ")).Gap(1).Put(t.Strong, line(p.what))
	sum := kit.NewRow(width, false).Gap(1)
	switch {
	case p.err != "":
		sum.Put(t.Late, line("✗ "+p.err))
	case p.run != nil:
		sum.Put(t.Soon, line(p.progress(p.desk.store.Now())))
	default:
		sum.Put(t.Soon, line(p.sum()))
	}
	out := []string{kit.Rule(t.Dim, width), title.Fill(kit.Style{}), sum.Fill(kit.Style{})}
	room := p.room()
	below := len(p.rows) - p.top - room
	for i := p.top; i < min(len(p.rows), p.top+room); i++ {
		r := kit.NewRow(width, false).Gap(1)
		if i == p.top+room-1 && below > 0 {
			r.Put(t.Dim, line("↓ "+number(below+1)+" more: j scrolls"))
		} else {
			r.Put(p.rows[i].style, line(p.rows[i].text))
		}
		out = append(out, r.Fill(kit.Style{}))
	}
	return strings.Join(kit.Fit(out, previewHead+room), "\n"), nil
}

// sum says what happens to how many.
func (p *preview) sum() string {
	o := &p.outcome
	if o.Commands == 0 {
		return "trying …"
	}
	text := strings.Join(o.Sum(), " · ")
	if o.Commands < len(p.commands) {
		text = "of the first " + number(o.Commands) + " of " + number(len(p.commands)) + ": " + text
	}
	if p.leftOut > 0 {
		text += " · " + number(p.leftOut) + " left out"
	}
	return text
}

// progress draws how far it has come, how fast it goes and how long the rest takes at that rate.
func (p *preview) progress(now time.Time) string {
	done, of := len(p.result.Done), len(p.commands)
	const cells = 20
	full := cells * done / max(1, of)
	text := strings.Repeat("█", full) + strings.Repeat("░", cells-full) + " " + number(done) + " of " + count(of, "act")
	if p.stopped {
		return text + " · stopping"
	}
	if took := now.Sub(p.began); done > 0 && took > 0 {
		rate := float64(done) / took.Seconds()
		left := time.Duration(float64(of-done) / rate * float64(time.Second)).Round(time.Second)
		text += " · " + number(int(rate)) + " a second · " + left.String() + " left"
	}
	return text
}

// upperFirst gives a text with its first letter as a capital.
func upperFirst(text string) string {
	for i, r := range text {
		return string(unicode.ToUpper(r)) + text[i+len(string(r)):]
	}
	return text
}
