package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// An ID is the number of a ticket. One counter serves all kinds, so a number alone names a ticket; it is shown with
// the prefix of the ticket's kind, as in INC-12. Zero is no ticket.
type ID uint32

// A Ref is the number of a noun inside its table: a person, a team, a service or a product. Zero is none.
type Ref uint32

// A Revision counts the lines of the journal, from 1. Zero is before the first.
type Revision uint64

// An Instant is a point in time in seconds since 1970 UTC. Zero is no time.
type Instant int64

// At turns a time into an instant; the zero time becomes no time.
func At(t time.Time) Instant {
	if t.IsZero() {
		return 0
	}
	return Instant(t.Unix())
}

// Time gives the instant as a time in UTC; no time becomes the zero time.
func (i Instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.Unix(int64(i), 0).UTC()
}

// bound keeps an instant within what records have room for: 1970 to 2106.
func (i Instant) bound() Instant { return max(0, min(i, 1<<32-1)) }

// String gives the instant in RFC 3339, UTC; no time is empty.
func (i Instant) String() string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339)
}

// A Ticket is one record of work with all its facts. Its zero value is a ticket that does not exist.
type Ticket struct {
	ID   ID
	Kind Kind
	// Rev is the revision of the journal line that last changed the ticket.
	Rev Revision

	Title       string
	Description string
	State       State
	// Reason says why the ticket is in its state: what it waits for on hold, why it was canceled.
	Reason   Reason
	Impact   Level // 1 high, 2 medium, 3 low, 0 not yet said
	Urgency  Level
	Priority Priority // 1 critical … 5 planning, 0 not yet known
	Major    bool
	Proposed bool // as a major incident, which nobody has decided on yet
	// Variant tells kinds with several sets of moves apart: a change is standard, normal or emergency.
	Variant Variant
	Risk    Level

	Requester  Ref // person
	OpenedBy   Ref // person
	Assignee   Ref // person
	ResolvedBy Ref // person
	Approver   Ref // person
	Team       Ref
	Service    Ref
	Product    Ref
	Watchers   []Ref // persons

	Category    string
	Subcategory string
	Tags        []string
	Channel     string
	Location    string
	Item        string // the configuration item that is affected

	Created      Instant
	Updated      Instant
	Acknowledged Instant
	Resolved     Instant
	Closed       Instant
	// Due is derived: what breaches first of all that is promised, by a policy or as agreed; zero when nothing runs.
	Due     Instant
	Agreed  Instant // the time that was agreed by hand
	Start   Instant // planned start of a change
	End     Instant // planned end of a change
	Expires Instant // when an accepted risk or a grant ends
	// Snoozed is until when it is put aside; Aside follows from it.
	Snoozed Instant
	Aside   bool
	// NextUpdate is when the stakeholders of a major incident were promised to hear of it again.
	NextUpdate Instant

	Commander    Ref // person who leads the work on a major incident
	Communicator Ref // person who informs its stakeholders

	Code       string // resolution code
	Note       string // resolution note
	Cause      string
	Workaround string
	Symptom    string
	KnownError bool
	Reopened   uint32 // how often it was reopened
	Reassigned uint32 // how often it changed team or assignee after the first

	Parent ID
	Links  []Link
	Checks []CheckItem // its checklist, in order

	// Rank is the ticket's place in the desk's one backlog order; smaller comes first, zero is not ranked.
	Rank           Rank
	BusinessImpact Level // 1–5, 5 is greatest
	CustomerImpact Level // 1–5, 5 is greatest
	Size           uint32
	Release        string
	Estimates      string // of the parts of scores, as Estimates.String writes them

	Source   string // the system it came from
	SourceID string // its number there
	SourceNo string // its key there, where that is not what people call it

	// Clocks measure what the desk's policies promise; SLA sums them up. Like Due, all of this is derived by a Book.
	Clocks []Clock
	SLA    Standing
	// Next is when the desk itself has something to do with the ticket: warn, tell of a breach, remind, resolve, close.
	Next Instant
	// Rest is since when nobody has touched the ticket, Reminded whether its requester was reminded since; of a major
	// incident, whether who leads it was reminded of the update that is promised next.
	Rest     Instant
	Reminded bool

	// Said are the comments and notes that stand, where the ticket was read with them; they are no fact of its own.
	Said []string

	// Revs are the journal lines of this ticket, oldest first.
	Revs []Revision
}

// Exists tells whether the ticket is there. A ticket whose creation was undone is not, though its number stays taken.
func (t *Ticket) Exists() bool { return t.Kind != 0 }

