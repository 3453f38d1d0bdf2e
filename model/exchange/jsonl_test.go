package exchange

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// export writes a desk as JSON lines.
func (d *testDesk) export() string {
	d.t.Helper()
	var b bytes.Buffer
	j, err := NewJSONL(&b, d, time.Unix(1_900_000_000, 0))
	if err != nil {
		d.t.Fatal(err)
	}
	for table := model.People; table <= model.Products; table++ {
		for i, name := range d.nouns[table] {
			if err := j.Noun(model.Noun{Table: table, ID: model.Ref(i + 1), Name: name}); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	for _, id := range d.order {
		if err := j.Ticket(d.tickets[id], model.Timeline(d.entries[id])); err != nil {
			d.t.Fatal(err)
		}
	}
	if err := j.Flush(); err != nil {
		d.t.Fatal(err)
	}
	return b.String()
}

// same checks that two desks hold the same tickets with the same lives.
func (d *testDesk) same(other *testDesk) {
	d.t.Helper()
	if !slices.Equal(d.order, other.order) {
		d.t.Fatalf("the tickets are %v, not %v", other.order, d.order)
	}
	for _, id := range d.order {
		for _, f := range model.Fields {
			if have, want := other.field(other.tickets[id], f.Name), d.field(d.tickets[id], f.Name); have != want {
				d.t.Errorf("%s of %s is %q, not %q", f.Name, d.tickets[id].Key(), have, want)
			}
		}
	}
}

func TestAnExportReadIntoAnEmptyDeskGivesTheSameDesk(t *testing.T) {
	a := newTestDesk(t)
	for _, name := range []string{"servicenow_log.csv", "servicenow_records.json", "servicenow_table.json", "servicenow_list.csv", "jira_cloud.csv"} {
		a.load(file(t, name), Options{})
	}
	text := a.export()
	b := newTestDesk(t)
	got := b.load(text, Options{})
	if got.Created != len(a.order) || got.Refused != 0 || len(got.warnings) != 0 {
		t.Fatalf("%+v, %q", got.Summary, got.warnings)
	}
	a.same(b)
	for _, id := range a.order {
		if have, want := b.story(b.tickets[id]), a.story(a.tickets[id]); !slices.Equal(have, want) {
			t.Errorf("the story of %s is\n%s\nnot\n%s", a.tickets[id].Key(), strings.Join(have, "\n"), strings.Join(want, "\n"))
		}
	}
	if again := b.export(); again != text {
		t.Errorf("a second export differs:\n%s\n%s", text, again)
	}
	if again := b.load(text, Options{}); again.Unchanged != len(a.order) {
		t.Errorf("the same file again: %+v", again.Summary)
	}
	if again := a.load(text, Options{}); again.Unchanged != len(a.order) {
		t.Errorf("back into the desk where it came from: %+v", again.Summary)
	}
}

func TestAnExportKeepsWhatWasUndoneAndWhoSaidWhat(t *testing.T) {
	title, state := model.FieldTitle, model.FieldState
	a := newTestDesk(t)
	ada, _ := a.Noun(model.People, "Ada Moreno")
	delta := func(field uint8, from, to model.Value) model.Delta {
		return model.Delta{Field: field, From: from, To: to}
	}
	one, two := model.Value{S: "One\x1b[31m \u202e \"x\" <b>"}, model.Value{S: "Two"}
	events := []*model.Entry{
		{Rev: 1, Group: 1, Events: []model.Event{{At: 1_700_000_000, By: ada, Verb: model.VerbCreate, Deltas: []model.Delta{
			delta(model.FieldKind, model.Value{}, model.Value{N: int64(model.Incident)}), delta(title, model.Value{}, one), delta(state, model.Value{}, model.Value{N: int64(model.StateNew)}),
			delta(model.FieldLinks, model.Value{}, model.Value{S: "relates:9 child-of:8"}), delta(model.FieldParent, model.Value{}, model.Value{N: 8}),
			delta(model.FieldWatchers, model.Value{}, model.Value{S: "1"}), delta(model.FieldCreated, model.Value{}, model.Value{N: 1_700_000_000}),
		}}}},
		{Rev: 2, Group: 2, Recorded: 1_700_000_500, Events: []model.Event{{At: 1_700_000_100, By: ada, Verb: model.VerbEdit, Text: "why", Deltas: []model.Delta{delta(title, one, two)}}}},
		{Rev: 3, Group: 3, Undoes: 2, Events: []model.Event{{At: 1_700_000_200, By: ada, Verb: model.VerbUndo, Deltas: []model.Delta{delta(title, two, one)}}}},
		// An import that came later tells of something earlier: the journal's order counts, not that of the times.
		{Rev: 4, Group: 4, Act: model.VerbImport, Events: []model.Event{{At: 1_700_000_050, Verb: model.VerbMove, Deltas: []model.Delta{delta(state, model.Value{N: 1}, model.Value{N: int64(model.StateInProgress)})}}}},
		{Rev: 5, Group: 5, Act: model.VerbImport, Events: []model.Event{{At: 1_700_000_040, Verb: model.VerbRank, Near: model.Place{After: 3}, Text: " two  blanks\r\n"}}},
	}
	ticket := &model.Ticket{}
	for _, e := range events {
		e.ID = 5
		ticket.Replay(e)
	}
	ticket.Rank = 77
	a.tickets[5], a.entries[5], a.order = ticket, events, []model.ID{5}
	text := a.export()
	for _, r := range text {
		if r != '\n' && (r < ' ' || r > '~') {
			t.Fatalf("the export holds %U: %s", r, text)
		}
	}
	b := newTestDesk(t)
	b.load(text, Options{})
	a.same(b)
	if have := b.tickets[5].Title; have != one.S {
		t.Errorf("the title is %q", have)
	}
	tl := model.Timeline(b.entries[5])
	if i := slices.IndexFunc(tl, func(m model.Moment) bool { return m.Verb == model.VerbEdit && m.Text == "why" }); i < 0 || !tl[i].Undone {
		t.Errorf("what was undone is %+v", tl)
	}
	for range 3 { // it does not grow from one export to the next
		next := newTestDesk(t)
		next.load(b.export(), Options{})
		a.same(next)
		if len(next.story(next.tickets[5])) > len(tl)+1 {
			t.Errorf("the story grows:\n%s", strings.Join(next.story(next.tickets[5]), "\n"))
		}
		b = next
	}
}

func TestATicketWithoutItsHistoryIsWhatItSays(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "desk.jsonl"), Options{})
	if got.Created != 2 || got.Refused != 0 || len(got.nouns) != 4 || got.nouns[0].Email != "ada@example.org" {
		t.Fatalf("%+v, %+v", got.Summary, got.nouns)
	}
	d.want(d.tickets[12], map[string]string{
		"title": "Mail bounces", "state": "on-hold", "reason": "awaiting-vendor", "team": "Desk, first line", "service": "Mail", "tag": "mail,vip", "reopened": "2",
		"link": "caused-by:13", "created": "2026-01-02T03:04:05Z", "updated": "2026-01-03T00:00:00Z",
	})
	d.want(d.tickets[14], map[string]string{"kind": "item", "rank": "4611686018427387904", "parent": "15", "size": "5", "state": "ready"})
	if have := d.story(d.tickets[12])[1]; have != "2026-01-02T04:00:00Z Ada Moreno comment | Since  today\n— all of it" {
		t.Errorf("the comment is %q", have)
	}
}

