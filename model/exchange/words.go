package exchange

import (
	"slices"
	"strings"

	"opsdesk/model"
)

// A meaning is what a word for a state says: the states that it may be, of which the first that the kind knows counts,
// and the reason that it gives.
type meaning struct {
	states []model.State
	reason model.Reason
}

var (
	begun     = meaning{states: []model.State{model.StateInProgress, model.StateFulfilling, model.StateImplement, model.StateRootCause, model.StateVerified}}
	fresh     = meaning{states: []model.State{model.StateNew, model.StateSubmitted, model.StateRequested, model.StateRaised, model.StateIdea}}
	ready     = meaning{states: []model.State{model.StateReady, model.StateNew, model.StateSubmitted, model.StateRequested, model.StateRaised}}
	held      = meaning{states: []model.State{model.StateOnHold}}
	solved    = meaning{states: []model.State{model.StateResolved, model.StateFulfilled, model.StateDone, model.StateReview, model.StateGranted, model.StateMeasured}}
	ended     = meaning{states: []model.State{model.StateClosed, model.StateDone, model.StateRemoved}}
	dropped   = meaning{states: []model.State{model.StateCanceled, model.StateDeclined, model.StateRejected}}
	approval  = meaning{states: []model.State{model.StateWaitingApproval, model.StateAuthorize, model.StateAssessed}}
	approved  = meaning{states: []model.State{model.StateApproved, model.StateScheduled, model.StateVerified}}
	rejected  = meaning{states: []model.State{model.StateRejected, model.StateDeclined, model.StateCanceled}}
	forCaller = meaning{held.states, model.AwaitingCaller}
	forVendor = meaning{held.states, model.AwaitingVendor}
)

