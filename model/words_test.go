package model

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTokensAreFoldedWordsInTheirOrder(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"VPN concentrator (EU)":      "vpn concentrator eu",
		"vpn-gateway_2, ws0123":      "vpn gateway 2 ws0123",
		"Größe ÇA Œuvre Łódź İstan":  "grosse ca oeuvre lodz istan",
		"Cafe\u0301 cafe\u0301s":     "cafe cafes",
		"don't":                      "don t",
		"ΟΔΟΣ Ωμέγα Ёлка":            "οδοσ ωμέγα ёлка",
		"हिन्दी":                     "हिन्दी",
		"東京都 VPN接続 か":                "東京 京都 都 vpn 接続 続 か",
		"サーバー":                       "サー ーバ バー ー",
		"… -- ++ \u0301 \xff\xfe(x)": "x",
		"네트워크 장애":                    "네트워크 장애",
	} {
		if got := strings.Join(slices.Collect(Tokens(text)), " "); got != want {
			t.Errorf("Tokens(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestALongTokenIsCutBetweenRunes(t *testing.T) {
	long := "x" + strings.Repeat("й", 100) + "a"
	got := slices.Collect(Tokens(long + " end"))
	if len(got) != 2 || got[1] != "end" || got[0] != "x"+strings.Repeat("й", 31) {
		t.Errorf("Tokens of a long word are %q", got)
	}
}

func TestTokensOfATextAreTheSameHoweverItIsAccented(t *testing.T) {
	plain := slices.Collect(Tokens("resume naive uber"))
	for _, text := range []string{"Résumé naïve Über", "RE\u0301SUME\u0301 NAI\u0308VE U\u0308BER"} {
		if got := slices.Collect(Tokens(text)); !slices.Equal(got, plain) {
			t.Errorf("Tokens(%q) = %q", text, got)
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("VPN Größe 東京都 \u0301x")
	f.Fuzz(func(t *testing.T, text string) {
		for token := range Tokens(text) {
			if token == "" || len(token) > maxToken || !utf8.ValidString(token) {
				t.Fatalf("token %q of %q", token, text)
			}
			if FoldWord(token) != token {
				t.Fatalf("token %q of %q folds to %q", token, text, FoldWord(token))
			}
		}
		if p := newPhrase(text); p != nil && !p.in(text) {
			t.Fatalf("%q does not have itself", text)
		}
	})
}
