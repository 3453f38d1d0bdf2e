package store

import (
	"context"
	"testing"

	"opsdesk/model"
)

// A read transaction inside of another waits for a writer that waits for the first one, when the file outgrows its map.
func TestAQuestionBeginsNoTransactionInsideOfAnother(t *testing.T) {
	ctx := context.Background()
	path := t.TempDir() + "/desk.db"
	fill, err := Open(ctx, path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		drawn := record(string(rune('a'+i)), "", "VPN down")
		drawn.Past[0].Facts = append(drawn.Past[0].Facts, called(model.FieldTeam, "Network"), called(model.FieldAssignee, "Zoe"))
		do(t, fill, maya, 0, drawn)
	}
	if err := fill.Close(); err != nil {
		t.Fatal(err)
	}
	for _, columns := range []bool{false, true} {
		for _, text := range append(questions, "team:network assignee:zoe vpn sort:-assignee", "-team:desk") {
			if columns && lacksColumn(t, text) {
				continue // another goroutine works the order out
			}
			for name, ask := range map[string]func(*Store, model.Query, model.Env) error{
				"query": func(s *Store, q model.Query, env model.Env) error {
					_, err := s.Query(ctx, q, env, Page{Limit: 5, Hold: 3})
					return err
				},
				"numbers": func(s *Store, q model.Query, env model.Env) error { _, err := s.IDs(ctx, q, env); return err },
				"count":   func(s *Store, q model.Query, env model.Env) error { _, err := s.Count(ctx, env, q, q); return err },
			} {
				s, err := Open(ctx, path, Options{}) // it knows no names yet
				if err != nil {
					t.Fatal(err)
				}
				s.lasting = true // a command looks for a snapshot first
				if columns {
					if err := s.build(ctx, s.cols); err != nil {
						t.Fatal(err)
					}
				}
				q, err := model.ParseQuery(text)
				if err != nil {
					t.Fatal(err)
				}
				before := s.db.Stats().TxN
				if err := ask(s, q, model.Env{Names: s.Names(), Me: 1, Now: s.Now()}); err != nil {
					t.Errorf("%s %q: %v", name, text, err)
				}
				if n := s.db.Stats().TxN - before; n != 1 {
					t.Errorf("%s %q, columns %v: it took %d transactions", name, text, columns, n)
				}
				if err := s.Close(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

func lacksColumn(t *testing.T, text string) bool {
	q, err := model.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range q.Sort() {
		if !columnar(k.Field) {
			return true
		}
	}
	return false
}
