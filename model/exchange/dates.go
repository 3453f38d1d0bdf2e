package exchange

import (
	"fmt"
	"strings"
	"time"

	"opsdesk/model"
)

// An order says which part of a date such as 3/4/2024 comes first.
type order uint8

const (
	noOrder order = iota
	dayFirst
	monthFirst
)

// String says which part comes first.
func (o order) String() string {
	if o == monthFirst {
		return "month"
	}
	return "day"
}

// A dates reads the points in time of one file. It takes ISO 8601 and RFC 3339, dates in digits with the year first or
// last and of two or four digits, dates with the month's name in English, Spanish, German, French or Portuguese, and
// what JavaScript prints; times of 24 or 12 hours or none, and zones in numbers.
type dates struct {
	zone   *time.Location
	layout string // of package time; tried first
	order  order
}

// read gives the point in time that a text says, none for an empty one.
func (d dates) read(text string) (model.Instant, error) {
	text = strings.TrimSpace(blanks.Replace(text))
	if text == "" {
		return 0, nil
	}
	if strings.Trim(text, "0-:/. ") == "" {
		return 0, nil // how some databases write that there is none
	}
	if d.layout != "" {
		if t, err := time.ParseInLocation(d.layout, text, d.zone); err == nil {
			return within(t), nil
		}
	}
	at, err := d.scan(text)
	if err != nil {
		shown, _ := model.Bound(text, 60)
		return 0, fmt.Errorf("%q is no date: %w", shown, err)
	}
	return at, nil
}

// in gives the same reader for times of another zone.
func (d dates) in(zone *time.Location) dates {
	d.zone = zone
	return d
}

var blanks = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u2007", " ", "\u2009", " ")

func (d dates) scan(text string) (model.Instant, error) {
	s := scanner{text: text}
	day, err := s.date(d.order)
	if err != nil {
		return 0, err
	}
	clock, err := s.clock()
	if err != nil {
		return 0, err
	}
	zone, err := s.zone(d.zone)
	if err != nil {
		return 0, err
	}
	t := time.Date(day.year, time.Month(day.month), day.day, clock.hour, clock.minute, clock.second, 0, zone)
	return within(t), nil
}

// within gives the nearest point in time that records have room for: 1970, which is none, to 2106. Systems write years
// far away for never and for nothing.
func within(t time.Time) model.Instant {
	return model.Instant(max(0, min(t.Unix(), 1<<32-1)))
}

// learn finds out from some cells which part of a date in digits comes first. When they do not tell, it takes the day,
// or the month beside times of 12 hours, and the first date that may mean two days comes back.
func (d *dates) learn(cells []string) (doubtful string) {
	var days, months, twelve bool
	for _, cell := range cells {
		s := scanner{text: strings.TrimSpace(blanks.Replace(cell))}
		a, b, ok := s.pair()
		if !ok {
			continue
		}
		low := strings.ToLower(cell)
		days, months = days || a > 12, months || b > 12
		twelve = twelve || strings.Contains(low, "am") || strings.Contains(low, "pm")
		if doubtful == "" && a != b {
			doubtful = cell
		}
	}
	switch {
	case days != months && days:
		d.order, doubtful = dayFirst, ""
	case days != months:
		d.order, doubtful = monthFirst, ""
	case twelve:
		d.order = monthFirst
	default:
		d.order = dayFirst
	}
	return doubtful
}

// A calendarDay is a day of a year.
type calendarDay struct{ year, month, day int }

// check tells whether there is such a day.
func (c calendarDay) check() error {
	t := time.Date(c.year, time.Month(c.month), c.day, 0, 0, 0, 0, time.UTC)
	if c.year < 1 || t.Month() != time.Month(c.month) || t.Day() != c.day {
		return fmt.Errorf("there is no day %04d-%02d-%02d", c.year, c.month, c.day)
	}
	return nil
}

// A clockTime is a time of day.
type clockTime struct{ hour, minute, second int }

// months gives the month of the first letters of its name in five languages.
var months = map[string]int{
	"jan": 1, "ene": 1, "jän": 1, "feb": 2, "fev": 2, "fév": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "abr": 4, "avr": 4,
	"may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8, "ago": 8, "aoû": 8, "aou": 8, "sep": 9, "set": 9,
	"oct": 10, "okt": 10, "out": 10, "nov": 11, "dec": 12, "dez": 12, "dic": 12, "déc": 12,
	"juin": 6, "juil": 7,
}

// monthOf gives the month of a name or the beginning of one, 0 when it is none.
func monthOf(name string) int {
	letters := []rune(strings.ToLower(name))
	if len(letters) >= 4 {
		if m := months[string(letters[:4])]; m != 0 {
			return m
		}
	}
	if len(letters) < 3 {
		return 0
	}
	return months[string(letters[:3])]
}

// weekdays are the days that JavaScript prints before a date.
const weekdays = " mon tue wed thu fri sat sun "
