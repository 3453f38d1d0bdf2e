package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) log() *cobra.Command {
	limit := 0
	command := &cobra.Command{
		Use:   "log [ID]",
		Short: "show what happened, the newest first",
		Long: `Show the journal, the newest change first: its number, when it was recorded, when it happened where that is another
time, who did what to which ticket, and from which value to which. With an ID only what happened to that ticket.`,
		Example: `opsdesk log --limit 5
opsdesk log INC-1
opsdesk log --json --limit 1`,
		Args: takes(0, 1, "the number of one ticket at most"),
		RunE: func(command *cobra.Command, args []string) error {
			if limit < 1 {
				return usage("--limit counts from 1")
			}
			return c.runLog(command.Context(), args, limit)
		},
	}
	command.Flags().IntVar(&limit, "limit", 50, "the most changes to show")
	return command
}

func (c *caller) runLog(ctx context.Context, args []string, limit int) error {
	var out bytes.Buffer
	err := c.reading(ctx, func(s *session) error {
		var keep func(*model.Entry) bool
		if len(args) == 1 {
			t, err := s.find(args[0])
			if err != nil {
				return err
			}
			keep = func(e *model.Entry) bool { return e.Table == model.Tickets && e.ID == uint32(t.ID) }
		}
		entries, err := s.store.Log(ctx, 0, limit, keep)
		if err != nil {
			return err
		}
		dead, err := s.store.IsUndone(entries)
		if err != nil {
			return err
		}
		return s.writeLog(&out, entries, dead)
	})
	if err != nil {
		return err
	}
	return c.printAll(out.Bytes())
}

func (s *session) writeLog(w io.Writer, entries []*model.Entry, dead map[model.Revision]bool) error {
	width, _ := s.size()
	for _, e := range entries {
		undone := (e.Table == model.Tickets || e.Table == model.Charter) && dead[e.Group]
		if s.json {
			if _, err := w.Write(s.entryObject(e, undone).line()); err != nil {
				return err
			}
			continue
		}
		for _, ev := range e.Events {
			text := s.entryLine(e, ev, undone).String()
			if width > 0 {
				text = ansi.Truncate(text, width, "…")
			}
			if _, err := io.WriteString(w, text+"\n"); err != nil {
				return err
			}
		}
	}
	return nil
}

// subject names what an entry tells of.
func (s *session) subject(e *model.Entry) string {
	switch e.Table {
	case model.Tickets:
		return s.keyOf(model.ID(e.ID))
	case model.Charter:
		return model.Tables[model.Charter].Token
	}
	return model.Tables[e.Table].Token + " " + quoted(s.store.Names().Name(e.Table, model.Ref(e.ID)))
}

// keyOf gives the key of a ticket.
func (s *session) keyOf(id model.ID) string {
	t, err := s.store.Get(id)
	if err != nil { // it was taken back, and only its number is left
		return "#" + strconv.FormatUint(uint64(id), 10)
	}
	return t.Key()
}

// entryLine writes one event of an entry as a line.
func (s *session) entryLine(e *model.Entry, ev model.Event, undone bool) model.Line {
	const minute = "2006-01-02 15:04"
	when := e.Recorded.Time().In(s.zone).Format(minute)
	if e.Recorded-ev.At > model.Instant(time.Minute/time.Second) {
		when += " (happened " + ev.At.Time().In(s.zone).Format(minute) + ")"
	}
	verb := ev.Verb
	if e.Table == model.Charter {
		verb = e.Act // an amendment is taken back by another one
	}
	text := fmt.Sprintf("%d  %s  %s  %s  %s", e.Rev, when, orDash(s.store.Names().Name(model.People, ev.By)), s.subject(e), verb)
	if e.Undoes != 0 {
		text += fmt.Sprintf(" change %d", e.Undoes)
	}
	if changes := s.changes(ev); changes != "" {
		text += ": " + changes
	}
	if a, err := ev.Amendment(); e.Table == model.Charter && err == nil {
		text += ": " + a.Said()
	} else if ev.Text != "" {
		text += "  " + quoted(ev.Text)
	}
	if undone || ev.Undone {
		text += "  (undone)"
	}
	return model.Clean(text)
}

func (s *session) entryObject(e *model.Entry, undone bool) object {
	o := object{{"revision", e.Rev}, {"change", e.Group}, {"recorded", e.Recorded.String()},
		{"by", s.store.Names().Name(model.People, e.By)}, {"act", e.Act.String()}, {"kind", model.Tables[e.Table].Token},
		{"number", e.ID}}
	switch e.Table {
	case model.Tickets:
		o = append(o, member{"key", s.subject(e)})
	case model.Charter: // there is one, without a name
	default:
		o = append(o, member{"name", e.Name})
	}
	if e.Undoes != 0 {
		o = append(o, member{"undoes", e.Undoes})
	}
	if undone {
		o = append(o, member{"undone", true})
	}
	if e.Request != "" {
		o = append(o, member{"request", e.Request})
	}
	events := []object{}
	for _, ev := range e.Events {
		events = append(events, s.eventObject(ev))
	}
	return append(o, member{"events", events})
}
