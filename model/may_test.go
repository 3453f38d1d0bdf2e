package model

import (
	"errors"
	"strings"
	"testing"
)

func TestWhatIsNotAllowedIsDenied(t *testing.T) {
	// x may, a dot may not; the columns are the verbs in their order, from create on
	const verbs = "create edit assign take move comment note link unlink tag prioritise rank watch import undo redo add draft declare amend warn breach remind notify merge split propose reject inform snooze wake check"
	rows := map[string]string{
		"":                   ". . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .",
		"read-only":          ". . . . . . . . . . . . . . . . . . . . . . . . . . . . . . . .",
		"agent":              "x x x x x x x x x x x . x . x x . x . . . . . . x x x . x x x x",
		"lead":               "x x x x x x x x x x x . x x x x . x x x . . . . x x x x x x x x",
		"product-manager":    "x x x x x x x x x x x x x . x x . x . . . . . . x x x . x x x x",
		"operations-manager": "x x x x x x x x x x x x x x x x . x x x . . . . x x x x x x x x",
		"change-manager":     "x x x x x x x x x x x . x . x x . x . . . . . . x x x . x x x x",
		"admin":              "x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x x",
	}
	if len(rows) != len(Roles) {
		t.Fatalf("the table has %d roles of %d", len(rows), len(Roles))
	}
	names := strings.Fields(verbs)
	if len(names) != len(Verbs)-1 {
		t.Fatalf("the table has %d verbs of %d", len(names), len(Verbs)-1)
	}
	for r, role := range Roles {
		for v, mark := range strings.Fields(rows[role.Token]) {
			verb := Verb(v + 1)
			if verb.String() != names[v] {
				t.Fatalf("verb %d is %s, not %s", verb, verb, names[v])
			}
			err := May(Actor{"Omar", Role(r)}, verb, &Ticket{})
			if may := mark == "x"; may != (err == nil) || !may && !errors.Is(err, ErrDenied) {
				t.Errorf("%q %s: %v", role.Token, verb, err)
			}
		}
	}
}

func TestAnUnknownRoleOrVerbIsDenied(t *testing.T) {
	for _, who := range []Actor{{}, {"Omar", NoRole}, {"Omar", 200}, {"Omar", ReadOnly}} {
		for v := range 256 {
			if May(who, Verb(v), &Ticket{}) == nil {
				t.Errorf("%v may do %d", who, v)
			}
		}
	}
	if May(Actor{"Omar", Agent}, NoVerb, &Ticket{}) == nil || May(Actor{"Omar", Agent}, 200, &Ticket{}) == nil {
		t.Error("an agent may do what is no verb")
	}
}

func TestADenialSaysWhoCouldDoIt(t *testing.T) {
	for want, err := range map[string]error{
		"Omar is Agent and may not order the backlog: that takes product manager, operations manager or admin": May(Actor{"Omar", Agent}, VerbRank, nil),
		"Ines is nobody on this desk and may not add records: that takes admin":                                May(Actor{"Ines", NoRole}, VerbAdd, nil),
	} {
		if err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("it says %v", err)
		}
	}
}

func TestARolesVerbsAreItsOwn(t *testing.T) {
	for _, r := range Roles {
		if cap(r.May) > 0 && len(r.May) > len(deskWork) && &r.May[0] == &deskWork[0] {
			t.Errorf("%s shares its verbs with others", r.Token)
		}
	}
}
