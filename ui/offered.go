package ui

import (
	"slices"
	"strings"
)

// offered gives actions as help and the palette list them: each once, without keys that do something else here because a
// nearer action has them, and moving about last, which everybody finds without being told.
func offered(actions []Action) []Action {
	var all, moving []Action
	named, taken := map[string]bool{}, map[string]bool{}
	for _, act := range actions {
		if desc := act.Key.Help().Desc; named[act.ID] || named[desc] {
			continue
		} else {
			named[act.ID], named[desc] = true, true
		}
		act.Key.SetKeys(slices.DeleteFunc(slices.Clone(act.Key.Keys()), func(k string) bool { return taken[k] })...)
		for _, k := range act.Key.Keys() {
			taken[k] = true
		}
		if slices.Contains(moves, act.ID) {
			moving = append(moving, act)
			continue
		}
		all = append(all, act)
	}
	return append(all, moving...)
}

// moves are the actions that move the hand or a text.
var moves = []string{"down", "up", "half-down", "half-up", "page-down", "page-up", "top", "bottom", "scroll-down", "scroll-up"}

// wordsFor gives words that find an action besides its name: its id in the config file, and what people call it elsewhere.
func wordsFor(act Action) string {
	return strings.TrimSpace(act.ID + " " + otherWords[act.ID])
}

// otherWords are what people call an action elsewhere, by its id.
var otherWords = map[string]string{
	"assign":         "owner delegate",
	"at":             "history yesterday time-machine",
	"burst":          "outage parent",
	"comment":        "answer canned-reply",
	"copy":           "clipboard yank",
	"explain":        "sla clocks",
	"filter":         "search query",
	"goto":           "jump search title",
	"leave":          "exit",
	"link":           "parent child duplicate blocks caused-by",
	"macro":          "template",
	"mark":           "select",
	"mark-all":       "select bulk",
	"mark-range":     "select",
	"merge":          "duplicate combine look-alike",
	"move":           "status resolve close cancel hold reopen",
	"new":            "create ticket",
	"note":           "internal work-note",
	"open":           "conversation checklist split-entry timeline",
	"prioritise":     "impact urgency rate",
	"quit":           "exit",
	"replies":        "canned template",
	"reply":          "answer",
	"snooze":         "later defer",
	"take":           "mine",
	"triage-decline": "reject cancel",
	"triage-next":    "skip",
	"undo":           "revert",
	"watch":          "follow subscribe",
}
