package ui

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"opsdesk/model"
	"opsdesk/store"
)

// every gives all screens, by the keys that lead there from the queue.
var every = map[string][]string{
	"queue":        {},
	"queue-beside": {"v"},
	"filter":       {"/", "'st'"},
	"detail":       {"enter"},
	"checklist":    {"enter", "tab", "tab"},
	"folded":       {"enter", "Z"},
	"copy":         {"y"},
	"copy-entry":   {"enter", "J", "y"},
	"goto":         {"#"},
	"backlog":      {"2"},
	"help":         {"?"},
	"palette":      {":"},
	"assign":       {"a"},
	"state":        {"s"},
	"move":         {"s", "down", "enter"},
	"comment":      {"c"},
	"note":         {"C"},
	"edit":         {"e"},
	"new":          {"n", "enter"},
	"link":         {"l", "enter"},
	"activity":     {":", "'activity'", "enter"},
	"explain":      {"i"},
	"inbox":        {":", "'inbox'", "enter"},
	"policies":     {":", "'policies'", "enter"},
	"calendars":    {":", "'policies'", "enter", "tab"},
	"rules":        {":", "'policies'", "enter", "tab", "tab"},
	"care":         {":", "'policies'", "enter", "tab", "tab", "tab"},
	"macros":       {":", "'macros'", "enter"},
	"new-macro":    {":", "'macros'", "enter", "n"},
	"replies":      {":", "'replies'", "enter"},
	"new-reply":    {":", "'replies'", "enter", "n"},
	"macro":        {"x"},
	"reply":        {"R"},
	"canned":       {"c", "ctrl+r"},
	"quote":        {"enter", "Q"},
	"policy":       {":", "'policies'", "enter", "enter"},
	"new-calendar": {":", "'policies'", "enter", "tab", "n"},
	"delete-rule":  {":", "'policies'", "enter", "tab", "tab", "X"},
	"columns":      {","},
	"sort":         {"S"},
	"preview":      {"A", "m"},
	"score":        {"2", "w"},
	"score-model":  {"2", "W"},
	"ordering":     {"2", "="},
	"sensitivity":  {"2", ":", "'sensitivity'", "enter"},
	"duel":         {"2", ":", "'duel:'", "enter"},
}

func TestEveryScreenFillsItsSizeAndNoMore(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	for name, keys := range every {
		for _, size := range [][2]int{{80, 24}, {140, 45}, {40, 10}, {60, 16}, {200, 60}, {30, 6}} {
			c := open(t, s, size[0], size[1]).press(keys...)
			checkFrame(t, c, name, size[0], size[1])
		}
	}
}

func checkFrame(t interface{ Errorf(string, ...any) }, c *console, name string, width, height int) {
	rows := strings.Split(c.app.View().Content, "\n")
	if len(rows) > height || len(rows) < height && width >= minWidth && height >= minHeight {
		t.Errorf("%s at %d×%d has %d rows", name, width, height, len(rows))
	}
	for i, row := range rows {
		if w := ansi.StringWidth(row); w > width {
			t.Errorf("%s at %d×%d: row %d is %d wide: %q", name, width, height, i, w, ansi.Strip(row))
		}
	}
}

func TestNoTwoEnabledActionsOfAScreenShareAKey(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	for name, keys := range every {
		c := open(t, s, 140, 45).press(keys...)
		seen := map[string]string{}
		for _, act := range c.app.front().Actions() {
			for _, k := range act.Key.Keys() {
				if was, ok := seen[k]; ok {
					t.Errorf("%s: %s is both %q and %q", name, k, was, act.Key.Help().Desc)
				}
				seen[k] = act.Key.Help().Desc
			}
			if act.Key.Help().Desc == "" {
				t.Errorf("%s: an action has no name", name)
			}
		}
	}
}

func TestEveryActionOfAScreenIsInItsHelp(t *testing.T) {
	s := testStore(t)
	seedDesk(t, s)
	c := open(t, s, 140, 60)
	want := c.app.everything()
	c.press("?")
	for _, act := range want {
		if d := act.Key.Help().Desc; !strings.Contains(c.screen(), d) && len(want) < 50 {
			t.Errorf("help does not list %q", d)
		}
	}
	c.press("'prior'", "enter").wants("Impact of")
}

