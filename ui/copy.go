package ui

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// maxCopied is how many bytes go to the clipboard at once: with them as base64, every terminal takes them.
const maxCopied = 48 << 10

// A multiplexer is a program between the desk and the terminal that keeps sequences to itself.
type multiplexer uint8

const (
	noMultiplexer multiplexer = iota
	tmux
	gnuScreen
)

// multiplexerOf finds out from the environment what stands between.
func multiplexerOf(environ []string) multiplexer {
	has := func(name string) bool {
		return slices.ContainsFunc(environ, func(one string) bool { return strings.HasPrefix(one, name+"=") && one != name+"=" })
	}
	switch {
	case has("TMUX"):
		return tmux
	case has("STY"):
		return gnuScreen
	}
	return noMultiplexer
}

// screenChunk is how much GNU screen passes through in one sequence.
const screenChunk = 240

// clip gives the sequence that puts a text on the person's clipboard (OSC 52). A tmux takes it for itself with set-clipboard
// on, and passes it through where allow-passthrough is on: it gets both. A screen only passes it through.
func (m multiplexer) clip(text string) string {
	seq := ansi.SetSystemClipboard(text)
	switch m {
	case tmux:
		return seq + ansi.TmuxPassthrough(seq)
	case gnuScreen:
		return ansi.ScreenPassthrough(seq, screenChunk)
	}
	return seq
}

// A copyWay is one thing that can be copied of tickets.
type copyWay struct {
	id, key, help string
	text          func(*desk, []*model.Ticket) (string, error)
}

// copyWays lists them; the text is made outside Update.
var copyWays = []copyWay{
	{"copy-id", "y", "copy the number", each(func(_ *desk, t *model.Ticket) string { return t.Key() })},
	{"copy-title", "t", "copy number and title", each(func(_ *desk, t *model.Ticket) string { return t.Key() + " " + t.Title })},
	{"copy-link", "l", "copy the link", each(linkTo)},
	{"copy-markdown", "m", "copy the whole ticket as Markdown", wholes},
}

func each(text func(*desk, *model.Ticket) string) func(*desk, []*model.Ticket) (string, error) {
	return func(d *desk, on []*model.Ticket) (string, error) {
		var all []string
		for _, t := range on {
			all = append(all, model.Clean(text(d, t)).String())
		}
		return strings.Join(all, "\n"), nil
	}
}

// linkTo gives the address of a ticket: its desk, which is called as its file is, and its number.
func linkTo(d *desk, t *model.Ticket) string { return deskLink(d.store.Path()) + t.Key() }

func deskLink(path string) string {
	name := filepath.Base(path)
	return linkScheme + url.PathEscape(strings.TrimSuffix(name, filepath.Ext(name))) + "/"
}

const linkScheme = "opsdesk://"

// copyText puts a text on the clipboard and says what that was.
func copyText(d *desk, what string, make func() (string, error)) tea.Cmd {
	through := d.through
	return func() tea.Msg {
		text, err := make()
		if err != nil {
			return answer{body: told{text: "nothing is copied: " + problem(err), bad: true}}
		}
		text, cut := model.Bound(text, maxCopied)
		if text == "" {
			return answer{body: told{text: "there is nothing to copy", bad: true}}
		}
		word := "copied " + what + ": " + model.Clean(text).String()
		if cut {
			word = "copied the first 48 KiB of " + what
		}
		return tea.BatchMsg{tea.Raw(through.clip(text)), say(word)}
	}
}

// copyActions lists the keys for copying: one that asks what, and for the palette each by its name.
func copyActions(d *desk, s hand, none string) []Action {
	all := []Action{d.action("copy", "y", "copy: number, title, link, Markdown", func() (Screen, tea.Cmd) {
		return seen(d, s, func(on []*model.Ticket) (Screen, tea.Cmd) { return newCopier(d, s, on), nil })
	}).unless(none).quiet()}
	for _, w := range copyWays {
		all = append(all, d.action(w.id, "", w.help, func() (Screen, tea.Cmd) {
			return seen(d, s, func(on []*model.Ticket) (Screen, tea.Cmd) { return s, w.copy(d, on) })
		}).unless(none).quiet())
	}
	return all
}

func (w copyWay) copy(d *desk, on []*model.Ticket) tea.Cmd {
	what := strings.TrimPrefix(strings.TrimPrefix(w.help, "copy "), "the ")
	return copyText(d, what, func() (string, error) { return w.text(d, on) })
}

// A quotable screen has an entry under the hand whose words can be copied.
type quotable interface{ Quotable() (what, text string) }

// A copier asks by one key what to copy.
type copier struct {
	desk       *desk
	on         []*model.Ticket
	what, text string // of the entry under the hand, empty when there is none
	width      int
}

func newCopier(d *desk, s hand, on []*model.Ticket) *copier {
	c := &copier{desk: d, on: on}
	if q, ok := s.(quotable); ok {
		c.what, c.text = q.Quotable()
	}
	return c
}

// Docked is true: what is copied stays in sight.
func (c *copier) Docked() bool { return true }

// Update takes the size.
func (c *copier) Update(msg tea.Msg) (Screen, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		c.width = size.Width
	}
	return c, nil
}

