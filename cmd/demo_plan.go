package cmd

import (
	"cmp"
	"math"
	"slices"
	"time"

	"opsdesk/model"
)

// A demoPlan is what is settled of a ticket before it is made up: what it is about, when it comes, how it ends, and
// which others it is linked with.
type demoPlan struct {
	at    model.Instant
	kind  model.Kind
	theme int16 // in the table of its kind
	scene int16 // in demoScenes, from 1
	fate  demoFate
	is    demoCase // the case of its theme, if others depend on it
	open  bool
	first bool          // the first of its theme, which goes as its table says
	mark  model.Instant // when the link was made on which its story turns
	start model.Instant // of a change
	end   model.Instant
	ties  []demoTie
}

// A demoFate is how a ticket ends that is not simply solved.
type demoFate uint8

const (
	demoSolved demoFate = iota
	demoCanceled
	demoDuplicate
	demoReopened
	demoRejected
)

// makePlan settles all tickets and puts them in the order in which they came.
func (d *demoDesk) makePlan() {
	d.source.Seed(d.seed, 1)
	counts := demoMix(d.tickets)
	calendar := newDemoCalendar(d.now, d.zone)
	d.plans = make([]demoPlan, 0, d.tickets)
	d.planScenes(&counts)
	for n := range counts[model.Problem] {
		d.planProblem(n, calendar)
	}
	for n := range counts[model.Change] {
		d.planChange(n, calendar)
	}
	for n := range counts[model.Access] {
		d.planAccess(n, calendar)
	}
	for n := range counts[model.Improvement] {
		d.planImprovement(n)
	}
	for n := range counts[model.Item] {
		d.add(demoPlan{at: d.days(22 + d.rng.IntN(95)), kind: model.Item, theme: int16(n), first: n < len(demoWishes)})
	}
	themes, orders := demoThemeSums(), demoOrderSums()
	for range counts[model.Incident] {
		d.add(demoPlan{at: calendar.arrival(d.rng.IntN), kind: model.Incident, theme: d.weighted(themes)})
	}
	for range counts[model.Request] {
		d.add(demoPlan{at: calendar.arrival(d.rng.IntN), kind: model.Request, theme: d.weighted(orders)})
	}
	slices.SortStableFunc(d.plans, func(a, b demoPlan) int { return cmp.Compare(a.at, b.at) })
	d.settleFates()
	d.link()
}

// demoMix tells how many tickets of each kind a desk has: the hand-written ones of the rarer kinds all, if the desk is
// large enough, and of the rest 62 incidents to 22 requests, 3 problems, 5 changes, 2 grants and 2 improvements.
func demoMix(tickets int) [8]int {
	var n [8]int
	n[model.Item] = min(max(tickets*4/100, min(len(demoWishes), tickets/6)), 400)
	rest := tickets - n[model.Item]
	n[model.Request] = rest * 22 / 96
	n[model.Problem] = max(rest*3/96, min(len(demoCauses), tickets/28))
	n[model.Change] = max(rest*5/96, min(len(demoSteps), tickets/16))
	n[model.Access] = max(rest*2/96, min(len(demoGrants), tickets/40))
	n[model.Improvement] = max(rest*2/96, min(len(demoBetters), tickets/40))
	n[model.Incident] = rest - n[model.Request] - n[model.Problem] - n[model.Change] - n[model.Access] - n[model.Improvement]
	return n
}

func (d *demoDesk) add(p demoPlan) {
	p.at = min(p.at, d.now-60)
	d.plans = append(d.plans, p)
}

// days gives a moment of work so many days before now.
func (d *demoDesk) days(before int) model.Instant {
	return min(d.clock.daytime(d.now, before, d.rng.IntN), d.now-600)
}

// planScenes takes the hand-written tickets, all that fit.
func (d *demoDesk) planScenes(counts *[8]int) {
	left := d.tickets / 6
	for i := range demoScenes {
		sc := &demoScenes[i]
		p := demoPlan{kind: model.Incident, scene: int16(i + 1)}
		if sc.kind != model.NoKind {
			p.kind = sc.kind
		}
		p.at = d.begins(p.kind, sc)
		if left == 0 || counts[p.kind] == 0 {
			continue
		}
		p.theme = int16(demoThemeNamed(sc.like))
		if p.kind == model.Request {
			p.theme = int16(demoOrderNamed(sc.like))
		}
		left--
		counts[p.kind]--
		d.add(p)
	}
}

func (d *demoDesk) planProblem(n int, calendar *demoCalendar) {
	theme := n % len(demoCauses)
	p := demoPlan{at: calendar.arrival(d.rng.IntN), kind: model.Problem, theme: int16(theme)}
	if p.first = n < len(demoCauses); p.first {
		p.at = d.days(demoCauses[theme].age)
	}
	d.add(p)
}

