package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/store"
)

var omar = model.Actor{Name: "Omar Haddad", Role: model.Agent}

// said is a test's comment or note.
func said(t *testing.T, s *store.Store, who model.Actor, id model.ID, acts ...model.Act) {
	t.Helper()
	for _, act := range acts {
		write(t, s, who, store.Command{ID: id, Act: act})
	}
}

// busyTicket is an incident that has all that a detail can show.
func busyTicket(t *testing.T, s *store.Store) model.ID {
	t.Helper()
	service := model.Noun{Table: model.Services, Name: "Remote access"}
	if _, err := s.AddNouns(t.Context(), maya, service, model.Noun{Table: model.People, Name: "Nneka Okafor", Email: "nneka@example.org"}); err != nil {
		t.Fatal(err)
	}
	on := func(no uint8, table model.Table, name string) model.Setting {
		return model.Setting{Field: no, To: model.Value{N: int64(s.Names().Find(table, name)[0])}}
	}
	remote := on(model.FieldService, model.Services, "Remote access")
	id := create(t, s, model.Incident, "VPN concentrator refuses all logins", append(rated(1, 1), remote, on(model.FieldRequester, model.People, "Nneka"))...)
	create(t, s, model.Incident, "VPN concentrator slow", append(rated(2, 2), remote)...)
	root := create(t, s, model.Incident, "Data centre without power")
	child := create(t, s, model.Incident, "Evening shift can't log in")
	grandchild := create(t, s, model.Incident, "Planner can't log in")
	problem := create(t, s, model.Problem, "Licence pool exhausted")
	start := model.At(deskTime.Add(26 * time.Hour))
	create(t, s, model.Change, "Enlarge the licence pool", remote, model.Setting{Field: model.FieldStart, To: model.Value{N: int64(start)}})
	said(t, s, maya, id, model.LinkTo{Rel: model.ChildOf, To: root}, model.LinkTo{Rel: model.ParentOf, To: child}, model.LinkTo{Rel: model.CausedBy, To: problem},
		model.Comment{Text: "We are on it."}, model.Note{Text: "The pool is empty."}, model.Declare{Why: "240 users"}, model.Check{Add: []string{"Call the carrier", "Status page"}},
		model.Check{AddTickets: []model.ID{child}}, model.Check{Tick: []uint32{2}}, model.Watch{})
	said(t, s, maya, child, model.LinkTo{Rel: model.ParentOf, To: grandchild})
	said(t, s, omar, id, model.Watch{})
	return id
}

// openAt shows a ticket by its number.
func openAt(t *testing.T, s *store.Store, id model.ID, width, height int) *console {
	t.Helper()
	return open(t, s, width, height).press("#", "'"+position(int(id))+"'", "enter")
}

func TestTheHeadSaysWhoWhatAndHowItStands(t *testing.T) {
	s := testStore(t)
	id := busyTicket(t, s)
	c := openAt(t, s, id, 80, 24)
	c.wants("INC-1  Incident  ⚑ MAJOR", "priority P1 = impact high × urgency high", "watched by you and 1", "response met", "resolution 4h",
		"Nneka Okafor · nneka@example.org", "Remote access · 2 incidents · worst P1 · 1 major · CHG-7 in 1d2h",
		"child of INC-3 New · parent of 1 child, 1 open", "commander Maya Lindqvist   informs —")
	rows := strings.Split(c.screen(), "\n")
	bar := slices.IndexFunc(rows, func(row string) bool {
		return strings.HasPrefix(row, " Description  Conversation 2  Checklist 1/3  Links 3")
	})
	if bar < 0 || bar > 8 { // the tabs of the frame stand above
		t.Errorf("the head ends in row %d:\n%s", bar, c.screen())
	}
	openAt(t, s, id, 140, 45).wants("⚑ MAJOR", "checklist 1/3 · watched by you and 1", "child of INC-3 New", "nneka@example.org", "2 incidents", "worst P1", "CHG-7 in 1d2h", "Watchers            Maya Lindqvist",
		" Description  Conversation 2  Checklist 1/3  Links 3  Similar 1  Timeline 12 ")
	small := openAt(t, s, id, 40, 10).wants("INC-1", "New   P1   due 1h", "Description", "no description", "›")
	small.press("tab").wants("‹ Conversation 2")
	write(t, s, maya, store.Command{ID: id, Act: model.Declare{Off: true, Why: "over"}})
	c.send(clockMsg{})
	c.lacks("⚑", "commander")
}

