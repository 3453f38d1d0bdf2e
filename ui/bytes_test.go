package ui

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"opsdesk/model"
	"opsdesk/store"
)

// The most bytes that a terminal is sent for one move, one page, one screen that is another from top to bottom, and one
// clock that changed. They hold for letters one cell wide: the renderer paints a row with wider ones anew in every frame.
const moveBytes, markBytes, pageBytes, frameBytes, clockBytes = 700, 850, 6000, 8000, 80

// A wire holds what a program sent to its terminal.
type wire struct {
	mu   sync.Mutex
	grew sync.Cond
	sent []byte
}

func newWire() *wire {
	w := &wire{}
	w.grew.L = &w.mu
	return w
}

func (w *wire) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, p...)
	w.grew.Broadcast()
	return len(p), nil
}

// upto waits for a mark, and takes what was sent before it.
func (w *wire) upto(mark string) []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		if before, after, ok := bytes.Cut(w.sent, []byte(mark)); ok {
			w.sent = bytes.Clone(after)
			return before
		}
		w.grew.Wait()
	}
}

// A watched app knows when all that a message led to is done. Nobody else writes to its desk, so it hears no news.
type watched struct {
	*app
	pending int // commands under way
	settled chan struct{}
}

// came is the message that a command ended with.
type came struct{ tea.Msg }

func (w *watched) Init() tea.Cmd { return w.follow(openScreen(w.front())) }

func (w *watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.RawMsg, tea.WindowSizeMsg, tea.ColorProfileMsg, tea.EnvMsg: // the program's own at its start, and the marks
		_, cmd := w.app.Update(msg)
		return w, w.follow(cmd)
	case came:
		w.pending--
		if batch, ok := msg.Msg.(tea.BatchMsg); ok {
			for _, one := range batch {
				cmd = tea.Batch(cmd, w.follow(one))
			}
		} else if msg.Msg != nil {
			_, next := w.app.Update(msg.Msg)
			cmd = w.follow(next)
		}
	default:
		_, next := w.app.Update(msg)
		cmd = w.follow(next)
	}
	if w.pending == 0 {
		w.settled <- struct{}{}
	}
	return w, cmd
}

// follow counts a command as under way until its message came.
func (w *watched) follow(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	w.pending++
	return func() tea.Msg { return came{cmd()} }
}

// A terminal is a console in the real program, with the real renderer, and nothing behind it but a wire.
type terminal struct {
	program *tea.Program
	wire    *wire
	settled chan struct{}
	marks   int
}

