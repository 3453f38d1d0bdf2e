package cmd

import (
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
)

// A demoScene is one ticket that was written by hand: what a visitor finds in the queue right now, and the great
// events of the last months. All times are minutes before now. Those of a scene that says when it is due are stretched, so
// that they fit the open hours of whatever week it is.
type demoScene struct {
	key     string
	kind    model.Kind // zero is an incident
	like    string     // key of the theme or order whose service, team and category it has
	ago     int
	due     int // in so many open minutes, by the company's terms, below zero since; zero is as it comes
	agreed  int // on a date so many minutes from now, in the working hours after that
	watch   string
	rate    string
	caller  string
	by      string // who wrote it down; empty is the caller
	channel string
	team    string // the first team, if it is not the theme's; "-" is none
	place   string
	item    string
	tags    string
	title   string
	text    string
	acts    []demoAct
	links   []string // relation and key of another scene, problem, change or item
}

// A demoAct is what somebody did to the ticket, so many minutes ago.
type demoAct struct {
	ago  int
	who  string
	what demoDeed
	to   string // a person, a team, a reason or a code
	text string
}

// A demoDeed is a kind of act.
type demoDeed uint8

const (
	demoTakes demoDeed = iota
	demoGives
	demoBegins
	demoSays
	demoNotes
	demoHands
	demoHolds
	demoSolves
	demoCloses
	demoCalls    // a major incident, and leads it; somebody speaks to the stakeholders
	demoInforms  // its stakeholders, who hear of it again after so many minutes
	demoSubmits  // for approval, to whom
	demoApproves // a request
)

const demoHour, demoDay = 60, 1440

var demoScenes = slices.Concat(demoOutage, demoToday, demoMine, demoWeek, demoHistory)

// demoOutage is the major incident that runs now, with what belongs to it.
var demoOutage = []demoScene{
	{
		key: "vpn", like: "vpn-login", team: demoServiceDesk, ago: 22, rate: "11", caller: "N. Okafor", by: "Omar Haddad", channel: "phone", place: demoMalaga, item: "vpn-eu1", tags: "vpn,eu,major",
		title: "VPN concentrator refuses all logins (EU)",
		text: "N. Okafor calls for Customer care: since {-24} nobody who works from home gets in, every login ends in *gateway busy*. About **240 users** in Göteborg, Málaga, Łódź and Venlo. People who are connected stay connected.\n\n" +
			"- affected: `vpn-eu1` and, since a few minutes, `vpn-eu2`\n- not affected: São Paulo and 東京 (own gateway)\n- tried: other client version, phone hotspot, `vpn-eu2` by hand\n\n" +
			"```\n{-23} vpn-eu1 auth: reject user=n.okafor reason=session-limit active=240/240\n{-23} vpn-eu1 auth: reject user=c.ortega reason=session-limit active=240/240\n{-22} vpn-eu2 auth: reject user=j.molina reason=session-limit active=240/240\n```",
		acts: []demoAct{
			{21, "Omar Haddad", demoNotes, "", "Eleven calls in four minutes, all the same. Proposing a major incident."},
			{20, demoOperations, demoCalls, "Priya Raman", "Nobody in Europe gets in, 240 people, and the evening wave is planned from home."},
			{20, "Omar Haddad", demoHands, demoNetwork, ""},
			{19, "Omar Haddad", demoGives, "Jun Watanabe", ""},
			{18, "Jun Watanabe", demoBegins, "", ""},
			{17, demoOperations, demoInforms, "15", "We see that logins to the VPN are refused all over Europe and work on it with priority. Please stay connected if you are. Next news in 15 minutes."},
			{14, "Jun Watanabe", demoNotes, "", "Both gateways at 240 of 240 licences. `vpnctl session list` shows 163 sessions without traffic for more than an hour. Known error of the licence pool, but today it hit both at once: `vpn-eu2` got the sleeping laptops of the all-hands meeting."},
			{11, "Dorota Zielińska", demoNotes, "", "Dropped stale sessions on vpn-eu2 as in the workaround: 71 freed, full again after two minutes. Clients of the old version retry every 5 s."},
			{8, demoOperations, demoNotes, "", "The evening wave is planned from home and closes soon: logins must be back by then. Emergency change for the fail-over is written, waiting for my OK after Jun's test."},
			{4, demoOperations, demoInforms, "15", "Cause found: both gateways are out of licences. The vendor sends 300 temporary ones. Planners in Łódź and Venlo get in by phone with the desk, extension 4400. Next news in 15 minutes."},
			{2, "Jun Watanabe", demoNotes, "", "Temporary licence file is here, testing it on the standby node."}},
		links: []string{"caused-by vpn-licences", "fixed-by fw-hotfix"},
	},
	{
		key: "vpn-malaga", like: "vpn-login", ago: 19, rate: "21", caller: "Carmen Ortega", by: "Ines Carvalho", channel: "phone", place: demoMalaga, tags: "vpn,eu",
		title: "Evening shift of 14 agents can't log in from home", text: "Carmen Ortega calls: the evening shift starts at home and nobody gets into the VPN, *gateway busy*. Lines open with {few} agents in the office only.",
		acts:  []demoAct{{17, "Ines Carvalho", demoTakes, "", ""}, {16, "Ines Carvalho", demoBegins, "", ""}, {15, "Ines Carvalho", demoSays, "", "Hello Carmen, this belongs to the large disturbance of the VPN. I have linked your ticket; you get all news here."}},
		links: []string{"child-of vpn"},
	},
	{
		key: "vpn-planner", like: "vpn-login", ago: 15, rate: "21", caller: "Agata Krawczyk", channel: "portal", place: demoLodz, tags: "vpn,eu,wms",
		title: "Can't plan the evening wave from home: session limit reached", text: "I plan the waves from home on Tuesdays and Thursdays. The VPN says \"session limit reached\" and the wave must be released soon, 2,300 orders. Who can release it for me if this takes longer?",
		acts:  []demoAct{{13, "Tom Bakker", demoTakes, "", ""}, {12, "Tom Bakker", demoBegins, "", ""}, {11, "Tom Bakker", demoSays, "", "Hello Agata, Pieter can release the wave from the hall if you tell him its number by phone (ext. 4400). Shall I connect you?"}, {7, "Agata Krawczyk", demoSays, "", "Yes please. It is wave 6120. I stay on the line."}},
		links: []string{"child-of vpn"},
	},
	{
		key: "vpn-zrh", like: "vpn-login", ago: 12, rate: "32", caller: "Matthias Brunner", channel: "email", place: demoZurich, tags: "vpn,eu",
		title: "VPN: gateway busy, month-end closing from home", text: "Since some minutes \"gateway busy\". I have to release payments before the cut-off and work from home with a sick child.",
		acts:  []demoAct{{10, "Maya Lindqvist", demoTakes, "", ""}, {9, "Maya Lindqvist", demoBegins, "", ""}},
		links: []string{"child-of vpn"},
	},
	{
		key: "vpn-new1", like: "vpn-login", ago: 8, rate: "32", caller: "Lena Wouters", channel: "portal", place: demoVenlo, tags: "vpn",
		title: "Remote login to the transport planning does not work", text: "I can't log in from home: the gateway is busy. My colleague Ivo has it as well. Trucks for tomorrow are not booked yet.",
	},
	{
		key: "vpn-new2", like: "vpn-login", ago: 5, rate: "33", caller: "Viktor Hedlund", channel: "email", place: demoGoteborg, team: "-",
		title: "vpn kaputt?", text: "hi, vpn says busy since lunch. is it me or everybody? no hurry, catalogue texts are local anyway",
	},
}

