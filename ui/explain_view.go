package ui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// wideExplain is the width from which an interval has room for all that there is to say, in one row.
const wideExplain = 130

// The widths of the table of intervals.
const (
	stampWidth  = len("24 Nov 14:32:05")
	lengthWidth = len("1234h59m59s")
	whatWidth   = len("counted")
	whyWidth    = 34
)

// View draws the clocks, and the account of the one under the hand as far as it is in sight.
func (v *explain) View() (string, *tea.Cursor) {
	t, width := v.desk.theme, v.size.Width
	if v.gone != "" {
		return "\n" + kit.NewRow(width, false).Gap(2).Put(t.Late, line("✗ "+v.gone)).Fill(kit.Style{}), nil
	}
	if v.ticket == nil {
		return "", nil
	}
	head := kit.NewRow(width, false).Gap(1).Put(t.Code, line(v.ticket.Key())).Put(t.Strong, line("  "+v.ticket.Title))
	rows := []string{head.Fill(kit.Style{})}
	if len(v.accounts) == 0 {
		rows = append(rows, "", kit.NewRow(width, false).Gap(3).Put(t.Text, line("No policy promises anything for it, so no clock runs.")).Fill(kit.Style{}))
		return strings.Join(rows, "\n"), nil
	}
	rows = append(rows, v.clockHeads())
	for i := v.clocks.Top; i < v.clocks.End(); i++ {
		rows = append(rows, v.clockRow(i))
	}
	rows = append(rows, kit.Rule(t.Dim, width), v.intervalHeads())
	return strings.Join(append(rows, kit.Fit(slices.Clone(v.rows[min(v.top, len(v.rows)):]), v.room())...), "\n"), nil
}

func (v *explain) clockHeads() string {
	t := v.desk.theme
	r := kit.NewRow(v.size.Width, false).Gap(3).Cell(t.Head, line("Clock"), 14).Gap(1).Cell(t.Head, line("Now"), dueWidth).Gap(1).
		Cell(t.Head, line("Due"), stampWidth).Gap(1).Right(t.Head, line("Left"), 6).Gap(1)
	return r.Put(t.Head, line("Policy and row")).Fill(kit.Style{})
}

func (v *explain) clockRow(i int) string {
	t, a, at := v.desk.theme, &v.accounts[i], i == v.clocks.At
	mark, style := "   ", t.Text
	if at {
		mark, style = " ▌ ", t.Strong
	}
	f := v.accountFace(a)
	due, left := "—", "—"
	if a.Due != 0 {
		due = stamp(a.Due, zoneOf(a))
	}
	if a.State == model.Running || a.State == model.OnPause {
		left = signed(a.LeftAt(v.desk.store.Book().Times(v.ticket, &a.Clock), model.At(v.desk.now())))
	}
	if a.Past {
		style, left = t.Dim, "—"
	}
	r := kit.NewRow(v.size.Width, at).Put(t.Mark, line(mark)).Cell(style, line(a.Name()), 14).Gap(1).Cell(f.style, line(f.text), dueWidth).Gap(1).
		Cell(t.Text, line(due), stampWidth).Gap(1).Right(t.Text, line(left), 6).Gap(1)
	return r.Put(t.Dim, line(attached(a))).Fill(t.Text)
}

// accountFace is the face of a clock, or what became of one whose place another took.
func (v *explain) accountFace(a *model.Account) face {
	switch {
	case !a.Past:
		return clockFace(v.desk, v.ticket, &a.Clock, v.desk.now())
	case a.Breached():
		return face{style: v.desk.theme.Late, text: "over, late"}
	}
	return face{style: v.desk.theme.Dim, text: "over"}
}

// attached says which policy and which row of it attached the clock.
func attached(a *model.Account) string {
	if a.PolicyName == "" {
		return "—"
	}
	return a.PolicyName + " · " + a.For
}

func signed(d time.Duration) string {
	if d < 0 {
		return "-" + openSpan(-d)
	}
	return openSpan(d)
}

// zoneOf gives the zone of the account's calendar: hours are open by the clock on that wall.
func zoneOf(a *model.Account) *time.Location {
	if a.Zone == nil {
		return time.UTC
	}
	return a.Zone
}

func stamp(at model.Instant, zone *time.Location) string {
	return at.Time().In(zone).Format("02 Jan 15:04:05")
}

