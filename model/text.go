package model

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The bounds the door puts on text before it is stored, whoever sends it. All but MaxTags count bytes of UTF-8.
const (
	// MaxTitle is how long a title may be, in bytes.
	MaxTitle = 1024
	// MaxText is how long a description or a comment may be, in bytes.
	MaxText = 1 << 20
	// MaxName is how long a name may be, in bytes: of a person, a group, a service, a file.
	MaxName = 256
	// MaxTag is how long one tag may be, in bytes.
	MaxTag = 64
	// MaxTags is how many tags one ticket may carry.
	MaxTags = 64
)

// The bounds of what is shown.
const (
	maxLine    = 4096    // runes of a Line
	maxLines   = 20_000  // lines of a Block
	maxBlock   = 1 << 20 // bytes of a Block's String
	maxCluster = 8       // runes that may hang on one base: no living script needs more
)

// Bound returns s as the desk stores it: valid UTF-8 of at most maxBytes bytes, each invalid byte made U+FFFD, cut
// between two runes; cut says whether anything was left out. Everything else stays, controls too: a record keeps what
// was sent, and Clean makes it safe to show.
func Bound(s string, maxBytes int) (text string, cut bool) {
	text, cut = cutAt(s, maxBytes)
	if utf8.ValidString(text) {
		return text, cut
	}
	text, again := cutAt(string([]rune(text)), maxBytes)
	return text, cut || again
}

func cutAt(s string, maxBytes int) (string, bool) {
	n := max(maxBytes, 0)
	if len(s) <= n {
		return s, false
	}
	for back := 1; back < utf8.UTFMax && n > 0 && !utf8.RuneStart(s[n]); back++ {
		n--
	}
	return s[:n], true
}

// Line is one line of text that is safe to send to any terminal, made only by Clean and CleanBlock. The zero Line is
// empty.
type Line struct{ s string }

// String returns the text of l, at most 4096 runes without a line break or any other control.
func (l Line) String() string { return l.s }

// IsZero reports whether l is empty.
func (l Line) IsZero() bool { return l.s == "" }

// Block is several lines of text that are safe to send to any terminal, made only by CleanBlock. The zero Block is
// empty.
type Block struct{ lines []Line }

// Lines returns the lines of b, at most 20,000; the caller may keep and change the slice.
func (b Block) Lines() []Line { return slices.Clone(b.lines) }

// String returns the lines of b with a line feed between each two, at most 1 MiB.
func (b Block) String() string {
	var text strings.Builder
	for i, line := range b.lines {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(line.s)
	}
	return text.String()
}

// IsZero reports whether b has no lines.
func (b Block) IsZero() bool { return len(b.lines) == 0 }

// Clean returns s as one line that can do nothing to a terminal but be read. Cleaning twice is cleaning once, and
// printable ASCII comes back as it is, without an allocation.
//
//   - An invalid byte becomes U+FFFD. C0 controls and DEL become their pictures (␛, ␡). C1 controls, bidi controls, tag
//     characters and all else that is invisible, private or unassigned become their code: <U+009B>, <U+202E>.
//   - Line breaks and tabs, with the spaces around them, become one space, and none at either end.
//   - A zero width joiner stays between emoji, a variation selector after an emoji, a Han or a Mongolian letter, a skin
//     tone after an emoji; a joiner or non-joiner also stays right after a letter of the scripts that write with them
//     (Arabic, Devanagari, Bengali, Malayalam, Sinhala and their kin), at a word's end too. Elsewhere each shows its code.
//   - At most 8 marks hang on one base; more are dropped. A line that begins with a mark has it on a dotted circle,
//     lest it join what stands to the left.
//   - What widens on one terminal and not on another is spelt alike for all: Thai and Lao am in two parts, half-width
//     voicing marks as full-width ones, Hangul jamo that make no syllable and letters that join to the right by code.
//   - What is longer than 4096 runes ends in "…".
//
// Text is not brought to NFC, which the standard library does not offer.
func Clean(s string) Line {
	if isPlain(s) {
		return Line{s}
	}
	line, rest := cleanLine(respelling.Replace(oneLine(s)))
	if rest != "" {
		line.s += "…"
	}
	return line
}

