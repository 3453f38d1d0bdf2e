package ui

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// A saved view is a query under a name, with the columns and the order in which it is looked at.
type savedView struct {
	Name    string   `json:"name"`
	Query   string   `json:"query"`
	Sort    string   `json:"sort,omitempty"`
	Columns []string `json:"columns,omitempty"`
	Own     bool     `json:"own,omitempty"` // the person made it; the others are the desk's

	query model.Query
	count int
	known bool // the count was asked for
}

// stockViews are the views that everybody has.
func stockViews() []savedView {
	return []savedView{
		{Name: "All open", Query: "state:open -kind:item -is:snoozed"},
		{Name: "My open", Query: "state:open -kind:item -is:snoozed assignee:me"},
		{Name: "Unassigned", Query: "state:open -kind:item -is:snoozed assignee:none"},
		{Name: "Breaching", Query: "state:open sla:warned"},
		{Name: "Breached", Query: "state:open (sla:breached OR due:breached)"},
		{Name: "Major", Query: "(is:major OR is:proposed) state:open"},
		{Name: "Put aside", Query: "is:snoozed", Sort: "sort:snoozed", Columns: []string{"priority", "number", "kind", "title", "assignee", "state", "snoozed"}},
		{Name: "Everything", Query: ""},
	}
}

// parse reads the view's query; one that can't be read any more matches nothing that hurts: it shows all.
func (v *savedView) parse() error {
	q, err := model.ParseQuery(v.Query)
	v.query = q
	if err != nil {
		return fmt.Errorf("view %s: %w", v.Name, err)
	}
	return nil
}

// sorted gives the view's query in the view's order.
func (v *savedView) sorted() model.Query {
	q := v.query
	if s, err := model.ParseQuery(v.Sort); err == nil && v.Sort != "" {
		q = model.And(q, s)
	}
	return q
}

const viewsKey = "views"

// loadViews gives the stock views as the person has set them up, and their own. What can't be read is left out.
func loadViews(d *desk) []savedView {
	views := stockViews()
	var kept []savedView
	if text, err := d.store.Kept(d.who, viewsKey); err == nil && len(text) > 0 && json.Unmarshal(text, &kept) != nil {
		kept = nil
	}
	for _, k := range kept {
		at := slices.IndexFunc(views, func(v savedView) bool { return v.Name == k.Name })
		switch {
		case at >= 0:
			views[at].Sort, views[at].Columns = k.Sort, k.Columns
		case k.Own:
			views = append(views, k)
		}
	}
	for i := range views {
		if err := views[i].parse(); err != nil {
			views[i].Name += " (?)"
		}
	}
	return views
}

// keepViews stores how the person looks at things.
func keepViews(d *desk, views []savedView) tea.Cmd {
	text, err := json.Marshal(views)
	if err != nil {
		return complain(err)
	}
	if d.store.ReadOnly() {
		return nil
	}
	st, ctx, who := d.store, d.ctx, d.who
	return func() tea.Msg {
		if err := st.Keep(ctx, who, viewsKey, text); err != nil {
			return answer{body: told{text: "the views are not kept: " + problem(err), bad: true}}
		}
		return nil
	}
}

// counted is how many tickets each view matches.
type counted struct{ counts []int }

// countViews asks for the counts of all views in one pass.
func countViews(d *desk, to Screen, views []savedView) tea.Cmd {
	queries := make([]model.Query, len(views))
	for i := range views {
		queries[i] = views[i].query
	}
	st, env := d.store, d.env()
	return ask(d, to, func(ctx context.Context) (counted, error) {
		counts, err := st.Count(ctx, env, queries...)
		return counted{counts}, err
	})
}

// sortText writes an order as queries do.
func sortText(keys []model.SortKey) string {
	var all []string
	for _, k := range keys {
		name := k.Field.Name
		if k.Desc {
			name = "-" + name
		}
		all = append(all, name)
	}
	if len(all) == 0 {
		return ""
	}
	return "sort:" + strings.Join(all, ",")
}
