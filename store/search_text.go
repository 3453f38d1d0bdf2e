package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// maxTokenBytes is the length in bytes to which model.Tokens cuts a token.
const maxTokenBytes = 64

// beyondASCII marks the bytes that belong to letters outside of ASCII.
const beyondASCII = 0xFF

// wordBytes holds for each byte what it is inside a word: its folded form, beyondASCII, or zero when it ends the word.
var wordBytes = func() (table [256]byte) {
	for c := range table {
		switch {
		case '0' <= c && c <= '9' || 'a' <= c && c <= 'z':
			table[c] = byte(c)
		case 'A' <= c && c <= 'Z':
			table[c] = byte(c) + 'a' - 'A'
		case c >= 0x80:
			table[c] = beyondASCII
		}
	}
	return table
}()

// A speller gives the tokens of a text as model.Tokens does, from bytes and without allocating for ASCII.
type speller struct {
	buf [maxTokenBytes]byte
	// only, unless nil, tells with which bytes the tokens begin that are wanted; it may give others too.
	only *[256]bool
}

// each calls f with the tokens in their order. A token is f's only while f runs.
func (s *speller) each(text []byte, f func(token []byte)) {
	for i := 0; i < len(text); {
		if wordBytes[text[i]] == 0 {
			i++
			continue
		}
		from, size := i, 0
		if first := wordBytes[text[i]]; s.only != nil && first != beyondASCII && !s.only[first] {
			for i < len(text) && wordBytes[text[i]] != 0 && wordBytes[text[i]] != beyondASCII {
				i++
			}
			if i == len(text) || wordBytes[text[i]] == 0 {
				continue
			}
			i = from
		}
		for i < len(text) {
			c := wordBytes[text[i]]
			if c == 0 || c == beyondASCII {
				break
			}
			if size < maxTokenBytes {
				s.buf[size] = c
				size++
			}
			i++
		}
		if i == len(text) || wordBytes[text[i]] == 0 {
			f(s.buf[:size])
			continue
		}
		for i < len(text) && wordBytes[text[i]] != 0 { // no word and no pair runs over a byte that ends words
			i++
		}
		for token := range model.Tokens(string(text[from:i])) {
			f(append(s.buf[:0], token...))
		}
	}
}

// A prose is what of a ticket is searched, as bytes of the file: they are valid inside the transaction alone.
type prose struct {
	id     model.ID
	kind   model.Kind
	title  []byte
	texts  [6][]byte // description, category, subcategory, number at the source, symptom, workaround
	tags   []byte    // with commas between
	revs   []model.Revision
	spoken [][]byte // comments and notes that stand
}

// rev gives the revision that the prose was read at: that of the ticket's newest journal line.
func (p *prose) rev() model.Revision {
	if len(p.revs) == 0 {
		return 0
	}
	return p.revs[len(p.revs)-1]
}

func (p *prose) exists() bool { return p.kind != model.NoKind }

// read fills in what the record tells: all but the comments. It gives what model.Searched would give of the ticket.
func (p *prose) read(id model.ID, record []byte) error {
	inside, err := unseal(record)
	if err != nil {
		return fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, err)
	}
	return p.parse(id, inside)
}

// parse is read for what is inside a record, whose checksum is not looked at.
func (p *prose) parse(id model.ID, inside []byte) error {
	if len(inside) < headSize {
		return fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, errDamaged)
	}
	*p = prose{id: id, kind: model.Kind(inside[0]), revs: p.revs[:0], spoken: p.spoken[:0]}
	r := reader{rest: inside[headSize:]}
	p.title = r.bytes()
	for no := r.byte(); no != 0 && r.err == nil; no = r.byte() {
		text := r.valueText()
		switch no {
		case model.FieldDescription:
			p.texts[0] = text
		case model.FieldCategory:
			p.texts[1] = text
		case model.FieldSubcategory:
			p.texts[2] = text
		case model.FieldSourceID:
			p.texts[3] = text
		case model.FieldSymptom:
			p.texts[4] = text
		case model.FieldWorkaround:
			p.texts[5] = text
		case model.FieldTags:
			p.tags = text
		}
	}
	last := model.Revision(0)
	for n := r.uvarint(); n > 0 && r.err == nil; n-- {
		last += model.Revision(r.uvarint())
		p.revs = append(p.revs, last)
	}
	if r.err != nil {
		return fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, r.err)
	}
	return nil
}

// each calls f with the texts in which words are looked for, the title first and the comments last, but for the key.
func (p *prose) each(f func(text []byte)) {
	f(p.title)
	for _, text := range p.texts {
		f(text)
	}
	for tag := range bytes.SplitSeq(p.tags, []byte{','}) {
		f(tag)
	}
	for _, text := range p.spoken {
		f(text)
	}
}

// number gives the token of the ticket's own number, the last of its key.
func (p *prose) number(to []byte) []byte { return strconv.AppendUint(to[:0], uint64(p.id), 10) }

// prefix gives what stands before the number in the ticket's key.
func (p *prose) prefix() []byte { return []byte(p.kind.Rules().Prefix) }

// A proseReader reads what of tickets is searched, records and comments, in one transaction.
type proseReader struct {
	prose
	speller speller
	own     [10]byte
	tx      *bolt.Tx
	tickets *bolt.Cursor
	journal *bolt.Cursor
	at      model.Revision // the line on which the cursor stands, 0 for none
}

