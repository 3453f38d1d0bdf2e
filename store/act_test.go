package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opsdesk/model"
)

var ines = model.Actor{Name: "Ines Duarte", Role: model.OperationsManager}

func title(s string) []model.Setting {
	return []model.Setting{{Field: model.FieldTitle, To: model.Value{S: s}}}
}

func item(s string) model.Create { return model.Create{Kind: model.Item, Set: title(s)} }

func write(t testing.TB, s *Store, w Write) Result {
	t.Helper()
	r, err := s.Do(context.Background(), w)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A desk in facts: every ticket that exists, and the order of the backlog.
type facts struct {
	tickets map[model.ID]*model.Ticket
	order   []model.ID
}

func factsOf(t rapid.TB, s *Store) facts {
	t.Helper()
	f := facts{tickets: map[model.ID]*model.Ticket{}}
	err := s.Each(context.Background(), func(one *model.Ticket) error {
		f.tickets[one.ID] = one
		return nil
	})
	if err == nil {
		f.order, err = s.Backlog()
	}
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f facts) mustEqual(t rapid.TB, want facts) {
	t.Helper()
	if have, wanted := slices.Sorted(maps.Keys(f.tickets)), slices.Sorted(maps.Keys(want.tickets)); !slices.Equal(have, wanted) {
		t.Fatalf("there are the tickets %v, want %v", have, wanted)
	}
	for id, one := range f.tickets {
		for _, d := range model.Diff(one, want.tickets[id]) {
			t.Fatalf("%s of #%d is %v, want %v", model.FieldNo(d.Field).Name, id, d.From, d.To)
		}
	}
	if !slices.Equal(f.order, want.order) {
		t.Fatalf("the backlog is %v, want %v", f.order, want.order)
	}
}

// labTime is when a lab begins.
var labTime = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// A lab is a desk that is made for one case of a property and removed with it.
func lab(t *rapid.T) *Store {
	now := labTime
	dir, err := os.MkdirTemp("", "opsdesk-lab-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	s, err := Open(context.Background(), filepath.Join(dir, "desk.db"), Options{Clock: func() time.Time { now = now.Add(time.Second); return now }})
	if err != nil {
		t.Fatal(err)
	}
	s.db.NoSync = true // it does not outlive the case
	return s
}

// drawAct draws an act that has a fair chance on any ticket.
func drawAct(t *rapid.T, ids []model.ID) model.Act {
	value := func(label string, most int64) model.Value {
		return model.Value{N: rapid.Int64Range(0, most).Draw(t, label)}
	}
	id := func(label string) model.ID { return rapid.SampledFrom(ids).Draw(t, label) }
	word := rapid.SampledFrom([]string{"vpn", "mail", "dns", "print"})
	level := func(label string) model.Level { return model.Level(rapid.IntRange(1, 3).Draw(t, label)) }
	switch rapid.IntRange(0, 24).Draw(t, "act") {
	case 0:
		return model.Take{}
	case 1:
		return model.Assign{To: model.Ref(rapid.IntRange(0, 3).Draw(t, "assignee"))}
	case 2:
		return model.Prioritise{Impact: level("impact"), Urgency: level("urgency")}
	case 3:
		return model.Tag{Add: []string{word.Draw(t, "add")}, Remove: []string{word.Draw(t, "remove")}}
	case 4:
		return model.Watch{Who: model.Ref(rapid.IntRange(1, 3).Draw(t, "who")), Off: rapid.Bool().Draw(t, "off")}
	case 5:
		return model.LinkTo{Rel: model.Relation(rapid.IntRange(1, len(model.Relations)-1).Draw(t, "rel")), To: id("to")}
	case 6:
		return model.Unlink{Rel: model.Relation(rapid.IntRange(1, len(model.Relations)-1).Draw(t, "rel")), To: id("to")}
	case 7:
		return model.RankAt{Place: model.Place{After: id("after"), Before: id("before")}, Top: rapid.Bool().Draw(t, "top")}
	case 8:
		return model.Comment{Text: word.Draw(t, "comment")}
	case 9, 10:
		m := model.Move{To: model.State(rapid.IntRange(1, len(model.States)-1).Draw(t, "to")), Why: "because", Comment: "so it is"}
		if m.To == model.StateOnHold {
			m.Set = append(m.Set, model.Setting{Field: model.FieldReason, To: model.Value{N: int64(model.AwaitingCaller)}})
		}
		if m.To == model.StateResolved || m.To == model.StateFulfilled {
			m.Set = append(m.Set, model.Setting{Field: model.FieldCode, To: model.Value{S: "fixed"}}, model.Setting{Field: model.FieldNote, To: model.Value{S: "done"}})
		}
		return m
	case 11:
		kind := rapid.SampledFrom([]model.Kind{model.Incident, model.Request, model.Item}).Draw(t, "kind")
		set := append(title(word.Draw(t, "title")), model.Setting{Field: model.FieldTeam, To: value("team", 1)})
		if rapid.Bool().Draw(t, "child") {
			set = append(set, model.Setting{Field: model.FieldParent, To: model.Value{N: int64(id("parent"))}})
		}
		return model.Create{Kind: kind, Set: set}
	case 12, 13:
		return model.Merge{Into: id("into"), Why: word.Draw(t, "why")}
	case 14:
		return model.Split{From: id("from"), What: "a note", Create: model.Create{Kind: model.Incident, Set: title(word.Draw(t, "split"))}}
	case 15:
		return model.Snooze{Until: model.At(labTime.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "hours")) * time.Hour))}
	case 16:
		return model.Wake{}
	case 17:
		return model.Note{Text: word.Draw(t, "note")}
	case 18:
		return model.Gather{Create: model.Create{Kind: model.Incident, Set: title("all of " + word.Draw(t, "gathered"))}, Children: []model.ID{id("one"), id("two")}}
	case 19, 20:
		return drawCheck(t, id)
	case 21, 22:
		return drawMajor(t)
	}
	no := rapid.SampledFrom([]uint8{model.FieldTeam, model.FieldImpact, model.FieldAgreed, model.FieldTags}).Draw(t, "field")
	to := value("to", 2)
	if no == model.FieldTags {
		to = model.Value{S: word.Draw(t, "tag")}
	}
	return edit{no, to}
}

