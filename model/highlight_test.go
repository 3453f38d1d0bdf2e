package model

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWordsThatWereLookedForAreMarkedWhereTheyStand(t *testing.T) {
	for _, c := range []struct {
		text  string
		words string // with blanks between
		want  string // with the marks in brackets
	}{
		{"VPN refuses all logins", "vpn log", "[VPN] refuses all [logins]"},
		{"no vpn, no VPN-client", "vpn", "no [vpn], no [VPN]-client"},
		{"Zürich: Störung am Gateway", "zurich stor", "[Zürich]: [Störung] am Gateway"},
		{"Straße und strasse", "strasse", "[Straße] und [strasse]"},
		{"cafe\u0301 cafes", "cafe", "[cafe\u0301] [cafes]"},
		{"外部監視サーバー", "監視", "外部[監視]サーバー"},
		{"外部監視サーバー", "視", "外部監[視]サーバー"},
		{"外部監視", "監視", "外部[監視]"},
		{"監視監視", "監視", "[監視監視]"},
		{"vpn外部接続", "vpn外部", "[vpn外部]接続"},
		{"Мосты разведены", "мост", "[Мосты] разведены"},
		{"Ελλάς", "ελλας ελλάς", "[Ελλάς]"},
		{"subvpn", "vpn", "subvpn"},
		{"INC-12 like INC-1", "inc 12", "[INC]-[12] like [INC]-1"},
		{"nothing", "", "nothing"},
		{"", "vpn", ""},
		{"bad \xff vpn", "vpn", "bad \xff [vpn]"},
	} {
		if got := marked(c.text, Highlight(c.text, strings.Fields(c.words))); got != c.want {
			t.Errorf("%q in %q: %q, want %q", c.words, c.text, got, c.want)
		}
	}
}

func marked(text string, marks [][2]int) string {
	for _, m := range slices.Backward(marks) {
		text = text[:m[0]] + "[" + text[m[0]:m[1]] + "]" + text[m[1]:]
	}
	return text
}

func TestATextIsMarkedExactlyWhenItHasTheWord(t *testing.T) {
	words := rapid.SampledFrom([]string{"vpn", "VPNs", "Zürich", "zur", "外部監視", "監視", "視", "мост", "Мосты", "a", "1", "cafe\u0301", "ー", "ß"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(words, 0, 6).Draw(t, "text"), rapid.SampledFrom([]string{" ", "", "-"}).Draw(t, "between"))
		word := FoldWord(words.Draw(t, "word"))
		marks := Highlight(text, []string{word})
		if has := newPhrase(word).in(text); has != (len(marks) > 0) {
			t.Fatalf("%q in %q is %v, marked %v", word, text, has, marks)
		}
		last := -1
		for _, m := range marks {
			if m[0] <= last || m[1] <= m[0] || m[1] > len(text) {
				t.Fatalf("%q in %q: %v", word, text, marks)
			}
			if !newPhrase(word).in(text[m[0]:m[1]]) {
				t.Fatalf("%q is not in what is marked, %q", word, text[m[0]:m[1]])
			}
			last = m[1]
		}
	})
}
