package model

import (
	"errors"
	"slices"
	"strings"
)

// Move takes a ticket to another state, with what the step demands.
type Move struct {
	To State
	// Set holds facts that the step's guards ask for, such as a resolution code.
	Set []Setting
	// Comment is a public comment that goes with it, Why a reason in words.
	Comment string
	Why     string
}

// Verb is VerbMove.
func (a Move) Verb() Verb { return VerbMove }

// Do makes the step when it is legal and all its guards are content.
func (a Move) Do(w *Work) error {
	t := w.Ticket
	step, err := findStep(t, a.To)
	if err != nil {
		return err
	}
	t.Reason = NoReason
	for _, s := range a.Set {
		if err := w.put(s, func(f *Field) bool { return f.Edit || goesWith(step, f.No) }); err != nil {
			return err
		}
	}
	for _, g := range step.Guards {
		if err := g.Rule().check(w, a); err != nil {
			return err
		}
	}
	if r := t.Reason.Rule().For; t.Reason != NoReason && r != a.To {
		return refuse("%s is a reason for %s, not for %s", t.Reason.Rule().Label, r.Rule().Label, a.To.Rule().Label)
	}
	w.enter(a.To)
	switch {
	case slices.Contains(step.Guards, NeedsAcceptedRisk):
		t.Reason = RiskAccepted
	case t.Kind == Change && a.To == StateNew: // what was approved is planned anew
		t.Approver = 0
	}
	if strings.TrimSpace(a.Comment) != "" {
		if err := w.say(VerbComment, a.Comment); err != nil {
			return err
		}
	}
	why, _ := Bound(a.Why, MaxText)
	w.tell(VerbMove, why)
	return w.release()
}

// release lets linked tickets go on that were on hold for this change or problem, once it is done, and their children
// that waited with them.
func (w *Work) release() error {
	reason := map[Kind]Reason{Change: AwaitingChange, Problem: AwaitingProblem}[w.Ticket.Kind]
	if reason == NoReason || w.Ticket.Open() && w.Ticket.State != StateReview || w.Ticket.State == StateCanceled {
		return nil
	}
	return w.releaseLinked(w.Ticket, reason, func(Relation) bool { return true })
}

func (w *Work) releaseLinked(t *Ticket, reason Reason, by func(Relation) bool) error {
	for _, l := range t.Links {
		if !by(l.Rel) {
			continue
		}
		other, err := w.Desk.Ticket(l.To)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if other.State != StateOnHold || other.Reason != reason {
			continue
		}
		(&Work{Me: w.Me, Now: w.Now, Ticket: other}).resume()
		if err := w.releaseLinked(other, reason, func(r Relation) bool { return r == ParentOf }); err != nil {
			return err
		}
	}
	return nil
}

func findStep(t *Ticket, to State) (Step, error) {
	var legal []string
	for _, s := range t.Steps() {
		if s.To == to {
			return s, nil
		}
		legal = append(legal, s.To.String())
	}
	if len(legal) == 0 {
		return Step{}, refuse("%s is %s, and nothing follows that: a new, linked ticket can take it up", t.Key(), t.State.Rule().Label)
	}
	if to == StateMerged {
		return Step{}, refuse("%s is not moved to %s: merge it into the ticket that is about the same", t.Key(), to.Rule().Label)
	}
	if t.State == to {
		return Step{}, already("%s is %s already", t.Key(), t.State.Rule().Label)
	}
	return Step{}, refuse("%s can't go from %s to %s: it can go to %s", t.Key(), t.State.Rule().Label, to.Rule().Label, strings.Join(legal, ", "))
}

// goesWith tells whether a step may set a field that can't be edited as such: the reason, what its guards ask for, and
// how the work came out when the step finishes it.
func goesWith(s Step, field uint8) bool {
	if field == FieldReason || (field == FieldCode || field == FieldNote) && !s.To.Rule().Phase.Open() {
		return true
	}
	for _, g := range s.Guards {
		if slices.Contains(g.Rule().Fields, field) {
			return true
		}
	}
	return false
}

// enter puts the ticket into a state and keeps the times that follow from its phase.
func (w *Work) enter(s State) {
	t, was := w.Ticket, w.Ticket.State.Rule().Phase
	t.State = s
	now := s.Rule().Phase
	if now != Waiting {
		w.acknowledge()
	}
	if now == Finished && t.Resolved == 0 {
		t.Resolved, t.ResolvedBy = w.Now, w.Me
	}
	if now == Ended {
		t.Closed = w.Now
	}
	if now.Open() && !was.Open() {
		t.Resolved, t.ResolvedBy, t.Closed, t.Code, t.Note = 0, 0, 0, "", ""
		t.Reopened++
	}
	if now == Finished && was == Ended {
		t.Closed = 0
	}
}