// demoToday is what else waits in the queue today.
var demoToday = []demoScene{
	{
		key: "badge-c", like: "badge-reader", ago: 380, due: 100, rate: "21", caller: "Denise Cooper", by: "Omar Haddad", channel: "phone", place: "Göteborg, building C", item: "controller got-7", team: demoServiceDesk,
		title: "Badge readers offline in building C",
		text:  "All readers on the ground floor of building C blink red since the morning. People come in through the fire exit; the alarm company has called twice. Reception opens by hand.",
		acts: []demoAct{
			{372, "Omar Haddad", demoTakes, "", ""}, {370, "Omar Haddad", demoBegins, "", ""}, {352, "Omar Haddad", demoNotes, "", "Controller got-7 answers ping, its reader bus does not. Firmware was changed two nights ago (see the change)."},
			{341, "Omar Haddad", demoSays, "", "Hello Denise, we restart the controller now; doors stay closed for two minutes. Is the lamp above the reader off, or does it blink slowly?"}, {322, "Denise Cooper", demoSays, "", "Slowly, once in two seconds. After the restart it worked for ten minutes, now it blinks again."},
			{110, "Omar Haddad", demoSays, "", "Hello Denise, a restart does not help. Björn is on his way with a spare controller and needs about two hours."}},
		links: []string{"caused-by badge-ctrl"},
	},
	{
		key: "bounce", like: "mail-bounce", ago: 295, due: 185, rate: "21", caller: "Karin Sjöberg", channel: "email", place: demoGoteborg, tags: "mail,partner",
		title: "Mail to partner domain bounces with 550",
		text:  "Every mail to Hallström Möbel comes back within a minute. They say that nothing changed on their side. We have 41 open orders with them, and prices end on Friday.\n\n```\n550 5.7.1 <order@hallstrom-mobel.example>: Recipient address rejected:\n    sender not authorised by policy\nReporting-MTA: dns; out2.ostervik.example\n```",
		acts: []demoAct{
			{288, "Priya Raman", demoGives, "Maya Lindqvist", ""}, {280, "Maya Lindqvist", demoBegins, "", ""},
			{266, "Maya Lindqvist", demoSays, "", "Hello Karin, your mails leave us signed and are refused there. Can you give me somebody in their IT?"}, {241, "Karin Sjöberg", demoSays, "", "Lars Hallström, he does it all himself. Number is in the attachment. He is in the workshop until 15:00."},
			{228, "Maya Lindqvist", demoSays, "", "Hello Karin, he moved to a new filter on Monday and imported an old list with our former relay. He changes it after work; if not, I send your mails another way. You hear from me before that."}},
	},
	{
		key: "orders-214", like: "order-import", ago: 425, due: 55, rate: "21", caller: demoMonitor, channel: "monitoring", place: demoLodz, item: "int-prd-14",
		title: "Order interface: 214 orders not in the warehouse system",
		text:  "Beacon: queue `orders.out` has 214 messages, oldest 38 minutes. Consumer on `int-prd-14` is idle.\n\n```\n{-424} orders.out lag=214\n{-424} consumer-1 WARN tls: certificate of broker-2 is not trusted\n{-424} consumer-1 paused\n```",
		acts: []demoAct{
			{420, "Yuki Tanaka", demoTakes, "", ""}, {419, "Yuki Tanaka", demoBegins, "", ""}, {401, "Yuki Tanaka", demoNotes, "", "Not the old story with unreadable messages: the new broker certificate has another chain. Added it on consumer 1, queue drains at 12/s."},
			{122, "Yuki Tanaka", demoNotes, "", "Queue is empty, but Rafał counts 9 orders that never came. Comparing by number."}, {72, "Aoife Brennan", demoNotes, "", "Found 7 of the 9: same customer, cancelled meanwhile. Two left."}},
	},
	{
		key: "sorter", like: "conveyor", ago: 250, due: 230, rate: "21", caller: "Sjoerd Hendriks", by: "Tom Bakker", channel: "phone", place: "Venlo, hall 3", item: "conv-vnl-2",
		title: "Sorter in hall 3 sends every second parcel to chute 14",
		text:  "Sjoerd Hendriks, shift lead: the sorter sends about half of the parcels to the overflow chute 14. Two people carry them by hand. Camera lens is clean. The truck of TransRhein leaves at 17:30.",
		acts: []demoAct{
			{244, "Tom Bakker", demoGives, "Pieter de Vries", ""}, {238, "Pieter de Vries", demoBegins, "", ""}, {220, "Pieter de Vries", demoNotes, "", "Read rate 56 %. Labels from three packing tables are too pale; all three got a new print head this week. See the problem with the 300 dpi heads."},
			{205, "Pieter de Vries", demoSays, "", "Sjoerd, please pack on the tables 1–8 until I have changed the template of the others. I am in the hall."}},
		links: []string{"caused-by label-dpi"},
	},
	{
		key: "bank-31", like: "bank-file", ago: 505, due: -25, rate: "21", caller: "Urs Zimmermann", channel: "phone", by: "Maya Lindqvist", place: demoZurich, watch: "Maya Lindqvist",
		title: "Payment file of 31 suppliers rejected by Kantonalkasse Nord", text: "The bank rejects today's payment run with `AM05 duplicate message id`. Without it 31 suppliers are paid a day late, among them Fábrica Lusa, who deliver against payment only.",
		acts: []demoAct{
			{498, "Maya Lindqvist", demoGives, "Kwame Mensah", ""}, {490, "Kwame Mensah", demoBegins, "", ""}, {462, "Kwame Mensah", demoNotes, "", "File went out twice: the transfer timed out after the bank had taken the first part, the job started again with the same id."},
			{455, "Kwame Mensah", demoSays, "", "Hello Urs, I can make a new file with a new id, but then the first 12 payments might go out twice. Can you ask the bank which of them they have booked?"},
			{200, "Urs Zimmermann", demoSays, "", "They call back \"soon\". I have asked twice. Please keep at it, the cut-off is near."},
			{190, "Kwame Mensah", demoSays, "", "Hello Urs, both files are ready here, the whole run and the one without the first 12. As soon as they tell you, I send the right one."}},
	},
	{
		key: "label-blank", like: "label-printer", ago: 4370, due: -50, rate: "32", caller: "Magdalena Górska", channel: "portal", place: "Łódź, packing table 9", item: "LBL-LDZ-22",
		title: "LBL-LDZ-22 prints every second label blank", text: "At packing table 9 every second label comes out blank. New roll, cleaned, switched off and on. We throw away about 200 labels a shift.",
		acts: []demoAct{{4200, "Katarzyna Nowak", demoTakes, "", ""}, {4190, "Katarzyna Nowak", demoBegins, "", ""}, {3200, "Katarzyna Nowak", demoNotes, "", "Gap sensor replaced, still. Took the printer of table 30 (closed) as a loan: works. Original goes to the workshop."}, {2300, "Magdalena Górska", demoSays, "", "The loan one is fine but table 30 opens next week. When do we get ours back?"}},
	},
	{
		key: "old-printer", like: "print-queue", ago: 8 * demoDay, due: -27 * demoHour, rate: "32", caller: "Ebba Lindholm", channel: "email", place: demoGoteborg, item: "PRN-GOT-19",
		title: "Old printer still listed in directory", text: "PRN-GOT-19 was taken away in spring but is still first in the list on the 2nd floor. New colleagues print there and wait for their paper. Twice this week, and one was a contract.",
		acts: []demoAct{{7*demoDay + 1200, "Tom Bakker", demoGives, "Jun Watanabe", ""}, {7*demoDay + 300, "Jun Watanabe", demoBegins, "", ""}, {7 * demoDay, "Jun Watanabe", demoNotes, "", "Queue is gone, the entry in the directory comes back at night. Something publishes it again."}},
	},
	{
		key: "finance", like: "finance-slow", ago: 1660, rate: "22", caller: "Agnieszka Lewandowska", channel: "portal", place: demoZurich, tags: "finance,performance",
		title: "Finance portal slow after 16:00", text: "Since Monday the list of open items needs minutes after 16:00. In the morning it is quick. About 40 of us in Zürich and São Paulo work at that time, and the month closes on Friday.\n\nMeasured today: **9:10** 2 s, **13:30** 4 s, **16:20** 148 s, **17:00** timeout.",
		acts: []demoAct{
			{1610, "Chiara Conti", demoGives, "Jun Watanabe", ""}, {1600, "Jun Watanabe", demoBegins, "", ""}, {1540, "Jun Watanabe", demoNotes, "", "Not the network: 4 ms to the server at 16:30, no loss. Server waits for its database."}, {1500, "Jun Watanabe", demoSays, "", "Hello Agnieszka, the line is fine; we know this from the last month's end and look for the cause in the linked problem. Reports at 06:00 instead of 16:00 help already."},
			{1480, "Jun Watanabe", demoHolds, "awaiting-problem", ""}},
		links: []string{"caused-by pool-exhausted"},
	},
	{
		key: "audit-box", kind: model.Request, like: "shared-mailbox", ago: 2*demoDay + 200, rate: "22", caller: "Wanjiru Kamau", channel: "portal", place: demoGoteborg,
		title: "Shared mailbox for the audit team", text: "Please create `audit@ostervik.example` for the yearly audit. Members: Henrik Thorsen, Isabel Pinto, Caspar Reuter and me. External auditors must **not** have access; they get an exchange folder.",
		acts: []demoAct{{2 * demoDay, "Anders Holm", demoSubmits, "Gunnar Eklund", ""}, {1200, "Anders Holm", demoNotes, "", "Reminded Gunnar, he is at the supplier days until tomorrow."}},
	},
	{
		key: "carrier", like: "carrier-api", ago: 210, rate: "22", caller: "Dirk Vandenberghe", by: "Maya Lindqvist", channel: "phone", place: demoVenlo,
		title: "Polarbud labels take 20 seconds each", text: "Labels of Polarbud come slowly since noon: 15–25 seconds each. With QuickQuay and TransRhein all is normal. At this pace we miss the second truck.",
		acts: []demoAct{{200, "Maya Lindqvist", demoGives, "Mateusz Wiśniewski", ""}, {196, "Mateusz Wiśniewski", demoBegins, "", ""}, {170, "Mateusz Wiśniewski", demoNotes, "", "Their duty desk confirms: one of two data centres is in maintenance. Case 448-2207. Until it ends we ask for labels when the wave starts, not at the table."}},
	},
	{
		key: "address", like: "shop-checkout", ago: 35, rate: "32", caller: "Nuria Campos", channel: "portal", place: demoMalaga, team: demoServiceDesk,
		title: "Checkout refuses the address \"ul. Żeligowskiego, Łódź\"", text: "A customer can't order: the form turns red at *ul. Żeligowskiego 32/34, Łódź* and says \"invalid characters\". With *Zeligowskiego, Lodz* it passes, but then the carrier sends it back. This is my fourth this week.",
		links: []string{"demand-for address-form"},
	},
	{
		key: "tokyo", like: "finance-post", ago: 190, rate: "32", caller: "高橋 美咲", channel: "email", place: demoTokyo, team: demoServiceDesk, tags: "finance,pdf",
		title: "請求書のPDFが文字化けする (invoice PDF shows squares)", text: "東京オフィスの高橋です。\n\nInvoices of our suppliers in 京都 show squares instead of the company name since the new template. On the screen it is right, only the PDF is wrong. Example: invoice 2088-14, 株式会社京都茶屋.",
	},
	{
		key: "ups", like: "climate", ago: 9, rate: "22", caller: demoMonitor, channel: "monitoring", place: demoVenlo, item: "ups-vnl-2",
		title: "UPS in Venlo 2 on battery for 4 minutes", text: "Beacon: UPS `ups-vnl-2` reports *on battery*, load 44 %, 31 minutes left.\n\n1. utility: no voltage on phase 2\n2. generator: ready, not started\n3. temperature: 23 °C",
	},
	{
		key: "phish", like: "phishing", ago: 26, rate: "21", caller: "Emil Lundgren", channel: "email", place: demoGoteborg, team: demoServiceDesk,
		title: "Mail \"salary adjustment\" in the name of Cecilia Ahlberg", text: "I got a mail from \"Cecilia Ahlberg <hr@ostervik-people.example>\" about a salary adjustment with a QR code to sign in. At least five in Marketing have it. I did **not** scan it; Alice did, and typed her password.",
	},
	{
		key: "coffee", like: "laptop-boot", ago: 41, rate: "32", caller: "Samuel Osei", by: "Ines Carvalho", channel: "walk-in", place: demoGoteborg, team: demoServiceDesk, item: "NB-04417",
		title: "Coffee in the keyboard of NB-04417", text: "Samuel stands at the desk with a dripping laptop: flat white, a large one. Switched off at once. He presents the spring campaign tomorrow at nine and has the slides on the desktop only.",
	},
	{
		key: "latam-report", like: "report-wrong", ago: 72, rate: "32", caller: "Beatriz Souza", channel: "portal", place: demoSaoPaulo, team: demoStorage,
		title: "Relatório de vendas vazio para São Paulo", text: "Olá! The report \"sales by country\" is empty for Brasil since this morning; Portugal is there. João shows it to the hotels at 17:00 our time.",
	},
	{
		key: "aisle", like: "scanner-wifi", ago: 58, rate: "22", caller: "Łukasz Jabłoński", channel: "portal", place: "Łódź, hall 2", team: "-",
		title: "Hala 2: skanery tracą sieć przy alejce C12 (scanners lose Wi-Fi)", text: "At aisle C12 again, nine scanners this morning. The grey box (mobile access point) has no light. Somebody needed its socket for the floor polisher, I think.",
	},
	{
		key: "announcement", like: "hotline-queue", ago: 130, rate: "33", caller: "Manon Petit", channel: "email", place: demoMalaga, team: demoServiceDesk,
		title: "Returns line still plays the announcement of last summer", text: "The French returns line wishes a happy summer and tells of delays because of the heat. Customers laugh, at least.",
	},
	{
		key: "joiner-monday", kind: model.Request, like: "joiner", ago: 27, rate: "32", caller: "Frida Wallin", channel: "portal", place: demoGoteborg,
		title: "New colleague Wiktoria Jankowska starts on Monday", text: "Sorry for the short notice, she could leave her old company earlier:\n\n- laptop with the photo editor\n- same rights as Saga Nilsson\n- badge for building B\n- **no** phone, she brings her own",
	},
	{
		key: "screen", kind: model.Request, like: "laptop", ago: 112, rate: "33", caller: "Rasmus Dahl", channel: "portal", place: demoGoteborg,
		title: "Second monitor for desk 3.41", text: "I compare drawings of suppliers all day and would like a second monitor. There is an unused one in room Vinga, if that helps.",
	},
	{
		key: "visitors", kind: model.Request, like: "guest", ago: 184, rate: "33", caller: "Lotte Jensen", channel: "email", place: demoGoteborg,
		title: "Guest Wi-Fi for 24 visitors of the supplier days", text: "On Thursday 24 suppliers visit us in Marstrand and the canteen, 08:00 to 18:00. Some want to show videos.",
	},
}

