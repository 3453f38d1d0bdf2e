package cmd

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) macro() *cobra.Command {
	k := macros()
	return family("macro", "keep what is often done to tickets under one name",
		`A macro sets fields, writes a public comment or an internal note, and says where to go then. Texts hold variables, which are
filled in for each ticket. In the console x does one; here it is do ID… macro NAME. Who may amend policies may amend
macros; every amendment is in the journal, and undo takes it back.

`+variableHelp(),
		`opsdesk macro list
opsdesk macro set 'Hand to network' --set team=Network --set impact=2 --set urgency=2 --comment 'Hello {{requester.first}}, …' --next next
opsdesk macro try 'Hand to network' INC-1
opsdesk do INC-1 INC-2 macro 'Hand to network' --dry-run`,
		k.list(c, "list the macros in the order in which they are offered", "opsdesk macro list"),
		k.showOne(c, "opsdesk macro show 'Hand to network'\nopsdesk macro show 'Hand to network' --json"),
		c.macroSet(k),
		k.move(c, "Put a macro on another place of the list, from 1. They are offered in its order.", "opsdesk macro move 'Hand to network' 1"),
		k.remove(c, "opsdesk macro remove 'Hand to network'"),
		c.macroTry(k))
}

// variableHelp lists the variables of texts.
func variableHelp() string {
	text := "The variables:\n"
	for _, v := range model.Variables {
		text += fmt.Sprintf("\n  %-20s %s", "{{"+v.Name+"}}", v.Says)
	}
	return text
}

// macros are the clause of the macros.
func macros() *clause[model.Macro] {
	return &clause[model.Macro]{
		part:  model.PartMacro,
		all:   func(t *model.Terms) []model.Macro { return t.Macros },
		name:  func(m *model.Macro) string { return m.Name },
		heads: []string{"No.", "Macro", "Teams", "Match", "Does"}, roomy: 4,
		row: func(i int, m *model.Macro, _ *model.Terms) []string {
			return []string{strconv.Itoa(i + 1), m.Name, teamsText(m.Teams), cmp.Or(m.Match, "every ticket"), m.Says()}
		},
		show: func(p *page, m *model.Macro) error {
			p.line("%s\n", model.Clean(m.Name))
			p.line("Teams       %s", model.Clean(teamsText(m.Teams)))
			p.line("Match       %s", model.Clean(cmp.Or(m.Match, "every ticket")))
			p.line("Then        %s", model.Nexts[m.Next].Label)
			for i, w := range m.Set {
				p.line("%-12s%s", map[bool]string{true: "Sets"}[i == 0], model.Clean(w.String()))
			}
			if m.Comment != "" {
				p.block("Public comment", m.Comment)
			}
			if m.Note != "" {
				p.block("Internal note", m.Note)
			}
			return nil
		},
	}
}

func teamsText(teams []string) string { return cmp.Or(strings.Join(teams, ", "), "all") }

// A macroChange is what flags say that a macro is to be.
type macroChange struct {
	termsFile
	match, comment, note, next, rename string
	teams, wishes                      []string
}

func (c *caller) macroSet(k *clause[model.Macro]) *cobra.Command {
	var want macroChange
	command := &cobra.Command{
		Use:   "set [NAME]",
		Short: "change a macro, or add one",
		Long: `Change the macro of a name, or add it at the end when there is none. What no flag speaks of stays as it is; what may be
repeated takes the place of all that there was. A field is written as in the other commands: team=Network, assignee=me
or none, impact=2 and urgency=1 (the priority follows), tag=+vpn -noise, state=resolved with code=fixed and note=…,
state=on-hold with reason=awaiting-caller, why=…. What is so already on a ticket is left out; where one thing is refused
on a ticket, nothing of the macro is done there. Teams are those on whose tickets it is offered.

` + variableHelp(),
		Example: `opsdesk macro set 'Ask for a picture' --set state=on-hold --set reason=awaiting-caller --comment 'Hello {{requester.first}}, can you send us a picture?'
opsdesk macro set 'Ask for a picture' --team Workplace --next next
opsdesk macro show 'Ask for a picture' --json | opsdesk macro set --file -`,
		Args: takes(0, 1, "the name of one macro"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" && want.file == "" {
				return usage("set needs the name of a macro or a --file: see %s --help", command.CommandPath())
			}
			return c.writing(command.Context(), func(s *session) error { return want.put(command, s, k, name) })
		},
	}
	want.flags(command)
	flags := command.Flags()
	flags.StringArrayVar(&want.teams, "team", nil, "a team on whose tickets it is offered; none is all; may be repeated")
	flags.StringVar(&want.match, "match", "", "a query for the tickets that it is for; empty is every ticket")
	flags.StringArrayVar(&want.wishes, "set", nil, "a field and what it becomes, as in team=Network; none is no field; may be repeated")
	flags.StringVar(&want.comment, "comment", "", "a public comment, with variables; - is what is sent")
	flags.StringVar(&want.note, "note", "", "an internal note, with variables; - is what is sent")
	flags.StringVar(&want.next, "next", "", "where to go then: stay, next or close")
	flags.StringVar(&want.rename, "rename", "", "give it another name")
	c.completes(command, "next", "stay", "next", "close")
	return command
}

// put makes the macro what the file and the flags say.
func (w *macroChange) put(command *cobra.Command, s *session, k *clause[model.Macro], name string) error {
	to := model.Macro{Name: name}
	if have, _, err := k.find(s.store.Book().Terms(), name); err == nil && w.file == "" {
		to = *have
	}
	base, err := w.read(command.Context(), s.caller, &to, &model.Macro{})
	if err != nil {
		return err
	}
	if err := w.apply(command, s, &to); err != nil {
		return err
	}
	return k.put(command.Context(), s, cmp.Or(name, to.Name), &to, base)
}

// apply changes what flags speak of.
func (w *macroChange) apply(command *cobra.Command, s *session, to *model.Macro) error {
	given := command.Flags().Changed
	if given("match") {
		if _, err := parseQuery([]string{w.match}); err != nil {
			return err
		}
		to.Match = w.match
	}
	for _, words := range []struct {
		flag, text string
		into       *string
	}{{"comment", w.comment, &to.Comment}, {"note", w.note, &to.Note}} {
		if !given(words.flag) {
			continue
		}
		text, err := s.words(command.Context(), words.text)
		if err != nil {
			return err
		}
		*words.into = text
	}
	if given("next") {
		if err := to.Next.UnmarshalText([]byte(w.next)); err != nil {
			return usage("--next: %v", err)
		}
	}
	if given("rename") {
		to.Name = w.rename
	}
	if given("team") {
		to.Teams = noneOr(w.teams)
	}
	if given("set") {
		to.Set = nil
	}
	for _, text := range noneOr(w.wishes) {
		wish, err := model.ParseWish(text)
		if err != nil {
			return usage("--set: %v", err)
		}
		to.Set = append(to.Set, wish)
	}
	return nil
}

// noneOr gives the values of a flag that may be repeated; the one word none is no value.
func noneOr(values []string) []string {
	if slices.Equal(values, []string{"none"}) {
		return nil
	}
	return values
}
