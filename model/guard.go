package model

import (
	"slices"
	"strings"
)

// A Guard is a demand that a move makes before it is legal.
type Guard uint8

// The guards.
const (
	NeedsOwner Guard = iota
	NeedsHoldReason
	NeedsSolution
	NeedsWhy
	NeedsCause
	NeedsWorkaround
	NeedsAcceptedRisk
	NeedsFix
)

// A GuardRule is what the desk knows of one guard: what a form must ask for, and the check.
type GuardRule struct {
	Token string
	// Fields are facts of the ticket that the move may set to meet the demand.
	Fields []uint8
	// Why says that the move must be given a reason in words.
	Why   bool
	check func(w *Work, m Move) error
}

// Guards holds one row per guard, indexed by it.
var Guards = [...]GuardRule{
	NeedsOwner:        {Token: "owner", Fields: []uint8{FieldTeam, FieldAssignee}, check: checkOwner},
	NeedsHoldReason:   {Token: "hold-reason", Fields: []uint8{FieldReason}, check: checkHoldReason},
	NeedsSolution:     {Token: "solution", Fields: []uint8{FieldCode, FieldNote}, check: checkSolution},
	NeedsWhy:          {Token: "why", Why: true, check: checkWhy},
	NeedsCause:        {Token: "cause", Fields: []uint8{FieldCause}, check: checkCause},
	NeedsWorkaround:   {Token: "workaround", Fields: []uint8{FieldWorkaround}, check: checkWorkaround},
	NeedsAcceptedRisk: {Token: "accepted-risk", Fields: []uint8{FieldApprover, FieldExpires}, check: checkAcceptedRisk},
	NeedsFix:          {Token: "fix", check: checkFix},
}

// Rule gives the guard's row.
func (g Guard) Rule() GuardRule { return Guards[g] }

// Codes are the resolution codes that forms offer; any other word is accepted, since other desks bring their own.
var Codes = []string{"fixed", "workaround", "advice", "by-caller", "no-fault-found", "known-error", "duplicate", "not-reproducible", "not-fixed"}

func checkOwner(w *Work, m Move) error {
	if w.Ticket.Team == 0 && w.Ticket.Assignee == 0 {
		return refuse("%s belongs to nobody: assign it to a person or a team first", w.Ticket.Key())
	}
	return nil
}

func checkHoldReason(w *Work, m Move) error {
	t := w.Ticket
	switch t.Reason {
	case NoReason:
		return refuse("%s can't go on hold without a reason: say what it waits for (%s)", t.Key(), strings.Join(holdReasons(), ", "))
	case AwaitingCaller:
		if strings.TrimSpace(m.Comment) == "" {
			return refuse("%s can't await its caller without a public comment: tell them what you wait for", t.Key())
		}
	case AwaitingProblem:
		return checkLinked(w, Problem)
	case AwaitingChange:
		return checkLinked(w, Change)
	}
	if t.Reason.Rule().For != StateOnHold {
		return refuse("%s can't go on hold because %s: use one of %s", t.Key(), t.Reason.Rule().Label, strings.Join(holdReasons(), ", "))
	}
	return nil
}

func holdReasons() (all []string) {
	for _, r := range Reasons {
		if r.For == StateOnHold {
			all = append(all, r.Token)
		}
	}
	return all
}

// checkLinked wants something of a kind to wait for; a child may wait for what its parent is linked with.
func checkLinked(w *Work, k Kind) error {
	links := w.Ticket.Links
	if parent, err := w.Desk.Ticket(w.Ticket.Parent); err == nil {
		links = slices.Concat(links, parent.Links)
	}
	for _, l := range links {
		if other, err := w.Desk.Ticket(l.To); err == nil && other.Kind == k {
			return nil
		}
	}
	return refuse("%s is linked with no %s to wait for: link it first", w.Ticket.Key(), strings.ToLower(k.Rules().Label))
}

func checkSolution(w *Work, m Move) error {
	var missing []string
	if w.Ticket.Code == "" {
		missing = append(missing, "a resolution code")
	}
	if strings.TrimSpace(w.Ticket.Note) == "" {
		missing = append(missing, "a resolution note")
	}
	if len(missing) > 0 {
		return refuse("%s can't be resolved without %s", w.Ticket.Key(), strings.Join(missing, " and "))
	}
	return nil
}

func checkWhy(w *Work, m Move) error {
	if strings.TrimSpace(m.Why) == "" {
		return refuse("moving %s from %s to %s needs a reason", w.Ticket.Key(), w.Before.State.Rule().Label, m.To.Rule().Label)
	}
	return nil
}

func checkCause(w *Work, m Move) error {
	if strings.TrimSpace(w.Ticket.Cause) == "" {
		return refuse("%s has no cause yet: state it before fixing", w.Ticket.Key())
	}
	return nil
}

func checkWorkaround(w *Work, m Move) error {
	if strings.TrimSpace(w.Ticket.Workaround) == "" {
		return refuse(`%s has no workaround: give one, or say "none exists"`, w.Ticket.Key())
	}
	return nil
}

func checkAcceptedRisk(w *Work, m Move) error {
	t := w.Ticket
	switch {
	case t.Approver == 0 || t.Expires == 0:
		return refuse("accepting the risk of %s needs an approver and a date on which the acceptance ends", t.Key())
	case t.Approver == t.Requester:
		return refuse("the approver of %s can't be its requester", t.Key())
	case t.Expires <= w.Now:
		return refuse("the acceptance of %s would have ended at %s already", t.Key(), t.Expires)
	}
	return nil
}

// checkFix wants a change that is done, or a reason why none was needed.
func checkFix(w *Work, m Move) error {
	if strings.TrimSpace(m.Why) != "" {
		return nil
	}
	for _, l := range w.Ticket.Links {
		other, err := w.Desk.Ticket(l.To)
		if err == nil && other.Kind == Change && (other.State == StateClosed || other.State == StateReview) {
			return nil
		}
	}
	return refuse("%s is linked with no change that is done: link it, or say why none was needed", w.Ticket.Key())
}