// stateWords says what the words for states mean that desks use besides ours, in lower case: those of ServiceNow and
// Jira, old and new, and of GLPI, osTicket and others in five languages.
var stateWords = map[string]meaning{
	"new": fresh, "in progress": begun, "on hold": held, "resolved": solved, "closed": ended, "canceled": dropped, "rejected": rejected,
	"approved": approved, "submitted": fresh, "scheduled": {states: []model.State{model.StateScheduled, model.StateReady}},
	"open": ready, "opened": fresh, "reopened": ready, "re-opened": ready, "pending": held, "active": begun,
	"to do": ready, "todo": ready, "backlog": {states: []model.State{model.StateIdea}}, "selected for development": ready,
	"ready for development": ready, "ready for dev": ready, "registered": fresh, "logged": fresh, "unassigned": fresh,
	"assigned": begun, "work in progress": begun, "wip": begun, "working": begun, "in development": begun,
	"in review": begun, "code review": begun, "review": {states: []model.State{model.StateReview, model.StateInProgress}},
	"in test": begun, "testing": begun, "in testing": begun, "in qa": begun, "qa": begun, "blocked": {states: []model.State{model.StateOnHold, model.StateInProgress}},
	"started": begun, "processing (assigned)": begun, "processing (planned)": begun, "under investigation": begun,
	"investigating": begun, "escalated": begun, "waiting for support": begun, "work in progress (awaiting)": held,
	"awaiting caller": forCaller, "awaiting user info": forCaller, "awaiting user": forCaller, "awaiting info": forCaller,
	"waiting for customer": forCaller, "waiting for user": forCaller, "awaiting customer": forCaller, "waiting on customer": forCaller,
	"awaiting evidence": {held.states, model.AwaitingEvidence}, "awaiting problem": {held.states, model.AwaitingProblem},
	"awaiting change": {held.states, model.AwaitingChange}, "awaiting vendor": forVendor, "waiting for vendor": forVendor,
	"waiting on third party": forVendor, "waiting for third party": forVendor, "pending vendor": forVendor,
	"waiting": held, "waiting on": held, "onhold": held, "paused": held, "suspended": held, "deferred": held,
	"solved": solved, "complete": ended, "completed": ended, "done": {states: []model.State{model.StateDone, model.StateClosed, model.StateResolved}},
	"closed complete": ended, "closed/resolved": ended, "closed resolved": ended, "closed successful": ended, "fixed": solved,
	"closed incomplete": dropped, "closed skipped": dropped, "closed cancelled": dropped, "closed canceled": dropped,
	"closed rejected": rejected, "request cancelled": dropped, "cancelled": dropped, "withdrawn": dropped, "won't do": dropped,
	"won't fix": dropped, "wont fix": dropped, "invalid": dropped, "duplicate": {dropped.states, model.Duplicate},
	"declined": rejected, "abandoned": dropped, "removed": {states: []model.State{model.StateRemoved, model.StateCanceled, model.StateDeclined}},
	"pending approval": approval, "waiting for approval": approval, "requested": fresh, "awaiting approval": approval,
	"known error": {states: []model.State{model.StateFix}}, "pending change": {states: []model.State{model.StateFix}},
	"root cause": {states: []model.State{model.StateRootCause}}, "planning": {states: []model.State{model.StateAssess, model.StateInProgress}},
	"planned": {states: []model.State{model.StateScheduled, model.StateReady}}, "awaiting implementation": {states: []model.State{model.StateScheduled}},
	"implementing": begun, "deployed": {states: []model.State{model.StateReleased, model.StateClosed}}, "released": {states: []model.State{model.StateReleased, model.StateClosed}},
	"live": {states: []model.State{model.StateReleased, model.StateClosed}}, "archived": ended, "delivered": solved,

	"nuevo": fresh, "nueva": fresh, "abierto": ready, "abierta": ready, "por hacer": ready, "tareas por hacer": ready, "pendiente": held,
	"en curso": begun, "en curso (asignada)": begun, "en curso (planificada)": begun, "en progreso": begun, "en proceso": begun,
	"asignado": begun, "asignada": begun, "en espera": held, "en revisión": begun, "resuelto": solved, "resuelta": solved, "solucionado": solved,
	"finalizado": ended, "finalizada": ended, "listo": ended, "hecho": ended, "cerrado": ended, "cerrada": ended, "cancelado": dropped, "cancelada": dropped,
	"rechazado": rejected, "rechazada": rejected, "esperando al cliente": forCaller,

	"neu": fresh, "offen": ready, "zu erledigen": ready, "aufgaben": ready, "in arbeit": begun, "in bearbeitung": begun, "zugewiesen": begun,
	"in überprüfung": begun, "wartend": held, "wartet": held, "warten auf kunden": forCaller, "zurückgestellt": held, "gelöst": solved,
	"erledigt": ended, "fertig": ended, "abgeschlossen": ended, "geschlossen": ended, "abgebrochen": dropped, "storniert": dropped, "abgelehnt": rejected,

	"nouveau": fresh, "nouvelle": fresh, "ouvert": ready, "ouverte": ready, "à faire": ready, "a faire": ready, "en cours": begun, "en cours (attribué)": begun,
	"en cours (planifié)": begun, "en attente": held, "revue en cours": begun, "résolu": solved, "résolue": solved, "résolu(e)": solved,
	"terminé": ended, "terminée": ended, "terminé(e)": ended, "fermé": ended, "fermée": ended, "fermé(e)": ended, "clos": ended, "clôturé": ended,
	"annulé": dropped, "annulée": dropped, "annulé(e)": dropped, "rejeté": rejected, "refusé": rejected,

	"novo": fresh, "nova": fresh, "aberto": ready, "aberta": ready, "a fazer": ready, "tarefas pendentes": ready, "itens pendentes": ready, "pendente": held,
	"em andamento": begun, "em progresso": begun, "em atendimento": begun, "em atendimento (atribuído)": begun, "em análise": begun,
	"aguardando": held, "em espera": held, "resolvido": solved, "resolvida": solved, "concluído": ended, "concluída": ended, "concluído(a)": ended,
	"itens concluídos": ended, "fechado": ended, "fechada": ended, "rejeitado": rejected,
}

// stateOf says which state a word means for a kind of ticket, and which reason it gives.
func stateOf(k model.Kind, word string) (model.State, model.Reason, bool) {
	word = fold(word)
	if _, rest, ok := strings.Cut(word, " - "); ok && isDigits(word[:1]) {
		word = rest
	}
	for s, rule := range model.States {
		if s > 0 && (word == rule.Token || word == fold(rule.Label)) {
			if m, ok := stateWords[word]; ok && !knows(k, model.State(s)) {
				return settle(k, m.states), m.reason, true
			}
			return settle(k, []model.State{model.State(s)}), 0, true
		}
	}
	m, ok := stateWords[word]
	if !ok {
		return 0, 0, false
	}
	s := settle(k, m.states)
	if m.reason.Rule().For != s {
		m.reason = 0
	}
	return s, m.reason, true
}

// knows tells whether tickets of a kind can be in a state.
func knows(k model.Kind, s model.State) bool { return slices.Contains(statesOf[k], s) }

var statesOf = func() (all [len(model.Kinds)][]model.State) {
	for k := range model.Kinds {
		if k > 0 {
			all[k] = model.StatesOf(model.Kind(k))
		}
	}
	return all
}()

// settle gives the first of some states that a kind knows, or else the kind's own state for what the first one means.
func settle(k model.Kind, states []model.State) model.State {
	for _, s := range states {
		if knows(k, s) {
			return s
		}
	}
	return homeOf(k, states[0].Rule().Phase)
}

