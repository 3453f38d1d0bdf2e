package store

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// drawRows gives columns of many tickets, whose facts have few values, or many, or run with or against the numbers.
func drawRows(t *rapid.T) *columns {
	c := newColumns()
	n := rapid.SampledFrom([]int{0, 1, 63, 700, 5000}).Draw(t, "rows")
	shape := rapid.SampledFrom([]string{"few", "many", "with", "against", "one", "outlier"})
	due, created, state := shape.Draw(t, "due"), shape.Draw(t, "created"), shape.Draw(t, "priority")
	seed := uint32(rapid.IntRange(1, 1000).Draw(t, "seed"))
	number := func(shape string, i int) uint32 {
		seed = seed*1664525 + 1013904223
		some := seed >> 8
		switch {
		case some%7 == 0 && shape != "one":
			return 0
		case shape == "few":
			return some % 3
		case shape == "many":
			return some
		case shape == "with":
			return 1_700_000_000 + uint32(i)*10 + some%50
		case shape == "against":
			return 1_800_000_000 - uint32(i)*10 + some%50
		case shape == "outlier" && i == n/2:
			return 1<<32 - 1
		}
		return 5
	}
	for i := range n {
		c.put(&model.Ticket{ID: model.ID(i + 1), Kind: model.Incident, State: model.StateNew, Category: fmt.Sprintf("Category %d", number("few", i)),
			Priority: model.Priority(number(state, i) % 6), Due: model.Instant(number(due, i)), Created: model.Instant(number(created, i))})
	}
	return c
}

func TestAPageIsTheSameAsOneOfEverythingSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := &selection{store: &Store{}, cols: drawRows(t)}
		var keys []model.SortKey
		for _, no := range rapid.SliceOfNDistinct(rapid.SampledFrom([]uint8{model.FieldDue, model.FieldPriority, model.FieldCreated, model.FieldCategory,
			model.FieldSize, model.FieldRank}), 0, 3, rapid.ID).Draw(t, "sort") {
			keys = append(keys, model.SortKey{Field: model.FieldNo(no), Desc: rapid.Bool().Draw(t, "down")})
		}
		order, err := l.sorter(keys)
		if err != nil {
			t.Fatal(err)
		}
		rows := slices.Clone(rowSet(l.cols.live))
		for i := range rows {
			if less := rapid.SampledFrom([]uint64{full, full, 0x5555, 1 << 40, 0}).Draw(t, "taken"); i < 12 {
				rows[i] &= less
			}
		}
		want := rows.list(rows.count())
		slices.SortFunc(want, order.compare)
		for range 4 {
			from := rapid.IntRange(0, len(want)).Draw(t, "from")
			upto := min(len(want), from+rapid.SampledFrom([]int{0, 1, 50, 600, 1 << 20}).Draw(t, "length"))
			if got := order.page(rows, from, upto); !slices.Equal(got, want[from:upto]) {
				t.Fatalf("places %d to %d of %d are %v, want %v", from, upto, len(want), got, want[from:upto])
			}
		}
		if len(want) > 0 {
			at := rapid.IntRange(0, len(want)-1).Draw(t, "place")
			if got := order.position(rows, want[at]); got != at {
				t.Fatalf("row %d is at place %d, want %d", want[at], got, at)
			}
		}
	})
}

// An order of titles, once it was worked out, tells rightly of what is written afterwards.
func TestAnOrderOfTextsFollowsWhatIsWritten(t *testing.T) {
	titles := rapid.SampledFrom([]string{"Mail", "mail", "mail bounces", "Mail 2", "nail", "Äpfel", "äpfel", "printer", "printers", "a", "zz"})
	rapid.Check(t, func(r *rapid.T) {
		s := openTest(t)
		settle(s)
		var ids []model.ID
		for i := range rapid.IntRange(0, 20).Draw(r, "tickets") {
			ids = append(ids, do(t, s, maya, 0, titled(titles.Draw(r, "title"), i, 0)))
		}
		env := model.Env{Names: s.Names(), Now: s.Now()}
		for i := range rapid.IntRange(1, 12).Draw(r, "changes") {
			for _, text := range []string{"sort:title", "sort:-title", "sort:-source-id", "state:new sort:title,-created"} {
				q, err := model.ParseQuery(text)
				if err != nil {
					r.Fatal(err)
				}
				checkAnswer(r, s, q, env)
			}
			change := rapid.IntRange(0, 5).Draw(r, "change")
			switch {
			case change == 0:
				_, _ = s.Undo(context.Background(), maya, 0) // there may be nothing to undo
			case change == 1:
				ids = append(ids, do(t, s, maya, 0, titled(titles.Draw(r, "title"), 100+i, model.ID(rapid.IntRange(1, 90).Draw(r, "number")))))
			case change == 2 || len(ids) == 0:
				ids = append(ids, do(t, s, maya, 0, titled(titles.Draw(r, "title"), 100+i, 0)))
			case change == 3:
				_, _ = try(t, s, maya, rapid.SampledFrom(ids).Draw(r, "id"), model.Note{Text: "seen"}) // it may be taken back
			default:
				_, _ = try(t, s, maya, rapid.SampledFrom(ids).Draw(r, "id"), model.Edit{Field: model.FieldTitle, To: model.Value{S: titles.Draw(r, "title")}})
			}
		}
	})
}

// titled gives a record with a title that may have a number of its own.
func titled(title string, i int, number model.ID) *model.Import {
	imp := record(fmt.Sprintf("X%d", i*7%10), fmt.Sprint("k", i), title)
	imp.Number = number
	return imp
}

// Where an order falls out of use: more was written since than it places.
func TestAnOrderIsWorkedOutAnewWhenMuchWasWritten(t *testing.T) {
	s := openTest(t)
	settle(s)
	do(t, s, maya, 0, incident("middle"))
	q, err := model.ParseQuery("sort:title")
	if err != nil {
		t.Fatal(err)
	}
	env := model.Env{Names: s.Names()}
	ask := func() []model.ID {
		ids, err := s.IDs(t.Context(), q, env)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	if got := ask(); !slices.Equal(got, []model.ID{1}) {
		t.Fatalf("the order is %v", got)
	}
	before := s.cols.orders[model.FieldTitle]
	for from := 0; from <= manyLate; from += 1024 {
		var all []Command
		for i := from; i < from+1024; i++ {
			all = append(all, Command{Act: incident(fmt.Sprintf("%c%05d", "az"[i%2], i))})
		}
		if _, err := s.Do(t.Context(), Write{Who: maya, Commands: all}); err != nil {
			t.Fatal(err)
		}
	}
	_, changed := s.cols.state()
	got := ask()
	if want := slowly(t, s, q, env); !slices.Equal(got, want) {
		t.Fatal("late tickets stand in the wrong order")
	}
	<-changed // the new order
	if s.cols.orders[model.FieldTitle] == before {
		t.Error("the order was not worked out anew")
	}
	if again := ask(); !slices.Equal(again, got) {
		t.Error("the new order is another one")
	}
}
