package cmd

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// demoMoments are moments of the week and the year at which somebody may start the demo.
func demoMoments(t *testing.T) []time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return []time.Time{
		time.Date(2026, 11, 23, 8, 0, 0, 0, zone), time.Date(2026, 11, 25, 14, 0, 0, 0, zone), time.Date(2026, 11, 27, 18, 30, 0, 0, zone),
		time.Date(2026, 11, 28, 12, 0, 0, 0, zone), time.Date(2026, 11, 29, 3, 0, 0, 0, zone), time.Date(2026, 12, 25, 12, 0, 0, 0, zone),
		time.Date(2026, 3, 29, 4, 30, 0, 0, zone), time.Date(2026, 6, 24, 10, 15, 0, 0, time.UTC),
	}
}

// A demoState counts how the tickets with promises stand.
type demoState struct {
	open map[model.Standing]int
	done map[model.Standing]int
}

func demoStateOf(t *testing.T, s *store.Store, seen func(*model.Ticket)) demoState {
	t.Helper()
	n := demoState{map[model.Standing]int{}, map[model.Standing]int{}}
	err := s.EachWhole(t.Context(), func(k *model.Ticket) error {
		if k.Open() {
			n.open[k.SLA]++
		} else {
			n.done[k.SLA]++
		}
		seen(k)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestTheDemoLivesAtAnyTimeOfTheWeek(t *testing.T) {
	for _, now := range demoMoments(t) {
		for _, seed := range []int64{1, 7} {
			o := demoOptions{Tickets: 800, Seed: seed, Now: now}
			s := demoTestStore(t, o)
			majors, agreed := 0, 0
			n := demoStateOf(t, s, func(k *model.Ticket) {
				if k.Agreed != 0 {
					agreed++
				}
				if k.Major && k.Open() {
					majors++
					if c := k.Nearest(); k.SLA != model.StandingRunning || c == nil || c.Due-model.At(now) != 11*60 {
						t.Errorf("%s: the major incident is %d, its next news are due %s", now, k.SLA, k.Due)
					}
				}
			})
			breached, warned, paused := n.open[model.StandingBreached], n.open[model.StandingWarned], n.open[model.StandingPaused]
			if breached < 3 || breached > 8 || warned < 4 || warned > 10 || paused < 8 || n.open[model.StandingRunning] < 25 || majors != 1 || agreed != 2 {
				t.Errorf("%s, seed %d: %d breached, %d warned, %d paused, %d run, %d majors, %d agreed dates", now, seed, breached, warned, paused,
					n.open[model.StandingRunning], majors, agreed)
			}
			met, missed := n.done[model.StandingMet], n.done[model.StandingBreached]
			if share := 100 * met / (met + missed); share < 80 || share > 95 {
				t.Errorf("%s, seed %d: %d %% of what is done was in time", now, seed, share)
			}
			checkDemoInbox(t, s, now)
		}
	}
}

// checkDemoInbox says that the visitor has a few unread lines, of the last days, about tickets that warn or are late.
func checkDemoInbox(t *testing.T, s *store.Store, now time.Time) {
	t.Helper()
	letters, err := s.Inbox(demoPerson.Name)
	if err != nil {
		t.Fatal(err)
	}
	if len(letters) < 2 || len(letters) > 5 {
		t.Errorf("%s: %d lines in the inbox", now, len(letters))
	}
	for _, l := range letters {
		k, err := s.Get(l.Ticket)
		if err != nil {
			t.Fatal(err)
		}
		if l.Read || l.At > model.At(now) || l.At < model.At(now)-5*86400 || k.SLA != model.StandingWarned && k.SLA != model.StandingBreached {
			t.Errorf("%s: a line of %s about %s, which is %d: %s", now, l.At, k.Key(), k.SLA, l.Text)
		}
	}
}

func TestTheDemoTellsOfItsAlarms(t *testing.T) {
	for _, now := range demoMoments(t) {
		s := demoTestStore(t, demoOptions{Tickets: 800, Seed: 1, Now: now})
		told := map[string]bool{}
		demoStateOf(t, s, func(k *model.Ticket) {
			if k.SLA != model.StandingWarned && k.SLA != model.StandingBreached || !k.Open() {
				return
			}
			_, moments, err := s.Timeline(k.ID)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range moments {
				told[m.Verb.String()+" "+k.Title[:min(len(k.Title), 12)]] = true
			}
			if strings.HasPrefix(k.Title, "Payment file") && !slices.Contains(k.Tags, "breached") {
				t.Errorf("%s: the breach of %s left no tag: %v", now, k.Key(), k.Tags)
			}
		})
		for _, want := range []string{"breach Payment file", "breach Order interf", "note Order interf", "warn Badge reader", "warn Mail to part", "warn Sorter in ha",
			"warn Mail \"salary", "breach Old printer "} {
			if !told[want] {
				t.Errorf("%s: nothing tells of %q", now, want)
			}
		}
	}
}

func TestTheDemoIsDueWhenItsScenesSay(t *testing.T) {
	for _, now := range demoMoments(t) {
		d := newDemoDesk(demoOptions{Tickets: 800, Seed: 1, Now: now})
		for i := range d.plans {
			p := &d.plans[i]
			if p.scene == 0 || demoScenes[p.scene-1].due == 0 {
				continue
			}
			sc := &demoScenes[p.scene-1]
			_, _, _, sub, _ := demoSceneTheme(sc)
			b := d.promises.of(p.kind, model.PriorityOf(model.Level(sc.rate[0]-'0'), model.Level(sc.rate[1]-'0')), sub)
			left := b.resolution - model.Instant(b.times.Between(p.at.Time(), now)/time.Second)
			if left != model.Instant(sc.due*60) {
				t.Errorf("%s: scene %s has %d open minutes left, not %d", now, sc.key, left/60, sc.due)
			}
		}
	}
}

// Whatever the terms speak of must be on every desk, or nobody could amend them.
func TestTheTermsOfTheDemoHoldOnTheSmallestDesk(t *testing.T) {
	s := demoTestStore(t, demoOptions{Tickets: 1, Now: demoTestNow})
	if unknown := s.Book().Unknown(s.Names()); len(unknown) > 0 {
		t.Errorf("the terms speak of %v", unknown)
	}
	rule := model.Rule{Name: "Night", When: model.Breach, Do: []model.Reaction{{Do: model.DoTeam, Arg: demoNetwork}}}
	to, err := json.Marshal(rule)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Amend(t.Context(), demoPerson, model.Amendment{Part: model.PartRule, To: to}); err != nil {
		t.Error(err)
	}
	for _, o := range demoOrders {
		if s.Book().Terms().Policies[3].Name != "Requests" || newDemoPromises(demoTerms(demoTestNow)).of(model.Request, 0, o.sub).resolution < 8*3600 {
			t.Errorf("nothing is promised for %s", o.sub)
		}
	}
}

func TestEveryMacroOfTheDemoCanBeDone(t *testing.T) {
	s := demoTestStore(t, demoOptions{Tickets: 800, Seed: 1, Now: demoTestNow})
	env := model.Env{Names: s.Names(), Me: 1, Who: demoPerson.Name, Now: demoTestNow}
	terms := s.Book().Terms()
	if len(terms.Macros) < 5 || len(terms.Replies) < 5 {
		t.Errorf("there are %d macros and %d replies", len(terms.Macros), len(terms.Replies))
	}
	done := map[string]bool{}
	demoStateOf(t, s, func(k *model.Ticket) {
		for i := range terms.Macros {
			m := &terms.Macros[i]
			acts, err := m.Acts(k, env)
			if done[m.Name] || err != nil || !k.Open() {
				continue
			}
			w := store.Write{Who: demoPerson, Try: true}
			for _, act := range acts {
				w.Commands = append(w.Commands, store.Command{ID: k.ID, Act: act})
			}
			if _, err := s.Do(t.Context(), w); err != nil {
				t.Errorf("%s on %s: %v", m.Name, k.Key(), err)
			}
			done[m.Name] = true
		}
	})
	for _, m := range terms.Macros {
		if !done[m.Name] {
			t.Errorf("there is no ticket for %s", m.Name)
		}
	}
}
