package store

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

var (
	maya = model.Actor{Name: "Maya Lindqvist", Role: model.Admin}
	omar = model.Actor{Name: "Omar Haddad", Role: model.Agent}
)

// openTest opens a new desk whose clock goes on by a second with every look.
func openTest(t testing.TB) *Store {
	t.Helper()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), Options{Clock: tick, Lasting: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func try(t testing.TB, s *Store, who model.Actor, id model.ID, act model.Act) (model.ID, error) {
	t.Helper()
	r, err := s.Do(context.Background(), Write{Who: who, Commands: []Command{{id, act}}})
	if err != nil {
		return 0, err
	}
	return r.Done[0].ID, nil
}

func do(t testing.TB, s *Store, who model.Actor, id model.ID, act model.Act) model.ID {
	t.Helper()
	got, err := try(t, s, who, id, act)
	if err != nil {
		t.Fatalf("%s: %v", act.Verb(), err)
	}
	return got
}

func get(t testing.TB, s *Store, id model.ID) *model.Ticket {
	t.Helper()
	got, err := s.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func incident(title string) model.Create {
	return model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: title}}}}
}

func wantClean(t testing.TB, s *Store) {
	t.Helper()
	r, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Errorf("check: %s: %s", f.Where, f.What)
	}
}

func TestOneActTravelsFromTheDoorToEveryReaderAndBack(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN refuses all logins"))
	seen := s.Head()

	heard := make(chan News, 1)
	go func() {
		news, err := s.Wait(context.Background(), seen)
		if err != nil {
			t.Error(err)
		}
		heard <- news
	}()
	do(t, s, omar, id, model.Take{})
	news := <-heard
	if news.Upto <= seen || len(news.Changes) == 0 || model.ID(news.Changes[len(news.Changes)-1].ID) != id {
		t.Fatalf("the reader heard %+v", news)
	}
	if name := s.Names().Name(model.People, get(t, s, id).Assignee); name != omar.Name {
		t.Errorf("assignee is %q", name)
	}

	r, err := s.Undo(context.Background(), omar, 0)
	if err != nil || r.Verb != model.VerbTake {
		t.Fatalf("undo took back %v: %v", r.Verb, err)
	}
	if got := get(t, s, id); got.Assignee != 0 || got.Acknowledged != 0 {
		t.Errorf("after undo: assignee %d, acknowledged %v", got.Assignee, got.Acknowledged)
	}
	if _, err := s.Redo(context.Background(), omar); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, id); got.Assignee == 0 {
		t.Error("redo did not take it again")
	}
	if _, err := s.Redo(context.Background(), omar); !errors.Is(err, model.ErrRefused) {
		t.Errorf("a second redo: %v", err)
	}
	_, moments, err := s.Timeline(id)
	if err != nil || len(moments) != 4 {
		t.Fatalf("timeline has %d moments: %v", len(moments), err)
	}
	wantClean(t, s)
}

func TestTwoChangesFromDifferentBasesConflictAndBothValuesAreShown(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("Mail bounces"))
	base := model.Value{S: "Mail bounces"}
	do(t, s, omar, id, model.Edit{Field: model.FieldTitle, Base: base, To: model.Value{S: "Mail to partner bounces"}})
	_, err := try(t, s, maya, id, model.Edit{Field: model.FieldTitle, Base: base, To: model.Value{S: "Mail bounces with 550"}})
	var conflict *model.ConflictError
	if !errors.As(err, &conflict) || !errors.Is(err, model.ErrConflict) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{"Mail to partner bounces", "Mail bounces with 550", omar.Name} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not say %q: %v", want, err)
		}
	}
	wantClean(t, s)
}

func TestUndoNamesWhoTouchedTheFieldLater(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("Printer"))
	do(t, s, maya, id, model.Prioritise{Impact: 2, Urgency: 2})
	do(t, s, omar, id, model.Prioritise{Impact: 1, Urgency: 1})
	_, err := s.Undo(context.Background(), maya, 0)
	if !errors.Is(err, model.ErrConflict) || !strings.Contains(err.Error(), omar.Name) {
		t.Fatalf("got %v", err)
	}
	if got := get(t, s, id); got.Priority != 1 {
		t.Errorf("priority is %d", got.Priority)
	}
	wantClean(t, s)
}

func TestOneUndoTakesBackAWholeGroup(t *testing.T) {
	s := openTest(t)
	var commands []Command
	for range 3 {
		commands = append(commands, Command{do(t, s, maya, 0, incident("Badge reader offline")), model.Take{}})
	}
	r, err := s.Do(context.Background(), Write{Who: maya, Commands: commands})
	if err != nil || r.Group == 0 {
		t.Fatal(err)
	}
	undone, err := s.Undo(context.Background(), maya, 0)
	if err != nil || len(undone.Done) != 3 || undone.Undid != r.Group {
		t.Fatalf("undo: %+v, %v", undone, err)
	}
	for _, c := range commands {
		if get(t, s, c.ID).Assignee != 0 {
			t.Errorf("#%d is still taken", c.ID)
		}
	}
	wantClean(t, s)
}

