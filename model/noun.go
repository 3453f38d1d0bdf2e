package model

import (
	"fmt"
	"strings"
)

// A Table tells the nouns of a desk apart.
type Table uint8

// The tables of nouns. Zero is the tickets' own.
const (
	Tickets Table = iota
	People
	Teams
	Services
	Products
	Charter // the desk's terms, of which there is one
)

// Tables holds the token and label of each table, indexed by it.
var Tables = [...]struct{ Token, Label string }{
	Tickets:  {"ticket", "Ticket"},
	People:   {"person", "Person"},
	Teams:    {"team", "Team"},
	Services: {"service", "Service"},
	Products: {"product", "Product"},
	Charter:  {"terms", "Terms"},
}

// A Noun is a person, a team, a service or a product. Its name is unique in its table, whatever the case.
type Noun struct {
	Table    Table  `cbor:"1,keyasint"`
	ID       Ref    `cbor:"2,keyasint"`
	Name     string `cbor:"3,keyasint"`
	Email    string `cbor:"4,keyasint,omitempty"`
	Source   string `cbor:"5,keyasint,omitempty"` // the system it came from
	SourceID string `cbor:"6,keyasint,omitempty"` // its number there
}

// Accept gives the noun as the desk stores it: each text valid UTF-8 of at most MaxName bytes. A noun without a name, or of
// a table that holds none, is an ErrRefused.
func (n Noun) Accept() (Noun, error) {
	switch n.Table {
	case People, Teams, Services, Products:
	default:
		return n, fmt.Errorf("%w: %d is no table of people, teams, services or products", ErrRefused, n.Table)
	}
	for _, text := range []*string{&n.Name, &n.Email, &n.Source, &n.SourceID} {
		*text, _ = Bound(*text, MaxName)
	}
	if FoldName(n.Name) == "" {
		return n, fmt.Errorf("%w: a %s needs a name", ErrRefused, Tables[n.Table].Token)
	}
	return n, nil
}

// Names turns the numbers of nouns into names and back. Implementations are safe for concurrent use.
type Names interface {
	// Name gives the name of a noun, empty when there is none with that number.
	Name(Table, Ref) string
	// Find lists the nouns that a written name may mean: the one of just that name, or else those whose name begins
	// with it or has a word that does, in the order of their names. Case does not matter.
	Find(Table, string) []Ref
}

// FoldName gives the form in which two spellings of one name are equal: blanks trimmed and single, case folded.
func FoldName(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(name), " "))
}

// NameMeans tells whether a written name may mean the noun with the folded name full: it begins with it, or one of its
// words does. Dashes in what was written may stand for blanks, so that service:remote-access needs no quotes.
func NameMeans(full, written string) bool {
	if strings.HasPrefix(full, written) || strings.Contains(full, " "+written) {
		return true
	}
	dashed := strings.ReplaceAll(written, "-", " ")
	return dashed != written && (strings.HasPrefix(full, dashed) || strings.Contains(full, " "+dashed))
}
