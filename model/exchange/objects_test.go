package exchange

import (
	"bufio"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
)

// allObjects reads the records of a JSON file to its end.
func allObjects(t testing.TB, text string) (all []string, problems []string) {
	t.Helper()
	s := shapeOf([]byte(strings.TrimLeft(text, " \t\r\n")))
	o := newObjects(bufio.NewReader(strings.NewReader(text)), s)
	for {
		next, err := o.next()
		if errors.Is(err, io.EOF) {
			return all, problems
		}
		if errors.Is(err, ErrFormat) {
			return all, append(problems, err.Error())
		}
		if err != nil {
			t.Fatal(err)
		}
		if next.bad != nil {
			problems = append(problems, next.bad.String())
		} else {
			all = append(all, string(next.raw))
		}
	}
}

func TestRecordsAreFoundInEveryShapeOfJSON(t *testing.T) {
	for _, c := range []struct{ name, text string }{
		{"an envelope of a list export", `{"records":[{"a":"1"},{"b":"]}"}]}`},
		{"an envelope of the Table API", "{\n  \"result\" : [ {\"a\":\"1\"} ,\n {\"b\":\"]}\"} ]\n, \"more\":1}"},
		{"an envelope with more before it", `{"meta":{"x":[1,{"records":2}]},"result":[{"a":"1"},{"b":"]}"}]}`},
		{"a list", "\n[{\"a\":\"1\"},\n{\"b\":\"]}\"}]"},
		{"lines", "{\"a\":\"1\"}\r\n\n{\"b\":\"]}\"}"},
		{"one behind the other", "{\n\"a\":\"1\"}\n{\"b\":\n\"]}\"}\n"},
	} {
		all, problems := allObjects(t, c.text)
		for i := range all {
			all[i] = strings.ReplaceAll(all[i], "\n", "")
		}
		if !slices.Equal(all, []string{`{"a":"1"}`, `{"b":"]}"}`}) || len(problems) > 0 {
			t.Errorf("%s: %q, %q", c.name, all, problems)
		}
	}
	if all, problems := allObjects(t, `{"result":{"number":"INC1","x":{"y":[]}}}`); len(all) != 1 || all[0] != `{"number":"INC1","x":{"y":[]}}` || len(problems) > 0 {
		t.Errorf("one record in an envelope: %q, %q", all, problems)
	}
	if all, problems := allObjects(t, `{"result":[]}`); len(all) != 0 || len(problems) > 0 {
		t.Errorf("no record in an envelope: %q, %q", all, problems)
	}
}

func TestABrokenRecordBreaksNoOther(t *testing.T) {
	for _, c := range []struct {
		name, text, problem string
		left                int
	}{
		{"a line that is cut", "{\"a\":1}\n{\"b\":\n{\"c\":2}\n", "2:5: no JSON", 2},
		{"a line that is no record", "{\"a\":1}\n12\n{\"c\":2}\n", "2:1: a record was expected between braces", 2},
		{"a comma too much in a list", "[{\"a\":1},\n{\"b\":2,},{\"c\":3}]", "2:8: no JSON", 2},
		{"a string that stays open", "[{\"a\":1},\n{\"b\":\"2},\n\"x\":1},{\"c\":3}]", "2:10: no JSON", 2},
		{"words between records", "[{\"a\":1},\nnull,{\"c\":3}]", `2:1: a record was expected, not "n"`, 2},
		{"an end inside a record", "[{\"a\":1},\n{\"b\":", "2:1: the file ends inside the record", 1},
		{"an end before the list's", "[{\"a\":1},\n", "2:1: the file ends before its list", 1},
		{"a record that is too large", "{\"a\":1}\n{\"b\":\"" + strings.Repeat("x", MaxObject) + "\"}\n", "2:1: the record is larger", 1},
		{"one in a list that is too large", "[{\"a\":1},{\"b\":\"" + strings.Repeat("x", MaxObject) + "\"}]", "1:10: the record is larger", 1},
	} {
		all, problems := allObjects(t, c.text)
		if len(all) != c.left || len(problems) == 0 || !strings.HasPrefix(problems[0], c.problem) {
			t.Errorf("%s: %d records, %q", c.name, len(all), problems)
		}
	}
}

func TestAFieldOfARecordKnowsItsPlaceInTheFile(t *testing.T) {
	text := "[ {\"a\":1,\n  \"b\": {\"c\":\n2},\"d\":\"é\", \"e\":true}]"
	o := newObjects(bufio.NewReader(strings.NewReader(text)), shapeOf([]byte(text)))
	next, err := o.next()
	if err != nil {
		t.Fatal(err)
	}
	members, err := next.members()
	if err != nil {
		t.Fatal(err)
	}
	var have []place
	for _, m := range members {
		have = append(have, m.at)
	}
	if want := []place{{1, 8}, {2, 8}, {3, 8}, {3, 18}}; !slices.Equal(have, want) {
		t.Errorf("the places are %v, not %v", have, want)
	}
}

func FuzzObjects(f *testing.F) {
	for _, s := range []string{`{"records":[{"a":"1"}]}`, `[{"a":1},{`, "{\"a\":1}\n{\"b\":2}", `{"result":{"a":"\u0000"}}`, `[[]]`, "{\"a\":\"\n\"}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if trimmed := strings.TrimLeft(text, " \t\r\n"); trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' {
			return
		}
		if all, problems := allObjects(t, text); len(all)+len(problems) > len(text) {
			t.Errorf("%d records and %d problems in %d bytes", len(all), len(problems), len(text))
		}
	})
}
