package cmd

import "opsdesk/model"

// A demoCause is the cause behind incidents of one theme, and how far the search for it has come.
type demoCause struct {
	key        string
	theme      string // of the incidents that it causes
	is         demoCase
	service    string
	team       string
	product    string
	rate       string
	title      string
	vars       []string
	text       string
	notes      []string
	cause      string
	workaround string
	symptom    string // as callers tell it
	fix        string // key of the change that ends it
	accepted   string // why its risk was accepted, if it was
	end        model.State
	age        int // days before now at which the first one was opened
	many       int // how many incidents it has at most
}

var demoCauses = []demoCause{
	{
		key: "vpn-licences", is: 'a', theme: "vpn-login", service: "Remote access", team: demoNetwork, rate: "12", end: model.StateFix, age: 23, many: 9, fix: "vpn-pool",
		title: "VPN licence pool exhausted at peak hours (EU gateways)",
		text:  "Since the warehouses' planners work from home two days a week, `vpn-eu1` reaches 240 of 240 licences on most mornings between 08:30 and 10:00. Later logins are refused with *gateway busy*. Stale sessions of laptops that were closed without logging off count as well, for up to 12 hours.",
		notes: []string{
			"Counted a week: peak 240 (limit) on four of five days, 31–48 of them stale.",
			"Vendor confirms: idle timeout does not apply while the laptop sleeps, fixed in 9.1.4. Licences for 400 users are ordered."},
		cause:      "Two things together: 240 licences for 310 people entitled, and sessions of sleeping laptops that are kept for 12 hours because the idle timeout is not applied (vendor bug VX-4471).",
		symptom:    "VPN client says *gateway busy* or *session limit reached*; who is connected stays connected.",
		workaround: "1. Choose `vpn-eu2` in the client.\n2. If that is full too: the desk drops stale sessions with `vpnctl session drop --idle 30m`.\n\nDo **not** restart the gateway, it throws out everybody.",
	},
	{
		key: "scanner-roaming", is: 'b', theme: "scanner-wifi", service: "Warehouse scanners", team: demoNetwork, rate: "22", end: model.StateFix, age: 61, many: 10, fix: "scanner-fw",
		title:      "Scanners of firmware 25.3 roam too late between access points",
		text:       "Pickers in Łódź and Venlo lose the connection when they walk from one hall to the next. It began with the scanner firmware 25.3 and got worse when the racks in Łódź, hall 2 were moved.",
		notes:      []string{"Captured roaming of three scanners: they stay at an access point down to -88 dBm. With 25.2 they leave at -70.", "Maker delivers 25.3.4 as a pilot; five devices in Venlo show no loss in six days."},
		cause:      "Firmware 25.3 ignores the roaming threshold of the profile and uses its own of -88 dBm.",
		symptom:    "Scanner loses the connection on the way from one hall to the next and hangs with an hourglass.",
		workaround: "Switch Wi-Fi off and on at the scanner (green key, 3 s). In Łódź hall 2 a mobile access point stands at aisle C12.",
	},
	{
		key: "poison-message", is: 'a', theme: "order-import", service: "Warehouse management", team: demoPlatform, product: demoWebShop, rate: "12", end: model.StateResolved, age: 78, many: 7, fix: "consumer",
		title:      "One malformed order message stops the whole order interface",
		text:       "The consumer of `orders.out` pauses when a message can't be read. Everything behind it waits until somebody moves the message aside by hand. On three occasions 400–900 orders were late for the evening trucks.",
		notes:      []string{"Emoji in the gift text, a tab in the street, a 61-character name: each stopped it once.", "Design agreed with Hannah: a side queue with an alarm, and the limit is checked in the checkout."},
		cause:      "The consumer was built to stop at the first unreadable message so that none is lost; the checkout accepts texts that the warehouse system does not.",
		symptom:    "Orders stop arriving in the halls while the shop goes on selling; the order interface stands.",
		workaround: "Runbook *Order interface, step 4*: move the message to `orders.aside`, resume the consumer, tell the shift lead the order number.",
	},
	{
		key: "pool-exhausted", is: 'b', theme: "finance-slow", service: "Finance portal", team: demoApplications, rate: "22", end: model.StateRootCause, age: 19, many: 6,
		title: "Finance portal slow after 16:00 on days before month-end",
		text:  "In the last days of a month the portal needs up to three minutes for the list of open items from about 16:00 on. Restarting helps for half an hour. Around 40 people in Zürich and São Paulo are affected, who close the month at that time.",
		notes: []string{
			"Connection pool is full (60 of 60). Longest statements come from the cash report, started by five people at once.",
			"Index on `cleared_at` is not used when statistics are older than a day. Need a trace of the next month-end to be sure."},
	},
	{
		key: "cache-import", is: 'a', theme: "shop-slow", service: "Web shop", team: demoPlatform, product: demoWebShop, rate: "22", end: model.StateFix, age: 44, many: 6, fix: "",
		title:      "Price import empties the shop's page cache",
		text:       "After each large price import the p95 of category pages climbs from 0.9 to 4–6 seconds for 20–40 minutes. It fell into the evening peak twice.",
		notes:      []string{"Every article gets a new *modified* time, even if its price is the same. 214,000 pages are dropped.", "Backlog item for a cache that looks at the price only; agreed with Leila."},
		cause:      "The import writes all rows, changed or not, and the cache drops a page for each write.",
		symptom:    "Category pages of the shop take seconds after a price import.",
		workaround: "Start imports at 04:00 only, never by hand during the day. When it happened: run the *warm top 5000* job.",
	},
	{
		key: "campaign-dkim", is: 'a', theme: "mail-bounce", service: "Mail", team: demoMessaging, rate: "23", end: model.StateClosed, age: 88, many: 6, fix: "dkim",
		title:      "Partners reject our mail since the DMARC policy is *reject*",
		text:       "Since we publish `p=reject`, mail that goes out over the campaign tool and over the scanner-to-mail printers is refused by partners who check it, with 550 5.7.26.",
		notes:      []string{"Inventory of senders: 11 systems, 3 of them without DKIM.", "All three get a signature by a standard change; then we watch the reports for a week."},
		cause:      "Three sending systems were missing in the inventory that was made before the policy was tightened, and sent unsigned mail.",
		symptom:    "Mail to partners comes back with 550 5.7.26.",
		workaround: "Send over the second relay, which signs everything.",
	},
	{
		key: "callback-key", is: 'a', theme: "payment-pending", service: "Payments", team: demoApplications, product: demoWebShop, rate: "22", end: model.StateResolved, age: 52, many: 6, fix: "payment-key",
		title:      "Payment callbacks are rejected for minutes after each key rotation",
		text:       "Every first of the month orders hang in *payment pending*. The provider rotates its signing key at 00:00 UTC, and one of our two consumers keeps the old one until it is restarted.",
		notes:      []string{"Consumer 2 reads the key at start only. Consumer 1 was changed in spring.", "Change is written; the rotation of the 1st will show whether it helps."},
		cause:      "The key is cached without an end in the older consumer.",
		symptom:    "Orders hang in *payment pending* in the first hours of a month.",
		workaround: "Restart `pay-consumer-2` after the rotation and replay the callbacks of the last hour from the provider's portal.",
	},
	{
		key: "dock-firmware", is: 'a', theme: "dock", service: "Laptops", team: demoWorkplace, rate: "33", end: model.StateFix, age: 35, many: 8, fix: "dock-roll",
		title:      "Docks lose monitors after standby (firmware below 1.0.30)",
		text:       "Around 70 docks in Göteborg lose one or both monitors when the laptop comes back from standby. Pulling the dock's power for ten seconds helps.",
		notes:      []string{"All cases have firmware 1.0.8 to 1.0.19. With 1.0.33 not one in two weeks (12 docks).", "Update takes three minutes with black screens, so it must be announced."},
		cause:      "Display firmware of the dock does not wake its second output after standby; fixed by the maker in 1.0.30.",
		symptom:    "One or both monitors at the dock stay black after standby.",
		workaround: "Unplug the dock's power for ten seconds. Do not swap the cable, it is not the cable.",
	},
	{
		key: "double-delivery", is: 'a', theme: "dwh-load", service: "Data warehouse", team: demoStorage, product: demoDataPlat, rate: "23", end: model.StateFix, age: 30, many: 6,
		title:      "Shop export is delivered twice after a restart and breaks the night load",
		text:       "When the export job of the shop is restarted it writes the day's file again under another name. The load then stops at the unique key and reports show the day before until somebody removes the rows.",
		notes:      []string{"Four times in 30 days, each after maintenance on the job host.", "Load shall take a file by day and keep the newest. Estimate: 3 days."},
		cause:      "File names carry the time of writing instead of the day they are for, so the load can't tell a repeat from a new day.",
		symptom:    "Reports show the day before yesterday; the night load stopped at a unique key.",
		workaround: "Runbook *Night load, double file*: delete the older file's rows by its load number and restart at step 7.",
	},
	{
		key: "label-dpi", is: 'b', theme: "label-printer", service: "Shipping labels", team: demoWarehouse, rate: "23", end: model.StateAssess, age: 9, many: 6,
		title: "Label printers with new 300 dpi heads print shifted or pale labels",
		text:  "Since the maker delivers 300 dpi heads as spare parts, labels of exchanged printers come out shifted or too pale for the carriers' scanners. Eleven printers so far in Łódź and Venlo.",
		notes: []string{"Print server still sends 203 dpi to all. Looking for a way to keep two templates."},
	},
	{
		key: "filter-lint", is: 'a', theme: "climate", service: "Server rooms", team: demoFacilities, rate: "23", end: model.StateClosed, age: 95, many: 4,
		title:      "Cooling of rack room Łódź 1 fails when filters clog",
		text:       "Three times in summer the supply air rose above 30 °C since the filters were full of cardboard lint.",
		notes:      []string{"Room takes its air from the packing hall. Moving the intake costs 38,000 €.", "Decided to accept until the hall is rebuilt; filters are changed monthly instead of yearly."},
		cause:      "Air intake lies beside the carton cutter of the packing line.",
		accepted:   "Cheaper to change filters than to move the intake.",
		symptom:    "Supply air of the rack room is above 30 °C.",
		workaround: "Change filters on the first Monday of each month; spare filters lie in the room.",
	},
	{
		key: "banner-null", is: 'a', theme: "app-crash", service: "Mobile app", team: demoApplications, product: demoMobileApp, rate: "22", end: model.StateResolved, age: 66, many: 6, fix: "app-release",
		title:      "App crashes when a campaign has no picture",
		text:       "A campaign without a picture makes the app crash at start on older phones. It happened with three campaigns since summer; store rating fell from 4.5 to 4.1.",
		notes:      []string{"Crash in the banner view, only below Android 12: the placeholder needs a newer call.", "Goes into 26.2; the campaign tool refuses campaigns without a picture as well."},
		cause:      "Missing check for an empty picture, and nothing in the campaign tool that demands one.",
		symptom:    "The app closes at once when it is started, since a new campaign began.",
		workaround: "Give the campaign any picture; the crash is gone at the next start of the app.",
	},
	{
		key: "queue-sync", is: 'a', theme: "hotline-queue", service: "Contact centre", team: demoMessaging, rate: "22", end: model.StateRootCause, age: 13, many: 5,
		title: "Shift plan import empties skill groups of the contact centre",
		text:  "On some mornings a whole language queue has no agents, although they are logged in. The shift plan's file was empty on these days and the import takes that literally.",
		notes: []string{"File is written at 05:55 and read at 05:55. A race, probably. Import now keeps the old plan if the file has no rows (guard only)."},
	},
	{
		key: "debug-logs", is: 'a', theme: "host-full", service: "Web platform", team: demoPlatform, rate: "33", end: model.StateNew, age: 2, many: 5,
		title: "Hosts fill up after releases because debug logging stays on",
		text:  "After the last {few} releases disks of job and web hosts ran full within days. Each time the log level was still *debug*.",
	},
}

