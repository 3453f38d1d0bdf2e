package exchange

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"opsdesk/model"
)

// A value is one field of a ServiceNow record: how it is shown, how it is stored, or both.
type value struct {
	column *snColumn
	name   string // as the file writes it
	shown  string
	stored string
	both   bool // the file has both forms
	ref    bool // it refers to another record
	at     place
}

// text gives the value for people; a reference that has no name is its key.
func (v value) text() string {
	if v.shown == "" {
		return v.stored
	}
	return v.shown
}

// code gives the value as the system stores it, as far as the file tells.
func (v value) code() string {
	if v.both || v.shown == "" {
		return v.stored
	}
	return v.shown
}

// An snColumn is a field of ServiceNow that we have a place for.
type snColumn struct {
	name   string
	labels []string
	set    func(*snRow, value) error
}

// isTime tells whether the column holds points in time.
func (c *snColumn) isTime() bool {
	return c != nil && (strings.HasSuffix(c.name, "_at") || strings.HasSuffix(c.name, "_on") || strings.HasSuffix(c.name, "_date"))
}

// snColumns holds one row per field of ServiceNow, in the order in which they are set: what follows from another field
// stands behind it. Source of the names: the task table and what extends it; formats.md 3.1.3.
var snColumns = []snColumn{
	{"number", []string{"number"}, nil},
	{"sys_id", []string{"sys id"}, nil},
	{"sys_class_name", []string{"task type", "class"}, nil},
	{"sys_updated_on", []string{"updated"}, (*snRow).updatedOn},
	{"sys_updated_at", nil, (*snRow).updatedOn},
	{"sys_updated_by", []string{"updated by"}, func(r *snRow, v value) error { r.updated.by = v.text(); return nil }},
	{"opened_by", []string{"opened by"}, (*snRow).openedBy},
	{"opened_at", []string{"opened"}, (*snRow).openedAt},
	{"sys_created_by", []string{"created by"}, func(r *snRow, v value) error { r.entered.by = v.text(); return nil }},
	{"sys_created_on", []string{"created"}, (*snRow).createdOn},
	{"sys_created_at", nil, (*snRow).createdOn},
	{"short_description", []string{"short description"}, (*snRow).title},
	{"description", []string{"description"}, snText(model.FieldDescription)},
	{"requested_by", []string{"requested by"}, (*snRow).requester},
	{"requested_for", []string{"requested for"}, (*snRow).requester},
	{"request.requested_for", nil, (*snRow).requester},
	{"caller_id", []string{"caller"}, (*snRow).requester},
	{"incident_state", []string{"incident state"}, (*snRow).state},
	{"problem_state", []string{"problem state"}, (*snRow).state},
	{"state", []string{"state"}, (*snRow).state},
	{"hold_reason", []string{"on hold reason"}, (*snRow).holdReason},
	{"impact", []string{"impact"}, snLevel(model.FieldImpact)},
	{"urgency", []string{"urgency"}, snLevel(model.FieldUrgency)},
	{"priority", []string{"priority"}, (*snRow).priority},
	{"major_incident_state", []string{"major incident state"}, (*snRow).major},
	{"category", []string{"category"}, snText(model.FieldCategory)},
	{"subcategory", []string{"subcategory"}, snText(model.FieldSubcategory)},
	{"cat_item", []string{"item"}, snText(model.FieldSubcategory)},
	{"contact_type", []string{"contact type", "channel"}, snText(model.FieldChannel)},
	{"location", []string{"location"}, snText(model.FieldLocation)},
	{"cmdb_ci", []string{"configuration item"}, snText(model.FieldItem)},
	{"business_service", []string{"business service", "service"}, snName(model.FieldService)},
	{"assignment_group", []string{"assignment group"}, snName(model.FieldTeam)},
	{"assigned_to", []string{"assigned to"}, snName(model.FieldAssignee)},
	{"watch_list", []string{"watch list"}, (*snRow).watchers},
	{"sys_tags", []string{"tags"}, (*snRow).tags},
	{"type", []string{"type"}, (*snRow).variant},
	{"risk", []string{"risk"}, (*snRow).risk},
	{"start_date", []string{"planned start date"}, snTime(model.FieldStart)},
	{"end_date", []string{"planned end date"}, snTime(model.FieldEnd)},
	{"due_date", []string{"due date"}, snTime(model.FieldAgreed)},
	{"close_code", []string{"resolution code", "close code", "closure code"}, snText(model.FieldCode)},
	{"closed_code", nil, snText(model.FieldCode)},
	{"fix_notes", []string{"fix notes"}, (*snRow).note},
	{"close_notes", []string{"resolution notes", "close notes", "closure notes"}, (*snRow).note},
	{"resolved_by", []string{"resolved by"}, (*snRow).resolvedBy},
	{"resolved_at", []string{"resolved"}, (*snRow).resolvedAt},
	{"closed_by", []string{"closed by"}, func(r *snRow, v value) error { r.closed.by = v.text(); return nil }},
	{"closed_at", []string{"closed"}, (*snRow).closedAt},
	{"cause_notes", []string{"cause notes", "cause"}, snText(model.FieldCause)},
	{"workaround", []string{"workaround"}, snText(model.FieldWorkaround)},
	{"work_around", nil, snText(model.FieldWorkaround)},
	{"known_error", []string{"known error"}, (*snRow).knownError},
	{"reopen_count", []string{"reopen count"}, snCount(model.FieldReopened)},
	{"reassignment_count", []string{"reassignment count"}, snCount(model.FieldReassigned)},
	{"parent", []string{"parent"}, snLink(model.ChildOf)},
	{"parent_incident", []string{"parent incident"}, snLink(model.ChildOf)},
	{"problem_id", []string{"problem"}, snLink(model.CausedBy)},
	{"rfc", []string{"change request"}, snLink(model.FixedBy)},
	{"caused_by", []string{"caused by change"}, snLink(model.CausedBy)},
	{"comments", []string{"additional comments"}, snJournal(model.VerbComment)},
	{"work_notes", []string{"work notes"}, snJournal(model.VerbNote)},
	{"comments_and_work_notes", []string{"comments and work notes"}, snJournal(model.VerbNote)},
}

