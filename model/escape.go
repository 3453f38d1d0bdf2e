package model

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// EscapeJSON returns b, which must be valid JSON, as the same value without a rune a terminal might act on: DEL, C1 and
// bidi controls, line separators, tags and all else that is not graphic become \uXXXX, joiners excepted. Cleaning would
// change the value, this does not. It never writes to b, and returns b itself when there is nothing to escape.
func EscapeJSON(b []byte) []byte {
	var out []byte
	done := 0
	for i, size := 0, 0; i < len(b); i += size {
		var r rune
		r, size = utf8.DecodeRune(b[i:])
		invalid := r == utf8.RuneError && size == 1
		if invalid || r > '~' && !unicode.IsGraphic(r) && r != zwj && r != zwnj {
			out = appendEscaped(append(out, b[done:i]...), r)
			done = i + size
		}
	}
	if out == nil {
		return b
	}
	return append(out, b[done:]...)
}

func appendEscaped(out []byte, r rune) []byte {
	for _, unit := range utf16.AppendRune(nil, r) {
		out = fmt.Appendf(out, `\u%04x`, unit)
	}
	return out
}

// GuardCSV returns s as a CSV cell that no spreadsheet takes for a formula: with a ' before it when its first visible
// rune is one a formula begins with. Plain numbers like -12 and +3.5 stay numbers. UnguardCSV gives s back, byte for
// byte, whatever s is.
func GuardCSV(s string) string {
	if isFormula(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// UnguardCSV undoes GuardCSV, and leaves a cell alone that GuardCSV would not have made.
func UnguardCSV(s string) string {
	if rest, guarded := strings.CutPrefix(s, "'"); guarded && isFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return s
}

func isFormula(s string) bool {
	for _, r := range s {
		switch {
		case strings.ContainsRune("=+-@|\t\r\n\x00＝＋－＠", r):
			return !isSignedNumber(s)
		case !unicode.IsSpace(r) && !isInvisible(r):
			return false
		}
	}
	return false
}

func isSignedNumber(s string) bool {
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	whole, fraction, pointed := strings.Cut(s[1:], ".")
	return isDigits(whole) && (!pointed || isDigits(fraction))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