func TestARefusedCommandLeavesNothingOfItsWrite(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("Scanner"))
	head := s.Head()
	bad := model.Move{To: model.StateClosed}
	_, err := s.Do(context.Background(), Write{Who: maya, Commands: []Command{{id, model.Take{}}, {0, model.Create{Kind: model.Item, Set: incident("x").Set}}, {id, bad}}})
	if !errors.Is(err, model.ErrRefused) {
		t.Fatalf("got %v", err)
	}
	if s.Head() != head || get(t, s, id).Assignee != 0 {
		t.Error("something of it was kept")
	}
	r, err := s.Do(context.Background(), Write{Who: maya, Each: true, Commands: []Command{{id, model.Take{}}, {id, bad}, {id, model.Note{Text: "looked at it"}}}})
	if err != nil || r.Done[0].Err != nil || r.Done[1].Err == nil || r.Done[2].Err != nil {
		t.Fatalf("each: %+v, %v", r, err)
	}
	wantClean(t, s)
}

func TestARetriedRequestIsDoneOnce(t *testing.T) {
	s := openTest(t)
	w := Write{Who: maya, Commands: []Command{{0, incident("Only once")}}, Request: "01J0000000000000000000000A"}
	first, err := s.Do(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	second, err := s.Do(context.Background(), w)
	if err != nil || second.Group != first.Group {
		t.Fatalf("%+v, %v", second, err)
	}
	if all, _, err := s.Size(); err != nil || all != 1 {
		t.Errorf("there are %d tickets: %v", all, err)
	}
}

func TestARequestWithAnIdThatIsNoKeyIsRefusedAlone(t *testing.T) {
	s := openTest(t)
	w := Write{Who: maya, Commands: []Command{{0, incident("Long")}}, Request: strings.Repeat("x", maxRequest+1)}
	if _, err := s.Do(t.Context(), w); !errors.Is(err, model.ErrRefused) {
		t.Errorf("a long id: %v", err)
	}
	w.Request = w.Request[1:]
	if _, err := series(s, Write{Who: maya, Commands: []Command{w.Commands[0], w.Commands[0], w.Commands[0]}, Request: w.Request}, 2).all(t.Context(), nil); err != nil {
		t.Errorf("the longest id, in pieces: %v", err)
	}
	wantClean(t, s)
}

func TestATrialKeepsNothing(t *testing.T) {
	s := openTest(t)
	r, err := s.Do(context.Background(), Write{Who: maya, Commands: []Command{{0, incident("Perhaps")}}, Try: true})
	if err != nil || r.Done[0].Key != "INC-1" {
		t.Fatalf("%+v, %v", r, err)
	}
	if all, _, _ := s.Size(); all != 0 || s.Head() != 0 {
		t.Errorf("there are %d tickets at revision %d", all, s.Head())
	}
}

func TestUndoOfACreationTakesTheTicketAwayAndRedoBringsItBack(t *testing.T) {
	s := openTest(t)
	item := do(t, s, maya, 0, model.Create{Kind: model.Item, Set: incident("Offline mode").Set})
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(item); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("it is still there: %v", err)
	}
	if order, err := s.Backlog(); err != nil || len(order) != 0 {
		t.Errorf("the backlog holds %v, %v", order, err)
	}
	wantClean(t, s)
	if _, err := s.Redo(context.Background(), maya); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, item); got.Title != "Offline mode" || got.Rank == 0 {
		t.Errorf("it came back as %+v", got)
	}
	wantClean(t, s)
}

func TestUndoOfAMoveRestoresTheNeighbours(t *testing.T) {
	s := openTest(t)
	var items []model.ID
	for _, title := range []string{"one", "two", "three", "four"} {
		items = append(items, do(t, s, maya, 0, model.Create{Kind: model.Item, Set: incident(title).Set}))
	}
	do(t, s, maya, items[3], model.RankAt{Top: true, Why: "the auditors ask for it"})
	wantOrder(t, s, items[3], items[0], items[1], items[2])
	do(t, s, omar2(), items[0], model.RankAt{Place: model.Place{After: items[2]}})
	wantOrder(t, s, items[3], items[1], items[2], items[0])
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	wantOrder(t, s, items[1], items[2], items[3], items[0])
	wantClean(t, s)
}

func omar2() model.Actor { return model.Actor{Name: omar.Name, Role: model.ProductManager} }

func wantOrder(t *testing.T, s *Store, want ...model.ID) {
	t.Helper()
	got, err := s.Backlog()
	if err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("the order is %v, want %v", got, want)
		}
	}
}

func TestWhoIsOnlyAnAgentMayNotOrderTheBacklog(t *testing.T) {
	s := openTest(t)
	item := do(t, s, maya, 0, model.Create{Kind: model.Item, Set: incident("one").Set})
	if _, err := try(t, s, omar, item, model.RankAt{Top: true}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("got %v", err)
	}
}