// demoWeek is what goes on since some days.
var demoWeek = []demoScene{
	{
		key: "restart", like: "laptop-boot", ago: 2*demoDay + 90, rate: "32", caller: "Johanna Lund", channel: "phone", by: "Tom Bakker", place: demoGoteborg, item: "NB-03921",
		title: "Laptop NB-03921 restarts by itself several times a day", text: "Johanna's laptop restarts without a word, three or four times a day, mostly in calls. No blue screen. Battery at 61 %.",
		acts: []demoAct{{2880, "Tom Bakker", demoGives, "Sofia Marino", ""}, {2800, "Sofia Marino", demoBegins, "", ""}, {2760, "Sofia Marino", demoNotes, "", "Event 41, no dump. Firmware 1.14, current is 1.19. Memory test of an hour is clean."}, {1500, "Sofia Marino", demoSays, "", "Hello Johanna, I'd like to change its mainboard firmware and need it for half an hour. When can you do without it?"}, {1499, "Sofia Marino", demoHolds, "awaiting-caller", ""}},
	},
	{
		key: "panel", like: "meeting-room", ago: 5*demoDay + 200, agreed: 26 * demoHour, rate: "33", caller: "Lotte Jensen", channel: "portal", place: demoGoteborg, item: "room Skagen",
		title: "Touch panel in Skagen frozen, board meeting next week", text: "The panel shows Tuesday's meeting and can't be moved to do anything else. The board meets there on Wednesday.",
		acts: []demoAct{{5 * demoDay, "Björn Åkesson", demoTakes, "", ""}, {5*demoDay - 60, "Björn Åkesson", demoBegins, "", ""}, {4 * demoDay, "Björn Åkesson", demoNotes, "", "Panel is broken, not frozen. New one ordered (order 58210), delivery tomorrow. Until then the room works with the laptop's cable."}, {4*demoDay - 5, "Björn Åkesson", demoHolds, "awaiting-vendor", ""}},
	},
	{
		key: "zrh-calls", like: "site-slow", ago: 3 * demoDay, rate: "32", caller: "Beatrice Keller", channel: "email", place: demoZurich, item: "wan-zrh-1",
		title: "Video calls from Zürich break off for a second, now and then", text: "Since last week the picture stands still for a second, about five times an hour, for all of us. The phone has no trouble.",
		acts: []demoAct{{2*demoDay + 900, "Dorota Zielińska", demoTakes, "", ""}, {2*demoDay + 890, "Dorota Zielińska", demoBegins, "", ""}, {2 * demoDay, "Dorota Zielińska", demoNotes, "", "No loss seen in 24 h of probes at 1 s. Probes at 100 ms are running now, and a recorder on the uplink."}, {2*demoDay - 4, "Dorota Zielińska", demoHolds, "awaiting-evidence", ""}},
	},
	{
		key: "hall1", like: "switch-down", ago: 6 * demoDay, rate: "22", caller: "Tomasz Kowalczyk", channel: "phone", by: "Maya Lindqvist", place: "Łódź, hall 1", item: "core-ldz-1",
		title: "Network in Łódź hall 1 drops for seconds, several times a shift", text: "All of hall 1 loses the network for five to ten seconds, several times a shift. Scanners, terminals, phones. It is not the Wi-Fi alone.",
		acts: []demoAct{
			{6*demoDay - 10, "Maya Lindqvist", demoGives, "Jun Watanabe", ""}, {6*demoDay - 30, "Jun Watanabe", demoBegins, "", ""}, {5 * demoDay, "Jun Watanabe", demoNotes, "", "Supervisor of core-ldz-1 restarts after memory errors (`%SUP-3-ECC: corrected 3, uncorrected 1`). Switch is out of support; its replacement is planned anyway, moved forward to this week."},
			{5*demoDay - 30, "Jun Watanabe", demoSays, "", "Tomasz, the switch of hall 1 is failing. We replace it in the night shown in the linked change; until then the spare supervisor carries the load."}, {5*demoDay - 31, "Jun Watanabe", demoHolds, "awaiting-change", ""}},
		links: []string{"fixed-by core-switch"},
	},
	{
		key: "stock-bench", like: "stock-diff", ago: 26 * demoHour, rate: "32", caller: "Mehmet Aydın", channel: "portal", place: "Venlo, hall 1",
		title: "Oak garden bench 41877: shop says 212, shelf says 0", text: "System shows 212 pieces of 41877 at E07, the shelf is empty and clean. 14 orders can't be picked. Last movement I see is from the night of the count.",
		acts:  []demoAct{{25 * demoHour, "Katarzyna Nowak", demoTakes, "", ""}, {25*demoHour - 5, "Katarzyna Nowak", demoBegins, "", ""}, {22 * demoHour, "Katarzyna Nowak", demoNotes, "", "Movement 309 of the count was booked twice, once by the scanner that lost its connection. Correcting needs the second signature of Anneke."}, {300, "Mehmet Aydın", demoSays, "", "Three more customers today. Can the article be switched off in the shop meanwhile?"}},
		links: []string{"demand-for stock-live"},
	},
	{
		key: "lozko", like: "shop-search", ago: 3*demoDay + 100, rate: "33", caller: "Rebecka Falk", channel: "portal", place: demoGoteborg,
		title: "Search finds nothing for \"łóżko\" when typed as \"lozko\"", text: "Most people in Poland type without strokes on the phone. \"lozko\" gives no hit at all, \"łóżko\" gives 131.",
		acts:  []demoAct{{3 * demoDay, "Hannah Vogel", demoTakes, "", ""}, {3*demoDay - 10, "Hannah Vogel", demoBegins, "", ""}, {2 * demoDay, "Hannah Vogel", demoSays, "", "Hello Rebecka, that is how the index was built; the item in the backlog changes it for all nine languages. I add synonyms for the 50 most frequent words until then."}},
		links: []string{"demand-for search-fold"},
	},
	{
		key: "double-charge", like: "payment-pending", ago: 29 * demoHour, rate: "32", caller: "Pablo Núñez", channel: "portal", place: demoMalaga,
		title: "Double charge on order OV-318204, customer needs the money back today", text: "Customer was charged twice 389 € for a daybed. Her account is overdrawn and the bank wants a letter. She has been with us since 2009.",
		acts: []demoAct{
			{28 * demoHour, "Kwame Mensah", demoTakes, "", ""}, {28*demoHour - 3, "Kwame Mensah", demoBegins, "", ""}, {27 * demoHour, "Kwame Mensah", demoSays, "", "Hello Pablo, the second amount is a reservation, not a charge; I have asked the provider to drop it now instead of in seven days. Here is the reference for the bank: PX-77120-B."},
			{20 * demoHour, "Pablo Núñez", demoSays, "", "Thank you, she says the bank accepts it. Still shown in her account though."}, {4 * demoHour, "Kwame Mensah", demoNotes, "", "Provider: drop is confirmed for today's run. Checking once more before closing."}},
		links: []string{"demand-for pending-page"},
	},
	{
		key: "step7", like: "dwh-load", ago: 9 * demoHour, rate: "22", caller: demoMonitor, channel: "monitoring", place: demoGoteborg, item: "db-prd-21",
		title: "Night load of sales stopped at step 7, day delivered twice", text: "Beacon: load `nightly` ended with error at step 7. Reports show the day before.\n\n```\n04:12:09 step 7 start\n04:12:31 ORA-00001: unique key SALES_DAY_UK violated\n04:12:31 nightly FAILED after 72 min\n```",
		acts:  []demoAct{{400, "Ravi Subramanian", demoTakes, "", ""}, {395, "Ravi Subramanian", demoBegins, "", ""}, {380, "Ravi Subramanian", demoNotes, "", "The known story: job host was patched, export ran twice. Following the runbook."}, {150, "Ravi Subramanian", demoNotes, "", "Rows removed, load runs from step 7, 40 % done."}},
		links: []string{"caused-by double-delivery"},
	},
	{
		key: "dock-217", like: "dock", ago: 30 * demoHour, rate: "33", caller: "Clara Bonnet", channel: "portal", place: demoGoteborg, item: "dock at desk 2.17",
		title: "Second monitor black after lunch, every day (desk 2.17)", text: "When I come back from lunch the right monitor is black. Plugging in and out three times helps. I'd like to work with two eyes.",
		acts:  []demoAct{{28 * demoHour, "Eszter Kovács", demoTakes, "", ""}, {28*demoHour - 2, "Eszter Kovács", demoBegins, "", ""}, {27 * demoHour, "Eszter Kovács", demoSays, "", "Hello Clara, that's the dock's old firmware. Building B gets the new one in tomorrow's lunch break; until then please unplug the dock's *power* for ten seconds, not the monitor."}},
		links: []string{"caused-by dock-firmware"},
	},
	{
		key: "cert-labels", like: "cert", ago: 7 * demoHour, rate: "22", caller: demoMonitor, channel: "monitoring", place: demoVenlo, item: "int-prd-11",
		title: "Certificate of labels.ostervik.example ends in 4 days", text: "Beacon: certificate of `labels.ostervik.example` ends in 4 days. Automatic renewal failed 6 times: `challenge dns-01 failed: NXDOMAIN _acme-challenge`.",
		acts: []demoAct{{390, "Mateusz Wiśniewski", demoTakes, "", ""}, {240, "Mateusz Wiśniewski", demoBegins, "", ""}},
	},
	{
		key: "night-login", like: "leaver-active", ago: 10 * demoHour, rate: "21", caller: "Henrik Thorsen", channel: "email", place: demoGoteborg, tags: "security,contractor",
		title: "Contractor account signs in at 03:00 from two countries", text: "In the sample for the audit I found `x-481` (contractor of the sorter's maker) signing in at 03:04 from the Netherlands and at 03:09 from elsewhere. The contract ended in spring, I believe.",
		acts: []demoAct{{9*demoHour + 30, "Noor El-Amin", demoTakes, "", ""}, {9*demoHour + 28, "Noor El-Amin", demoBegins, "", ""}, {9 * demoHour, "Noor El-Amin", demoNotes, "", "Account disabled, sessions revoked. Both sign-ins got no further than the jump host. Recording shows somebody reading PLC parameters, nothing written. Asking the maker."}, {8 * demoHour, "Noor El-Amin", demoSays, "", "Henrik, the account is closed. I write up what we know as soon as the maker has answered; please keep it in this ticket."}, {8*demoHour - 1, "Noor El-Amin", demoHolds, "awaiting-vendor", ""}},
	},
	{
		key: "season", kind: model.Request, like: "scanner-more", ago: 4 * demoDay, agreed: 7 * demoHour, rate: "22", caller: "Anneke Jansen", channel: "portal", place: demoVenlo,
		title: "40 scanners for the peak season (Venlo)", text: "From the first of the month we run three shifts with 60 more pickers. We need 40 scanners with cradles; batteries for two changes a shift.",
		acts: []demoAct{{3*demoDay + 1200, "Omar Haddad", demoSubmits, "Charles Adeyemi", ""}, {3 * demoDay, "Charles Adeyemi", demoApproves, "", ""}, {3*demoDay - 30, "Pieter de Vries", demoTakes, "", ""}, {3*demoDay - 40, "Pieter de Vries", demoBegins, "", ""}, {1500, "Pieter de Vries", demoNotes, "", "18 from the pool, 22 rented. Lorry with the cradles is announced for today."}},
	},
	{
		key: "hotel", kind: model.Request, like: "report", ago: 2 * demoDay, rate: "33", caller: "João Figueiredo", channel: "email", place: demoSaoPaulo,
		title: "Sales per hotel chain, with last year beside it", text: "For the talks with three chains I need their orders by month and article group. A spreadsheet is fine. Fechamos na sexta!",
		acts: []demoAct{{2700, "Elif Yılmaz", demoTakes, "", ""}, {1690, "Elif Yılmaz", demoBegins, "", ""}, {1600, "Elif Yılmaz", demoSays, "", "Hello João, chains are not in the data, only single hotels. Can you send me the list of which hotel belongs to whom?"}, {200, "João Figueiredo", demoSays, "", "Here it is, 140 lines. Muito obrigado!"}},
	},
	{
		key: "drawings", kind: model.Request, like: "vpn-contractor", ago: 3 * demoDay, rate: "32", caller: "Petra Hoffmann", channel: "portal", place: demoGoteborg,
		title: "Remote access for the photographer of Tessitura Brenta", text: "He uploads 900 pictures a week and must reach the exchange folder, nothing else. Until the end of next month.",
		acts: []demoAct{{2*demoDay + 1000, "Ines Carvalho", demoSubmits, "Noor El-Amin", ""}, {2*demoDay + 100, "Noor El-Amin", demoSays, "", "Hello Petra, for uploads the exchange link is enough and needs no VPN. Would that do?"}, {1500, "Petra Hoffmann", demoSays, "", "If it takes files of 2 GB, yes. I ask him."}},
	},
}

