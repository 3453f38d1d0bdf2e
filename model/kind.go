package model

// A Kind is the practice that a ticket belongs to. Zero is no kind: the ticket does not exist.
type Kind uint8

// The kinds of ticket.
const (
	NoKind Kind = iota
	Incident
	Request
	Problem
	Change
	Access
	Improvement
	Item
)

// A State is where a ticket stands in the life of its kind.
type State uint8

// The states of all kinds. Which kind knows which is in Kinds.
const (
	NoState State = iota
	StateNew
	StateInProgress
	StateOnHold
	StateResolved
	StateClosed
	StateCanceled
	StateDraft
	StateSubmitted
	StateWaitingApproval
	StateApproved
	StateRejected
	StateFulfilling
	StateFulfilled
	StateAssess
	StateRootCause
	StateFix
	StateAuthorize
	StateScheduled
	StateImplement
	StateReview
	StateRequested
	StateVerified
	StateGranted
	StateRestricted
	StateRemoved
	StateRaised
	StateAssessed
	StateMeasured
	StateDeclined
	StateIdea
	StateReady
	StateDone
	StateReleased
	StateMerged
)

// A Phase sorts the states of all kinds into five that mean the same everywhere.
type Phase uint8

// The phases.
const (
	NoPhase  Phase = iota
	Waiting        // nobody has begun
	Active         // somebody works on it
	Paused         // it waits for something outside
	Finished       // the work is done; it may still come back
	Ended          // nothing more will happen
)

// Open tells whether work in this phase still waits or goes on.
func (p Phase) Open() bool { return p == Waiting || p == Active || p == Paused }

// A StateRule is what the desk knows of one state, whatever the kind.
type StateRule struct {
	Token string // as the query language and the commands write it
	Label string // as people read it
	Phase Phase
}

// States holds one row per state, indexed by it.
var States = [...]StateRule{
	NoState:              {},
	StateNew:             {"new", "New", Waiting},
	StateInProgress:      {"in-progress", "In Progress", Active},
	StateOnHold:          {"on-hold", "On Hold", Paused},
	StateResolved:        {"resolved", "Resolved", Finished},
	StateClosed:          {"closed", "Closed", Ended},
	StateCanceled:        {"canceled", "Canceled", Ended},
	StateDraft:           {"draft", "Draft", Waiting},
	StateSubmitted:       {"submitted", "Submitted", Waiting},
	StateWaitingApproval: {"waiting-approval", "Waiting Approval", Paused},
	StateApproved:        {"approved", "Approved", Active},
	StateRejected:        {"rejected", "Rejected", Ended},
	StateFulfilling:      {"fulfilling", "Fulfilling", Active},
	StateFulfilled:       {"fulfilled", "Fulfilled", Finished},
	StateAssess:          {"assess", "Assess", Active},
	StateRootCause:       {"root-cause-analysis", "Root Cause Analysis", Active},
	StateFix:             {"fix-in-progress", "Fix in Progress", Active},
	StateAuthorize:       {"authorize", "Authorize", Paused},
	StateScheduled:       {"scheduled", "Scheduled", Active},
	StateImplement:       {"implement", "Implement", Active},
	StateReview:          {"review", "Review", Active},
	StateRequested:       {"requested", "Requested", Waiting},
	StateVerified:        {"verified", "Verified", Active},
	StateGranted:         {"granted", "Granted", Finished},
	StateRestricted:      {"restricted", "Restricted", Finished},
	StateRemoved:         {"removed", "Removed", Ended},
	StateRaised:          {"raised", "Raised", Waiting},
	StateAssessed:        {"assessed", "Assessed", Active},
	StateMeasured:        {"measured", "Measured", Active},
	StateDeclined:        {"declined", "Declined", Ended},
	StateIdea:            {"idea", "Idea", Waiting},
	StateReady:           {"ready", "Ready", Waiting},
	StateDone:            {"done", "Done", Finished},
	StateReleased:        {"released", "Released", Ended},
	StateMerged:          {"merged", "Merged", Ended},
}

// Rule gives the state's row; an unknown state has an empty one.
func (s State) Rule() StateRule {
	if int(s) < len(States) {
		return States[s]
	}
	return StateRule{}
}

// String gives the state's token.
func (s State) String() string { return s.Rule().Token }

// A Reason says why a ticket is in its state.
type Reason uint8

// The reasons.
const (
	NoReason Reason = iota
	AwaitingCaller
	AwaitingEvidence
	AwaitingProblem
	AwaitingVendor
	AwaitingChange
	Duplicate
	Unneeded
	NotAnIssue
	RiskAccepted
)

