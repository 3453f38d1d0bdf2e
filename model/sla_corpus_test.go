package model

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A zammadScenario is one of the file of scenarios. Wanted values are null for no time, instants or minutes.
type zammadScenario struct {
	ID       string
	Base     string
	Calendar string
	Budgets  map[string]int `json:"sla_min"`
	Created  string
	Want     map[string]any
	Set      map[string]any
	Steps    []struct{ Set, Want map[string]any }
	Timeline [][2]any `json:"timeline_min"`
	Exchange [][2]any `json:"exchange_min"`
}

func TestZammadsScenariosOfTheCorpus(t *testing.T) {
	folder := os.Getenv("OPSDESK_CORPUS")
	if folder == "" {
		t.Skip("OPSDESK_CORPUS names no folder with scenarios of other programs")
	}
	data, err := os.ReadFile(filepath.Join(folder, "sla", "zammad_sla_scenarios.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Scenarios []*zammadScenario }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	byID := map[string]*zammadScenario{}
	for _, s := range file.Scenarios {
		if base := byID[s.Base]; base != nil {
			s.Calendar, s.Created = base.Calendar, base.Created
		}
		byID[s.ID] = s
		t.Run(s.ID, func(t *testing.T) {
			if seen := s.run(t); seen == 0 {
				t.Error("nothing of it was compared")
			}
		})
	}
}

// run lives a scenario and counts what it compared.
func (s *zammadScenario) run(t *testing.T) (seen int) {
	if s.Calendar == "" {
		s.Calendar = "24/7"
	}
	if s.Created == "" {
		s.Created = minute(0)
	}
	set := map[string]any{}
	maps.Copy(set, s.Set)
	seen += s.lives(t, set).has(s.Want)
	for _, step := range s.Steps {
		if step.Set["last_contact_agent_at"] != nil || step.Set["last_contact_customer_at"] != nil { // there is one last contact
			maps.DeleteFunc(set, func(k string, _ any) bool { return strings.HasPrefix(k, "last_contact") })
		}
		maps.Copy(set, step.Set)
		if at := step.Want["next_escalation"]; set["close_at"] != nil && at != nil { // its note: of the open ticket, after a contact
			open := maps.Clone(set)
			maps.DeleteFunc(open, func(k string, _ any) bool { return k == "close_at" || k == "last_contact_customer_at" })
			open["last_contact_agent_at"] = "2013-03-21T12:10:00Z"
			seen += s.lives(t, open).has(map[string]any{"update_due": at})
			delete(step.Want, "next_escalation")
		}
		seen += s.lives(t, set).has(step.Want)
	}
	return seen
}

// A zammadLife is a life whose clocks are asked in the words of the scenarios.
type zammadLife struct {
	*timed
	s *zammadScenario
}

// lives tells what the scenario says of a ticket, in the order of time.
func (s *zammadScenario) lives(t *testing.T, set map[string]any) *zammadLife {
	restart := OnReply
	if len(s.Steps) > 0 {
		restart = OnContact
	}
	if s.Budgets["response"] > 0 && len(s.Exchange) > 0 {
		restart = OnWaiting
	}
	terms := promised(t, "", weekdays9to17)
	if s.Budgets["first_response"]+s.Budgets["update"]+s.Budgets["response"]+s.Budgets["solution"] > 0 {
		terms = zammad(t, s.Calendar, restart, s.Budgets["first_response"], s.Budgets["update"]+s.Budgets["response"], s.Budgets["solution"])
	}
	l := &zammadLife{opened(t, terms, s.Created), s}
	deeds := l.deeds(set)
	for _, at := range slices.Sorted(maps.Keys(deeds)) {
		if deeds[at](at); !l.ticket.Open() { // what is told of a ticket that was solved says nothing of its clocks
			break
		}
	}
	return l
}

// deeds gives what happens to the ticket, by its times in the form in which they sort.
func (l *zammadLife) deeds(set map[string]any) map[string]func(at string) {
	says := func(who Ref) func(string) { return func(at string) { l.does(at, VerbComment, who) } }
	responds := func(at string) { l.does(at, VerbTake, me, number(FieldAcknowledged, int64(when(l, at)))) }
	deeds := map[string]func(string){}
	for i, e := range append(l.s.Timeline, l.s.Exchange...) {
		at := when(l, minute(int(e[0].(float64)))).String()
		switch word := e[1].(string); {
		case strings.HasPrefix(word, "pending"):
			deeds[at] = func(at string) { l.holds(at, AwaitingCaller) }
		case word == "closed":
			deeds[at] = l.resolved
		case word == "open":
			deeds[at] = l.resumes
		case word == "agent":
			deeds[at] = says(me)
		case i > 0:
			deeds[at] = says(caller)
		}
	}
	if n, ok := set["first_response_at_min"].(float64); ok {
		deeds[when(l, minute(int(n))).String()] = responds
	}
	for name, deed := range map[string]func(string){"first_response_at": responds, "last_contact_agent_at": says(me),
		"last_contact_customer_at": says(caller), "close_at": l.resolved} {
		if at, ok := set[name].(string); ok {
			deeds[at] = deed
		}
	}
	return deeds
}

// has compares what is wanted by its words, and counts how much of it.
func (l *zammadLife) has(want map[string]any) (seen int) {
	for name, value := range want {
		got, ok := l.tells(name)
		if !ok {
			continue
		}
		if seen++; fmt.Sprint(got) != fmt.Sprint(value) {
			l.Errorf("%s is %v, want %v", name, got, value)
		}
	}
	return seen
}

// tells gives what the scenarios call so.
func (l *zammadLife) tells(name string) (any, bool) {
	targets := map[string]Target{"first_response": Response, "update": Update, "solution": Resolution}
	due := func(at Instant) any {
		if at == 0 {
			return nil
		}
		return at.String()
	}
	if name == "next_escalation" {
		return due(l.ticket.Due), true
	}
	for prefix, target := range targets {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		c := Clock{}
		for _, own := range l.ticket.Clocks {
			if own.Target == target {
				c = own
			}
		}
		took := c.Elapsed
		if target == Update {
			took = c.Longest
		}
		switch strings.TrimPrefix(name, prefix) {
		case "_due":
			return due(c.Due), true
		case "_due_min":
			return int64(c.Due-when(l, minute(0))) / 60, true
		case "_in_min":
			return took / 60, true
		case "_diff_in_min":
			return (c.Budget - took) / 60, true
		case "_due_in_min_from_now":
			return int64(c.Due-when(l, minute(20))) / 60, true
		}
	}
	if name == "working_minutes_0_to_close" {
		return l.clock(Resolution).Elapsed / 60, true
	}
	return nil, false
}
