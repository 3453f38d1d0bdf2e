package exchange

import (
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
)

// A logStory tells the life of one incident row by row.
type logStory struct {
	log   *eventLog
	draft *draft
	life  life
	final event
	state model.State
	hold  model.Reason
	acked model.Instant
	tied  map[string]string
}

// cell gives a cell of an event, empty for what the log has not.
func (s *logStory) cell(e event, name string) string {
	i, ok := s.log.at(name)
	if !ok {
		return ""
	}
	if text := s.log.words.word(e.cells[i]); text != logNothing {
		return text
	}
	return ""
}

// tell adds the moment of a row.
func (s *logStory) tell(e event) {
	switch {
	case e.state != 0:
		s.state, s.hold = e.state, e.hold
	default:
		s.draft.warn("line %d: state %s says nothing; the incident stays %s", e.line, snUnknown, s.state.Rule().Label)
	}
	if s.state != model.StateNew && s.acked == 0 {
		s.acked = e.at
	}
	facts := &draft{line: e.line, kind: model.Incident}
	s.standing(e, facts)
	s.outcome(e, facts)
	s.draft.warnings = append(s.draft.warnings, facts.warnings...)
	by := facts.name("a name", s.cell(e, "sys_updated_by"))
	s.life.tell(model.Past{At: e.at, By: by, Facts: facts.facts})
	s.ties(e, by)
}

// A logField is a column that fills a field.
type logField struct {
	column string
	field  uint8
}

// logText, logName and logCount say which field each column fills.
var (
	logText = []logField{
		{"contact_type", model.FieldChannel}, {"location", model.FieldLocation}, {"category", model.FieldCategory},
		{"subcategory", model.FieldSubcategory}, {"cmdb_ci", model.FieldItem},
	}
	logName = []logField{
		{"caller_id", model.FieldRequester}, {"opened_by", model.FieldOpenedBy}, {"assignment_group", model.FieldTeam},
		{"assigned_to", model.FieldAssignee},
	}
	logCount = []logField{
		{"reassignment_count", model.FieldReassigned}, {"reopen_count", model.FieldReopened},
	}
)

// logKnown are the columns that a ticket is made of.
var logKnown = func() []string {
	known := []string{
		"number", "incident_state", "sys_mod_count", "sys_updated_by", "sys_updated_at", "opened_at", "u_symptom",
		"impact", "urgency", "priority", "closed_code", "resolved_by", "resolved_at", "closed_at",
	}
	for _, c := range slices.Concat(logText, logName, logCount) {
		known = append(known, c.column)
	}
	for _, t := range logTies {
		known = append(known, t.column)
	}
	return known
}()

// standing sets the facts that held at a row.
func (s *logStory) standing(e event, d *draft) {
	d.setText(model.FieldTitle, s.title())
	d.setText(model.FieldDescription, s.description())
	d.setTags([]string{"composed-title"})
	opened, _ := s.log.dates.read(s.cell(e, "opened_at")) // checked before
	d.setNumber(model.FieldCreated, int64(opened))
	d.setNumber(model.FieldState, int64(s.state))
	d.setNumber(model.FieldReason, int64(s.hold))
	d.setNumber(model.FieldAcknowledged, int64(s.acked))
	for _, c := range logText {
		d.setText(c.field, s.cell(e, c.column))
	}
	for _, c := range logName {
		d.setName(c.field, s.cell(e, c.column))
	}
	for _, c := range logCount {
		n, _ := strconv.ParseUint(s.cell(e, c.column), 10, 31)
		d.setNumber(c.field, int64(n))
	}
	p, _ := priorityOf(s.cell(e, "priority"))
	impact, _ := levelOf(s.cell(e, "impact"))
	urgency, _ := levelOf(s.cell(e, "urgency"))
	d.setNumber(model.FieldPriority, int64(p))
	d.setNumber(model.FieldImpact, int64(impact))
	d.setNumber(model.FieldUrgency, int64(urgency))
}

// outcome sets how it ended: every row has it, but it is true only from the row on that says it is resolved, and not
// while it was opened again.
func (s *logStory) outcome(e event, d *draft) {
	over := func(p model.Phase) bool { return s.state.Rule().Phase >= p }
	text := func(column string, p model.Phase) string {
		if !over(p) {
			return ""
		}
		return s.cell(e, column)
	}
	when := func(column string, p model.Phase) int64 {
		at, _ := s.log.dates.read(text(column, p)) // checked before
		return int64(at)
	}
	d.setText(model.FieldCode, text("closed_code", model.Finished))
	d.setName(model.FieldResolvedBy, text("resolved_by", model.Finished))
	d.setNumber(model.FieldResolved, when("resolved_at", model.Finished))
	d.setNumber(model.FieldClosed, when("closed_at", model.Ended))
}

// logTies says what the columns that name other records are called in words.
var logTies = []struct{ column, word string }{
	{"problem_id", "problem"}, {"rfc", "change"}, {"vendor", "vendor"}, {"caused_by", "caused by"},
}

// ties notes the records that a row names for the first time.
func (s *logStory) ties(e event, by string) {
	for _, t := range logTies {
		to := s.cell(e, t.column)
		if to == "" || s.tied[t.column] == to {
			continue
		}
		if s.tied == nil {
			s.tied = map[string]string{}
		}
		s.tied[t.column] = to
		s.life.tell(model.Past{At: e.at, By: by, Verb: model.VerbNote, Text: t.word + " " + to})
	}
}

// title composes a title, which the log does not have, from how the incident was sorted in the end.
func (s *logStory) title() string {
	sorted := strings.Trim(s.cell(s.final, "category")+" / "+s.cell(s.final, "subcategory"), " /")
	title := strings.Trim(sorted+": "+s.cell(s.final, "u_symptom"), " :")
	if title == "" {
		title = "Incident " + s.draft.origin.Number
	}
	return title + " (composed)"
}

func (s *logStory) description() string {
	var parts []string
	for _, c := range []struct{ column, word string }{{"category", "category"}, {"subcategory", "subcategory"}, {"u_symptom", "symptom"}} {
		if text := s.cell(s.final, c.column); text != "" {
			parts = append(parts, c.word+" "+text)
		}
	}
	if len(parts) == 0 {
		return "Composed from the event log, which says nothing of what it was about."
	}
	return "Composed from the event log: " + strings.Join(parts, ", ") + "."
}