// An edit sets a field whatever it held.
type edit struct {
	field uint8
	to    model.Value
}

func (edit) Verb() model.Verb { return model.VerbEdit }

func (a edit) Do(w *model.Work) error {
	return model.Edit{Field: a.field, Base: model.FieldNo(a.field).Get(w.Ticket), To: a.to}.Do(w)
}

// A gesture is a write that was done.
type gesture struct {
	who   model.Actor
	group model.Revision
}

// drawCommands draws an act on a ticket, now and then with what goes along with it on its children.
func drawCommands(t *rapid.T, s *Store, who model.Actor, ids []model.ID) []Command {
	cmd := Command{ID: rapid.SampledFrom(ids).Draw(t, "id"), Act: drawAct(t, ids)}
	if v := cmd.Act.Verb(); v == model.VerbCreate || v == model.VerbSplit {
		return []Command{{Act: cmd.Act}}
	}
	if rapid.IntRange(0, 9).Draw(t, "macro") == 0 {
		return drawMacro(t, s, who, cmd.ID)
	}
	if rapid.Bool().Draw(t, "alone") {
		return []Command{cmd}
	}
	all, err := s.Family(who, cmd.ID, cmd.Act)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// drawGestures lets three people work on a desk at random, and gives what came through.
func drawGestures(t *rapid.T, s *Store, ids []model.ID) (all []gesture) {
	for range rapid.IntRange(1, 25).Draw(t, "writes") {
		w := Write{Who: rapid.SampledFrom([]model.Actor{maya, omar, ines}).Draw(t, "who"), Each: rapid.Bool().Draw(t, "each"), Together: rapid.Bool().Draw(t, "together")}
		for range rapid.SampledFrom([]int{1, 1, 1, 2, 4}).Draw(t, "commands") {
			w.Commands = append(w.Commands, drawCommands(t, s, w.Who, ids)...)
		}
		do := s.Do
		if w.Each && rapid.Bool().Draw(t, "pieces") {
			do = func(ctx context.Context, w Write) (Result, error) {
				g := s.Series(w)
				g.piece = 1
				return g.all(ctx, nil)
			}
		}
		r, err := do(context.Background(), w)
		if err != nil && !errors.Is(err, model.ErrRefused) && !errors.Is(err, model.ErrNotFound) && !errors.Is(err, model.ErrDenied) {
			t.Fatal(err)
		}
		if err == nil && r.Group != 0 {
			all = append(all, gesture{w.Who, r.Group})
			for _, d := range r.Done {
				if d.Err == nil && d.Created {
					ids = append(ids, d.ID)
				}
			}
		}
	}
	return all
}

// someTickets makes a few tickets to work on.
func someTickets(t rapid.TB, s *Store) (ids []model.ID) {
	t.Helper()
	acts := []model.Act{model.Create{Kind: model.Incident, Set: title("VPN")}, model.Create{Kind: model.Request, Set: title("Mailbox")}, item("Offline mode"), item("Search"),
		model.Create{Kind: model.Change, Set: title("Router")}}
	for i, act := range acts {
		who := []model.Actor{maya, omar, ines}[i%3]
		r, err := s.Do(context.Background(), Write{Who: who, Commands: []Command{{0, act}}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.Done[0].ID)
	}
	return ids
}

func TestUndoingAllOfItRestoresEveryFactAndRedoingBringsItBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := promising(t, model.Terms{})
		ids := someTickets(t, s)
		start, terms := digestOf(t, s), termsOf(t, s)
		stands := drawWork(t, s, w, ids)
		end, amended := digestOf(t, s), termsOf(t, s)
		for _, g := range slices.Backward(stands) {
			if r, err := s.Undo(context.Background(), g.who, g.group); err != nil || r.Undid != g.group {
				t.Fatalf("%s undid %d instead of %d: %v", g.who.Name, r.Undid, g.group, err)
			}
		}
		digestOf(t, s).mustEqual(t, start)
		mustBeTerms(t, s, terms)
		for _, g := range stands {
			r, err := s.Redo(context.Background(), g.who)
			if err != nil {
				t.Fatalf("%s does %d again: %v", g.who.Name, g.group, err)
			}
			if r.Verb == model.VerbUndo || r.Verb == model.VerbRedo {
				t.Fatalf("a redo says that it did %s again", r.Verb)
			}
		}
		digestOf(t, s).mustEqual(t, end)
		mustBeTerms(t, s, amended)
		mustBeClean(t, s)
	})
}

