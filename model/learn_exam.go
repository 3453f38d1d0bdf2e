package model

import "math"

// examined is how many of the last tickets the record is of.
const examined = 500

// A mark is how one guess about a ticket fared that was not learned yet.
type mark struct {
	id    ID
	right bool
	// losses are how wrong the score of what was right would have been at each temperature.
	losses [len(temperatures)]float32
}

// temperatures are tried to turn weights into scores: the lower, the surer.
var temperatures = [...]float64{1. / 16, 1. / 11, 1. / 8, 1. / 5.5, 1. / 4, 1. / 3, 1. / 2, 1. / 1.4, 1, 1.4, 2}

// usualTemperature is taken before any ticket was examined.
const usualTemperature = 1. / 2

// Examine guesses the outcomes of a ticket that was not learned yet and notes whether the guesses are right. Call it just
// before the ticket is learned: the record is then of guesses that knew only the past. Source: Dawid, Statistical Theory:
// The Prequential Approach (1984).
func (l *Learner) Examine(t *Ticket) {
	if _, learned := l.lessons[t.ID]; learned || !Teaches(t) {
		return
	}
	for o := range l.marks {
		value, ok := Outcome(o).Of(t)
		if !ok {
			continue
		}
		m := mark{id: t.ID}
		weights := l.weigh(l.terms(t, Outcome(o)), Outcome(o))
		if n, seen := l.ledgers[o].classes[value]; seen {
			best := l.best(weights, Outcome(o), 1)
			m.right = len(best) > 0 && best[0] == n
			for i, temperature := range temperatures {
				m.losses[i] = float32(-math.Log(max(1e-9, probabilities(weights, temperature)[n])))
			}
		}
		l.marks[o] = append(l.marks[o], m)
		if len(l.marks[o]) > examined {
			l.marks[o] = append(l.marks[o][:0], l.marks[o][1:]...)
		}
	}
}

// Record tells for how many of the last tickets that were examined the first guess was right. Tried is at most 500.
func (l *Learner) Record(o Outcome) (right, tried int) {
	for _, m := range l.marks[o] {
		if m.right {
			right++
		}
	}
	return right, len(l.marks[o])
}

// temperature gives the one with which scores would have fitted best what came out of the tickets that were examined.
// Source: Guo, Pleiss, Sun and Weinberger, On Calibration of Modern Neural Networks (2017), section 4.2.
func (l *Learner) temperature(o Outcome) float64 {
	var sums [len(temperatures)]float64
	for _, m := range l.marks[o] {
		for i, loss := range m.losses {
			sums[i] += float64(loss)
		}
	}
	best, least := usualTemperature, math.Inf(1)
	for i, sum := range sums {
		if sum > 0 && sum < least {
			best, least = temperatures[i], sum
		}
	}
	return best
}

// probabilities turns weights into numbers that add up to 1, the greater ones the nearer to 1 the lower the temperature.
func probabilities(weights []float64, temperature float64) []float64 {
	most := math.Inf(-1)
	for _, w := range weights {
		most = max(most, w)
	}
	all := make([]float64, len(weights))
	sum := 0.0
	for i, w := range weights {
		all[i] = math.Exp((w - most) / temperature)
		sum += all[i]
	}
	for i := range all {
		all[i] /= sum
	}
	return all
}
