package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// A cast is the tickets that the cases of undo work with.
type cast struct {
	id, other, child model.ID // incidents
	item, top        model.ID // of the backlog
}

// An undoCase says of one verb how it is done, and which later change bars its way back. A new verb gets a row here.
type undoCase struct {
	verb model.Verb
	on   func(cast) model.ID // the incident if nil
	// before makes the ticket ready, act is what is taken back.
	before []model.Act
	act    func(cast) model.Act
	// later is done by somebody else, to the same ticket unless another is named; it bars the undo, whose refusal names the
	// field, or does not where field is empty.
	later   []func(cast) model.Act
	laterOn func(cast) model.ID
	field   string
}

// aNew is what an act is about that makes its ticket.
func aNew(cast) model.ID { return 0 }

// daysOn gives an instant so many days behind the day of the cases.
func daysOn(n int) model.Instant { return model.At(labTime.AddDate(0, 0, n)) }

func just(act model.Act) func(cast) model.Act { return func(cast) model.Act { return act } }

func setting(no uint8, from, to string) model.Edit {
	return model.Edit{Field: no, Base: model.Value{S: from}, To: model.Value{S: to}}
}

func solved() model.Move {
	return model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "restarted"}}}}
}

var undoCases = []undoCase{
	{verb: model.VerbEdit, act: just(setting(model.FieldCategory, "", "network")), later: []func(cast) model.Act{just(setting(model.FieldCategory, "network", "access"))}, field: "Category"},
	{verb: model.VerbAssign, act: just(model.Assign{To: 1}), later: []func(cast) model.Act{just(model.Assign{})}, field: "Assignee"},
	{verb: model.VerbTake, act: just(model.Take{}), later: []func(cast) model.Act{just(model.Take{})}, field: "Assignee"},
	{verb: model.VerbMove, before: []model.Act{model.Take{}}, act: just(model.Move{To: model.StateInProgress}), later: []func(cast) model.Act{just(solved())}, field: "State"},
	{verb: model.VerbMove, before: []model.Act{model.Take{}, model.Move{To: model.StateInProgress}}, act: just(solved()),
		later: []func(cast) model.Act{just(model.Move{To: model.StateInProgress, Why: "again", Comment: "it is down again"})}, field: "Resolution note"},
	{verb: model.VerbComment, act: just(model.Comment{Text: "we are on it"}), later: []func(cast) model.Act{just(model.Comment{Text: "me too"})}},
	{verb: model.VerbNote, act: just(model.Note{Text: "looks like the token server"}), later: []func(cast) model.Act{just(model.Note{Text: "no"})}},
	{verb: model.VerbLink, act: func(c cast) model.Act { return model.LinkTo{Rel: model.Blocks, To: c.other} },
		later: []func(cast) model.Act{func(c cast) model.Act { return model.LinkTo{Rel: model.Relates, To: c.other} }}},
	{verb: model.VerbUnlink, before: []model.Act{model.LinkTo{Rel: model.Relates, To: 2}}, act: func(c cast) model.Act { return model.Unlink{Rel: model.Relates, To: c.other} },
		later: []func(cast) model.Act{func(c cast) model.Act { return model.LinkTo{Rel: model.Blocks, To: c.other} }}},
	{verb: model.VerbTag, act: just(model.Tag{Add: []string{"vpn"}}), later: []func(cast) model.Act{just(model.Tag{Add: []string{"lisbon"}})}},
	{verb: model.VerbPrioritise, act: just(model.Prioritise{Impact: 1, Urgency: 2}), later: []func(cast) model.Act{just(model.Prioritise{Impact: 3, Urgency: 3})}, field: "Priority"},
	{verb: model.VerbRank, on: func(c cast) model.ID { return c.item }, act: just(model.RankAt{Top: true}), later: []func(cast) model.Act{just(model.RankAt{Bottom: true})}, field: "Rank"},
	{verb: model.VerbWatch, act: just(model.Watch{}), later: []func(cast) model.Act{just(model.Watch{})}},
	{verb: model.VerbDeclare, before: []model.Act{model.Take{}}, act: just(model.Declare{Why: "all of Lisbon"}), later: []func(cast) model.Act{just(model.Declare{Off: true, Why: "just one floor"})}, field: "Major incident"},
	{verb: model.VerbMerge, before: []model.Act{model.LinkTo{Rel: model.ParentOf, To: 6}}, act: func(c cast) model.Act { return model.Merge{Into: c.other, Why: "the same outage"} },
		laterOn: func(c cast) model.ID { return c.child }, later: []func(cast) model.Act{func(c cast) model.Act { return model.Unlink{Rel: model.ChildOf, To: c.other} }}, field: "Parent"},
	{verb: model.VerbMerge, act: func(c cast) model.Act { return model.Merge{Into: c.other} }, laterOn: func(c cast) model.ID { return c.other }, later: []func(cast) model.Act{just(model.Take{}), just(solved())}},
	{verb: model.VerbSplit, on: aNew, act: func(c cast) model.Act {
		return model.Split{From: c.id, What: "the note", Create: incident("Two faults")}
	},
		later: []func(cast) model.Act{just(model.Take{})}, field: "was worked on: " + omar.Name + " took it"},
	{verb: model.VerbPropose, act: just(model.Propose{Why: "all of Lisbon"}), later: []func(cast) model.Act{just(model.Reject{Why: "one floor"})}, field: "Proposed"},
	{verb: model.VerbReject, before: []model.Act{model.Propose{Why: "all of Lisbon"}}, act: just(model.Reject{Why: "one floor"}),
		later: []func(cast) model.Act{just(model.Propose{Why: "all of Porto too"})}, field: "Proposed"},
	{verb: model.VerbInform, before: []model.Act{model.Declare{Why: "all of Lisbon"}}, act: just(model.Inform{Text: "The carrier is on site.", Next: daysOn(9)}),
		later: []func(cast) model.Act{just(model.Inform{Text: "It is over."})}, field: "Next update"},
	{verb: model.VerbSnooze, act: just(model.Snooze{Until: daysOn(9)}), later: []func(cast) model.Act{just(model.Snooze{Until: daysOn(20)})}, field: "Put aside"},
	{verb: model.VerbSnooze, act: just(model.Snooze{Until: daysOn(9)}), later: []func(cast) model.Act{just(model.Wake{})}}, // it is where the undo takes it
	{verb: model.VerbWake, before: []model.Act{model.Snooze{Until: daysOn(9)}}, act: just(model.Wake{}), later: []func(cast) model.Act{just(model.Snooze{Until: daysOn(20)})}, field: "Put aside"},
	{verb: model.VerbCheck, act: just(model.Check{Add: []string{"call the carrier"}}), later: []func(cast) model.Act{just(model.Check{Tick: []uint32{1}})}, field: "Checklist"},
	{verb: model.VerbCheck, before: []model.Act{model.Check{Add: []string{"call the carrier", "tell Lisbon"}}}, act: just(model.Check{Tick: []uint32{1}}),
		later: []func(cast) model.Act{just(model.Check{Add: []string{"write it up"}, Tick: []uint32{2}})}},
	{verb: model.VerbCreate, on: aNew, act: func(c cast) model.Act {
		return model.Gather{Create: incident("Gateway down"), Children: []model.ID{c.id, c.other}}
	},
		later: []func(cast) model.Act{just(model.Take{})}, field: "was worked on: " + omar.Name + " took it"},
	{verb: model.VerbCreate, on: aNew, act: just(incident("Printer offline")), later: []func(cast) model.Act{just(model.Take{})}, field: "was worked on: " + omar.Name + " took it"},
}

