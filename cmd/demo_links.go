package cmd

import (
	"cmp"
	"slices"
	"strings"

	"opsdesk/model"
)

// A demoWeb finds tickets to link.
type demoWeb struct {
	byKey   map[string]int   // scenes, and the first problem, change or item of a theme
	byTheme map[string][]int // incidents and requests of a theme, in the order of their numbers
	caused  map[int]bool     // incidents that have a problem
	changes [][]int          // of each theme
}

// link ties tickets together.
func (d *demoDesk) link() {
	w := &demoWeb{byKey: map[string]int{}, byTheme: map[string][]int{}, caused: map[int]bool{}, changes: make([][]int, len(demoSteps))}
	for i := range d.plans {
		d.know(w, i)
	}
	d.linkScenes(w)
	d.linkDuplicates(w)
	for i := range d.plans {
		switch p := &d.plans[i]; p.kind {
		case model.Problem:
			d.linkProblem(w, i)
		case model.Item:
			if int(p.theme) < len(demoWishes) {
				d.linkItem(w, i)
			}
		}
	}
	for i := range d.plans {
		slices.SortStableFunc(d.plans[i].ties, func(a, b demoTie) int { return cmp.Compare(a.at, b.at) })
	}
}

// know enters a ticket where others look for it.
func (d *demoDesk) know(w *demoWeb, i int) {
	p := &d.plans[i]
	theme := int(p.theme)
	switch {
	case p.scene != 0:
		w.byKey[demoScenes[p.scene-1].key] = i
	case p.kind == model.Problem && p.first:
		w.byKey[demoCauses[theme].key] = i
	case p.kind == model.Change && p.first:
		w.byKey[demoSteps[theme].key] = i
	case p.kind == model.Item && theme < len(demoWishes):
		w.byKey[demoWishes[theme].key] = i
	}
	switch p.kind {
	case model.Incident:
		w.byTheme[demoThemes[theme].key] = append(w.byTheme[demoThemes[theme].key], i)
	case model.Request:
		w.byTheme[demoOrders[theme].key] = append(w.byTheme[demoOrders[theme].key], i)
	case model.Change:
		w.changes[theme] = append(w.changes[theme], i)
	}
}

// tie links two tickets at a moment, at both ends.
func (d *demoDesk) tie(a int, rel model.Relation, b int, at model.Instant, by string) {
	at = min(max(at, d.plans[a].at+60, d.plans[b].at+60), d.now)
	d.plans[a].ties = append(d.plans[a].ties, demoTie{at, rel, model.ID(b + 1), by})
	d.plans[b].ties = append(d.plans[b].ties, demoTie{at, rel.Rule().Inverse, model.ID(a + 1), by})
}

// linkScenes makes the links that scenes ask for, as far as the other end is there.
func (d *demoDesk) linkScenes(w *demoWeb) {
	for i := range d.plans {
		p := &d.plans[i]
		if p.scene == 0 {
			continue
		}
		sc := &demoScenes[p.scene-1]
		for _, text := range sc.links {
			token, key, _ := strings.Cut(text, " ")
			other, ok := w.byKey[key]
			rel, err := model.ParseRelation(token)
			if !ok || err != nil {
				continue
			}
			by := demoWebPM
			if len(sc.acts) > 0 {
				by = sc.acts[0].who
			}
			w.caused[i] = w.caused[i] || rel == model.CausedBy
			d.tie(i, rel, other, p.at+180, by)
		}
	}
}

// linkDuplicates makes some incidents duplicates of one of the same theme shortly before.
func (d *demoDesk) linkDuplicates(w *demoWeb) {
	near := model.Instant(2 * 86400)
	if d.small() {
		near = 15 * 86400
	}
	for t := range demoThemes {
		list := w.byTheme[demoThemes[t].key]
		for n := 1; n < len(list); n++ {
			p, before := &d.plans[list[n]], &d.plans[list[n-1]]
			if p.open || p.scene != 0 || p.fate != demoSolved || before.fate == demoDuplicate || before.fate == demoCanceled || p.at-before.at > near || !d.chance(3) {
				continue
			}
			at := d.clock.workingBefore(p.at+model.Instant(900+d.rng.IntN(5000)), d.now-300)
			p.fate, p.mark = demoDuplicate, at
			if before.is == 0 && before.scene == 0 {
				before.is = 'a'
			}
			p.is = before.is
			d.tie(list[n], model.Duplicates, list[n-1], at, d.member(demoServiceDesk))
		}
	}
}

