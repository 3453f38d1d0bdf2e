package cmd

import (
	"context"
	"fmt"

	"opsdesk/model"
	"opsdesk/store"
)

// A demoGesture is what somebody does on the desk of the demo once its tickets are there: an act as the console does it,
// so that it is as legal as theirs.
type demoGesture struct {
	who   string
	role  model.Role
	scene string // key of the one whose ticket it is done on
	act   func(d *demoDesk, on map[string]model.ID) model.Act
}

// demoGestures are what shows on screens where nothing would be: checklists, tickets put aside, one that was merged, an
// incident proposed as a major one.
var demoGestures = []demoGesture{
	{demoOperations, model.OperationsManager, "vpn", func(_ *demoDesk, on map[string]model.ID) model.Act {
		check := model.Check{Add: []string{"Say on the intranet what is down", "Tell the shift leads in Łódź and Venlo by phone",
			"Temporary licences tested on the standby node", "Invite to the review of the incident"}}
		if wave := on["vpn-planner"]; wave != 0 {
			check.AddTickets = []model.ID{wave}
		}
		return check
	}},
	{demoOperations, model.OperationsManager, "vpn", func(*demoDesk, map[string]model.ID) model.Act { return model.Check{Tick: []uint32{1, 2}} }},
	{"Ines Carvalho", model.Agent, "vpn-new2", func(*demoDesk, map[string]model.ID) model.Act {
		return model.Comment{Text: "Hello Viktor, it is everybody. You get all news of it from now on."}
	}},
	{"Ines Carvalho", model.Agent, "vpn-new2", func(_ *demoDesk, on map[string]model.ID) model.Act {
		return model.Merge{Into: on["vpn"], Why: "It is everybody: the large disturbance of the VPN."}
	}},
	{"Omar Haddad", model.Agent, "phish", func(*demoDesk, map[string]model.ID) model.Act {
		return model.Propose{Why: "Five mailboxes in Marketing have it, one password is gone. More will scan the code."}
	}},
	{"Priya Raman", model.Lead, "edita", func(*demoDesk, map[string]model.ID) model.Act {
		return model.Check{Add: []string{"Account and mail", "Badge, building A", "Laptop and two monitors at desk 2.31", "Salary view"}}
	}},
	{"Priya Raman", model.Lead, "edita", func(*demoDesk, map[string]model.ID) model.Act { return model.Check{Tick: []uint32{1, 2}} }},
	{"Björn Åkesson", model.Agent, "panel", func(d *demoDesk, _ map[string]model.ID) model.Act {
		return model.Snooze{Until: d.clock.working(d.now + 18*3600), Why: "The new panel comes tomorrow."}
	}},
	{"Sofia Marino", model.Agent, "restart", func(d *demoDesk, _ map[string]model.ID) model.Act {
		return model.Snooze{Until: d.clock.working(d.now + 3*86400), Why: "Johanna is at a fair until then."}
	}},
}

// gestures has people of the demo do what is done on the desk itself. A small desk may have no ticket for one of them.
func (d *demoDesk) gestures(ctx context.Context, s *store.Store) error {
	on := map[string]model.ID{}
	for i := range d.plans {
		if scene := d.plans[i].scene; scene != 0 {
			on[demoScenes[scene-1].key] = model.ID(i + 1)
		}
	}
	for _, g := range demoGestures {
		id := on[g.scene]
		act := g.act(d, on)
		if merge, ok := act.(model.Merge); id == 0 || ok && merge.Into == 0 {
			continue
		}
		who := model.Actor{Name: g.who, Role: g.role}
		if _, err := s.Do(ctx, store.Write{Who: who, Commands: []store.Command{{ID: id, Act: act}}}); err != nil {
			return fmt.Errorf("have %s do %s on #%d of the demo: %w", g.who, act.Verb(), id, err)
		}
	}
	return nil
}
