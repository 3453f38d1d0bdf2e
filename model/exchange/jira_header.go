package exchange

import (
	"slices"
	"strings"

	"opsdesk/model"
)

// A jiraColumn is a column of a Jira export that we have a place for.
type jiraColumn uint8

const (
	jiraNone jiraColumn = iota
	jiraKey
	jiraID
	jiraSummary
	jiraType
	jiraStatus
	jiraStatusCategory
	jiraStatusChanged
	jiraProject
	jiraProjectType
	jiraPriority
	jiraResolution
	jiraAssignee
	jiraReporter
	jiraCreator
	jiraWatcher
	jiraPersonID // of the person column before it
	jiraCreated
	jiraUpdated
	jiraResolved
	jiraDue
	jiraDescription
	jiraLabel
	jiraComponent
	jiraVersion
	jiraComment
	jiraParent
	jiraPoints
	jiraRank
	jiraStart
	jiraEnd
	jiraImpact
	jiraUrgency
	jiraLink
	jiraIgnored // known, and nothing to import
)

// jiraHeaders names the columns in English, Spanish, German, French and Portuguese, in lower case. The header comes in
// the language of whoever exported.
var jiraHeaders = map[jiraColumn][]string{
	jiraKey: {"issue key", "key", "clave de incidencia", "clave", "vorgangsschlüssel", "vorgangsschlüssel:", "schlüssel",
		"clé de ticket", "clé de la demande", "clé", "chave da item", "chave do item", "chave da incidência", "chave"},
	jiraID: {"issue id", "id de la incidencia", "id de incidencia", "vorgangs-id", "id de ticket", "id du ticket", "identifiant de ticket", "id da item",
		"id do item", "id da incidência"},
	jiraSummary: {"summary", "resumen", "zusammenfassung", "résumé", "resumo"},
	jiraType:    {"issue type", "tipo de incidencia", "vorgangstyp", "type de ticket", "type de demande", "tipo de item", "tipo do item", "tipo de incidência"},
	jiraStatus:  {"status", "estado", "état", "statut", "situação"},
	jiraStatusCategory: {"status category", "categoría de estado", "statuskategorie", "catégorie d'état", "catégorie de statut", "catégorie d’état",
		"categoria do status", "categoria de status"},
	jiraStatusChanged: {"status category changed", "categoría de estado cambiada", "categoría de estado modificada", "statuskategorie geändert",
		"catégorie d'état modifiée", "catégorie d’état modifiée", "catégorie de statut modifiée", "categoria do status alterada", "categoria de status alterada"},
	jiraProject:     {"project name", "nombre del proyecto", "projektname", "nom du projet", "nom de projet", "nome do projeto"},
	jiraProjectType: {"project type", "tipo de proyecto", "projekttyp", "type de projet", "tipo de projeto", "tipo do projeto"},
	jiraPriority:    {"priority", "prioridad", "priorität", "priorité", "prioridade"},
	jiraResolution:  {"resolution", "resolución", "lösung", "résolution", "resolução"},
	jiraAssignee:    {"assignee", "persona asignada", "responsable", "asignado a", "zugewiesene person", "bearbeiter", "personne assignée", "attribution", "responsável"},
	jiraReporter:    {"reporter", "informador", "autor", "berichterstatter", "rapporteur", "auteur", "relator"},
	jiraCreator:     {"creator", "creador", "ersteller", "créateur", "criador"},
	jiraWatcher:     {"watchers", "observadores", "seguidores", "beobachter", "observateurs"},
	jiraCreated:     {"created", "creada", "creado", "fecha creación", "erstellt", "création", "créé", "créée", "créé(e)", "criado", "criada", "criado(a)"},
	jiraUpdated: {"updated", "actualizada", "actualizado", "aktualisiert", "mise à jour", "mis à jour", "mis(e) à jour", "actualisé", "atualizado", "atualizada",
		"atualizado(a)"},
	jiraResolved:    {"resolved", "resuelta", "resuelto", "erledigt", "gelöst", "résolu", "résolue", "résolu(e)", "resolvido", "resolvida", "resolvido(a)"},
	jiraDue:         {"due date", "fecha de vencimiento", "fälligkeitsdatum", "fällig", "date d'échéance", "date d’échéance", "échéance", "data limite", "data de vencimento", "data de entrega"},
	jiraDescription: {"description", "descripción", "beschreibung", "descrição"},
	jiraLabel:       {"labels", "etiquetas", "stichwörter", "étiquettes", "rótulos"},
	jiraComponent:   {"components", "component/s", "componentes", "componente/s", "komponenten", "komponente(n)", "composants", "composant(s)", "componente(s)"},
	jiraVersion: {"fix versions", "fix version/s", "versiones corregidas", "versión(es) corregida(s)", "versión/es correctora/s", "lösungsversionen", "lösungsversion(en)",
		"versions corrigées", "version(s) corrigée(s)", "version(s) corrigée(s) ", "versões corrigidas", "versões de correção"},
	jiraComment: {"comment", "comentario", "comentarios", "kommentar", "kommentare", "commentaire", "commentaires", "comentário", "comentários"},
	jiraParent:  {"parent", "parent key", "parent id", "principal", "clave principal", "übergeordnet", "übergeordneter vorgang", "parent du ticket", "clé du parent", "pai", "chave pai", "item pai"},
	jiraIgnored: {"parent summary", "project key", "project lead", "project lead id", "project description", "votes", "work ratio", "last viewed",
		"clave del proyecto", "responsable del proyecto", "descripción del proyecto", "votos", "ratio de trabajo", "última visualización",
		"projektschlüssel", "projektleiter", "id des projektleiters", "projektbeschreibung", "stimmen", "zuletzt angezeigt",
		"clé de projet", "clé du projet", "responsable du projet", "description du projet", "dernière consultation",
		"chave do projeto", "líder do projeto", "descrição do projeto", "última visualização"},
}

