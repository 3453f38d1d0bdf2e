package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math"
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

// Packed tokens begin with a table of where the tokens begin whose first byte is a digit, a letter or beyond ASCII, as
// two bytes each; then follow the tokens in order, each behind its length in one byte.
const (
	packedRows = 10 + 26 + 1
	packedHead = 2 * packedRows
)

// packedRow gives the row of a first byte. It grows with the byte.
func packedRow(first byte) int {
	switch {
	case first <= '9':
		return max(0, int(first)-'0')
	case first <= 'z':
		return 10 + max(0, int(first)-'a')
	}
	return packedRows - 1
}

// pack gives the tokens packed, and empties the bag.
func (b *tokenBag) pack() string {
	slices.SortFunc(b.spans, func(x, y [2]int) int {
		return bytes.Compare(b.bytes[x[0]:x[1]], b.bytes[y[0]:y[1]])
	})
	packed := make([]byte, packedHead, packedHead+len(b.bytes)+len(b.spans))
	rows, at := 0, packedHead // of the table that are filled in, and what stands in the next
	var last []byte
	for _, s := range b.spans {
		token := b.bytes[s[0]:s[1]]
		if len(token) == 0 || bytes.Equal(token, last) {
			continue
		}
		if len(packed) <= math.MaxUint16 { // where it is too far away for the table, an earlier one does
			at = len(packed)
		}
		for ; rows <= packedRow(token[0]); rows++ {
			binary.LittleEndian.PutUint16(packed[2*rows:], uint16(at))
		}
		packed = append(append(packed, byte(len(token))), token...)
		last = token
	}
	if len(packed) <= math.MaxUint16 {
		at = len(packed)
	}
	for ; rows < packedRows; rows++ {
		binary.LittleEndian.PutUint16(packed[2*rows:], uint16(at))
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

// typedWords gives the words of tokens that are being typed: all whole but the last, of which more may come.
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

// matchPacked walks over packed tokens beside sorted words and calls met with the index of each word that is there. It
// stops at the first that is not when met is nil, and tells whether all were there. Nothing packed has no tokens.
func matchPacked(packed string, sorted []searchWord, met func(i int)) bool {
	at, all := packedHead, true
	for i, w := range sorted {
		if len(packed) > packedHead && w.token != "" {
			row := 2 * packedRow(w.token[0])
			at = max(at, int(packed[row])|int(packed[row+1])<<8)
		}
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
