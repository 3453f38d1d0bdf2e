package model

import (
	"slices"
	"strings"
	"time"
)

// workBegins is when a day of work begins where no calendar says so.
const workBegins = 9 * time.Hour

// ParseSnooze reads until when something is to be put aside, in the zone of now: a time as ParseTime reads it, but one
// ahead: a weekday is the next one, a time of day that has passed is tomorrow's. A day alone means when hours open on it
// or next after it; 9:00 where hours are nil or always open. Errors say what would fit.
func ParseSnooze(text string, now time.Time, hours *WorkingTime) (Instant, error) {
	text = strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(text), " ")), "until ")
	at, err := ParseTime(text, now)
	if err != nil {
		return 0, err
	}
	timed := strings.Contains(text, ":")
	switch first, _, _ := strings.Cut(text, " "); {
	case isWeekday(first) && !at.After(now):
		at = at.AddDate(0, 0, 7)
	case timed && first == text && !strings.Contains(text, "-") && !at.After(now):
		at = at.AddDate(0, 0, 1)
	}
	if _, err := ParseSpan(text); err == nil || timed || text == "now" {
		return At(at), nil
	}
	return At(dayBegins(at, hours)), nil
}

// isWeekday tells whether a word is the name of a weekday, in full or its first three letters.
func isWeekday(word string) bool {
	for d := time.Sunday; d <= time.Saturday; d++ {
		if name := strings.ToLower(d.String()); word == name || word == name[:3] {
			return true
		}
	}
	return false
}

// dayBegins gives when work begins on the day that begins at midnight, or next after it.
func dayBegins(midnight time.Time, hours *WorkingTime) time.Time {
	y, m, d := midnight.Date()
	usual := time.Date(y, m, d, int(workBegins.Hours()), 0, 0, 0, midnight.Location())
	if hours == nil || hours.IsOpen(midnight) {
		return usual
	}
	if at, err := hours.NextOpen(midnight); err == nil {
		return at
	}
	return usual
}

// A SnoozeChoice is a time until which things are often put aside.
type SnoozeChoice struct {
	Label string
	At    Instant
}

// SnoozeChoices lists the usual times, the nearest first: one hour, four hours, the next day of work, next Monday.
func SnoozeChoices(now time.Time, hours *WorkingTime) []SnoozeChoice {
	var all []SnoozeChoice
	for _, c := range []struct{ label, text string }{{"1 hour", "1h"}, {"4 hours", "4h"}, {"tomorrow", "tomorrow"}, {"next Monday", "monday"}} {
		text := c.text
		if text == "monday" && now.Weekday() == time.Monday {
			text = now.AddDate(0, 0, 7).Format(time.DateOnly)
		}
		at, err := ParseSnooze(text, now, hours)
		if err == nil && !slices.ContainsFunc(all, func(o SnoozeChoice) bool { return o.At == at }) {
			all = append(all, SnoozeChoice{c.label, at})
		}
	}
	return all
}

// Hours gives the calendar of the desk's care, by which days of work are told; nil where there is none.
func (b *Book) Hours() *WorkingTime { return b.Calendar(b.Terms().Care.Calendar) }
