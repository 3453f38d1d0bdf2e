package exchange

import (
	"bytes"
	"encoding/json"
	"slices"
)

// A shape is how the records of a JSON file lie in it.
type shape struct {
	envelope string   // the key whose value holds the records; empty when there is none
	list     bool     // they stand in a list
	lines    bool     // each is one line
	keys     []string // of the first record, as far as the first bytes show
	kind     string   // what the first record says it is
}

// envelopes are the keys under which records come.
var envelopes = []string{"records", "result"}

// shapeOf finds the shape of a JSON file from its first bytes, which need not be whole.
func shapeOf(first []byte) *shape {
	s := &shape{}
	line, _, more := bytes.Cut(first, []byte{'\n'})
	s.lines = first[0] == '{' && (json.Valid(bytes.TrimSpace(line)) || !more && len(first) > MaxPeek/2)
	s.list = first[0] == '['
	dec := json.NewDecoder(bytes.NewReader(first))
	if _, err := dec.Token(); err != nil {
		return s
	}
	if s.list {
		if t, err := dec.Token(); err != nil || t != json.Delim('{') {
			return s
		}
	}
	s.members(dec)
	if s.envelope != "" {
		s.lines = false
	}
	return s
}

// members collects the keys of a record, or steps into the envelope when one of them is its key.
func (s *shape) members(dec *json.Decoder) {
	for {
		t, err := dec.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return
		}
		s.keys = append(s.keys, key)
		value, err := dec.Token()
		if err != nil {
			return
		}
		if word, ok := value.(string); ok && key == "record" {
			s.kind = word
		}
		open, ok := value.(json.Delim)
		if !ok {
			continue
		}
		if !s.list && s.envelope == "" && slices.Contains(envelopes, key) && (open == '[' || len(s.keys) == 1) {
			s.envelope, s.list, s.keys = key, open == '[', nil
			if !s.list {
				continue
			}
			if t, err := dec.Token(); err != nil || t != json.Delim('{') {
				return
			}
			continue
		}
		if !leave(dec) {
			return
		}
	}
}

// leave reads to the end of the value that was opened.
func leave(dec *json.Decoder) bool {
	for depth := 1; depth > 0; {
		t, err := dec.Token()
		if err != nil {
			return false
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
	}
	return true
}
