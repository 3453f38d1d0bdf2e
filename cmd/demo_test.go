package cmd

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"opsdesk/model"
	"opsdesk/store"
)

var demoTestNow = time.Date(2026, 11, 24, 14, 32, 0, 0, time.FixedZone("CET", 3600))

func demoTestStore(t testing.TB, o demoOptions) *store.Store {
	t.Helper()
	clock := &demoNow{o.Now}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Clock: clock.now, Terms: demoTerms(o.Now), Public: publicHolidays})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := fillDemo(t.Context(), s, clock, o); err != nil {
		t.Fatal(err)
	}
	return s
}

// A demoReplay plays the history of a ticket without a store, and gives what it sees after each moment.
type demoReplay struct{ refs map[string]model.Ref }

func (r *demoReplay) play(t *testing.T, imp *model.Import, seen func(before, after *model.Ticket, p model.Past)) *model.Ticket {
	t.Helper()
	now := &model.Ticket{ID: imp.Number, Kind: imp.Kind}
	for _, p := range imp.Past {
		before := now.Clone()
		for _, fact := range p.Facts {
			f := model.FieldNo(fact.Field)
			if !f.Of(imp.Kind) {
				t.Errorf("%s has no %s", now.Key(), f.Name)
			}
			v := fact.To
			if f.Type == model.Reference && fact.Name != "" {
				if r.refs[fact.Name] == 0 {
					r.refs[fact.Name] = model.Ref(len(r.refs) + 1)
				}
				v.N = int64(r.refs[fact.Name])
			}
			f.Set(now, v)
		}
		now.Updated = p.At
		seen(before, now, p)
	}
	return now
}

// demoTestSizes are the desks that the tests below look at: as it comes, with few and many, at night and on a Sunday.
func demoTestSizes() []demoOptions {
	all := []demoOptions{
		{Tickets: 420, Now: demoTestNow}, {Tickets: 420, Seed: 7, Now: demoTestNow}, {Tickets: 800, Seed: 1, Now: demoTestNow.Add(37 * time.Hour)},
		{Tickets: 5000, Seed: 3, Now: demoTestNow}, {Tickets: 420, Seed: 2, Now: time.Date(2027, 1, 3, 3, 7, 9, 0, time.UTC)},
		{Tickets: 300, Seed: -5, Now: time.Date(2026, 3, 29, 12, 0, 0, 0, time.UTC)}}
	for n := range 60 {
		all = append(all, demoOptions{Tickets: n + 1, Seed: int64(n), Now: demoTestNow})
	}
	return all
}

func TestEveryStepOfTheDemoIsLegal(t *testing.T) {
	for _, o := range demoTestSizes() {
		r, n := demoReplay{map[string]model.Ref{}}, 0
		numbers := map[model.ID]bool{}
		for imp := range newDemoDesk(o).imports() {
			n++
			if numbers[imp.Number] || imp.Number == 0 || int(imp.Number) > o.Tickets {
				t.Errorf("number %d is given twice or out of range", imp.Number)
			}
			numbers[imp.Number] = true
			last := r.play(t, imp, func(before, after *model.Ticket, p model.Past) { checkDemoMoment(t, o, before, after, p) })
			checkDemoTimes(t, last)
			if last.Priority != model.PriorityOf(last.Impact, last.Urgency) {
				t.Errorf("%s has priority %d", last.Key(), last.Priority)
			}
		}
		if n != o.Tickets {
			t.Errorf("%d tickets instead of %d", n, o.Tickets)
		}
	}
}

// speaks tells whether what a verb does is words.
func speaks(v model.Verb) bool {
	return v.Speaks() || v == model.VerbDeclare
}

