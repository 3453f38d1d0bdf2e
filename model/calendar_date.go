package model

import (
	"fmt"
	"strings"
	"time"
)

// A Date is a day of the calendar without a time or a zone, counted from 1970-01-01, which is 0. It is written and
// marshalled as in 2026-11-24.
type Date int32

const secondsOfDay = 24 * 60 * 60

// NewDate gives a date; months and days that leave their range are carried over as time.Date does.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay)
}

// DateOf gives the date that the clock of t's zone shows at t.
func DateOf(t time.Time) Date { return NewDate(t.Date()) }

// ParseDate reads a date as in 2026-11-24.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%s is no date: write it as 2026-11-24", brief(s))
	}
	return DateOf(t), nil
}

// String writes a date as in 2026-11-24.
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// Year gives the year.
func (d Date) Year() int { return d.utc().Year() }

func (d Date) utc() time.Time { return time.Unix(int64(d)*secondsOfDay, 0).UTC() }

// MarshalText is String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDate(string(text))
	return err
}

// ParseHoliday reads a date and, behind a blank, the holiday's name, as in 2026-12-25 Christmas Day.
func ParseHoliday(s string) (Holiday, error) {
	first, name, _ := strings.Cut(strings.TrimSpace(s), " ")
	date, err := ParseDate(first)
	if err != nil {
		return Holiday{}, err
	}
	return Holiday{date, strings.TrimSpace(name)}, nil
}

// String writes the date and the name, if there is one.
func (h Holiday) String() string { return strings.TrimSpace(h.Date.String() + " " + h.Name) }

// ParseHolidays reads holidays as ParseHoliday does, one a line; empty lines don't matter. Errors name the line.
func ParseHolidays(s string) ([]Holiday, error) {
	var all []Holiday
	for i, line := range strings.Split(s, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		h, err := ParseHoliday(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		all = append(all, h)
	}
	return all, nil
}
