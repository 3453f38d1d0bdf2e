package model

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"
)

// working compiles a calendar from its written parts.
func working(t testing.TB, zone, week string) *WorkingTime {
	t.Helper()
	return compiled(t, Calendar{Zone: zone, Week: mustWeek(t, week)})
}

func compiled(t testing.TB, c Calendar) *WorkingTime {
	t.Helper()
	c.Name = "test"
	w, err := c.Compile(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// mustTime reads a time as in 2026-11-24 09:00, in the zone of a calendar, with seconds and an offset where it needs them.
func mustTime(t testing.TB, w *WorkingTime, s string) time.Time {
	t.Helper()
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04 -0700", time.RFC3339} {
		if at, err := time.ParseInLocation(layout, s, w.Zone()); err == nil {
			return at
		}
	}
	t.Fatalf("%q is no time", s)
	return time.Time{}
}

const office = "mon-fri 09:00-17:00"

func TestAddAndSubGoByOpenHours(t *testing.T) {
	half := Calendar{Zone: "Europe/Berlin", Week: mustWeek(t, office+"; sat 10:00-14:00"), Breaks: mustDays(t, "2026-12-24 13:00-24:00"),
		Holidays: mustHolidays(t, "2026-12-25 Christmas Day\n2026-12-26 Boxing Day"), Shifts: mustDays(t, "2026-12-28 09:00-11:00; 2026-12-29 closed; 2026-12-26 09:00-12:00")}
	for _, test := range []struct {
		name     string
		calendar Calendar
		at       string
		add      time.Duration
		want     string
	}{
		{"four hours go over night", Calendar{Week: mustWeek(t, "mon-fri 08:00-18:00")}, "2026-11-24 16:00", 4 * time.Hour, "2026-11-25 10:00"},
		{"sixteen hours are two working days", Calendar{Week: mustWeek(t, office)}, "2026-11-26 10:00", 16 * time.Hour, "2026-11-30 10:00"},
		{"what comes at night begins in the morning", Calendar{Week: mustWeek(t, office)}, "2026-11-24 22:00", time.Hour, "2026-11-25 10:00"},
		{"no time at all at night is the next opening", Calendar{Week: mustWeek(t, office)}, "2026-11-27 17:00", 0, "2026-11-30 09:00"},
		{"no time at all by day is now", Calendar{Week: mustWeek(t, office)}, "2026-11-27 16:59", 0, "2026-11-27 16:59"},
		{"what ends at closing ends at closing", Calendar{Week: mustWeek(t, office)}, "2026-11-27 16:45", 15 * time.Minute, "2026-11-27 17:00"},
		{"a nanosecond more is Monday", Calendar{Week: mustWeek(t, office)}, "2026-11-27 16:45", 15*time.Minute + 1, "2026-11-30T09:00:00.000000001Z"},
		{"a lunch gap is left out", Calendar{Week: mustWeek(t, "mon-fri 08:00-12:00 13:00-17:00")}, "2026-11-24 11:30", time.Hour, "2026-11-24 13:30"},
		{"before lunch ends before lunch", Calendar{Week: mustWeek(t, "mon-fri 08:00-12:00 13:00-17:00")}, "2026-11-24 11:30", 30 * time.Minute, "2026-11-24 12:00"},
		{"long ago", Calendar{Zone: "Europe/London", Week: mustWeek(t, office)}, "1950-06-02 10:00", 16 * time.Hour, "1950-06-06 10:00"},
		{"a leap day counts", Calendar{Week: mustWeek(t, "24x7")}, "2028-02-28 12:00", 48 * time.Hour, "2028-03-01 12:00"},
		{"half of Christmas Eve is off", half, "2026-12-24 12:00", time.Hour, "2026-12-24 13:00"},
		{"an own holiday closes half days and special hours", half, "2026-12-24 12:00", 2 * time.Hour, "2026-12-28 10:00"},
		{"a date may be closed", half, "2026-12-28 10:00", 2 * time.Hour, "2026-12-30 10:00"},
		{"less than nothing goes back", half, "2026-12-28 10:00", -2 * time.Hour, "2026-12-24 12:00"},
	} {
		w := compiled(t, test.calendar)
		got, err := w.Add(mustTime(t, w, test.at), test.add)
		if want := mustTime(t, w, test.want); err != nil || !got.Equal(want) {
			t.Errorf("%s: %s and %s is %s (%v), want %s", test.name, test.at, test.add, got, err, want)
		}
	}
	for _, test := range []struct {
		name, at string
		sub      time.Duration
		want     string
	}{
		{"an hour is taken on the day before", "2026-11-30 09:30", time.Hour, "2026-11-27 16:30"},
		{"what fits exactly begins at opening", "2026-11-30 10:00", time.Hour, "2026-11-30 09:00"},
		{"a nanosecond more is Friday", "2026-11-30 10:00", time.Hour + 1, "2026-11-27T16:59:59.999999999Z"},
		{"no time at all on Sunday is Friday's closing", "2026-11-29 10:00", 0, "2026-11-27 17:00"},
		{"no time at all at opening is opening", "2026-11-30 09:00", 0, "2026-11-30 09:00"},
		{"no time at all at closing is closing", "2026-11-27 17:00", 0, "2026-11-27 17:00"},
	} {
		w := working(t, "", office)
		got, err := w.Sub(mustTime(t, w, test.at), test.sub)
		if want := mustTime(t, w, test.want); err != nil || !got.Equal(want) {
			t.Errorf("%s: %s less %s is %s (%v), want %s", test.name, test.at, test.sub, got, err, want)
		}
	}
}

func TestTargetsInDaysCountWorkingDays(t *testing.T) {
	c := Calendar{Week: mustWeek(t, office), Holidays: mustHolidays(t, "2026-12-25"), Shifts: mustDays(t, "2026-12-24 09:00-12:00; 2026-12-22 09:00-12:00 15:00-17:00; 2026-12-29 11:00-13:00")}
	for _, test := range []struct {
		at   string
		days int
		want string
	}{
		{"2026-11-27 16:30", 0, "2026-11-27 16:30"},
		{"2026-11-27 16:30", 1, "2026-11-30 16:30"},
		{"2026-11-24 10:00", 3, "2026-11-27 10:00"},
		{"2026-11-24 10:00", 10, "2026-12-08 10:00"},
		{"2026-11-28 12:00", 1, "2026-12-01 09:00"}, // a Saturday begins on Monday
		{"2026-11-27 20:00", 0, "2026-11-30 09:00"},
		{"2026-11-27 06:00", 1, "2026-11-30 09:00"},
		{"2026-12-23 16:30", 1, "2026-12-24 12:00"}, // a day that closes early
		{"2026-12-23 16:30", 2, "2026-12-28 16:30"}, // Christmas and the weekend don't count
		{"2026-12-21 13:00", 1, "2026-12-22 12:00"}, // a gap of that day
		{"2026-12-28 09:30", 1, "2026-12-29 11:00"}, // a day that opens late
	} {
		w := compiled(t, c)
		got, err := w.WorkingDays(mustTime(t, w, test.at), test.days)
		if want := mustTime(t, w, test.want); err != nil || !got.Equal(want) {
			t.Errorf("%d working days after %s are %s (%v), want %s", test.days, test.at, got, err, want)
		}
	}
	w := working(t, "Europe/Berlin", "24x7")
	got, err := w.WorkingDays(mustTime(t, w, "2026-03-28 12:00"), 1)
	if want := mustTime(t, w, "2026-03-29 12:00"); err != nil || !got.Equal(want) {
		t.Errorf("a day of 23 hours ends at %s (%v), want %s", got, err, want)
	}
	if _, err := w.WorkingDays(got, -1); err == nil {
		t.Error("working days were counted back")
	}
}

func TestClocksThatChangeDontChangeElapsedTime(t *testing.T) {
	for _, test := range []struct {
		name, zone, week, from, to string
		want                       time.Duration
	}{
		{"a day of 25 hours", "Europe/Berlin", "24x7", "2026-10-25 00:00", "2026-10-26 00:00", 25 * time.Hour},
		{"a day of 23 hours", "Europe/Berlin", "24x7", "2026-03-29 00:00", "2026-03-30 00:00", 23 * time.Hour},
		{"a day of 24.5 hours", "Australia/Lord_Howe", "24x7", "2026-04-05 00:00", "2026-04-06 00:00", 24*time.Hour + 30*time.Minute},
		{"office hours are the same", "Europe/Berlin", "sun " + "09:00-17:00", "2026-03-29 00:00", "2026-03-30 00:00", 8 * time.Hour},
		{"a night that loses an hour", "America/New_York", "sun 00:00-06:00", "2026-03-08 00:00", "2026-03-09 00:00", 5 * time.Hour},
		{"a night that gains an hour", "America/New_York", "sun 00:00-06:00", "2026-11-01 00:00", "2026-11-02 00:00", 7 * time.Hour},
		{"hours from a skipped time begin later", "Europe/Berlin", "sun 02:30-04:00", "2026-03-29 00:00", "2026-03-30 00:00", 30 * time.Minute},
		{"hours up to a skipped time end later", "Europe/Berlin", "sun 01:00-02:30", "2026-03-29 00:00", "2026-03-30 00:00", 90 * time.Minute},
		{"hours up to a time that comes twice end at the first", "Europe/Berlin", "sun 01:00-02:30", "2026-10-25 00:00", "2026-10-26 00:00", 90 * time.Minute},
		{"hours from a time that comes twice begin at the first", "Europe/Berlin", "sun 02:30-04:00", "2026-10-25 00:00", "2026-10-26 00:00", 150 * time.Minute},
		{"a skipped date has no hours", "Pacific/Apia", "fri 09:00-17:00", "2011-12-29 00:00", "2012-01-01 00:00", 0},
		{"nor do they leak into the next", "Pacific/Apia", "fri-sat 09:00-17:00", "2011-12-29 00:00", "2012-01-01 00:00", 8 * time.Hour},
		{"midnight that is skipped", "America/Sao_Paulo", "24x7", "2018-11-03 12:00", "2018-11-04 12:00", 23 * time.Hour},
		{"hours that a skip puts behind others", "Europe/Berlin", "sun 02:30-02:40 03:00-05:00", "2026-03-29 00:00", "2026-03-30 00:00", 2 * time.Hour},
		{"hours that a skip ends before they begin", "Europe/Berlin", "sun 02:30-03:00", "2026-03-29 00:00", "2026-03-30 00:00", 0},
		{"a day that begins in the middle of a skip", "America/Toronto", "mon 00:00-24:00", "1919-03-30 12:00", "1919-04-01 12:00", 23*time.Hour + 30*time.Minute},
		{"the day before it", "America/Toronto", "sun 00:00-24:00", "1919-03-29 12:00", "1919-04-01 12:00", 23*time.Hour + 30*time.Minute},
		{"what comes twice belongs to the day that had begun", "America/Goose_Bay", "sun 00:00-24:00", "2010-11-07T03:10:00Z", "2010-11-09T00:00:00Z", 24*time.Hour + 50*time.Minute},
		{"and not to the day before", "America/Goose_Bay", "sat 00:00-24:00", "2010-11-07T03:01:00Z", "2010-11-09T00:00:00Z", 0},
		{"long ago", "Europe/London", "mon 09:00-17:00", "1950-06-01 12:00", "1950-06-15 12:00", 16 * time.Hour},
		{"midnight that comes twice", "America/Havana", "sun 00:00-24:00", "2026-10-31 12:00", "2026-11-02 12:00", 25 * time.Hour},
	} {
		w := working(t, test.zone, test.week)
		if got := w.Between(mustTime(t, w, test.from), mustTime(t, w, test.to)); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func TestIntervalsSayWhyItIsClosed(t *testing.T) {
	w := compiled(t, Calendar{Zone: "Europe/Berlin", Week: mustWeek(t, office), Holidays: mustHolidays(t, "2026-12-25 Christmas Day\n2026-12-26 Boxing Day"),
		Shifts: mustDays(t, "2026-12-24 09:00-12:00; 2026-12-28 closed"), Breaks: mustDays(t, "2026-12-24 10:00-10:15; 2026-12-29 08:00-10:00")})
	var got []string
	for i := range w.Intervals(mustTime(t, w, "2026-12-23 16:00"), mustTime(t, w, "2026-12-29 11:00")) {
		got = append(got, i.From.Format("02 15:04")+" "+i.Part.String()+", "+i.Reason())
	}
	want := []string{
		"23 16:00 open, open hours",
		"23 17:00 outside-hours, outside hours",
		"24 09:00 special-hours, special hours of that date",
		"24 10:00 break, break",
		"24 10:15 special-hours, special hours of that date",
		"24 12:00 outside-hours, outside hours",
		"25 00:00 holiday, holiday: Christmas Day",
		"26 00:00 holiday, holiday: Boxing Day",
		"27 00:00 day-off, no working day",
		"28 00:00 special-closing, closed on that date",
		"29 00:00 outside-hours, outside hours",
		"29 09:00 break, break",
		"29 10:00 open, open hours",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the intervals are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	at := mustTime(t, w, "2026-12-29 11:00")
	for i := range w.Intervals(at, at) {
		t.Errorf("no time at all has the interval %+v", i)
	}
	for i := range w.Intervals(at, at.AddDate(400, 0, 0)) {
		if i.From != at {
			t.Errorf("it goes on with %+v when nobody asks", i)
		}
		break
	}
}

func TestWhatNeverComesEndsInAnError(t *testing.T) {
	week := mustWeek(t, "mon 09:00-10:00")
	lost := Calendar{Zone: "Europe/Berlin", Shifts: mustDays(t, "2026-12-24 09:00-12:00"), Holidays: mustHolidays(t, "2026-12-24")}
	once := Calendar{Shifts: mustDays(t, "2026-12-24 09:00-12:00")}
	now := time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)
	for name, ask := range map[string]func() (time.Time, error){
		"holidays take all": func() (time.Time, error) { return compiled(t, lost).NextOpen(now) },
		"back too":          func() (time.Time, error) { return compiled(t, lost).LastOpen(now) },
		"days too":          func() (time.Time, error) { return compiled(t, once).WorkingDays(now, 2) },
		"not enough":        func() (time.Time, error) { return compiled(t, once).Add(now, 4*time.Hour) },
		"too much": func() (time.Time, error) {
			return compiled(t, Calendar{Week: week}).Add(now, math.MaxInt64)
		},
		"too much, back": func() (time.Time, error) {
			return compiled(t, Calendar{Week: week}).Add(now, math.MinInt64)
		},
		"too many days":  func() (time.Time, error) { return compiled(t, Calendar{Week: week}).WorkingDays(now, math.MaxInt) },
		"past the years": func() (time.Time, error) { return compiled(t, Calendar{Week: week}).NextOpen(now.AddDate(500, 0, 0)) },
	} {
		if got, err := ask(); !errors.Is(err, ErrNoHours) || !got.IsZero() || !strings.Contains(err.Error(), `calendar "test"`) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

func TestOutsideItsYearsACalendarIsClosed(t *testing.T) {
	for _, zone := range []string{"", "Pacific/Kiritimati", "America/Los_Angeles"} {
		w := working(t, zone, "24x7")
		first, last := time.Date(1900, 1, 1, 0, 0, 0, 0, w.Zone()), time.Date(2190, 1, 1, 0, 0, 0, 0, w.Zone())
		long := last.Sub(first)
		for _, far := range [][2]time.Time{{first, last}, {{}, last.AddDate(5000, 0, 0)}, {time.Unix(math.MinInt32*86400*365, 5), time.Unix(math.MaxInt32*86400*365, 5)}} {
			if got := w.Between(far[0], far[1]); got != long {
				t.Errorf("%s: from %s to %s are %s, want %s", zone, far[0], far[1], got, long)
			}
		}
		if at, err := w.NextOpen(time.Time{}); err != nil || !at.Equal(first) {
			t.Errorf("%s: the first opening is %s (%v), want %s", zone, at, err, first)
		}
		if at, err := w.LastOpen(last.AddDate(1, 0, 0)); err != nil || !at.Equal(last) {
			t.Errorf("%s: the last closing is %s (%v), want %s", zone, at, err, last)
		}
		if at, err := w.Add(first, long); err != nil || !at.Equal(last) {
			t.Errorf("%s: all time there is ends at %s (%v), want %s", zone, at, err, last)
		}
		if w.IsOpen(first.Add(-1)) || !w.IsOpen(first) || !w.IsOpen(last.Add(-1)) || w.IsOpen(last) {
			t.Errorf("%s: the ends of its years are not where they should be", zone)
		}
		var got []bool
		for i := range w.Intervals(first.AddDate(-3000, 0, 0), last.AddDate(3000, 0, 0)) {
			got = append(got, i.Open())
		}
		if len(got) != 3 || got[0] || !got[1] || got[2] {
			t.Errorf("%s: all times there are have intervals open %v", zone, got)
		}
	}
}

func TestManyMayCountAtOnce(t *testing.T) {
	w := working(t, "Europe/Berlin", office)
	at := mustTime(t, w, "2026-11-24 10:00")
	want, err := working(t, "Europe/Berlin", office).Add(at, 20000*time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if got, err := w.Add(at, 20000*time.Hour); err != nil || !got.Equal(want) {
				t.Errorf("goroutine %d counts to %s (%v), want %s", i, got, err, want)
			}
		})
	}
	all.Wait()
}