// jiraCustom names the custom fields that we have a place for; their headers are wrapped in "Custom field (…)".
var jiraCustom = map[string]jiraColumn{
	"rank": jiraRank, "rango": jiraRank, "rang": jiraRank, "classificação": jiraRank,
	"story points": jiraPoints, "story point estimate": jiraPoints, "epic link": jiraParent, "parent link": jiraParent,
	"start date": jiraStart, "target start": jiraStart, "target end": jiraEnd, "end date": jiraEnd,
	"impact": jiraImpact, "urgency": jiraUrgency,
	"development": jiraIgnored, "issue color": jiraIgnored, "request participants": jiraWatcher,
}

var jiraByHeader = func() map[string]jiraColumn {
	all := map[string]jiraColumn{}
	for c, names := range jiraHeaders {
		for _, n := range names {
			all[strings.TrimSpace(n)] = c
		}
	}
	return all
}()

// A jiraField is what one column of the file means.
type jiraField struct {
	column jiraColumn
	name   string
	rel    model.Relation // of a link
	person int            // of an id: the column that holds the name
}

// jiraFields says what the columns of a header mean.
func jiraFields(names []string) []jiraField {
	var all []jiraField
	for i, name := range names {
		f := jiraField{column: jiraColumnOf(fold(name)), name: name}
		if f.column == jiraNone {
			f.rel = jiraRelation(name)
		}
		if f.rel != 0 {
			f.column = jiraLink
		}
		if f.column == jiraNone && endsInID(name) && i > 0 {
			f = idOf(all, f)
		}
		all = append(all, f)
	}
	return all
}

func jiraColumnOf(name string) jiraColumn {
	if c, ok := jiraByHeader[name]; ok {
		return c
	}
	if inner, ok := customField(name); ok {
		return jiraCustom[inner]
	}
	return jiraNone
}

// customField takes the name out of "Custom field (…)" in any language.
func customField(name string) (string, bool) {
	for _, wrap := range []string{"custom field (", "campo personalizado (", "campos personalizados (", "benutzerdefinierte felder (",
		"benutzerdefiniertes feld (", "champs personnalisés (", "champ personnalisé ("} {
		if rest, ok := strings.CutPrefix(name, wrap); ok {
			return strings.TrimSuffix(rest, ")"), true
		}
	}
	return "", false
}

// endsInID tells whether a header names the id of what stands before it: Assignee Id, Ersteller-ID, ID do relator.
func endsInID(name string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(fold(name), func(r rune) bool { return r == ' ' || r == '-' || r == ')' }), func(w string) bool { return w == "id" })
}

// idOf finds the person that an id column belongs to. Ids stand right behind their person; those of repeated columns
// stand behind all of them, in the same order.
func idOf(before []jiraField, f jiraField) jiraField {
	last := len(before) - 1
	ids := 0
	for last >= 0 && before[last].column == jiraPersonID && before[last].name == f.name {
		last, ids = last-1, ids+1
	}
	first := last
	for first > 0 && before[first-1].column == before[last].column && before[first-1].name == before[last].name {
		first--
	}
	if last < 0 || first+ids > last || !slices.Contains([]jiraColumn{jiraAssignee, jiraReporter, jiraCreator, jiraWatcher}, before[last].column) {
		return f
	}
	return jiraField{column: jiraPersonID, name: f.name, person: first + ids}
}

// jiraInward and jiraOutward are the words for the two ends of a link, in five languages.
var (
	jiraInward  = []string{"inward", "entrant", "entrante", "eingehend", "eingehende", "eingehender", "eingehendes", "entrada"}
	jiraOutward = []string{"outward", "sortant", "saliente", "ausgehend", "ausgehende", "ausgehender", "ausgehendes", "saída"}
)

// jiraRelations says what links are, from the end that names them and from the other.
var jiraRelations = map[string]struct{ outward, inward model.Relation }{
	"blocks":           {model.Blocks, model.BlockedBy},
	"blocker":          {model.Blocks, model.BlockedBy},
	"duplicate":        {model.Duplicates, model.DuplicatedBy},
	"problem/incident": {model.Causes, model.CausedBy},
	"causes":           {model.Causes, model.CausedBy},
	"cause":            {model.Causes, model.CausedBy},
}

// jiraRelation reads a header such as "Inward issue link (Blocks)". What is no link is no relation.
func jiraRelation(header string) model.Relation {
	before, inner, ok := strings.Cut(fold(header), "(")
	if !ok {
		return model.NoRelation
	}
	rel, ok := jiraRelations[strings.TrimSuffix(inner, ")")]
	if !ok {
		rel.outward, rel.inward = model.Relates, model.Relates
	}
	for _, w := range strings.Fields(before) {
		switch {
		case slices.Contains(jiraInward, w):
			return rel.inward
		case slices.Contains(jiraOutward, w):
			return rel.outward
		}
	}
	return model.NoRelation
}

func isJira(h *head, _ Options) bool {
	if h.shape != nil {
		return false
	}
	seen := map[jiraColumn]bool{}
	for _, name := range h.folds {
		seen[jiraColumnOf(name)] = true
	}
	more := 0
	for _, c := range []jiraColumn{jiraID, jiraType, jiraStatus, jiraProject, jiraReporter, jiraCreated} {
		if seen[c] {
			more++
		}
	}
	return seen[jiraKey] && seen[jiraSummary] && more > 0
}

func fitsJira(h *head, _ Options) bool {
	return h.shape == nil && slices.ContainsFunc(h.folds, func(n string) bool { return jiraColumnOf(n) == jiraKey })
}