// snColumnNamed finds a column by its name or label, nil when we have no place for it.
func snColumnNamed(name string) *snColumn { return snByName[fold(name)] }

var snByName = func() map[string]*snColumn {
	all := map[string]*snColumn{}
	for i := range snColumns {
		c := &snColumns[i]
		for _, n := range append([]string{c.name}, c.labels...) {
			all[n] = c
		}
	}
	return all
}()

// An snRow is a record of ServiceNow on its way to a ticket.
type snRow struct {
	*draft
	dates dates
}

// snTicket makes a ticket of the fields of a record. What can't be understood is a problem.
func (r *reader) snTicket(at place, values []value, d dates) (*draft, *Problem) {
	row := &snRow{draft: &draft{line: at.line, rows: 1}, dates: d}
	row.origin.System = r.source("servicenow")
	class := ""
	for _, v := range values {
		switch v.column.name {
		case "number":
			row.origin.Number = row.name("number", v.code())
		case "sys_id":
			row.origin.Key = row.name("sys_id", v.code())
		case "sys_class_name":
			class = v.text()
		}
	}
	if row.origin.Number == "" {
		return nil, at.problem("", "the record has no number")
	}
	row.kind = snKind(row.origin.Number, class, values)
	slices.SortStableFunc(values, func(a, b value) int { return snIndex(a.column) - snIndex(b.column) })
	for _, v := range values {
		if v.column.set == nil {
			continue
		}
		if err := v.column.set(row, v); err != nil {
			return nil, v.at.problem(v.name, "%v", err)
		}
	}
	return row.draft, nil
}

func snIndex(c *snColumn) int {
	return slices.IndexFunc(snColumns, func(o snColumn) bool { return o.name == c.name })
}

// snPrefixes gives the kind of each prefix of numbers. Source: the base system's number maintenance.
var snPrefixes = []struct {
	prefix string
	kind   model.Kind
}{
	{"INC", model.Incident}, {"PRB", model.Problem}, {"PTASK", model.Problem}, {"CHG", model.Change}, {"CTASK", model.Change},
	{"RITM", model.Request}, {"REQ", model.Request}, {"SCTASK", model.Request}, {"TASK", model.Request},
	{"STRY", model.Item}, {"ENHC", model.Item}, {"EPIC", model.Item},
}

