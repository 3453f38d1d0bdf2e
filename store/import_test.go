package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// A moment elsewhere with its facts, as an importer would hand it over.
func moment(at model.Instant, by string, v model.Verb, facts ...model.Fact) model.Past {
	return model.Past{At: at, By: by, Verb: v, Facts: facts}
}

func text(no uint8, s string) model.Fact   { return model.Fact{Field: no, To: model.Value{S: s}} }
func count(no uint8, n int64) model.Fact   { return model.Fact{Field: no, To: model.Value{N: n}} }
func called(no uint8, s string) model.Fact { return model.Fact{Field: no, Name: s} }

// record is an incident of another system.
func record(number, key, title string, more ...model.Past) *model.Import {
	return &model.Import{Kind: model.Incident, Source: model.Origin{System: "servicenow", Number: number, Key: key},
		Past: append([]model.Past{moment(100, "Ines Duarte", model.VerbCreate, text(model.FieldTitle, title), count(model.FieldState, int64(model.StateNew)),
			count(model.FieldCreated, 100), called(model.FieldTeam, "Network"))}, more...)}
}

// own is an incident of another desk of ours.
func own(number model.ID, created int64, title string) *model.Import {
	return &model.Import{Kind: model.Incident, Number: number, Past: []model.Past{moment(model.Instant(created), "Ines Duarte", model.VerbCreate,
		text(model.FieldTitle, title), count(model.FieldState, int64(model.StateNew)), count(model.FieldCreated, created))}}
}

func take(t testing.TB, s *Store, acts ...*model.Import) []Done {
	t.Helper()
	w := Write{Who: maya, Each: true}
	for _, act := range acts {
		w.Commands = append(w.Commands, Command{0, act})
	}
	r := write(t, s, w)
	for _, d := range r.Done {
		if d.Err != nil {
			t.Fatal(d.Err)
		}
	}
	return r.Done
}

func wantUnchanged(t testing.TB, s *Store, acts ...*model.Import) {
	t.Helper()
	head := s.Head()
	for i, d := range take(t, s, acts...) {
		if !d.Unchanged || d.Created {
			t.Errorf("import %d: %+v", i, d)
		}
	}
	if s.Head() != head {
		t.Errorf("the journal grew by %d lines", s.Head()-head)
	}
}

func TestAnImportIsNewOnceAndThenUnchanged(t *testing.T) {
	s := openTest(t)
	both := func() []*model.Import {
		return []*model.Import{record("INC0000045", "a1", "VPN"), record("INC0000046", "", "Mail")}
	}
	for i, d := range take(t, s, both()...) {
		if !d.Created || d.ID != model.ID(i+1) || d.Key != fmt.Sprintf("INC-%d", i+1) {
			t.Errorf("%+v", d)
		}
	}
	wantUnchanged(t, s, both()...)
	got := get(t, s, 1)
	if got.Created != 100 || got.Updated != 100 || got.SourceID != "INC0000045" || s.Names().Name(model.Teams, got.Team) != "Network" {
		t.Errorf("it is %+v", got)
	}
	_, moments, err := s.Timeline(1)
	if err != nil || len(moments) != 1 || moments[0].At != 100 || moments[0].Recorded <= 100 || s.Names().Name(model.People, moments[0].By) != "Ines Duarte" {
		t.Errorf("its timeline is %+v, %v", moments, err)
	}
	if ids, err := s.Find("inc0000045"); err != nil || !slices.Equal(ids, []model.ID{1}) {
		t.Errorf("by its number there: %v, %v", ids, err)
	}
	wantClean(t, s)
}

