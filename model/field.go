package model

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// A Value is one fact in the form that the journal, the files, the editor and the query language share: numbers,
// times and references in N, texts and lists in S. Its zero value is no value. Values of one field compare with ==.
type Value struct {
	N int64
	S string
}

// A Type tells what a field's values are and how they are written.
type Type uint8

// The types of field.
const (
	Text      Type = iota // one line in S
	Long                  // several lines in S
	Number                // N
	Choice                // N, one of the field's options
	Time                  // N, seconds since 1970 UTC
	Reference             // N, a noun of the field's table
	Tags                  // S, words with commas between
	TicketRef             // N, the number of a ticket
	Links                 // S, relation:number with blanks between
	Watching              // S, numbers of people with blanks between
	Checks                // S, the entries of a checklist, see ChecksOf
	Guesses               // S, estimates as Estimates.String writes them
)

// An Option is one value of a choice.
type Option struct {
	N     int64
	Token string // as the query language, the commands and the files write it
	Label string // as people read it
}

// A Field is one fact that tickets hold.
type Field struct {
	No    uint8  // its number in the store and the journal; never given to another field
	Name  string // as the query language, the commands and the CSV header write it
	Label string // as forms and the detail show it
	Head  string // as the head of a column
	Type  Type
	Table Table // of a Reference
	Width int   // of its column; 0 takes what is left
	// Fixed says that the fact stands in the fixed head of a record, so that filters need not decode the rest.
	Fixed bool
	// Derived facts follow from the others: they are stored, but are no change of their own in the journal.
	Derived bool
	// Edit says that people may set it as such; the others change through their own acts.
	Edit bool
	// Ahead says of a time that it is to come: a bare distance from now lies ahead.
	Ahead bool
	// Kinds that have the fact; none means all.
	Kinds   []Kind
	Options []Option
	prefix  string // people may write it before an option, as in P1
	get     func(*Ticket) Value
	set     func(*Ticket, Value)
}

// Get gives the ticket's value of the field.
func (f *Field) Get(t *Ticket) Value { return f.get(t) }

// Set puts a value into the ticket. Only acts and the store's codec call it.
func (f *Field) Set(t *Ticket, v Value) { f.set(t, v) }

// Of tells whether tickets of the kind have the field.
func (f *Field) Of(k Kind) bool { return len(f.Kinds) == 0 || slices.Contains(f.Kinds, k) }

// The numbers of the fields. They are written into stores and never change their meaning.
const (
	FieldKind uint8 = iota + 1
	FieldTitle
	FieldDescription
	FieldState
	FieldReason
	FieldImpact
	FieldUrgency
	FieldPriority
	FieldMajor
	FieldVariant
	FieldRisk
	FieldRequester
	FieldOpenedBy
	FieldAssignee
	FieldResolvedBy
	FieldApprover
	FieldTeam
	FieldService
	FieldProduct
	FieldWatchers
	FieldCategory
	FieldSubcategory
	FieldTags
	FieldChannel
	FieldLocation
	FieldItem
	FieldCreated
	FieldUpdated
	FieldAcknowledged
	FieldResolved
	FieldClosed
	FieldAgreed
	FieldStart
	FieldEnd
	FieldExpires
	FieldCode
	FieldNote
	FieldCause
	FieldWorkaround
	FieldKnownError
	FieldReopened
	FieldReassigned
	FieldParent
	FieldLinks
	FieldRank
	FieldBusinessImpact
	FieldCustomerImpact
	FieldSize
	FieldRelease
	FieldSource
	FieldSourceID
	FieldSourceNo
	FieldDue
	FieldSLA
	FieldProposed
	FieldSnoozed
	FieldAside
	FieldNextUpdate
	FieldCommander
	FieldCommunicator
	FieldSymptom
	FieldChecklist
	FieldEstimates
	fieldCount
)

