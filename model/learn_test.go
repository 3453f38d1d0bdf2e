package model

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func doneTicket(id ID, title string, team Ref, category string) *Ticket {
	return &Ticket{ID: id, Kind: Incident, State: StateClosed, Title: title, Team: team, Category: category}
}

// taught is a learner of two teams: one has networks, the other printers.
func taught() *Learner {
	l := NewLearner(1000)
	titles := []string{"VPN drops every hour", "VPN certificate is old", "Printer jams", "Printer prints grey stripes", "VPN is slow", "Toner of the printer is empty"}
	teams := []Ref{7, 7, 8, 8, 7, 8}
	for i := range 60 {
		l.Learn(doneTicket(ID(i+1), titles[i%6], teams[i%6], "hardware"))
	}
	return l
}

func TestWordsThatOneTeamHasLeadToIt(t *testing.T) {
	l := taught()
	for text, want := range map[string]Ref{"the VPN drops": 7, "a PRINTER is grey": 8, "toner": 8} {
		got := l.Guess(&Ticket{Kind: Incident, Title: text}, OutcomeTeam, 3)
		if len(got) == 0 || got[0].Set[0] != (Setting{Field: FieldTeam, To: Value{N: int64(want)}}) {
			t.Errorf("%q: %+v, want team %d", text, got, want)
		}
	}
	why := l.Guess(&Ticket{Kind: Incident, Title: "the VPN drops"}, OutcomeTeam, 1)[0].Why
	if len(why) == 0 || why[0].Word != "vpn" || why[0].Times < 2 {
		t.Errorf("the reasons are %+v, want vpn first", why)
	}
	if got := l.Guess(&Ticket{Kind: Incident, Title: "zzz qqq"}, OutcomeTeam, 3); len(got) != 0 {
		t.Errorf("words that nobody knows lead to %+v", got)
	}
	if got := l.Guess(&Ticket{Kind: Incident, Title: "the VPN drops"}, OutcomeService, 3); len(got) != 0 {
		t.Errorf("no ticket has a service, and %+v is suggested", got)
	}
}

// complement weighs a class as the formula of Rennie et al. is written, from the tickets themselves.
func complement(all []*Ticket, t *Ticket, o Outcome, class [2]Value) float64 {
	vocabulary := map[clue]bool{}
	everywhere, elsewhere := map[clue]float64{}, map[clue]float64{}
	sum, sumElsewhere := 0.0, 0.0
	for _, one := range all {
		value, ok := o.Of(one)
		if !ok {
			continue
		}
		for _, c := range cluesOf(one) {
			if !c.clue.tells(o) {
				continue
			}
			weight := float64(grains(c.weight)) / grain
			vocabulary[c.clue] = true
			everywhere[c.clue] += weight
			sum += weight
			if value != class {
				elsewhere[c.clue] += weight
				sumElsewhere += weight
			}
		}
	}
	n, total := float64(len(vocabulary)), 0.0
	for _, c := range cluesOf(t) {
		if vocabulary[c.clue] {
			total += c.weight * (math.Log((everywhere[c.clue]+1)/(sum+n)) - math.Log((elsewhere[c.clue]+1)/(sumElsewhere+n)))
		}
	}
	return total
}

func TestAGuessWeighsWhatTheFormulaSaysAndItsReasonsAddUpToIt(t *testing.T) {
	words := []string{"vpn", "printer", "mail", "slow", "down", "the", "again"}
	rapid.Check(t, func(t *rapid.T) {
		draw := func(id ID) *Ticket {
			title := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 6).Draw(t, "title"), " ")
			one := doneTicket(id, title, Ref(rapid.IntRange(0, 3).Draw(t, "team")), rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "category"))
			one.Service = Ref(rapid.IntRange(0, 2).Draw(t, "service"))
			return one
		}
		l := NewLearner(100)
		var all []*Ticket
		for id := range ID(rapid.IntRange(0, 12).Draw(t, "tickets")) {
			all = append(all, draw(id+1))
			l.Learn(all[id])
		}
		subject := draw(99)
		for o := range outcomeCount {
			terms := l.terms(subject, o)
			weights := l.weigh(terms, o)
			for value, n := range l.ledgers[o].classes {
				if want := complement(all, subject, o, value); math.Abs(weights[n]-want) > 1e-9 {
					t.Fatalf("%s %v weighs %g, want %g", o, value, weights[n], want)
				}
				sum := 0.0
				for _, e := range l.evidence(terms, o, n) {
					sum += e.Weight
				}
				if math.Abs(sum-weights[n]) > 1e-9 {
					t.Fatalf("the reasons for %s %v add up to %g, not to %g", o, value, sum, weights[n])
				}
			}
			scores := 0.0
			for _, g := range l.Guess(subject, o, 99) {
				scores += g.Score
			}
			if scores > 1+1e-9 {
				t.Fatalf("the scores of %s add up to %g", o, scores)
			}
		}
	})
}

