package exchange

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"opsdesk/model"
)

// Our own form is JSON lines, one object a line, each of which says what it is a record of:
//
//	{"record":"desk","format":1,"exported":"2026-11-24T12:00:00Z"}
//	{"record":"person","name":"Ada Moreno","email":"ada@example.org"}
//	{"record":"ticket","number":12,"key":"INC-12","kind":"incident","title":"…", … ,"rank":"4611686018427387904",
//	 "history":[{"at":"…","by":"Ada Moreno","verb":"create","changes":[{"field":"title","to":"…"}]}]}
//
// The first line is the desk; then come people, teams, services and products, then tickets. A ticket has a member for
// each fact that it holds, named as the field, in the form of Field.Text: names of people and teams, tokens, RFC 3339 in
// UTC. Numbers are numbers, but for the rank, which most programs would round; tags and watchers are lists, links are
// lists of {"rel","to"}. The history is the journal of the ticket, with "undone":true on what was taken back; near and
// was say between which tickets it stood in the backlog, recorded when the line was written if that was later. A reader
// passes over members and records that it does not know.

const (
	deskFormat   = 1
	recordDesk   = "desk"
	recordTicket = "ticket"
)

// nounRecords gives the table of each record that is a noun.
var nounRecords = func() map[string]model.Table {
	all := map[string]model.Table{}
	for t, row := range model.Tables {
		if model.Table(t) != model.Tickets {
			all[row.Token] = model.Table(t)
		}
	}
	return all
}()

func isDesk(h *head, _ Options) bool {
	if h.shape == nil || !h.shape.lines {
		return false
	}
	_, noun := nounRecords[h.shape.kind]
	return noun || h.shape.kind == recordDesk || h.shape.kind == recordTicket
}

