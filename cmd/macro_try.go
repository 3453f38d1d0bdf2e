package cmd

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) macroTry(k *clause[model.Macro]) *cobra.Command {
	return &cobra.Command{
		Use: "try NAME ID", Short: "say what a macro would do to a ticket",
		Long:    "Say what a macro would do to a ticket, with its texts as they would be sent, and whether the desk would allow it. Nothing is kept.",
		Example: "opsdesk macro try 'Hand to network' INC-1",
		Args:    takes(2, 2, "the name of a macro and a ticket"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			return c.writing(command.Context(), func(s *session) error {
				m, _, err := k.find(s.store.Book().Terms(), args[0])
				if err != nil {
					return err
				}
				t, err := s.find(args[1])
				if err != nil {
					return err
				}
				return s.tryMacro(command.Context(), m, t)
			})
		},
	}
}

// tryMacro works a macro out on a ticket and says what would come of it.
func (s *session) tryMacro(ctx context.Context, m *model.Macro, t *model.Ticket) error {
	acts, err := m.Acts(t, s.queryEnv())
	if err != nil {
		return err
	}
	w := store.Write{Who: s.me, Try: true}
	for _, act := range acts {
		w.Commands = append(w.Commands, store.Command{ID: t.ID, Act: act})
	}
	if _, err := s.store.Do(ctx, w); err != nil {
		return err
	}
	if s.json {
		var all []object
		for _, act := range acts {
			o := object{{"act", act.Verb().String()}, {"said", s.saidOf(act)}}
			if text := textOf(act); text != "" {
				o = append(o, member{"text", text})
			}
			all = append(all, o)
		}
		return s.print("%s", object{{"macro", m.Name}, {"number", t.ID}, {"key", t.Key()}, {"acts", all}, {"next", m.Next.String()}, {"tried", true}}.line())
	}
	for _, act := range acts {
		if err := s.print("%s %s\n", t.Key(), model.Clean(s.saidOf(act))); err != nil {
			return err
		}
		for _, l := range model.CleanBlock(textOf(act)).Lines() {
			if err := s.print("    %s\n", l); err != nil {
				return err
			}
		}
	}
	return s.print("then %s (tried, not kept)\n", model.Nexts[m.Next].Label)
}

// macroSteps gives the acts of a macro on the i-th ticket.
func macroSteps(d *doing, i int) ([]step, error) {
	m, _, err := macros().find(d.store.Book().Terms(), strings.Join(d.args, " "))
	if err != nil {
		return nil, err
	}
	acts, err := m.Acts(d.tickets[i], d.queryEnv())
	if err != nil {
		return nil, err
	}
	var all []step
	for _, act := range acts {
		all = append(all, step{act, d.saidOf(act)})
	}
	return all, nil
}

// saidOf tells in words of an act that a macro does.
func (s *session) saidOf(act model.Act) string {
	names := s.store.Names()
	switch a := act.(type) {
	case model.Take:
		return "assigned to " + s.me.Name
	case model.Assign:
		return "assigned to " + cmp.Or(names.Name(model.People, a.To), "nobody")
	case model.Edit:
		return editSaid(model.FieldNo(a.Field), a.To, names, s.zone)
	case model.Prioritise:
		return fmt.Sprintf("prioritised: P%d", model.PriorityOf(a.Impact, a.Urgency))
	case model.Tag:
		return strings.TrimSpace("tagged" + signed(" +", a.Add) + signed(" -", a.Remove))
	case model.Move:
		if a.Comment != "" {
			return "moved to " + a.To.Rule().Label + ", with a public comment"
		}
		return "moved to " + a.To.Rule().Label
	case model.Comment:
		return "commented"
	case model.Note:
		return "noted"
	}
	return act.Verb().Rule().Past
}

func signed(sign string, tags []string) (text string) {
	for _, tag := range tags {
		text += sign + tag
	}
	return text
}

// textOf gives the words that an act says to people.
func textOf(act model.Act) string {
	switch a := act.(type) {
	case model.Comment:
		return a.Text
	case model.Note:
		return a.Text
	case model.Move:
		return a.Comment
	}
	return ""
}
