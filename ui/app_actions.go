package ui

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// actions lists what keys do everywhere.
func (a *app) actions() []Action {
	d := a.desk
	all := []Action{
		d.action("palette", ": ctrl+k", "command", func() (Screen, tea.Cmd) { return newPalette(d, "Command", a.everything()), nil }),
		d.action("help", "? f1", "help", func() (Screen, tea.Cmd) { return newHelp(d, a.everything()), nil }),
		d.action("undo", "u", "undo", func() (Screen, tea.Cmd) { return a.front(), a.takeBack(false) }).quiet().unless(barWrite(d)),
		d.action("redo", "U", "do again", func() (Screen, tea.Cmd) { return a.front(), a.takeBack(true) }).quiet().unless(barWrite(d)),
		d.action("goto", "#", "go to a number", func() (Screen, tea.Cmd) { return newGoto(d), nil }).quiet(),
		d.action("activity", "", "activity: who changed what", func() (Screen, tea.Cmd) { return newActivity(d), nil }).quiet(),
		d.action("at", "", "at: show the desk as it was", func() (Screen, tea.Cmd) { return newTimes(d), nil }).quiet(),
		d.action("inbox", "", "inbox: what the desk has to tell you", func() (Screen, tea.Cmd) { return newInbox(d), nil }).quiet(),
		d.action("triage", "I", "triage inbox: what is new, one after another", func() (Screen, tea.Cmd) { return newTriage(d), nil }).quiet(),
		d.action("policies", "", "policies, calendars, rules and care", func() (Screen, tea.Cmd) { return newPolicies(d), nil }).quiet(),
		d.action("macros", "", "macros: what is often done, under one name", func() (Screen, tea.Cmd) { return newPoliciesAt(d, model.PartMacro), nil }).quiet(),
		d.action("replies", "", "replies: what is often written", func() (Screen, tea.Cmd) { return newPoliciesAt(d, model.PartReply), nil }).quiet(),
		d.action("add", "", "add a person, team, service or product", func() (Screen, tea.Cmd) { return newAdd(d), nil }).quiet().unless(barAdd(d)),
		d.action("mouse", "", "mouse on or off", func() (Screen, tea.Cmd) { d.mouse = !d.mouse; return a.front(), nil }).quiet(),
		d.action("theme", "", "dark or light", func() (Screen, tea.Cmd) {
			d.theme = kit.NewTheme(!d.theme.Dark)
			return a.front(), a.tell(themeMsg{})
		}).quiet(),
	}
	for i := range a.tabs {
		all = append(all, d.action("tab-"+strconv.Itoa(i+1), strconv.Itoa(i+1), "screen: "+a.tabs[i].name, func() (Screen, tea.Cmd) {
			cmd := a.turn(i)
			return a.front(), cmd
		}).quiet())
	}
	now := func(keys string) Action {
		return d.action("now", keys, "now: return", func() (Screen, tea.Cmd) { cmd := a.comeBack(); return a.front(), cmd })
	}
	switch {
	case len(a.tabs[a.at].stack) > 1:
		all = append(all, now("").quiet().unless(a.barNow()), d.action("back", "esc q", "back", func() (Screen, tea.Cmd) { return nil, nil }))
	case a.away != nil:
		all = append(all, now("esc q"))
	default:
		all = append(all, now("").quiet().unless(a.barNow()), d.action("quit", "q", "quit", func() (Screen, tea.Cmd) { return a.front(), tea.Quit }).quiet())
	}
	return append(all, d.action("leave", "ctrl+c", "quit at once, drafts are kept", func() (Screen, tea.Cmd) { return a.front(), a.leave() }).quiet())
}

// everything lists what can be done here, the screen's own first.
func (a *app) everything() []Action { return slices.Concat(a.front().Actions(), a.actions()) }

// takeBack undoes, or does again, the person's last change and says what that was.
func (a *app) takeBack(again bool) tea.Cmd {
	a.status = told{text: "… taking it back", going: true} // a gesture on many tickets takes seconds
	if again {
		a.status.text = "… doing it again"
	}
	st, ctx, who := a.desk.store, a.desk.ctx, a.desk.who
	return func() tea.Msg {
		take, word := st.Redo, "did again: "
		if !again {
			word = "undid: "
			take = func(ctx context.Context, who model.Actor) (store.Result, error) { return st.Undo(ctx, who, 0) }
		}
		r, err := take(ctx, who)
		if err != nil {
			return answer{body: told{text: problem(err), bad: true}}
		}
		return answer{body: told{text: word + undone(r)}}
	}
}

// undone says what was taken back, and on what. Of a ticket several things may have been.
func undone(r store.Result) string {
	var verbs []string
	for _, v := range r.Verbs {
		verbs = append(verbs, v.String())
	}
	what := cmp.Or(strings.Join(verbs, ", "), r.Verb.String()) + " "
	keys := map[string]bool{}
	for _, one := range r.Done {
		keys[one.Key] = true
	}
	if len(keys) == 1 {
		return what + r.Done[0].Key
	}
	return what + count(len(keys), "ticket")
}

// leave keeps the drafts of all open screens, and then quits.
func (a *app) leave() tea.Cmd { return tea.Sequence(append(a.drafts(), tea.Quit)...) }

// keepDrafts keeps them when the session has ended: a connection that was lost, or a signal, gave no time to leave.
func (a *app) keepDrafts() {
	for _, keep := range a.drafts() {
		if keep != nil {
			keep()
		}
	}
}

// drafts lists what keeps the drafts of all open screens, and what was seen there.
func (a *app) drafts() (all []tea.Cmd) {
	for _, w := range a.worlds() {
		for _, t := range w.tabs {
			for _, s := range t.stack {
				if k, ok := s.(keeper); ok {
					all = append(all, k.Keep())
				}
				all = append(all, leave(s))
			}
		}
	}
	return all
}
