package cmd

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) rule() *cobra.Command {
	k := rules()
	return family("rule", "say what the desk does when a clock warns or is breached",
		`Rules say what the desk does by itself when a clock warns or is breached: tell somebody, hand the ticket on, raise or tag
it, run a command. The timeline shows what was done with the rule's name. All rules that fit act, in their order.`,
		`opsdesk rule list
opsdesk rule set 'Flag late ones' --when breach --match 'priority<=2' --do 'tag late' --do raise`,
		k.list(c, "list the rules in the order in which they act", "opsdesk rule list"),
		k.showOne(c, "opsdesk rule show 'Tell of a breach'\nopsdesk rule show 'Tell of a breach' --json"),
		c.ruleSet(k),
		k.move(c, "Put a rule on another place of the list, from 1. Rules act in their order.", "opsdesk rule move 'Tell of a breach' 1"),
		k.remove(c, "opsdesk rule remove 'Tell of a breach'"))
}

// rules are the clause of the rules.
func rules() *clause[model.Rule] {
	return &clause[model.Rule]{
		part:  model.PartRule,
		all:   func(t *model.Terms) []model.Rule { return t.Rules },
		name:  func(r *model.Rule) string { return r.Name },
		heads: []string{"No.", "Rule", "When", "Of", "Match", "Does"}, roomy: 5,
		row: func(i int, r *model.Rule, _ *model.Terms) []string {
			name := r.Name
			if r.Off {
				name += " (off)"
			}
			return []string{strconv.Itoa(i + 1), name, r.When.String(), ruleClocks(r), cmp.Or(r.Match, "every ticket"), ruleDeeds(r, "; ")}
		},
		show: func(p *page, r *model.Rule) error {
			p.line("%s\n", model.Clean(r.Name))
			p.line("When        %s", r.When)
			p.line("Clocks      %s", ruleClocks(r))
			p.line("Match       %s", model.Clean(cmp.Or(r.Match, "every ticket")))
			p.line("Does        %s", model.Clean(ruleDeeds(r, "; ")))
			if r.Off {
				p.line("Off         it does nothing until it is on again")
			}
			return nil
		},
	}
}

// ruleClocks says which clocks a rule is about.
func ruleClocks(r *model.Rule) string {
	var words []string
	for _, a := range r.Agreements {
		words = append(words, model.Agreements[a].Label)
	}
	for _, target := range r.Targets {
		words = append(words, target.String())
	}
	return cmp.Or(strings.Join(words, " "), "every clock")
}

func ruleDeeds(r *model.Rule, between string) string {
	var all []string
	for _, do := range r.Do {
		all = append(all, do.String())
	}
	return strings.Join(all, between)
}

// A ruleChange is what flags say that a rule is to be.
type ruleChange struct {
	termsFile
	when, match, rename        string
	targets, agreements, deeds []string
	on, off                    bool
}

func (c *caller) ruleSet(k *clause[model.Rule]) *cobra.Command {
	var want ruleChange
	command := &cobra.Command{
		Use:   "set [NAME]",
		Short: "change a rule, or add one",
		Long: `Change the rule of a name, or add it at the end when there is none. What no flag speaks of stays as it is; what may be
repeated takes the place of all that there was. A rule can: notify assignee, requester, watchers or a person; assign a
person or none; team NAME; raise (one priority up); tag WORD; note TEXT; run COMMAND. Commands run on the machine of
whoever has the desk open in a console, with OPSDESK_TICKET, OPSDESK_RULE and OPSDESK_DB set, for at most a minute; what
they print goes to a log beside the desk.`,
		Example: `opsdesk rule set 'Flag late ones' --when breach --match 'priority<=2' --target resolution --do 'tag late' --do raise
opsdesk rule set 'Flag late ones' --do 'tag late' --do 'notify assignee'
opsdesk rule set 'Ring the pager' --when warn --agreement sla --do 'run page-someone "$OPSDESK_TICKET"'
opsdesk rule set 'Ring the pager' --off
opsdesk rule show 'Flag late ones' --json | opsdesk rule set --file -`,
		Args: takes(0, 1, "the name of one rule"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" && want.file == "" {
				return usage("set needs the name of a rule or a --file: see %s --help", command.CommandPath())
			}
			return c.writing(command.Context(), func(s *session) error { return want.put(command, s, k, name) })
		},
	}
	want.flags(command)
	flags := command.Flags()
	flags.StringVar(&want.when, "when", "", "warn or breach")
	flags.StringVar(&want.match, "match", "", "a query for the tickets that it is about; empty is every ticket")
	flags.StringSliceVar(&want.targets, "target", nil, "response, update or resolution; none of them is all; may be repeated")
	flags.StringSliceVar(&want.agreements, "agreement", nil, "sla or ola; none of them is both; may be repeated")
	flags.StringArrayVar(&want.deeds, "do", nil, "what to do, as in 'notify assignee'; may be repeated")
	flags.StringVar(&want.rename, "rename", "", "give it another name")
	flags.BoolVar(&want.on, "on", false, "let it act again")
	flags.BoolVar(&want.off, "off", false, "keep it, but let it do nothing")
	c.completes(command, "when", model.Alarms[:]...)
	c.completes(command, "target", "response", "update", "resolution")
	c.completes(command, "agreement", "sla", "ola")
	c.completes(command, "do", "notify assignee", "notify watchers", "notify requester", "assign", "team", "raise", "tag", "note", "run")
	return command
}

// put makes the rule what the file and the flags say.
func (w *ruleChange) put(command *cobra.Command, s *session, k *clause[model.Rule], name string) error {
	to := model.Rule{Name: name}
	have, _, err := k.find(s.store.Book().Terms(), name)
	if err == nil && w.file == "" {
		to = *have
	} else if w.file == "" && !command.Flags().Changed("when") {
		return usage("a new rule needs --when: warn or breach")
	}
	base, err := w.read(command.Context(), s.caller, &to, &model.Rule{})
	if err != nil {
		return err
	}
	if err := w.apply(command, &to); err != nil {
		return err
	}
	return k.put(command.Context(), s, cmp.Or(name, to.Name), &to, base)
}

// apply changes what flags speak of.
func (w *ruleChange) apply(command *cobra.Command, to *model.Rule) error {
	given := command.Flags().Changed
	if given("when") {
		if err := to.When.UnmarshalText([]byte(w.when)); err != nil {
			return usage("--when: %v", err)
		}
	}
	if given("match") {
		if _, err := parseQuery([]string{w.match}); err != nil {
			return err
		}
		to.Match = w.match
	}
	if given("rename") {
		to.Name = w.rename
	}
	if given("on") && given("off") {
		return usage("--on and --off are opposites: choose one")
	}
	if given("on") || given("off") {
		to.Off = w.off
	}
	if given("target") {
		to.Targets = make([]model.Target, len(w.targets))
		for i, text := range w.targets {
			if err := to.Targets[i].UnmarshalText([]byte(text)); err != nil {
				return usage("--target: %v", err)
			}
		}
	}
	if given("agreement") {
		to.Agreements = make([]model.Agreement, len(w.agreements))
		for i, text := range w.agreements {
			if err := to.Agreements[i].UnmarshalText([]byte(text)); err != nil {
				return usage("--agreement: %v", err)
			}
		}
	}
	if given("do") {
		to.Do = make([]model.Reaction, len(w.deeds))
		for i, text := range w.deeds {
			if err := to.Do[i].UnmarshalText([]byte(text)); err != nil {
				return usage("--do: %v", err)
			}
		}
	}
	return nil
}
