package cmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// A policyChange is what flags say that a policy is to be.
type policyChange struct {
	termsFile
	match, calendar, agreement, restart, rename string
	promises, pauses, warns                     []string
	on, off                                     bool
}

func (c *caller) policySet(k *clause[model.Policy]) *cobra.Command {
	var want policyChange
	command := &cobra.Command{
		Use:   "set [NAME]",
		Short: "change a policy, or add one",
		Long: `Change the policy of a name, or add it at the end when there is none. What no flag speaks of stays as it is. A promise is
a row: whom it is for (p1 to p5, any, or item: and the name of a catalogue item), then times. 15m, 4h and 1h30 are open
time of the calendar; 3d are working days. It takes the place of the row for the same; none behind it takes that away.
Pauses take the place of all that there were; none is nowhere. With --file the policy is read whole, and flags change
what was read. Open tickets follow at once: what has elapsed stays elapsed.`,
		Example: `opsdesk policy set Incidents --promise 'p1 response=10m update=30m resolution=2h calendar=24x7' --warn resolution=50
opsdesk policy set Network --match category:network --calendar 24x7 --promise 'any resolution=4h' --agreement ola
opsdesk policy set Requests --pause draft --pause waiting-approval --promise 'item:New laptop resolution=10d'
opsdesk policy set Network --off
opsdesk policy show Incidents --json | opsdesk policy set --file -`,
		Args: takes(0, 1, "the name of one policy"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" && want.file == "" {
				return usage("set needs the name of a policy or a --file: see %s --help", command.CommandPath())
			}
			return c.writing(command.Context(), func(s *session) error { return want.put(command, s, k, name) })
		},
	}
	want.flags(command)
	flags := command.Flags()
	flags.StringVar(&want.match, "match", "", "a query for the tickets that it is about; empty is every ticket")
	flags.StringVar(&want.calendar, "calendar", "", "the calendar that counts where a promise names none")
	flags.StringArrayVar(&want.promises, "promise", nil, "a row, as in 'p2 response=30m update=4h resolution=8h'; may be repeated")
	flags.StringArrayVar(&want.pauses, "pause", nil, "where clocks stand still, as in on-hold:awaiting-caller; may be repeated")
	flags.StringArrayVar(&want.warns, "warn", nil, "the percentage of a time at which to warn, as in response=50; may be repeated")
	flags.StringVar(&want.restart, "restart", "", "what begins the update time anew: reply, contact or waiting")
	flags.StringVar(&want.agreement, "agreement", "", "sla for customers, ola for a team")
	flags.StringVar(&want.rename, "rename", "", "give it another name")
	flags.BoolVar(&want.on, "on", false, "let it match again")
	flags.BoolVar(&want.off, "off", false, "keep it, but let it match nothing")
	c.completes(command, "restart", "reply", "contact", "waiting")
	c.completes(command, "agreement", "sla", "ola")
	return command
}

// put makes the policy what the file and the flags say.
func (w *policyChange) put(command *cobra.Command, s *session, k *clause[model.Policy], name string) error {
	terms := s.store.Book().Terms()
	to := model.Policy{Name: name}
	if have, _, err := k.find(terms, name); err == nil && w.file == "" {
		to = *have
	}
	base, err := w.read(command.Context(), s.caller, &to, &model.Policy{})
	if err != nil {
		return err
	}
	if name == "" {
		name = to.Name
	}
	if have, _, err := k.find(terms, name); err == nil {
		to.ID = have.ID
	}
	if err := w.apply(command, &to); err != nil {
		return err
	}
	return k.put(command.Context(), s, name, &to, base)
}

// apply changes what flags speak of.
func (w *policyChange) apply(command *cobra.Command, to *model.Policy) error {
	given := command.Flags().Changed
	if given("match") {
		if _, err := parseQuery([]string{w.match}); err != nil {
			return err
		}
		to.Match = w.match
	}
	if given("calendar") {
		to.Calendar = w.calendar
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
	if given("restart") {
		if err := to.Restart.UnmarshalText([]byte(w.restart)); err != nil {
			return usage("--restart: %v", err)
		}
	}
	if given("agreement") {
		if err := to.Agreement.UnmarshalText([]byte(w.agreement)); err != nil {
			return usage("--agreement: %v", err)
		}
	}
	return w.lists(to)
}

// lists changes the rows, the pauses and the warnings.
func (w *policyChange) lists(to *model.Policy) error {
	to.Promises = slices.Clone(to.Promises)
	for _, text := range w.promises {
		row, none, err := parsePromise(text)
		if err != nil {
			return usage("--promise: %v", err)
		}
		at := slices.IndexFunc(to.Promises, func(have model.Promise) bool { return model.FoldName(have.For) == model.FoldName(row.For) })
		switch {
		case none && at < 0:
			return fmt.Errorf("the policy has no promise for %s to take away: %w", quoted(row.For), model.ErrNotFound)
		case none:
			to.Promises = slices.Delete(to.Promises, at, at+1)
		case at < 0:
			to.Promises = append(to.Promises, row)
		default:
			to.Promises[at] = row
		}
	}
	if len(w.pauses) > 0 {
		to.Pause = nil
	}
	for _, text := range w.pauses {
		if text == "none" {
			continue
		}
		pause, err := model.ParsePause(text)
		if err != nil {
			return usage("--pause: %v", err)
		}
		to.Pause = append(to.Pause, pause)
	}
	for _, text := range w.warns {
		if err := parseWarn(text, &to.Warn); err != nil {
			return usage("--warn: %v", err)
		}
	}
	return nil
}

// parsePromise reads a row as in p1 response=15m update=1h resolution=4h calendar=24x7; none behind whom it is for says
// that there is to be no such row.
func parsePromise(text string) (row model.Promise, none bool, err error) {
	if row, err = model.ParsePromise(text); err != nil {
		return row, false, err
	}
	if whom, ok := strings.CutSuffix(row.For, " none"); ok && row == (model.Promise{For: row.For}) {
		return model.Promise{For: whom}, true, nil
	}
	return row, false, nil
}

// parseWarn reads the percentage of one target, as in response=50.
func parseWarn(text string, into *model.Shares) error {
	name, value, _ := strings.Cut(text, "=")
	var target model.Target
	if err := target.UnmarshalText([]byte(strings.ToLower(strings.TrimSpace(name)))); err != nil {
		return err
	}
	share, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), "%"))
	if err != nil || share < 1 || share > 100 {
		return fmt.Errorf("%s is no percentage: write it as %s=50", quoted(value), target)
	}
	*[]*int{&into.Response, &into.Update, &into.Resolution}[target] = share
	return nil
}