func TestALaterImportBringsItsNewsAndKeepsWhatWasDoneHere(t *testing.T) {
	s := openTest(t)
	take(t, s, record("INC1", "a1", "VPN"))
	do(t, s, omar, 1, model.Edit{Field: model.FieldTitle, Base: model.Value{S: "VPN"}, To: model.Value{S: "VPN, all sites"}})
	edited := get(t, s, 1).Updated
	later := func() *model.Import {
		return record("INC1", "a1", "VPN", moment(200, "Omar Haddad", model.VerbMove, count(model.FieldState, int64(model.StateInProgress))),
			moment(300, "Omar Haddad", model.VerbEdit, text(model.FieldTitle, "VPN of the branch"), text(model.FieldCategory, "network")))
	}
	act := later()
	if d := take(t, s, act)[0]; d.Created || d.Unchanged || d.ID != 1 || !slices.Equal(act.Kept, []uint8{model.FieldTitle}) {
		t.Errorf("%+v, kept %v", d, act.Kept)
	}
	got := get(t, s, 1)
	if got.Title != "VPN, all sites" || got.State != model.StateInProgress || got.Category != "network" || got.Updated != edited {
		t.Errorf("it is %+v", got)
	}
	wantUnchanged(t, s, later())
	_, moments, _ := s.Timeline(1)
	var at []model.Instant
	for _, m := range moments {
		at = append(at, m.At)
	}
	if !slices.Equal(at, []model.Instant{100, 200, 300, edited}) {
		t.Errorf("its timeline has the times %v", at)
	}
	wantClean(t, s)
}

func TestARecordIsKnownByItsKeyOrElseByItsNumber(t *testing.T) {
	for name, c := range map[string]struct {
		had  []*model.Import
		now  *model.Import
		want model.ID // 0 is a new one
	}{
		"the same key":                           {[]*model.Import{record("INC1", "a1", "VPN")}, record("INC1", "a1", "VPN"), 1},
		"another key is another record":          {[]*model.Import{record("INC1", "a1", "VPN")}, record("INC1", "b2", "VPN"), 0},
		"without a key, by its number":           {[]*model.Import{record("INC1", "a1", "VPN")}, record("INC1", "", "VPN"), 1},
		"in any case of letters":                 {[]*model.Import{record("INC1", "a1", "VPN")}, record("inc1", "", "VPN"), 1},
		"the key is learned later":               {[]*model.Import{record("INC1", "", "VPN")}, record("INC1", "a1", "VPN"), 1},
		"two with one number are not told apart": {[]*model.Import{record("INC1", "a1", "VPN"), record("INC1", "b2", "Mail")}, record("INC1", "", "VPN"), 0},
		"but by their keys":                      {[]*model.Import{record("INC1", "a1", "VPN"), record("INC1", "b2", "Mail")}, record("INC1", "b2", "Mail"), 2},
		"a number is no beginning of another":    {[]*model.Import{record("INC10", "a1", "VPN")}, record("INC1", "", "VPN"), 0},
		"a key alone":                            {[]*model.Import{record("", "a1", "VPN")}, record("", "a1", "VPN"), 1},
		"another system":                         {[]*model.Import{record("INC1", "a1", "VPN")}, &model.Import{Kind: model.Incident, Source: model.Origin{System: "jira", Number: "INC1", Key: "a1"}, Past: record("", "", "VPN").Past}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := openTest(t)
			take(t, s, c.had...)
			d := take(t, s, c.now)[0]
			if c.want == 0 && !d.Created || c.want != 0 && (d.Created || d.ID != c.want) {
				t.Errorf("%+v", d)
			}
			wantClean(t, s)
		})
	}
}

func TestAKeyThatIsLearnedLaterIsKept(t *testing.T) {
	s := openTest(t)
	take(t, s, record("INC1", "", "VPN"))
	take(t, s, record("INC1", "a1", "VPN"))
	if got := get(t, s, 1); got.SourceNo != "a1" {
		t.Errorf("its key is %q", got.SourceNo)
	}
	wantUnchanged(t, s, record("INC1", "a1", "VPN"), record("INC1", "", "VPN"))
	wantClean(t, s)
}

func TestTheDesksOwnExportChangesNothing(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	wantUnchanged(t, s, own(id, int64(get(t, s, id).Created), "VPN, as it was exported"))
	if got := get(t, s, id); got.Title != "VPN" {
		t.Errorf("the title is %q", got.Title)
	}
}

