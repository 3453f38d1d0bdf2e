package exchange

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"opsdesk/model"
)

// A JSONL writes a desk as JSON lines that hold everything: the desk, then its nouns, then its tickets. Reading them
// into an empty desk gives the same tickets.
type JSONL struct {
	out   *bufio.Writer
	names model.Names
	line  []byte
}

// NewJSONL makes a writer and writes the line of the desk. The names are those of the nouns that tickets refer to. What
// is written is safe to show on a terminal: controls and the like are escaped as JSON does, and come back as they were.
func NewJSONL(w io.Writer, names model.Names, exported time.Time) (*JSONL, error) {
	j := &JSONL{out: bufio.NewWriterSize(w, MaxPeek), names: names}
	j.line = appendJSON(j.line[:0], struct {
		Record   string `json:"record"`
		Format   int    `json:"format"`
		Exported string `json:"exported,omitempty"`
	}{recordDesk, deskFormat, model.At(exported).String()})
	return j, j.end()
}

// Noun writes a person, a team, a service or a product.
func (j *JSONL) Noun(n model.Noun) error {
	j.line = appendJSON(j.line[:0], struct {
		Record   string `json:"record"`
		Name     string `json:"name"`
		Email    string `json:"email,omitempty"`
		Source   string `json:"source,omitempty"`
		SourceID string `json:"source-id,omitempty"`
	}{model.Tables[n.Table].Token, n.Name, n.Email, n.Source, n.SourceID})
	return j.end()
}

// Ticket writes a ticket with its timeline as model.Timeline gives it.
func (j *JSONL) Ticket(t *model.Ticket, timeline []model.Moment) error {
	b := append(j.line[:0], `{"record":"ticket","number":`...)
	b = strconv.AppendUint(b, uint64(t.ID), 10)
	b = appendJSON(append(b, `,"key":`...), t.Key())
	b = appendFacts(b, t, j.names, model.Fields)
	b = append(b, `,"history":[`...)
	timeline = slices.Clone(timeline)
	slices.SortStableFunc(timeline, func(a, b model.Moment) int { return cmp.Compare(a.Rev, b.Rev) }) // as it was done
	for i, m := range timeline {
		if i > 0 {
			b = append(b, ',')
		}
		b = j.moment(b, m)
	}
	j.line = append(b, "]}"...)
	return j.end()
}

// Flush writes what is still held back. Nothing can be written after an error.
func (j *JSONL) Flush() error {
	if err := j.out.Flush(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (j *JSONL) end() error {
	if _, err := j.out.Write(append(model.EscapeJSON(j.line), '\n')); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

// moment writes one entry of the history.
func (j *JSONL) moment(b []byte, m model.Moment) []byte {
	b = appendJSON(append(b, `{"verb":`...), m.Verb.String())
	if m.At != 0 {
		b = appendJSON(append(b, `,"at":`...), m.At.String())
	}
	if m.By != 0 {
		b = appendJSON(append(b, `,"by":`...), peopleField.Text(model.Value{N: int64(m.By)}, j.names))
	}
	if m.Text != "" {
		b = appendJSON(append(b, `,"text":`...), m.Text)
	}
	if m.Undone {
		b = append(b, `,"undone":true`...)
	}
	if m.Recorded != 0 && m.Recorded != m.At {
		b = appendJSON(append(b, `,"recorded":`...), m.Recorded.String())
	}
	b = appendPlace(b, "near", m.Near)
	b = appendPlace(b, "was", m.Was)
	if len(m.Deltas) > 0 {
		b = j.changes(append(b, `,"changes":[`...), m.Deltas)
		b = append(b, ']')
	}
	return append(b, '}')
}

func (j *JSONL) changes(b []byte, deltas []model.Delta) []byte {
	comma := false
	for _, d := range deltas {
		f := model.FieldNo(d.Field)
		if f == nil {
			continue
		}
		if comma {
			b = append(b, ',')
		}
		comma = true
		b = appendJSON(append(b, `{"field":`...), f.Name)
		if d.From != (model.Value{}) {
			b = appendValue(append(b, `,"from":`...), f, d.From, j.names)
		}
		if d.To != (model.Value{}) {
			b = appendValue(append(b, `,"to":`...), f, d.To, j.names)
		}
		b = append(b, '}')
	}
	return b
}

func appendPlace(b []byte, name string, p model.Place) []byte {
	if p == (model.Place{}) {
		return b
	}
	return fmt.Appendf(b, `,%q:{"after":%d,"before":%d}`, name, p.After, p.Before)
}

// appendFacts writes the fields that hold something as members of an object, each with a comma before it.
func appendFacts(b []byte, t *model.Ticket, names model.Names, fields []*model.Field) []byte {
	for _, f := range fields {
		v := f.Get(t)
		if v == (model.Value{}) {
			continue
		}
		b = appendJSON(append(b, ','), f.Name)
		b = appendValue(append(b, ':'), f, v, names)
	}
	return b
}

// TicketJSON gives a ticket as one JSON object on one line, with its number, its key and the fields given, those that
// hold nothing left out: the form in which commands list tickets. It is safe to show on a terminal.
func TicketJSON(t *model.Ticket, names model.Names, fields []*model.Field) []byte {
	b := strconv.AppendUint([]byte(`{"number":`), uint64(t.ID), 10)
	b = appendJSON(append(b, `,"key":`...), t.Key())
	return model.EscapeJSON(append(appendFacts(b, t, names, fields), '}'))
}
