package cmd

import (
	"bytes"
	"cmp"
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
	"opsdesk/store"
)

// backlog is the order in which things are built, from the command line.
func (c *caller) backlog() *cobra.Command {
	return family("backlog", "list, score and order the backlog", `The open backlog in its order, with what a score model makes of each item. The desk's model is used unless --by names
another: `+strings.Join(modelTokens(), ", ")+`, or weights for the desk's own. A missing part is never taken as zero: such an
item has no score. The parts are estimated with do ID… estimate PART=NUMBER.`, `opsdesk backlog list --by wsjf
opsdesk backlog score --set wsjf
opsdesk backlog order --by wsjf --dry-run`, c.backlogList(), c.backlogScore(), c.backlogOrder())
}

func modelTokens() (all []string) {
	for _, m := range model.ScoreModels {
		all = append(all, m.Token)
	}
	return all
}

// scoreModel gives the model of a name, that of the desk when there is none.
func (s *session) scoreModel(by string) (*model.ScoreModel, error) {
	scoring := s.store.Book().Terms().Backlog
	if by != "" {
		scoring.Model = by
	}
	m, err := scoring.ScoreModel()
	if err != nil && by != "" {
		return nil, usage("--by: %v", err)
	}
	return m, err
}

func (c *caller) backlogList() *cobra.Command {
	var by string
	command := &cobra.Command{
		Use: "list", Short: "list the open backlog with scores",
		Long:    "List the open backlog in its order: place, score, how many places the score would move the item up (+) or down (−), number and title.",
		Example: "opsdesk backlog list --by rice --json",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			var out bytes.Buffer
			if err := c.reading(command.Context(), func(s *session) error { return s.writeBacklog(command.Context(), &out, by) }); err != nil {
				return err
			}
			return c.printAll(out.Bytes())
		},
	}
	c.byFlag(command, &by)
	return command
}

func (c *caller) byFlag(command *cobra.Command, by *string) {
	command.Flags().StringVar(by, "by", "", "the score model, instead of the desk's")
	c.completes(command, "by", append(modelTokens(), model.OwnWeights)...)
}

func (s *session) writeBacklog(ctx context.Context, out *bytes.Buffer, by string) error {
	m, err := s.scoreModel(by)
	if err != nil {
		return err
	}
	items, err := s.store.Scored(ctx, m, nil)
	if err != nil {
		return err
	}
	gaps := model.Gaps(items)
	t := table{heads: []string{"Rank", m.Label, "Gap", "ID", "Title"}, roomy: 4, stiff: make([]bool, 5)}
	for i := range items {
		one := &items[i]
		ticket, err := s.store.Get(one.ID)
		if err != nil {
			return err
		}
		if s.json {
			out.Write(scoredObject(i+1, ticket, one, gaps[one.ID]).line())
			continue
		}
		score, gap := "needs "+strings.Join(one.Missing, ", "), ""
		if one.Known() {
			score = strconv.FormatFloat(one.Likely, 'g', 4, 64)
			if !one.IsExact() {
				score = shortEstimate(one.Estimate)
			}
			gap = placesUp(gaps[one.ID])
		}
		var row []model.Line
		for _, cell := range []string{strconv.Itoa(i + 1), score, gap, ticket.Key(), ticket.Title} {
			row = append(row, model.Clean(cell))
		}
		t.rows = append(t.rows, row)
	}
	if s.json {
		return nil
	}
	width, _ := s.size()
	return t.write(out, width)
}

func shortEstimate(e model.Estimate) string {
	var all []string
	for _, n := range []float64{e.Low, e.Likely, e.High} {
		all = append(all, strconv.FormatFloat(n, 'g', 4, 64))
	}
	return strings.Join(all, "..")
}

// placesUp writes how many places up or down.
func placesUp(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// scoredObject gives an item with its score as programs read it; without a score it says what is missing.
func scoredObject(rank int, t *model.Ticket, one *model.Scored, gap int) object {
	o := object{{"rank", rank}, {"number", t.ID}, {"key", t.Key()}, {"title", t.Title}}
	if !one.Known() {
		return append(o, member{"missing", one.Missing})
	}
	o = append(o, member{"score", one.Likely}, member{"gap", gap})
	if !one.IsExact() {
		o = append(o, member{"low", one.Low}, member{"high", one.High})
	}
	return o
}

func (c *caller) backlogScore() *cobra.Command {
	var set, weights string
	command := &cobra.Command{
		Use: "score", Short: "show the score models, or choose one",
		Long: "List the score models with their parts and formulae, the one in use marked. With --set the desk uses another, with\n" +
			"--weights a sum of parts, each times its weight.",
		Example: "opsdesk backlog score --set rice\nopsdesk backlog score --weights 'value=3 job-size=-2'",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			if set == "" && weights == "" {
				return c.showModels(command.Context())
			}
			return c.writing(command.Context(), func(s *session) error { return s.setModel(command.Context(), set, weights) })
		},
	}
	command.Flags().StringVar(&set, "set", "", "the score model that the desk is to use")
	command.Flags().StringVar(&weights, "weights", "", "the desk's own weights, as in 'value=3 job-size=-2'")
	c.completes(command, "set", append(modelTokens(), model.OwnWeights)...)
	return command
}

