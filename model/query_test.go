package model

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// A roll is the nouns of a desk under test, by name; their numbers count from 1.
type roll map[Table][]string

func (r roll) Name(table Table, n Ref) string {
	if n == 0 || int(n) > len(r[table]) {
		return ""
	}
	return r[table][n-1]
}

func (r roll) Find(table Table, written string) (found []Ref) {
	written = FoldName(written)
	for i, name := range r[table] {
		if FoldName(name) == written {
			return []Ref{Ref(i + 1)}
		}
		if NameMeans(FoldName(name), written) {
			found = append(found, Ref(i+1))
		}
	}
	return found
}

var (
	deskRoll = roll{
		People:   {"maya", "omar", "Jun Ito", "me"},
		Teams:    {"Network", "Network Core", "Messaging", "Group 70"},
		Services: {"Mail", "Chat", "Remote access"},
		Products: {"Portal"},
	}
	deskNow = time.Date(2026, 11, 24, 14, 32, 0, 0, time.FixedZone("", 3600))
	deskEnv = Env{Names: deskRoll, Me: 1, Now: deskNow}
)

func ago(d time.Duration) Instant { return At(deskNow.Add(-d)) }

func deskTicket() *Ticket {
	return &Ticket{
		ID: 10421, Kind: Incident, State: StateNew, Title: "VPN gateway refuses all logins",
		Description: "Since 14:20 every login ends in “gateway busy”.", Impact: 1, Urgency: 2, Priority: 2, Major: true,
		Requester: 2, Assignee: 1, Team: 1, Service: 1, Watchers: []Ref{3, 1},
		Category: "Network", Subcategory: "Remote Access", Tags: []string{"noise", "vpn-eu"}, Channel: "phone",
		Created: ago(90 * time.Minute), Updated: ago(time.Minute), Due: ago(-30 * time.Minute),
		Parent: 12, Links: []Link{{Blocks, 7}, {Relates, 12}}, Source: "servicenow", SourceID: "INC0010001",
	}
}

func mustParse(t testing.TB, s string) Query {
	t.Helper()
	q, err := ParseQuery(s)
	if err != nil {
		t.Fatalf("ParseQuery(%q): %v", s, err)
	}
	return q
}

const exampleLine = `state:open team:network,messaging priority<=2 assignee:me -tag:noise due<1h created>=2026-11-01 "gateway busy" vpn (service:mail OR service:chat) sort:due`

func TestTheExampleOfTheManualIsReadAndPrintsAsItIsWritten(t *testing.T) {
	q := mustParse(t, exampleLine)
	if q.String() != exampleLine {
		t.Errorf("prints %s", q)
	}
	if got := q.Words(); !slices.Equal(got, []string{"gateway", "busy", "vpn"}) {
		t.Errorf("looks for %q", got)
	}
	k := deskTicket()
	if q.Bind(deskEnv).Match(k) {
		t.Error("takes a ticket with the excluded tag")
	}
	k.Tags = nil
	if !q.Bind(deskEnv).Match(k) {
		t.Error("leaves out the ticket that it describes")
	}
	if s := q.Sort(); len(s) != 1 || s[0].Field.No != FieldDue || s[0].Desc {
		t.Errorf("sorts by %v", s)
	}
}