func TestWhatIsForgottenWasNeverLearned(t *testing.T) {
	l, want := taught(), taught()
	strange := doneTicket(500, "Coffee machine of the VPN team leaks", 9, "kitchen")
	l.Learn(strange)
	strange.Team = 10
	l.Learn(strange) // what it was before counts no more
	if l.Classes(OutcomeTeam) != 3 {
		t.Errorf("%d teams are known, want 3", l.Classes(OutcomeTeam))
	}
	strange.State = StateInProgress // it was reopened
	l.Learn(strange)
	mustKnowTheSame(t, l, want)
	for id := ID(1); id <= 60; id++ {
		l.Forget(id)
	}
	if l.Count() != 0 || len(l.known) != 0 || l.ledgers[OutcomeTeam].total != 0 || l.ledgers[OutcomeTeam].clues != 0 {
		t.Errorf("all is forgotten, and there is still %d, %d, %+v", l.Count(), len(l.known), l.ledgers[OutcomeTeam])
	}
}

func mustKnowTheSame(t *testing.T, l, want *Learner) {
	t.Helper()
	if l.Count() != want.Count() || len(l.known) != len(want.known) {
		t.Errorf("%d tickets and %d clues are known, want %d and %d", l.Count(), len(l.known), want.Count(), len(want.known))
	}
	for _, title := range []string{"VPN leaks", "printer", "coffee VPN printer"} {
		subject := &Ticket{Kind: Incident, Title: title}
		for o := range outcomeCount {
			if got, want := l.Guess(subject, o, 9), want.Guess(subject, o, 9); !reflect.DeepEqual(got, want) {
				t.Errorf("%s of %q: %+v, want %+v", o, title, got, want)
			}
		}
	}
}

func TestALearnerKnowsWhetherATicketChanged(t *testing.T) {
	l := taught()
	one := doneTicket(1, "VPN drops every hour", 7, "hardware")
	if !l.Knows(one) {
		t.Error("a ticket that did not change is not known")
	}
	for what, change := range map[string]func(*Ticket){
		"team": func(t *Ticket) { t.Team = 8 }, "title": func(t *Ticket) { t.Title = "VPN drops every day" }, "state": func(t *Ticket) { t.State = StateNew },
		"fewer words": func(t *Ticket) { t.Title = "VPN drops" }, "service": func(t *Ticket) { t.Service = 3 }, "undone": func(t *Ticket) { t.Kind = NoKind },
	} {
		other := one.Clone()
		change(other)
		if l.Knows(other) {
			t.Errorf("a change of %s is not seen", what)
		}
	}
	if l.Knows(doneTicket(99, "new", 7, "")) || !l.Knows(&Ticket{ID: 99, Kind: Incident, State: StateNew}) {
		t.Error("a ticket that was never learned is known, or one that is open has to be")
	}
}

func TestOnlyWhatIsDoneTeaches(t *testing.T) {
	for state, want := range map[State]bool{StateNew: false, StateInProgress: false, StateResolved: true, StateClosed: true, StateFulfilled: true,
		StateCanceled: false, StateMerged: false, StateRejected: false, StateDeclined: false} {
		if got := Teaches(&Ticket{Kind: Incident, State: state}); got != want {
			t.Errorf("%s teaches: %v, want %v", state, got, want)
		}
	}
	if Teaches(&Ticket{State: StateClosed}) {
		t.Error("a ticket that was taken back teaches")
	}
}

func TestAnOutcomeIsNoReasonForItself(t *testing.T) {
	l := NewLearner(100)
	for id := ID(1); id <= 20; id++ {
		one := doneTicket(id, "vpn", 7, "network")
		if id%2 == 0 {
			one = doneTicket(id, "mail", 8, "software")
		}
		one.Service, one.Subcategory = one.Team, one.Category
		one.Impact, one.Urgency = Level(1+id%2), 2
		l.Learn(one)
	}
	full := doneTicket(0, "vpn", 7, "network")
	full.Service, full.Subcategory, full.Impact, full.Urgency = 7, "network", 1, 2
	for o := range outcomeCount {
		guesses := l.Guess(full, o, 1)
		if len(guesses) == 0 || len(guesses[0].Why) == 0 {
			t.Fatalf("%s: nothing is suggested: %+v", o, guesses)
		}
		for _, e := range guesses[0].Why {
			if slices.Contains(Outcomes[o].Fields, e.Field) || o == OutcomeCategory && e.Field == FieldSubcategory {
				t.Errorf("%s follows from itself: %+v", o, e)
			}
		}
	}
}

