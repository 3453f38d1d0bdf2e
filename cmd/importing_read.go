package cmd

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"opsdesk/model"
	"opsdesk/model/exchange"
)

// look finds out which tickets are in a file of ours, once there is a link that may lead out of it.
func (m *importing) look(ctx context.Context, r exchange.Record) error {
	if m.again == nil || !linked(r) {
		return nil
	}
	file := io.NewSectionReader(m.again, 0, math.MaxInt64)
	m.again = nil
	return numbersIn(ctx, file, m.there)
}

func linked(r exchange.Record) bool {
	return slices.ContainsFunc(r.Import.Past, func(p model.Past) bool {
		return slices.ContainsFunc(p.Facts, func(f model.Fact) bool { return f.Field == model.FieldLinks || f.Field == model.FieldParent })
	})
}

// numbersIn looks through a file of ours for the numbers of its tickets. Lines that can't be read are refused later, by
// the reader.
func numbersIn(ctx context.Context, in io.Reader, there map[model.ID]bool) error {
	for lines := bufio.NewReaderSize(in, 1<<20); ctx.Err() == nil; {
		text, err := lines.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			text = bytes.Clone(text)
			var rest []byte
			rest, err = lines.ReadBytes('\n')
			text = append(text, rest...)
		}
		if number := numberOf(text); number != 0 {
			there[number] = true
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look through the file: %w", err)
		}
	}
	return ctx.Err()
}

// ticketHead is how a ticket begins in a file that we wrote.
var ticketHead = []byte(`{"record":"ticket","number":`)

// numberOf gives the number of the ticket on a line of a file of ours, zero when it is none. A line that is as we write
// it is not read whole.
func numberOf(text []byte) model.ID {
	if digits, ours := bytes.CutPrefix(text, ticketHead); ours && bytes.HasSuffix(text, []byte("}\n")) {
		end := bytes.IndexFunc(digits, func(c rune) bool { return c < '0' || c > '9' })
		if n, err := strconv.ParseUint(string(digits[:max(0, end)]), 10, 32); err == nil && digits[end] == ',' {
			return model.ID(n)
		}
	}
	var line struct {
		Record string
		Number model.ID
	}
	if json.Unmarshal(text, &line) == nil && line.Record == "ticket" {
		return line.Number
	}
	return 0
}

// bring takes in what the reader finds. The file is read ahead while the desk writes.
func (m *importing) bring(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	loads := make(chan []exchange.Record, 1)
	var reading error
	go func() {
		defer close(loads)
		reading = m.readAhead(ctx, loads)
	}()
	var taking error
	for load := range loads {
		for _, r := range load {
			if taking == nil {
				taking = m.take(ctx, r)
			}
		}
		if taking != nil {
			stop() // the reader ends, and its loads with it
		}
	}
	return cmp.Or(taking, reading)
}

// readAhead sends what the reader finds, some records at a time.
func (m *importing) readAhead(ctx context.Context, loads chan<- []exchange.Record) error {
	var load []exchange.Record
	send := func() error {
		select {
		case loads <- load:
			load = make([]exchange.Record, 0, importStep)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := m.reader.Each(ctx, func(r exchange.Record) error {
		if load = append(load, r); len(load) < importStep {
			return nil
		}
		return send()
	})
	if err != nil {
		return err
	}
	return send()
}