func checkDemoMoment(t *testing.T, o demoOptions, before, after *model.Ticket, p model.Past) {
	t.Helper()
	key := after.Key()
	if p.At > model.At(o.Now) || p.At < before.Updated {
		t.Errorf("%s: %s at %s after %s, now %s", key, p.Verb, p.At, before.Updated, model.At(o.Now))
	}
	if p.By == "" || speaks(p.Verb) != (p.Text != "") && p.Verb != model.VerbMove {
		t.Errorf("%s: %s by %q says %q", key, p.Verb, p.By, p.Text)
	}
	if before.State == 0 {
		if p.Verb != model.VerbCreate || after.State != after.Kind.Rules().Start || after.Created != p.At || after.Title == "" || after.Requester == 0 || after.OpenedBy == 0 {
			t.Errorf("%s begins with %+v", key, p)
		}
		return
	}
	if p.Verb == model.VerbCreate || after.Title != before.Title || after.Created != before.Created || after.Variant != before.Variant {
		t.Errorf("%s begins again with %+v", key, p)
	}
	checkDemoStep(t, before, after, p)
	if moved := before.Assignee != 0 && after.Assignee != before.Assignee || before.Team != 0 && after.Team != before.Team; moved != (after.Reassigned == before.Reassigned+1) || !moved && after.Reassigned != before.Reassigned {
		t.Errorf("%s: reassigned %d, then %d", key, before.Reassigned, after.Reassigned)
	}
	taken := p.Verb == model.VerbAssign || p.Verb == model.VerbTake || after.State != before.State && after.State.Rule().Phase != model.Waiting
	if taken && after.Acknowledged == 0 {
		t.Errorf("%s: %s did not acknowledge it", key, p.Verb)
	}
}

func checkDemoStep(t *testing.T, before, after *model.Ticket, p model.Past) {
	t.Helper()
	key := after.Key()
	if after.State == before.State {
		if after.Reason != before.Reason || after.Resolved != before.Resolved || after.Closed != before.Closed {
			t.Errorf("%s: %s changed what only a step changes", key, p.Verb)
		}
		return
	}
	steps := before.Steps()
	if before.Open() { // which can be merged into another one
		steps = append(steps, model.Step{To: model.StateMerged})
	}
	at := slices.IndexFunc(steps, func(s model.Step) bool { return s.To == after.State })
	if at < 0 {
		t.Errorf("%s can't go from %s to %s", key, before.State, after.State)
		return
	}
	for _, g := range steps[at].Guards {
		met := true
		switch g {
		case model.NeedsOwner:
			met = before.Team != 0 || before.Assignee != 0
		case model.NeedsHoldReason:
			met = after.Reason.Rule().For == model.StateOnHold
			if after.Reason == model.AwaitingProblem || after.Reason == model.AwaitingChange {
				met = met && len(before.Links) > 0
			}
		case model.NeedsSolution:
			met = after.Code != "" && after.Note != "" && slices.Contains(model.Codes, after.Code)
		case model.NeedsWhy:
			met = p.Text != ""
		case model.NeedsCause:
			met = after.Cause != ""
		case model.NeedsWorkaround:
			met = after.Workaround != ""
		case model.NeedsAcceptedRisk:
			met = after.Approver != 0 && after.Approver != after.Requester && after.Expires > p.At
		case model.NeedsFix:
			met = p.Text != "" || slices.ContainsFunc(before.Links, func(l model.Link) bool { return l.Rel == model.FixedBy })
		}
		if !met {
			t.Errorf("%s: %s to %s does not meet %s", key, before.State, after.State, g.Rule().Token)
		}
	}
	if after.Reason != 0 && after.Reason.Rule().For != after.State {
		t.Errorf("%s is %s because of %s", key, after.State, after.Reason)
	}
	if back := after.State.Rule().Phase.Open() && !before.State.Rule().Phase.Open(); back != (after.Reopened == before.Reopened+1) {
		t.Errorf("%s: reopened %d times from %s to %s", key, after.Reopened, before.State, after.State)
	}
}

// checkDemoTimes says that the times of a ticket fit its state and follow one another.
func checkDemoTimes(t *testing.T, k *model.Ticket) {
	t.Helper()
	phase := k.State.Rule().Phase
	if phase == model.Finished && k.Resolved == 0 || phase == model.Ended && k.Closed == 0 || phase.Open() && (k.Resolved != 0 || k.Closed != 0) {
		t.Errorf("%s is %s, resolved %s, closed %s", k.Key(), k.State, k.Resolved, k.Closed)
	}
	if (k.Resolved == 0) != (k.ResolvedBy == 0) || k.Acknowledged == 0 && phase != model.Waiting {
		t.Errorf("%s: acknowledged %s, resolved %s by %d", k.Key(), k.Acknowledged, k.Resolved, k.ResolvedBy)
	}
	order := []model.Instant{k.Created, k.Acknowledged, k.Resolved, k.Closed}
	order = slices.DeleteFunc(order, func(i model.Instant) bool { return i == 0 })
	if !slices.IsSorted(order) {
		t.Errorf("%s: times %v", k.Key(), order)
	}
	if k.Start != 0 && (k.End < k.Start || k.Start < k.Created) {
		t.Errorf("%s: from %s to %s, made %s", k.Key(), k.Start, k.End, k.Created)
	}
}

