package model

import "strings"

// Declare makes an incident a major one, or ends that. The reason is demanded: many people will ask for it. A ticket of
// another kind, and one that is over, is refused.
type Declare struct {
	Off bool
	Why string
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
		return refuse("%s is so already", t.Key())
	case !a.Off && !t.Open():
		return refuse("%s is %s: reopen it before you declare it a major incident", t.Key(), t.State.Rule().Label)
	case why == "":
		return refuse("say why %s is a major incident, or why it is none any more", t.Key())
	}
	t.Major = !a.Off
	why, _ = Bound(why, MaxText)
	w.tell(VerbDeclare, why)
	return nil
}
