package store

import "testing"

// BenchmarkTickerLooks measures what the ticker does after every change while nothing is due.
func BenchmarkTickerLooks(b *testing.B) {
	s, _ := benchDesk(b)
	for b.Loop() {
		s.nextChime()
	}
}
