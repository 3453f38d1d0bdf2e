package ui

import (
	"context"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// around is what is worth knowing beside a ticket itself. It is asked for when the ticket is shown already.
type around struct {
	service model.Ref
	text    string // by which similar tickets were looked for
	health  health
	alike   []lookalike
}

// A health is how a service is: what is open on it, and what is about to be done to it.
type health struct {
	known  bool
	open   int // incidents
	majors int // of those
	worst  model.Priority
	change *model.Ticket // that is planned next, nil when none is
}

// A lookalike is a ticket that is like this one.
type lookalike struct {
	ticket *model.Ticket
	words  []string // that both have
}

// maxAlike is how many similar tickets are shown.
const maxAlike = 5

// lookAround asks how the service is, and what is like the ticket: when either may be another than what is shown, and each
// minute.
func (v *detail) lookAround() tea.Cmd {
	if v.ticket == nil {
		return nil
	}
	minute := v.desk.now().Truncate(time.Minute)
	want := around{service: v.ticket.Service, text: v.ticket.Title + "\n" + v.ticket.Description}
	if v.asked.service == want.service && v.asked.text == want.text && minute.Equal(v.minute) {
		return nil
	}
	again := v.asked.text == want.text
	v.asked, v.minute = want, minute
	st, env, id, alike := v.desk.store, v.desk.env(), v.id, v.around.alike
	return ask(v.desk, v, func(ctx context.Context) (around, error) {
		found, err := want, error(nil)
		if found.health, err = readHealth(ctx, st, env, want.service); err != nil {
			return found, err
		}
		if found.alike = alike; !again {
			found.alike, err = readAlike(ctx, st, id)
		}
		return found, err
	})
}

// readHealth asks how a service is.
func readHealth(ctx context.Context, st *store.Store, env model.Env, service model.Ref) (h health, err error) {
	name := env.Names.Name(model.Services, service)
	if name == "" {
		return h, nil
	}
	of := `service:"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `" state:open `
	incidents, err := model.ParseQuery(of + "kind:incident sort:priority")
	if err != nil {
		return h, nil //nolint:nilerr // a name that no query can hold: the rest is worth showing
	}
	majors, err := model.ParseQuery(of + "is:major")
	if err != nil {
		return h, err
	}
	changes, err := model.ParseQuery(of + "kind:change start>=now sort:start")
	if err != nil {
		return h, err
	}
	counts, err := st.Count(ctx, env, incidents, majors)
	if err != nil {
		return h, err
	}
	h = health{known: true, open: counts[0], majors: counts[1]}
	if h.open > 0 {
		worst, err := st.Query(ctx, incidents, env, store.Page{Limit: 1})
		if err != nil {
			return h, err
		}
		if len(worst.Tickets) > 0 {
			h.worst = worst.Tickets[0].Priority
		}
	}
	next, err := st.Query(ctx, changes, env, store.Page{Limit: 1})
	if err == nil && len(next.Tickets) > 0 {
		h.change = next.Tickets[0]
	}
	return h, err
}

// said gives in short texts how a service is.
func (h *health) said(d *desk) (all []string) {
	if !h.known {
		return nil
	}
	if h.open == 0 {
		all = append(all, "no incident open")
	} else {
		all = append(all, count(h.open, "incident"))
	}
	if h.worst != 0 {
		all = append(all, "worst "+short(h.worst))
	}
	if h.majors > 0 {
		all = append(all, strconv.Itoa(h.majors)+" major")
	}
	if h.change != nil {
		all = append(all, h.change.Key()+" "+ago(h.change.Start, d.now()))
	}
	return all
}

// style tells how bad a service is.
func (h *health) style(t *kit.Theme) kit.Style {
	switch {
	case h.majors > 0:
		return t.Late
	case h.worst == 1:
		return t.Soon
	}
	return t.Text
}

// readAlike finds tickets that are like another one.
func readAlike(ctx context.Context, st *store.Store, id model.ID) (all []lookalike, err error) {
	found, err := st.SimilarTo(ctx, id, maxAlike)
	if err != nil {
		return nil, err
	}
	for _, one := range found {
		t, err := st.Get(one.ID)
		if isGone(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, lookalike{t, one.Words})
	}
	return all, nil
}

// similars shows what is like the ticket, by which words, and how it ended.
func (v *detail) similars(s *sheet) {
	if len(v.around.alike) == 0 || !s.begin("Similar", strconv.Itoa(len(v.around.alike))) {
		return
	}
	t := v.desk.theme
	for _, one := range v.around.alike {
		shares := s.row().Gap(4).Put(t.Dim, line("shares "+strings.Join(one.words, ", ")))
		if end := ended(one.ticket); end != "" {
			shares.Put(t.Dim, line(" · ")).Put(t.Calm, line(end))
		}
		s.enter(mark{ticket: one.ticket.ID}, v.other(s.row(), one.ticket).Fill(kit.Style{}), shares.Fill(kit.Style{}))
	}
}

// ended says how a ticket ended, or what helps meanwhile.
func ended(t *model.Ticket) string {
	switch {
	case t.KnownError && t.Workaround != "":
		return "known error: " + t.Workaround
	case t.Code != "" && t.Note != "":
		return t.Code + ": " + t.Note
	}
	return t.Code
}