func TestTheHeadCountsDownToTheNextUpdate(t *testing.T) {
	s, w := slaDesk(t)
	next := model.At(s.Now()) + 1200
	fact := func(no uint8, n int64, text string) model.Fact {
		return model.Fact{Field: no, To: model.Value{N: n, S: text}}
	}
	write(t, s, maya, store.Command{Act: &model.Import{Kind: model.Incident, Source: model.Origin{System: "test", Key: "1"}, Past: []model.Past{{At: next - 1200, Verb: model.VerbCreate,
		Facts: []model.Fact{fact(model.FieldTitle, 0, "Power is out"), fact(model.FieldMajor, 1, ""), fact(model.FieldNextUpdate, int64(next), ""),
			fact(model.FieldSnoozed, int64(next)+86400, ""), {Field: model.FieldCommander, Name: "Nneka Okafor"}}}}}})
	c := openAt(t, s, 1, 80, 24).wants("commander Nneka Okafor", "next update in 20m", "put aside until Wed 25 Nov")
	w.wait(19*time.Minute + 30*time.Second)
	c.look().wants("next update in 0m")
	w.wait(2 * time.Minute)
	c.look().wants("next update 1m OVERDUE")
}

func TestSectionsAreReachedFoldedAndCounted(t *testing.T) {
	s := testStore(t)
	id := busyTicket(t, s)
	c := openAt(t, s, id, 80, 24).wants("── Description")
	at := func() string { return c.app.front().(*detail).page.sections[c.app.front().(*detail).page.at].name }
	for _, want := range []string{"Conversation", "Checklist", "Links", "Similar", "Timeline", "Facts", "Description"} {
		if c.press("tab"); at() != want {
			t.Fatalf("tab goes to %s, not %s", at(), want)
		}
	}
	c.press("shift+tab").wants("Facts")
	c.press("tab", "tab").wants("We are on it.", "The pool is empty.")
	c.press("z").wants("Conversation 2 ▸ folded").lacks("We are on it.")
	c.press("esc")
	openOther := c.press("#", "'2'", "enter").wants("VPN concentrator slow") // folded sections stay so
	openOther.press("esc")
	c.press("#", "'1'", "enter").wants("▸ folded").press("tab", "z").wants("We are on it.")
	c.press("Z").wants("Description ▸ folded", "Timeline 12 ▸ folded").press("Z").lacks("folded")
	c.press("g").send(tea.MouseClickMsg{X: 16, Y: 8, Button: tea.MouseLeft})
	if at() != "Conversation" {
		t.Errorf("the click went to %s:\n%s", at(), c.screen())
	}
}

func TestTheHandGoesFromEntryToEntry(t *testing.T) {
	s := testStore(t)
	id := busyTicket(t, s)
	c := openAt(t, s, id, 80, 24)
	c.press("J").wants("▌╎ INTERNAL NOTE").press("J").wants("▌▌ PUBLIC COMMENT").press("K").wants("▌╎ INTERNAL NOTE")
	c.press("R").wants("INTERNAL NOTE on INC-1", "> The pool is empty.").press("esc")
	c.press("J", "R").wants("PUBLIC COMMENT on INC-1", "> We are on it.").press("esc")
	c.press("O").wants("▌▌ PUBLIC COMMENT").press("O")
	c.press("tab", "tab").wants("Links").press("enter").wants("INC-3  Incident", "Data centre without power", "parent of 1 child").press("esc").wants("INC-1  Incident")
	c.press("J", "enter").wants("INC-4  Incident", "child of INC-1").press("esc")
	c.press("tab", "enter").wants("INC-2  Incident").press("esc")
	c.press("g", "j", "J").wants("INC-1")
	for range 40 {
		c.press("J")
	}
	c.wants("created it").press("enter").wants("Open ›", "is caused by PRB-6 Licence pool exhausted") // nothing is under the hand: all links are offered
}

