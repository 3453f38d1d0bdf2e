package exchange

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of what a file may hold. Larger cells and records are refused with their line, the rest is read. What has to be
// kept until the end of the file (an event log, a Jira export) is kept up to MaxKept bytes of text, and handed out in
// portions beyond that.
const (
	MaxPeek   = 64 << 10
	MaxCell   = 1 << 20
	MaxRow    = 16 << 20
	MaxCells  = 20_000
	MaxObject = 32 << 20
	MaxKept   = 256 << 20
)

// Limits gives the limits as a sentence for people.
func Limits() string {
	return fmt.Sprintf("a cell may hold %d bytes, a row %d bytes in %d cells, a JSON record %d bytes", MaxCell, MaxRow, MaxCells, MaxObject)
}

const byteOrderMark = "\xef\xbb\xbf"

// decode gives the file as UTF-8 without byte order marks. Bytes that are no UTF-8 are left to whoever reads the cells.
func decode(r io.Reader, charset string) (*bufio.Reader, error) {
	in := bufio.NewReaderSize(r, MaxPeek)
	first, err := in.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the file's first bytes: %w", err)
	}
	switch strings.ToLower(strings.ReplaceAll(charset, "_", "-")) {
	case "", "utf-8", "utf8":
		if string(first) == "\xff\xfe" || string(first) == "\xfe\xff" {
			in = bufio.NewReaderSize(&recoder{in: in, next: wide(in)}, MaxPeek)
		}
	case "utf-16", "utf16":
		in = bufio.NewReaderSize(&recoder{in: in, next: wide(in)}, MaxPeek)
	case "windows-1252", "cp1252":
		in = bufio.NewReaderSize(&recoder{in: in, next: windows1252}, MaxPeek)
	case "latin1", "iso-8859-1":
		in = bufio.NewReaderSize(&recoder{in: in, next: latin1}, MaxPeek)
	default:
		return nil, fmt.Errorf("%q is no charset that import knows: use utf-8, utf-16, windows-1252 or latin1", charset)
	}
	for range 4 { // some programs put a mark before the one that is there
		if mark, _ := in.Peek(len(byteOrderMark)); string(mark) != byteOrderMark {
			break
		}
		if _, err := in.Discard(len(byteOrderMark)); err != nil {
			return nil, fmt.Errorf("read the file's first bytes: %w", err)
		}
	}
	return in, nil
}

// A recoder gives as UTF-8 what stands in another charset.
type recoder struct {
	in   *bufio.Reader
	next func(*bufio.Reader) (rune, error)
	kept []byte
	err  error
}

// Read fills p with UTF-8.
func (r *recoder) Read(p []byte) (int, error) {
	for len(r.kept) < len(p) && r.err == nil {
		c, err := r.next(r.in)
		if err != nil {
			r.err = err
			break
		}
		r.kept = utf8.AppendRune(r.kept, c)
	}
	n := copy(p, r.kept)
	r.kept = r.kept[:copy(r.kept, r.kept[n:])]
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}

func latin1(in *bufio.Reader) (rune, error) {
	b, err := in.ReadByte()
	return rune(b), err
}

// The runes of the bytes 80 to 9f. Source: WHATWG Encoding, index windows-1252.
var upper1252 = [...]rune{
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f,
	0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
}

func windows1252(in *bufio.Reader) (rune, error) {
	b, err := in.ReadByte()
	if 0x80 <= b && b < 0xa0 {
		return upper1252[b-0x80], err
	}
	return rune(b), err
}

// wide reads UTF-16 in the order that a mark at the beginning says, little end first without one.
func wide(in *bufio.Reader) func(*bufio.Reader) (rune, error) {
	low, high := 0, 1
	if mark, _ := in.Peek(2); string(mark) == "\xfe\xff" {
		low, high = 1, 0
	}
	unit := func(in *bufio.Reader) (rune, error) {
		var pair [2]byte
		_, err := io.ReadFull(in, pair[:])
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return 0, io.EOF // half a unit at the end says nothing
		}
		if err != nil {
			return 0, err
		}
		return rune(pair[low]) | rune(pair[high])<<8, nil
	}
	return func(in *bufio.Reader) (rune, error) {
		c, err := unit(in)
		if err != nil || !utf16.IsSurrogate(c) {
			return c, err
		}
		if pair, _ := in.Peek(2); len(pair) == 2 {
			second := rune(pair[low]) | rune(pair[high])<<8
			if whole := utf16.DecodeRune(c, second); whole != utf8.RuneError {
				_, err := in.Discard(2)
				return whole, err
			}
		}
		return utf8.RuneError, nil
	}
}

// binary says what a file is when it is no text, empty for text.
func binary(head []byte) string {
	for _, kind := range []struct{ mark, name string }{
		{"PK\x03\x04", "an Excel workbook or another zip file: export as CSV instead"},
		{"\xd0\xcf\x11\xe0", "an old Excel workbook: export as CSV instead"},
		{"\x1f\x8b", "a gzip file: unpack it first"},
		{"(\xb5/\xfd", "a zstd file: unpack it first"},
		{"%PDF", "a PDF"},
	} {
		if bytes.HasPrefix(head, []byte(kind.mark)) {
			return kind.name
		}
	}
	if bytes.Count(head, []byte{0}) > len(head)/8 {
		return "no text: every eighth byte or more is zero"
	}
	return ""
}
