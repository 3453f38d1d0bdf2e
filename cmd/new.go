package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// A wish is a ticket that somebody wants made.
type wish struct {
	kind, title, description string
	set                      []string
	draft                    bool
	request                  string
}

func (c *caller) new() *cobra.Command {
	var want wish
	command := &cobra.Command{
		Use:   "new --title TITLE",
		Short: "make a ticket",
		Long:  "Make a ticket and print its number. Names in --set mean people, teams, services and products of the desk; me is you.",
		Example: `opsdesk new --title "VPN refuses all logins" --set impact=1 --set urgency=1
opsdesk new --kind request --title "Shared mailbox for the audit team" --description "For four people."
opsdesk new --kind item --title "Single sign-on for the portal" --set size=5`,
		Args: takes(0, 0, "its facts as flags"),
		RunE: func(command *cobra.Command, _ []string) error { return c.runNew(command.Context(), want) },
	}
	flags := command.Flags()
	flags.StringVar(&want.kind, "kind", model.Incident.String(), "the kind: "+strings.Join(kindTokens(), ", "))
	flags.StringVar(&want.title, "title", "", "what it is about, in a line")
	flags.StringVar(&want.description, "description", "", "all that is known; - reads it from standard input")
	flags.StringArrayVar(&want.set, "set", nil, "a fact, as in impact=1 or assignee=me; may be repeated")
	flags.BoolVar(&want.draft, "draft", false, "begin a service request as a draft")
	flags.StringVar(&want.request, "request", "", "an id of your choice: with the same one again, nothing more is made")
	c.completes(command, "kind", kindTokens()...)
	return command
}

func kindTokens() (all []string) {
	for _, k := range model.Kinds[1:] {
		all = append(all, k.Token)
	}
	return all
}

func (c *caller) runNew(ctx context.Context, want wish) error {
	kind, err := parseKind(want.kind)
	if err != nil {
		return err
	}
	if strings.TrimSpace(want.title) == "" {
		return usage("a new ticket needs a --title")
	}
	if want.description, err = c.words(ctx, want.description); err != nil {
		return err
	}
	return c.making(ctx, func(s *session) error {
		act := model.Create{Kind: kind, Draft: want.draft}
		given := append([]string{"title=" + want.title, "description=" + want.description}, want.set...)
		for _, text := range given {
			set, err := s.setting(ctx, text)
			if err != nil {
				return err
			}
			if set.To != (model.Value{}) {
				act.Set = append(act.Set, set)
			}
		}
		result, err := s.store.Do(ctx, store.Write{Who: s.me, Request: want.request, Commands: []store.Command{{Act: act}}})
		if err != nil {
			return err
		}
		return s.printNew(ctx, result)
	})
}

// printNew prints the ticket that a write made, also when the write had been sent before.
func (s *session) printNew(ctx context.Context, result store.Result) error {
	id := model.ID(0)
	if len(result.Done) > 0 {
		id = result.Done[0].ID
	} else {
		entries, err := s.store.Log(ctx, result.Group+1, 1, nil)
		if err != nil {
			return err
		}
		if len(entries) > 0 {
			id = model.ID(entries[0].ID)
		}
	}
	t, err := s.store.Get(id)
	switch {
	case err != nil:
		return err
	case s.json:
		return s.print("%s", s.ticketObject(t).line())
	}
	return s.print("%s\n", t.Key())
}

func parseKind(text string) (model.Kind, error) {
	for k, rules := range model.Kinds {
		if k > 0 && (strings.EqualFold(text, rules.Token) || strings.EqualFold(text, rules.Label) || strings.EqualFold(text, rules.Prefix)) {
			return model.Kind(k), nil
		}
	}
	return 0, usage("there is no kind %s%s; the kinds are %s", quoted(text), didYouMean(text, kindTokens(), ""), strings.Join(kindTokens(), ", "))
}

// setting reads a fact as in impact=1.
func (s *session) setting(ctx context.Context, text string) (model.Setting, error) {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return model.Setting{}, usage("%s sets nothing: write it as impact=1", quoted(text))
	}
	f := model.FieldNamed(strings.ToLower(strings.TrimSpace(name))).Meant()
	if f == nil {
		return model.Setting{}, usage("there is no field %s%s", quoted(name), didYouMean(name, columnNames()[2:], ""))
	}
	v, err := s.parse(ctx, f, value)
	return model.Setting{Field: f.No, To: v}, err
}