// TestAConditionTakesWhatItSays reads each query against one ticket.
func TestAConditionTakesWhatItSays(t *testing.T) {
	for query, want := range map[string]bool{
		"": true, "sort:due": true, "&": true, "-- …": true,
		"state:new": true, "state:New": true, "state:open": true, `state:"in progress"`: false, "state:closed,new": true,
		"state!:new": false, "state!=new": false, "-state:new": false, "NOT state:new": false, "NOT NOT state:new": true,
		"--state:new": true, "-(state:new priority:5)": true, "state=new": true, "state==new": true, "STATE:NEW": true,
		"kind:inc": true, "kind:INC": true, "kind:incident": true, "kind:Incident": true, `kind:"service request"`: false,
		"priority:2": true, "prio:p2": true, "priority:high": true, `priority:"p2 high"`: true, "priority:1,3": false,
		"priority<=2": true, "priority<2": false, "priority>1": true, "priority>=3": false, "priority:1..2": true,
		"priority:5..2": true, "priority:>1": true, "priority:<=1": false,
		"impact:high": true, "impact<=medium": true, "urgency:low": false, "major:yes": true, "major:no": false, "major:true": true,
		"risk<3": false, "risk:none": true, "risk:any": false,
		"team:network": true, "team:NETWORK": true, "team:net": true, "team:net*": true, "team:core": false, "team:messaging,network": true,
		`team:"Group 70"`: false, "team:none": false, "team:any": true, "product:none": true, "service:mail": true, "service:remote-access": false,
		"assignee:me": true, "assignee:maya": true, `assignee:"me"`: false, "assignee:omar": false, "requester:me": false, "caller:omar": true,
		"watcher:me": true, "watchers:jun": true, "watchers:omar": false, "watchers:any": true, "watchers:none": false,
		"category:network": true, "category:net": false, "category:net*": true, `category:"NET"*`: true, `category:"network*"`: false, "category:*": true,
		`subcategory:"remote access"`: true, "source-id:inc0010001": true, "source_id:inc001*": true, "location:none": true, `location:""`: true,
		"tag:noise": true, "tags:NOISE": true, "tag:nois": false, "tag:vpn*": true, "tag:none": false, "tag:other,noise": true,
		"title:vpn": true, "title:gate": true, "title:ateway": false, `title:"vpn gate"`: true, `title:"gateway vpn"`: false, "title:any": true,
		"description:busy": true, "note:any": false, "text:busy,absent": true, "text:absent": false,
		"number:10421": true, "number:INC-10421": true, "id:12,10421": true, "number<10421": false, "number>=10421": true, "number:10000..11000": true,
		"parent:INC-12": true, "parent:13": false, "parent:any": true, "link:12": true, "link:INC-7": true, "link:13": false,
		"link:blocks": true, "link:fixes": false, "link:blocks:7": true, "link:blocks:INC-12": false, "links:none": false,
		"reopened:0": true, "reopened<1": true, "reopened>0": false, "reopened:none": true, "size:0": true, "size<5": false, "rank:none": true,
		"is:open": true, "is:major": true, "is:watched": true, "is:unassigned": false, "is:known-error": false, "is:ranked": false, "is:ranked,major": true,
		"has:link": true, "has:parent": true, "has:tags": true, "has:resolved": false, "has:cause": false, "-has:cause": true,
		"phase:waiting": true, "phase:active,paused": false,
		"vpn": true, "VPN": true, "vp": true, "pn": false, "vpn-gateway": true, "gateway-vpn": false, `"gateway busy"`: true, `"all log"`: true,
		`"refuses logins"`: false, "INC-10421": true, "10421": true, "inc0010001": true, "remote": true, "noise": true, "vpn-eu": true, "eu": true,
		"vpn busy": true, "vpn absent": false, "vpn OR absent": true, "absent OR vpn busy": true, "(absent OR vpn) absent": false,
		"absent AND absent OR vpn": true, "NOT absent OR absent": true, "-vpn OR absent": false, "vpn AND busy": true, "or": false, "14:20": true,
		"https://x.example/?a=b": false, `"or"`: false,
	} {
		q := mustParse(t, query)
		if got := q.Bind(deskEnv).Match(deskTicket()); got != want {
			t.Errorf("%s (%s) takes the ticket: %v", query, q, got)
		}
	}
}

func TestADurationIsAheadForDueAndBackForOthers(t *testing.T) {
	// The ticket was created 90 minutes ago and is due in 30 minutes.
	for query, want := range map[string]bool{
		"due<1h": true, "due<20m": false, "due>20m": true, "due:1h": true, "due:20m": false, "due:-1h": false, "due>-1h": true,
		"created<1h": true, "created<2h": false, "created>2h": true, "created>1h": false, "created:2h": true, "created:1h": false,
		"created>-2h": true, "created<+1h": true, "created:2h..1h": true, "created:1h..2h": true, "created:3h..2h": false,
		"updated<=0m": true, "resolved<1h": false, "resolved>1h": false,
	} {
		if got := mustParse(t, query).Bind(deskEnv).Match(deskTicket()); got != want {
			t.Errorf("%s takes the ticket: %v", query, got)
		}
	}
}

