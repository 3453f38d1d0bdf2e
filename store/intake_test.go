package store

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"opsdesk/model"
)

func receive(t testing.TB, in *Intake, records ...*model.Import) (ids []model.ID) {
	t.Helper()
	r, err := in.Take(context.Background(), records)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range r.Done {
		if d.Err != nil {
			t.Fatal(d.Err)
		}
		ids = append(ids, d.ID)
	}
	return ids
}

func tieAll(t testing.TB, in *Intake, links ...Link) {
	t.Helper()
	r, err := in.Tie(context.Background(), links)
	if err := errors.Join(err, r.Err()); err != nil {
		t.Fatal(err)
	}
}

func closeIntake(t testing.TB, in *Intake) {
	t.Helper()
	if err := in.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestAnImportAndItsLinksAreOneGestureThatUndoWithoutANumberPassesBy(t *testing.T) {
	s := openTest(t)
	mine := do(t, s, maya, 0, incident("Mine"))
	group := model.Revision(0)
	bring := func() (ids []model.ID) {
		in := s.Intake(maya)
		ids = receive(t, in, record("INC1", "a1", "VPN"))
		do(t, s, omar, 0, incident("Between two transactions of the import"))
		ids = append(ids, receive(t, in, record("INC2", "a2", "Mail"))...)
		tieAll(t, in, Link{ids[1], model.ChildOf, ids[0]})
		closeIntake(t, in)
		return ids
	}
	ids := bring()
	if r, err := s.Undo(t.Context(), maya, 0); err != nil || r.Verb != model.VerbCreate || r.Done[0].ID != mine {
		t.Fatalf("undo took back %v of %v: %v", r.Verb, r.Done, err)
	}
	if get(t, s, ids[1]).Parent != ids[0] {
		t.Error("it took the link of the import away")
	}
	if _, err := s.Redo(t.Context(), maya); err != nil {
		t.Errorf("the import bars a redo: %v", err)
	}
	for _, e := range mustLog(t, s) { // the oldest is the last
		if e.Act == model.VerbImport {
			group = e.Rev
		}
	}
	if _, err := s.Undo(t.Context(), maya, group); err != nil {
		t.Fatal(err)
	}
	for _, id := range ids {
		if _, err := s.Get(id); !errors.Is(err, model.ErrNotFound) {
			t.Errorf("#%d is still there: %v", id, err)
		}
	}
	wantClean(t, s)
	again := bring()
	if got := get(t, s, again[1]); got.Parent != again[0] || slices.Contains(ids, again[1]) {
		t.Errorf("imported again it is %+v", got)
	}
	wantClean(t, s)
}

func TestLinksThatAnImportBringsAloneBelongToTheOneOfTheirTickets(t *testing.T) {
	s := openTest(t)
	in := s.Intake(maya)
	ids := receive(t, in, record("INC1", "a1", "VPN"), record("INC2", "a2", "Mail"))
	closeIntake(t, in)
	again := s.Intake(maya)
	if r, err := again.Take(t.Context(), []*model.Import{record("INC1", "a1", "VPN")}); err != nil || !r.Done[0].Unchanged {
		t.Fatal(r, err)
	}
	tieAll(t, again, Link{ids[0], model.Relates, ids[1]})
	closeIntake(t, again)
	if _, err := s.Undo(t.Context(), maya, 0); !errors.Is(err, model.ErrRefused) {
		t.Errorf("undo without a number took it back: %v", err)
	}
	e, err := s.Log(t.Context(), 0, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), maya, e[0].Group); err != nil {
		t.Fatal(err)
	}
	if all, _, err := s.Size(); err != nil || all != 0 {
		t.Errorf("%d tickets are left, %v", all, err)
	}
	wantClean(t, s)
}

