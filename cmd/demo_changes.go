package cmd

import "opsdesk/model"

// A demoStep is a change of the company's systems, with when it happens and how it went.
type demoStep struct {
	key      string
	variant  model.Variant
	service  string
	team     string
	product  string
	risk     int // 1 high … 3 low
	impact   int
	title    string
	text     string
	starts   int // days from now at which the first one is planned; negative is past
	hour     int // of the day
	hours    float64
	release  string
	approver string
	end      model.State // how far it has come when its time is not over
	review   string      // what was written after it
	notes    []string
}

var demoSteps = []demoStep{
	{
		key: "vpn-pool", variant: model.Normal, service: "Remote access", team: demoNetwork, risk: 2, impact: 1, starts: 2, hour: 20, hours: 2, approver: demoChangeManager, end: model.StateScheduled,
		title: "Enlarge VPN licence pool to 400 and set idle timeout to 30 minutes",
		text:  "**Why:** logins are refused at peak hours.\n\n**Plan**\n1. Import licences on `vpn-eu2`, then `vpn-eu1`\n2. Firmware 9.1.4 on both, one after the other\n3. Idle timeout 30 minutes\n4. Test with ten accounts of four sites\n\n**Back-out:** boot the old image (8 minutes per gateway).\n\n**Who notices:** people on VPN after 20:00 are moved once.",
		notes: []string{"Warehouse night shift told; they use the site link, not the VPN."},
	},
	{
		key: "scanner-fw", variant: model.Normal, service: "Warehouse scanners", team: demoWarehouse, risk: 2, impact: 2, starts: 5, hour: 5, hours: 3, approver: demoChangeManager, end: model.StateAuthorize,
		title: "Scanner firmware 25.3.4 for all 312 devices in Łódź",
		text:  "Pilot with five devices in Venlo ran six days without a loss. Roll-out by hall, before the early shift, 80 devices a day.\n\n**Back-out:** firmware 25.2 is kept on the staging server; 4 minutes per device.",
	},
	{
		key: "consumer", variant: model.Normal, service: "Warehouse management", team: demoPlatform, product: demoWebShop, risk: 2, impact: 1, starts: -48, hour: 6, hours: 1.5, approver: demoChangeManager, end: model.StateClosed, release: "{oldrelease}",
		title: "Order interface: side queue for unreadable messages",
		text:  "New version of the consumer with a side queue and an alarm.\n\n**Test:** replay of 30 days (61,000 orders) gave the same picks; 4 messages went aside.\n\n**Back-out:** start the old consumer, it reads the same queue.", review: "Went as planned. First message aside on the third day, nobody else noticed.",
	},
	{
		key: "dkim", variant: model.Standard, service: "Mail", team: demoMessaging, risk: 3, impact: 2, starts: -70, hour: 10, hours: 1, approver: "", end: model.StateClosed,
		title: "Sign mail of campaign tool and printers with DKIM", text: "Add two selectors and switch signing on. Standard change *mail-dns*.", review: "Signed and verified with three providers.",
	},
	{
		key: "payment-key", variant: model.Normal, service: "Payments", team: demoApplications, product: demoWebShop, risk: 2, impact: 1, starts: -26, hour: 5, hours: 1, approver: demoChangeManager, end: model.StateClosed,
		title: "Payment consumer 2 reads signing keys every five minutes", text: "Takes over the code of consumer 1. Rolling restart, no downtime.\n\n**Back-out:** previous image.", review: "No rejected callback at the rotation of the 1st.",
	},
	{
		key: "dock-roll", variant: model.Standard, service: "Laptops", team: demoWorkplace, risk: 3, impact: 3, starts: 1, hour: 12, hours: 1, end: model.StateScheduled,
		title: "Dock firmware 1.0.33 in Göteborg, building B (64 docks)", text: "Runs in the lunch break with a note on the screen; three minutes of black monitors. Buildings A and C follow next week.",
	},
	{
		key: "app-release", variant: model.Normal, service: "Mobile app", team: demoApplications, product: demoMobileApp, risk: 2, impact: 2, starts: -39, hour: 9, hours: 2, approver: demoChangeManager, end: model.StateClosed, release: "26.2",
		title: "Mobile app 26.2 to the stores, 10 % first", text: "Staged roll-out: 10 % on day one, 50 % on day three, all on day five. Stops by itself if crash-free sessions fall below 99 %.", review: "99.6 % crash-free. One hint about a cut-off button in Portuguese, goes into 26.3.",
	},
	{
		key: "core-switch", variant: model.Normal, service: "Office network", team: demoNetwork, risk: 1, impact: 1, starts: 4, hour: 22, hours: 4, approver: demoChangeManager, end: model.StateScheduled,
		title: "Replace core switch Łódź 1 (end of support)",
		text:  "Both halls are without network for up to 40 minutes.\n\n- night shift works with printed lists from 22:00\n- trucks of Polarbud are moved to 05:30\n- Katarzyna is on site, Jun on the console\n\n**Back-out until 01:30:** old switch stays mounted and cabled.",
		notes: []string{"Tomasz Kowalczyk agrees with the window; inventory is on Sunday, not touched.", "Rehearsed in the lab: 22 minutes."},
	},
	{
		key: "wms-db", variant: model.Normal, service: "Warehouse management", team: demoStorage, risk: 1, impact: 1, starts: 11, hour: 21, hours: 6, approver: demoChangeManager, end: model.StateAssess,
		title: "Warehouse database to version 19.24 with archive of movements", text: "Needs a stand-still of both warehouses on a Saturday evening. Depends on a restore test of the week before. Risk is high because of the 240 million rows that move.",
	},
	{
		key: "sso-cert", variant: model.Standard, service: "Single sign-on", team: demoIdentity, risk: 3, impact: 1, starts: -12, hour: 7, hours: 0.5, end: model.StateClosed,
		title: "Yearly change of the sign-on signing certificate", text: "Standard change *sso-rollover*: publish new certificate a week before, switch, watch errors for an hour.", review: "Two suppliers had pinned the old one; called both, done by 09:00.",
	},
	{
		key: "shop-tls", variant: model.Emergency, service: "Web shop", team: demoPlatform, product: demoWebShop, risk: 1, impact: 1, starts: -33, hour: 15, hours: 1, approver: demoOperations, end: model.StateClosed,
		title: "Emergency: close hole in the picture library of the shop", text: "Published today, exploited in the wild. New image of the picture service with the patched library; no change of function.\n\n**Back-out:** switch uploads off.", review: "Patched in 70 minutes from the decision. Logs show two probes, no success.",
	},
	{
		key: "fw-hotfix", variant: model.Emergency, service: "Remote access", team: demoNetwork, risk: 2, impact: 1, starts: 0, hour: 0, hours: 1, approver: demoOperations, end: model.StateAuthorize,
		title: "Emergency: fail over VPN logins to vpn-eu2 and restart vpn-eu1", text: "For the running major incident. Point `vpn.ostervik.example` to `vpn-eu2` with 300 temporary licences from the vendor, then restart `vpn-eu1`, which throws out the {80-110} sessions left on it.\n\n**Back-out:** point the name back.",
	},
	{
		key: "checkout-rel", variant: model.Normal, service: "Web shop", team: demoApplications, product: demoWebShop, risk: 2, impact: 1, starts: -6, hour: 6, hours: 2, approver: demoChangeManager, end: model.StateReview, release: "{thisrelease}",
		title: "Web shop release {thisrelease}: new address form and express checkout", text: "Feature flags per country: Sweden and Netherlands first. Old form stays in reach for two weeks.\n\n**Watch:** failed checkouts (alarm at 1.5 %), address corrections by carriers.", review: "Failed checkouts at 0.7 %. Addresses like *Łódź, ul. Żeligowskiego* pass now. Poland follows on Monday.",
	},
	{
		key: "wifi-venlo", variant: model.Normal, service: "Office network", team: demoNetwork, risk: 2, impact: 2, starts: -57, hour: 20, hours: 5, approver: demoChangeManager, end: model.StateClosed,
		title: "New access points for Venlo, halls 1 and 3", text: "34 access points, same names and channels by the new plan. Night work with two lifts.", review: "One of 34 had a dead radio, replaced next day. Scanner losses per shift from 41 to 6.",
	},
	{
		key: "phone-gw", variant: model.Normal, service: "Telephony", team: demoMessaging, risk: 2, impact: 2, starts: -20, hour: 19, hours: 2, approver: demoChangeManager, end: model.StateCanceled,
		title: "Second voice gateway for Málaga", text: "Brings a second way out for the contact centre.", review: "Carrier could not deliver the line in time; new date follows.",
	},
	{
		key: "patch-day", variant: model.Standard, service: "Web platform", team: demoPlatform, risk: 3, impact: 2, starts: -9, hour: 4, hours: 3, end: model.StateClosed,
		title: "Monthly patches of 64 web, job and interface hosts", text: "Two waves by the book: odd hosts on the first night, even ones on the second. Drain, patch, restart, health check.", review: "62 of 64 in the window. `int-prd-14` by hand, `job-prd-11` waits for its owner.",
	},
	{
		key: "patch-next", variant: model.Standard, service: "Web platform", team: demoPlatform, risk: 3, impact: 2, starts: 6, hour: 4, hours: 3, end: model.StateScheduled,
		title: "Monthly patches of 64 web, job and interface hosts (next round)", text: "As last month, with `int-prd-14` first because of its kernel.",
	},
	{
		key: "backup-tool", variant: model.Normal, service: "Backup", team: demoStorage, risk: 2, impact: 2, starts: 17, hour: 9, hours: 8, approver: demoChangeManager, end: model.StateNew,
		title: "Pilot of the new backup for test systems", text: "Twelve test systems for four weeks beside the old backup. Measures: time to restore, space, work per week.",
	},
	{
		key: "badge-ctrl", variant: model.Standard, service: "Building access", team: demoFacilities, risk: 3, impact: 2, starts: -2, hour: 18, hours: 1, end: model.StateReview,
		title: "Firmware of door controllers, building C", text: "Doors stay in their last state for two minutes each. Reception is informed.", review: "Controller got-7 lost its address and came back after a power cycle. Seen again next morning, see incident.",
	},
	{
		key: "dwh-mask", variant: model.Normal, service: "Data warehouse", team: demoStorage, product: demoDataPlat, risk: 3, impact: 3, starts: -15, hour: 8, hours: 2, approver: demoChangeManager, end: model.StateClosed, release: "{lastrelease}",
		title: "Mask customer addresses in all analyst views", text: "Views change, tables don't. Analysts with a grant see the clear text; the grants are listed in the access records.", review: "Three reports needed the postcode and got it in a coarser form.",
	},
	{
		key: "queue-hours", variant: model.Standard, service: "Contact centre", team: demoMessaging, risk: 3, impact: 3, starts: 3, hour: 8, hours: 0.5, end: model.StateScheduled,
		title: "Opening hours of six service lines for the holidays", text: "Table of dates by Customer care, texts in six languages are recorded.",
	},
	{
		key: "carrier-new", variant: model.Normal, service: "Shipping labels", team: demoPlatform, risk: 2, impact: 2, starts: 8, hour: 7, hours: 2, approver: demoChangeManager, end: model.StateAuthorize, release: "{nextrelease}",
		title: "New carrier QuickQuay for Portugal and Galicia", text: "Interface tested with 240 parcels. Starts with 10 % of the parcels for Portugal.\n\n**Back-out:** set the share to 0.",
	},
	{
		key: "ups-battery", variant: model.Normal, service: "Server rooms", team: demoFacilities, risk: 2, impact: 1, starts: -82, hour: 10, hours: 4, approver: demoChangeManager, end: model.StateClosed,
		title: "Replace UPS batteries in Venlo 2", text: "By the maker, under load, one string after the other.", review: "Done in three hours; load never left the second string.",
	},
	{
		key: "mfa-number", variant: model.Normal, service: "Single sign-on", team: demoIdentity, risk: 2, impact: 1, starts: -64, hour: 7, hours: 1, approver: demoChangeManager, end: model.StateClosed,
		title: "Second factor with number matching for everybody", text: "Switch for the last four departments. Guide in eight languages, two extra people at the desk for two days.", review: "118 questions on day one, 30 on day two. No blind approval possible any more.",
	},
}

