package model

import (
	"slices"
	"strings"
)

// An Act is what somebody wants done to a ticket: an intent, applied to the freshest record inside the store's one
// transaction. Acts are values that hold all they need.
type Act interface {
	Verb() Verb
	// Do changes w.Ticket. When it returns an error nothing of the act is kept.
	Do(w *Work) error
}

// A Desk is what an act may reach besides its own ticket, inside its transaction.
type Desk interface {
	// Ticket gives another ticket for reading or changing; what changes is journalled with the act.
	Ticket(ID) (*Ticket, error)
	// Noun gives the noun with a name, and makes it when there is none.
	Noun(Table, string) (Ref, error)
	// Order is the backlog's order.
	Order() Order
}

// A Work is one act under way: on which ticket, by whom, when, with what result.
type Work struct {
	Me     Ref
	Now    Instant
	Ticket *Ticket // the freshest; the act changes it
	Before *Ticket // as it was; nobody changes it
	Desk   Desk
	// Events is what the act says happened; the store adds the fields that differ to the last one.
	Events []Event
	// Beside is what the act says happened to other tickets, by their numbers. Of those that it does not speak of, the
	// store says that the act was done to them if it changed them.
	Beside map[ID]Event
	// Spots are the places of the backlog that the act set.
	Spots []Spot
	// Notices are lines that the act leaves in inboxes, Errand is a command of the machine that a rule asks for.
	Notices []Notice
	Errand  string
}

func (w *Work) tell(v Verb, text string) {
	w.Events = append(w.Events, Event{At: w.Now, By: w.Me, Verb: v, Text: text})
}

// tellOf says what the act did to another ticket, whose line tells of it even when no fact changed.
func (w *Work) tellOf(other ID, v Verb, text string) {
	if w.Beside == nil {
		w.Beside = map[ID]Event{}
	}
	w.Beside[other] = Event{At: w.Now, By: w.Me, Verb: v, Text: text}
}

// Create makes a new ticket of a kind. The title is demanded; fields that the kind lacks are refused.
type Create struct {
	Kind Kind
	Set  []Setting
	// Links are those that it has from the beginning.
	Links []Link
	// Draft says that a request starts as a draft instead of submitted.
	Draft bool
}

// A Setting is a field with the value that it is to have.
type Setting struct {
	Field uint8
	To    Value
}

// Verb is VerbCreate.
func (a Create) Verb() Verb { return VerbCreate }

// Do fills the new ticket.
func (a Create) Do(w *Work) error {
	rules := a.Kind.Rules()
	if rules.Prefix == "" {
		return refuse("a new ticket needs a kind")
	}
	t := w.Ticket
	t.Kind, t.State, t.Created, t.OpenedBy, t.Channel = a.Kind, rules.Start, w.Now, w.Me, "console"
	if a.Draft && a.Kind == Request {
		t.State = StateDraft
	}
	if a.Kind == Change {
		t.Variant = Normal
	}
	links := slices.Clone(a.Links)
	for _, s := range a.Set {
		if s.Field == FieldParent {
			if s.To.N != 0 {
				links = append(links, Link{ChildOf, ID(s.To.N)})
			}
			continue
		}
		if err := w.put(s, editable); err != nil {
			return err
		}
	}
	if strings.TrimSpace(t.Title) == "" {
		return refuse("a new %s needs a title", strings.ToLower(rules.Label))
	}
	if t.Requester == 0 {
		t.Requester = w.Me
	}
	if t.Assignee != 0 {
		w.acknowledge()
	}
	for _, l := range links {
		if err := w.link(l.Rel, l.To); err != nil {
			return err
		}
	}
	w.tell(VerbCreate, "")
	if !rules.Ranked {
		return nil
	}
	if err := w.rank(Place{}); err != nil {
		return err
	}
	return w.placed(Place{})
}

// editable lists the fields that people may set besides those marked so, when they create a ticket.
func editable(f *Field) bool { return f.Edit || f.No == FieldAssignee }

