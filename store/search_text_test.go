package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"opsdesk/model"
)

func TestTheIndexSpellsWordsAsTheModelDoes(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom(someWords), rapid.String(), rapid.SampledFrom([]string{" ", "-", "’", "…", "\xff", "\u0301", "ﬀ", "K", "A\u030a"}))
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 8).Draw(t, "pieces"), "")
		var got []string
		var s speller
		s.each([]byte(text), func(token []byte) { got = append(got, string(token)) })
		if want := slices.Collect(model.Tokens(text)); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", text, got, want)
		}
		var only [256]bool
		for _, first := range []byte("vzm\xe5") {
			only[first] = true
		}
		s.only = &only
		kept := map[string]bool{}
		s.each([]byte(text), func(token []byte) { kept[string(token)] = true })
		for _, token := range got {
			if only[token[0]] && !kept[token] {
				t.Fatalf("%q: %q was wanted", text, token)
			}
		}
	})
}

// TestARecordIsReadAsTheModelSearchesIt fails when model.Searched gives other texts: then searchFormat goes up too.
func TestARecordIsReadAsTheModelSearchesIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticket := &model.Ticket{ID: model.ID(rapid.Uint32Range(1, 1<<32-1).Draw(t, "id")), Revs: []model.Revision{3, 9, 1 << 40}}
		for _, f := range model.Fields {
			switch f.Type {
			case model.Text, model.Long:
				f.Set(ticket, model.Value{S: rapid.SampledFrom(someWords).Draw(t, f.Name) + f.Name})
			case model.Tags:
				f.Set(ticket, model.Value{S: strings.Join(model.SplitTags(strings.Join(rapid.SliceOfN(rapid.SampledFrom(someWords), 0, 3).Draw(t, f.Name), ",")), ",")})
			case model.Number, model.Time:
				f.Set(ticket, model.Value{N: int64(rapid.Uint16().Draw(t, f.Name))})
			}
		}
		ticket.Kind = model.Kind(rapid.IntRange(1, len(model.Kinds)-1).Draw(t, "kind"))
		want := map[string]bool{}
		for text := range model.Searched(ticket) {
			for token := range model.Tokens(text) {
				want[token] = true
			}
		}
		r := proseReader{}
		if err := r.read(ticket.ID, encodeTicket(ticket)); err != nil {
			t.Fatal(err)
		}
		got := map[string]bool{string(r.number(nil)): true}
		r.words(func(token []byte) { got[string(token)] = true })
		if !maps.Equal(got, want) || r.rev() != 1<<40 {
			t.Fatalf("%+v: %v, want %v", ticket, got, want)
		}
	})
}

func TestPackedTokensAreMetByTheWordsThatFit(t *testing.T) {
	token := rapid.StringMatching(`[ab1é監]{1,4}`)
	rapid.Check(t, func(t *rapid.T) {
		have := map[string]bool{}
		var b tokenBag
		for _, s := range rapid.SliceOf(token).Draw(t, "tokens") {
			have[s] = true
			b.add([]byte(s))
		}
		var words []searchWord
		for _, s := range rapid.SliceOfN(token, 0, 5).Draw(t, "words") {
			words = append(words, searchWord{s, rapid.Bool().Draw(t, "whole")})
		}
		words = inOrder(words)
		packed := b.pack()
		met := map[int]bool{}
		all := matchPacked(packed, words, func(i int) { met[i] = true })
		want := true
		for i, w := range words {
			if met[i] != w.in(have) {
				t.Fatalf("%v in %q: %v", w, packed, met[i])
			}
			want = want && w.in(have)
		}
		if all != want || matchPacked(packed, words, nil) != want {
			t.Fatalf("%v in %q: %v, want %v", words, packed, all, want)
		}
	})
}

func TestManyPackedTokensAreMetBehindWhatTheTableReaches(t *testing.T) {
	var b tokenBag
	have := map[string]bool{}
	for i := range 20_000 {
		for _, first := range []string{"0", "a", "m", "z", "é"} {
			token := fmt.Sprintf("%s%05d", first, i)
			have[token] = true
			b.add([]byte(token))
		}
	}
	packed := b.pack()
	for _, w := range []searchWord{{"000000", true}, {"a19999", true}, {"z", false}, {"z19999", true}, {"é19", false}, {"é20", false}, {"b", false}, {"é", true}} {
		if got := matchPacked(packed, []searchWord{w}, nil); got != w.in(have) {
			t.Errorf("%+v is met: %v", w, got)
		}
	}
}

func TestAPhraseStandsInOneTextAndItsLastWordMayGoOn(t *testing.T) {
	s := openTest(t)
	title := do(t, s, maya, 0, incident("Gateway busy since Monday"))
	apart := do(t, s, maya, 0, incident("Gateway is busy"))
	said := do(t, s, maya, 0, incident("Something else"))
	do(t, s, maya, said, model.Comment{Text: "The gateway, busybody: look"})
	across := do(t, s, maya, 0, incident("Ends in gateway"))
	do(t, s, maya, across, model.Edit{Field: model.FieldDescription, To: model.Value{S: "busy it begins"}})
	kanji := do(t, s, maya, 0, incident("外部監視サーバー"))
	do(t, s, maya, 0, incident("監視と外部"))
	for phrase, want := range map[string][]model.ID{
		"gateway busy": {title, said}, "gateway b": {title, said}, "gateway": {title, apart, said, across}, "busy gateway": nil,
		"外部監視": {kanji}, "監視サ": {kanji}, "inc 5": {kanji}, "something else": {said},
	} {
		var got []model.ID
		err := s.view(func(tx *bolt.Tx) error {
			found, err := s.search.findRow(context.Background(), tx, s.Head(), slices.Collect(model.Tokens(phrase)))
			if err == nil {
				got = newestFirst(found)
				slices.Reverse(got)
			}
			return err
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q finds %v, want %v: %v", phrase, got, want, err)
		}
	}
}
