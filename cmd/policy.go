package cmd

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

func (c *caller) policy() *cobra.Command {
	k := policies()
	return family("policy", "promise times, and see how they were kept",
		`Policies promise times for tickets: until somebody takes it up (response), until the requester hears again (update),
until the work is done (resolution). They are tried in their order, and the first that matches a ticket holds; those of
customers (sla) and of teams (ola) side by side. Every amendment is in the journal, and undo takes it back.`,
		`opsdesk policy list
opsdesk policy set Incidents --promise 'p1 response=10m update=30m resolution=2h calendar=24x7'
opsdesk policy try kind:incident`,
		k.list(c, "list the policies in the order in which they are tried", "opsdesk policy list"),
		k.showOne(c, "opsdesk policy show Incidents\nopsdesk policy show Requests --json"),
		c.policySet(k),
		k.move(c, `Put a policy on another place of the list, from 1. The first policy that matches a ticket holds, so the special ones
stand before the general.`, "opsdesk policy move Requests 1"),
		k.remove(c, "opsdesk policy remove Requests"),
		c.policyCare(), c.policyTry(), c.policyDefaults(), c.policyExport(), c.policyImport())
}

// policies are the clause of the policies.
func policies() *clause[model.Policy] {
	return &clause[model.Policy]{
		part:  model.PartPolicy,
		all:   func(t *model.Terms) []model.Policy { return t.Policies },
		name:  func(p *model.Policy) string { return p.Name },
		heads: []string{"No.", "Policy", "Of", "Match", "Calendar", "Promises"}, roomy: 5,
		row: func(i int, p *model.Policy, _ *model.Terms) []string {
			var rows []string
			for _, row := range p.Promises {
				rows = append(rows, promiseShort(row))
			}
			name := p.Name
			if p.Off {
				name += " (off)"
			}
			return []string{strconv.Itoa(i + 1), name, model.Agreements[p.Agreement].Label, cmp.Or(p.Match, "every ticket"),
				p.Calendar, strings.Join(rows, ", ")}
		},
		show: showPolicy,
	}
}

// promiseShort writes a row as in p1 15m/1h/4h 24x7: response, update, resolution.
func promiseShort(row model.Promise) string {
	text := fmt.Sprintf("%s %s/%s/%s", row.For, budgetText(row.Response), budgetText(row.Update), budgetText(row.Resolution))
	if row.Calendar != "" {
		text += " " + row.Calendar
	}
	return text
}

func budgetText(b model.Budget) string { return orDash(b.String()) }

func showPolicy(p *page, policy *model.Policy) error {
	p.line("%s\n", model.Clean(policy.Name))
	fact := func(label, format string, args ...any) {
		p.line("%-12s%s", label, model.Clean(fmt.Sprintf(format, args...)))
	}
	fact("Agreement", "%s", model.Agreements[policy.Agreement].Label)
	fact("Match", "%s", cmp.Or(policy.Match, "every ticket"))
	fact("Calendar", "%s", policy.Calendar)
	fact("Warn", "response %d %%, update %d %%, resolution %d %%", policy.Warn.Of(model.Response), policy.Warn.Of(model.Update),
		policy.Warn.Of(model.Resolution))
	fact("Update", "%s", model.Restarts[policy.Restart].Label)
	var pauses []string
	for _, pause := range policy.Pause {
		pauses = append(pauses, pause.String())
	}
	fact("Pause", "%s", cmp.Or(strings.Join(pauses, ", "), "nowhere"))
	if policy.Off {
		fact("Off", "it matches no ticket until it is on again")
	}
	p.line("")
	t := table{heads: []string{"For", "Response", "Update", "Resolution", "Calendar"}, roomy: 0, stiff: make([]bool, 5)}
	for _, row := range policy.Promises {
		var cells []model.Line
		for _, cell := range []string{row.For, budgetText(row.Response), budgetText(row.Update), budgetText(row.Resolution),
			cmp.Or(row.Calendar, policy.Calendar)} {
			cells = append(cells, model.Clean(cell))
		}
		t.rows = append(t.rows, cells)
	}
	return t.write(p, p.width)
}
