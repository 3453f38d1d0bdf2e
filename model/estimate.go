package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An Estimate is a number that somebody guessed: surely not below Low, most likely Likely, surely not above High.
type Estimate struct{ Low, Likely, High float64 }

// Exactly gives an estimate without doubt.
func Exactly(n float64) Estimate { return Estimate{n, n, n} }

// IsExact tells whether the estimate leaves no doubt.
func (e Estimate) IsExact() bool { return e.Low == e.High }

// ParseEstimate reads 3, or 2..3..5 as low, likely and high. Errors say what is wrong with it.
func ParseEstimate(text string) (Estimate, error) {
	parts := strings.Split(strings.TrimSpace(text), "..")
	var n [3]float64
	for i, p := range parts {
		v, err := strconv.ParseFloat(strings.TrimSpace(p), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || i > 2 {
			return Estimate{}, fmt.Errorf("%s is no estimate: write a number, or low..likely..high as in 2..3..5", brief(text))
		}
		n[i] = v
	}
	switch len(parts) {
	case 1:
		return Exactly(n[0]), nil
	case 3:
		if n[0] <= n[1] && n[1] <= n[2] {
			return Estimate{n[0], n[1], n[2]}, nil
		}
	}
	return Estimate{}, fmt.Errorf("%s is no estimate: write a number, or low..likely..high in that order, as in 2..3..5", brief(text))
}

// String writes the estimate as ParseEstimate reads it.
func (e Estimate) String() string {
	number := func(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
	if e.IsExact() {
		return number(e.Likely)
	}
	return number(e.Low) + ".." + number(e.Likely) + ".." + number(e.High)
}

// Estimates are what was guessed of an item, by the token of the part.
type Estimates map[string]Estimate

// ParseEstimates reads what String writes. What can't be read is left out: it was checked when it was set.
func ParseEstimates(text string) Estimates {
	all := Estimates{}
	for _, word := range strings.Fields(text) {
		token, value, _ := strings.Cut(word, "=")
		if e, err := ParseEstimate(value); err == nil && PartNamed(token) != nil {
			all[token] = e
		}
	}
	return all
}

// String writes the estimates in the order of ScoreParts, as in reach=2000 effort=2..3..5.
func (e Estimates) String() string {
	var words []string
	for _, p := range ScoreParts {
		if v, ok := e[p.Token]; ok {
			words = append(words, p.Token+"="+v.String())
		}
	}
	return strings.Join(words, " ")
}