func TestALinkIsSeenFromBothEndsAndUndoneAtBoth(t *testing.T) {
	s := openTest(t)
	parent, child := do(t, s, maya, 0, incident("VPN down")), do(t, s, maya, 0, incident("Can't log in"))
	do(t, s, maya, child, model.LinkTo{Rel: model.ChildOf, To: parent})
	if p := get(t, s, parent); len(p.Links) != 1 || p.Links[0] != (model.Link{Rel: model.ParentOf, To: child}) {
		t.Errorf("the parent's links are %v", p.Links)
	}
	if get(t, s, child).Parent != parent {
		t.Error("the child does not know its parent")
	}
	if _, err := try(t, s, maya, parent, model.LinkTo{Rel: model.ChildOf, To: child}); !errors.Is(err, model.ErrRefused) {
		t.Errorf("a ring of parents: %v", err)
	}
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if len(get(t, s, parent).Links)+len(get(t, s, child).Links) != 0 {
		t.Error("a link is left")
	}
	wantClean(t, s)
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("Sound"))
	do(t, s, maya, id, model.Take{})
	damage := map[string]func(tx *bolt.Tx) error{
		"journal": func(tx *bolt.Tx) error { // an altered line whose checksum was made to fit
			k, v := tx.Bucket(bJournal).Cursor().Last()
			e, err := decodeEntry(k, v)
			if err != nil {
				return err
			}
			e.Recorded++
			return tx.Bucket(bJournal).Put(k, encodeEntry(e))
		},
		"ticket": func(tx *bolt.Tx) error {
			v := append([]byte(nil), tx.Bucket(bTickets).Get(uint32Key(uint32(id)))...)
			v[len(v)-1] ^= 1
			return tx.Bucket(bTickets).Put(uint32Key(uint32(id)), v)
		},
		"active": func(tx *bolt.Tx) error { return tx.Bucket(bActive).Put([]byte("nonsense"), []byte{1}) },
		"parts":  func(tx *bolt.Tx) error { return tx.Bucket(bParts).Put(partKey(1, 2), []byte{1}) },
		"counts": func(tx *bolt.Tx) error { return tx.Bucket(bCounts).Put([]byte{1, 1}, uint64Key(99)) },
		"names":  func(tx *bolt.Tx) error { return tx.Bucket(bNames).Delete(nameKey(model.People, maya.Name)) },
	}
	for where, harm := range damage {
		t.Run(where, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "copy.db")
			if err := s.Backup(copied); err != nil {
				t.Fatal(err)
			}
			c, err := Open(context.Background(), copied, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = c.Close() }()
			if err := c.db.Update(harm); err != nil {
				t.Fatal(err)
			}
			if r, err := c.Check(context.Background()); err != nil || len(r.Findings) == 0 {
				t.Errorf("check found nothing: %+v, %v", r, err)
			}
		})
	}
}

func TestAUsedFileIsBusyAndItsOwnerNamed(t *testing.T) {
	s := openTest(t)
	_, err := Open(context.Background(), s.Path(), Options{})
	var busy *BusyError
	if !errors.As(err, &busy) || busy.Owner.PID == 0 || busy.Owner.Since.IsZero() {
		t.Fatalf("got %v", err)
	}
}

func TestWhatWaitedForAChangeGoesOnWhenItIsDone(t *testing.T) {
	s := openTest(t)
	change := do(t, s, maya, 0, model.Create{Kind: model.Change, Set: incident("Replace the switch").Set})
	id := do(t, s, maya, 0, incident("Network slow"))
	do(t, s, maya, id, model.LinkTo{Rel: model.FixedBy, To: change})
	do(t, s, maya, id, model.Move{To: model.StateOnHold, Set: []model.Setting{{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingChange)}}}})
	for _, to := range []model.State{model.StateAssess, model.StateAuthorize, model.StateScheduled, model.StateImplement} {
		do(t, s, maya, change, model.Move{To: to})
		if get(t, s, id).State != model.StateOnHold {
			t.Fatalf("it went on at %s", to)
		}
	}
	do(t, s, maya, change, model.Move{To: model.StateReview})
	if x := get(t, s, id); x.State != model.StateInProgress || x.Reason != model.NoReason {
		t.Errorf("it is %s, %s", x.State, x.Reason)
	}
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, id); x.State != model.StateOnHold || x.Reason != model.AwaitingChange {
		t.Errorf("after undo it is %s, %s", x.State, x.Reason)
	}
	wantClean(t, s)
}

func TestWhoMayOnlyReadKeepsNothing(t *testing.T) {
	s := openTest(t)
	err := s.Keep(context.Background(), model.Actor{Name: "Guest", Role: model.ReadOnly}, "draft", []byte("x"))
	if !errors.Is(err, model.ErrDenied) || s.Head() != 0 {
		t.Errorf("got %v at revision %d", err, s.Head())
	}
}