// change makes up a change.
func (d *demoDesk) change(p *demoPlan, no model.ID) *model.Import {
	c := &demoSteps[p.theme]
	w := &d.words
	names := demoStaff[c.team]
	owner := names[int(p.theme)%len(names)]
	w.begin(p.at, demoWho{name: owner, dept: demoDesktop}, nil)
	title := w.say(c.title)
	if !p.first {
		w.caller = d.caller("")
		title = d.title([]string{c.title + " ({site})", c.title + ", {host}", c.title + " ({month}, {site})", c.title + ", version {ver}"})
	}
	impact := model.Level(c.impact)
	l := &demoLife{now: d.now, kind: model.Change}
	l.create(p.at, owner, demoText(model.FieldTitle, title), demoText(model.FieldDescription, w.say(c.text)), demoNum(model.FieldVariant, c.variant),
		demoNum(model.FieldImpact, impact), demoNum(model.FieldUrgency, 2), demoNum(model.FieldPriority, model.PriorityOf(impact, 2)), demoNum(model.FieldRisk, c.risk),
		demoRef(model.FieldRequester, owner), demoRef(model.FieldTeam, c.team), demoRef(model.FieldService, c.service), demoRef(model.FieldProduct, c.product),
		demoNum(model.FieldStart, p.start), demoNum(model.FieldEnd, p.end), demoText(model.FieldRelease, w.say(c.release)), demoText(model.FieldCategory, "Change"),
		demoText(model.FieldChannel, "portal"))
	l.assign(p.at+60, owner, owner)
	d.changeStory(l, p, c, owner)
	return d.finish(l, p, no)
}

