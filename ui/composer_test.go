package ui

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"opsdesk/model"
	"opsdesk/store"
)

func TestACannedReplyIsPutInFilledWithTheCursorAtItsMark(t *testing.T) {
	s := macroDesk(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 100, 40).press("c", "'Good day. '", "ctrl+r").wants("Ask for a picture", "Hello Maya, Kind regards Maya").lacks("Network only")
	c.press("'pict'", "enter", "'Send one, please.'")
	want := "Good day. Hello Maya,\n\nSend one, please.\n\nKind regards\nMaya"
	if got := c.app.front().(*composer).area.Value(); got != want {
		t.Errorf("it is %q", got)
	}
	c.press("ctrl+s").wants("got a public comment")
	create(t, s, model.Item, "Dark theme") // nothing is promised for it
	c.press("2", "c", "ctrl+r", "'due'", "enter").wants("nothing is known for due", "It is due ….")
}

func TestToManyOnlyAReplyThatSaysTheSameToAllIsWritten(t *testing.T) {
	s := macroDesk(t)
	create(t, s, model.Incident, "one")
	create(t, s, model.Incident, "two")
	c := open(t, s, 120, 40).press("A", "c").press("ctrl+r").wants("it says another thing on every ticket")
	c.press("'thanks'", "enter").wants("Thank you.").press("ctrl+n").wants("there is no next ticket").press("ctrl+s").wants("public comment: 2 tickets").press("enter").wants("2 tickets got a public comment")
}

// With a text that wraps, and with one of several lines, the cursor stands where the mark was.
func TestTheCursorFindsItsMarkInWrappedLines(t *testing.T) {
	s := macroDesk(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 60, 30).press("c")
	front := c.app.front().(*composer)
	c.screen()
	front.insert(model.Filled{Text: "a\n" + strings.Repeat("long words ", 30) + "\nb|c\n" + strings.Repeat("more words ", 30) + "\n\nend", Cursor: 2 + 330 + 1 + 2})
	c.press("'X'")
	if got := front.area.Value(); !strings.Contains(got, "\nb|Xc\n") {
		t.Errorf("it is %q", got)
	}
}

func TestAReplyQuotesWhatIsUnderTheHandAndKeepsWhatIsInternalInside(t *testing.T) {
	s := testStore(t)
	id := create(t, s, model.Incident, "Scanner", model.Setting{Field: model.FieldDescription, To: model.Value{S: "It is dark"}})
	write(t, s, maya, store.Command{ID: id, Act: model.Comment{Text: "first words"}}, store.Command{ID: id, Act: model.Note{Text: "for us only"}}, store.Command{ID: id, Act: model.Comment{Text: "last words"}})
	c := open(t, s, 100, 30).press("R").wants("> last words").press("esc", "enter", "R").wants("> last words").press("esc")
	c.press("tab", "J", "J", "R").wants("> first words", "PUBLIC COMMENT").press("esc")
	c.press("K", "R").wants("> for us only", "INTERNAL NOTE").lacks("PUBLIC COMMENT  on").press("esc", "esc")
	create(t, s, model.Incident, "Other")
	open(t, s, 100, 30).press("A", "R").wants("a reply quotes one ticket")
}

// edits makes the editor of a console a command of the shell, which is run where a real session would leave the terminal.
func (c *console) edits(command string) {
	c.app.desk.local, c.app.desk.environ = true, append(os.Environ(), "VISUAL=", "EDITOR="+command)
	c.app.desk.run = func(program *exec.Cmd, ended func(error) tea.Msg) tea.Cmd {
		return func() tea.Msg { return ended(program.Run()) }
	}
}

func TestTheOwnersEditorTakesTheTextAndGivesItBack(t *testing.T) {
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 100, 30).press("c", "'half'", "ctrl+o").wants("on the terminal of whoever owns the desk")
	c.edits(`sh -c 'stat -c %a "$1" > "` + temp + `/mode"; printf "%s a sentence\033[2J\n" "$(cat "$1")" > "$1"' x`)
	c.press("ctrl+o").wants("half a sentence␛[2J", "PUBLIC COMMENT")
	if mode, err := os.ReadFile(temp + "/mode"); err != nil || strings.TrimSpace(string(mode)) != "600" {
		t.Errorf("others may read the file: %s, %v", mode, err)
	}
	if left, _ := filepath.Glob(temp + "/opsdesk-*"); len(left) > 0 {
		t.Errorf("it left %v", left)
	}
	c.edits("false")
	c.press("ctrl+o").wants("the editor failed (exit status 1); nothing is changed here", "half a sentence")
	c.edits(`sh -c 'echo other words > "$1"; exit 3' x`)
	c.press("ctrl+o").wants("what it had saved is in", "half a sentence")
	left, _ := filepath.Glob(temp + "/opsdesk-*/text.md")
	if len(left) != 1 {
		t.Fatalf("it left %v", left)
	}
	if data, err := os.ReadFile(left[0]); err != nil || string(data) != "other words\n" {
		t.Errorf("it left %q, %v", data, err)
	}
	c.edits(`sh -c 'head -c 2000000 /dev/zero | tr "\0" x > "$1"' x`)
	c.press("ctrl+o").wants("what was longer than 1 MiB was cut")
	if n := len(c.app.front().(*composer).area.Value()); n > model.MaxText {
		t.Errorf("it holds %d bytes", n)
	}
	c.edits("/nowhere/such-an-editor")
	c.press("ctrl+o").wants("the editor failed")
}

