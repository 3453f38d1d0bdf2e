package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/fxamacker/cbor/v2"

	"opsdesk/model"
)

// Every value of the file begins with a format byte and the CRC-32C of what follows.
const (
	codecV1   = 1
	envelope  = 5
	headSize  = 8 + 2 + 4*5 + 4*6 + 4 + 8
	maxString = 4 << 20 // no text of the file is longer; a length above it is damage
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

var errDamaged = errors.New("damaged record")

// seal fills in the envelope of a value that was encoded behind it.
func seal(b []byte) []byte {
	b[0] = codecV1
	binary.LittleEndian.PutUint32(b[1:], crc32.Checksum(b[envelope:], castagnoli))
	return b
}

// unseal gives what is inside an envelope after checking it.
func unseal(v []byte) ([]byte, error) {
	switch {
	case len(v) < envelope:
		return nil, fmt.Errorf("%w: %d bytes are too few", errDamaged, len(v))
	case v[0] != codecV1:
		return nil, fmt.Errorf("%w: unknown format %d", errDamaged, v[0])
	case binary.LittleEndian.Uint32(v[1:]) != crc32.Checksum(v[envelope:], castagnoli):
		return nil, fmt.Errorf("%w: its checksum does not fit", errDamaged)
	}
	return v[envelope:], nil
}

// encodeTicket gives the record of a ticket: the fixed head, the title, every other fact that has a value as field
// number and value, a zero, and the numbers of its journal lines as distances.
func encodeTicket(t *model.Ticket) []byte {
	b := make([]byte, envelope, envelope+headSize+len(t.Title)+len(t.Description)+128)
	flags := bit(t.Major, 0) | byte(t.SLA&7)<<1 | bit(t.Proposed, 4) | bit(t.Aside, 5)
	b = append(b, byte(t.Kind), byte(t.State), byte(t.Reason), byte(t.Impact), byte(t.Urgency), byte(t.Priority), flags, byte(t.Variant),
		byte(t.BusinessImpact), byte(t.CustomerImpact))
	be := binary.BigEndian
	for _, r := range [...]model.Ref{t.Requester, t.Assignee, t.Team, t.Service, t.Product} {
		b = be.AppendUint32(b, uint32(r))
	}
	for _, at := range [...]model.Instant{t.Created, t.Updated, t.Acknowledged, t.Resolved, t.Closed, t.Due} {
		b = be.AppendUint32(b, seconds(at))
	}
	b = be.AppendUint32(b, uint32(t.Parent))
	b = be.AppendUint64(b, uint64(t.Rank))
	b = appendString(b, t.Title)
	for _, f := range model.Fields {
		if f.Fixed || f.No == model.FieldTitle {
			continue
		}
		if v := f.Get(t); v != (model.Value{}) {
			b = append(b, f.No)
			b = appendValue(b, v)
		}
	}
	b = append(b, 0)
	b = binary.AppendUvarint(b, uint64(len(t.Revs)))
	last := model.Revision(0)
	for _, r := range t.Revs {
		b = binary.AppendUvarint(b, uint64(r-last))
		last = r
	}
	return seal(appendClocks(b, t))
}

func bit(set bool, at int) byte {
	if set {
		return 1 << at
	}
	return 0
}

// seconds bounds an instant to what the head has room for: 1970 to 2106.
func seconds(at model.Instant) uint32 { return uint32(max(0, min(int64(at), 1<<32-1))) }

// decodeHead reads the fixed head of a record into t, and leaves the rest of t alone. It allocates nothing and checks no
// checksum: it is for scans, and whoever takes a ticket from one reads it again.
func decodeHead(id model.ID, v []byte, t *model.Ticket) error {
	if len(v) < envelope+headSize || v[0] != codecV1 {
		return fmt.Errorf("%w: ticket %d", errDamaged, id)
	}
	h := v[envelope:]
	t.ID = id
	t.Kind, t.State, t.Reason = model.Kind(h[0]), model.State(h[1]), model.Reason(h[2])
	t.Impact, t.Urgency, t.Priority = model.Level(h[3]), model.Level(h[4]), model.Priority(h[5])
	flags := h[6]
	t.Major, t.SLA, t.Proposed, t.Variant = flags&1 != 0, model.Standing(flags>>1&7), flags&16 != 0, model.Variant(h[7])
	t.Aside = flags&32 != 0
	t.BusinessImpact, t.CustomerImpact = model.Level(h[8]), model.Level(h[9])
	be := binary.BigEndian
	for i, at := range [...]*model.Ref{&t.Requester, &t.Assignee, &t.Team, &t.Service, &t.Product} {
		*at = model.Ref(be.Uint32(h[10+4*i:]))
	}
	for i, at := range [...]*model.Instant{&t.Created, &t.Updated, &t.Acknowledged, &t.Resolved, &t.Closed, &t.Due} {
		*at = model.Instant(be.Uint32(h[30+4*i:]))
	}
	t.Parent, t.Rank = model.ID(be.Uint32(h[54:])), model.Rank(be.Uint64(h[58:]))
	return nil
}

// decodeTicket reads a whole record.
func decodeTicket(id model.ID, v []byte) (*model.Ticket, error) {
	inside, err := unseal(v)
	if err == nil && len(inside) < headSize {
		err = errDamaged
	}
	if err != nil {
		return nil, fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, err)
	}
	t := &model.Ticket{}
	if err := decodeHead(id, v, t); err != nil {
		return nil, err
	}
	r := reader{rest: inside[headSize:]}
	t.Title = r.string()
	for no := r.byte(); no != 0 && r.err == nil; no = r.byte() {
		v := r.value()
		if f := model.FieldNo(no); f != nil {
			f.Set(t, v)
		}
	}
	n := r.uvarint()
	last := model.Revision(0)
	for i := uint64(0); i < n && r.err == nil; i++ {
		last += model.Revision(r.uvarint())
		t.Revs = append(t.Revs, last)
	}
	t.Rev = last
	r.clocks(t)
	if r.err != nil {
		return nil, fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, r.err)
	}
	return t, nil
}