// changeStory takes the change as far as its plan and the time allow.
func (d *demoDesk) changeStory(l *demoLife, p *demoPlan, c *demoStep, owner string) {
	end := c.end
	if !p.first {
		switch {
		case p.start < d.now:
			end = model.StateClosed
		case p.start < d.now+4*86400:
			end = model.StateScheduled
		}
	}
	lead := (min(p.start, d.now) - p.at) / 8
	at := p.at
	step := func() model.Instant {
		at += lead
		if c.variant == model.Emergency {
			return at
		}
		return d.clock.workingBefore(at, min(p.start-60, d.now-60))
	}
	for n, note := range c.notes {
		if p.first {
			l.note(p.at+lead*model.Instant(n+1)/2, owner, note)
		}
	}
	for _, s := range demoRoad[c.variant] {
		if l.state == end {
			return
		}
		when := step()
		var facts []model.Fact
		by := owner
		switch s {
		case model.StateAuthorize:
			facts = append(facts, demoRef(model.FieldApprover, c.approver))
		case model.StateScheduled:
			if end == model.StateCanceled {
				l.comment(when, owner, c.review)
				l.move(when, owner, model.StateCanceled, c.review, demoNum(model.FieldReason, model.Unneeded))
				return
			}
			by = demoOr(c.approver, owner)
		case model.StateImplement:
			when = p.start
		case model.StateReview:
			when = p.end
		case model.StateClosed:
			when = d.clock.working(p.end + 26*3600)
			by = demoChangeManager
		}
		if when >= d.now {
			return
		}
		l.move(when, by, s, "", facts...)
		if s == model.StateReview && c.review != "" && when+2700 < d.now {
			l.comment(when+2700, owner, c.review)
		}
	}
}

// demoRoad lists the states of a change that goes well, for each variant.
var demoRoad = map[model.Variant][]model.State{
	model.Normal:    {model.StateAssess, model.StateAuthorize, model.StateScheduled, model.StateImplement, model.StateReview, model.StateClosed},
	model.Standard:  {model.StateScheduled, model.StateImplement, model.StateReview, model.StateClosed},
	model.Emergency: {model.StateAuthorize, model.StateScheduled, model.StateImplement, model.StateReview, model.StateClosed},
}
