package exchange

import (
	"bytes"
	bin "encoding/binary" // binary is a name of this package
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"opsdesk/model"
)

// A quick reads tickets of ours in one pass over their line, which is several times faster than asking for each member.
// It reads what is written as we write it, and gives up on everything else: on blanks between tokens, on members and
// values that it does not expect, on bytes that are no UTF-8, on what is no JSON. Such a line is read again the long way,
// which says what is wrong with it. What it does read it reads to the same ticket.
type quick struct {
	rest    []byte
	bad     bool
	names   map[string]string // that were met: most stand in many tickets
	t       *deskTicket
	have    [256]uint8   // by field: one more than the place of the fact in t
	changed []model.Fact // of one moment
}

// maxNames bounds the names that are kept.
const maxNames = 50_000

// quickFields finds fields by their names without making strings of them.
var quickFields = func() map[string]*model.Field {
	all := map[string]*model.Field{}
	for i := range model.Fields {
		all[model.Fields[i].Name] = model.FieldNo(model.Fields[i].No)
	}
	return all
}()

// ticket reads what stands at a line, and tells whether it could. The ticket is the reader's own until the next one.
func (q *quick) ticket(line []byte, at int) (t *deskTicket, past []model.Past, ok bool) {
	if !isText(line) {
		return nil, nil, false
	}
	q.begin(line, at)
	t = q.t
	if !q.take(`{"record":"ticket"`) {
		return nil, nil, false
	}
	for q.take(`,`) {
		name := q.name()
		switch string(name) {
		case "key":
			q.text()
		case "number":
			t.number = model.ID(q.number(1<<32 - 1))
		case "rank":
			t.rank = model.Rank(q.quoted(1<<63 - 1))
		case "history":
			q.bad = q.bad || past != nil
			past = q.history()
		default:
			f := quickFields[string(name)]
			if f == nil || q.have[f.No] != 0 {
				return nil, nil, false
			}
			t.keep(f, q.fact(f))
			q.have[f.No] = uint8(len(t.facts))
		}
	}
	return t, past, q.take(`}`) && len(q.rest) == 0 && !q.bad && t.kind != model.NoKind
}

func (q *quick) begin(line []byte, at int) {
	if q.t == nil || len(q.names) > maxNames {
		q.t, q.names = &deskTicket{draft: &draft{}}, map[string]string{}
	}
	*q.t.draft = draft{line: at, rows: 1, facts: q.t.facts[:0]}
	*q.t = deskTicket{draft: q.t.draft}
	q.rest, q.bad = line, false
	clear(q.have[:])
}

// isText tells whether a line is UTF-8 without controls.
func isText(line []byte) bool {
	const low, high = 0x2020202020202020, 0x8080808080808080
	some, controls := uint64(0), uint64(0)
	rest := line
	for ; len(rest) >= 8; rest = rest[8:] {
		w := bin.LittleEndian.Uint64(rest)
		some |= w
		controls |= (w - low) &^ w // a byte below a blank borrows
	}
	for _, c := range rest {
		some |= uint64(c)
		controls |= (uint64(c) - ' ') &^ uint64(c) & 0x80
	}
	return controls&high == 0 && (some&high == 0 || utf8.Valid(line))
}

// take goes past a text if it stands here.
func (q *quick) take(text string) bool {
	if len(q.rest) < len(text) || string(q.rest[:len(text)]) != text {
		return false
	}
	q.rest = q.rest[len(text):]
	return true
}

// must goes past a text, or gives up.
func (q *quick) must(text string) {
	if !q.take(text) {
		q.fail()
	}
}

func (q *quick) fail() { q.bad, q.rest = true, nil }

// name reads the name of a member.
func (q *quick) name() []byte {
	name, plain := q.string()
	if !plain {
		q.fail()
	}
	q.must(`:`)
	return name
}

// string reads a string as it is written, and tells whether it has no escapes.
func (q *quick) string() (written []byte, plain bool) {
	if len(q.rest) == 0 || q.rest[0] != '"' {
		q.fail()
		return nil, true
	}
	for at := 1; ; {
		n := bytes.IndexByte(q.rest[at:], '"')
		if n < 0 {
			q.fail()
			return nil, true
		}
		at += n + 1
		if written = q.rest[1 : at-1]; endsEscaped(written) {
			continue
		}
		q.rest = q.rest[at:]
		return written, bytes.IndexByte(written, '\\') < 0
	}
}

