package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"opsdesk/model"
)

// smallLimits make the index do in a few changes what it does in many thousands otherwise.
var smallLimits = searchLimits{merge: 6, inline: 4, idle: 1, bulk: 12, pause: time.Nanosecond, effort: 1, ranked: 1000}

// someWords are spelt alike, begin alike, or are written in other ways than English.
var someWords = []string{"vpn", "VPN", "vpnclient", "Vp", "v", "Zürich", "zurich", "ZURICH", "Straße", "strasse", "外部監視", "監視サーバ",
	"監視", "サーバー", "Мост", "мосты", "Ελλάς", "1", "12", "120", "007", "inc", "INC-3", "e-mail", "naïve", "cafe\u0301", "x" + strings.Repeat("y", 80),
	"Ǆ", "host01", "host02", "host1", "🙂", "vpn外部", "İstanbul"}

func openSmall(t testing.TB, path string, limits searchLimits) *Store {
	t.Helper()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	tick := func() time.Time { mu.Lock(); defer mu.Unlock(); now = now.Add(time.Second); return now }
	s, err := Open(context.Background(), path, Options{Clock: tick, Lasting: true, search: limits})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tokensOf gives by the words of the model alone what a ticket is found by.
func tokensOf(tx *bolt.Tx, t *model.Ticket) (map[string]bool, error) {
	tokens := map[string]bool{}
	entries, err := ticketEntries(tx, t)
	if err != nil || !t.Exists() {
		return tokens, err
	}
	texts := slices.Collect(model.Searched(t))
	for _, m := range model.Timeline(entries) {
		if (m.Verb == model.VerbComment || m.Verb == model.VerbNote) && !m.Undone {
			texts = append(texts, m.Text)
		}
	}
	for _, text := range texts {
		for token := range model.Tokens(text) {
			tokens[token] = true
		}
	}
	return tokens, nil
}

func (w searchWord) in(tokens map[string]bool) bool {
	if w.whole {
		return tokens[w.token]
	}
	for token := range tokens {
		if strings.HasPrefix(token, w.token) {
			return true
		}
	}
	return false
}

// everyTicket gives the tokens of all tickets that a transaction sees.
func everyTicket(tx *bolt.Tx) (map[model.ID]map[string]bool, error) {
	all := map[model.ID]map[string]bool{}
	var failed error
	err := scan(context.Background(), tx, false, func(t *model.Ticket) {
		tokens, err := tokensOf(tx, t)
		failed = errors.Join(failed, err)
		all[t.ID] = tokens
	})
	return all, errors.Join(err, failed)
}

// wantExact compares what is found in a transaction with a pass over all tickets.
func wantExact(s *Store, tx *bolt.Tx, questions [][]searchWord) error {
	all, err := everyTicket(tx)
	if err != nil {
		return err
	}
	upto := model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
	for _, words := range questions {
		want := roaring.New()
		for id, tokens := range all {
			if !slices.ContainsFunc(words, func(w searchWord) bool { return !w.in(tokens) }) {
				want.Add(uint32(id))
			}
		}
		got, err := s.search.findAll(context.Background(), tx, upto, words)
		if err != nil {
			return err
		}
		if !got.Equals(want) {
			return fmt.Errorf("at %d: %+v finds %v, want %v (%+v)", upto, words, got, want, s.search.state())
		}
	}
	if size, kept := s.search.overlayNow().sizes(); size != kept {
		return fmt.Errorf("the overlay says that it has %d bytes, and has %d", kept, size)
	}
	if len(questions) == 0 {
		return nil
	}
	sets, n, err := s.search.sets(context.Background(), tx, upto, questions[0])
	if err != nil || int(n) != len(all) {
		return fmt.Errorf("sets of %d tickets, want %d: %w", n, len(all), err)
	}
	for i, w := range questions[0] {
		for id, tokens := range all {
			if sets[i].Contains(uint32(id)) != w.in(tokens) {
				return fmt.Errorf("at %d: the set of %+v is %v", upto, w, sets[i])
			}
		}
	}
	return nil
}

func (o *overlay) sizes() (size, said int) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	for _, t := range o.changed {
		size += len(t.packed)
	}
	return size, o.size
}

// A searchDesk is a random desk under test.
type searchDesk struct {
	*Store
	path  string
	old   *bolt.Tx // a transaction that began some steps ago
	texts *rapid.Generator[string]
	asked *rapid.Generator[[]searchWord]
}

