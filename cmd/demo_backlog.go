package cmd

import (
	"strings"

	"opsdesk/model"
)

// A demoWish is an item of a product's backlog. The table's order is the backlog's.
type demoWish struct {
	key      string
	product  string
	service  string
	state    model.State
	business int
	customer int
	size     int
	release  string // a template
	title    string
	text     string
	demand   string // keys of themes and orders whose tickets ask for it
	many     int    // how many of them at most
	comments []demoTold
	blocks   string // key of an item that has to wait for it
	merged   string // key of the item into which it went
	why      string // why it was declined
}

// A demoTold is something that somebody says of a ticket.
type demoTold struct{ who, text string }

var demoWishes = []demoWish{
	{
		key: "address-form", product: demoWebShop, service: "Web shop", state: model.StateInProgress, business: 4, customer: 5, size: 8, release: "{thisrelease}", demand: "shop-checkout:c", many: 5,
		title: "Address form that takes every letter of Europe (Łódź, Ærøskøbing, Ñuñoa)",
		text:  "Customers whose street or town has letters beyond Latin-1 can't check out, or their parcels come back.\n\n**Done when**\n- all letters of the delivery countries pass from checkout to label\n- the carrier's own spelling is shown before it is sent\n- length limits are told while typing, not after\n\n*Figures:* 310 failed checkouts a month, 74 returned parcels.",
		comments: []demoTold{
			{"N. Okafor", "Every second call from Poland is about this. Please don't let it slip again."}, {"Hannah Vogel", "Form is done for SE and NL; the label side waits for Polarbud's test system."}},
	},
	{
		key: "express", product: demoWebShop, service: "Web shop", state: model.StateInProgress, business: 5, customer: 4, size: 13, release: "{thisrelease}", demand: "shop-checkout:d", many: 3,
		title:    "Express checkout for customers with an account",
		text:     "Two taps from basket to order with the stored address and payment. We lose 38 % of the baskets on phones between address and payment.\n\n**Measure:** share of baskets that become orders on phones, 41 % today, 50 % wanted.",
		comments: []demoTold{{demoWebPM, "Sweden and Netherlands first, then Poland. Brazil needs the other invoice rules."}},
	},
	{
		key: "status-page", product: demoWebShop, service: "Contact centre", state: model.StateInProgress, business: 4, customer: 5, size: 5, release: "{thisrelease}",
		title: "Order page shows the carrier's last scan and a time window", demand: "app-push:b", many: 4,
		text: "\"Where is my parcel\" is 31 % of all calls. The carriers give us scans every ten minutes, we show *sent*.",
	},
	{
		key: "push-time", product: demoMobileApp, service: "Mobile app", state: model.StateInProgress, business: 3, customer: 5, size: 5, release: "26.3", demand: "app-push:b", many: 3,
		title: "Push when the driver is 30 minutes away", text: "Uses the same scans as the order page. Only for carriers that send positions (Polarbud, ParcelOwl). Off at night.",
		comments: []demoTold{{"Chiara Conti", "Works with Polarbud's test data. ParcelOwl sends positions in local time without a zone."}},
	},
	{
		key: "load-once", product: demoDataPlat, service: "Data warehouse", state: model.StateInProgress, business: 4, customer: 2, size: 3, release: "{thisrelease}", demand: "dwh-load:a", many: 5,
		title: "Night load takes each day once, whatever the file is called", text: "Fix for the double deliveries. Load by the day in the file's head, keep the newest, report what was left out.",
	},
	{
		key: "login-keep", product: demoMobileApp, service: "Mobile app", state: model.StateInProgress, business: 4, customer: 4, size: 3, release: "26.3", demand: "app-login:a", many: 4,
		title: "Stay signed in across updates of the app", text: "Move the tokens to the key store that survives updates. Each update costs us 8–30 % of a day's app orders.",
	},
	{
		key: "cache-price", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 4, customer: 4, size: 5, release: "{nextrelease}", demand: "shop-slow:a", many: 5, blocks: "price-live",
		title: "Price import keeps pages whose price did not change", text: "Compare before writing. Expected: 4,000 dropped pages per import instead of 214,000.",
		comments: []demoTold{{"Yuki Tanaka", "This would end the slow evenings. I can give two days for the load test."}},
	},
	{
		key: "search-fold", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 4, customer: 4, size: 3, release: "{nextrelease}", demand: "shop-search:a", many: 6,
		title: "Search that forgives accents and plurals in all nine languages", text: "\"cômoda\" and \"comoda\", \"łóżko\" and \"lozko\" should find the same. 6 % of the searches have no hit, half of them for this reason.",
	},
	{
		key: "pending-page", product: demoWebShop, service: "Payments", state: model.StateReady, business: 4, customer: 5, size: 5, release: "{nextrelease}", demand: "payment-pending:a payment-pending:b", many: 5,
		title: "Tell customers what *payment pending* means, and release stock after 60 minutes", text: "Today the page says nothing, people order twice and pay twice.",
	},
	{
		key: "returns-photo", product: demoMobileApp, service: "Mobile app", state: model.StateReady, business: 3, customer: 4, size: 5, release: "26.4", demand: "app-crash:b", many: 3,
		title: "Return with a photo: upload goes on in the background", text: "Photos of damages are up to 12 MB; with a bad connection the app closes and everything is lost.",
	},
	{
		key: "images", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 3, customer: 4, size: 5, release: "{nextrelease}", demand: "shop-content:a", many: 5,
		title: "Image job survives a broken file and says which one it was", text: "One CMYK TIFF of 400 MB stops the pictures of all articles behind it. Put it aside, tell the buyer, go on.",
	},
	{
		key: "gift-limit", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 3, customer: 3, size: 2, release: "{nextrelease}", demand: "order-import:a", many: 4,
		title: "Checkout counts the letters of gift texts as the warehouse does", text: "61 letters and an emoji have stopped the order interface before. Count and check where the customer types.",
	},
	{
		key: "margin-fast", product: demoDataPlat, service: "Data warehouse", state: model.StateReady, business: 4, customer: 1, size: 5, release: "{nextrelease}", demand: "report-wrong:c", many: 4,
		title: "Margin by supplier opens in five seconds", text: "It takes 3 minutes and blocks the cash report. Precompute per night; today's orders are added on the fly.",
	},
	{
		key: "figures", product: demoDataPlat, service: "Data warehouse", state: model.StateReady, business: 5, customer: 1, size: 8, release: "{nextrelease}", demand: "report-wrong:a", many: 6,
		title: "One definition of sales, shown beside each number", text: "Finance, Purchasing and Marketing count returns differently, and each month the board asks which number is right. Definitions live in one table; each report shows the ones it uses.",
		comments: []demoTold{{"Nadia Benali", "Please with the date of the return as an option, the auditors want it."}, {demoDataPM, "Yes: by order date and by return date, never mixed."}},
	},
	{
		key: "offline-cat", product: demoMobileApp, service: "Mobile app", state: model.StateReady, business: 2, customer: 3, size: 8, release: "26.4", demand: "loan:a", many: 2,
		title: "Catalogue offline for fairs and pop-up stores", text: "Sales people show the catalogue where there is no network. Prices with the day on which they were loaded.",
	},
	{
		key: "voucher-zone", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 3, customer: 4, size: 2, release: "{nextrelease}", demand: "shop-checkout:b", many: 3,
		title: "Vouchers end at midnight of the customer's country", text: "They end at 00:00 UTC now. The last evening of a campaign is the strongest.",
	},
	{
		key: "price-live", product: demoWebShop, service: "Web shop", state: model.StateReady, business: 5, customer: 3, size: 8, release: "{laterrelease}",
		title: "Change a price and see it in the shop within a minute", text: "Today it takes until the next import. For campaigns and for mistakes.",
	},
	{
		key: "stock-live", product: demoWebShop, service: "Warehouse management", state: model.StateReady, business: 5, customer: 5, size: 13, release: "{laterrelease}", demand: "stock-diff:a", many: 6,
		title: "Stock in the shop follows the warehouse within 30 seconds", text: "Events instead of a table every 20 minutes. 0.9 % of the orders can't be delivered since the stock was gone; each costs us 14 euro and a customer.",
		comments: []demoTold{{"Tomasz Kowalczyk", "Pickers stand in front of empty shelves with an angry customer at the other end. This first, please."}},
	},
	{
		key: "rights-self", product: demoDataPlat, service: "Data warehouse", state: model.StateReady, business: 3, customer: 1, size: 5, release: "{laterrelease}", demand: "dwh-access", many: 3,
		title: "Ask for a report and get it after the owner's click", text: "Owner per report, one click to allow, ends by itself after a year.",
	},
	{
		key: "delivery-slot", product: demoWebShop, service: "Shipping labels", state: model.StateIdea, business: 4, customer: 5, size: 13,
		title: "Customers choose the day for bulky goods", text: "Garden benches arrive when nobody is at home; the second trip costs 31 euro. TransRhein offers slots in five countries.",
	},
	{
		key: "refund-self", product: demoWebShop, service: "Payments", state: model.StateIdea, business: 3, customer: 4, size: 5, demand: "payment-pending:c", many: 2,
		title: "Small refunds without an agent", text: "Up to 20 euro, once per order, with a reason to choose. 900 calls a month.",
	},
	{
		key: "passkeys", product: demoMobileApp, service: "Mobile app", state: model.StateIdea, business: 3, customer: 4, size: 8, demand: "app-login:b", many: 3,
		title: "Sign in with passkeys", text: "People forget passwords that they use twice a year. 22 % of the app's sign-ins end in a reset.",
	},
	{
		key: "gift-card", product: demoMobileApp, service: "Mobile app", state: model.StateIdea, business: 2, customer: 3, size: 3, demand: "app-crash:b", many: 1,
		title: "Scan a gift card with the camera", text: "Sixteen digits are too many for the thumb.",
	},
	{
		key: "b2b", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 5, customer: 3, size: 21,
		title: "Shop for hotels and restaurants with own prices", text: "João's team sells by spreadsheet to 140 hotels in Brazil and Portugal. They would order twice as often if they could do it at night.\n\n1. price lists per customer\n2. order from last order\n3. invoice at the end of the month",
		comments: []demoTold{{"João Figueiredo", "Twelve hotels would try it tomorrow. São Paulo can help with testing."}},
	},
	{
		key: "anomaly", product: demoDataPlat, service: "Data warehouse", state: model.StateIdea, business: 4, customer: 2, size: 8,
		title: "Alarm when a number looks wrong before anybody reads it", text: "Zero sales in a country, prices times a hundred, a day twice: the load should stop or at least shout.",
	},
	{
		key: "forecast", product: demoDataPlat, service: "Data warehouse", state: model.StateIdea, business: 4, customer: 2, size: 13,
		title: "Forecast of parcels per hall and day, two weeks ahead", text: "Shift leads plan pickers by feeling. Half of the overtime is on days that the order book already showed.",
	},
	{
		key: "reviews", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 3, customer: 3, size: 5,
		title: "Photos of customers at home beside ours", text: "A bench in a real garden sells better than one in a studio. Needs consent, and somebody who looks at the pictures.",
	},
	{
		key: "dark", product: demoMobileApp, service: "Mobile app", state: model.StateIdea, business: 1, customer: 3, size: 3,
		title: "Dark appearance of the app", text: "The most frequent wish in the store's reviews (212), and nobody ever left because of it.",
	},
	{
		key: "ja", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 3, customer: 2, size: 13,
		title: "ショップの日本語版: a shop in Japanese for the pop-up store in 東京", text: "The buying office has room for a small store in spring. Needs another address form, another calendar and another idea of a discount.",
	},
	{
		key: "spare-parts", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 3, customer: 4, size: 5, demand: "shop-search:b", many: 2,
		title: "Spare parts below the article they belong to", text: "Screws for the *Hjärta* sideboard are found only by their number. 40 calls a week, and articles are thrown away for a hinge.",
	},
	{
		key: "widget", product: demoMobileApp, service: "Mobile app", state: model.StateIdea, business: 1, customer: 2, size: 3,
		title: "Parcel on the phone's home screen", text: "A widget with the next parcel and its window.",
	},
	{
		key: "cookie", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 2, customer: 3, size: 3,
		title: "Consent banner that can be closed with one key", text: "Ours needs three clicks to say no. The authority has written to others already.",
	},
	{
		key: "lake", product: demoDataPlat, service: "Data warehouse", state: model.StateIdea, business: 3, customer: 1, size: 21, demand: "dwh-load:c backup:b", many: 3,
		title: "Move clicks older than a year to cheap storage", text: "71 % of the warehouse's disk is clicks that nobody has read since spring.",
	},
	{
		key: "masking", product: demoDataPlat, service: "Data warehouse", state: model.StateIdea, business: 4, customer: 3, size: 5, demand: "gdpr:b", many: 4,
		title: "Forget a customer everywhere with one order", text: "Today Legal walks through four systems by hand, 2 hours per case, 30 cases a month.",
	},
	{
		key: "a11y", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 4, customer: 4, size: 13,
		title: "Shop usable by keyboard and screen reader from start to order", text: "The law asks for it since last summer. An audit found 41 faults, 9 of them stop people from ordering.",
	},
	{
		key: "supplier-api", product: demoDataPlat, service: "Data warehouse", state: model.StateIdea, business: 2, customer: 1, size: 8, demand: "report:a catalogue-tool:c", many: 3,
		title: "Suppliers see the sales of their own articles", text: "Buyers mail the same table to 60 suppliers every Monday.",
	},
	{
		key: "tablet", product: demoMobileApp, service: "Mobile app", state: model.StateIdea, business: 2, customer: 2, size: 8,
		title: "Two columns on tablets", text: "11 % of the sessions, shown like a very wide phone.",
	},
	{
		key: "click-collect", product: demoWebShop, service: "Web shop", state: model.StateIdea, business: 3, customer: 3, size: 13,
		title: "Order online, fetch at the showroom in Göteborg", text: "Showroom guests ask for it daily. Needs stock of the showroom in the warehouse system first.",
	},
	{
		key: "old-search", product: demoWebShop, service: "Web shop", state: model.StateMerged, business: 2, customer: 3, size: 3, merged: "search-fold",
		title: "Search: Polish letters", text: "Finds nothing for \"łóżko\" when typed without strokes.",
	},
	{
		key: "fax", product: demoWebShop, service: "Web shop", state: model.StateDeclined, business: 1, customer: 1, size: 5, why: "Two customers asked for it. Both have an e-mail address.",
		title: "Order confirmation by fax for business customers", text: "Some hotels still want it on paper at the reception.",
	},
	{
		key: "coins", product: demoMobileApp, service: "Mobile app", state: model.StateDeclined, business: 1, customer: 2, size: 8, why: "We sell garden benches. Nobody plays with them.",
		title: "Collect coins for opening the app daily", text: "An agency suggested it to raise the number of sessions.",
	},
	{
		key: "flags", product: demoWebShop, service: "Web platform", state: model.StateDone, business: 4, customer: 2, size: 5, release: "{thisrelease}", demand: "test-system:b", many: 2,
		title: "Feature flags per country", text: "Start a function in one country and stop it without a release.",
	},
	{
		key: "crash-guard", product: demoMobileApp, service: "Mobile app", state: model.StateDone, business: 3, customer: 4, size: 2, release: "26.3", demand: "app-crash:a", many: 4,
		title: "Campaign tool demands a picture", text: "And the app survives without one.",
	},
	{
		key: "mask", product: demoDataPlat, service: "Data warehouse", state: model.StateReleased, business: 4, customer: 3, size: 5, release: "{lastrelease}",
		title: "Customer addresses are masked in analyst views", text: "Analysts see country and region. A grant shows the rest, for a while.",
	},
	{
		key: "reset-mail", product: demoWebShop, service: "Web shop", state: model.StateReleased, business: 3, customer: 4, size: 2, release: "{lastrelease}",
		title: "Password mail arrives within ten seconds", text: "It waited behind the newsletter.",
	},
	{
		key: "rating", product: demoMobileApp, service: "Mobile app", state: model.StateReleased, business: 2, customer: 3, size: 1, release: "26.2",
		title: "Ask for a rating after the second parcel, never after a complaint", text: "We asked people in the middle of a return.",
	},
	{
		key: "sizes", product: demoWebShop, service: "Web shop", state: model.StateReleased, business: 3, customer: 5, size: 5, release: "{oldrelease}",
		title: "Measures of furniture as a drawing, with the door it must go through", text: "9 % of the sofas came back because of a staircase.",
	},
	{
		key: "night-mail", product: demoDataPlat, service: "Data warehouse", state: model.StateReleased, business: 2, customer: 1, size: 1, release: "{oldrelease}",
		title: "Mail at 06:00 that says whether the night load is good", text: "So that nobody opens a report to find out.",
	},
}

