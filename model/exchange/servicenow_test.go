package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

func TestAServiceNowListBecomesTicketsWithWhatIsKnownOfTheirLives(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "servicenow_list.csv"), Options{})
	if got.Created != 3 || got.Events != 3 || got.Read != 3 || got.Refused != 0 {
		t.Fatalf("%+v", got.Summary)
	}
	d.want(d.by("INC0030002"), map[string]string{
		"kind": "incident", "title": `Badge reader "north" blinks, stays shut`, "state": "in-progress", "priority": "1", "requester": "Omar Said", "assignee": "Ines Prado",
		"team": "Facilities", "category": "Hardware", "created": "2024-03-09T08:10:00Z", "updated": "2024-03-11T22:55:05Z", "source": "servicenow", "source-id": "INC0030002",
	})
	want := []string{
		`2024-03-09T08:10:00Z Omar Said create | title=Badge reader "north" blinks, stays shut state=new priority=1 requester=Omar Said assignee=Ines Prado team=Facilities category=Hardware created=2024-03-09T08:10:00Z`,
		"2024-03-11T22:55:05Z iprado move | state=in-progress",
	}
	if have := d.story(d.by("INC0030002")); !slices.Equal(have, want) {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
	if n := len(d.story(d.by("INC0030003"))); n != 1 {
		t.Errorf("what never changed has %d moments", n)
	}
	if d.by("INC0030003").Title != "Mail rules vanish overnight" {
		t.Error("a blank at the end of a title is kept")
	}
	if len(got.warnings) != 1 || !strings.Contains(got.warnings[0], "read as UTC") {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestAListWithLabelsIsReadLikeOneWithNames(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "servicenow_labels.csv"), Options{})
	d.want(d.by("INC0031001"), map[string]string{
		"title": "Scanner jams", "description": "Two sheets at once, always.", "code": "Solved (Permanently)", "note": "Roller changed", "state": "closed",
		"assignee": "Ines Prado", "created": "2024-01-17T15:09:51Z", "updated": "2024-01-17T15:09:51Z",
	})
	d.want(d.by("INC0031003"), map[string]string{"title": "=SUM looks odd in the report", "state": "new"})
}

func TestATimeOfAListIsInTheExportersZone(t *testing.T) {
	text := lines("number,opened_at,short_description,state", "INC0000060,2016-12-12 07:19:57,Mail,Closed")
	d := newTestDesk(t)
	got := d.load(text, Options{Zone: pacific(t)})
	d.want(d.by("INC0000060"), map[string]string{"created": "2016-12-12T15:19:57Z"})
	if len(got.warnings) > 0 {
		t.Errorf("the warnings are %q", got.warnings)
	}
	d = newTestDesk(t)
	d.load(strings.Replace(text, "Closed", "7", 1), Options{Zone: pacific(t)})
	d.want(d.by("INC0000060"), map[string]string{"created": "2016-12-12T07:19:57Z", "state": "closed"})
}

