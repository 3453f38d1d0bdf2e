package exchange

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// An object is one record of a JSON file. When it is bad its bytes say nothing.
type object struct {
	raw []byte // valid until the next one is read
	at  place
	bad *Problem
}

// An objects reads a JSON file record by record, whatever its shape, without ever holding more than one record of
// bounded size; it goes on behind a record that is wrong.
type objects struct {
	in    *bufio.Reader
	shape *shape
	here  place
	buf   []byte
	begun bool
	ended bool
}

func newObjects(in *bufio.Reader, s *shape) *objects {
	return &objects{in: in, shape: s, here: place{1, 1}}
}

// next gives the next record, io.EOF behind the last, or what went wrong with the file.
func (o *objects) next() (object, error) {
	if !o.begun {
		o.begun = true
		if err := o.begin(); err != nil {
			return object{}, err
		}
	}
	if o.ended {
		return object{}, io.EOF
	}
	if !o.shape.lines {
		return o.braced()
	}
	line, err := o.line()
	return line.checked(), err
}

// begin goes to where the first record stands.
func (o *objects) begin() error {
	if o.shape.envelope != "" {
		if err := o.enter(); err != nil {
			return err
		}
	}
	if !o.shape.list {
		return nil
	}
	c, err := o.solid()
	if err == nil && c != '[' {
		err = fmt.Errorf("%w: line %d has no list of records", ErrFormat, o.here.line)
	}
	return err
}

// enter reads up to the value of the envelope's key.
func (o *objects) enter() error {
	depth, key := 0, ""
	for {
		c, err := o.solid()
		if err != nil {
			return err
		}
		switch c {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			if key, err = o.text(); err != nil {
				return err
			}
		case ':':
			if depth == 1 && key == o.shape.envelope {
				return nil
			}
		}
	}
}

// text reads the rest of a short string without its escapes.
func (o *objects) text() (string, error) {
	var b []byte
	for {
		c, err := o.read()
		if err != nil || c == '"' {
			return string(b), err
		}
		if c == '\\' {
			if c, err = o.read(); err != nil {
				return "", err
			}
		}
		if len(b) < MaxPeek {
			b = append(b, c)
		}
	}
}

// line gives the next line that is not empty as a record that is not checked yet.
func (o *objects) line() (object, error) {
	for !o.ended {
		at, size := o.here, 0
		o.buf = o.buf[:0]
		for {
			part, err := o.in.ReadSlice('\n')
			size += len(part)
			o.buf = append(o.buf, part[:min(len(part), max(0, MaxObject+1-len(o.buf)))]...)
			if errors.Is(err, bufio.ErrBufferFull) {
				continue
			}
			if err != nil && !errors.Is(err, io.EOF) {
				return object{}, fmt.Errorf("read line %d: %w", at.line, err)
			}
			o.ended = err != nil
			break
		}
		o.here = place{at.line + 1, 1}
		raw := bytes.TrimSpace(o.buf)
		switch {
		case size > MaxObject+1:
			return object{at: at, bad: at.problem("", "the record is larger than %d bytes", MaxObject)}, nil
		case len(raw) > 0:
			return object{raw: raw, at: at}, nil
		}
	}
	return object{}, io.EOF
}

// braced gives what stands between the next braces as a record.
func (o *objects) braced() (object, error) {
	c, err := o.solid()
	for err == nil && c == ',' {
		c, err = o.solid()
	}
	switch {
	case errors.Is(err, io.EOF) && o.shape.list:
		o.ended = true
		return object{at: o.here, bad: o.here.problem("", "the file ends before its list of records does")}, nil
	case err != nil:
		return object{}, err
	case c == ']' && o.shape.list:
		o.ended = true
		return object{}, io.EOF
	}
	at := place{o.here.line, o.here.column - 1}
	if c != '{' {
		return o.stray(c, at)
	}
	o.ended = !o.shape.list && o.shape.envelope != ""
	return o.body(at)
}