func TestRandomKeysNeverBreakTheFrame(t *testing.T) {
	keys := []string{"j", "k", "g", "G", "enter", "esc", "q", "tab", "shift+tab", "space", "V", "A", "*", "/", "n", "a", "m", "p", "s", "c", "C", "t", "o",
		"T", "l", "f", "e", "R", "u", "U", "?", ":", "#", "1", "2", "[", "]", "S", ",", "v", "+", "J", "K", "z", "Z", "alt+up", "alt+down", "M", "<", ">", "D", "x", "X", "i", "'policies'", "'inbox'", "O", "y", "down", "up",
		"I", "h", "B", "%", "&", "!", "'triage'",
		"left", "right", "pgdown", "pgup", "home", "end", "ctrl+s", "ctrl+d", "ctrl+u", "ctrl+e", "ctrl+y", "ctrl+t", "ctrl+r", "'-1'", "'state:'", "'ü東'", "backspace"}
	rapid.Check(t, func(r *rapid.T) {
		s := testStore(t)
		seedDesk(t, s)
		w, h := rapid.IntRange(1, 160).Draw(r, "width"), rapid.IntRange(1, 50).Draw(r, "height")
		c := open(t, s, w, h)
		for range rapid.IntRange(1, 40).Draw(r, "presses") {
			if rapid.IntRange(0, 20).Draw(r, "resize") == 0 {
				w, h = rapid.IntRange(1, 160).Draw(r, "width"), rapid.IntRange(1, 50).Draw(r, "height")
				c.send(tea.WindowSizeMsg{Width: w, Height: h})
			}
			k := rapid.SampledFrom(keys).Draw(r, "key")
			if k == "backspace" {
				c.send(tea.KeyPressMsg{Code: tea.KeyBackspace})
			} else {
				c.press(k)
			}
			checkFrame(r, c, k, w, h)
		}
	})
}

// seedDesk puts a few tickets of all kinds on a desk.
func seedDesk(t *testing.T, s *store.Store) {
	t.Helper()
	level := func(i, u int64) []model.Setting {
		return []model.Setting{{Field: model.FieldImpact, To: model.Value{N: i}}, {Field: model.FieldUrgency, To: model.Value{N: u}},
			{Field: model.FieldDescription, To: model.Value{S: "Since *14:20* every login ends in `gateway busy`.\n\n- tried again\n- restarted"}},
			{Field: model.FieldAgreed, To: model.Value{N: int64(model.At(s.Now())) + 3600*i}}}
	}
	a := create(t, s, model.Incident, "VPN concentrator refuses all logins (EU)", level(1, 1)...)
	b := create(t, s, model.Incident, "Badge readers offline in building C, 東京 office", level(2, 2)...)
	create(t, s, model.Request, "Shared mailbox for the audit team", level(3, 2)...)
	create(t, s, model.Problem, "Licence pool exhausted")
	create(t, s, model.Change, "Replace the core switch")
	create(t, s, model.Access, "Payroll, read only")
	create(t, s, model.Improvement, "Fewer password resets")
	create(t, s, model.Item, "Offline mode for the scanners")
	create(t, s, model.Item, "Dark theme")
	write(t, s, maya, store.Command{ID: a, Act: model.Take{}}, store.Command{ID: b, Act: model.LinkTo{Rel: model.ChildOf, To: a}},
		store.Command{ID: a, Act: model.Check{Add: []string{"Call the carrier", "Tell 東京"}, AddTickets: []model.ID{b}}},
		store.Command{ID: a, Act: model.Comment{Text: "We are on it."}}, store.Command{ID: a, Act: model.Note{Text: "The pool is **empty**."}})
}

// hostile gives texts that attack terminals: a few of our own, and all of the corpus where it is at hand.
func hostile(t *testing.T) []string {
	texts := []string{
		"\x1b[2J\x1b[H gone", "\x1b]0;owned\x07", "\x1b]52;c;aGk=\x07", "a\x9bm b", "\u009b31m red", "\x1bPq#0\x1b\\", "\x1b_Gi=1;AAAA\x1b\\",
		"\u202etxt.exe\u202c", "over\rwrite", "tab\there", "nul\x00 bel\x07 bs\x08", "Z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a",
		"👩‍👩‍👧‍👦 family", "🇩🇪🇫", "e\u200bzero", "\U000e0041tag", "\ufeffbom", "東京オフィス", "ไทย ำ", "\u0f0b\u0f3f", "=cmd|'/c calc'!A1",
		"<script>alert(1)</script>", "**bold** [link](javascript:alert(1)) ![](http://x)", "bad\xff\xfeutf8", strings.Repeat("long ", 500), "\x1b[201~q\r", "\u2028line\u2029para",
	}
	corpus := os.Getenv("OPSDESK_CORPUS")
	if corpus == "" {
		t.Log("OPSDESK_CORPUS is not set: only the built-in texts are tried")
		return texts
	}
	var strs []string
	read(t, filepath.Join(corpus, "hostile/blns.json"), &strs)
	texts = append(texts, strs...)
	for row := range strings.SplitSeq(string(file(t, filepath.Join(corpus, "hostile/terminal/injection_payloads.jsonl"))), "\n") {
		var one struct{ Raw string }
		if row != "" && json.Unmarshal([]byte(row), &one) == nil && one.Raw != "" {
			texts = append(texts, one.Raw)
		}
	}
	for _, name := range []string{"terminal/demo.vte", "terminal/UTF-8-demo.txt", "terminal/vt_escapes.txt"} {
		texts = append(texts, string(file(t, filepath.Join(corpus, "hostile", name))))
	}
	return texts
}

