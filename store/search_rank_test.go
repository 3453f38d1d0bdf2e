package store

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"opsdesk/model"
)

// ranked gives the tickets that a text finds, in the order of rank.
func ranked(t testing.TB, s *Store, text string) (ids []model.ID, ranked bool) {
	t.Helper()
	err := s.view(func(tx *bolt.Tx) error {
		tokens := slices.Collect(model.Tokens(text))
		found, err := s.search.find(context.Background(), tx, s.Head(), tokens)
		if err == nil {
			ids, ranked, err = s.search.rank(context.Background(), tx, s.Head(), tokens, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, ranked
}

func described(title, description string) model.Create {
	act := incident(title)
	act.Set = append(act.Set, model.Setting{Field: model.FieldDescription, To: model.Value{S: description}})
	return act
}

func TestWhatAWordSaysMostAboutComesFirst(t *testing.T) {
	s := openTest(t)
	filler := strings.Repeat("nothing to see here ", 20)
	inTitle := do(t, s, maya, 0, described("Gateway down", "Since noon"))
	inText := do(t, s, maya, 0, described("Since noon it is down", "gateway"))
	often := do(t, s, maya, 0, described("Gateway: the gateway again", "gateway"))
	long := do(t, s, maya, 0, described("Since noon it is down", filler+"gateway"))
	spoken := do(t, s, maya, 0, described("Since noon it is down", filler+filler))
	do(t, s, maya, spoken, model.Comment{Text: "perhaps the gateway"})
	newer := do(t, s, maya, 0, described("Gateway down", "Since noon"))
	got, ok := ranked(t, s, "gateway")
	if want := []model.ID{often, newer, inTitle, inText, long, spoken}; !ok || !slices.Equal(got, want) {
		t.Errorf("ranked %v: %v, want %v", ok, got, want)
	}
	rare := do(t, s, maya, 0, described("Down: Down, down", "flapping"))
	if got, _ := ranked(t, s, "down flapping"); len(got) != 1 || got[0] != rare {
		t.Errorf("%v", got)
	}
	if got, ok := ranked(t, s, ""); ok || len(got) != 7 || got[0] != rare {
		t.Errorf("no words: ranked %v, %v", ok, got)
	}
}

func TestTooManyTicketsAreNotRankedButTheNewestComeFirst(t *testing.T) {
	limits := smallLimits
	limits.ranked = 3
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), limits)
	defer func() { _ = s.Close() }()
	for i := range 4 {
		if got, ok := ranked(t, s, "gateway"); len(got) != i || !ok {
			t.Errorf("%d tickets: ranked %v, %v", i, ok, got)
		}
		do(t, s, maya, 0, incident("Gateway"))
	}
	if got, ok := ranked(t, s, "gateway"); ok || !slices.Equal(got, []model.ID{4, 3, 2, 1}) {
		t.Errorf("ranked %v, %v", ok, got)
	}
}

// TestScoresAreThoseOfBM25 reckons a score by hand.
func TestScoresAreThoseOfBM25(t *testing.T) {
	// 4 tickets, 1 has the word: idf = ln(1 + (4-1+0.5)/(1+0.5))
	if got, want := rarity(1, 4), math.Log(1+3.5/1.5); math.Abs(got-want) > 1e-12 {
		t.Errorf("rarity is %v, want %v", got, want)
	}
	if rarity(4, 4) <= 0 || rarity(1, 4) <= rarity(2, 4) {
		t.Error("a rarer word weighs no more")
	}
}

func TestSimilarTicketsShareRareWords(t *testing.T) {
	s := openTest(t)
	for range 30 {
		do(t, s, maya, 0, described("Printer is broken", "It does not print since this morning"))
	}
	first := do(t, s, maya, 0, described("VPN certificate expired on SRV-0815", "It does not connect since this morning"))
	twin := do(t, s, maya, 0, described("Certificate of the VPN on SRV-0815 is old", ""))
	cousin := do(t, s, maya, 0, described("Mail server", ""))
	do(t, s, maya, cousin, model.Note{Text: "SRV-0815 again"})
	gone := do(t, s, maya, 0, described("VPN certificate expired on SRV-0815", ""))
	if _, err := s.Undo(t.Context(), maya, 0); err != nil {
		t.Fatal(err)
	}
	for round, change := range []func() error{func() error { return nil }, func() error { return s.search.settle(t.Context()) }} {
		if err := change(); err != nil {
			t.Fatal(err)
		}
		got, err := s.SimilarTo(t.Context(), first, 5)
		if err != nil || len(got) < 2 || got[0].ID != twin || got[1].ID != cousin {
			t.Fatalf("round %d: %+v, %v", round, got, err)
		}
		if !slices.Contains(got[0].Words, "certificate") || !slices.Contains(got[0].Words, "0815") || slices.Contains(got[0].Words, "morning") {
			t.Errorf("round %d: they share %v", round, got[0].Words)
		}
		for _, one := range got {
			if one.ID == first || one.ID == gone || one.Score <= 0 || one.Score > 1 || len(one.Words) == 0 {
				t.Errorf("round %d: %+v", round, one)
			}
		}
		byText, err := s.Similar(t.Context(), "the vpn CERTIFICATE", 1)
		if err != nil || len(byText) != 1 || byText[0].ID != twin || byText[0].Score != 1 {
			t.Errorf("round %d: by text %+v, %v", round, byText, err)
		}
	}
	for _, text := range []string{"", "qqqq", "printer"} {
		if got, err := s.Similar(t.Context(), text, 5); err != nil || len(got) != 0 {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	if _, err := s.SimilarTo(t.Context(), gone, 5); err == nil {
		t.Error("a ticket that was taken back has similar ones")
	}
}

func TestSimilarTicketsAreThoseOfAPassOverAll(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		d := newSearchDesk(filepath.Join(dir, fmt.Sprintf("%d.db", n)))
		d.reopen(t)
		defer func() { _ = d.Close() }()
		for range rapid.IntRange(1, 12).Draw(t, "tickets") {
			d.do(t, 0, described(d.texts.Draw(t, "title"), d.texts.Draw(t, "description")))
		}
		text, limit := d.texts.Draw(t, "text"), rapid.IntRange(0, 4).Draw(t, "limit")
		got, err := d.Similar(t.Context(), text, limit)
		if err != nil {
			t.Fatal(err)
		}
		var all map[model.ID]map[string]bool
		if err := d.view(func(tx *bolt.Tx) (err error) { all, err = everyTicket(tx); return err }); err != nil {
			t.Fatal(err)
		}
		want := similarByHand(text, all)
		if len(got) != min(limit, len(want)) {
			t.Fatalf("%q: %+v, want of %+v", text, got, want)
		}
		for i := range got {
			if got[i].ID != want[i].ID || math.Abs(got[i].Score-want[i].Score) > 1e-9 || !slices.Equal(got[i].Words, want[i].Words) {
				t.Fatalf("%q: %+v, want %+v", text, got, want)
			}
		}
	})
}

func similarByHand(text string, all map[model.ID]map[string]bool) (found []Similar) {
	df := map[string]int{}
	for _, tokens := range all {
		for token := range tokens {
			df[token]++
		}
	}
	var words []string
	for token := range model.Tokens(text) {
		if df[token] > 0 && df[token] <= max(len(all)/10, 5) && !slices.Contains(words, token) {
			words = append(words, token)
		}
	}
	slices.SortFunc(words, func(a, b string) int {
		if df[a] != df[b] {
			return df[a] - df[b]
		}
		return strings.Compare(a, b)
	})
	words = words[:min(len(words), 12)]
	total := 0.0
	for _, w := range words {
		total += rarity(uint64(df[w]), uint64(len(all)))
	}
	for id, tokens := range all {
		one := Similar{ID: id}
		for _, w := range words {
			if tokens[w] {
				one.Score += rarity(uint64(df[w]), uint64(len(all))) / total
				one.Words = append(one.Words, w)
			}
		}
		if one.Score > 0 {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b Similar) int {
		if math.Abs(a.Score-b.Score) > 1e-9 {
			if a.Score > b.Score {
				return -1
			}
			return 1
		}
		return int(b.ID) - int(a.ID)
	})
	return found
}