// demoMine is what else the visitor has in hand, who is Maya Lindqvist on this desk.
var demoMine = []demoScene{
	{
		key: "locked-tablet", like: "locked", ago: 27 * demoHour, rate: "32", caller: "Zeynep Kaya", channel: "phone", by: "Maya Lindqvist", place: demoMalaga, team: demoServiceDesk,
		title: "Locked out every night at 02:10, third time this week", text: "Zeynep is locked out each morning when the shift begins. The attempts come at 02:10, when she sleeps. Password was changed last week.",
		acts: []demoAct{{27*demoHour - 2, "Maya Lindqvist", demoTakes, "", ""}, {27*demoHour - 4, "Maya Lindqvist", demoBegins, "", ""}, {26 * demoHour, "Maya Lindqvist", demoNotes, "", "Sign-in log: 14 failures at 02:10 from a mail client named *Kitchen*, address of a provider in Málaga."}, {25 * demoHour, "Maya Lindqvist", demoSays, "", "Hello Zeynep, do you have a tablet or an old phone at home that still knows your mail, perhaps in the kitchen?"}, {25*demoHour - 1, "Maya Lindqvist", demoHolds, "awaiting-caller", ""}},
	},
	{
		key: "customs-full", like: "mailbox-full", ago: 6 * demoHour, rate: "32", caller: "Svetlana Petrova", channel: "email", place: demoVenlo, team: demoServiceDesk,
		title: "Mailbox customs@ at 100 %, declarations bounce", text: "The mailbox of customs is full (50 GB). The broker's answers bounce, two containers wait in Rotterdam. We must keep declarations for seven years.",
		acts: []demoAct{{5*demoHour + 40, "Maya Lindqvist", demoTakes, "", ""}, {5*demoHour + 38, "Maya Lindqvist", demoBegins, "", ""}, {5 * demoHour, "Maya Lindqvist", demoSays, "", "Hello Svetlana, I gave the mailbox 10 GB more, so mail comes in again. The archive is switched on and takes over everything older than a year tonight."}, {150, "Svetlana Petrova", demoSays, "", "Both containers are released. I leave the ticket open until the archive has run, if that is all right."}},
	},
	{
		key: "edita", kind: model.Request, like: "joiner", ago: 3 * demoDay, due: 5 * demoHour, rate: "32", caller: "Cecilia Ahlberg", channel: "portal", place: demoGoteborg,
		title: "Onboarding of Edita Iversen, People & Culture", text: "Edita starts the day after tomorrow in payroll:\n\n- [x] account and mail\n- [x] badge, building A\n- [ ] laptop, two monitors\n- [ ] salary view (own access request)",
		acts: []demoAct{{2*demoDay + 1200, "Maya Lindqvist", demoTakes, "", ""}, {2*demoDay + 1190, "Maya Lindqvist", demoBegins, "", ""}, {2 * demoDay, "Maya Lindqvist", demoNotes, "", "Account and badge are done. Laptop is being staged by Luís, monitors stand at desk 2.31."}},
	},
	{
		key: "quarantine-pdf", like: "quarantine", ago: 4*demoHour + 20, rate: "33", caller: "Oskar Bergman", channel: "portal", place: demoGoteborg, team: demoServiceDesk,
		title: "Price lists of Zakłady Drzewne Ostrów end in quarantine", text: "Each Monday the price list of Zakłady Drzewne Ostrów is held back and I ask for it by phone. It is a PDF of 300 kB without anything odd in it. Can it be let through for good?",
		acts: []demoAct{{3*demoHour + 50, "Maya Lindqvist", demoTakes, "", ""}},
	},
}

