package model

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func mustWeek(t testing.TB, s string) Week {
	t.Helper()
	week, err := ParseWeek(s)
	if err != nil {
		t.Fatal(err)
	}
	return week
}

func mustDays(t testing.TB, s string) Days {
	t.Helper()
	days, err := ParseDays(s)
	if err != nil {
		t.Fatal(err)
	}
	return days
}

func mustHolidays(t testing.TB, s string) []Holiday {
	t.Helper()
	holidays, err := ParseHolidays(s)
	if err != nil {
		t.Fatal(err)
	}
	return holidays
}

func TestHoursOfAWeekAreReadAndWritten(t *testing.T) {
	for written, want := range map[string]string{
		"mon-fri 09:00-12:00 13:00-17:30; sat 10:00-14:00": "mon-fri 09:00-12:00 13:00-17:30; sat 10:00-14:00",
		"24x7":                          "24x7",
		"24/7":                          "24x7",
		"sun-sat 0:00-24:00":            "24x7",
		"Monday 9:00–17:00":             "mon 09:00-17:00",
		"mon,wed 8:00-9:00,10:00-11:00": "mon 08:00-09:00 10:00-11:00; wed 08:00-09:00 10:00-11:00",
		"fri-mon 22:00-24:00":           "mon 22:00-24:00; fri-sun 22:00-24:00",
		"mon 13:00-17:00 09:00-13:30":   "mon 09:00-17:00",
		"mon 09:00-12:00\nmon 12:00-13:00; tue closed": "mon 09:00-13:00",
		"mon 23:59:30-24:00:00":                        "mon 23:59:30-24:00",
		"":                                             "closed",
	} {
		week, err := ParseWeek(written)
		if err != nil || week.String() != want {
			t.Errorf("%q is read as %q (%v), want %q", written, week, err, want)
		}
	}
}

func TestWrongHoursAreRefusedByName(t *testing.T) {
	for written, want := range map[string]string{
		"mon 17:00-09:00":          "17:00-09:00 ends before it begins",
		"mon 22:00-06:00":          "22:00-24:00 and 00:00-06:00 on the next day",
		"mon 00:00-00:00":          "ends as it begins: write 00:00-24:00",
		"mon 09:00-24:01":          `"24:01" is no time of day`,
		"mon 09:00-25:00":          `"25:00" is no time of day`,
		"mon 09:60-10:00":          `"09:60" is no time of day`,
		"mon 9-17":                 `"9" is no time of day`,
		"mon 009:00-10:00":         `"009:00" is no time of day`,
		"mon 09:00:00:00-10:00":    "is no time of day",
		"mon -1:00-10:00":          "is no time of day",
		"mon 09:00":                `"09:00" is no range`,
		"mon":                      `"mon": hours are missing`,
		"tue 9:00-10:00; mox 9:00": `"mox 9:00": "mox" is no weekday`,
		"mon-frx 09:00-10:00":      `"frx" is no weekday`,
		"24x7 09:00-10:00":         "is no weekday",
	} {
		if week, err := ParseWeek(written); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is read as %q (%v), want an error with %q", written, week, err, want)
		}
	}
	for written, want := range map[string]string{
		"2026-02-30 09:00-10:00": `"2026-02-30" is no date`,
		"2026-02-03":             "2026-02-03: hours are missing",
		"2026-02-03 closed; 2026-02-03 09:00-10:00": "2026-02-03 is there twice",
	} {
		if _, err := ParseDays(written); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want an error with %q", written, err, want)
		}
	}
	if _, err := ParseHolidays("2026-12-25 Christmas Day\n26.12.2026"); err == nil || !strings.Contains(err.Error(), `line 2: "26.12.2026" is no date`) {
		t.Errorf("a wrong holiday gives %v", err)
	}
}

func TestWhatIsWrittenOfACalendarIsReadAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawCalendar(t, NewDate(2026, 11, 24))
		own := c.clone()
		week, err := ParseWeek(own.Week.String())
		if err != nil || !reflect.DeepEqual(week, own.Week) {
			t.Fatalf("%q is read as %q: %v", own.Week, week, err)
		}
		days, err := ParseDays(own.Shifts.String())
		if err != nil || !reflect.DeepEqual(days, own.Shifts) {
			t.Fatalf("%q is read as %q: %v", own.Shifts, days, err)
		}
		text, err := json.Marshal(own)
		if err != nil {
			t.Fatal(err)
		}
		var again Calendar
		if err := json.Unmarshal(text, &again); err != nil {
			t.Fatal(err)
		}
		if len(own.Shifts) == 0 {
			own.Shifts, own.Breaks = nil, nil
		}
		if !reflect.DeepEqual(again, own) {
			t.Fatalf("%s is read as %+v, want %+v", text, again, own)
		}
	})
}

