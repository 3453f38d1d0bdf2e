package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// What the properties draw besides single acts, and how they compare desks.

// drawCheck draws a change of a checklist.
func drawCheck(t *rapid.T, id func(string) model.ID) model.Act {
	entry := func(label string) uint32 { return rapid.Uint32Range(1, 3).Draw(t, label) }
	switch rapid.IntRange(0, 6).Draw(t, "check") {
	case 0, 1:
		return model.Check{Add: []string{rapid.SampledFrom([]string{"call the carrier", "swap the cable"}).Draw(t, "entry")}}
	case 2:
		return model.Check{AddTickets: []model.ID{id("entry")}}
	case 3:
		return model.Check{Untick: []uint32{entry("untick")}}
	case 4:
		return model.Check{Reword: []model.Rewording{{ID: entry("reword"), Text: "ask again"}}}
	case 5:
		return model.Check{Shift: []model.Shifting{{ID: entry("shift"), By: rapid.IntRange(-2, 2).Draw(t, "by")}}, Remove: []uint32{entry("remove")}}
	}
	return model.Check{Tick: []uint32{entry("tick")}}
}

// drawMajor draws a step in the life of a major incident.
func drawMajor(t *rapid.T) model.Act {
	next := model.At(labTime.Add(time.Duration(rapid.IntRange(1, 2000).Draw(t, "next")) * time.Hour))
	switch rapid.IntRange(0, 4).Draw(t, "major") {
	case 0:
		return model.Propose{Why: "all of Lisbon"}
	case 1:
		return model.Reject{Why: "one floor"}
	case 2:
		return model.Declare{Why: "all of Lisbon", Next: next}
	case 3:
		return model.Declare{Why: "it is over", Off: true}
	}
	return model.Inform{Text: "the carrier is on site", Next: next}
}

// drawMacro draws what a macro does to a ticket as it stands: several acts, or none where it refuses.
func drawMacro(t *rapid.T, s *Store, who model.Actor, id model.ID) (all []Command) {
	m := model.Macro{Name: "Take it", Set: []model.Wish{{Field: "assignee", To: "me"}, {Field: "category", To: "Network"}, {Field: "tags", To: "+vpn -mail"}},
		Comment: rapid.SampledFrom([]string{"", "{{number}} is ours now"}).Draw(t, "macro says"), Note: "seen"}
	if rapid.Bool().Draw(t, "begins") {
		m.Set = append(m.Set, model.Wish{Field: "state", To: "in-progress"})
	}
	me := model.Ref(0)
	if found := s.Names().Find(model.People, who.Name); len(found) > 0 {
		me = found[0]
	}
	one, _, err := s.Timeline(id)
	if err != nil {
		return nil
	}
	acts, err := m.Acts(one, model.Env{Names: s.Names(), Me: me, Who: who.Name, Now: s.Now()})
	mustBeTold(t, err)
	for _, act := range acts {
		all = append(all, Command{id, act})
	}
	return all
}

// drawAmendment changes, adds or removes a part of the terms.
func drawAmendment(t *rapid.T, s *Store) (all []gesture) {
	a := model.Amendment{Part: rapid.SampledFrom([]model.Part{model.PartMacro, model.PartReply}).Draw(t, "part")}
	var to any = model.Reply{Name: "Hello", Text: "Hello {{requester.first}}"}
	if a.Part == model.PartMacro {
		to = model.Macro{Name: "Hello", Note: rapid.SampledFrom([]string{"seen", "read"}).Draw(t, "macro notes")}
	}
	if rapid.Bool().Draw(t, "there is one") {
		a.Name = "Hello"
	}
	if a.Name == "" || rapid.Bool().Draw(t, "stays") {
		a.To, _ = json.Marshal(to)
	}
	r, err := s.Amend(context.Background(), maya, a)
	if mustBeTold(t, err); err != nil || r.Group == 0 {
		return nil
	}
	return []gesture{{maya, r.Group}}
}

