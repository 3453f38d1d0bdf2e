package cmd

import (
	"bytes"
	"encoding/json"
	"strconv"

	"opsdesk/model"
)

// An object is a JSON object that keeps its members in their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		for _, part := range []any{m.name, m.value} {
			encoder := json.NewEncoder(&b)
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(part); err != nil {
				return nil, err
			}
			b.Truncate(b.Len() - len("\n"))
			b.WriteByte(':')
		}
		b.Truncate(b.Len() - len(":"))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// line gives the object as one line of text that no terminal takes for a command. Its values are texts, numbers,
// booleans, objects and lists of those, which always have a form in JSON.
func (o object) line() []byte {
	text, err := o.MarshalJSON()
	if err != nil {
		return []byte("{}\n")
	}
	return append(bytes.Clone(model.EscapeJSON(text)), '\n')
}

// value gives a fact in the form that programs read: names, tokens, numbers, times in RFC 3339; no value is nil.
func (s *session) value(f *model.Field, v model.Value) any {
	if v == (model.Value{}) {
		return nil
	}
	names := s.store.Names()
	text := f.Text(v, names)
	switch f.Type {
	case model.Choice:
		if len(f.Options) == 1 {
			return true
		}
		if n, err := strconv.Atoi(text); err == nil {
			return n
		}
	case model.Number, model.TicketRef:
		return v.N
	case model.Tags:
		return model.SplitTags(v.S)
	case model.Watching:
		var t model.Ticket
		f.Set(&t, v)
		var all []string
		for _, r := range t.Watchers {
			all = append(all, names.Name(model.People, r))
		}
		return all
	case model.Checks:
		return s.checks(v)
	case model.Links:
		var t model.Ticket
		f.Set(&t, v)
		var all []object
		for _, l := range t.Links {
			all = append(all, object{{"rel", l.Rel.Rule().Token}, {"to", l.To}})
		}
		return all
	}
	return text
}

// ticketObject gives all facts that a ticket has.
func (s *session) ticketObject(t *model.Ticket) object {
	o := object{{"number", t.ID}, {"key", t.Key()}}
	for _, f := range model.Fields {
		if v := s.value(f, f.Get(t)); v != nil {
			o = append(o, member{f.Name, v})
		}
	}
	return o
}
