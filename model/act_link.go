package model

import (
	"fmt"
	"slices"
)

// LinkTo ties the ticket to another one; both ends show it.
type LinkTo struct {
	Rel Relation
	To  ID
}

// Verb is VerbLink.
func (a LinkTo) Verb() Verb { return VerbLink }

// Do links both tickets. A ticket has one parent, and is never its own ancestor.
func (a LinkTo) Do(w *Work) error {
	if err := w.link(a.Rel, a.To); err != nil {
		return err
	}
	w.tell(VerbLink, "")
	return nil
}

func (w *Work) link(rel Relation, to ID) error {
	t, other, err := w.bothEnds(rel, to)
	if err != nil {
		return err
	}
	if err := linkable(rel, t, other); err != nil {
		return err
	}
	if slices.Contains(t.Links, Link{rel, to}) {
		return already("%s %s %s already", t.Key(), rel.Rule().Label, other.Key())
	}
	child, parent := t, other
	if rel == ParentOf {
		child, parent = other, t
	}
	if rel == ChildOf || rel == ParentOf {
		if err := w.adopt(parent, child); err != nil {
			return err
		}
	}
	t.Links = append(t.Links, Link{rel, to})
	other.Links = append(other.Links, Link{rel.Rule().Inverse, t.ID})
	return nil
}

// linkable refuses a link that only merging makes, unless it says where a ticket went that came merged from elsewhere.
func linkable(rel Relation, t, other *Ticket) error {
	if rel == MergedFrom {
		t, other = other, t
	} else if rel != MergedInto {
		return nil
	}
	if t.State != StateMerged || t.MergedInto() != 0 || other.MergedInto() != 0 {
		return refuse("a link does not make %s merged into %s: merge it", t.Key(), other.Key())
	}
	return nil
}

// Unlink takes a link away from both ends.
type Unlink struct {
	Rel Relation
	To  ID
}

// Verb is VerbUnlink.
func (a Unlink) Verb() Verb { return VerbUnlink }

// Do removes the link.
func (a Unlink) Do(w *Work) error {
	t, other, err := w.bothEnds(a.Rel, a.To)
	if err != nil {
		return err
	}
	if !slices.Contains(t.Links, Link{a.Rel, a.To}) {
		return refuse("%s has no such link to %s", t.Key(), other.Key())
	}
	if a.Rel == MergedInto || a.Rel == MergedFrom {
		return refuse("%s %s %s: unmerge them instead", t.Key(), a.Rel.Rule().Label, other.Key())
	}
	t.Links = withoutLink(t.Links, Link{a.Rel, a.To})
	other.Links = withoutLink(other.Links, Link{a.Rel.Rule().Inverse, t.ID})
	switch a.Rel {
	case ChildOf:
		t.Parent = 0
	case ParentOf:
		other.Parent = 0
	}
	w.tell(VerbUnlink, "")
	return nil
}

func (w *Work) bothEnds(rel Relation, to ID) (t, other *Ticket, err error) {
	t = w.Ticket
	if rel == NoRelation || rel.Rule().Token == "" {
		return nil, nil, refuse("a link needs a relation, such as relates or child-of")
	}
	if to == t.ID {
		return nil, nil, refuse("%s can't be linked with itself", t.Key())
	}
	other, err = w.Desk.Ticket(to)
	if err != nil {
		return nil, nil, fmt.Errorf("link %s: %w", t.Key(), err)
	}
	return t, other, nil
}

// adopt makes a parent, unless there is one or the family tree would become a ring.
func (w *Work) adopt(parent, child *Ticket) error {
	if child.Parent != 0 {
		return refuse("%s has a parent already: unlink it first", child.Key())
	}
	switch on, err := w.mergedInto(parent); {
	case err != nil:
		return err
	case on != nil:
		return refuse("%s was merged into %s: make that one the parent", parent.Key(), on.Key())
	}
	if err := w.noRing(parent, child); err != nil {
		return err
	}
	child.Parent = parent.ID
	return nil
}

// noRing refuses a parent that descends from the child.
func (w *Work) noRing(parent, child *Ticket) error {
	for up, depth := parent, 0; up.Parent != 0 && depth < 1000; depth++ {
		if up.Parent == child.ID {
			return refuse("%s is an ancestor of %s and can't be its child", child.Key(), parent.Key())
		}
		next, err := w.Desk.Ticket(up.Parent)
		if err != nil {
			return fmt.Errorf("look for the parents of %s: %w", parent.Key(), err)
		}
		up = next
	}
	return nil
}
