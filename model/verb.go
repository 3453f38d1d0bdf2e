package model

// A Verb names what an act does; the journal, the commands and the permissions speak of it.
type Verb uint8

// The verbs. Their numbers are written into journals and never change their meaning.
const (
	NoVerb Verb = iota
	VerbCreate
	VerbEdit
	VerbAssign
	VerbTake
	VerbMove
	VerbComment
	VerbNote
	VerbLink
	VerbUnlink
	VerbTag
	VerbPrioritise
	VerbRank
	VerbWatch
	VerbImport
	VerbUndo
	VerbRedo
	VerbAdd   // a noun came to be
	VerbDraft // no act on a ticket: somebody keeps unsent words
	VerbDeclare
	VerbAmend // the terms of the desk became others
	VerbWarn  // a clock used up most of its budget
	VerbBreach
	VerbRemind // the requester was reminded of what awaits their answer
	VerbNotify // a rule left a line in somebody's inbox
	VerbMerge
	VerbSplit
	VerbPropose // an incident as a major one
	VerbReject  // that proposal
	VerbInform  // the stakeholders of a major incident
	VerbSnooze
	VerbWake // the time for which a ticket was put aside is over
	VerbCheck
)

// Verbs holds the token of each verb, its label ("may not …") and what the timeline says happened, indexed by it.
var Verbs = [...]struct{ Token, Label, Past string }{
	NoVerb:         {},
	VerbCreate:     {"create", "create tickets", "created it"},
	VerbEdit:       {"edit", "edit tickets", "edited"},
	VerbAssign:     {"assign", "assign tickets", "assigned"},
	VerbTake:       {"take", "take tickets", "took it"},
	VerbMove:       {"move", "change states", "moved"},
	VerbComment:    {"comment", "comment", "replied"},
	VerbNote:       {"note", "write notes", "noted"},
	VerbLink:       {"link", "link tickets", "linked"},
	VerbUnlink:     {"unlink", "unlink tickets", "unlinked"},
	VerbTag:        {"tag", "tag tickets", "tagged"},
	VerbPrioritise: {"prioritise", "set priorities", "prioritised"},
	VerbRank:       {"rank", "order the backlog", "ranked"},
	VerbWatch:      {"watch", "watch tickets", "watches"},
	VerbImport:     {"import", "import", "imported"},
	VerbUndo:       {"undo", "undo", "undid"},
	VerbRedo:       {"redo", "redo", "did again"},
	VerbAdd:        {"add", "add records", "added"},
	VerbDraft:      {"draft", "keep drafts", "kept a draft"},
	VerbDeclare:    {"declare", "declare major incidents", "declared"},
	VerbAmend:      {"amend", "amend policies, calendars and rules", "amended"},
	VerbWarn:       {"warn", "warn of clocks", "warned"},
	VerbBreach:     {"breach", "tell of breaches", "breached"},
	VerbRemind:     {"remind", "remind requesters", "reminded"},
	VerbNotify:     {"notify", "notify people", "notified"},
	VerbMerge:      {"merge", "merge tickets", "merged"},
	VerbSplit:      {"split", "split tickets", "split"},
	VerbPropose:    {"propose", "propose major incidents", "proposed"},
	VerbReject:     {"reject", "reject proposed major incidents", "rejected"},
	VerbInform:     {"inform", "inform stakeholders", "informed stakeholders"},
	VerbSnooze:     {"snooze", "put tickets aside", "put it aside"},
	VerbWake:       {"wake", "bring back tickets that were put aside", "brought it back"},
	VerbCheck:      {"check", "keep checklists", "kept the checklist"},
}

// Rule gives the verb's row; an unknown verb has an empty one.
func (v Verb) Rule() struct{ Token, Label, Past string } {
	if int(v) < len(Verbs) {
		return Verbs[v]
	}
	return Verbs[NoVerb]
}

// String gives the verb's token.
func (v Verb) String() string { return v.Rule().Token }

// Speaks tells whether what is done are words: a comment, a note, an update to stakeholders.
func (v Verb) Speaks() bool { return v == VerbComment || v == VerbNote || v == VerbInform }

// Told tells whether a verb is the desk's own word to people: a warning, a breach, a reminder, a line in an inbox. It is no
// update of a ticket.
func (v Verb) Told() bool {
	return v == VerbWarn || v == VerbBreach || v == VerbRemind || v == VerbNotify
}