// demoHistory is what people still talk about.
var demoHistory = []demoScene{
	{
		key: "black-friday", like: "order-import", ago: 79*demoDay + 1*demoHour, rate: "11", caller: "Tomasz Kowalczyk", by: "Omar Haddad", channel: "phone", place: demoLodz, item: "int-prd-14", tags: "orders,major",
		title: "No orders reach the warehouses, 940 waiting", text: "Tomasz calls from Łódź: no new orders since {-113835}. Venlo the same. Pickers stand idle, 940 orders are in the shop and none in the halls. Evening trucks leave at 17:30.",
		acts: []demoAct{
			{79*demoDay + 57, demoOperations, demoCalls, "", "940 orders wait and both halls stand idle."}, {79*demoDay + 55, "Omar Haddad", demoGives, "Yuki Tanaka", ""}, {79*demoDay + 53, "Yuki Tanaka", demoBegins, "", ""}, {79*demoDay + 50, demoOperations, demoInforms, "15", "Orders do not reach the warehouses since {-113835}. Platform works on it. Next news in 15 minutes."},
			{79*demoDay + 37, demoOperations, demoInforms, "15", "Orders still wait; none is lost. Next news in 15 minutes."}, {79*demoDay + 31, "Yuki Tanaka", demoNotes, "", "The consumer stands before a message with a parrot in it: gift text `🦜🦜🦜 für Oma`. Moved aside by hand, queue drains."}, {79*demoDay + 24, demoOperations, demoInforms, "15", "First orders arrive in both halls. The rest follows within a quarter of an hour."}, {79*demoDay + 10, "Yuki Tanaka", demoSolves, "fixed", "Unreadable message moved aside; all 940 orders were in the halls at {-113772}. The parrots reached Oma by hand."},
			{76 * demoDay, demoOperations, demoNotes, "", "Review: 71 minutes, 940 orders, 38 parcels a day late. Alarm came 40 minutes after the first delay. Problem opened; side queue is in the backlog of Platform."}, {76*demoDay - 10, demoOperations, demoCloses, "", ""}},
		links: []string{"caused-by poison-message"},
	},
	{
		key: "idle-venlo", like: "order-import", ago: 79*demoDay + 48, rate: "22", caller: "Anneke Jansen", channel: "email", place: demoVenlo,
		title: "Venlo: no waves can be planned", text: "We have no new orders since about {-113835}, see the call of Łódź.",
		acts:  []demoAct{{79*demoDay + 44, "Ines Carvalho", demoTakes, "", ""}, {79*demoDay + 43, "Ines Carvalho", demoBegins, "", ""}, {79*demoDay + 9, "Ines Carvalho", demoSolves, "fixed", "See the major incident: orders arrive again."}, {77 * demoDay, "Ines Carvalho", demoCloses, "", ""}},
		links: []string{"child-of black-friday"},
	},
	{
		key: "wms-full", like: "wms-slow", ago: 41*demoDay + 6*demoHour, rate: "11", caller: "Anneke Jansen", by: "Tom Bakker", channel: "phone", place: demoVenlo, item: "db-prd-12", tags: "wms,major",
		title: "Warehouse system stands still in both halls: database full", text: "Anneke calls: all scanners show an hourglass, nothing can be booked. Łódź reports the same two minutes later. 130 people are waiting.",
		acts: []demoAct{
			{41*demoDay + 357, demoOperations, demoCalls, "", "130 people in two halls can book nothing."}, {41*demoDay + 356, "Tom Bakker", demoGives, "Ravi Subramanian", ""}, {41*demoDay + 355, "Ravi Subramanian", demoBegins, "", ""}, {41*demoDay + 350, "Ravi Subramanian", demoNotes, "", "Archive area is full: the backup of the logs failed for three nights and nobody looked at the mail. Freeing 40 GB by hand."},
			{41*demoDay + 346, demoOperations, demoInforms, "15", "The database is full; space is being made by hand. Please book nothing twice. Next news in 15 minutes."}, {41*demoDay + 331, demoOperations, demoInforms, "", "Scanners work again in Łódź, Venlo follows in minutes. Please confirm the last booking of each pallet twice."}, {41*demoDay + 320, "Ravi Subramanian", demoSolves, "fixed", "Freed the archive area and restarted the log backup; both halls work. Alarm at 80 % is set."},
			{41*demoDay + 200, "Anneke Jansen", demoSays, "", "All good here. Pallets checked, three were double."}, {38 * demoDay, demoOperations, demoCloses, "", ""}},
	},
	{
		key: "wms-ldz", like: "wms-slow", ago: 41*demoDay + 358, rate: "22", caller: "Rafał Lis", channel: "portal", place: demoLodz,
		title: "Scanners show an hourglass in all halls", text: "Since two minutes every scanner hangs at the confirmation.",
		acts:  []demoAct{{41*demoDay + 354, "Ines Carvalho", demoTakes, "", ""}, {41*demoDay + 353, "Ines Carvalho", demoBegins, "", ""}, {41*demoDay + 318, "Ines Carvalho", demoSolves, "fixed", "See the major incident."}, {39 * demoDay, "Ines Carvalho", demoCloses, "", ""}},
		links: []string{"child-of wms-full"},
	},
	{
		key: "wms-care", like: "wms-slow", ago: 41*demoDay + 349, rate: "32", caller: "Giulia Ferraro", channel: "portal", place: demoMalaga,
		title: "Can't see the parcels of today's customers", text: "The shipment page stays empty for all orders of today.",
		acts:  []demoAct{{41*demoDay + 340, "Maya Lindqvist", demoTakes, "", ""}, {41*demoDay + 340, "Maya Lindqvist", demoBegins, "", ""}, {41*demoDay + 316, "Maya Lindqvist", demoSolves, "fixed", "See the major incident; pages fill up again."}, {39 * demoDay, "Maya Lindqvist", demoCloses, "", ""}},
		links: []string{"child-of wms-full"},
	},
	{
		key: "alice", like: "disk-full", ago: 27 * demoHour, rate: "33", caller: "Alice Norberg", channel: "phone", by: "Maya Lindqvist", place: demoGoteborg, item: "NB-05102",
		title: "Disk C: of NB-05102 is full of parrots", text: "Alice has the raw videos of the spring campaign (macaws, 4K) on the local disk: 171 GB. Nothing can be saved.",
		acts: []demoAct{{26*demoHour + 50, "Maya Lindqvist", demoTakes, "", ""}, {26 * demoHour, "Maya Lindqvist", demoSolves, "advice", "Moved the raw material to the media library and kept it online only; 171 GB free."}, {24 * demoHour, "Alice Norberg", demoSays, "", "The macaws say thank you."}},
	},
}

