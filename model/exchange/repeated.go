package exchange

import (
	"strings"
)

// A words keeps each of many repeated texts once.
type words struct {
	numbers map[string]uint32
	texts   []string
	bytes   int
}

func newWords() *words { return &words{numbers: map[string]uint32{}} }

func (w *words) word(n uint32) string { return w.texts[n] }

func (w *words) number(text string) uint32 {
	n, ok := w.numbers[text]
	if !ok {
		text = strings.Clone(text)
		n = uint32(len(w.texts))
		w.numbers[text], w.texts = n, append(w.texts, text)
		w.bytes += len(text) + 64
	}
	return n
}

// only gives the words that some groups still use, and numbers them anew there.
func (w *words) only(groups []*group) *words {
	less := newWords()
	for _, g := range groups {
		for _, e := range g.rows {
			for i, n := range e.cells {
				e.cells[i] = less.number(w.texts[n])
			}
		}
	}
	return less
}