func TestUndoingInAnyOrderLeavesTheDeskWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := lab(t)
		defer func() { _ = s.Close() }()
		all := drawGestures(t, s, someTickets(t, s))
		for range rapid.IntRange(0, 10).Draw(t, "undos") {
			if len(all) == 0 {
				break
			}
			g := rapid.SampledFrom(all).Draw(t, "which")
			before := factsOf(t, s)
			_, err := s.Undo(context.Background(), maya, g.group)
			if err == nil {
				continue
			}
			if !errors.Is(err, model.ErrRefused) && !errors.Is(err, model.ErrConflict) {
				t.Fatal(err)
			}
			factsOf(t, s).mustEqual(t, before)
		}
		noRings(t, factsOf(t, s))
		mustBeClean(t, s)
	})
}

func noRings(t *rapid.T, f facts) {
	for id, one := range f.tickets {
		for up, n := one.Parent, 0; up != 0; n++ {
			if up == id || n > len(f.tickets) {
				t.Fatalf("#%d is its own ancestor", id)
			}
			parent := f.tickets[up]
			if parent == nil {
				t.Fatalf("the parent #%d does not exist", up)
			}
			up = parent.Parent
		}
		for _, l := range one.Links {
			other := f.tickets[l.To]
			if other == nil || !slices.Contains(other.Links, model.Link{Rel: l.Rel.Rule().Inverse, To: id}) {
				t.Fatalf("#%d %s #%d, which does not know of it", id, l.Rel.Rule().Token, l.To)
			}
		}
	}
}

func mustBeClean(t *rapid.T, s *Store) {
	r, err := s.Check(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Fatalf("check: %s: %s", f.Where, f.What)
	}
}

