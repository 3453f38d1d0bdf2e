package store

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// A pastTicket is one that a desk learns from.
type pastTicket struct {
	title string
	team  model.Ref
}

// aPast resolves so many tickets for each of two teams: one has networks, the other printers.
func aPast(t testing.TB, s *Store, each int) (network, workplace model.Ref) {
	t.Helper()
	network, workplace = noun(t, s, "Network"), noun(t, s, "Workplace")
	for range each {
		for _, one := range []pastTicket{{"VPN drops every hour", network}, {"Printer prints stripes", workplace}} {
			resolve(t, s, one)
		}
	}
	return network, workplace
}

func noun(t testing.TB, s *Store, name string) model.Ref {
	t.Helper()
	if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Teams, Name: name}); err != nil {
		t.Fatal(err)
	}
	return s.Names().Find(model.Teams, name)[0]
}

// openAsking opens a new desk that learns when it is asked, as a command does.
func openAsking(t testing.TB) *Store {
	t.Helper()
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	tick := func() time.Time { now = now.Add(time.Second); return now }
	s, err := Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), Options{Clock: tick})
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

func resolve(t testing.TB, s *Store, one pastTicket) model.ID {
	t.Helper()
	act := incident(one.title)
	act.Set = append(act.Set, model.Setting{Field: model.FieldTeam, To: model.Value{N: int64(one.team)}},
		model.Setting{Field: model.FieldCategory, To: model.Value{S: strings.ToLower(strings.Fields(one.title)[0])}})
	id := do(t, s, maya, 0, act)
	do(t, s, maya, id, model.Take{})
	do(t, s, maya, id, model.Move{To: model.StateResolved, Set: []model.Setting{
		{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "It works again."}}}})
	return id
}

func suggestFor(t testing.TB, s *Store, title string) *Suggestions {
	t.Helper()
	found, err := s.Suggest(t.Context(), Subject{Draft: &model.Ticket{Kind: model.Incident, Title: title}})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func likelyTeam(found *Suggestions) (model.Ref, Likely) {
	for _, l := range found.Likely {
		if l.Outcome == model.OutcomeTeam {
			return model.Ref(l.Best[0].Set[0].To.N), l
		}
	}
	return 0, Likely{}
}

func TestADeskSuggestsWhatItsPastSays(t *testing.T) {
	s := openAsking(t)
	if found := suggestFor(t, s, "VPN is down"); found.Learned != 0 || len(found.Likely)+len(found.Open)+len(found.Past)+len(found.Known) != 0 {
		t.Errorf("an empty desk suggests %+v", found)
	}
	network, workplace := aPast(t, s, 24)
	if found := suggestFor(t, s, "VPN is down"); found.Learned != 48 || found.Needed != 50 || len(found.Likely) != 0 {
		t.Errorf("from too little it suggests %+v", found)
	}
	last := resolve(t, s, pastTicket{"VPN drops in Lyon", network})
	twin := resolve(t, s, pastTicket{"Printer in Lyon prints stripes", workplace})
	found := suggestFor(t, s, "VPN is down")
	team, l := likelyTeam(found)
	if team != network || l.Best[0].Text != "Network" || l.Best[0].Score <= 0.5 || l.Best[0].Why[0].Word != "vpn" {
		t.Errorf("%+v", found.Likely)
	}
	if l.Tried == 0 || l.Right == 0 || l.Right > l.Tried || l.HitRate() <= 0 {
		t.Errorf("right for %d of %d", l.Right, l.Tried)
	}
	saved, err := s.Suggest(t.Context(), Subject{ID: last})
	if err != nil || len(saved.Past) != 1 || saved.Past[0].Ticket.ID != twin || saved.Past[0].Ticket.Code != "fixed" || !slices.Equal(saved.Past[0].Words, []string{"in", "lyon"}) {
		t.Errorf("of a ticket: %+v, %v", saved, err)
	}
	if again := suggestFor(t, s, "VPN is down"); !reflect.DeepEqual(again, found) {
		t.Errorf("asked again it suggests %+v, before %+v", again, found)
	}
	if _, err := s.Suggest(t.Context(), Subject{ID: 9999}); !errors.Is(err, model.ErrNotFound) {
		t.Errorf("a ticket that is not there: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Suggest(ctx, Subject{Draft: &model.Ticket{Kind: model.Incident, Title: "printer"}}); !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("ended: %v", err)
	}
}

func TestWhatIsUndoneIsUnlearned(t *testing.T) {
	s := openAsking(t)
	network, workplace := aPast(t, s, 30)
	before := suggestFor(t, s, "Coffee machine leaks")
	if team, _ := likelyTeam(before); team != 0 {
		t.Fatalf("of coffee it knows team %d", team)
	}
	for range 5 {
		resolve(t, s, pastTicket{"Coffee machine leaks", workplace})
	}
	if team, _ := likelyTeam(suggestFor(t, s, "Coffee machine leaks")); team != workplace {
		t.Errorf("what was just resolved is not known: %d", team)
	}
	for range 15 { // making, taking and resolving five
		if _, err := s.Undo(t.Context(), maya, 0); err != nil {
			t.Fatal(err)
		}
	}
	after := suggestFor(t, s, "Coffee machine leaks")
	if team, _ := likelyTeam(after); team != 0 || after.Learned != before.Learned {
		t.Errorf("after undo it still knows team %d from %d tickets", team, after.Learned)
	}
	for range 5 {
		id := resolve(t, s, pastTicket{"Projector is dark", workplace})
		do(t, s, maya, id, model.Edit{Field: model.FieldTeam, Base: model.Value{N: int64(workplace)}, To: model.Value{N: int64(network)}})
	}
	if team, _ := likelyTeam(suggestFor(t, s, "Projector is dark")); team != network {
		t.Errorf("the team was corrected, and it still suggests %d", team)
	}
	fresh := newTutor(s, false)
	if err := fresh.teach(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"VPN", "printer", "projector coffee"} {
		subject := &model.Ticket{Kind: model.Incident, Title: title}
		for o := range model.Outcomes {
			was, is := s.tutor.learner.Guess(subject, model.Outcome(o), 3), fresh.learner.Guess(subject, model.Outcome(o), 3)
			for i := range was {
				was[i].Score, is[i].Score = 0, 0 // other tickets were examined
			}
			if !reflect.DeepEqual(was, is) {
				t.Errorf("learned bit by bit %+v, at once %+v", was, is)
			}
		}
	}
}

func aProblem(title, symptom, workaround string, known bool) model.Create {
	act := model.Create{Kind: model.Problem, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: title}},
		{Field: model.FieldSymptom, To: model.Value{S: symptom}}, {Field: model.FieldWorkaround, To: model.Value{S: workaround}}}}
	if known {
		act.Set = append(act.Set, model.Setting{Field: model.FieldKnownError, To: model.Value{N: 1}})
	}
	return act
}