func TestPublicAndInternalAreToldApartWithoutColoursToo(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	public := open(t, s, 100, 30).press("c", "'x'").wants("▛▀ PUBLIC COMMENT", "the requester reads this", "▌ x", "ctrl+s send to the requester").lacks("╎", "INTERNAL")
	inside := open(t, s, 100, 30).press("C", "'x'").wants("┌╌ INTERNAL NOTE", "only the desk reads this", "╎ x", "ctrl+s keep as a note").lacks("▛", "PUBLIC")
	for _, profile := range []colorprofile.Profile{colorprofile.ANSI, colorprofile.ANSI256} {
		if a, b := head(t, public, profile, "▛▀"), head(t, inside, profile, "┌╌"); a == b || a == "" || b == "" {
			t.Errorf("in %s both begin with %q", profile, a)
		}
	}
}

// head gives the sequence before a text, as a terminal of a profile is sent it.
func head(t *testing.T, c *console, profile colorprofile.Profile, before string) string {
	t.Helper()
	var b strings.Builder
	w := colorprofile.Writer{Forward: &b, Profile: profile}
	if _, err := w.WriteString(c.app.View().Content); err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(b.String(), before)
	return text[strings.LastIndexByte(text, '\x1b'):]
}

func TestADraftIsKeptWhileOneTypesWhateverLiesOverIt(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 80, 24)
	var waits []tea.Msg
	c.app.desk.after = func(pause time.Duration, msg tea.Msg) tea.Cmd {
		if pause <= time.Second {
			waits = append(waits, msg)
		}
		return nil
	}
	kept := func() string {
		text, err := s.Kept(maya, "draft/comment/INC-1")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	c.press("c", "'one two'")
	if len(waits) != 1 {
		t.Fatalf("%d are asked for", len(waits))
	}
	c.press("ctrl+k").send(waits[0])
	if kept() != "one two" {
		t.Errorf("%q is kept", kept())
	}
	c.press("esc", "' three'")
	c.send(waits[1])
	if kept() != "one two three" {
		t.Errorf("%q is kept", kept())
	}
}

func TestALostConnectionKeepsWhatWasTyped(t *testing.T) {
	s := testStore(t)
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 80, 24)
	ctx, lose := context.WithCancel(t.Context())
	c.app.desk.ctx = ctx
	c.press("c", "'lost'")
	lose()
	c.app.keepDrafts() // what Run does when its program has ended
	if text, err := s.Kept(maya, "draft/comment/INC-1"); err != nil || string(text) != "lost" {
		t.Errorf("%q is kept, %v", text, err)
	}
}

func TestWordsThatWaitInAPreviewOutliveAConnectionThatIsLost(t *testing.T) {
	s := testStore(t)
	fill(t, s, 2)
	c := open(t, s, 80, 24).press("A", "c", "'Back at noon'", "ctrl+s").wants("PREVIEW")
	c.app.keepDrafts() // what Run does when its program has ended
	open(t, s, 80, 24).press("A", "c").wants("Back at noon", "your draft of before is back").press("ctrl+s", "enter").wants("2 tickets got a public comment")
	open(t, s, 80, 24).press("A", "c").lacks("Back at noon")
}

// killedDraft names the desk in the environment of a console that is there to be killed.
const killedDraft = "OPSDESK_KILLED_DRAFT"

func TestADraftSurvivesAProgramThatIsKilled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "desk.db")
	child := exec.Command(os.Args[0], "-test.run=^TestConsoleThatIsKilled$")
	child.Env, child.Stderr = append(os.Environ(), killedDraft+"="+path), os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for line := ""; line != "typed\n"; {
		if line, err = bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatalf("the console ended before it was killed: %q, %v", line, err)
		}
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("it was not killed")
	}
	s, err := store.Open(t.Context(), path, store.Options{Lasting: true, Patience: 10 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	open(t, s, 80, 24).press("c").wants("half a sentence", "your draft of before is back")
}

// TestConsoleThatIsKilled is the process of the test above. Nothing is left or sent: only time passes after a key.
func TestConsoleThatIsKilled(t *testing.T) {
	path := os.Getenv(killedDraft)
	if path == "" {
		t.Skip("it runs as a process of its own, to be killed")
	}
	s, err := store.Open(t.Context(), path, store.Options{Lasting: true})
	if err != nil {
		t.Fatal(err)
	}
	create(t, s, model.Incident, "Scanner")
	c := open(t, s, 80, 24)
	c.app.desk.after = func(pause time.Duration, msg tea.Msg) tea.Cmd {
		if pause > draftPause {
			return nil
		}
		return func() tea.Msg { return msg }
	}
	c.press("c", "'half a sentence'")
	fmt.Println("typed")
	select {}
}