// encodeEntry gives the value of a journal line; its key holds the revision.
func encodeEntry(e *model.Entry) []byte {
	b := make([]byte, envelope, envelope+128+128*len(e.Events)) // about what an event takes
	b = append(b, byte(e.Table), byte(e.Act))
	for _, n := range [...]uint64{uint64(e.ID), uint64(e.Rev - e.Group), uint64(e.Recorded), uint64(e.By), uint64(e.Undoes)} {
		b = binary.AppendUvarint(b, n)
	}
	b = appendString(b, e.Request)
	b = appendString(b, e.Name)
	b = binary.AppendUvarint(b, uint64(len(e.Moved)))
	for _, s := range e.Moved {
		b = binary.AppendUvarint(b, uint64(s.ID))
		b = binary.AppendUvarint(b, uint64(s.Rank))
	}
	b = binary.AppendUvarint(b, uint64(len(e.Events)))
	for i := range e.Events {
		b = appendEvent(b, &e.Events[i], e.Recorded)
	}
	return seal(b)
}

func appendEvent(b []byte, ev *model.Event, recorded model.Instant) []byte {
	b = binary.AppendVarint(b, int64(recorded-ev.At))
	b = binary.AppendUvarint(b, uint64(ev.By))
	flags := byte(0)
	if ev.Undone {
		flags |= 1
	}
	placed := ev.Near != model.Place{} || ev.Was != model.Place{}
	if placed {
		flags |= 2
	}
	b = append(b, byte(ev.Verb), flags)
	if placed {
		for _, id := range [...]model.ID{ev.Near.After, ev.Near.Before, ev.Was.After, ev.Was.Before} {
			b = binary.AppendUvarint(b, uint64(id))
		}
	}
	b = appendString(b, ev.Text)
	b = binary.AppendUvarint(b, uint64(len(ev.Deltas)))
	for _, d := range ev.Deltas {
		b = append(b, d.Field)
		b = appendValue(b, d.From)
		b = appendValue(b, d.To)
	}
	return b
}

