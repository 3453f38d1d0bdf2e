package store

import (
	"slices"
	"strings"
	"sync"

	"opsdesk/model"
)

// columns hold the facts of all tickets that are filtered and sorted by, one array per field, so that a question over
// a million tickets reads a few megabytes in a row. They are derived: taken from the snapshot beside the desk, or built
// from the records, and brought up to date after each commit. Rows stand in the order of the tickets' numbers.
type columns struct {
	mu   sync.RWMutex
	upto model.Revision // of the journal; what the columns hold is as of then
	ids  rowIDs
	live []uint64 // a bit per row: the ticket exists
	all  [256]column
	// built says that there is something to answer from.
	built bool
	// asleep are the columns of a snapshot that nobody has asked for yet, nil when all are awake.
	asleep *sleepers
	// shifts counts how often rows were moved.
	shifts int
	// orders are of texts that differ from ticket to ticket, by field.
	orders    map[uint8]*textOrder
	making    *textOrder    // the one that is being worked out
	reordered chan struct{} // closed and replaced when orders or built have changed
}

// A column is the values of one field, in the narrowest array that holds them all. A field that no ticket has takes no
// room.
type column struct {
	field  *model.Field
	small  []uint8
	middle []uint32
	large  []uint64
	// least and most are bounds of the numbers in it, zero apart.
	least, most uint64
	// words are the values of a text, by the number that stands for each in middle; 0 is none.
	words  []string
	number map[string]uint32
}

// columnar tells whether a field has a column: everything that can be sorted by but texts that differ from ticket to
// ticket, whose order is worked out when it is asked for.
func columnar(f *model.Field) bool {
	switch f.Type {
	case model.Long, model.Links, model.Watching, model.Checks, model.Guesses:
		return false
	case model.Text:
		return f.No != model.FieldTitle && f.No != model.FieldSourceID && f.No != model.FieldSourceNo
	}
	return true
}

func (c *column) isText() bool { return c.field.Type == model.Text || c.field.Type == model.Tags }

// set puts a value into a row; the column grows when it has to.
func (c *column) set(row, rows int, v model.Value) {
	n := uint64(v.N)
	if c.isText() {
		n = uint64(c.word(v.S))
	}
	if n == 0 && c.empty() {
		return
	}
	if n != 0 {
		c.least, c.most = min(c.least-1, n-1)+1, max(c.most, n) // while there is no least it wraps round
	}
	c.widen(n)
	switch {
	case c.large != nil:
		c.large = grown(c.large, rows)
		c.large[row] = n
	case c.middle != nil:
		c.middle = grown(c.middle, rows)
		c.middle[row] = uint32(n)
	default:
		c.small = grown(c.small, rows)
		c.small[row] = uint8(n)
	}
}

// widen makes room for a number that is too great for the column.
func (c *column) widen(n uint64) {
	switch {
	case c.large != nil:
	case n > 1<<32-1:
		c.large = make([]uint64, max(len(c.small), len(c.middle)), max(cap(c.small), cap(c.middle), 1))
		for row := range c.large {
			c.large[row] = c.at(row)
		}
		c.small, c.middle = nil, nil
	case c.middle == nil && n > 1<<8-1:
		c.middle = make([]uint32, len(c.small), max(cap(c.small), 1))
		for row, n := range c.small {
			c.middle[row] = uint32(n)
		}
		c.small = nil
	}
}

func (c *column) empty() bool { return c.small == nil && c.middle == nil && c.large == nil }

func grown[T any](s []T, rows int) []T {
	if len(s) >= rows {
		return s
	}
	n := len(s)
	s = slices.Grow(s, rows-n)[:rows]
	clear(s[n:]) // the room behind a column of a snapshot may hold anything
	return s
}

// word gives the number that stands for a text.
func (c *column) word(s string) uint32 {
	if s == "" {
		return 0
	}
	if c.number == nil {
		c.number = make(map[string]uint32, len(c.words))
		for n, word := range c.words {
			c.number[word] = uint32(n)
		}
		if c.words == nil {
			c.words = []string{""}
		}
	}
	if n, ok := c.number[s]; ok {
		return n
	}
	n := uint32(len(c.words))
	s = strings.Clone(s)
	c.words, c.number[s] = append(c.words, s), n
	return n
}

// at gives the number in a row.
func (c *column) at(row int) uint64 {
	switch {
	case row < len(c.small):
		return uint64(c.small[row])
	case row < len(c.middle):
		return uint64(c.middle[row])
	case row < len(c.large):
		return c.large[row]
	}
	return 0
}

func newColumns() *columns {
	cols := &columns{orders: map[uint8]*textOrder{}, reordered: make(chan struct{})}
	for _, f := range model.Fields {
		if columnar(f) {
			cols.all[f.No].field = f
		}
	}
	return cols
}

// row finds the row of a ticket, or where it would stand.
func (c *columns) row(id model.ID) (int, bool) {
	return c.ids.row(uint32(id))
}

func (c *columns) exists(row int) bool { return c.live[row/64]>>(row%64)&1 != 0 }

// put sets the row of a ticket, a new one at the end. All columns are awake.
func (c *columns) put(t *model.Ticket) {
	row := c.place(t)
	for i := range c.all {
		if col := &c.all[i]; col.field != nil {
			col.set(row, c.ids.n, col.field.Get(t))
		}
	}
	for no, o := range c.orders {
		if o.put(row, t); len(o.late) > tooLate {
			delete(c.orders, no)
		}
	}
	if c.making != nil {
		c.making.put(row, t)
	}
}

// place gives a ticket its row, and tells there whether it exists.
func (c *columns) place(t *model.Ticket) (row int) {
	row, ok := c.row(t.ID)
	if !ok {
		if row != c.ids.n {
			c.shift(row)
		}
		c.ids.insert(row, uint32(t.ID))
		c.live = grown(c.live, (c.ids.n+63)/64)
	}
	if t.Exists() {
		c.live[row/64] |= 1 << (row % 64)
	} else {
		c.live[row/64] &^= 1 << (row % 64)
	}
	return row
}

// shift makes room for a ticket between others, which only an import with numbers of its own asks for.
func (c *columns) shift(row int) {
	clear(c.orders) // they tell of other rows now
	c.making = nil
	c.shifts++
	live := make([]uint64, (c.ids.n+1+63)/64)
	for i := range c.ids.n + 1 {
		from := i
		if i > row {
			from--
		}
		if i != row && c.exists(from) {
			live[i/64] |= 1 << (i % 64)
		}
	}
	c.live = live
	for i := range c.all {
		col := &c.all[i]
		if row < len(col.small) {
			col.small = slices.Insert(col.small, row, 0)
		}
		if row < len(col.middle) {
			col.middle = slices.Insert(col.middle, row, 0)
		}
		if row < len(col.large) {
			col.large = slices.Insert(col.large, row, 0)
		}
	}
}