func TestADayCoversAllOfItsMoments(t *testing.T) {
	// The ticket was created today at 13:02 in the zone of the desk.
	for query, want := range map[string]bool{
		"created:2026-11-24": true, "created:today": true, "created:tue": true, "created:yesterday": false,
		"created<2026-11-24": false, "created<=2026-11-24": true, "created>2026-11-24": false, "created>=2026-11-24": true,
		"created>yesterday": true, "created<tomorrow": true, "created:monday..today": true, "created:2026-11-20..2026-11-23": false,
		"created:2026-11-24T13:02": true, `created:"2026-11-24 13:03"`: false, `created>="today 13:02"`: true, `created>"today 13:02"`: false,
		"created:2026-11-24T12:02:00Z": true, "created:13:02": true, "created<=now": true, "created:now": false,
	} {
		if got := mustParse(t, query).Bind(deskEnv).Match(deskTicket()); got != want {
			t.Errorf("%s takes the ticket: %v", query, got)
		}
	}
}

func TestBreachedIsOverdueAndOpen(t *testing.T) {
	f := mustParse(t, "due:breached").Bind(deskEnv)
	k := deskTicket()
	if f.Match(k) {
		t.Error("a ticket that is due later is breached")
	}
	if k.Due = ago(time.Minute); !f.Match(k) {
		t.Error("an overdue ticket is not breached")
	}
	if k.State = StateResolved; f.Match(k) {
		t.Error("a resolved ticket is breached")
	}
	if k.State, k.Due = StateNew, 0; f.Match(k) {
		t.Error("a ticket that is never due is breached")
	}
	if !mustParse(t, "due:breached,none").Bind(deskEnv).Match(k) {
		t.Error("due:breached,none leaves out a ticket that is never due")
	}
}

func TestARelativeTimeIsResolvedWhenBound(t *testing.T) {
	q, k := mustParse(t, "created:today"), deskTicket()
	if !q.Bind(deskEnv).Match(k) {
		t.Error("not today")
	}
	env := deskEnv
	env.Now = deskNow.AddDate(0, 0, 1)
	if q.Bind(env).Match(k) {
		t.Error("still today tomorrow")
	}
}

func TestNobodyIsNotMe(t *testing.T) {
	env := deskEnv
	env.Me = 0
	k := deskTicket()
	k.Assignee, k.Watchers = 0, nil
	if mustParse(t, "assignee:me OR is:watched").Bind(env).Match(k) {
		t.Error("a ticket that nobody has is mine when I am nobody")
	}
}

func TestAnUnknownNameMatchesNothingAndIsReported(t *testing.T) {
	f := mustParse(t, `team:netwrok OR assignee:"no one" OR watchers:nemo`).Bind(deskEnv)
	if f.Match(deskTicket()) {
		t.Error("matches")
	}
	if want := []string{"team:netwrok", `assignee:"no one"`, "watchers:nemo"}; !slices.Equal(f.Unknown, want) {
		t.Errorf("unknown: %q", f.Unknown)
	}
	if f := mustParse(t, "team:network,netwrok").Bind(deskEnv); !f.Match(deskTicket()) || len(f.Unknown) != 1 {
		t.Errorf("one unknown name of two hides the other: %q", f.Unknown)
	}
	if f := mustParse(t, "team:network").Bind(Env{}); f.Match(deskTicket()) {
		t.Error("an empty environment knows a name")
	}
}

func TestAnExactNameWinsAndABeginningMeansAll(t *testing.T) {
	core := deskTicket()
	core.Team = 2
	if mustParse(t, "team:network").Bind(deskEnv).Match(core) {
		t.Error("team:network means Network Core too")
	}
	if !mustParse(t, "team:netw").Bind(deskEnv).Match(core) {
		t.Error("team:netw does not mean Network Core")
	}
}

func TestEveryFieldKnowsNoneAndAny(t *testing.T) {
	empty, full := &Ticket{}, deskTicket()
	for _, f := range Fields {
		k := deskTicket()
		for _, c := range []struct {
			query string
			want  func(*Ticket) bool
		}{
			{f.Name + ":none", func(t *Ticket) bool { return f.Get(t) == Value{} }},
			{f.Name + ":any", func(t *Ticket) bool { return f.Get(t) != Value{} }},
			{"has:" + f.Name, func(t *Ticket) bool { return f.Get(t) != Value{} }},
		} {
			filter := mustParse(t, c.query).Bind(deskEnv)
			for _, k := range []*Ticket{empty, full, k} {
				if filter.Match(k) != c.want(k) {
					t.Errorf("%s is wrong", c.query)
				}
			}
		}
	}
}

