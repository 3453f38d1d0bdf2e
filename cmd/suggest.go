package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// An inquiry is what suggestions are asked for.
type inquiry struct {
	words    []string
	kind     string
	set      []string
	evaluate bool
	alone    bool
}

func (c *caller) suggest() *cobra.Command {
	var want inquiry
	command := &cobra.Command{
		Use:   "suggest ID|TEXT…",
		Short: "say what is likely of a ticket, or of words, from the desk's own past",
		Long: `Say which team, service, category and priority are likely, and why; which tickets look alike; and which known errors fit,
with their workaround. All of it comes from the desk's own tickets that are done, and nothing is changed. Behind a reason
stands how many times as frequent it is on the whole desk as in tickets with another outcome. See docs/suggestions.md.

With --evaluate: learn from the older four fifths of the tickets that are done, and say how often that is right of the
newer fifth, beside what is right by always naming the most frequent one.`,
		Example: `opsdesk suggest INC-1
opsdesk suggest "VPN drops every few minutes" --set category=network
opsdesk suggest --evaluate --words-alone`,
		Args: cobra.ArbitraryArgs,
		RunE: func(command *cobra.Command, args []string) error {
			want.words = args
			return c.runSuggest(command.Context(), want)
		},
	}
	flags := command.Flags()
	flags.StringVar(&want.kind, "kind", model.Incident.String(), "of words: the kind of ticket they are for: "+strings.Join(kindTokens(), ", "))
	flags.StringArrayVar(&want.set, "set", nil, "of words: a fact that is known, as in service=VPN; may be repeated")
	flags.BoolVar(&want.evaluate, "evaluate", false, "say how well the newer tickets can be told from the older ones")
	flags.BoolVar(&want.alone, "words-alone", false, "with --evaluate: guess from the kind, title and description alone")
	c.completes(command, "kind", kindTokens()...)
	return command
}

func (c *caller) runSuggest(ctx context.Context, want inquiry) error {
	switch {
	case want.evaluate && len(want.words) > 0:
		return usage("--evaluate takes no words: it is about all tickets that are done")
	case want.alone && !want.evaluate:
		return usage("--words-alone says how to --evaluate: give both")
	case !want.evaluate && strings.TrimSpace(strings.Join(want.words, " ")) == "":
		return usage("suggest needs the number of a ticket, or words: see opsdesk suggest --help")
	}
	var out bytes.Buffer
	err := c.reading(ctx, func(s *session) error {
		if want.evaluate {
			return s.evaluate(ctx, &out, want.alone)
		}
		about, err := s.about(ctx, want)
		if err != nil {
			return err
		}
		found, err := s.store.Suggest(ctx, about)
		if err != nil {
			return err
		}
		if s.json {
			out.Write(s.suggestObject(found).line())
			return nil
		}
		width, _ := s.size()
		a := advice{session: s, page: &page{Writer: &out, width: width}}
		return a.write(found)
	})
	if err != nil {
		return err
	}
	return c.printAll(out.Bytes())
}

// about reads what suggestions are asked for: the number of a ticket, or else words.
func (s *session) about(ctx context.Context, want inquiry) (store.Subject, error) {
	if len(want.words) == 1 {
		t, err := s.find(want.words[0])
		if err == nil {
			return store.Subject{ID: t.ID}, nil
		}
		if _, _, numbered := model.ParseID(want.words[0]); numbered == nil || !errors.Is(err, model.ErrNotFound) {
			return store.Subject{}, err
		}
	}
	kind, err := parseKind(want.kind)
	if err != nil {
		return store.Subject{}, err
	}
	all := []model.Setting{{Field: model.FieldTitle, To: model.Value{S: strings.Join(want.words, " ")}}}
	for _, text := range want.set {
		set, err := s.setting(ctx, text)
		if err != nil {
			return store.Subject{}, err
		}
		all = append(all, set)
	}
	return store.Subject{Draft: model.Unsaved(kind, all)}, nil
}

// An advice writes suggestions for people.
type advice struct {
	*session
	*page
}

func (a *advice) write(found *store.Suggestions) error {
	if err := a.likely(found); err != nil {
		return err
	}
	if len(found.Known) > 0 {
		a.line("\nKnown errors that share words")
	}
	for _, k := range found.Known {
		a.line("%s  %s  (%s)", k.Ticket.Key(), model.Clean(k.Ticket.Title), model.Clean(strings.Join(k.Words, ", ")))
		for _, line := range model.CleanBlock(orDash(k.Ticket.Workaround)).Lines() {
			a.line("  %s", line)
		}
	}
	for _, part := range []struct {
		head string
		all  []store.LookAlike
	}{{"Look-alikes that are open", found.Open}, {"Look-alikes of the past", found.Past}} {
		if len(part.all) > 0 {
			a.line("\n%s", part.head)
		}
		if err := a.alike(part.all); err != nil {
			return err
		}
	}
	if len(found.Likely)+len(found.Known)+len(found.Open)+len(found.Past) == 0 && found.Learned >= found.Needed {
		a.line("Nothing on this desk is like it.")
	}
	return a.err
}

