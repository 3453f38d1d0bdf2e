package ui

import (
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// macroDesk opens a desk with a team, a service, some macros and replies, and tickets.
func macroDesk(t *testing.T) *store.Store {
	t.Helper()
	terms := model.DefaultTerms("UTC")
	for _, text := range []string{
		`{"name":"Hand to network","match":"kind:incident","set":["team=Network","impact=2","urgency=1","tag=+vpn"],"comment":"Hello {{requester.first}}, the network team looks at {{number}}.","next":"next"}`,
		`{"name":"Resolve","set":["state=resolved","code=fixed","note={{title}}: done"],"comment":"Solved.","next":"close"}`,
		`{"name":"Rate the change","match":"kind:change","set":["risk=1"]}`,
		`{"name":"For network only","teams":["Network"],"note":"Seen by {{me}}."}`,
		`{"name":"When it is due","comment":"By {{due}}."}`,
	} {
		terms.Macros = append(terms.Macros, parsed[model.Macro](t, text))
	}
	for _, text := range []string{
		`{"name":"Ask for a picture","text":"Hello {{requester.first}},\n\n{{cursor}}\n\nKind regards\n{{me.first}}"}`,
		`{"name":"Thanks","text":"Thank you."}`, `{"name":"Due","text":"It is due {{due}}."}`, `{"name":"Network only","teams":["Network"],"text":"ping"}`,
	} {
		terms.Replies = append(terms.Replies, parsed[model.Reply](t, text))
	}
	s := storeUnder(t, terms, func() time.Time { return deskTime })
	if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Teams, Name: "Network"}, model.Noun{Table: model.People, Name: "Omar Haddad"}); err != nil {
		t.Fatal(err)
	}
	return s
}

func parsed[T any](t *testing.T, text string) (one T) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &one); err != nil {
		t.Fatal(err)
	}
	return one
}

// counted presses keys, of which typed text is none, and counts them.
func (c *console) counted(keys ...string) (n int) {
	c.press(keys...)
	for _, k := range keys {
		if !strings.HasPrefix(k, "'") {
			n++
		}
	}
	return n
}