func TestACalendarHasOneFormInJSON(t *testing.T) {
	c := Calendar{Name: "office", Zone: "Europe/Berlin", Week: mustWeek(t, "mon 09:00-12:00 13:00-24:00"), Country: "DE",
		Holidays: mustHolidays(t, "2026-12-24 Christmas Eve\n2027-01-02"), Shifts: mustDays(t, "2026-12-31 closed"), Breaks: mustDays(t, "2026-11-24 12:00-12:30")}
	text, err := json.Marshal(&c)
	want := `{"name":"office","time_zone":"Europe/Berlin","hours":{"mon":[["09:00","12:00"],["13:00","24:00"]]},"country":"DE",` +
		`"holidays":["2026-12-24 Christmas Eve","2027-01-02"],"shifts":{"2026-12-31":[]},"breaks":{"2026-11-24":[["12:00","12:30"]]}}`
	if err != nil || string(text) != want {
		t.Errorf("it is %s (%v), want %s", text, err, want)
	}
	var read Calendar
	generous := `{"name":"office","time_zone":"Europe/Berlin","note":"?","hours":{"Monday":[["13:00","24:00"],["9:00","12:00:00"]],"sat":[],"sun":null},
		"country":"DE","holidays":[{"date":"2026-12-24","name":"Christmas Eve"},"2027-01-02"],"shifts":{"2026-12-31":"closed"},"breaks":{"2026-11-24":"12:00-12:30"}}`
	if err := json.Unmarshal([]byte(generous), &read); err != nil {
		t.Fatal(err)
	}
	if again, err := json.Marshal(read); err != nil || string(again) != want {
		t.Errorf("the generous form is read as %s (%v)", again, err)
	}
}

func TestWrongJSONOfACalendarIsRefusedByPlace(t *testing.T) {
	for text, want := range map[string]string{
		`{"name":"a","hours":{"mon":[["09:00","17:00"]],"funday":[]}}`: `calendar "a": hours: "funday" is no weekday`,
		`{"name":"a","hours":{"mon":[["17:00","09:00"]]}}`:             `calendar "a": hours: mon: 17:00-09:00 ends before it begins`,
		`{"name":"a","hours":{"mon":[["09:00"]]}}`:                     `must have two times`,
		`{"name":"a","hours":{"mon":["09:00","17:00"]}}`:               `hours must be pairs of times`,
		`{"name":"a","hours":{"mon":[[9,17]]}}`:                        `hours must be pairs of times`,
		`{"name":"a","hours":[]}`:                                      `must be an object`,
		`{"name":"a","holidays":["2026-13-01"]}`:                       `calendar "a": holidays: "2026-13-01" is no date`,
		`{"name":"a","holidays":[20261224]}`:                           `holidays: "20261224" is no holiday`,
		`{"name":"a","shifts":{"2026-02-29":[]}}`:                      `shifts: "2026-02-29" is no date`,
		`{"name":"a","breaks":{"2026-02-28":[["12:00","11:00"]]}}`:     `breaks: 2026-02-28: 12:00-11:00 ends before it begins`,
		`{"name":"a","breaks":{"2026-02-28":[["00:00","00:00"]]}}`:     `ends as it begins`,
	} {
		var c Calendar
		if err := json.Unmarshal([]byte(text), &c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want an error with %q", text, err, want)
		}
	}
}

func TestACalendarThatCannotCountIsRefused(t *testing.T) {
	office := mustWeek(t, "mon-fri 09:00-17:00")
	for want, c := range map[string]Calendar{
		"needs a name":               {Week: office},
		`no time zone "Mars/Utopia"`: {Name: "a", Zone: "Mars/Utopia", Week: office},
		`"Local" is no time zone`:    {Name: "a", Zone: "Local", Week: office},
		"no time zone":               {Name: "a", Zone: "../etc/passwd", Week: office},
		"hours of Monday: 10:00-09:00 ends before it begins": {Name: "a", Week: Week{1: {{36000, 32400}}}},
		"hours of Sunday: 00:00-24:00:01 leaves the day":     {Name: "a", Week: Week{0: {{0, 86401}}}},
		"breaks: 2026-01-01: 10:00-10:00 ends as it begins":  {Name: "a", Week: office, Breaks: Days{NewDate(2026, 1, 1): {{36000, 36000}}}},
		"5001 holidays are too many":                         {Name: "a", Week: office, Holidays: make([]Holiday, 5001)},
		"no public holidays are known here":                  {Name: "a", Week: office, Country: "DE"},
	} {
		if _, err := c.Compile(nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want an error with %q", c, err, want)
		}
	}
	for _, c := range []Calendar{{Name: "a"}, {Name: "a", Shifts: mustDays(t, "2026-12-31 closed")}} {
		if _, err := c.Compile(nil); !errors.Is(err, ErrNoHours) || !strings.Contains(err.Error(), `calendar "a": no open hours`) {
			t.Errorf("a calendar without hours gives %v", err)
		}
	}
}