func file(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func read(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(file(t, path), into); err != nil {
		t.Fatal(err)
	}
}

func TestNoTextFromOutsideSpeaksToTheTerminalOrMovesARow(t *testing.T) {
	texts := hostile(t)
	s := testStore(t)
	var all []store.Command
	for i, text := range texts {
		title, _ := model.Bound(text, model.MaxTitle)
		if strings.TrimSpace(title) == "" {
			continue
		}
		name, _ := model.Bound(text, model.MaxName)
		fact := func(no uint8, s string) model.Fact { return model.Fact{Field: no, To: model.Value{S: s}} }
		who := func(no uint8) model.Fact { return model.Fact{Field: no, Name: name} }
		all = append(all, store.Command{Act: &model.Import{Kind: model.Item, Source: model.Origin{System: "hostile", Number: title, Key: position(i)}, Past: []model.Past{
			{At: 1, By: name, Verb: model.VerbCreate, Facts: []model.Fact{fact(model.FieldTitle, title), fact(model.FieldDescription, text), fact(model.FieldCategory, title),
				who(model.FieldAssignee), who(model.FieldTeam), who(model.FieldService), who(model.FieldRequester), who(model.FieldProduct), fact(model.FieldRelease, title),
				{Field: model.FieldState, To: model.Value{N: int64(model.StateIdea)}}, {Field: model.FieldTags, To: model.Value{S: strings.Join(model.SplitTags(title), ",")}}}},
			{At: 2, By: name, Verb: model.VerbComment, Text: text}, {At: 3, By: name, Verb: model.VerbNote, Text: text}}}})
	}
	write(t, s, maya, all...)
	c := open(t, s, 100, 30)
	c.press("[")
	for i := range all {
		if i%10 == 0 {
			checkBytes(t, c)
		}
		c.press("enter")
		checkBytes(t, c)
		c.press("G")
		checkBytes(t, c)
		c.press("esc")
		if i%25 == 0 {
			for _, keys := range [][]string{{"e"}, {"a"}, {"t"}, {"c"}, {"y"}} {
				c.press(keys...)
				checkBytes(t, c)
				c.press("esc")
			}
		}
		c.press("j")
	}
	c.press("g", ":", "'activity'", "enter")
	for range len(all)/25 + 1 {
		checkBytes(t, c)
		c.press("pgdown")
	}
	c.press("esc", "2")
	for range len(all)/25 + 1 {
		checkBytes(t, c)
		c.press("pgdown")
	}
}

// checkBytes looks at what is drawn: nothing but text and colours, and no row wider than the window.
func checkBytes(t *testing.T, c *console) {
	t.Helper()
	v := c.app.View()
	if v.WindowTitle != "opsdesk" {
		t.Errorf("the title is %q", v.WindowTitle)
	}
	rows := strings.Split(v.Content, "\n")
	for _, row := range rows {
		var state byte
		if w := ansi.StringWidth(row); w > c.app.size.Width {
			t.Errorf("a row is %d wide: %q", w, row)
		}
		for rest := row; len(rest) > 0; {
			seq, width, n, next := ansi.DecodeSequence(rest, state, nil)
			if width == 0 && !(ansi.HasCsiPrefix(seq) && strings.HasSuffix(seq, "m") && isSGR(seq)) && !isMark(seq) {
				t.Errorf("%q is sent: row %q", seq, row)
				return
			}
			rest, state = rest[n:], next
		}
	}
}

func isSGR(seq string) bool {
	return strings.Trim(seq, "\x1b[0123456789;:m") == ""
}

// isMark tells whether something without width is a mark that was left on purpose.
func isMark(seq string) bool {
	for _, r := range seq {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != 0x200d && r != 0x200c {
			return false
		}
	}
	return true
}

func TestTheBytesOfARealProgramHoldNoSequenceThatCameFromData(t *testing.T) {
	s := testStore(t)
	marker := "\x1b]52;c;b3duZWQ=\x07\x1b]0;owned\x07\x1b_Gowned\x1b\\\u009downed\u009c\x1b[5n"
	create(t, s, model.Incident, "attack "+marker, model.Setting{Field: model.FieldDescription, To: model.Value{S: "attack " + marker}})
	c := open(t, s, 100, 30).press("enter")
	var out strings.Builder
	p := tea.NewProgram(c.app, tea.WithInput(nil), tea.WithOutput(&out), tea.WithWindowSize(100, 30), tea.WithColorProfile(colorprofile.TrueColor),
		tea.WithoutSignals(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	done := make(chan error, 1)
	go func() { _, err := p.Run(); done <- err }()
	p.Send(tea.Quit())
	select {
	case err := <-done:
		if err != nil {
			t.Fatal(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the program does not end")
	}
	if !strings.Contains(out.String(), "attack") {
		t.Fatalf("the ticket was not drawn: %q", out.String())
	}
	titles := strings.Count(out.String(), "\x1b]2;opsdesk\x07") + strings.Count(out.String(), "\x1b]2;\x07")
	if strings.Count(out.String(), "\x07") != titles {
		t.Errorf("a bell is sent: %q", out.String())
	}
	for _, bad := range []string{"\x1b]52", "\x1b]0;owned", "\x1b_G", "\u009d", "\x1b[5n"} {
		if strings.Contains(out.String(), bad) {
			t.Errorf("%q is sent", bad)
		}
	}
}