func (v *explain) intervalHeads() string {
	t, wide := v.desk.theme, v.size.Width >= wideExplain
	r := kit.NewRow(v.size.Width, false).Gap(1).Cell(t.Head, line("From"), stampWidth).Gap(1).Cell(t.Head, line("To"), stampWidth).Gap(1).
		Right(t.Head, line("Length"), lengthWidth).Gap(1).Cell(t.Head, line("What"), whatWidth).Gap(1).Right(t.Head, line("Counted"), lengthWidth).Gap(1)
	if wide {
		r.Right(t.Head, line("Paused"), lengthWidth).Gap(1).Cell(t.Head, line("Why"), whyWidth).Gap(1).Put(t.Head, line("Who, and how"))
	} else {
		r.Put(t.Head, line("Why"))
	}
	return r.Fill(kit.Style{})
}

// set sets the account under the hand into rows: when it has changed, or the size; never while drawing.
func (v *explain) set() {
	v.clocks.Size(max(1, min(len(v.accounts), v.size.Height/4)), len(v.accounts))
	v.rows = nil
	a := v.account()
	if a == nil || v.size.Width == 0 {
		return
	}
	cause := ""
	for i := range a.Lines {
		l := &a.Lines[i]
		who := v.cause(l)
		v.rows = append(v.rows, v.interval(l, zoneOf(a), who)...)
		if v.size.Width < wideExplain && who != "" && who != cause {
			v.rows = append(v.rows, kit.NewRow(v.size.Width, false).Gap(3).Put(v.desk.theme.Dim, line("by "+who)).Fill(kit.Style{}))
		}
		cause = who
	}
	v.rows = append(v.rows, "")
	for _, text := range v.follows(a) {
		for _, l := range kit.Wrap(model.CleanBlock(text), max(10, v.size.Width-2)) {
			v.rows = append(v.rows, kit.NewRow(v.size.Width, false).Gap(1).Put(v.desk.theme.Text, l).Fill(kit.Style{}))
		}
	}
	v.scroll(0)
}

// cause says who brought the clock into the state of an interval, and how.
func (v *explain) cause(l *model.AccountLine) string {
	who := v.desk.person(l.By).String()
	if who == "" {
		return ""
	}
	return strings.TrimSpace(who + " " + l.Cause)
}

// interval draws one interval. What has no room behind its numbers gets a row of its own.
func (v *explain) interval(l *model.AccountLine, zone *time.Location, who string) []string {
	t := v.desk.theme
	style, what := t.Dim, "not"
	switch {
	case l.Counts():
		style, what = t.Text, "counted"
	case l.State == model.OnPause && l.Open:
		style, what = t.Soon, "paused"
	}
	span := func(seconds int64) model.Line { return line((time.Duration(seconds) * time.Second).String()) }
	r := kit.NewRow(v.size.Width, false).Gap(1).Cell(style, line(stamp(l.From, zone)), stampWidth).Gap(1).Cell(style, line(stamp(l.To, zone)), stampWidth).Gap(1).
		Right(style, span(int64(l.To-l.From)), lengthWidth).Gap(1).Cell(style, line(what), whatWidth).Gap(1).Right(style, span(l.Elapsed), lengthWidth).Gap(1)
	why := line(l.Why)
	if v.size.Width >= wideExplain {
		r.Right(style, span(l.Paused), lengthWidth).Gap(1)
		if kit.Width(why) > whyWidth {
			return []string{r.Put(style, line(l.Why+" · "+who)).Fill(kit.Style{})}
		}
		return []string{r.Cell(style, why, whyWidth).Gap(1).Put(t.Dim, line(who)).Fill(kit.Style{})}
	}
	if kit.Width(why) <= r.Left() {
		return []string{r.Put(style, why).Fill(kit.Style{})}
	}
	return []string{r.Fill(kit.Style{}), kit.NewRow(v.size.Width, false).Gap(3).Put(style, why).Fill(kit.Style{})}
}

// follows says what follows from the intervals, and by which policy all of that is.
func (v *explain) follows(a *model.Account) []string {
	all := a.Arithmetic()
	if a.Past {
		all = append(all, "Another clock has taken its place since.")
	}
	if a.PolicyName == "" {
		return all
	}
	text := fmt.Sprintf("Policy %s attached it, by its row %s: %s %s, counted by %s, %s.", a.PolicyName, a.For, a.Name(), a.Promised.Said(), a.Calendar, zoneOf(a))
	return append(all, text+" The times above are in that zone.")
}
