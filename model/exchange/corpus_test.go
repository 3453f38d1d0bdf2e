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

// The tests of this file read the real files, and compare what became of them with a plain pass over the same files that
// shares no code with the readers.

// table gives the rows of a CSV as maps from header to cell.
func plainTable(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// known makes ? empty.
func known(s string) string {
	if s == "?" {
		return ""
	}
	return s
}

func when(t *testing.T, layout, s string) string {
	t.Helper()
	if known(s) == "" {
		return ""
	}
	at, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return at.Format(time.RFC3339)
}

const logFile = "uci_servicenow_eventlog/incident_event_log_sample.csv"

func TestTheEventLogGives1246IncidentsFrom7027Events(t *testing.T) {
	text := corpus(t, logFile)
	d := newTestDesk(t)
	got := d.load(text, Options{})
	if got.Events != 7027 || got.Created != 1246 || got.Read != 1246 || got.Refused != 0 {
		t.Fatalf("%+v", got.Summary)
	}
	rows := map[string][]map[string]string{}
	for _, r := range plainTable(t, text) {
		rows[r["number"]] = append(rows[r["number"]], r)
	}
	if len(rows) != 1246 {
		t.Fatalf("the file has %d incidents", len(rows))
	}
	group70 := 0
	for number, events := range rows {
		ticket, last := d.by(number), events[len(events)-1]
		d.want(ticket, lastRow(t, last))
		if d.field(ticket, "state") == "closed" && d.field(ticket, "team") == "Group 70" {
			group70++
		}
		checkTimeline(t, d, ticket, events)
	}
	if group70 != 457 {
		t.Errorf("Group 70 has %d closed incidents", group70)
	}
	if again := d.load(text, Options{}); again.Unchanged != 1246 || again.Created+again.Updated != 0 {
		t.Errorf("the same file again: %+v", again.Summary)
	}
}

// lastRow says what the ticket must hold in the end.
func lastRow(t *testing.T, last map[string]string) map[string]string {
	const layout = "2/1/2006 15:04"
	digit := func(column string) string { return known(last[column])[:1] }
	count := func(column string) string { return strings.TrimPrefix(last[column], "0") }
	return map[string]string{
		"state": map[string]string{"Closed": "closed"}[last["incident_state"]], "team": known(last["assignment_group"]), "assignee": known(last["assigned_to"]),
		"requester": known(last["caller_id"]), "opened-by": known(last["opened_by"]), "created": when(t, layout, last["opened_at"]), "updated": when(t, layout, last["sys_updated_at"]),
		"resolved": when(t, layout, last["resolved_at"]), "closed": when(t, layout, last["closed_at"]), "resolved-by": known(last["resolved_by"]), "code": known(last["closed_code"]),
		"impact": digit("impact"), "urgency": digit("urgency"), "priority": digit("priority"), "channel": known(last["contact_type"]), "location": known(last["location"]),
		"category": known(last["category"]), "subcategory": known(last["subcategory"]), "item": known(last["cmdb_ci"]), "reassigned": count("reassignment_count"),
		"reopened": count("reopen_count"), "source-id": last["number"], "tag": "composed-title",
	}
}

// checkTimeline checks that the timeline holds each row in order: when, by whom, and the state and hands from then on.
func checkTimeline(t *testing.T, d *testDesk, ticket *model.Ticket, events []map[string]string) {
	t.Helper()
	states := map[string]string{
		"New": "new", "Active": "in-progress", "Resolved": "resolved", "Closed": "closed", "Awaiting User Info": "on-hold awaiting-caller", "Awaiting Vendor": "on-hold awaiting-vendor",
		"Awaiting Problem": "on-hold awaiting-problem", "Awaiting Evidence": "on-hold awaiting-evidence",
	}
	then := &model.Ticket{}
	i := 0
	for _, m := range model.Timeline(d.entries[ticket.ID]) {
		if m.Verb == model.VerbNote {
			continue
		}
		for _, c := range m.Deltas {
			model.FieldNo(c.Field).Set(then, c.To)
		}
		if i == len(events) {
			t.Fatalf("%s has more moments than the %d rows", ticket.SourceID, len(events))
		}
		row := events[i]
		have := []string{m.At.String(), d.Name(model.People, m.By), strings.TrimSpace(d.field(then, "state") + " " + d.field(then, "reason")), d.field(then, "team"), d.field(then, "assignee")}
		want := []string{when(t, "2/1/2006 15:04", row["sys_updated_at"]), row["sys_updated_by"], states[row["incident_state"]], known(row["assignment_group"]), known(row["assigned_to"])}
		if !slices.Equal(have, want) {
			t.Errorf("row %d of %s is told as %q, not %q", i+1, ticket.SourceID, have, want)
		}
		i++
	}
	if i != len(events) {
		t.Errorf("%s has %d moments for %d rows", ticket.SourceID, i, len(events))
	}
}

func TestTheListsOfServiceNowAreImportedWhole(t *testing.T) {
	states := map[string]string{"New": "new", "In Progress": "in-progress", "On Hold": "on-hold", "Closed": "closed"}
	for _, c := range []struct {
		name                              string
		rows, open                        int
		number, opened, title, state, who string
	}{
		{"incident_list_default_11col.csv", 73, 51, "number", "opened_at", "short_description", "state", "assigned_to"},
		{"incident_list_8col.csv", 66, 39, "number", "opened_at", "short_description", "state", "assigned_to"},
		{"incident_labels_8col.csv", 93, 63, "Number", "Opened", "Short description", "State", "Assigned to"},
	} {
		text := corpus(t, "servicenow_pdi/"+c.name)
		d := newTestDesk(t)
		got := d.load(text, Options{})
		open := 0
		for _, id := range d.order {
			if d.tickets[id].Open() {
				open++
			}
		}
		if got.Created != c.rows || got.Refused != 0 || open != c.open {
			t.Errorf("%s: %+v, %d open", c.name, got.Summary, open)
		}
		for _, row := range plainTable(t, text) {
			want := map[string]string{
				"title": strings.TrimSpace(row[c.title]), "state": states[row[c.state]], "assignee": row[c.who], "created": when(t, time.DateTime, row[c.opened]), "kind": "incident",
			}
			if row["priority"] != "" {
				want["priority"] = row["priority"][:1]
			}
			if updated, ok := row["sys_updated_on"]; ok {
				want["updated"] = when(t, time.DateTime, updated)
			}
			d.want(d.by(row[c.number]), want)
		}
		if again := d.load(text, Options{}); again.Unchanged != c.rows {
			t.Errorf("%s again: %+v", c.name, again.Summary)
		}
	}
}

func TestTheTablesOfServiceNowAreImportedWhole(t *testing.T) {
	incident := map[string]string{"1": "new", "2": "in-progress", "3": "on-hold", "7": "closed"}
	change := map[string]string{"-5": "new", "-4": "assess", "-3": "authorize", "-2": "scheduled", "-1": "implement", "0": "review", "3": "closed", "4": "canceled"}
	for _, c := range []struct {
		name   string
		rows   int
		states map[string]string
	}{{"table_api_incident.json", 67, incident}, {"table_api_change_request.json", 100, change}} {
		text := corpus(t, "servicenow_pdi/"+c.name)
		d := newTestDesk(t)
		got := d.load(text, Options{})
		if got.Created != c.rows || got.Refused != 0 {
			t.Errorf("%s: %+v", c.name, got.Summary)
		}
		var file struct{ Result []map[string]any }
		if err := json.Unmarshal([]byte(text), &file); err != nil {
			t.Fatal(err)
		}
		for _, r := range file.Result {
			text := func(name string) string { s, _ := r[name].(string); return s }
			ref := func(name string) string {
				if o, ok := r[name].(map[string]any); ok {
					return o["value"].(string)
				}
				return ""
			}
			d.want(d.by(text("number")), map[string]string{
				"state": c.states[text("state")], "title": strings.TrimSpace(text("short_description")), "created": when(t, time.DateTime, text("opened_at")),
				"updated": when(t, time.DateTime, text("sys_updated_on")), "resolved": when(t, time.DateTime, text("resolved_at")), "closed": when(t, time.DateTime, text("closed_at")),
				"team": ref("assignment_group"), "assignee": ref("assigned_to"), "priority": text("priority"), "source-key": text("sys_id"), "type": text("type"),
			})
		}
	}
}

func TestTheJiraExportIsImportedWhole(t *testing.T) {
	text := corpus(t, "jira_cloud_csv/jira_cloud_all_fields_22x56.csv")
	d := newTestDesk(t)
	got := d.load(text, Options{})
	if got.Created != 22 || got.Refused != 0 || len(d.places) != 22 {
		t.Fatalf("%+v, %d ranked", got.Summary, len(d.places))
	}
	states := map[string]string{"To Do": "ready", "In Progress": "in-progress", "Done": "done"}
	const layout = "2/Jan/06 3:04 PM"
	ranks := map[string]string{}
	for _, r := range plainTable(t, text) {
		ranks[r["Issue key"]] = r["Custom field (Rank)"]
		d.want(d.by(r["Issue key"]), map[string]string{
			"title": strings.TrimSpace(r["Summary"]), "state": states[r["Status"]], "assignee": r["Assignee"], "requester": r["Reporter"], "priority": "3", "code": r["Resolution"],
			"created": when(t, layout, r["Created"]), "updated": when(t, layout, r["Updated"]), "resolved": when(t, layout, r["Resolved"]), "agreed": when(t, layout, r["Due date"]),
			"source-key": r["Issue id"], "kind": "item",
		})
	}
	comments := 0
	for _, id := range d.order {
		for _, m := range model.Timeline(d.entries[id]) {
			if m.Verb == model.VerbComment {
				comments++
				if by := d.Name(model.People, m.By); by == "" || strings.Contains(by, ":") {
					t.Errorf("a comment is by %q", by)
				}
			}
		}
	}
	if want := strings.Count(text, " AM;712020:") + strings.Count(text, " PM;712020:"); comments == 0 || comments > want {
		t.Errorf("%d comments of at most %d", comments, want)
	}
	for i, s := range d.places[1:] {
		if a, b := ranks[d.tickets[d.places[i].ID].SourceID], ranks[d.tickets[s.ID].SourceID]; a > b {
			t.Errorf("rank %q comes before %q", a, b)
		}
	}
}

func TestHostileTextComesBackAsItWas(t *testing.T) {
	var naughty []string
	if err := json.Unmarshal([]byte(corpus(t, "hostile/blns.json")), &naughty); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(corpus(t, "hostile/terminal/injection_payloads.jsonl"), "\n") {
		var p map[string]any
		if json.Unmarshal([]byte(line), &p) == nil {
			for _, v := range p {
				if s, ok := v.(string); ok {
					naughty = append(naughty, s)
				}
			}
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"number", "short_description", "description", "assigned_to", "assignment_group", "category"}}
	for i, s := range naughty {
		rows = append(rows, []string{"INC" + strings.Repeat("0", i/10) + string(rune('0'+i%10)), "t" + s, "d" + s, "p" + s, "g" + s, "c" + s})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	a := newTestDesk(t)
	if got := a.load(b.String(), Options{Format: "servicenow-csv"}); got.Created != len(naughty) || got.Refused != 0 {
		t.Fatalf("%+v of %d", got.Summary, len(naughty))
	}
	text := a.export()
	for _, r := range text {
		if r < ' ' && r != '\n' || 0x7f <= r && r < 0xa0 || r == 0x202e {
			t.Fatalf("the export holds %U", r)
		}
	}
	c := newTestDesk(t)
	c.load(text, Options{})
	a.same(c)
	for i, s := range naughty {
		if have := c.tickets[c.order[i]].Description; have != "d"+strings.ToValidUTF8(s, "\ufffd") && have != strings.TrimSpace("d"+s) {
			t.Errorf("%q came back as %q", s, have)
		}
	}
}
