package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// A composer takes the words of a public comment or an internal note. Which of the two it is, is said in words, in its
// title and in what sends it.
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

// Keep keeps what was typed; a quotation alone is not worth it.
func (c *composer) Keep() tea.Cmd {
	text := c.area.Value()
	if c.sent || text == c.quote {
		text = ""
	}
	return c.draft.Keep(text)
}

// turn makes a comment a note, or the other way round. The draft goes along: internal words never wait to be public.
func (c *composer) turn() tea.Cmd {
	gone := c.draft.Keep("")
	c.inside = !c.inside
	c.draft = draft{desk: c.desk, key: c.key(), gen: c.draft.gen}
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
	case draftMsg:
		if c.draft.Due(msg) && !c.sent {
			return c, c.Keep()
		}
	case answer:
		return c.answered(msg)
	case tea.KeyPressMsg, tea.PasteMsg:
		c.area.Update(msg)
		return c, c.draft.Typed()
	}
	return c, nil
}

func (c *composer) answered(msg answer) (Screen, tea.Cmd) {
	switch body := msg.body.(type) {
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
		return nil, c.draft.Keep("")
	}
	return c, nil
}

func (c *composer) send() (Screen, tea.Cmd) {
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
	if len(c.on) == 1 {
		return c, doFamily(c.desk, c, c.on[0], said, act)
	}
	return c, do(c.desk, c, said, commands(idsOf(c.on), func(model.ID) model.Act { return act })...)
}

// Actions are sending, changing between comment and note, and leaving.
func (c *composer) Actions() []Action {
	d := c.desk
	send, other := "send to the requester", "make it a note"
	if c.inside {
		send, other = "keep as a note", "make it public"
	}
	return []Action{
		d.action("send", "ctrl+s", send, c.send),
		d.action("send-other", "ctrl+t", other, func() (Screen, tea.Cmd) { return c, c.turn() }),
		d.action("send-leave", "esc", "leave, the draft is kept", func() (Screen, tea.Cmd) { return nil, c.Keep() }),
	}
}

// View draws who will read it, and the words.
func (c *composer) View() (string, *tea.Cursor) {
	t := c.desk.theme
	style, title, who := t.Public, " PUBLIC COMMENT ", " the requester reads this"
	if c.inside {
		style, title, who = t.Inside, " INTERNAL NOTE ", " only the desk reads this"
	}
	head := kit.NewRow(c.size.Width, false).Put(style, line("▛▀"+title)).Put(t.Strong, line("on "+subject(c.on))).Put(t.Dim, line(" ·"+who))
	if c.err != "" {
		head.Put(t.Late, line("  ✗ "+c.err))
	}
	height := max(3, min(9, c.size.Height/2))
	rows, cursor := c.area.View(c.size.Width-3, height)
	bar := kit.NewRow(2, false).Put(style, line("▌")).Fill(kit.Style{})
	for i := range rows {
		rows[i] = bar + rows[i]
	}
	if cursor != nil {
		cursor.X += 2
		cursor.Y++
	}
	return strings.Join(append([]string{head.Fill(kit.Style{})}, rows...), "\n"), cursor
}
