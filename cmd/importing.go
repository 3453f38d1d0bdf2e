package cmd

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"opsdesk/model"
	"opsdesk/model/exchange"
	"opsdesk/store"
)

// importStep is how many tickets go into one transaction; between two an import can be stopped.
const importStep = 1000

// An importing is an import under way.
type importing struct {
	what   string
	reader *exchange.Reader
	read   *countingReader
	total  int64
	there  map[model.ID]bool // the numbers of tickets in a file of ours

	*session
	progress *progress
	summary  exchange.Summary
	batch    []exchange.Record
	nouns    []model.Noun
	ties     ties
	kept     int // facts that were changed here and stay
	warned   int
}

// newImporting looks what a file is. It goes back to the file's beginning where it has to be read twice.
func newImporting(ctx context.Context, what string, in io.Reader, o exchange.Options) (*importing, error) {
	m := &importing{what: what, read: &countingReader{Reader: in}}
	var err error
	if m.reader, err = exchange.Open(m.read, o); err != nil {
		return nil, err
	}
	file, ok := in.(io.ReadSeeker)
	if m.reader.Format.Name != "jsonl" || !ok {
		return m, nil
	}
	if m.there, err = numbersIn(ctx, file); err != nil {
		return nil, err
	}
	m.read.n = 0
	m.reader, err = exchange.Open(m.read, o)
	return m, err
}

