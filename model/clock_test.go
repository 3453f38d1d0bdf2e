package model

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func TestASpanReadsAsPeopleWriteIt(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"30m": 30 * time.Minute, "4h": 4 * time.Hour, "2d": 48 * time.Hour, "1w": 168 * time.Hour,
		"1d4h": 28 * time.Hour, "1w2d3h4m": (168+48+3)*time.Hour + 4*time.Minute, "-4h": -4 * time.Hour,
		"+2d": 48 * time.Hour, " 2D ": 48 * time.Hour, "0m": 0, "1h40": 100 * time.Minute, "3h05": 185 * time.Minute,
		"5200w": maxSpan, "-5200w": -maxSpan,
	} {
		if got, err := ParseSpan(s); err != nil || got != want {
			t.Errorf("ParseSpan(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
}

func TestWhatIsNoSpanSaysWhatWouldFit(t *testing.T) {
	for _, s := range []string{"", "-", "h", "4", "4x", "1d4", "4 h", "--4h", "1.5h", "4hh", "h4", "٤h"} {
		if got, err := ParseSpan(s); err == nil || !strings.Contains(err.Error(), "write it as 30m, 4h") {
			t.Errorf("ParseSpan(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"5201w", "999999999w", "5200w1m", "9999999999999999999w"} {
		if got, err := ParseSpan(s); err == nil {
			t.Errorf("ParseSpan(%q) = %v without an error", s, got)
		}
	}
}

func TestASpanIsShownShortly(t *testing.T) {
	for _, c := range []struct {
		d    time.Duration
		want string
	}{
		{0, "0m"}, {59 * time.Second, "0m"}, {-59 * time.Second, "0m"}, {12 * time.Minute, "12m"}, {-12 * time.Minute, "-12m"},
		{100 * time.Minute, "1h40"}, {185 * time.Minute, "3h05"}, {4 * time.Hour, "4h"}, {24*time.Hour - 1, "23h59"},
		{24 * time.Hour, "1d"}, {30 * time.Hour, "1d6h"}, {48 * time.Hour, "2d"}, {71 * time.Hour, "2d"}, {-72 * time.Hour, "-3d"},
		{13 * 24 * time.Hour, "13d"}, {14 * 24 * time.Hour, "2w"}, {21 * 24 * time.Hour, "3w"}, {1<<63 - 1, "15250w"}, {-1 << 63, "-15250w"},
	} {
		if got := ShowSpan(c.d); got != c.want {
			t.Errorf("ShowSpan(%v) = %q, want %q", c.d, got, c.want)
		}
	}
}

func TestWhatASpanIsShownAsCanBeRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Range(-int64(maxSpan), int64(maxSpan)).Draw(t, "d"))
		text := ShowSpan(d)
		back, err := ParseSpan(text)
		if err != nil || ShowSpan(back) != text {
			t.Fatalf("%v is shown as %q and read as %v, %v", d, text, back, err)
		}
		if back.Abs() > d.Abs() {
			t.Fatalf("%v is shown as %q, which is more", d, text)
		}
	})
}

func TestATimeReadsInTheZoneOfNow(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	now := time.Date(2026, 11, 24, 14, 32, 10, 500, zone) // a Tuesday
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, zone) }
	for s, want := range map[string]time.Time{
		"now": now, "4h": now.Add(4 * time.Hour), "-4h": now.Add(-4 * time.Hour), "+2d": now.Add(48 * time.Hour),
		"today": day(24), "Yesterday": day(23), "tomorrow": day(25),
		"tuesday": day(24), "mon": day(23), "monday": day(23), "WED": day(18), "sunday": day(22),
		"yesterday 14:00": day(23).Add(14 * time.Hour), "mon  9:00": day(23).Add(9 * time.Hour), "9:05": day(24).Add(9*time.Hour + 5*time.Minute),
		"2026-11-20": day(20), "2026-11-20T14:00": day(20).Add(14 * time.Hour), "2026-11-20 14:00": day(20).Add(14 * time.Hour),
		"2026-11-20t14:00:07":       day(20).Add(14*time.Hour + 7*time.Second),
		"2026-11-20T14:00:00Z":      day(20).Add(16 * time.Hour),
		"2026-11-20T14:00:00+05:00": day(20).Add(11 * time.Hour),
		"2026-11-20T23:00-05:00":    day(21).Add(6 * time.Hour),
	} {
		got, err := ParseTime(s, now)
		if err != nil || !got.Equal(want) {
			t.Errorf("ParseTime(%q) = %v, %v; want %v", s, got, err, want)
		}
		if got.Location() != zone {
			t.Errorf("ParseTime(%q) is in %v", s, got.Location())
		}
	}
}

func TestWhatIsNoTimeSaysWhatWouldFit(t *testing.T) {
	for _, s := range []string{"", "4", "noon", "2026-13-01", "2026-02-30", "24:00", "today 25:00", "2026-11-24T", "mo", "now 14:00", strings.Repeat("9", 9000)} {
		got, err := ParseTime(s, time.Now())
		if err == nil || !strings.Contains(err.Error(), "write it as") || len(err.Error()) > 300 {
			t.Errorf("ParseTime(%q) = %v, %v", s, got, err)
		}
	}
}

func TestADayBeginsWhenTheClocksSayEvenIfTheyChange(t *testing.T) {
	for _, c := range []struct{ zone, now, day, want string }{
		{"Europe/Berlin", "2026-03-29T12:00", "today", "2026-03-29T00:00:00+01:00"},
		{"Europe/Berlin", "2026-03-29T12:00", "tomorrow", "2026-03-30T00:00:00+02:00"},
		{"Europe/Berlin", "2026-10-26T12:00", "yesterday", "2026-10-25T00:00:00+02:00"},
		{"America/Sao_Paulo", "2018-11-05T12:00", "yesterday", "2018-11-04T01:00:00-02:00"}, // no midnight
		{"Asia/Beirut", "2022-03-27T12:00", "today", "2022-03-27T01:00:00+03:00"},           // no midnight
		{"Asia/Amman", "2021-10-29T12:00", "today", "2021-10-29T00:00:00+03:00"},            // two midnights
		{"America/Havana", "2021-11-07T12:00", "today", "2021-11-07T00:00:00-04:00"},        // two midnights
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		now, err := time.ParseInLocation("2006-01-02T15:04", c.now, zone)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ParseTime(c.day, now)
		if err != nil || got.Format(time.RFC3339) != c.want {
			t.Errorf("%s in %s is %v, %v; want %s", c.day, c.zone, got.Format(time.RFC3339), err, c.want)
		}
	}
}