func TestALinkDoesNotComeBackToATicketThatWasTakenBack(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	other := write(t, s, Write{Who: maya, Commands: []Command{{0, incident("Gateway")}}})
	linked := write(t, s, Write{Who: maya, Commands: []Command{{id, model.LinkTo{Rel: model.BlockedBy, To: other.Done[0].ID}}}})
	undone, err := s.Undo(t.Context(), maya, linked.Group)
	if err != nil {
		t.Fatal(err)
	}
	gone, err := s.Undo(t.Context(), maya, other.Group)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(t.Context(), maya, undone.Group); !errors.Is(err, model.ErrRefused) || !strings.Contains(err.Error(), "bring that back first") {
		t.Errorf("it came back: %v", err)
	}
	if links := get(t, s, id).Links; len(links) != 0 {
		t.Errorf("it has the links %v", links)
	}
	for _, group := range []model.Revision{gone.Group, undone.Group} {
		if _, err := s.Undo(t.Context(), maya, group); err != nil {
			t.Errorf("in their order they come back: %v", err)
		}
	}
	if a, b := get(t, s, id).Links, get(t, s, other.Done[0].ID).Links; len(a) != 1 || len(b) != 1 {
		t.Errorf("the links are %v and %v", a, b)
	}
	wantClean(t, s)
}

func TestATagOfSomebodyElseStaysWhenMineIsUndone(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	other := do(t, s, maya, 0, incident("Mail"))
	third := do(t, s, maya, 0, incident("DNS"))
	do(t, s, maya, id, model.Tag{Add: []string{"mine"}})
	do(t, s, omar, id, model.Tag{Add: []string{"theirs"}})
	do(t, s, maya, id, model.Watch{})
	do(t, s, omar, id, model.Watch{})
	do(t, s, maya, id, model.LinkTo{Rel: model.Blocks, To: other})
	do(t, s, omar, id, model.LinkTo{Rel: model.Relates, To: third})
	for range 3 {
		if _, err := s.Undo(context.Background(), maya, 0); err != nil {
			t.Fatal(err)
		}
	}
	got := get(t, s, id)
	if !slices.Equal(got.Tags, []string{"theirs"}) || len(got.Watchers) != 1 || !slices.Equal(got.Links, []model.Link{{Rel: model.Relates, To: third}}) {
		t.Errorf("tags %v, watchers %v, links %v", got.Tags, got.Watchers, got.Links)
	}
	if n := len(get(t, s, other).Links); n != 0 {
		t.Errorf("the other end has %d links", n)
	}
	wantClean(t, s)
}

func TestARefusedUndoNamesFieldWhoAndWhen(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	do(t, s, maya, id, model.Edit{Field: model.FieldCategory, To: model.Value{S: "network"}})
	do(t, s, omar, id, model.Edit{Field: model.FieldCategory, Base: model.Value{S: "network"}, To: model.Value{S: "access"}})
	when := get(t, s, id).Updated
	_, err := s.Undo(context.Background(), maya, 0)
	if !errors.Is(err, model.ErrConflict) {
		t.Fatal(err)
	}
	for _, word := range []string{"Category of INC-1", omar.Name, when.String(), `"access"`, `"network"`} {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("it does not say %q: %v", word, err)
		}
	}
	if got := get(t, s, id); got.Category != "access" {
		t.Errorf("the category is %q", got.Category)
	}
}

func TestAFirstRankingIsUndoneOutOfTheBacklog(t *testing.T) {
	s := openTest(t)
	one, two := do(t, s, maya, 0, item("one")), do(t, s, maya, 0, item("two"))
	bug := do(t, s, maya, 0, incident("A bug for the backlog"))
	do(t, s, maya, bug, model.RankAt{Top: true})
	wantOrder(t, s, bug, one, two)
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if order, _ := s.Backlog(); !slices.Equal(order, []model.ID{one, two}) || get(t, s, bug).Rank != 0 {
		t.Errorf("the backlog is %v", order)
	}
	if _, err := s.Redo(context.Background(), maya); err != nil {
		t.Fatal(err)
	}
	wantOrder(t, s, bug, one, two)
	wantClean(t, s)
}

