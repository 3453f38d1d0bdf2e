package cmd

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// A doing is one gesture of the command line under way: acts on tickets.
type doing struct {
	*session
	ctx     context.Context
	deed    *deed
	args    []string // behind the verb
	flags   *doFlags
	tickets []*model.Ticket
	sent    *string // the text that was sent, once it was read
}

// doFlags are the flags of all verbs; each verb says which are its own.
type doFlags struct {
	code, note, reason, comment, why, title string
	commander, communicator, next           string
	set, base                               []string
	off, dryRun, family                     bool
	request, query                          string
}

// A step is an act with the words that tell of it when it is done.
type step struct {
	act  model.Act
	said string
}

func (c *caller) do() *cobra.Command {
	var given doFlags
	command := &cobra.Command{
		Use:   "do ID…|--query QUERY VERB [ARGS]",
		Short: "act on tickets",
		Long: "Act on one ticket or several, or on all that match a query. Each is tried; what is refused is said on standard error,\n" +
			"the rest is done as one gesture that undo takes back, in pieces between which an interrupt ends it. A dash as a\n" +
			"text reads it from standard input. The verbs:\n\n" + deedHelp(),
		Example: `opsdesk do INC-1 take
opsdesk do INC-2 merge INC-1 --why "the same fault" --dry-run
opsdesk do INC-1 comment "The cause is found." --family
opsdesk do INC-1 move resolved --code fixed --note "Licence pool enlarged."
opsdesk do 1 2 tag +vpn -noise
opsdesk do INC-2 edit due=4h impact=2 --dry-run
opsdesk do 1 2 macro 'Hand to network'
opsdesk do --query 'state:open -team:network' assign me --dry-run`,
		Annotations:       map[string]string{dashed: "yes"},
		ValidArgsFunction: c.completeDeed,
		RunE: func(command *cobra.Command, args []string) error {
			return c.runDo(command, unveil(args), &given)
		},
	}
	flags := command.Flags()
	flags.StringVar(&given.code, "code", "", takenBy("code")+"the resolution code ("+strings.Join(model.Codes, ", ")+" or your own)")
	flags.StringVar(&given.note, "note", "", takenBy("note")+"the resolution note")
	flags.StringVar(&given.reason, "reason", "", takenBy("reason")+"what it waits for, or why it ends, as in awaiting-caller")
	flags.StringVar(&given.comment, "comment", "", takenBy("comment")+"a public comment that goes with it")
	flags.StringVar(&given.why, "why", "", takenBy("why")+"the reason in words")
	flags.StringVar(&given.commander, "commander", "", takenBy("commander")+"the person who leads the work")
	flags.StringVar(&given.communicator, "communicator", "", takenBy("communicator")+"the person who informs the stakeholders")
	flags.StringVar(&given.next, "next", "", takenBy("next")+"when the stakeholders hear of it again, as in 30m")
	flags.StringVar(&given.title, "title", "", takenBy("title")+"the title of the new ticket, else the first line of the entry")
	flags.BoolVar(&given.family, "family", false, takenBy("family")+"with the open children, as their table says")
	flags.StringArrayVar(&given.set, "set", nil, takenBy("set")+"a fact that the move asks for, as in cause=…; may be repeated")
	flags.StringArrayVar(&given.base, "base", nil, takenBy("base")+"the value that the edit is based on, as in due=; may be repeated")
	flags.BoolVar(&given.off, "off", false, takenBy("off")+"no longer")
	flags.BoolVar(&given.dryRun, "dry-run", false, "work all out, keep nothing")
	flags.StringVar(&given.request, "request", "", "an id of your choice: with the same one again, nothing more is done")
	flags.StringVar(&given.query, "query", "", "act on all that match, in the query's order, instead of ID…")
	c.completes(command, "code", model.Codes...)
	return command
}

func (c *caller) runDo(command *cobra.Command, args []string, given *doFlags) error {
	at := slices.IndexFunc(args, func(word string) bool { return deedNamed(word) != nil })
	verb := 1 // where one stands when there is one ticket
	if given.query != "" {
		verb = 0
	}
	switch {
	case at < 0 && len(args) > verb:
		return usage("none of %s is a verb%s; the verbs are %s", quoted(strings.Join(args, " ")),
			didYouMean(args[verb], deedNames(), ""), strings.Join(deedNames(), ", "))
	case given.query != "" && at > 0:
		return usage("--query stands for the numbers of tickets: leave %s out", quoted(strings.Join(args[:at], " ")))
	case given.query != "" && given.request != "":
		return usage("--request does not go with --query: what matches may be other tickets the next time")
	case at < 0 || at == 0 && given.query == "":
		return usage("do needs the number of a ticket and a verb: see %s --help", command.CommandPath())
	}
	d := &doing{ctx: command.Context(), deed: deedNamed(args[at]), args: args[at+1:], flags: given}
	if err := d.checkUsage(command); err != nil {
		return err
	}
	return c.writing(d.ctx, func(s *session) error {
		d.session = s
		return d.run(args[:at])
	})
}

