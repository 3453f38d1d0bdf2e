package store

import (
	"slices"
	"strings"

	"opsdesk/model"
)

// A sorter orders rows: by the keys of a query, then by what hurts first.
type sorter struct {
	cols *columns
	keys []sortKey
}

// sorter makes the sorter for a query's order. Errors: noOrder, errNoSnapshot.
func (s *selection) sorter(keys []model.SortKey) (*sorter, error) {
	out := &sorter{cols: s.cols}
	for _, k := range keys {
		key, err := s.sortBy(k.Field)
		if err != nil {
			return nil, err
		}
		key.desc = k.Desc
		out.keys = append(out.keys, key)
	}
	for _, no := range [...]uint8{model.FieldDue, model.FieldPriority, model.FieldCreated} {
		col, err := s.cols.column(no)
		if err != nil {
			return nil, err
		}
		out.keys = append(out.keys, sortKey{column: col})
	}
	return out, nil
}

func (s *selection) sortBy(f *model.Field) (sortKey, error) {
	col, err := s.cols.column(f.No)
	switch {
	case err != nil:
		return sortKey{}, err
	case col.field == nil:
		return s.textKey(f)
	case col.isText():
		return sortKey{column: col, places: col.sorted()}, nil
	case f.Type == model.Reference:
		return sortKey{column: col, places: s.store.names.in(s.tx).list(f.Table).places}, nil
	}
	return sortKey{column: col}, nil
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

// position tells how many rows of the set stand before one.
func (s *sorter) position(rows rowSet, row int) (before int) {
	for i := range s.keys {
		less, same := s.keys[i].split(rows, s.keys[i].of(row))
		before, rows = before+less, same
	}
	return before + rows.before(row)
}

// page gives the rows at some places of the order, in order.
func (s *sorter) page(rows rowSet, from, upto int) []int {
	least, most := s.keys[0].bounds()
	return s.pick(s.keys, least, most, rows, from, upto)
}

// maxSorted is how many rows are sorted rather than narrowed down.
const maxSorted = 512

// pick gives the rows at the places from..upto of rows that only these keys tell apart, whose numbers of the first key
// lie between two or are nothing. It sorts no more than it must: it counts how many rows there are in each of the buckets
// of the first key, and goes on with the buckets in which the places lie. So it takes a time that is linear in the rows,
// however they lie and however few values there are.
func (s *sorter) pick(keys []sortKey, least, most uint64, rows rowSet, from, upto int) []int {
	n := rows.count()
	from, upto = max(0, from), min(n, upto)
	switch {
	case from >= upto:
		return nil
	case len(keys) == 0:
		return rows.list(n)[from:upto]
	case n <= maxSorted || upto-from == n:
		all := rows.list(n)
		slices.SortFunc(all, s.compare)
		return all[from:upto]
	}
	t := keys[0].tally(rows, least, most)
	first, before := t.holding(from)
	last, beforeLast := t.holding(upto - 1)
	least, most = t.span(first, last)
	rows = keys[0].within(rows, least, most)
	if first == last || rows.count() <= maxSorted {
		return s.pickWithin(keys, least, most, rows, from-before, upto-before)
	}
	part := func(first, last, from, upto int) []int {
		least, most := t.span(first, last)
		return s.pickWithin(keys, least, most, keys[0].within(rows, least, most), from, upto)
	}
	picked := part(first, first, from-before, n)
	if first+1 < last { // all of these are wanted
		picked = append(picked, part(first+1, last-1, 0, n)...)
	}
	return append(picked, part(last, last, 0, upto-beforeLast)...)
}

// pickWithin is pick for rows whose numbers of the first key lie between two: where that is one number, the next key
// goes on.
func (s *sorter) pickWithin(keys []sortKey, least, most uint64, rows rowSet, from, upto int) []int {
	if least == most {
		if keys = keys[1:]; len(keys) > 0 {
			least, most = keys[0].bounds()
		}
	}
	return s.pick(keys, least, most, rows, from, upto)
}
