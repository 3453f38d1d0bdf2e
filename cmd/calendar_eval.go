package cmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"opsdesk/model"
)

// An evaluation answers cases, one after another.
type evaluation struct {
	calendars []reckoner
	in        *bufio.Reader
	out       *bufio.Writer
	line      int
	answered  int
	failed    int
	first     error // of those that failed
}

// A question is one case as it is written. Members that are not known are skipped: a file of cases may hold the answers
// that somebody wants.
type question struct {
	Cal, Op      string
	At, From, To string
	Minutes      *float64
}

// ops says how each op is answered; a test and the error for a mistyped one read it too.
var ops = []struct {
	name   string
	answer func(q *question, w *model.WorkingTime) (any, error)
}{
	{"add", func(q *question, w *model.WorkingTime) (any, error) { return q.shifted(w.Add) }},
	{"sub", func(q *question, w *model.WorkingTime) (any, error) { return q.shifted(w.Sub) }},
	{"next_open", func(q *question, w *model.WorkingTime) (any, error) { return q.found(w.NextOpen) }},
	{"last_open", func(q *question, w *model.WorkingTime) (any, error) { return q.found(w.LastOpen) }},
	{"between", (*question).between},
	{"active", (*question).active},
}

func opNames() (names []string) {
	for _, op := range ops {
		names = append(names, op.name)
	}
	return names
}

// run answers all cases until there are no more, ctx ends or the answers can't be written.
func (e *evaluation) run(ctx context.Context) error {
	for ctx.Err() == nil {
		text, err := e.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var got any
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			err = fmt.Errorf("is longer than %d KiB", maxCase>>10)
		case err != nil:
			return fmt.Errorf("read the cases: line %d: %w", e.line, err)
		case len(text) == 0:
			continue
		default:
			got, err = e.answer(text)
		}
		if err := e.tell(got, err); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// next reads a line without the blanks around it. Of one that is too long the rest is skipped.
func (e *evaluation) next() ([]byte, error) {
	e.line++
	text, err := e.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = e.in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return nil, bufio.ErrBufferFull
	}
	if errors.Is(err, io.EOF) && len(text) > 0 {
		err = nil
	}
	if e.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	}
	return bytes.TrimSpace(text), err
}

// tell writes one answer, at once when nothing more waits to be read.
func (e *evaluation) tell(got any, err error) error {
	e.answered++
	o := object{{"got", got}}
	if err != nil {
		err = fmt.Errorf("line %d: %w", e.line, err)
		o = object{{"error", wording(err)}}
		if e.failed++; e.first == nil {
			e.first = err
		}
	}
	if _, err := e.out.Write(o.line()); err != nil {
		return err
	}
	if e.in.Buffered() == 0 {
		return e.out.Flush()
	}
	return nil
}

// outcome makes one error of all cases that failed, whose texts are written already.
func (e *evaluation) outcome() error {
	switch e.failed {
	case 0:
		return nil
	case e.answered:
		return toldError{e.first}
	}
	return &partlyError{e.failed, e.answered}
}

// answer answers one case.
func (e *evaluation) answer(text []byte) (any, error) {
	var q question
	if err := json.Unmarshal(text, &q); err != nil {
		return nil, usage(`%v: write a case as {"cal": "…", "op": "add", "at": "2026-11-24T09:00:00Z", "minutes": 90}`, err)
	}
	i := slices.IndexFunc(e.calendars, func(r reckoner) bool { return r.name == q.Cal })
	if i < 0 {
		var names []string
		for _, r := range e.calendars {
			names = append(names, r.name)
		}
		return nil, usage("there is no calendar %s in the file%s", quoted(q.Cal), didYouMean(q.Cal, names, ""))
	}
	if err := e.calendars[i].err; err != nil {
		return nil, err
	}
	for _, op := range ops {
		if op.name == q.Op {
			return op.answer(&q, e.calendars[i].times)
		}
	}
	return nil, usage("there is no op %s: use %s", quoted(q.Op), oneOf(opNames()))
}

// shifted answers add and sub.
func (q *question) shifted(by func(time.Time, time.Duration) (time.Time, error)) (any, error) {
	if q.Minutes == nil {
		return nil, usage("%s needs minutes, as a number", q.Op)
	}
	nanoseconds := math.Round(*q.Minutes * float64(time.Minute))
	if math.Abs(nanoseconds) >= math.MaxInt64 {
		return nil, usage("%g minutes are too many to count", *q.Minutes)
	}
	return q.found(func(t time.Time) (time.Time, error) { return by(t, time.Duration(nanoseconds)) })
}

// found answers with a time.
func (q *question) found(find func(time.Time) (time.Time, error)) (any, error) {
	at, err := q.moment("at", q.At)
	if err != nil {
		return nil, err
	}
	if at, err = find(at); err != nil {
		return nil, err
	}
	return at.UTC().Format(time.RFC3339Nano), nil
}

func (q *question) between(w *model.WorkingTime) (any, error) {
	from, err := q.moment("from", q.From)
	if err != nil {
		return nil, err
	}
	to, err := q.moment("to", q.To)
	if err != nil {
		return nil, err
	}
	return w.Between(from, to).Minutes(), nil
}

func (q *question) active(w *model.WorkingTime) (any, error) {
	at, err := q.moment("at", q.At)
	if err != nil {
		return nil, err
	}
	return w.IsOpen(at), nil
}

// moment reads one of the times of a case.
func (q *question) moment(name, text string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, usage("%s needs %s with a zone, as in 2026-11-24T09:00:00Z, not %s", q.Op, name, quoted(text))
	}
	return t, nil
}
