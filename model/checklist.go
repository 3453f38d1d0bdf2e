package model

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The bounds of a checklist.
const (
	// MaxChecks is how many entries one checklist may have.
	MaxChecks = 200
	// MaxCheck is how long the text of an entry may be, in bytes.
	MaxCheck = 512
)

// A CheckItem is one entry of a ticket's checklist: a line of text that somebody ticks, or another ticket.
type CheckItem struct {
	// ID is the entry's number on its ticket; it stays when entries move.
	ID   uint32
	Text string
	// Ticket is the ticket that the entry stands for, zero for text. Such an entry is done when that ticket is.
	Ticket ID
	// By ticked the entry At a time; no time is not ticked.
	By Ref
	At Instant
}

// Ticked tells whether somebody ticked the entry. One that stands for a ticket never is: see Done.
func (c *CheckItem) Ticked() bool { return c.At != 0 }

// Done tells whether the entry is done: ticked, or its ticket is neither waiting nor worked on any more. ticket gives the
// tickets that entries stand for, nil for one that is not known; without knowing it an entry is not done.
func (c *CheckItem) Done(ticket func(ID) *Ticket) bool {
	if c.Ticket == 0 {
		return c.Ticked()
	}
	t := ticket(c.Ticket)
	return t != nil && t.Exists() && !t.Open()
}

// Unticked counts the entries of text that nobody has ticked.
func (t *Ticket) Unticked() (n int) {
	for i := range t.Checks {
		if t.Checks[i].Ticket == 0 && !t.Checks[i].Ticked() {
			n++
		}
	}
	return n
}

// Checked counts the entries that are done; see CheckItem.Done.
func (t *Ticket) Checked(ticket func(ID) *Ticket) (n int) {
	for i := range t.Checks {
		if t.Checks[i].Done(ticket) {
			n++
		}
	}
	return n
}

// joinChecks gives a checklist as a value: a line for each entry, with its number, who ticked it, when, the ticket and
// the text, tabs between.
func joinChecks(checks []CheckItem) string {
	var b strings.Builder
	for i, c := range checks {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%d\t%d\t%d\t%d\t%s", c.ID, c.By, c.At, c.Ticket, c.Text)
	}
	return b.String()
}

// splitChecks reads what joinChecks wrote, and leaves out what is none of it.
func splitChecks(s string) []CheckItem {
	if s == "" {
		return nil
	}
	var checks []CheckItem
	for row := range strings.SplitSeq(s, "\n") {
		parts := strings.SplitN(row, "\t", 5)
		if len(parts) < 5 {
			continue
		}
		var n [4]uint64
		ok := true
		for i := range n {
			var err error
			n[i], err = strconv.ParseUint(parts[i], 10, 32)
			ok = ok && err == nil
		}
		if ok && n[0] > 0 {
			checks = append(checks, CheckItem{ID: uint32(n[0]), By: Ref(n[1]), At: Instant(n[2]), Ticket: ID(n[3]), Text: parts[4]})
		}
	}
	return checks
}

// ChecksValue gives the value of the checklist that holds some entries.
func ChecksValue(checks []CheckItem) Value { return Value{S: joinChecks(checks)} }

// ChecksOf gives the entries that a value of the checklist holds.
func ChecksOf(v Value) []CheckItem { return splitChecks(v.S) }

// checkText gives the text of an entry as it is kept: one line within its bound.
func checkText(s string) string {
	s, _ = Bound(s, MaxCheck)
	return strings.Join(strings.Fields(s), " ")
}

// label names an entry in words.
func (c *CheckItem) label() string {
	if c.Ticket != 0 {
		return "#" + strconv.FormatUint(uint64(c.Ticket), 10)
	}
	return c.Text
}

// writeChecks gives a checklist as people write one: a line for each entry, [x] before what is ticked.
func writeChecks(checks []CheckItem) string {
	var all []string
	for i := range checks {
		box := "[ ] "
		if checks[i].Ticked() {
			box = "[x] "
		}
		all = append(all, box+checks[i].label())
	}
	return strings.Join(all, "\n")
}

// ReadChecks reads a checklist as Field.Text writes it: a line for each entry, with [ ] or [x] before its text or not. What
// is ticked is so by nobody, at the time given, and a ticket's number is no more than text.
func ReadChecks(s string, at Instant) Value {
	var checks []CheckItem
	for row := range strings.SplitSeq(s, "\n") {
		row = strings.TrimSpace(row)
		c := CheckItem{ID: uint32(len(checks) + 1)}
		if rest, ok := cutBox(row, "[x]", "[X]"); ok {
			row, c.At = rest, max(1, at)
		} else if rest, ok := cutBox(row, "[ ]", "[]"); ok {
			row = rest
		}
		if c.Text = checkText(row); c.Text != "" && len(checks) < MaxChecks {
			checks = append(checks, c)
		}
	}
	return Value{S: joinChecks(checks)}
}