func TestABadLineOfAnExportIsRefusedAndTheRestGoesIn(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines(
		`{"record":"desk","format":1}`,
		`{"record":"person"}`,
		`{"record":"ticket","number":1,"kind":"unicorn","title":"x"}`,
		`{"record":"ticket","number":2,"title":"no kind"}`,
		`{"record":"ticket","number":-3,"kind":"incident","title":"x"}`,
		`{"record":"ticket","number":4,"kind":"incident","title":7}`,
		`{"record":"ticket","number":5,"kind":"incident","title":"x","history":[{"verb":"edit","at":"never"}]}`,
		`{"record":"ticket","number":6,"kind":"incident","title":"x","link":[{"rel":"eats","to":1}]}`,
		`{"record":"ticket","number":7`,
		`{"record":"calendar","name":"new thing"}`,
		`{"record":"ticket","number":8,"kind":"incident","title":"good","colour":"red","state":"new"}`,
	), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	want := []string{
		"2:1: name: the person has none",
		`3:38: kind: "unicorn" is none of its values`,
		"4:1: kind: the ticket has none",
		"5:29: number: -3 is no whole number",
		"6:57: title: 7 is no text",
		`7:1: history: entry 1: "never" is no date: write it as 2024-02-29 16:30`,
		`8:68: link: "eats" is no relation: use one of relates, duplicates, duplicated-by, blocks, blocked-by, caused-by, causes, fixed-by, fixes, parent-of, child-of, demand-for, wanted-by, merged-into, merged-from, split-from, split-into`,
		"9:29: no JSON: unexpected end of JSON input",
	}
	if !slices.Equal(have, want) || got.Created != 1 {
		t.Errorf("%d tickets, and the problems are\n%s", got.Created, strings.Join(have, "\n"))
	}
	if !slices.Equal(got.warnings, []string{`records of a "calendar" are not imported`, `line 11: "colour" is no field and is left out`}) {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestAnExportMayBeReadAsAnotherDesks(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "desk.jsonl"), Options{Source: "north"})
	d.want(d.by("INC-12"), map[string]string{"source": "north", "title": "Mail bounces"})
}