func (d *demoDesk) planChange(n int, calendar *demoCalendar) {
	theme := n % len(demoSteps)
	c := &demoSteps[theme]
	p := demoPlan{kind: model.Change, theme: int16(theme), first: n < len(demoSteps)}
	lead := map[model.Variant]int{model.Normal: 9 + d.rng.IntN(9), model.Standard: 3 + d.rng.IntN(4), model.Emergency: 0}[c.variant]
	length := model.Instant(c.hours * 3600)
	if p.first && c.starts == 0 { // it belongs to what happens right now
		p.at, p.start = d.now-480, d.now+600
		p.end = p.start + length
		d.add(p)
		return
	}
	starts := c.starts
	if !p.first {
		starts = lead - int((d.now-calendar.arrival(d.rng.IntN))/86400)
	}
	today := d.now.Time().In(d.zone)
	p.start = model.At(time.Date(today.Year(), today.Month(), today.Day()+starts, c.hour, 0, 0, 0, d.zone))
	p.end = p.start + length
	p.at = d.clock.daytime(p.start, lead, d.rng.IntN)
	if c.variant == model.Emergency {
		p.at = p.start - model.Instant(3600+d.rng.IntN(7200))
	}
	if p.at > d.now-86400 {
		p.at = d.days(1 + d.rng.IntN(3))
	}
	d.add(p)
}

func (d *demoDesk) planAccess(n int, calendar *demoCalendar) {
	theme := n % len(demoGrants)
	g := &demoGrants[theme]
	p := demoPlan{at: calendar.arrival(d.rng.IntN), kind: model.Access, theme: int16(theme)}
	if p.first = n < len(demoGrants); p.first {
		switch g.end {
		case model.StateRequested:
			p.at = d.now - 2*3600
		case model.StateVerified:
			p.at = d.days(2)
		case model.StateRemoved:
			p.at = d.days(g.weeks*7 + 12)
		default:
			p.at = d.days(17 + d.rng.IntN(80))
		}
	}
	d.add(p)
}

func (d *demoDesk) planImprovement(n int) {
	theme := n % len(demoBetters)
	p := demoPlan{at: d.days(45 + d.rng.IntN(70)), kind: model.Improvement, theme: int16(theme), first: n < len(demoBetters)}
	if p.first && demoBetters[theme].end == model.StateRaised {
		p.at = d.days(4)
	}
	d.add(p)
}

// weighted chooses a theme by the running sums of the themes' weights.
func (d *demoDesk) weighted(sums []int) int16 {
	u := d.rng.IntN(sums[len(sums)-1])
	at, _ := slices.BinarySearch(sums, u+1)
	return int16(at)
}

func demoThemeSums() (sums []int) {
	total := 0
	for i := range demoThemes {
		total += demoThemes[i].weight
		sums = append(sums, total)
	}
	return sums
}

func demoOrderSums() (sums []int) {
	total := 0
	for i := range demoOrders {
		total += demoOrders[i].weight
		sums = append(sums, total)
	}
	return sums
}

// demoThemeNamed finds a theme by its key.
func demoThemeNamed(key string) int {
	return slices.IndexFunc(demoThemes, func(t demoTheme) bool { return t.key == key })
}

// demoOrderNamed finds an order by its key.
func demoOrderNamed(key string) int {
	return slices.IndexFunc(demoOrders, func(o demoOrder) bool { return o.key == key })
}

// settleFates chooses which incidents and requests are still open, mostly recent ones, and how others end badly.
func (d *demoDesk) settleFates() {
	type scored struct {
		at    int
		score float64
	}
	var all []scored
	open := 0
	for i := range d.plans {
		p := &d.plans[i]
		switch {
		case p.kind != model.Incident && p.kind != model.Request:
			continue
		case p.scene != 0:
			if p.at > d.now-12*86400 {
				open++
			}
			continue
		}
		p.fate = d.someFate(p.kind)
		age := float64(d.now-p.at)/3600 + 2
		all = append(all, scored{i, age * math.Exp(0.6*d.rng.NormFloat64())})
	}
	want := max(len(all)*8/100, min(demoQueue, len(all)/5)) - open
	slices.SortFunc(all, func(a, b scored) int { return cmp.Or(cmp.Compare(a.score, b.score), cmp.Compare(a.at, b.at)) })
	for _, s := range all[:min(max(want, 0), len(all))] {
		p := &d.plans[s.at]
		p.open, p.fate = true, demoSolved
	}
}

// demoQueue is how many incidents and requests are open on a small desk.
const demoQueue = 56

func (d *demoDesk) someFate(k model.Kind) demoFate {
	switch n := d.rng.IntN(100); {
	case n < 3:
		return demoCanceled
	case n < 8 && k == model.Request:
		return demoRejected
	case n < 8:
		return demoReopened
	}
	return demoSolved
}
