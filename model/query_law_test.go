package model

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// A meant is a piece of a query with what it means, worked out without the parser.
type meant struct {
	text string
	met  func(*Ticket) bool
}

// leaves are conditions whose meaning is plain.
var leaves = []meant{
	{"state:open", func(t *Ticket) bool { return t.Open() }},
	{"state:new,on-hold", func(t *Ticket) bool { return t.State == StateNew || t.State == StateOnHold }},
	{"state!:closed", func(t *Ticket) bool { return t.State != StateClosed }},
	{"priority<=2", func(t *Ticket) bool { return t.Priority == 1 || t.Priority == 2 }},
	{"priority>3", func(t *Ticket) bool { return t.Priority > 3 }},
	{"priority:none", func(t *Ticket) bool { return t.Priority == 0 }},
	{"reopened<2", func(t *Ticket) bool { return t.Reopened < 2 }},
	{"assignee:me", func(t *Ticket) bool { return t.Assignee == 1 }},
	{"team:none,network", func(t *Ticket) bool { return t.Team <= 1 }},
	{"due<1h", func(t *Ticket) bool { return t.Due != 0 && t.Due < ago(-3600e9) }},
	{"due:breached", func(t *Ticket) bool { return t.Due != 0 && t.Due < At(deskNow) && t.Open() }},
	{"created>2d", func(t *Ticket) bool { return t.Created > ago(48*3600e9) }},
	{"number:3..5,9", func(t *Ticket) bool { return t.ID >= 3 && t.ID <= 5 || t.ID == 9 }},
	{"tag:a", func(t *Ticket) bool { return strings.Contains(strings.Join(t.Tags, ""), "a") }},
	{"vpn", func(t *Ticket) bool { return strings.HasPrefix(t.Title, "vpn") }},
}

func drawTicket(t *rapid.T) *Ticket {
	small := func(name string, n int) int { return rapid.IntRange(0, n).Draw(t, name) }
	k := &Ticket{ID: ID(small("id", 10)), Kind: Incident, State: State(small("state", len(States)-1)), Priority: Priority(small("priority", 5)),
		Assignee: Ref(small("assignee", 3)), Team: Ref(small("team", 3)), Reopened: uint32(small("reopened", 3)),
		Tags: []string{"a", "b"}[small("tag", 2):], Title: []string{"vpn", "vpngate", "x vpm", ""}[small("title", 3)]}
	k.Due = []Instant{0, ago(3600e9), ago(-1800e9), ago(-7200e9)}[small("due", 3)]
	k.Created = []Instant{0, ago(3600e9), ago(72 * 3600e9)}[small("created", 2)]
	return k
}

// drawMeant draws a query and works out its meaning by the precedence of the manual: NOT, AND, OR.
func drawMeant(t *rapid.T, depth int) meant {
	any := drawConjunction(t, depth)
	for range rapid.IntRange(0, 2).Draw(t, "or") {
		a, b := any, drawConjunction(t, depth)
		any = meant{a.text + " OR " + b.text, func(k *Ticket) bool { return a.met(k) || b.met(k) }}
	}
	return any
}

func drawConjunction(t *rapid.T, depth int) meant {
	all := drawNegation(t, depth)
	for range rapid.IntRange(0, 2).Draw(t, "and") {
		a, b := all, drawNegation(t, depth)
		blank := rapid.SampledFrom([]string{" ", "  ", " AND "}).Draw(t, "blank")
		all = meant{a.text + blank + b.text, func(k *Ticket) bool { return a.met(k) && b.met(k) }}
	}
	return all
}

func drawNegation(t *rapid.T, depth int) meant {
	part := rapid.SampledFrom(leaves).Draw(t, "leaf")
	if depth > 0 && rapid.Bool().Draw(t, "group") {
		inner := drawMeant(t, depth-1)
		part = meant{"(" + inner.text + ")", inner.met}
	}
	if sign := rapid.SampledFrom([]string{"", "-", "NOT ", "NOT -"}).Draw(t, "sign"); sign == "-" || sign == "NOT " {
		return meant{sign + part.text, func(k *Ticket) bool { return !part.met(k) }}
	} else {
		return meant{sign + part.text, part.met}
	}
}

