package exchange

import "encoding/json"

// maxProblems is how many problems a summary lists; Refused counts them all.
const maxProblems = 1000

// A Summary counts what an import did. Its JSON form is what the import command prints.
type Summary struct {
	// Read counts tickets and refused rows; Events counts rows of data, of which an event log has many per ticket.
	Read      int       `json:"read"`
	Created   int       `json:"created"`
	Updated   int       `json:"updated"`
	Unchanged int       `json:"unchanged"`
	Refused   int       `json:"refused"`
	Events    int       `json:"events"`
	Errors    []Problem `json:"errors"`
}

// Add counts a record as read, and as refused when it is. What became of an import is the caller's to count.
func (s *Summary) Add(r Record) {
	s.Events += r.Rows
	if r.Import != nil || r.Problem != nil {
		s.Read++
	}
	if r.Problem != nil {
		s.Refuse(*r.Problem)
	}
}

// Refuse counts a refusal and lists the first thousand of them.
func (s *Summary) Refuse(p Problem) {
	s.Refused++
	if len(s.Errors) < maxProblems {
		s.Errors = append(s.Errors, p)
	}
}

// MarshalJSON writes no errors as an empty list.
func (s Summary) MarshalJSON() ([]byte, error) {
	type plain Summary
	if s.Errors == nil {
		s.Errors = []Problem{}
	}
	return json.Marshal(plain(s))
}
