package exchange

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// allRows reads a table to its end.
func allRows(t testing.TB, text string, sep byte) (rows []row) {
	t.Helper()
	r := newRows(bufio.NewReader(strings.NewReader(text)), sep)
	for {
		next, err := r.next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, next)
	}
}

func TestATableIsReadInAnyDialect(t *testing.T) {
	for _, c := range []struct {
		name, text string
		sep        byte
		want       [][]string
	}{
		{"line feeds", "a,b\nc,d\n", ',', [][]string{{"a", "b"}, {"c", "d"}}},
		{"carriage returns too", "a,b\r\nc,d\r\n", ',', [][]string{{"a", "b"}, {"c", "d"}}},
		{"no end of line at the end", "a,b\nc,d", ',', [][]string{{"a", "b"}, {"c", "d"}}},
		{"both line ends mixed", "a,b\r\nc,d\ne,f", ',', [][]string{{"a", "b"}, {"c", "d"}, {"e", "f"}}},
		{"quotes", `"a","b ""c""",""` + "\n", ',', [][]string{{"a", `b "c"`, ""}}},
		{"lines inside a cell", "\"a\r\nb\nc\",d\n", ',', [][]string{{"a\r\nb\nc", "d"}}},
		{"a bare quote inside a cell", `5" disk,it"s` + "\n", ',', [][]string{{`5" disk`, `it"s`}}},
		{"semicolons", `"a";"b,c";` + "\n", ';', [][]string{{"a", "b,c", ""}}},
		{"tabs", "a\tb\n", '\t', [][]string{{"a", "b"}}},
		{"blanks behind a quote", `"a" ,"b"  ` + "\nc,d\n", ',', [][]string{{"a", "b"}, {"c", "d"}}},
		{"empty lines and empty rows", "a,b\n\n,,\r\n \nc,d\n", ',', [][]string{{"a", "b"}, {"c", "d"}}},
		{"a zero byte", "a\x00b,c\n", ',', [][]string{{"a\x00b", "c"}}},
		{"a carriage return alone", "a\rb,c\n", ',', [][]string{{"a\rb", "c"}}},
	} {
		var have [][]string
		for _, r := range allRows(t, c.text, c.sep) {
			if r.bad != nil {
				t.Errorf("%s: %s", c.name, r.bad)
			}
			have = append(have, r.cells)
		}
		if !slices.EqualFunc(have, c.want, slices.Equal) {
			t.Errorf("%s: %q, not %q", c.name, have, c.want)
		}
	}
}

func TestACellKnowsItsPlaceInTheFile(t *testing.T) {
	rows := allRows(t, "é,b\n\n\"x\ny\",z,\"q\"\nlast,1\n", ',')
	have := []any{rows[0].at, rows[1].line, rows[1].at, rows[2].line}
	want := []any{[]place{{1, 1}, {1, 4}}, 3, []place{{3, 1}, {4, 4}, {4, 6}}, 5}
	for i := range want {
		if p, ok := want[i].([]place); ok && !slices.Equal(have[i].([]place), p) || !ok && have[i] != want[i] {
			t.Errorf("%d: %v, not %v", i, have[i], want[i])
		}
	}
}

func TestABadRowIsRefusedAndTheNextIsRead(t *testing.T) {
	big := strings.Repeat("x", MaxCell+1)
	for _, c := range []struct{ name, text, problem, next string }{
		{"a quote that is not doubled", "a,\"b\"c\",d\nnext,1\n", "1:3: a quote inside the quoted cell is not doubled", "next"},
		{"a cell that is too large", "a," + big + "\nnext,1\n", "1:3: the cell is larger than 1048576 bytes", "next"},
		{"a quoted cell that is too large", "a,\"" + big + "\n\"\nnext,1\n", "1:3: the cell is larger than 1048576 bytes", "next"},
		{"too many cells", strings.Repeat(",", MaxCells) + "\nnext\n", "1:20001: the row has more than 20000 cells", "next"},
		{"a row that is too large", strings.Repeat(big[:MaxCell]+",", 17) + "\nnext,1\n", "1:16777233: the row is larger than 16777216 bytes", "next"},
		{"a quote that stays open", "next,1\na,\"b\nc,d\n", "2:3: the quote that opens here is never closed", "next"},
	} {
		var problem, next string
		for _, r := range allRows(t, c.text, ',') {
			if r.bad != nil {
				problem = r.bad.String()
			} else {
				next = r.cells[0]
			}
		}
		if !strings.HasPrefix(problem, c.problem) || next != c.next {
			t.Errorf("%s: %q and then %q", c.name, problem, next)
		}
	}
}

func TestARowsErrorIsTheFiles(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := newRows(bufio.NewReader(io.MultiReader(strings.NewReader("a,b\nc,"), failing{broken})), ',')
	if _, err := r.next(); err != nil {
		t.Fatal(err)
	}
	if _, err := r.next(); !errors.Is(err, broken) || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("the error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// FuzzRows checks that what encoding/csv accepts reads the same here, and that nothing breaks on the rest.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\nc,d\n", `"a""b",c` + "\r\n", "\"a\nb\",\"\"\n", "a,\"b\"c\n", ",\n\n\"", "\xff,\x00\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		rows := allRows(t, text, ',')
		oracle := csv.NewReader(strings.NewReader(text))
		oracle.FieldsPerRecord = -1
		want, err := oracle.ReadAll()
		if err != nil || strings.Contains(text, "\r") {
			return // it gives up at the first error, and makes \r\n inside a cell \n
		}
		want = slices.DeleteFunc(want, func(r []string) bool { return row{cells: r}.blank() })
		var have [][]string
		for _, r := range rows {
			if r.bad != nil {
				t.Fatalf("%s in %q", r.bad, text)
			}
			have = append(have, r.cells)
		}
		if !slices.EqualFunc(have, want, slices.Equal) {
			t.Errorf("%q gives %q, not %q", text, have, want)
		}
	})
}
