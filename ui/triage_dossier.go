package ui

import (
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// A dossier is what the desk knows besides a ticket that it takes to decide on it. Each part is there as soon as it is
// found.
type dossier struct {
	of      model.ID
	hints   *store.Suggestions
	caller  callerTickets
	service serviceIncidents
	alike   int      // the look-alike under the hand
	other   int      // the caller's ticket under the hand
	text    []string // the description, set into rows
}

// callerTickets are the other tickets of whoever asked: those that are open, then the last ten of the others.
type callerTickets struct {
	of    model.ID
	known bool
	open  int
	all   []*model.Ticket
}

// serviceIncidents are the other open incidents of the affected service, the worst first.
type serviceIncidents struct {
	of    model.ID
	known bool
	open  int
	worst []*model.Ticket
}

// lastTickets is how many of a caller's tickets that are over are shown.
const lastTickets = 10

// ask asks for all parts, each by itself.
func (s *dossier) ask(d *desk, to Screen, t *model.Ticket) tea.Cmd {
	cmds := []tea.Cmd{suggest(d, to, store.Subject{ID: t.ID})}
	names := d.store.Names()
	if name := names.Name(model.People, t.Requester); name != "" {
		cmds = append(cmds, askCaller(d, to, t.ID, name))
	}
	if name := names.Name(model.Services, t.Service); name != "" {
		cmds = append(cmds, askService(d, to, t.ID, name))
	}
	return tea.Batch(cmds...)
}

// take takes a part in, unless it is of a ticket that was in front before.
func (s *dossier) take(part any) {
	switch part := part.(type) {
	case suggested:
		if part.about.ID == s.of {
			s.hints = part.Suggestions
			s.alike = bound(s.alike, len(s.lookAlikes()))
		}
	case callerTickets:
		if part.of == s.of {
			s.caller = part
			s.other = bound(s.other, len(part.all))
		}
	case serviceIncidents:
		if part.of == s.of {
			s.service = part
		}
	}
}

// lookAlikes lists tickets that look alike, those that are open first.
func (s *dossier) lookAlikes() []store.LookAlike {
	if s.hints == nil {
		return nil
	}
	return append(s.hints.Open[:len(s.hints.Open):len(s.hints.Open)], s.hints.Past...)
}

// likely gives the best guess at an outcome, nil while there is none.
func (s *dossier) likely(o model.Outcome) *store.Likely {
	if s.hints == nil {
		return nil
	}
	for i := range s.hints.Likely {
		if one := &s.hints.Likely[i]; one.Outcome == o && len(one.Best) > 0 {
			return one
		}
	}
	return nil
}

func askCaller(d *desk, to Screen, of model.ID, name string) tea.Cmd {
	look := lookIn(d)
	return ask(d, to, func(ctx context.Context) (callerTickets, error) {
		found := callerTickets{of: of, known: true}
		list, err := look(ctx, "state:open sort:-created "+others(of, "requester", name), lastTickets)
		if err != nil {
			return found, err
		}
		found.open, found.all = list.Total, list.Tickets
		list, err = look(ctx, "-state:open sort:-created "+others(of, "requester", name), lastTickets)
		found.all = append(found.all, list.Tickets...)
		return found, err
	})
}

func askService(d *desk, to Screen, of model.ID, name string) tea.Cmd {
	look := lookIn(d)
	return ask(d, to, func(ctx context.Context) (serviceIncidents, error) {
		list, err := look(ctx, "kind:incident state:open sort:priority "+others(of, "service", name), 5)
		return serviceIncidents{of, true, list.Total, list.Tickets}, err
	})
}

// others writes a query for other tickets than one with a name in a field.
func others(than model.ID, field, name string) string {
	return "-number:" + position(int(than)) + " " + field + `:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}

// lookIn gives what looks for a query, as the person asks it now.
func lookIn(d *desk) func(ctx context.Context, text string, limit int) (store.Listing, error) {
	st, env := d.store, d.env()
	return func(ctx context.Context, text string, limit int) (store.Listing, error) {
		q, err := model.ParseQuery(text)
		if err != nil {
			return store.Listing{}, err
		}
		return st.Query(ctx, q, env, store.Page{Limit: limit})
	}
}