// guideKeys reads the rows of a table in the guide that begin with a key: keys with commas between, and what is typed.
func guideKeys(t *testing.T, under string) (rows [][]string) {
	t.Helper()
	guide, err := os.ReadFile("../docs/guide.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(guide), under)
	section, _, _ = strings.Cut(section, "\n**")
	for line := range strings.Lines(section) {
		cells := strings.Split(line, " | ")
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		var keys []string
		for i, word := range strings.Split(cells[0], "`") {
			switch {
			case i%2 == 0:
			case len(word) == 1 || word == "enter" || strings.HasPrefix(word, "ctrl+"):
				keys = append(keys, word)
			default:
				keys = append(keys, "'"+word+"'")
			}
		}
		rows = append(rows, append(keys, cells[1]))
	}
	return rows
}

func TestTheKeysOfTheGuideAssignRateReplyAndGoOnInSixPresses(t *testing.T) {
	rows := guideKeys(t, "**All of it in a few keys.**")
	if len(rows) != 2 {
		t.Fatalf("the guide has the rows %v", rows)
	}
	for _, row := range rows {
		keys, presses := row[:len(row)-1], row[len(row)-1]
		s := macroDesk(t)
		first := create(t, s, model.Incident, "VPN refuses all logins")
		next := create(t, s, model.Incident, "Badge reader")
		c := open(t, s, 100, 30)
		if n := c.counted(keys...); n > 6 || strconv.Itoa(n) != presses {
			t.Errorf("%v are %d presses, and the guide says %s", keys, n, presses)
		}
		if q, ok := c.app.front().(*queue); !ok || q.list.At().ID != next {
			t.Errorf("%v: the next ticket is not under the hand", keys)
		}
		got, moments, err := s.Timeline(first)
		if err != nil {
			t.Fatal(err)
		}
		replied := slices.ContainsFunc(moments, func(m model.Moment) bool { return m.Verb == model.VerbComment && m.Text != "" })
		if got.Priority != 2 || s.Names().Name(model.Teams, got.Team) != "Network" || !replied {
			t.Errorf("%v: it is P%d with team %d, replied %v", keys, got.Priority, got.Team, replied)
		}
	}
}

func TestAMacroIsOneGestureAndSaysWhatItDid(t *testing.T) {
	s := macroDesk(t)
	id := create(t, s, model.Incident, "VPN {{me}} refuses")
	c := open(t, s, 140, 40).press("x").wants("Macro on INC-1", "Hand to network", "team=Network, impact=2, urgency=1, tag=+vpn, public comment, then next").
		lacks("Rate the change", "For network only")
	c.press("'hand'", "enter").wants("INC-1 went through macro Hand to network: team=Network", "u undo")
	c.press("x").wants("For network only").press("'for net'", "enter").wants("macro For network only")
	c.press("x", "'hand'", "enter").wants("INC-1 went through macro Hand to network") // what is left of it: the comment
	c.press("u", "u", "u").wants("undid:", "INC-1").lacks("tickets")
	if got, _ := s.Get(id); got.Team != 0 || got.Priority != 0 || len(got.Tags) != 0 {
		t.Errorf("after undo it is %+v", got)
	}
	c.press("x", "'resolve'", "enter").wants("macro Resolve")
	if got, _ := s.Get(id); got.State != model.StateResolved || got.Note != "VPN {{me}} refuses: done" {
		t.Errorf("it is %s with %q", got.State, got.Note)
	}
}

func TestAMacroThatCanNotBeDoneSaysWhyAndChangesNothing(t *testing.T) {
	s := macroDesk(t)
	id := create(t, s, model.Item, "Dark theme") // nothing is promised for it, so it is never due
	c := open(t, s, 120, 30).press("2", "x", "'when'", "enter").wants("there is nothing to put in for {{due}}")
	if got, _ := s.Get(id); len(got.Revs) != 1 {
		t.Error("it was written to")
	}
	c.press("x", "'resolve'", "enter").lacks("macro Resolve on")
}

func TestAMacroOnManyLeavesOutThoseItIsNotFor(t *testing.T) {
	s := macroDesk(t)
	create(t, s, model.Incident, "one")
	change := create(t, s, model.Change, "two")
	create(t, s, model.Incident, "three")
	gone := create(t, s, model.Incident, "four")
	write(t, s, maya, store.Command{ID: gone, Act: model.Move{To: model.StateCanceled}})
	c := open(t, s, 140, 40).press("[", "A", "x").wants("Macro on 4 tickets", "for 3 of 4")
	c.press("'resolve'", "enter").wants("2 tickets will change · 1 is refused").press("enter").wants("2 tickets went through macro Resolve", "1 ticket left out", "1 ticket refused")
	for id, want := range map[model.ID]model.State{1: model.StateResolved, 3: model.StateResolved, change: model.StateNew, gone: model.StateCanceled} {
		if got, _ := s.Get(id); got.State != want {
			t.Errorf("#%d is %s", id, got.State)
		}
	}
	c.press("u").wants("undid:", "2 tickets")
	if got, _ := s.Get(1); got.State != model.StateNew || got.Code != "" {
		t.Errorf("after undo it is %s", got.State)
	}
}

func TestAMacroInATicketGoesOnAlongTheListItCameFrom(t *testing.T) {
	s := macroDesk(t)
	for _, title := range []string{"one", "two", "three"} {
		create(t, s, model.Incident, "Ticket "+title, rated(2, 2)...)
	}
	c := open(t, s, 100, 30).press("enter").wants("INC-1")
	c.press("x", "'hand'", "enter")
	if v, ok := c.app.front().(*detail); !ok || v.id != 2 {
		t.Fatalf("in front is %+v", c.app.front())
	}
	c.press("c", "'mine'", "ctrl+n").wants("INC-2 got a public comment")
	if v, ok := c.app.front().(*detail); !ok || v.id != 3 {
		t.Fatalf("in front is %+v", c.app.front())
	}
	c.press("x", "'resolve'", "enter").wants("macro Resolve") // close
	q, ok := c.app.front().(*queue)
	if !ok {
		t.Fatalf("in front is %T", c.app.front())
	}
	if at := q.list.At(); at == nil || at.ID == 3 {
		t.Errorf("the hand is on %+v", at)
	}
	c.press("G", "enter", "c", "'last'", "ctrl+n")
	if _, ok := c.app.front().(*queue); !ok {
		t.Error("behind the last ticket comes the list")
	}
}

func TestMacrosAndRepliesAreEditedOnTheirScreens(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Mail")
	c := open(t, s, 120, 44).press("x").wants("there are no macros yet").press("c", "ctrl+r").wants("there is no reply for this ticket yet").press("esc")
	c.press(":", "'macros'", "enter").wants("Macros 0", "There are none yet").press("n").wants("New macro")
	set(c, "name", "Greet")
	c.press("ctrl+s").wants("it does nothing")
	set(c, "set", "impact=2\nteem=Network")
	c.press("ctrl+s").wants("line 2:", "is no field", "did you mean team?")
	set(c, "set", "impact=2\nteam=Network")
	c.press("ctrl+s").wants("nothing on the desk is called so: team Network")
	set(c, "set", "impact=2\nurgency=2")
	set(c, "comment", "Hello {{requestor}}")
	c.press("ctrl+s").wants("column 7", "did you mean requester?")
	set(c, "comment", "Hello {{requester}}")
	c.press("ctrl+s").wants("macro Greet added", "Macros 1", "PUBLIC COMMENT", "Hello {{requester}}")
	c.press("n")
	set(c, "name", "Look")
	set(c, "note", "seen")
	c.press("ctrl+s").wants("Macros 2").press("K").wants("macro Look moved").press("u")
	if m := s.Book().Terms().Macros; m[0].Name != "Greet" {
		t.Errorf("the order is %+v", m)
	}
	c.press("X", "down", "enter").wants("removed", "Macros 1").press("u").wants("Macros 2")
	c.press("tab").wants("Replies 0").press("n").wants("New reply")
	set(c, "name", "Hello")
	set(c, "text", "Hello {{requester.first}} {{cursor}} {{cursor}}")
	c.press("ctrl+s").wants("stands there 2 times")
	set(c, "text", "Hello {{requester.first}}, {{cursor}}")
	c.press("ctrl+s").wants("reply Hello added", "Replies 1")
	open(t, s, 80, 24).press(":", "'replies'", "enter").wants("Replies 1", "Hello {{requester.first}}")
	open(t, s, 40, 14).press(":", "'replies'", "enter").wants("Replies 1")
	c.app.desk.who = model.Actor{Name: "Omar Haddad", Role: model.Agent}
	c.press("n").wants("may not amend")
}

func TestAMacroThatSomebodyElseAmendedMeanwhileKeepsWhatWasTyped(t *testing.T) {
	s := macroDesk(t)
	mine, theirs := open(t, s, 100, 44), open(t, s, 100, 44)
	for _, c := range []*console{mine, theirs} {
		c.press(":", "'macros'", "enter", "enter").wants("Edit macro Hand to network")
	}
	set(theirs, "comment", "We are on it.")
	theirs.press("ctrl+s").wants("changed")
	set(mine, "comment", "Hello.")
	mine.press("ctrl+s").wants("it is now We are on it.", "ctrl+s again")
	mine.press("ctrl+s").wants("macro Hand to network changed")
	if m := s.Book().Terms().Macros[0]; m.Comment != "Hello." || m.Next != model.GoOn {
		t.Errorf("it is %+v", m)
	}
}

// Names, texts and titles from outside do nothing but be read, in the pickers, in the text that is put in, and on the screens.
func TestMacrosAndRepliesOfOutsideTextsDoNothingButBeRead(t *testing.T) {
	for _, text := range hostile(t) {
		name, _ := model.Bound(text, model.MaxName)
		canned := strings.ReplaceAll(text, "{{", "( (")
		terms := model.DefaultTerms("UTC")
		terms.Macros = []model.Macro{{Name: name, Note: canned + "{{title}}"}}
		terms.Replies = []model.Reply{{Name: name, Text: canned + "{{cursor}}{{title}}"}}
		if strings.TrimSpace(text) == "" || terms.Check() != nil {
			continue
		}
		s := storeUnder(t, terms, func() time.Time { return deskTime })
		create(t, s, model.Incident, text, rated(2, 2)...)
		c := open(t, s, 100, 30)
		for _, keys := range [][]string{{"x"}, {"enter"}, {"c", "ctrl+r"}, {"enter"}, {"ctrl+s"}, {"enter", "Q"}, {"esc", "esc", ":", "'macros'", "enter"}, {"enter"}, {"esc", "tab"}, {"enter"}} {
			checkBytes(t, c.press(keys...))
		}
		if t.Failed() {
			t.Fatalf("the text is %q", text)
		}
	}
}