// problem makes up a problem.
func (d *demoDesk) problem(p *demoPlan, no model.ID) *model.Import {
	c := &demoCauses[p.theme]
	w := &d.words
	names := demoStaff[c.team]
	owner := names[int(p.theme)%len(names)]
	w.begin(p.at, demoWho{name: owner, dept: demoDesktop}, c.vars)
	title := c.title
	if !p.first {
		w.caller = d.caller("")
		title = d.title([]string{c.title + " ({site})", c.title + ", again on {host}", c.title + " since {ver}", c.title + " ({month})"})
	}
	impact, urgency := model.Level(c.rate[0]-'0'), model.Level(c.rate[1]-'0')
	opener := d.member(demoServiceDesk)
	l := &demoLife{now: d.now, kind: model.Problem}
	l.create(p.at, opener, demoText(model.FieldTitle, title), demoText(model.FieldDescription, w.say(c.text)), demoNum(model.FieldImpact, impact),
		demoNum(model.FieldUrgency, urgency), demoNum(model.FieldPriority, model.PriorityOf(impact, urgency)), demoRef(model.FieldRequester, opener),
		demoRef(model.FieldTeam, c.team), demoRef(model.FieldService, c.service), demoRef(model.FieldProduct, c.product),
		demoText(model.FieldCategory, "Problem"), demoText(model.FieldTags, demoThemes[demoThemeNamed(c.theme)].tags), demoText(model.FieldChannel, "portal"))
	d.problemStory(l, p, c, owner)
	return d.finish(l, p, no)
}