func TestATicketRankedAndLinkedAgainAndAgainKeepsBoth(t *testing.T) {
	s := openTest(t)
	s.db.NoSync = true
	parent := do(t, s, maya, 0, item("parent"))
	second := do(t, s, maya, 0, item("second"))
	for i := range 200 { // so close that every fortieth or so has to make room
		do(t, s, maya, 0, item(fmt.Sprint("item ", i)))
		last := model.ID(3 + i)
		do(t, s, maya, last, model.RankAt{Place: model.Place{After: parent}})
		r := write(t, s, Write{Who: maya, Commands: []Command{{last, model.RankAt{Place: model.Place{Before: second}}}, {last, model.LinkTo{Rel: model.ChildOf, To: parent}}}})
		if len(r.Done) != 2 {
			t.Fatal(r)
		}
	}
	if got := get(t, s, parent); len(got.Links) != 200 {
		t.Errorf("the parent has %d links", len(got.Links))
	}
	order, err := s.Backlog()
	if err != nil || len(order) != 202 || order[0] != parent || order[201] != second || order[1] != 3 || order[200] != 202 {
		t.Errorf("the order is %v, %v", order, err)
	}
	wantClean(t, s)
}

func TestAParentThatMakesRoomForItsChildKnowsTheChild(t *testing.T) {
	s := openTest(t)
	var ids []model.ID
	for i := range 3 { // at the very end of the line
		act := record(fmt.Sprint("ITM", i), "", "standing")
		act.Kind, act.Rank = model.Item, 1<<63-3+model.Rank(i)
		ids = append(ids, take(t, s, act)[0].ID)
	}
	parent := ids[1]
	child := do(t, s, maya, 0, model.Create{Kind: model.Item, Set: append(title("child"), model.Setting{Field: model.FieldParent, To: model.Value{N: int64(parent)}})})
	wantOrder(t, s, ids[0], ids[1], ids[2], child)
	got := get(t, s, parent)
	if !slices.Equal(got.Links, []model.Link{{Rel: model.ParentOf, To: child}}) || got.Rank == 1<<63-2 {
		t.Errorf("the parent has the links %v and stands at %d", got.Links, got.Rank)
	}
	wantClean(t, s)
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	wantOrder(t, s, ids...)
	if got := get(t, s, parent); len(got.Links) != 0 {
		t.Errorf("the parent still has the links %v", got.Links)
	}
	wantClean(t, s)
}

func TestWhatFailsAfterWritingLeavesTheOtherCommandsTheirResults(t *testing.T) {
	s := openTest(t)
	one := do(t, s, maya, 0, item("one"))
	beside := model.RankAt{Place: model.Place{After: one}} // it is found out only when it has left its place
	r := write(t, s, Write{Who: maya, Each: true, Commands: []Command{
		{0, item("two")},
		{one, beside},
		{0, model.Create{Kind: model.Item}}, // no title
		{0, item("three")},
		{one, beside},
		{one, model.Note{Text: "seen"}},
	}})
	var refused []int
	for i, d := range r.Done {
		if d.Err != nil {
			refused = append(refused, i)
		}
	}
	if !slices.Equal(refused, []int{1, 2, 4}) {
		t.Fatalf("refused were %v: %+v", refused, r.Done)
	}
	if r.Done[0].ID != 2 || !r.Done[0].Created || r.Done[3].ID != 3 || r.Done[3].Key != "ITM-3" || r.Done[5].ID != one || r.Done[5].Created {
		t.Errorf("the results are %+v", r.Done)
	}
	if d := r.Done[1]; d.ID != one || d.Key != "ITM-1" || !errors.Is(d.Err, model.ErrRefused) {
		t.Errorf("the refused one is %+v", d)
	}
	if d := r.Done[2]; d.ID != 0 || d.Key != "" || d.Created {
		t.Errorf("the one without a title is %+v", d)
	}
	wantOrder(t, s, one, 2, 3)
	if undone, err := s.Undo(context.Background(), maya, 0); err != nil || undone.Undid != r.Group || len(undone.Done) != 3 {
		t.Errorf("undo: %+v, %v", undone, err)
	}
	wantClean(t, s)
}