func readDesk(r *reader) error {
	objects := newObjects(r.in, r.head.shape)
	q := &quick{}
	for {
		o, err := objects.line()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if t, past, ok := q.ticket(o.raw, o.at.line); ok {
			err = r.deskRecord(t, t.complete(past))
		} else if o = o.checked(); o.bad != nil {
			err = r.refuse(o.bad)
		} else {
			err = r.deskLine(o)
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) deskLine(o object) error {
	var line struct {
		Record   string `json:"record"`
		Format   int    `json:"format"`
		Name     string `json:"name"`
		Email    string `json:"email"`
		Source   string `json:"source"`
		SourceID string `json:"source-id"`
	}
	members, err := o.members()
	if err == nil {
		err = json.Unmarshal(o.raw, &line)
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) && line.Record == recordTicket {
		err = nil // a ticket's members are looked at one by one
	}
	if err != nil {
		return r.refuse(o.at.problem("", "no line of an export: %v", err))
	}
	table, noun := nounRecords[line.Record]
	switch {
	case line.Record == recordDesk && line.Format > deskFormat:
		return fmt.Errorf("%w: it was written by a newer version (format %d, this one reads up to %d)", ErrFormat, line.Format, deskFormat)
	case line.Record == recordDesk:
		return nil
	case noun:
		n, err := model.Noun{Table: table, Name: line.Name, Email: line.Email, Source: line.Source, SourceID: line.SourceID}.Accept()
		if err != nil {
			return r.refuse(o.at.problem("name", "the %s has none", line.Record))
		}
		return r.emit(Record{Line: o.at.line, Noun: &n})
	case line.Record == recordTicket:
		return r.deskTicket(o, members)
	}
	kind, _ := model.Bound(line.Record, 60)
	return r.warn(o.at.line, "records of a %q are not imported", kind)
}

// A deskTicket is a ticket of ours on its way back.
type deskTicket struct {
	*draft
	rank    model.Rank
	updated model.Instant
	history []deskMoment
}

type deskMoment struct {
	At      json.RawMessage `json:"at"`
	By      string          `json:"by"`
	Verb    string          `json:"verb"`
	Text    string          `json:"text"`
	Changes []deskChange    `json:"changes"`
	Undone  bool            `json:"undone"`
}

type deskChange struct {
	Field string          `json:"field"`
	To    json.RawMessage `json:"to"`
}

// deskTicket hands out a ticket as it was written, with its whole history.
func (r *reader) deskTicket(o object, members []member) error {
	t := &deskTicket{draft: &draft{line: o.at.line, rows: 1}}
	for _, m := range members {
		if err := t.take(m); err != nil {
			return r.refuse(m.at.problem(m.name, "%v", err))
		}
	}
	if t.kind == model.NoKind {
		return r.refuse(o.at.problem("kind", "the ticket has none"))
	}
	past, err := t.retell()
	if err != nil {
		return r.refuse(o.at.problem("history", "%v", err))
	}
	if !o.valid() {
		t.warn("line %d: bytes that are no UTF-8 became U+FFFD", t.line)
	}
	return r.deskRecord(t, past)
}

func (r *reader) deskRecord(t *deskTicket, past []model.Past) error {
	if r.o.Source != "" {
		t.origin = model.Origin{System: r.o.Source, Number: model.Key(t.kind, t.number)}
	}
	return r.emit(Record{
		Line: t.line, Rows: 1, Warnings: t.warnings,
		Import: &model.Import{Kind: t.kind, Source: t.origin, Past: past, Number: t.number, Rank: t.rank},
	})
}

// take reads one member of a ticket.
func (t *deskTicket) take(m member) error {
	switch m.name {
	case "record", "key":
		return nil
	case "number":
		n, err := readNumber(m.raw)
		t.number = model.ID(n)
		if err == nil && n > 1<<32-1 {
			err = fmt.Errorf("%d is no number of a ticket", n)
		}
		return err
	case "rank":
		n, err := readNumber(m.raw)
		t.rank = model.Rank(n)
		return err
	case "history":
		return json.Unmarshal(m.raw, &t.history)
	}
	f := model.FieldNamed(m.name)
	if f == nil {
		t.warn("line %d: %q is no field and is left out", t.line, m.name)
		return nil
	}
	fact, err := readFact(f, m.raw)
	if err != nil {
		return err
	}
	t.keep(f, fact)
	return nil
}

// keep takes a fact to what the ticket says of itself.
func (t *deskTicket) keep(f *model.Field, fact model.Fact) {
	switch f.No {
	case model.FieldKind:
		t.kind = model.Kind(fact.To.N)
	case model.FieldSource:
		t.origin.System = fact.To.S
	case model.FieldSourceID:
		t.origin.Number = fact.To.S
	case model.FieldSourceNo:
		t.origin.Key = fact.To.S
	case model.FieldUpdated:
		t.updated = model.Instant(fact.To.N)
	default:
		t.facts = append(t.facts, fact)
	}
}

// byOrigin are the fields that an import sets itself, or that follow from the rest.
var byOrigin = []uint8{model.FieldKind, model.FieldSource, model.FieldSourceID, model.FieldSourceNo, model.FieldUpdated, model.FieldRank}

// retell gives the history, completed.
func (t *deskTicket) retell() ([]model.Past, error) {
	var past []model.Past
	for i, h := range t.history {
		p, err := h.past()
		if err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		past = append(past, p)
	}
	return t.complete(past), nil
}

// complete adds to a history a last moment that puts right what it does not explain: other programs write such files
// too, and may leave the history out.
func (t *deskTicket) complete(past []model.Past) []model.Past {
	var now, stands [256]*model.Fact // by the number of the field
	end := model.Instant(0)
	for i := range past {
		for j := range past[i].Facts {
			now[past[i].Facts[j].Field] = &past[i].Facts[j]
		}
		end = max(end, past[i].At)
	}
	for i := range t.facts {
		if no := t.facts[i].Field; stands[no] == nil {
			stands[no] = &t.facts[i]
		}
	}
	var last []model.Fact
	for _, f := range model.Fields {
		have, want := model.Fact{Field: f.No}, model.Fact{Field: f.No}
		if now[f.No] != nil {
			have = *now[f.No]
		}
		if stands[f.No] != nil {
			want = *stands[f.No]
		}
		if have != want && !f.Derived && !slices.Contains(byOrigin, f.No) {
			last = append(last, want)
		}
	}
	if len(past) == 0 {
		return []model.Past{{At: t.created(), Verb: model.VerbCreate, Facts: last}}
	}
	if len(last) == 0 && t.updated <= end {
		return past
	}
	return append(past, model.Past{At: max(end, t.updated), Verb: model.VerbImport, Facts: last})
}

func (t *deskTicket) standing(field uint8) model.Fact {
	f, _ := t.fact(field)
	return f
}

func (t *deskTicket) created() model.Instant {
	if at := model.Instant(t.standing(model.FieldCreated).To.N); at != 0 {
		return at
	}
	return t.updated
}

func (h deskMoment) past() (model.Past, error) {
	text, _ := model.Bound(h.Text, model.MaxText)
	by, _ := model.Bound(h.By, model.MaxName)
	p := model.Past{By: by, Verb: verbNamed(h.Verb), Text: text, Undone: h.Undone}
	if len(h.At) > 0 {
		at, err := readFact(model.FieldNo(model.FieldUpdated), h.At)
		if err != nil {
			return p, err
		}
		p.At = model.Instant(at.To.N)
	}
	for _, c := range h.Changes {
		f := model.FieldNamed(c.Field)
		if f == nil || slices.Contains(byOrigin, f.No) {
			continue
		}
		fact, err := readFact(f, c.To)
		if err != nil {
			return p, fmt.Errorf("%s: %w", c.Field, err)
		}
		p.Facts = append(p.Facts, fact)
	}
	return p, nil
}

// verbNamed gives the verb with a token; what is not known was some edit.
func verbNamed(token string) model.Verb {
	for v, row := range model.Verbs {
		if v > 0 && row.Token == token {
			return model.Verb(v)
		}
	}
	return model.VerbEdit
}

// readNumber reads a whole number, written as one or as a string.
func readNumber(raw json.RawMessage) (uint64, error) {
	n, err := strconv.ParseUint(plain(raw), 10, 63)
	if err != nil {
		return 0, fmt.Errorf("%s is no whole number", short(raw))
	}
	return n, nil
}

func short(raw json.RawMessage) string {
	text, _ := model.Bound(string(raw), 60)
	return text
}
