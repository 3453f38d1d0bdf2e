package ui

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// actionID finds the ids of actions in the source.
var actionID = regexp.MustCompile(`\.action\("([a-z0-9-]*[a-z0-9])"`)

func TestTheManualNamesEveryActionOfEveryScreen(t *testing.T) {
	manual, err := os.ReadFile("../docs/ui.md")
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(context.Background(), Options{Store: testStore(t), Me: maya})
	known := sourceIDs(t)
	all := a.actions()
	for _, s := range a.samples() {
		all = append(all, s.Actions()...)
	}
	for _, act := range all {
		known[act.ID] = true
	}
	if len(known) < 150 {
		t.Errorf("only %d actions were found", len(known))
	}
	for id := range known {
		if !strings.Contains(string(manual), "`"+id+"`") {
			t.Errorf("docs/ui.md does not name the action %s", id)
		}
	}
}

// TestTheManualNamesTheKeysOfEveryAction reads the rows of keys and ids: what a row names are keys of its actions, and all
// their keys are named in some row.
func TestTheManualNamesTheKeysOfEveryAction(t *testing.T) {
	manual, err := os.ReadFile("../docs/ui.md")
	if err != nil {
		t.Fatal(err)
	}
	a := newApp(context.Background(), Options{Store: testStore(t), Me: maya})
	all := a.actions()
	for _, s := range a.samples() {
		all = append(all, s.Actions()...)
	}
	keys := map[string]map[string]bool{} // by id
	for _, act := range all {
		if keys[act.ID] == nil {
			keys[act.ID] = map[string]bool{}
		}
		for _, k := range act.Key.Keys() {
			keys[act.ID][k] = true
		}
	}
	named := map[string]map[string]bool{}
	for line := range strings.Lines(string(manual)) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if len(cells) != 3 || !strings.HasPrefix(strings.TrimSpace(cells[2]), "`") {
			continue
		}
		ids := quotedWords(cells[2])
		for _, k := range quotedWords(cells[0]) {
			k = manualKeys.Replace(k)
			// a command of the palette, or a key that depends on where one stands
			known := strings.HasPrefix(k, ":") || slices.Contains(ids, "now") || slices.Contains(ids, "check-tick")
			for _, id := range ids {
				if named[id] == nil {
					named[id] = map[string]bool{}
				}
				named[id][k] = true
				known = known || keys[id][k] || keys[id] == nil
			}
			if !known {
				t.Errorf("docs/ui.md names the key %s for %v, which have others", k, ids)
			}
		}
	}
	for id, ks := range keys {
		for k := range ks {
			if !named[id][k] {
				t.Errorf("docs/ui.md does not name the key %s of %s", k, id)
			}
		}
	}
}

// manualKeys are the keys that the manual writes otherwise than the program does.
var manualKeys = strings.NewReplacer("PgDn", "pgdown", "PgUp", "pgup", "↑", "up", "↓", "down", "→", "right", "←", "left", "Home", "home", "End", "end",
	"F1", "f1", "F2", "f2", "F3", "f3", "F4", "f4", "F5", "f5", "F6", "f6")

func quotedWords(cell string) (words []string) {
	for i, word := range strings.Split(cell, "`") {
		if i%2 == 1 {
			words = append(words, word)
		}
	}
	return words
}

func TestEveryActionMayBeGivenOtherKeys(t *testing.T) {
	s := testStore(t)
	for id := range sourceIDs(t) {
		err := newApp(context.Background(), Options{Store: s, Me: maya, Keys: map[string][]string{id: {"ctrl+g"}}}).checkKeys()
		if err != nil {
			t.Errorf("keys for %s: %v", id, err)
		}
	}
}

// sourceIDs gives the ids that stand in the source as they are.
func sourceIDs(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, found := range actionID.FindAllSubmatch(source, -1) {
			ids[string(found[1])] = true
		}
	}
	return ids
}