// A ReasonRule is what the desk knows of one reason.
type ReasonRule struct {
	Token string
	Label string
	For   State // the state that it can explain
}

// Reasons holds one row per reason, indexed by it.
var Reasons = [...]ReasonRule{
	NoReason:         {},
	AwaitingCaller:   {"awaiting-caller", "Awaiting Caller", StateOnHold},
	AwaitingEvidence: {"awaiting-evidence", "Awaiting Evidence", StateOnHold},
	AwaitingProblem:  {"awaiting-problem", "Awaiting Problem", StateOnHold},
	AwaitingVendor:   {"awaiting-vendor", "Awaiting Vendor", StateOnHold},
	AwaitingChange:   {"awaiting-change", "Awaiting Change", StateOnHold},
	Duplicate:        {"duplicate", "Duplicate", StateCanceled},
	Unneeded:         {"unneeded", "No longer needed", StateCanceled},
	NotAnIssue:       {"not-an-issue", "Works as designed", StateCanceled},
	RiskAccepted:     {"risk-accepted", "Risk accepted", StateClosed},
}

// Rule gives the reason's row; an unknown reason has an empty one.
func (r Reason) Rule() ReasonRule {
	if int(r) < len(Reasons) {
		return Reasons[r]
	}
	return ReasonRule{}
}

// String gives the reason's token.
func (r Reason) String() string { return r.Rule().Token }

// A Variant tells tickets of one kind apart whose moves differ.
type Variant uint8

// The variants of a change.
const (
	NoVariant Variant = iota
	Normal
	Standard
	Emergency
)

// Variants holds the token and label of each variant, indexed by it.
var Variants = [...]struct{ Token, Label string }{
	Normal:    {"normal", "Normal"},
	Standard:  {"standard", "Standard"},
	Emergency: {"emergency", "Emergency"},
}

// A Step is one legal move from a state to another, with what it demands.
type Step struct {
	To     State
	Guards []Guard
}

// Rules is what the desk knows of one kind of ticket.
type Rules struct {
	Prefix string // before the number: INC
	Token  string // in the query language: incident
	Label  string // for people: Incident
	Short  string // where room is scarce: inc
	Start  State
	// Ranked says that tickets of this kind take a place in the backlog when they are made.
	Ranked bool
	// Moves lists the legal moves from each state, for each variant. Kinds without variants use NoVariant.
	Moves map[Variant]map[State][]Step
}

