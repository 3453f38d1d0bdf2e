package model

import (
	"slices"
	"strings"
	"time"
)

// A Cut says as of when a desk is looked at again.
type Cut struct {
	At Instant
	// Recorded asks for what the desk knew by then: whole journal lines count, by when they were written. Without it things
	// count by when they happened, though they were told later, as an import tells of what was long ago.
	Recorded bool
}

// asRecorded is what people write behind a time to ask for what was known then.
const asRecorded = "as recorded"

// ParseCut reads a point in the past as [ParseTime] does, with "as recorded" behind it for what was known then. A span
// lies behind now, with and without a minus. It refuses what is yet to come.
func ParseCut(s string, now time.Time) (Cut, error) {
	text := strings.ToLower(strings.Join(strings.Fields(s), " "))
	text, recorded := strings.CutSuffix(text, asRecorded)
	text = strings.TrimSpace(text)
	if d, err := ParseSpan(text); err == nil && d > 0 {
		text = "-" + text
	}
	at, err := ParseTime(text, now)
	if err != nil {
		return Cut{}, err
	}
	if at.After(now) {
		return Cut{}, refuse("%s is yet to come: name a time that is past, as yesterday 14:00", at.Format("Mon 2 Jan 15:04"))
	}
	return Cut{At: At(at), Recorded: recorded}, nil
}

// String says in words what kind of truth is shown.
func (c Cut) String() string {
	if c.Recorded {
		return asRecorded
	}
	return "as it happened"
}

// Of gives what counts of a journal line, nil when nothing does. A line that was written by the time of the cut counts as
// a whole. Of a later one count the events that happened by then, as if they had been told at once; one without a time is
// of when it was told.
func (c Cut) Of(e *Entry) *Entry {
	if e.Recorded <= c.At {
		return e
	}
	if c.Recorded {
		return nil
	}
	events := slices.DeleteFunc(slices.Clone(e.Events), func(ev Event) bool { return ev.At == 0 || ev.At > c.At })
	if len(events) == 0 {
		return nil
	}
	counts := *e
	counts.Events, counts.Recorded = events, c.At
	return &counts
}

// All gives what counts of some journal lines.
func (c Cut) All(entries []*Entry) []*Entry {
	var all []*Entry
	for _, e := range entries {
		if counts := c.Of(e); counts != nil {
			all = append(all, counts)
		}
	}
	return all
}

// Until gives the book as it was at an instant: without the editions that came later.
func (b *Book) Until(at Instant) *Book {
	n := len(b.editions)
	for n > 1 && b.editions[n-1].At > at {
		n--
	}
	return &Book{b.editions[:n:n]}
}
