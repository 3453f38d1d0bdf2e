package model

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"sync/atomic"
	"time"
)

// A WorkingTime is a calendar made ready to count with: instants cut into open and closed intervals. It never changes,
// may be used from several goroutines, and holds at most some 60 KB beside the calendar.
//
// These conventions hold for all of it, where desks and libraries differ:
//
//   - Time is elapsed time, exact to the nanosecond: the 25 hours of a day on which clocks go back are 1500 open minutes
//     of a calendar that never closes.
//   - Intervals hold their beginning and not their end: at 09:00 it is open, at 17:00 it is closed.
//   - A time that runs out exactly at closing time ends at closing time, not at the next opening: 15 minutes from Friday
//     16:45 end on Friday at 17:00. Backwards, what fits exactly ends at opening time.
//   - No time at all, added when it is closed, ends at the next opening, for a clock that starts then; taken away, at
//     the last closing.
//   - A time of day that the clocks show twice is the first of the two. One that they skip is as much later as they skip:
//     where 02:00 becomes 03:00, hours from 02:30 begin at 03:30. A day lasts from its first midnight to that of
//     the next.
//   - Nothing is open before 1900 or after 2189, which is as long as a time.Duration can count.
type WorkingTime struct {
	calendar Calendar
	zone     *time.Location
	own      map[Date]string // holidays
	public   PublicHolidays  // nil when the calendar has no country
	years    [keptYears]atomic.Pointer[year]
}

// The years that calendars know.
const (
	firstYear = 1900
	lastYear  = 2189
)

// keptYears is how many years a calendar keeps ready, at about 1.6 KB each.
const keptYears = 32

// Compile makes a calendar ready to count with. It asks public for the holidays of the country, if the calendar has one.
// It refuses what Check refuses and a country that public does not know. The calendar may be changed afterwards; what was
// compiled stays as it was.
func (c *Calendar) Compile(public PublicHolidays) (*WorkingTime, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	zone, err := loadZone(c.Zone)
	if err != nil {
		return nil, err
	}
	w := &WorkingTime{calendar: c.clone(), zone: zone, own: map[Date]string{}}
	for _, h := range c.Holidays {
		w.own[h.Date] = h.Name
	}
	if c.Country == "" {
		return w, nil
	}
	if w.public = public; public == nil {
		return nil, fmt.Errorf("calendar %s: no public holidays are known here: leave its country %s out", brief(c.Name), brief(c.Country))
	}
	if _, err := public(c.Country, 2000); err != nil {
		return nil, fmt.Errorf("calendar %s: %w", brief(c.Name), err)
	}
	return w, nil
}

// clone gives a copy that shares nothing, with all hours in order.
func (c *Calendar) clone() Calendar {
	own := *c
	for day, hours := range c.Week {
		own.Week[day] = hours.joined()
	}
	own.Holidays, own.Shifts, own.Breaks = slices.Clone(c.Holidays), c.Shifts.joined(), c.Breaks.joined()
	return own
}

func (d Days) joined() Days {
	all := maps.Clone(d)
	for date, hours := range all {
		all[date] = hours.joined()
	}
	return all
}

// Name gives the calendar's name.
func (w *WorkingTime) Name() string { return w.calendar.Name }

// Zone gives the calendar's time zone. All times that w gives are in it.
func (w *WorkingTime) Zone() *time.Location { return w.zone }

// IsOpen tells whether it is open at t.
func (w *WorkingTime) IsOpen(t time.Time) bool {
	y, d := w.day(t)
	at := t.Unix()
	for _, p := range w.cut(y, d, make([]piece, 0, roomyDay)) {
		if p.from <= at && at < p.to {
			return p.part.Open()
		}
	}
	return false
}

// NextOpen gives the first open moment at or after t: t itself while it is open. It errs with ErrNoHours when there is
// none.
func (w *WorkingTime) NextOpen(t time.Time) (time.Time, error) {
	// Whatever follows, the first open nanosecond begins where it opens.
	at, err := w.after(t, 1)
	if err != nil {
		return at, w.noHours("opening after", t)
	}
	return at.Add(-1), nil
}

// LastOpen gives the last moment at or before t up to which it was open: t itself while it is open, else the last closing
// time. It errs with ErrNoHours when there is none.
func (w *WorkingTime) LastOpen(t time.Time) (time.Time, error) {
	if w.IsOpen(t) {
		return t.In(w.zone), nil
	}
	at, err := w.before(t, 1)
	if err != nil {
		return at, w.noHours("closing before", t)
	}
	return at.Add(1), nil
}

// Add gives the first moment at which it was open for d since t; for no time at all NextOpen, for a negative d what Sub
// gives. It errs with ErrNoHours when so much open time never comes.
func (w *WorkingTime) Add(t time.Time, d time.Duration) (time.Time, error) {
	switch {
	case d < 0:
		return w.Sub(t, -max(d, -math.MaxInt64))
	case d == 0:
		return w.NextOpen(t)
	}
	return w.after(t, d)
}

// Sub gives the last moment from which on it was open for d until t; for no time at all LastOpen, for a negative d what
// Add gives. It errs with ErrNoHours when so much open time never was.
func (w *WorkingTime) Sub(t time.Time, d time.Duration) (time.Time, error) {
	switch {
	case d < 0:
		return w.Add(t, -max(d, -math.MaxInt64))
	case d == 0:
		return w.LastOpen(t)
	}
	return w.before(t, d)
}

