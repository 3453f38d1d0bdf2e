package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func listed(texts ...string) *Ticket {
	t := bare(Incident, StateInProgress)
	for i, text := range texts {
		t.Checks = append(t.Checks, CheckItem{ID: uint32(i + 1), Text: text})
	}
	return t
}

// drawn writes a checklist in a line, as in 1[ ]call 2[x]tell.
func drawn(checks []CheckItem) string {
	var all []string
	for i := range checks {
		all = append(all, fmt.Sprintf("%d%s", checks[i].ID, writeChecks(checks[i:i+1])))
	}
	return strings.Join(all, " ")
}

func TestAChecklistIsKept(t *testing.T) {
	for _, c := range []struct {
		name string
		act  Check
		want string
	}{
		{"add", Check{Add: []string{" tell \n the\tteam ", "look"}}, "1[ ] a 2[ ] b 3[ ] c 4[ ] tell the team 5[ ] look"},
		{"add a ticket", Check{AddTickets: []ID{13}}, "1[ ] a 2[ ] b 3[ ] c 4[ ] #13"},
		{"tick", Check{Tick: []uint32{2, 3}}, "1[ ] a 2[x] b 3[x] c"},
		{"tick and untick", Check{Tick: []uint32{2}, Untick: []uint32{2}, Remove: []uint32{1}}, "2[ ] b 3[ ] c"},
		{"reword", Check{Reword: []Rewording{{ID: 2, Base: "b", Text: "bee"}}}, "1[ ] a 2[ ] bee 3[ ] c"},
		{"down", Check{Shift: []Shifting{{1, 1}}}, "2[ ] b 1[ ] a 3[ ] c"},
		{"up beyond the top", Check{Shift: []Shifting{{3, -9}}}, "3[ ] c 1[ ] a 2[ ] b"},
		{"remove", Check{Remove: []uint32{1, 3}}, "2[ ] b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWork(listed("a", "b", "c"), &Ticket{ID: 13, Kind: Incident, State: StateNew})
			was := w.Before.Clone()
			if got := drawn(done(t, w, c.act).Checks); got != c.want {
				t.Errorf("it is\n%s\nnot\n%s", got, c.want)
			}
			e := entryOf(w, 1)
			w = then(w)
			if done(t, w, Revert{Entry: e}); drawn(w.Ticket.Checks) != drawn(was.Checks) {
				t.Errorf("undo leaves %s", drawn(w.Ticket.Checks))
			}
		})
	}
}

func TestAChecklistRefusesWhatIsNotThere(t *testing.T) {
	w := newWork(listed("a", "b"), &Ticket{ID: 13, Kind: Incident, State: StateNew})
	done(t, w, Check{AddTickets: []ID{13}, Tick: []uint32{1}})
	w = then(w)
	wantRefused(t, w, Check{}, "so already")
	wantRefused(t, w, Check{Add: []string{" \n"}}, "some words")
	wantRefused(t, w, Check{AddTickets: []ID{12}}, "own checklist")
	wantRefused(t, w, Check{AddTickets: []ID{13}}, "INC-13 is on the checklist of INC-12 already")
	wantRefused(t, w, Check{Tick: []uint32{1}}, "ticked already")
	wantRefused(t, w, Check{Tick: []uint32{3}}, "ticket #13", "done when that is")
	wantRefused(t, w, Check{Untick: []uint32{2}}, "not ticked")
	wantRefused(t, w, Check{Tick: []uint32{9}}, "no entry 9", "1, 2, 3")
	wantRefused(t, w, Check{Remove: []uint32{9}}, "no entry 9")
	wantRefused(t, w, Check{Shift: []Shifting{{9, 1}}}, "no entry 9")
	wantRefused(t, w, Check{Shift: []Shifting{{1, -1}}}, "so already")
	wantRefused(t, w, Check{Reword: []Rewording{{ID: 3, Text: "x"}}}, "that ticket's title")
	wantRefused(t, w, Check{Reword: []Rewording{{ID: 2, Text: " "}}}, "some words")
	wantRefused(t, newWork(bare(Incident, StateNew)), Check{Tick: []uint32{1}}, "no checklist yet")
	if err := (Check{AddTickets: []ID{99}}).Do(w); !errors.Is(err, ErrNotFound) {
		t.Errorf("a ticket that is not there: %v", err)
	}
	if err := (Check{Reword: []Rewording{{ID: 2, Base: "before", Text: "x"}}}).Do(w); !errors.Is(err, ErrConflict) {
		t.Errorf("an entry that was reworded meanwhile: %v", err)
	}
	full := bare(Incident, StateNew)
	for i := range MaxChecks {
		full.Checks = append(full.Checks, CheckItem{ID: uint32(i + 1), Text: "x"})
	}
	wantRefused(t, newWork(full), Check{Add: []string{"y"}}, "200 entries")
}

