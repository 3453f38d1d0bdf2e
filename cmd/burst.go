package cmd

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) burstList() *cobra.Command {
	var at string
	command := &cobra.Command{
		Use:   "bursts",
		Short: "list of what more incidents came than usual",
		Long: `List the services for which more incidents came within the last half hour or hour than usual, and the look-alikes of which
more came, the least likely first, each with the incidents that a parent may gather. Usual is what came at the same time of
the last eight weeks. --at looks at an earlier moment: it lists what would have been told then.`,
		Example: `opsdesk bursts
opsdesk bursts --at 'yesterday 14:00' --json`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error { return c.runBursts(command.Context(), at) },
	}
	command.Flags().StringVar(&at, "at", "", "the moment to look at, as in 'yesterday 14:00' or 2h (ago)")
	return command
}

func (c *caller) runBursts(ctx context.Context, at string) error {
	moment := c.now()
	if at != "" {
		cut, err := model.ParseCut(at, moment)
		if err != nil {
			return usage("--at: %v", err)
		}
		moment = cut.At.Time().In(c.zone)
	}
	var out bytes.Buffer
	n := 0
	err := c.reading(ctx, func(s *session) error {
		all, err := s.store.Bursts(ctx, moment)
		if err != nil {
			return err
		}
		n = len(all)
		for i := range all {
			if err := s.writeBurst(ctx, &out, &all[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if n == 0 && !c.json {
		c.tell("nothing is unusual at %s\n", moment.Format("2006-01-02 15:04"))
	}
	return c.printAll(out.Bytes())
}

func (s *session) writeBurst(ctx context.Context, out *bytes.Buffer, b *model.Burst) error {
	service := s.store.Names().Name(model.Services, b.Service)
	if s.json {
		o := object{{"service", nil}, {"words", b.Words}, {"came", b.Came}, {"minutes", int(b.Window.Minutes())}, {"usual", b.Usual},
			{"chance", b.Chance}, {"numbers", b.IDs}}
		if b.Service != 0 {
			o.set("service", service)
		}
		out.Write(o.line())
		return nil
	}
	fmt.Fprintf(out, "%s (by chance once in %s)\n", model.Clean(b.Said(service)), number(int(min(1/b.Chance, 1e9))))
	tickets, err := s.store.Tickets(ctx, b.IDs)
	for _, t := range tickets {
		fmt.Fprintf(out, "  %s  %s  %s\n", t.Key(), t.Created.Time().In(s.zone).Format(time.TimeOnly[:5]), model.Clean(t.Title))
	}
	return err
}

func (c *caller) gather() *cobra.Command {
	var title, under string
	var try bool
	command := &cobra.Command{
		Use:   "gather ID…",
		Short: "make one incident the parent of others",
		Long: `Make a new incident that is the parent of those named, or with --under an existing one. The new one takes the service,
team and category that all of them share, and the greatest impact and urgency among them. It is one gesture: when one of
them can't be a child, nothing is done, and undo takes all of it back.`,
		Example: `opsdesk gather INC-2 --under INC-1 --dry-run
opsdesk gather INC-1 INC-2 --title 'Mail is down'`,
		Args: takes(1, -1, "the numbers of the incidents to gather"),
		RunE: func(command *cobra.Command, args []string) error {
			if (title == "") == (under == "") {
				return usage("gather needs --title for a new incident, or --under for one that is there")
			}
			return c.writing(command.Context(), func(s *session) error {
				return s.gatherAll(command.Context(), args, title, under, try)
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&title, "title", "", "the title of the new incident")
	flags.StringVar(&under, "under", "", "the incident that becomes the parent")
	flags.BoolVar(&try, "dry-run", false, "work all out, keep nothing")
	return command
}

func (s *session) gatherAll(ctx context.Context, written []string, title, under string, try bool) error {
	var children []*model.Ticket
	var ids []model.ID
	for _, one := range written {
		t, err := s.find(one)
		if err != nil {
			return err
		}
		children, ids = append(children, t), append(ids, t.ID)
	}
	write := store.Write{Who: s.me, Try: try}
	if under == "" {
		set := append(model.Gathered(children), model.Setting{Field: model.FieldTitle, To: model.Value{S: title}})
		write.Commands = []store.Command{{Act: model.Gather{Create: model.Create{Kind: model.Incident, Set: set}, Children: ids}}}
	} else {
		parent, err := s.find(under)
		if err != nil {
			return err
		}
		for _, id := range ids {
			write.Commands = append(write.Commands, store.Command{ID: parent.ID, Act: model.LinkTo{Rel: model.ParentOf, To: id}})
		}
	}
	result, err := s.store.Do(ctx, write)
	if err != nil {
		return err
	}
	parent := result.Done[0]
	if s.json {
		o := object{{"number", parent.ID}, {"key", parent.Key}, {"children", ids}, {"change", result.Group}}
		if try {
			o[3] = member{"tried", true}
		}
		return s.print("%s", o.line())
	}
	said := fmt.Sprintf("%s gathers %s", parent.Key, counted(len(ids), "incident"))
	if try {
		said += " (tried, not kept)"
	}
	return s.print("%s\n", said)
}
