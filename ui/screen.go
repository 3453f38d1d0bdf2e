package ui

import (
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A Screen is one full view of the desk. It owns its state, its keys and its questions to the store.
type Screen interface {
	// Update answers a message with the screen that should be in front now: itself to stay, another to open that
	// one on top, nil to go back.
	Update(tea.Msg) (Screen, tea.Cmd)
	// View draws the screen into the size that its last tea.WindowSizeMsg gave. It changes nothing and asks nothing.
	View() (body string, cursor *tea.Cursor)
	// Actions lists what keys do here, in the order that help shows them.
	Actions() []Action
}

// An opener is a screen that has to ask something before it can show anything.
type opener interface{ Open() tea.Cmd }

// A typist is a screen in which text is being typed, now and then: letters are no commands then.
type typist interface{ Typing() bool }

// A docked screen takes the lower rows of the frame; what it was opened over stays in sight above.
type docked interface{ Docked() bool }

// A sighted screen has a row that stays in sight when a docked one lies over it, counted from its first.
type sighted interface{ Sight() int }

// A keeper is a screen with words that were typed and not sent.
type keeper interface{ Keep() tea.Cmd }

// A leaver is a screen that has something to remember when it is left for good.
type leaver interface{ Leave() tea.Cmd }

// instead is a screen that takes the place of the one that returns it.
type instead struct{ Screen }

// An Action is one thing a key does. Dispatch, the key line, help and the palette all read the same list.
type Action struct {
	// ID names the action in the config file.
	ID  string
	Key key.Binding
	Bar string // why it cannot be done now; empty when it can
	Run func() (Screen, tea.Cmd)
	// Quiet keeps an action out of the key line, where room is scarce.
	Quiet bool
}

// quiet keeps the action out of the key line.
func (a Action) quiet() Action {
	a.Quiet = true
	return a
}

// also makes a key do it too.
func (a Action) also(k string) Action {
	if !slices.Contains(a.Key.Keys(), k) {
		a.Key.SetKeys(append(a.Key.Keys(), k)...)
	}
	return a
}

// without takes a key from the action.
func (a Action) without(k string) Action {
	a.Key.SetKeys(slices.DeleteFunc(slices.Clone(a.Key.Keys()), func(one string) bool { return one == k })...)
	return a
}

// unless bars the action with a reason, if there is one.
func (a Action) unless(why string) Action {
	a.Bar = why
	return a
}

// A desk is what belongs to one session: who looks, at which store, with which theme. Screens are handed it.
type desk struct {
	ctx   context.Context
	store *store.Store
	// presence is the desk of the present, where this one shows an earlier time; else nil.
	presence *desk
	who      model.Actor
	me       model.Ref // zero until the person has acted on this desk
	zone     *time.Location
	theme    *kit.Theme
	// themed says that the person chose the theme, and the terminal's background does not matter.
	themed bool
	mouse  bool
	alarm  *alarm
	// seen is how much of the tickets the person has seen, through is what stands between them and their terminal.
	seen    *sight
	through multiplexer
	// folded are the sections of tickets that the person does not want to see, by their names.
	folded map[string]bool
	keys   map[string][]string // by the action's id, for those that are not the default
	// after sends a message after a while.
	after func(time.Duration, tea.Msg) tea.Cmd
	// lull is for how long a ticket is looked at before its surroundings are asked for.
	lull time.Duration
	// local says that the session is on the terminal of whoever owns the store, where programs may be started.
	local bool
	// environ is the environment of the session; run leaves the terminal to a program until that ends.
	environ []string
	run     func(*exec.Cmd, func(error) tea.Msg) tea.Cmd
}

// action makes an action with its default keys, blank-separated, unless the person has chosen others.
func (d *desk) action(id, keys, help string, run func() (Screen, tea.Cmd)) Action {
	all := strings.Fields(keys)
	if chosen, ok := d.keys[id]; ok {
		all = chosen
	}
	shown := strings.Join(all[:min(1, len(all))], " ")
	b := key.NewBinding(key.WithKeys(all...), key.WithHelp(keyNames.Replace(shown), help))
	return Action{ID: id, Key: b, Run: run}
}

// keyNames are the keys that are written otherwise where room is scarce.
var keyNames = strings.NewReplacer("pgup", "PgUp", "pgdown", "PgDn", "up", "↑", "down", "↓", "right", "→", "left", "←",
	"f1", "F1", "f2", "F2", "f3", "F3", "f4", "F4", "f5", "F5", "f6", "F6")

// afterwards is the after of a real session.
func afterwards(pause time.Duration, msg tea.Msg) tea.Cmd {
	return tea.Tick(pause, func(time.Time) tea.Msg { return msg })
}

// now gives the desk's time in the person's zone.
func (d *desk) now() time.Time { return d.store.Now().In(d.zone) }

// env gives what queries are bound to.
func (d *desk) env() model.Env {
	return model.Env{Names: d.store.Names(), Me: d.me, Who: d.who.Name, Now: d.now()}
}

// person gives a person's name for the screen.
func (d *desk) person(r model.Ref) model.Line {
	return model.Clean(d.store.Names().Name(model.People, r))
}

// whoami looks up the number of the person, who may have acted for the first time.
func (d *desk) whoami() {
	if d.me != 0 {
		return
	}
	d.me = d.named(model.People, d.who.Name)
}

// named gives the noun of just that name, zero when there is none.
func (d *desk) named(table model.Table, name string) model.Ref {
	names := d.store.Names()
	for _, r := range names.Find(table, name) {
		if model.FoldName(names.Name(table, r)) == model.FoldName(name) {
			return r
		}
	}
	return 0
}

// An answer is what a question found, for the screen that asked. One to nobody is for the root.
type answer struct {
	to   Screen
	body any
	err  error
}

// told is something to show in the status line.
type told struct {
	text  string
	bad   bool
	going bool // it is being done
}

// ask puts a question to the store, outside Update. The question captures values, never the fields of a screen.
func ask[T any](d *desk, to Screen, question func(ctx context.Context) (T, error)) tea.Cmd {
	ctx := d.ctx
	return func() tea.Msg {
		body, err := question(ctx)
		return answer{to: to, body: body, err: err}
	}
}

// say shows a word in the status line.
func say(text string) tea.Cmd {
	return func() tea.Msg { return answer{body: told{text: text}} }
}

// complain shows in the status line what went wrong.
func complain(err error) tea.Cmd {
	return func() tea.Msg { return answer{body: told{text: problem(err), bad: true}} }
}

// problem gives an error's text without the sentinels' words before and behind it, which are for programs.
func problem(err error) string {
	text := err.Error()
	for _, sentinel := range []error{model.ErrRefused, model.ErrDenied, model.ErrNotFound, model.ErrUnchanged, model.ErrConflict} {
		if errors.Is(err, sentinel) {
			text = strings.TrimSuffix(strings.Replace(text, sentinel.Error()+": ", "", 1), ": "+sentinel.Error())
		}
	}
	return text
}

// done is what became of a write, for the screen that asked for it.
type done struct {
	result store.Result
	said   string
	then   onward
}

// do sends acts through the one door, as one gesture; acts on more than one ticket after a preview. Each ticket is tried;
// what was refused is said. The asking screen gets a done; the status line says what happened and that u undoes it.
func do(d *desk, to Screen, said string, commands ...store.Command) tea.Cmd {
	return doThen(d, to, said, onward{}, commands...)
}

// doThen is do, and then the person goes on.
func doThen(d *desk, to Screen, said string, then onward, commands ...store.Command) tea.Cmd {
	if !isBulk(commands) {
		return send(d, to, said, then, commands...)
	}
	p := newPreview(d, to, upperFirst(commands[0].Act.Verb().Rule().Label), said, commands)
	p.then = then
	return show(p)
}

// show opens a screen on top of the one that is in front when the message comes.
func show(s Screen) tea.Cmd {
	return func() tea.Msg {
		return answer{body: Action{Run: func() (Screen, tea.Cmd) { return s, nil }}}
	}
}

// doNow is do without a preview, for gestures whose effect is in sight.
func doNow(d *desk, to Screen, said string, commands ...store.Command) tea.Cmd {
	return send(d, to, said, onward{}, commands...)
}

func send(d *desk, to Screen, said string, then onward, commands ...store.Command) tea.Cmd {
	write := store.Write{Who: d.who, Commands: commands, Each: true, Together: true}
	st, ctx := d.store, d.ctx
	return func() tea.Msg {
		result, err := st.Do(ctx, write)
		if err != nil {
			return answer{to: to, body: done{}, err: err}
		}
		return answer{to: to, body: done{result, outcome(said, result), then}, err: firstError(result)}
	}
}

// firstError gives an error only when nothing at all was done.
func firstError(r store.Result) error {
	for _, one := range r.Done {
		if one.Err == nil {
			return nil
		}
	}
	return r.Err()
}

// outcome says what a write did, and what was refused. Of a ticket several things may have been done.
func outcome(said string, r store.Result) string {
	good, bad := map[string]bool{}, map[model.ID]bool{}
	last := ""
	for _, one := range r.Done {
		if one.Err != nil {
			bad[one.ID] = true
			continue
		}
		last = one.Key
		good[last] = true
	}
	what := last
	if len(good) > 1 {
		what = count(len(good), "ticket")
	}
	text := what + " " + said
	if len(bad) > 0 {
		text += " · " + count(len(bad), "ticket") + " refused: " + problem(r.Err())
	}
	return text
}
