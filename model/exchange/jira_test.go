package exchange

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"opsdesk/model"
)

func TestAJiraExportBecomesABacklogInItsOrder(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(file(t, "jira_cloud.csv"), Options{})
	if got.Created != 3 || got.Refused != 0 || got.Events != 3 {
		t.Fatalf("%+v", got.Summary)
	}
	var order []string
	for _, s := range d.places {
		order = append(order, d.tickets[s.ID].SourceID)
	}
	if !slices.Equal(order, []string{"DSK-1", "DSK-2", "DSK-3"}) {
		t.Errorf("the backlog is %q", order)
	}
	d.want(d.by("DSK-2"), map[string]string{
		"kind": "item", "title": "Second in the order", "description": "h1. Why\n* because", "state": "ready", "priority": "2", "assignee": "Lena Vogt", "requester": "Mats Berg",
		"opened-by": "Mats Berg", "product": "Desk", "category": "Core", "subcategory": "Story", "release": "2.1", "tag": "later,ui", "size": "5", "agreed": "2026-03-24T00:00:00Z",
		"created": "2026-02-15T16:37:00Z", "updated": "2026-02-16T09:00:00Z", "source": "jira", "source-key": "10002",
	})
	d.want(d.by("DSK-1"), map[string]string{"state": "in-progress", "priority": "5", "updated": "2026-02-17T09:00:00Z"})
	d.want(d.by("DSK-3"), map[string]string{"state": "declined", "code": "Won't Do", "resolved": "2026-02-18T09:00:00Z", "closed": "2026-02-18T09:00:00Z"})
	want := []string{
		"2026-02-14T08:00:00Z Mats Berg create | title=First in the order state=idea priority=5 requester=Mats Berg opened-by=Mats Berg product=Desk subcategory=Epic created=2026-02-14T08:00:00Z",
		"2026-02-15T07:00:00Z  move | state=in-progress",
		"2026-02-16T15:29:00Z Lena Vogt comment | One; two\nthree",
		"2026-02-16T15:30:00Z  comment | Nobody says so",
		"2026-02-17T09:00:00Z  edit",
	}
	if have := d.story(d.by("DSK-1")); !slices.Equal(have, want) {
		t.Errorf("its story is\n%s", strings.Join(have, "\n"))
	}
	if have := d.story(d.by("DSK-3"))[1]; have != "2026-02-16T08:00:00Z 712020:zz comment | Who am I" {
		t.Errorf("a comment of somebody without a name is %q", have)
	}
	if !slices.Equal(got.links["DSK-2"], []PendingLink{{model.BlockedBy, "DSK-3"}, {model.ChildOf, "DSK-1"}}) || !slices.Equal(got.links["DSK-1"], []PendingLink{{model.Relates, "DSK-2"}}) {
		t.Errorf("the ties are %v", got.links)
	}
	if again := d.load(file(t, "jira_cloud.csv"), Options{}); again.Unchanged != 3 {
		t.Errorf("the same file again: %+v", again.Summary)
	}
}