func TestLinksOfTheDemoHoldAtBothEnds(t *testing.T) {
	for _, o := range demoTestSizes() {
		r, all := demoReplay{map[string]model.Ref{}}, map[model.ID]*model.Ticket{}
		for imp := range newDemoDesk(o).imports() {
			last := r.play(t, imp, func(_, _ *model.Ticket, _ model.Past) {})
			all[last.ID] = last
		}
		rels := map[model.Relation]int{}
		for id, k := range all {
			seen := map[model.Link]bool{}
			for _, l := range k.Links {
				rels[l.Rel]++
				other := all[l.To]
				if other == nil || l.To == id || seen[l] || !slices.Contains(other.Links, model.Link{Rel: l.Rel.Rule().Inverse, To: id}) {
					t.Errorf("%s %s %d is not so at the other end", k.Key(), l.Rel.Rule().Label, l.To)
				}
				seen[l] = true
			}
			if (k.Parent != 0) != slices.ContainsFunc(k.Links, func(l model.Link) bool { return l.Rel == model.ChildOf && l.To == k.Parent }) {
				t.Errorf("%s has parent %d and links %v", k.Key(), k.Parent, k.Links)
			}
		}
		if o.Tickets < 400 {
			continue
		}
		for _, rel := range []model.Relation{model.CausedBy, model.ParentOf, model.DemandFor, model.FixedBy, model.Duplicates, model.Blocks, model.MergedInto} {
			if rels[rel] == 0 {
				t.Errorf("%d tickets: none %s another", o.Tickets, rel.Rule().Label)
			}
		}
	}
}

func TestTextsOfTheDemoAreClean(t *testing.T) {
	for _, o := range demoTestSizes() {
		for imp := range newDemoDesk(o).imports() {
			for _, p := range imp.Past {
				checkDemoText(t, imp, p.Text)
				checkDemoText(t, imp, p.By)
				for _, f := range p.Facts {
					checkDemoText(t, imp, f.To.S)
					checkDemoText(t, imp, f.Name)
					if f.Field == model.FieldTitle && (utf8.RuneCountInString(f.To.S) > 100 || strings.Contains(f.To.S, "\n")) {
						t.Errorf("the title of %d is long: %s", imp.Number, f.To.S)
					}
				}
			}
		}
	}
}

func checkDemoText(t *testing.T, imp *model.Import, text string) {
	t.Helper()
	strange := func(r rune) bool { return unicode.IsControl(r) && r != '\n' || r == '{' || r == '}' }
	if !utf8.ValidString(text) || strings.ContainsFunc(text, strange) || strings.TrimSpace(text) != text {
		t.Errorf("%s %d says %q", imp.Kind, imp.Number, text)
	}
	for _, line := range strings.Split(text, "\n") {
		if model.Clean(line).String() != line {
			t.Errorf("%s %d would be shown as %q", imp.Kind, imp.Number, model.Clean(line).String())
		}
	}
	for _, bad := range []string{"since since", " ,", "..", "  since", "Since since", "the the"} {
		if strings.Contains(text, bad) && !strings.Contains(text, "\n") {
			t.Errorf("%s %d reads badly: %q", imp.Kind, imp.Number, text)
		}
	}
}

func TestEveryCaseOfTheDemoIsToldInFull(t *testing.T) {
	told := func(key string, is demoCase, what string, lists ...[]string) {
		w := demoTeller{is: is}
		for _, list := range lists {
			if slices.ContainsFunc(list, w.fits) {
				return
			}
		}
		t.Errorf("%s: case %c has no %s", key, is, what)
	}
	for _, th := range demoThemes {
		var ends []string
		for _, e := range th.ends {
			ends = append(ends, e.note)
			if !slices.Contains(model.Codes, e.code) {
				t.Errorf("%s ends with %q", th.key, e.code)
			}
		}
		for _, is := range demoCasesOf(th.titles) {
			if !th.monitored {
				told(th.key, is, "text", th.mail, th.call)
			} else {
				told(th.key, is, "alert", th.alert)
			}
			told(th.key, is, "end", ends)
		}
		if demoStaff[th.team] == nil || len(demoCallers(th.from)) == 0 || th.weight == 0 {
			t.Errorf("%s has no team, callers or weight", th.key)
		}
	}
	for _, o := range demoOrders {
		for _, is := range demoCasesOf(o.titles) {
			told(o.key, is, "text", o.texts)
			told(o.key, is, "end", o.ends)
		}
	}
}