func TestARefusedCreationTakesNoNumber(t *testing.T) {
	s := openTest(t)
	r := write(t, s, Write{Who: maya, Each: true, Commands: []Command{{0, model.Create{Kind: model.Incident}}, {0, incident("x")}, {0, model.Create{}}, {0, incident("y")}}})
	if r.Done[1].ID != 1 || r.Done[3].ID != 2 {
		t.Errorf("the numbers are %d and %d", r.Done[1].ID, r.Done[3].ID)
	}
	wantClean(t, s)
}

func TestManyWritersAtOnceEachGetTheirOwnResult(t *testing.T) {
	s := openTest(t)
	one := do(t, s, maya, 0, item("one"))
	type answer struct {
		title string
		r     Result
		err   error
	}
	const n = 60
	answers := make(chan answer)
	for i := range n {
		go func() {
			a := answer{title: fmt.Sprint("ticket ", i)}
			w := Write{Who: model.Actor{Name: fmt.Sprint("Person ", i%7), Role: model.Admin}, Commands: []Command{{0, incident(a.title)}}}
			if i%3 == 0 { // fails when it has written already
				w.Commands = append(w.Commands, Command{one, model.RankAt{Place: model.Place{Before: one}}})
			}
			if i%5 == 0 {
				w.Try = true
			}
			a.r, a.err = s.Do(context.Background(), w)
			answers <- a
		}()
	}
	made := map[model.ID]string{}
	for i := range n {
		a := <-answers
		var no int
		if _, err := fmt.Sscanf(a.title, "ticket %d", &no); err != nil {
			t.Fatal(i, err)
		}
		fails := no%3 == 0
		if fails != (a.err != nil) {
			t.Errorf("%s: %v", a.title, a.err)
		}
		if !fails && no%5 != 0 {
			made[a.r.Done[0].ID] = a.title
		}
	}
	for id, want := range made {
		if got := get(t, s, id); got.Title != want {
			t.Errorf("#%d is %q, not %q", id, got.Title, want)
		}
	}
	if all, _, err := s.Size(); err != nil || all != len(made)+1 {
		t.Errorf("there are %d tickets, want %d: %v", all, len(made)+1, err)
	}
	wantClean(t, s)
}

func TestATrialLeavesNothingNotEvenNames(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	head := s.Head()
	nobody := model.Actor{Name: "Nobody Yet", Role: model.Admin}
	team := model.Fact{Field: model.FieldTeam, Name: "Ghosts"}
	for _, w := range []Write{
		{Who: nobody, Try: true, Commands: []Command{{id, model.Take{}}, {0, item("perhaps")}}},
		{Who: nobody, Try: true, Commands: []Command{{0, &model.Import{Kind: model.Incident, Past: []model.Past{{At: 1, Facts: []model.Fact{{Field: model.FieldTitle, To: model.Value{S: "x"}}, team}}}}}}},
		{Who: nobody, Try: true, Each: true, Commands: []Command{{id, model.Take{}}, {id, model.RankAt{Place: model.Place{After: id}}}}},
		{Who: nobody, Try: true, Request: "01J0000000000000000000000B", Commands: []Command{{id, model.Take{}}}},
	} {
		if r := write(t, s, w); r.Done[0].Err != nil {
			t.Errorf("%+v", r)
		}
	}
	if _, err := s.Do(context.Background(), Write{Who: nobody, Try: true, Commands: []Command{{id, model.Move{To: model.StateClosed}}}}); !errors.Is(err, model.ErrRefused) {
		t.Errorf("a trial of what is refused: %v", err)
	}
	if s.Head() != head || len(s.Names().Find(model.People, nobody.Name)) != 0 || len(s.Names().Find(model.Teams, "ghosts")) != 0 || s.Names().Name(model.People, 2) != "" {
		t.Errorf("something is left: head %d instead of %d, %v", s.Head(), head, s.Names().Find(model.People, nobody.Name))
	}
	if r := write(t, s, Write{Who: omar, Request: "01J0000000000000000000000B", Commands: []Command{{id, model.Take{}}}}); r.Group == 0 || len(r.Done) != 1 {
		t.Errorf("the request of a trial is taken for done: %+v", r)
	}
	if name := s.Names().Name(model.People, get(t, s, id).Assignee); name != omar.Name {
		t.Errorf("it was taken by %q", name)
	}
	if next := do(t, s, maya, 0, item("one")); next != 2 {
		t.Errorf("a trial took a number: the next is %d", next)
	}
	wantClean(t, s)
}