// The parts from which more items are put together when the desk is large.
var (
	demoWishVerbs = []string{"Show", "Remember", "Export", "Translate", "Compare", "Explain", "Filter by", "Sort by", "Warn about", "Share"}
	demoWishParts = map[string][]string{
		demoWebShop: {"delivery costs", "voucher codes", "wish lists", "order history", "care instructions", "assembly drawings", "returns", "gift wrap",
			"energy labels", "wood origin", "invoice copies", "size tables", "neighbouring articles"},
		demoMobileApp: {"tracking codes", "saved searches", "store hours", "loyalty points", "scanned receipts", "push settings", "favourites", "delivery photos", "room plans"},
		demoDataPlat:  {"late deliveries", "supplier scores", "return reasons", "click paths", "stock turns", "campaign costs", "basket values", "carrier invoices", "night load times"},
	}
	demoWishPlaces = []string{"on phones", "for business customers", "in the French shop", "in the Polish shop", "per country", "for shift leads", "in the weekly mail", "on the start page",
		"for guests without an account", "with last year beside it", "for São Paulo", "for 東京", "before checkout", "after the order"}
)

// item makes up a backlog item.
func (d *demoDesk) item(p *demoPlan, no model.ID) *model.Import {
	wish := d.wish(p)
	crew := demoCrew[wish.product]
	w := &d.words
	w.begin(p.at, demoPersonNamed(crew.manager), nil)
	requester := crew.manager
	if len(wish.comments) > 0 && wish.comments[0].who != crew.manager && d.chance(60) {
		requester = wish.comments[0].who
	}
	l := &demoLife{now: d.now, kind: model.Item}
	l.create(p.at, crew.manager, demoText(model.FieldTitle, wish.title), demoText(model.FieldDescription, w.say(wish.text)), demoRef(model.FieldRequester, requester),
		demoRef(model.FieldTeam, crew.team), demoRef(model.FieldService, wish.service), demoRef(model.FieldProduct, wish.product),
		demoNum(model.FieldBusinessImpact, wish.business), demoNum(model.FieldCustomerImpact, wish.customer), demoNum(model.FieldSize, wish.size),
		demoText(model.FieldCategory, "Feature"), demoText(model.FieldTags, demoWishTags[wish.product]), demoText(model.FieldChannel, "portal"))
	d.itemStory(l, p, wish, crew.manager, crew.names[int(p.theme)%len(crew.names)])
	return d.finish(l, p, no)
}