// CleanBlock returns s as lines, each as Clean would make it but for four things: a line feed, a carriage return or the
// two together end a line, the other line breaks show as controls do, a tab goes on to the next multiple of four runes,
// and a line longer than 4096 runes goes on as the next. Empty lines at the end are left out; what exceeds 20,000 lines
// or 1 MiB ends in the line "… cut".
func CleanBlock(s string) Block {
	s = strings.TrimRight(lineEnds.Replace(s), "\n")
	if s == "" {
		return Block{}
	}
	var lines []Line
	size := 0
	for line := range cleanLines(respelling.Replace(s)) {
		if len(lines) == maxLines || size+len(line.s) > maxBlock {
			return Block{endCut(lines, size)}
		}
		lines = append(lines, line)
		size += len(line.s) + len("\n")
	}
	return Block{lines}
}

// endCut gives up as many lines as it takes to end within bounds.
func endCut(lines []Line, size int) []Line {
	end := Line{"… cut"}
	for len(lines) == maxLines || size+len(end.s) > maxBlock {
		last := len(lines) - 1
		size -= len(lines[last].s) + len("\n")
		lines = lines[:last]
	}
	return append(lines, end)
}

var (
	lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

	// Unicode counts the left sides into the cluster before them, most terminals give them a column of their own.
	respelling = strings.NewReplacer(
		"\u0e33", "\u0e4d\u0e32", "\u0eb3", "\u0ecd\u0eb2", // am of Thai and Lao
		"\uff9e", "\u309b", "\uff9f", "\u309c") // half-width voicing marks
)

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return len(s) <= maxLine
}

func oneLine(s string) string {
	if !strings.ContainsFunc(s, isBreak) {
		return s
	}
	var parts []string
	for part := range strings.FieldsFuncSeq(s, isBreak) {
		if part = strings.Trim(part, " "); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ")
}

func isBreak(r rune) bool {
	return '\t' <= r && r <= '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

func cleanLines(s string) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for rest := range strings.SplitSeq(s, "\n") {
			for more := true; more; more = rest != "" {
				var line Line
				if line, rest = cleanLine(rest); !yield(line) {
					return
				}
			}
		}
	}
}

// cleanLine cleans as much of s as fits a line with a rune to spare when it must leave a rest.
func cleanLine(s string) (line Line, rest string) {
	if isPlain(s) {
		return Line{s}, ""
	}
	c := cleaner{out: make([]byte, 0, min(len(s), maxLine)+utf8.UTFMax)}
	for c.read < len(s) {
		r, size := utf8.DecodeRuneInString(s[c.read:])
		next, _ := utf8.DecodeRuneInString(s[c.read+size:])
		c.add(r, next)
		if c.runes > maxLine {
			return Line{string(c.out[:c.wholeOut])}, s[c.wholeRead:]
		}
		c.read += size
	}
	return Line{string(c.out)}, ""
}

// cleaner writes one line. What it decides on a rune depends on the runes it kept before and on nothing it changed or
// dropped, which is why cleaning twice is cleaning once.
type cleaner struct {
	out   []byte
	runes int // in out
	read  int // bytes of the text

	wholeOut, wholeRead int // out and read where the last cluster that leaves a rune to spare ended

	prev  rune // the last rune of out, 0 at the start of a line
	base  rune // the last that hangs on no other
	hung  int  // how many hang on it
	links bool // the next letter or emoji joins the cluster
}

func (c *cleaner) add(r, next rune) {
	hangs := c.hangs(r, next)
	switch {
	case ' ' <= r && r <= '~':
		c.start(r)
	case hangs && c.hung < maxCluster:
		c.hang(r)
	case hangs && unicode.IsMark(r) && !isInvisible(r): // one mark too many
	case r == vs16 && next == keycap: // terminals, and our own measure, disagree how wide a keycap with it is
	case unicode.IsMark(r) && !isInvisible(r):
		c.start('◌')
		c.hang(r)
	case r == '\t':
		c.show(strings.Repeat(" ", 4-c.runes%4))
	case c.stands(r, next):
		c.start(r)
	default:
		c.show(code(r))
	}
}