// Every value that a field can hold is written so that it is read back as it was.
func TestEveryValueOfEveryFieldComesBack(t *testing.T) {
	d := newTestDesk(t)
	for i := range 5 {
		for table := model.People; table <= model.Products; table++ {
			if _, err := d.Noun(table, "Name "+strings.Repeat("é, ", i)+"x"); err != nil {
				t.Fatal(err)
			}
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		for _, f := range model.Fields {
			v := valueFor(f, rng)
			raw := appendValue(nil, f, v, d)
			if !json.Valid(raw) {
				t.Fatalf("%s: %s is no JSON", f.Name, raw)
			}
			fact, err := readFact(f, raw)
			if err != nil {
				t.Errorf("%s: %v", f.Name, err)
				continue
			}
			have := fact.To
			switch f.Type {
			case model.Reference:
				r := model.Ref(0)
				if fact.Name != "" {
					r, _ = d.Noun(f.Table, fact.Name)
				}
				have = model.Value{N: int64(r)}
			case model.Watching:
				var refs []string
				for _, n := range split(fact.Name, "\n") {
					r, _ := d.Noun(model.People, n)
					refs = append(refs, string(rune('0'+r)))
				}
				have = model.Value{S: strings.Join(refs, " ")}
			case model.Checks:
				checks := model.ChecksOf(fact.To)
				for i, n := range strings.Split(fact.Name, "\n") {
					if n != "" {
						checks[i].By, _ = d.Noun(model.People, n)
					}
				}
				have = model.ChecksValue(checks)
			}
			if have != v {
				t.Errorf("%s: %+v is written as %s and read as %+v", f.Name, v, raw, have)
			}
		}
	}
}

func valueFor(f *model.Field, rng *rand.Rand) model.Value {
	texts := []string{"", "x", " blanks ", "line\nfeed", "\x00\x1b[0m\u202e\u2028", "\"<&>\\", "é😀", "a,b"}
	switch f.Type {
	case model.Choice:
		if rng.IntN(len(f.Options)+1) == 0 {
			return model.Value{}
		}
		return model.Value{N: f.Options[rng.IntN(len(f.Options))].N}
	case model.Number, model.TicketRef:
		return model.Value{N: rng.Int64N(1 << 31)}
	case model.Time:
		return model.Value{N: rng.Int64N(1 << 32)}
	case model.Reference:
		return model.Value{N: rng.Int64N(6)}
	case model.Tags:
		return model.Value{S: strings.Join(model.SplitTags([]string{"", "a", "b c", "é,x,a"}[rng.IntN(4)]), ",")}
	case model.Links:
		return model.Value{S: []string{"", "relates:1", "blocks:2 child-of:4294967295"}[rng.IntN(3)]}
	case model.Guesses:
		return model.Value{S: []string{"", "effort=2..3..5", "reach=2000 confidence=80"}[rng.IntN(3)]}
	case model.Checks:
		checks := []model.CheckItem{{ID: 3, Text: "Call <the> \x1b[0m \"carrier\""}, {ID: 1, Ticket: 12}, {ID: 2, Text: "x", By: model.Ref(1 + rng.IntN(5)), At: 1700000000}}
		return model.ChecksValue(checks[:rng.IntN(4)])
	case model.Watching:
		return model.Value{S: []string{"", "1", "3 1 2"}[rng.IntN(3)]}
	}
	return model.Value{S: texts[rng.IntN(len(texts))]}
}