// drawWork lets three people work at a desk for days, now and then take something back or do it again, and gives the
// gestures that stand in the order in which they came to stand.
func drawWork(t *rapid.T, s *Store, w *watch, ids []model.ID) (stands []gesture) {
	var undone []gesture
	for range rapid.IntRange(1, 6).Draw(t, "spells") {
		switch rapid.IntRange(0, 7).Draw(t, "spell") {
		case 0, 1, 2:
			more := drawGestures(t, s, ids)
			stands = append(stands, more...)
			undone = nil
		case 3:
			w.skip(time.Duration(rapid.IntRange(1, 30_000).Draw(t, "minutes")) * time.Minute)
			_, err := s.Ring(context.Background())
			mustBeTold(t, err)
		case 4:
			if more := drawAmendment(t, s); more != nil {
				stands, undone = append(stands, more...), nil
			}
		case 5:
			head := s.Head()
			drawIntake(t, s)
			if rows, err := s.Log(context.Background(), 0, 1<<30, func(e *model.Entry) bool { return e.Rev > head && e.Act == model.VerbImport }); err != nil {
				t.Fatal(err)
			} else if len(rows) > 0 {
				stands, undone = append(stands, gesture{maya, rows[len(rows)-1].Group}), nil
			}
		case 6:
			if n := len(stands); n > 0 {
				last := stands[n-1]
				if _, err := s.Undo(context.Background(), last.who, last.group); err != nil {
					t.Fatalf("%s undoes %d, the newest: %v", last.who.Name, last.group, err)
				}
				stands, undone = stands[:n-1], append(undone, last)
			}
		case 7:
			if n := len(undone); n > 0 {
				last := undone[n-1]
				if _, err := s.Redo(context.Background(), last.who); err != nil {
					t.Fatalf("%s does %d again: %v", last.who.Name, last.group, err)
				}
				stands, undone = append(stands, last), undone[:n-1]
			}
		}
	}
	return stands
}

// A digest is all that a desk says of its tickets: facts, order, counters and the answers to questions. Exempt are the
// times and clocks that tell of the undos too (model.Field.Derived), what was said, which stays in timelines as taken
// back, numbers that were given out, and nouns.
type digest struct {
	facts     facts
	all, open int
	answers   map[string][]model.ID
}

// digestOf takes a digest. The answers come from columns, and must be those of the records.
func digestOf(t *rapid.T, s *Store) digest {
	ctx := context.Background()
	d := digest{facts: factsOf(t, s), answers: map[string][]model.ID{}}
	var err error
	if d.all, d.open, err = s.Size(); err != nil {
		t.Fatal(err)
	}
	if err := s.build(ctx, s.cols); err != nil { // what follows is taken up as others write
		t.Fatal(err)
	}
	env := model.Env{Names: s.Names(), Me: 1, Now: labTime}
	for _, text := range []string{"state:open", "is:snoozed", "is:major", "assignee:none", "tag:vpn sort:title", "sort:rank is:ranked", "vpn", "mail OR dns", `"so it is"`, `"carrier"`, "parent:none", "team:none"} {
		q, err := model.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.IDs(ctx, q, env)
		want := slowly(t, s, q, env)
		if err != nil || !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
			t.Fatalf("%q finds %v, the records say %v: %v", text, got, want, err)
		}
		if len(q.Sort()) == 0 {
			slices.Sort(got)
		}
		d.answers[text] = got
	}
	return d
}

func (d digest) mustEqual(t *rapid.T, want digest) {
	d.facts.mustEqual(t, want.facts)
	if d.all != want.all || d.open != want.open {
		t.Fatalf("the desk counts %d tickets, %d open, want %d and %d", d.all, d.open, want.all, want.open)
	}
	for text, got := range d.answers {
		if !slices.Equal(got, want.answers[text]) {
			t.Fatalf("%q finds %v, want %v", text, got, want.answers[text])
		}
	}
}

// termsOf gives the terms as text.
func termsOf(t *rapid.T, s *Store) string {
	text, err := json.Marshal(s.Book().Terms())
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func mustBeTerms(t *rapid.T, s *Store, want string) {
	if got := termsOf(t, s); got != want {
		t.Fatalf("the terms are\n%s\nwant\n%s", got, want)
	}
}
