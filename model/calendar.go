package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// A Calendar says when a team works: hours by weekday, holidays, and what is special on single dates, in one time zone.
// It is plain data, to be kept and edited; [Calendar.Compile] makes it ready to count with. Its JSON form is
//
//	{"name": "office", "time_zone": "Europe/Berlin", "hours": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]]},
//	 "country": "DE", "holidays": ["2026-12-24 Christmas Eve"],
//	 "shifts": {"2026-12-12": [["10:00", "14:00"]]}, "breaks": {"2026-11-24": [["12:00", "13:30"]]}}
//
// What decides about a date, first match first: one of its own holidays closes it; special hours replace the hours of
// the weekday, also on a public holiday, and close the date when there are none; a public holiday closes it; else it has
// the hours of its weekday. Breaks are taken out of whatever hours the date has.
type Calendar struct {
	Name     string
	Zone     string    // IANA name, as in Europe/Berlin; empty is UTC
	Week     Week      // the hours of the weekdays, Sunday first
	Country  string    // whose public holidays are kept, as in DE or AU-NSW; empty for none
	Holidays []Holiday // own ones
	Shifts   Days      // special hours, which replace those of the weekday
	Breaks   Days      // taken out of the hours of a date
}

// A Week holds the hours of each weekday; time.Sunday comes first. [ParseWeek] and String are its written form.
type Week [7]DayHours

// Days holds hours of single dates. [ParseDays] and String are its written form.
type Days map[Date]DayHours

// A DayHours is the hours of one day; none is a day without. [ParseDayHours] and String are its written form.
type DayHours []TimeRange

// A TimeRange is a part of a day, from its first second up to, not including, its end. It never crosses midnight.
type TimeRange struct{ From, To TimeOfDay }

// A TimeOfDay counts the seconds on the clock since midnight, 0 to 86400: 24:00 is the end of the day.
type TimeOfDay int32

// A Holiday is a date on which nobody works, and why.
type Holiday struct {
	Date Date
	Name string // may be empty
}

// PublicHolidays gives the public holidays of a country in a year. It errs when it knows no such country, always gives
// the same for the same country and year, and may be asked from several goroutines.
type PublicHolidays func(country string, year int) ([]Holiday, error)

// ErrNoHours says that a calendar has no open hours, or none left where some were looked for.
var ErrNoHours = errors.New("no open hours")

// The bounds of a calendar: far above all that people keep, low enough that none can tire the desk.
const (
	maxRanges = 100  // of one day
	maxDates  = 5000 // of holidays, special hours and breaks each
)

// Check tells what is wrong with a calendar, nil if nothing: it has no name, its zone is unknown, a range of hours ends
// before it begins or leaves the day, there is too much of something, or, as ErrNoHours, there are no hours at all. The
// error names the place. Whether the country is known, only Compile can tell.
func (c *Calendar) Check() error {
	if err := c.check(); err != nil {
		return fmt.Errorf("calendar %s: %w", brief(c.Name), err)
	}
	return nil
}

func (c *Calendar) check() error {
	if strings.TrimSpace(c.Name) == "" || len(c.Name) > MaxName {
		return fmt.Errorf("a calendar needs a name of at most %d bytes", MaxName)
	}
	if _, err := loadZone(c.Zone); err != nil {
		return err
	}
	for day, hours := range c.Week {
		if err := hours.check(); err != nil {
			return fmt.Errorf("hours of %s: %w", time.Weekday(day), err)
		}
	}
	if len(c.Holidays) > maxDates {
		return fmt.Errorf("%d holidays are too many: %d is the most", len(c.Holidays), maxDates)
	}
	for _, h := range c.Holidays {
		if len(h.Name) > MaxName {
			return fmt.Errorf("the name of the holiday on %s is longer than %d bytes", h.Date, MaxName)
		}
	}
	if err := c.Shifts.check(); err != nil {
		return fmt.Errorf("special hours: %w", err)
	}
	if err := c.Breaks.check(); err != nil {
		return fmt.Errorf("breaks: %w", err)
	}
	if !c.hasHours() {
		return fmt.Errorf("%w: give some weekday hours, as in mon-fri 09:00-17:00", ErrNoHours)
	}
	return nil
}

// hasHours tells whether there are hours on some weekday or date, before holidays and breaks.
func (c *Calendar) hasHours() bool {
	some := func(hours DayHours) bool { return len(hours) > 0 }
	return slices.ContainsFunc(c.Week[:], some) || slices.ContainsFunc(slices.Collect(maps.Values(c.Shifts)), some)
}

func (d Days) check() error {
	if len(d) > maxDates {
		return fmt.Errorf("%d dates are too many: %d is the most", len(d), maxDates)
	}
	for _, date := range d.dates() {
		if err := d[date].check(); err != nil {
			return fmt.Errorf("%s: %w", date, err)
		}
	}
	return nil
}

// dates gives the dates in their order.
func (d Days) dates() []Date { return slices.Sorted(maps.Keys(d)) }

func (h DayHours) check() error {
	if len(h) > maxRanges {
		return fmt.Errorf("%d ranges are too many for one day: %d is the most", len(h), maxRanges)
	}
	for _, r := range h {
		if err := r.check(); err != nil {
			return err
		}
	}
	return nil
}

func (r TimeRange) check() error {
	switch {
	case r.From < 0 || r.To > endOfDay:
		return fmt.Errorf("%s leaves the day: hours go from 00:00 to 24:00", r)
	case r.From == r.To:
		return fmt.Errorf("%s ends as it begins: write 00:00-24:00 for the whole day, and nothing for a day without hours", r)
	case r.From > r.To:
		return fmt.Errorf("%s ends before it begins: hours past midnight are two ranges, %s-24:00 and 00:00-%s on the next day",
			r, r.From, r.To)
	}
	return nil
}

// joined gives the same hours in order, with ranges that touch or overlap made one.
func (h DayHours) joined() DayHours {
	var all DayHours
	for _, r := range slices.SortedFunc(slices.Values(h), func(a, b TimeRange) int { return int(a.From - b.From) }) {
		if last := len(all) - 1; last >= 0 && r.From <= all[last].To {
			all[last].To = max(all[last].To, r.To)
		} else {
			all = append(all, r)
		}
	}
	return all
}

// loadZone finds a time zone by its IANA name. What the machine calls Local is none: a calendar means the same anywhere.
func loadZone(name string) (*time.Location, error) {
	if name == "Local" {
		return nil, errors.New(`"Local" is no time zone that holds everywhere: name one as in Europe/Berlin`)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("there is no time zone %s: name one as in Europe/Berlin", brief(name))
	}
	return zone, nil
}