// stray passes over what is no record, up to where one may begin.
func (o *objects) stray(c byte, at place) (object, error) {
	for {
		next, err := o.in.Peek(1)
		if err != nil || next[0] == '{' || next[0] == ']' && o.shape.list {
			return object{at: at, bad: at.problem("", "a record was expected, not %q", string(rune(c)))}, nil //nolint:nilerr // the end of the file ends what is passed over
		}
		if _, err := o.read(); err != nil {
			return object{}, err
		}
	}
}

// body reads a record whose first brace was read. A line that ends inside a string ends the string: no string holds a
// line feed, and whatever is broken there breaks this record alone.
func (o *objects) body(at place) (object, error) {
	o.buf = append(o.buf[:0], '{')
	size, depth, quoted, escaped := 1, 1, false, false
	for depth > 0 {
		c, err := o.read()
		if errors.Is(err, io.EOF) {
			o.ended = true
			return object{at: at, bad: at.problem("", "the file ends inside the record that begins here")}, nil
		}
		if err != nil {
			return object{}, err
		}
		if size++; size <= MaxObject {
			o.buf = append(o.buf, c)
		}
		switch {
		case escaped:
			escaped = false
		case quoted && c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case c == '\n':
			quoted = false
		case !quoted && (c == '{' || c == '['):
			depth++
		case !quoted && (c == '}' || c == ']'):
			depth--
		}
	}
	if size > MaxObject {
		return object{at: at, bad: at.problem("", "the record is larger than %d bytes", MaxObject)}, nil
	}
	return object{raw: o.buf, at: at}.checked(), nil
}

// checked gives the record, bad when it is no JSON object.
func (o object) checked() object {
	if o.bad != nil || o.raw == nil {
		return o
	}
	raw, at := o.raw, o.at
	var any json.RawMessage
	err := json.Unmarshal(raw, &any)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		where := at.behind(raw, int(syntax.Offset)-1)
		return object{at: at, bad: where.problem("", "no JSON: %v", err)}
	case err != nil:
		return object{at: at, bad: at.problem("", "no JSON: %v", err)}
	case raw[0] != '{':
		return object{at: at, bad: at.problem("", "a record was expected between braces")}
	}
	return object{raw: raw, at: at}
}

// behind gives the place of a byte of what stands here.
func (at place) behind(raw []byte, offset int) place {
	for _, c := range raw[:max(0, min(offset, len(raw)))] {
		if c == '\n' {
			at = place{at.line + 1, 1}
		} else {
			at.column++
		}
	}
	return at
}

// solid gives the next byte that is no blank.
func (o *objects) solid() (byte, error) {
	for {
		c, err := o.read()
		if err != nil || c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return c, err
		}
	}
}

func (o *objects) read() (byte, error) {
	c, err := o.in.ReadByte()
	switch {
	case err == nil && c == '\n':
		o.here = place{o.here.line + 1, 1}
	case err == nil:
		o.here.column++
	case !errors.Is(err, io.EOF):
		err = fmt.Errorf("read line %d: %w", o.here.line, err)
	}
	return c, err
}

// A member is one field of a record.
type member struct {
	name string
	raw  json.RawMessage
	at   place
}

// members lists the fields of a record in their order.
func (o object) members() ([]member, error) {
	dec := json.NewDecoder(bytes.NewReader(o.raw))
	dec.UseNumber()
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	var all []member
	at, done := o.at, 0
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		m := member{name: name}
		if err := dec.Decode(&m.raw); err != nil {
			return nil, err
		}
		from := int(dec.InputOffset()) - len(m.raw)
		at = at.behind(o.raw[done:], from-done)
		m.at, done = at, from
		all = append(all, m)
	}
	return all, nil
}

// valid tells whether the record is UTF-8 throughout.
func (o object) valid() bool { return utf8.Valid(o.raw) }
