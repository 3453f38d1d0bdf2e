package cmd

import (
	"cmp"
	"context"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) policyCare() *cobra.Command {
	var closes, remind, resolve, calendar string
	command := &cobra.Command{
		Use:   "care",
		Short: "show or set what the desk does with tickets that nobody touches",
		Long: `Show what the desk does by itself with tickets that nobody touches, or set it: close what is resolved, remind the
requester of what awaits their answer, resolve it. Any change begins the time anew, major incidents are left alone, and
none turns a part off.`,
		Example: `opsdesk policy care
opsdesk policy care --close 10d --remind 3d
opsdesk policy care --resolve none`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, given := command.Context(), command.Flags().Changed
			if !given("close") && !given("remind") && !given("resolve") && !given("calendar") {
				return c.showCare(ctx)
			}
			return c.writing(ctx, func(s *session) error {
				from := s.store.Book().Terms().Care
				to := from
				for name, part := range map[string]struct {
					text string
					into *model.Budget
				}{"close": {closes, &to.Close}, "remind": {remind, &to.Remind}, "resolve": {resolve, &to.Resolve}} {
					if !given(name) {
						continue
					}
					budget, err := model.ParseBudget(part.text)
					if err != nil {
						return usage("--%s: %v", name, err)
					}
					*part.into = budget
				}
				if given("calendar") {
					to.Calendar = calendar
				}
				if to == from {
					return s.isSo(model.PartCare, "")
				}
				return s.amend(ctx, model.Amendment{Part: model.PartCare, From: mustJSON(from), To: mustJSON(to)})
			})
		},
	}
	flags := command.Flags()
	flags.StringVar(&closes, "close", "", "close what is resolved after this long, as in 5d")
	flags.StringVar(&remind, "remind", "", "remind the requester of what awaits their answer after this long")
	flags.StringVar(&resolve, "resolve", "", "resolve what awaits their answer after this long")
	flags.StringVar(&calendar, "calendar", "", "the calendar that counts these times")
	return command
}

func (c *caller) showCare(ctx context.Context) error {
	var care model.Care
	err := c.reading(ctx, func(s *session) error {
		care = s.store.Book().Terms().Care
		return nil
	})
	switch {
	case err != nil:
		return err
	case c.json:
		text, err := plainJSON(care, "")
		if err != nil {
			return err
		}
		return c.printAll(text)
	}
	said := func(b model.Budget) string {
		if b.IsZero() {
			return "never"
		}
		return "after " + b.Said()
	}
	return c.print("Close what is resolved           %s\nRemind of what awaits an answer  %s\nResolve what awaits an answer    %s\nCalendar                         %s\n",
		said(care.Close), said(care.Remind), said(care.Resolve), model.Clean(cmp.Or(care.Calendar, "—")))
}
