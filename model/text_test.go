package model

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestCleanShowsWhatATerminalWouldObey(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", ""},
		{"plain text stays", "Printer on 3rd floor: no toner (again)", "Printer on 3rd floor: no toner (again)"},
		{"letters of the world stay", "Zürich Ελλ 漢字 かな 한국어 עברית ไทย", "Zürich Ελλ 漢字 かな 한국어 עברית ไทย"},
		{"colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"bell, null, delete", "a\x07\x00\x7f", "a␇␀␡"},
		{"clipboard", "\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"},
		{"eight-bit CSI", "\u009b31m", "<U+009B>31m"},
		{"raw eight-bit CSI", "\x9b31m", "\ufffd31m"},
		{"kitty graphics", "\x1b_Gf=24;AAAA\x1b\\", "␛_Gf=24;AAAA␛\\"},
		{"bidi override", "txt.\u202eexe", "txt.<U+202E>exe"},
		{"tag", "a\U000e0041", "a<U+E0041>"},
		{"zero width space, byte order mark, soft hyphen", "a\u200bb\ufeffc\u00ad", "a<U+200B>b<U+FEFF>c<U+00AD>"},
		{"word joiner and annotation", "\u2060\ufff9", "<U+2060><U+FFF9>"},
		{"private use and noncharacters", "\ue0a0\ufdd0\U0010ffff", "<U+E0A0><U+FDD0><U+10FFFF>"},
		{"letters nobody sees", "\u3164\u115f\u034f", "<U+3164><U+115F><U+034F>"},
	} {
		t.Run(c.name, func(t *testing.T) { wantLine(t, c.in, c.want) })
	}
}

func TestCleanMakesOneLineOfMany(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"one\ntwo", "one two"},
		{"one\r\n\r\ntwo", "one two"},
		{"one\ttwo\v\fthree", "one two three"},
		{"one \n  two", "one two"},
		{"one\u0085two\u2028three\u2029four", "one two three four"},
		{"\n\tone\n", "one"},
		{"\r", ""},
		{" \n ", ""},
		{"  two  spaces  ", "  two  spaces  "},
	} {
		wantLine(t, c.in, c.want)
	}
}

func TestCleanKeepsJoinersWhereTheyAreWritten(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"family", "👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"},
		{"skin tones and heart", "👩🏻‍❤️‍💋‍👩🏿", "👩🏻‍❤️‍💋‍👩🏿"},
		{"rainbow flag", "🏳️‍🌈", "🏳️‍🌈"},
		{"keycap", "1️⃣", "1\u20e3"},
		{"text style", "☎\ufe0e", "☎\ufe0e"},
		{"emoji of later years", "\U0001fae9", "\U0001fae9"},
		{"Persian", "می‌خواهم", "می‌خواهم"},
		{"Persian at a word's end", "ه‍.ش", "ه‍.ش"},
		{"Devanagari", "क्‍ष क्‌ष", "क्‍ष क्‌ष"},
		{"Bengali before a virama", "র‍্য", "র‍্য"},
		{"Sinhala", "ශ්‍රී", "ශ්‍රී"},
		{"Malayalam at a word's end", "അവന്‍", "അവന്‍"},
		{"Han variant", "辻\U000e0100", "辻\U000e0100"},
		{"between Latin letters", "a\u200db\u200cc", "a<U+200D>b<U+200C>c"},
		{"after an emoji alone", "😀\u200d", "😀<U+200D>"},
		{"before an emoji alone", "\u200d😀", "<U+200D>😀"},
		{"twice", "😀\u200d\u200d😀", "😀<U+200D><U+200D>😀"},
		{"selector on a letter", "a\ufe0f", "a<U+FE0F>"},
		{"selector on a digit", "1\ufe0f", "1<U+FE0F>"},
		{"selectors that carry a message", "😀\U000e0158\U000e0159", "😀<U+E0158><U+E0159>"},
		{"skin tone on nothing", "🏻a🏻", "<U+1F3FB>a<U+1F3FB>"},
	} {
		t.Run(c.name, func(t *testing.T) { wantLine(t, c.in, c.want) })
	}
}