func newProseReader(tx *bolt.Tx) *proseReader {
	return &proseReader{tx: tx, tickets: tx.Bucket(bTickets).Cursor(), journal: tx.Bucket(bJournal).Cursor()}
}

// load reads a ticket with its comments. A ticket that has no record does not exist, and is no error.
func (r *proseReader) load(id model.ID) error { return r.loadRecord(id, r.record(id)) }

// record finds the record of a ticket, nil when there is none.
func (r *proseReader) record(id model.ID) []byte {
	var key [4]byte
	binary.BigEndian.PutUint32(key[:], uint32(id))
	k, v := r.tickets.Seek(key[:])
	if !bytes.Equal(k, key[:]) {
		return nil
	}
	return v
}

// loadRecord is load for a record at hand.
func (r *proseReader) loadRecord(id model.ID, record []byte) error {
	if record == nil {
		r.prose = prose{id: id, revs: r.revs[:0], spoken: r.spoken[:0]}
		return nil
	}
	if err := r.read(id, record); err != nil || !r.exists() {
		return err
	}
	undone := false
	for _, rev := range r.revs {
		v, err := r.line(rev)
		if err != nil {
			return err
		}
		undoes, err := r.listen(rev, v)
		if err != nil {
			return err
		}
		undone = undone || undoes
	}
	if undone {
		return r.listenAgain()
	}
	return nil
}

// line finds a journal line. Tickets that were made in a row have lines that lie in a row.
func (r *proseReader) line(rev model.Revision) ([]byte, error) {
	var k, v []byte
	if r.at != 0 && rev == r.at+1 {
		k, v = r.journal.Next()
	}
	if getUint64(k) != uint64(rev) {
		var key [8]byte
		binary.BigEndian.PutUint64(key[:], uint64(rev))
		k, v = r.journal.Seek(key[:])
	}
	if getUint64(k) != uint64(rev) {
		r.at = 0
		return nil, fmt.Errorf("%w: journal line %d of ticket %d is missing", ErrIntegrity, rev, r.id)
	}
	r.at = rev
	return v, nil
}

// listen takes down the comments and notes of a journal line, and tells whether the line takes others back.
func (r *proseReader) listen(rev model.Revision, line []byte) (undoes bool, err error) {
	inside, err := unseal(line)
	if err != nil {
		return false, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, rev, err)
	}
	in := reader{rest: inside}
	_, _ = in.byte(), in.byte() // table and act
	for range 4 {               // number, group, time, person
		in.uvarint()
	}
	undoes = in.uvarint() != 0
	_, _ = in.bytes(), in.bytes() // request and name
	for n := in.uvarint(); n > 0 && in.err == nil; n-- {
		_, _ = in.uvarint(), in.uvarint() // a place of the backlog
	}
	for n := in.uvarint(); n > 0 && in.err == nil; n-- {
		in.varint()
		in.uvarint()
		verb, flags := model.Verb(in.byte()), in.byte()
		if flags&2 != 0 {
			for range 4 {
				in.uvarint()
			}
		}
		text := in.bytes()
		if verb.Speaks() && flags&1 == 0 && len(text) > 0 {
			r.spoken = append(r.spoken, text)
		}
		for n := in.uvarint(); n > 0 && in.err == nil; n-- {
			_, _, _ = in.byte(), in.valueText(), in.valueText()
		}
	}
	if in.err != nil {
		return false, fmt.Errorf("%w: journal line %d: %w", ErrIntegrity, rev, in.err)
	}
	return undoes, nil
}

// listenAgain takes down the comments of a ticket some of whose changes were taken back.
func (r *proseReader) listenAgain() error {
	entries, err := ticketEntries(r.tx, &model.Ticket{Revs: r.revs})
	if err != nil {
		return err
	}
	dead := model.Undone(entries)
	r.spoken = r.spoken[:0]
	for _, e := range entries {
		for _, ev := range e.Events {
			if ev.Verb.Speaks() && !ev.Undone && !dead[e.Group] && ev.Text != "" {
				r.spoken = append(r.spoken, []byte(ev.Text))
			}
		}
	}
	return nil
}

// words calls f with the tokens of the ticket that was loaded, in no promised order and some more than once. The
// ticket's own number is left out wherever it stands: whoever looks for a number knows that ticket.
func (r *proseReader) words(f func(token []byte)) {
	if !r.exists() {
		return
	}
	own := r.number(r.own[:])
	notOwn := func(token []byte) {
		if !bytes.Equal(token, own) {
			f(token)
		}
	}
	r.each(func(text []byte) { r.speller.each(text, notOwn) })
	r.speller.each(r.prefix(), notOwn)
}

// bytes reads a string without copying it.
func (r *reader) bytes() []byte {
	n := r.uvarint()
	if n > maxString || n > uint64(len(r.rest)) {
		r.fail()
		return nil
	}
	b := r.rest[:n:n]
	r.rest = r.rest[n:]
	return b
}

// valueText reads the text of a value without copying it.
func (r *reader) valueText() (text []byte) {
	kind := r.byte()
	if kind&1 != 0 {
		r.varint()
	}
	if kind&2 != 0 {
		text = r.bytes()
	}
	return text
}