func TestRedoTakesTheNewestUndoAndStopsAtWhatWasDoneSince(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	tag := func(name string) { do(t, s, maya, id, model.Tag{Add: []string{name}}) }
	undo := func(who model.Actor) {
		t.Helper()
		if _, err := s.Undo(context.Background(), who, 0); err != nil {
			t.Fatal(err)
		}
	}
	redo := func(ok bool) {
		t.Helper()
		if _, err := s.Redo(context.Background(), maya); (err == nil) != ok || err != nil && !errors.Is(err, model.ErrRefused) {
			t.Fatalf("redo: %v", err)
		}
	}
	want := func(tags ...string) {
		t.Helper()
		if got := get(t, s, id).Tags; !slices.Equal(got, tags) {
			t.Fatalf("the tags are %v, want %v", got, tags)
		}
	}
	tag("a")
	tag("b")
	tag("c")
	undo(maya)
	undo(maya)
	want("a")
	redo(true)
	want("a", "b")
	undo(maya)
	undo(maya)
	want()
	do(t, s, omar, id, model.Tag{Add: []string{"x"}})
	redo(true)
	redo(true)
	redo(true)
	want("a", "b", "c", "x")
	redo(false)
	undo(maya)
	tag("d")
	redo(false)
	want("a", "b", "d", "x")
	undo(maya)
	redo(true)
	want("a", "b", "d", "x")
	undo(omar)
	want("a", "b", "d")
	redo(false)
	wantClean(t, s)
}

func TestWhoMayNotDoItMayNotTakeItBack(t *testing.T) {
	s := openTest(t)
	one, two := do(t, s, maya, 0, item("one")), do(t, s, maya, 0, item("two"))
	do(t, s, omar, one, model.Note{Text: "seen"})
	ranked := write(t, s, Write{Who: maya, Commands: []Command{{two, model.RankAt{Top: true}}}})
	if _, err := s.Undo(context.Background(), omar, ranked.Group); !errors.Is(err, model.ErrDenied) || !strings.Contains(err.Error(), "order the backlog") {
		t.Errorf("an agent undid a ranking: %v", err)
	}
	undone, err := s.Undo(context.Background(), maya, ranked.Group)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(context.Background(), omar, undone.Group); !errors.Is(err, model.ErrDenied) {
		t.Errorf("an agent undid the undo of a ranking: %v", err)
	}
	if _, err := s.Undo(context.Background(), model.Actor{Name: "Ro", Role: model.ReadOnly}, undone.Group); !errors.Is(err, model.ErrDenied) {
		t.Errorf("who reads only undid something: %v", err)
	}
	wantOrder(t, s, one, two)
	wantClean(t, s)
}

func TestTimesThatRecordsHaveNoRoomForAreRefused(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	for _, at := range []time.Time{time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC)} {
		if _, err := try(t, s, maya, id, model.Edit{Field: model.FieldAgreed, To: model.Value{N: at.Unix()}}); !errors.Is(err, model.ErrRefused) {
			t.Errorf("due in %d: %v", at.Year(), err)
		}
	}
	do(t, s, maya, id, model.Edit{Field: model.FieldAgreed, To: model.Value{N: time.Date(2106, 1, 1, 0, 0, 0, 0, time.UTC).Unix()}})
	wantClean(t, s)
}

func TestATextOfAnyLengthIsBoundedAndReadBack(t *testing.T) {
	s := openTest(t)
	long := strings.Repeat("long ", maxString/4)
	id := do(t, s, maya, 0, model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: long}}, {Field: model.FieldDescription, To: model.Value{S: long}}}})
	if got := get(t, s, id); len(got.Title) > model.MaxTitle || len(got.Description) > model.MaxText {
		t.Errorf("the title has %d bytes, the description %d", len(got.Title), len(got.Description))
	}
	wantClean(t, s)
}