func TestATicketOfAnotherDeskKeepsItsNumberIfItIsFree(t *testing.T) {
	s := openTest(t)
	if d := take(t, s, own(40, 500, "Forty"))[0]; d.ID != 40 || !d.Created {
		t.Errorf("%+v", d)
	}
	if d := take(t, s, own(7, 400, "Seven"))[0]; d.ID != 7 {
		t.Errorf("a lower one: %+v", d)
	}
	wantUnchanged(t, s, own(40, 500, "Forty"), own(7, 400, "Seven"))
	if next := do(t, s, maya, 0, incident("next")); next != 41 {
		t.Errorf("the next number is %d", next)
	}
	do(t, s, maya, 40, model.Note{Text: "seen"})
	if got := get(t, s, 40); got.Source != "" || got.SourceID != "" {
		t.Errorf("it says that it came from %q %q", got.Source, got.SourceID)
	}
	wantClean(t, s)
}

func TestATakenNumberGivesTheNextAndIsKnownAgain(t *testing.T) {
	s := openTest(t)
	mine := do(t, s, maya, 0, incident("mine"))
	d := take(t, s, own(mine, 500, "theirs"))[0]
	if d.ID == mine || !d.Created {
		t.Fatalf("%+v", d)
	}
	wantUnchanged(t, s, own(mine, 500, "theirs"))
	if got := get(t, s, d.ID); got.Title != "theirs" || got.SourceID != model.Key(model.Incident, mine) {
		t.Errorf("it is %+v", got)
	}
	if ids, err := s.Find("INC-1"); err != nil || !slices.Equal(ids, []model.ID{mine}) {
		t.Errorf("INC-1 means %v, %v", ids, err)
	}
	changed := own(mine, 500, "theirs, changed")
	if d2 := take(t, s, changed)[0]; d2.ID != d.ID || d2.Created || get(t, s, d.ID).Title != "theirs, changed" {
		t.Errorf("a change there: %+v", d2)
	}
	if get(t, s, mine).Title != "mine" {
		t.Error("ours was changed")
	}
	wantClean(t, s)
}

func TestANumberFromElsewhereLeavesSomeToCountOn(t *testing.T) {
	s := openTest(t)
	if d := take(t, s, own(1<<32-1, 500, "far"))[0]; d.ID != 1 {
		t.Errorf("%+v", d)
	}
	wantUnchanged(t, s, own(1<<32-1, 500, "far"))
	if next := do(t, s, maya, 0, incident("next")); next != 2 {
		t.Errorf("the next number is %d", next)
	}
	wantClean(t, s)
}

func TestARefusedRecordTakesNoNumberAndStopsNoOther(t *testing.T) {
	s := openTest(t)
	bad := record("INC2", "", " ")
	far := own(4_000_000_000, 5, "")
	r := write(t, s, Write{Who: maya, Each: true, Commands: []Command{{0, record("INC1", "", "one")}, {0, bad}, {0, far}, {0, record("INC3", "", "three")}}})
	if !errors.Is(r.Done[1].Err, model.ErrRefused) || !errors.Is(r.Done[2].Err, model.ErrRefused) || r.Done[0].ID != 1 || r.Done[3].ID != 2 {
		t.Errorf("%+v", r.Done)
	}
	if next := do(t, s, maya, 0, incident("next")); next != 3 {
		t.Errorf("the next number is %d", next)
	}
	wantClean(t, s)
}

func TestARefusedRecordLeavesNoNounBehind(t *testing.T) {
	s := openTest(t)
	bad := record("INC2", "", "two", moment(200, "Somebody New", model.VerbEdit, count(model.FieldImpact, 9)))
	r := write(t, s, Write{Who: maya, Each: true, Commands: []Command{{0, bad}, {0, record("INC1", "", "one")}}})
	if r.Done[0].Err == nil || r.Done[1].Err != nil {
		t.Errorf("%+v", r.Done)
	}
	if found := s.Names().Find(model.People, "Somebody New"); len(found) != 0 {
		t.Errorf("they are %v", found)
	}
	if people, err := s.Nouns(model.People); err != nil || len(people) != 2 {
		t.Errorf("there are %v, %v", people, err)
	}
	wantClean(t, s)
}