func TestAJiraExportIsReadInTheLanguageOfWhoMadeIt(t *testing.T) {
	d := newTestDesk(t)
	d.load(file(t, "jira_spanish.csv"), Options{})
	d.want(d.by("GPT-7"), map[string]string{
		"title": "Revisar la página de inicio", "state": "in-progress", "priority": "1", "assignee": "Marta Gil", "requester": "Luis Sanz", "created": "2026-07-18T09:10:00Z",
		"updated": "2026-07-19T13:00:00Z", "source-key": "20007",
	})
	if have := d.story(d.by("GPT-7"))[1]; have != "2026-07-19T12:00:00Z Marta Gil comment | Va bien" {
		t.Errorf("the comment is %q", have)
	}
	for _, text := range []string{
		lines("Zusammenfassung,Vorgangsschlüssel,Vorgangs-ID,Vorgangstyp,Status,Projektname,Priorität,Lösung,Zugewiesene Person,ID der zugewiesenen Person,Autor,ID des Autors,Erstellt,Aktualisiert,Erledigt,Statuskategorie,Kommentar",
			"Titel,X-1,7,Aufgabe,Fertig,Tafel,Hoch,Fertig,Uta Kern,a:1,Uta Kern,a:1,23.10.2024 11:02,25.10.2024 11:12,25.10.2024 11:00,Fertig,24.10.2024 08:00;a:1;Gut"),
		lines("Résumé;Clé de ticket;ID de ticket;Type de ticket;État;Nom du projet;Priorité;Résolution;Personne assignée;ID de la personne assignée;Rapporteur;Création;Mise à jour;Résolu(e);Catégorie d'état;Commentaire",
			"Titel;X-1;7;Tâche;Terminé(e);Tafel;Haute;Terminé;Uta Kern;a:1;Uta Kern;23/oct./24 11:02;25/oct./24 11:12;25/oct./24 11:00;Terminé;\"24/oct./24 08:00;a:1;Gut\""),
		lines("Resumo,Chave da item,ID da item,Tipo de item,Status,Nome do projeto,Prioridade,Resolução,Responsável,ID do responsável,Relator,Criado,Atualizado(a),Resolvido,Categoria do status,Comentário",
			"Titel,X-1,7,Tarefa,Concluído,Tafel,Alta,Concluído,Uta Kern,a:1,Uta Kern,23/out/24 11:02 AM,25/out/24 11:12 AM,25/out/24 11:00 AM,Itens concluídos,24/out/24 8:00 AM;a:1;Gut"),
	} {
		d := newTestDesk(t)
		d.load(text, Options{})
		d.want(d.by("X-1"), map[string]string{
			"title": "Titel", "state": "done", "product": "Tafel", "priority": "2", "assignee": "Uta Kern", "requester": "Uta Kern", "created": "2024-10-23T11:02:00Z",
			"updated": "2024-10-25T11:12:00Z", "resolved": "2024-10-25T11:00:00Z", "source-key": "7",
		})
		if have := d.story(d.by("X-1"))[1]; have != "2024-10-24T08:00:00Z Uta Kern comment | Gut" {
			t.Errorf("the comment is %q", have)
		}
	}
}

func TestOldServersExportIsReadToo(t *testing.T) {
	d := newTestDesk(t)
	d.load(strings.ReplaceAll(lines("Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project name,Priority,Resolution,Assignee,Reporter,Created,Updated,Due Date,Component/s,Component/s,Fix Version/s,Custom field (Epic Link),Comment",
		"Old one,OLD-1,4711,4700,Bug,Resolved,Old,Blocker,Fixed,jdoe,asmith,16/Feb/17 3:29 PM,17/Feb/17 3:29 PM,,UI,API,1.0,OLD-9,16/Feb/17 4:00 PM;jdoe;Look"), "\n", "\r\n"), Options{})
	d.want(d.by("OLD-1"), map[string]string{"priority": "1", "state": "done", "category": "UI, API", "release": "1.0", "assignee": "jdoe", "code": "Fixed"})
	if have := d.story(d.by("OLD-1"))[1]; have != "2017-02-16T16:00:00Z jdoe comment | Look" {
		t.Errorf("the comment is %q", have)
	}
}

func TestAServiceProjectsIssuesAreIncidentsAndRequests(t *testing.T) {
	for _, c := range []struct {
		project, kind string
		want          model.Kind
	}{
		{"service_desk", "[System] Incident", model.Incident}, {"service_desk", "[System] Service request", model.Request}, {"service_desk", "[System] Problem", model.Problem},
		{"service_desk", "[System] Change", model.Change}, {"service_desk", "Bug", model.Incident}, {"service_desk", "IT Help", model.Request},
		{"service_desk", "[System] Service request with approvals", model.Request}, {"software", "Bug", model.Item}, {"software", "Story", model.Item},
		{"", "Incident", model.Incident}, {"", "Task", model.Item}, {"business", "Change", model.Change},
	} {
		if have := jiraKind(c.project, c.kind); have != c.want {
			t.Errorf("a %s of a %s project is a %s", c.kind, c.project, have)
		}
	}
}