var demoWishTags = map[string]string{demoWebShop: "shop", demoMobileApp: "app", demoDataPlat: "data"}

// itemStory takes the item to its state in even steps.
func (d *demoDesk) itemStory(l *demoLife, p *demoPlan, wish demoWish, manager, maker string) {
	w := &d.words
	span := d.now - p.at - 4000
	at := func(percent int) model.Instant {
		return d.clock.workingBefore(p.at+span*model.Instant(percent)/100, d.now-1800)
	}
	for n, c := range wish.comments {
		l.comment(at(12+9*n), c.who, c.text)
	}
	if wish.state == model.StateDeclined {
		l.move(at(50), manager, model.StateDeclined, wish.why)
		return
	}
	if wish.state == model.StateMerged {
		l.move(max(p.mark, at(40)), manager, model.StateMerged, "")
		return
	}
	if wish.state == model.StateIdea {
		return
	}
	l.move(at(40), manager, model.StateReady, "")
	if wish.release != "" {
		l.edit(at(45), manager, demoText(model.FieldRelease, w.say(wish.release)))
	}
	for _, s := range []model.State{model.StateInProgress, model.StateDone, model.StateReleased} {
		if l.state == wish.state {
			return
		}
		percent := map[model.State]int{model.StateInProgress: 60, model.StateDone: 78, model.StateReleased: 92}[s]
		if s == model.StateInProgress {
			l.assign(at(percent), maker, maker)
		}
		by := maker
		if s == model.StateReleased {
			by = manager
		}
		l.move(at(percent), by, s, "")
	}
}

