package exchange

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"opsdesk/model"
)

// jiraKind finds the kind of an issue from its type; what a service project calls otherwise is a request, what any other
// does is a backlog item.
func jiraKind(project, kind string) model.Kind {
	kind = strings.TrimPrefix(fold(kind), "[system] ")
	desk := strings.HasPrefix(fold(project), "service")
	switch kind {
	case "incident", "incidente", "incidencia", "störung", "vorfall":
		return model.Incident
	case "service request", "service request with approvals", "solicitud de servicio", "serviceanfrage", "demande de service", "solicitação de serviço":
		return model.Request
	case "problem", "problema", "problème":
		return model.Problem
	case "change", "cambio", "änderung", "changement", "mudança":
		return model.Change
	case "bug", "error", "fehler":
		if desk {
			return model.Incident
		}
	}
	if desk {
		return model.Request
	}
	return model.Item
}

// times sets the points in time.
func (f *jiraFile) times(d *draft, i *jiraIssue) *Problem {
	for _, t := range []struct {
		column jiraColumn
		field  uint8
		mark   *model.Instant
	}{
		{jiraCreated, model.FieldCreated, &d.opened.at}, {jiraUpdated, 0, &d.updated.at}, {jiraResolved, model.FieldResolved, &d.resolved.at},
		{jiraStatusChanged, 0, &d.moved.at}, {jiraDue, model.FieldAgreed, nil}, {jiraStart, model.FieldStart, nil}, {jiraEnd, model.FieldEnd, nil},
	} {
		c := i.cell(t.column)
		at, err := f.dates.read(c.text)
		if err != nil {
			return c.at.problem(c.name, "%v", err)
		}
		if t.mark != nil {
			*t.mark = at
		}
		if t.field != 0 && f.knows(t.column) && (at != 0 || t.column != jiraCreated) {
			d.setNumber(t.field, int64(at))
		}
	}
	return nil
}

// knows tells whether the file has a column.
func (f *jiraFile) knows(c jiraColumn) bool {
	return slices.ContainsFunc(f.fields, func(field jiraField) bool { return field.column == c })
}

func (f *jiraFile) texts(d *draft, i *jiraIssue) {
	if title := i.first(jiraSummary); title != "" {
		d.setText(model.FieldTitle, title)
	}
	for _, t := range []struct {
		column jiraColumn
		field  uint8
		text   string
	}{
		{jiraDescription, model.FieldDescription, i.cell(jiraDescription).text}, {jiraComponent, model.FieldCategory, strings.Join(i.all(jiraComponent), ", ")},
		{jiraType, model.FieldSubcategory, i.first(jiraType)}, {jiraVersion, model.FieldRelease, strings.Join(i.all(jiraVersion), ", ")},
		{jiraResolution, model.FieldCode, i.first(jiraResolution)},
	} {
		if f.knows(t.column) {
			d.setText(t.field, t.text)
		}
	}
	if f.knows(jiraLabel) {
		d.setTags(i.all(jiraLabel))
	}
	f.ratings(d, i)
}

func (f *jiraFile) ratings(d *draft, i *jiraIssue) {
	if word := i.first(jiraPriority); word != "" {
		p, ok := jiraPriorities[fold(word)]
		if !ok {
			p, ok = priorityOf(word)
		}
		if !ok {
			d.warn("line %d: priority %q is not known and is left out", d.line, word)
		}
		d.setNumber(model.FieldPriority, int64(p))
	}
	for _, t := range []struct {
		column jiraColumn
		field  uint8
	}{{jiraImpact, model.FieldImpact}, {jiraUrgency, model.FieldUrgency}} {
		word := fold(i.first(t.column))
		level, ok := jiraImpacts[word]
		if !ok {
			level, ok = levelOf(word)
		}
		if ok {
			d.setNumber(t.field, int64(level))
		}
	}
	points, err := strconv.ParseFloat(strings.Replace(i.first(jiraPoints), ",", ".", 1), 64)
	if err == nil && points >= 0 && points < 1e6 {
		d.setNumber(model.FieldSize, int64(math.Round(points)))
	}
}

// jiraPriorities are those that mean something else at Jira: the five of old servers.
var jiraPriorities = map[string]model.Priority{"critical": 2, "blocker": 1, "major": 3, "minor": 4, "trivial": 5}

// jiraImpacts are the words of service projects.
var jiraImpacts = map[string]model.Level{
	"extensive / widespread": 1, "significant / large": 1, "moderate / limited": 2, "minor / localized": 3,
}

