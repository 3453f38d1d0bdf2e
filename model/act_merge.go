package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Merge takes a ticket into another one that is about the same. It ends as merged and says where it went; what was said
// on it stays its own, and shows in the timeline of the other one with where it came from. Its requester and those who
// watch it watch the other one, and its children and the demand for it follow it there. Taking the merge back gives all
// of that back; what happened on either side since stays where it happened.
type Merge struct {
	Into ID
	Why  string
}

// Verb is VerbMerge.
func (a Merge) Verb() Verb { return VerbMerge }

// Do merges the ticket. Refused are what has ended, a target that is not open, one of a kind that is about something
// else, and one that descends from the ticket.
func (a Merge) Do(w *Work) error {
	t := w.Ticket
	into, err := w.mergeable(a.Into)
	if err != nil {
		return err
	}
	for _, who := range slices.Concat([]Ref{t.Requester}, t.Watchers) {
		if who != 0 && who != into.Requester && !slices.Contains(into.Watchers, who) {
			into.Watchers = append(into.Watchers, who)
		}
	}
	for _, l := range slices.Clone(t.Links) {
		if l.Rel == ParentOf || l.Rel == WantedBy {
			if err := w.follow(l, into); err != nil {
				return err
			}
		}
	}
	t.Links = append(t.Links, Link{MergedInto, into.ID})
	into.Links = append(into.Links, Link{MergedFrom, t.ID})
	t.Reason = NoReason
	w.enter(StateMerged)
	why, _ := Bound(strings.TrimSpace(a.Why), MaxText)
	w.tell(VerbMerge, why)
	w.tellOf(into.ID, VerbMerge, strings.TrimSuffix(t.Key()+" was merged into it: "+why, ": "))
	return nil
}

// mergeable gives the ticket to merge into, or says why it can't be that one.
func (w *Work) mergeable(id ID) (*Ticket, error) {
	t := w.Ticket
	if id == t.ID {
		return nil, refuse("%s can't be merged into itself", t.Key())
	}
	into, err := w.Desk.Ticket(id)
	if err != nil {
		return nil, fmt.Errorf("merge %s: %w", t.Key(), err)
	}
	switch on, err := w.mergedInto(into); {
	case err != nil:
		return nil, err
	case on != nil:
		return nil, refuse("%s was merged into %s: merge %s into that one", into.Key(), on.Key(), t.Key())
	case t.State.Rule().Phase == Ended:
		return nil, refuse("%s is %s already: link it as a duplicate instead", t.Key(), t.State.Rule().Label)
	case !into.Open():
		return nil, refuse("%s is %s: reopen it before you merge %s into it, or link them", into.Key(), into.State.Rule().Label, t.Key())
	case !Mergeable(t.Kind, into.Kind):
		return nil, refuse("%s is of another kind than %s: link them instead", t.Key(), into.Key())
	}
	if err := w.noRing(into, t); err != nil {
		return nil, fmt.Errorf("%w: merge them the other way round", err)
	}
	return into, nil
}

// Mergeable tells whether tickets of two kinds may be about the same thing: what callers want, and what the desk wants of
// itself, each comes under two names.
func Mergeable(a, b Kind) bool {
	calls, wishes := []Kind{Incident, Request}, []Kind{Improvement, Item}
	return a == b || slices.Contains(calls, a) && slices.Contains(calls, b) || slices.Contains(wishes, a) && slices.Contains(wishes, b)
}

// follow ties what is at the other end of a link of the ticket to another one instead.
func (w *Work) follow(l Link, into *Ticket) error {
	other, err := w.Desk.Ticket(l.To)
	if errors.Is(err, ErrNotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("merge %s: %w", w.Ticket.Key(), err)
	}
	w.Ticket.Links = withoutLink(w.Ticket.Links, l)
	other.Links = withoutLink(other.Links, Link{l.Rel.Rule().Inverse, w.Ticket.ID})
	if to := (Link{l.Rel, other.ID}); !slices.Contains(into.Links, to) {
		into.Links = append(into.Links, to)
		other.Links = append(other.Links, Link{l.Rel.Rule().Inverse, into.ID})
	}
	if l.Rel == ParentOf {
		other.Parent = into.ID
	}
	w.tellOf(other.ID, VerbMerge, w.Ticket.Key()+" was merged into "+into.Key())
	return nil
}

func withoutLink(links []Link, gone Link) []Link {
	return slices.DeleteFunc(slices.Clone(links), func(l Link) bool { return l == gone })
}

// passOn takes what was said on a merged ticket to the one that work goes on with: whoever asked for either is heard
// there as if they had answered there.
func (w *Work) passOn() error {
	t := w.Ticket
	on, err := w.mergedInto(t)
	for n := 0; err == nil && n < maxMerges; n++ {
		var next *Ticket
		if next, err = w.mergedInto(on); next == nil {
			break
		}
		on = next
	}
	if err != nil || w.Me != t.Requester && w.Me != on.Requester {
		return err
	}
	(&Work{Me: w.Me, Now: w.Now, Ticket: on}).heard()
	w.tellOf(on.ID, VerbMove, "replied on "+t.Key())
	return nil
}