// wish gives the plan's item: one of the table, or one that is put together.
func (d *demoDesk) wish(p *demoPlan) demoWish {
	if int(p.theme) < len(demoWishes) {
		return demoWishes[p.theme]
	}
	products := [...]string{demoWebShop, demoWebShop, demoMobileApp, demoDataPlat}
	product := products[d.rng.IntN(len(products))]
	parts := demoWishParts[product]
	w := demoWish{product: product, service: demoWishService[product], state: model.StateIdea,
		business: 1 + d.rng.IntN(5), customer: 1 + d.rng.IntN(5), size: []int{1, 2, 3, 3, 5, 5, 8, 13}[d.rng.IntN(8)]}
	for range 12 {
		w.title = demoWishVerbs[d.rng.IntN(len(demoWishVerbs))] + " " + parts[d.rng.IntN(len(parts))] + " " + demoWishPlaces[d.rng.IntN(len(demoWishPlaces))]
		if d.fresh(w.title) {
			break
		}
	}
	asked := []string{"Customer care", "Purchasing", "the shift leads", "Marketing", "Sales in São Paulo", "the works council", "Finance"}[d.rng.IntN(7)]
	w.text = "Asked for by " + asked + ". " + strings.ToUpper(w.title[:1]) + w.title[1:] + ": first for a month and one country, then look at the figures and decide."
	switch n := d.rng.IntN(100); {
	case n < 25:
		w.state, w.release = model.StateReady, "{laterrelease}"
	case n < 40:
		w.state, w.release = model.StateReleased, "{oldrelease}"
	case n < 47:
		w.state, w.why = model.StateDeclined, "Nobody could say what would be better with it."
	}
	return w
}

var demoWishService = map[string]string{demoWebShop: "Web shop", demoMobileApp: "Mobile app", demoDataPlat: "Data warehouse"}