func TestAQueryTakesWhatItsPartsSayByPrecedence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawMeant(t, 2)
		q, err := ParseQuery(m.text)
		var e *QueryError
		if len(m.text) > maxQuery || errors.As(err, &e) && strings.Contains(e.Problem, "bytes") {
			t.Skip("too long")
		}
		if err != nil {
			t.Fatalf("%s: %v", m.text, err)
		}
		again, err := ParseQuery(q.String())
		if err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%s prints %s, which is another query: %v", m.text, q, err)
		}
		f := q.Bind(deskEnv)
		for range 5 {
			k := drawTicket(t)
			if f.Match(k) != m.met(k) {
				t.Fatalf("%s (%s) takes %+v: %v", m.text, q, k, f.Match(k))
			}
		}
	})
}

func TestQueriesJoinedTakeWhatBothTake(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, k := rapid.SampledFrom(leaves).Draw(t, "a"), rapid.SampledFrom(leaves).Draw(t, "b"), drawTicket(t)
		qa, _ := ParseQuery(a.text + " OR " + b.text)
		qb, _ := ParseQuery("-" + b.text)
		if got := And(qa, qb).Bind(deskEnv).Match(k); got != ((a.met(k) || b.met(k)) && !b.met(k)) {
			t.Fatalf("%s takes %+v: %v", And(qa, qb), k, got)
		}
	})
}

func FuzzQuery(f *testing.F) {
	for _, s := range []string{exampleLine, `-(a OR "b c"*) NOT x`, `category:"a\"b\\"*,none title:*`, "created:1h..2026-11-24 sort:-due,title",
		"prio:p1 number:INC-3..9 link:blocks:7 has:tags", "(((", `"`, "a:", "state:", "東京都 \xff\x00 ß́", `team:"me",me,"a, b"*`, "C:\\x --", "x<=<"} {
		f.Add(s, 3)
	}
	values := func(*Field) []Candidate { return []Candidate{{Text: `a "b`, Count: 2}, {Text: "none"}} }
	f.Fuzz(func(t *testing.T, s string, cursor int) {
		if from, all := Complete(s, cursor, values); from < 0 || from > utf8.RuneCountInString(s) || len(all) > maxCandidates {
			t.Fatalf("Complete(%q, %d) = %d, %d candidates", s, cursor, from, len(all))
		}
		q, err := ParseQuery(s)
		if err != nil {
			var e *QueryError
			if !errors.As(err, &e) || e.Column < 1 || e.Column > utf8.RuneCountInString(s)+1 || e.Problem == "" || e.Hint == "" {
				t.Fatalf("ParseQuery(%q): %#v", s, err)
			}
			return
		}
		again, err := ParseQuery(q.String())
		if err != nil || !reflect.DeepEqual(again, q) || again.String() != q.String() {
			t.Fatalf("%q prints %q, read back as %q: %v", s, q, again, err)
		}
		k := deskTicket()
		if q.Bind(deskEnv).Match(k) != again.Bind(deskEnv).Match(k) {
			t.Fatalf("%q and %q take different tickets", s, q)
		}
		_, _ = q.Words(), q.Fixed()
	})
}

func TestMatchingOnFixedFactsAllocatesNothing(t *testing.T) {
	q := mustParse(t, "state:open,resolved team:network,messaging priority<=2 assignee:me,none due:breached OR is:major -phase:ended number:1..9,20..30")
	f, k := q.Bind(deskEnv), deskTicket()
	if n := testing.AllocsPerRun(100, func() { f.Match(k) }); !q.Fixed() || n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	tickets := make([]Ticket, 4096)
	for i := range tickets {
		tickets[i] = *deskTicket()
		tickets[i].State, tickets[i].Team, tickets[i].Priority = State(1+i%6), Ref(i%5), Priority(1+i%5)
	}
	for _, s := range []string{"state:open", "state:open team:network,messaging priority<=2 due<1h", "state:open -(priority>3 OR assignee:none)", "vpn", `"gateway busy" tag:noise`} {
		f := mustParse(b, s).Bind(deskEnv)
		b.Run(fmt.Sprintf("%q", s), func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				f.Match(&tickets[i%len(tickets)])
			}
		})
	}
}