// decodeEntry reads a journal line.
func decodeEntry(key, v []byte) (*model.Entry, error) {
	e := &model.Entry{Rev: model.Revision(getUint64(key))}
	inside, err := unseal(v)
	if err != nil {
		return nil, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, e.Rev, err)
	}
	r := reader{rest: inside}
	e.Table, e.Act = model.Table(r.byte()), model.Verb(r.byte())
	e.ID = uint32(r.uvarint())
	e.Group = e.Rev - model.Revision(r.uvarint())
	e.Recorded = model.Instant(r.uvarint())
	e.By = model.Ref(r.uvarint())
	e.Undoes = model.Revision(r.uvarint())
	e.Request, e.Name = r.string(), r.string()
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		e.Moved = append(e.Moved, model.Spot{ID: model.ID(r.uvarint()), Rank: model.Rank(r.uvarint())})
	}
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		e.Events = append(e.Events, r.event(e.Recorded))
	}
	if r.err != nil {
		return nil, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, e.Rev, r.err)
	}
	return e, nil
}

func (r *reader) event(recorded model.Instant) (ev model.Event) {
	ev.At = recorded - model.Instant(r.varint())
	ev.By = model.Ref(r.uvarint())
	ev.Verb = model.Verb(r.byte())
	flags := r.byte()
	ev.Undone = flags&1 != 0
	if flags&2 != 0 {
		for _, id := range [...]*model.ID{&ev.Near.After, &ev.Near.Before, &ev.Was.After, &ev.Was.Before} {
			*id = model.ID(r.uvarint())
		}
	}
	ev.Text = r.string()
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		ev.Deltas = append(ev.Deltas, model.Delta{Field: r.byte(), From: r.value(), To: r.value()})
	}
	return ev
}

// A value is a byte that says what follows: 0 nothing, 1 a number, 2 a text, 3 both.
func appendValue(b []byte, v model.Value) []byte {
	kind := byte(0)
	if v.N != 0 {
		kind |= 1
	}
	if v.S != "" {
		kind |= 2
	}
	b = append(b, kind)
	if v.N != 0 {
		b = binary.AppendVarint(b, v.N)
	}
	if v.S != "" {
		b = appendString(b, v.S)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// A reader reads what the append functions wrote. After the first error it gives zero values.
type reader struct {
	rest []byte
	err  error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = fmt.Errorf("%w: it ends too early", errDamaged)
	}
	r.rest = nil
}

func (r *reader) byte() byte {
	if len(r.rest) == 0 {
		r.fail()
		return 0
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b
}

func (r *reader) uvarint() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) varint() int64 {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) string() string {
	n := r.uvarint()
	if n > maxString || n > uint64(len(r.rest)) {
		r.fail()
		return ""
	}
	s := string(r.rest[:n])
	r.rest = r.rest[n:]
	return s
}

// skip passes over a text.
func (r *reader) skip() {
	n := r.uvarint()
	if n > uint64(len(r.rest)) {
		r.fail()
		return
	}
	r.rest = r.rest[n:]
}

func (r *reader) value() (v model.Value) {
	kind := r.byte()
	if kind&1 != 0 {
		v.N = r.varint()
	}
	if kind&2 != 0 {
		v.S = r.string()
	}
	return v
}

var (
	cborEnc = must(cbor.CoreDetEncOptions().EncMode())
	cborDec = must(cbor.DecOptions{MaxNestedLevels: 8, MaxArrayElements: 1 << 16, DupMapKey: cbor.DupMapKeyEnforcedAPF}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // options are constants: it fails at the first start or never
	}
	return v
}

func encodeNoun(n model.Noun) ([]byte, error) {
	inside, err := cborEnc.Marshal(n)
	if err != nil {
		return nil, fmt.Errorf("encode %s %q: %w", model.Tables[n.Table].Token, n.Name, err)
	}
	return seal(append(make([]byte, envelope, envelope+len(inside)), inside...)), nil
}

func decodeNoun(key, v []byte) (n model.Noun, err error) {
	inside, err := unseal(v)
	if err == nil {
		err = cborDec.Unmarshal(inside, &n)
	}
	if err != nil {
		return n, fmt.Errorf("%w: noun %x: %w", ErrIntegrity, key, err)
	}
	return n, nil
}