func TestTheTreeOfLinksIsBoundedAndEndsInARing(t *testing.T) {
	s := testStore(t)
	id := busyTicket(t, s)
	openAt(t, s, id, 140, 45).wants("INC-3 — New  Data centre", "└ INC-1 this ticket", "└ INC-4 — New  Evening shift", "└ INC-5 — New  Planner", "is caused by        PRB-6 — New  Licence pool")
	openAt(t, s, 3, 140, 45).wants("INC-3 this ticket", "└ INC-5 — New  Planner")

	root := create(t, s, model.Incident, "One of many")
	for i := range 15 {
		other := create(t, s, model.Incident, fmt.Sprintf("Part %d", i), rated(3, 3)...)
		said(t, s, maya, root, model.LinkTo{Rel: model.ParentOf, To: other})
	}
	for i := range 14 {
		other := create(t, s, model.Incident, fmt.Sprintf("Friend %d", i))
		said(t, s, maya, root, model.LinkTo{Rel: model.Relates, To: other})
	}
	openAt(t, s, root, 140, 60).wants("parent of 15 children, 15 open", "… and 3 more", "… and 2 more", "Links 29").lacks("Part 14", "Friend 13")

	hen := create(t, s, model.Incident, "Last before the ring") + 1
	for i, other := range []model.ID{hen + 1, hen} { // no act makes a ring, but a file of another program may
		fact := func(no uint8, v model.Value) model.Fact { return model.Fact{Field: no, To: v} }
		write(t, s, maya, store.Command{Act: &model.Import{Kind: model.Incident, Source: model.Origin{System: "ring", Key: position(i)}, Past: []model.Past{{At: 1, Verb: model.VerbCreate, Facts: []model.Fact{
			fact(model.FieldTitle, model.Value{S: []string{"Hen", "Egg"}[i]}), fact(model.FieldParent, model.Value{N: int64(other)}), fact(model.FieldLinks, model.Value{S: fmt.Sprintf("parent-of:%d child-of:%d", other, other)})}}}}})
	}
	c := openAt(t, s, hen, 80, 24).wants("Hen", "child of "+model.Key(model.Incident, hen+1), "└ "+model.Key(model.Incident, hen)+" this ticket")
	if n := strings.Count(c.screen(), model.Key(model.Incident, hen+1)); n != 2 { // in the head, and once in the tree
		t.Errorf("the other one stands there %d times:\n%s", n, c.screen())
	}
}

func TestAChecklistIsKeptByKeys(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "VPN refuses all logins")
	other := create(t, s, model.Problem, "Licence pool exhausted")
	c := openAt(t, s, id, 80, 24).lacks("Checklist")
	c.press("+").wants("Add to the checklist of INC-1", "esc is done").press("'Call the carrier'", "enter").wants("got on its checklist: Call the carrier")
	c.press("'Status page'", "enter", "esc").wants("Checklist 0/2", "[ ] Call the carrier", "[ ] Status page")
	c.press(":", "'a ticket to the checklist'", "enter", "'Licence'", "enter").wants("Checklist 0/3", "[ ] PRB-2")
	c.press("tab").wants("▌[ ] Call the carrier").press("space").wants("ticked: Call the carrier", "▌[x] Call the carrier  Maya Lindqvist", "Checklist 1/3")
	c.press("space").wants("no longer ticked", "▌[ ] Call the carrier").press("space")
	c.press("J", "enter").wants("Reword › Status page").press("' is red'", "enter").wants("[ ] Status page is red")
	c.press("alt+up").wants("moved an entry")
	if got, _ := s.Get(id); got.Checks[0].Text != "Status page is red" {
		t.Errorf("the order is %+v", got.Checks)
	}
	c.press("alt+down", "J", "space").wants("entry 3 of INC-1 is ticket #2")
	c.press("enter").wants("PRB-2").press("esc")
	write(t, s, maya, store.Command{ID: other, Act: model.Move{To: model.StateCanceled, Why: "no"}})
	c.send(clockMsg{})
	c.wants("[x] PRB-2", "Checklist 2/3")
	c.press("s").wants("Resolved  asks for solution · 1 entry of the checklist is open", "In Progress  asks for owner").lacks("owner · 1 entry").press("esc")
	c.press("shift+tab", "tab", "X").wants("removed an entry", "Checklist 1/2").lacks("Call the carrier  Maya")
	c.press("u").wants("undid: check INC-1", "[x] Call the carrier")
	c.press("tab", "tab").wants("Timeline")
	c.press("space", "X").wants("the hand is on no entry of the checklist")

	theirs := openAt(t, s, id, 80, 24)
	said(t, s, omar, id, model.Check{Remove: []uint32{2}})
	theirs.press("j").wants("Checklist 2/2")
}

