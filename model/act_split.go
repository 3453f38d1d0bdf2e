package model

import (
	"fmt"
	"slices"
	"strings"
)

// Split makes a new ticket of what was said on another one. What was said stays there; both tickets are linked, and the
// timeline of the other one says what was split off. [SplitOff] fills it in.
type Split struct {
	Create
	From ID
	What string // what of it was split, as in the note of Maya Lindqvist
}

// Verb is VerbSplit.
func (a Split) Verb() Verb { return VerbSplit }

// Do makes the ticket. One that was merged into another is refused.
func (a Split) Do(w *Work) error {
	from, err := w.Desk.Ticket(a.From)
	if err != nil {
		return fmt.Errorf("split: %w", err)
	}
	if err := (&Work{Ticket: from, Desk: w.Desk}).Admits(VerbSplit); err != nil {
		return err
	}
	made := a.Create
	made.Links = append(slices.Clone(made.Links), Link{SplitFrom, a.From})
	if err := made.Do(w); err != nil {
		return err
	}
	w.tellOf(a.From, VerbSplit, a.What+" became "+w.Ticket.Key())
	return nil
}

// inherited are the facts that a ticket which is split off has from the one that it came from.
var inherited = []uint8{FieldTeam, FieldService, FieldProduct, FieldCategory, FieldSubcategory, FieldLocation, FieldChannel,
	FieldImpact, FieldUrgency, FieldBusinessImpact, FieldCustomerImpact}

// Speaks tells whether a moment is an entry that can be split off: words that somebody said, and nothing that was undone.
// Entries are counted from 1 in the order of the timeline.
func (m *Moment) Speaks() bool {
	return !m.Undone && strings.TrimSpace(m.Text) != "" && (m.Verb == VerbComment || m.Verb == VerbNote)
}

// SplitOff gives the act that makes one entry of a ticket's timeline a ticket of its own: a comment or a note by its
// number, or the description with zero. The entry's words with who said them and when become its
// description, their first line its title unless one is given. Its requester is who wrote the entry when that is a
// public comment of the ticket's requester, or of that of a ticket merged into it; else it is the ticket's.
func SplitOff(s Story, entry int, title string, names Names) (Split, error) {
	t := s.Ticket
	m := Moment{Event: Event{At: t.Created, By: t.Requester, Verb: VerbCreate, Text: t.Description}}
	if entry != 0 {
		all := slices.DeleteFunc(slices.Clone(s.Moments), func(m Moment) bool { return !m.Speaks() })
		if len(all) == 0 {
			return Split{}, refuse("%s has no comment and no note that could be split off: split the description off", t.Key())
		}
		if entry < 0 || entry > len(all) {
			return Split{}, refuse("%s has no comment or note %d: its timeline numbers them from 1 to %d", t.Key(), entry, len(all))
		}
		m = all[entry-1]
	}
	text := strings.TrimSpace(m.Text)
	if text == "" {
		return Split{}, refuse("%s has no description that could be split off", t.Key())
	}
	who := names.Name(People, m.By)
	what := map[Verb]string{VerbComment: "comment", VerbNote: "internal note", VerbCreate: "description"}[m.Verb]
	source := fmt.Sprintf("\n\n— %s, %s, in the %s of %s", who, m.At, what, t.Key())
	body, _ := Bound(text, MaxText-len(source))
	if strings.TrimSpace(title) == "" {
		title = firstLine(text)
	}
	act := Split{From: t.ID, What: "the " + what + " of " + who, Create: Create{Kind: t.Kind, Set: []Setting{
		{FieldTitle, Value{S: title}}, {FieldDescription, Value{S: body + source}}, {FieldRequester, s.asker(m)}}}}
	for _, no := range inherited {
		if f := FieldNo(no); f.Of(t.Kind) && f.Get(t) != (Value{}) {
			act.Set = append(act.Set, Setting{no, f.Get(t)})
		}
	}
	return act, nil
}

// asker gives the requester of what is split off: that of the ticket, unless it is a comment of whoever asked for a
// ticket that was merged into it.
func (s Story) asker(entry Moment) Value {
	var there Value
	for _, m := range s.Moments {
		for _, d := range m.Deltas {
			if d.Field == FieldRequester && m.From == entry.From && !m.Undone {
				there = d.To
			}
		}
	}
	if entry.From != 0 && entry.Verb == VerbComment && there == (Value{N: int64(entry.By)}) {
		return there
	}
	return Value{N: int64(s.Ticket.Requester)}
}

// maxSplitTitle is how long a title is that nobody wrote, in characters.
const maxSplitTitle = 80

// firstLine gives the first words of a text as a title.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(strings.TrimLeft(line, "> \t#*-"))
		if line == "" {
			continue
		}
		runes := []rune(line)
		if len(runes) <= maxSplitTitle {
			return line
		}
		cut := string(runes[:maxSplitTitle])
		if at := strings.LastIndexByte(cut, ' '); at > maxSplitTitle/2 {
			cut = cut[:at]
		}
		return cut + "…"
	}
	return ""
}