// checkUsage sees that the verb gets as many arguments as it takes, and no flag of another one.
func (d *doing) checkUsage(command *cobra.Command) error {
	if n := len(d.args); n < d.deed.least || d.deed.most >= 0 && n > d.deed.most {
		return usage("write it as: do ID… %s", d.deed.use())
	}
	for _, name := range deedFlags() {
		if command.Flags().Changed(name) && !slices.Contains(d.deed.flags, name) {
			return usage("--%s does not go with %s: write it as: do ID… %s", name, d.deed.name, d.deed.use())
		}
	}
	return nil
}

// run does the deed to every ticket that the numbers name, or that the query matches.
func (d *doing) run(written []string) (err error) {
	if d.flags.why, err = d.text(d.flags.why); err != nil {
		return err
	}
	if d.flags.query != "" {
		if err := d.match(); err != nil || len(d.tickets) == 0 {
			return err
		}
		return d.runOn(nil, true)
	}
	var failures []error
	for _, number := range written {
		t, err := d.find(number)
		if err == nil {
			d.tickets = append(d.tickets, t)
			continue
		}
		if len(written) == 1 {
			return err
		}
		d.complain("", err)
		failures = append(failures, err)
	}
	return d.runOn(failures, len(written) > 1)
}

// runOn does the deed to the tickets that were found; several are done as far as they are not refused.
func (d *doing) runOn(failures []error, several bool) error {
	if d.deed.steps == nil {
		return d.unmergeAll(failures)
	}
	var steps []step
	write := store.Write{Who: d.me, Request: d.flags.request, Try: d.flags.dryRun, Tell: d.flags.dryRun, Each: several || d.flags.family, Together: true}
	for i, t := range d.tickets {
		more, err := d.deed.steps(d, i)
		if write.Each && errors.Is(err, model.ErrRefused) { // on this one; the others are tried
			d.complain(t.Key(), err)
			failures = append(failures, err)
			continue
		}
		if err != nil {
			return err
		}
		for _, one := range more {
			commands, err := d.commands(t, one.act)
			if err != nil {
				return err
			}
			for _, cmd := range commands {
				steps = append(steps, one.of(cmd))
				write.Commands = append(write.Commands, cmd)
			}
		}
	}
	if len(steps) == 0 {
		return toldError{failures[0]}
	}
	result, stopped := d.send(write)
	if stopped != nil && len(result.Done) == 0 {
		return stopped
	}
	refused, err := d.tellAll(steps, write, result)
	if err = errors.Join(stopped, err); err != nil {
		return err
	}
	return outcome(append(failures, refused...), len(failures)+len(steps))
}

// tellAll tells of each step what came of it, and gives the errors of those that were refused.
func (d *doing) tellAll(steps []step, write store.Write, result store.Result) (refused []error, err error) {
	keys := map[model.ID]string{}
	for _, t := range d.tickets {
		keys[t.ID] = t.Key()
	}
	if len(result.Done) == 0 {
		return nil, d.print("%s was done before, as change %d\n", model.Clean(write.Request), result.Group)
	}
	summed := d.flags.dryRun && write.Each && !d.json
	if summed {
		if err := d.tellPreview(result.Done); err != nil {
			return nil, err
		}
	}
	for i, done := range result.Done {
		key := cmp.Or(keys[write.Commands[i].ID], done.Key)
		if done.Err != nil {
			if i == 0 || !errors.Is(done.Err, result.Done[i-1].Err) { // all that goes together is refused for one reason
				d.complain(key, done.Err)
			}
			refused = append(refused, done.Err)
			continue
		}
		if summed {
			continue
		}
		if err := d.tellOne(key, steps[i], done, result.Group); err != nil {
			return nil, err
		}
		d.warnOpen(key, steps[i].act, write.Commands[i].ID)
	}
	return refused, nil
}

func (d *doing) tellOne(key string, s step, done store.Done, group model.Revision) error {
	if d.json {
		o := object{{"number", done.ID}, {"key", key}, {"act", s.act.Verb().String()}, {"said", s.said}}
		if d.flags.dryRun {
			return d.print("%s", append(o, member{"tried", true}, member{"changes", d.changes(done)}).line())
		}
		return d.print("%s", append(o, member{"change", group}).line())
	}
	said := model.Clean(s.said).String()
	if d.flags.dryRun {
		said += " (tried, not kept)"
	}
	return d.print("%s %s\n", key, said)
}

// outcome makes one error of all that failed.
func outcome(failures []error, of int) error {
	switch {
	case len(failures) == 0:
		return nil
	case len(failures) == of:
		return toldError{failures[0]}
	}
	return &partlyError{len(failures), of}
}