// scene makes the ticket of a scene.
func (d *demoDesk) scene(p *demoPlan, no model.ID) *model.Import {
	sc := &demoScenes[p.scene-1]
	w := &d.words
	caller := demoPersonNamed(sc.caller)
	w.begin(p.at, caller, nil)
	impact, urgency := model.Level(sc.rate[0]-'0'), model.Level(sc.rate[1]-'0')
	l := &demoLife{now: d.now, kind: p.kind}
	service, team, category, sub, tags := demoSceneTheme(sc)
	var agreed model.Instant
	if sc.agreed != 0 {
		agreed = d.clock.working(d.now + model.Instant(sc.agreed*60))
	}
	l.create(p.at, demoOr(sc.by, sc.caller), demoText(model.FieldTitle, sc.title), demoText(model.FieldDescription, w.say(d.clocks(sc.text))),
		demoNum(model.FieldImpact, impact), demoNum(model.FieldUrgency, urgency), demoNum(model.FieldPriority, model.PriorityOf(impact, urgency)), demoRef(model.FieldRequester, sc.caller),
		demoRef(model.FieldTeam, team), demoRef(model.FieldService, service), demoText(model.FieldCategory, category), demoText(model.FieldSubcategory, sub),
		demoText(model.FieldTags, demoOr(sc.tags, tags)), demoText(model.FieldChannel, sc.channel), demoText(model.FieldLocation, sc.place),
		demoText(model.FieldItem, sc.item), demoNum(model.FieldAgreed, agreed), demoRef(model.FieldWatchers, sc.watch))
	for _, a := range sc.acts {
		d.act(l, a, d.stretched(p, sc, a.ago))
	}
	d.titles[sc.title] = struct{}{}
	return d.finish(l, p, no)
}