func TestAKnownErrorIsFoundByItsSymptom(t *testing.T) {
	s := openAsking(t)
	aPast(t, s, 5)
	known := do(t, s, maya, 0, aProblem("Licence pool exhausted", "The client says error 809 and hangs", "Choose the second gateway", true))
	do(t, s, maya, 0, aProblem("Something else", "The client says error 809 too", "None", false))
	other := do(t, s, maya, 0, incident("Error 809 when the client starts"))
	found := suggestFor(t, s, "Client shows error 809")
	if len(found.Known) != 1 || found.Known[0].Ticket.ID != known || found.Known[0].Ticket.Workaround != "Choose the second gateway" {
		t.Fatalf("%+v", found.Known)
	}
	if words := found.Known[0].Words; !slices.Contains(words, "809") || !slices.Contains(words, "client") {
		t.Errorf("they share %v", words)
	}
	if len(found.Open) != 2 || found.Open[0].Ticket.ID != other {
		t.Errorf("open are %+v", found.Open)
	}
	if found := suggestFor(t, s, "second gateway"); len(found.Known) != 1 {
		t.Errorf("by its workaround: %+v", found.Known)
	}
	do(t, s, maya, known, model.Edit{Field: model.FieldKnownError, Base: model.Value{N: 1}})
	if found := suggestFor(t, s, "Client shows error 809"); len(found.Known) != 0 || len(found.Open) != 3 {
		t.Errorf("it is no known error any more: %+v", found.Known)
	}
}

func TestAnEvaluationIsOfTheNewerFifth(t *testing.T) {
	s := openAsking(t)
	if trials, err := s.Evaluate(t.Context(), false); err != nil || trials[model.OutcomeTeam].Tried != 0 {
		t.Errorf("an empty desk: %+v, %v", trials, err)
	}
	aPast(t, s, 20)
	for _, alone := range []bool{false, true} {
		trials, err := s.Evaluate(t.Context(), alone)
		want := Trial{Outcome: model.OutcomeTeam, Learned: 32, Tried: 8, Classes: 2, First: 8, Three: 8, Common: 4, ThreeCommon: 8}
		if err != nil || trials[model.OutcomeTeam] != want {
			t.Errorf("words alone %v: %+v, %v, want %+v", alone, trials[model.OutcomeTeam], err, want)
		}
	}
}

func TestALastingDeskLearnsInTheBackground(t *testing.T) {
	s := openAsking(t)
	network, _ := aPast(t, s, 40)
	s.tutor.behind = true
	s.tutor.learner = nil
	if found := suggestFor(t, s, "VPN is down"); !found.Learning || len(found.Likely) != 0 {
		t.Errorf("while it learns: %+v", found)
	}
	if err := s.tutor.teach(t.Context()); err != nil {
		t.Fatal(err)
	}
	if team, _ := likelyTeam(suggestFor(t, s, "VPN is down")); team != network {
		t.Errorf("team %d", team)
	}
}

// A question between the commit of a write and its announcement finds the head behind what was learned.
func TestBeingAheadOfTheHeadIsNoReasonToLearnAllAnew(t *testing.T) {
	s := openAsking(t)
	aPast(t, s, 30)
	if _, err := s.Suggest(t.Context(), Subject{Draft: &model.Ticket{Kind: model.Incident, Title: "VPN drops"}}); err != nil {
		t.Fatal(err)
	}
	u := s.tutor
	u.upto = s.Head() + 3
	learned := u.learner
	if u.lag() != 0 {
		t.Errorf("it lags behind by %d", u.lag())
	}
	if err := u.teach(t.Context()); err != nil || u.learner != learned {
		t.Errorf("all is learned anew: %v", err)
	}
}
