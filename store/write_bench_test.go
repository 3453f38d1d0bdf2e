package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"opsdesk/model"
)

func BenchmarkWriteOne(b *testing.B) {
	s, n := benchDesk(b)
	for i := 0; b.Loop(); i++ {
		do(b, s, maya, model.ID(1+i*7919%n), model.Note{Text: "Looked at it; it waits for a part."})
	}
}

func BenchmarkWriteFifty(b *testing.B) {
	s, n := benchDesk(b)
	var next atomic.Int64
	b.ResetTimer()
	var writers sync.WaitGroup
	errs := make([]error, 50)
	for w := range errs {
		writers.Go(func() {
			for i := int(next.Add(1)); i <= b.N && errs[w] == nil; i = int(next.Add(1)) {
				note := Command{model.ID(1 + i*7919%n), model.Note{Text: "Looked at it; it waits for a part."}}
				_, errs[w] = s.Do(context.Background(), Write{Who: maya, Commands: []Command{note}})
			}
		})
	}
	writers.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
	if err := errors.Join(errs...); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkBacklogMove(b *testing.B) {
	s, n := benchDesk(b)
	var all []Command
	for i := range n / 10 {
		all = append(all, Command{Act: item(fmt.Sprintf("Item %d", i))})
	}
	made, err := s.Do(context.Background(), Write{Who: maya, Commands: all})
	if err != nil {
		b.Fatal(err)
	}
	for i := 0; b.Loop(); i++ {
		from, after := made.Done[i*7919%len(all)].ID, made.Done[(i*7919+1+i%7)%len(all)].ID
		do(b, s, omar2(), from, model.RankAt{Place: model.Place{After: after}})
	}
}
