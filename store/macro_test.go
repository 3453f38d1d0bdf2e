package store

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"slices"
	"testing"
	"time"

	"opsdesk/model"
)

// amendTo makes an amendment that adds a part, or changes the one with a name.
func amendTo(t *testing.T, s *Store, part model.Part, name string, to any) Result {
	t.Helper()
	a := model.Amendment{Part: part, Name: name}
	if to != nil {
		text, err := json.Marshal(to)
		if err != nil {
			t.Fatal(err)
		}
		a.To = text
	}
	r, err := s.Amend(context.Background(), maya, a)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMacrosAndRepliesAreAmendedAndNoClockFollows(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, outage())
	before := get(t, s, id)
	w.skip(time.Minute)
	amendTo(t, s, model.PartMacro, "", model.Macro{Name: "Take it", Set: []model.Wish{{Field: "assignee", To: "me"}}})
	added := amendTo(t, s, model.PartReply, "", json.RawMessage(`{"text": "Hello {{requester.first}}", "teams": [], "name": "Hello"}`))
	written := 0
	if err := s.writing(func(c *change) error {
		amendment := model.Amendment{Part: model.PartMacro, Name: "Take it", To: json.RawMessage(`{"name":"Take it","note":"mine","next":"next"}`)}
		err := c.amend(amendment, model.VerbAmend, 0)
		written = len(c.left)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if after := get(t, s, id); written != 0 || after.Next != before.Next || !slices.Equal(after.Clocks, before.Clocks) || after.Rev != before.Rev {
		t.Errorf("an amendment of a macro wrote %d tickets; the clocks were %+v and are %+v", written, before.Clocks, after.Clocks)
	}
	if _, err := s.Undo(context.Background(), maya, added.Group); err != nil {
		t.Fatal(err)
	}
	if terms := s.Book().Terms(); terms.Replies != nil || len(terms.Macros) != 1 || terms.Macros[0].Next != model.GoOn {
		t.Errorf("the terms hold %+v and %+v", terms.Macros, terms.Replies)
	}
	amendTo(t, s, model.PartMacro, "Take it", nil)
	wantClean(t, s)
}

// writing runs f inside the store's one writer.
func (s *Store) writing(f func(*change) error) error {
	_, err := s.submit(context.Background(), &request{Write: Write{Who: maya}, plan: func(c *change, _ *request) error { return f(c) }})
	return err
}

// What is agreed about tickets that nobody touches counts from when it was agreed, whatever macro was saved since.
func TestAMacroThatIsSavedPutsNothingOffThatIsDue(t *testing.T) {
	s, w := promising(t, model.DefaultTerms(""))
	id := do(t, s, maya, 0, incident("Printer"))
	do(t, s, maya, id, model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "paper"}}}})
	due := get(t, s, id).Next
	w.skip(20 * 24 * time.Hour) // nobody rang meanwhile
	amendTo(t, s, model.PartMacro, "", model.Macro{Name: "Note", Note: "seen"})
	if x := get(t, s, id); due == 0 || x.Next != due {
		t.Fatalf("it is due at %v, and was at %v", x.Next, due)
	}
	wantClean(t, s)
	ring(t, s)
	if x := get(t, s, id); x.State != model.StateClosed || x.Closed != due {
		t.Errorf("it is %v since %v", x.State, x.Closed)
	}
	wantClean(t, s)
}

func TestWhatAMacroSpeaksOfMustBeThere(t *testing.T) {
	s, _ := promising(t, model.DefaultTerms(""))
	for _, text := range []string{`{"name":"A","set":["team=Ghosts"]}`, `{"name":"A","set":["assignee=Nobody Here"]}`, `{"name":"A","teams":["Ghosts"],"note":"x"}`,
		`{"name":"A","match":"service:ghosts","note":"x"}`} {
		_, err := s.Amend(context.Background(), maya, model.Amendment{Part: model.PartMacro, To: json.RawMessage(text)})
		if !errors.Is(err, model.ErrRefused) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := s.Amend(context.Background(), model.Actor{Name: "Omar Haddad", Role: model.Agent}, model.Amendment{Part: model.PartMacro, To: json.RawMessage(`{"name":"A","note":"x"}`)}); !errors.Is(err, model.ErrDenied) {
		t.Errorf("an agent amends: %v", err)
	}
}

func TestCommandsOnOneTicketAreDoneTogetherOrNotAtAll(t *testing.T) {
	s := openTest(t)
	good, bad, first := do(t, s, maya, 0, incident("one")), do(t, s, maya, 0, incident("two")), do(t, s, maya, 0, incident("three"))
	refused := model.Move{To: model.StateClosed}
	commands := []Command{
		{good, model.Take{}}, {good, model.Note{Text: "a"}},
		{bad, model.Take{}}, {bad, refused}, {bad, model.Note{Text: "b"}},
		{first, refused}, {first, model.Take{}},
	}
	for _, try := range []bool{true, false} {
		r := write(t, s, Write{Who: maya, Each: true, Together: true, Try: try, Commands: commands})
		for i, d := range r.Done {
			if (d.Err == nil) != (commands[i].ID == good) || d.ID != commands[i].ID {
				t.Errorf("command %d came to %+v", i, d)
			}
		}
	}
	for _, id := range []model.ID{bad, first} {
		if x := get(t, s, id); x.Assignee != 0 || len(x.Revs) != 1 {
			t.Errorf("%s was touched: %d lines", x.Key(), len(x.Revs))
		}
	}
	if x := get(t, s, good); x.Assignee == 0 || len(x.Revs) != 3 {
		t.Errorf("%s has %d lines", x.Key(), len(x.Revs))
	}
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, good); x.Assignee != 0 {
		t.Error("one undo does not take all of it back")
	}
	wantClean(t, s)
}

