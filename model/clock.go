package model

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// maxSpan bounds what ParseSpan reads, about a hundred years: sums of spans and times stay far from overflow.
const maxSpan = 5200 * 7 * 24 * time.Hour

// spanFits and timeFits say what would have been understood.
const (
	spanFits = "write it as 30m, 4h, 2d, 1w or 1d4h"
	timeFits = "write it as 4h, -2d, today, monday 9:00, 2026-11-24 or 2026-11-24T14:00"
)

// ParseSpan reads a span of time as people write it: 30m, 4h, 2d, 1w, several after each other as in 1d4h, and what
// ShowSpan writes, as in 1h40. A day is 24 hours. A leading minus makes it negative, a plus changes nothing. Spans
// longer than 5200 weeks are refused. Errors say what would fit.
func ParseSpan(s string) (time.Duration, error) {
	text := strings.ToLower(strings.TrimSpace(s))
	rest, negative := strings.CutPrefix(text, "-")
	if !negative {
		rest = strings.TrimPrefix(text, "+")
	}
	span, err := addSpans(rest)
	if err != nil {
		return 0, fmt.Errorf("%s %w", brief(s), err)
	}
	if negative {
		return -span, nil
	}
	return span, nil
}

var errNoSpan = errors.New("is no span of time: " + spanFits)

// addSpans sums numbers with their units. A last number without one counts minutes when hours stand before it.
func addSpans(s string) (sum time.Duration, err error) {
	var unit time.Duration
	for s != "" || unit == 0 {
		digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
		if digits == 0 || digits > 9 {
			return 0, errNoSpan
		}
		n, _ := strconv.Atoi(s[:digits])
		if s = s[digits:]; s == "" && unit == time.Hour {
			s = "m"
		}
		if unit = unitOf(s); unit == 0 {
			return 0, errNoSpan
		}
		if time.Duration(n) > (maxSpan-sum)/unit {
			return 0, errors.New("is too long: 5200w is the longest span")
		}
		sum += time.Duration(n) * unit
		s = s[1:]
	}
	return sum, nil
}

func unitOf(s string) time.Duration {
	if s == "" {
		return 0
	}
	switch s[0] {
	case 'm':
		return time.Minute
	case 'h':
		return time.Hour
	case 'd':
		return 24 * time.Hour
	case 'w':
		return 7 * 24 * time.Hour
	}
	return 0
}

// ShowSpan writes a span shortly, for people who glance at it: 12m, 1h40, 3h05, 4h, 1d6h, 2d, 3w. What is less than
// the last unit shown is cut off, so that time left is never more than it says; less than a minute is 0m.
func ShowSpan(d time.Duration) string {
	if d <= -time.Minute {
		return "-" + ShowSpan(-max(d, -1<<63+1))
	}
	minutes := int64(max(d, 0) / time.Minute)
	hours, days := minutes/60, minutes/(24*60)
	switch {
	case hours == 0:
		return fmt.Sprintf("%dm", minutes)
	case days == 0 && minutes%60 == 0:
		return fmt.Sprintf("%dh", hours)
	case days == 0:
		return fmt.Sprintf("%dh%02d", hours, minutes%60)
	case days == 1 && hours > 24:
		return fmt.Sprintf("1d%dh", hours-24)
	case days < 14:
		return fmt.Sprintf("%dd", days)
	}
	return fmt.Sprintf("%dw", days/7)
}

// ParseTime reads a point in time as people write it, in the zone of now: a span as ParseSpan reads it, ahead of now or
// with a minus before it; now; today, yesterday, tomorrow or the name of a weekday (in full or its first three letters),
// which mean the start of that day; a date as in 2026-11-24; each of those days with a time of day behind a blank, as in
// yesterday 14:00 or mon 9:00; a time of day alone, which is today's; 2026-11-24T14:00, with seconds too; and RFC 3339
// with its own zone. A weekday is the most recent one, and today on that day itself. Errors say what would fit.
func ParseTime(s string, now time.Time) (time.Time, error) {
	if d, err := ParseSpan(s); err == nil {
		return now.Add(d), nil
	}
	p, ok := periodOf(s, now)
	if !ok {
		return time.Time{}, fmt.Errorf("%s is no time: %s", brief(s), timeFits)
	}
	return p.from, nil
}

// A period is the time that a written time covers: a day for a date, a minute for 14:00, a second for 14:00:05.
type period struct{ from, to time.Time }

// periodOf reads what ParseTime reads, but for spans.
func periodOf(s string, now time.Time) (period, bool) {
	if len(s) > 64 {
		return period{}, false
	}
	text := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if text == "now" {
		return period{now, now.Add(time.Second)}, true
	}
	if len(text) > 10 && text[10] == 't' {
		text = text[:10] + " " + text[11:]
	}
	day, clock, both := strings.Cut(text, " ")
	if from, ok := dayOf(day, now); ok && both {
		return clockOn(from, clock)
	} else if ok {
		return period{from, midnight(from, 1)}, true
	}
	return clockOn(now, text)
}

// dayOf gives the start of the day that a word names.
func dayOf(word string, now time.Time) (time.Time, bool) {
	switch word {
	case "today":
		return midnight(now, 0), true
	case "yesterday":
		return midnight(now, -1), true
	case "tomorrow":
		return midnight(now, 1), true
	}
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || word == name[:3] {
			return midnight(now, -(int(now.Weekday()-d)+7)%7), true
		}
	}
	date, err := time.Parse(time.DateOnly, word)
	if err != nil {
		return time.Time{}, false
	}
	y, m, d := date.Date()
	return midnight(time.Date(y, m, d, 12, 0, 0, 0, now.Location()), 0), true
}

// clocks are the ways to write a time of day, with the time that each covers. Those with a zone come from RFC 3339.
var clocks = []struct {
	layout string
	covers time.Duration
	zoned  bool
}{
	{"15:04", time.Minute, false},
	{"15:04:05", time.Second, false},
	{"15:04Z07:00", time.Minute, true},
	{"15:04:05Z07:00", time.Second, true},
}

func clockOn(day time.Time, s string) (period, bool) {
	for _, c := range clocks {
		at, err := time.Parse(c.layout, strings.ToUpper(s))
		if err != nil {
			continue
		}
		zone := day.Location()
		if c.zoned {
			zone = at.Location()
		}
		y, m, d := day.Date()
		from := time.Date(y, m, d, at.Hour(), at.Minute(), at.Second(), at.Nanosecond(), zone).In(day.Location())
		return period{from, from.Add(c.covers)}, true
	}
	return period{}, false
}

// midnight gives the first moment of the day that comes n days after the day of t, in t's zone. Where clocks change at
// midnight there may be two of them or none.
func midnight(t time.Time, n int) time.Time {
	y, m, d := t.Date()
	y, m, d = time.Date(y, m, d+n, 12, 0, 0, 0, t.Location()).Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	start, end := at.ZoneBounds()
	if at.Day() != d {
		return end // 00:00 was skipped: the day began when the clocks changed
	}
	if start.IsZero() {
		return at
	}
	_, before := start.Add(-time.Second).Zone()
	_, after := at.Zone()
	first := at.Add(time.Duration(after-before) * time.Second)
	if before > after && first.Before(start) && first.Day() == d {
		return first // 00:00 came twice
	}
	return at
}

// brief quotes what somebody wrote for an error, cut to a length that a line can hold.
func brief(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return strconv.Quote(s)
}
