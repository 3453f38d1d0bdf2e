package cmd

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) reply() *cobra.Command {
	k := replies()
	return family("reply", "keep texts that are often written",
		`Replies are texts that are put into what one writes: in the console ctrl+r in a comment or a note offers them. Their variables
are filled in for the ticket, and the cursor goes to {{cursor}}. Who may amend policies may amend replies; every
amendment is in the journal, and undo takes it back.

`+variableHelp(),
		`opsdesk reply list
opsdesk reply set 'Ask for a picture' --text 'Hello {{requester.first}}, can you send us a picture of {{cursor}}?'`,
		k.list(c, "list the replies in the order in which they are offered", "opsdesk reply list"),
		k.showOne(c, "opsdesk reply show 'Ask for a picture'\nopsdesk reply show 'Ask for a picture' --json"),
		c.replySet(k),
		k.move(c, "Put a reply on another place of the list, from 1. They are offered in its order.", "opsdesk reply move 'Ask for a picture' 1"),
		k.remove(c, "opsdesk reply remove 'Ask for a picture'"))
}

// replies are the clause of the replies.
func replies() *clause[model.Reply] {
	return &clause[model.Reply]{
		part:  model.PartReply,
		all:   func(t *model.Terms) []model.Reply { return t.Replies },
		name:  func(r *model.Reply) string { return r.Name },
		heads: []string{"No.", "Reply", "Teams", "Text"}, roomy: 3,
		row: func(i int, r *model.Reply, _ *model.Terms) []string {
			return []string{strconv.Itoa(i + 1), r.Name, teamsText(r.Teams), r.Text}
		},
		show: func(p *page, r *model.Reply) error {
			p.line("%s\n", model.Clean(r.Name))
			p.line("Teams       %s", model.Clean(teamsText(r.Teams)))
			p.block("Text", r.Text)
			return nil
		},
	}
}

// A replyChange is what flags say that a reply is to be.
type replyChange struct {
	termsFile
	text, rename string
	teams        []string
}

func (c *caller) replySet(k *clause[model.Reply]) *cobra.Command {
	var want replyChange
	command := &cobra.Command{
		Use:   "set [NAME]",
		Short: "change a reply, or add one",
		Long: `Change the reply of a name, or add it at the end when there is none. What no flag speaks of stays as it is. Teams are
those on whose tickets it is offered.`,
		Example: `opsdesk reply set 'Ask for a picture' --text 'Hello {{requester.first}}, can you send us a picture of {{cursor}}?'
opsdesk reply set 'Ask for a picture' --team Workplace
opsdesk reply show 'Ask for a picture' --json | opsdesk reply set --file -`,
		Args: takes(0, 1, "the name of one reply"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" && want.file == "" {
				return usage("set needs the name of a reply or a --file: see %s --help", command.CommandPath())
			}
			return c.writing(command.Context(), func(s *session) error { return want.put(command, s, k, name) })
		},
	}
	want.flags(command)
	flags := command.Flags()
	flags.StringArrayVar(&want.teams, "team", nil, "a team on whose tickets it is offered; none is all; may be repeated")
	flags.StringVar(&want.text, "text", "", "the text, with variables; - is what is sent")
	flags.StringVar(&want.rename, "rename", "", "give it another name")
	return command
}

// put makes the reply what the file and the flags say.
func (w *replyChange) put(command *cobra.Command, s *session, k *clause[model.Reply], name string) error {
	to, given := model.Reply{Name: name}, command.Flags().Changed
	if have, _, err := k.find(s.store.Book().Terms(), name); err == nil && w.file == "" {
		to = *have
	}
	base, err := w.read(command.Context(), s.caller, &to, &model.Reply{})
	if err != nil {
		return err
	}
	if given("text") {
		if to.Text, err = s.words(command.Context(), w.text); err != nil {
			return err
		}
	}
	if given("team") {
		to.Teams = noneOr(w.teams)
	}
	if given("rename") {
		to.Name = w.rename
	}
	return k.put(command.Context(), s, cmp.Or(name, to.Name), &to, base)
}
