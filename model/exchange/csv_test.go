package exchange

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

func glpi(t *testing.T) *Mapping {
	t.Helper()
	m, err := ParseMapping(strings.NewReader(file(t, "glpi.json")))
	if err != nil {
		t.Skipf("this machine has no zones: %v", err)
	}
	return m
}

func TestAMappingMakesATableOfAnyDeskReadable(t *testing.T) {
	d := newTestDesk(t)
	got := d.load("\xef\xbb\xbf\xef\xbb\xbf"+file(t, "glpi.csv"), Options{Map: glpi(t)})
	if got.Created != 2 || got.Refused != 0 {
		t.Fatalf("%+v", got.Summary)
	}
	d.want(d.by("52267"), map[string]string{
		"kind": "incident", "title": "Impresora sin tóner", "state": "in-progress", "priority": "1", "requester": "Polina Vega", "assignee": "Raúl Mora",
		"category": "Hardware > Impresoras", "created": "2024-10-30T08:00:00Z", "updated": "2024-10-31T09:42:00Z", "source": "glpi",
	})
	d.want(d.by("52268"), map[string]string{"state": "resolved", "assignee": "", "agreed": "2024-11-02T17:00:00Z", "updated": "2024-11-01T07:00:00Z"})
	if !slices.Equal(got.warnings, []string{"line 2: assignee names 2 people; only the first is kept"}) {
		t.Errorf("the warnings are %q", got.warnings)
	}
	if again := d.load(file(t, "glpi.csv"), Options{Map: glpi(t)}); again.Unchanged != 2 {
		t.Errorf("the same file again: %+v", again.Summary)
	}
}