func (c *cleaner) show(text string) {
	for _, r := range text {
		c.start(r)
	}
}

func (c *cleaner) start(r rune) {
	if !c.isLinked(r) {
		if c.runes < maxLine && c.read > c.wholeRead {
			c.wholeOut, c.wholeRead = len(c.out), c.read
		}
		c.hung = 0
	}
	c.base, c.links = r, false
	c.keep(r)
}

// isLinked keeps a chain of joined emoji, or of letters with a virama between each two, one cluster with one bound.
func (c *cleaner) isLinked(r rune) bool {
	return c.links && (isPictograph(r) || unicode.In(r, joiningScripts...)) || isVowelJamo(r) || isTailJamo(r)
}

func (c *cleaner) hang(r rune) {
	c.hung++
	c.links = c.links || r == zwj || strings.ContainsRune(viramas, r)
	c.keep(r)
}

func (c *cleaner) keep(r rune) {
	c.out = utf8.AppendRune(c.out, r)
	c.runes++
	c.prev = r
}

// hangs reports whether r belongs to the cluster before it, and may.
func (c *cleaner) hangs(r, next rune) bool {
	switch {
	case r == zwj:
		return c.takesJoiner() || (isPictograph(c.prev) || c.prev == vs16 || isSkinTone(c.prev)) && isPictograph(next)
	case r == zwnj:
		return c.takesJoiner()
	case r == vs15 || r == vs16:
		return isPictograph(c.prev)
	case isSkinTone(r):
		return isPictograph(c.prev) || c.prev == vs16
	case unicode.Is(unicode.Variation_Selector, r):
		return unicode.In(c.prev, unicode.Han, unicode.Mongolian)
	}
	return c.prev != 0 && unicode.IsMark(r) && !isInvisible(r)
}

func (c *cleaner) takesJoiner() bool {
	return c.prev != zwj && c.prev != zwnj && unicode.IsLetter(c.base) && unicode.In(c.base, joiningScripts...)
}

// stands reports whether r may begin a cluster.
func (c *cleaner) stands(r, next rune) bool {
	switch {
	case isPictograph(r):
		return true
	case isSkinTone(r) || isInvisible(r) || unicode.Is(prependers, r):
		return false
	case isLeadJamo(r):
		return !isLeadJamo(next) && !isSyllable(next)
	case isVowelJamo(r):
		return isLeadJamo(c.prev)
	case isTailJamo(r):
		return isVowelJamo(c.prev) || isSyllable(c.prev)
	}
	return true
}

func code(r rune) string {
	switch {
	case r < ' ':
		return string('␀' + r)
	case r == '\u007f':
		return "␡"
	}
	return fmt.Sprintf("<U+%04X>", r)
}

const (
	zwnj   = '\u200c'
	zwj    = '\u200d'
	vs15   = '\ufe0e'
	vs16   = '\ufe0f'
	keycap = '\u20e3'

	// viramas link a consonant to the next: Indic_Conjunct_Break=Linker of Unicode 15.1.
	viramas = "\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d"
)

