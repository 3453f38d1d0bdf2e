package ui

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// copied gives what a command puts on the clipboard, and what it says.
func copied(t *testing.T, cmd tea.Cmd) (text, word string) {
	t.Helper()
	batch, ok := cmd().(tea.BatchMsg)
	if !ok {
		t.Fatalf("nothing is copied: %+v", cmd())
	}
	for _, one := range batch {
		switch msg := one().(type) {
		case tea.RawMsg:
			code, _ := strings.CutPrefix(fmt.Sprint(msg.Msg), "\x1b]52;c;")
			plain, err := base64.StdEncoding.DecodeString(strings.TrimSuffix(code, "\a"))
			if err != nil {
				t.Fatal(err)
			}
			text = string(plain)
		case answer:
			word = msg.body.(told).text
		}
	}
	return text, word
}

func TestTheLadderCopiesNumberTitleLinkAndMarkdown(t *testing.T) {
	s := testStore(t)
	id := busyTicket(t, s)
	c := openAt(t, s, id, 80, 24)
	for key, want := range map[string]string{"y": "INC-1", "t": "INC-1 VPN concentrator refuses all logins", "l": "opsdesk://desk/INC-1"} {
		c.press("y").wants("Copy of INC-1 to the clipboard", "copy the link")
		_, cmd := actOf(t, c, key).Run()
		if text, word := copied(t, cmd); text != want || !strings.HasPrefix(word, "copied ") || !strings.Contains(word, want) {
			t.Errorf("%s copies %q and says %q", key, text, word)
		}
		c.press(key).wants("copied ").lacks("Copy of INC-1")
	}
	c.press("y")
	_, cmd := actOf(t, c, "m").Run()
	text, _ := copied(t, cmd)
	for _, want := range []string{"# INC-1 VPN concentrator refuses all logins", "- Priority: P1 Critical", "- Link: opsdesk://desk/INC-1", "- [x] Status page", "- is caused by PRB-6 Licence pool exhausted (New)",
		"PUBLIC COMMENT\n\nWe are on it.", "INTERNAL NOTE\n\nThe pool is empty."} {
		if !strings.Contains(text, want) {
			t.Errorf("the Markdown lacks %q:\n%s", want, text)
		}
	}
	c.press("esc").lacks("Copy of INC-1")
	c.press("J", "y").wants("copy the words of Maya Lindqvist")
	_, cmd = actOf(t, c, "e").Run()
	if text, _ := copied(t, cmd); text != "The pool is empty." {
		t.Errorf("the entry is copied as %q", text)
	}
	c.press("esc", ":", "'copy the link'", "enter").wants("copied link: opsdesk://desk/INC-1")
}

// actOf gives the action of a key on the screen in front.
func actOf(t *testing.T, c *console, k string) Action {
	t.Helper()
	for _, a := range c.app.front().Actions() {
		for _, one := range a.Key.Keys() {
			if one == k {
				return a
			}
		}
	}
	t.Fatalf("there is no key %s", k)
	return Action{}
}

func TestWhatIsCopiedIsBounded(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Log", model.Setting{Field: model.FieldDescription, To: model.Value{S: strings.Repeat("line of a log\n", 20000)}})
	c := openAt(t, s, id, 80, 24).press("y")
	_, cmd := actOf(t, c, "m").Run()
	if text, word := copied(t, cmd); len(text) > maxCopied || len(text) < maxCopied-4 || !strings.Contains(word, "the first 48 KiB") {
		t.Errorf("%d bytes, %q", len(text), word)
	}
}

func TestAMultiplexerLetsTheClipboardThrough(t *testing.T) {
	plain := "\x1b]52;c;SU5DLTE=\a"
	for name, c := range map[string]struct {
		environ []string
		want    string
	}{
		"a terminal": {[]string{"TERM=xterm", "TMUX="}, plain},
		"tmux":       {[]string{"TMUX=/tmp/tmux-0/default,1,0", "STY=x"}, plain + "\x1bPtmux;\x1b" + plain + "\x1b\\"},
		"screen":     {[]string{"STY=1.pts"}, "\x1bP" + plain + "\x1b\\"},
	} {
		if got := multiplexerOf(c.environ).clip("INC-1"); got != c.want {
			t.Errorf("%s gets %q", name, got)
		}
	}
	for part := range strings.SplitSeq(gnuScreen.clip(strings.Repeat("x", 2000)), "\x1b\\") {
		if len(part) > 256 {
			t.Errorf("screen gets %d bytes at once", len(part))
		}
	}
}

func TestALinkAndWordsOfATitleGoToTheirTicket(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Badge readers offline in building C")
	create(t, s, model.Incident, "Printer offline")
	fact := model.Fact{Field: model.FieldTitle, To: model.Value{S: "From elsewhere"}}
	write(t, s, maya, store.Command{Act: &model.Import{Kind: model.Incident, Source: model.Origin{System: "now", Number: "INC0010001"}, Past: []model.Past{{At: 1, Verb: model.VerbCreate, Facts: []model.Fact{fact}}}}})
	c := open(t, s, 80, 24)
	for text, want := range map[string]string{"opsdesk://desk/INC-1": "INC-1  Incident", "badg": "INC-1  Incident", "off print": "INC-2  Incident", "INC0010001": "From elsewhere", "#2": "INC-2  Incident"} {
		c.press("#", "'"+text+"'", "enter").wants(want).press("esc")
	}
	c.press("#", "'offl'", "enter").wants("Go to offl ›", "INC-1 Badge", "INC-2 Printer").press("esc")
	c.press("#", "'opsdesk://other/INC-1'", "enter").wants("leads to another desk")
	c.press("#", "'nonsense'", "enter").wants("there is no ticket")
}
