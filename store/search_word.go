package store

import (
	"bytes"
	"cmp"
	"slices"
)

// A tokenBag gathers tokens and gives each once, in order.
type tokenBag struct {
	bytes []byte
	spans [][2]int
}

func (b *tokenBag) add(token []byte) {
	from := len(b.bytes)
	b.bytes = append(b.bytes, token...)
	b.spans = append(b.spans, [2]int{from, len(b.bytes)})
}

// pack gives the tokens in order, each behind its length in one byte, and empties the bag.
func (b *tokenBag) pack() string {
	slices.SortFunc(b.spans, func(x, y [2]int) int {
		return bytes.Compare(b.bytes[x[0]:x[1]], b.bytes[y[0]:y[1]])
	})
	packed := make([]byte, 0, len(b.bytes)+len(b.spans))
	var last []byte
	for _, s := range b.spans {
		if token := b.bytes[s[0]:s[1]]; !bytes.Equal(token, last) {
			packed = append(append(packed, byte(len(token))), token...)
			last = token
		}
	}
	b.bytes, b.spans = b.bytes[:0], b.spans[:0]
	return string(packed)
}

// A searchWord is something to look for: tickets that have the token, or any that begins with it unless it is whole.
type searchWord struct {
	token string
	whole bool
}

func (w searchWord) fits(token []byte) bool {
	if w.whole {
		return string(token) == w.token
	}
	return len(token) >= len(w.token) && string(token[:len(w.token)]) == w.token
}

// typedWords gives the words of tokens that are being typedWords: all whole but the last, of which more may come.
func typedWords(tokens []string) []searchWord {
	words := make([]searchWord, len(tokens))
	for i, token := range tokens {
		words[i] = searchWord{token, i < len(tokens)-1}
	}
	return words
}

// inOrder gives words as packed tokens are searched: sorted.
func inOrder(words []searchWord) []searchWord {
	return slices.SortedFunc(slices.Values(words), func(a, b searchWord) int { return cmp.Compare(a.token, b.token) })
}

// matchPacked walks over packed tokens beside sorted words and calls met with the index of each word that is there. It stops
// at the first that is not when met is nil, and tells whether all were there.
func matchPacked(packed string, sorted []searchWord, met func(i int)) bool {
	at, all := 0, true
	for i, w := range sorted {
		found := false
		for at < len(packed) {
			end := at + 1 + int(packed[at])
			token := packed[at+1 : end]
			if token >= w.token {
				found = token == w.token || !w.whole && len(token) > len(w.token) && token[:len(w.token)] == w.token
				break
			}
			at = end
		}
		switch {
		case found && met != nil:
			met(i)
		case !found && met == nil:
			return false
		case !found:
			all = false
		}
	}
	return all
}
