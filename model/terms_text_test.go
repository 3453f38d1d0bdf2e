package model

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAPromiseIsReadFromOneLine(t *testing.T) {
	minutes := func(n int) Budget { return Budget{Span: time.Duration(n) * time.Minute} }
	for line, want := range map[string]Promise{
		"p1 response=15m resolution=4h calendar=24x7": {For: "p1", Response: minutes(15), Resolution: minutes(240), Calendar: "24x7"},
		"  any   resolution=3d ":                      {For: "any", Resolution: Budget{Days: 3}},
		"P3 Update=1h30 calendar=Business hours":      {For: "P3", Update: minutes(90), Calendar: "Business hours"},
		"p2 calendar=Late shift (EU) response=30m":    {For: "p2", Response: minutes(30), Calendar: "Late shift (EU)"},
		"item:New laptop, 14\" resolution=2w":         {For: `item:New laptop, 14"`, Resolution: Budget{Days: 10}},
		"item:a=b update=none response=1d":            {For: "item:a=b", Response: Budget{Days: 1}},
		"p5":                                          {For: "p5"},
	} {
		if got, err := ParsePromise(line); err != nil || got != want {
			t.Errorf("%q gives %+v, %v", line, got, err)
		}
	}
}

func TestAPromiseThatCantBeReadSaysWhatWouldFit(t *testing.T) {
	for line, want := range map[string]string{
		"":                            "begin with p1 to p5",
		"response=15m":                "begin with p1 to p5",
		"p1 response=soon":            `response: "soon" is no budget`,
		"p1 response=15m response=1h": "response is there twice",
		"p1 respnse=15m":              `"respnse" is not known: use response, update`,
		"p1 response=15m 24x7":        `"24x7" is not understood`,
		"p1 resolution=1d12h":         `resolution: "1d12h" is no budget`,
	} {
		if _, err := ParsePromise(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

func TestAPromiseReadsWhatItWrites(t *testing.T) {
	budget := rapid.OneOf(rapid.Just(Budget{}), rapid.Custom(func(r *rapid.T) Budget { return Budget{Days: rapid.IntRange(1, 3000).Draw(r, "days")} }),
		rapid.Custom(func(r *rapid.T) Budget {
			return Budget{Span: time.Duration(rapid.IntRange(1, 100000).Draw(r, "minutes")) * time.Minute}
		}))
	name := rapid.StringMatching(`[A-Za-z0-9=:ü"]{1,8}( [A-Za-z0-9:ü"]{1,8}){0,2}`)
	rapid.Check(t, func(r *rapid.T) {
		want := Promise{For: rapid.SampledFrom([]string{"p1", "p5", "any", "item:"}).Draw(r, "for"), Response: budget.Draw(r, "response"),
			Update: budget.Draw(r, "update"), Resolution: budget.Draw(r, "resolution")}
		if want.For == "item:" {
			want.For += name.Draw(r, "item")
		}
		if rapid.Bool().Draw(r, "own calendar") {
			want.Calendar = name.Draw(r, "calendar")
		}
		if got, err := ParsePromise(want.String()); err != nil || got != want {
			t.Fatalf("%q gives %+v, %v", want.String(), got, err)
		}
	})
}

func TestSharesAreReadAsTheyAreWritten(t *testing.T) {
	for text, want := range map[string]Shares{
		"":                                    {},
		"80":                                  {80, 80, 80},
		"90 %":                                {90, 90, 90},
		"response=50 resolution=80%":          {Response: 50, Resolution: 80},
		"60 update=20":                        {60, 20, 60},
		"response=50 update=75 resolution=80": {50, 75, 80},
	} {
		got, err := ParseShares(text)
		if err != nil || got != want {
			t.Errorf("%q gives %+v, %v", text, got, err)
		}
		again, err := ParseShares(got.String())
		for target := range targetCount {
			if err != nil || again.Of(target) != want.Of(target) {
				t.Errorf("%q is written as %q, which gives %+v, %v", text, got.String(), again, err)
			}
		}
	}
	for _, text := range []string{"0", "101", "soon", "response=x", "warn=80 response=1"} {
		if got, err := ParseShares(text); err == nil {
			t.Errorf("%q gives %+v", text, got)
		}
	}
}
