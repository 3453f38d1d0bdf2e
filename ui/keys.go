package ui

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"opsdesk/model"
)

// checkKeys tells what is wrong with the keys that the person chose: an action that there is not, or a key that would
// mean two things on one screen.
func (a *app) checkKeys() error {
	if len(a.desk.keys) == 0 {
		return nil
	}
	known := map[string]bool{}
	var problems []string
	for _, s := range a.samples() {
		taken := map[string]string{}
		for _, act := range s.Actions() {
			known[act.ID] = true
			for _, k := range act.Key.Keys() {
				if other := taken[k]; other != "" && other != act.ID && (a.chosen(act.ID) || a.chosen(other)) {
					problems = append(problems, fmt.Sprintf("%s would be both %s and %s", k, other, act.ID))
				}
				taken[k] = act.ID
			}
		}
	}
	// which of the first two there is depends on the stack, and the third on what comes in
	known["back"], known["quit"], known["burst"] = true, true, true
	for _, act := range a.actions() {
		known[act.ID] = true
		for _, k := range act.Key.Keys() {
			for _, s := range a.samples() {
				for _, own := range s.Actions() {
					if own.ID != act.ID && slices.Contains(own.Key.Keys(), k) && k != "esc" && (a.chosen(own.ID) || a.chosen(act.ID)) && !isTyping(s) {
						problems = append(problems, fmt.Sprintf("%s would be both %s and %s", k, own.ID, act.ID))
					}
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(a.desk.keys)) {
		if !known[id] {
			problems = append(problems, fmt.Sprintf("there is no action %q", model.Clean(id)))
		}
	}
	if len(problems) == 0 {
		return nil
	}
	slices.Sort(problems)
	return fmt.Errorf("the keys of the config file can't be used: %s; the actions are %s", strings.Join(slices.Compact(problems), "; "),
		strings.Join(slices.Sorted(maps.Keys(known)), ", "))
}

func (a *app) chosen(id string) bool { return len(a.desk.keys[id]) > 0 }

// samples gives one of each screen, for its actions.
func (a *app) samples() []Screen {
	d, some := a.desk, []*model.Ticket{{ID: 1, Kind: model.Incident, State: model.StateNew}}
	typed, marked, filtered := newQueue(d), newQueue(d), newQueue(d)
	typed.filter.typing, marked.begun = true, 0
	filtered.filter.Set("vpn")
	return []Screen{newQueue(d), typed, marked, filtered, newBacklog(d), newDetail(d, 1), newActivity(d), newComposer(d, nil, some, false, ""),
		newPicker(d, "", nil, nil), newCreate(d, model.Incident),
		newExplain(d, 1), &copier{desk: d, on: some, what: "the entry", text: "x"}, newInbox(d), newPolicies(d), newPreview(d, nil, "", "", nil),
		newTriage(d), newBurst(d, model.Burst{}), newVoyage(d, model.Cut{}), newOrdering(d, nil, newScoreboard(model.ScoreModels[0], nil)),
		newSensitivity(d, model.ScoreModels[0]), newDuel(d, nil, some)}
}
