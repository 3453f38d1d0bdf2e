package exchange

import (
	"strings"
	"testing"
	"time"
)

func TestDatesAreReadInEveryFormThatDesksWrite(t *testing.T) {
	want := time.Date(2024, 2, 15, 16, 37, 0, 0, time.UTC)
	for _, c := range []struct {
		text  string
		order order
	}{
		{"2024-02-15 16:37:00", noOrder}, {"2024-02-15 16:37", noOrder}, {"2024-02-15T16:37:00Z", noOrder}, {"2024-02-15T16:37:00.123456Z", noOrder},
		{"2024-02-15T18:37:00+02:00", noOrder}, {"2024-02-15T18:37:00.000+0200", noOrder}, {"2024-02-15 04:37:00 PM", noOrder},
		{"2024/02/15 16.37.00", noOrder}, {"2024-Feb-15 16:37", noOrder},
		{"15/2/2024 16:37", dayFirst}, {"15/02/2024 16:37:00", dayFirst}, {"15-02-2024 16:37", dayFirst}, {"15.02.2024 16:37", dayFirst}, {"15/02/24 16:37", dayFirst},
		{"2/15/2024 4:37 PM", monthFirst}, {"02-15-2024 16:37:00", monthFirst}, {"02/15/24 4:37pm", monthFirst},
		{"15/Feb/24 4:37 PM", noOrder}, {"15/feb./24 4:37 p. m.", noOrder}, {"15/feb/24 4:37\u202fp.\u00a0m.", noOrder}, {"15/févr./24 16:37", noOrder},
		{"15/Feb/2024 16:37", noOrder}, {"15. Februar 2024 um 16:37", noOrder}, {"15 de febrero de 2024 16:37", noOrder}, {"15 février 2024 à 16h37", noOrder},
		{"15 de fevereiro de 2024 às 16:37", noOrder}, {"February 15, 2024 at 4:37 PM", noOrder}, {"Feb 15 2024, 16:37", noOrder},
		{"Thu Feb 15 2024 16:37:00 GMT+0000 (GMT+00:00)", noOrder}, {"Thu Feb 15 2024 18:37:00 GMT+0200 (Eastern European Time)", noOrder},
		{"  2024-02-15\u00a016:37  ", noOrder},
	} {
		at, err := dates{zone: time.UTC, order: c.order}.read(c.text)
		if err != nil || !at.Time().Equal(want) {
			t.Errorf("%q is %s, %v", c.text, at, err)
		}
	}
}

func TestAMonthIsKnownInFiveLanguages(t *testing.T) {
	for month, names := range []string{
		"jan ene janv januar enero janvier janeiro jänner", "feb fév fev februar febrero février fevereiro", "mar mär märz mrz mars março marzo",
		"apr abr avr april abril avril", "may mai mayo maio", "jun juin junho junio juni", "jul juil juillet julho julio juli",
		"aug ago août aout agosto august", "sep sept set setembro septiembre septembre september", "oct okt out oktober octubre outubro octobre",
		"nov november noviembre novembre novembro", "dec dez dic déc dezember diciembre décembre dezembro",
	} {
		for _, n := range strings.Fields(names) {
			if have := monthOf(n); have != month+1 {
				t.Errorf("%s is month %d, not %d", n, have, month+1)
			}
		}
	}
	if monthOf("ju") != 0 || monthOf("foo") != 0 {
		t.Error("words that are no months are months")
	}
}

func TestTheMiddleOfNightAndDayIsReadRight(t *testing.T) {
	for text, want := range map[string]string{
		"15/Feb/26 12:00 AM": "2026-02-15T00:00:00Z", "15/Feb/26 12:30 PM": "2026-02-15T12:30:00Z", "15/Feb/26 1:05 AM": "2026-02-15T01:05:00Z",
		"2026-02-15": "2026-02-15T00:00:00Z", "29/2/2016": "2016-02-29T00:00:00Z", "1/1/69": "2069-01-01T00:00:00Z", "1/1/70 00:01": "1970-01-01T00:01:00Z",
	} {
		if at, err := (dates{zone: time.UTC, order: dayFirst}).read(text); err != nil || at.String() != want {
			t.Errorf("%q is %s, not %s (%v)", text, at, want, err)
		}
	}
}