func TestCleanKeepsEveryEmojiButKeycapsAndTheFlagsSpeltInTags(t *testing.T) {
	for _, line := range corpusLines(t, "unicode/emoji-test.txt") {
		codes, comment, isData := strings.Cut(line, ";")
		if !isData || !strings.Contains(comment, "fully-qualified") && !strings.Contains(comment, "component") {
			continue
		}
		emoji := runesOf(t, codes)
		if isSkinTone([]rune(emoji)[0]) || strings.Contains(emoji, "\U000e007f") {
			continue
		}
		wantLine(t, "("+emoji+")", "("+strings.Replace(emoji, "\ufe0f\u20e3", "\u20e3", 1)+")")
	}
}

func TestCleanBoundsTheMarksOnOneBase(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"zalgo", "a" + strings.Repeat("\u0301", 50) + "b", "a" + strings.Repeat("\u0301", 8) + "b"},
		{"spacing marks", "क" + strings.Repeat("ा", 50), "क" + strings.Repeat("ा", 8)},
		{"enclosing marks", "a" + strings.Repeat("\u20dd", 9), "a" + strings.Repeat("\u20dd", 8)},
		{"mark at the start", "\u0301a", "◌\u0301a"},
		{"mark after line breaks at the start", "\n\u0301a", "◌\u0301a"},
		{"mark after a joined chain", "क" + strings.Repeat("्क", 20), "क" + strings.Repeat("्क", 8) + strings.Repeat("क", 1) + strings.Repeat("्क", 8) + "क" + strings.Repeat("्क", 2)},
	} {
		t.Run(c.name, func(t *testing.T) { wantLine(t, c.in, c.want) })
	}
}

func TestCleanSpellsAlikeWhatTerminalsCountApart(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"Thai am", "น้ำ", "น้\u0e4d\u0e32"},
		{"half-width katakana", "ｶﾞﾊﾟ", "ｶ゛ﾊ゜"},
		{"Hangul in jamo", "각", "각"},
		{"leads in a row", "\u1100\u1100\u1161", "<U+1100>\u1100\u1161"},
		{"lead before a syllable", "\u1100가", "<U+1100>가"},
		{"vowel alone", "a\u1161", "a<U+1161>"},
		{"tail on a syllable", "가\u11a8", "가\u11a8"},
		{"letter that joins to the right", "\u0d4eക", "<U+0D4E>ക"},
	} {
		t.Run(c.name, func(t *testing.T) { wantLine(t, c.in, c.want) })
	}
}

func TestCleanEndsWhatIsTooLong(t *testing.T) {
	long := strings.Repeat("ü", maxLine)
	wantLine(t, long, long)
	wantLine(t, long+"x", strings.Repeat("ü", maxLine-1)+"…")
	wantLine(t, strings.Repeat("x", maxLine+1), strings.Repeat("x", maxLine-1)+"…")
	family := "👨‍👩‍👧‍👦"
	wantLine(t, strings.Repeat("x", maxLine-3)+family, strings.Repeat("x", maxLine-3)+"…")
	wantLine(t, strings.Repeat("x", maxLine-3)+"\u202e", strings.Repeat("x", maxLine-3)+"…")
}

func TestCleanTakesPlainTextWithoutAllocating(t *testing.T) {
	title := "Printer on 3rd floor: no toner (again)"
	if n := testing.AllocsPerRun(100, func() { Clean(title) }); n != 0 {
		t.Errorf("Clean of plain text allocates %v times", n)
	}
}

func TestNothingInvisibleComesThroughOrVanishes(t *testing.T) {
	for r := range rune(unicode.MaxRune + 1) {
		emojiOfLaterYears := 0x1f300 <= r && r <= 0x1faff
		if !utf8.ValidRune(r) || unicode.IsGraphic(r) || emojiOfLaterYears {
			continue
		}
		text := "a" + string(r) + "b"
		line, block := Clean(text).String(), CleanBlock(text).String()
		if strings.ContainsRune(line, r) || r != '\n' && strings.ContainsRune(block, r) {
			t.Errorf("U+%04X comes through: %+q, %+q", r, line, block)
		}
		if len(line) < len("a b") || len(block) < len("a\nb") {
			t.Errorf("U+%04X leaves no trace: %+q, %+q", r, line, block)
		}
	}
}

