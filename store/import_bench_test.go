package store

import (
	"context"
	"fmt"
	"testing"

	"opsdesk/model"
)

// generated gives a ticket with six events, as a bulk import brings them.
func generated(i int) *model.Import {
	num := func(no uint8, n int) model.Fact { return model.Fact{Field: no, To: model.Value{N: int64(n)}} }
	text := func(no uint8, s string) model.Fact { return model.Fact{Field: no, To: model.Value{S: s}} }
	name := func(no uint8, s string) model.Fact { return model.Fact{Field: no, Name: s} }
	at := model.Instant(1_700_000_000 + i*10)
	words := []string{"vpn", "mail", "printer", "scanner", "login", "portal", "switch", "database", "badge", "phone"}
	w := words[i%len(words)]
	return &model.Import{Kind: model.Incident, Source: model.Origin{System: "bench", Number: fmt.Sprintf("B%07d", i)}, Past: []model.Past{
		{At: at, By: fmt.Sprintf("Caller %d", i%2000), Verb: model.VerbCreate, Facts: []model.Fact{
			text(model.FieldTitle, fmt.Sprintf("%s refuses %s on host-%d", w, words[i/10%10], i%5000)),
			text(model.FieldDescription, "Since this morning "+w+" answers with error "+fmt.Sprint(i%977)+". Restarted twice, no change; the colleagues beside me see the same."),
			num(model.FieldState, int(model.StateNew)), num(model.FieldPriority, 1+i%5), num(model.FieldCreated, int(at)),
			num(model.FieldDue, int(at)+86400), name(model.FieldTeam, fmt.Sprintf("Team %d", i%20)), name(model.FieldService, fmt.Sprintf("Service %d", i%50)),
			text(model.FieldCategory, words[i%7]), name(model.FieldRequester, fmt.Sprintf("Caller %d", i%2000))}},
		{At: at + 60, By: fmt.Sprintf("Agent %d", i%100), Verb: model.VerbAssign, Facts: []model.Fact{name(model.FieldAssignee, fmt.Sprintf("Agent %d", i%100)), num(model.FieldAcknowledged, int(at)+60)}},
		{At: at + 120, By: fmt.Sprintf("Agent %d", i%100), Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateInProgress))}},
		{At: at + 600, By: fmt.Sprintf("Agent %d", i%100), Verb: model.VerbComment, Text: "Looking into it; could you tell me the asset number?"},
		{At: at + 1200, By: fmt.Sprintf("Agent %d", i%100), Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateResolved)), num(model.FieldResolved, int(at)+1200), text(model.FieldCode, "fixed"), text(model.FieldNote, "Restarted the service")}},
		{At: at + 9000, By: "opsdesk", Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateClosed)), num(model.FieldClosed, int(at)+9000)}}}}
}

func BenchmarkImport(b *testing.B) {
	s := openTest(b)
	const batch = 5000
	b.ReportAllocs()
	for n := 0; n < b.N; n += batch {
		var all []Command
		for i := n; i < min(b.N, n+batch); i++ {
			all = append(all, Command{Act: generated(i)})
		}
		if _, err := s.Do(context.Background(), Write{Who: maya, Each: true, Commands: all}); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
}