func openTerminal(t *testing.T, s *store.Store, width, height int) *terminal {
	t.Helper()
	a := newApp(context.Background(), Options{Store: s, Me: maya, Zone: time.UTC, Mouse: true})
	a.desk.after = func(time.Duration, tea.Msg) tea.Cmd { return nil }
	a.desk.lull = 0
	x := &terminal{wire: newWire(), settled: make(chan struct{}, 1)}
	x.program = tea.NewProgram(&watched{app: a, settled: x.settled}, tea.WithInput(nil), tea.WithOutput(x.wire), tea.WithWindowSize(width, height),
		tea.WithColorProfile(colorprofile.TrueColor), tea.WithoutSignals(), tea.WithFPS(120), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
	ended := make(chan error, 1)
	go func() { _, err := x.program.Run(); ended <- err }()
	t.Cleanup(func() {
		x.program.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	<-x.settled
	x.frame()
	return x
}

// send gives the program a message and tells how many bytes the terminal was sent until all it led to was drawn.
func (x *terminal) send(msg tea.Msg) int {
	x.program.Send(msg)
	<-x.settled
	return x.frame()
}

// frame tells how many bytes came until the present frame was sent whole. The program flushes words of its own before a
// frame: with the first mark the frame is known to the renderer, with the second it was flushed.
func (x *terminal) frame() int {
	n := 0
	for range 2 {
		x.marks++
		mark := "\x1b_mark " + strconv.Itoa(x.marks) + "\x1b\\"
		x.program.Send(tea.RawMsg{Msg: mark})
		n += len(x.wire.upto(mark))
	}
	return n
}

// fullDesk has some hundred open tickets with words and facts of many lengths, as a desk at work has. The second is due
// in some minutes, no other within days.
func fullDesk(t testing.TB, s *store.Store, tickets int) {
	t.Helper()
	words := []string{"VPN", "mailbox", "refuses", "logins", "badge reader", "printer", "slow", "after", "update", "in building C", "every morning", "gateway busy", "Zürich"}
	services := []string{"Remote access", "Mail", "Facilities IT", "Finance portal", "Printing", "Payroll"}
	now := model.At(s.Now())
	for done := 0; done < tickets; done += 500 {
		var all []store.Command
		for i := done; i < min(tickets, done+500); i++ {
			fact := func(no uint8, n int64, text string) model.Fact {
				return model.Fact{Field: no, To: model.Value{N: n, S: text}}
			}
			title := ""
			for j := range 2 + i*7%6 {
				title += words[(i*5+j*3)%len(words)] + " "
			}
			due := int64(now) + 86400*int64(3+i%20) + 7200
			if i == 1 {
				due = int64(now) + 620
			}
			states := []model.State{model.StateNew, model.StateInProgress, model.StateOnHold}
			facts := []model.Fact{fact(model.FieldTitle, 0, title), fact(model.FieldDescription, 0, "Since 14:20 "+title+"\n\nTried again, "+title),
				fact(model.FieldAgreed, due, ""), fact(model.FieldState, int64(states[i%3]), ""), fact(model.FieldImpact, int64(1+i%3), ""),
				fact(model.FieldUrgency, int64(1+i/3%3), ""), fact(model.FieldPriority, int64(1+i*7%5), ""), {Field: model.FieldService, Name: services[i*11%len(services)]}}
			if i%3 > 0 {
				facts = append(facts, model.Fact{Field: model.FieldAssignee, Name: []string{"Omar Haddad", "Jun Tanaka", "Maya Lindqvist"}[i%7%3]})
			}
			all = append(all, store.Command{Act: &model.Import{Kind: model.Incident, Source: model.Origin{System: "test", Key: strconv.Itoa(i)},
				Past: []model.Past{{At: now - 86400, By: "Nneka Okafor", Verb: model.VerbCreate, Facts: facts}}}})
		}
		r, err := s.Do(context.Background(), store.Write{Who: maya, Commands: all})
		if err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
	}
}

func TestAKeySendsFewBytes(t *testing.T) {
	s := testStore(t)
	fullDesk(t, s, 300)
	for _, c := range []struct {
		name   string
		before []string
		key    string
		most   int
	}{
		{"move", nil, "j", moveBytes},
		{"move up", []string{"j", "j"}, "k", moveBytes},
		{"move at the end of the page", []string{"ctrl+d", "ctrl+d"}, "j", moveBytes},
		{"move beside the preview", []string{"v"}, "j", moveBytes},
		{"move without a preview", []string{"v", "v"}, "j", moveBytes},
		{"mark", nil, "space", markBytes},
		{"page", nil, "pgdown", pageBytes},
		{"page back", []string{"pgdown", "pgdown"}, "pgup", pageBytes},
		{"page without a preview", []string{"v", "v"}, "pgdown", frameBytes},
		{"next view", nil, "]", pageBytes},
		{"open", nil, "enter", pageBytes},
		{"back", []string{"enter"}, "esc", frameBytes},
	} {
		for _, size := range [][2]int{{120, 40}, {140, 45}} {
			x := openTerminal(t, s, size[0], size[1])
			for _, k := range c.before {
				x.send(keyNamed(k))
			}
			if n := x.send(keyNamed(c.key)); n == 0 || n > c.most {
				t.Errorf("%s at %d×%d sends %d bytes, not 1 to %d", c.name, size[0], size[1], n, c.most)
			}
		}
	}
}

func TestAClockThatTicksSendsOneCell(t *testing.T) {
	for _, terms := range []model.Terms{{}, model.DefaultTerms("UTC")} { // an agreed date, and the clock of a policy
		for _, size := range [][2]int{{120, 40}, {140, 45}} {
			var passed atomic.Int64 // the program reads the clock on goroutines of its own
			s := storeUnder(t, terms, func() time.Time { return deskTime.Add(time.Duration(passed.Load())) })
			if len(terms.Policies) == 0 {
				fullDesk(t, s, 300)
			} else {
				create(t, s, model.Incident, "VPN refuses all logins", rated(1, 1)...)
				passed.Store(int64(5 * time.Minute))
				create(t, s, model.Incident, "Badge readers offline")
			}
			x := openTerminal(t, s, size[0], size[1])
			passed.Add(int64(time.Second / 2))
			if n := x.send(clockMsg{}); n != 0 {
				t.Errorf("at %d×%d nothing changed, and %d bytes are sent", size[0], size[1], n)
			}
			passed.Add(int64(59 * time.Second / 2)) // the time that one ticket has left says a minute less
			if n := x.send(clockMsg{}); n == 0 || n > clockBytes {
				t.Errorf("at %d×%d the time that is left sends %d bytes, not 1 to %d", size[0], size[1], n, clockBytes)
			}
		}
	}
}