func newSearchDesk(path string) *searchDesk {
	word1 := rapid.SampledFrom(someWords)
	texts := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(word1, 1, 4).Draw(t, "words"), rapid.SampledFrom([]string{" ", ", ", "-", "", "\n"}).Draw(t, "between"))
	})
	asked := rapid.Custom(func(t *rapid.T) []searchWord {
		var words []searchWord
		for range rapid.IntRange(0, 3).Draw(t, "n") {
			tokens := slices.Collect(model.Tokens(word1.Draw(t, "word")))
			if len(tokens) == 0 {
				continue
			}
			token := []rune(rapid.SampledFrom(tokens).Draw(t, "token"))
			if rapid.Bool().Draw(t, "whole") {
				words = append(words, searchWord{string(token), true})
			} else {
				words = append(words, searchWord{string(token[:rapid.IntRange(1, len(token)).Draw(t, "runes")]), false})
			}
		}
		return words
	})
	return &searchDesk{path: path, texts: texts, asked: asked}
}

func (d *searchDesk) do(t *rapid.T, id model.ID, act model.Act) {
	_, err := d.Do(context.Background(), Write{Who: maya, Commands: []Command{{id, act}}})
	if err != nil && !errors.Is(err, model.ErrRefused) && !errors.Is(err, model.ErrNotFound) && !errors.Is(err, model.ErrConflict) {
		t.Fatalf("%s: %v", act.Verb(), err)
	}
}

func (d *searchDesk) anyID(t *rapid.T) model.ID {
	return model.ID(rapid.IntRange(1, 12).Draw(t, "ticket"))
}

func (d *searchDesk) record(t *rapid.T) *model.Import {
	no := rapid.IntRange(1, 6).Draw(t, "record")
	imp := &model.Import{Kind: model.Incident, Source: model.Origin{System: "other", Number: fmt.Sprintf("INC00%d", no)}}
	title := model.Fact{Field: model.FieldTitle, To: model.Value{S: d.texts.Draw(t, "title")}}
	created := model.Fact{Field: model.FieldCreated, To: model.Value{N: 1_700_000_000}}
	imp.Past = []model.Past{{At: 1_700_000_000, By: "Vera", Verb: model.VerbCreate, Facts: []model.Fact{title, created}}}
	for i := range rapid.IntRange(0, 2).Draw(t, "comments") {
		imp.Past = append(imp.Past, model.Past{At: model.Instant(1_700_000_100 + i), By: "Vera", Verb: rapid.SampledFrom([]model.Verb{model.VerbComment, model.VerbNote, model.VerbMove}).Draw(t, "verb"),
			Text: d.texts.Draw(t, "said"), Undone: rapid.Bool().Draw(t, "undone")})
	}
	return imp
}

func (d *searchDesk) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	field := rapid.SampledFrom([]uint8{model.FieldTitle, model.FieldDescription, model.FieldCategory, model.FieldSubcategory})
	must := func(t *rapid.T, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]func(*rapid.T){
		"create": func(t *rapid.T) {
			d.do(t, 0, model.Create{Kind: rapid.SampledFrom([]model.Kind{model.Incident, model.Item}).Draw(t, "kind"),
				Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: d.texts.Draw(t, "title")}}}})
		},
		"edit": func(t *rapid.T) {
			id, f := d.anyID(t), model.FieldNo(field.Draw(t, "field"))
			if ticket, err := d.Get(id); err == nil {
				d.do(t, id, model.Edit{Field: f.No, Base: f.Get(ticket), To: model.Value{S: d.texts.Draw(t, "text")}})
			}
		},
		"tag":     func(t *rapid.T) { d.do(t, d.anyID(t), model.Tag{Add: []string{d.texts.Draw(t, "tag")}}) },
		"comment": func(t *rapid.T) { d.do(t, d.anyID(t), model.Comment{Text: d.texts.Draw(t, "text")}) },
		"note":    func(t *rapid.T) { d.do(t, d.anyID(t), model.Note{Text: d.texts.Draw(t, "text")}) },
		"take":    func(t *rapid.T) { d.do(t, d.anyID(t), model.Take{}) },
		"import": func(t *rapid.T) {
			_, err := d.Do(ctx, Write{Who: maya, Each: true, Commands: []Command{{0, d.record(t)}, {0, d.record(t)}}})
			must(t, err)
		},
		"undo": func(t *rapid.T) { _, _ = d.Undo(ctx, maya, 0) }, // often there is nothing to undo
		"undo any": func(t *rapid.T) {
			_, _ = d.Undo(ctx, maya, model.Revision(rapid.IntRange(1, int(d.Head())+1).Draw(t, "group")))
		},
		"redo":    func(t *rapid.T) { _, _ = d.Redo(ctx, maya) },
		"settle":  func(t *rapid.T) { must(t, d.search.settle(ctx)) },
		"rebuild": func(t *rapid.T) { must(t, d.search.rebuild(ctx)) },
		"stop a build": func(t *rapid.T) {
			must(t, d.search.truncated(rapid.IntRange(0, 3).Draw(t, "parts")))
		},
		"drop the index": func(t *rapid.T) {
			if rapid.IntRange(0, 3).Draw(t, "really") == 0 {
				must(t, d.search.drop())
			}
		},
		"reopen": func(t *rapid.T) { d.reopen(t) },
		"begin": func(t *rapid.T) {
			d.end(t)
			tx, err := d.db.Begin(false)
			must(t, err)
			d.old = tx
		},
		"": func(t *rapid.T) {
			questions := rapid.SliceOfN(d.asked, 3, 6).Draw(t, "questions")
			must(t, d.view(func(tx *bolt.Tx) error { return wantExact(d.Store, tx, questions) }))
			if d.old != nil {
				must(t, wantExact(d.Store, d.old, questions))
			}
		},
	}
}

