package store

import (
	"context"
	"math/bits"
	"slices"

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

// list gives the rows of the set, of which there are so many, in order.
func (r rowSet) list(n int) []int {
	all := make([]int, 0, n)
	r.each(func(row int) { all = append(all, row) })
	return all
}

// has tells whether a row is in the set.
func (r rowSet) has(row int) bool { return r[row/64]>>(row%64)&1 != 0 }

// before tells how many rows of the set stand before one.
func (r rowSet) before(row int) int {
	return r[:row/64].count() + bits.OnesCount64(r[row/64]&(1<<(row%64)-1))
}

// A selection is a question to the columns at one revision, with the transaction of the same revision for what they do
// not hold.
type selection struct {
	ctx   context.Context
	store *Store
	tx    *bolt.Tx
	cols  *columns
	env   model.Env // whose names are those of the transaction
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
			return s.ranges(p, rows)
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
func (s *selection) ranges(p model.Plan, rows rowSet) error {
	if p.Field == nil {
		s.cols.ids.keep(rows, p.Ranges)
		return nil
	}
	col, err := s.cols.column(p.Field.No)
	switch {
	case err != nil:
		return err
	case col.middle != nil:
		keep(rows, col.middle, p.Ranges)
	case col.large != nil:
		keep(rows, col.large, p.Ranges)
	default:
		keepSmall(rows, col.small, p.Ranges)
	}
	return nil
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
		if t, err = loadTicket(s.tx, model.ID(s.cols.ids.of(row))); err == nil && !p.Test(t) {
			rows[row/64] &^= 1 << (row % 64)
		}
	})
	return err
}
