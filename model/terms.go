package model

import (
	"fmt"
	"strings"
)

// Terms are what a desk has promised and how it works: its calendars, its policies in the order in which they are
// tried, its rules, what it does by itself with tickets that wait, its macros and its replies. They are data: people amend them, and every
// amendment is journalled.
type Terms struct {
	Calendars []Calendar `json:"calendars"`
	Policies  []Policy   `json:"policies"`
	Rules     []Rule     `json:"rules"`
	Care      Care       `json:"care"`
	// Macros and Replies are offered in their order; no clock follows from them.
	Macros  []Macro `json:"macros,omitempty"`
	Replies []Reply `json:"replies,omitempty"`
	// Backlog says by what the backlog is scored.
	Backlog Scoring `json:"backlog,omitzero"`
	// LastPolicy is the highest ID that a policy ever had.
	LastPolicy uint16 `json:"last_policy,omitempty"`
}

// A Target is what a promise is about.
type Target uint8

// The targets.
const (
	Response   Target = iota // until somebody takes it up
	Update                   // until the requester hears from the desk again
	Resolution               // until the work is done; of a request, fulfilment
	targetCount
)

// Targets holds the token and label of each target, indexed by it.
var Targets = [...]struct{ Token, Label string }{
	Response:   {"response", "Response"},
	Update:     {"update", "Update"},
	Resolution: {"resolution", "Resolution"},
}

// String gives the target's token.
func (t Target) String() string {
	if int(t) < len(Targets) {
		return Targets[t].Token
	}
	return ""
}

// MarshalText writes the target for files.
func (t Target) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a target's token.
func (t *Target) UnmarshalText(text []byte) error {
	for i, row := range Targets {
		if row.Token == string(text) {
			*t = Target(i)
			return nil
		}
	}
	return fmt.Errorf("%s is no target: use response, update or resolution", brief(string(text)))
}

// An Agreement says whom a policy binds: the desk towards its customers, or a team towards the desk.
type Agreement uint8

// The agreements.
const (
	SLA Agreement = iota // service level agreement, with the customer
	OLA                  // operational level agreement, of a team
)

// Agreements holds the token and label of each agreement, indexed by it.
var Agreements = [...]struct{ Token, Label string }{SLA: {"sla", "SLA"}, OLA: {"ola", "OLA"}}

// String gives the agreement's token.
func (a Agreement) String() string { return Agreements[min(int(a), len(Agreements)-1)].Token }

// MarshalText writes the agreement for files.
func (a Agreement) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an agreement's token.
func (a *Agreement) UnmarshalText(text []byte) error {
	for i, row := range Agreements {
		if row.Token == string(text) {
			*a = Agreement(i)
			return nil
		}
	}
	return fmt.Errorf("%s is no agreement: use sla or ola", brief(string(text)))
}

// A Restart says when the clock of the update target begins anew.
type Restart uint8

// The ways to restart.
const (
	OnReply   Restart = iota // with each public reply of the desk
	OnContact                // with each public word of either side
	OnWaiting                // it runs while the requester waits for an answer, and begins with their word
)

// Restarts holds the token and meaning of each way, indexed by it.
var Restarts = [...]struct{ Token, Label string }{
	OnReply:   {"reply", "every reply of the desk begins it anew"},
	OnContact: {"contact", "every public word begins it anew"},
	OnWaiting: {"waiting", "it runs only while the requester waits for an answer"},
}

// String gives the token.
func (r Restart) String() string { return Restarts[min(int(r), len(Restarts)-1)].Token }

// MarshalText writes the token for files.
func (r Restart) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads a token.
func (r *Restart) UnmarshalText(text []byte) error {
	for i, row := range Restarts {
		if row.Token == string(text) {
			*r = Restart(i)
			return nil
		}
	}
	return fmt.Errorf("%s is no way to restart: use reply, contact or waiting", brief(string(text)))
}

// A Policy promises times for the tickets that it matches. Of all policies of one agreement, the first that matches
// holds.
type Policy struct {
	// Name is unique whatever the case; ID never changes and names the policy inside records.
	Name      string    `json:"name"`
	ID        uint16    `json:"id,omitempty"`
	Agreement Agreement `json:"agreement"`
	// Match is a query; empty matches every ticket. Relative times in it count from when the policy was saved.
	Match string `json:"match"`
	// Calendar counts the time unless a promise names another.
	Calendar string    `json:"calendar"`
	Promises []Promise `json:"promises"`
	// Pause lists where the clocks stand still.
	Pause []Pause `json:"pause,omitempty"`
	// Warn is the share of each budget, in percent, at which to warn; zero is 75.
	Warn    Shares  `json:"warn,omitzero"`
	Restart Restart `json:"restart"`
	// Off keeps the policy without letting it match.
	Off bool `json:"off,omitempty"`
}