func (f *jiraFile) folk(d *draft, i *jiraIssue) {
	for _, t := range []struct {
		column jiraColumn
		field  uint8
	}{{jiraAssignee, model.FieldAssignee}, {jiraReporter, model.FieldRequester}} {
		if f.knows(t.column) {
			d.setName(t.field, i.first(t.column))
		}
	}
	d.opened.by = cmp.Or(i.first(jiraCreator), i.first(jiraReporter))
	d.setName(model.FieldOpenedBy, d.opened.by)
	if f.knows(jiraWatcher) {
		d.setNames(model.FieldWatchers, i.all(jiraWatcher))
	}
	if name := i.first(jiraProject); name != "" {
		d.setName(model.FieldProduct, name)
	}
}

// jiraUndone are resolutions that say that nothing was done.
var jiraUndone = []string{"won't do", "won't fix", "declined", "duplicate", "cannot reproduce", "canceled", "cancelled", "rejected", "incomplete",
	"known error", "not a bug", "obsolete", "abandoned"}

// jiraCategories say what the three categories of states mean, in five languages.
var jiraCategories = map[string]model.Phase{
	"to do": model.Waiting, "por hacer": model.Waiting, "zu erledigen": model.Waiting, "à faire": model.Waiting, "a fazer": model.Waiting, "tarefas pendentes": model.Waiting,
	"itens pendentes": model.Waiting, "new": model.Waiting, "tareas por hacer": model.Waiting,
	"in progress": model.Active, "en curso": model.Active, "in arbeit": model.Active, "in bearbeitung": model.Active, "en cours": model.Active, "em andamento": model.Active,
	"done": model.Finished, "listo": model.Finished, "hecho": model.Finished, "fertig": model.Finished, "erledigt": model.Finished, "terminé": model.Finished, "terminé(e)": model.Finished,
	"concluído": model.Finished, "itens concluídos": model.Finished, "complete": model.Finished, "finalizado": model.Finished, "finalizada": model.Finished,
}

// state sets the state: by its name when that is known, else by its category, else by whether it is resolved. Names are
// the project's own, so that no name is refused.
func (f *jiraFile) state(d *draft, i *jiraIssue) {
	name := i.first(jiraStatus)
	phase := jiraCategories[fold(i.first(jiraStatusCategory))]
	s, reason, ok := stateOf(d.kind, name)
	switch {
	case ok && agrees(s, phase):
	case phase != model.NoPhase:
		s, reason = homeOf(d.kind, phase), 0
	case d.resolved.at != 0:
		s, reason = homeOf(d.kind, model.Finished), 0
	case name == "":
		return
	default:
		s, reason = homeOf(d.kind, model.Active), 0
		d.warn("line %d: status %q is not known and is read as %s", d.line, name, s.Rule().Label)
	}
	if !s.Rule().Phase.Open() && slices.Contains(jiraUndone, fold(i.first(jiraResolution))) {
		s = settle(d.kind, dropped.states)
	}
	d.setNumber(model.FieldState, int64(s))
	d.setNumber(model.FieldReason, int64(reason))
	if s.Rule().Phase == model.Ended && d.resolved.at != 0 {
		d.closed, d.resolved = d.resolved, mark{} // it ended then, and was not resolved before
		d.setNumber(model.FieldClosed, int64(d.closed.at))
	}
}

// agrees tells whether a state is of the category that the file gives for it.
func agrees(s model.State, category model.Phase) bool {
	p := s.Rule().Phase
	switch category {
	case model.Waiting:
		return p == model.Waiting || p == model.Paused
	case model.Active:
		return p == model.Active || p == model.Paused
	case model.Finished:
		return !p.Open()
	}
	return true
}

// ties keeps the links. The parent comes by its key, its id or both.
func (f *jiraFile) ties(d *draft, i *jiraIssue) {
	parent := ""
	for _, c := range i.cells {
		if c.column != jiraParent && c.column != jiraLink {
			continue
		}
		to := strings.TrimSpace(c.text)
		if key := f.keys[to]; key != "" {
			to = key
		}
		switch link := (PendingLink{c.rel, d.name("a link", to)}); {
		case c.column == jiraParent && (parent == "" || !isDigits(to)):
			parent = link.Number
		case c.column == jiraLink && !slices.Contains(d.links, link):
			d.links = append(d.links, link)
		}
	}
	if parent != "" {
		d.links = append(d.links, PendingLink{model.ChildOf, parent})
	}
}

// comments adds what was said: date;author;text, of which only the text may hold semicolons.
func (f *jiraFile) comments(d *draft, i *jiraIssue) {
	for _, c := range i.cells {
		if c.column != jiraComment {
			continue
		}
		parts := strings.SplitN(c.text, ";", 3)
		if len(parts) < 3 {
			d.say(model.VerbComment, mark{}, c.text)
			continue
		}
		at, err := f.dates.read(parts[0])
		if err != nil {
			d.say(model.VerbComment, mark{}, c.text)
			continue
		}
		by := strings.TrimSpace(parts[1])
		if name := f.people[by]; name != "" {
			by = name
		}
		d.say(model.VerbComment, mark{at, by}, parts[2])
	}
}