// endsEscaped tells whether the quote behind a text belongs to it.
func endsEscaped(text []byte) bool {
	n := 0
	for n < len(text) && text[len(text)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// text reads a string.
func (q *quick) text() string {
	whole := q.rest
	written, plain := q.string()
	if plain {
		return string(written)
	}
	var s string
	if json.Unmarshal(whole[:len(written)+2], &s) != nil {
		q.fail()
	}
	return s
}

// textOf reads the text of a field. Most texts stand twice on a line, as they are and in the history.
func (q *quick) textOf(f *model.Field) string {
	if at := q.have[f.No]; at != 0 {
		have, whole := q.t.facts[at-1].To.S, q.rest
		if written, _ := q.string(); string(written) == have && !strings.Contains(have, `\\`) {
			return have
		}
		q.rest = whole
	}
	return q.text()
}

// person reads a name, which most likely was met before.
func (q *quick) person() string {
	whole := q.rest
	written, plain := q.string()
	if !plain {
		q.rest = whole
		return q.text()
	}
	if name, met := q.names[string(written)]; met {
		return name
	}
	name := string(written)
	q.names[name] = name
	return name
}

// number reads a whole number up to a limit.
func (q *quick) number(most uint64) uint64 {
	n := 0
	for n < len(q.rest) && '0' <= q.rest[n] && q.rest[n] <= '9' {
		n++
	}
	v, err := strconv.ParseUint(string(q.rest[:n]), 10, 64)
	if err != nil || v > most || n > 1 && q.rest[0] == '0' {
		q.fail()
		return 0
	}
	q.rest = q.rest[n:]
	return v
}

// quoted reads a whole number that is written as a string.
func (q *quick) quoted(most uint64) uint64 {
	q.must(`"`)
	n := q.number(most)
	q.must(`"`)
	return n
}

// value reads a value of any kind as it is written.
func (q *quick) value() json.RawMessage {
	whole := q.rest
	if len(whole) > 0 && whole[0] == '"' {
		q.text()
		return json.RawMessage(whole[:len(whole)-len(q.rest)])
	}
	for depth := 0; len(q.rest) > 0; {
		switch c := q.rest[0]; {
		case c == '"':
			q.string()
			continue
		case c == '{' || c == '[':
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		case depth == 0 && (c == ',' || c == '}' || c == ']'):
			raw := whole[:len(whole)-len(q.rest)]
			if !json.Valid(raw) {
				q.fail()
			}
			return raw
		}
		q.rest = q.rest[1:]
	}
	q.fail()
	return nil
}

// fact reads the value of a field; see readFact.
func (q *quick) fact(f *model.Field) model.Fact {
	fact := model.Fact{Field: f.No}
	switch f.Type {
	case model.Reference:
		fact.Name, _ = model.Bound(q.person(), model.MaxName)
	case model.Text:
		fact.To.S, _ = model.Bound(q.textOf(f), model.MaxTitle)
	case model.Long:
		fact.To.S, _ = model.Bound(q.textOf(f), model.MaxText)
	case model.Choice:
		fact.To = q.option(f)
	case model.Time:
		fact.To.N = int64(q.instant())
	default:
		var err error
		if fact, err = readFact(f, q.value()); err != nil {
			q.fail()
		}
	}
	return fact
}

// option reads one of the values of a field by its token.
func (q *quick) option(f *model.Field) model.Value {
	token, _ := q.string()
	for _, o := range f.Options {
		if o.Token == string(token) {
			return model.Value{N: o.N}
		}
	}
	q.fail()
	return model.Value{}
}

// instant reads a point in time as we write it, as 2026-11-24T16:10:00Z.
func (q *quick) instant() model.Instant {
	written, _ := q.string()
	if len(written) != len("2026-11-24T16:10:00Z") {
		q.fail()
		return 0
	}
	part := func(from, to int) (n int) {
		for _, c := range written[from:to] {
			if c < '0' || c > '9' {
				q.fail()
			}
			n = n*10 + int(c-'0')
		}
		return n
	}
	year, month, day := part(0, 4), part(5, 7), part(8, 10)
	hour, minute, second := part(11, 13), part(14, 16), part(17, 19)
	joined := written[4] == '-' && written[7] == '-' && written[10] == 'T' && written[13] == ':' && written[16] == ':' && written[19] == 'Z'
	at := time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	if !joined || year < 1970 || at.Day() != day || at.Month() != time.Month(month) || hour > 23 || minute > 59 || second > 59 {
		q.fail()
		return 0
	}
	return within(at)
}

// history reads the moments of a ticket's life.
func (q *quick) history() []model.Past {
	past := make([]model.Past, 0, 8)
	q.must(`[`)
	for more := !q.take(`]`); more && !q.bad; more = q.more() {
		past = append(past, q.moment())
	}
	return past
}

// more tells whether another element of a list follows, and goes past what stands between or behind.
func (q *quick) more() bool {
	if q.take(`,`) {
		return true
	}
	q.must(`]`)
	return false
}

func (q *quick) moment() (p model.Past) {
	p.Verb = verbNamed("")
	q.must(`{`)
	for more := true; more && !q.bad; more = q.take(`,`) {
		switch string(q.name()) {
		case "verb":
			verb, _ := q.string()
			p.Verb = verbNamed(string(verb))
		case "at":
			p.At = q.instant()
		case "by":
			p.By, _ = model.Bound(q.person(), model.MaxName)
		case "text":
			p.Text, _ = model.Bound(q.text(), model.MaxText)
		case "undone":
			p.Undone = q.take(`true`)
			if !p.Undone {
				q.must(`false`)
			}
		case "changes":
			p.Facts = q.changes()
		case "recorded", "near", "was":
			q.value()
		default:
			q.fail()
		}
	}
	q.must(`}`)
	return p
}

func (q *quick) changes() []model.Fact {
	facts := q.changed[:0]
	q.must(`[`)
	for more := !q.take(`]`); more && !q.bad; more = q.more() {
		q.must(`{"field":`)
		name, _ := q.string()
		f := quickFields[string(name)]
		if q.take(`,"from":`) {
			q.value()
		}
		if f == nil {
			q.fail()
			return nil
		}
		fact := model.Fact{Field: f.No}
		if q.take(`,"to":`) {
			fact = q.fact(f)
		}
		q.must(`}`)
		if !slices.Contains(byOrigin, f.No) {
			facts = append(facts, fact)
		}
	}
	q.changed = facts
	return slices.Clone(facts)
}