// Verbs whose way back is told elsewhere, with where, and those that have none.
var undoneElsewhere = map[model.Verb]string{
	model.NoVerb: "", model.VerbAdd: "a noun stays", model.VerbDraft: "nobody but its owner sees it",
	model.VerbImport: "TestAnImportIsUndoneAsAWholeAndComesAgain", model.VerbUndo: "TestUndoingAllOfItRestoresEveryFactAndRedoingBringsItBack",
	model.VerbRedo: "as undo", model.VerbAmend: "TestAnAmendmentSomebodyBuiltOnNamesThem", model.VerbRemind: "TestRulesActOnceEachIsToldByItsNameAndCanBeTakenBack",
	model.VerbNotify: "as remind", model.VerbWarn: "a clock's word stands", model.VerbBreach: "a clock's word stands",
}

func TestEveryVerbHasItsWayBackInTheTable(t *testing.T) {
	known := map[model.Verb]bool{}
	for _, c := range undoCases {
		if got := c.act(cast{id: 1, other: 2}).Verb(); got != c.verb {
			t.Errorf("the case of %s does %s", c.verb, got)
		}
		known[c.verb] = true
	}
	for v := range undoneElsewhere {
		known[v] = true
	}
	for v := range model.Verbs {
		if !known[model.Verb(v)] {
			t.Errorf("%s has no case", model.Verb(v))
		}
	}
}