var (
	threeLevels = []Option{{1, "1", "High"}, {2, "2", "Medium"}, {3, "3", "Low"}}
	fiveLevels  = []Option{{1, "1", "Very low"}, {2, "2", "Low"}, {3, "3", "Middling"}, {4, "4", "High"}, {5, "5", "Very high"}}
	priorities  = []Option{{1, "1", "P1 Critical"}, {2, "2", "P2 High"}, {3, "3", "P3 Moderate"}, {4, "4", "P4 Low"}, {5, "5", "P5 Planning"}}
	yes         = []Option{{1, "yes", "Yes"}}
)

// Fields holds one row per fact, in the order in which forms and files show them. Columns, filters, sorting, the
// editor, the CSV header and the journal all read it; a new fact is a struct field and a row here.
var Fields = []*Field{
	{No: FieldKind, Name: "kind", Label: "Kind", Head: "Kind", Type: Choice, Width: 4, Fixed: true, Options: kindOptions(),
		get: num(func(t *Ticket) *Kind { return &t.Kind }), set: setNum(func(t *Ticket) *Kind { return &t.Kind })},
	{No: FieldTitle, Name: "title", Label: "Title", Head: "Title", Type: Text, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Title }), set: setStr(func(t *Ticket) *string { return &t.Title })},
	{No: FieldDescription, Name: "description", Label: "Description", Head: "Description", Type: Long, Width: 30, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Description }), set: setStr(func(t *Ticket) *string { return &t.Description })},
	{No: FieldState, Name: "state", Label: "State", Head: "State", Type: Choice, Width: 11, Fixed: true, Options: stateOptions(),
		get: num(func(t *Ticket) *State { return &t.State }), set: setNum(func(t *Ticket) *State { return &t.State })},
	{No: FieldReason, Name: "reason", Label: "Reason", Head: "Reason", Type: Choice, Width: 17, Fixed: true, Options: reasonOptions(),
		get: num(func(t *Ticket) *Reason { return &t.Reason }), set: setNum(func(t *Ticket) *Reason { return &t.Reason })},
	{No: FieldImpact, Name: "impact", Label: "Impact", Head: "Imp", Type: Choice, Width: 6, Fixed: true, Edit: true, Options: threeLevels,
		get: num(func(t *Ticket) *Level { return &t.Impact }), set: setNum(func(t *Ticket) *Level { return &t.Impact })},
	{No: FieldUrgency, Name: "urgency", Label: "Urgency", Head: "Urg", Type: Choice, Width: 6, Fixed: true, Edit: true, Options: threeLevels,
		get: num(func(t *Ticket) *Level { return &t.Urgency }), set: setNum(func(t *Ticket) *Level { return &t.Urgency })},
	{No: FieldPriority, Name: "priority", Label: "Priority", Head: "Pri", Type: Choice, Width: 3, Fixed: true, Options: priorities, prefix: "p",
		get: num(func(t *Ticket) *Priority { return &t.Priority }), set: setNum(func(t *Ticket) *Priority { return &t.Priority })},
	{No: FieldMajor, Name: "major", Label: "Major incident", Head: "Major", Type: Choice, Width: 5, Fixed: true, Kinds: []Kind{Incident}, Options: yes,
		get: flag(func(t *Ticket) *bool { return &t.Major }), set: setFlag(func(t *Ticket) *bool { return &t.Major })},
	{No: FieldProposed, Name: "proposed", Label: "Proposed as major", Head: "Prop", Type: Choice, Width: 4, Fixed: true, Kinds: []Kind{Incident}, Options: yes,
		get: flag(func(t *Ticket) *bool { return &t.Proposed }), set: setFlag(func(t *Ticket) *bool { return &t.Proposed })},
	{No: FieldVariant, Name: "type", Label: "Type of change", Head: "Type", Type: Choice, Width: 9, Fixed: true, Edit: true, Kinds: []Kind{Change}, Options: variantOptions(),
		get: num(func(t *Ticket) *Variant { return &t.Variant }), set: setNum(func(t *Ticket) *Variant { return &t.Variant })},
	{No: FieldRisk, Name: "risk", Label: "Risk", Head: "Risk", Type: Choice, Width: 6, Edit: true, Kinds: []Kind{Change}, Options: threeLevels,
		get: num(func(t *Ticket) *Level { return &t.Risk }), set: setNum(func(t *Ticket) *Level { return &t.Risk })},
	{No: FieldRequester, Name: "requester", Label: "Requester", Head: "Requester", Type: Reference, Table: People, Width: 16, Fixed: true, Edit: true,
		get: num(func(t *Ticket) *Ref { return &t.Requester }), set: setNum(func(t *Ticket) *Ref { return &t.Requester })},
	{No: FieldOpenedBy, Name: "opened-by", Label: "Opened by", Head: "Opened by", Type: Reference, Table: People, Width: 16,
		get: num(func(t *Ticket) *Ref { return &t.OpenedBy }), set: setNum(func(t *Ticket) *Ref { return &t.OpenedBy })},
	{No: FieldAssignee, Name: "assignee", Label: "Assignee", Head: "Assignee", Type: Reference, Table: People, Width: 14, Fixed: true,
		get: num(func(t *Ticket) *Ref { return &t.Assignee }), set: setNum(func(t *Ticket) *Ref { return &t.Assignee })},
	{No: FieldResolvedBy, Name: "resolved-by", Label: "Resolved by", Head: "Resolved by", Type: Reference, Table: People, Width: 16,
		get: num(func(t *Ticket) *Ref { return &t.ResolvedBy }), set: setNum(func(t *Ticket) *Ref { return &t.ResolvedBy })},
	{No: FieldApprover, Name: "approver", Label: "Approver", Head: "Approver", Type: Reference, Table: People, Width: 16, Edit: true, Kinds: []Kind{Request, Problem, Change, Access},
		get: num(func(t *Ticket) *Ref { return &t.Approver }), set: setNum(func(t *Ticket) *Ref { return &t.Approver })},
	{No: FieldTeam, Name: "team", Label: "Team", Head: "Team", Type: Reference, Table: Teams, Width: 14, Fixed: true, Edit: true,
		get: num(func(t *Ticket) *Ref { return &t.Team }), set: setNum(func(t *Ticket) *Ref { return &t.Team })},
	{No: FieldService, Name: "service", Label: "Service", Head: "Service", Type: Reference, Table: Services, Width: 15, Fixed: true, Edit: true,
		get: num(func(t *Ticket) *Ref { return &t.Service }), set: setNum(func(t *Ticket) *Ref { return &t.Service })},
	{No: FieldProduct, Name: "product", Label: "Product", Head: "Product", Type: Reference, Table: Products, Width: 14, Fixed: true, Edit: true, Kinds: []Kind{Problem, Change, Improvement, Item},
		get: num(func(t *Ticket) *Ref { return &t.Product }), set: setNum(func(t *Ticket) *Ref { return &t.Product })},
	{No: FieldWatchers, Name: "watchers", Label: "Watchers", Head: "Watchers", Type: Watching, Width: 10,
		get: func(t *Ticket) Value { return Value{S: joinRefs(t.Watchers)} }, set: func(t *Ticket, v Value) { t.Watchers = splitRefs(v.S) }},
	{No: FieldCategory, Name: "category", Label: "Category", Head: "Category", Type: Text, Width: 14, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Category }), set: setStr(func(t *Ticket) *string { return &t.Category })},
	{No: FieldSubcategory, Name: "subcategory", Label: "Subcategory", Head: "Subcategory", Type: Text, Width: 14, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Subcategory }), set: setStr(func(t *Ticket) *string { return &t.Subcategory })},
	{No: FieldTags, Name: "tag", Label: "Tags", Head: "Tags", Type: Tags, Width: 14, Edit: true,
		get: func(t *Ticket) Value { return Value{S: strings.Join(t.Tags, ",")} }, set: func(t *Ticket, v Value) { t.Tags = SplitTags(v.S) }},
	{No: FieldChannel, Name: "channel", Label: "Channel", Head: "Channel", Type: Text, Width: 9, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Channel }), set: setStr(func(t *Ticket) *string { return &t.Channel })},
	{No: FieldLocation, Name: "location", Label: "Location", Head: "Location", Type: Text, Width: 12, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Location }), set: setStr(func(t *Ticket) *string { return &t.Location })},
	{No: FieldItem, Name: "item", Label: "Configuration item", Head: "Item", Type: Text, Width: 14, Edit: true,
		get: str(func(t *Ticket) *string { return &t.Item }), set: setStr(func(t *Ticket) *string { return &t.Item })},
	{No: FieldCreated, Name: "created", Label: "Created", Head: "Created", Type: Time, Width: 7, Fixed: true,
		get: num(func(t *Ticket) *Instant { return &t.Created }), set: setAt(func(t *Ticket) *Instant { return &t.Created })},
	{No: FieldUpdated, Name: "updated", Label: "Updated", Head: "Updated", Type: Time, Width: 7, Fixed: true, Derived: true,
		get: num(func(t *Ticket) *Instant { return &t.Updated }), set: setAt(func(t *Ticket) *Instant { return &t.Updated })},
	{No: FieldAcknowledged, Name: "acknowledged", Label: "Acknowledged", Head: "Ack", Type: Time, Width: 7, Fixed: true,
		get: num(func(t *Ticket) *Instant { return &t.Acknowledged }), set: setAt(func(t *Ticket) *Instant { return &t.Acknowledged })},
	{No: FieldResolved, Name: "resolved", Label: "Resolved", Head: "Resolved", Type: Time, Width: 8, Fixed: true,
		get: num(func(t *Ticket) *Instant { return &t.Resolved }), set: setAt(func(t *Ticket) *Instant { return &t.Resolved })},
	{No: FieldClosed, Name: "closed", Label: "Closed", Head: "Closed", Type: Time, Width: 7, Fixed: true,
		get: num(func(t *Ticket) *Instant { return &t.Closed }), set: setAt(func(t *Ticket) *Instant { return &t.Closed })},
	{No: FieldDue, Name: "due", Label: "Due", Head: "Due", Type: Time, Ahead: true, Width: 14, Fixed: true, Derived: true,
		get: num(func(t *Ticket) *Instant { return &t.Due }), set: setAt(func(t *Ticket) *Instant { return &t.Due })},
	{No: FieldSLA, Name: "sla", Label: "Service level", Head: "SLA", Type: Choice, Width: 8, Fixed: true, Derived: true, Options: standings,
		get: num(func(t *Ticket) *Standing { return &t.SLA }), set: setNum(func(t *Ticket) *Standing { return &t.SLA })},
	{No: FieldAgreed, Name: "agreed", Label: "Agreed date", Head: "Agreed", Type: Time, Ahead: true, Width: 7, Edit: true,
		get: num(func(t *Ticket) *Instant { return &t.Agreed }), set: setAt(func(t *Ticket) *Instant { return &t.Agreed })},
	{No: FieldStart, Name: "start", Label: "Planned start", Head: "Start", Type: Time, Width: 7, Edit: true, Kinds: []Kind{Change, Item},
		get: num(func(t *Ticket) *Instant { return &t.Start }), set: setAt(func(t *Ticket) *Instant { return &t.Start })},
	{No: FieldEnd, Name: "end", Label: "Planned end", Head: "End", Type: Time, Width: 7, Edit: true, Kinds: []Kind{Change, Item},
		get: num(func(t *Ticket) *Instant { return &t.End }), set: setAt(func(t *Ticket) *Instant { return &t.End })},
	{No: FieldExpires, Name: "expires", Label: "Expires", Head: "Expires", Type: Time, Width: 7, Edit: true, Kinds: []Kind{Problem, Access},
		get: num(func(t *Ticket) *Instant { return &t.Expires }), set: setAt(func(t *Ticket) *Instant { return &t.Expires })},
	{No: FieldSnoozed, Name: "snoozed", Label: "Put aside until", Head: "Aside", Type: Time, Ahead: true, Width: 9,
		get: num(func(t *Ticket) *Instant { return &t.Snoozed }), set: func(t *Ticket, v Value) { t.snooze(Instant(v.N)) }},
	{No: FieldAside, Name: "aside", Label: "Put aside", Head: "Aside", Type: Choice, Width: 5, Fixed: true, Derived: true, Options: yes,
		get: flag(func(t *Ticket) *bool { return &t.Aside }), set: setFlag(func(t *Ticket) *bool { return &t.Aside })},
	{No: FieldNextUpdate, Name: "next-update", Label: "Next update", Head: "Update", Type: Time, Ahead: true, Width: 7, Kinds: []Kind{Incident},
		get: num(func(t *Ticket) *Instant { return &t.NextUpdate }), set: setAt(func(t *Ticket) *Instant { return &t.NextUpdate })},
	{No: FieldCommander, Name: "commander", Label: "Incident commander", Head: "Commander", Type: Reference, Table: People, Width: 14, Edit: true, Kinds: []Kind{Incident},
		get: num(func(t *Ticket) *Ref { return &t.Commander }), set: setNum(func(t *Ticket) *Ref { return &t.Commander })},
	{No: FieldCommunicator, Name: "communicator", Label: "Communications lead", Head: "Comms", Type: Reference, Table: People, Width: 14, Edit: true, Kinds: []Kind{Incident},
		get: num(func(t *Ticket) *Ref { return &t.Communicator }), set: setNum(func(t *Ticket) *Ref { return &t.Communicator })},
	{No: FieldSymptom, Name: "symptom", Label: "Symptom", Head: "Symptom", Type: Long, Width: 20, Edit: true, Kinds: []Kind{Problem},
		get: str(func(t *Ticket) *string { return &t.Symptom }), set: setStr(func(t *Ticket) *string { return &t.Symptom })},
	{No: FieldCode, Name: "code", Label: "Resolution code", Head: "Code", Type: Text, Width: 14,
		get: str(func(t *Ticket) *string { return &t.Code }), set: setStr(func(t *Ticket) *string { return &t.Code })},
	{No: FieldNote, Name: "note", Label: "Resolution note", Head: "Note", Type: Long, Width: 20,
		get: str(func(t *Ticket) *string { return &t.Note }), set: setStr(func(t *Ticket) *string { return &t.Note })},
	{No: FieldCause, Name: "cause", Label: "Cause", Head: "Cause", Type: Long, Width: 20, Edit: true, Kinds: []Kind{Problem},
		get: str(func(t *Ticket) *string { return &t.Cause }), set: setStr(func(t *Ticket) *string { return &t.Cause })},
	{No: FieldWorkaround, Name: "workaround", Label: "Workaround", Head: "Workaround", Type: Long, Width: 20, Edit: true, Kinds: []Kind{Incident, Problem},
		get: str(func(t *Ticket) *string { return &t.Workaround }), set: setStr(func(t *Ticket) *string { return &t.Workaround })},
	{No: FieldKnownError, Name: "known-error", Label: "Known error", Head: "Known", Type: Choice, Width: 5, Edit: true, Kinds: []Kind{Problem}, Options: yes,
		get: flag(func(t *Ticket) *bool { return &t.KnownError }), set: setFlag(func(t *Ticket) *bool { return &t.KnownError })},
	{No: FieldReopened, Name: "reopened", Label: "Reopened", Head: "Reop", Type: Number, Width: 4,
		get: num(func(t *Ticket) *uint32 { return &t.Reopened }), set: setNum(func(t *Ticket) *uint32 { return &t.Reopened })},
	{No: FieldReassigned, Name: "reassigned", Label: "Reassigned", Head: "Reas", Type: Number, Width: 4,
		get: num(func(t *Ticket) *uint32 { return &t.Reassigned }), set: setNum(func(t *Ticket) *uint32 { return &t.Reassigned })},
	{No: FieldParent, Name: "parent", Label: "Parent", Head: "Parent", Type: TicketRef, Width: 10, Fixed: true,
		get: num(func(t *Ticket) *ID { return &t.Parent }), set: setNum(func(t *Ticket) *ID { return &t.Parent })},
	{No: FieldLinks, Name: "link", Label: "Links", Head: "Links", Type: Links, Width: 12,
		get: func(t *Ticket) Value { return Value{S: joinLinks(t.Links)} }, set: func(t *Ticket, v Value) { t.Links = splitLinks(v.S) }},
	{No: FieldChecklist, Name: "checklist", Label: "Checklist", Head: "Checks", Type: Checks, Width: 10,
		get: func(t *Ticket) Value { return Value{S: joinChecks(t.Checks)} }, set: func(t *Ticket, v Value) { t.Checks = splitChecks(v.S) }},
	{No: FieldRank, Name: "rank", Label: "Rank", Head: "Rank", Type: Number, Width: 5, Fixed: true, Derived: true,
		get: num(func(t *Ticket) *Rank { return &t.Rank }), set: setNum(func(t *Ticket) *Rank { return &t.Rank })},
	{No: FieldBusinessImpact, Name: "business-impact", Label: "Business impact", Head: "Biz", Type: Choice, Width: 3, Fixed: true, Edit: true, Kinds: []Kind{Improvement, Item}, Options: fiveLevels,
		get: num(func(t *Ticket) *Level { return &t.BusinessImpact }), set: setNum(func(t *Ticket) *Level { return &t.BusinessImpact })},
	{No: FieldCustomerImpact, Name: "customer-impact", Label: "Customer impact", Head: "Cust", Type: Choice, Width: 4, Fixed: true, Edit: true, Kinds: []Kind{Improvement, Item}, Options: fiveLevels,
		get: num(func(t *Ticket) *Level { return &t.CustomerImpact }), set: setNum(func(t *Ticket) *Level { return &t.CustomerImpact })},
	{No: FieldSize, Name: "size", Label: "Size", Head: "Size", Type: Number, Width: 4, Edit: true, Kinds: []Kind{Improvement, Item},
		get: num(func(t *Ticket) *uint32 { return &t.Size }), set: setNum(func(t *Ticket) *uint32 { return &t.Size })},
	{No: FieldEstimates, Name: "estimates", Label: "Estimates", Head: "Estimates", Type: Guesses, Width: 20, Kinds: []Kind{Improvement, Item},
		get: str(func(t *Ticket) *string { return &t.Estimates }), set: func(t *Ticket, v Value) { t.Estimates = ParseEstimates(v.S).String() }},
	{No: FieldRelease, Name: "release", Label: "Release", Head: "Release", Type: Text, Width: 10, Edit: true, Kinds: []Kind{Change, Item},
		get: str(func(t *Ticket) *string { return &t.Release }), set: setStr(func(t *Ticket) *string { return &t.Release })},
	{No: FieldSource, Name: "source", Label: "Source", Head: "Source", Type: Text, Width: 12,
		get: str(func(t *Ticket) *string { return &t.Source }), set: setStr(func(t *Ticket) *string { return &t.Source })},
	{No: FieldSourceID, Name: "source-id", Label: "Number at source", Head: "Source no.", Type: Text, Width: 11,
		get: str(func(t *Ticket) *string { return &t.SourceID }), set: setStr(func(t *Ticket) *string { return &t.SourceID })},
	{No: FieldSourceNo, Name: "source-key", Label: "Key at source", Head: "Source key", Type: Text, Width: 11,
		get: str(func(t *Ticket) *string { return &t.SourceNo }), set: setStr(func(t *Ticket) *string { return &t.SourceNo })},
}

