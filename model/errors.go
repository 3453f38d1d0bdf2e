package model

import (
	"errors"
	"fmt"
)

// What a caller may decide on. Texts around them say what was tried, on what, and what to do instead.
var (
	// ErrNotFound says that there is no such ticket, noun or revision.
	ErrNotFound = errors.New("not found")
	// ErrRefused says that the rules of the desk forbid the act; the text is for the person who wanted it.
	ErrRefused = errors.New("refused")
	// ErrAlready says that the ticket is as the act would make it. It is an ErrRefused too.
	ErrAlready = errors.New("so already")
	// ErrConflict says that what an act was based on has changed meanwhile.
	ErrConflict = errors.New("changed meanwhile")
	// ErrUnchanged says that an act would change nothing.
	ErrUnchanged = errors.New("nothing to change")
	// ErrDenied says that the person may not do it.
	ErrDenied = errors.New("not allowed")
)

// A ConflictError says which field of a ticket moved under an act. It is an ErrConflict.
type ConflictError struct {
	Ticket ID
	Key    string
	Field  *Field
	Base   Value // what the act was based on
	Have   Value // what the field holds now
	Want   Value // what the act would have put there
	// By and When say who changed the field last; the store fills them in from the journal.
	By   string
	When Instant
	// Texts of the three values, filled in by the store, which knows the names.
	BaseText, HaveText, WantText string
}

// Error says what both sides wanted.
func (e *ConflictError) Error() string {
	who := ""
	if e.By != "" {
		who = fmt.Sprintf(" by %s at %s", e.By, e.When)
	}
	return fmt.Sprintf("%s of %s was changed%s: it was %q, is now %q, and you wanted %q: look again and decide",
		e.Field.Label, e.Key, who, e.BaseText, e.HaveText, e.WantText)
}

// Is makes the error an ErrConflict.
func (e *ConflictError) Is(target error) bool { return target == ErrConflict }

// An alreadyError is a refusal because nothing is left to do.
type alreadyError struct{ error }

// Is makes the error an ErrAlready besides the ErrRefused that it is.
func (e alreadyError) Is(target error) bool { return target == ErrAlready }

// Unwrap gives the refusal.
func (e alreadyError) Unwrap() error { return e.error }

// already refuses what would change nothing.
func already(format string, args ...any) error { return alreadyError{refuse(format, args...)} }

// A LaterError says which later change stands in the way of taking something back. It is an ErrRefused.
type LaterError struct {
	Key   string // of the ticket
	Field *Field // that was changed; nil when the ticket itself would go, whatever was done to it
	Verb  Verb
	Who   Ref
	By    string // who that is; the store fills it in
	When  Instant
}

// Error says what was done, by whom, and what to do first.
func (e *LaterError) Error() string {
	if e.Field != nil {
		return fmt.Sprintf("%s of %s was changed by %s at %s: take that back first", e.Field.Label, e.Key, e.By, e.When)
	}
	return fmt.Sprintf("%s can't be taken back, since it was worked on: %s %s at %s: take that back first", e.Key, e.By, e.Verb.Rule().Past, e.When)
}

// Is makes the error an ErrRefused.
func (e *LaterError) Is(target error) bool { return target == ErrRefused }

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrRefused, fmt.Sprintf(format, args...))
}