// snKind finds the kind of a record: its class says it, else its number, else a field that only one kind has. An
// incident is what is left.
func snKind(number, class string, values []value) model.Kind {
	if k, ok := kindNamed(class); ok && class != "" {
		return k
	}
	digits := strings.IndexAny(number, "0123456789")
	for _, p := range snPrefixes {
		if digits > 0 && strings.EqualFold(strings.TrimRight(number[:digits], "-"), p.prefix) {
			return p.kind
		}
	}
	for _, v := range values {
		switch v.column.name {
		case "incident_state":
			return model.Incident
		case "problem_state":
			return model.Problem
		case "risk", "start_date":
			return model.Change
		}
	}
	return model.Incident
}

// snCodes gives the states that are stored as numbers. Zero and negative numbers are states like others. Source:
// formats.md 3.1.4.
var snCodes = map[model.Kind]map[string]model.State{
	model.Incident: {
		"1": model.StateNew, "2": model.StateInProgress, "3": model.StateOnHold, "4": model.StateOnHold, "5": model.StateOnHold,
		"6": model.StateResolved, "7": model.StateClosed, "8": model.StateCanceled,
	},
	model.Change: {
		"-5": model.StateNew, "-4": model.StateAssess, "-3": model.StateAuthorize, "-2": model.StateScheduled, "-1": model.StateImplement,
		"0": model.StateReview, "3": model.StateClosed, "4": model.StateCanceled,
		"1": model.StateNew, "2": model.StateImplement, "7": model.StateCanceled, // those of its tasks, and of old instances
	},
	model.Problem: {
		"101": model.StateNew, "102": model.StateAssess, "103": model.StateRootCause, "104": model.StateFix, "106": model.StateResolved,
		"107": model.StateClosed,
		"1":   model.StateNew, "2": model.StateFix, "3": model.StateFix, "4": model.StateClosed, // before Madrid
	},
	model.Request: {
		"-5": model.StateOnHold, "1": model.StateSubmitted, "2": model.StateFulfilling, "3": model.StateClosed, "4": model.StateCanceled,
		"7": model.StateCanceled,
	},
	model.Item: {
		"-6": model.StateIdea, "1": model.StateReady, "2": model.StateInProgress, "-7": model.StateInProgress, "-8": model.StateInProgress,
		"3": model.StateDone, "4": model.StateDeclined,
	},
}

// snReasons gives the reasons that old instances stored as states.
var snReasons = map[string]model.Reason{"4": model.AwaitingCaller, "5": model.AwaitingEvidence}

// snUnknown is a state that an update left behind in some instances; it says nothing.
const snUnknown = "-100"

// snState reads a state, stored or shown.
func snState(k model.Kind, v value) (model.State, model.Reason, error) {
	code := strings.TrimSpace(v.code())
	if s, ok := snCodes[k][code]; ok {
		if k != model.Incident {
			return s, 0, nil
		}
		return s, snReasons[code], nil
	}
	if s, reason, ok := stateOf(k, v.text()); ok {
		return s, reason, nil
	}
	shown, _ := model.Bound(v.text(), 60)
	return 0, 0, fmt.Errorf("%q is no state of %s %s that is known", shown, article(k), strings.ToLower(k.Rules().Label))
}

func article(k model.Kind) string {
	if strings.ContainsAny(k.Rules().Label[:1], "AEIOU") {
		return "an"
	}
	return "a"
}

func (r *snRow) state(v value) error {
	if v.text() == "" {
		return nil
	}
	if v.code() == snUnknown {
		r.warn("line %d: state %s says nothing and is left out", r.line, snUnknown)
		return nil
	}
	s, reason, err := snState(r.kind, v)
	if err != nil {
		return err
	}
	r.setNumber(model.FieldState, int64(s))
	r.setNumber(model.FieldReason, int64(reason))
	if r.kind == model.Problem && fold(v.text()) == "known error" {
		r.setNumber(model.FieldKnownError, 1)
	}
	return nil
}

func (r *snRow) holdReason(v value) error {
	if s, _ := r.fact(model.FieldState); model.State(s.To.N) != model.StateOnHold || v.text() == "" {
		return nil
	}
	reason, ok := reasonOf(v.code())
	if !ok {
		reason, ok = reasonOf(v.text())
	}
	if !ok {
		return fmt.Errorf("%q is no reason that is known", v.text())
	}
	r.setNumber(model.FieldReason, int64(reason))
	return nil
}

// time reads a point in time. What is stored is UTC, what is shown is in the exporter's zone.
func (r *snRow) time(v value) (model.Instant, error) {
	if v.both {
		return r.dates.in(time.UTC).read(v.stored)
	}
	return r.dates.read(v.text())
}
