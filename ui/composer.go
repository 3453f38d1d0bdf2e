package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A composer takes the words of a public comment or an internal note. Which of the two it is, is said in words, in its
// title and in what sends it, and by its edge: a bar for all to read, a broken line for the desk alone.
type composer struct {
	desk   *desk
	to     Screen
	on     []*model.Ticket
	inside bool
	quote  string // what the area began with
	area   *kit.Area
	draft  draft
	size   tea.WindowSizeMsg
	err    string
	sent   bool
}

// newComposer opens a composer for tickets; quote is text to begin with when there is no draft.
func newComposer(d *desk, to Screen, on []*model.Ticket, inside bool, quote string) *composer {
	c := &composer{desk: d, to: to, on: on, inside: inside, area: kit.NewArea(quote, "write here")}
	c.area.Paint(d.theme)
	c.area.Focus(true)
	c.quote = c.area.Value()
	c.draft = draft{desk: d, key: c.key()}
	return c
}

// key gives under which name the draft is kept: public and internal words never share one, and a reply that quotes is
// apart from a comment.
func (c *composer) key() string {
	noun := c.noun()
	if c.quote != "" {
		noun = "reply-" + noun
	}
	if len(c.on) > 1 {
		return "draft/" + noun + "/many"
	}
	return "draft/" + noun + "/" + c.on[0].Key()
}

// Keep keeps what was typed, also while it is being sent, for that may fail; a quotation alone is not worth it.
func (c *composer) Keep() tea.Cmd {
	text := c.area.Value()
	if text == c.quote {
		text = ""
	}
	return c.draft.Keep(text)
}

// turn makes a comment a note, or the other way round. The draft goes along: internal words never wait to be public.
func (c *composer) turn() tea.Cmd {
	gone := c.draft.Keep("")
	c.inside = !c.inside
	c.draft = draft{desk: c.desk, key: c.key(), waits: c.draft.waits}
	return tea.Batch(gone, c.Keep())
}

func (c *composer) noun() string {
	if c.inside {
		return "note"
	}
	return "comment"
}

// Open looks for a draft.
func (c *composer) Open() tea.Cmd { return c.draft.Find(c) }

// Typing is true all the time.
func (c *composer) Typing() bool { return true }

// Docked is true: the ticket stays in sight.
func (c *composer) Docked() bool { return true }

// Update takes keys, the draft, and what became of the words.
func (c *composer) Update(msg tea.Msg) (Screen, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.size = msg
	case themeMsg:
		c.area.Paint(c.desk.theme)
	case answer:
		return c.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		c.err = ""
		c.area.Update(msg)
		return c, c.draft.Typed(c)
	}
	return c, nil
}

func (c *composer) answered(msg answer) (Screen, tea.Cmd) {
	switch body := msg.body.(type) {
	case draftDue:
		if c.draft.waits = false; !c.sent {
			return c, c.Keep()
		}
	case editing:
		if msg.err == nil {
			return c, c.start(body)
		}
		c.err = problem(msg.err)
	case edited:
		return c, c.takeBack(body, msg.err)
	case draftFound:
		if body.text != "" && c.area.Value() == c.quote {
			c.area.Set(body.text)
			c.draft.kept = body.text
			return c, say("your draft of before is back")
		}
	case done:
		c.sent = false
		if msg.err != nil {
			c.err = problem(msg.err)
			return c, nil
		}
		return nil, tea.Batch(c.draft.Keep(""), c.pass(body))
	}
	return c, nil
}

// takeBack takes in what an editor made of the text.
func (c *composer) takeBack(e edited, err error) tea.Cmd {
	if err != nil {
		c.err = problem(err)
		return nil
	}
	if e.cut {
		c.err = "what was longer than 1 MiB was cut"
	}
	c.area.Set(e.text)
	return c.Keep()
}

// pass hands on where to go then to the screen below, which knows the way.
func (c *composer) pass(d done) tea.Cmd {
	if d.then == (onward{}) {
		return nil
	}
	return func() tea.Msg { return answer{to: c.to, body: d} }
}

func (c *composer) send() (Screen, tea.Cmd) { return c.sendThen(model.Stay) }

func (c *composer) sendThen(next model.Next) (Screen, tea.Cmd) {
	text := c.area.Value()
	if strings.TrimSpace(text) == "" {
		c.err = "there is nothing to send yet"
		return c, nil
	}
	c.sent = true
	act, said := model.Act(model.Comment{Text: text}), "got a public comment"
	if c.inside {
		act, said = model.Note{Text: text}, "got an internal note"
	}
	then := onwardFrom(c.to, c.on[0], next)
	if len(c.on) == 1 {
		return c, doFamily(c.desk, c, c.on[0], said, then, act)
	}
	return c, doThen(c.desk, c, said, then, commands(idsOf(c.on), func(model.ID) model.Act { return act })...)
}

// Actions are sending, changing between comment and note, and leaving.
func (c *composer) Actions() []Action {
	d := c.desk
	send, next, other := "send to the requester", "send, next", "make it a note"
	if c.inside {
		send, next, other = "keep as a note", "keep, next", "make it public"
	}
	one := ""
	if _, ok := c.to.(walker); !ok || len(c.on) > 1 {
		one = "there is no next ticket to go to"
	}
	return []Action{
		d.action("send", "ctrl+s", send, c.send),
		d.action("send-reply", "ctrl+r", "canned reply", c.replyPicker),
		d.action("send-next", "ctrl+n", next, func() (Screen, tea.Cmd) { return c.sendThen(model.GoOn) }).unless(one),
		d.action("send-editor", "ctrl+o", "editor", c.edit).unless(barEditor(d)),
		d.action("send-other", "ctrl+t", other, func() (Screen, tea.Cmd) { return c, c.turn() }),
		d.action("send-leave", "esc", "leave, the draft is kept", func() (Screen, tea.Cmd) { return nil, c.Keep() }),
	}
}

// View draws who will read it, and the words.
func (c *composer) View() (string, *tea.Cursor) {
	t := c.desk.theme
	style, corner, edge, title, who := t.Public, "▛▀", "▌", " PUBLIC COMMENT ", " the requester reads this"
	if c.inside {
		style, corner, edge, title, who = t.Inside, "┌╌", "╎", " INTERNAL NOTE ", " only the desk reads this"
	}
	head := kit.NewRow(c.size.Width, false).Put(style, line(corner+title)).Put(t.Strong, line("on "+subject(c.on))).Put(t.Dim, line(" ·"+who))
	above := []string{head.Fill(kit.Style{})}
	for i, l := range c.problem() {
		mark := "  "
		if i == 0 {
			mark = "✗ "
		}
		above = append(above, kit.NewRow(c.size.Width, false).Put(style, line(edge)).Put(t.Late, line(mark)).Put(t.Late, l).Fill(kit.Style{}))
	}
	height := max(2, min(9, c.size.Height/2)-len(above)+1)
	rows, cursor := c.area.View(c.size.Width-3, height)
	bar := kit.NewRow(2, false).Put(style, line(edge)).Fill(kit.Style{})
	for i := range rows {
		rows[i] = bar + rows[i]
	}
	if cursor != nil {
		cursor.X += 2
		cursor.Y += len(above)
	}
	return strings.Join(append(above, rows...), "\n"), cursor
}

// problem gives what went wrong, in at most four lines.
func (c *composer) problem() []model.Line {
	all := kit.Wrap(model.CleanBlock(c.err), max(10, c.size.Width-4))
	return all[:min(len(all), 4)]
}
