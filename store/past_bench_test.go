package store

import (
	"context"
	"os"
	"testing"
	"time"

	"opsdesk/model"
)

// BenchmarkPast measures going back on the desk that OPSDESK_BENCH_DESK names; see opsdesk bench.
func BenchmarkPast(b *testing.B) {
	path := os.Getenv("OPSDESK_BENCH_DESK")
	if path == "" {
		b.Skip("OPSDESK_BENCH_DESK names no desk")
	}
	s, err := Open(context.Background(), path, Options{ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	first, last := get(b, s, 1).Created, s.Now()
	for _, c := range []struct {
		name     string
		at       model.Instant
		recorded bool
	}{
		{"an hour ago", model.At(last.Add(-time.Hour)), false},
		{"a fortnight ago", model.At(last.Add(-14 * 24 * time.Hour)), false},
		{"half-way", (first + model.At(last)) / 2, false},
		{"as recorded", (first + model.At(last)) / 2, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				then, err := s.At(context.Background(), model.Cut{At: c.at, Recorded: c.recorded}, nil)
				if err != nil {
					b.Fatal(err)
				}
				if err := then.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
