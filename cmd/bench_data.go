package cmd

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"opsdesk/model"
)

// The vocabulary of the tickets that are measured with: frequent words, and hosts and numbers that are rare.
var (
	benchThings = strings.Fields("vpn mail printer scanner login portal switch database badge phone laptop monitor calendar backup server router certificate account mailbox browser terminal keyboard network storage license payroll invoice warehouse tablet camera headset projector dock wiki intranet firewall proxy cluster queue report dashboard sensor gateway")
	benchFaults = strings.Fields("fails refuses crashes hangs disconnects rejects loses delays corrupts blocks times-out restarts freezes flickers overheats misroutes duplicates truncates expires denies")
	benchPlaces = strings.Fields("Berlin Lisbon Kraków Lyon Oslo Porto Graz Turin Ghent Bergen Leeds Cork Basel Bruges Malmö Tartu Brno Split Varna Bilbao")
	// Impact and urgency as they come: of a hundred tickets 2 are critical, 8 high, 25 moderate, 40 low and 25 for planning.
	benchRatings = strings.Fields(strings.Repeat("11 ", 2) + strings.Repeat("12 21 ", 4) + strings.Repeat("22 ", 15) + strings.Repeat("13 31 ", 5) +
		strings.Repeat("23 32 ", 20) + strings.Repeat("33 ", 25))
	benchTells = []string{
		"Since this morning it happens every few minutes, for everybody on the floor.",
		"It worked until the update of last night; nothing else was changed.",
		"The error says access denied, though the account was renewed last week.",
		"Restarting helps for an hour, then it begins again.",
		"Two colleagues beside me see the same, others do not.",
		"The supplier knows of it and asks for the log of the gateway.",
	}
)

// A benchDesk makes the tickets of a measured desk: for a seed and a number always the same one. Each has six events,
// and about 8 % are open; half of those wait for a vendor.
type benchDesk struct {
	seed  uint64
	start model.Instant // when the first was made
	step  model.Instant // from one to the next
}

func (d benchDesk) ticket(i int) *model.Import {
	r := rand.New(rand.NewPCG(d.seed, uint64(i)))
	pick := func(words []string) string { return words[r.IntN(len(words))] }
	num := func(no uint8, n int) model.Fact { return model.Fact{Field: no, To: model.Value{N: int64(n)}} }
	text := func(no uint8, s string) model.Fact { return model.Fact{Field: no, To: model.Value{S: s}} }
	name := func(no uint8, s string) model.Fact { return model.Fact{Field: no, Name: s} }
	thing, other, place := pick(benchThings), pick(benchThings), pick(benchPlaces)
	at := d.start + model.Instant(i)*d.step
	rating := benchRatings[r.IntN(len(benchRatings))]
	impact, urgency := int(rating[0]-'0'), int(rating[1]-'0')
	agent, caller := fmt.Sprintf("Agent %d", r.IntN(300)), fmt.Sprintf("Caller %d", r.IntN(20_000))
	priority := int(model.PriorityOf(model.Level(impact), model.Level(urgency)))
	past := []model.Past{
		{At: at, By: caller, Verb: model.VerbCreate, Facts: []model.Fact{
			text(model.FieldTitle, fmt.Sprintf("%s %s %s in %s", thing, pick(benchFaults), other, place)),
			text(model.FieldDescription, fmt.Sprintf("The %s on srv%05d answers with code %d. %s", thing, r.IntN(40_000), r.IntN(900), benchTells[r.IntN(len(benchTells))])),
			num(model.FieldState, int(model.StateNew)), num(model.FieldImpact, impact), num(model.FieldUrgency, urgency), num(model.FieldPriority, priority),
			num(model.FieldCreated, int(at)), name(model.FieldRequester, caller), name(model.FieldTeam, fmt.Sprintf("Team %d", r.IntN(40))),
			name(model.FieldService, fmt.Sprintf("Service %d", r.IntN(200))), text(model.FieldCategory, thing), text(model.FieldChannel, pick([]string{"phone", "email", "portal"}))}},
		{At: at + 300, By: agent, Verb: model.VerbAssign, Facts: []model.Fact{name(model.FieldAssignee, agent), num(model.FieldAcknowledged, int(at)+300)}},
		{At: at + 360, By: agent, Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateInProgress))}},
		{At: at + 1200, By: agent, Verb: model.VerbComment, Text: "Which " + other + " do you use, and since when?"},
	}
	if i%100 < 8 {
		last := model.Past{At: at + 2400, By: agent, Verb: model.VerbNote, Text: "Needs a new " + thing + "."}
		if i%2 == 0 {
			last.Verb, last.Facts = model.VerbMove, []model.Fact{num(model.FieldState, int(model.StateOnHold)), num(model.FieldReason, int(model.AwaitingVendor))}
		}
		return &model.Import{Kind: model.Incident, Number: model.ID(i + 1), Past: append(past,
			model.Past{At: at + 1800, By: caller, Verb: model.VerbComment, Text: "The one in " + place + ", since Monday."},
			last)}
	}
	past = append(past,
		model.Past{At: at + 7200, By: agent, Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateResolved)),
			num(model.FieldResolved, int(at)+7200), name(model.FieldResolvedBy, agent), text(model.FieldCode, "fixed"), text(model.FieldNote, "Replaced the "+thing+".")}},
		model.Past{At: at + 93_600, By: agent, Verb: model.VerbMove, Facts: []model.Fact{num(model.FieldState, int(model.StateClosed)), num(model.FieldClosed, int(at)+93_600)}})
	return &model.Import{Kind: model.Incident, Number: model.ID(i + 1), Past: past}
}

// item makes a backlog item of the measured desk.
func (d benchDesk) item(i int) *model.Import {
	r := rand.New(rand.NewPCG(d.seed+1, uint64(i)))
	fact := func(no uint8, n int) model.Fact { return model.Fact{Field: no, To: model.Value{N: int64(n)}} }
	title := fmt.Sprintf("Fewer %s that %s", benchThings[r.IntN(len(benchThings))], benchFaults[r.IntN(len(benchFaults))])
	return &model.Import{Kind: model.Item, Past: []model.Past{{At: d.start + model.Instant(i), By: "Agent 1", Verb: model.VerbCreate, Facts: []model.Fact{
		{Field: model.FieldTitle, To: model.Value{S: title}}, fact(model.FieldState, int(model.StateIdea)), fact(model.FieldCreated, int(d.start)+i),
		fact(model.FieldBusinessImpact, 1+r.IntN(5)), fact(model.FieldCustomerImpact, 1+r.IntN(5)), fact(model.FieldSize, 1+r.IntN(13))}}}}
}
