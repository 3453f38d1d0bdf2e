package cmd

import (
	"bytes"
	"slices"
	"testing"

	"opsdesk/model"
)

func TestATableGivesTheTitleTheMostRoom(t *testing.T) {
	row := []model.Line{model.Clean("INC-12"), model.Clean("VPN concentrator refuses all logins"), model.Clean("Maya Lindqvist"), model.Clean("24 Nov 14:32")}
	list := &table{heads: []string{"ID", "Title", "Assignee", "Due"}, rows: [][]model.Line{row}, roomy: 1, stiff: []bool{true, false, false, true}}
	for _, test := range []struct {
		width int
		want  []int
	}{
		{0, []int{6, 35, 14, 12}},
		{100, []int{6, 35, 14, 12}},
		{60, []int{6, 24, 12, 12}},
		{40, []int{6, 10, 6, 12}},
		{20, []int{6, 6, 6, 6}},
	} {
		if got := list.widths(test.width); !slices.Equal(got, test.want) {
			t.Errorf("in %d cells the columns have %v, want %v", test.width, got, test.want)
		}
	}
}

func TestATableIsCutToTheTerminal(t *testing.T) {
	list := &table{heads: []string{"ID", "Title"}, rows: [][]model.Line{{model.Clean("INC-1"), model.Clean("日本語の題名")}}, roomy: 1, stiff: []bool{true, false}}
	var out bytes.Buffer
	if err := list.write(&out, 15); err != nil {
		t.Fatal(err)
	}
	if want := "ID     Title\nINC-1  日本語…\n"; out.String() != want {
		t.Errorf("it is\n%swant\n%s", &out, want)
	}
}