func cutBox(row string, boxes ...string) (rest string, ok bool) {
	for _, box := range boxes {
		if rest, ok := strings.CutPrefix(row, box); ok {
			return rest, true
		}
	}
	return row, false
}

// progress says of a checklist how many entries it has, and how many of them are ticked.
func progress(checks []CheckItem) string {
	ticked := 0
	for i := range checks {
		if checks[i].Ticked() {
			ticked++
		}
	}
	return fmt.Sprintf("%d of %d ticked", ticked, len(checks))
}

// CheckChanges says in words what became of a checklist from one value to another, an entry a line.
func CheckChanges(from, to Value) (said []string) {
	was, is := splitChecks(from.S), splitChecks(to.S)
	for i := range was {
		if checkAt(is, was[i].ID) < 0 {
			said = append(said, "removed "+quoted(was[i].label())+" from the checklist")
		}
	}
	for i := range is {
		c := &is[i]
		at := checkAt(was, c.ID)
		switch {
		case at < 0:
			said = append(said, "added "+quoted(c.label())+" to the checklist")
			continue
		case c.Text != was[at].Text:
			said = append(said, "reworded "+quoted(was[at].Text)+" → "+quoted(c.Text))
		}
		switch {
		case c.Ticked() && !was[at].Ticked():
			said = append(said, "ticked "+quoted(c.label()))
		case !c.Ticked() && was[at].Ticked():
			said = append(said, "unticked "+quoted(c.label()))
		}
	}
	if len(said) == 0 {
		said = append(said, "reordered the checklist")
	}
	return said
}

func quoted(text string) string { return "“" + text + "”" }

// checkAt finds an entry by its number, -1 when there is none.
func checkAt(checks []CheckItem, id uint32) int {
	return slices.IndexFunc(checks, func(c CheckItem) bool { return c.ID == id })
}

// withoutChecks takes one change of a checklist back while what became of other entries since stays. It can't when an entry
// that it changed is another one now.
func withoutChecks(have, from, to []CheckItem) ([]CheckItem, bool) {
	now := slices.Clone(have)
	for _, c := range to {
		before := checkAt(from, c.ID)
		if before >= 0 && from[before] == c {
			continue
		}
		at := checkAt(now, c.ID)
		switch {
		case at < 0 || now[at] != c:
			return nil, false
		case before < 0:
			now = slices.Delete(now, at, at+1)
		default:
			now[at] = from[before]
		}
	}
	for i, c := range from {
		if checkAt(to, c.ID) >= 0 {
			continue
		}
		if checkAt(now, c.ID) >= 0 {
			return nil, false
		}
		now = slices.Insert(now, behind(now, from[:i]), c)
	}
	return reorder(now, from, to)
}

// behind gives the place behind the last of some entries that is there.
func behind(now, before []CheckItem) int {
	for _, c := range slices.Backward(before) {
		if at := checkAt(now, c.ID); at >= 0 {
			return at + 1
		}
	}
	return 0
}

// reorder puts the entries that stand in from, to and now back into the order of from. It can't when their order is another
// than that of to.
func reorder(now, from, to []CheckItem) ([]CheckItem, bool) {
	shared := func(list, other []CheckItem) (ids []uint32) {
		for _, c := range list {
			if checkAt(other, c.ID) >= 0 && checkAt(now, c.ID) >= 0 {
				ids = append(ids, c.ID)
			}
		}
		return ids
	}
	was, is := shared(from, to), shared(to, from)
	if slices.Equal(was, is) {
		return now, true
	}
	var places []int
	var stands []uint32
	for i, c := range now {
		if slices.Contains(is, c.ID) {
			places, stands = append(places, i), append(stands, c.ID)
		}
	}
	if !slices.Equal(stands, is) {
		return nil, false
	}
	out := slices.Clone(now)
	for i, place := range places {
		out[place] = now[checkAt(now, was[i])]
	}
	return out, true
}

// learnChecks gives a checklist of an import as tickets keep it: whoever ticked an entry by name, every number once.
func learnChecks(w *Work, fact Fact) (Value, error) {
	checks := splitChecks(fact.To.S)
	checks = checks[:min(len(checks), MaxChecks)]
	names := words(fact.Name, "\n")
	for i := range checks {
		c := &checks[i]
		c.Text, c.By = checkText(c.Text), 0
		if c.ID > 1<<31 || checkAt(checks[:i], c.ID) >= 0 {
			return Value{}, refuse("the checklist has two entries %d, or one beyond all counting", c.ID)
		}
		if i >= len(names) || !c.Ticked() {
			continue
		}
		by, err := noun(w, People, names[i])
		if err != nil {
			return Value{}, err
		}
		c.By = by
	}
	return Value{S: joinChecks(checks)}, nil
}

// wordedChecks gives a checklist in which the numbers of tickets are words.
func wordedChecks(v Value) Value {
	checks := splitChecks(v.S)
	for i := range checks {
		if c := &checks[i]; c.Ticket != 0 {
			c.Text, c.Ticket = checkText(c.label()+" "+c.Text), 0
		}
	}
	return Value{S: joinChecks(checks)}
}
