package model

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// manyTickets are of 50 teams and 20,000 words, the first of which are frequent, as in a language.
func manyTickets(n int) []*Ticket {
	rng := rand.New(rand.NewPCG(1, 2))
	zipf := rand.NewZipf(rng, 1.1, 4, 20_000)
	all := make([]*Ticket, n)
	for i := range all {
		var text strings.Builder
		team := rng.IntN(50)
		for range 25 {
			fmt.Fprintf(&text, "word%d ", zipf.Uint64())
		}
		all[i] = doneTicket(ID(i+1), fmt.Sprintf("team%d fails", team), Ref(team+1), fmt.Sprint("category ", team%12))
		all[i].Description, all[i].Requester, all[i].Impact, all[i].Urgency = text.String(), Ref(rng.IntN(3000)), Level(1+rng.IntN(3)), 2
	}
	return all
}

func BenchmarkLearner(b *testing.B) {
	all := manyTickets(100_000)
	b.Run("learn-100000", func(b *testing.B) {
		for b.Loop() {
			l := NewLearner(len(all))
			for _, t := range all {
				l.Learn(t)
			}
		}
	})
	l := NewLearner(len(all))
	for _, t := range all {
		l.Learn(t)
	}
	b.Run("guess-all-outcomes", func(b *testing.B) {
		i := 0
		for b.Loop() {
			for o := range outcomeCount {
				l.Guess(all[i%len(all)], o, 3)
			}
			i++
		}
	})
}
