package cmd

import "opsdesk/model"

// A demoGrant is a right that somebody asks for, with who confirms it and how it ended.
type demoGrant struct {
	service, team, tags, from string
	title, text               string
	proof                     string // note of who was asked
	weeks                     int    // how long it lasts; 0 is without end
	end                       model.State
	why                       string // of a rejection or a restriction
}

var demoGrants = []demoGrant{
	{"Finance portal", demoIdentity, "rights,finance", "finance", "Payment release up to 50,000 € for {caller}", "From the 1st on I stand in for {colleague} and need the right to release payments up to 50,000 €, four eyes with {colleague2}.", "Segregation of duties checked: caller does not enter invoices.", 12, model.StateGranted, ""},
	{"Data warehouse", demoIdentity, "rights,privacy", "marketing", "Unmasked customer addresses for the survey", "For the survey by letter we need names and addresses of {1000-4000} customers. It runs for {few} weeks.", "Asked Legal: consent covers it, list only, no export to the agency.", 4, model.StateRemoved, ""},
	{"Web platform", demoPlatform, "rights,admin", "shop", "Administrator on the test shop for {caller}", "I test the new checkout and have to change feature flags and payment keys on `test-4`.", "Training in March, {head} agrees.", 26, model.StateGranted, ""},
	{"Warehouse management", demoIdentity, "rights,wms", "warehouse", "Stock correction right for shift lead {caller}", "As new shift lead in {site} I need the right to correct stock up to 20 pieces per article.", "Confirmed by {head}.", 0, model.StateGranted, ""},
	{"Single sign-on", demoIdentity, "rights,admin", "audit", "Read access to sign-in logs for the yearly audit", "For the audit we need to read the sign-in logs of the last 12 months, no export.", "Scope agreed with the works council.", 6, model.StateRestricted, "Only the logs of administrators are needed after the first sample."},
	{"Backup", demoStorage, "rights,admin", "shop", "Restore rights for the developers of the shop", "We would like to restore test databases ourselves instead of asking each time.", "Production is in the same console; no way to keep it apart today.", 0, model.StateRejected, "The console can't separate test from production. Comes back when the new backup is in use."},
	{"People portal", demoIdentity, "rights,hr", "hr", "Salary data of {site} for {caller}", "I take over payroll of {site} and need the salary view of that site only.", "Confirmed by {head} in person.", 0, model.StateGranted, ""},
	{"Building access", demoFacilities, "badge,rights", "logistics", "Rack room Łódź 1 for the electrician", "The electrician exchanges the power strips on three evenings and needs access to the rack room.", "Accompanied by {colleague}.", 2, model.StateRemoved, ""},
	{"Web shop", demoApplications, "rights,shop", "care", "Refunds up to 200 € without approval for {dept}", "To be quicker in the season, senior agents ({4-12}, list attached) should refund up to 200 € themselves.", "Limit set per day as well: 1,000 €.", 16, model.StateVerified, ""},
	{"Remote access", demoNetwork, "vpn,vendor", "logistics", "Remote access for the sorter's maker, two weeks", "The maker tunes the camera of the sorter remotely, mostly in the early morning.", "Jump host with recording, no direct path.", 2, model.StateRequested, ""},
}

