package model

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// lawZones are zones whose clocks do everything that clocks do: none, whole and half hours, at midnight, a minute past
// it, four times a year, and a date left out.
var lawZones = []string{"Etc/UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Australia/Sydney", "Australia/Lord_Howe",
	"Africa/Casablanca", "Africa/Cairo", "America/Havana", "America/Goose_Bay", "America/Sao_Paulo", "Pacific/Apia"}

// lawDays is how long the slow reference looks.
const lawDays = 12

// A minuteByMinute is the slow reference: every minute of some days with what the clock showed, told by the standard
// library alone.
type minuteByMinute struct {
	begin time.Time
	wall  []int64 // minutes on the local clock since 1970
	date  []Date  // the latest date that was reached
	open  []bool
}

func newMinuteByMinute(c *Calendar, zone *time.Location, begin time.Time) *minuteByMinute {
	m := &minuteByMinute{begin: begin}
	for i := range lawDays * 24 * 60 {
		local := begin.Add(time.Duration(i) * time.Minute).In(zone)
		_, offset := local.Zone()
		m.wall = append(m.wall, (local.Unix()+int64(offset))/60)
		date := DateOf(local)
		if i > 0 {
			date = max(date, m.date[i-1])
		}
		m.date = append(m.date, date)
	}
	m.open = make([]bool, len(m.wall))
	for d := m.date[0] + 1; d < m.date[len(m.date)-1]; d++ {
		hours, special := c.Shifts[d]
		if !special {
			hours = c.Week[d.Weekday()]
		}
		if slices.ContainsFunc(c.Holidays, func(h Holiday) bool { return h.Date == d }) {
			hours = nil
		}
		m.mark(d, hours, true)
		m.mark(d, c.Breaks[d], false)
	}
	return m
}

// mark opens or closes what lies in some hours of a date.
func (m *minuteByMinute) mark(d Date, hours DayHours, open bool) {
	var minutes [24*60 + 1]bool
	for _, r := range hours {
		for i := r.From / 60; i < r.To/60; i++ {
			minutes[i] = true
		}
	}
	for from := 0; from < 24*60; from++ {
		if !minutes[from] {
			continue
		}
		to := from
		for minutes[to] {
			to++
		}
		begin, end := m.find(d, from), m.find(d, to)
		for i := begin; i < end; i++ {
			if m.date[i] == d {
				m.open[i] = open
			}
		}
		from = to
	}
}

// find gives the first minute in which the clock shows a time, or where it would if it had not skipped.
func (m *minuteByMinute) find(d Date, minute int) int {
	want := int64(d)*24*60 + int64(minute)
	first, _ := slices.BinarySearch(m.date, d-1)
	for i := first; i < len(m.wall); i++ {
		if m.wall[i] == want {
			return i
		}
		if i > 0 && m.wall[i-1] < want && want < m.wall[i] {
			return i + int(want-m.wall[i-1]-1)
		}
	}
	return len(m.wall)
}

// between sums the open time between two moments.
func (m *minuteByMinute) between(a, b time.Time) (sum time.Duration) {
	for i := max(0, int(a.Sub(m.begin)/time.Minute)); i < len(m.open); i++ {
		from := m.begin.Add(time.Duration(i) * time.Minute)
		if !from.Before(b) {
			break
		}
		to := from.Add(time.Minute)
		if from.Before(a) {
			from = a
		}
		if to.After(b) {
			to = b
		}
		if m.open[i] && from.Before(to) {
			sum += to.Sub(from)
		}
	}
	return sum
}

func (m *minuteByMinute) isOpen(t time.Time) bool { return m.open[int(t.Sub(m.begin)/time.Minute)] }

// add walks on from a moment until it was open for d, and gives the moment; none if the days end before.
func (m *minuteByMinute) add(t time.Time, d time.Duration) time.Time {
	for i := int(t.Sub(m.begin) / time.Minute); i < len(m.open); i++ {
		end := m.begin.Add(time.Duration(i+1) * time.Minute)
		if m.open[i] {
			if d == 0 || end.Sub(t) >= d {
				return t.Add(d)
			}
			d -= end.Sub(t)
		}
		t = end
	}
	return time.Time{}
}

// sub walks back from a moment until it was open for d, and gives the moment; none if the days begin after it.
func (m *minuteByMinute) sub(t time.Time, d time.Duration) time.Time {
	for i := int(t.Sub(m.begin) / time.Minute); i >= 0; i-- {
		begin := m.begin.Add(time.Duration(i) * time.Minute)
		if m.open[i] && (d == 0 || t.After(begin)) {
			if t.Sub(begin) >= d {
				return t.Add(-d)
			}
			d -= t.Sub(begin)
		}
		t = begin
		if i > 0 && d == 0 && m.open[i-1] {
			return t
		}
	}
	return time.Time{}
}

// drawHours draws the hours of a day: none, all, or ranges, more than seldom at night, when clocks are changed.
func drawHours(t *rapid.T, name string) DayHours {
	var hours DayHours
	for range rapid.IntRange(0, 3).Draw(t, name+" ranges") {
		latest := rapid.SampledFrom([]int{4 * 60, 24 * 60}).Draw(t, name+" latest")
		from := rapid.IntRange(0, latest-1).Draw(t, name+" from")
		to := rapid.IntRange(from+1, latest).Draw(t, name+" to")
		hours = append(hours, TimeRange{TimeOfDay(from * 60), TimeOfDay(to * 60)})
	}
	if rapid.IntRange(0, 5).Draw(t, name+" whole day") == 0 {
		return DayHours{{0, endOfDay}}
	}
	return hours
}

