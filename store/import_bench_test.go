package store

import (
	"context"
	"testing"
)

func BenchmarkImport(b *testing.B) {
	s := openTest(b)
	c := newChatter()
	b.ReportAllocs()
	for n := 0; n < b.N; n += benchBatch {
		b.StopTimer()
		all := c.records(n, min(b.N, n+benchBatch))
		b.StartTimer()
		if _, err := s.Do(context.Background(), Write{Who: maya, Each: true, Commands: all}); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
}