// homes gives each kind's state for what is known only by its phase: waiting, active, paused, finished, ended.
var homes = [len(model.Kinds)][5]model.State{
	model.Incident:    {model.StateNew, model.StateInProgress, model.StateOnHold, model.StateResolved, model.StateClosed},
	model.Request:     {model.StateSubmitted, model.StateFulfilling, model.StateOnHold, model.StateFulfilled, model.StateClosed},
	model.Problem:     {model.StateNew, model.StateRootCause, model.StateRootCause, model.StateResolved, model.StateClosed},
	model.Change:      {model.StateNew, model.StateImplement, model.StateScheduled, model.StateReview, model.StateClosed},
	model.Access:      {model.StateRequested, model.StateVerified, model.StateVerified, model.StateGranted, model.StateRemoved},
	model.Improvement: {model.StateRaised, model.StateInProgress, model.StateInProgress, model.StateMeasured, model.StateClosed},
	model.Item:        {model.StateReady, model.StateInProgress, model.StateInProgress, model.StateDone, model.StateReleased},
}

func homeOf(k model.Kind, p model.Phase) model.State {
	if p < model.Waiting || p > model.Ended || int(k) >= len(homes) {
		return model.NoState
	}
	return homes[k][p-model.Waiting]
}

// reasonWords says what the words for reasons mean besides ours.
var reasonWords = map[string]model.Reason{
	"1": model.AwaitingCaller, "2": model.AwaitingEvidence, "3": model.AwaitingProblem, "4": model.AwaitingVendor, "5": model.AwaitingChange,
	"awaiting user info": model.AwaitingCaller, "awaiting user": model.AwaitingCaller, "awaiting customer": model.AwaitingCaller,
	"awaiting third party": model.AwaitingVendor,
}

// reasonOf says which reason for being on hold a code or a word means.
func reasonOf(word string) (model.Reason, bool) {
	word = fold(word)
	for r, rule := range model.Reasons {
		if r > 0 && (word == rule.Token || word == fold(rule.Label)) {
			return model.Reason(r), true
		}
	}
	r, ok := reasonWords[word]
	return r, ok
}

// priorityWords says which priority a word means, in five languages.
var priorityWords = map[string]model.Priority{
	"critical": 1, "high": 2, "moderate": 3, "medium": 3, "normal": 3, "low": 4, "planning": 5,
	"highest": 1, "urgent": 1, "blocker": 1, "major": 3, "minor": 4, "lowest": 5, "trivial": 5, "very high": 1, "very low": 5,
	"crítica": 1, "crítico": 1, "la más alta": 1, "más alta": 1, "muy alta": 1, "primordial": 1, "mayor": 1, "urgente": 1, "alta": 2, "media": 3, "mediana": 3,
	"baja": 4, "más baja": 5, "muy baja": 5, "la más baja": 5,
	"höchste": 1, "kritisch": 1, "sehr hoch": 1, "hoch": 2, "mittel": 3, "niedrig": 4, "gering": 4, "niedrigste": 5, "sehr niedrig": 5,
	"critique": 1, "la plus élevée": 1, "le plus élevé": 1, "très haute": 1, "haute": 2, "élevée": 2, "élevé": 2, "moyenne": 3, "moyen": 3, "basse": 4, "faible": 4, "très basse": 5, "la plus faible": 5,
	"muito alta": 1, "altíssima": 1, "mais alta": 1, "média": 3, "médio": 3, "baixa": 4, "muito baixa": 5, "mais baixa": 5, "baixíssima": 5,
}

// priorityOf reads 3, P3, 3 - Moderate, 3 normal or Moderate.
func priorityOf(word string) (model.Priority, bool) {
	word = fold(word)
	if p, ok := priorityWords[word]; ok {
		return p, true
	}
	word = strings.TrimPrefix(word, "p")
	if n, ok := leadingDigit(word); ok && n >= 1 && n <= 5 {
		return model.Priority(n), true
	}
	return 0, false
}

// levelOf reads 2, 2 - Medium or Medium as a rating from 1 high to 3 low. What is rated lower than that is low.
func levelOf(word string) (model.Level, bool) {
	word = fold(word)
	if n, ok := leadingDigit(word); ok && n >= 1 {
		return model.Level(min(n, 3)), true
	}
	switch p := priorityWords[word]; p {
	case 0:
		return 0, false
	case 1, 2:
		return 1, true
	case 3:
		return 2, true
	}
	return 3, true
}

// leadingDigit reads the one digit at the beginning of 3 or 3 - Moderate.
func leadingDigit(s string) (int, bool) {
	if s == "" || s[0] < '0' || s[0] > '9' || len(s) > 1 && isDigits(s[1:2]) {
		return 0, false
	}
	return int(s[0] - '0'), true
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