func (a *advice) likely(found *store.Suggestions) error {
	if found.Learned < found.Needed {
		a.line("Too little learned yet to say what is likely: %d of %d tickets that are done.", found.Learned, found.Needed)
		return a.err
	}
	if len(found.Likely) == 0 {
		return nil
	}
	a.line("Likely, from %d tickets that are done", found.Learned)
	t := table{heads: []string{"", "", "Sure", "Right so far", "Why"}, roomy: 4, stiff: []bool{true, false, true, true, false}}
	for _, l := range found.Likely {
		for i, one := range l.Best {
			label, record := "", ""
			if i == 0 {
				label, record = model.Outcomes[l.Outcome].Label, fmt.Sprintf("%d of the last %d", l.Right, l.Tried)
			}
			t.rows = append(t.rows, []model.Line{model.Clean(label), model.Clean(one.Text), model.Clean(sure(one.Score)), model.Clean(record),
				model.Clean(a.reasons(one.Why))})
		}
	}
	return t.write(a, a.width)
}

func (a *advice) alike(all []store.LookAlike) error {
	t := table{heads: []string{"", "", "State", "Title", "Shares"}, roomy: 3, stiff: []bool{true, true, true, false, false}}
	for _, one := range all {
		state := one.Ticket.State.Rule().Label
		if one.Ticket.Code != "" {
			state += ", " + one.Ticket.Code
		}
		t.rows = append(t.rows, []model.Line{model.Clean(one.Ticket.Key()), model.Clean(percent(one.Score)), model.Clean(state),
			model.Clean(one.Ticket.Title), model.Clean(strings.Join(one.Words, ", "))})
	}
	if len(t.rows) == 0 {
		return nil
	}
	return t.write(a, a.width)
}

// reasons says what led to a suggestion.
func (s *session) reasons(why []model.Evidence) string {
	var all []string
	for _, e := range why {
		all = append(all, fmt.Sprintf("%s ×%.3g", e.Said(s.store.Names()), e.Times))
	}
	return strings.Join(all, ", ")
}

// sure says how sure the desk is; it never is quite.
func sure(score float64) string { return percent(min(score, 0.99)) }

func percent(part float64) string { return fmt.Sprintf("%.0f%%", 100*part) }

// suggestObject gives suggestions for programs.
func (s *session) suggestObject(found *store.Suggestions) object {
	likely := []object{}
	for _, l := range found.Likely {
		best := []object{}
		for _, one := range l.Best {
			set := object{}
			for _, fact := range one.Set {
				f := model.FieldNo(fact.Field)
				set = append(set, member{f.Name, s.value(f, fact.To)})
			}
			why := []object{}
			for _, e := range one.Why {
				why = append(why, object{{"clue", e.Said(s.store.Names())}, {"weight", rounded(e.Weight)}, {"times", rounded(e.Times)}})
			}
			best = append(best, object{{"set", set}, {"text", one.Text}, {"score", rounded(one.Score)}, {"why", why}})
		}
		likely = append(likely, object{{"outcome", l.Outcome.String()}, {"best", best}, {"right", l.Right}, {"tried", l.Tried}})
	}
	known := []object{}
	for _, k := range found.Known {
		known = append(known, append(alikeObject(k.Ticket, k.Score, k.Words), member{"symptom", k.Ticket.Symptom}, member{"workaround", k.Ticket.Workaround}))
	}
	return object{{"learned", found.Learned}, {"needed", found.Needed}, {"likely", likely}, {"known-errors", known},
		{"open", alikeObjects(found.Open)}, {"past", alikeObjects(found.Past)}}
}

func alikeObjects(all []store.LookAlike) []object {
	objects := []object{}
	for _, one := range all {
		objects = append(objects, alikeObject(one.Ticket, one.Score, one.Words))
	}
	return objects
}

func alikeObject(t *model.Ticket, score float64, words []string) object {
	return object{{"number", t.ID}, {"key", t.Key()}, {"title", t.Title}, {"state", t.State.String()}, {"code", t.Code},
		{"score", rounded(score)}, {"words", words}}
}
