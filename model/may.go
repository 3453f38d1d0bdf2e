package model

import (
	"fmt"
	"slices"
	"strings"
)

// A Role is what a person is on the desk.
type Role uint8

// The roles.
const (
	NoRole Role = iota
	ReadOnly
	Agent
	Lead
	ProductManager
	OperationsManager
	ChangeManager
	Admin
)

// Roles holds the token and label of each role and the verbs that it may use, indexed by it. What is not listed is
// denied; an admin may do everything.
var Roles = [...]struct {
	Token, Label string
	May          []Verb
}{
	NoRole:            {},
	ReadOnly:          {"read-only", "Read only", nil},
	Agent:             {"agent", "Agent", deskWork},
	Lead:              {"lead", "Lead", append(deskWork[:len(deskWork):len(deskWork)], VerbImport, VerbDeclare, VerbReject, VerbAmend)},
	ProductManager:    {"product-manager", "Product manager", append(deskWork[:len(deskWork):len(deskWork)], VerbRank)},
	OperationsManager: {"operations-manager", "Operations manager", append(deskWork[:len(deskWork):len(deskWork)], VerbRank, VerbImport, VerbDeclare, VerbReject, VerbAmend)},
	ChangeManager:     {"change-manager", "Change manager", deskWork},
	Admin:             {"admin", "Admin", nil},
}

// deskWork is what everybody who works on the desk may do.
var deskWork = []Verb{VerbCreate, VerbEdit, VerbAssign, VerbTake, VerbMove, VerbComment, VerbNote, VerbLink, VerbUnlink,
	VerbTag, VerbPrioritise, VerbWatch, VerbUndo, VerbRedo, VerbDraft,
	VerbMerge, VerbSplit, VerbPropose, VerbInform, VerbSnooze, VerbWake, VerbCheck}

// An Actor is somebody who acts: a person in a role. The owner of a local store acts as admin.
type Actor struct {
	Name string
	Role Role
}

// May tells whether an actor may use a verb on a ticket; the ticket is the one of before the act, and does not exist
// yet for a new one. The error is an ErrDenied and says which role would do.
func May(who Actor, v Verb, t *Ticket) error {
	if who.Role == Admin {
		return nil
	}
	if int(who.Role) < len(Roles) {
		if slices.Contains(Roles[who.Role].May, v) {
			return nil
		}
	}
	label := "nobody on this desk"
	if int(who.Role) < len(Roles) && who.Role != NoRole {
		label = Roles[who.Role].Label
	}
	return fmt.Errorf("%w: %s is %s and may not %s: that takes %s", ErrDenied, who.Name, label, v.Rule().Label, able(v))
}

// able lists the roles that may use a verb.
func able(v Verb) string {
	list := ""
	for _, r := range Roles {
		if slices.Contains(r.May, v) {
			list += strings.ToLower(r.Label) + ", "
		}
	}
	if list != "" {
		list = strings.TrimSuffix(list, ", ") + " or "
	}
	return list + strings.ToLower(Roles[Admin].Label)
}