func TestOneTickIsUndoneAndAnotherStays(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "VPN refuses all logins")
	said(t, s, maya, id, model.Check{Add: []string{"one", "two"}}, model.Check{Tick: []uint32{1}})
	said(t, s, omar, id, model.Check{Tick: []uint32{2}})
	openAt(t, s, id, 80, 24).wants("Checklist 2/2").press("u").wants("[ ] one", "[x] two", "Checklist 1/2")
	report, err := s.Check(t.Context())
	if err != nil || len(report.Findings) > 0 {
		t.Errorf("check: %+v, %v", report.Findings, err)
	}
}

func TestWhatEndedAlikeIsShownWithItsWords(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Badge readers offline in building C")
	was := create(t, s, model.Incident, "Badge readers dead in building B")
	said(t, s, maya, was, content(t, "Replaced the controller"))
	openAt(t, s, id, 80, 24).press("tab").wants("Similar 1", "Past INC-2 Resolved, fixed", "shares ", "badge", "Replaced the controller")
}

func content(t *testing.T, note string) model.Act {
	t.Helper()
	return model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: note}}}}
}

func TestNothingHostileInHeadTreeChecklistOrCopySpeaks(t *testing.T) {
	texts := []string{"\x1b[2J\x1b]52;c;aGk=\x07 gone", "\u202etxt.exe", "東京\u200b office", "over\rwrite\tand \u009bm"}
	for i, text := range texts {
		s := testStore(t)
		other, id := create(t, s, model.Incident, text), create(t, s, model.Incident, text)
		if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Services, Name: text + " service"}, model.Noun{Table: model.People, Name: text + " person", Email: text}); err != nil {
			t.Fatal(err)
		}
		nouns := func(table model.Table) int64 {
			all, err := s.Nouns(table)
			if err != nil {
				t.Fatal(err)
			}
			return int64(all[slices.IndexFunc(all, func(n model.Noun) bool {
				return strings.Contains(n.Name, "service") || strings.Contains(n.Name, "person")
			})].ID)
		}
		for _, no := range []uint8{model.FieldRequester, model.FieldService, model.FieldCommander} {
			f := model.FieldNo(no)
			got, _ := s.Get(id)
			said(t, s, maya, id, model.Edit{Field: no, Base: f.Get(got), To: model.Value{N: nouns(f.Table)}})
		}
		said(t, s, maya, id, model.LinkTo{Rel: model.ChildOf, To: other}, model.LinkTo{Rel: model.Blocks, To: other}, model.Declare{Why: text}, model.Check{Add: []string{text}},
			model.Check{AddTickets: []model.ID{other}}, model.Comment{Text: text}, model.Note{Text: text})
		for _, size := range [][2]int{{80, 24}, {140, 45}, {40, 10}} {
			c := openAt(t, s, id, size[0], size[1])
			for _, k := range []string{"tab", "J", "J", "tab", "y", "esc", "tab", "G", "z", "Z"} {
				c.press(k)
				checkFrame(t, c, fmt.Sprintf("text %d, %s", i, k), size[0], size[1])
				if plain := ansi.Strip(c.app.View().Content); strings.ContainsAny(plain, "\x1b\u202e\u009b\r\a\u200b\t") {
					t.Errorf("%q speaks at %d×%d after %s: %q", text, size[0], size[1], k, plain)
				}
			}
			v := newDetail(c.app.desk, id)
			whole, past, err := s.Timeline(id)
			if err != nil {
				t.Fatal(err)
			}
			if md := markdown(v.desk, whole, past); strings.ContainsAny(md, "\x1b\u202e\u009b\r\a\u200b\t") || !strings.Contains(md, "## Checklist") {
				t.Errorf("the Markdown speaks: %q", md)
			}
		}
	}
}

func TestTheHealthOfAServiceFollowsWhatTheTicketWentThrough(t *testing.T) {
	s := testStore(t)
	if _, err := s.AddNouns(t.Context(), maya, model.Noun{Table: model.Services, Name: "Mail"}); err != nil {
		t.Fatal(err)
	}
	mail := model.Setting{Field: model.FieldService, To: model.Value{N: int64(s.Names().Find(model.Services, "Mail")[0])}}
	id, other := create(t, s, model.Incident, "Mail bounces", mail), create(t, s, model.Incident, "Mail is slow", mail)
	c := openAt(t, s, id, 80, 24).wants("Mail · 2 incidents")
	write(t, s, maya, store.Command{ID: id, Act: content(t, "Queue emptied")}, store.Command{ID: other, Act: content(t, "Queue emptied")})
	c.look().wants("Mail · no incident open")
	c.press("u").wants("Mail · 2 incidents")
}
