package cmd

import (
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"opsdesk/model"
)

// demoOptions say how large a demo desk is and when it is set.
type demoOptions struct {
	// Tickets is how many tickets it has, from 1.
	Tickets int
	// Seed chooses among the desks that there could be.
	Seed int64
	// Now is the present of the desk. Its zone is where people work by day.
	Now time.Time
}

// A demoDesk makes up the tickets of the demo, one after another, by a plan that was made before.
type demoDesk struct {
	tickets  int
	now      model.Instant
	zone     *time.Location
	seed     uint64
	source   *rand.PCG
	rng      *rand.Rand
	clock    demoClock
	promises *demoPromises
	words    demoTeller
	plans    []demoPlan // in the order of their numbers
	titles   map[string]struct{}
	people   map[string][]demoWho
}

func newDemoDesk(o demoOptions) *demoDesk {
	source := rand.NewPCG(uint64(o.Seed), 0)
	d := &demoDesk{tickets: o.Tickets, now: model.At(o.Now), zone: o.Now.Location(), seed: uint64(o.Seed), source: source, rng: rand.New(source),
		promises: newDemoPromises(demoTerms(o.Now)), titles: make(map[string]struct{}, o.Tickets), people: map[string][]demoWho{}}
	d.clock = demoClock{d.zone, d.promises.times[model.BusinessHours]}
	d.words = demoTeller{rng: d.rng, zone: d.zone, now: d.now}
	d.makePlan()
	return d
}

// imports gives all tickets: first the queue by number, then backlog items in the order of the backlog, then the others
// by number.
func (d *demoDesk) imports() iter.Seq[*model.Import] {
	return func(yield func(*model.Import) bool) {
		for _, imp := range d.queue() {
			if !yield(imp) {
				return
			}
		}
		for imp := range d.others() {
			if !yield(imp) {
				return
			}
		}
	}
}

// queued tells whether a ticket is one that the desk works on now, or was written by hand.
func (p *demoPlan) queued() bool {
	return (p.kind == model.Incident || p.kind == model.Request) && (p.open || p.scene != 0)
}

// queue gives the tickets that the desk works on now.
func (d *demoDesk) queue() (all []*model.Import) {
	for i := range d.plans {
		if d.plans[i].queued() {
			all = append(all, d.compose(i))
		}
	}
	return all
}

// others gives all tickets but the queue.
func (d *demoDesk) others() iter.Seq[*model.Import] {
	return func(yield func(*model.Import) bool) {
		for _, imp := range d.backlog() {
			if !yield(imp) {
				return
			}
		}
		for i := range d.plans {
			if p := &d.plans[i]; p.kind == model.Item || p.queued() {
				continue
			}
			if !yield(d.compose(i)) {
				return
			}
		}
	}
}

// backlog gives the items: what is being built, what is ready, ideas, and then what is over.
func (d *demoDesk) backlog() []*model.Import {
	type ranked struct {
		imp          *model.Import
		group, theme int
	}
	var all []ranked
	for i := range d.plans {
		if p := &d.plans[i]; p.kind == model.Item {
			imp := d.compose(i)
			all = append(all, ranked{imp, demoGroup(imp), int(p.theme)})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		if a.group != b.group {
			return a.group - b.group
		}
		return a.theme - b.theme
	})
	items := make([]*model.Import, len(all))
	for i, r := range all {
		items[i] = r.imp
	}
	return items
}

// demoGroup tells how far in front of the backlog an item stands, by its last state.
func demoGroup(imp *model.Import) int {
	state := model.StateIdea
	for _, p := range imp.Past {
		for _, f := range p.Facts {
			if f.Field == model.FieldState {
				state = model.State(f.To.N)
			}
		}
	}
	order := [...]model.State{model.StateInProgress, model.StateReady, model.StateIdea, model.StateDone, model.StateReleased}
	if at := slices.Index(order[:], state); at >= 0 {
		return at
	}
	return len(order)
}

// compose makes up the ticket of a plan. What it chooses depends on the seed and the number alone.
func (d *demoDesk) compose(i int) *model.Import {
	p, no := &d.plans[i], model.ID(i+1)
	d.source.Seed(d.seed, uint64(no)*0x9e3779b97f4a7c15)
	switch {
	case p.scene != 0:
		return d.scene(p, no)
	case p.kind == model.Incident:
		return d.incident(p, no)
	case p.kind == model.Request:
		return d.request(p, no)
	case p.kind == model.Problem:
		return d.problem(p, no)
	case p.kind == model.Change:
		return d.change(p, no)
	case p.kind == model.Access:
		return d.access(p, no)
	case p.kind == model.Improvement:
		return d.improvement(p, no)
	}
	return d.item(p, no)
}