// put sets a field of those that may be set, and what follows from it.
func (w *Work) put(s Setting, may func(*Field) bool) error {
	t, f := w.Ticket, FieldNo(s.Field)
	switch {
	case f == nil:
		return refuse("there is no field %d", s.Field)
	case !may(f):
		return refuse("%s can't be set as such", f.Label)
	case !f.Of(t.Kind):
		return refuse("the %s has no %s", strings.ToLower(t.Kind.Rules().Label), strings.ToLower(f.Label))
	case s.Field == FieldVariant && t.State != StateNew:
		return refuse("the type of %s can only change while it is New", t.Key())
	case s.Field == FieldTitle && strings.TrimSpace(s.To.S) == "" && w.Before.Exists():
		return refuse("the title of %s can't be empty", t.Key())
	}
	v, err := f.accept(s.To)
	if err != nil {
		return err
	}
	f.Set(t, v)
	switch s.Field {
	case FieldImpact, FieldUrgency:
		if p := PriorityOf(t.Impact, t.Urgency); p != 0 {
			t.Priority = p
		}
	case FieldTeam:
		w.countHandOver()
	}
	return nil
}

// Edit sets one field. It carries the value that it was based on, and is refused when the field has moved since.
type Edit struct {
	Field uint8
	Base  Value
	To    Value
}

// Verb is VerbEdit.
func (a Edit) Verb() Verb { return VerbEdit }

// Do sets the field and what follows from it.
func (a Edit) Do(w *Work) error {
	f := FieldNo(a.Field)
	if f == nil {
		return refuse("there is no field %d", a.Field)
	}
	have := f.Get(w.Ticket)
	if have == a.To {
		return already("%s of %s is that already", f.Label, w.Ticket.Key())
	}
	if have != a.Base {
		return &ConflictError{Ticket: w.Ticket.ID, Key: w.Ticket.Key(), Field: f, Base: a.Base, Have: have, Want: a.To}
	}
	if err := w.put(Setting{a.Field, a.To}, func(f *Field) bool { return f.Edit }); err != nil {
		return err
	}
	if f.Get(w.Ticket) == have {
		return already("%s of %s is that already", f.Label, w.Ticket.Key())
	}
	w.tell(VerbEdit, "")
	return nil
}

// Assign gives a ticket to a person; zero takes it from whoever has it.
type Assign struct{ To Ref }

// Verb is VerbAssign.
func (a Assign) Verb() Verb { return VerbAssign }

// Do sets the assignee.
func (a Assign) Do(w *Work) error {
	if err := w.assign(a.To); err != nil {
		return err
	}
	w.tell(VerbAssign, "")
	return nil
}

// Take gives a ticket to whoever acts.
type Take struct{}

// Verb is VerbTake.
func (a Take) Verb() Verb { return VerbTake }

// Do sets the assignee to the actor.
func (a Take) Do(w *Work) error {
	if err := w.assign(w.Me); err != nil {
		return err
	}
	w.tell(VerbTake, "")
	return nil
}

func (w *Work) assign(to Ref) error {
	t := w.Ticket
	if t.Assignee == to {
		return already("%s is assigned so already", t.Key())
	}
	if p := t.State.Rule().Phase; p == Ended {
		return refuse("%s is %s: nothing is left to do on it", t.Key(), t.State.Rule().Label)
	}
	t.Assignee = to
	w.countHandOver()
	if to != 0 {
		w.acknowledge()
	}
	return nil
}

// countHandOver counts a change of hands; the first assignment is none.
func (w *Work) countHandOver() {
	b, t := w.Before, w.Ticket
	if b.Assignee != 0 && t.Assignee != b.Assignee || b.Team != 0 && t.Team != b.Team {
		t.Reassigned = b.Reassigned + 1
	}
}

func (w *Work) acknowledge() {
	if w.Ticket.Acknowledged == 0 {
		w.Ticket.Acknowledged = w.Now
	}
}

// Comment says something that the requester reads too.
type Comment struct{ Text string }

// Verb is VerbComment.
func (a Comment) Verb() Verb { return VerbComment }