func TestTheOldestIsForgottenBeyondTheLimit(t *testing.T) {
	l := NewLearner(10)
	for id := ID(1); id <= 200; id++ {
		l.Learn(doneTicket(id, fmt.Sprintf("word%d", id), 7, ""))
		if id%3 == 0 {
			l.Learn(doneTicket(id, fmt.Sprintf("other%d", id), 7, ""))
		}
	}
	if l.Count() != 10 || len(l.known) != 11 || len(l.order) > 100 {
		t.Errorf("%d tickets, %d clues and %d turns are kept", l.Count(), len(l.known), len(l.order))
	}
	if _, ok := l.lessons[200]; !ok {
		t.Error("the newest is forgotten")
	}
}

func TestRareWordsGoWhenThereAreTooMany(t *testing.T) {
	l := NewLearner(1000)
	for id := ID(1); id <= 700; id++ {
		var words strings.Builder
		for i := range 150 {
			fmt.Fprintf(&words, "w%dx%d ", id, i)
		}
		l.Learn(doneTicket(id, "common "+words.String(), Ref(1+id%2), ""))
	}
	if len(l.known) > maxClues {
		t.Errorf("%d clues are known", len(l.known))
	}
	if _, ok := l.known[clue{text: "common"}]; !ok {
		t.Error("a word of every ticket was let go")
	}
	for id := ID(1); id <= 700; id++ {
		l.Forget(id)
	}
	if g := l.ledgers[OutcomeTeam]; len(l.known) != 0 || g.total != 0 || g.clues != 0 || len(g.classes) != 0 {
		t.Errorf("behind all there are still %d clues, %d grains, %d words, %d classes", len(l.known), g.total, g.clues, len(g.classes))
	}
}

func TestHostileTicketsAreLearnedWithinBounds(t *testing.T) {
	l := NewLearner(20_000)
	for i, text := range []string{"", "\x00\xff\xfe", strings.Repeat("a", 1<<16), strings.Repeat("x y z \x1b[2J ", 5000), "‮ＶＰＮ 日本語 ﷽", "NaN ' OR 1=1 --"} {
		one := doneTicket(ID(i+1), text, 7, text)
		one.Description = text
		l.Examine(one)
		l.Learn(one)
		if !l.Knows(one) {
			t.Errorf("%.20q is not known", text)
		}
		for _, g := range l.Guess(one, OutcomeCategory, 3) {
			if math.IsNaN(g.Score) || math.IsInf(g.Weight, 0) {
				t.Errorf("%.20q: %+v", text, g)
			}
		}
	}
	for id := ID(100); id < 100+2*maxClasses; id++ {
		l.Learn(doneTicket(id, "vpn", 7, fmt.Sprint("category ", id)))
	}
	if got := l.Classes(OutcomeCategory); got > maxClasses {
		t.Errorf("%d categories are known", got)
	}
	if l.Count() != 2*maxClasses+6 {
		t.Errorf("%d tickets were learned", l.Count())
	}
}

func TestTheRecordIsOfGuessesThatKnewOnlyThePast(t *testing.T) {
	l := NewLearner(1000)
	learn := func(id ID, title string, team Ref) {
		one := doneTicket(id, title, team, "")
		l.Examine(one)
		l.Learn(one)
		l.Examine(one) // what was learned is not asked
	}
	learn(1, "vpn", 7)     // nothing was known
	learn(2, "vpn", 7)     // right
	learn(3, "printer", 8) // a team that nobody had seen
	learn(4, "printer", 8) // right
	learn(5, "vpn", 8)     // wrong
	if right, tried := l.Record(OutcomeTeam); right != 2 || tried != 5 {
		t.Errorf("right for %d of %d, want 2 of 5", right, tried)
	}
	l.Forget(4)
	if right, tried := l.Record(OutcomeTeam); right != 1 || tried != 4 {
		t.Errorf("without one of them right for %d of %d, want 1 of 4", right, tried)
	}
	for id := ID(10); id < 10+examined+50; id++ {
		learn(id, "vpn", 7)
	}
	if _, tried := l.Record(OutcomeTeam); tried != examined {
		t.Errorf("the record is of the last %d", tried)
	}
}
