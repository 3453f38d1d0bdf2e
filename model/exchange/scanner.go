package exchange

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A scanner goes through the text of a date.
type scanner struct {
	text string
	i    int
}

func (s *scanner) done() bool { return s.i >= len(s.text) }

// skip goes past all of some characters.
func (s *scanner) skip(set string) {
	for !s.done() && strings.IndexByte(set, s.text[s.i]) >= 0 {
		s.i++
	}
}

// take goes past one of some characters, if one stands here.
func (s *scanner) take(set string) bool {
	if s.done() || strings.IndexByte(set, s.text[s.i]) < 0 {
		return false
	}
	s.i++
	return true
}

// number reads up to nine digits; digits is 0 when none stand here.
func (s *scanner) number() (n, digits int) {
	for !s.done() && '0' <= s.text[s.i] && s.text[s.i] <= '9' && digits < 9 {
		n = n*10 + int(s.text[s.i]-'0')
		s.i, digits = s.i+1, digits+1
	}
	return n, digits
}

// word reads letters, empty when none stand here.
func (s *scanner) word() string {
	from := s.i
	for !s.done() {
		r, size := utf8.DecodeRuneInString(s.text[s.i:])
		if !unicode.IsLetter(r) {
			break
		}
		s.i += size
	}
	return s.text[from:s.i]
}

// pair reads the first two numbers of a date in digits whose year comes last.
func (s *scanner) pair() (a, b int, ok bool) {
	a, n := s.number()
	if n == 0 || n > 2 || !s.take("/-.") {
		return 0, 0, false
	}
	b, n = s.number()
	return a, b, n > 0 && n <= 2 && s.take("/-.")
}

const between = "/-. ,"

var errNoDate = errors.New("write it as 2024-02-29 16:30")

// date reads a day.
func (s *scanner) date(o order) (calendarDay, error) {
	if w := s.word(); w != "" {
		return s.monthThenDay(w)
	}
	a, digits := s.number()
	if digits == 0 {
		return calendarDay{}, errNoDate
	}
	s.skip(between)
	name := s.word()
	if strings.EqualFold(name, "de") {
		s.skip(between)
		name = s.word()
	}
	if name != "" {
		return s.namedMonth(a, digits, name)
	}
	b, n := s.number()
	if n == 0 || n > 2 {
		return calendarDay{}, errNoDate
	}
	s.skip(between)
	c, n := s.number()
	if digits == 4 && n > 0 && n <= 2 {
		day := calendarDay{a, b, c}
		return day, day.check()
	}
	year, err := yearOf(c, n)
	if err != nil || digits > 2 {
		return calendarDay{}, errNoDate
	}
	return inOrder(a, b, year, o)
}

// inOrder makes a day of a date in digits, whose parts come in an order.
func inOrder(a, b, year int, o order) (calendarDay, error) {
	day, other := calendarDay{year, b, a}, calendarDay{year, a, b}
	if o == monthFirst {
		day, other = other, day
	}
	err := day.check()
	if err != nil && other.check() == nil {
		first := "day"
		if o == monthFirst {
			first = "month"
		}
		return day, fmt.Errorf("this file's dates have the %s first", first)
	}
	return day, err
}

// monthThenDay reads May 13 2026, with a weekday before it or without.
func (s *scanner) monthThenDay(name string) (calendarDay, error) {
	s.skip(between)
	if strings.Contains(weekdays, " "+strings.ToLower(name)+" ") {
		name = s.word()
		s.skip(between)
	}
	d, n := s.number()
	s.skip(between)
	y, digits := s.number()
	year, err := yearOf(y, digits)
	if monthOf(name) == 0 || n == 0 || n > 2 || err != nil {
		return calendarDay{}, errNoDate
	}
	day := calendarDay{year, monthOf(name), d}
	return day, day.check()
}

