package model

import (
	"testing"

	"pgregory.net/rapid"
)

// decides runs a plan as its comment says, the slow way.
func (p Plan) decides(t *Ticket) bool {
	switch p.Op {
	case PlanAll:
		for _, part := range p.Parts {
			if !part.decides(t) {
				return false
			}
		}
		return true
	case PlanAny:
		for _, part := range p.Parts {
			if part.decides(t) {
				return true
			}
		}
		return false
	case PlanNot:
		return !p.Parts[0].decides(t)
	case PlanRange:
		n := int64(t.ID)
		if p.Field != nil {
			n = p.Field.Get(t).N
		}
		for _, r := range p.Ranges {
			if r.From <= n && n <= r.To {
				return true
			}
		}
		return false
	}
	return p.Test(t)
}

func TestAPlanTakesTheTicketsThatItsFilterTakes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		m := drawMeant(r, 2)
		q, err := ParseQuery(m.text)
		if err != nil {
			r.Skip("longer than a query may be")
		}
		filter, plan := q.Bind(deskEnv), q.Plan(deskEnv)
		for range 10 {
			x := drawTicket(r)
			if filter.Match(x) != plan.decides(x) {
				r.Fatalf("%s: the filter says %v of %+v, the plan %v", m.text, filter.Match(x), x, plan.decides(x))
			}
		}
	})
	for _, text := range []string{"phase:active,paused", "is:open", "due:breached", "number:12,20..30", "state:open,closed", "assignee:none",
		"priority<=2", "created>=2026-11-01", "has:link", "tag:vpn", "vpn gateway", "-(state:open OR vpn)", "reopened:0", "updated:any"} {
		q := mustParse(t, text)
		filter, plan := q.Bind(deskEnv), q.Plan(deskEnv)
		x := deskTicket()
		for id := range ID(40) {
			x.ID, x.State, x.Assignee = id, State(int(id)%len(States)), Ref(id%3)
			if filter.Match(x) != plan.decides(x) {
				t.Errorf("%s: the filter says %v of #%d, the plan %v", text, filter.Match(x), id, plan.decides(x))
			}
		}
	}
}
