package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// many makes incidents and gives a command for each.
func many(t testing.TB, s *Store, n int, act model.Act) (all []Command) {
	t.Helper()
	w := Write{Who: maya}
	for range n {
		w.Commands = append(w.Commands, Command{0, incident("One of many")})
	}
	for _, d := range write(t, s, w).Done {
		all = append(all, Command{d.ID, act})
	}
	return all
}

// series begins a series in pieces of a few commands.
func series(s *Store, w Write, piece int) *Series {
	g := s.Series(w)
	g.piece = piece
	return g
}

func next(t testing.TB, g *Series) Result {
	t.Helper()
	r, err := g.Next(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tagged(t testing.TB, s *Store, commands []Command) (n int) {
	t.Helper()
	for _, c := range commands {
		if slices.Contains(get(t, s, c.ID).Tags, "outage") {
			n++
		}
	}
	return n
}

func TestASeriesIsOneGestureThoughOthersWriteBetweenItsPieces(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 7, model.Tag{Add: []string{"outage"}})
	g := series(s, Write{Who: maya, Commands: commands}, 3)
	for g.Left() > 0 {
		next(t, g)
		do(t, s, omar, commands[0].ID, model.Note{Text: "meanwhile"})
		do(t, s, omar, 0, incident("Arrives meanwhile"))
	}
	wantClean(t, s)
	r, err := s.Undo(t.Context(), maya, 0)
	if err != nil || len(r.Done) != 7 || r.Undid != g.group || tagged(t, s, commands) != 0 {
		t.Fatalf("undo took back %+v: %v", r, err)
	}
	if _, moments, _ := s.Timeline(commands[0].ID); len(moments) != 6 {
		t.Errorf("what others noted meanwhile: %+v", moments)
	}
	if _, err := s.Redo(t.Context(), maya); err != nil || tagged(t, s, commands) != 7 {
		t.Fatalf("redo: %v", err)
	}
	last := mustLog(t, s)[0]
	if _, err := s.Undo(t.Context(), maya, last.Rev); err != nil || tagged(t, s, commands) != 0 {
		t.Fatalf("undo by any line of it: %v", err)
	}
	wantClean(t, s)
}

func TestABulkThatIsStoppedSaysWhatWasDoneAndThatIsOneUndo(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 2*Piece+10, model.Tag{Add: []string{"outage"}})
	ctx, stop := context.WithCancel(t.Context())
	var told []int
	r, err := s.Bulk(ctx, Write{Who: maya, Commands: commands}, func(done, of int) {
		told = append(told, done, of)
		if done > Piece {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || len(r.Done) != 2*Piece || r.Group == 0 {
		t.Fatalf("it did %d: %v", len(r.Done), err)
	}
	if !slices.Equal(told, []int{Piece, len(commands), 2 * Piece, len(commands)}) {
		t.Errorf("it told of %v", told)
	}
	if n := tagged(t, s, commands); n != 2*Piece {
		t.Errorf("%d are tagged", n)
	}
	steps := 0
	undone, err := s.UndoTelling(t.Context(), maya, 0, func(done, of int) {
		if steps++; of != 2*Piece || done < 1 || done > of {
			t.Errorf("undo tells of %d of %d", done, of)
		}
	})
	if err != nil || len(undone.Done) != 2*Piece || tagged(t, s, commands) != 0 {
		t.Fatalf("undo of %d: %v", len(undone.Done), err)
	}
	wantClean(t, s)
}

func TestAnUndoThatIsStoppedTakesNothingBack(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 3, model.Take{})
	group := write(t, s, Write{Who: maya, Commands: commands}).Group
	head := s.Head()
	ctx, stop := context.WithCancel(t.Context())
	_, err := s.submit(ctx, &request{Write: Write{Who: maya}, target: group, plan: func(c *change, r *request) error {
		stop() // it is under way
		return planUndo(c, r)
	}})
	if !errors.Is(err, context.Canceled) || s.Head() != head {
		t.Errorf("the desk grew by %d lines: %v", s.Head()-head, err)
	}
	wantClean(t, s)
}

func TestASeriesGoesOnWhereARefusedCommandStands(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 5, model.Take{})
	do(t, s, maya, commands[1].ID, model.Take{})
	do(t, s, maya, commands[3].ID, model.Move{To: model.StateCanceled})
	r, err := series(s, Write{Who: maya, Commands: commands, Tell: true}, 2).all(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var o Outcome
	o.Add(r.Done...)
	if o.Changed() != 3 || o.Already() != 1 || o.Refused != 1 || o.Refusals[0].Key != "INC-4" || !errors.Is(o.Refusals[0].Err, model.ErrRefused) {
		t.Errorf("%+v", o)
	}
	if r.Err() == nil || !errors.Is(r.Done[1].Err, model.ErrAlready) || !errors.Is(r.Done[1].Err, model.ErrRefused) {
		t.Errorf("%+v", r.Done)
	}
	wantClean(t, s)
}

func TestTheRestOfASeriesThatWasTakenBackMeanwhileIsNotDone(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 4, model.Take{})
	g := series(s, Write{Who: maya, Commands: commands}, 2)
	next(t, g)
	if _, err := s.Undo(t.Context(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := g.Next(t.Context()); !errors.Is(err, model.ErrRefused) {
		t.Errorf("it went on: %v", err)
	}
	for _, c := range commands {
		if get(t, s, c.ID).Assignee != 0 {
			t.Errorf("#%d is taken", c.ID)
		}
	}
	if _, err := s.Redo(t.Context(), maya); err != nil {
		t.Errorf("what was done can't be done again: %v", err)
	}
	wantClean(t, s)
}

func TestWhatEndsBetweenTwoPiecesLeavesACleanDeskAndOneUndo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	s, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	commands := many(t, s, 6, model.Take{})
	g := series(s, Write{Who: maya, Commands: commands, Request: "01"}, 2)
	next(t, g)
	do(t, s, omar, 0, incident("Meanwhile"))
	next(t, g) // and the process is gone
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = Open(t.Context(), path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	wantClean(t, s)
	r, err := series(s, Write{Who: maya, Commands: commands, Request: "01"}, 2).all(t.Context(), nil)
	if err != nil || r.Group != g.group || len(r.Done) != 6 || !r.Done[3].Unchanged || r.Done[4].Unchanged {
		t.Fatalf("the same request again did %+v: %v", r, err)
	}
	undone, err := s.Undo(t.Context(), maya, 0)
	if err != nil || len(undone.Done) != 6 {
		t.Fatalf("undo took %d back: %v", len(undone.Done), err)
	}
	wantClean(t, s)
}

func TestCommandsOfOneTicketAreNotTornApart(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	w := Write{Who: maya}
	for _, text := range []string{"one", "two", "three"} {
		w.Commands = append(w.Commands, Command{id, model.Note{Text: text}})
	}
	w.Commands = append(w.Commands, Command{0, incident("Another")}, Command{0, incident("And another")})
	g := series(s, w, 2)
	if n := len(next(t, g).Done); n != 3 {
		t.Errorf("the first piece has %d", n)
	}
	if n := len(next(t, g).Done); n != 2 {
		t.Errorf("the second has %d", n)
	}
}

func TestUndoOfAnOldSeriesReadsNoLineOfOthersBehindIt(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 4, model.Tag{Add: []string{"outage"}})
	g := series(s, Write{Who: maya, Commands: commands}, 2)
	next(t, g)
	do(t, s, omar, 0, incident("Between"))
	next(t, g)
	do(t, s, omar, 0, incident("Behind"))
	do(t, s, omar, 0, incident("Far behind"))
	damaged := s.Head()
	if err := s.db.Update(func(tx *bolt.Tx) error {
		return tx.Bucket(bJournal).Put(uint64Key(uint64(damaged)), []byte("nonsense"))
	}); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Undo(t.Context(), maya, g.group); err != nil || len(r.Done) != 4 {
		t.Errorf("undo took %d back: %v", len(r.Done), err)
	}
}

func TestATrialTellsWhatWouldChangeAndKeepsNothing(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 4, model.LinkTo{})
	parent := do(t, s, maya, 0, incident("Parent"))
	for i := range commands {
		commands[i].Act = model.LinkTo{Rel: model.ChildOf, To: parent}
	}
	head := s.Head()
	r, err := series(s, Write{Who: maya, Commands: commands, Try: true, Tell: true}, 3).all(t.Context(), nil)
	if err != nil || s.Head() != head || len(get(t, s, parent).Links) != 0 {
		t.Fatalf("%v; it kept %d lines", err, s.Head()-head)
	}
	for i, d := range r.Done {
		if len(d.Lines) != 2 || d.Lines[0].ID != uint32(commands[i].ID) || d.Lines[1].ID != uint32(parent) {
			t.Errorf("%s tells of %+v", d.Key, d.Lines)
		}
	}
	var o Outcome
	o.Add(r.Done...)
	if got := o.Sum(); !slices.Equal(got, []string{"4 tickets will change", "1 other changes too"}) {
		t.Errorf("the sum is %q", got)
	}
	for _, d := range write(t, s, Write{Who: maya, Commands: commands}).Done {
		if d.Lines != nil {
			t.Errorf("%s tells of lines that nobody asked for", d.Key)
		}
	}
}

func TestAnOutcomeSaysWhatTicketsShare(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 4, model.Tag{Add: []string{"vpn"}, Remove: []string{"noise"}})
	do(t, s, maya, commands[0].ID, model.Tag{Add: []string{"noise", "old"}})
	do(t, s, maya, commands[1].ID, model.Prioritise{Impact: 1, Urgency: 1})
	for _, c := range commands[:2] {
		commands = append(commands, Command{c.ID, model.Prioritise{Impact: 2, Urgency: 2}}, Command{c.ID, model.Comment{Text: "We look"}})
	}
	r, err := s.Bulk(t.Context(), Write{Who: omar, Commands: commands, Try: true, Tell: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var o Outcome
	o.Add(r.Done...)
	if o.Changes()[0].Tickets != 3 {
		t.Errorf("what most tickets share does not come first: %+v", o.Changes()[0])
	}
	said := map[string]int{}
	for _, c := range o.Changes() {
		said[c.Said(s.Names(), model.Instant(0).Time().Location(), omar)] = c.Tickets
	}
	for text, n := range map[string]int{"Tags +vpn": 3, "Tags −noise +vpn": 1, "Priority — → P3 Moderate": 1, "Priority P1 Critical → P3 Moderate": 1, "public comment": 2} {
		if said[text] != n {
			t.Errorf("%q: %d tickets, want %d; it says %v", text, said[text], n, said)
		}
	}
}

func TestManyValuesThatBecomeTheSameAreOneChange(t *testing.T) {
	s := openTest(t)
	commands := many(t, s, 7, model.Prioritise{Impact: 1, Urgency: 1})
	for i, c := range commands {
		do(t, s, maya, c.ID, model.Assign{To: model.Ref(i%2 + 1)})
		commands[i].Act = model.Edit{Field: model.FieldCategory, To: model.Value{S: "network"}}
		if i < 6 {
			was := model.Value{S: string(rune('a' + i))}
			do(t, s, maya, c.ID, model.Edit{Field: model.FieldCategory, To: was})
			commands[i].Act = model.Edit{Field: model.FieldCategory, Base: was, To: model.Value{S: "network"}}
		}
	}
	var o Outcome
	o.Add(write(t, s, Write{Who: maya, Commands: commands, Try: true, Tell: true}).Done...)
	all := o.Changes()
	if len(all) != 1 || all[0].Tickets != 7 || all[0].Said(s.Names(), nil, maya) != "Category 7 values → network" {
		t.Errorf("%+v", all)
	}
}
