package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) show() *cobra.Command {
	var back lookBack
	command := &cobra.Command{
		Use:   "show ID…",
		Short: "show tickets with all that happened to them",
		Long: `Show tickets: their facts, their description, their links and their timeline. An ID is the number here, as 12 or
INC-12, or the one in the system that a ticket came from; where several tickets have that number, all are shown.`,
		Example: `opsdesk show INC-1
opsdesk show 1 2 --json`,
		Args: takes(1, -1, "the number of a ticket"),
		RunE: func(command *cobra.Command, args []string) error { return c.runShow(command.Context(), args, back) },
	}
	back.flags(c, command)
	return command
}

func (c *caller) runShow(ctx context.Context, args []string, back lookBack) error {
	var out bytes.Buffer
	failed := 0
	var last error
	err := c.readingAt(ctx, back, func(s *session) error {
		for _, written := range args {
			ids, err := s.store.Find(written)
			for _, id := range ids {
				if err == nil {
					err = s.showOne(&out, id)
				}
			}
			if err == nil {
				continue
			}
			if len(args) == 1 {
				return err
			}
			c.complain("", err)
			failed, last = failed+1, toldError{err}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.printAll(out.Bytes()); err != nil {
		return err
	}
	if failed == len(args) {
		return last
	}
	if failed > 0 {
		return &partlyError{failed, len(args)}
	}
	return nil
}

func (s *session) showOne(w *bytes.Buffer, id model.ID) error {
	t, moments, err := s.store.Timeline(id)
	if err != nil {
		return err
	}
	if s.json {
		o, err := s.wholeObject(t, moments)
		if err != nil {
			return err
		}
		_, err = w.Write(o.line())
		return err
	}
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	width, _ := s.size()
	p := &page{Writer: w, width: width}
	p.head(s, t)
	if err := p.links(s, t); err != nil {
		return err
	}
	if err := p.family(s, t); err != nil {
		return err
	}
	p.checklist(s, t)
	if err := p.timeline(s, moments); err != nil {
		return err
	}
	return p.err
}

// wholeObject gives a ticket with its links and its timeline.
func (s *session) wholeObject(t *model.Ticket, moments []model.Moment) (object, error) {
	o := s.ticketObject(t)
	links, timeline := []object{}, []object{}
	for _, l := range t.Links {
		other, err := s.store.Get(l.To)
		if err != nil {
			return nil, fmt.Errorf("look up the links of %s: %w", t.Key(), err)
		}
		links = append(links, object{{"rel", l.Rel.Rule().Token}, {"to", other.ID}, {"key", other.Key()},
			{"title", other.Title}, {"state", other.State.String()}})
	}
	keys, err := s.origins(moments)
	if err != nil {
		return nil, err
	}
	entry := 0
	for _, m := range moments {
		one := s.momentObject(m)
		if m.Speaks() {
			entry++
			one = append(one, member{"entry", entry})
		}
		if m.From != 0 {
			one = append(one, member{"from", keys[m.From]})
		}
		timeline = append(timeline, one)
	}
	for i := range o {
		if o[i].name == "link" { // links say the same and more
			o = append(o[:i], o[i+1:]...)
			break
		}
	}
	return append(o, member{"links", links}, member{"timeline", timeline}), nil
}

func (s *session) momentObject(m model.Moment) object {
	o := object{{"revision", m.Rev}, {"recorded", m.Recorded.String()}}
	o = append(o, s.eventObject(m.Event)...)
	if m.Undone {
		o = append(o, member{"undone", true})
	}
	return o
}

// eventObject gives what happened: when, who, what, from which value to which.
func (s *session) eventObject(ev model.Event) object {
	o := object{{"at", ev.At.String()}, {"by", s.store.Names().Name(model.People, ev.By)}, {"act", ev.Verb.String()}}
	var changes []object
	for _, d := range ev.Deltas {
		if f := model.FieldNo(d.Field); f != nil {
			changes = append(changes, object{{"field", f.Name}, {"from", s.value(f, d.From)}, {"to", s.value(f, d.To)}})
		}
	}
	if len(changes) > 0 {
		o = append(o, member{"changes", changes})
	}
	if a, err := ev.Amendment(); ev.Verb == model.VerbAmend && err == nil {
		o = append(o, member{"said", a.Said()}, member{"amendment", a})
	} else if ev.Text != "" {
		o = append(o, member{"text", ev.Text})
	}
	return o
}

// A page is a ticket as people read it. It keeps the first error of its writer.
type page struct {
	io.Writer
	width int
	err   error
}

func (p *page) line(format string, args ...any) {
	text := strings.TrimRight(fmt.Sprintf(format, args...), " ")
	if p.width > 0 {
		text = ansi.Wrap(text, p.width, "")
	}
	if _, err := io.WriteString(p, text+"\n"); err != nil && p.err == nil {
		p.err = err
	}
}

func (p *page) block(title, text string) {
	p.line("\n%s", title)
	for _, line := range model.CleanBlock(text).Lines() {
		p.line("  %s", line)
	}
}

// head writes the facts: the short ones in lines of their own, the long ones as blocks behind them.
func (p *page) head(s *session, t *model.Ticket) {
	p.line("%s  %s\n", t.Key(), model.Clean(t.Title))
	var long []*model.Field
	for _, f := range model.Fields {
		v := f.Get(t)
		switch {
		case v == (model.Value{}) || f.No == model.FieldTitle || f.No == model.FieldLinks || f.No == model.FieldRank || f.No == model.FieldChecklist:
		case f.Type == model.Long:
			long = append(long, f)
		default:
			p.line("%-20s%s", f.Label, model.Clean(f.Show(v, s.store.Names(), s.zone)))
		}
	}
	for _, f := range long {
		p.block(f.Label, f.Get(t).S)
	}
}

func (p *page) links(s *session, t *model.Ticket) error {
	if len(t.Links) == 0 {
		return nil
	}
	p.line("\nLinks")
	for _, l := range t.Links {
		other, err := s.store.Get(l.To)
		if err != nil {
			return fmt.Errorf("look up the links of %s: %w", t.Key(), err)
		}
		p.line("  %s %s  %s (%s)", l.Rel.Rule().Label, other.Key(), model.Clean(other.Title), other.State.Rule().Label)
	}
	return nil
}

// origins gives what people call the tickets that moments come from.
func (s *session) origins(moments []model.Moment) (map[model.ID]string, error) {
	keys := map[model.ID]string{}
	for _, m := range moments {
		if m.From == 0 || keys[m.From] != "" {
			continue
		}
		t, err := s.store.Get(m.From)
		if err != nil {
			return nil, fmt.Errorf("look up what was merged: %w", err)
		}
		keys[m.From] = t.Key()
	}
	return keys, nil
}

// timeline writes what happened, oldest first. It says in words what only the desk reads, what came from a ticket that
// was merged into this one, and under which number an entry can be split off.
func (p *page) timeline(s *session, moments []model.Moment) error {
	keys, err := s.origins(moments)
	if err != nil {
		return err
	}
	p.line("\nTimeline")
	entry := 0
	for _, m := range moments {
		past := s.past(m).String()
		if m.From != 0 {
			past = "on " + keys[m.From] + ": " + past
		}
		if m.Speaks() {
			entry++
			past += fmt.Sprintf(", entry %d", entry)
		}
		p.line("  %s  %s  %s", m.At.Time().In(s.zone).Format("2006-01-02 15:04"),
			model.Clean(orDash(s.store.Names().Name(model.People, m.By))), past)
		for _, line := range model.CleanBlock(m.Text).Lines() {
			p.line("      %s", line)
		}
	}
	return nil
}

// past says what a moment did: the verb, to whom it can be read, and which facts changed.
func (s *session) past(m model.Moment) model.Line {
	words := m.Verb.Rule().Past
	switch m.Verb {
	case model.VerbComment:
		words += " (public)"
	case model.VerbNote:
		words += " (internal)"
	case model.VerbInform:
		words += " (public)"
	}
	if changes := s.changes(m.Event); changes != "" && m.Verb != model.VerbCreate {
		words += ": " + changes
	}
	if m.Undone {
		words += " (undone)"
	}
	return model.Clean(words)
}

// changes says which facts an event changed; of long texts only that they did.
func (s *session) changes(ev model.Event) string {
	var all []string
	for _, d := range ev.Deltas {
		f := model.FieldNo(d.Field)
		if f == nil {
			continue
		}
		show := func(v model.Value) string { return f.Show(v, s.store.Names(), s.zone) }
		if said, ok := f.ListChanges(d.From, d.To, show); ok {
			all = append(all, said...)
			continue
		}
		switch {
		case f.Type == model.Long:
			all = append(all, f.Label)
		case f.Type == model.Checks:
			all = append(all, model.CheckChanges(d.From, d.To)...)
		case d.From == (model.Value{}):
			all = append(all, f.Label+" "+show(d.To))
		default:
			all = append(all, f.Label+" "+show(d.From)+" → "+orDash(show(d.To)))
		}
	}
	return strings.Join(all, ", ")
}

func orDash(text string) string {
	if strings.TrimSpace(text) == "" {
		return "—"
	}
	return text
}
