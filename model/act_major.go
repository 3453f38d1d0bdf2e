package model

import (
	"slices"
	"strings"
)

// Propose asks whoever may declare major incidents to look at an incident, with the reason. Only an open incident that
// is no major one can be proposed.
type Propose struct{ Why string }

// Verb is VerbPropose.
func (a Propose) Verb() Verb { return VerbPropose }

// Do sets the mark that the decision takes away.
func (a Propose) Do(w *Work) error {
	t, why := w.Ticket, strings.TrimSpace(a.Why)
	switch {
	case !FieldNo(FieldMajor).Of(t.Kind):
		return refuse("%s is no incident, and only an incident can be a major one", t.Key())
	case t.Major:
		return refuse("%s is a major incident already", t.Key())
	case t.Proposed:
		return already("%s is proposed already, and nobody has decided yet", t.Key())
	case !t.Open():
		return refuse("%s is %s: reopen it before you propose it as a major incident", t.Key(), t.State.Rule().Label)
	case why == "":
		return refuse("say why %s should be a major incident", t.Key())
	}
	t.Proposed = true
	why, _ = Bound(why, MaxText)
	w.tell(VerbPropose, why)
	return nil
}

// Reject decides that a proposed incident is no major one, with the reason. Who proposed it finds the reason in the
// timeline.
type Reject struct{ Why string }

// Verb is VerbReject.
func (a Reject) Verb() Verb { return VerbReject }

// Do takes the mark of the proposal away.
func (a Reject) Do(w *Work) error {
	t, why := w.Ticket, strings.TrimSpace(a.Why)
	switch {
	case !t.Proposed:
		return refuse("%s is not proposed as a major incident", t.Key())
	case why == "":
		return refuse("say why %s is no major incident", t.Key())
	}
	t.Proposed = false
	why, _ = Bound(why, MaxText)
	w.tell(VerbReject, why)
	return nil
}

// Declare makes an incident a major one, which accepts a proposal if there is one, or ends that. The reason is demanded:
// many people will ask for it. A ticket of another kind, and one that is over, is refused.
type Declare struct {
	Off bool
	Why string
	// Commander leads the work, Communicator informs the stakeholders; zero leaves who it was, and a new major incident
	// whose commander nobody names is commanded by whoever declares it.
	Commander, Communicator Ref
	// Next is when the stakeholders are promised to hear of it; zero promises nothing.
	Next Instant
}

// Verb is VerbDeclare.
func (a Declare) Verb() Verb { return VerbDeclare }

// Do sets the mark. What a major incident is worked on with, its state and its priority, stays as it is.
func (a Declare) Do(w *Work) error {
	t, why := w.Ticket, strings.TrimSpace(a.Why)
	switch {
	case !FieldNo(FieldMajor).Of(t.Kind):
		return refuse("%s is no incident, and only an incident can be a major one", t.Key())
	case t.Major != a.Off:
		return already("%s is so already", t.Key())
	case !a.Off && !t.Open():
		return refuse("%s is %s: reopen it before you declare it a major incident", t.Key(), t.State.Rule().Label)
	case why == "":
		return refuse("say why %s is a major incident, or why it is none any more", t.Key())
	}
	t.Major, t.Proposed = !a.Off, false
	if err := a.staff(w); err != nil {
		return err
	}
	why, _ = Bound(why, MaxText)
	w.tell(VerbDeclare, why)
	return nil
}

// staff names who leads and who informs, and when stakeholders are to hear of it.
func (a Declare) staff(w *Work) error {
	t := w.Ticket
	if a.Off {
		t.NextUpdate = 0
		return nil
	}
	if a.Next != 0 && a.Next <= w.Now {
		return refuse("the next update of %s can only be promised for a time to come", t.Key())
	}
	t.NextUpdate = a.Next.bound()
	if a.Commander != 0 || t.Commander == 0 {
		t.Commander = a.Commander
	}
	if t.Commander == 0 {
		t.Commander = w.Me
	}
	if a.Communicator != 0 {
		t.Communicator = a.Communicator
	}
	return nil
}

// Inform tells the stakeholders of a major incident how it stands: the requesters and watchers of it and of its children
// find the update in their inboxes.
type Inform struct {
	Text string
	// Next is when they are promised to hear of it again; zero promises nothing more.
	Next Instant
}

// Verb is VerbInform.
func (a Inform) Verb() Verb { return VerbInform }

// Do keeps the update, and counts down to the next one anew.
func (a Inform) Do(w *Work) error {
	t := w.Ticket
	switch {
	case !t.Major:
		return refuse("%s is no major incident: its requester is told in a comment", t.Key())
	case a.Next != 0 && a.Next <= w.Now:
		return refuse("the next update of %s can only be promised for a time to come", t.Key())
	}
	if err := w.say(VerbInform, a.Text); err != nil {
		return err
	}
	t.NextUpdate = a.Next.bound()
	w.acknowledge()
	who, err := stakeholders(w)
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(strings.TrimSpace(a.Text), "\n")
	w.notify("Update: "+first, slices.DeleteFunc(who, func(r Ref) bool { return r == w.Me })...)
	return nil
}

// stakeholders lists who asked for a ticket or one of its children, or watches one of them.
func stakeholders(w *Work) ([]Ref, error) {
	who := append([]Ref{w.Ticket.Requester}, w.Ticket.Watchers...)
	for _, l := range w.Ticket.Links {
		if l.Rel != ParentOf {
			continue
		}
		child, err := w.Desk.Ticket(l.To)
		if err != nil {
			return nil, err
		}
		who = append(append(who, child.Requester), child.Watchers...)
	}
	slices.Sort(who)
	return slices.Compact(who), nil
}

// SoughtCause gives the act that makes the problem behind an incident, which is to find its cause. The caller links the
// two.
func SoughtCause(t *Ticket) Create {
	set := []Setting{{FieldTitle, Value{S: "Root cause of " + t.Key() + ": " + t.Title}}}
	for _, no := range []uint8{FieldImpact, FieldUrgency, FieldService, FieldTeam, FieldCategory, FieldSubcategory} {
		if v := FieldNo(no).Get(t); v != (Value{}) {
			set = append(set, Setting{no, v})
		}
	}
	return Create{Kind: Problem, Set: set, Links: []Link{{Causes, t.ID}}}
}