func TestCleanBlockKeepsTheLines(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"only line breaks", "\n\r\n\r", nil},
		{"one line", "one", []string{"one"}},
		{"every line end", "one\ntwo\r\nthree\rfour", []string{"one", "two", "three", "four"}},
		{"empty lines but the last", "\none\n\ntwo\n\n", []string{"", "one", "", "two"}},
		{"tabs", "\ta\tbcd\tbcde\tx", []string{"    a   bcd bcde    x"}},
		{"controls", "a\x1b[2J\v\u0085\u2028b", []string{"a␛[2J␋<U+0085><U+2028>b"}},
		{"carriage return that overwrites", "rejected\rapproved", []string{"rejected", "approved"}},
		{"mark at the start of each", "\u0301\n\u0301", []string{"◌\u0301", "◌\u0301"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := texts(CleanBlock(c.in)); !slices.Equal(got, c.want) {
				t.Errorf("CleanBlock(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestALongLineOfABlockGoesOnAsTheNext(t *testing.T) {
	got := CleanBlock(strings.Repeat("ü", 2*maxLine)).Lines()
	if len(got) != 3 || !strings.HasPrefix(got[1].String(), "ü") {
		t.Fatalf("%d lines", len(got))
	}
	joined := got[0].String() + got[1].String() + got[2].String()
	if joined != strings.Repeat("ü", 2*maxLine) {
		t.Error("text is lost between the lines")
	}
}

func TestABlockEndsWhereItIsTooLong(t *testing.T) {
	if n := len(CleanBlock(strings.Repeat("x\n", maxLines)).Lines()); n != maxLines {
		t.Errorf("%d lines of %d allowed", n, maxLines)
	}
	wantCut(t, strings.Repeat("x\n", maxLines+1))
	wantCut(t, strings.Repeat("x\n", maxLines-1)+"\u1100\nx\n")
	wantCut(t, strings.Repeat(strings.Repeat("x", 999)+"\n", 2000))
	wantCut(t, strings.Repeat("\u202e", 1<<20))
	wantCut(t, strings.Repeat("\x00", 1<<20))
}

func wantCut(t *testing.T, text string) {
	t.Helper()
	block := CleanBlock(text)
	lines := block.Lines()
	if last := lines[len(lines)-1].String(); last != "… cut" {
		t.Errorf("ends in %.20q", last)
	}
	if size := len(block.String()); len(lines) > maxLines || size > maxBlock {
		t.Errorf("%d lines of %d bytes in all", len(lines), size)
	}
	wantSafe(t, text)
}

func TestTheLinesOfABlockAreTheCallers(t *testing.T) {
	block := CleanBlock("one\ntwo")
	block.Lines()[0] = Clean("other")
	if got := block.String(); got != "one\ntwo" {
		t.Errorf("block has become %q", got)
	}
}

// hostileRunes are drawn from far more often than chance would.
var hostileRunes = []rune("a1#< \t\n\r\v\x00\x1b\x7f\u0085\u009b\u00ad\u0301\u0300\u034f\u0600\u061c\u0627\u064e\u0915\u094d\u093e\u0d4e" +
	"\u0e01\u0e33\u1100\u1161\u11a8\uac00\uac01\u115f\u180b\u1820\u200b\u200c\u200d\u200e\u2028\u202e\u2066\u20dd\u20e3\u2601" +
	"\u4e00\ue000\ufe00\ufe0e\ufe0f\uff9e\ufeff\ufff9\ufffd\ufffe👩❤🏻🏿🇩🇪\U000e0041\U000e0100\U0001fae9\U0010ffff")

func hostileText() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.Map(rapid.SampledFrom(hostileRunes), func(r rune) string { return string(r) }),
		rapid.Map(rapid.Byte(), func(b byte) string { return string([]byte{b}) }),
		rapid.Map(rapid.Rune(), func(r rune) string { return string(r) }),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(string(rapid.SampledFrom(hostileRunes).Draw(t, "rune")), rapid.IntRange(6, 12).Draw(t, "times"))
		}),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat("x", maxLine-rapid.IntRange(0, 20).Draw(t, "spare"))
		}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 40), func(pieces []string) string { return strings.Join(pieces, "") })
}

func TestHostileTextComesOutSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { wantSafe(t, hostileText().Draw(t, "text")) })
}

func FuzzClean(f *testing.F) {
	for _, r := range hostileRunes {
		f.Add("a" + string(r) + "b")
	}
	f.Add("👩🏻‍❤️‍💋‍👩🏿 1️⃣ \x1b]52;c;aGk=\x07 क्‍ष\r\nน้ำ\t\xff")
	f.Fuzz(func(t *testing.T, text string) { wantSafe(t, text) })
}

type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// wantSafe holds the promises that hold for every text.
func wantSafe(t reporter, text string) {
	t.Helper()
	line := Clean(text)
	wantClosed(t, line)
	if again := Clean(line.String()); again != line {
		t.Errorf("cleaning twice is not cleaning once: %+q, then %+q", line, again)
	}
	block := CleanBlock(text)
	for _, line := range block.Lines() {
		wantClosed(t, line)
		if again := Clean(line.String()); again != line {
			t.Errorf("a line of a block is not clean: %+q, then %+q", line, again)
		}
	}
	if again := CleanBlock(block.String()); !reflect.DeepEqual(again, block) {
		t.Errorf("cleaning a block twice is not cleaning it once: %+q, then %+q", block, again)
	}
}

func wantClosed(t reporter, line Line) {
	t.Helper()
	s := line.String()
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > maxLine {
		t.Errorf("not at most %d runes of UTF-8: %+q", maxLine, s)
	}
	marks := 0
	for i, r := range s {
		if !unicode.IsGraphic(r) && r != zwj && r != zwnj && !isPictograph(r) || unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) {
			t.Errorf("U+%04X comes through: %+q", r, s)
		}
		if !unicode.IsMark(r) {
			marks = 0
			continue
		}
		if marks++; i == 0 || marks > maxCluster {
			t.Errorf("U+%04X hangs where it should not: %+q", r, s)
		}
	}
}

func TestTheHostileCorpusComesOutSafe(t *testing.T) {
	for _, text := range hostileCorpus(t) {
		wantSafe(t, text)
		if got := UnguardCSV(GuardCSV(text)); got != text {
			t.Errorf("UnguardCSV(GuardCSV(%q)) = %q", text, got)
		}
		stored, _ := Bound(text, MaxText)
		wantSameJSON(t, stored)
	}
}

func TestEveryFormulaOfTheCorpusIsGuarded(t *testing.T) {
	for _, cell := range csvCells(t) {
		if opensFormula(GuardCSV(cell)) {
			t.Errorf("GuardCSV(%q) is still a formula", cell)
		}
	}
}

func hostileCorpus(t *testing.T) []string {
	var all []string
	if err := json.Unmarshal(corpusFile(t, "blns.json"), &all); err != nil {
		t.Fatal(err)
	}
	for _, line := range corpusLines(t, "terminal/injection_payloads.jsonl") {
		var payload struct{ Raw, Hex string }
		if err := json.Unmarshal([]byte(line), &payload); err != nil {
			t.Fatal(err)
		}
		raw, err := hex.DecodeString(payload.Hex)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, payload.Raw+string(raw))
	}
	files, err := filepath.Glob(filepath.Join(corpus(t), "unicode", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		all = append(all, corpusLines(t, "unicode/"+filepath.Base(file))...)
	}
	for _, line := range corpusLines(t, "unicode/GraphemeBreakTest.txt") {
		codes, _, _ := strings.Cut(line, "#")
		all = append(all, runesOf(t, strings.NewReplacer("÷", " ", "×", " ").Replace(codes)))
	}
	for _, name := range []string{"UTF-8-demo.txt", "demo.vte", "vt_escapes.txt"} {
		all = append(all, string(corpusFile(t, "terminal/"+name)))
	}
	return append(all, csvCells(t)...)
}