// stage sets a case up on a desk with the usual terms, does the act as Maya, and lets days pass in which others work.
func (c undoCase) stage(t *testing.T) (s *Store, on model.ID, group model.Revision, before, after facts, cast cast) {
	t.Helper()
	s, w := promising(t, model.DefaultTerms("UTC"))
	cast.id = do(t, s, maya, 0, incident("VPN"))
	cast.other = do(t, s, omar, 0, incident("Mail"))
	cast.top, cast.item = do(t, s, ines, 0, item("Search")), do(t, s, ines, 0, item("Offline mode"))
	elsewhere := do(t, s, omar, 0, incident("DNS"))
	cast.child = do(t, s, omar, 0, incident("VPN of the second floor"))
	on = cast.id
	if c.on != nil {
		on = c.on(cast)
	}
	for _, act := range c.before {
		do(t, s, ines, on, act)
	}
	before = factsOf(t, s)
	r := write(t, s, Write{Who: maya, Commands: []Command{{on, c.act(cast)}}})
	on, group = r.Done[0].ID, r.Group
	after = factsOf(t, s)
	w.skip(3 * 24 * time.Hour)
	ring(t, s)
	do(t, s, omar, elsewhere, model.Take{})
	do(t, s, omar, elsewhere, model.Comment{Text: "the resolver was restarted"})
	for _, f := range []facts{before, after} {
		f.tickets[elsewhere] = get(t, s, elsewhere)
	}
	return s, on, group, before, after, cast
}

func TestEveryVerbIsUndoneDaysLaterAndDoneAgain(t *testing.T) {
	for _, c := range undoCases {
		t.Run(c.verb.String(), func(t *testing.T) {
			s, on, group, before, after, _ := c.stage(t)
			if _, err := s.Undo(context.Background(), maya, group); err != nil {
				t.Fatal(err)
			}
			factsOf(t, s).mustEqual(t, before)
			if before.tickets[on] != nil {
				_, moments, err := s.Timeline(on)
				i := slices.IndexFunc(moments, func(m model.Moment) bool { return m.Group == group })
				if err != nil || i < 0 || !moments[i].Undone {
					t.Errorf("the timeline does not show it as taken back: %v", err)
				}
			}
			if _, err := s.Redo(context.Background(), maya); err != nil {
				t.Fatal(err)
			}
			factsOf(t, s).mustEqual(t, after)
			wantClean(t, s)
		})
	}
}

func TestALaterChangeOfTheSameBarsTheWayBackAndIsNamed(t *testing.T) {
	for _, c := range undoCases {
		t.Run(c.verb.String(), func(t *testing.T) {
			s, on, group, _, _, cast := c.stage(t)
			if c.laterOn != nil {
				on = c.laterOn(cast)
			}
			for _, later := range c.later {
				do(t, s, model.Actor{Name: omar.Name, Role: model.Admin}, on, later(cast))
			}
			have := factsOf(t, s)
			_, err := s.Undo(context.Background(), maya, group)
			if c.field == "" { // what others added beside it stays
				if err != nil {
					t.Fatal(err)
				}
				wantClean(t, s)
				return
			}
			if !errors.Is(err, model.ErrConflict) && !errors.Is(err, model.ErrRefused) {
				t.Fatalf("the undo says %v", err)
			}
			for _, word := range []string{c.field, omar.Name, have.tickets[on].Key()} {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("it does not say %q: %v", word, err)
				}
			}
			factsOf(t, s).mustEqual(t, have)
		})
	}
}

func TestAnAmendmentSomebodyBuiltOnNamesThem(t *testing.T) {
	s, _ := promising(t, model.DefaultTerms("UTC"))
	owner := model.Actor{Name: "Rosa Bianchi", Role: model.Admin}
	amend := func(who model.Actor, warn int) Result {
		t.Helper()
		policy := s.Book().Terms().Policies[0]
		policy.Warn.Resolution = warn
		to, err := json.Marshal(policy)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Amend(context.Background(), who, model.Amendment{Part: model.PartPolicy, Name: policy.Name, To: to})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first := amend(maya, 41)
	amend(owner, 42)
	_, err := s.Undo(context.Background(), maya, first.Group)
	if !errors.Is(err, model.ErrConflict) || !strings.Contains(err.Error(), owner.Name) || !strings.Contains(err.Error(), s.Book().Terms().Policies[0].Name) {
		t.Errorf("it says %v", err)
	}
	if _, err := s.Undo(context.Background(), owner, 0); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Undo(context.Background(), maya, first.Group); err != nil {
		t.Errorf("once that is gone, it says %v", err)
	}
}
