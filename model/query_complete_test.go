package model

import (
	"slices"
	"strings"
	"testing"
)

func teamsAndStates(f *Field) []Candidate {
	switch f.No {
	case FieldTeam:
		return []Candidate{{Text: "Network", Count: 40}, {Text: "Group 70", Count: 7}, {Text: "none", Count: 3}, {Text: "Core network", Count: 1}}
	case FieldState:
		return []Candidate{{Text: "new", Count: 5}, {Text: "closed", Count: 900}}
	}
	return nil
}

func offered(all []Candidate) (texts []string) {
	for _, c := range all {
		texts = append(texts, c.Text)
	}
	return texts
}

func TestCompletionOffersWhatFitsAtTheCursor(t *testing.T) {
	for _, c := range []struct {
		text string // with | for the cursor
		from int
		want string // the first candidates
	}{
		{"|", 0, "is: has: number:"},
		{"stat|", 0, "state:"},
		{"-stat|", 1, "state:"},
		{"é (ASSI|", 3, "assignee:"},
		{"vpn pri|xx", 4, "priority:"},
		{"priority|", 0, "priority: priority< priority<= priority> priority>="},
		{"err|", 0, "known-error:"},
		{"a O|", 2, "opened-by: OR"},
		{"state:|", 6, "open none any new in-progress"},
		{"state:o|", 6, "open on-hold none"},
		{"state!:new,cl|", 11, "closed"},
		{"team:|", 5, `none any Network "Group 70" "none" "Core network"`},
		{"team:net|", 5, `Network "Core network"`},
		{`team:"gr|`, 5, `"Group 70"`},
		{`team:"Group 70"|`, 5, `"Group 70"`},
		{"assignee:|", 9, "me none any"},
		{"is:w|", 3, "watched"},
		{"has:par|", 4, "parent"},
		{"sort:du|", 5, "due"},
		{"sort:due,-cr|", 9, "-created"},
		{"phase:|", 6, "waiting active"},
		{"due:|", 4, "breached none any 1h"},
		{"due<|", 4, "1h 4h"},
		{"priority<=|", 10, "1 2 3"},
		{"link:|", 5, "none any"},
	} {
		runes := []rune(c.text)
		cursor := slices.Index(runes, '|')
		from, all := Complete(string(slices.Delete(runes, cursor, cursor+1)), cursor, teamsAndStates)
		if got := strings.Join(offered(all), " "); from != c.from || !strings.HasPrefix(got+" ", c.want+" ") {
			t.Errorf("%s: from %d %s", c.text, from, got)
		}
	}
}

func TestCompletionIsSilentInAPhraseAndForFreeText(t *testing.T) {
	for _, s := range []string{`"gateway bu`, "text:x", "title:gat", strings.Repeat("a", maxQuery+1)} {
		if _, all := Complete(s, 1<<20, nil); len(all) > 0 {
			t.Errorf("%.40s: %q", s, offered(all))
		}
	}
}

func TestCompletionCountsTheValuesThatExist(t *testing.T) {
	_, all := Complete("state:clo", 9, teamsAndStates)
	if len(all) != 1 || all[0] != (Candidate{"closed", "Closed", 900}) {
		t.Errorf("%+v", all)
	}
	_, all = Complete("team:grou", 9, teamsAndStates)
	if len(all) != 1 || all[0] != (Candidate{`"Group 70"`, "", 7}) {
		t.Errorf("%+v", all)
	}
}

func TestEveryCompletedValueCanBeRead(t *testing.T) {
	for _, k := range keys {
		_, all := Complete(k.name+":", len(k.name)+1, teamsAndStates)
		for _, c := range all {
			if _, err := ParseQuery(k.name + ":" + c.Text); err != nil {
				t.Error(err)
			}
		}
		if len(all) == 0 && k.name != "text" && k.name != "number" {
			t.Errorf("nothing is offered for %s", k.name)
		}
	}
}