// Actions are what can be copied, and leaving.
func (c *copier) Actions() (all []Action) {
	d := c.desk
	for _, w := range copyWays {
		a := d.action(w.id, w.key, w.help, func() (Screen, tea.Cmd) { return nil, w.copy(d, c.on) })
		all = append(all, a.also(w.key))
	}
	if c.text != "" {
		all = append(all, d.action("copy-entry", "e", "copy "+c.what, func() (Screen, tea.Cmd) {
			return nil, copyText(d, c.what, func() (string, error) { return model.CleanBlock(c.text).String(), nil })
		}))
	}
	return append(all, d.action("copy-leave", "esc q", "leave", func() (Screen, tea.Cmd) { return nil, nil }))
}

// View lists the keys.
func (c *copier) View() (string, *tea.Cursor) {
	t := c.desk.theme
	rows := []string{kit.Rule(t.Dim, c.width), kit.NewRow(c.width, false).Put(t.Strong, line(" Copy of "+subject(c.on)+" to the clipboard")).Fill(kit.Style{})}
	for _, a := range c.Actions() {
		rows = append(rows, kit.NewRow(c.width, false).Gap(3).Cell(t.BarKey, line(a.Key.Help().Key), 5).Put(t.Text, line(a.Key.Help().Desc)).Fill(kit.Style{}))
	}
	return strings.Join(rows, "\n"), nil
}

// wholes gives whole tickets as Markdown, one after another, until it is too much to copy.
func wholes(d *desk, on []*model.Ticket) (string, error) {
	var b strings.Builder
	for _, t := range on {
		if b.Len() > maxCopied {
			break
		}
		whole, past, err := d.store.Timeline(t.ID)
		if err != nil {
			return "", err
		}
		if b.Len() > 0 {
			b.WriteString("\n---\n\n")
		}
		b.WriteString(markdown(d, whole, past))
	}
	return b.String(), nil
}

// markdown writes a ticket with all that is known of it. Every text in it is clean.
func markdown(d *desk, t *model.Ticket, past []model.Moment) string {
	var b strings.Builder
	clean := func(text string) string { return model.Clean(text).String() }
	names := d.store.Names()
	b.WriteString("# " + t.Key() + " " + clean(t.Title) + "\n\n")
	for _, f := range model.Fields {
		v := f.Get(t)
		if v == (model.Value{}) || f.Type == model.Long || slices.Contains(unwritten, f.No) {
			continue
		}
		b.WriteString("- " + f.Label + ": " + clean(f.Show(v, names, d.zone)) + "\n")
	}
	b.WriteString("- Link: " + linkTo(d, t) + "\n")
	for _, f := range model.Fields {
		if text := f.Get(t).S; f.Type == model.Long && strings.TrimSpace(text) != "" {
			b.WriteString("\n## " + f.Label + "\n\n" + model.CleanBlock(text).String() + "\n")
		}
	}
	if len(t.Checks) > 0 {
		b.WriteString("\n## Checklist\n\n" + listOf(model.FieldNo(model.FieldChecklist).Text(model.ChecksValue(t.Checks), names)))
	}
	if len(t.Links) > 0 {
		b.WriteString("\n## Links\n\n" + markdownLinks(d.store, t))
	}
	b.WriteString("\n## Timeline\n")
	for i := range past {
		m := &past[i]
		b.WriteString("\n**" + m.At.Time().In(d.zone).Format("2006-01-02 15:04") + " " + clean(orDash(d.person(m.By).String())) + "** " + pastWord(m) + "\n")
		for _, l := range changes(d, m) {
			b.WriteString("- " + l.String() + "\n")
		}
		if text := model.CleanBlock(m.Text).String(); text != "" {
			b.WriteString("\n" + text + "\n")
		}
	}
	return b.String()
}

// unwritten are the facts that have a part of their own, or that mean nothing to people.
var unwritten = []uint8{model.FieldTitle, model.FieldRank, model.FieldLinks, model.FieldChecklist, model.FieldSourceNo}

func listOf(text string) string {
	var b strings.Builder
	for _, l := range model.CleanBlock(text).Lines() {
		b.WriteString("- " + l.String() + "\n")
	}
	return b.String()
}

func markdownLinks(st *store.Store, t *model.Ticket) string {
	var all []string
	for _, l := range t.Links[:min(len(t.Links), maxKinRead)] {
		text := l.Rel.Rule().Label + " #" + position(int(l.To))
		if other, err := st.Get(l.To); err == nil {
			text = l.Rel.Rule().Label + " " + other.Key() + " " + model.Clean(other.Title).String() + " (" + other.State.Rule().Label + ")"
		}
		all = append(all, text)
	}
	return listOf(strings.Join(all, "\n"))
}

// pastWord says what a moment was, and to whom it can be read.
func pastWord(m *model.Moment) string {
	word := m.Verb.Rule().Past
	switch m.Verb {
	case model.VerbComment:
		word = "PUBLIC COMMENT"
	case model.VerbNote:
		word = "INTERNAL NOTE"
	}
	if m.Undone {
		word += " (undone)"
	}
	return word
}