func TestATableWithOurOwnWordsNeedsNoMapping(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines("Number,Kind,Title,State,Reason,Priority,Team,Tags,Created,Resolved,Known error,Parent,Links,Colour",
		"T-1,incident,One,In Progress,,P1 Critical,Network,\"a, B\",2024-01-01 10:00,,,,,red",
		"T-2,problem,Two,resolved,,2,,,2024-01-01 10:00,2024-01-02 10:00,yes,T-1,relates:T-1 blocks:T-9,",
		"T-3,bug,Three,done,,,,,2024-01-01 10:00,,,,,",
		"T-4,incident,Four,awaiting vendor,,,,,2024-01-01 10:00,,,,,",
	), Options{})
	if got.Created != 4 || got.Refused != 0 {
		t.Fatalf("%+v", got.Summary)
	}
	d.want(d.by("T-1"), map[string]string{"kind": "incident", "state": "in-progress", "priority": "1", "team": "Network", "tag": "a,b", "created": "2024-01-01T10:00:00Z", "source": "csv"})
	d.want(d.by("T-2"), map[string]string{"kind": "problem", "state": "resolved", "known-error": "yes", "resolved": "2024-01-02T10:00:00Z", "updated": "2024-01-02T10:00:00Z"})
	d.want(d.by("T-3"), map[string]string{"kind": "item", "state": "done"})
	d.want(d.by("T-4"), map[string]string{"state": "on-hold"})
	if want := []PendingLink{{model.ChildOf, "T-1"}, {model.Relates, "T-1"}, {model.Blocks, "T-9"}}; !slices.Equal(got.links["T-2"], want) {
		t.Errorf("the ties are %v", got.links["T-2"])
	}
	if !slices.Contains(got.warnings, `columns not imported: "Colour"`) {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestABadCellIsRefusedWithItsPlace(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines("number,kind,title,state,created,size,due", "1,incident,ok,new,2024-01-01,,", "2,unicorn,x,new,2024-01-01,,", "3,incident,x,frobnicated,2024-01-01,,",
		"4,incident,x,new,never,,", "5,item,x,idea,2024-01-01,many,", "6,incident,x,new,2024-01-01,,soon"), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	want := []string{
		`3:3: kind: "unicorn" is no kind of ticket`,
		`4:14: state: "frobnicated" is no state that is known: say with a mapping which one it is`,
		`5:18: created: "never" is no date: write it as 2024-02-29 16:30`,
		`6:26: size: "many" is none of its values`,
		`7:30: due: "soon" is no date: write it as 2024-02-29 16:30`,
	}
	if !slices.Equal(have, want) || got.Created != 1 {
		t.Errorf("the problems are\n%s", strings.Join(have, "\n"))
	}
}

func TestAMappingIsCheckedBeforeAnythingIsRead(t *testing.T) {
	for text, says := range map[string]string{
		`{"columns":{"X":"colour"}}`:      `column "X" means "colour", which is none of kind, title,`,
		`{"kind":"unicorn"}`:              `"unicorn" is no kind of ticket`,
		`{"states":{"Zu":"frobnicated"}}`: `state "Zu": State: "frobnicated" is none of new,`,
		`{"values":{"colour":{}}}`:        `values of "colour", which is no field`,
		`{"separator":"<>"}`:              `can't separate cells`,
		`{"zone":"Mars/Olympus"}`:         `unknown time zone Mars/Olympus`,
		`{"coloums":{}}`:                  `unknown field "coloums"`,
		`{"kind":"incident"} x`:           `something follows its closing brace`,
		`{"kind":`:                        `read the mapping`,
	} {
		if _, err := ParseMapping(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", text, err)
		}
	}
	m, err := ParseMapping(strings.NewReader(`{"columns":{"Betreff":"title","Sagt":"comment","Weg":"-","Wer":"updated-by","Wann":"updated","Nr":"number","Seit":"created"}}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Open(strings.NewReader("a,b\n"), Options{Map: m}); err == nil || !strings.Contains(err.Error(), `this is no CSV: its first line has the columns "a", "b"`) {
		t.Errorf("a table without a column of the mapping gives %v", err)
	}
	d := newTestDesk(t)
	d.load(lines("nr,betreff,sagt,weg,wer,wann,state,seit", "7,Titel,Hallo,x,Uta,2024-01-02,resolved,2024-01-01"), Options{Map: m, Source: "tafel", Zone: time.UTC})
	want := []string{
		"2024-01-01T00:00:00Z  create | title=Titel state=new created=2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z  comment | Hallo", "2024-01-02T00:00:00Z Uta move | state=resolved",
	}
	if have := d.story(d.by("7")); !slices.Equal(have, want) || d.by("7").Source != "tafel" {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
}

func TestNoCellOfACSVIsAFormula(t *testing.T) {
	d := newTestDesk(t)
	cells := formulas(t)
	for i, c := range cells {
		d.tickets[model.ID(i+1)] = &model.Ticket{ID: model.ID(i + 1), Kind: model.Incident, Title: c, Description: c, Category: c, State: model.StateNew}
		d.order = append(d.order, model.ID(i+1))
	}
	var b bytes.Buffer
	w, err := NewCSV(&b, d, []string{"key", "title", "description", "category", "state", "number"})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range d.order {
		if err := w.Ticket(d.tickets[id]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(cells)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		for _, c := range row {
			if trimmed := strings.TrimSpace(c); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@|") && trimmed != "-5" {
				t.Errorf("the cell %q is a formula", c)
			}
		}
	}
	raw, err := NewRawCSV(&b, d, []string{"title"})
	if err != nil || raw.Ticket(&model.Ticket{Title: "=1+1"}) != nil || raw.Flush() != nil || b.String() != "title\n=1+1\n" {
		t.Errorf("a raw table is %q, %v", b.String(), err)
	}
	if _, err := NewCSV(&b, d, []string{"colour"}); err == nil || !strings.Contains(err.Error(), `"colour" is no column: use some of number, key, kind, title`) {
		t.Errorf("a column that does not exist gives %v", err)
	}
}

// formulas are cells that spreadsheets would run.
func formulas(t *testing.T) []string {
	t.Helper()
	return []string{"=1+1", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "\t=1", "\r=1", " =1", "|x", "＝1", "'=1", "''=1", "plain", "-5", "it's"}
}

func TestOurOwnCSVComesBackAsTheSameTickets(t *testing.T) {
	a := newTestDesk(t)
	a.load(file(t, "servicenow_log.csv"), Options{})
	a.load(file(t, "servicenow_table.json"), Options{})
	a.load(file(t, "jira_cloud.csv"), Options{})
	a.load(file(t, "desk.jsonl"), Options{})
	for i, f := range formulas(t) {
		id := model.ID(100 + i)
		a.order = append(a.order, id)
		a.tickets[id] = &model.Ticket{ID: id, Kind: model.Incident, State: model.StateNew, Title: strings.TrimSpace(f), Description: f + "\r\n" + f, Created: 1_700_000_000, Updated: 1_700_000_000}
	}
	export := func(d *testDesk) string {
		var b bytes.Buffer
		w, err := NewCSV(&b, d, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range d.order {
			if err := w.Ticket(d.tickets[id]); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	text := export(a)
	b := newTestDesk(t)
	got := b.load(text, Options{})
	if got.Created != len(a.order) || got.Refused != 0 || len(got.warnings) != 0 {
		t.Fatalf("%+v, %q", got.Summary, got.warnings)
	}
	for _, id := range a.order {
		for _, f := range model.Fields {
			if f.No == model.FieldRank {
				continue // a table has no order
			}
			if have, want := b.field(b.tickets[id], f.Name), a.field(a.tickets[id], f.Name); have != want {
				t.Errorf("%s of %s is %q, not %q", f.Name, a.tickets[id].Key(), have, want)
			}
		}
	}
	if again := b.load(text, Options{}); again.Unchanged != len(a.order) {
		t.Errorf("the same file again: %+v", again.Summary)
	}
}

func TestATicketAsJSONHasItsFieldsByName(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "desk.jsonl"), Options{})
	b := TicketJSON(d.tickets[12], d, []*model.Field{model.FieldNamed("title"), model.FieldNamed("tag"), model.FieldNamed("team"), model.FieldNamed("created"), model.FieldNamed("due"), model.FieldNamed("reopened")})
	want := `{"number":12,"key":"INC-12","title":"Mail bounces","tag":["mail","vip"],"team":"Desk, first line","created":"2026-01-02T03:04:05Z","reopened":2}`
	if string(b) != want || !json.Valid(b) {
		t.Errorf("it is %s", b)
	}
}
