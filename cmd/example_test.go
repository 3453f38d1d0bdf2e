package cmd

import (
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestTheExamplesOfTheHelpWork(t *testing.T) {
	for _, command := range newCaller(nil, nil, nil, nil).root().Commands() {
		if command.Name() == "help" || command.Name() == "bench" { // bench starts its own program, which is a test here
			continue
		}
		t.Run(command.Name(), func(t *testing.T) { runExamples(t, command) })
		for _, member := range command.Commands() {
			t.Run(command.Name()+" "+member.Name(), func(t *testing.T) { runExamples(t, member) })
		}
	}
	t.Run("opsdesk", func(t *testing.T) { runExamples(t, newCaller(nil, nil, nil, nil).root()) })
}

// runExamples runs the examples of a command, one after another, on a desk of two tickets.
func runExamples(t *testing.T, command *cobra.Command) {
	if command.Short == "" || command.Long == "" || command.Example == "" {
		t.Fatal("it is told in no line, at no length, or by no example")
	}
	t.Chdir(t.TempDir())
	files := map[string]string{
		"incident.csv": "number,opened_at,short_description,caller_id,priority,state\n" +
			"INC0000045,2026-11-02 09:37:45,Mail bounces,Abel Tuter,3 - Moderate,New\n",
		"tickets.csv":    "Ticket,What,Since\nA-1,Mail bounces,2026-11-02T09:37:45Z\n",
		"calendars.json": `{"calendars": [{"name": "office", "hours": {"mon": [["09:00", "17:00"]]}}]}`,
		"teams.jsonl":    `{"record":"team","name":"Network"}` + "\n" + `{"record":"team","name":"Workplace"}`,
		"cases.jsonl":    `{"cal": "office", "op": "active", "at": "2026-11-23T09:00:00Z"}`,
		"columns.json":   `{"kind": "incident", "columns": {"Ticket": "number", "What": "title", "Since": "created"}}`,
	}
	for name, text := range files {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := newDesktop(t)
	d.must("new", "--title", "VPN refuses all logins", "--set", "impact=1", "--set", "urgency=1")
	d.must("new", "--title", "Badge readers offline")
	d.must("do", "1", "edit", "category=network")
	d.must("do", "2", "tag", "+noise")
	d.must("import", "teams.jsonl")
	d.must("macro", "set", "Hand to network", "--set", "tag=vpn", "--note", "seen")
	d.must("reply", "set", "Ask for a picture", "--text", "Please.")
	for line := range strings.SplitSeq(command.Example, "\n") {
		line, _, _ = strings.Cut(line, " > ")
		for part := range strings.SplitSeq(line, " | ") {
			words := shellWords(part)
			if len(words) == 0 || words[0] != "opsdesk" {
				t.Fatalf("%q is no example", line)
			}
			d.in = d.must(words[1:]...)
		}
		d.in = ""
	}
}

// shellWords splits a command as a shell does: blanks apart, quotes together.
func shellWords(line string) (words []string) {
	var word strings.Builder
	quote, begun := rune(0), false
	for _, r := range line + " " {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '"' || r == '\''):
			quote, begun = r, true
		case quote == 0 && r == ' ':
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
		default:
			begun = true
			word.WriteRune(r)
		}
	}
	return words
}
