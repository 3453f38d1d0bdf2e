package cmd

import (
	"slices"
	"strconv"

	"opsdesk/model"
)

// A demoLife is the history of one ticket as it is made up, moment by moment. It keeps the facts that follow from a
// state as the desk's own acts do, and lets nothing happen out of order or after the present.
type demoLife struct {
	now  model.Instant
	past []model.Past

	kind    model.Kind
	variant model.Variant
	state   model.State
	reason  model.Reason
	caller  string
	team    string
	owner   string
	created model.Instant
	acked   bool
	moved   int64 // how often it changed hands
	undone  int64 // how often it was reopened
	done    bool  // resolved
}

func demoText(field uint8, s string) model.Fact {
	return model.Fact{Field: field, To: model.Value{S: s}}
}

func demoNum[T ~uint8 | ~uint32 | ~int64 | ~int](field uint8, n T) model.Fact {
	return model.Fact{Field: field, To: model.Value{N: int64(n)}}
}

func demoRef(field uint8, name string) model.Fact { return model.Fact{Field: field, Name: name} }

// tell adds a moment; it comes no earlier than the last one and no later than now.
func (l *demoLife) tell(at model.Instant, by string, v model.Verb, text string, facts ...model.Fact) {
	if n := len(l.past); n > 0 {
		at = max(at, l.past[n-1].At)
	}
	l.past = append(l.past, model.Past{At: min(at, l.now), By: by, Verb: v, Text: text, Facts: facts})
}

// last gives the time of the newest moment.
func (l *demoLife) last() model.Instant { return l.past[len(l.past)-1].At }

// create makes the ticket in the first state of its kind; facts without a value are left out.
func (l *demoLife) create(at model.Instant, by string, facts ...model.Fact) {
	l.state, l.created = l.kind.Rules().Start, at
	all := []model.Fact{demoNum(model.FieldState, l.state), demoNum(model.FieldCreated, at), demoRef(model.FieldOpenedBy, by)}
	for _, f := range facts {
		if f.To == (model.Value{}) && f.Name == "" {
			continue
		}
		switch f.Field {
		case model.FieldRequester:
			l.caller = f.Name
		case model.FieldTeam:
			l.team = f.Name
		case model.FieldAssignee:
			l.owner = f.Name
		case model.FieldVariant:
			l.variant = model.Variant(f.To.N)
		}
		all = append(all, f)
	}
	l.tell(at, by, model.VerbCreate, "", all...)
}

// assign gives the ticket to somebody; who takes it themselves takes it.
func (l *demoLife) assign(at model.Instant, by, to string) {
	if to == l.owner {
		return
	}
	facts := []model.Fact{demoRef(model.FieldAssignee, to)}
	if l.owner != "" {
		l.moved++
		facts = append(facts, demoNum(model.FieldReassigned, l.moved))
	}
	l.owner = to
	verb := model.VerbAssign
	if by == to {
		verb = model.VerbTake
	}
	l.tell(at, by, verb, "", l.acknowledged(at, facts)...)
}

// hand gives the ticket to another team, and takes it from whoever had it when they are none of it.
func (l *demoLife) hand(at model.Instant, by, team string) {
	if team == l.team {
		return
	}
	facts := []model.Fact{demoRef(model.FieldTeam, team)}
	if l.team != "" {
		l.moved++
		facts = append(facts, demoNum(model.FieldReassigned, l.moved))
	}
	l.team = team
	l.tell(at, by, model.VerbEdit, "", facts...)
}

// acknowledged adds the fact that somebody took note, the first time.
func (l *demoLife) acknowledged(at model.Instant, facts []model.Fact) []model.Fact {
	if l.acked {
		return facts
	}
	l.acked = true
	if n := len(l.past); n > 0 {
		at = max(at, l.past[n-1].At)
	}
	return append(facts, demoNum(model.FieldAcknowledged, min(at, l.now)))
}

// comment says something in public. What its caller answers ends the wait for them.
func (l *demoLife) comment(at model.Instant, by, text string) {
	var facts []model.Fact
	switch {
	case by != l.caller:
		facts = l.acknowledged(at, nil)
	case l.reason == model.AwaitingCaller:
		l.state, l.reason = l.active(), model.NoReason
		facts = []model.Fact{demoNum(model.FieldState, l.state), demoNum(model.FieldReason, l.reason)}
	}
	l.tell(at, by, model.VerbComment, text, facts...)
}

// active gives the state in which incidents and requests are worked on.
func (l *demoLife) active() model.State {
	if l.kind == model.Request {
		return model.StateFulfilling
	}
	return model.StateInProgress
}

// note says something that only the desk reads.
func (l *demoLife) note(at model.Instant, by, text string) { l.tell(at, by, model.VerbNote, text) }

// edit sets facts.
func (l *demoLife) edit(at model.Instant, by string, facts ...model.Fact) {
	l.tell(at, by, model.VerbEdit, "", facts...)
}

// hold lets the ticket wait for something.
func (l *demoLife) hold(at model.Instant, by string, why model.Reason) {
	l.move(at, by, model.StateOnHold, "", demoNum(model.FieldReason, why))
}

// move takes the ticket to another state and keeps the times that follow from it, as model.Move does.
func (l *demoLife) move(at model.Instant, by string, to model.State, why string, facts ...model.Fact) {
	at = min(max(at, l.last()), l.now)
	was, is := l.state.Rule().Phase, to.Rule().Phase
	all := []model.Fact{demoNum(model.FieldState, to)}
	if l.reason != model.NoReason {
		all = append(all, demoNum(model.FieldReason, model.NoReason))
		l.reason = model.NoReason
	}
	if is != model.Waiting {
		all = l.acknowledged(at, all)
	}
	if is == model.Finished && !l.done {
		l.done = true
		all = append(all, demoNum(model.FieldResolved, at), demoRef(model.FieldResolvedBy, by))
	}
	if is == model.Ended {
		all = append(all, demoNum(model.FieldClosed, at))
	}
	if is.Open() && !was.Open() {
		l.done = false
		l.undone++
		all = append(all, demoNum(model.FieldResolved, 0), demoRef(model.FieldResolvedBy, ""), demoNum(model.FieldClosed, 0),
			demoText(model.FieldCode, ""), demoText(model.FieldNote, ""), demoNum(model.FieldReopened, l.undone))
	}
	for _, f := range facts {
		if f.Field == model.FieldReason {
			l.reason = model.Reason(f.To.N)
		}
	}
	l.state = to
	l.tell(at, by, model.VerbMove, why, append(all, facts...)...)
}

// A demoTie is a link of a ticket, with when and by whom it was made.
type demoTie struct {
	at  model.Instant
	rel model.Relation
	to  model.ID
	by  string
}

// tie adds the moments in which links were made. A ticket has as many links as were tied up to then.
func (l *demoLife) tie(ties []demoTie) {
	if len(ties) == 0 {
		return
	}
	var links []byte
	for _, t := range ties {
		if len(links) > 0 {
			links = append(links, ' ')
		}
		links = append(append(links, t.rel.Rule().Token...), ':')
		links = strconv.AppendUint(links, uint64(t.to), 10)
		facts := []model.Fact{demoText(model.FieldLinks, string(links))}
		if t.rel == model.ChildOf {
			facts = append(facts, demoNum(model.FieldParent, t.to))
		}
		l.past = append(l.past, model.Past{At: t.at, By: t.by, Verb: model.VerbLink, Facts: facts})
	}
	slices.SortStableFunc(l.past, func(a, b model.Past) int { return int(a.At - b.At) })
}