var byNo, byName = indexFields()

// FieldNo gives the field with a number, nil when there is none.
func FieldNo(no uint8) *Field {
	if int(no) < len(byNo) {
		return byNo[no]
	}
	return nil
}

// Meant gives the field that people mean who set this one: a due time follows from what is promised, and can only be set
// as the date that was agreed by hand.
func (f *Field) Meant() *Field {
	if f != nil && f.No == FieldDue {
		return FieldNo(FieldAgreed)
	}
	return f
}

// FieldNamed gives the field with a name, nil when there is none.
func FieldNamed(name string) *Field { return byName[name] }

func indexFields() (no [fieldCount]*Field, name map[string]*Field) {
	name = make(map[string]*Field, len(Fields))
	for _, f := range Fields {
		no[f.No], name[f.Name] = f, f
	}
	return no, name
}

func num[T ~uint8 | ~uint32 | ~uint64 | ~int64](at func(*Ticket) *T) func(*Ticket) Value {
	return func(t *Ticket) Value { return Value{N: int64(*at(t))} }
}

func setNum[T ~uint8 | ~uint32 | ~uint64 | ~int64](at func(*Ticket) *T) func(*Ticket, Value) {
	return func(t *Ticket, v Value) { *at(t) = T(v.N) }
}

func setAt(at func(*Ticket) *Instant) func(*Ticket, Value) {
	return func(t *Ticket, v Value) { *at(t) = Instant(v.N).bound() }
}

