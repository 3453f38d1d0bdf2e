package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Ring tells of alarms that came due on a ticket, one event each. Only the desk itself uses it.
type Ring struct {
	Chimes []Chime
	// Said says of each alarm what it is about.
	Said []string
}

// Verb is VerbBreach when there is a breach among the alarms, else VerbWarn.
func (a Ring) Verb() Verb {
	if slices.ContainsFunc(a.Chimes, func(c Chime) bool { return c.Alarm == Breach }) {
		return VerbBreach
	}
	return VerbWarn
}

// Do writes the events.
func (a Ring) Do(w *Work) error {
	for i, c := range a.Chimes {
		verb := VerbWarn
		if c.Alarm == Breach {
			verb = VerbBreach
		}
		w.tell(verb, a.Said[i])
	}
	return nil
}

// Remind reminds somebody of what waits for them; the requester of what awaits their answer, when nobody is named. Only
// the desk itself uses it.
type Remind struct {
	Text string
	To   []Ref
}

// Verb is VerbRemind.
func (a Remind) Verb() Verb { return VerbRemind }

// Do writes the reminder, and leaves a line in the inbox of whoever is reminded.
func (a Remind) Do(w *Work) error {
	w.tell(VerbRemind, a.Text)
	to := a.To
	if len(to) == 0 {
		to = []Ref{w.Ticket.Requester}
	}
	w.notify(a.Text, to...)
	return nil
}

// Prompt gives the act that reminds those who lead a major incident of the update that its stakeholders were promised.
func Prompt(t *Ticket) Remind {
	to := []Ref{t.Communicator, t.Commander}
	if t.Communicator == 0 && t.Commander == 0 {
		to = []Ref{t.Assignee}
	}
	return Remind{Text: "Reminder: the stakeholders were promised an update by now.", To: to}
}

// A Notice is an unread line for somebody's inbox.
type Notice struct {
	To   Ref
	Text string
}

// notify leaves a line in the inboxes of people, as long as a title may be: each of many gets a copy.
func (w *Work) notify(text string, to ...Ref) {
	text, _ = Bound(text, MaxTitle)
	for _, ref := range to {
		if ref != 0 && !slices.Contains(w.Notices, Notice{ref, text}) {
			w.Notices = append(w.Notices, Notice{ref, text})
		}
	}
}

// React is one thing that a rule does because of an alarm. Only the desk itself uses it.
type React struct {
	Rule string
	What Reaction
	// Said says what the alarm was about.
	Said string
}

// Verb is that of what the reaction does.
func (a React) Verb() Verb {
	switch a.What.Do {
	case DoNotify:
		return VerbNotify
	case DoAssign:
		return VerbAssign
	case DoTeam:
		return VerbEdit
	case DoRaise:
		return VerbPrioritise
	case DoTag:
		return VerbTag
	}
	return VerbNote
}

// Do does it, and says by which rule. What can't be done is said in a note instead: nobody is there to read an error.
func (a React) Do(w *Work) error {
	text, err := a.act(w)
	if errors.Is(err, ErrUnchanged) {
		return err
	}
	if err != nil {
		*w.Ticket = *w.Before.Clone()
		w.Events, w.Notices = nil, nil
		w.tell(VerbNote, fmt.Sprintf("Rule %s could not %s: %s", a.Rule, a.What, err))
		return nil
	}
	last := &w.Events[len(w.Events)-1]
	last.Text = strings.TrimSuffix("rule "+a.Rule+": "+text, ": ")
	return nil
}

// act does what the reaction says and tells what there is to say of it.
func (a React) act(w *Work) (text string, err error) {
	switch t := w.Ticket; a.What.Do {
	case DoNotify:
		return a.tell(w)
	case DoAssign:
		to := Ref(0)
		if !strings.EqualFold(a.What.Arg, "none") {
			if to, err = w.Desk.Noun(People, a.What.Arg); err != nil {
				return "", err
			}
		}
		return "", Assign{to}.Do(w)
	case DoTeam:
		to, err := w.Desk.Noun(Teams, a.What.Arg)
		if err != nil {
			return "", err
		}
		return "", Edit{FieldTeam, Value{N: int64(t.Team)}, Value{N: int64(to)}}.Do(w)
	case DoRaise:
		if t.Priority <= 1 {
			return "", refuse("%s has no higher priority", t.Key())
		}
		t.Priority--
		w.tell(VerbPrioritise, "")
		return "", nil
	case DoTag:
		return "", Tag{Add: []string{a.What.Arg}}.Do(w)
	case DoRun:
		w.tell(VerbNote, "")
		w.Errand = a.What.Arg
		return "runs " + a.What.Arg, nil
	}
	w.tell(VerbNote, "")
	return a.What.Arg, nil
}

// tell leaves a line in the inbox of whoever is to be notified.
func (a React) tell(w *Work) (string, error) {
	t := w.Ticket
	var to []Ref
	whom := "the " + a.What.Arg
	switch strings.ToLower(a.What.Arg) {
	case "assignee":
		to = []Ref{t.Assignee}
	case "requester":
		to = []Ref{t.Requester}
	case "watchers":
		to = t.Watchers
	default:
		who, err := w.Desk.Noun(People, a.What.Arg)
		if err != nil {
			return "", err
		}
		to, whom = []Ref{who}, a.What.Arg
	}
	before := len(w.Notices)
	w.notify(a.Said, to...)
	if len(w.Notices) == before {
		return "", ErrUnchanged // there is nobody to tell
	}
	w.tell(VerbNotify, "")
	return fmt.Sprintf("told %s: %s", whom, a.Said), nil
}

// GiveUp gives the act that resolves a ticket whose requester never answered; nil when its kind has no such step.
func GiveUp(t *Ticket) Act {
	for _, s := range t.Steps() {
		if s.To.Rule().Phase == Finished {
			return Move{To: s.To, Why: "the requester did not answer", Set: []Setting{
				{FieldCode, Value{S: "no-answer"}}, {FieldNote, Value{S: "Resolved because nobody answered."}}}}
		}
	}
	return nil
}
