package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"opsdesk/model"
)

func TestAllRowsOfAnIncidentBecomeOneTimeline(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "servicenow_log.csv"), Options{})
	if got.Created != 2 || got.Events != 9 || got.Read != 2 || got.Refused != 0 {
		t.Fatalf("%+v", got.Summary)
	}
	want := []string{
		"2016-04-03T08:05:00Z Updated by 1 create | title=Category 4 / Subcategory 9: Symptom 2 (composed) description=Composed from the event log: category Category 4, subcategory Subcategory 9, symptom Symptom 2. state=new impact=2 urgency=2 priority=3 requester=Caller 11 opened-by=Opened by  3 team=Group 1 category=Category 4 subcategory=Subcategory 7 tag=composed-title channel=Phone location=Location 9 created=2016-04-03T08:00:00Z",
		"2016-04-04T09:00:00Z Updated by 2 move | state=on-hold reason=awaiting-caller assignee=Resolver 4 team=Group 2 subcategory=Subcategory 9 acknowledged=2016-04-04T09:00:00Z reassigned=1",
		"2016-04-04T09:00:00Z Updated by 2 note | problem Problem ID  2",
		"2016-04-04T10:00:00Z Updated by 3 edit",
		"2016-04-04T12:00:00Z Updated by 3 move | state=resolved reason= resolved-by=Resolved by 5 resolved=2016-04-05T10:00:00Z code=code 6",
		"2016-04-04T15:00:00Z Updated by 4 move | state=in-progress resolved-by= resolved= code= reopened=1",
		"2016-04-05T10:00:00Z Updated by 4 move | state=resolved resolved-by=Resolved by 5 resolved=2016-04-05T10:00:00Z code=code 6",
		"2016-04-10T10:07:00Z Updated by 9 move | state=closed closed=2016-04-10T10:07:00Z",
	}
	if have := d.story(d.by("INC0000901")); !slices.Equal(have, want) {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
	d.want(d.by("INC0000902"), map[string]string{
		"title": "Subcategory 8 (composed)", "description": "Composed from the event log: subcategory Subcategory 8.", "tag": "composed-title", "opened-by": "", "item": "cmdb_ci 3",
		"code": "", "resolved": "", "closed": "2016-04-04T09:00:00Z", "acknowledged": "2016-04-03T09:10:00Z", "created": "2016-04-03T09:00:00Z", "channel": "Email", "category": "",
	})
	if !slices.Contains(got.warnings, "line 5: state -100 says nothing; the incident stays On Hold") {
		t.Errorf("the warnings are %q", got.warnings)
	}
	if again := d.load(file(t, "servicenow_log.csv"), Options{}); again.Unchanged != 2 {
		t.Errorf("the same file again: %+v", again.Summary)
	}
}

func TestABadRowOfALogIsRefusedAndTheOthersOfItsNumberGoIn(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines(
		"number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at",
		"INC1,New,0,1/2/2016 10:00,a,1/2/2016 10:05",
		"INC1,Frobnicated,1,1/2/2016 10:00,a,1/2/2016 10:06",
		"INC1,Active,2,1/2/2016 10:00,a,30/2/2016 10:07",
		"INC1,Active,3,1/2/2016 10:00,a,?",
		"?,Active,4,1/2/2016 10:00,a,1/2/2016 10:09",
		"INC1,Closed,5,1/2/2016 10:00,a,1/2/2016 10:10",
	), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	want := []string{
		`3:6: incident_state: "Frobnicated" is no state of an incident that is known`,
		`4:32: sys_updated_at: "30/2/2016 10:07" is no date: there is no day 2016-02-30`,
		"5:32: sys_updated_at: the row has no time",
		"6:1: number: the row has none",
	}
	if !slices.Equal(have, want) || got.Created != 1 || got.Events != 6 || len(d.story(d.by("INC1"))) != 2 {
		t.Errorf("%+v, and the problems are\n%s", got.Summary, strings.Join(have, "\n"))
	}
	d.want(d.by("INC1"), map[string]string{"state": "closed", "title": "Incident INC1 (composed)"})
}

func TestALogThatIsTooLargeComesInPortions(t *testing.T) {
	var b strings.Builder
	b.WriteString("number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,u_symptom\n")
	filler := strings.Repeat("s", 1000)
	for i := range 400 {
		fmt.Fprintf(&b, "INC%d,New,0,1/2/2016 10:00,a,1/2/2016 10:05,%d%s\n", i, i, filler)
	}
	fmt.Fprintf(&b, "INC399,Closed,1,1/2/2016 10:00,a,1/2/2016 10:06,x\nINC0,Closed,1,1/2/2016 10:00,a,1/2/2016 10:06,x\n")
	imports := map[string]int{}
	var problems []string
	err := small(t, b.String(), 256<<10, func(r Record) error {
		if r.Import != nil {
			imports[r.Import.Source.Number] = r.Rows
		}
		if r.Problem != nil {
			problems = append(problems, r.Problem.String())
		}
		return nil
	})
	if err != nil || len(imports) != 400 || imports["INC399"] != 2 || len(problems) != 1 || !strings.Contains(problems[0], "the rows of INC0 lie too far apart") {
		t.Errorf("%d incidents, %q, %v", len(imports), problems, err)
	}
}

// small reads a file with little room for what waits for its end.
func small(t *testing.T, text string, kept int, each func(Record) error) error {
	t.Helper()
	f, err := Open(strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return f.Format.read(&reader{ctx: t.Context(), in: f.in, head: f.head, o: f.o, each: each, told: map[string]bool{}, kept: kept})
}

func TestHowAnIncidentEndedIsNotKnownBeforeItEnds(t *testing.T) {
	for _, p := range imported(t, file(t, "servicenow_log.csv"), Options{}) {
		open := true
		for _, m := range p.Past {
			for _, f := range m.Facts {
				if f.Field == model.FieldState {
					open = model.State(f.To.N).Rule().Phase.Open()
				}
			}
			for _, f := range m.Facts {
				over := slices.Contains([]uint8{model.FieldCode, model.FieldResolved, model.FieldResolvedBy, model.FieldClosed}, f.Field)
				if over && open && f != (model.Fact{Field: f.Field}) {
					t.Errorf("%s knows %s at %s", p.Source.Number, model.FieldNo(f.Field).Label, m.At)
				}
			}
		}
	}
}

// imported reads a file and gives its imports.
func imported(t testing.TB, text string, o Options) (all []*model.Import) {
	t.Helper()
	err := Read(t.Context(), strings.NewReader(text), o, func(r Record) error {
		if r.Import != nil {
			all = append(all, r.Import)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}
