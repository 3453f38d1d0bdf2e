package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"opsdesk/model"
)

func settle(s *Store) {
	_ = s.Settle(context.Background())
}

// slowly gives the answer of a query by reading every record.
func slowly(t rapid.TB, s *Store, q model.Query, env model.Env) (ids []model.ID) {
	err := s.view(func(tx *bolt.Tx) (err error) {
		ids, err = s.matching(context.Background(), tx, q, env, s.Head())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

var questions = []string{
	"", "state:open", "state:open -kind:item", "priority<=2 sort:-created", "assignee:me", "assignee:none sort:assignee", "team:network sort:team,-priority",
	"category:mail sort:category", "vpn", "vpn OR mail", "-(state:open vpn)", "due<1h", "due:breached sort:-due", "number:3..9", "tag:b sort:tag",
	"sort:title", "sort:-title state:open", "sort:rank is:ranked", "size>2 sort:-size", "has:due sort:reopened", "phase:waiting,ended", "kind:item sort:-rank", "created>2000d sort:updated",
}

func TestTheColumnsGiveTheSameAnswersAsTheRecords(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := openTest(t)
		if rapid.Bool().Draw(r, "built first") {
			settle(s)
		}
		var ids []model.ID
		n := rapid.IntRange(1, 90).Draw(r, "tickets")
		for i := range n {
			ids = append(ids, drawImport(r, t, s, i))
		}
		for range rapid.IntRange(0, 10).Draw(r, "changes") {
			id := rapid.SampledFrom(ids).Draw(r, "id")
			_, _ = try(t, s, maya, id, rapid.SampledFrom([]model.Act{model.Take{}, model.Prioritise{Impact: 1, Urgency: 1}, model.Tag{Add: []string{"b", "z"}},
				model.Move{To: model.StateCanceled}, model.RankAt{Top: true}, model.Note{Text: "seen"}}).Draw(r, "act"))
			if rapid.IntRange(0, 5).Draw(r, "undo") == 0 {
				_, _ = s.Undo(context.Background(), maya, 0)
			}
		}
		settle(s)
		env := model.Env{Names: s.Names(), Me: 1, Now: s.Now()}
		for _, text := range questions {
			q, err := model.ParseQuery(text)
			if err != nil {
				r.Fatal(err)
			}
			checkAnswer(r, s, q, env)
		}
		wantClean(t, s)
	})
}

// drawImport imports a ticket with random facts; some leave gaps between the numbers, or fill them.
func drawImport(r *rapid.T, t *testing.T, s *Store, i int) model.ID {
	num := func(no uint8, most int64) model.Fact {
		return model.Fact{Field: no, To: model.Value{N: rapid.Int64Range(0, most).Draw(r, model.FieldNo(no).Name)}}
	}
	word := func(no uint8, words ...string) model.Fact {
		w := rapid.SampledFrom(words).Draw(r, model.FieldNo(no).Name)
		return model.Fact{Field: no, To: model.Value{S: w}, Name: w}
	}
	kind := rapid.SampledFrom([]model.Kind{model.Incident, model.Request, model.Item}).Draw(r, "kind")
	now := int64(model.At(s.Now()))
	facts := []model.Fact{word(model.FieldTitle, "VPN down", "Mail bounces", "vpnish Ü", "printer"), num(model.FieldState, int64(len(model.States)-1)), num(model.FieldPriority, 5),
		word(model.FieldTeam, "Network", "Desk", ""), word(model.FieldAssignee, "Zoe", "Abel", "maya lindqvist", ""), word(model.FieldCategory, "Mail", "mail", "Network", ""),
		word(model.FieldTags, "a,b", "b", ""), num(model.FieldSize, 5), num(model.FieldReopened, 2),
		{Field: model.FieldAgreed, To: model.Value{N: rapid.SampledFrom([]int64{0, now - 50, now + 1800, now + 90000}).Draw(r, "due")}},
		{Field: model.FieldCreated, To: model.Value{N: now - rapid.Int64Range(0, 5).Draw(r, "created")}}}
	imp := &model.Import{Kind: kind, Source: model.Origin{System: "x", Number: fmt.Sprint(i)}, Past: []model.Past{{At: model.Instant(now), Verb: model.VerbCreate, Facts: facts}}}
	if rapid.IntRange(0, 4).Draw(r, "gap") == 0 {
		imp.Number = model.ID(rapid.IntRange(1, 300).Draw(r, "number"))
	}
	return do(t, s, maya, 0, imp)
}

func checkAnswer(r *rapid.T, s *Store, q model.Query, env model.Env) {
	want := slowly(r, s, q, env)
	page := Page{Offset: rapid.IntRange(0, 20).Draw(r, "offset"), Limit: rapid.IntRange(0, 30).Draw(r, "limit")}
	if len(want) > 0 && rapid.Bool().Draw(r, "hold") {
		page.Hold = rapid.SampledFrom(want).Draw(r, "held")
	}
	for range 2 { // the second time there may be an order that was asked for
		got, err := s.Query(context.Background(), q, env, page)
		if err != nil {
			r.Fatal(err)
		}
		if got.Total != len(want) {
			r.Fatalf("%s: %d tickets, want %d", q, got.Total, len(want))
		}
		if got.Ranked != NotRanked { // its order is tested with the ranking
			sameTickets(r, q, got, want)
			continue
		}
		if page.Hold != 0 && got.Held != slices.Index(want, page.Hold) {
			r.Fatalf("%s: #%d is held at %d, want %d", q, page.Hold, got.Held, slices.Index(want, page.Hold))
		}
		for i, x := range got.Tickets {
			if x.ID != want[got.Offset+i] {
				r.Fatalf("%s: place %d is #%d, want #%d of %v", q, got.Offset+i, x.ID, want[got.Offset+i], want)
			}
		}
		if len(got.Tickets) != min(page.Limit, len(want)-got.Offset) {
			r.Fatalf("%s: %d tickets on the page", q, len(got.Tickets))
		}
	}
	counts, err := s.Count(context.Background(), env, q, q)
	if err != nil || counts[0] != len(want) || counts[1] != len(want) {
		r.Fatalf("%s: counted %v, want %d: %v", q, counts, len(want), err)
	}
	ids, err := s.IDs(context.Background(), q, env)
	if err != nil || !slices.Equal(ids, want) {
		r.Fatalf("%s: numbers %v, want %v: %v", q, ids, want, err)
	}
}

// sameTickets tells whether a page holds none but the wanted tickets, each once.
func sameTickets(r *rapid.T, q model.Query, got Listing, want []model.ID) {
	seen := map[model.ID]bool{}
	for _, x := range got.Tickets {
		if !slices.Contains(want, x.ID) || seen[x.ID] {
			r.Fatalf("%s: #%d is listed, of %v", q, x.ID, want)
		}
		seen[x.ID] = true
	}
}

func TestTheFirstPageNeedsNoColumns(t *testing.T) {
	s := openTest(t)
	for i := range 30 {
		do(t, s, maya, 0, incident(strings.Repeat("x", i+1)))
	}
	q, err := model.ParseQuery("state:open -kind:item")
	if err != nil {
		t.Fatal(err)
	}
	env := model.Env{Names: s.Names(), Now: s.Now()}
	want := slowly(t, s, q, env)
	list := Listing{Held: -1}
	err = s.view(func(tx *bolt.Tx) error {
		quick, err := s.quick(tx, q, env, Page{Offset: 5, Limit: 10}, &list)
		if !quick {
			t.Error("it was not quick")
		}
		return err
	})
	if err != nil || list.Total != 30 || len(list.Tickets) != 10 || list.Tickets[0].ID != want[5] {
		t.Errorf("%+v, %v", list, err)
	}
}
