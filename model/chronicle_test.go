package model

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// chronicleOf gives the chronicle of an incident in which every text that somebody can write is the same.
func chronicleOf(text string) *Chronicle {
	at := At(time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC))
	t := &Ticket{ID: 12, Kind: Incident, State: StateResolved, Title: text, Description: text, Category: text, Item: text, Location: text, Symptom: text, Major: true,
		Created: at, Acknowledged: at + 300, Resolved: at + 5400, Code: text, Note: text, Cause: text, Workaround: text, Requester: 1, Commander: 2, Team: 1,
		Links: []Link{{Blocks, 14}, {ParentOf, 13}, {ParentOf, 15}}}
	moments := []Moment{
		{Event: Event{At: at, By: 1, Verb: VerbCreate}},
		{Event: Event{At: at + 300, By: 2, Verb: VerbMove, Deltas: []Delta{{FieldState, Value{N: int64(StateNew)}, Value{N: int64(StateInProgress)}}, {FieldItem, Value{}, Value{S: text}}}}},
		{Event: Event{At: at + 600, By: 2, Verb: VerbDeclare, Deltas: []Delta{{FieldMajor, Value{}, Value{N: 1}}}}},
		{Event: Event{At: at + 900, By: 2, Verb: VerbInform, Text: text}},
		{Event: Event{At: at + 1000, By: 3, Verb: VerbNote, Text: "secret: " + text}},
		{Event: Event{At: at + 1200, By: 3, Verb: VerbEdit, Deltas: []Delta{{FieldWorkaround, Value{}, Value{S: text}}}}},
		{Event: Event{At: at + 1300, By: 3, Verb: VerbComment, Text: text}, Undone: true},
		{Event: Event{At: at + 1400, By: 3, Verb: VerbEdit, Deltas: []Delta{{FieldCategory, Value{}, Value{S: "mistaken"}}}}, Undone: true},
		{Event: Event{At: at + 5400, By: 2, Verb: VerbMove, Deltas: []Delta{{FieldState, Value{N: int64(StateInProgress)}, Value{N: int64(StateResolved)}}}}},
	}
	return &Chronicle{Ticket: t, Moments: moments, Linked: map[ID]*Ticket{13: {ID: 13, Kind: Incident, State: StateNew, Title: text}}, Names: sameName(text), Zone: time.UTC}
}

// sameName calls everything the same.
type sameName string

func (n sameName) Name(_ Table, r Ref) string {
	if r == 0 {
		return ""
	}
	return string(n)
}

func (sameName) Find(Table, string) []Ref { return nil }

func TestAChronicleSaysWhatHappenedWhenAndLeavesRoomToLearn(t *testing.T) {
	c := chronicleOf("VPN down")
	c.Zone = time.FixedZone("CET", 3600)
	page := c.Markdown()
	for _, want := range []string{
		"# INC-12 VPN down: post-incident timeline\n", "Times are in UTC and in CET.",
		"| Reported | 2026-11-23 09:00 UTC (2026-11-23 10:00 CET) | 0m |", "| Acknowledged | 2026-11-23 09:05 UTC (2026-11-23 10:05 CET) | 5m |",
		"| Declared a major incident | 2026-11-23 09:10", "| Mitigated: a workaround was known | 2026-11-23 09:20", "| Resolved | 2026-11-23 10:30 UTC (2026-11-23 11:30 CET) | 1h30 |",
		"- Incident commander: VPN down", "| UTC | CET | Who | What |",
		"| 2026-11-23 09:05 | 2026-11-23 10:05 | VPN down | moved: State In Progress, ", "informed stakeholders (public)<br>VPN down", "noted (internal)<br>secret: VPN down",
		"replied (public) (taken back later)", "- is the parent of: INC-13 VPN down (new)\n- is the parent of: #15\n- blocks: #14", "## What went well", "## What did not go well", "## Actions",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "mistaken") {
		t.Error("it tells of an edit that was taken back")
	}
	c.Public = true
	if page = c.Markdown(); strings.Contains(page, "secret") || strings.Contains(page, "internal") {
		t.Errorf("for the public, it tells of notes:\n%s", page)
	}
}

var (
	escaped = regexp.MustCompile(`\\[[:punct:]]`)
	inLine  = regexp.MustCompile("[`*_\\[\\]{}<>~&^$!\\\\]")
)

// shape gives the markup of a page: what stands at the beginning of each line, and its cells.
func shape(t *testing.T, page string) (all []string) {
	t.Helper()
	for line := range strings.SplitSeq(page, "\n") {
		bare := escaped.ReplaceAllString(strings.ReplaceAll(line, "<br>", " "), "x")
		if found := inLine.FindString(bare); found != "" {
			t.Fatalf("%q is markup in %q", found, line)
		}
		head, _, _ := strings.Cut(line, " ")
		all = append(all, head+strings.Repeat("|", strings.Count(bare, "|")))
	}
	return all
}

func TestAChronicleNamesTheZoneOfTheSystem(t *testing.T) {
	c := chronicleOf("VPN down")
	c.Zone = time.Local
	if page := c.Markdown(); strings.Contains(page, "Local") {
		t.Errorf("it names no zone:\n%s", page)
	}
}

func TestNoTextBecomesMarkup(t *testing.T) {
	all := []string{"| a | b |", "# head", "```\ncode", "<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://evil)", "*a* _b_ ~~c~~", "a\n\n# b\n- c\n1. d",
		"a\r\nb", "\\| \\", "&lt;b&gt;", "$x$", "<!--", "a\u2028# b", "\x1b[2J", "> quote", "---", "====", "    code", "a\tb", "<br>"}
	all = append(all, naughtyTexts(t)...)
	for _, text := range all {
		if Clean(text).IsZero() {
			continue // an empty fact has no line
		}
		want := shape(t, chronicleOf("plain").Markdown())
		have := shape(t, chronicleOf(text).Markdown())
		if len(want) != len(have) {
			t.Fatalf("%q gives %d lines, want %d", text, len(have), len(want))
		}
		for i := range want {
			if want[i] != have[i] {
				t.Fatalf("%q makes line %d %q, want %q", text, i, have[i], want[i])
			}
		}
	}
}

func naughtyTexts(t *testing.T) (all []string) {
	t.Helper()
	dir := os.Getenv("OPSDESK_CORPUS")
	if dir == "" {
		t.Log("OPSDESK_CORPUS is not set: only the texts of the test are tried")
		return nil
	}
	text, err := os.ReadFile(filepath.Join(dir, "hostile", "blns.json"))
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "hostile", "terminal", "injection_payloads.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var payload struct{ Raw string }
		if json.Unmarshal(lines.Bytes(), &payload) == nil {
			all = append(all, payload.Raw)
		}
	}
	return all
}