// begins gives when a scene begins: if it says when it is due, as long ago as its budget takes in open hours.
func (d *demoDesk) begins(kind model.Kind, sc *demoScene) model.Instant {
	if sc.due == 0 {
		return d.now - model.Instant(sc.ago*60)
	}
	_, _, _, sub, _ := demoSceneTheme(sc)
	b := d.promises.of(kind, model.PriorityOf(model.Level(sc.rate[0]-'0'), model.Level(sc.rate[1]-'0')), sub)
	return b.before(d.now, b.resolution-model.Instant(sc.due*60))
}

// stretched gives the moment of an act of a scene that took so many minutes as the scene was written.
func (d *demoDesk) stretched(p *demoPlan, sc *demoScene, ago int) model.Instant {
	age := d.now - p.at
	if age == model.Instant(sc.ago*60) {
		return d.now - model.Instant(ago*60)
	}
	return d.clock.workingBefore(d.now-age*model.Instant(ago)/model.Instant(sc.ago), d.now-60)
}

// act plays one act of a scene.
func (d *demoDesk) act(l *demoLife, a demoAct, at model.Instant) {
	text := d.clocks(a.text)
	switch a.what {
	case demoTakes:
		l.assign(at, a.who, a.who)
	case demoGives:
		l.assign(at, a.who, a.to)
	case demoBegins:
		l.move(at, a.who, l.active(), "")
	case demoSays:
		l.comment(at, a.who, text)
	case demoNotes:
		l.note(at, a.who, text)
	case demoHands:
		l.hand(at, a.who, a.to)
	case demoHolds:
		l.hold(at, a.who, demoReason(a.to))
	case demoSolves:
		l.move(at, a.who, model.StateResolved, "", demoText(model.FieldCode, a.to), demoText(model.FieldNote, text))
	case demoCloses:
		l.move(at, a.who, model.StateClosed, "")
	case demoCalls:
		facts := []model.Fact{demoNum(model.FieldMajor, 1), demoRef(model.FieldCommander, a.who)}
		if a.to != "" {
			facts = append(facts, demoRef(model.FieldCommunicator, a.to))
		}
		l.tell(at, a.who, model.VerbDeclare, text, facts...)
	case demoInforms:
		minutes, _ := strconv.Atoi(a.to) // none promises no other
		next := model.Instant(0)
		if minutes > 0 {
			next = at + model.Instant(minutes*60)
		}
		l.tell(at, a.who, model.VerbInform, text, demoNum(model.FieldNextUpdate, next))
	case demoSubmits:
		l.move(at, a.who, model.StateWaitingApproval, "", demoRef(model.FieldApprover, a.to))
	case demoApproves:
		l.move(at, a.who, model.StateApproved, "")
	}
}