// access makes up an access request.
func (d *demoDesk) access(p *demoPlan, no model.ID) *model.Import {
	g := &demoGrants[p.theme]
	w := &d.words
	caller := d.caller(g.from)
	w.begin(p.at, caller, nil)
	owner := d.member(g.team)
	end, why := g.end, g.why
	if !p.first && !end.Rule().Phase.Open() {
		end = []model.State{model.StateGranted, model.StateGranted, model.StateRemoved, model.StateRejected}[d.rng.IntN(4)]
		if why = g.why; end == model.StateRejected && why == "" {
			why = "The role does not need it; the reports show the same."
		}
	}
	if !p.first && end.Rule().Phase.Open() && d.now-p.at > 6*86400 {
		end = model.StateGranted
	}
	l := &demoLife{now: d.now, kind: model.Access}
	approver := caller.head()
	l.create(p.at, caller.name, demoText(model.FieldTitle, d.title([]string{g.title})), demoText(model.FieldDescription, w.say(g.text)),
		demoNum(model.FieldImpact, 3), demoNum(model.FieldUrgency, 2), demoNum(model.FieldPriority, 4), demoRef(model.FieldRequester, caller.name),
		demoRef(model.FieldApprover, approver), demoRef(model.FieldTeam, g.team), demoRef(model.FieldService, g.service), demoText(model.FieldCategory, "Access"),
		demoText(model.FieldTags, g.tags), demoText(model.FieldChannel, "portal"), demoText(model.FieldLocation, caller.dept.site))
	d.accessStory(l, g, owner, approver, end, why)
	return d.finish(l, p, no)
}

func (d *demoDesk) accessStory(l *demoLife, g *demoGrant, owner, approver string, end model.State, why string) {
	if end == model.StateRequested {
		return
	}
	at := l.created
	step := func(hours int) model.Instant {
		at += model.Instant(hours*3600 + d.rng.IntN(5*3600))
		return d.clock.working(at)
	}
	l.assign(step(1), owner, owner)
	l.note(step(2), owner, d.words.say(g.proof))
	if end == model.StateRejected {
		l.move(step(3), approver, model.StateRejected, why)
		return
	}
	l.move(step(3), owner, model.StateVerified, "")
	if end == model.StateVerified {
		return
	}
	granted := min(max(step(20), l.last()), d.now)
	var ends []model.Fact
	if g.weeks > 0 {
		ends = append(ends, demoNum(model.FieldExpires, granted+model.Instant(g.weeks*7*86400)))
	}
	l.move(granted, owner, model.StateGranted, "", ends...)
	later := d.clock.working(granted + model.Instant(max(g.weeks, 2)*7*86400))
	switch {
	case end == model.StateRestricted && granted+10*86400 < d.now:
		l.move(d.clock.working(granted+9*86400), owner, model.StateRestricted, why)
	case end == model.StateRemoved && later < d.now:
		l.note(later, owner, "Time is over; checked that nothing is left.")
		l.move(later, owner, model.StateRemoved, "")
	}
}

// A demoBetter is an improvement of how the company works, with what it should move.
type demoBetter struct {
	title, text     string
	owner           string
	product         string
	business, cust  int
	size            int
	end             model.State
	why             string // of a refusal
	result, service string
}

