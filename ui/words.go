package ui

import (
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"opsdesk/model"
)

// count gives a number with its noun, in the plural where it takes one.
func count(n int, noun string) string {
	text := humanize.Comma(int64(n)) + " " + noun
	if n != 1 {
		text += "s"
	}
	return text
}

// number gives a number with its thousands apart.
func number(n int) string { return humanize.Comma(int64(n)) }

// line is model.Clean under a name that does not get in the way.
func line(text string) model.Line { return model.Clean(text) }

// ago gives how long ago something was, short; the day when it is more than a year.
func ago(at model.Instant, now time.Time) string {
	if at == 0 {
		return ""
	}
	d := now.Sub(at.Time())
	if d < time.Minute && d > -time.Minute {
		return "now"
	}
	if d > 365*24*time.Hour {
		return at.Time().In(now.Location()).Format("2 Jan 2006")
	}
	if d < 0 {
		return "in " + model.ShowSpan(-d)
	}
	return model.ShowSpan(d) + " ago"
}

// moment gives a time in full, as short as its distance allows.
func moment(at model.Instant, now time.Time) string {
	if at == 0 {
		return ""
	}
	t := at.Time().In(now.Location())
	switch {
	case t.Year() == now.Year() && t.YearDay() == now.YearDay():
		return t.Format("15:04")
	case t.Year() == now.Year():
		return t.Format("Mon 2 Jan 15:04")
	}
	return t.Format("2 Jan 2006 15:04")
}

// short gives a ticket's priority as people say it.
func short(p model.Priority) string {
	if p == 0 {
		return "—"
	}
	return "P" + strconv.Itoa(int(p))
}

// orDash gives a dash for nothing.
func orDash(text string) string {
	if strings.TrimSpace(text) == "" {
		return "—"
	}
	return text
}