func (d *searchDesk) end(t *rapid.T) {
	if d.old != nil {
		if err := d.old.Rollback(); err != nil {
			t.Fatal(err)
		}
		d.old = nil
	}
}

func (d *searchDesk) reopen(t *rapid.T) {
	d.end(t)
	if d.Store != nil {
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
	limits := smallLimits
	limits.inline = uint64(rapid.SampledFrom([]int{0, 4, 1000}).Draw(t, "inline"))
	limits.merge = rapid.SampledFrom([]int{3, 6, 1000}).Draw(t, "merge")
	limits.pause = rapid.SampledFrom([]time.Duration{1, time.Hour}).Draw(t, "pause")
	limits.bulk = uint64(rapid.SampledFrom([]int{12, 100_000}).Draw(t, "bulk"))
	s, err := Open(context.Background(), d.path, Options{Clock: tickClock(), Lasting: true, search: limits})
	if err != nil {
		t.Fatal(err)
	}
	d.Store = s
}

func tickClock() func() time.Time {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	var mu sync.Mutex
	return func() time.Time { mu.Lock(); defer mu.Unlock(); now = now.Add(time.Second); return now }
}

// truncated does parts of a renewal and leaves it, as a crash would.
func (x *search) truncated(parts int) error {
	return x.alone(context.Background(), func(ctx context.Context) error {
		var todo renewal
		err := x.store.view(func(tx *bolt.Tx) (err error) { todo, err = x.changed(ctx, tx); return err })
		if err != nil || todo.ids.IsEmpty() {
			return err
		}
		if err := x.update(ctx, createSearch); err != nil || parts == 0 {
			return err
		}
		runs, err := x.gather(ctx, todo.ids)
		if err != nil {
			return err
		}
		if err := (&baseWriter{x: x, bucket: bWords}).mergeWords(ctx, todo, mergeRuns(runs)); err != nil || parts == 1 {
			return err
		}
		return (&baseWriter{x: x, bucket: bStarts}).writeStarts(ctx)
	})
}

// drop deletes the index as somebody would who does not trust it.
func (x *search) drop() error {
	return x.alone(context.Background(), func(ctx context.Context) error {
		return x.update(ctx, func(tx *bolt.Tx) error {
			if tx.Bucket(bSearch) == nil {
				return nil
			}
			return tx.DeleteBucket(bSearch)
		})
	})
}

func TestEveryAnswerEqualsAPassOverAllTickets(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		d := newSearchDesk(filepath.Join(dir, fmt.Sprintf("%d.db", n)))
		d.reopen(t)
		defer func() {
			d.end(t)
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		}()
		t.Repeat(d.actions())
		var report Report
		if err := d.view(func(tx *bolt.Tx) error { return d.search.check(context.Background(), tx, &report) }); err != nil {
			t.Fatal(err)
		}
		if len(report.Findings) > 0 {
			t.Fatalf("check: %v", report.Findings)
		}
	})
}