func TestAnEntryThatIsATicketIsDoneWhenThatIs(t *testing.T) {
	x := listed("a")
	x.Checks = append(x.Checks, CheckItem{ID: 2, Ticket: 13}, CheckItem{ID: 3, Ticket: 14})
	other := &Ticket{ID: 13, Kind: Incident, State: StateInProgress}
	known := func(id ID) *Ticket {
		if id == 13 {
			return other
		}
		return nil
	}
	if n := x.Checked(known); n != 0 {
		t.Errorf("%d are done", n)
	}
	other.State = StateResolved
	if n := x.Checked(known); n != 1 || x.Unticked() != 1 {
		t.Errorf("%d are done, %d unticked", n, x.Unticked())
	}
	other.Kind = NoKind // it was taken back
	if n := x.Checked(known); n != 0 {
		t.Errorf("%d are done", n)
	}
}

func TestAnUndoOfOneTickKeepsWhatOthersDid(t *testing.T) {
	for _, c := range []struct {
		name         string
		first, later Check
		want         string // empty when it is refused
	}{
		{"another tick", Check{Tick: []uint32{1}}, Check{Tick: []uint32{2}}, "1[ ] a 2[x] b 3[ ] c"},
		{"another entry", Check{Add: []string{"d"}}, Check{Add: []string{"e"}}, "1[ ] a 2[ ] b 3[ ] c 5[ ] e"},
		{"a removal", Check{Remove: []uint32{2}}, Check{Tick: []uint32{1}}, "1[x] a 2[ ] b 3[ ] c"},
		{"removed by both", Check{Remove: []uint32{1}}, Check{Remove: []uint32{2}}, "1[ ] a 3[ ] c"},
		{"a move", Check{Shift: []Shifting{{1, 2}}}, Check{Add: []string{"d"}}, "1[ ] a 2[ ] b 3[ ] c 4[ ] d"},
		{"a move, one gone", Check{Shift: []Shifting{{1, 2}}}, Check{Remove: []uint32{2}}, "1[ ] a 3[ ] c"},
		{"both moved", Check{Shift: []Shifting{{1, 2}}}, Check{Shift: []Shifting{{1, -1}}}, ""},
		{"the same entry", Check{Tick: []uint32{1}}, Check{Reword: []Rewording{{ID: 1, Text: "x"}}}, ""},
		{"the entry is gone", Check{Tick: []uint32{1}}, Check{Remove: []uint32{1}}, ""},
		{"ticked since it was added", Check{Add: []string{"d"}}, Check{Tick: []uint32{4}}, ""},
		{"its number was given again", Check{Remove: []uint32{3}}, Check{Add: []string{"d"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWork(listed("a", "b", "c"))
			done(t, w, c.first)
			e := entryOf(w, 1)
			w = then(w)
			done(t, w, c.later)
			w = then(w)
			err := Revert{Entry: e}.Do(w)
			if c.want == "" {
				var conflict *ConflictError
				if !errors.As(err, &conflict) || conflict.Field.No != FieldChecklist {
					t.Errorf("it is not refused as a conflict: %v, %s", err, drawn(w.Ticket.Checks))
				}
				return
			}
			if got := drawn(w.Ticket.Checks); err != nil || got != c.want {
				t.Errorf("it is\n%s\nnot\n%s, %v", got, c.want, err)
			}
		})
	}
}

// TestWhateverOrderChangesAreUndoneInNothingIsLeft: each undo that is not refused takes just its own change back. From the
// newest on, the order of the entries comes back too.
func TestWhateverOrderChangesAreUndoneInNothingIsLeft(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWork(listed("a", "b", "c"))
		was, newest := w.Before.Clone().Checks, rapid.Bool().Draw(t, "newest first")
		var entries []*Entry
		for range rapid.IntRange(1, 8).Draw(t, "acts") {
			id := rapid.Uint32Range(1, 6).Draw(t, "entry")
			act := rapid.SampledFrom([]Check{{Add: []string{"x"}}, {Tick: []uint32{id}}, {Untick: []uint32{id}}, {Remove: []uint32{id}},
				{Reword: []Rewording{{ID: id, Text: "y"}}}, {Shift: []Shifting{{id, 1}}}, {Shift: []Shifting{{id, -2}}}}).Draw(t, "act")
			next := then(w)
			next.Events = nil
			before := next.Ticket.Clone()
			if act.Do(next) != nil {
				*next.Ticket = *before
				continue
			}
			entries = append(entries, entryOf(next, Revision(len(entries)+1)))
			w = next
		}
		for len(entries) > 0 {
			at := len(entries) - 1
			if !newest {
				at = rapid.IntRange(0, at).Draw(t, "undo")
			}
			for i := at; ; i = (i + 1) % len(entries) {
				next := then(w)
				before := next.Ticket.Clone()
				if err := (Revert{Entry: entries[i]}).Do(next); err == nil {
					w, entries = next, slices.Delete(entries, i, i+1)
					break
				}
				*next.Ticket = *before
				if newest {
					t.Fatalf("the newest of %d changes can't be undone", len(entries))
				}
				if i == (at+len(entries)-1)%len(entries) {
					return // what is left is about an entry whose making was taken back
				}
			}
			seen := map[uint32]bool{}
			for _, c := range w.Ticket.Checks {
				if seen[c.ID] {
					t.Fatalf("two entries %d: %s", c.ID, drawn(w.Ticket.Checks))
				}
				seen[c.ID] = true
			}
		}
		is := w.Ticket.Checks
		if !newest {
			slices.SortFunc(is, func(a, b CheckItem) int { return int(a.ID) - int(b.ID) })
		}
		if !slices.Equal(is, was) {
			t.Fatalf("it was %s and is %s", drawn(was), drawn(is))
		}
	})
}

