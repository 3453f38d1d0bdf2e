package cmd

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) policyDefaults() *cobra.Command {
	return &cobra.Command{
		Use:   "defaults",
		Short: "add what a new desk begins with",
		Long: `Add the calendars, policies and rules that a new desk begins with, as far as there are none of their names, and the care
for what nobody touches when there is none. What is there stays as it is. Business hours are in the zone of this machine.`,
		Example: "opsdesk policy defaults",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			return c.writing(command.Context(), func(s *session) error {
				return s.adopt(command.Context(), model.DefaultTerms(zoneName()), adoption{keep: true})
			})
		},
	}
}

func (c *caller) policyExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export [FILE]",
		Short: "write all terms of the desk as JSON",
		Long: `Write all terms of the desk as one JSON document, to FILE or standard output: calendars, policies, rules, the care for
what nobody touches, macros and replies. Import and try read it.`,
		Example: `opsdesk policy export terms.json
opsdesk policy export > terms.json`,
		Args: takes(0, 1, "the name of one file"),
		RunE: func(command *cobra.Command, args []string) error {
			var text []byte
			err := c.reading(command.Context(), func(s *session) (err error) {
				text, err = plainJSON(s.store.Book().Terms(), "  ")
				return err
			})
			if err != nil {
				return err
			}
			name := ""
			if len(args) == 1 {
				name = args[0]
			}
			err = c.writeTo(name, func(w io.Writer) error {
				_, err := w.Write(text)
				return err
			})
			if err != nil {
				return fmt.Errorf("export the terms: %w", err)
			}
			return nil
		},
	}
}

func (c *caller) policyImport() *cobra.Command {
	var how adoption
	command := &cobra.Command{
		Use:   "import FILE|-",
		Short: "make the desk's terms those of a file",
		Long: `Change and add calendars, policies, rules, care, macros and replies as a file says that export wrote, in its order. What the file does not
name is kept behind that; --prune takes it away. All is checked before the first amendment is made. Each amendment is a
change of its own, which undo takes back.`,
		Example: `opsdesk policy export terms.json
opsdesk policy import terms.json --dry-run
opsdesk policy import terms.json --prune`,
		Args: takes(1, 1, "one file of terms"),
		RunE: func(command *cobra.Command, args []string) error {
			return c.writing(command.Context(), func(s *session) error {
				var terms model.Terms
				if err := c.readJSON(command.Context(), args[0], &terms); err != nil {
					return err
				}
				return s.adopt(command.Context(), terms, how)
			})
		},
	}
	command.Flags().BoolVar(&how.prune, "prune", false, "take away what the file does not name")
	command.Flags().BoolVar(&how.try, "dry-run", false, "work all out, change nothing")
	return command
}

// An adoption is how the terms of a file are taken over.
type adoption struct {
	keep  bool // what is there stays as it is
	prune bool // what is there and not in the file goes
	try   bool // nothing is changed
}

// adopt takes terms over: all is worked out and checked first.
func (s *session) adopt(ctx context.Context, from model.Terms, how adoption) error {
	plan := adopting{terms: *s.store.Book().Terms(), how: how}
	if err := plan.all(&from); err != nil {
		return err
	}
	names := s.store.Names()
	book, err := model.NewBook([]model.Edition{{At: model.At(s.clock()), Terms: plan.terms}}, names, publicHolidays)
	if err != nil {
		return fmt.Errorf("%w: take over the terms: %w", model.ErrRefused, err)
	}
	if unknown := book.Unknown(names); len(unknown) > 0 {
		return fmt.Errorf("%w: take over the terms: nothing on the desk is called so: %s", model.ErrRefused, unknown[0])
	}
	for _, a := range plan.steps {
		step := func() error { return s.amend(ctx, a) }
		if how.try {
			step = func() error { return s.tried(a) }
		}
		if err := step(); err != nil {
			return err
		}
	}
	if len(plan.steps) == 0 {
		s.tell("nothing to change: the terms are so already\n")
	}
	return nil
}

// tried says what an amendment would do.
func (s *session) tried(a model.Amendment) error {
	if s.json {
		return s.print("%s", object{{"said", a.Said()}, {"tried", true}}.line())
	}
	return s.print("%s (tried, not kept)\n", model.Clean(a.Said()))
}

// An adopting works out amendments, one on top of the other.
type adopting struct {
	terms model.Terms // as they stand after the steps
	how   adoption
	steps []model.Amendment
}

func (p *adopting) all(from *model.Terms) error {
	if err := adoptEach(p, calendars(), from); err != nil {
		return err
	}
	if err := adoptEach(p, policies(), from); err != nil {
		return err
	}
	if err := adoptEach(p, rules(), from); err != nil {
		return err
	}
	if err := adoptEach(p, macros(), from); err != nil {
		return err
	}
	if err := adoptEach(p, replies(), from); err != nil {
		return err
	}
	if from.Care != p.terms.Care && (!p.how.keep || p.terms.Care == model.Care{}) {
		if err := p.step(model.Amendment{Part: model.PartCare, From: mustJSON(p.terms.Care), To: mustJSON(from.Care)}); err != nil {
			return err
		}
	}
	if !p.how.prune {
		return nil
	}
	if err := pruneEach(p, macros(), from); err != nil {
		return err
	}
	if err := pruneEach(p, replies(), from); err != nil {
		return err
	}
	if err := pruneEach(p, rules(), from); err != nil {
		return err
	}
	if err := pruneEach(p, policies(), from); err != nil {
		return err
	}
	return pruneEach(p, calendars(), from)
}

func (p *adopting) step(a model.Amendment) error {
	to, made, err := p.terms.Amend(a)
	if err != nil {
		return err
	}
	p.terms, p.steps = to, append(p.steps, made)
	return nil
}

// adoptEach changes and adds the parts of one kind, in their order.
func adoptEach[T any](p *adopting, k *clause[T], from *model.Terms) error {
	for i, one := range k.all(from) {
		a := model.Amendment{Part: k.part, To: mustJSON(numberless(&one)), Place: i + 1}
		have, at, err := k.find(&p.terms, k.name(&one))
		if err == nil {
			a.Name, a.From = k.name(have), mustJSON(have)
			if p.how.keep || at == i && bytes.Equal(mustJSON(numberless(have)), a.To) {
				continue
			}
		} else if p.how.keep {
			a.Place = 0
		}
		if err := p.step(a); err != nil {
			return err
		}
	}
	return nil
}

// pruneEach takes away the parts of one kind that the file does not name.
func pruneEach[T any](p *adopting, k *clause[T], from *model.Terms) error {
	for _, one := range slices.Clone(k.all(&p.terms)) {
		if _, _, err := k.find(from, k.name(&one)); err == nil {
			continue
		}
		if err := p.step(model.Amendment{Part: k.part, Name: k.name(&one), From: mustJSON(&one)}); err != nil {
			return err
		}
	}
	return nil
}

// numberless gives a part without the number that a policy has on its desk: it means another one elsewhere.
func numberless[T any](one *T) any {
	if p, ok := any(one).(*model.Policy); ok {
		plain := *p
		plain.ID = 0
		return &plain
	}
	return one
}