// Do keeps the comment. When the requester answers what waits for them, work on it goes on.
func (a Comment) Do(w *Work) error {
	if err := w.say(VerbComment, a.Text); err != nil {
		return err
	}
	switch t := w.Ticket; {
	case t.MergedInto() != 0:
		return w.passOn()
	case w.Me != t.Requester:
		w.acknowledge()
	default:
		w.heard()
	}
	return nil
}

// heard goes on with a ticket that awaited its requester, who answered.
func (w *Work) heard() {
	if w.Ticket.State == StateOnHold && w.Ticket.Reason == AwaitingCaller {
		w.resume()
	}
}

// resume takes a ticket off hold, to where work on one of its kind goes on.
func (w *Work) resume() {
	for _, s := range w.Ticket.Steps() {
		if s.To.Rule().Phase == Active {
			w.Ticket.Reason = NoReason
			w.enter(s.To)
			return
		}
	}
}

// Note says something that only the desk reads.
type Note struct{ Text string }

// Verb is VerbNote.
func (a Note) Verb() Verb { return VerbNote }

// Do keeps the note.
func (a Note) Do(w *Work) error { return w.say(VerbNote, a.Text) }

func (w *Work) say(v Verb, text string) error {
	text, _ = Bound(text, MaxText)
	if strings.TrimSpace(text) == "" {
		return refuse("there is nothing to say in it: write some words first")
	}
	w.tell(v, text)
	return nil
}

// Tag adds and removes tags.
type Tag struct{ Add, Remove []string }

// Verb is VerbTag.
func (a Tag) Verb() Verb { return VerbTag }

// Do sets the tags.
func (a Tag) Do(w *Work) error {
	t := w.Ticket
	tags := a.of(t.Tags)
	if len(tags) > MaxTags {
		return refuse("%s would have %d tags; %d are enough", t.Key(), len(tags), MaxTags)
	}
	if slices.Equal(tags, t.Tags) {
		return already("the tags of %s are so already", t.Key())
	}
	t.Tags = tags
	w.tell(VerbTag, "")
	return nil
}

// of gives what becomes of some tags, in order.
func (a Tag) of(tags []string) []string {
	tags = slices.Concat(tags, SplitTags(strings.Join(a.Add, ",")))
	gone := SplitTags(strings.Join(a.Remove, ","))
	tags = slices.DeleteFunc(tags, func(tag string) bool { return slices.Contains(gone, tag) })
	slices.Sort(tags)
	return slices.Compact(tags)
}

// Prioritise rates impact and urgency, from which the priority follows by the matrix.
type Prioritise struct{ Impact, Urgency Level }

// Verb is VerbPrioritise.
func (a Prioritise) Verb() Verb { return VerbPrioritise }

// Do sets impact, urgency and priority.
func (a Prioritise) Do(w *Work) error {
	p := PriorityOf(a.Impact, a.Urgency)
	if p == 0 {
		return refuse("impact and urgency are rated 1 high, 2 medium or 3 low, not %d and %d", a.Impact, a.Urgency)
	}
	t := w.Ticket
	if t.Impact == a.Impact && t.Urgency == a.Urgency && t.Priority == p {
		return already("%s is rated so already", t.Key())
	}
	t.Impact, t.Urgency, t.Priority = a.Impact, a.Urgency, p
	w.tell(VerbPrioritise, "")
	return nil
}

// Watch puts a person on the list of those who watch, or takes them off it; zero is whoever acts.
type Watch struct {
	Who Ref
	Off bool
}

// Verb is VerbWatch.
func (a Watch) Verb() Verb { return VerbWatch }

// Do changes the list.
func (a Watch) Do(w *Work) error {
	who := a.Who
	if who == 0 {
		who = w.Me
	}
	t := w.Ticket
	if slices.Contains(t.Watchers, who) == !a.Off {
		return already("%s is watched so already", t.Key())
	}
	if a.Off {
		t.Watchers = slices.DeleteFunc(t.Watchers, func(r Ref) bool { return r == who })
	} else {
		t.Watchers = append(t.Watchers, who)
	}
	w.tell(VerbWatch, "")
	return nil
}