// linkProblem gives a problem the change that ends it, and incidents that it causes until then.
func (d *demoDesk) linkProblem(w *demoWeb, i int) {
	p := &d.plans[i]
	c := &demoCauses[p.theme]
	owner := demoStaff[c.team][int(p.theme)%len(demoStaff[c.team])]
	d.linkFix(w, i, owner)
	until := d.now
	if p.mark != 0 {
		until = p.mark
	}
	many := c.many
	if !p.first {
		many = 2 + d.rng.IntN(4)
	}
	for _, inc := range d.nearest(w, c, p.at, until, many) {
		q := &d.plans[inc]
		at := d.clock.workingBefore(max(q.at, p.at)+model.Instant(900+d.rng.IntN(9000)), d.now-240)
		if at <= q.at || at <= p.at {
			continue
		}
		w.caused[inc], q.mark, q.is = true, at, c.is
		d.tie(inc, model.CausedBy, i, at, owner)
	}
}

// linkFix ties a problem to the change that ends it, if there is one.
func (d *demoDesk) linkFix(w *demoWeb, i int, owner string) {
	p := &d.plans[i]
	fix := demoCauses[p.theme].fix
	if fix == "" {
		return
	}
	list := w.changes[slices.IndexFunc(demoSteps, func(s demoStep) bool { return s.key == fix })]
	for _, chg := range list {
		q := &d.plans[chg]
		if q.first != p.first || q.start < p.at {
			continue
		}
		d.tie(i, model.FixedBy, chg, max(q.at, p.at)+3600, owner)
		if q.end+2*3600 < d.now {
			p.mark = q.end + 3600
		}
		return
	}
}

// nearest lists up to n incidents of a cause's theme without a problem yet that came before an end, those first that
// came nearest to a moment.
func (d *demoDesk) nearest(w *demoWeb, c *demoCause, at, until model.Instant, n int) (found []int) {
	list := w.byTheme[c.theme]
	right, _ := slices.BinarySearchFunc(list, at, func(i int, at model.Instant) int { return cmp.Compare(d.plans[i].at, at) })
	left := right - 1
	for looked := 0; len(found) < n && looked < 60 && (left >= 0 || right < len(list)); looked++ {
		i := 0
		switch {
		case left < 0, right < len(list) && d.plans[list[right]].at-at < at-d.plans[list[left]].at:
			i = list[right]
			right++
		default:
			i = list[left]
			left--
		}
		p := &d.plans[i]
		if p.scene == 0 && p.is == 0 && p.at < until && !w.caused[i] && p.fate != demoDuplicate && p.fate != demoCanceled {
			found = append(found, i)
		}
	}
	return found
}

// linkItem gives an item the tickets that ask for it, and its ties to other items.
func (d *demoDesk) linkItem(w *demoWeb, i int) {
	p := &d.plans[i]
	wish := &demoWishes[p.theme]
	manager := demoCrew[wish.product].manager
	keys := strings.Fields(wish.demand)
	for n := range wish.many {
		key, is, _ := strings.Cut(keys[n%len(keys)], ":")
		list := w.byTheme[key]
		if len(list) == 0 {
			continue
		}
		from := list[d.rng.IntN(len(list))]
		q := &d.plans[from]
		if q.scene != 0 || is != "" && q.is != 0 && q.is != demoCase(is[0]) || q.fate == demoDuplicate || q.fate == demoCanceled || slices.ContainsFunc(q.ties, func(t demoTie) bool { return t.rel == model.DemandFor }) {
			continue
		}
		at := d.clock.workingBefore(max(p.at, q.at)+model.Instant(3600+d.rng.IntN(2*86400)), d.now-180)
		if is != "" {
			q.is = demoCase(is[0])
		}
		d.tie(from, model.DemandFor, i, at, manager)
	}
	if other, ok := w.byKey[wish.blocks]; ok {
		d.tie(i, model.Blocks, other, max(p.at, d.plans[other].at)+86400, manager)
	}
	if other, ok := w.byKey[wish.merged]; ok {
		p.mark = max(p.at, d.plans[other].at) + 2*86400
		d.tie(i, model.MergedInto, other, p.mark, manager)
	}
}
