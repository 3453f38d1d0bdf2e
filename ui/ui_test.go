package ui

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/store"
)

var maya = model.Actor{Name: "Maya Lindqvist", Role: model.Admin}

// A console is a session that a test drives: keys in, screen out, everything done when press returns.
type console struct {
	t   testing.TB
	app *app
	// drawn says that a frame is drawn after every message, as in a program.
	drawn bool
	// rings is called when the terminal is to ring its bell.
	rings func()
}

// deskTime is when the tests take place.
var deskTime = time.Date(2026, 11, 24, 14, 32, 0, 0, time.UTC)

func testStore(t testing.TB) *store.Store {
	t.Helper()
	return storeAt(t, func() time.Time { return deskTime })
}

func storeAt(t testing.TB, clock func() time.Time) *store.Store {
	t.Helper()
	return storeUnder(t, model.DefaultTerms("UTC"), clock)
}

// storeUnder opens a desk that begins with some terms.
func storeUnder(t testing.TB, terms model.Terms, clock func() time.Time) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "desk.db"), store.Options{Lasting: true, Clock: clock, Terms: terms})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func open(t testing.TB, s *store.Store, width, height int) *console {
	t.Helper()
	a := newApp(context.Background(), Options{Store: s, Me: maya, Zone: time.UTC, Mouse: true})
	a.desk.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	a.desk.lull = 0
	c := &console{t: t, app: a}
	c.send(tea.WindowSizeMsg{Width: width, Height: height})
	c.run(tea.Batch(openScreen(a.front()), a.post.Look(a.desk)))
	return c
}

// send gives a message to the root and does all that follows, news of the store included.
func (c *console) send(msg tea.Msg) {
	c.run(c.update(msg))
	for c.app.desk.store.Head() > c.app.seen {
		c.run(c.update(c.app.listen()()))
	}
}

func (c *console) update(msg tea.Msg) tea.Cmd {
	_, cmd := c.app.Update(msg)
	if c.drawn {
		c.app.View()
	}
	return cmd
}

func (c *console) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil, tea.QuitMsg:
	case tea.RawMsg:
		if c.rings != nil && msg.Msg == "\a" {
			c.rings()
		}
	case tea.BatchMsg:
		for _, one := range msg {
			c.run(one)
		}
	default:
		c.run(c.update(msg))
	}
}

// press presses keys by their names, as in "j", "enter", "ctrl+s"; a word in quotes is typed.
func (c *console) press(keys ...string) *console {
	c.t.Helper()
	for _, k := range keys {
		if text, ok := strings.CutPrefix(k, "'"); ok {
			for _, r := range strings.TrimSuffix(text, "'") {
				c.send(tea.KeyPressMsg{Code: r, Text: string(r)})
			}
			continue
		}
		c.send(keyNamed(k))
	}
	return c
}

func keyNamed(name string) tea.KeyPressMsg {
	special := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "up": tea.KeyUp,
		"down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f5": tea.KeyF5, "f6": tea.KeyF6}
	var msg tea.KeyPressMsg
	for {
		if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
			msg.Mod, name = msg.Mod|tea.ModCtrl, rest
			continue
		}
		if rest, ok := strings.CutPrefix(name, "shift+"); ok {
			msg.Mod, name = msg.Mod|tea.ModShift, rest
			continue
		}
		if rest, ok := strings.CutPrefix(name, "alt+"); ok {
			msg.Mod, name = msg.Mod|tea.ModAlt, rest
			continue
		}
		break
	}
	if code, ok := special[name]; ok {
		msg.Code = code
		if name == "space" {
			msg.Text = " "
		}
		return msg
	}
	msg.Code = []rune(name)[0]
	if msg.Mod == 0 {
		msg.Text = name
	}
	return msg
}

// screen gives what is on the screen, without colours.
func (c *console) screen() string { return ansi.Strip(c.app.View().Content) }

func (c *console) wants(texts ...string) *console {
	c.t.Helper()
	screen := c.screen()
	for _, text := range texts {
		if !strings.Contains(screen, text) {
			c.t.Fatalf("the screen does not show %q:\n%s", text, screen)
		}
	}
	return c
}

func (c *console) lacks(texts ...string) *console {
	c.t.Helper()
	screen := c.screen()
	for _, text := range texts {
		if strings.Contains(screen, text) {
			c.t.Fatalf("the screen shows %q:\n%s", text, screen)
		}
	}
	return c
}
