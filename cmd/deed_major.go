package cmd

import (
	"strings"

	"opsdesk/model"
)

// majorDeeds are the verbs of do for major incidents.
func majorDeeds() []deed {
	return []deed{
		{"propose", "", []string{"why"}, 0, 0, proposeSteps},
		{"reject", "", []string{"why"}, 0, 0, rejectSteps},
		{"declare", "", []string{"why", "commander", "communicator", "next", "off"}, 0, 0, declareSteps},
		{"inform", "TEXT|-", []string{"next"}, 1, -1, informSteps},
		{"raise", "problem", nil, 1, 1, raiseSteps},
	}
}

func proposeSteps(d *doing, _ int) ([]step, error) {
	return one(model.Propose{Why: d.flags.why}, "proposed as a major incident")
}

func rejectSteps(d *doing, _ int) ([]step, error) {
	return one(model.Reject{Why: d.flags.why}, "rejected as a major incident")
}

func declareSteps(d *doing, _ int) ([]step, error) {
	if d.flags.off {
		return one(model.Declare{Off: true, Why: d.flags.why}, "no major incident any more")
	}
	next, err := d.nextUpdate()
	if err != nil {
		return nil, err
	}
	act := model.Declare{Why: d.flags.why, Next: next}
	for _, role := range []struct {
		no   uint8
		name string
		to   *model.Ref
	}{{model.FieldCommander, d.flags.commander, &act.Commander}, {model.FieldCommunicator, d.flags.communicator, &act.Communicator}} {
		if role.name == "" {
			continue
		}
		v, err := d.parse(d.ctx, model.FieldNo(role.no), role.name)
		if err != nil {
			return nil, err
		}
		*role.to = model.Ref(v.N)
	}
	return one(act, "declared a major incident")
}

// nextUpdate reads when stakeholders are promised to hear of a ticket again.
func (d *doing) nextUpdate() (model.Instant, error) {
	if d.flags.next == "" {
		return 0, nil
	}
	v, err := d.parse(d.ctx, model.FieldNo(model.FieldNextUpdate), d.flags.next)
	return model.Instant(v.N), err
}

func informSteps(d *doing, _ int) ([]step, error) {
	text, err := d.text(strings.Join(d.args, " "))
	if err != nil {
		return nil, err
	}
	next, err := d.nextUpdate()
	if err != nil {
		return nil, err
	}
	said := "stakeholders informed"
	if next != 0 {
		said += ", again by " + model.FieldNo(model.FieldNextUpdate).Show(model.Value{N: int64(next)}, d.store.Names(), d.zone)
	}
	return one(model.Inform{Text: text, Next: next}, "%s", said)
}

// raiseSteps makes a ticket that takes up what another one begins.
func raiseSteps(d *doing, i int) ([]step, error) {
	if d.args[0] != "problem" {
		return nil, usage("%s can't be raised from a ticket: write it as: do ID… %s", quoted(d.args[0]), d.deed.use())
	}
	t := d.tickets[i]
	return one(model.SoughtCause(t), "raised for the cause of %s", t.Key())
}
