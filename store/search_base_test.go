package store

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"opsdesk/model"
)

func TestASetOfTicketsIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var union idUnion
		want := roaring.New()
		for i := range rapid.IntRange(1, 6).Draw(t, "sets") {
			ids := roaring.New()
			from := rapid.Uint32().Draw(t, "from")
			n, step := rapid.IntRange(0, 900).Draw(t, "n"), rapid.SampledFrom([]uint32{1, 2, 3, 100, 70_000}).Draw(t, "step")
			for j := range n {
				if at := uint64(from) + uint64(j)*uint64(step); at < 1<<32 {
					ids.Add(uint32(at))
				}
			}
			v, err := encodeBitmap(ids.Clone())
			if err != nil {
				t.Fatal(err)
			}
			listed, err := encodeIDs(ids.ToArray())
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range [][]byte{v, listed} {
				back, err := openIDs([]byte("key"), append(make([]byte, i), v...)[i:])
				if err != nil || !back.Equals(ids) {
					t.Fatalf("%v came back as %v: %v", ids, back, err)
				}
			}
			if err := union.add([]byte("key"), v); err != nil {
				t.Fatal(err)
			}
			want.Or(ids)
		}
		if got := union.bitmap(); !got.Equals(want) {
			t.Fatalf("the union is %v, want %v", got, want)
		}
	})
}

func TestDamagedSetsAreErrorsAndNoPanics(t *testing.T) {
	good, err := encodeIDs([]uint32{1, 5, 1 << 31})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range [][]byte{{}, {0}, {9, 1}, {idsListed, 0x80}, {idsListed, 0xff, 0xff, 0xff, 0xff, 0xff, 0x1f}, {idsRoaring}, {idsRoaring, 1, 2, 3}, append(good, 0xff)} {
		if _, err := openIDs([]byte("key"), v); err == nil {
			t.Errorf("%v was read", v)
		}
	}
}

func TestANumberFindsTheTicketsWhoseNumberBeginsSo(t *testing.T) {
	all := roaring.New()
	all.AddRange(1, 2000)
	all.Remove(120)
	all.Add(1<<32 - 1)
	for _, c := range []struct {
		word searchWord
		want uint64
	}{
		{searchWord{"12", true}, 1}, {searchWord{"120", true}, 0}, {searchWord{"12", false}, 1 + 9 + 100}, {searchWord{"1", false}, 1 + 10 + 99 + 1000},
		{searchWord{"0", false}, 0}, {searchWord{"012", true}, 0}, {searchWord{"4294967295", true}, 1}, {searchWord{"4294967296", true}, 0},
		{searchWord{"42949", false}, 1}, {searchWord{"99999999999", false}, 0}, {searchWord{"1a", false}, 0}, {searchWord{"", false}, 0},
	} {
		got := uint64(0)
		if ids := numbered(c.word, all); ids != nil {
			got = ids.GetCardinality()
		}
		if got != c.want {
			t.Errorf("%+v finds %d, want %d", c.word, got, c.want)
		}
	}
}

// TestAGreatBaseIsMergedAsItIsBuilt goes through what small desks never reach: long sets, many beginnings, several
// ranges and chunks.
func TestAGreatBaseIsMergedAsItIsBuilt(t *testing.T) {
	if testing.Short() {
		t.Skip("it makes a few thousand tickets")
	}
	limits := usualLimits
	limits.effort = 20_000
	s := openSmall(t, t.TempDir()+"/desk.db", limits)
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	defer s.search.hold()()
	ctx := context.Background()
	c := newChatter()
	for part := range 4 {
		var all []Command
		for i := range 1000 {
			all = append(all, Command{Act: c.record(part*1000 + i)})
		}
		for i := range 300 * part {
			all = append(all, Command{model.ID(1 + (i*7)%(part*1000)), model.Note{Text: c.say(5) + " 監視"}})
		}
		if part == 2 { // a number far behind the others
			imp := c.record(99_999)
			imp.Number, imp.Source.Number = 1<<16+100, "FAR-1"
			all = append(all, Command{Act: imp})
		}
		if _, err := s.Do(ctx, Write{Who: maya, Commands: all}); err != nil {
			t.Fatal(err)
		}
		if err := s.search.settle(ctx); err != nil {
			t.Fatal(err)
		}
		wantSound(t, s)
	}
	questions := [][]searchWord{{}, typedWords([]string{"far"})}
	for i := range 60 {
		w := c.words[i*i]
		questions = append(questions, typedWords([]string{w[:1+i%len(w)]}), typedWords([]string{w, c.words[i][:2]}), typedWords([]string{fmt.Sprintf("inc00%d", i)}))
	}
	if err := s.view(func(tx *bolt.Tx) error { return wantExact(s, tx, questions) }); err != nil {
		t.Fatal(err)
	}
	wantSimilarByHand(t, s, get(t, s, 100).Title+" "+get(t, s, 1<<16+100).Title, 5000) // they have one place in their ranges
	merged := wholeBase(t, s)
	if err := s.search.rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if built := wholeBase(t, s); !slices.Equal(built, merged) {
		t.Error("what was merged differs from what is built")
	}
	wantSound(t, s)
}

