package model

import (
	"iter"
	"unicode"
	"unicode/utf8"
)

// maxToken is the length in bytes to which Tokens cuts a token.
const maxToken = 64

// Searched gives the texts in which words are looked for: title, description, each tag, category, subcategory, the
// number at the source, symptom, workaround, the key, and what was said, where the ticket was read with that. A phrase
// never runs from one of them into the next. Whoever indexes tickets by their words reads them here.
func Searched(t *Ticket) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(t.Title) || !yield(t.Description) {
			return
		}
		for _, tag := range t.Tags {
			if !yield(tag) {
				return
			}
		}
		if !yield(t.Category) || !yield(t.Subcategory) || !yield(t.SourceID) || !yield(t.Symptom) || !yield(t.Workaround) ||
			!yield(t.Key()) {
			return
		}
		for _, said := range t.Said {
			if !yield(said) {
				return
			}
		}
	}
}

// Tokens gives the words of a text in their order, each folded as FoldWord does and cut to 64 bytes. A word is a run of
// letters, digits and the marks on them. Scripts that write no blanks (Han, Hiragana, Katakana) give each character
// together with the next one, and the last of a run alone: so every part of such a run is a phrase of its tokens, the
// last by its beginning. Tokens may share memory with the text.
func Tokens(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for s := (tokenizer{text: text}); s.next(); {
			token := s.text[s.from:s.to]
			if token != string(s.token()) {
				token = string(s.token())
			}
			if !yield(token) {
				return
			}
		}
	}
}

// FoldWord gives the form in which two spellings of a word are equal: lower case, and Latin letters without their
// accents.
func FoldWord(s string) string {
	folded := make([]byte, 0, len(s)+8)
	for _, r := range s {
		folded = foldRune(r, folded)
	}
	return string(folded)
}

// A tokenizer walks over the tokens of a text. It allocates nothing.
type tokenizer struct {
	text     string
	at       int // where to read on
	from, to int // where the token stands in the text
	size     int
	buf      [maxToken]byte
}

func (s *tokenizer) token() []byte { return s.buf[:s.size] }

// next goes to the next token and tells whether there was one.
func (s *tokenizer) next() bool {
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		switch {
		case unspaced(r):
			s.pair(r, size)
			return true
		case startsWord(r):
			s.word()
			return true
		}
		s.at += size
	}
	return false
}

func (s *tokenizer) pair(r rune, size int) {
	s.from, s.at = s.at, s.at+size
	s.to = s.at
	token := utf8.AppendRune(s.buf[:0], r)
	if r, size := utf8.DecodeRuneInString(s.text[s.at:]); unspaced(r) {
		token, s.to = utf8.AppendRune(token, r), s.at+size
	}
	s.size = len(token)
}

func (s *tokenizer) word() {
	s.from = s.at
	token, full := s.buf[:0], false
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if unspaced(r) || !startsWord(r) && !unicode.IsMark(r) {
			break
		}
		s.at += size
		var folded [8]byte
		next := foldRune(r, folded[:0])
		if full = full || len(token)+len(next) > maxToken; !full {
			token = append(token, next...)
		}
	}
	s.to, s.size = s.at, len(token)
}

func startsWord(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// unspaced tells whether a letter's script writes words without blanks between them. The marks that make a vowel long
// belong to no script, but stand among such letters.
func unspaced(r rune) bool {
	return r >= 0x2E80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー' || r == 'ｰ') &&
		unicode.IsLetter(r)
}

// foldRune appends the folded form of a letter; an accent that stands for itself has none.
func foldRune(r rune, to []byte) []byte {
	switch {
	case r < utf8.RuneSelf:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(to, byte(r))
	case firstLatin <= r && r <= lastLatin:
		if plain := latin[r-firstLatin]; plain != "" {
			return append(to, plain...)
		}
	case 0x300 <= r && r <= 0x36F:
		return to
	case r == 'ς':
		r = 'σ'
	}
	return utf8.AppendRune(to, unicode.ToLower(r))
}

// The letters of Latin-1 and Latin Extended-A.
const firstLatin, lastLatin = 'À', 'ſ'

// latin holds for each of them the letters that it is folded to.
var latin = foldTable(map[string]string{
	"a": "ÀÁÂÃÄÅàáâãäåĀāĂăĄą", "ae": "Ææ", "c": "ÇçĆćĈĉĊċČč", "d": "ĎďĐđÐð", "e": "ÈÉÊËèéêëĒēĔĕĖėĘęĚě",
	"g": "ĜĝĞğĠġĢģ", "h": "ĤĥĦħ", "i": "ÌÍÎÏìíîïĨĩĪīĬĭĮįİı", "ij": "Ĳĳ", "j": "Ĵĵ", "k": "Ķķĸ", "l": "ĹĺĻļĽľĿŀŁł",
	"n": "ÑñŃńŅņŇňŉŊŋ", "o": "ÒÓÔÕÖØòóôõöøŌōŎŏŐő", "oe": "Œœ", "r": "ŔŕŖŗŘř", "s": "ŚśŜŝŞşŠšſ", "ss": "ß",
	"t": "ŢţŤťŦŧ", "th": "Þþ", "u": "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲų", "w": "Ŵŵ", "y": "ÝýÿŶŷŸ", "z": "ŹźŻżŽž",
})

func foldTable(rows map[string]string) (table [lastLatin - firstLatin + 1]string) {
	for plain, letters := range rows {
		for _, r := range letters {
			table[r-firstLatin] = plain
		}
	}
	return table
}
