package cmd

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// completes offers words for the value of a flag that the command has, several with commas between.
func (c *caller) completes(command *cobra.Command, flag string, words ...string) {
	if !c.completing {
		return
	}
	offer := func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := typed[:strings.LastIndex(typed, ",")+1]
		var all []string
		for _, word := range words {
			all = append(all, before+word)
		}
		return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	}
	if err := command.RegisterFlagCompletionFunc(flag, offer); err != nil {
		panic(err) // the command has no such flag: a mistake in the program
	}
}

// completeQuery offers what fits the word of a query that is being typed, with the values that the desk holds.
func (c *caller) completeQuery(command *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	values := func(f *model.Field) (all []model.Candidate) {
		err := c.reading(command.Context(), func(s *session) (err error) {
			all, err = s.store.Values(command.Context(), f)
			return err
		})
		if err != nil { // without a desk to ask there is less to offer
			return nil
		}
		return all
	}
	runes := []rune(typed)
	from, candidates := model.Complete(typed, len(runes), values)
	var all []string
	for _, one := range candidates {
		text := string(runes[:from]) + one.Text
		if one.Hint != "" {
			text = cobra.CompletionWithDesc(text, model.Clean(one.Hint).String())
		}
		all = append(all, text)
	}
	return all, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// completeDeed offers the verbs behind a ticket, and behind some verbs what they take.
func (c *caller) completeDeed(command *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	at := slices.IndexFunc(args, func(word string) bool { return deedNamed(word) != nil })
	switch {
	case len(args) == 0:
	case at < 0:
		all = deedNames()
	case args[at] == "move":
		for _, s := range model.States[1:] {
			all = append(all, s.Token)
		}
	case args[at] == "link" || args[at] == "unlink":
		for _, r := range model.Relations[1:] {
			all = append(all, r.Token)
		}
	case args[at] == "macro":
		all, _ = macros().complete(c)(command, nil, "")
	case args[at] == "rank":
		all = []string{"top", "bottom", "after", "before"}
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}
