package ui

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A post watches the inbox of the person: how much in it is unread, and what came since they began to look.
type post struct {
	unread int
	newest model.Revision
	known  bool
}

// letters are all lines of the person's inbox, newest first.
type letters struct{ all []store.Letter }

// Look asks for the person's inbox, for the root.
func (p *post) Look(d *desk) tea.Cmd {
	st, who := d.store, d.who
	return ask(d, nil, func(context.Context) (letters, error) {
		all, err := st.Inbox(who.Name)
		return letters{all}, err
	})
}

// Hear asks again when news may have brought a line.
func (p *post) Hear(d *desk, news store.News) tea.Cmd {
	brings := func(e *model.Entry) bool {
		return e.Act == model.VerbNotify || e.Act == model.VerbRemind || e.Act == model.VerbWake
	}
	if news.Gap || slices.ContainsFunc(news.Changes, brings) {
		return p.Look(d)
	}
	return nil
}

// Take counts what is unread. A line that came while the console is open rings the terminal's bell, once; what was there
// before does not.
func (p *post) Take(l letters) tea.Cmd {
	before, known := p.newest, p.known
	p.unread, p.known = 0, true
	for _, one := range l.all {
		if !one.Read {
			p.unread++
			p.newest = max(p.newest, one.Rev)
		}
	}
	if known && p.newest > before {
		return tea.Raw("\a")
	}
	return nil
}

// Sign gives what the frame shows: nothing while all is read.
func (p *post) Sign() string {
	if p.unread == 0 {
		return ""
	}
	return "✉ " + number(p.unread) + "   "
}

// readUpto marks the lines up to a revision as read, and lets the root count again.
func readUpto(d *desk, upto model.Revision) tea.Cmd {
	if upto == 0 || d.store.ReadOnly() {
		return nil
	}
	st, who, ctx := d.store, d.who, d.ctx
	return func() tea.Msg {
		if err := st.MarkRead(ctx, who, upto); err != nil {
			return answer{body: told{text: "nothing is marked as read: " + problem(err), bad: true}}
		}
		all, err := st.Inbox(who.Name)
		return answer{body: letters{all}, err: err}
	}
}