func TestAnImportIsUndoneAsAWholeAndComesAgain(t *testing.T) {
	s := openTest(t)
	ranked := record("ITM1", "", "Search")
	ranked.Kind, ranked.Rank = model.Item, 1<<40
	old := do(t, s, maya, 0, item("ours"))
	r := write(t, s, Write{Who: maya, Commands: []Command{{0, record("INC1", "a1", "VPN")}, {0, ranked}}})
	wantOrder(t, s, 3, old)
	if got, err := s.Undo(context.Background(), maya, 0); err != nil || got.Undid == r.Group {
		t.Errorf("a plain undo took back %d: %v", got.Undid, err) // it is the making of ours
	}
	if _, err := s.Redo(context.Background(), maya); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(context.Background(), maya, r.Group); err != nil {
		t.Fatal(err)
	}
	if all, _, err := s.Size(); err != nil || all != 1 {
		t.Errorf("there are %d tickets, %v", all, err)
	}
	wantOrder(t, s, old)
	wantClean(t, s)
	if _, err := s.Redo(context.Background(), maya); err != nil {
		t.Fatal(err)
	}
	wantOrder(t, s, 3, old)
	wantUnchanged(t, s, record("INC1", "a1", "VPN"))
	if _, err := s.Undo(context.Background(), maya, r.Group); err != nil {
		t.Fatal(err)
	}
	if d := take(t, s, record("INC1", "a1", "VPN"))[0]; !d.Created || d.ID != 4 {
		t.Errorf("after it was taken back it comes as %+v", d)
	}
	wantClean(t, s)
}

func TestAnImportThatWasWorkedOnIsNotUndone(t *testing.T) {
	s := openTest(t)
	r := write(t, s, Write{Who: maya, Commands: []Command{{0, record("INC1", "a1", "VPN")}, {0, record("INC2", "a2", "Mail")}}})
	do(t, s, omar, 1, model.Note{Text: "seen"})
	if _, err := s.Undo(context.Background(), maya, r.Group); !errors.Is(err, model.ErrRefused) {
		t.Errorf("got %v", err)
	}
	if _, err := s.Get(2); err != nil {
		t.Errorf("the other one is gone: %v", err)
	}
	if _, err := s.Undo(context.Background(), omar, r.Group); !errors.Is(err, model.ErrDenied) {
		t.Errorf("an agent undid an import: %v", err)
	}
	if _, err := s.Undo(context.Background(), omar, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(context.Background(), maya, r.Group); err != nil {
		t.Errorf("after the note was undone: %v", err)
	}
	wantClean(t, s)
}

func TestAnUpdateFromTheSourceIsUndoneByItself(t *testing.T) {
	s := openTest(t)
	take(t, s, record("INC1", "a1", "VPN"))
	later := record("INC1", "a1", "VPN", moment(200, "Omar Haddad", model.VerbMove, count(model.FieldState, int64(model.StateInProgress))),
		moment(300, "Omar Haddad", model.VerbMove, count(model.FieldState, int64(model.StateResolved)), text(model.FieldCode, "fixed")))
	r := write(t, s, Write{Who: maya, Commands: []Command{{0, later}}})
	if _, err := s.Undo(context.Background(), maya, r.Group); err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, 1); got.State != model.StateNew || got.Code != "" || got.Title != "VPN" {
		t.Errorf("it is %+v", got)
	}
	_, moments, _ := s.Timeline(1)
	undone := 0
	for _, m := range moments {
		if m.Undone {
			undone++
		}
	}
	if undone != 2 || len(moments) != 4 {
		t.Errorf("%d of %d moments are undone", undone, len(moments))
	}
	wantClean(t, s)
}

func TestLinksComeFromBothEndsAndRanksInTheirOrder(t *testing.T) {
	s := openTest(t)
	a, b, c := own(1, 100, "a"), own(2, 200, "b"), own(3, 300, "c")
	a.Past[0].Facts = append(a.Past[0].Facts, text(model.FieldLinks, "parent-of:2 relates:3"))
	b.Past[0].Facts = append(b.Past[0].Facts, text(model.FieldLinks, "child-of:1"), count(model.FieldParent, 1))
	c.Past[0].Facts = append(c.Past[0].Facts, text(model.FieldLinks, "relates:1"))
	a.Rank, b.Rank, c.Rank = 300, 100, 200
	take(t, s, a, b, c)
	wantOrder(t, s, 2, 3, 1)
	if got := get(t, s, 1); !slices.Equal(got.Links, []model.Link{{Rel: model.ParentOf, To: 2}, {Rel: model.Relates, To: 3}}) || get(t, s, 2).Parent != 1 {
		t.Errorf("the links are %v", got.Links)
	}
	do(t, s, maya, 2, model.Unlink{Rel: model.ChildOf, To: 1})
	if got := get(t, s, 1); !slices.Equal(got.Links, []model.Link{{Rel: model.Relates, To: 3}}) {
		t.Errorf("after unlinking they are %v", got.Links)
	}
	wantClean(t, s)
}

