package cmd

import (
	"bytes"
	"context"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) inbox() *cobra.Command {
	var all, read bool
	command := &cobra.Command{
		Use:   "inbox",
		Short: "list what the desk left for you to read",
		Long: `List the unread lines in your inbox, the newest first: what rules told you, and reminders. --all lists those that you have
read too; --read marks what is listed as read.`,
		Example: `opsdesk inbox
opsdesk inbox --read
opsdesk inbox --all --json`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			ctx, open := command.Context(), c.reading
			if read {
				open = c.writing
			}
			var out bytes.Buffer
			err := open(ctx, func(s *session) error { return s.readInbox(ctx, &out, all, read) })
			if err != nil {
				return err
			}
			return c.printAll(out.Bytes())
		},
	}
	command.Flags().BoolVar(&all, "all", false, "list what you have read too")
	command.Flags().BoolVar(&read, "read", false, "mark what is listed as read")
	return command
}

func (s *session) readInbox(ctx context.Context, out *bytes.Buffer, all, read bool) error {
	letters, err := s.store.Inbox(s.me.Name)
	if err != nil {
		return err
	}
	var shown []store.Letter
	unread := 0
	for _, l := range letters {
		if !l.Read {
			unread++
		}
		if all || !l.Read {
			shown = append(shown, l)
		}
	}
	if err := s.writeLetters(out, shown); err != nil {
		return err
	}
	if len(shown) == 0 && !s.json {
		s.tell("nothing to read\n")
	}
	if !read || unread == 0 {
		return nil
	}
	if err := s.store.MarkRead(ctx, s.me, letters[0].Rev); err != nil {
		return err
	}
	s.tell("%s marked as read\n", counted(unread, "line"))
	return nil
}

func (s *session) writeLetters(out *bytes.Buffer, letters []store.Letter) error {
	t := table{heads: []string{"When", "Ticket", "", "What"}, roomy: 3, stiff: []bool{true, true, true, false}}
	for _, l := range letters {
		key, mark := s.keyOf(l.Ticket), "unread"
		if l.Read {
			mark = ""
		}
		if s.json {
			out.Write(object{{"revision", l.Rev}, {"at", l.At.String()}, {"number", l.Ticket}, {"key", key}, {"text", l.Text}, {"read", l.Read}}.line())
			continue
		}
		t.rows = append(t.rows, []model.Line{model.Clean(l.At.Time().In(s.zone).Format("2006-01-02 15:04")), model.Clean(key), model.Clean(mark), model.Clean(l.Text)})
	}
	if len(t.rows) == 0 {
		return nil
	}
	width, _ := s.size()
	return t.write(out, width)
}
