package cmd

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// A listing is how a list is wanted.
type listing struct {
	query    model.Query
	columns  string
	sort     string
	limit    int
	csv      bool
	plain    bool
	limitSet bool
	back     lookBack
}

func (c *caller) list() *cobra.Command {
	var want listing
	command := &cobra.Command{
		Use:   "list [QUERY…]",
		Short: "list the tickets that match a query",
		Long: `List the tickets that match a query, all when there is none. Words of the query may stand as several arguments;
what holds blanks or parentheses needs quotes. On a terminal the list is as long as the screen; --limit says otherwise.`,
		Example: `opsdesk list state:open -assignee:none --sort -created
opsdesk list 'priority<=2 (service:mail OR service:vpn)' --columns key,title,team,due
opsdesk list state:open --json --limit 5`,
		Annotations:       map[string]string{dashed: "yes"},
		ValidArgsFunction: c.completeQuery,
		RunE: func(command *cobra.Command, args []string) error {
			query, err := parseQuery(unveil(args))
			if err != nil {
				return err
			}
			want.query = query
			want.limitSet = command.Flags().Changed("limit")
			return c.runList(command.Context(), want)
		},
	}
	flags := command.Flags()
	flags.StringVar(&want.columns, "columns", "", "the facts to show, with commas between")
	flags.StringVar(&want.sort, "sort", "", "the fields to sort by, with commas between; a dash before one turns it round")
	flags.IntVar(&want.limit, "limit", 0, "the most tickets to show")
	flags.BoolVar(&want.csv, "csv", false, "write CSV that no spreadsheet takes for formulas")
	flags.BoolVar(&want.plain, "plain", false, "write fields with tabs between, one ticket a line")
	want.back.flags(c, command)
	c.completes(command, "columns", columnNames()...)
	c.completes(command, "sort", columnNames()[2:]...)
	return command
}

// parseQuery reads a query from the words of a command.
func parseQuery(words []string) (model.Query, error) {
	text := strings.Join(words, " ")
	query, err := model.ParseQuery(text)
	var wrong *model.QueryError
	if errors.As(err, &wrong) {
		return query, &wrongQuery{wrong, text}
	}
	return query, err
}

// runList gathers the list, lets go of the desk, and then writes it: whoever reads slowly keeps nobody out.
func (c *caller) runList(ctx context.Context, want listing) error {
	if want.sort != "" {
		keys, err := parseSort(want.sort)
		if err != nil {
			return err
		}
		want.query = want.query.WithSort(keys...)
	}
	if want.limitSet && want.limit < 1 {
		return usage("--limit counts from 1")
	}
	if c.json && (want.csv || want.plain) || want.csv && want.plain {
		return usage("--json, --csv and --plain are three ways to write a list: choose one")
	}
	usual := defaultColumns
	width, height := c.size()
	if width > 0 && width < narrow && !want.csv && !want.plain {
		usual = narrowColumns
	}
	columns, err := parseColumns(cmp.Or(want.columns, usual))
	if err != nil {
		return err
	}
	if !want.limitSet && height > 0 && !c.json && !want.csv && !want.plain {
		want.limit = max(5, height-3)
	}
	var out bytes.Buffer
	var list store.Listing
	err = c.readingAt(ctx, want.back, func(s *session) (err error) {
		page := store.Page{Limit: 1<<31 - 1}
		if want.limit > 0 {
			page.Limit = want.limit
		}
		if list, err = s.store.Query(ctx, want.query, s.queryEnv(), page); err != nil {
			return err
		}
		if c.json && want.columns == "" {
			return s.writeTickets(&out, list.Tickets)
		}
		return s.writeList(&out, want, columns, list.Tickets)
	})
	if err != nil {
		return err
	}
	if err := c.printAll(out.Bytes()); err != nil {
		return err
	}
	if n := len(list.Tickets); n < list.Total {
		c.tell("%s of %s\n", number(n), number(list.Total))
	} else if n == 0 && !c.json && !want.csv && !want.plain {
		c.tell("no ticket matches, of %s\n", number(list.Of))
	}
	return nil
}

func (s *session) writeList(w io.Writer, want listing, columns []column, tickets []*model.Ticket) error {
	switch {
	case s.json:
		return s.writeObjects(w, columns, tickets)
	case want.csv:
		return s.writeCSV(w, columns, tickets)
	case want.plain:
		return s.writePlain(w, columns, tickets)
	case len(tickets) == 0:
		return nil
	}
	width, _ := s.size()
	return s.listTable(columns, tickets).write(w, width)
}

// writeTickets writes all facts of each ticket.
func (s *session) writeTickets(w io.Writer, tickets []*model.Ticket) error {
	for _, t := range tickets {
		if _, err := w.Write(s.ticketObject(t).line()); err != nil {
			return err
		}
	}
	return nil
}

func (s *session) writeObjects(w io.Writer, columns []column, tickets []*model.Ticket) error {
	for _, t := range tickets {
		var o object
		for _, c := range columns {
			o = append(o, member{c.name, s.jsonCell(c, t)})
		}
		if _, err := w.Write(o.line()); err != nil {
			return err
		}
	}
	return nil
}

// writeCSV writes cells that neither a spreadsheet nor a terminal takes for a command; export gives the originals.
func (s *session) writeCSV(w io.Writer, columns []column, tickets []*model.Ticket) error {
	out := csv.NewWriter(w)
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.name
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, t := range tickets {
		for i, c := range columns {
			row[i] = model.GuardCSV(model.CleanBlock(s.text(c, t)).String())
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func (s *session) writePlain(w io.Writer, columns []column, tickets []*model.Ticket) error {
	var b strings.Builder
	for _, t := range tickets {
		for i, c := range columns {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(model.Clean(s.text(c, t)).String())
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *caller) count() *cobra.Command {
	var back lookBack
	command := &cobra.Command{
		Use:   "count [QUERY…]",
		Short: "count the tickets that match a query",
		Long:  "Print how many tickets match a query, all when there is none.",
		Example: `opsdesk count state:open
opsdesk count 'due:breached priority<=2'
opsdesk count state:open --at 'yesterday 17:00'`,
		Annotations:       map[string]string{dashed: "yes"},
		ValidArgsFunction: c.completeQuery,
		RunE: func(command *cobra.Command, args []string) error {
			query, err := parseQuery(unveil(args))
			if err != nil {
				return err
			}
			ctx := command.Context()
			var counts []int
			err = c.readingAt(ctx, back, func(s *session) (err error) {
				counts, err = s.store.Count(ctx, s.queryEnv(), query)
				return err
			})
			switch {
			case err != nil:
				return err
			case c.json:
				return c.print("%s", object{{"count", counts[0]}}.line())
			}
			return c.print("%d\n", counts[0])
		},
	}
	back.flags(c, command)
	return command
}