func TestATimeWithoutAZoneIsOfTheFilesZone(t *testing.T) {
	d := dates{zone: pacific(t)}
	for text, want := range map[string]string{
		"2016-12-12 07:19:57": "2016-12-12T15:19:57Z", "2018-07-02 22:34:54": "2018-07-03T05:34:54Z", "2018-07-02 22:34:54Z": "2018-07-02T22:34:54Z",
	} {
		if at, err := d.read(text); err != nil || at.String() != want {
			t.Errorf("%q is %s, not %s (%v)", text, at, want, err)
		}
	}
}

func TestWhatIsNoDateIsRefused(t *testing.T) {
	for _, text := range []string{
		"x", "?", "2024", "2024-02", "2024-02-30", "30/2/2024", "32/1/2024", "2024-13-01", "2024-01-01 25:00", "2024-01-01 10:60", "2024-01-01 13:00 PM",
		"2024-01-01 10:00 tomorrow", "2024-01-01 10:00 PST", "0000-01-00", "1/2/3", "12345678901", "2024-01-01 1", "Foo 1 2024", "2024-1-1-1",
		"24-02-15-16", "Mon", "2/15/2024 10:00", "2024-02-15 16:37 +25", "2024-02-15 16:37 +2:99",
	} {
		if at, err := (dates{zone: time.UTC, order: dayFirst}).read(text); err == nil {
			t.Errorf("%q is %s", text, at)
		}
	}
	for _, text := range []string{"  ", "0000-00-00 00:00:00", "0001-01-01 00:00:00", "1899-12-30", "00/00/0000"} {
		if at, err := (dates{zone: time.UTC}).read(text); at != 0 || err != nil {
			t.Errorf("%q is %s, %v", text, at, err)
		}
	}
	if at, err := (dates{zone: time.UTC}).read("9999-12-31 23:59:59"); at != 1<<32-1 || err != nil {
		t.Errorf("never is %s, %v", at, err)
	}
}

func TestTheFilesOwnDatesTellWhichPartComesFirst(t *testing.T) {
	for _, c := range []struct {
		cells string
		want  order
		doubt string
	}{
		{"1/2/2024 10:00|29/2/2016 01:16", dayFirst, ""},
		{"1/2/2024 10:00|2/29/2016 01:16", monthFirst, ""},
		{"2024-01-02 10:00|", dayFirst, ""},
		{"15/Feb/26 4:37 PM", dayFirst, ""},
		{"1/2/2024 10:00|3/4/2024 11:00", dayFirst, "1/2/2024 10:00"},
		{"1/2/2024 10:00 AM|3/4/2024 11:00 PM", monthFirst, "1/2/2024 10:00 AM"},
		{"1/1/2024 10:00", dayFirst, ""},
	} {
		d := dates{zone: time.UTC}
		if doubt := d.learn(strings.Split(c.cells, "|")); d.order != c.want || doubt != c.doubt {
			t.Errorf("%s: the %s is first, in doubt %q", c.cells, d.order, doubt)
		}
	}
	_, err := dates{zone: time.UTC, order: dayFirst}.read("2/29/2016 01:16")
	if err == nil || !strings.Contains(err.Error(), "this file's dates have the day first") {
		t.Errorf("a date in the other order is refused with %v", err)
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"2024-02-15 16:37:00", "15/Feb/26 4:37 PM", "Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)", "1.2.24", "15 de mayo de 2024"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := dates{zone: time.UTC, order: dayFirst}.read(text)
		if err == nil && at != 0 && (at < 0 || at.Time().Year() > 2106) {
			t.Errorf("%q is %s", text, at)
		}
	})
}