var demoBetters = []demoBetter{
	{"Answer \"where is my parcel\" before customers call", "A third of the calls in care ask for the parcel. **Measure:** calls per 100 orders (today 7.4). **Goal:** 5.0 by spring. Idea: the status page shows the carrier's last scan and a time window.", demoWebPM, demoWebShop, 4, 5, 8, model.StateInProgress, "", "", "Contact centre"},
	{"First-contact share of the service desk from 48 to 60 %", "We hand over tickets that the desk could solve with the right rights:\n\n- unlock warehouse accounts\n- release quarantined mail\n- restart print queues\n\nMeasure each month; review with the team leads.", "Maya Lindqvist", "", 3, 4, 5, model.StateMeasured, "", "First-contact share was 57.8 % last month, up from 48.1 %.", "Single sign-on"},
	{"Standard changes for scanner firmware", "Each firmware goes through a full change although it has never failed in two years. Make it a standard change with a pilot of five devices.", demoChangeManager, "", 3, 2, 2, model.StateClosed, "", "Lead time from 9 days to 2; no failure in eleven roll-outs.", "Warehouse scanners"},
	{"One page that tells everybody what is down", "When something is down, {40-90} people call within ten minutes. A page with the state of our services (and a mail to shift leads) would spare most of these calls.", demoOperations, "", 4, 4, 5, model.StateApproved, "", "", "Intranet"},
	{"Monthly restore test with a written result", "Backups are green, but we have not restored the warehouse database for 14 months. Restore one system a month and write down the time.", "Elif Yılmaz", demoDataPlat, 5, 2, 3, model.StateInProgress, "", "", "Backup"},
	{"Alarm noise: half as many alerts at night", "Last month 212 alerts at night, 9 of which needed somebody. Merge by host and silence what has a runbook that runs by itself.", "Mateusz Wiśniewski", "", 3, 1, 5, model.StateAssessed, "", "", "Web platform"},
	{"Spare label printer in each hall", "When a label printer fails a packing table stands for 50 minutes on average. A staged spare per hall brings that to ten.", "Pieter de Vries", "", 4, 3, 2, model.StateClosed, "", "Stand-still per failure: 11 minutes (was 52). Four spares bought.", "Shipping labels"},
	{"Chat bot for password questions", "A bot in the chat could unlock accounts after a check by phone.", "Tom Bakker", "", 2, 3, 8, model.StateDeclined, "Self-service reset covers nine of ten cases and is safer. We improve that instead.", "", "Chat"},
	{"Show agents the last ten orders when the phone rings", "Agents type the customer number for 25 seconds per call. The phone system knows the number.", "N. Okafor", demoWebShop, 3, 4, 5, model.StateRaised, "", "", "Contact centre"},
	{"Handover between shifts in one place", "Shift leads write on paper, in chat and by mail. One handover note per shift, made from the log.", "Omar Haddad", "", 3, 2, 3, model.StateMeasured, "", "Questions after shift change: 6 a week, were 19.", "Intranet"},
}

// improvement makes up an improvement.
func (d *demoDesk) improvement(p *demoPlan, no model.ID) *model.Import {
	b := &demoBetters[p.theme]
	w := &d.words
	caller := demoPersonNamed(b.owner)
	w.begin(p.at, caller, nil)
	title := b.title
	if !p.first {
		w.caller = d.caller("office")
		title = d.title([]string{b.title + " ({site}{|, second step|, review|, follow-up})", b.title + " ({month}, {site})", b.title + ", as {colleague} asked"})
	}
	l := &demoLife{now: d.now, kind: model.Improvement}
	l.create(p.at, b.owner, demoText(model.FieldTitle, title), demoText(model.FieldDescription, w.say(b.text)), demoRef(model.FieldRequester, b.owner),
		demoRef(model.FieldService, b.service), demoRef(model.FieldProduct, b.product), demoNum(model.FieldBusinessImpact, b.business),
		demoNum(model.FieldCustomerImpact, b.cust), demoNum(model.FieldSize, b.size), demoText(model.FieldCategory, "Improvement"), demoText(model.FieldChannel, "portal"))
	at := p.at
	step := func(days int) model.Instant {
		at += model.Instant(days*86400 + d.rng.IntN(86400))
		return d.clock.working(at)
	}
	end := b.end
	if !p.first && d.chance(60) {
		end = model.StateClosed
	}
	for _, s := range []model.State{model.StateAssessed, model.StateApproved, model.StateInProgress, model.StateMeasured, model.StateClosed} {
		if l.state == end {
			break
		}
		when := step(5)
		if when >= d.now {
			break
		}
		if end == model.StateDeclined {
			l.move(when, demoOperations, model.StateDeclined, b.why)
			break
		}
		if s == model.StateAssessed {
			l.assign(when, demoOperations, b.owner)
		}
		if s == model.StateMeasured {
			l.note(when, b.owner, demoOr(b.result, "Measured over four weeks; the figure moved in the right direction."))
		}
		by := b.owner
		if s == model.StateApproved {
			by = demoOperations
		}
		l.move(when, by, s, "")
	}
	return d.finish(l, p, no)
}

func demoOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
