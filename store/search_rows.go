package store

import (
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"

	"opsdesk/model"
)

// rowsIn gives the rows of tickets; those that the columns do not know are left out.
func (c *columns) rowsIn(tickets *roaring.Bitmap) rowSet {
	rows := c.none()
	if c.ids.list != nil {
		for it := tickets.Iterator(); it.HasNext(); {
			if row, ok := c.row(model.ID(it.Next())); ok {
				rows[row/64] |= 1 << (row % 64)
			}
		}
		return rows
	}
	if !tickets.IsEmpty() && int(tickets.Maximum()) > c.ids.n {
		tickets = tickets.Clone()
		tickets.RemoveRange(uint64(c.ids.n)+1, 1<<32)
	}
	numbers := make([]uint64, len(rows)+1)
	tickets.WriteDenseTo(numbers)
	for i := range rows {
		rows[i] = numbers[i]>>1 | numbers[i+1]<<63
	}
	return rows
}

// ticketsIn gives the tickets of rows.
func (c *columns) ticketsIn(rows rowSet) *roaring.Bitmap {
	if c.ids.list != nil {
		tickets := roaring.New()
		rows.each(func(row int) { tickets.Add(c.ids.of(row)) })
		return tickets
	}
	numbers := make([]uint64, len(rows)+1)
	for i, w := range rows {
		numbers[i] |= w << 1
		numbers[i+1] = w >> 63
	}
	return roaring.FromDense(numbers, false)
}

// newest gives a part of the rows of a set, the greatest number first.
func (r rowSet) newest(from, upto int) (rows []int) {
	at := 0
	for i := len(r) - 1; i >= 0 && at < upto; i-- {
		n := bits.OnesCount64(r[i])
		if at+n <= from {
			at += n
			continue
		}
		for w := r[i]; w != 0 && at < upto; at++ {
			high := 63 - bits.LeadingZeros64(w)
			w &^= 1 << high
			if at >= from {
				rows = append(rows, i*64+high)
			}
		}
	}
	return rows
}