func TestAListInTheUsersDateFormatIsUnderstood(t *testing.T) {
	for _, c := range []struct{ cell, want string }{
		{"17/01/2018 15:09:51", "2018-01-17T15:09:51Z"}, {"01/17/2018 03:09:51 PM", "2018-01-17T15:09:51Z"}, {"17.01.2018 15:09", "2018-01-17T15:09:00Z"},
		{"01-17-2018 15:09:51", "2018-01-17T15:09:51Z"},
	} {
		d := newTestDesk(t)
		d.load(lines("number,opened_at,short_description", "INC1,"+c.cell+",x"), Options{})
		d.want(d.by("INC1"), map[string]string{"created": c.want})
	}
	d := newTestDesk(t)
	got := d.load(lines("number,opened_at,short_description", "INC1,03/04/2018 15:09:51,x"), Options{})
	if len(got.warnings) != 2 || !strings.Contains(got.warnings[0], `dates such as "03/04/2018 15:09:51" may mean two days; they are read with the day first`) {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestABadRowOfAListIsRefusedWithItsPlaceAndTheRestGoesIn(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines(
		"number,opened_at,short_description,state,priority",
		"INC1,2024-01-01 10:00:00,good,New,3",
		"INC2,2024-13-01 10:00:00,bad month,New,3",
		"INC3,2024-01-01 10:00:00,bad state,Frobnicated,3",
		"INC4,2024-01-01 10:00:00,bad priority,New,9",
		"INC5,2024-01-01 10:00:00",
		",2024-01-01 10:00:00,no number,New,3",
		"INC7,2024-01-01 10:00:00,too many,New,3,x",
		"INC8,2024-01-01 10:00:00,\"bad \"quote\",New,3",
		"INC9,2024-01-01 10:00:00,good again,New,3,,",
	), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	want := []string{
		`3:6: opened_at: "2024-13-01 10:00:00" is no date: there is no day 2024-13-01`,
		`4:36: state: "Frobnicated" is no state of an incident that is known`,
		`5:43: priority: "9" is no priority from 1 to 5`,
		"6:1: the row has 2 cells, the header has 5",
		"7:1: the record has no number",
		"8:1: the row has 6 cells, the header has 5",
		"9:26: a quote inside the quoted cell is not doubled, so that its end can't be told",
	}
	if !slices.Equal(have, want) {
		t.Errorf("the problems are\n%s", strings.Join(have, "\n"))
	}
	if got.Read != 9 || got.Created != 2 || got.Refused != 7 || got.Events != 9 {
		t.Errorf("%+v", got.Summary)
	}
}

func TestAnIncidentWasResolvedAndClosedWhenItsRecordSaysSo(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "servicenow_records.json"), Options{})
	if got.Created != 2 {
		t.Fatalf("two records with one number are %d tickets", got.Created)
	}
	a, b := d.tickets[d.order[0]], d.tickets[d.order[1]]
	d.want(a, map[string]string{
		"source-key": "aaaabbbbccccddddeeeeffff00001111", "state": "closed", "code": "Solved (Permanently)", "note": "Cable seated", "resolved": "2024-02-02T09:30:00Z",
		"closed": "2024-02-05T10:00:00Z", "updated": "2024-02-05T10:00:01Z", "opened-by": "1111222233334444555566667777888a", "resolved-by": "1111222233334444555566667777888b",
	})
	d.want(b, map[string]string{"source-key": "aaaabbbbccccddddeeeeffff00002222", "state": "on-hold", "reason": "awaiting-vendor"})
	want := []string{
		"2024-02-01T08:00:00Z 1111222233334444555566667777888a create | title=Screens stay dark state=new impact=2 urgency=1 priority=2 opened-by=1111222233334444555566667777888a created=2024-02-01T08:00:00Z",
		"2024-02-02T09:30:00Z 1111222233334444555566667777888b move | state=resolved resolved-by=1111222233334444555566667777888b resolved=2024-02-02T09:30:00Z code=Solved (Permanently) note=Cable seated",
		"2024-02-05T10:00:00Z  move | state=closed closed=2024-02-05T10:00:00Z",
		"2024-02-05T10:00:01Z system edit",
	}
	if have := d.story(a); !slices.Equal(have, want) {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
	if !slices.Contains(got.warnings, `fields not imported: "business_duration", "u_floor"`) {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestATableOfChangesKeepsStatesThatAreNegativeOrZero(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "servicenow_table.json"), Options{})
	d.want(d.by("CHG0040001"), map[string]string{
		"kind": "change", "state": "review", "type": "emergency", "risk": "1", "team": "00112233445566778899aabbccddeeff", "start": "2024-05-02T04:00:00Z",
		"end": "2024-05-02T06:00:00Z", "closed": "", "updated": "2024-04-20T12:00:00Z",
	})
	d.want(d.by("CHG0040002"), map[string]string{"state": "new", "created": "2030-01-01T00:00:00Z", "updated": "2024-04-02T00:00:00Z"})
}

func TestNamesAndStoredValuesMayStandSideBySide(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "servicenow_display.jsonl"), Options{Zone: pacific(t)})
	d.want(d.by("INC0033001"), map[string]string{
		"state": "on-hold", "reason": "awaiting-vendor", "team": "Telephony", "assignee": "", "created": "2024-06-01T15:00:00Z", "updated": "2024-06-02T19:16:07Z",
	})
	d.want(d.by("INC0033002"), map[string]string{"state": "in-progress", "priority": "2", "assignee": "Omar Said", "created": "2024-06-01T08:00:00Z", "updated": "2024-06-01T09:00:00Z"})
}