func demoCasesOf(titles []string) (all []demoCase) {
	for _, title := range titles {
		cases, _ := demoCut(title)
		for _, c := range []byte(cases) {
			if !slices.Contains(all, demoCase(c)) {
				all = append(all, demoCase(c))
			}
		}
	}
	return all
}

// Whatever the tables name must be in the other tables.
func TestTheTablesOfTheDemoKnowEachOther(t *testing.T) {
	known := map[string]bool{"": true}
	for _, sc := range demoScenes {
		known[sc.key] = true
	}
	for _, c := range demoCauses {
		known[c.key] = true
	}
	for _, c := range demoSteps {
		known[c.key] = true
	}
	for _, w := range demoWishes {
		known[w.key] = true
	}
	themes := map[string]bool{}
	for _, th := range demoThemes {
		themes[th.key] = true
	}
	orders := map[string]bool{}
	for _, o := range demoOrders {
		orders[o.key] = true
	}
	if len(themes) != len(demoThemes) || len(orders) != len(demoOrders) || len(known) != 1+len(demoScenes)+len(demoCauses)+len(demoSteps)+len(demoWishes) {
		t.Error("a key is used twice")
	}
	for _, sc := range demoScenes {
		if sc.kind == model.Request && !orders[sc.like] || sc.kind != model.Request && !themes[sc.like] {
			t.Errorf("scene %s is like %q", sc.key, sc.like)
		}
		for _, link := range sc.links {
			rel, key, _ := strings.Cut(link, " ")
			if _, err := model.ParseRelation(rel); err != nil || !known[key] {
				t.Errorf("scene %s: %s", sc.key, link)
			}
		}
		for n := 1; n < len(sc.acts); n++ {
			if sc.acts[n].ago > sc.acts[n-1].ago || sc.acts[0].ago > sc.ago {
				t.Errorf("scene %s: acts out of order", sc.key)
			}
		}
		if p := demoPersonNamed(sc.caller); p.dept == demoDesktop && sc.caller != demoMonitor {
			t.Errorf("scene %s: nobody is called %s", sc.key, sc.caller)
		}
	}
	for _, c := range demoCauses {
		if !themes[c.theme] || !known[c.fix] || demoStaff[c.team] == nil {
			t.Errorf("problem %s: theme %q, fix %q", c.key, c.theme, c.fix)
		}
	}
	for _, w := range demoWishes {
		if !known[w.blocks] || !known[w.merged] || (w.demand == "") != (w.many == 0) {
			t.Errorf("item %s blocks %q, merged into %q, demand %q", w.key, w.blocks, w.merged, w.demand)
		}
		for _, key := range strings.Fields(w.demand) {
			if name, _, _ := strings.Cut(key, ":"); !themes[name] && !orders[name] {
				t.Errorf("item %s is wanted by %q", w.key, key)
			}
		}
	}
}

func TestTheDemoIsTheSameForTheSameSeed(t *testing.T) {
	o := demoOptions{Tickets: 420, Seed: 1, Now: demoTestNow}
	first := demoDigest(t, demoTestStore(t, o))
	if again := demoDigest(t, demoTestStore(t, o)); again != first {
		t.Error("the same options gave another desk")
	}
	o.Seed = 2
	if other := demoDigest(t, demoTestStore(t, o)); other == first {
		t.Error("another seed gave the same desk")
	}
}

