package model

import (
	"fmt"
	"strings"
	"time"
)

const endOfDay TimeOfDay = secondsOfDay

// aroundTheClock is how a week without a closed minute is written.
const aroundTheClock = "24x7"

// closedAllDay is how a day without hours is written.
const closedAllDay = "closed"

// ParseTimeOfDay reads a time of day as in 09:00, 9:00 or 09:00:30, up to 24:00.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	parts := strings.Split(s, ":")
	if len(parts) != 2 && len(parts) != 3 {
		return 0, noTimeOfDay(s)
	}
	var sum TimeOfDay
	for i, part := range parts {
		if len(part) != 2 && (i > 0 || len(part) != 1) {
			return 0, noTimeOfDay(s)
		}
		n := TimeOfDay(0)
		for _, digit := range []byte(part) {
			if digit < '0' || digit > '9' {
				return 0, noTimeOfDay(s)
			}
			n = n*10 + TimeOfDay(digit-'0')
		}
		if i > 0 && n > 59 {
			return 0, noTimeOfDay(s)
		}
		sum = sum*60 + n
	}
	if len(parts) == 2 {
		sum *= 60
	}
	if sum > endOfDay {
		return 0, noTimeOfDay(s)
	}
	return sum, nil
}

func noTimeOfDay(s string) error {
	return fmt.Errorf("%s is no time of day: write it as 09:00, from 00:00 to 24:00", brief(s))
}

// String writes a time of day as in 09:00, with seconds if there are any.
func (t TimeOfDay) String() string {
	if t%60 != 0 {
		return fmt.Sprintf("%02d:%02d:%02d", t/3600, t/60%60, t%60)
	}
	return fmt.Sprintf("%02d:%02d", t/3600, t/60%60)
}

// newTimeRange reads the two ends of a range.
func newTimeRange(from, to string) (TimeRange, error) {
	var r TimeRange
	var err error
	if r.From, err = ParseTimeOfDay(strings.TrimSpace(from)); err != nil {
		return r, err
	}
	if r.To, err = ParseTimeOfDay(strings.TrimSpace(to)); err != nil {
		return r, err
	}
	return r, r.check()
}

// String writes a range as in 09:00-17:00.
func (r TimeRange) String() string { return r.From.String() + "-" + r.To.String() }

// ParseDayHours reads the hours of a day as in 09:00-12:00 13:00-17:30, with blanks or commas between; closed is a day
// without hours. The ranges come back in order, those that overlap or touch as one. Errors name the range.
func ParseDayHours(s string) (DayHours, error) {
	return parseRanges(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' }))
}

func parseRanges(words []string) (DayHours, error) {
	if len(words) == 0 {
		return nil, fmt.Errorf("hours are missing: write them as 09:00-17:00, or %s", closedAllDay)
	}
	if len(words) == 1 && strings.EqualFold(words[0], closedAllDay) {
		return nil, nil
	}
	var all DayHours
	for _, word := range words {
		from, to, ok := strings.Cut(strings.ReplaceAll(word, "–", "-"), "-")
		if !ok {
			return nil, fmt.Errorf("%s is no range of hours: write it as 09:00-17:00", brief(word))
		}
		r, err := newTimeRange(from, to)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all.joined(), nil
}

// String writes the hours as in 09:00-12:00 13:00-17:30; a day without is closed.
func (h DayHours) String() string {
	if len(h) == 0 {
		return closedAllDay
	}
	var words []string
	for _, r := range h {
		words = append(words, r.String())
	}
	return strings.Join(words, " ")
}

// weekOrder is how people write a week.
var weekOrder = [7]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

// ParseWeek reads the hours of a week: days, then their hours, with semicolons or line breaks between, as in
// mon-fri 09:00-12:00 13:00-17:30; sat,sun 10:00-14:00. A day that is named again gets those hours too; one that isn't
// named has none. 24x7 stands for all days around the clock. Errors name the part.
func ParseWeek(s string) (Week, error) {
	var week Week
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		words := strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == '\t' || r == '\r' })
		if len(words) == 0 {
			continue
		}
		if err := week.add(words); err != nil {
			return Week{}, fmt.Errorf("%s: %w", brief(strings.Join(words, " ")), err)
		}
	}
	return week, nil
}

// add gives hours to days, as one part of ParseWeek's text says.
func (w *Week) add(words []string) error {
	if len(words) == 1 && (strings.EqualFold(words[0], aroundTheClock) || words[0] == "24/7") {
		words = []string{"mon-sun", TimeRange{0, endOfDay}.String()}
	}
	days, err := parseWeekdays(words[0])
	if err != nil {
		return err
	}
	hours, err := ParseDayHours(strings.Join(words[1:], " "))
	if err != nil {
		return err
	}
	for _, day := range days {
		w[day] = append(w[day], hours...).joined()
	}
	return nil
}

// parseWeekdays reads days as in mon, mon-fri or mon,wed,fri.
func parseWeekdays(s string) ([]time.Weekday, error) {
	var days []time.Weekday
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(strings.ReplaceAll(part, "–", "-"), "-")
		if !isRange {
			last = first
		}
		day, err := parseWeekday(first)
		if err != nil {
			return nil, err
		}
		end, err := parseWeekday(last)
		if err != nil {
			return nil, err
		}
		for ; day != end; day = (day + 1) % 7 {
			days = append(days, day)
		}
		days = append(days, end)
	}
	return days, nil
}

// parseWeekday reads the name of a day, in full or its first three letters.
func parseWeekday(s string) (time.Weekday, error) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(s, day.String()) || strings.EqualFold(s, dayWord(day)) {
			return day, nil
		}
	}
	return 0, fmt.Errorf("%s is no weekday: write mon, tue, wed, thu, fri, sat or sun", brief(s))
}

// dayWord gives the short name of a weekday, as in mon.
func dayWord(day time.Weekday) string { return strings.ToLower(day.String()[:3]) }

// String writes the week as ParseWeek reads it, days in a row with the same hours together; closed if it has none.
func (w Week) String() string {
	var parts []string
	for i := 0; i < len(weekOrder); {
		first, hours := weekOrder[i], w[weekOrder[i]].String()
		last := first
		for i++; i < len(weekOrder) && w[weekOrder[i]].String() == hours; i++ {
			last = weekOrder[i]
		}
		days := dayWord(first)
		if last != first {
			days += "-" + dayWord(last)
		}
		if hours != closedAllDay {
			parts = append(parts, days+" "+hours)
		}
	}
	switch text := strings.Join(parts, "; "); text {
	case "":
		return closedAllDay
	case "mon-sun 00:00-24:00":
		return aroundTheClock
	default:
		return text
	}
}

// ParseDays reads hours of single dates, one a line or with semicolons between, as in 2026-12-24 09:00-12:00 or
// 2026-12-31 closed. Errors name the part.
func ParseDays(s string) (Days, error) {
	days := Days{}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '\n' }) {
		words := strings.Fields(part)
		if len(words) == 0 {
			continue
		}
		date, err := ParseDate(words[0])
		if err != nil {
			return nil, err
		}
		hours, err := ParseDayHours(strings.Join(words[1:], " "))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", date, err)
		}
		if _, twice := days[date]; twice {
			return nil, fmt.Errorf("%s is there twice: write all its hours behind it once", date)
		}
		days[date] = hours
	}
	return days, nil
}

// String writes the dates as ParseDays reads them, one a line, in their order.
func (d Days) String() string {
	var lines []string
	for _, date := range d.dates() {
		lines = append(lines, date.String()+" "+d[date].String())
	}
	return strings.Join(lines, "\n")
}