// finish adds the links and gives the act.
func (d *demoDesk) finish(l *demoLife, p *demoPlan, no model.ID) *model.Import {
	l.tie(p.ties)
	return &model.Import{Kind: l.kind, Past: l.past, Number: no}
}

// chance is true so many times out of a hundred.
func (d *demoDesk) chance(percent int) bool { return d.rng.IntN(100) < percent }

// small tells whether the desk is one that a visitor reads, and not one that shows how much it can hold.
func (d *demoDesk) small() bool { return d.tickets < 1000 }

// caller chooses somebody of some departments.
func (d *demoDesk) caller(from string) demoWho {
	all, ok := d.people[from]
	if !ok {
		all = demoCallers(from)
		d.people[from] = all
	}
	return all[d.rng.IntN(len(all))]
}

// member chooses somebody of a team.
func (d *demoDesk) member(team string) string {
	names := demoStaff[team]
	return names[d.rng.IntN(len(names))]
}

// watched gives the departments at whose sites monitored things stand.
func (d *demoDesk) watched(th *demoTheme) string {
	if th.monitored {
		return "lodz venlo shop"
	}
	return ""
}

// fresh tells whether no ticket has the title yet, and takes it.
func (d *demoDesk) fresh(title string) bool {
	if _, taken := d.titles[title]; taken {
		return false
	}
	d.titles[title] = struct{}{}
	return true
}

// title fills in one of the titles of the ticket's case, one that is not taken if that can be. The ticket is of the
// title's case from then on.
func (d *demoDesk) title(titles []string) string {
	w := &d.words
	for try := 0; ; try++ {
		w.again()
		_, chosen := demoPick(w, titles, func(t string) string { return t })
		cases, text := demoCut(chosen)
		title := w.say(text)
		if try >= 12 {
			title += w.say(" ({clock}, {user})")
		}
		if d.fresh(title) || try >= 24 {
			if cases != "" {
				w.is = demoCase(cases[0])
			}
			return title
		}
	}
}

// rating chooses impact and urgency. What is open and was not written by hand is never critical, and seldom urgent.
func (d *demoDesk) rating(pairs string, p *demoPlan) (impact, urgency model.Level) {
	at := 3 * d.rng.IntN((len(pairs)+1)/3)
	impact, urgency = model.Level(pairs[at]-'0'), model.Level(pairs[at+1]-'0')
	if !p.open {
		if impact == 1 && urgency == 2 && d.chance(12) {
			urgency = 1
		}
		return impact, urgency
	}
	calm := model.Priority(3)
	if !d.small() && d.now-p.at < 6*3600 {
		calm = 2
	}
	for model.PriorityOf(impact, urgency) < calm {
		if urgency < 3 {
			urgency++
		} else {
			impact++
		}
	}
	return impact, urgency
}

// channel chooses how the ticket came, and the texts for it.
func (d *demoDesk) channel(th *demoTheme) (channel string, texts []string) {
	n := d.rng.IntN(100)
	calls := slices.ContainsFunc(th.call, d.words.fits)
	switch {
	case th.monitored, n < 25 && slices.ContainsFunc(th.alert, d.words.fits):
		return "monitoring", th.alert
	case calls && (n < 65 || !slices.ContainsFunc(th.mail, d.words.fits)):
		if n < 45 && demoByHand[th.category] {
			return "walk-in", th.call
		}
		return "phone", th.call
	case n%2 == 0:
		return "email", th.mail
	}
	return "portal", th.mail
}

// demoByHand holds the categories of things that people carry to the desk.
var demoByHand = map[string]bool{"Hardware": true, "Printing": true, "Facilities": true}

var demoRegion = map[string]string{demoGoteborg: "eu", demoLodz: "eu", demoVenlo: "eu", demoMalaga: "eu", demoZurich: "eu", demoSaoPaulo: "latam", demoTokyo: "asia"}

// tags adds the region to some tags.
func (d *demoDesk) tags(tags string, caller demoWho) string {
	if !d.chance(25) {
		return tags
	}
	return tags + "," + demoRegion[caller.dept.site]
}

// place gives where it happened.
func (d *demoDesk) place(template string) string {
	if template == "" {
		return d.words.caller.dept.site
	}
	return d.words.say(template)
}

// waits tells whether an open ticket has to wait for somebody, because it would be late by now or soon otherwise. On a
// large desk some may be.
func (d *demoDesk) waits(p *demoPlan, s *demoStory) bool {
	used := s.budget.used(p.at, d.now)
	switch {
	case used <= 70:
		return false
	case d.small():
		return true
	case used < 95:
		return d.chance(40)
	}
	return !d.chance(3)
}
