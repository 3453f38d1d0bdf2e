package cmd

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/store"
)

// hostile holds texts that would speak to a terminal or a spreadsheet, and, where OPSDESK_CORPUS names the folder of
// shared data, many more.
func hostile(t *testing.T) []string {
	all := []string{
		"\x1b[2J\x1b[H", "\x1b]52;c;cm0gLXJmIC8=\x07", "\x1b]0;title\x1b\\", "\u009b31m", "\x1b_Gi=1;AAAA\x1b\\", "\x1bP$q\x1b\\",
		"a\rb", "a\x08b", "\x07", "\x7f", "a\u202eb", "\u2066a\u2069", "a\u200bb", "\U000e0041", "line\nline", "tab\ttab",
		"=1+1", "@SUM(1)", "-1+1", "|calc", "日本語\u0301", strings.Repeat("e\u0301\u0302\u0303", 40), "\xff\xfe", "👩‍👩‍👧‍👦", "a\u2028b",
	}
	corpus := os.Getenv("OPSDESK_CORPUS")
	if corpus == "" || testing.Short() {
		t.Log("only the texts of the test itself: OPSDESK_CORPUS is not set, or time is short")
		return all
	}
	read := func(name string, into any) {
		text, err := os.ReadFile(filepath.Join(corpus, "hostile", name))
		if err == nil {
			err = json.Unmarshal(text, into)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var naughty []string
	read("blns.json", &naughty)
	var csv struct{ Cells []string }
	read("csv_injection/csv_injection_cells.json", &csv)
	all = append(append(all, naughty...), csv.Cells...)
	for _, line := range lines(t, filepath.Join(corpus, "hostile", "terminal", "injection_payloads.jsonl")) {
		var payload struct{ Raw string }
		if err := json.Unmarshal([]byte(line), &payload); err != nil {
			t.Fatal(err)
		}
		all = append(all, payload.Raw)
	}
	return all
}

func lines(t *testing.T, path string) (all []string) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	scanner := bufio.NewScanner(f)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		all = append(all, scanner.Text())
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// hostileEnd stands behind each text, since some are empty.
const hostileEnd = " ."

// importHostile makes a ticket of each text: title, description, comment, person, team, tag.
func importHostile(t *testing.T, path string, texts []string) {
	s, err := store.Open(t.Context(), path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	write := store.Write{Who: model.Actor{Name: "Maya Lindqvist", Role: model.Admin}}
	for i, text := range texts {
		text += hostileEnd
		at := model.Instant(1_790_000_000 + i)
		write.Commands = append(write.Commands, store.Command{Act: &model.Import{
			Kind: model.Incident, Source: model.Origin{System: "hostile", Number: text + string(rune('a'+i%26)), Key: at.String()},
			Past: []model.Past{{At: at, Verb: model.VerbCreate, By: text, Facts: []model.Fact{
				{Field: model.FieldTitle, To: model.Value{S: text}}, {Field: model.FieldDescription, To: model.Value{S: text}},
				{Field: model.FieldState, To: model.Value{N: int64(model.StateNew)}}, {Field: model.FieldAssignee, Name: text},
				{Field: model.FieldTeam, Name: text}, {Field: model.FieldTags, To: model.Value{S: text}},
			}}, {At: at, Verb: model.VerbComment, By: text, Text: text}},
		}})
	}
	if _, err := s.Do(t.Context(), write); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestNothingThatIsPrintedSpeaksToTheTerminal(t *testing.T) {
	texts := hostile(t)
	d := newDesktop(t)
	importHostile(t, d.db, texts)
	allColumns := strings.Join(columnNames(), ",")
	show := []string{"show"}
	for i := range texts {
		show = append(show, model.Key(model.Incident, model.ID(i+1)))
	}
	for _, args := range [][]string{
		{"list"}, {"list", "--columns", allColumns}, {"list", "--json"}, {"list", "--csv", "--columns", allColumns},
		{"list", "--plain", "--columns", allColumns}, show, append(show, "--json"), {"log", "--limit", "10000"},
		{"log", "--limit", "10000", "--json"}, {"check"},
	} {
		d.must(args...)
		sober(t, args[0], d.out.String())
		sober(t, args[0], d.err.String())
	}
	for i, text := range texts {
		if i < 30 {
			d.run("do", "1", "tag", "--", text)
			sober(t, "do", d.out.String()+d.err.String())
		}
		for _, args := range [][]string{
			{"show", "--", text}, {"list", "kind:" + text}, {"do", "1", "assign", "--", text + "?"}, {"--", text},
			{"list", "--columns", text, "--json"}, {"new", "--title", text, "--kind", text},
		} {
			d.run(args...)
			sober(t, args[0], d.out.String())
			sober(t, args[0], d.err.String())
		}
	}
}

// sober fails when a text holds anything but what can be read, line ends and tabs.
func sober(t *testing.T, command, text string) {
	t.Helper()
	for _, r := range text {
		joiner := r == '\u200d' || r == '\u200c'
		if r != '\n' && r != '\t' && !joiner && (!unicode.IsGraphic(r) && !unicode.Is(unicode.Variation_Selector, r)) {
			t.Errorf("opsdesk %s printed %U in %q", command, r, text[:min(len(text), 200)])
			return
		}
	}
}

func TestHostileTextsKeepTheColumnsAligned(t *testing.T) {
	texts := hostile(t)
	d := newDesktop(t)
	importHostile(t, d.db, texts)
	width := 0
	for line := range strings.Lines(d.must("list", "--columns", "title,assignee,state")) {
		line = strings.TrimSuffix(line, "\n")
		if at := ansi.StringWidth(line); width == 0 {
			width = at // the head, whose last column is as wide as that of the rows
		} else if at != width+len("New")-len("State") {
			t.Errorf("%q is %d wide, want %d", line, at, width)
		}
	}
}

func TestJSONGivesTheTextsAsTheyWereSent(t *testing.T) {
	texts := hostile(t)
	d := newDesktop(t)
	importHostile(t, d.db, texts)
	printed := strings.Split(strings.TrimSpace(d.must("list", "--json", "--columns", "number,description")), "\n")
	for _, line := range printed {
		var got struct {
			Number      int
			Description string
		}
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if want, _ := model.Bound(texts[got.Number-1]+hostileEnd, model.MaxText); got.Description != want {
			t.Errorf("ticket %d has the description %q, want %q", got.Number, got.Description, want)
		}
	}
}
