package store

import (
	"context"
	"math/bits"
	"slices"
	"strings"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A rowSet is a bit per row of the columns.
type rowSet []uint64

func (c *columns) none() rowSet { return make(rowSet, len(c.live)) }

func (r rowSet) count() (n int) {
	for _, w := range r {
		n += bits.OnesCount64(w)
	}
	return n
}

// each calls f with every row of the set, in order.
func (r rowSet) each(f func(row int)) {
	for i, w := range r {
		for ; w != 0; w &= w - 1 {
			f(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// eachBack calls f with every row of the set, the last first.
func (r rowSet) eachBack(f func(row int)) {
	for i := len(r) - 1; i >= 0; i-- {
		for w := r[i]; w != 0; {
			j := 63 - bits.LeadingZeros64(w)
			f(i*64 + j)
			w &^= 1 << j
		}
	}
}

// ends gives the first and the last row of the set, -1 when there is none.
func (r rowSet) ends() (first, last int) {
	first, last = -1, -1
	for i, w := range r {
		if w != 0 && first < 0 {
			first = i*64 + bits.TrailingZeros64(w)
		}
		if w != 0 {
			last = i*64 + 63 - bits.LeadingZeros64(w)
		}
	}
	return first, last
}

// A selection is a question to the columns at one revision, with the transaction of the same revision for what they do
// not hold.
type selection struct {
	ctx   context.Context
	store *Store
	tx    *bolt.Tx
	cols  *columns
}

// run gives the rows that a plan takes, of those that exist.
func (s *selection) run(p model.Plan) (rowSet, error) {
	rows := slices.Clone(rowSet(s.cols.live))
	return rows, s.narrow(p, rows)
}

// narrow takes the rows out of a set that a plan does not take.
func (s *selection) narrow(p model.Plan, rows rowSet) error {
	switch p.Op {
	case model.PlanAll:
		for _, part := range cheapFirst(p.Parts) {
			if err := s.narrow(part, rows); err != nil {
				return err
			}
		}
		return nil
	case model.PlanAny:
		any := s.cols.none()
		for _, part := range cheapFirst(p.Parts) {
			left := slices.Clone(rows)
			for i := range left {
				left[i] &^= any[i]
			}
			if err := s.narrow(part, left); err != nil {
				return err
			}
			for i := range any {
				any[i] |= left[i]
			}
		}
		copy(rows, any)
		return nil
	case model.PlanNot:
		taken := slices.Clone(rows)
		if err := s.narrow(p.Parts[0], taken); err != nil {
			return err
		}
		for i := range rows {
			rows[i] &^= taken[i]
		}
		return nil
	case model.PlanRange:
		if p.Field == nil || s.cols.all[p.Field.No].field != nil {
			s.ranges(p, rows)
			return nil
		}
	case model.PlanWords:
		return s.words(p, rows)
	}
	return s.test(p, rows)
}

// words keeps the rows of tickets that have the words in a row in one of their texts.
func (s *selection) words(p model.Plan, rows rowSet) error {
	found, err := s.store.search.find(s.ctx, s.tx, s.cols.upto, p.Words)
	if err != nil {
		return err
	}
	taken := s.cols.rowsIn(found)
	for i := range rows {
		rows[i] &= taken[i]
	}
	if len(p.Words) < 2 {
		return nil
	}
	found, err = s.store.search.holding(s.ctx, s.tx, p.Words, s.cols.ticketsIn(rows)) // reads the tickets that are left
	if err == nil {
		copy(rows, s.cols.rowsIn(found))
	}
	return err
}

// cheapFirst puts what reads columns before what reads records.
func cheapFirst(parts []model.Plan) []model.Plan {
	sorted := slices.Clone(parts)
	slices.SortStableFunc(sorted, func(a, b model.Plan) int { return cost(a) - cost(b) })
	return sorted
}

func cost(p model.Plan) int {
	switch p.Op {
	case model.PlanRange:
		return 0
	case model.PlanWords:
		return 1
	case model.PlanTest:
		return 3
	}
	n := 0
	for _, part := range p.Parts {
		n = max(n, cost(part))
	}
	return n
}

// ranges keeps the rows whose number lies in one of the ranges.
func (s *selection) ranges(p model.Plan, rows rowSet) {
	if p.Field == nil {
		keep(rows, s.cols.ids, p.Ranges)
		return
	}
	switch col := &s.cols.all[p.Field.No]; {
	case col.small != nil:
		keepSmall(rows, col.small, p.Ranges)
	case col.middle != nil:
		keep(rows, col.middle, p.Ranges)
	case col.large != nil:
		keep(rows, col.large, p.Ranges)
	default:
		keepSmall(rows, nil, p.Ranges)
	}
}

// keepSmall looks each value up in a table of what is in the ranges. Rows behind the end of the column hold zero.
func keepSmall(rows rowSet, values []uint8, ranges []model.Range) {
	var in [256]uint64
	for _, r := range ranges {
		for n := max(0, r.From); n <= min(255, r.To); n++ {
			in[n] = 1
		}
	}
	for i, w := range rows {
		if w == 0 {
			continue
		}
		var take uint64
		for j, v := range values[min(len(values), i*64):min(len(values), i*64+64)] {
			take |= in[v] << j
		}
		if n := len(values) - i*64; n < 64 && in[0] == 1 {
			take |= ^uint64(0) << max(0, n)
		}
		rows[i] = w & take
	}
}

// keep compares each value with the ranges. Rows behind the end of the column hold zero.
func keep[T uint32 | uint64](rows rowSet, values []T, ranges []model.Range) {
	type span struct{ from, size T }
	var spans []span
	zero := false
	for _, r := range ranges {
		from, to := max(0, r.From), min(r.To, int64(uint64(^T(0))>>1))
		if ^T(0) == T(1<<32-1) {
			to = min(r.To, 1<<32-1)
		}
		if from <= to {
			spans = append(spans, span{T(from), T(to - from)})
			zero = zero || from == 0
		}
	}
	for i, w := range rows {
		if w == 0 {
			continue
		}
		var take uint64
		part := values[min(len(values), i*64):min(len(values), i*64+64)]
		for _, one := range spans {
			for j, v := range part {
				if v-one.from <= one.size { // below from, it wraps round to a great number
					take |= 1 << j
				}
			}
		}
		if n := len(values) - i*64; n < 64 && zero {
			take |= ^uint64(0) << max(0, n)
		}
		rows[i] = w & take
	}
}

// test reads the record of every row that is left. Texts with a column are tested once per value.
func (s *selection) test(p model.Plan, rows rowSet) error {
	var err error
	n := 0
	rows.each(func(row int) {
		if err != nil {
			return
		}
		if n++; n%1024 == 0 && s.ctx.Err() != nil {
			err = s.ctx.Err()
			return
		}
		var t *model.Ticket
		if t, err = loadTicket(s.tx, model.ID(s.cols.ids[row])); err == nil && !p.Test(t) {
			rows[row/64] &^= 1 << (row % 64)
		}
	})
	return err
}

// A sorter orders rows: by the keys of a query, then by what hurts first.
type sorter struct {
	cols *columns
	keys []sortColumn
}

// A sortColumn gives each row a number to sort by; zero is nothing, and last whatever the direction.
type sortColumn struct {
	at   func(row int) uint64
	desc bool
}

// sorter makes the sorter for a query's order, false when it asks for a field that has no column.
func (s *selection) sorter(keys []model.SortKey) (*sorter, bool) {
	out := &sorter{cols: s.cols}
	for _, k := range keys {
		at, ok := s.sortBy(k.Field)
		if !ok {
			return nil, false
		}
		out.keys = append(out.keys, sortColumn{at, k.Desc})
	}
	for _, no := range [...]uint8{model.FieldDue, model.FieldPriority, model.FieldCreated} {
		out.keys = append(out.keys, sortColumn{at: s.cols.all[no].at})
	}
	return out, true
}

func (s *selection) sortBy(f *model.Field) (func(row int) uint64, bool) {
	col := &s.cols.all[f.No]
	switch {
	case col.field == nil:
		order, ok := s.cols.orders[f.No]
		return func(row int) uint64 { return uint64(order[row]) }, ok
	case col.isText():
		places := col.sorted()
		return func(row int) uint64 { return uint64(places[col.at(row)]) }, true
	case f.Type == model.Reference:
		places := s.store.names.places(f.Table)
		return func(row int) uint64 {
			if n := col.at(row); n < uint64(len(places)) {
				return uint64(places[n])
			}
			return 0
		}, true
	}
	return col.at, true
}

// sorted gives the place of each word of the column in the order of letters.
func (c *column) sorted() []uint32 {
	if len(c.words) == 0 {
		return []uint32{0}
	}
	low := make([]string, len(c.words))
	order := make([]uint32, 0, len(c.words))
	for n, word := range c.words[1:] {
		low[n+1] = strings.ToLower(word)
		order = append(order, uint32(n+1))
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(low[a], low[b]) })
	places := make([]uint32, len(c.words))
	place := uint32(0)
	for i, n := range order { // spellings that differ in case share a place
		if i == 0 || low[order[i-1]] != low[n] {
			place++
		}
		places[n] = place
	}
	return places
}

func (k *sortColumn) of(row int) uint64 {
	n := k.at(row)
	if k.desc && n != 0 {
		return 1<<63 - n
	}
	return n - 1 // nothing wraps round to the end
}

// compare orders two rows.
func (s *sorter) compare(a, b int) int {
	for i := range s.keys {
		if x, y := s.keys[i].of(a), s.keys[i].of(b); x != y {
			if x < y {
				return -1
			}
			return 1
		}
	}
	return a - b
}

// topRows is up to which place a page is found without sorting everything.
const topRows = 4096

// compareTurned orders two rows the other way.
func (s *sorter) compareTurned(a, b int) int { return s.compare(b, a) }

// page gives the rows of a part of the order.
func (s *sorter) page(rows rowSet, total, from, upto int) []int {
	first, second := s.keys[0].of, s.keys[1].of
	switch {
	case upto <= topRows:
		return least(rows, upto, first, second, s.compare)[from:]
	case total-from <= topRows:
		turned := func(of func(int) uint64) func(int) uint64 { return func(row int) uint64 { return ^of(row) } }
		last := least(rows, total-from, turned(first), turned(second), s.compareTurned)
		slices.Reverse(last)
		return last[:upto-from]
	}
	all := make([]int, 0, total)
	rows.each(func(row int) { all = append(all, row) })
	slices.SortFunc(all, s.compare)
	return all[from:upto]
}

// least gives the n least rows in order: it gathers rows that may be among them, and now and then keeps the n least. No
// row is less than another whose first number is smaller, or whose second is where the first are equal.
func least(rows rowSet, n int, first, second func(row int) uint64, compare func(a, b int) int) []int {
	if n == 0 {
		return nil
	}
	kept := make([]int, 0, 2*n+64)
	bound, limit, limit2 := -1, ^uint64(0), ^uint64(0) // the greatest row that was kept, once there are n, and its numbers
	each := rows.each
	if a, z := rows.ends(); a != z && compare(z, a) < 0 {
		each = rows.eachBack // what stands in order the other way round would be kept again and again
	}
	each(func(row int) {
		if x := first(row); x > limit || x == limit && second(row) > limit2 || bound >= 0 && compare(row, bound) > 0 {
			return
		}
		kept = append(kept, row)
		if len(kept) == cap(kept) {
			slices.SortFunc(kept, compare)
			kept = kept[:n]
			bound = kept[n-1]
			limit, limit2 = first(bound), second(bound)
		}
	})
	slices.SortFunc(kept, compare)
	return kept[:min(n, len(kept))]
}

// position tells how many rows of the set stand before one.
func (s *sorter) position(rows rowSet, row int) (n int) {
	rows.each(func(other int) {
		if s.compare(other, row) < 0 {
			n++
		}
	})
	return n
}