func TestARecordThatIsHereAgainBarsTheReturnOfItsFirstTicket(t *testing.T) {
	for name, c := range map[string]struct{ first, again func() *model.Import }{
		"of another system":       {func() *model.Import { return record("INC1", "a1", "VPN") }, func() *model.Import { return record("INC1", "a1", "VPN") }},
		"with a key learned":      {func() *model.Import { return record("INC1", "", "VPN") }, func() *model.Import { return record("INC1", "a1", "VPN") }},
		"of another desk of ours": {func() *model.Import { return own(1, 100, "VPN") }, func() *model.Import { return own(1, 100, "VPN") }},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t)
			r := write(t, s, Write{Who: maya, Commands: []Command{{0, c.first()}}})
			if _, err := s.Undo(t.Context(), maya, r.Group); err != nil {
				t.Fatal(err)
			}
			again := write(t, s, Write{Who: maya, Commands: []Command{{0, c.again()}}})
			if !again.Done[0].Created || again.Done[0].ID == r.Done[0].ID {
				t.Fatalf("the second import gave %+v", again.Done)
			}
			undo := s.Head() - 1
			for _, e := range mustLog(t, s) {
				if e.Act == model.VerbUndo {
					undo = e.Group
				}
			}
			_, redoErr := s.Redo(t.Context(), maya)
			_, undoErr := s.Undo(t.Context(), maya, undo)
			if !errors.Is(redoErr, model.ErrRefused) || !errors.Is(undoErr, model.ErrRefused) {
				t.Errorf("it came back: %v, %v", redoErr, undoErr)
			}
			wantClean(t, s)
			if _, err := s.Undo(t.Context(), maya, again.Group); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Undo(t.Context(), maya, undo); err != nil {
				t.Errorf("with the second import gone the first can't come back: %v", err)
			}
			wantClean(t, s)
		})
	}
}

func mustLog(t testing.TB, s *Store) []*model.Entry {
	t.Helper()
	all, err := s.Log(context.Background(), 0, 1000, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheIndexRestsDuringAnImportAndIsCompleteBehindAGreatOne(t *testing.T) {
	s := openSmall(t, filepath.Join(t.TempDir(), "desk.db"), smallLimits)
	defer func() { _ = s.Close() }()
	in := s.Intake(maya)
	var records []*model.Import
	for i := range greatIntake + 1 {
		records = append(records, record("INC"+strconv.Itoa(i), "", "Gateway"))
	}
	receive(t, in, records...)
	if st := s.search.state(); st.Base != 0 || s.search.held.Load() != 1 {
		t.Errorf("a base was written meanwhile: %+v", st)
	}
	closeIntake(t, in)
	if st := s.search.state(); st.Base != s.Head() || s.search.held.Load() != 0 {
		t.Errorf("it is not complete: %+v", st)
	}
	if n := findCount(t, s, searchWord{"gateway", true}); n != len(records) {
		t.Errorf("%d are found", n)
	}
}

// TestWhateverIsDoneTheDeskEqualsARecomputation mixes acts, imports with links, undos, redos and work on the index; after
// it the file is checked as it stands, and once more when it was opened again.
func TestWhateverIsDoneTheDeskEqualsARecomputation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := lab(t)
		defer func() { _ = s.Close() }()
		ids := someTickets(t, s)
		deeds := map[string]func(*rapid.T){
			"act":    func(t *rapid.T) { drawGestures(t, s, ids) },
			"import": func(t *rapid.T) { ids = append(ids, drawIntake(t, s)...) },
			"pieces": func(t *rapid.T) { drawPieces(t, s, ids) },
			"undo": func(t *rapid.T) {
				_, err := s.Undo(context.Background(), maya, model.Revision(rapid.IntRange(0, int(s.Head())).Draw(t, "group")))
				mustBeTold(t, err)
			},
			"redo": func(t *rapid.T) {
				_, err := s.Redo(context.Background(), maya)
				mustBeTold(t, err)
			},
			"index": func(t *rapid.T) {
				if err := s.IndexWords(context.Background()); err != nil {
					t.Fatal(err)
				}
			},
			"": func(t *rapid.T) {
				noRings(t, factsOf(t, s))
				mustBeClean(t, s)
			},
		}
		t.Repeat(deeds)
	})
}

