package model

import (
	"strings"
	"testing"
)

func TestReactionsAreReadAndWritten(t *testing.T) {
	for text, want := range map[string]Reaction{
		"notify assignee":          {DoNotify, "assignee"},
		"  Notify   Jun Ito ":      {DoNotify, "Jun Ito"},
		"assign none":              {DoAssign, "none"},
		"team Network Core":        {DoTeam, "Network Core"},
		"raise":                    {DoRaise, ""},
		"RAISE":                    {DoRaise, ""},
		"tag late":                 {DoTag, "late"},
		"note This is late: act.":  {DoNote, "This is late: act."},
		"run /bin/page --now oops": {DoRun, "/bin/page --now oops"},
	} {
		got, err := ParseReaction(text)
		if err != nil || got != want {
			t.Errorf("%q is %+v (%v), want %+v", text, got, err, want)
		}
		if again, err := ParseReaction(got.String()); err != nil || again != got {
			t.Errorf("%q is read again as %+v (%v)", got, again, err)
		}
	}
}

func TestWhatNoRuleCanDoIsRefused(t *testing.T) {
	for text, words := range map[string][]string{
		"":              {"nothing that a rule can do", "notify, assign, team, raise, tag, note, run"},
		"escalate maya": {`"escalate"`, "nothing that a rule can do"},
		"notify":        {"notify needs", "assignee"},
		"team  ":        {"team needs a team behind it"},
		"raise now":     {"raise takes nothing behind it", `"now"`},
	} {
		_, err := ParseReaction(text)
		wantsWords(t, err, words...)
	}
}

func TestAnAlarmIsReadAndWritten(t *testing.T) {
	for _, want := range []Alarm{Warn, Breach} {
		var got Alarm
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Errorf("%s is read as %s (%v)", want, got, err)
		}
	}
	var a Alarm
	wantsWords(t, a.UnmarshalText([]byte("late")), `"late"`, "warn or breach")
}

func FuzzParseReaction(f *testing.F) {
	for _, s := range []string{"", "raise", "notify assignee", "note  two  blanks", "run a\nb", "tag \x00", "Ｎotify x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseReaction(s)
		if err != nil {
			return
		}
		if again, err := ParseReaction(r.String()); err != nil || again != r {
			t.Errorf("%q is %+v, which is read again as %+v (%v)", s, r, again, err)
		}
		if strings.TrimSpace(r.Arg) != r.Arg {
			t.Errorf("%q keeps blanks around %q", s, r.Arg)
		}
	})
}