// namedMonth reads the rest of 15/Feb/26, 15 de mayo de 2024 or 2024-Feb-15.
func (s *scanner) namedMonth(a, digits int, name string) (calendarDay, error) {
	s.skip(between)
	if w := s.i; !strings.EqualFold(s.word(), "de") {
		s.i = w
	}
	s.skip(between)
	b, n := s.number()
	if digits != 4 {
		a, digits, b, n = b, n, a, digits
	}
	year, err := yearOf(a, digits)
	if monthOf(name) == 0 || n == 0 || n > 2 || err != nil {
		return calendarDay{}, errNoDate
	}
	day := calendarDay{year, monthOf(name), b}
	return day, day.check()
}

// yearOf reads a year of two or four digits; 69 and less are of this century.
func yearOf(n, digits int) (int, error) {
	switch {
	case digits == 4:
		return n, nil
	case digits == 2 && n < 70:
		return 2000 + n, nil
	case digits == 2:
		return 1900 + n, nil
	}
	return 0, errNoDate
}

// joiners stand between a date and its time.
const joiners = " t at um à às a "

// clock reads a time of day. There may be none, and nothing else then.
func (s *scanner) clock() (clockTime, error) {
	s.skip(" ,")
	if w := s.i; !strings.Contains(joiners, " "+strings.ToLower(s.word())+" ") {
		s.i = w
	}
	s.skip(" ")
	h, digits := s.number()
	if digits == 0 && s.done() {
		return clockTime{}, nil
	}
	if digits < 1 || digits > 2 || !s.take(":.hH") {
		return clockTime{}, errNoDate
	}
	c := clockTime{hour: h}
	if c.minute, digits = s.number(); digits != 2 {
		return clockTime{}, errNoDate
	}
	if s.take(":.") {
		if c.second, digits = s.number(); digits != 2 {
			return clockTime{}, errNoDate
		}
		if s.take(".,") {
			s.number() // parts of a second are left out
		}
	}
	return s.half(c)
}

// half reads AM or PM in the spellings of several languages.
func (s *scanner) half(c clockTime) (clockTime, error) {
	back := s.i
	s.skip(" ")
	w := strings.ToLower(s.word())
	if w == "a" || w == "p" {
		s.skip(". ")
		w += strings.ToLower(s.word())
	}
	switch {
	case w != "am" && w != "pm":
		s.i = back
	case c.hour < 1 || c.hour > 12:
		return c, fmt.Errorf("there is no hour %d %s", c.hour, w)
	default:
		s.skip(".")
		c.hour %= 12
		if w == "pm" {
			c.hour += 12
		}
	}
	if c.hour > 23 || c.minute > 59 || c.second > 60 {
		return c, fmt.Errorf("there is no time %02d:%02d:%02d", c.hour, c.minute, c.second)
	}
	return c, nil
}

// zone reads a distance from UTC, or takes the file's zone when none is written.
func (s *scanner) zone(own *time.Location) (*time.Location, error) {
	s.skip(" ")
	switch strings.ToUpper(s.word()) {
	case "":
	case "Z", "UTC", "GMT":
		own = time.UTC
	default:
		return nil, errors.New("its end is no zone in numbers")
	}
	if at := s.i; s.take("+-") {
		sign := 1
		if s.text[at] == '-' {
			sign = -1
		}
		offset, err := s.offset()
		if err != nil {
			return nil, err
		}
		own = time.FixedZone("", sign*offset)
	}
	s.skip(" ")
	if s.take("(") { // JavaScript says the zone's name behind it
		s.i = len(s.text)
	}
	if !s.done() {
		return nil, errors.New("something follows the time")
	}
	return own, nil
}

// offset reads hours and minutes as 02:00, 0200 or 02.
func (s *scanner) offset() (seconds int, err error) {
	h, digits := s.number()
	m := 0
	switch {
	case digits == 4:
		h, m = h/100, h%100
	case digits != 2:
		return 0, errNoDate
	case s.take(":"):
		if m, digits = s.number(); digits != 2 {
			return 0, errNoDate
		}
	}
	if h > 18 || m > 59 {
		return 0, errors.New("no zone is so far from UTC")
	}
	return h*3600 + m*60, nil
}