// Shares holds a percentage for each target.
type Shares struct {
	Response   int `json:"response,omitempty"`
	Update     int `json:"update,omitempty"`
	Resolution int `json:"resolution,omitempty"`
}

// Of gives the share of a target.
func (s Shares) Of(t Target) int {
	share := [...]int{s.Response, s.Update, s.Resolution}[t]
	if share == 0 {
		return 75
	}
	return share
}

// A Promise is one row of a policy: the budgets for tickets of one priority, for one catalogue item, or for all others.
type Promise struct {
	// For is p1 to p5, any, or item: and the name of a catalogue item, which is the subcategory or category of a request.
	For        string `json:"for"`
	Response   Budget `json:"response,omitzero"`
	Update     Budget `json:"update,omitzero"`
	Resolution Budget `json:"resolution,omitzero"`
	// Calendar counts the time of this row; empty is the policy's.
	Calendar string `json:"calendar,omitempty"`
}

// Of gives the budget for a target.
func (p Promise) Of(t Target) Budget { return [...]Budget{p.Response, p.Update, p.Resolution}[t] }

// item gives the folded name of the catalogue item that the row is for, if it is for one.
func (p Promise) item() (string, bool) {
	name, ok := strings.CutPrefix(FoldName(p.For), "item:")
	return strings.TrimSpace(name), ok
}

// A Pause is a state in which clocks stand still, with a reason or whatever the reason.
type Pause struct {
	State  State
	Reason Reason
}

// Holds tells whether a ticket stands there.
func (p Pause) Holds(t *Ticket) bool {
	return t.State == p.State && (p.Reason == NoReason || t.Reason == p.Reason)
}

// String writes it as in on-hold or on-hold:awaiting-caller.
func (p Pause) String() string {
	if p.Reason == NoReason {
		return p.State.String()
	}
	return p.State.String() + ":" + p.Reason.String()
}

// ParsePause reads what String writes.
func ParsePause(s string) (Pause, error) {
	state, reason, _ := strings.Cut(strings.ToLower(strings.TrimSpace(s)), ":")
	p := Pause{}
	for i, row := range States {
		if i > 0 && row.Token == state {
			p.State = State(i)
		}
	}
	for i, row := range Reasons {
		if i > 0 && row.Token == reason && row.For == p.State {
			p.Reason = Reason(i)
		}
	}
	switch {
	case p.State == NoState:
		return p, fmt.Errorf("%s is no state with a pause: write it as on-hold or on-hold:awaiting-caller", brief(s))
	case !p.State.Rule().Phase.Open():
		return p, fmt.Errorf("clocks can't pause in %s: they have stopped there", p.State)
	case reason != "" && len(reasonsFor(p.State)) == 0:
		return p, fmt.Errorf("%s takes no reason, not %s", p.State, brief(reason))
	case reason != "" && p.Reason == NoReason:
		return p, fmt.Errorf("%s is no reason for %s: use one of %s", brief(reason), p.State, strings.Join(reasonsFor(p.State), ", "))
	}
	return p, nil
}

func reasonsFor(s State) (all []string) {
	for _, r := range Reasons {
		if r.For == s && r.Token != "" {
			all = append(all, r.Token)
		}
	}
	return all
}

// MarshalText writes the pause for files.
func (p Pause) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads a pause from files.
func (p *Pause) UnmarshalText(text []byte) (err error) {
	*p, err = ParsePause(string(text))
	return err
}

// Care is what the desk does by itself with tickets that nobody touches: any change begins the time anew, and major
// incidents are left alone. A zero budget turns one off.
type Care struct {
	// Calendar counts the time.
	Calendar string `json:"calendar"`
	// Close closes what is resolved, Remind reminds the requester of what awaits their answer, Resolve resolves it.
	Close   Budget `json:"close,omitzero"`
	Remind  Budget `json:"remind,omitzero"`
	Resolve Budget `json:"resolve,omitzero"`
}