// Kinds holds one entry per kind of ticket, indexed by it. The machines follow the practice guides that
// docs/ui.md names; they are data, and nothing else in the program lists states.
var Kinds = [...]Rules{
	NoKind: {},
	Incident: {
		Prefix: "INC", Token: "incident", Label: "Incident", Short: "inc", Start: StateNew,
		Moves: one(map[State][]Step{
			StateNew:        {to(StateInProgress, NeedsOwner), to(StateOnHold, NeedsHoldReason), to(StateResolved, NeedsSolution), to(StateCanceled)},
			StateInProgress: {to(StateOnHold, NeedsHoldReason), to(StateResolved, NeedsSolution), to(StateCanceled)},
			StateOnHold:     {to(StateInProgress), to(StateResolved, NeedsSolution), to(StateCanceled)},
			StateResolved:   {to(StateInProgress, NeedsWhy), to(StateClosed)},
		}),
	},
	Request: {
		Prefix: "REQ", Token: "request", Label: "Service request", Short: "req", Start: StateSubmitted,
		Moves: one(map[State][]Step{
			StateDraft:           {to(StateSubmitted), to(StateCanceled)},
			StateSubmitted:       {to(StateWaitingApproval), to(StateFulfilling), to(StateCanceled)},
			StateWaitingApproval: {to(StateApproved), to(StateRejected, NeedsWhy), to(StateCanceled)},
			StateApproved:        {to(StateFulfilling), to(StateCanceled)},
			StateRejected:        {to(StateDraft)},
			StateFulfilling:      {to(StateOnHold, NeedsHoldReason), to(StateFulfilled), to(StateCanceled)},
			StateOnHold:          {to(StateFulfilling), to(StateFulfilled), to(StateCanceled)},
			StateFulfilled:       {to(StateFulfilling, NeedsWhy), to(StateClosed)},
		}),
	},
	Problem: {
		Prefix: "PRB", Token: "problem", Label: "Problem", Short: "prb", Start: StateNew,
		Moves: one(map[State][]Step{
			StateNew:       {to(StateAssess), to(StateCanceled)},
			StateAssess:    {to(StateRootCause), to(StateCanceled)},
			StateRootCause: {to(StateFix, NeedsCause, NeedsWorkaround), to(StateClosed, NeedsWorkaround, NeedsAcceptedRisk)},
			StateFix:       {to(StateResolved, NeedsFix), to(StateClosed, NeedsWorkaround, NeedsAcceptedRisk)},
			StateResolved:  {to(StateFix, NeedsWhy), to(StateClosed)},
		}),
	},
	Change: {
		Prefix: "CHG", Token: "change", Label: "Change", Short: "chg", Start: StateNew,
		Moves: map[Variant]map[State][]Step{
			Normal: changeMoves(map[State][]Step{
				StateNew:       {to(StateAssess), to(StateCanceled)},
				StateAssess:    {to(StateAuthorize), to(StateNew), to(StateCanceled)},
				StateAuthorize: {to(StateScheduled), to(StateNew), to(StateCanceled)},
			}),
			Standard: changeMoves(map[State][]Step{
				StateNew: {to(StateScheduled), to(StateCanceled)},
			}),
			Emergency: changeMoves(map[State][]Step{
				StateNew:       {to(StateAuthorize), to(StateCanceled)},
				StateAuthorize: {to(StateScheduled), to(StateNew), to(StateCanceled)},
			}),
		},
	},
	Access: {
		Prefix: "ACC", Token: "access", Label: "Access request", Short: "acc", Start: StateRequested,
		Moves: one(map[State][]Step{
			StateRequested:  {to(StateVerified), to(StateRejected, NeedsWhy)},
			StateVerified:   {to(StateGranted), to(StateRejected, NeedsWhy)},
			StateGranted:    {to(StateRestricted, NeedsWhy), to(StateRemoved)},
			StateRestricted: {to(StateGranted), to(StateRemoved)},
		}),
	},
	Improvement: {
		Prefix: "IMP", Token: "improvement", Label: "Improvement", Short: "imp", Start: StateRaised,
		Moves: one(map[State][]Step{
			StateRaised:     {to(StateAssessed), to(StateDeclined, NeedsWhy)},
			StateAssessed:   {to(StateApproved), to(StateDeclined, NeedsWhy)},
			StateApproved:   {to(StateInProgress)},
			StateInProgress: {to(StateMeasured)},
			StateMeasured:   {to(StateClosed)},
		}),
	},
	Item: {
		Prefix: "ITM", Token: "item", Label: "Backlog item", Short: "itm", Start: StateIdea, Ranked: true,
		Moves: one(map[State][]Step{
			StateIdea:       {to(StateReady), to(StateDeclined, NeedsWhy)},
			StateReady:      {to(StateInProgress), to(StateIdea, NeedsWhy), to(StateDeclined, NeedsWhy)},
			StateInProgress: {to(StateDone), to(StateReady, NeedsWhy)},
			StateDone:       {to(StateReleased), to(StateInProgress, NeedsWhy)},
			StateReleased:   {to(StateDone, NeedsWhy)},
		}),
	},
}

func to(s State, guards ...Guard) Step { return Step{To: s, Guards: guards} }

func one(m map[State][]Step) map[Variant]map[State][]Step {
	return map[Variant]map[State][]Step{NoVariant: m}
}

// changeMoves completes the moves of a change with what all its variants share.
func changeMoves(m map[State][]Step) map[State][]Step {
	m[StateScheduled] = []Step{to(StateImplement), to(StateCanceled)}
	m[StateImplement] = []Step{to(StateReview), to(StateCanceled)}
	m[StateReview] = []Step{to(StateClosed)}
	return m
}

// Rules gives the kind's entry; an unknown kind has an empty one.
func (k Kind) Rules() *Rules {
	if int(k) < len(Kinds) {
		return &Kinds[k]
	}
	return &Kinds[NoKind]
}

// String gives the kind's token.
func (k Kind) String() string { return k.Rules().Token }

// Steps lists the legal moves of a ticket from where it stands, in the order in which they are offered.
func (t *Ticket) Steps() []Step {
	moves := t.Kind.Rules().Moves
	if m, ok := moves[t.Variant]; ok {
		return m[t.State]
	}
	if m, ok := moves[NoVariant]; ok {
		return m[t.State]
	}
	return moves[Normal][t.State]
}

// StatesOf lists the states that tickets of this kind can be in, in the order of the states' table. Those of all kinds
// can be merged, which no move does.
func StatesOf(k Kind) []State {
	seen := map[State]bool{k.Rules().Start: true, StateMerged: true}
	for _, byState := range k.Rules().Moves {
		for from, moves := range byState {
			seen[from] = true
			for _, m := range moves {
				seen[m.To] = true
			}
		}
	}
	var states []State
	for s := range States {
		if seen[State(s)] && s > 0 {
			states = append(states, State(s))
		}
	}
	return states
}
