package model

import (
	"testing"
	"time"
)

func TestBudgetsAreReadAndWritten(t *testing.T) {
	for text, c := range map[string]struct {
		want  Budget
		again string
	}{
		"":       {Budget{}, ""},
		"0":      {Budget{}, ""},
		"none":   {Budget{}, ""},
		"0d":     {Budget{}, ""},
		"15m":    {Budget{Span: 15 * time.Minute}, "15m"},
		"4h":     {Budget{Span: 4 * time.Hour}, "4h"},
		"1h30":   {Budget{Span: 90 * time.Minute}, "1h30m"},
		" 1H30M": {Budget{Span: 90 * time.Minute}, "1h30m"},
		"90m":    {Budget{Span: 90 * time.Minute}, "1h30m"},
		"100h":   {Budget{Span: 100 * time.Hour}, "100h"},
		"3d":     {Budget{Days: 3}, "3d"},
		"2w":     {Budget{Days: 10}, "10d"},
		"3660d":  {Budget{Days: 3660}, "3660d"},
		"732w":   {Budget{Days: 3660}, "3660d"},
	} {
		got, err := ParseBudget(text)
		if err != nil || got != c.want || got.String() != c.again {
			t.Errorf("%q is %+v, written %q (%v), want %+v, %q", text, got, got, err, c.want, c.again)
		}
	}
}

func TestWhatIsNoBudgetIsRefused(t *testing.T) {
	for text, word := range map[string]string{
		"soon": "write open time as", "1d4h": "write open time as", "3dd": "write open time as", "d": "write open time as", "4": "write open time as",
		"-3d": "it takes from nothing", "3661d": "3660 working days", "733w": "3660 working days", "-4h": "it takes from nothing",
		"90000h": "87840 hours", "99999999999999999999d": "write open time as",
	} {
		_, err := ParseBudget(text)
		wantsWords(t, err, text, word)
	}
}

func TestABudgetIsSaidForPeople(t *testing.T) {
	for text, want := range map[string]string{"1d": "1 working day", "10d": "10 working days", "1h30": "1h30m of open time"} {
		if got := budgetOf(t, text).Said(); got != want {
			t.Errorf("%s is said as %q, want %q", text, got, want)
		}
	}
}

func FuzzParseBudget(f *testing.F) {
	for _, s := range []string{"", "none", "15m", "1h30", "3d", "2w", "-4h", "1d4h", "3660d", "９h"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := ParseBudget(s)
		if err != nil {
			return
		}
		if again, err := ParseBudget(b.String()); err != nil || again != b || b.check() != nil {
			t.Errorf("%q is %+v, which is read again as %+v (%v)", s, b, again, err)
		}
		if b.Days < 0 || b.Span < 0 || b.Days > 0 && b.Span > 0 {
			t.Errorf("%q is %+v", s, b)
		}
	})
}