func wantSimilarByHand(t *testing.T, s *Store, text string, limit int) {
	t.Helper()
	got, err := s.Similar(t.Context(), text, limit)
	if err != nil || len(got) < 2 {
		t.Fatalf("%d are like it: %v", len(got), err)
	}
	var all map[model.ID]map[string]bool
	if err := s.view(func(tx *bolt.Tx) (err error) { all, err = everyTicket(tx); return err }); err != nil {
		t.Fatal(err)
	}
	scores := map[model.ID]float64{}
	for _, one := range similarByHand(text, all) {
		scores[one.ID] = one.Score
	}
	if len(got) != min(limit, len(scores)) {
		t.Fatalf("%d are like it, want %d", len(got), len(scores))
	}
	for _, one := range got {
		if math.Abs(one.Score-scores[one.ID]) > 1e-9 {
			t.Fatalf("%+v, want %v", one, scores[one.ID])
		}
	}
}

func TestABeginningThatHasOneWordLeftHasNoEntryAnyMore(t *testing.T) {
	s := openSmall(t, t.TempDir()+"/desk.db", smallLimits)
	defer func() { _ = s.Close() }()
	defer s.search.hold()()
	for _, title := range []string{"abc", "axe", "axf"} {
		do(t, s, maya, 0, incident(title))
	}
	id := do(t, s, maya, 0, incident("abd"))
	for _, want := range []bool{true, false} {
		if err := s.search.settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantSound(t, s)
		err := s.view(func(tx *bolt.Tx) error {
			starts := baseOf(tx).starts
			if has := starts.Get([]byte("ab")) != nil; has != want || starts.Get([]byte("a")) == nil || starts.Get([]byte("ax")) == nil {
				t.Errorf("ab has an entry: %v, want %v", has, want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if want {
			do(t, s, maya, id, model.Edit{Field: model.FieldTitle, Base: model.Value{S: "abd"}, To: model.Value{S: "zzz"}})
		}
	}
}

func TestABaseThatKnowsMoreThanTheJournalCountsForNothing(t *testing.T) {
	s := openTest(t)
	do(t, s, maya, 0, incident("Gateway"))
	if err := s.search.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := s.db.Update(func(tx *bolt.Tx) error {
		search := tx.Bucket(bSearch)
		return errors.Join(search.Put(kBase, append([]byte{searchFormat}, uint64Key(1000)...)), search.Bucket(bWords).Delete([]byte("gateway")))
	})
	if err != nil {
		t.Fatal(err)
	}
	if n := findCount(t, s, searchWord{"gateway", true}); n != 1 {
		t.Errorf("%d are found", n)
	}
}

// wantSound checks the index alone.
func wantSound(t testing.TB, s *Store) {
	t.Helper()
	var r Report
	if err := s.view(func(tx *bolt.Tx) error { return s.search.check(context.Background(), tx, &r) }); err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Errorf("check: %s: %s", f.Where, f.What)
	}
}

// wholeBase lists all entries.
func wholeBase(t testing.TB, s *Store) (all []string) {
	t.Helper()
	err := s.view(func(tx *bolt.Tx) error {
		b := baseOf(tx)
		for _, bucket := range []*bolt.Bucket{b.words, b.starts} {
			err := bucket.ForEach(func(k, v []byte) error {
				ids, err := openIDs(k, v)
				all = append(all, fmt.Sprintf("%q %v", k, ids.ToArray()))
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if kept := slices.IndexFunc(all, func(s string) bool { return strings.HasPrefix(s, `"\x00"`) }); kept < 0 || len(all)-kept < 10 {
		t.Fatalf("only %d beginnings are kept", len(all)-kept)
	}
	return all
}

func TestCheckFindsEveryHarmToTheIndex(t *testing.T) {
	put := func(bucket []byte, key string, ids ...uint32) func(*bolt.Tx) error {
		return func(tx *bolt.Tx) error {
			v, err := encodeIDs(ids)
			if err != nil {
				return err
			}
			return tx.Bucket(bSearch).Bucket(bucket).Put([]byte(key), v)
		}
	}
	for what, harm := range map[string]func(tx *bolt.Tx) error{
		"a word too many":       put(bWords, "nonsense", 1),
		"a word that is gone":   func(tx *bolt.Tx) error { return tx.Bucket(bSearch).Bucket(bWords).Delete([]byte("gateway")) },
		"a ticket too many":     put(bWords, "gateway", 1, 2, 3),
		"a ticket that is gone": put(bWords, "gateway", 2),
		"a wrong beginning":     put(bStarts, "ga", 1),
		"a wrong whole":         put(bStarts, "\x00", 1, 2),
		"no set":                func(tx *bolt.Tx) error { return tx.Bucket(bSearch).Bucket(bWords).Put([]byte("gateway"), []byte{7}) },
	} {
		t.Run(what, func(t *testing.T) {
			s := openTest(t)
			do(t, s, maya, 0, incident("Gateway busy"))
			do(t, s, maya, 0, incident("Gateway down"))
			do(t, s, maya, 0, incident("Printer"))
			if err := s.search.settle(context.Background()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, s)
			if err := s.db.Update(harm); err != nil {
				t.Fatal(err)
			}
			if r, err := s.Check(context.Background()); err != nil || len(r.Findings) == 0 {
				t.Errorf("check found nothing: %v", err)
			}
			if err := s.search.rebuild(context.Background()); err != nil {
				t.Fatal(err)
			}
			wantSound(t, s)
		})
	}
}