func TestAChecklistIsReadAsPeopleWriteIt(t *testing.T) {
	got := ChecksOf(ReadChecks("[x] call\n\n [ ] tell\r\nlook\n[]  \n", 50))
	if drawn(got) != "1[x] call 2[ ] tell 3[ ] look" || got[0].At != 50 {
		t.Errorf("it is %s, %+v", drawn(got), got)
	}
	if splitChecks("nonsense\n1\t2\n0\t0\t0\t0\tx\n5\t0\t0\t0\ta\tb")[0].Text != "a\tb" {
		t.Error("what can be read is not")
	}
}

func TestWhatBecameOfAChecklistIsSaid(t *testing.T) {
	was := Value{S: joinChecks(listed("a", "b", "c").Checks)}
	w := newWork(listed("a", "b", "c"))
	is := done(t, w, Check{Add: []string{"d"}, Tick: []uint32{1}, Reword: []Rewording{{ID: 2, Text: "bee"}}, Remove: []uint32{3}})
	said := strings.Join(CheckChanges(was, Value{S: joinChecks(is.Checks)}), "; ")
	if said != "removed “c” from the checklist; ticked “a”; reworded “b” → “bee”; added “d” to the checklist" {
		t.Errorf("it says %s", said)
	}
	moved := done(t, newWork(listed("a", "b", "c")), Check{Shift: []Shifting{{1, 1}}})
	if said := CheckChanges(was, Value{S: joinChecks(moved.Checks)}); !slices.Equal(said, []string{"reordered the checklist"}) {
		t.Errorf("it says %q", said)
	}
}

func TestChecklistsAreFound(t *testing.T) {
	none, open, over := bare(Incident, StateNew), listed("a", "b"), listed("a")
	over.Checks[0].At = 5
	over.Checks = append(over.Checks, CheckItem{ID: 2, Ticket: 13})
	for text, want := range map[string][3]bool{"checklist:open": {false, true, false}, "checklist:done": {false, false, true}, "has:checklist": {false, true, true},
		"checklist:none": {true, false, false}, "-checklist:open": {true, false, true}} {
		q, err := ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		f := q.Bind(Env{})
		if got := [3]bool{f.Match(none), f.Match(open), f.Match(over)}; got != want {
			t.Errorf("%s takes %v", text, got)
		}
	}
	if _, err := ParseQuery("checklist:maybe"); err == nil || !strings.Contains(err.Error(), "open") {
		t.Errorf("%v", err)
	}
}