func TestAnyStatusNameIsTaken(t *testing.T) {
	for _, c := range []struct{ kind, status, category, resolved, resolution, want string }{
		{"Story", "Backlog", "To Do", "", "", "idea"}, {"Story", "To Do", "To Do", "", "", "ready"}, {"Story", "Frobnicated", "To Do", "", "", "ready"},
		{"Story", "Frobnicated", "In Progress", "", "", "in-progress"}, {"Story", "Frobnicated", "Done", "", "", "done"}, {"Story", "Frobnicated", "", "", "", "in-progress"},
		{"Story", "Frobnicated", "", "18/Feb/26 9:00 AM", "", "done"}, {"Story", "Done", "In Progress", "", "", "in-progress"}, {"Story", "Released", "Done", "", "", "released"},
		{"Story", "Done", "Done", "18/Feb/26 9:00 AM", "Duplicate", "declined"}, {"Incident", "Waiting for customer", "In Progress", "", "", "on-hold"},
		{"Incident", "Work in progress", "In Progress", "", "", "in-progress"}, {"Incident", "Completed", "Done", "", "", "closed"}, {"Incident", "Resolved", "Done", "", "", "resolved"},
		{"Story", "Closed", "", "", "", "done"}, {"Incident", "Open", "To Do", "", "", "new"}, {"Incident", "Frobnicated", "Done", "", "Won't Do", "canceled"}, {"Change", "Peer review", "In Progress", "", "", "implement"},
		{"Problem", "Under investigation", "In Progress", "", "", "root-cause-analysis"}, {"Service Request", "Waiting for support", "In Progress", "", "", "fulfilling"},
	} {
		d := newTestDesk(t)
		got := d.load(lines("Summary,Issue key,Issue Type,Status,Status Category,Created,Resolved,Resolution",
			fmt.Sprintf("x,K-1,%s,%s,%s,15/Feb/26 4:37 PM,%s,%s", c.kind, c.status, c.category, c.resolved, c.resolution)), Options{})
		if got.Created != 1 || d.field(d.by("K-1"), "state") != c.want {
			t.Errorf("%s of category %q is %s of a %s, not %s", c.status, c.category, d.field(d.by("K-1"), "state"), c.kind, c.want)
		}
	}
}

func TestWatchersAreKnownByTheirNames(t *testing.T) {
	names := strings.Split(strings.SplitN(file(t, "jira_cloud.csv"), "\n", 2)[0], ",")
	fields := jiraFields(names)
	for i, name := range names {
		switch name {
		case "Assignee Id", "Reporter Id", "Creator Id":
			if fields[i].column != jiraPersonID || fields[i].person != i-1 {
				t.Errorf("%s belongs to column %d, not %d", name, fields[i].person, i-1)
			}
		case "Watchers Id":
			if fields[i].column != jiraPersonID || fields[i].person != i-2 {
				t.Errorf("%s in column %d belongs to column %d, not %d", name, i, fields[i].person, i-2)
			}
		}
	}
	a := imported(t, file(t, "jira_cloud.csv"), Options{})[1]
	i := slices.IndexFunc(a.Past[0].Facts, func(f model.Fact) bool { return f.Field == model.FieldWatchers })
	if i < 0 || a.Past[0].Facts[i].Name != "Mats Berg\nLena Vogt" {
		t.Errorf("%s is watched by %+v", a.Source.Number, a.Past[0].Facts)
	}
}

func TestABadIssueIsRefusedWithItsPlace(t *testing.T) {
	d := newTestDesk(t)
	got := d.load(lines("Summary,Issue key,Created", "a,K-1,15/Feb/26 4:37 PM", "b,K-2,31/Feb/26 4:37 PM", "c,,15/Feb/26 4:37 PM"), Options{})
	var have []string
	for _, p := range got.Errors {
		have = append(have, p.String())
	}
	if want := []string{`3:7: Created: "31/Feb/26 4:37 PM" is no date: there is no day 2026-02-31`, "4:1: the row has no issue key"}; !slices.Equal(have, want) {
		t.Errorf("the problems are\n%s", strings.Join(have, "\n"))
	}
}

func TestAWideExportIsReadThoughItsHeaderIsLongerThanTheFirstLook(t *testing.T) {
	head, cells := "Summary,Issue key,Status", "Wide,K-1,To Do"
	for i := range 5000 {
		head += fmt.Sprintf(",Custom field (Number %d)", i)
		cells += ","
	}
	d := newTestDesk(t)
	got := d.load(lines(head+",Labels,Comment", cells+",late,and last"), Options{})
	if got.Created != 1 || d.field(d.by("K-1"), "tag") != "late" || len(d.story(d.by("K-1"))) != 2 {
		t.Errorf("%+v, %q", got.Summary, d.story(d.by("K-1")))
	}
}

func TestALargeJiraExportComesInPortions(t *testing.T) {
	text := "Summary,Issue key,Status\n"
	for i := range 100 {
		text += fmt.Sprintf("%s,K-%d,To Do\n", strings.Repeat("s", 1000), i)
	}
	tickets, warned := 0, 0
	err := small(t, text, 20_000, func(r Record) error {
		if r.Import != nil {
			tickets++
		}
		for _, w := range r.Warnings {
			if strings.Contains(w, "too large to be put in order") {
				warned++
			}
		}
		return nil
	})
	if err != nil || tickets != 100 || warned != 1 {
		t.Errorf("%d tickets, %d warnings, %v", tickets, warned, err)
	}
}
