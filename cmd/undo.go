package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

func (c *caller) undo() *cobra.Command {
	return &cobra.Command{
		Use:   "undo [CHANGE]",
		Short: "take back your last change, or the one named",
		Long: `Take back your last change, imports apart, or the one whose number log shows. It is refused, with the reason, when a
later change touched the same fact.`,
		Example: `opsdesk undo
opsdesk undo 4`,
		Args: takes(0, 1, "the number of a change at most"),
		RunE: func(command *cobra.Command, args []string) error {
			var group uint64
			if len(args) == 1 {
				var err error
				if group, err = strconv.ParseUint(args[0], 10, 63); err != nil || group == 0 {
					return usage("%s is no number of a change: opsdesk log shows them", quoted(args[0]))
				}
			}
			return c.takeBack(command.Context(), "undid", func(ctx context.Context, s *session) (store.Result, error) {
				return s.store.UndoTelling(ctx, s.me, model.Revision(group), s.told("undo"))
			})
		},
	}
}

func (c *caller) redo() *cobra.Command {
	return &cobra.Command{
		Use:   "redo",
		Short: "do again what you took back last",
		Long:  "Do again what you took back last, unless you have done something else since.",
		Example: `opsdesk undo
opsdesk redo`,
		Args: takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			return c.takeBack(command.Context(), "did again", func(ctx context.Context, s *session) (store.Result, error) {
				return s.store.RedoTelling(ctx, s.me, s.told("redo"))
			})
		},
	}
}

// told gives what shows how far an undo has come, when it is a long one.
func (s *session) told(what string) func(done, of int) {
	p := s.progress(what, 0, time.Now)
	tell := p.of("line")
	return func(done, of int) {
		if tell(done, of); done == of {
			p.end()
		}
	}
}

// takeBack undoes or redoes, and says what.
func (c *caller) takeBack(ctx context.Context, said string, do func(context.Context, *session) (store.Result, error)) error {
	return c.writing(ctx, func(s *session) error {
		result, err := do(ctx, s)
		switch {
		case err != nil && errors.Is(err, model.ErrNotFound):
			return fmt.Errorf("%w: opsdesk log shows what can be taken back", err)
		case err != nil:
			return err
		case result.Verb == model.VerbAmend:
			return s.tellAmends(ctx, said, result)
		case c.json:
			var keys []string
			for _, one := range result.Done {
				keys = append(keys, one.Key)
			}
			return s.print("%s", object{{"said", said}, {"act", result.Verb.String()}, {"keys", keys}, {"change", result.Group}}.line())
		}
		return s.print("%s %s on %s\n", said, result.Verb, undoText(result.Done))
	})
}

// tellAmends says which amendments of the terms were taken back or made again.
func (s *session) tellAmends(ctx context.Context, said string, result store.Result) error {
	entries, err := s.store.Log(ctx, 0, len(result.Done), func(e *model.Entry) bool { return e.Group == result.Group })
	if err != nil {
		return err
	}
	var what []string
	for _, e := range entries {
		a, err := e.Events[0].Amendment()
		if err != nil {
			return err
		}
		if e.Act == model.VerbUndo { // its line tells of the way back
			a = a.Back()
		}
		what = append(what, a.Said())
	}
	if s.json {
		return s.print("%s", object{{"said", said}, {"act", result.Verb.String()}, {"amendments", what}, {"change", result.Group}}.line())
	}
	return s.print("%s: %s\n", said, model.Clean(strings.Join(what, ", ")))
}

// undoText says on which tickets something was done, as in INC-1, INC-2 or 14 tickets.
func undoText(done []store.Done) string {
	const few = 4
	if len(done) > few {
		return counted(len(done), "ticket")
	}
	var keys []string
	for _, one := range done {
		if !slices.Contains(keys, one.Key) {
			keys = append(keys, one.Key)
		}
	}
	return strings.Join(keys, ", ")
}
