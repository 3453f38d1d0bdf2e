package cmd

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// metRule says what the share of kept promises is a share of.
const metRule = "met / (met + breached)"

func (c *caller) policyTry() *cobra.Command {
	file := ""
	command := &cobra.Command{
		Use:   "try [QUERY…]",
		Short: "say how promises were kept, and how they would have been",
		Long: `Say for the tickets that match a query, all when there is none, how their promises were kept: as recorded, under the
terms that held when it happened, and as they would have been had the present terms always held, or those of a file that
export wrote. Nothing is changed. Met and breached are promises whose outcome is known; running ones (paused ones too)
may still go either way; dropped ones are about tickets that were canceled or that no policy matches any more. The
share is met / (met + breached).`,
		Example: `opsdesk policy try kind:incident
opsdesk policy export terms.json
opsdesk policy try 'created>2026-01-01 priority<=2' --terms terms.json --json`,
		Annotations:       map[string]string{dashed: "yes"},
		ValidArgsFunction: c.completeQuery,
		RunE: func(command *cobra.Command, args []string) error {
			query, err := parseQuery(unveil(args))
			if err != nil {
				return err
			}
			t := trial{query: query, text: strings.Join(unveil(args), " "), file: file}
			var out bytes.Buffer
			err = c.reading(command.Context(), func(s *session) error {
				if err := t.run(command.Context(), s); err != nil {
					return err
				}
				return t.write(s, &out)
			})
			if err != nil {
				return err
			}
			return c.printAll(out.Bytes())
		},
	}
	command.Flags().StringVar(&file, "terms", "", "try the terms of a file that policy export wrote; - is what is sent")
	return command
}

// A trial compares how promises were kept with how they would have been under other terms.
type trial struct {
	query    model.Query
	text     string
	file     string
	tickets  int
	recorded [2][3]store.Tally
	tried    [2][3]store.Tally
}

func (t *trial) run(ctx context.Context, s *session) error {
	terms := *s.store.Book().Terms()
	if t.file != "" {
		terms = model.Terms{}
		if err := s.readJSON(ctx, t.file, &terms); err != nil {
			return err
		}
		numberPolicies(terms.Policies)
	}
	book, err := model.NewBook([]model.Edition{{At: model.At(s.clock()), Terms: terms}}, s.store.Names(), publicHolidays)
	if err != nil {
		return fmt.Errorf("%w: try the terms: %w", model.ErrRefused, err)
	}
	if unknown := book.Unknown(s.store.Names()); len(unknown) > 0 {
		return fmt.Errorf("%w: try the terms: nothing on the desk is called so: %s", model.ErrRefused, unknown[0])
	}
	ids, err := s.store.IDs(ctx, t.query, s.queryEnv())
	if err != nil {
		return err
	}
	t.tickets = len(ids)
	if t.recorded, err = s.store.Tallies(ctx, ids, nil); err != nil {
		return err
	}
	t.tried, err = s.store.Tallies(ctx, ids, book)
	return err
}

// numberPolicies gives the policies of a file numbers of their own: people who write one need not care.
func numberPolicies(policies []model.Policy) {
	for i := range policies {
		policies[i].ID = uint16(i + 1)
	}
}

// What the two counts are called.
const recordedTerms, presentTerms, fileTerms = "as recorded", "present terms", "terms of the file"

func (t *trial) triedName() string {
	if t.file != "" {
		return fileTerms
	}
	return presentTerms
}

// each calls f with both counts of every agreement and target of which anything was promised.
func (t *trial) each(f func(a model.Agreement, target model.Target, terms string, y store.Tally)) {
	for a := range t.recorded {
		for target := range t.recorded[a] {
			recorded, tried := t.recorded[a][target], t.tried[a][target]
			if recorded == (store.Tally{}) && tried == (store.Tally{}) {
				continue
			}
			f(model.Agreement(a), model.Target(target), recordedTerms, recorded)
			f(model.Agreement(a), model.Target(target), t.triedName(), tried)
		}
	}
}

func (t *trial) write(s *session, out *bytes.Buffer) error {
	if s.json {
		rows := []object{}
		t.each(func(a model.Agreement, target model.Target, terms string, y store.Tally) {
			o := object{{"agreement", a.String()}, {"target", target.String()}, {"terms", terms}, {"met", y.Met}, {"breached", y.Breached},
				{"running", y.Running}, {"dropped", y.Dropped}, {"met-percent", nil}}
			if n := y.Met + y.Breached; n > 0 {
				o[len(o)-1].value = float64(y.Met*1000/n) / 10
			}
			rows = append(rows, o)
		})
		out.Write(object{{"tickets", t.tickets}, {"query", t.text}, {"rule", metRule}, {"rows", rows}}.line())
		return nil
	}
	which := "all there are"
	if t.text != "" {
		which = "all that match " + t.text
	}
	fmt.Fprintf(out, "%s, %s, as of %s.\n", counted(t.tickets, "ticket"), model.Clean(which), s.now().Format("2006-01-02 15:04"))
	tab := table{heads: []string{"Promise", "Terms", "Met", "Breached", "Running", "Dropped", "Met %"}, stiff: []bool{true, true, true, true, true, true, true}}
	t.each(func(a model.Agreement, target model.Target, terms string, y store.Tally) {
		row := []model.Line{model.Clean(model.Agreements[a].Label + " " + target.String()), model.Clean(terms)}
		for _, n := range []int{y.Met, y.Breached, y.Running, y.Dropped} {
			row = append(row, model.Clean(number(n)))
		}
		tab.rows = append(tab.rows, append(row, model.Clean(metPercent(y))))
	})
	if len(tab.rows) == 0 {
		fmt.Fprintf(out, "Nothing was promised about any of them.\n")
		return nil
	}
	width, _ := s.size()
	if err := tab.write(out, width); err != nil {
		return err
	}
	fmt.Fprintf(out, "Met %% is %s: running and dropped promises are not in it.\n", metRule)
	return nil
}

// metPercent gives the share of kept promises among those whose outcome is known, cut to a tenth: never 100.0 while one
// is broken.
func metPercent(y store.Tally) string {
	n := y.Met + y.Breached
	if n == 0 {
		return "—"
	}
	tenths := y.Met * 1000 / n
	return strconv.Itoa(tenths/10) + "." + strconv.Itoa(tenths%10)
}