// demoDigest gives a digest of all tickets and their histories.
func demoDigest(t *testing.T, s *store.Store) string {
	t.Helper()
	h := sha256.New()
	for id := range model.ID(420) {
		k, moments, err := s.Timeline(id + 1)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = fmt.Fprintf(h, "%+v %+v\n", *k, moments)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

func TestTheDemoDeskIsSound(t *testing.T) {
	for _, n := range []int{1, 40, 420, 5000} {
		s := demoTestStore(t, demoOptions{Tickets: n, Seed: 1, Now: demoTestNow})
		report, err := s.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if report.Tickets != n {
			t.Errorf("%d tickets instead of %d", report.Tickets, n)
		}
		for _, f := range report.Findings {
			t.Errorf("%d tickets: %s: %s", n, f.Where, f.What)
		}
	}
}

func TestTheDemoQueueIsOneToWorkIn(t *testing.T) {
	for _, seed := range []int64{1, 2, 3, 4, 5} {
		o := demoOptions{Tickets: 420, Seed: seed, Now: demoTestNow}
		s := demoTestStore(t, o)
		now, maya := model.At(o.Now), s.Names().Find(model.People, "maya")
		if len(maya) != 1 {
			t.Fatalf("maya means %d people", len(maya))
		}
		var open, items, majors, soon, late, unowned, mine int
		reasons, titles := map[model.Reason]int{}, map[string]bool{}
		err := s.Each(t.Context(), func(k *model.Ticket) error {
			switch {
			case !k.Open():
				return nil
			case titles[k.Title]:
				t.Errorf("two open tickets are called %q", k.Title)
			}
			titles[k.Title] = true
			if k.Kind == model.Item {
				items++
				return nil
			}
			open++
			reasons[k.Reason]++
			if k.Major && now-k.Created >= 6*60 && now-k.Created <= 40*60 {
				majors++
			}
			if k.Assignee == maya[0] {
				mine++
			}
			switch {
			case k.Due == 0:
			case k.Due <= now:
				late++
			case k.Due < now+4*3600:
				soon++
			}
			if k.State == model.StateNew && k.Assignee == 0 {
				unowned++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []model.Reason{model.AwaitingCaller, model.AwaitingVendor, model.AwaitingEvidence, model.AwaitingChange, model.AwaitingProblem} {
			if reasons[r] == 0 {
				t.Errorf("seed %d: nothing on hold is %s", seed, r)
			}
		}
		if open < 60 || open > 95 || majors != 1 || soon < 6 || soon > 12 || late < 3 || late > 6 || unowned < 8 || items < 30 || mine < 5 {
			t.Errorf("seed %d: open %d, majors %d, soon %d, late %d, unowned %d, items %d, maya's %d", seed, open, majors, soon, late, unowned, items, mine)
		}
	}
}

func TestALargeDemoHasFewOpenAndFewTitlesTwice(t *testing.T) {
	o := demoOptions{Tickets: 20_000, Seed: 1, Now: demoTestNow}
	r, titles, twice, open := demoReplay{map[string]model.Ref{}}, map[string]bool{}, 0, 0
	for imp := range newDemoDesk(o).imports() {
		last := r.play(t, imp, func(_, _ *model.Ticket, _ model.Past) {})
		if titles[last.Title] {
			twice++
		}
		titles[last.Title] = true
		if last.Open() {
			open++
		}
	}
	if open < o.Tickets*6/100 || open > o.Tickets*12/100 || twice > o.Tickets/100 {
		t.Errorf("of %d tickets %d are open and %d are called like another", o.Tickets, open, twice)
	}
}

func TestACanceledDemoEnds(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := fillDemo(ctx, s, &demoNow{demoTestNow}, demoOptions{Tickets: 420, Now: demoTestNow}); err == nil {
		t.Error("it went on")
	}
}

func BenchmarkDemo100000(b *testing.B) {
	for range b.N {
		demoTestStore(b, demoOptions{Tickets: 100_000, Seed: 1, Now: demoTestNow})
	}
}

func BenchmarkDemoText100000(b *testing.B) {
	for range b.N {
		n := 0
		for range newDemoDesk(demoOptions{Tickets: 100_000, Seed: 1, Now: demoTestNow}).imports() {
			n++
		}
	}
}

func TestTheDemoShowsSomethingOnEveryScreen(t *testing.T) {
	s := demoTestStore(t, demoOptions{Tickets: 800, Seed: 1, Now: demoTestNow})
	env := model.Env{Names: s.Names(), Now: demoTestNow}
	for text, least := range map[string]int{"is:major state:open": 1, "is:proposed": 1, "checklist:open": 2, "is:snoozed": 2, "state:merged": 1, "known-error:yes": 5} {
		q, err := model.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := s.Count(t.Context(), env, q)
		if err != nil || counts[0] < least {
			t.Errorf("%s finds %v, want at least %d: %v", text, counts, least, err)
		}
	}
}