func (s *session) setModel(ctx context.Context, set, weights string) (err error) {
	from := s.store.Book().Terms().Backlog
	to := from
	to.Model = cmp.Or(set, model.OwnWeights)
	if weights != "" {
		if to.Weights, err = model.ParseWeights(weights); err != nil {
			return usage("--weights: %v", err)
		}
	}
	if _, err := to.ScoreModel(); err != nil {
		return usage("%v", err)
	}
	if bytes.Equal(mustJSON(from), mustJSON(to)) {
		return s.isSo(model.PartBacklog, "")
	}
	return s.amend(ctx, model.Amendment{Part: model.PartBacklog, From: mustJSON(from), To: mustJSON(to)})
}

func (c *caller) showModels(ctx context.Context) error {
	var out bytes.Buffer
	err := c.reading(ctx, func(s *session) error {
		used, err := s.scoreModel("")
		if err != nil {
			return err
		}
		all := model.ScoreModels
		if used.Token == model.OwnWeights {
			all = append(all[:len(all):len(all)], used)
		}
		t := table{heads: []string{"Model", "In use", "Formula", "Parts"}, roomy: 2, stiff: make([]bool, 4)}
		for _, m := range all {
			if s.json {
				out.Write(object{{"model", m.Token}, {"label", m.Label}, {"used", m.Token == used.Token}, {"formula", m.Formula}, {"parts", m.Parts()}, {"unit", m.Unit}}.line())
				continue
			}
			mark := ""
			if m.Token == used.Token {
				mark = "yes"
			}
			var row []model.Line
			for _, cell := range []string{m.Token, mark, m.Formula, strings.Join(m.Parts(), ", ")} {
				row = append(row, model.Clean(cell))
			}
			t.rows = append(t.rows, row)
		}
		if s.json {
			return nil
		}
		width, _ := s.size()
		return t.write(&out, width)
	})
	if err != nil {
		return err
	}
	return c.printAll(out.Bytes())
}

func (c *caller) backlogOrder() *cobra.Command {
	var by string
	var dryRun bool
	command := &cobra.Command{
		Use: "order", Short: "order the open backlog by score",
		Long: "Order the open backlog by score, the highest first; as few items move as can be. Equal scores keep their order, and what\n" +
			"has no score stays behind all others, in its order. All of it is one gesture that undo takes back.",
		Example: "opsdesk backlog order --by wsjf --dry-run",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			return c.writing(command.Context(), func(s *session) error { return s.order(command.Context(), by, dryRun) })
		},
	}
	c.byFlag(command, &by)
	command.Flags().BoolVar(&dryRun, "dry-run", false, "say what would move, move nothing")
	return command
}

func (s *session) order(ctx context.Context, by string, dryRun bool) error {
	m, err := s.scoreModel(by)
	if err != nil {
		return err
	}
	items, err := s.store.Scored(ctx, m, nil)
	if err != nil {
		return err
	}
	was, is := map[model.ID]int{}, map[model.ID]int{}
	var from, to []model.ID
	for i := range items {
		from = append(from, items[i].ID)
		was[items[i].ID] = i + 1
	}
	for i, one := range model.ByScore(items) {
		to = append(to, one.ID)
		is[one.ID] = i + 1
	}
	moves := model.Reorder(from, to)
	var commands []store.Command
	for _, move := range moves {
		commands = append(commands, store.Command{ID: move.ID, Act: model.RankAt{Place: move.Place, Why: "by " + m.Label}})
	}
	if !dryRun {
		series := s.store.Series(store.Write{Who: s.me, Commands: commands, Together: true})
		for series.Left() > 0 {
			r, err := series.Next(ctx)
			if err == nil {
				err = r.Err()
			}
			if err != nil {
				return err
			}
		}
	}
	return s.tellOrder(m, moves, was, is, dryRun)
}

// tellOrder says what moved from where to where, and how many stayed.
func (s *session) tellOrder(m *model.ScoreModel, moves []model.Shift, was, is map[model.ID]int, dryRun bool) error {
	var out bytes.Buffer
	for _, move := range moves {
		t, err := s.store.Get(move.ID)
		if err != nil {
			return err
		}
		if s.json {
			out.Write(object{{"number", t.ID}, {"key", t.Key()}, {"from", was[t.ID]}, {"to", is[t.ID]}, {"kept", !dryRun}}.line())
			continue
		}
		out.WriteString(t.Key() + "  " + strconv.Itoa(was[t.ID]) + " → " + strconv.Itoa(is[t.ID]) + "  " + model.Clean(t.Title).String() + "\n")
	}
	if !s.json {
		end := ""
		if dryRun {
			end = " (tried, not kept)"
		}
		out.WriteString(strconv.Itoa(len(moves)) + " moved by " + model.Clean(m.Label).String() + ", " + strconv.Itoa(len(was)-len(moves)) + " stayed" + end + "\n")
	}
	return s.print("%s", out.Bytes())
}

// estimateSteps sets estimates of the parts of scores, each as part=number, part=low..likely..high or part= for none.
func estimateSteps(d *doing, i int) ([]step, error) {
	var all []step
	for _, word := range d.args {
		part, text, ok := strings.Cut(word, "=")
		p := model.PartNamed(part)
		if !ok || p == nil {
			return nil, usage("%s is no estimate: write it as: do ID… %s", quoted(word), d.deed.use())
		}
		said := strings.ToLower(p.Label) + " estimated as " + orDash(text)
		if p.Field == 0 {
			all = append(all, step{model.EstimateAs{Part: part, To: text}, said})
			continue
		}
		f := model.FieldNo(p.Field)
		v, err := d.parse(d.ctx, f, text)
		if err != nil {
			return nil, err
		}
		all = append(all, step{model.Edit{Field: f.No, Base: f.Get(d.tickets[i]), To: v}, said})
	}
	return all, nil
}