// numbersIn looks through a file of ours for the numbers of its tickets, to know which links lead out of it, and goes
// back to its beginning. Lines that can't be read are refused later, by the reader.
func numbersIn(ctx context.Context, in io.ReadSeeker) (map[model.ID]bool, error) {
	there := map[model.ID]bool{}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	for lines := bufio.NewReaderSize(in, 1<<20); ctx.Err() == nil; {
		text, err := lines.ReadBytes('\n')
		var line struct {
			Record string
			Number model.ID
		}
		if json.Unmarshal(text, &line) == nil && line.Record == "ticket" {
			there[line.Number] = true
		}
		if errors.Is(err, io.EOF) {
			_, err = in.Seek(0, io.SeekStart)
			return there, err
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, ctx.Err()
}

// all brings the whole file in and says what came of it.
func (m *importing) all(ctx context.Context, s *session) error {
	m.session = s
	m.progress = s.progress("import "+m.what, m.total, time.Now)
	size, _, err := s.store.Size()
	if err != nil {
		return err
	}
	m.ties = ties{renumber: size > 0, there: m.there, ids: map[model.ID]model.ID{}}
	err = m.reader.Each(ctx, func(r exchange.Record) error { return m.take(ctx, r) })
	if err == nil {
		err = m.flush(ctx)
	}
	if err == nil {
		err = m.tie(ctx)
	}
	if err == nil && m.summary.Created > importStep {
		err = m.store.IndexWords(ctx)
	}
	m.progress.end()
	if stopped := ctx.Err(); stopped != nil {
		err = fmt.Errorf("%w after %s of %s: what is in stays, and importing the file again goes on", stopped, counted(m.summary.Read, "record"), m.what)
	} else if err != nil {
		err = fmt.Errorf("import %s: %w", m.what, err)
	}
	if err := errors.Join(err, m.tellSummary()); err != nil {
		return err
	}
	if m.summary.Refused > 0 {
		return &partlyError{m.summary.Refused, m.summary.Read}
	}
	return nil
}

// take puts a record into the batch, and sends the batch off when it is full.
func (m *importing) take(ctx context.Context, r exchange.Record) error {
	m.warn(r.Warnings...)
	m.progress.at(m.read.n, m.summary.Read)
	switch {
	case r.Problem != nil:
		m.summary.Add(r)
		m.refuse(*r.Problem)
	case r.Noun != nil:
		m.nouns = append(m.nouns, *r.Noun)
	case r.Import != nil:
		m.ties.loosen(&r)
		m.batch = append(m.batch, r)
	default:
		m.summary.Add(r)
	}
	if len(m.batch) < importStep && len(m.nouns) < importStep {
		return nil
	}
	return m.flush(ctx)
}

// flush brings the batch in, in one transaction.
func (m *importing) flush(ctx context.Context) error {
	if len(m.nouns) > 0 {
		if _, err := m.store.AddNouns(ctx, m.me, m.nouns...); err != nil {
			return err
		}
		m.nouns = m.nouns[:0]
	}
	if len(m.batch) == 0 {
		return nil
	}
	write := store.Write{Who: m.me, Each: true}
	for _, r := range m.batch {
		write.Commands = append(write.Commands, store.Command{Act: r.Import})
	}
	result, err := m.store.Do(ctx, write)
	if err != nil {
		return err
	}
	for i, done := range result.Done {
		r := m.batch[i]
		m.summary.Add(r)
		switch {
		case done.Err != nil:
			p := exchange.Problem{Line: r.Line, Column: 1, Error: wording(done.Err)}
			m.summary.Refuse(p)
			m.refuse(p)
			continue
		case done.Created:
			m.summary.Created++
		case done.Unchanged:
			m.summary.Unchanged++
		default:
			m.summary.Updated++
		}
		m.kept += len(r.Import.Kept)
		m.ties.remember(r, done.ID)
	}
	m.batch = m.batch[:0]
	m.progress.at(m.read.n, m.summary.Read)
	return nil
}

// maxTold is how many refusals and warnings are written out for people.
const maxTold = 20

// refuse tells of a row that does not go in.
func (m *importing) refuse(p exchange.Problem) {
	if m.json || m.summary.Refused > maxTold {
		return
	}
	m.progress.end()
	m.tell("%s\n", model.Clean(m.what+":"+p.String()))
	if m.summary.Refused == maxTold {
		m.tell("further refusals are counted only; --json lists a thousand\n")
	}
}

func (m *importing) warn(texts ...string) {
	for _, text := range texts {
		if m.warned++; m.warned > maxTold {
			return
		}
		m.progress.end()
		if m.json {
			m.tell("%s", object{{"warning", model.Clean(text).String()}}.line())
		} else {
			m.tell("%s: warning: %s\n", model.Clean(m.what), model.Clean(text))
		}
	}
}

// tellSummary says what became of the records: the counts, and in JSON the refused rows.
func (m *importing) tellSummary() error {
	if m.warned > maxTold && !m.json {
		m.tell("%s: %s more\n", model.Clean(m.what), counted(m.warned-maxTold, "warning"))
	}
	s := m.summary
	if m.json {
		text, err := json.Marshal(s)
		if err != nil {
			return fmt.Errorf("write the summary: %w", err)
		}
		return m.print("%s\n", model.EscapeJSON(text))
	}
	text := fmt.Sprintf("%s created, %s updated, %s unchanged, %s refused, from %s", number(s.Created), number(s.Updated), number(s.Unchanged),
		number(s.Refused), counted(s.Events, "row"))
	if m.kept > 0 {
		text += fmt.Sprintf("; %s kept as changed here", counted(m.kept, "fact"))
	}
	return m.print("%s (%s)\n", text, m.reader.Format.Label)
}

// tie makes the links between the tickets, now that all are in.
func (m *importing) tie(ctx context.Context) error {
	write := store.Write{Who: m.me, Each: true}
	send := func() error {
		result, err := m.store.Do(ctx, write)
		if err != nil {
			return err
		}
		for _, done := range result.Done {
			if done.Err != nil {
				m.warn(wording(done.Err))
			}
		}
		write.Commands = write.Commands[:0]
		return nil
	}
	made := map[tie]bool{}
	for t, problem := range m.ties.all(ctx, m.store) {
		if problem != nil {
			m.warn(problem.Error())
			continue
		}
		known, err := m.wasTied(t)
		if err != nil {
			return err
		}
		if known || made[t] || made[t.inverse()] {
			continue
		}
		made[t] = true
		write.Commands = append(write.Commands, store.Command{ID: t.from, Act: model.LinkTo{Rel: t.rel, To: t.to}})
		if len(write.Commands) == importStep {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(write.Commands) == 0 {
		return ctx.Err()
	}
	return send()
}

// wasTied tells whether two tickets are linked so, or were and are not any more: who untied them here meant it.
func (m *importing) wasTied(t tie) (bool, error) {
	ticket, moments, err := m.store.Timeline(t.from)
	if err != nil {
		return false, err
	}
	link := model.Link{Rel: t.rel, To: t.to}
	if slices.Contains(ticket.Links, link) {
		return true, nil
	}
	field := model.FieldNo(model.FieldLinks)
	for _, moment := range moments {
		for _, d := range moment.Deltas {
			var was model.Ticket
			if d.Field == model.FieldLinks {
				field.Set(&was, d.To)
			}
			if slices.Contains(was.Links, link) {
				return true, nil
			}
		}
	}
	return false, nil
}