func str(at func(*Ticket) *string) func(*Ticket) Value {
	return func(t *Ticket) Value { return Value{S: *at(t)} }
}

func setStr(at func(*Ticket) *string) func(*Ticket, Value) {
	return func(t *Ticket, v Value) { *at(t) = v.S }
}

func flag(at func(*Ticket) *bool) func(*Ticket) Value {
	return func(t *Ticket) Value {
		if *at(t) {
			return Value{N: 1}
		}
		return Value{}
	}
}

func setFlag(at func(*Ticket) *bool) func(*Ticket, Value) {
	return func(t *Ticket, v Value) { *at(t) = v.N != 0 }
}

func kindOptions() (all []Option) {
	for k, r := range Kinds {
		if k > 0 {
			all = append(all, Option{int64(k), r.Token, r.Label})
		}
	}
	return all
}

func stateOptions() (all []Option) {
	for s, r := range States {
		if s > 0 {
			all = append(all, Option{int64(s), r.Token, r.Label})
		}
	}
	return all
}

func reasonOptions() (all []Option) {
	for s, r := range Reasons {
		if s > 0 {
			all = append(all, Option{int64(s), r.Token, r.Label})
		}
	}
	return all
}

func variantOptions() (all []Option) {
	for s, r := range Variants {
		if s > 0 {
			all = append(all, Option{int64(s), r.Token, r.Label})
		}
	}
	return all
}