func TestAMacroOnManyTellsWhichRefuse(t *testing.T) {
	s := openTest(t)
	env := func() model.Env { return model.Env{Names: s.Names(), Me: 1, Who: maya.Name, Now: s.Now()} }
	var ids []model.ID
	for _, kind := range []model.Kind{model.Incident, model.Request, model.Incident} {
		ids = append(ids, do(t, s, maya, 0, model.Create{Kind: kind, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "{{me}} broke\x1b[2J it"}}}}))
	}
	do(t, s, maya, ids[2], model.Move{To: model.StateCanceled})
	m := model.Macro{Name: "Resolve", Set: []model.Wish{{Field: "impact", To: "2"}, {Field: "urgency", To: "1"}, {Field: "state", To: "resolved"}, {Field: "code", To: "fixed"}, {Field: "note", To: "It was {{title}}."}},
		Comment: "Hello {{requester.first}}, {{number}} is done."}
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	w := Write{Who: maya, Each: true, Together: true}
	for _, id := range ids {
		acts, err := m.Acts(get(t, s, id), env())
		if (err == nil) != (id != ids[1]) {
			t.Fatalf("#%d: %v", id, err)
		}
		for _, act := range acts {
			w.Commands = append(w.Commands, Command{id, act})
		}
	}
	r := write(t, s, w)
	one := get(t, s, ids[0])
	if one.State != model.StateResolved || one.Priority != 2 || one.Note != "It was {{me}} broke␛[2J it." {
		t.Errorf("it is %v, P%d, %q", one.State, one.Priority, one.Note)
	}
	if three := get(t, s, ids[2]); !errors.Is(r.Err(), model.ErrRefused) || three.Priority != 0 || three.State != model.StateCanceled {
		t.Errorf("a ticket that refuses the step is P%d: %v", three.Priority, r.Err())
	}
	_, moments, err := s.Timeline(ids[0])
	if err != nil || !slices.ContainsFunc(moments, func(m model.Moment) bool {
		return m.Verb == model.VerbComment && m.Text == "Hello Maya, INC-1 is done."
	}) {
		t.Errorf("%+v, %v", moments, err)
	}
	if _, err := s.Undo(context.Background(), maya, r.Group); err != nil {
		t.Fatal(err)
	}
	if one = get(t, s, ids[0]); one.State != model.StateNew || one.Priority != 0 || one.Note != "" {
		t.Errorf("after undo it is %v, P%d, %q", one.State, one.Priority, one.Note)
	}
	wantClean(t, s)
}

// An edit that somebody else made meanwhile is not written over.
func TestAMacroIsRefusedWhereAFieldHasMoved(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("one"))
	m := model.Macro{Name: "Sort it", Set: []model.Wish{{Field: "assignee", To: "me"}, {Field: "category", To: "Mail"}}}
	acts, err := m.Acts(get(t, s, id), model.Env{Names: s.Names(), Me: 1, Who: maya.Name, Now: s.Now()})
	if err != nil || len(acts) != 2 {
		t.Fatalf("%+v, %v", acts, err)
	}
	do(t, s, omar, id, model.Edit{Field: model.FieldCategory, To: model.Value{S: "Chat"}})
	r := write(t, s, Write{Who: maya, Each: true, Together: true, Commands: []Command{{id, acts[0]}, {id, acts[1]}}})
	if x := get(t, s, id); !errors.Is(r.Err(), model.ErrConflict) || x.Assignee != 0 || x.Category != "Chat" {
		t.Errorf("it has %d and %q: %v", x.Assignee, x.Category, r.Err())
	}
}

func TestADeskWithoutMacrosReadsWellAndTakesSome(t *testing.T) {
	for _, name := range []string{"v1.db", "v2.db", "v3.db"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		path := t.TempDir() + "/desk.db"
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(context.Background(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		amendTo(t, s, model.PartMacro, "", model.Macro{Name: "Note", Note: "seen {{number}}"})
		wantClean(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if s, err = Open(context.Background(), path, Options{}); err != nil {
			t.Fatal(err)
		}
		if m := s.Book().Terms().Macros; len(m) != 1 || m[0].Note != "seen {{number}}" {
			t.Errorf("%s holds %+v", name, m)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