func isInvisible(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.In(r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func isPictograph(r rune) bool { return unicode.Is(pictographs, r) }
func isSkinTone(r rune) bool   { return '\U0001f3fb' <= r && r <= '\U0001f3ff' }

func isLeadJamo(r rune) bool  { return 0x1100 <= r && r <= 0x115f || 0xa960 <= r && r <= 0xa97c }
func isVowelJamo(r rune) bool { return 0x1160 <= r && r <= 0x11a7 || 0xd7b0 <= r && r <= 0xd7c6 }
func isTailJamo(r rune) bool  { return 0x11a8 <= r && r <= 0x11ff || 0xd7cb <= r && r <= 0xd7fb }
func isSyllable(r rune) bool  { return 0xac00 <= r && r <= 0xd7a3 }

// joiningScripts choose between letter forms by joiner and non-joiner.
var joiningScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Nko, unicode.Mandaic, unicode.Mongolian, unicode.Phags_Pa,
	unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar,
}

// prependers are the letters that join what stands to the right: Grapheme_Cluster_Break=Prepend less the format
// controls.
var prependers = &unicode.RangeTable{
	R16: []unicode.Range16{{Lo: 0x0d4e, Hi: 0x0d4e, Stride: 1}},
	R32: []unicode.Range32{
		{Lo: 0x111c2, Hi: 0x111c3, Stride: 1}, {Lo: 0x1193f, Hi: 0x11941, Stride: 2}, {Lo: 0x11a3a, Hi: 0x11a3a, Stride: 1},
		{Lo: 0x11a84, Hi: 0x11a89, Stride: 1}, {Lo: 0x11d46, Hi: 0x11d46, Stride: 1}, {Lo: 0x11f02, Hi: 0x11f02, Stride: 1},
	},
}

// pictographs are Extended_Pictographic of Unicode 15, rounded up to whole blocks where they are dense, with room for
// the emoji of later years.
var pictographs = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x00a9, Hi: 0x00ae, Stride: 5}, {Lo: 0x203c, Hi: 0x2049, Stride: 13}, {Lo: 0x2122, Hi: 0x2139, Stride: 23},
		{Lo: 0x2194, Hi: 0x2199, Stride: 1}, {Lo: 0x21a9, Hi: 0x21aa, Stride: 1}, {Lo: 0x231a, Hi: 0x231b, Stride: 1},
		{Lo: 0x2328, Hi: 0x2388, Stride: 96}, {Lo: 0x23cf, Hi: 0x23cf, Stride: 1}, {Lo: 0x23e9, Hi: 0x23fa, Stride: 1},
		{Lo: 0x24c2, Hi: 0x24c2, Stride: 1}, {Lo: 0x25aa, Hi: 0x25ab, Stride: 1}, {Lo: 0x25b6, Hi: 0x25c0, Stride: 10},
		{Lo: 0x25fb, Hi: 0x25fe, Stride: 1}, {Lo: 0x2600, Hi: 0x27bf, Stride: 1}, {Lo: 0x2934, Hi: 0x2935, Stride: 1},
		{Lo: 0x2b05, Hi: 0x2b07, Stride: 1}, {Lo: 0x2b1b, Hi: 0x2b1c, Stride: 1}, {Lo: 0x2b50, Hi: 0x2b55, Stride: 5},
		{Lo: 0x3030, Hi: 0x303d, Stride: 13}, {Lo: 0x3297, Hi: 0x3299, Stride: 2},
	},
	R32: []unicode.Range32{
		{Lo: 0x1f004, Hi: 0x1f0cf, Stride: 203}, {Lo: 0x1f170, Hi: 0x1f171, Stride: 1}, {Lo: 0x1f17e, Hi: 0x1f17f, Stride: 1},
		{Lo: 0x1f18e, Hi: 0x1f18e, Stride: 1}, {Lo: 0x1f191, Hi: 0x1f19a, Stride: 1}, {Lo: 0x1f201, Hi: 0x1f202, Stride: 1},
		{Lo: 0x1f21a, Hi: 0x1f22f, Stride: 21}, {Lo: 0x1f232, Hi: 0x1f23a, Stride: 1}, {Lo: 0x1f250, Hi: 0x1f251, Stride: 1},
		{Lo: 0x1f300, Hi: 0x1f3fa, Stride: 1}, {Lo: 0x1f400, Hi: 0x1f6ff, Stride: 1}, {Lo: 0x1f7d5, Hi: 0x1f7ff, Stride: 1},
		{Lo: 0x1f90c, Hi: 0x1faff, Stride: 1},
	},
}