// Open tells whether the ticket is work that waits or goes on: neither resolved nor ended.
func (t *Ticket) Open() bool { return t.State.Rule().Phase.Open() }

// snooze puts the ticket aside until an instant; none brings it back.
func (t *Ticket) snooze(until Instant) {
	t.Snoozed = until.bound()
	t.Aside = t.Snoozed != 0
}

// Key gives what people call the ticket: the kind's prefix and the number, as in INC-12.
func (t *Ticket) Key() string { return Key(t.Kind, t.ID) }

// Key gives what people call the ticket with this number.
func Key(k Kind, id ID) string { return k.Rules().Prefix + "-" + strconv.FormatUint(uint64(id), 10) }

// Clone gives a copy that shares nothing that can change.
func (t *Ticket) Clone() *Ticket {
	c := *t
	c.Tags = slices.Clone(t.Tags)
	c.Links = slices.Clone(t.Links)
	c.Watchers = slices.Clone(t.Watchers)
	c.Revs = slices.Clone(t.Revs)
	c.Clocks = slices.Clone(t.Clocks)
	c.Checks = slices.Clone(t.Checks)
	return &c
}

// ParseID reads a ticket's number as people write it: 12, #12, INC-12 or inc12. The prefix must be one of ours, and a
// number with leading zeros is no number of ours (other systems pad theirs). The kind is zero when none was written.
func ParseID(s string) (Kind, ID, error) {
	digits := strings.TrimPrefix(s, "#")
	var kind Kind
	for k := range Kinds {
		p := Kinds[k].Prefix
		if p != "" && len(digits) > len(p) && strings.EqualFold(digits[:len(p)], p) {
			kind, digits = Kind(k), strings.TrimPrefix(digits[len(p):], "-")
			break
		}
	}
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || n == 0 || digits[0] == '0' || digits[0] == '+' {
		return 0, 0, fmt.Errorf("%q is no ticket number: write it as INC-12 or 12", s)
	}
	return kind, ID(n), nil
}

// A Link ties a ticket to another one. Both ends hold it, each with its own side's relation.
type Link struct {
	Rel Relation
	To  ID
}

// A Relation says how a ticket stands to the one it is linked with.
type Relation uint8

// The relations, in pairs of inverse names.
const (
	NoRelation Relation = iota
	Relates
	Duplicates
	DuplicatedBy
	Blocks
	BlockedBy
	CausedBy
	Causes
	FixedBy
	Fixes
	ParentOf
	ChildOf
	DemandFor // an incident, problem or request that asks for a backlog item
	WantedBy
	MergedInto
	MergedFrom
	SplitFrom
	SplitInto
)

// A RelationRule is what the desk knows of one relation.
type RelationRule struct {
	Token   string
	Label   string
	Inverse Relation
}

// Relations holds one row per relation, indexed by it.
var Relations = [...]RelationRule{
	NoRelation:   {},
	Relates:      {"relates", "relates to", Relates},
	Duplicates:   {"duplicates", "is a duplicate of", DuplicatedBy},
	DuplicatedBy: {"duplicated-by", "is duplicated by", Duplicates},
	Blocks:       {"blocks", "blocks", BlockedBy},
	BlockedBy:    {"blocked-by", "is blocked by", Blocks},
	CausedBy:     {"caused-by", "is caused by", Causes},
	Causes:       {"causes", "causes", CausedBy},
	FixedBy:      {"fixed-by", "is fixed by", Fixes},
	Fixes:        {"fixes", "fixes", FixedBy},
	ParentOf:     {"parent-of", "is the parent of", ChildOf},
	ChildOf:      {"child-of", "is a child of", ParentOf},
	DemandFor:    {"demand-for", "asks for", WantedBy},
	WantedBy:     {"wanted-by", "is asked for by", DemandFor},
	MergedInto:   {"merged-into", "was merged into", MergedFrom},
	MergedFrom:   {"merged-from", "took in", MergedInto},
	SplitFrom:    {"split-from", "was split from", SplitInto},
	SplitInto:    {"split-into", "was split into", SplitFrom},
}

// Rule gives the relation's row; an unknown relation has an empty one.
func (r Relation) Rule() RelationRule {
	if int(r) < len(Relations) {
		return Relations[r]
	}
	return RelationRule{}
}

// ParseRelation finds a relation by its token.
func ParseRelation(token string) (Relation, error) {
	var all []string
	for i, r := range Relations {
		if i > 0 && r.Token == token {
			return Relation(i), nil
		}
		if i > 0 {
			all = append(all, r.Token)
		}
	}
	return 0, fmt.Errorf("%q is no relation: use one of %s", token, strings.Join(all, ", "))
}