func csvCells(t *testing.T) []string {
	var file struct{ Cells []string }
	if err := json.Unmarshal(corpusFile(t, "csv_injection/csv_injection_cells.json"), &file); err != nil {
		t.Fatal(err)
	}
	return append(file.Cells, corpusLines(t, "csv_injection/payloadbox_csv.txt")...)
}

func corpus(t *testing.T) string {
	dir := os.Getenv("OPSDESK_CORPUS")
	if dir == "" {
		t.Skip("OPSDESK_CORPUS is not set: it names the directory that holds hostile/")
	}
	return filepath.Join(dir, "hostile")
}

func corpusFile(t *testing.T, name string) []byte {
	content, err := os.ReadFile(filepath.Join(corpus(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func corpusLines(t *testing.T, name string) []string {
	return strings.Split(strings.TrimSpace(string(corpusFile(t, name))), "\n")
}

// runesOf reads code points in hexadecimal with spaces between them; surrogates become U+FFFD.
func runesOf(t *testing.T, codes string) string {
	var text strings.Builder
	for _, field := range strings.Fields(codes) {
		r, err := strconv.ParseInt(field, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		text.WriteRune(rune(r))
	}
	return text.String()
}

func texts(b Block) []string {
	var all []string
	for _, line := range b.Lines() {
		all = append(all, line.String())
	}
	return all
}

func wantLine(t *testing.T, in, want string) {
	t.Helper()
	if got := Clean(in).String(); got != want {
		t.Errorf("Clean(%+q) = %+q, want %+q", in, got, want)
	}
	wantSafe(t, in)
}

func TestBoundStoresValidTextAndSaysWhatItCut(t *testing.T) {
	for _, c := range []struct {
		in   string
		max  int
		want string
		cut  bool
	}{
		{"", 0, "", false},
		{"abc", 3, "abc", false},
		{"abcd", 3, "abc", true},
		{"abc", 0, "", true},
		{"abc", -1, "", true},
		{"aé", 2, "a", true},
		{"aé", 3, "aé", false},
		{"😀😀", 7, "😀", true},
		{"a\x1b[31m\u202e\r\n", 99, "a\x1b[31m\u202e\r\n", false},
		{"caf\xe9", 99, "caf\ufffd", false},
		{"\xff\xfe", 6, "\ufffd\ufffd", false},
		{"\xff\xfe", 5, "\ufffd", true},
		{"\x80\x80\x80\x80\x80\x80", 5, "\ufffd", true},
	} {
		if got, cut := Bound(c.in, c.max); got != c.want || cut != c.cut {
			t.Errorf("Bound(%q, %d) = %q, %v; want %q, %v", c.in, c.max, got, cut, c.want, c.cut)
		}
	}
}

func TestWhatBoundReturnsIsBounded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, limit := hostileText().Draw(t, "text"), rapid.IntRange(0, 100).Draw(t, "limit")
		text, cut := Bound(in, limit)
		if !utf8.ValidString(text) || len(text) > limit {
			t.Fatalf("%d bytes of %d: %q", len(text), limit, text)
		}
		if !cut && text != string([]rune(in)) {
			t.Fatalf("changed without a word: %q", text)
		}
		if again, cut := Bound(text, limit); again != text || cut {
			t.Fatalf("bounding twice is not bounding once: %q", again)
		}
	})
}

func TestEscapeJSONKeepsTheValueAndLeavesNothingToObey(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"a": "plain"}`, `{"a": "plain"}`},
		{"{\n\t\"a\": \"é 漢 👩‍🚀 می‌خواهم\"\n}", "{\n\t\"a\": \"é 漢 👩‍🚀 می‌خواهم\"\n}"},
		{"\"a\u007fb\u009b31m\"", `"a\u007fb\u009b31m"`},
		{"\"\u202e\u2066\u200f\u061c\u2028\u2029\"", `"\u202e\u2066\u200f\u061c\u2028\u2029"`},
		{"\"\U000e0041\"", `"\udb40\udc41"`},
		{"\"\x9b\"", `"\ufffd"`},
		{`"\\` + "\u202e" + `"`, `"\\\u202e"`},
	} {
		if got := string(EscapeJSON([]byte(c.in))); got != c.want {
			t.Errorf("EscapeJSON(%+q) = %q, want %q", c.in, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) { wantSameJSON(t, hostileText().Draw(t, "text")) })
}

func wantSameJSON(t interface {
	reporter
	Fatal(args ...any)
}, text string) {
	t.Helper()
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "\t")
	if err := encoder.Encode(map[string]any{text: []string{text}}); err != nil {
		t.Fatal(err)
	}
	before := plain.String()
	escaped := EscapeJSON(plain.Bytes())
	if plain.String() != before {
		t.Errorf("EscapeJSON wrote to what it was given")
	}
	for _, r := range string(escaped) {
		if r != '\n' && r != '\t' && r != zwj && r != zwnj && !unicode.IsGraphic(r) {
			t.Errorf("U+%04X comes through", r)
		}
	}
	var want, got any
	if err := json.Unmarshal(plain.Bytes(), &want); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(escaped, &got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("EscapeJSON changes %+q to %+q", want, got)
	}
}

func TestGuardCSVDisarmsFormulasAndLeavesTheRest(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain", "plain"},
		{"=1+1", "'=1+1"},
		{"+49 170", "'+49 170"},
		{"-x", "'-x"},
		{"@SUM(1)", "'@SUM(1)"},
		{"|calc", "'|calc"},
		{"\tx", "'\tx"},
		{"\rx", "'\rx"},
		{"\nx", "'\nx"},
		{"\x00x", "'\x00x"},
		{"＝1", "'＝1"}, {"＋1", "'＋1"}, {"－1", "'－1"}, {"＠1", "'＠1"},
		{"  =1", "'  =1"},
		{"\u00a0\ufeff=1", "'\u00a0\ufeff=1"},
		{"-12", "-12"}, {"+3.5", "+3.5"}, {"-0", "-0"},
		{"-12+1", "'-12+1"}, {"-", "'-"}, {"-.", "'-."}, {"-1.2.3", "'-1.2.3"}, {" -12", "' -12"},
		{"'=1", "''=1"},
		{"''=1", "'''=1"},
		{"'tis", "'tis"},
		{"'", "'"},
		{"'-12", "'-12"},
		{"a=1", "a=1"},
	} {
		got := GuardCSV(c.in)
		if got != c.want {
			t.Errorf("GuardCSV(%q) = %q, want %q", c.in, got, c.want)
		}
		if back := UnguardCSV(got); back != c.in {
			t.Errorf("UnguardCSV(%q) = %q, want %q", got, back, c.in)
		}
	}
}

func TestUnguardCSVGivesEveryTextBack(t *testing.T) {
	cell := rapid.OneOf(hostileText(), rapid.StringMatching(`'{0,3} ?[=+\-@|＝'1.]{0,4}[\t\r\n a1]{0,3}`))
	rapid.Check(t, func(t *rapid.T) {
		text := cell.Draw(t, "text")
		guarded := GuardCSV(text)
		if opensFormula(guarded) {
			t.Fatalf("GuardCSV(%q) = %q is still a formula", text, guarded)
		}
		if got := UnguardCSV(guarded); got != text {
			t.Fatalf("UnguardCSV(GuardCSV(%q)) = %q", text, got)
		}
	})
}

// opensFormula is the rule of GuardCSV told a second way: no regard for what is skipped, only for where it ends.
func opensFormula(cell string) bool {
	visible := strings.TrimLeftFunc(cell, unicode.IsSpace)
	number := strings.Trim(visible, "0123456789.") == "-" || strings.Trim(visible, "0123456789.") == "+"
	return visible != "" && strings.ContainsRune("=+-@|＝＋－＠", []rune(visible)[0]) && !number
}