func TestEveryOptionIsReadByTokenAndLabel(t *testing.T) {
	for _, f := range Fields {
		for _, o := range f.Options {
			k := &Ticket{}
			f.Set(k, Value{N: o.N})
			for _, s := range []string{f.Name + ":" + o.Token, f.Name + `:"` + o.Label + `"`} {
				if q := mustParse(t, s); !q.Bind(deskEnv).Match(k) || q.String() != f.Name+":"+o.Token {
					t.Errorf("%s (%s) misses its ticket", s, q)
				}
			}
		}
	}
}

func TestQueriesJoinAndTheOrderOfTheSecondWins(t *testing.T) {
	a, b := mustParse(t, "a OR b sort:due"), mustParse(t, "c sort:-created")
	if got := And(a, b).String(); got != "(a OR b) c sort:-created" {
		t.Error(got)
	}
	if got := And(a, Query{}).String(); got != "a OR b sort:due" {
		t.Error(got)
	}
	if got := And(Query{}, Query{}); !reflect.DeepEqual(got, Query{}) {
		t.Error(got)
	}
}

func TestWithSortReplacesTheOrderAndLeavesTheQuery(t *testing.T) {
	q := mustParse(t, "a sort:due")
	due, created := FieldNamed("due"), FieldNamed("created")
	got := q.WithSort(SortKey{created, true}, SortKey{due, false}, SortKey{created, false}, SortKey{})
	if got.String() != "a sort:-created,due" || q.String() != "a sort:due" || q.WithSort().String() != "a" {
		t.Error(got, q)
	}
	q.Sort()[0].Desc = true
	if q.String() != "a sort:due" {
		t.Error("a caller changed the query")
	}
}

func TestAQueryOnFixedFactsIsFixed(t *testing.T) {
	for s, want := range map[string]bool{
		"": true, "state:open priority<=2 -assignee:me (due:breached OR number:1) is:major phase:active has:team sort:title": true,
		"vpn": false, "tag:x": false, "is:watched": false, "is:open,watched": false, "has:link": false, "state:open OR -title:x": false, "is:known-error": false,
	} {
		if got := mustParse(t, s).Fixed(); got != want {
			t.Errorf("%s is fixed: %v", s, got)
		}
	}
}

func TestWordsAreWhatIsLookedForAndNotWhatIsExcluded(t *testing.T) {
	q := mustParse(t, `Größe -secret (title:vpn* OR "gateway busy") note:none description:"Größe x" tag:noise assignee:omar vpn-gw 東京都`)
	if got := q.Words(); !slices.Equal(got, []string{"grosse", "vpn", "gateway", "busy", "x", "gw", "東京都"}) {
		t.Errorf("%q", got)
	}
}

func TestAPhraseIsFoundWhereItsBeginningRepeats(t *testing.T) {
	for _, c := range []struct {
		phrase, text string
		want         bool
	}{
		{"a a b", "a a a b", true}, {"a b a b c", "a b a b a b c", true}, {"a b a b c", "a b a b a c", false}, {"a a", "a", false},
		{"a b", "a-B…", true}, {"京都", "東京都", true}, {"都", "東京都", true}, {"東都", "東京都", false}, {"x 東京", "x東京都", true},
	} {
		if got := newPhrase(c.phrase).in(c.text); got != c.want {
			t.Errorf("%q in %q: %v", c.phrase, c.text, got)
		}
	}
}

func TestEveryKeyReadsWhatItsHintSays(t *testing.T) {
	for _, k := range keys {
		if k.hint("") == "" {
			t.Errorf("%s has no hint", k.name)
		}
		if len(k.options) > 0 {
			mustParse(t, fmt.Sprintf("%s:%s", k.name, k.options[0].Token))
		}
	}
}

func TestTheManualIsTrueAndComplete(t *testing.T) {
	manual, err := os.ReadFile("../docs/query.md")
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for line := range strings.Lines(string(manual)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cell, _, _ := strings.Cut(line[2:], " | ")
		for i, code := range strings.Split(cell, "`") {
			if i%2 == 1 {
				mustParse(t, code)
				examples++
			}
		}
	}
	if examples < 100 {
		t.Errorf("only %d examples", examples)
	}
	for _, name := range slices.Concat(keyNames, slices.Collect(maps.Keys(aliases))) {
		if !strings.Contains(string(manual), "`"+name) {
			t.Errorf("%s is not in the manual", name)
		}
	}
	for _, r := range Relations[1:] {
		if !strings.Contains(string(manual), r.Token) {
			t.Errorf("the relation %s is not in the manual", r.Token)
		}
	}
}
