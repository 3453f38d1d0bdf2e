package model

import (
	"math"
	"time"
)

// A year is what a calendar keeps ready of one year: how the clocks went, and how much was open.
type year struct {
	number int
	first  Date
	days   Date // how many
	eras   []era
	public []Holiday
	open   [367]int32 // the seconds that were open before each day, and at last in all
}

// An era is a time in which the clocks of a zone went evenly.
type era struct {
	from   int64 // the second since 1970 at which it begins
	offset int64 // seconds that the clocks are ahead of UTC
}

// year gives a year from those that are kept, or works it out. Two goroutines may do so at once and find the same.
func (w *WorkingTime) year(number int) *year {
	kept := &w.years[number%keptYears]
	if y := kept.Load(); y != nil && y.number == number {
		return y
	}
	y := w.newYear(number)
	kept.Store(y)
	return y
}

func (w *WorkingTime) newYear(number int) *year {
	first := NewDate(number, time.January, 1)
	y := &year{number: number, first: first, days: NewDate(number+1, time.January, 1) - first}
	y.eras = eras(w.zone, y.first-2, y.first+y.days+2)
	if w.public != nil {
		y.public, _ = w.public(w.calendar.Country, number) // errs only for an unknown country, which Compile refused
	}
	day := make([]piece, 0, roomyDay)
	for i := range y.days {
		day = w.cut(y, first+i, day[:0])
		y.open[i+1] = y.open[i]
		for _, p := range day {
			if p.part.Open() {
				y.open[i+1] += int32(p.to - p.from)
			}
		}
	}
	return y
}

// total gives how long it is open in the year.
func (y *year) total() time.Duration { return time.Duration(y.open[y.days]) * time.Second }

// eras gives how the clocks of a zone go from one date to another. The first era has no beginning.
func eras(zone *time.Location, from, to Date) []era {
	var all []era
	begin := int64(math.MinInt64 / 2)
	for at := from.utc().In(zone); ; {
		_, offset := at.Zone()
		if n := len(all); n == 0 || all[n-1].offset != int64(offset) {
			all = append(all, era{begin, int64(offset)})
		}
		_, end := at.ZoneBounds()
		if end.IsZero() || end.After(to.utc()) {
			return all
		}
		// On the last day of a leap year whose rules are extrapolated, ZoneBounds ends where that day began.
		if !end.After(at) {
			end = at.AddDate(0, 0, 1)
		}
		at, begin = end, end.Unix()
	}
}

// find gives the era in which clocks show a local second for the first time; skipped when none does: then it is the era
// that begins with the skip.
func (y *year) find(local int64) (i int, skipped bool) {
	for i := range y.eras {
		if local < y.eras[i].from+y.eras[i].offset {
			return i, true
		}
		if i == len(y.eras)-1 || local < y.eras[i+1].from+y.eras[i].offset {
			return i, false
		}
	}
	return 0, false
}

// instant gives the second since 1970 at which the clocks show a time of day on a date. A skipped one is read as if the
// clocks had not been changed yet; but the day begins at 00:00 and ends at 24:00 wherever that is.
func (y *year) instant(d Date, t TimeOfDay) int64 {
	if t == 0 || t == endOfDay {
		return y.start(d + Date(t/endOfDay))
	}
	local := int64(d)*secondsOfDay + int64(t)
	i, skipped := y.find(local)
	if skipped {
		i--
	}
	return local - y.eras[i].offset
}

// start gives the second since 1970 at which a date begins: its first midnight, or what comes instead of a skipped one.
func (y *year) start(d Date) int64 {
	local := int64(d) * secondsOfDay
	i, skipped := y.find(local)
	if skipped {
		return y.eras[i].from
	}
	return local - y.eras[i].offset
}

// day gives the date on which t lies and its year; a time outside the years that calendars know counts as their first
// day, or as the day behind their last.
func (w *WorkingTime) day(t time.Time) (*year, Date) {
	number := t.UTC().Year()
	if number < firstYear-1 {
		y := w.year(firstYear)
		return y, y.first
	}
	if number > lastYear+1 {
		y := w.year(lastYear)
		return y, y.first + y.days
	}
	return w.known(t.Unix(), max(firstYear, min(number, lastYear)))
}

// known gives the date of a second since 1970 and its year, which is that number or one beside it.
func (w *WorkingTime) known(at int64, number int) (*year, Date) {
	y := w.year(number)
	switch {
	case at < y.start(y.first) && number > firstYear:
		y = w.year(number - 1)
	case at >= y.start(y.first+y.days) && number < lastYear:
		y = w.year(number + 1)
	}
	d := y.first
	for i := range y.eras {
		if y.eras[i].from <= at {
			d = dateAt(at + y.eras[i].offset)
		}
	}
	for at >= y.start(d+1) {
		d++
	}
	return y, max(y.first, min(d, y.first+y.days))
}

// dateAt gives the date on which a second of the local clock lies, counted from 1970.
func dateAt(local int64) Date {
	if local < 0 {
		local -= secondsOfDay - 1
	}
	return Date(local / secondsOfDay)
}
