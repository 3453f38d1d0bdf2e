package store

import (
	"fmt"

	"opsdesk/model"
)

// A lineStamp is what a journal line says of time, read without the texts and values in it.
type lineStamp struct {
	table    model.Table
	id       uint32
	recorded model.Instant
	moves    bool // something in the backlog
	events   int
	counts   int // events that count
}

// readStamp reads a journal line as [model.Cut.Of] would cut it.
func readStamp(k, v []byte, cut model.Cut) (st lineStamp, err error) {
	inside, err := unseal(v)
	if err != nil {
		return st, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, getUint64(k), err)
	}
	r := reader{rest: inside}
	st.table, _ = model.Table(r.byte()), r.byte()
	st.id, _ = uint32(r.uvarint()), r.uvarint()
	st.recorded = model.Instant(r.uvarint())
	_, _ = r.uvarint(), r.uvarint() // by whom, and what it undoes
	r.skip()
	r.skip()
	spots := r.uvarint()
	st.moves = spots != 0
	for ; spots > 0 && r.err == nil; spots-- {
		_, _ = r.uvarint(), r.uvarint()
	}
	st.events = int(r.uvarint())
	switch {
	case st.recorded <= cut.At:
		st.counts = st.events
	case !cut.Recorded:
		for n := st.events; n > 0 && r.err == nil; n-- {
			if at := st.recorded - r.skipEvent(); at != 0 && at <= cut.At {
				st.counts++
			}
		}
	}
	if r.err != nil {
		return st, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, getUint64(k), r.err)
	}
	return st, nil
}

// skipEvent passes over an event, and gives how long before its line was written it happened.
func (r *reader) skipEvent() (ago model.Instant) {
	ago = model.Instant(r.varint())
	r.uvarint()
	r.byte()
	if r.byte()&2 != 0 {
		for range 4 {
			r.uvarint()
		}
	}
	r.skip()
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		r.byte()
		r.skipValue()
		r.skipValue()
	}
	return ago
}

func (r *reader) skipValue() {
	kind := r.byte()
	if kind&1 != 0 {
		r.varint()
	}
	if kind&2 != 0 {
		r.skip()
	}
}
