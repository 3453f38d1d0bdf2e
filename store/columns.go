package store

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// columns hold the facts of all tickets that are filtered and sorted by, one array per field, so that a question over
// a million tickets reads a few megabytes in a row. They are derived: built from the records in the background after
// the desk was opened, brought up to date after each commit, and worth nothing once the process ends. Rows stand in
// the order of the tickets' numbers.
type columns struct {
	mu   sync.RWMutex
	upto model.Revision // of the journal; what the columns hold is as of then
	ids  []uint32
	live []uint64 // a bit per row: the ticket exists
	all  [256]column
	// built says that there is something to answer from.
	built bool
	busy  bool // an order is being worked out
	// orders give each row its place in the order of letters, for texts that differ from ticket to ticket. They are
	// worked out when they are asked for, and dropped when such a text changes.
	orders map[uint8][]uint32
}

// A column is the values of one field. A field that no ticket has takes no room.
type column struct {
	field  *model.Field
	small  []uint8
	middle []uint32
	large  []uint64
	// words are the values of a text, by the number that stands for each in middle; 0 is none.
	words  []string
	number map[string]uint32
}

// columnar tells whether a field has a column: everything that can be sorted by but texts that differ from ticket to
// ticket, whose order is worked out when it is asked for.
func columnar(f *model.Field) bool {
	switch f.Type {
	case model.Long, model.Links, model.Watching:
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
	switch {
	case c.field.Type == model.Choice:
		c.small = grown(c.small, rows)
		c.small[row] = uint8(n)
	case c.field.No == model.FieldRank:
		c.large = grown(c.large, rows)
		c.large[row] = n
	default:
		c.middle = grown(c.middle, rows)
		c.middle[row] = uint32(n)
	}
}

func (c *column) empty() bool { return c.small == nil && c.middle == nil && c.large == nil }

func grown[T any](s []T, rows int) []T {
	if len(s) >= rows {
		return s
	}
	s = slices.Grow(s, rows-len(s))
	return s[:rows]
}

// word gives the number that stands for a text.
func (c *column) word(s string) uint32 {
	if s == "" {
		return 0
	}
	if n, ok := c.number[s]; ok {
		return n
	}
	if c.number == nil {
		c.number = map[string]uint32{}
		c.words = []string{""}
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
	cols := &columns{}
	for _, f := range model.Fields {
		if columnar(f) {
			cols.all[f.No].field = f
		}
	}
	return cols
}

// row finds the row of a ticket, or where it would stand.
func (c *columns) row(id model.ID) (int, bool) {
	if at := int(id) - 1; at >= 0 && at < len(c.ids) && c.ids[at] == uint32(id) {
		return at, true // numbers are given one after another
	}
	return slices.BinarySearch(c.ids, uint32(id))
}

func (c *columns) exists(row int) bool { return c.live[row/64]>>(row%64)&1 != 0 }

// put sets the row of a ticket, a new one at the end.
func (c *columns) put(t *model.Ticket) {
	row, ok := c.row(t.ID)
	if !ok {
		if row != len(c.ids) {
			c.insert(row)
		} else {
			c.ids = append(c.ids, 0)
		}
		c.ids[row] = uint32(t.ID)
		c.live = grown(c.live, (len(c.ids)+63)/64)
	}
	if t.Exists() {
		c.live[row/64] |= 1 << (row % 64)
	} else {
		c.live[row/64] &^= 1 << (row % 64)
	}
	for i := range c.all {
		if col := &c.all[i]; col.field != nil {
			col.set(row, len(c.ids), col.field.Get(t))
		}
	}
}

// insert makes room for a ticket between others, which only an import with numbers of its own asks for.
func (c *columns) insert(row int) {
	c.ids = slices.Insert(c.ids, row, 0)
	live := make([]uint64, (len(c.ids)+63)/64)
	for i := range c.ids {
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

// build fills the columns from the records. It reads in short transactions and gives way to whoever writes: what is
// committed meanwhile is taken up from the journal afterwards.
func (s *Store) build(ctx context.Context, cols *columns) error {
	const batch = 20_000
	upto := s.Head()
	fresh := newColumns()
	for next := uint64(1); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 0
		err := s.view(func(tx *bolt.Tx) error {
			c := tx.Bucket(bTickets).Cursor()
			for k, v := c.Seek(uint32Key(uint32(next))); k != nil && n < batch; k, v = c.Next() {
				t, err := decodeFacts(model.ID(binary.BigEndian.Uint32(k)), v)
				if err != nil {
					return err
				}
				fresh.put(t)
				next, n = uint64(t.ID)+1, n+1
			}
			return nil
		})
		if err != nil {
			return err
		}
		if n < batch || next > 1<<32-1 {
			break
		}
	}
	fresh.upto = upto
	cols.mu.Lock()
	defer cols.mu.Unlock()
	cols.upto, cols.ids, cols.live, cols.all, cols.built = fresh.upto, fresh.ids, fresh.live, fresh.all, true
	return nil
}

// decodeFacts reads the facts of a record that have a column, and the title; long texts and lines are left alone.
func decodeFacts(id model.ID, v []byte) (*model.Ticket, error) {
	t := &model.Ticket{}
	if err := decodeHead(id, v, t); err != nil {
		return nil, err
	}
	r := reader{rest: v[envelope+headSize:]}
	r.skip()
	for no := r.byte(); no != 0 && r.err == nil; no = r.byte() {
		f := model.FieldNo(no)
		if f != nil && columnar(f) {
			f.Set(t, r.value())
			continue
		}
		if kind := r.byte(); kind&1 != 0 {
			r.varint()
			if kind&2 != 0 {
				r.skip()
			}
		} else if kind&2 != 0 {
			r.skip()
		}
	}
	return t, r.err
}

// follow brings built columns up to the newest revision, from the journal. Whoever calls it holds no lock.
func (s *Store) follow(cols *columns) error {
	cols.mu.RLock()
	upto, built := cols.upto, cols.built
	cols.mu.RUnlock()
	if !built {
		return nil
	}
	var changed []*model.Ticket
	var head model.Revision
	err := s.view(func(tx *bolt.Tx) error {
		head = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		var err error
		changed, err = changedSince(tx, upto)
		return err
	})
	if err != nil {
		return err
	}
	cols.mu.Lock()
	defer cols.mu.Unlock()
	if head <= cols.upto {
		return nil
	}
	for _, t := range changed {
		cols.put(t)
	}
	if len(changed) > 0 {
		clear(cols.orders)
	}
	cols.upto = head
	return nil
}

// changedSince reads the tickets that journal lines behind a revision tell of, as they are now, by their numbers.
func changedSince(tx *bolt.Tx, upto model.Revision) ([]*model.Ticket, error) {
	ids := map[model.ID]bool{}
	c := tx.Bucket(bJournal).Cursor()
	for k, v := c.Seek(uint64Key(uint64(upto) + 1)); k != nil; k, v = c.Next() {
		e, err := decodeEntry(k, v)
		if err != nil {
			return nil, err
		}
		if e.Table != model.Tickets {
			continue
		}
		ids[model.ID(e.ID)] = true
		for _, spot := range e.Moved {
			ids[spot.ID] = true
		}
	}
	var changed []*model.Ticket
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		t, err := loadTicket(tx, id)
		if err != nil {
			return nil, err
		}
		changed = append(changed, t)
	}
	return changed, nil
}

// take brings built columns from one revision to the next with the tickets that were written, the last of each counts.
// Columns that stand elsewhere follow the journal when they are asked.
func (c *columns) take(from, upto model.Revision, written []*model.Ticket) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.built || c.upto != from {
		return
	}
	for _, t := range written {
		c.put(t)
	}
	if len(written) > 0 {
		clear(c.orders)
	}
	c.upto = upto
}

// work does what nobody waits for: it builds the columns, and works out the orders of texts that are asked for.
func (s *Store) work(ctx context.Context) {
	for {
		if err := s.build(ctx, s.cols); err != nil {
			return // the desk was closed, or is damaged: answers come from the records, with their errors
		}
		if err := s.follow(s.cols); err != nil {
			return
		}
		for table := range model.Tables {
			s.names.places(model.Table(table)) // sorting by a name asks for it
		}
		for s.cols.isBuilt() {
			select {
			case no := <-s.wants:
				s.cols.setBusy(true)
				err := s.sortTexts(ctx, no)
				s.cols.setBusy(false)
				if err != nil {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

// IndexWords writes down which words are in what tickets, for all that was changed up to now. Searches are right
// without it; behind a great import it makes them quick at once.
func (s *Store) IndexWords(ctx context.Context) error {
	if s.ReadOnly() {
		return nil
	}
	if err := s.search.settle(ctx); err != nil {
		return fmt.Errorf("index the words of desk %s: %w", s.path, err)
	}
	return nil
}

// Settle waits until the columns are built and the orders that were asked for are worked out, for whoever measures. The
// desk must have been opened as lasting.
func (s *Store) Settle(ctx context.Context) error {
	for {
		s.cols.mu.RLock()
		done := s.cols.built && len(s.wants) == 0 && !s.cols.busy
		s.cols.mu.RUnlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retry):
		}
	}
}

func (c *columns) isBuilt() bool {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.built
}

func (c *columns) setBusy(busy bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.busy = busy
}

// wantOrder asks for the orders of fields that have no column, unless one is being worked out.
func (s *Store) wantOrder(keys []model.SortKey) {
	for _, k := range keys {
		if s.cols.all[k.Field.No].field == nil && s.cols.orders[k.Field.No] == nil {
			select {
			case s.wants <- k.Field.No:
			default:
			}
		}
	}
}

// sortTexts works out the order of a text that differs from ticket to ticket. When tickets changed meanwhile it is
// dropped: whoever asks again has it worked out again.
func (s *Store) sortTexts(ctx context.Context, no uint8) error {
	f := model.FieldNo(no)
	type one struct {
		text string
		row  uint32
	}
	var all []one
	s.cols.mu.RLock()
	upto, ids := s.cols.upto, slices.Clone(s.cols.ids)
	s.cols.mu.RUnlock()
	const batch = 20_000
	for from := 0; from < len(ids); from += batch {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.view(func(tx *bolt.Tx) error {
			for row, id := range ids[from:min(len(ids), from+batch)] {
				t, err := loadTicket(tx, model.ID(id))
				if err != nil {
					return err
				}
				if v := f.Get(t).S; v != "" {
					all = append(all, one{strings.ToLower(v), uint32(from + row)})
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	slices.SortFunc(all, func(a, b one) int { return strings.Compare(a.text, b.text) })
	places := make([]uint32, len(ids))
	place := uint32(0)
	for i, x := range all {
		if i == 0 || all[i-1].text != x.text {
			place++
		}
		places[x.row] = place
	}
	s.cols.mu.Lock()
	defer s.cols.mu.Unlock()
	if s.cols.upto == upto {
		if s.cols.orders == nil {
			s.cols.orders = map[uint8][]uint32{}
		}
		s.cols.orders[no] = places
	}
	return nil
}
