package store

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A textOrder gives each row its place in the order of letters, for a text that differs from ticket to ticket. It is
// worked out in the background when somebody asks for it. What was worked out stays as it is: tickets that were written
// since are late, and stand between its places. Late changes under the lock of the columns, and all else under that or
// the order's own.
type textOrder struct {
	field  *model.Field
	places []uint32          // by row, from 1; rows with the same text share one, and 0 is no text
	sorted []uint32          // the rows that have a text, in order
	late   map[int]*lateText // by row

	mu  sync.Mutex
	now *textPlaces // nil when tickets were written since it was made
}

// A lateText is the folded text of a ticket that was written after the order was begun.
type lateText struct {
	text  string
	known bool   // the other two are
	place uint32 // of the last text that is not behind this one
	equal bool   // this is the text of that place
}

const (
	manyLate = 4096   // so many late rows have the order worked out anew
	tooLate  = 50_000 // more are not placed: the order is dropped, and whoever asks waits for another
)

// A noOrder says that there is no order of a field yet.
type noOrder struct{ field *model.Field }

func (e noOrder) Error() string { return "there is no order of " + e.field.Name + " yet" }

// textKey gives the key of a field that has no column. Errors: noOrder.
func (s *selection) textKey(f *model.Field) (sortKey, error) {
	o := s.cols.orders[f.No]
	if o == nil {
		return sortKey{}, noOrder{f}
	}
	if len(o.late) > manyLate {
		select {
		case s.store.wants <- f.No:
		default: // it will be asked for again
		}
	}
	places, err := o.settle(s.tx, s.cols)
	return sortKey{texts: places}, err
}

// put takes down that a ticket was written.
func (o *textOrder) put(row int, t *model.Ticket) {
	o.late[row] = &lateText{text: strings.ToLower(o.field.Get(t).S)}
	o.now = nil
}

// settle gives the places of all rows, as of the columns and a transaction of the same revision.
func (o *textOrder) settle(tx *bolt.Tx, cols *columns) (*textPlaces, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.now != nil {
		return o.now, nil
	}
	tickets := tx.Bucket(bTickets)
	for _, l := range o.late {
		if err := o.find(tickets, cols.ids, l); err != nil {
			return nil, err
		}
	}
	o.now = o.number(cols)
	return o.now, nil
}

// number gives the late rows numbers in the order of their texts. A place may be known of a text that is not known of the
// next, since the rows of that place have become late too: then both stand behind the greater one.
func (o *textOrder) number(cols *columns) *textPlaces {
	rows := slices.SortedFunc(maps.Keys(o.late), func(a, b int) int {
		x, y := o.late[a], o.late[b]
		return cmp.Or(strings.Compare(x.text, y.text), cmp.Compare(y.place, x.place))
	})
	now := &textPlaces{places: o.places, late: make(map[int]uint64, len(rows)), rows: cols.none()}
	last, place, behind := "", uint32(0), uint64(0) // behind counts the texts between a place and the next
	for _, row := range rows {
		if l := o.late[row]; l.text != last {
			behind++
			if l.place > place {
				place, behind = l.place, 1
			}
			if l.equal && l.place == place {
				behind = 0
			}
			last = l.text
		}
		now.late[row] = uint64(place)<<betweenBits + behind
		now.rows[row/64] |= 1 << (row % 64)
	}
	return now
}

// find looks up between which places a late text stands, by the texts of rows that are not late.
func (o *textOrder) find(tickets *bolt.Bucket, ids rowIDs, l *lateText) error {
	for low, high := 0, len(o.sorted); low < high && !l.known; {
		mid := (low + high) / 2
		at := mid
		for at < high && o.late[int(o.sorted[at])] != nil {
			at++
		}
		if at == high {
			high = mid
			continue
		}
		row := o.sorted[at]
		text, err := textOf(model.ID(ids.of(int(row))), tickets.Get(uint32Key(ids.of(int(row)))), o.field)
		if err != nil {
			return err
		}
		if text > l.text {
			high = mid
			continue
		}
		low, l.place, l.equal = at+1, o.places[row], text == l.text
		l.known = l.equal
	}
	l.known = true
	return nil
}

// betweenBits says how many numbers there are between two places, as a power of two.
const betweenBits = 31

// textPlaces are the places of all rows at one revision. They do not change.
type textPlaces struct {
	places []uint32
	late   map[int]uint64
	rows   rowSet // of late
}

func (p *textPlaces) at(row int) uint64 {
	if n, ok := p.late[row]; ok {
		return n
	}
	if row < len(p.places) {
		return uint64(p.places[row]) << betweenBits
	}
	return 0
}

// highest gives a number above which there is none.
func (p *textPlaces) highest() uint64 { return uint64(len(p.places)+1) << betweenBits }

// block gives the numbers of the 64 rows of word i.
func (p *textPlaces) block(i int, to *[64]uint64) {
	widen(p.places, i, to)
	for j := range to {
		to[j] <<= betweenBits
	}
	if p.rows[i] == 0 {
		return
	}
	for j := range to {
		if n, ok := p.late[i*64+j]; ok {
			to[j] = n
		}
	}
}

// textOf reads one text of a ticket's record, folded. Like decodeHead it does not look at the checksum.
func textOf(id model.ID, record []byte, f *model.Field) (string, error) {
	if len(record) < envelope+headSize {
		return "", fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, errDamaged)
	}
	r := reader{rest: record[envelope+headSize:]}
	text := r.bytes()
	if f.No != model.FieldTitle {
		text = nil
		for no := r.byte(); no != 0 && r.err == nil && text == nil; no = r.byte() {
			if v := r.valueText(); no == f.No {
				text = v
			}
		}
	}
	if r.err != nil {
		return "", fmt.Errorf("%w: ticket %d: %w", ErrIntegrity, id, r.err)
	}
	return strings.ToLower(string(text)), nil
}