// problemStory searches for the cause as far as the problem's end says, and as the time allows.
func (d *demoDesk) problemStory(l *demoLife, p *demoPlan, c *demoCause, owner string) {
	end := c.end
	if !p.first && c.cause != "" && d.now-p.at > 25*86400 {
		end = model.StateClosed
	}
	at := p.at
	step := func(days int) model.Instant {
		at += model.Instant(days*86400 + d.rng.IntN(40000))
		return d.clock.working(at)
	}
	note := func(n int) {
		if n < len(c.notes) {
			l.note(step(1), owner, c.notes[n])
		}
	}
	if end == model.StateNew || p.at+4*86400 > d.now {
		return
	}
	l.assign(step(0), demoOperations, owner)
	l.move(step(0), owner, model.StateAssess, "")
	note(0)
	if end == model.StateAssess {
		return
	}
	if at+3*86400 > d.now {
		return
	}
	l.move(step(1), owner, model.StateRootCause, "")
	note(1)
	if end == model.StateRootCause || c.cause == "" || at+3*86400 > d.now {
		return
	}
	when := step(1)
	l.edit(when, owner, demoText(model.FieldCause, c.cause), demoText(model.FieldWorkaround, c.workaround), demoText(model.FieldSymptom, c.symptom), demoNum(model.FieldKnownError, 1))
	if c.accepted != "" {
		l.move(step(2), demoOperations, model.StateClosed, c.accepted, demoNum(model.FieldReason, model.RiskAccepted),
			demoRef(model.FieldApprover, "Charles Adeyemi"), demoNum(model.FieldExpires, d.now+model.Instant(150*86400)))
		return
	}
	l.move(when, owner, model.StateFix, "")
	if end == model.StateFix {
		return
	}
	why, done := "", p.mark
	if done == 0 {
		why, done = "Fixed by configuration, no change needed.", step(9)
	}
	if done = max(done, l.last()); done+3600 > d.now {
		return
	}
	l.move(done+1800, owner, model.StateResolved, why)
	if closed := d.clock.working(done + 8*86400); closed < d.now && (end == model.StateClosed || !p.first) {
		l.comment(closed, owner, "No new incident since then.")
		l.move(closed, owner, model.StateClosed, "")
	}
}