func demoReason(token string) model.Reason {
	for i, r := range model.Reasons {
		if i > 0 && r.Token == token {
			return model.Reason(i)
		}
	}
	panic("demo: there is no reason " + token)
}

// demoSceneTheme gives what a scene has from the theme or the order that it is like.
func demoSceneTheme(sc *demoScene) (service, team, category, sub, tags string) {
	if sc.kind == model.Request {
		o := &demoOrders[demoOrderNamed(sc.like)]
		service, team, category, sub, tags = o.service, o.team, "Request", o.sub, o.tags
	} else {
		th := &demoThemes[demoThemeNamed(sc.like)]
		service, team, category, sub, tags = th.service, th.team, th.category, th.sub, th.tags
	}
	switch sc.team {
	case "":
	case "-":
		team = ""
	default:
		team = sc.team
	}
	return service, team, category, sub, tags
}

// clocks writes the time of so many minutes ago for each {-minutes} of a scene's text.
func (d *demoDesk) clocks(text string) string {
	for {
		before, rest, found := strings.Cut(text, "{-")
		if !found {
			return text
		}
		minutes, after, _ := strings.Cut(rest, "}")
		n, err := strconv.Atoi(minutes)
		if err != nil {
			panic("demo: no number of minutes: " + minutes)
		}
		text = before + (d.now - model.Instant(n*60)).Time().In(d.zone).Format("15:04") + after
	}
}
