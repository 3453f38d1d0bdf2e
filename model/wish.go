package model

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Wish is a field with what a macro makes of it, in the words of the commands: team=Network, assignee=me, impact=2,
// tag=+vpn -noise, state=resolved with code=fixed, note=… or why=….
type Wish struct {
	Field string // a field's name, or why
	To    string
}

// wishWhy stands for the reason in words that goes with a state.
const wishWhy = "why"

// ParseWish reads a wish as String writes it. Errors say what would fit.
func ParseWish(s string) (Wish, error) {
	name, to, ok := strings.Cut(strings.TrimSpace(s), "=")
	w := Wish{Field: canonicalName(strings.TrimSpace(name)), To: strings.TrimSpace(to)}
	if !ok {
		return w, fmt.Errorf("%s is no field with a value: write it as team=Network", brief(s))
	}
	if f := FieldNamed(w.Field); f != nil {
		w.Field = f.Meant().Name
	}
	return w, w.check()
}

// String writes the wish as in team=Network.
func (w Wish) String() string { return w.Field + "=" + w.To }

// MarshalText writes the wish for files.
func (w Wish) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads a wish from files.
func (w *Wish) UnmarshalText(text []byte) (err error) {
	*w, err = ParseWish(string(text))
	return err
}

// wishable tells whether a macro may set a field: what people may edit, and what goes with acts that it can do.
func wishable(f *Field) bool {
	return f.Edit || slices.Contains([]uint8{FieldAssignee, FieldState, FieldReason, FieldCode, FieldNote}, f.No)
}

// goesWithState tells whether a wish makes sense only where the state changes.
func (w Wish) goesWithState() bool {
	return w.Field == wishWhy || w.Field == "reason" || w.Field == "code" || w.Field == "note"
}

func (w Wish) check() error {
	f := FieldNamed(w.Field)
	switch {
	case strings.ContainsAny(w.To, "\r\n"):
		return fmt.Errorf("%s: write it in one line", w.Field)
	case w.Field == wishWhy && w.To == "":
		return fmt.Errorf("why: give the reason in words")
	case w.Field == wishWhy:
		return w.checkText()
	case f == nil:
		return fmt.Errorf("%s is no field: %s", brief(w.Field), didYouMean(w.Field, wishNames(), "use one of "+strings.Join(wishNames(), ", ")))
	case f.No == FieldPriority:
		return fmt.Errorf("the priority follows from impact and urgency: set those")
	case !wishable(f):
		return fmt.Errorf("%s can't be set by a macro", f.Label)
	case w.To == "" && slices.Contains([]uint8{FieldTitle, FieldState, FieldReason, FieldCode, FieldNote, FieldTags}, f.No):
		return fmt.Errorf("%s: say what it is to be", w.Field)
	}
	return w.checkValue(f)
}

func (w Wish) checkValue(f *Field) error {
	switch f.Type {
	case Text, Long:
		return w.checkText()
	case Reference:
		if strings.Contains(w.To, "{{") || len(w.To) > MaxName {
			return fmt.Errorf("%s: write the name itself: a variable can't stand for it", w.Field)
		}
		return nil
	case Tags:
		_, err := parseTagging(w.To)
		return err
	}
	_, err := f.Parse(w.To, nil, Instant(0).Time())
	return err
}

func (w Wish) checkText() error {
	err := checkCanned(w.To)
	if err == nil {
		err = checkMarks(w.To, 0)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", w.Field, err)
	}
	return nil
}

// checkWishes tells what is wrong with the wishes of a macro.
func checkWishes(all []Wish) error {
	hasState := slices.ContainsFunc(all, func(w Wish) bool { return w.Field == "state" })
	seen := map[string]bool{}
	for _, w := range all {
		if _, err := ParseWish(w.String()); err != nil {
			return err
		}
		if seen[w.Field] {
			return fmt.Errorf("%s is there twice: keep one", w.Field)
		}
		if seen[w.Field] = true; w.goesWithState() && !hasState {
			return fmt.Errorf("%s goes with a state: write state= too", w.Field)
		}
	}
	return nil
}

func wishNames() (all []string) {
	for _, f := range Fields {
		if wishable(f) {
			all = append(all, f.Name)
		}
	}
	return append(all, wishWhy)
}

// of tells why a wish makes no sense for a kind of ticket, nil if it does.
func (w Wish) of(k Kind) error {
	f := FieldNamed(w.Field)
	switch {
	case f == nil: // why goes with any state
		return nil
	case !f.Of(k):
		return fmt.Errorf("the %s has no %s", strings.ToLower(k.Rules().Label), strings.ToLower(f.Label))
	case f.No != FieldState:
		return nil
	}
	if v, err := f.Parse(w.To, nil, time.Time{}); err != nil || !slices.Contains(StatesOf(k), State(v.N)) {
		return fmt.Errorf("the %s is never %s", strings.ToLower(k.Rules().Label), brief(w.To))
	}
	return nil
}

// mentions gives the person, team, service or product that the wish speaks of by name, none for most.
func (w Wish) mentions() (Table, string) {
	f := FieldNamed(w.Field)
	if f == nil || f.Type != Reference || w.isNobody() || f.Table == People && FoldName(w.To) == meValue.Token {
		return Tickets, ""
	}
	return f.Table, w.To
}

// isNobody tells whether a wish for a person, a team or the like takes away what is there.
func (w Wish) isNobody() bool { return w.To == "" || FoldName(w.To) == noValue.Token }

// value reads what a field is to become.
func (w Wish) value(f *Field, env Env) (Value, error) {
	switch {
	case f.Type == Reference && w.isNobody():
		return Value{}, nil
	case f.Type == Reference && f.Table == People && FoldName(w.To) == meValue.Token:
		if env.Me == 0 {
			return Value{}, errors.New("you have done nothing on this desk yet: take a ticket first, and then try again")
		}
		return Value{N: int64(env.Me)}, nil
	}
	return f.Parse(w.To, env.Names, env.Now)
}

// parseTagging reads tags to add and to take off, as in +vpn -noise; one without a sign is added.
func parseTagging(s string) (act Tag, err error) {
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		gone, off := strings.CutPrefix(word, "-")
		word = strings.TrimLeft(gone, "+")
		switch {
		case word == "" || len(word) > MaxTag:
			return act, fmt.Errorf("tag: write tags of at most %d bytes, as in +vpn -noise", MaxTag)
		case off:
			act.Remove = append(act.Remove, word)
		default:
			act.Add = append(act.Add, word)
		}
	}
	return act, nil
}
