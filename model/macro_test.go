package model

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestTextsAreFilledIn(t *testing.T) {
	ticket := deskTicket()
	env := deskEnv
	env.Who = "Maya Lindqvist"
	hostile := deskTicket()
	hostile.Title = "Say {{me}} {{cursor}} {{nonsense}} \x1b[2J\u202eand\nmore"
	bare := &Ticket{ID: 7, Kind: Request, State: StateSubmitted}
	for _, c := range []struct {
		name, text string
		on         *Ticket
		want       string
		cursor     int
		missing    string
	}{
		{"nothing", "Thank you.", ticket, "Thank you.", -1, ""},
		{"who writes", "{{me}}, {{ ME.First }}", ticket, "Maya Lindqvist, Maya", -1, ""},
		{"the ticket", "{{number}}", ticket, ticket.Key(), -1, ""},
		{"the cursor", "Änd {{cursor}}{{me.first}}", ticket, "Änd Maya", 4, ""},
		{"what comes from outside is one clean line and means nothing", "{{title}}!", hostile, "Say {{me}} {{cursor}} {{nonsense}} ␛[2J<U+202E>and more!", -1, ""},
		{"what is not there", "due {{due}} by {{team}}{{requester}}", bare, "due … by ……", -1, "due team requester"},
		{"kind and state", "{{kind}} {{state}} {{number}}", bare, "service request Submitted REQ-7", -1, ""},
		{"braces that are none", "a { b } c }} d", bare, "a { b } c }} d", -1, ""},
		{"several lines", "a\n\n{{me.first}}\n", bare, "a\n\nMaya\n", -1, ""},
	} {
		got, err := Fill(c.text, c.on, env)
		if err != nil || got.Text != c.want || got.Cursor != c.cursor || strings.Join(got.Missing, " ") != c.missing {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	for _, v := range Variables {
		if got, err := Fill("{{"+v.Name+"}}", ticket, env); err != nil || strings.Contains(got.Text, "{{") || v.Says == "" {
			t.Errorf("%s gives %+v, %v", v.Name, got, err)
		}
		if OfTicket("x {{"+v.Name+"}}") != v.Ticket {
			t.Errorf("%s is of a ticket, or not", v.Name)
		}
	}
}

func TestTheManualNamesEveryVariable(t *testing.T) {
	manual, err := os.ReadFile("../docs/ui.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(variableNames(), cursorMark) {
		if !strings.Contains(string(manual), "`{{"+name+"}}`") {
			t.Errorf("%s is not in the manual", name)
		}
	}
}

func TestFirstNames(t *testing.T) {
	for name, want := range map[string]string{"Maya Lindqvist": "Maya", "Lindqvist, Maya Ingrid": "Maya", "maya": "maya", "Lindqvist,": "Lindqvist,", "": ""} {
		if got := firstName(name); got != want {
			t.Errorf("%q is %q", name, got)
		}
	}
}

func TestMacrosAndRepliesThatMeanNothingAreRefused(t *testing.T) {
	for text, words := range map[string][]string{
		`{"name":" ","note":"x"}`:                                   {"needs a name"},
		`{"name":"A"}`:                                              {"does nothing"},
		`{"name":"A","match":"priorty:1","note":"x"}`:               {"match:", "priority"},
		`{"name":"A","teams":[" "],"note":"x"}`:                     {"teams:"},
		`{"name":"A","comment":"Dear {{requestor}}"}`:               {"comment:", "column 6", `"requestor" is no variable`, "did you mean requester?"},
		`{"name":"A","comment":"Dear {{xyzzy}}"}`:                   {"column 6", "use requester, requester.first", "due"},
		`{"name":"A","note":"a\nbc {{title"}`:                       {"internal note:", "line 2, column 4", "does not end"},
		`{"name":"A","note":"{{title {{me}}"}`:                      {"column 1", "does not end"},
		`{"name":"A","note":"{{cursor}}"}`:                          {"{{cursor}} has no meaning"},
		`{"name":"A","set":["team"]}`:                               {"no field with a value"},
		`{"name":"A","set":["taem=Network"]}`:                       {`"taem" is no field`, "did you mean team?"},
		`{"name":"A","set":["priority=1"]}`:                         {"follows from impact and urgency"},
		`{"name":"A","set":["created=now"]}`:                        {"can't be set by a macro"},
		`{"name":"A","set":["impact=huge"]}`:                        {"Impact", "none of 1, 2, 3"},
		`{"name":"A","set":["state=gone"]}`:                         {"State", `"gone"`},
		`{"name":"A","set":["state="]}`:                             {"say what it is to be"},
		`{"name":"A","set":["title="]}`:                             {"say what it is to be"},
		`{"name":"A","set":["code=fixed"]}`:                         {"code goes with a state"},
		`{"name":"A","set":["why=because"]}`:                        {"why goes with a state"},
		`{"name":"A","set":["state=resolved","why="]}`:              {"why: give the reason"},
		`{"name":"A","set":["team={{team}}"]}`:                      {"write the name itself"},
		`{"name":"A","set":["agreed=soonish"]}`:                     {"Agreed date"},
		`{"name":"A","set":["tag=-"]}`:                              {"write tags"},
		`{"name":"A","set":["impact=1","impact=2"]}`:                {"impact is there twice"},
		`{"name":"A","set":["category={{nope}}"]}`:                  {"category: column 1"},
		`{"name":"A","set":["state=resolved","note=a\nb"]}`:         {"write it in one line"},
		`{"name":"A","next":"sideways","note":"x"}`:                 {"use stay, next or close"},
		`{"name":"A","nots":"x"}`:                                   {"unknown field"},
		`{"name":"A","note":"` + strings.Repeat("x", 17<<10) + `"}`: {"16384 are the most"},
	} {
		wantNoAmendment(t, Amendment{Part: PartMacro, To: json.RawMessage(text)}, words)
	}
	for text, words := range map[string][]string{
		`{"name":"","text":"x"}`:                               {"needs a name"},
		`{"name":"A","text":" "}`:                              {"needs some words"},
		`{"name":"A","text":"{{cursor}} or {{cursor}}"}`:       {"{{cursor}} stands there 2 times"},
		`{"name":"A","text":"Hello,\nyour {{servcie}} works"}`: {"text:", "line 2, column 6", "did you mean service?"},
	} {
		wantNoAmendment(t, Amendment{Part: PartReply, To: json.RawMessage(text)}, words)
	}
	terms := DefaultTerms("")
	terms.Replies = []Reply{{Name: "A", Text: "x"}, {Name: "a ", Text: "y"}}
	if err := terms.Check(); err == nil || !strings.Contains(err.Error(), "two of the name reply") {
		t.Errorf("two of one name: %v", err)
	}
}

func wantNoAmendment(t *testing.T, a Amendment, words []string) {
	t.Helper()
	terms := DefaultTerms("")
	_, _, err := terms.Amend(a)
	if !errors.Is(err, ErrRefused) {
		t.Errorf("%s: %v", a.To, err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v does not say %q", a.To, err, word)
		}
	}
}

func TestAMacroIsWrittenAndReadAlike(t *testing.T) {
	m := Macro{Name: "Hand over", Teams: []string{"Network"}, Match: "kind:incident", Comment: "Dear {{requester}}", Note: "x", Next: GoOn,
		Set: []Wish{{"team", "Network"}, {"assignee", "none"}, {"impact", "2"}, {"tag", "+vpn -noise"}, {"agreed", "4h"}, {"state", "on-hold"}, {"reason", "awaiting-vendor"}}}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again Macro
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("%s is read as %+v, %v", text, again, err)
	}
	if said := m.Says(); said != "team=Network, assignee=none, impact=2, tag=+vpn -noise, agreed=4h, state=on-hold, reason=awaiting-vendor, public comment, internal note, then next" {
		t.Error(said)
	}
	for written, want := range map[string]string{"Tags = vpn": "tag=vpn", "due=tomorrow": "agreed=tomorrow", "known_error=yes": "known-error=yes", "caller=me": "requester=me"} {
		if w, err := ParseWish(written); err != nil || w.String() != want {
			t.Errorf("%s is %s, %v", written, w, err)
		}
	}
}

func TestAMacroBecomesActs(t *testing.T) {
	env := deskEnv
	env.Who = "Maya Lindqvist"
	team := deskRoll.Name(Teams, 1)
	fresh := func() *Ticket {
		return &Ticket{ID: 5, Kind: Incident, State: StateNew, Title: "VPN", Requester: 1, Tags: []string{"noise"}}
	}
	wishes := func(all ...string) (set []Wish) {
		for _, text := range all {
			w, err := ParseWish(text)
			if err != nil {
				t.Fatal(err)
			}
			set = append(set, w)
		}
		return set
	}
	for _, c := range []struct {
		name  string
		macro Macro
		spoil func(*Ticket)
		want  []Act
		err   string
	}{
		{"all of it, in order", Macro{Set: wishes("state=resolved", "code=fixed", "note={{title}} works", "tag=+vpn -noise", "impact=1", "urgency=2", "assignee=me", "team="+team), Comment: "Dear {{requester}}", Note: "by {{me.first}}"}, nil,
			[]Act{Take{}, Edit{Field: FieldTeam, To: Value{N: 1}}, Prioritise{1, 2}, Tag{[]string{"vpn"}, []string{"noise"}},
				Move{To: StateResolved, Set: []Setting{{FieldCode, Value{S: "fixed"}}, {FieldNote, Value{S: "VPN works"}}}, Comment: "Dear " + deskRoll.Name(People, 1)}, Note{"by Maya"}}, ""},
		{"an assignee by name", Macro{Set: wishes("assignee=" + deskRoll.Name(People, 2))}, nil, []Act{Assign{2}}, ""},
		{"taken away", Macro{Set: wishes("assignee=none", "service=")}, func(x *Ticket) { x.Assignee, x.Service = 2, 1 }, []Act{Assign{}, Edit{Field: FieldService, Base: Value{N: 1}}}, ""},
		{"what is so already is left out", Macro{Set: wishes("assignee=me", "team="+team, "impact=1", "urgency=2", "tag=-noise", "state=new"), Note: "x"},
			func(x *Ticket) { x.Assignee, x.Team, x.Impact, x.Urgency, x.Priority, x.Tags = 1, 1, 1, 2, 2, nil }, []Act{Note{"x"}}, ""},
		{"nothing is left", Macro{Set: wishes("tag=noise")}, nil, nil, "would change nothing"},
		{"one of the two ratings", Macro{Set: wishes("urgency=3")}, func(x *Ticket) { x.Impact = 1 }, []Act{Edit{Field: FieldUrgency, To: Value{N: 3}}}, ""},
		{"a comment alone", Macro{Comment: "Hello"}, nil, []Act{Comment{"Hello"}}, ""},
		{"nothing to say", Macro{Comment: "due {{due}}"}, nil, nil, "comment: there is nothing to put in for {{due}}"},
		{"a field that the kind lacks", Macro{Set: wishes("risk=1")}, nil, nil, "the incident has no risk"},
		{"a state that the kind lacks", Macro{Set: wishes("state=fulfilled")}, nil, nil, `the incident is never "fulfilled"`},
		{"another team", Macro{Teams: []string{team}, Note: "x"}, nil, nil, "is for tickets of " + team},
		{"its team", Macro{Teams: []string{strings.ToUpper(team)}, Note: "x"}, func(x *Ticket) { x.Team = 1 }, []Act{Note{"x"}}, ""},
		{"another match", Macro{Match: "kind:request", Note: "x"}, nil, nil, "is for kind:request, which INC-5 is not"},
		{"nobody is called so", Macro{Set: wishes("team=Ghosts")}, nil, nil, "Ghosts"},
		{"a title with braces", Macro{Note: "{{title}}"}, func(x *Ticket) { x.Title = "{{me}}\x07" }, []Act{Note{"{{me}}␇"}}, ""},
	} {
		c.macro.Name = "Test"
		if err := c.macro.Check(); err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		ticket := fresh()
		if c.spoil != nil {
			c.spoil(ticket)
		}
		acts, err := c.macro.Acts(ticket, env)
		if c.err != "" {
			if !errors.Is(err, ErrRefused) || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil || !reflect.DeepEqual(acts, c.want) {
			t.Errorf("%s: %+v, %v", c.name, acts, err)
		}
	}
	env.Me = 0
	m := Macro{Name: "Take", Set: wishes("assignee=me")}
	if acts, err := m.Acts(fresh(), env); err != nil || len(acts) != 1 || acts[0] != Act(Take{}) {
		t.Errorf("somebody new takes: %v, %v", acts, err)
	}
}

func TestATextThatIsNoTextIsNoMacro(t *testing.T) {
	terms := Terms{Macros: []Macro{{Name: "A", Note: "caf\xe9"}}}
	if err := terms.Check(); err == nil || !strings.Contains(err.Error(), "no valid UTF-8") {
		t.Errorf("it is taken: %v", err)
	}
}
