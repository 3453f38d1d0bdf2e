package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"opsdesk/model"
)

// A Mapping says what the columns of a CSV mean. It is a JSON file that people write:
//
//	{"kind": "incident", "source": "glpi", "separator": ";", "dates": "02-01-2006 15:04", "zone": "Europe/Madrid",
//	 "columns": {"ID": "number", "Título": "title", "Estado": "state", "Prioridad": "priority", "Notas": "-"},
//	 "states": {"Solucionado": "resolved"}, "values": {"priority": {"Muy alta": "1"}}}
type Mapping struct {
	// Kind is what the rows are, when no column says so.
	Kind string `json:"kind"`
	// Source is the system that they come from; empty is csv.
	Source string `json:"source"`
	// Columns gives the field of each column by its header: the name of a field of ours, number or source-key for its
	// number and key at the source, updated-by and closed-by for who did so, comment or work-note for something said, - to
	// leave the column out. Columns that are not named are taken when their header is a field's name or label.
	Columns map[string]string `json:"columns"`
	// States gives our state for each word of theirs that is not known anyway; Values does so for any field.
	States map[string]string            `json:"states"`
	Values map[string]map[string]string `json:"values"`
	// Dates is how times are written, in the manner of Go's package time; other forms are understood too.
	Dates string `json:"dates"`
	// Zone is where times without a zone were written, as in Europe/Madrid.
	Zone string `json:"zone"`
	// Separator stands between cells; empty finds it out.
	Separator string `json:"separator"`

	zone *time.Location
}

// The columns of a CSV that are no fields of a ticket.
const (
	columnNumber    = "number"
	columnKey       = "key"
	columnSourceKey = "source-key"
	columnUpdatedBy = "updated-by"
	columnClosedBy  = "closed-by"
	columnComment   = "comment"
	columnWorkNote  = "work-note"
	columnNone      = "-"
)

// specialColumns lists them.
var specialColumns = []string{columnNumber, columnKey, columnSourceKey, columnUpdatedBy, columnClosedBy, columnComment, columnWorkNote, columnNone}

// maxMapping is how large a mapping may be, in bytes.
const maxMapping = 1 << 20

// ParseMapping reads a mapping and checks that what it names is there. Its errors say what could stand instead.
func ParseMapping(r io.Reader) (*Mapping, error) {
	dec := json.NewDecoder(io.LimitReader(r, maxMapping))
	dec.DisallowUnknownFields()
	m := &Mapping{}
	if err := dec.Decode(m); err != nil {
		return nil, fmt.Errorf("read the mapping: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the mapping: something follows its closing brace")
	}
	return m, m.check()
}

func (m *Mapping) check() error {
	var names []string
	for _, f := range model.Fields {
		names = append(names, f.Name)
	}
	names = append(names, specialColumns...)
	for column, field := range m.Columns {
		if !slices.Contains(names, field) {
			return fmt.Errorf("mapping: column %q means %q, which is none of %s", column, field, strings.Join(names, ", "))
		}
	}
	if m.Kind != "" {
		if _, ok := kindNamed(m.Kind); !ok {
			return fmt.Errorf("mapping: %q is no kind of ticket", m.Kind)
		}
	}
	state := model.FieldNo(model.FieldState)
	for theirs, ours := range m.States {
		if _, err := state.Parse(ours, nil, time.Time{}); err != nil {
			return fmt.Errorf("mapping: state %q: %w", theirs, err)
		}
	}
	for field := range m.Values {
		if model.FieldNamed(field) == nil {
			return fmt.Errorf("mapping: values of %q, which is no field", field)
		}
	}
	if len(m.Separator) > 1 || strings.ContainsAny(m.Separator, "\"\r\n") {
		return fmt.Errorf("mapping: %q can't separate cells: use one character such as ; or a tab", m.Separator)
	}
	if m.Zone == "" {
		return nil
	}
	zone, err := time.LoadLocation(m.Zone)
	if err != nil {
		return fmt.Errorf("mapping: %w", err)
	}
	m.zone = zone
	return nil
}

// column gives what a column of the header means by the mapping, empty when it says nothing of it.
func (m *Mapping) column(header string) string {
	if m == nil {
		return ""
	}
	for name, field := range m.Columns {
		if fold(name) == fold(header) {
			return field
		}
	}
	return ""
}

// value gives our word for one of theirs.
func (m *Mapping) value(field, word string) string {
	if m == nil {
		return word
	}
	tables := []map[string]string{m.Values[field]}
	if field == model.FieldNo(model.FieldState).Name {
		tables = append(tables, m.States)
	}
	for _, t := range tables {
		for theirs, ours := range t {
			if fold(theirs) == fold(word) {
				return ours
			}
		}
	}
	return word
}

// kindNamed finds a kind by its token, label, prefix or a word that other systems use.
func kindNamed(word string) (model.Kind, bool) {
	word = fold(word)
	for k, rules := range model.Kinds {
		if k > 0 && (word == rules.Token || word == fold(rules.Label) || word == rules.Short || word == strings.ToLower(rules.Prefix)) {
			return model.Kind(k), true
		}
	}
	k, ok := kindWords[word]
	return k, ok
}

// kindWords says which kind the words of other systems mean.
var kindWords = map[string]model.Kind{
	"change_request": model.Change, "change request": model.Change, "change_task": model.Change, "change task": model.Change,
	"sc_request": model.Request, "sc_req_item": model.Request, "requested item": model.Request, "sc_task": model.Request, "catalog task": model.Request,
	"demande": model.Request, "requerimiento": model.Request, "requisição": model.Request, "solicitud": model.Request, "anfrage": model.Request,
	"problem_task": model.Problem, "problem task": model.Problem, "incidente": model.Incident, "incidencia": model.Incident, "störung": model.Incident,
	"access": model.Access, "bug": model.Item, "story": model.Item, "task": model.Item, "epic": model.Item,
}