func joinRefs(refs []Ref) string {
	var b strings.Builder
	for i, r := range refs {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatUint(uint64(r), 10))
	}
	return b.String()
}

func splitRefs(s string) []Ref {
	var refs []Ref
	for _, w := range strings.Fields(s) {
		if n, err := strconv.ParseUint(w, 10, 32); err == nil {
			refs = append(refs, Ref(n))
		}
	}
	return refs
}

func joinLinks(links []Link) string {
	var b strings.Builder
	for i, l := range links {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(l.Rel.Rule().Token + ":" + strconv.FormatUint(uint64(l.To), 10))
	}
	return b.String()
}

func splitLinks(s string) []Link {
	var links []Link
	for _, w := range strings.Fields(s) {
		token, no, _ := strings.Cut(w, ":")
		rel, err := ParseRelation(token)
		n, err2 := strconv.ParseUint(no, 10, 32)
		if err == nil && err2 == nil {
			links = append(links, Link{rel, ID(n)})
		}
	}
	return links
}

// SplitTags reads tags as people write them, with commas or blanks between, and gives them lower-cased, each once, in
// order, at most MaxTags of at most MaxTag bytes.
func SplitTags(s string) []string {
	var tags []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' || r == '\r' }) {
		tag, _ := Bound(strings.ToLower(w), MaxTag)
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	tags = slices.Compact(tags)
	if len(tags) > MaxTags {
		tags = tags[:MaxTags]
	}
	return tags
}

// Compare orders two values of the field: numbers and times by size with none last, texts by their letters.
func (f *Field) Compare(a, b Value) int {
	if (a == Value{}) != (b == Value{}) {
		if (a == Value{}) {
			return 1
		}
		return -1
	}
	if a.N != b.N {
		return cmp.Compare(a.N, b.N)
	}
	return cmp.Compare(strings.ToLower(a.S), strings.ToLower(b.S))
}