func TestTimesOutsideOfRecordsAndTimelessRecordsComeIn(t *testing.T) {
	s := openTest(t)
	take(t, s, record("INC1", "", "old", moment(-1000, "", model.VerbEdit, count(model.FieldAgreed, 1<<40)), moment(0, "", model.VerbNote)))
	if got := get(t, s, 1); got.Agreed != 1<<32-1 {
		t.Errorf("it is due at %v", got.Agreed)
	}
	wantUnchanged(t, s, record("INC1", "", "old", moment(-1000, "", model.VerbEdit, count(model.FieldAgreed, 1<<40)), moment(0, "", model.VerbNote)))
	wantClean(t, s)
}

// TestARecordThatGrowsIsImportedToTheSameTicket imports a life in as many steps as it likes: the ticket is in the end
// as if it had come at once, and its timeline holds every moment once, though many share their minute.
func TestARecordThatGrowsIsImportedToTheSameTicket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := lab(t)
		defer func() { _ = s.Close() }()
		life := record("INC1", "a1", "VPN").Past
		at := int64(100)
		for range rapid.IntRange(0, 12).Draw(t, "moments") {
			at += rapid.SampledFrom([]int64{0, 0, 60}).Draw(t, "minutes")
			var facts []model.Fact
			for range rapid.IntRange(0, 2).Draw(t, "facts") {
				facts = append(facts, rapid.SampledFrom([]model.Fact{count(model.FieldState, int64(model.StateInProgress)), count(model.FieldState, int64(model.StateOnHold)),
					text(model.FieldCategory, "mail"), text(model.FieldCategory, ""), called(model.FieldAssignee, "Omar Haddad"), called(model.FieldAssignee, ""),
					text(model.FieldTags, "a,b"), text(model.FieldTags, "b")}).Draw(t, "fact"))
			}
			life = append(life, moment(model.Instant(at), rapid.SampledFrom([]string{"", "Omar Haddad"}).Draw(t, "by"), model.VerbEdit, facts...))
		}
		bring := func(number string, n int) {
			act := record(number, number, "VPN")
			act.Past = life[:n]
			r, err := s.Do(context.Background(), Write{Who: maya, Commands: []Command{{0, act}}})
			if err != nil || r.Done[0].Err != nil {
				t.Fatal(err, r.Done)
			}
		}
		for n := 1; n < len(life); n += rapid.IntRange(1, 4).Draw(t, "more") {
			bring("grown", n)
		}
		bring("grown", len(life))
		bring("whole", len(life))
		head := s.Head()
		bring("grown", len(life))
		if s.Head() != head {
			t.Fatal("the same once more is not unchanged")
		}
		grown, moments, err := s.Timeline(1)
		if err != nil {
			t.Fatal(err)
		}
		whole, wanted, err := s.Timeline(2)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range model.Diff(grown, whole) {
			if d.Field != model.FieldSourceID && d.Field != model.FieldSourceNo {
				t.Fatalf("%s is %v, and %v when it came at once", model.FieldNo(d.Field).Name, d.From, d.To)
			}
		}
		if len(moments) != len(wanted) || len(moments) != len(life) || grown.Updated != whole.Updated {
			t.Fatalf("it has %d moments, %d when it came at once, of %d", len(moments), len(wanted), len(life))
		}
		for i, m := range moments {
			if m.At != wanted[i].At || m.By != wanted[i].By || len(m.Deltas) != len(wanted[i].Deltas) && i > 0 {
				t.Fatalf("moment %d is %+v, and %+v when it came at once", i, m, wanted[i])
			}
		}
		mustBeClean(t, s)
	})
}
