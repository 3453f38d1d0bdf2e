package model

import "time"

// The names of what a new desk begins with.
const (
	AlwaysOpen    = "24x7"
	BusinessHours = "Business hours"
)

// DefaultTerms gives what a new desk begins with: calendars, one policy for incidents and one for requests with usual
// times, a rule for each alarm, and its care for what waits. None of it is an ITIL rule; all of it may be amended. Zone is
// the IANA name of the zone of its business hours; empty is UTC.
func DefaultTerms(zone string) Terms {
	hours := func(n int) Budget { return Budget{Span: time.Duration(n) * time.Hour} }
	minutes := func(n int) Budget { return Budget{Span: time.Duration(n) * time.Minute} }
	days := func(n int) Budget { return Budget{Days: n} }
	always, office := Week{}, Week{}
	for day := range always {
		always[day] = DayHours{{0, endOfDay}}
	}
	for day := time.Monday; day <= time.Friday; day++ {
		office[day] = DayHours{{9 * 60 * 60, 17 * 60 * 60}}
	}
	waits := []Pause{{StateOnHold, AwaitingCaller}, {StateOnHold, AwaitingVendor}, {StateOnHold, AwaitingEvidence}}
	return Terms{
		Calendars: []Calendar{{Name: AlwaysOpen, Zone: "UTC", Week: always}, {Name: BusinessHours, Zone: zone, Week: office}},
		Policies: []Policy{
			{ID: 1, Name: "Incidents", Match: "kind:incident", Calendar: BusinessHours, Pause: waits, Promises: []Promise{
				{For: "p1", Response: minutes(15), Update: hours(1), Resolution: hours(4), Calendar: AlwaysOpen},
				{For: "p2", Response: minutes(30), Update: hours(4), Resolution: hours(8), Calendar: AlwaysOpen},
				{For: "p3", Response: hours(4), Resolution: days(3)},
				{For: "p4", Response: days(1), Resolution: days(5)},
				{For: "p5", Response: days(2), Resolution: days(10)},
				{For: "any", Response: hours(4), Resolution: days(3)},
			}},
			{ID: 2, Name: "Requests", Match: "kind:request", Calendar: BusinessHours,
				Pause:    append([]Pause{{StateWaitingApproval, NoReason}, {StateDraft, NoReason}}, waits...),
				Promises: []Promise{{For: "any", Response: days(1), Resolution: days(5)}}},
		},
		Rules: []Rule{
			{Name: "Warn whoever has it", When: Warn, Do: []Reaction{{DoNotify, "assignee"}}},
			{Name: "Tell of a breach", When: Breach, Do: []Reaction{{DoNotify, "assignee"}, {DoNotify, "watchers"}}},
		},
		Care:       Care{Calendar: BusinessHours, Close: days(5), Remind: days(2), Resolve: days(7)},
		LastPolicy: 2,
	}
}
