package model

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Highlight tells where in a text the words stand that were looked for, as byte ranges in order that do not touch each
// other, for marking them on a screen. The words are folded, as Query.Words and the store's Similar give them. A word of
// the text that begins with one of them is marked as a whole; in scripts that write no blanks, where a word may stand
// anywhere in a run, just the word is. The text may be what a record holds or a Line's: the ranges are those of the text
// that is given. Its time grows with the text and the number of words.
func Highlight(text string, words []string) [][2]int {
	var wanted []*sought
	for _, w := range words {
		if p := newPhrase(w); p != nil {
			wanted = append(wanted, &sought{phrase: p, reached: make([]bool, len(p.tokens))})
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	var marks [][2]int
	var from []int // where each token began
	for s := (tokenizer{text: text}); s.next(); {
		from = append(from, s.from)
		for _, w := range wanted {
			if w.meet(s.token()) {
				marks = append(marks, [2]int{from[len(from)-len(w.reached)], w.end(&s)})
			}
		}
	}
	return joined(marks)
}

// A sought is a phrase with how far each of its beginnings was met in a text.
type sought struct {
	*phrase
	reached []bool // reached[i]: the tokens up to i stand in a row and end with the last one that was met
}

// meet takes the next token of a text, and tells whether the phrase ends with it.
func (w *sought) meet(token []byte) bool {
	last := len(w.reached) - 1
	for i := last; i >= 0; i-- {
		w.reached[i] = (i == 0 || w.reached[i-1]) && w.fits(i, token)
	}
	return w.reached[last]
}

// end gives where in the text the phrase ends whose last token was just met.
func (w *sought) end(s *tokenizer) int {
	last := w.tokens[len(w.tokens)-1]
	if r, _ := utf8.DecodeRuneInString(last); !unspaced(r) {
		return s.to
	}
	end := s.from
	for range utf8.RuneCountInString(last) {
		_, size := utf8.DecodeRuneInString(s.text[end:])
		end += size
	}
	return end
}

// joined puts ranges in order, and makes one of those that touch.
func joined(marks [][2]int) [][2]int {
	slices.SortFunc(marks, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var all [][2]int
	for _, m := range marks {
		if n := len(all); n > 0 && m[0] <= all[n-1][1] {
			all[n-1][1] = max(all[n-1][1], m[1])
			continue
		}
		all = append(all, m)
	}
	return all
}
