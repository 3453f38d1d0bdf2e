package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// killedDesk names the desk in the environment of a process that is there to be killed.
const killedDesk = "OPSDESK_KILLED_DESK"

// An acked write is one that the store said was saved: a change of a ticket with the words that it put there.
type acked struct {
	change model.Revision
	id     model.ID
	words  string
}

func TestNoAcknowledgedWriteIsLostWhenTheProcessIsKilled(t *testing.T) {
	const kills = 60
	path := filepath.Join(t.TempDir(), "desk.db")
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 1))
	var all []acked
	for n := range kills {
		fresh := killOne(t, path, time.Duration(random.IntN(90_000))*time.Microsecond)
		all = append(all, fresh...)
		if n == kills-1 {
			fresh = all
		}
		verifyAcked(t, path, fresh)
		if t.Failed() {
			t.Fatalf("seed %d, kill %d", seed, n+1)
		}
	}
	if len(all) < kills {
		t.Fatalf("only %d writes were acknowledged between %d kills", len(all), kills)
	}
	t.Logf("%d kills, %d acknowledged writes", kills, len(all))
}

// killOne runs a process that writes, kills it after a time, and gives what was acknowledged to it.
func killOne(t *testing.T, path string, after time.Duration) (all []acked) {
	child := exec.Command(os.Args[0], "-test.run=^TestWriterThatIsKilled$")
	child.Env = append(os.Environ(), killedDesk+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	killed := make(chan error, 1)
	time.AfterFunc(after, func() { killed <- child.Process.Kill() })
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		var a acked
		if _, err := fmt.Sscanf(line, "saved %d %d %s", &a.change, &a.id, &a.words); err == nil {
			all = append(all, a)
		}
	}
	if err := <-killed; err != nil {
		t.Fatalf("kill: %v", err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the process ended before it was killed")
	}
	return all
}

// verifyAcked opens the desk, checks all of it, and looks for what was acknowledged.
func verifyAcked(t *testing.T, path string, all []acked) {
	s, err := store.Open(t.Context(), path, store.Options{Patience: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	report, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Errorf("%s: %s", f.Where, f.What)
	}
	for _, a := range all {
		ticket, moments, err := s.Timeline(a.id)
		if err != nil {
			t.Errorf("change %d is lost: %v", a.change, err)
			continue
		}
		if !tells(ticket, moments, a) {
			t.Errorf("change %d of %s is lost: %q", a.change, ticket.Key(), a.words)
		}
	}
}

func tells(ticket *model.Ticket, moments []model.Moment, a acked) bool {
	for _, m := range moments {
		if m.Rev == a.change {
			return m.Text == a.words || ticket.Title == a.words
		}
	}
	return false
}

// TestWriterThatIsKilled is the process of the test above: writers that never end, each saying what was saved.
func TestWriterThatIsKilled(t *testing.T) {
	path := os.Getenv(killedDesk)
	if path == "" {
		t.Skip("it runs as a process of its own, to be killed")
	}
	s, err := store.Open(t.Context(), path, store.Options{Patience: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	for w := range 3 {
		writers.Go(func() {
			for n := 0; ; n++ {
				if err := writeOne(t.Context(), s, fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	writers.Go(func() {
		for n := 0; ; n++ {
			if err := importSome(t.Context(), s, fmt.Sprintf("%d-%d", os.Getpid(), n)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	writers.Wait()
}

// importSome imports a few records in two transactions, links them, and takes it all back, or has the index made anew.
func importSome(ctx context.Context, s *store.Store, number string) error {
	who := model.Actor{Name: "Maya Lindqvist", Role: model.Admin}
	in := s.Intake(who)
	var all []store.Done
	group := model.Revision(0)
	for part := range 2 {
		var records []*model.Import
		for i := range 3 {
			records = append(records, &model.Import{Kind: model.Incident, Source: model.Origin{System: "elsewhere", Number: fmt.Sprintf("%s-%d-%d", number, part, i)},
				Past: []model.Past{{At: 100, By: "Ines Duarte", Verb: model.VerbComment, Text: "It bounces"}}})
		}
		r, err := in.Take(ctx, records)
		if err := errors.Join(err, r.Err()); err != nil {
			return err
		}
		all, group = append(all, r.Done...), r.Group
	}
	_, err := in.Tie(ctx, []store.Link{{From: all[0].ID, Rel: model.ChildOf, To: all[5].ID}})
	if err := errors.Join(err, in.Close(ctx)); err != nil {
		return err
	}
	if group%2 == 0 {
		return s.IndexWords(ctx)
	}
	_, err = s.Undo(ctx, who, group)
	return err
}

// writeOne makes a ticket, comments on it and moves it to the top of the backlog, and says what was saved after each.
func writeOne(ctx context.Context, s *store.Store, words string) error {
	who := model.Actor{Name: "Maya Lindqvist", Role: model.Admin}
	title := model.Setting{Field: model.FieldTitle, To: model.Value{S: words}}
	var id model.ID
	for _, act := range []model.Act{
		model.Create{Kind: model.Item, Set: []model.Setting{title}},
		model.Comment{Text: words},
		model.RankAt{Top: true, Why: words},
	} {
		result, err := s.Do(ctx, store.Write{Who: who, Commands: []store.Command{{ID: id, Act: act}}})
		if errors.Is(err, model.ErrRefused) { // no other writer's ticket came between: it stands at the top already
			continue
		}
		if err != nil {
			return err
		}
		id = result.Done[0].ID
		if _, err := fmt.Printf("saved %d %d %s\n", result.Group, id, words); err != nil {
			return err
		}
	}
	return nil
}
