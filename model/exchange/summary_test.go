package exchange

import (
	"encoding/json"
	"strings"
	"testing"

	"opsdesk/model"
)

func TestASummaryIsWrittenAsTheCommandPromises(t *testing.T) {
	s := Summary{}
	s.Add(Record{Line: 1, Warnings: []string{"columns not imported"}})
	s.Add(Record{Line: 2, Noun: &model.Noun{}})
	s.Add(Record{Line: 3, Rows: 4, Import: &model.Import{}})
	if b, err := json.Marshal(s); err != nil || string(b) != `{"read":1,"created":0,"updated":0,"unchanged":0,"refused":0,"events":4,"errors":[]}` {
		t.Errorf("%s, %v", b, err)
	}
	s.Add(Record{Line: 7, Rows: 1, Problem: place{7, 9}.problem("state", "%q is no state", "Foo")})
	b, err := json.Marshal(s)
	want := `{"read":2,"created":0,"updated":0,"unchanged":0,"refused":1,"events":5,"errors":[{"line":7,"column":9,"field":"state","error":"state: \"Foo\" is no state"}]}`
	if err != nil || string(b) != want {
		t.Errorf("%s, %v", b, err)
	}
	for range maxProblems + 5 {
		s.Refuse(Problem{})
	}
	if len(s.Errors) != maxProblems || s.Refused != maxProblems+6 {
		t.Errorf("%d problems are listed of %d", len(s.Errors), s.Refused)
	}
	if !strings.Contains(Limits(), "1048576 bytes") {
		t.Errorf("the limits are said as %q", Limits())
	}
}