// drawPieces lets two people write in turn, one of them a gesture in pieces, which may be taken back meanwhile.
func drawPieces(t *rapid.T, s *Store, ids []model.ID) {
	g := s.Series(Write{Who: maya})
	g.piece = rapid.IntRange(1, 2).Draw(t, "piece")
	for range rapid.IntRange(2, 6).Draw(t, "commands") {
		cmd := Command{ID: rapid.SampledFrom(ids).Draw(t, "id"), Act: drawAct(t, ids)}
		if cmd.Act.Verb() == model.VerbCreate {
			cmd.ID = 0
		}
		g.write.Commands = append(g.write.Commands, cmd)
	}
	for g.Left() > 0 && rapid.IntRange(0, 9).Draw(t, "stop") > 0 {
		if _, err := g.Next(context.Background()); err != nil {
			mustBeTold(t, err)
			return
		}
		switch rapid.IntRange(0, 5).Draw(t, "between") {
		case 0:
			_, err := s.Undo(context.Background(), maya, 0)
			mustBeTold(t, err)
		case 1, 2:
			_, err := s.Do(context.Background(), Write{Who: omar, Commands: []Command{{rapid.SampledFrom(ids).Draw(t, "theirs"), model.Note{Text: "meanwhile"}}}})
			mustBeTold(t, err)
		}
	}
}

// mustBeTold fails on errors that are not for the person who acts.
func mustBeTold(t *rapid.T, err error) {
	for _, told := range []error{model.ErrRefused, model.ErrConflict, model.ErrNotFound} {
		if errors.Is(err, told) {
			return
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// thisYear lets the life of a record begin half a year ago: to walk the calendars of decades is tested with the clocks.
func thisYear(imp *model.Import) {
	later := model.At(labTime.AddDate(0, -6, 0))
	for i := range imp.Past {
		imp.Past[i].At += later
		for j := range imp.Past[i].Facts {
			if f := &imp.Past[i].Facts[j]; f.Field == model.FieldCreated {
				f.To.N += int64(later)
			}
		}
	}
}

// drawIntake imports some of a few records, of which some are known already or were taken back, and links them.
func drawIntake(t *rapid.T, s *Store) (ids []model.ID) {
	in := s.Intake(maya)
	for range rapid.IntRange(1, 3).Draw(t, "transactions") {
		var records []*model.Import
		for range rapid.IntRange(1, 3).Draw(t, "records") {
			no := rapid.IntRange(1, 5).Draw(t, "record")
			imp := record("INC"+strconv.Itoa(no), rapid.SampledFrom([]string{"", "a" + strconv.Itoa(no)}).Draw(t, "key"), "VPN")
			if rapid.Bool().Draw(t, "item") {
				imp.Kind, imp.Source, imp.Number = model.Item, model.Origin{}, model.ID(no+rapid.SampledFrom([]int{0, 20}).Draw(t, "number"))
				imp.Past = own(imp.Number, 100, "Offline mode").Past
				imp.Past[0].Facts[1].To.N = int64(model.StateIdea)
			}
			if rapid.Bool().Draw(t, "grown") {
				imp.Past = append(imp.Past, moment(200, "Omar Haddad", model.VerbComment, text(model.FieldCategory, "mail")))
				imp.Past[1].Text = "It bounces"
			}
			thisYear(imp)
			records = append(records, imp)
		}
		r, err := in.Take(context.Background(), records)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range r.Done {
			if d.Err == nil && d.ID != 0 {
				ids = append(ids, d.ID)
			}
		}
	}
	if len(ids) > 1 {
		links := []Link{{ids[0], model.ChildOf, ids[len(ids)-1]}, {ids[1], model.Relates, ids[0]}}
		if _, err := in.Tie(context.Background(), links); err != nil {
			t.Fatal(err)
		}
	}
	if err := in.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return ids
}
