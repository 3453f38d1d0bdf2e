package cmd

import (
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

func TestPublicHolidaysFallWhereTheLawPutsThem(t *testing.T) {
	for _, test := range []struct {
		country string
		year    int
		there   []string
		absent  []string
	}{
		{"GB", 2026, []string{"2026-04-03 Good Friday", "2026-12-25 Christmas Day", "2026-12-26 Boxing Day", "2026-12-28 Boxing Day (observed)"}, []string{"2026-06-02"}},
		{"GB", 2022, []string{"2022-06-02", "2022-06-03"}, []string{"2022-05-30"}},
		{"US", 2021, []string{"2021-12-31 New Year's Day (observed)", "2021-07-05 Independence Day (observed)", "2021-11-25 Thanksgiving Day"}, nil},
		{"US", 2022, []string{"2022-01-01 New Year's Day"}, []string{"2022-12-31"}},
		{"DE", 2026, []string{"2026-04-03 Karfreitag", "2026-10-03"}, []string{"2026-06-04", "2026-11-01"}},
		{"de-by", 2026, []string{"2026-06-04 Fronleichnam", "2026-11-01"}, nil},
		{"SE", 2026, []string{"2026-06-20"}, []string{"2026-12-24", "2026-06-19"}},
		{"AU-NSW", 2026, []string{"2026-01-26 Australia Day"}, nil},
		{"IE", 2026, []string{"2026-03-17 Saint Patrick's Day"}, nil},
	} {
		holidays, err := publicHolidays(test.country, test.year)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, h := range holidays {
			all = append(all, h.String())
		}
		begins := func(with string) bool {
			return slices.ContainsFunc(all, func(h string) bool { return strings.HasPrefix(h, with) })
		}
		for _, want := range test.there {
			if !begins(want) {
				t.Errorf("%s lacks %s: %q", test.country, want, all)
			}
		}
		for _, not := range test.absent {
			if begins(not) {
				t.Errorf("%s keeps %s: %q", test.country, not, all)
			}
		}
	}
}

func TestEveryCountryHasHolidaysInTheirYearAndOrder(t *testing.T) {
	for _, c := range countries {
		holidays, err := publicHolidays(c.code, 2027)
		if err != nil || len(holidays) < 7 {
			t.Errorf("%s has %d holidays in 2027: %v", c.code, len(holidays), err)
		}
		if !slices.IsSortedFunc(holidays, func(a, b model.Holiday) int { return int(a.Date - b.Date) }) {
			t.Errorf("%s: %v is not in order", c.code, holidays)
		}
		for _, h := range holidays {
			if h.Date.Year() != 2027 || h.Name == "" || model.Clean(h.Name).String() != h.Name {
				t.Errorf("%s has %q in 2027", c.code, h)
			}
		}
	}
}

func TestAnUnknownCountryIsToldWhatThereIs(t *testing.T) {
	for code, want := range map[string]string{"XX": "use AT, AU-…, BE", "CH": "each part of CH keeps its own holidays: use CH-AG"} {
		if _, err := publicHolidays(code, 2026); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", code, err, want)
		}
	}
}

func TestACalendarKeepsTheHolidaysOfItsCountryButForItsOwnHours(t *testing.T) {
	week, err := model.ParseWeek("mon-fri 09:00-17:00")
	if err != nil {
		t.Fatal(err)
	}
	date, err := model.ParseDate("2026-12-28")
	if err != nil {
		t.Fatal(err)
	}
	c := model.Calendar{Name: "office", Zone: "Europe/London", Week: week, Country: "GB"}
	w, err := c.Compile(publicHolidays)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for i := range w.Intervals(instant(t, "2026-12-24T17:00:00Z"), instant(t, "2026-12-29T10:00:00Z")) {
		said = append(said, i.Reason())
	}
	want := "outside hours, holiday: Christmas Day, holiday: Boxing Day, no working day, holiday: Boxing Day (observed), outside hours, open hours"
	if got := strings.Join(said, ", "); got != want {
		t.Errorf("Christmas is %s, want %s", got, want)
	}
	c.Shifts = model.Days{date: {{From: 10 * 3600, To: 14 * 3600}}}
	if w, err = c.Compile(publicHolidays); err != nil {
		t.Fatal(err)
	}
	if got := w.Between(instant(t, "2026-12-25T00:00:00Z"), instant(t, "2026-12-29T00:00:00Z")).Hours(); got != 4 {
		t.Errorf("special hours on a public holiday give %v hours, want 4", got)
	}
	c.Country = "XX"
	if _, err := c.Compile(publicHolidays); err == nil {
		t.Error("a calendar of an unknown country was compiled")
	}
}

// instant reads a time that a test names.
func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
