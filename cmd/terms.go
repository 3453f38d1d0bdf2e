package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// A clause is one kind of named part of the desk's terms, such as its policies. The commands that list, show, move and
// remove one are the same for all.
type clause[T any] struct {
	part model.Part
	all  func(*model.Terms) []T
	name func(*T) string
	// row is a line of the list, under heads; roomy is the column that keeps most room where there is little.
	heads []string
	roomy int
	row   func(i int, one *T, terms *model.Terms) []string
	// show writes one for people.
	show func(p *page, one *T) error
}

// family makes a command that only holds others.
func family(use, short, long, example string, members ...*cobra.Command) *cobra.Command {
	command := &cobra.Command{
		Use: use, Short: short, Long: long, Example: example,
		Args: func(command *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return usage("%s has no command %s%s: see %s --help", command.CommandPath(), quoted(args[0]),
				didYouMean(args[0], commandNames(command), ""), command.CommandPath())
		},
		RunE: func(command *cobra.Command, _ []string) error {
			return usage("%s needs to know what to do: %s; see %s --help", command.Name(), oneOf(commandNames(command)), command.CommandPath())
		},
	}
	command.AddCommand(members...)
	return command
}

// find gives the part with a name, and its place from 0.
func (k *clause[T]) find(terms *model.Terms, name string) (*T, int, error) {
	all := k.all(terms)
	i := slices.IndexFunc(all, func(one T) bool { return model.FoldName(k.name(&one)) == model.FoldName(name) })
	if i >= 0 {
		return &all[i], i, nil
	}
	return nil, 0, fmt.Errorf("there is no %s %s%s: %w", k.part, quoted(name), didYouMean(name, k.names(terms), ""), model.ErrNotFound)
}

func (k *clause[T]) names(terms *model.Terms) (names []string) {
	all := k.all(terms)
	for i := range all {
		names = append(names, k.name(&all[i]))
	}
	return names
}

// complete offers the names, as the first argument.
func (k *clause[T]) complete(c *caller) cobra.CompletionFunc {
	return func(command *cobra.Command, args []string, _ string) (names []string, _ cobra.ShellCompDirective) {
		if len(args) == 0 {
			_ = c.reading(command.Context(), func(s *session) error { // without a desk to ask there is nothing to offer
				names = k.names(s.store.Book().Terms())
				return nil
			})
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

func (k *clause[T]) list(c *caller, short, example string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: short, Long: strings.ToUpper(short[:1]) + short[1:] + ". With --json each is one object, as show prints it.",
		Example: example, Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			var out bytes.Buffer
			err := c.reading(command.Context(), func(s *session) error { return k.writeList(s, &out) })
			if err != nil {
				return err
			}
			return c.printAll(out.Bytes())
		},
	}
}

func (k *clause[T]) writeList(s *session, out *bytes.Buffer) error {
	terms := s.store.Book().Terms()
	all := k.all(terms)
	if s.json {
		for i := range all {
			text, err := plainJSON(&all[i], "")
			if err != nil {
				return err
			}
			out.Write(text)
		}
		return nil
	}
	if len(all) == 0 {
		s.tell("there is no %s here\n", k.part)
		return nil
	}
	t := table{heads: k.heads, roomy: k.roomy, stiff: make([]bool, len(k.heads))}
	for i := range all {
		var row []model.Line
		for _, cell := range k.row(i, &all[i], terms) {
			row = append(row, model.Clean(cell))
		}
		t.rows = append(t.rows, row)
	}
	width, _ := s.size()
	return t.write(out, width)
}

func (k *clause[T]) showOne(c *caller, example string) *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: fmt.Sprintf("show a %s", k.part), Example: example,
		Long: fmt.Sprintf("Show a %s. With --json it is what set reads from a file.", k.part),
		Args: takes(1, 1, fmt.Sprintf("the name of a %s", k.part)), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			var out bytes.Buffer
			err := c.reading(command.Context(), func(s *session) error {
				one, _, err := k.find(s.store.Book().Terms(), args[0])
				if err != nil {
					return err
				}
				if s.json {
					text, err := plainJSON(one, "")
					out.Write(text)
					return err
				}
				width, _ := s.size()
				p := &page{Writer: &out, width: width}
				return errors.Join(k.show(p, one), p.err)
			})
			if err != nil {
				return err
			}
			return c.printAll(out.Bytes())
		},
	}
}

func (k *clause[T]) remove(c *caller, example string) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: fmt.Sprintf("take a %s away", k.part), Example: example,
		Long: fmt.Sprintf("Take a %s away. Undo brings it back.", k.part),
		Args: takes(1, 1, fmt.Sprintf("the name of a %s", k.part)), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			return c.writing(command.Context(), func(s *session) error {
				one, _, err := k.find(s.store.Book().Terms(), args[0])
				if err != nil {
					return err
				}
				return s.amend(command.Context(), model.Amendment{Part: k.part, Name: k.name(one), From: mustJSON(one)})
			})
		},
	}
}

func (k *clause[T]) move(c *caller, long, example string) *cobra.Command {
	return &cobra.Command{
		Use: "move NAME POSITION", Short: fmt.Sprintf("put a %s on another place of the list", k.part), Long: long, Example: example,
		Args: takes(2, 2, fmt.Sprintf("the name of a %s and a place, from 1", k.part)), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			place, err := strconv.Atoi(args[1])
			if err != nil || place < 1 {
				return usage("%s is no place of the list: they count from 1", quoted(args[1]))
			}
			return c.writing(command.Context(), func(s *session) error {
				one, at, err := k.find(s.store.Book().Terms(), args[0])
				if err != nil {
					return err
				}
				if place = min(place, len(k.all(s.store.Book().Terms()))); place == at+1 {
					return s.isSo(k.part, k.name(one))
				}
				text := mustJSON(one)
				return s.amend(command.Context(), model.Amendment{Part: k.part, Name: k.name(one), From: text, To: text, Place: place})
			})
		},
	}
}

// put makes a part what it is to be: it changes the one with a name, and adds it when there is none. From what it was
// based on, if that is given, the part must not differ.
func (k *clause[T]) put(ctx context.Context, s *session, name string, to *T, base json.RawMessage) error {
	a := model.Amendment{Part: k.part, To: mustJSON(to)}
	have, _, err := k.find(s.store.Book().Terms(), name)
	switch {
	case err != nil && len(base) > 0:
		return err
	case err == nil:
		a.Name, a.From = k.name(have), mustJSON(have)
		if len(base) > 0 {
			a.From = base
		} else if bytes.Equal(a.From, a.To) {
			return s.isSo(k.part, a.Name)
		}
	}
	return s.amend(ctx, a)
}

// amend makes one amendment and says what it was.
func (s *session) amend(ctx context.Context, a model.Amendment) error {
	result, err := s.store.Amend(ctx, s.me, a)
	if err != nil {
		return err
	}
	if s.json {
		return s.print("%s", object{{"said", a.Said()}, {"change", result.Group}}.line())
	}
	return s.print("%s\n", model.Clean(a.Said()))
}

// isSo says that there was nothing to amend.
func (s *session) isSo(part model.Part, name string) error {
	said := strings.TrimSpace(part.String()+" "+name) + " is so already"
	if s.json {
		return s.print("%s", object{{"said", said}}.line())
	}
	return s.print("%s\n", model.Clean(said))
}
