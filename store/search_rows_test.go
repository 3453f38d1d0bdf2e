package store

import (
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"pgregory.net/rapid"

	"opsdesk/model"
)

func TestRowsAndTicketsAreTurnedIntoEachOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newColumns()
		hole := rapid.IntRange(0, 300).Draw(t, "hole") // the number that is missing, if there are so many
		for i := range rapid.IntRange(0, 300).Draw(t, "tickets") {
			if i+1 >= hole && hole > 0 {
				i++
			}
			c.ids.insert(c.ids.n, uint32(i+1))
		}
		c.live = make([]uint64, (c.ids.n+63)/64)
		tickets, rows := roaring.New(), c.none()
		var want []int
		for row := range c.ids.n {
			id := c.ids.of(row)
			if at, ok := c.ids.row(id); at != row || !ok {
				t.Fatalf("ticket %d is in row %d, want %d", id, at, row)
			}
			if rapid.IntRange(0, 2).Draw(t, "has") == 0 {
				tickets.Add(id)
				rows[row/64] |= 1 << (row % 64)
				want = append(want, row)
			}
		}
		if got := c.ticketsIn(rows); !got.Equals(tickets) {
			t.Fatalf("the tickets are %v, want %v", got, tickets)
		}
		if rapid.Bool().Draw(t, "more") { // tickets that the columns do not know
			tickets.Add(uint32(c.ids.n + 2))
			tickets.Add(1 << 31)
		}
		if got := c.rowsIn(tickets); !slices.Equal(got, rows) {
			t.Fatalf("the rows are %v, want %v", got, rows)
		}
		slices.Reverse(want)
		from := rapid.IntRange(0, len(want)).Draw(t, "from")
		upto := rapid.IntRange(from, len(want)+3).Draw(t, "upto")
		if got := rows.newest(from, upto); !slices.Equal(got, want[from:min(upto, len(want))]) {
			t.Fatalf("the newest %d to %d are %v of %v", from, upto, got, want)
		}
	})
}

func TestALargeSetOfTicketsIsTurnedIntoRows(t *testing.T) {
	c := newColumns()
	tickets := roaring.New()
	for id := range uint32(200_000) {
		c.ids.insert(c.ids.n, id+1)
	}
	c.live = make([]uint64, (c.ids.n+63)/64)
	tickets.AddRange(1, 70_000)                       // a run
	for id := uint32(70_001); id < 150_000; id += 2 { // a bitmap
		tickets.Add(id)
	}
	tickets.Add(200_000)
	rows := c.rowsIn(tickets)
	if rows.count() != int(tickets.GetCardinality()) || !c.ticketsIn(rows).Equals(tickets) {
		t.Errorf("%d rows for %d tickets", rows.count(), tickets.GetCardinality())
	}
}

func TestAHeldTicketIsFoundAmongTheNewest(t *testing.T) {
	limits := smallLimits
	limits.ranked = 3
	s := openSmall(t, t.TempDir()+"/desk.db", limits)
	defer func() { _ = s.Close() }()
	for i := range 150 {
		do(t, s, maya, 0, incident([]string{"Gateway", "Printer"}[i%2]))
	}
	if err := s.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	q, err := model.ParseQuery("gateway")
	if err != nil {
		t.Fatal(err)
	}
	for _, hold := range []model.ID{149, 129, 127, 65, 63, 1, 2} {
		list, err := s.Query(t.Context(), q, model.Env{Names: s.Names()}, Page{Limit: 10, Hold: hold})
		if err != nil {
			t.Fatal(err)
		}
		want := (149 - int(hold)) / 2
		if hold == 2 { // it does not match
			want = -1
		}
		if list.Ranked != NewestFirst || list.Total != 75 || list.Held != want || len(list.Tickets) != 10 {
			t.Fatalf("#%d is held at %d, want %d: %+v", hold, list.Held, want, list)
		}
		if want >= 0 && list.Tickets[want-list.Offset].ID != hold {
			t.Errorf("#%d is not in its place", hold)
		}
	}
}