// drawCalendar draws a calendar with something special on days from one date on.
func drawCalendar(t *rapid.T, first Date) *Calendar {
	c := &Calendar{Name: "law", Zone: rapid.SampledFrom(lawZones).Draw(t, "zone"), Shifts: Days{}, Breaks: Days{}}
	for day := range c.Week {
		c.Week[day] = drawHours(t, time.Weekday(day).String())
	}
	day := func() Date { return first + Date(rapid.IntRange(0, lawDays-1).Draw(t, "special day")) }
	for range rapid.IntRange(0, 2).Draw(t, "specials") {
		c.Holidays = append(c.Holidays, Holiday{day(), "Founders' Day"})
		c.Shifts[day()] = drawHours(t, "shift")
		c.Breaks[day()] = drawHours(t, "break")
	}
	return c
}

func TestWorkingTimeAgreesWithCountingMinutes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		middle := time.Unix(rapid.Int64Range(946684800, 3155760000).Draw(t, "middle")/60*60, 0).UTC()
		begin := middle.Add(-lawDays / 2 * 24 * time.Hour)
		c := drawCalendar(t, DateOf(begin))
		zone, err := time.LoadLocation(c.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if _, change := middle.In(zone).ZoneBounds(); !change.IsZero() && rapid.Bool().Draw(t, "at a change of clocks") {
			shift := change.Sub(middle).Truncate(24 * time.Hour)
			begin = begin.Add(shift)
			c = movedBy(c, int(shift/(24*time.Hour)))
		}
		if !c.hasHours() {
			t.Skip("no hours")
		}
		w, err := c.Compile(nil)
		if err != nil {
			t.Fatal(err)
		}
		slow := newMinuteByMinute(c, zone, begin)
		agree(t, w, slow, begin.Add(48*time.Hour), begin.Add((lawDays-2)*24*time.Hour))
	})
}

// movedBy gives a calendar with its special days some days later.
func movedBy(c *Calendar, days int) *Calendar {
	moved := *c
	moved.Holidays, moved.Shifts, moved.Breaks = nil, Days{}, Days{}
	for _, h := range c.Holidays {
		moved.Holidays = append(moved.Holidays, Holiday{h.Date + Date(days), h.Name})
	}
	for d, hours := range c.Shifts {
		moved.Shifts[d+Date(days)] = hours
	}
	for d, hours := range c.Breaks {
		moved.Breaks[d+Date(days)] = hours
	}
	return &moved
}

// agree compares both at some moments that lie between two others, whose surroundings the reference knows.
func agree(t *rapid.T, w *WorkingTime, slow *minuteByMinute, first, last time.Time) {
	draw := func(name string) time.Time {
		at := first.Add(time.Duration(rapid.Int64Range(0, int64(last.Sub(first)/time.Minute)).Draw(t, name)) * time.Minute)
		return at.Add(time.Duration(rapid.SampledFrom([]int64{0, 0, 1, 30e9, 59999999999}).Draw(t, name+" past the minute")))
	}
	same := func(name string, at time.Time, got time.Time, err error, want time.Time) {
		if want.IsZero() || want.Before(first) || want.After(last) {
			return // beyond what the reference knows
		}
		if err != nil || !got.Equal(want) {
			t.Fatalf("%s at %s gives %v (%v), want %s", name, at.In(w.Zone()), got, err, want.In(w.Zone()))
		}
	}
	for range 4 {
		a, b := draw("a"), draw("b")
		if b.Before(a) {
			a, b = b, a
		}
		if got, want := w.IsOpen(a), slow.isOpen(a); got != want {
			t.Fatalf("open at %s is %v, want %v", a.In(w.Zone()), got, want)
		}
		sum := slow.between(a, b)
		if got := w.Between(a, b); got != sum || w.Between(b, a) != -sum {
			t.Fatalf("from %s to %s are %s, want %s", a.In(w.Zone()), b.In(w.Zone()), got, sum)
		}
		for _, d := range []time.Duration{0, time.Minute, sum, sum / 2, 7*time.Hour + 1} {
			got, err := w.Add(a, d)
			same(fmt.Sprintf("add %s", d), a, got, err, slow.add(a, d))
			got, err = w.Sub(b, d)
			same(fmt.Sprintf("sub %s", d), b, got, err, slow.sub(b, d))
		}
		got, err := w.NextOpen(a)
		same("next opening", a, got, err, slow.add(a, 0))
		got, err = w.LastOpen(b)
		same("last opening", b, got, err, slow.sub(b, 0))
		intervalsAgree(t, w, slow, a, b)
	}
}

// intervalsAgree sees that intervals leave no gap, differ from their neighbours, and are open when the reference is.
func intervalsAgree(t *rapid.T, w *WorkingTime, slow *minuteByMinute, a, b time.Time) {
	at, sum := a, time.Duration(0)
	last := Interval{Part: 255}
	for i := range w.Intervals(a, b) {
		if !i.From.Equal(at) || !i.From.Before(i.To) {
			t.Fatalf("an interval from %s to %s follows on %s", i.From, i.To, at)
		}
		if i.Part == last.Part && i.Holiday == last.Holiday {
			t.Fatalf("%s stands twice, until %s and from %s", i.Reason(), last.To, i.From)
		}
		if want := slow.between(i.From, i.To); i.Open() && want != i.To.Sub(i.From) || !i.Open() && want != 0 {
			t.Fatalf("%s from %s to %s has %s open", i.Reason(), i.From, i.To, want)
		}
		if i.Open() {
			sum += i.To.Sub(i.From)
		}
		at, last = i.To, i
	}
	if a.Before(b) && !at.Equal(b) || sum != w.Between(a, b) {
		t.Fatalf("intervals from %s end at %s and sum to %s, want %s and %s", a, at, sum, b, w.Between(a, b))
	}
}