// Between gives how long it is open from a to b, negative when b comes before a.
func (w *WorkingTime) Between(a, b time.Time) time.Duration {
	if b.Before(a) {
		return -w.Between(b, a)
	}
	y, before := w.passed(a)
	last, until := w.passed(b)
	sum := -before
	for ; y.number < last.number; y = w.year(y.number + 1) {
		sum += y.total()
	}
	return sum + until
}

// WorkingDays gives the moment n working days after t; a working day is a date with open hours. The count begins at the
// next opening, if t is closed, and ends at the same time of day n working days later; when that is closed, at the
// closing before it on that day, or else at the day's opening. So a target of one day that begins on Friday at 16:30 ends
// on Monday at 16:30, or at 12:00 if Monday closes then. None at all gives NextOpen. It errs with ErrNoHours when there
// are not so many working days, and for a negative n.
func (w *WorkingTime) WorkingDays(t time.Time, n int) (time.Time, error) {
	start, err := w.NextOpen(t)
	if err != nil || n == 0 {
		return start, err
	}
	if n < 0 {
		return time.Time{}, fmt.Errorf("%d working days can't be counted ahead: give a number from 0", n)
	}
	y, first := w.day(start)
	y, last := w.workingDay(y, first, n)
	if y == nil {
		return time.Time{}, w.noHours(fmt.Sprintf("%d working days after", n), t)
	}
	at := time.Unix(y.instant(last, timeOfDayAt(start, first)), int64(start.Nanosecond())).In(w.zone)
	if w.IsOpen(at) {
		return at, nil
	}
	if closing, err := w.LastOpen(at); err == nil && closing.Unix() > y.start(last) {
		return closing, nil
	}
	return w.NextOpen(time.Unix(y.start(last), 0))
}

// timeOfDayAt gives what the clock shows at t, which lies on d by the desk's reckoning.
func timeOfDayAt(t time.Time, d Date) TimeOfDay {
	_, offset := t.Zone()
	local := t.Unix() + int64(offset) - int64(d)*secondsOfDay
	return TimeOfDay(max(0, min(local, secondsOfDay-1)))
}

// workingDay gives the nth working day behind d and its year, nil when there are not so many.
func (w *WorkingTime) workingDay(y *year, d Date, n int) (*year, Date) {
	for n > 0 {
		if d++; d == y.first+y.days {
			if y.number == lastYear {
				return nil, 0
			}
			y = w.year(y.number + 1)
		}
		if i := d - y.first; y.open[i] < y.open[i+1] {
			n--
		}
	}
	return y, d
}

// after gives the first moment at which it was open for d, more than nothing, since t.
func (w *WorkingTime) after(t time.Time, d time.Duration) (time.Time, error) {
	y, passed := w.passed(t)
	for left := d; ; passed = 0 {
		if rest := y.total() - passed; left <= rest {
			return w.moment(y, passed+left), nil
		} else if left -= rest; y.number == lastYear {
			return time.Time{}, w.noHours(fmt.Sprintf("%s of open hours after", d), t)
		}
		y = w.year(y.number + 1)
	}
}

// before gives the last moment from which on it was open for d, more than nothing, until t.
func (w *WorkingTime) before(t time.Time, d time.Duration) (time.Time, error) {
	y, passed := w.passed(t)
	for left := d; ; passed = y.total() {
		if left <= passed {
			// The last such moment is where the next nanosecond begins.
			return w.moment(y, passed-left+1).Add(-1), nil
		}
		if left -= passed; y.number == firstYear {
			return time.Time{}, w.noHours(fmt.Sprintf("%s of open hours before", d), t)
		}
		y = w.year(y.number - 1)
	}
}

func (w *WorkingTime) noHours(sought string, t time.Time) error {
	return fmt.Errorf("%w: calendar %s has no %s %s in the years %d to %d: look at its hours and holidays", ErrNoHours,
		brief(w.calendar.Name), sought, t.UTC().Format(time.RFC3339), firstYear, lastYear)
}

// passed gives the year of t and how long it was open in that year before t.
func (w *WorkingTime) passed(t time.Time) (*year, time.Duration) {
	y, d := w.day(t)
	sum := time.Duration(y.open[d-y.first]) * time.Second
	at := t.Unix()
	for _, p := range w.cut(y, d, make([]piece, 0, roomyDay)) {
		switch {
		case !p.part.Open() || at < p.from:
		case at < p.to:
			return y, sum + time.Duration(at-p.from)*time.Second + time.Duration(t.Nanosecond())
		default:
			sum += time.Duration(p.to-p.from) * time.Second
		}
	}
	return y, sum
}

// moment gives the first moment at which it was open for so long in a year, more than nothing and no more than the
// year's total.
func (w *WorkingTime) moment(y *year, passed time.Duration) time.Time {
	i, _ := slices.BinarySearchFunc(y.open[1:y.days+1], passed, func(open int32, passed time.Duration) int {
		if time.Duration(open)*time.Second < passed {
			return -1
		}
		return 1
	})
	left := passed - time.Duration(y.open[i])*time.Second
	for _, p := range w.cut(y, y.first+Date(i), make([]piece, 0, roomyDay)) {
		if !p.part.Open() {
			continue
		}
		if long := time.Duration(p.to-p.from) * time.Second; left > long {
			left -= long
			continue
		}
		return time.Unix(p.from, 0).Add(left).In(w.zone)
	}
	panic("a day is shorter than its year says")
}
