package ui

import (
	"context"
	"slices"
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
	rev     model.Revision // of the ticket, which may have come or gone with others of its service
	service model.Ref
	text    string // by which similar tickets were looked for
	health  health
	past    *store.Suggestions // what the desk's past has that is like it; nil while nobody looked
}

// A health is how a service is: what is open on it, and what is about to be done to it.
type health struct {
	known  bool
	open   int // incidents
	majors int // of those
	worst  model.Priority
	change *model.Ticket // that is planned next, nil when none is
}

// lookAround asks how the service is, and what is like the ticket: when either may be another than what is shown, and each
// minute.
func (v *detail) lookAround() tea.Cmd {
	if v.ticket == nil {
		return nil
	}
	minute := v.desk.now().Truncate(time.Minute)
	want := around{rev: v.ticket.Rev, service: v.ticket.Service, text: v.ticket.Title + "\n" + v.ticket.Description}
	if v.asked.rev == want.rev && v.asked.service == want.service && v.asked.text == want.text && minute.Equal(v.minute) {
		return nil
	}
	past, first := v.around.past, v.asked.rev == 0
	if v.asked.text != want.text || past != nil && past.Learning {
		past = nil
	}
	v.asked, v.minute = want, minute
	st, env, id := v.desk.store, v.desk.env(), v.id
	lull := v.desk.lull
	return ask(v.desk, v, func(ctx context.Context) (around, error) {
		found, err := want, error(nil)
		if first {
			if err := idle(ctx, lull); err != nil { // who only passes by needs none of it
				return found, err
			}
		}
		if found.health, err = readHealth(ctx, st, env, want.service); err != nil {
			return found, err
		}
		if found.past = past; past == nil {
			found.past, err = st.Suggest(ctx, store.Subject{ID: id})
		}
		return found, err
	})
}

// aroundLull is for how long a ticket is looked at before its surroundings are asked for.
const aroundLull = 100 * time.Millisecond

// idle waits for a while.
func idle(ctx context.Context, lull time.Duration) error {
	timer := time.NewTimer(lull)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
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

// similars shows what the past has that is like the ticket: known errors with their workaround, then what is open, then
// what is over and how that ended. What the ticket is linked with stands among the links.
func (v *detail) similars(s *sheet) {
	past := v.around.past
	if past == nil {
		return
	}
	known := v.knownErrors(past)
	linked := func(one store.LookAlike) bool { return v.kin.has(one.Ticket.ID) }
	open, over := slices.DeleteFunc(slices.Clone(past.Open), linked), slices.DeleteFunc(slices.Clone(past.Past), linked)
	n := len(known) + len(open) + len(over)
	if n == 0 || !s.begin("Similar", strconv.Itoa(n)) {
		return
	}
	p := suggestPanel{desk: v.desk, width: s.width, roomy: true, flush: true}
	for _, one := range known {
		s.enter(mark{ticket: one.Ticket.ID}, p.errorOf(one)...)
	}
	for _, one := range open {
		s.enter(mark{ticket: one.Ticket.ID}, p.alikeOf("Open", one)...)
	}
	for _, one := range over {
		s.enter(mark{ticket: one.Ticket.ID}, p.alikeOf("Past", one)...)
	}
}