func TestStoredTimesAreUTCWhateverZoneIsNamed(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "servicenow_table.json"), Options{Zone: pacific(t)})
	d.want(d.by("CHG0040001"), map[string]string{"created": "2024-04-19T12:00:00Z"})
	if len(got.warnings) != 1 || !strings.Contains(got.warnings[0], "the zone that was named is not used") {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestABadFieldOfARecordIsRefusedWithItsPlace(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines(`{"records":[`, `{"number":"INC1","short_description":"a","state":"1"},`, `{"number":"INC2",`, ` "state":"99"},`, `{"number":"INC3",}]}`), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	want := []string{`4:10: state: "99" is no state of an incident that is known`, "5:18: no JSON: invalid character '}' looking for beginning of object key string"}
	if !slices.Equal(have, want) || got.Created != 1 {
		t.Errorf("%d tickets, and the problems are\n%s", got.Created, strings.Join(have, "\n"))
	}
}

func TestTiesToOtherRecordsWaitUntilTheyCanBeMade(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines(
		"number,short_description,parent_incident,problem_id,rfc,caused_by,watch_list",
		`INC2,x,INC1,PRB3,CHG4,CHG5,"Omar Said, Ines Prado"`,
	), Options{})
	want := []PendingLink{{model.ChildOf, "INC1"}, {model.CausedBy, "PRB3"}, {model.FixedBy, "CHG4"}, {model.CausedBy, "CHG5"}}
	if !slices.Equal(got.links["INC2"], want) {
		t.Errorf("the ties are %v", got.links["INC2"])
	}
	if len(got.warnings) > 0 {
		t.Errorf("the warnings are %q", got.warnings)
	}
}

func TestWhatWasClosedIsClosedThoughNoColumnSaysSo(t *testing.T) {
	d := newTestDesk(t)
	d.load(lines(
		"number,priority,short_description,sys_class_name,requested_by,type,assignment_group,work_end,closed_at",
		"CHG0000001,4 - Low,Patch,Change Request,Omar Said,Standard,Linux,,2024-01-02 10:00:00",
	), Options{})
	d.want(d.by("CHG0000001"), map[string]string{"kind": "change", "state": "closed", "type": "standard", "requester": "Omar Said", "closed": "2024-01-02T10:00:00Z"})
}

