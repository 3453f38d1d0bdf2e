package cmd

import (
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
const importStep = 2000

// An importing is an import under way.
type importing struct {
	what   string
	reader *exchange.Reader
	read   *countingReader
	total  int64
	again  io.ReaderAt       // a file of ours that was not looked through for its tickets
	there  map[model.ID]bool // their numbers, nil for other files

	*session
	intake   *store.Intake
	progress *progress
	summary  exchange.Summary
	batch    []exchange.Record
	nouns    []model.Noun
	ties     ties
	kept     int // facts that were changed here and stay
	warned   int
}

// newImporting looks what a file is.
func newImporting(what string, in io.Reader, o exchange.Options) (*importing, error) {
	m := &importing{what: what, read: &countingReader{Reader: in}}
	var err error
	if m.reader, err = exchange.Open(m.read, o); err != nil {
		return nil, err
	}
	if file, ok := in.(io.ReaderAt); ok && m.reader.Format.Name == "jsonl" {
		m.again, m.there = file, map[model.ID]bool{}
	}
	return m, nil
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
	m.intake = s.store.Intake(s.me)
	err = m.bring(ctx)
	if err == nil {
		err = m.flush(ctx)
	}
	if err == nil {
		err = m.tie(ctx)
	}
	err = errors.Join(err, m.intake.Close(ctx))
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
	m.progress.at(m.read.n.Load(), m.summary.Read)
	switch {
	case r.Problem != nil:
		m.summary.Add(r)
		m.refuse(*r.Problem)
	case r.Noun != nil:
		m.nouns = append(m.nouns, *r.Noun)
	case r.Import != nil:
		if err := m.look(ctx, r); err != nil {
			return err
		}
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
	records := make([]*model.Import, len(m.batch))
	for i, r := range m.batch {
		records[i] = r.Import
	}
	result, err := m.intake.Take(ctx, records)
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
	m.progress.at(m.read.n.Load(), m.summary.Read)
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
	var links []store.Link
	send := func() error {
		result, err := m.intake.Tie(ctx, links)
		if err != nil {
			return err
		}
		for _, done := range result.Done {
			if done.Err != nil {
				m.warn(wording(done.Err))
			}
		}
		links = links[:0]
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
		links = append(links, store.Link{From: t.from, Rel: t.rel, To: t.to})
		if len(links) == importStep {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if len(links) == 0 {
		return ctx.Err()
	}
	return send()
}

// wasTied tells whether two tickets are linked so, or were and are not any more: who untied them here meant it.
func (m *importing) wasTied(t tie) (bool, error) {
	ticket, moments, err := m.store.OwnTimeline(t.from)
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
