package model

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// A DayPart says what a part of a day is to a calendar, and so why it is open or closed.
type DayPart uint8

// The parts of a day.
const (
	RegularHours   DayPart = iota // the hours of the weekday
	SpecialHours                  // hours of that date alone
	OutsideHours                  // before, between or after the hours of a day
	DayOff                        // all of a day whose weekday has no hours
	OnHoliday                     // all of a holiday
	SpecialClosing                // all of a date whose special hours are none
	OnBreak                       // hours that a break took
)

// dayParts is what the desk knows of them.
var dayParts = [...]struct {
	token, label string
	open         bool
}{
	RegularHours:   {"open", "open hours", true},
	SpecialHours:   {"special-hours", "special hours of that date", true},
	OutsideHours:   {"outside-hours", "outside hours", false},
	DayOff:         {"day-off", "no working day", false},
	OnHoliday:      {"holiday", "holiday", false},
	SpecialClosing: {"special-closing", "closed on that date", false},
	OnBreak:        {"break", "break", false},
}

// String gives the part's token, as in outside-hours.
func (p DayPart) String() string { return dayParts[p].token }

// Label says for people what the part is, as in outside hours.
func (p DayPart) Label() string { return dayParts[p].label }

// Open tells whether time counts in such a part.
func (p DayPart) Open() bool { return dayParts[p].open }

// An Interval is a time in which a calendar is open or closed for one reason, from its first moment up to, not including,
// its end.
type Interval struct {
	From, To time.Time
	Part     DayPart
	Holiday  string // the name of the holiday, if it is one that has a name
}

// Open tells whether time counts in the interval.
func (i Interval) Open() bool { return i.Part.Open() }

// Reason says for people why it is open or closed, as in outside hours or holiday: Christmas Day.
func (i Interval) Reason() string {
	if i.Holiday != "" {
		return i.Part.Label() + ": " + i.Holiday
	}
	return i.Part.Label()
}

// Intervals gives the time from one moment to another as intervals without a gap between them, in order; neighbours
// differ in their reason, so the Saturday and Sunday of a weekend are one. Their open ones sum to what Between gives.
// Nothing is there when to is not after from.
func (w *WorkingTime) Intervals(from, to time.Time) iter.Seq[Interval] {
	from, to = from.In(w.zone), to.In(w.zone)
	return func(yield func(Interval) bool) {
		if !from.Before(to) {
			return
		}
		last := Interval{From: from}
		for part := range w.pieces(from, to) {
			if begin := time.Unix(part.from, 0).In(w.zone); begin.After(from) && !part.continues(last) {
				last.To = begin
				if !yield(last) {
					return
				}
				last.From = begin
			}
			last.Part, last.Holiday = part.part, part.holiday
		}
		last.To = to
		yield(last)
	}
}

// A piece is a part of one day, in seconds since 1970.
type piece struct {
	from, to int64
	part     DayPart
	holiday  string
}

// continues tells whether the piece goes on with what an interval is.
func (p piece) continues(i Interval) bool { return p.part == i.Part && p.holiday == i.Holiday }

// pieces gives the parts of days that lie between two moments, at least one. They are whole at both ends.
func (w *WorkingTime) pieces(from, to time.Time) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		y, d := w.day(from)
		if known := y.start(d); from.Unix() < known && !yield(piece{from.Unix(), known, DayOff, ""}) {
			return
		}
		day := make([]piece, 0, roomyDay)
		for {
			day = w.cut(y, d, day[:0])
			for _, p := range day {
				if p.to <= from.Unix() {
					continue
				}
				if !time.Unix(p.from, 0).Before(to) || !yield(p) {
					return
				}
			}
			if d++; d > y.first+y.days {
				return
			}
			if d == y.first+y.days && y.number < lastYear {
				y = w.year(y.number + 1)
			}
		}
	}
}

// roomyDay is how many pieces a day hardly ever exceeds.
const roomyDay = 16

// cut appends the pieces of a date to buf, without a gap from its first second to its last. A date that the zone skipped
// has none.
func (w *WorkingTime) cut(y *year, d Date, buf []piece) []piece {
	pos, end := y.start(d), y.start(d+1)
	hours, part, closed := w.plan(y, d)
	open := make([]piece, 0, roomyDay)
	for _, r := range hours {
		open = append(open, piece{y.instant(d, r.From), y.instant(d, r.To), part, ""})
	}
	// Where clocks skip, a range may come behind the one that follows it.
	slices.SortFunc(open, func(a, b piece) int { return cmp.Compare(a.from, b.from) })
	for _, p := range open {
		if p.from, p.to = max(pos, p.from), min(end, p.to); p.from >= p.to {
			continue
		}
		if pos < p.from {
			buf = append(buf, piece{pos, p.from, closed.part, closed.holiday})
		}
		buf = append(buf, p)
		pos = p.to
	}
	if pos < end {
		buf = append(buf, piece{pos, end, closed.part, closed.holiday})
	}
	for _, r := range w.calendar.Breaks[d] {
		buf = takeOut(buf, y.instant(d, r.From), y.instant(d, r.To))
	}
	return buf
}

// plan gives the hours of a date, what they are, and what the rest of the date is.
func (w *WorkingTime) plan(y *year, d Date) (hours DayHours, open DayPart, closed piece) {
	if d < y.first || d >= y.first+y.days {
		return nil, 0, piece{part: DayOff} // behind the years that calendars know
	}
	if name, ok := w.own[d]; ok {
		return nil, 0, piece{part: OnHoliday, holiday: name}
	}
	if hours, ok := w.calendar.Shifts[d]; ok {
		if len(hours) == 0 {
			return nil, 0, piece{part: SpecialClosing}
		}
		return hours, SpecialHours, piece{part: OutsideHours}
	}
	if i := slices.IndexFunc(y.public, func(h Holiday) bool { return h.Date == d }); i >= 0 {
		return nil, 0, piece{part: OnHoliday, holiday: y.public[i].Name}
	}
	// Date 0 was a Thursday. Dates before it count backwards.
	if hours := w.calendar.Week[((int(d)+int(time.Thursday))%7+7)%7]; len(hours) > 0 {
		return hours, RegularHours, piece{part: OutsideHours}
	}
	return nil, 0, piece{part: DayOff}
}

// takeOut makes a break of what is open between two seconds.
func takeOut(day []piece, from, to int64) []piece {
	var all []piece
	for _, p := range day {
		begin, end := max(p.from, from), min(p.to, to)
		if !p.part.Open() || begin >= end {
			all = append(all, p)
			continue
		}
		if p.from < begin {
			all = append(all, piece{p.from, begin, p.part, ""})
		}
		all = append(all, piece{begin, end, OnBreak, ""})
		if end < p.to {
			all = append(all, piece{end, p.to, p.part, ""})
		}
	}
	return all
}