func TestAJournalColumnBecomesCommentsAndNotes(t *testing.T) {
	d := newTestDesk(t)
	journal := "2018-08-16 15:44:11 - System Administrator (Work notes)\nsecond\nline\n\n2018-08-16 14:00:00 - Ada Moreno (Additional comments)\nfirst\n\n"
	d.load("number,opened_at,sys_updated_on,short_description,state,comments_and_work_notes,comments\nINC1,2018-08-16 13:00:00,2018-08-17 09:00:00,x,New,\""+journal+"\",only text\n", Options{})
	want := []string{
		"2018-08-16T13:00:00Z  create | title=x state=new created=2018-08-16T13:00:00Z",
		"2018-08-16T14:00:00Z Ada Moreno comment | first",
		"2018-08-16T15:44:11Z System Administrator note | second\nline",
		"2018-08-17T09:00:00Z  comment | only text",
	}
	if have := d.story(d.by("INC1")); !slices.Equal(have, want) {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
}

func TestARequestOfAnyTableIsARequest(t *testing.T) {
	d := newTestDesk(t)
	d.load(lines(
		"number,state,assigned_to,sys_created_on,sys_updated_on,short_description,sys_updated_by,assignment_group,u_requested_for.user_name",
		"RITM0010001,Closed Complete,Ines Prado,2024-01-01 10:00:00,2024-01-02 10:00:00,Laptop,system,Hardware,osaid",
		"SCTASK0010002,Work in Progress,,2024-01-01 10:00:00,2024-01-02 10:00:00,Pick a bag,system,Hardware,osaid",
	), Options{})
	d.want(d.by("RITM0010001"), map[string]string{"kind": "request", "state": "closed", "created": "2024-01-01T10:00:00Z", "updated": "2024-01-02T10:00:00Z"})
	d.want(d.by("SCTASK0010002"), map[string]string{"kind": "request", "state": "fulfilling"})
}

func TestALaterExportBringsWhatIsNew(t *testing.T) {
	head := "number,opened_at,short_description,state,assigned_to,sys_updated_on,sys_updated_by"
	first := lines(head, "INC1,2024-01-01 10:00:00,x,New,,2024-01-01 11:00:00,ada")
	d := newTestDesk(t)
	d.load(first, Options{})
	if again := d.load(first, Options{}); again.Unchanged != 1 || again.Created+again.Updated != 0 {
		t.Errorf("the same file again: %+v", again.Summary)
	}
	later := d.load(lines(head, "INC1,2024-01-01 10:00:00,x,In Progress,Ben,2024-01-02 09:00:00,ben"), Options{})
	if later.Updated != 1 {
		t.Errorf("a later export: %+v", later.Summary)
	}
	d.want(d.by("INC1"), map[string]string{"state": "in-progress", "assignee": "Ben", "updated": "2024-01-02T09:00:00Z"})
}

func TestATimeThatLiesBehindTheLastChangeMovesNoMoment(t *testing.T) {
	d := newTestDesk(t)
	d.load(lines(
		"number,short_description,state,opened_at,resolved_at,closed_at,sys_updated_on",
		"INC1,closed before it was resolved,Closed,2023-03-31 22:50:23,2023-06-24 19:56:12,2023-04-01 22:55:16,2023-06-24 20:16:04",
		"INC2,resolved after its last change,Resolved,2023-01-01 00:00:00,2023-01-05 00:00:00,,2023-01-03 00:00:00",
		"INC3,opened again,In Progress,2023-01-01 00:00:00,2023-01-02 00:00:00,,2023-01-03 00:00:00",
	), Options{})
	for number, want := range map[string][]string{
		"INC1": {"2023-03-31T22:50:23Z create new", "2023-04-01T22:55:16Z move closed", "2023-06-24T19:56:12Z edit ", "2023-06-24T20:16:04Z edit "},
		"INC2": {"2023-01-01T00:00:00Z create new", "2023-01-03T00:00:00Z move resolved"},
		"INC3": {"2023-01-01T00:00:00Z create new", "2023-01-02T00:00:00Z move resolved", "2023-01-03T00:00:00Z move in-progress"},
	} {
		var have []string
		for _, m := range model.Timeline(d.entries[d.by(number).ID]) {
			state := ""
			for _, c := range m.Deltas {
				if c.Field == model.FieldState {
					state = model.State(c.To.N).String()
				}
			}
			have = append(have, fmt.Sprintf("%s %s %s", m.At, m.Verb, state))
		}
		if !slices.Equal(have, want) {
			t.Errorf("%s: %q", number, have)
		}
	}
	d.want(d.by("INC1"), map[string]string{"resolved": "2023-06-24T19:56:12Z", "closed": "2023-04-01T22:55:16Z"})
	d.want(d.by("INC2"), map[string]string{"resolved": "2023-01-05T00:00:00Z", "updated": "2023-01-03T00:00:00Z"})
}

func TestTextThatIsTooLongIsCutWithAWarning(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines("number,short_description,assigned_to", "INC1,"+strings.Repeat("é", model.MaxTitle)+","+strings.Repeat("n", 300)), Options{Zone: time.UTC})
	want := []string{"line 2: title is cut to 1024 bytes", "line 2: assignee is cut to 256 bytes"}
	if !slices.Equal(got.warnings, want) || len(d.by("INC1").Title) != model.MaxTitle {
		t.Errorf("the warnings are %q", got.warnings)
	}
}
