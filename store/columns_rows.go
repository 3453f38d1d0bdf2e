package store

import (
	"slices"

	"opsdesk/model"
)

// rowIDs say which ticket each row is of. As long as no number is missing they need no list: row i is ticket i+1, and
// rows and tickets are turned into each other a word at a time.
type rowIDs struct {
	n    int
	list []uint32
}

// of gives the ticket of a row.
func (r rowIDs) of(row int) uint32 {
	if r.list == nil {
		return uint32(row) + 1
	}
	return r.list[row]
}

// row finds the row of a ticket, or where it would stand.
func (r rowIDs) row(id uint32) (row int, ok bool) {
	if r.list != nil {
		return slices.BinarySearch(r.list, id)
	}
	row = int(id) - 1
	if row >= 0 && row < r.n {
		return row, true
	}
	return max(0, min(row, r.n)), false
}

// insert puts a ticket into a row of its own.
func (r *rowIDs) insert(row int, id uint32) {
	if r.list == nil && (row != r.n || id != uint32(row)+1) {
		r.list = make([]uint32, r.n)
		for i := range r.list {
			r.list[i] = uint32(i) + 1
		}
	}
	if r.n++; r.list != nil {
		r.list = slices.Insert(r.list, row, id)
	}
}

// keep keeps the rows of tickets whose numbers lie in one of the ranges.
func (r rowIDs) keep(rows rowSet, ranges []model.Range) {
	if r.list != nil {
		keep(rows, r.list, ranges)
		return
	}
	taken := make(rowSet, len(rows))
	for _, one := range ranges {
		for row := max(1, one.From) - 1; row < min(one.To, int64(r.n)); row++ {
			taken[row/64] |= 1 << (row % 64)
		}
	}
	for i := range rows {
		rows[i] &= taken[i]
	}
}
