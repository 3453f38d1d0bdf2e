package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"opsdesk/model"
)

// An Outcome sums up in few words what many commands did or would do. The zero value has seen none.
type Outcome struct {
	Commands int
	// Refusals lists the refused commands, the first maxRefusals of them; Refused counts them all.
	Refusals []Refusal
	Refused  int
	// More counts changes of tickets that are not among Changes, because there are too many different ones.
	More    int
	changed map[model.ID]bool
	already map[model.ID]bool
	others  map[model.ID]bool
	changes map[changeKey]*Change
}

// A Refusal is a command that was refused, and why.
type Refusal struct {
	Key string
	Err error
}

const maxRefusals, maxChanges = 1000, 1000

// A Change is one thing that happened to several tickets in the same way.
type Change struct {
	// Field went From a value To another; of a list, From is what was taken off and To what was added.
	Field    *model.Field // nil when it was no fact, but words, as a comment is
	From, To model.Value
	// Froms counts the values when From stands for several that all became To, else it is zero.
	Froms int
	Verb  model.Verb
	// Beside says that the tickets are not those of the commands, but others that they touched.
	Beside bool
	// Tickets counts them; First is the number of one.
	Tickets int
	First   model.ID
	Key     string // of that one
}

type changeKey struct {
	field    uint8
	from, to model.Value
	verb     model.Verb
	beside   bool
}

// Add takes in what came of some commands that were written or tried with Tell.
func (o *Outcome) Add(done ...Done) {
	if o.changes == nil {
		o.changes = map[changeKey]*Change{}
		o.changed, o.already, o.others = map[model.ID]bool{}, map[model.ID]bool{}, map[model.ID]bool{}
	}
	for _, d := range done {
		o.Commands++
		switch {
		case d.Unchanged, errors.Is(d.Err, model.ErrAlready):
			o.already[d.ID] = true
		case d.Err != nil:
			o.Refused++
			if len(o.Refusals) < maxRefusals {
				o.Refusals = append(o.Refusals, Refusal{d.Key, d.Err})
			}
		default:
			o.changed[d.ID] = true
			o.lines(d)
		}
	}
}

// Changed tells how many of the tickets that the commands name change; Beside, how many others do.
func (o *Outcome) Changed() int { return len(o.changed) }

// Beside tells how many tickets change besides those that the commands name.
func (o *Outcome) Beside() int {
	n := 0
	for id := range o.others {
		if !o.changed[id] {
			n++
		}
	}
	return n
}

// Already tells of how many tickets nothing changes, because they are so already.
func (o *Outcome) Already() int {
	n := 0
	for id := range o.already {
		if !o.changed[id] {
			n++
		}
	}
	return n
}

// Sum says what happens to how many tickets, in parts: "37 tickets will change", "3 are refused", "2 are so already".
func (o *Outcome) Sum() (parts []string) {
	say := func(n int, one, many string) {
		if n == 1 {
			parts = append(parts, "1 "+one)
		} else if n > 1 {
			parts = append(parts, humanize.Comma(int64(n))+" "+many)
		}
	}
	say(o.Changed(), "ticket will change", "tickets will change")
	if o.Changed() == 0 {
		parts = append(parts, "nothing will change")
	}
	say(o.Refused, "is refused", "are refused")
	say(o.Already(), "is so already", "are so already")
	say(o.Beside(), "other changes too", "others change too")
	return parts
}

// fewFroms is how many values that all became the same are told apart.
const fewFroms = 4

// Changes lists what happens, to the tickets of the commands first, and what happens to most of them before the rest.
func (o *Outcome) Changes() []*Change {
	together := map[changeKey][]*Change{}
	for k, c := range o.changes {
		k.from = model.Value{}
		together[k] = append(together[k], c)
	}
	var all []*Change
	for _, same := range together {
		if len(same) > fewFroms {
			same = []*Change{joined(same)}
		}
		all = append(all, same...)
	}
	slices.SortFunc(all, func(a, b *Change) int {
		return cmp.Or(compareBools(a.Beside, b.Beside), cmp.Compare(b.Tickets, a.Tickets), cmp.Compare(a.number(), b.number()), cmp.Compare(a.First, b.First))
	})
	return all
}

// joined makes one of changes that came to the same from several values.
func joined(same []*Change) *Change {
	one := *slices.MinFunc(same, func(a, b *Change) int { return cmp.Compare(a.First, b.First) })
	one.Froms, one.Tickets = len(same), 0
	for _, c := range same {
		one.Tickets += c.Tickets
	}
	return &one
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func (c *Change) number() uint8 {
	if c.Field == nil {
		return 0
	}
	return c.Field.No
}

// follows lists the facts that change by themselves when others do: a summary is clearer without them.
var follows = []uint8{model.FieldAcknowledged, model.FieldReassigned, model.FieldReopened, model.FieldResolved, model.FieldResolvedBy, model.FieldClosed,
	model.FieldCreated, model.FieldOpenedBy, model.FieldChannel}

// lines takes in what the lines of a command say.
func (o *Outcome) lines(d Done) {
	for _, e := range d.Lines {
		id, key := model.ID(e.ID), d.Key
		beside := id != d.ID
		if beside {
			o.others[id] = true
			key = fmt.Sprintf("#%d", id)
		}
		for _, ev := range e.Events {
			n := 0
			for _, delta := range ev.Deltas {
				f := model.FieldNo(delta.Field)
				if f == nil || slices.Contains(follows, f.No) {
					continue
				}
				n++
				from, to := members(f, delta)
				o.count(changeKey{f.No, from, to, 0, beside}, id, key)
			}
			if n == 0 || ev.Verb == model.VerbComment || ev.Verb == model.VerbNote {
				o.count(changeKey{verb: ev.Verb, beside: beside}, id, key)
			}
		}
	}
}

func (o *Outcome) count(k changeKey, id model.ID, key string) {
	c := o.changes[k]
	if c == nil && len(o.changes) == maxChanges {
		o.More++
		return
	}
	if c == nil {
		c = &Change{Field: model.FieldNo(k.field), From: k.from, To: k.to, Verb: k.verb, Beside: k.beside, First: id, Key: key}
		o.changes[k] = c
	}
	c.Tickets++
}

// members gives what a change took off a list and what it added, nothing of long texts, and else both values.
func members(f *model.Field, d model.Delta) (from, to model.Value) {
	sep := ""
	switch f.Type {
	case model.Tags:
		sep = ","
	case model.Links, model.Watching:
		sep = " "
	case model.Long:
		return from, to
	default:
		return d.From, d.To
	}
	had, has := strings.Split(d.From.S, sep), strings.Split(d.To.S, sep)
	gone := slices.DeleteFunc(slices.Clone(had), func(s string) bool { return slices.Contains(has, s) })
	come := slices.DeleteFunc(has, func(s string) bool { return slices.Contains(had, s) })
	return model.Value{S: strings.Join(gone, sep)}, model.Value{S: strings.Join(come, sep)}
}

// Said says what happens, as in "Team — → Network". A person whom the desk does not know yet is the one who acts.
func (c *Change) Said(names model.Names, zone *time.Location, who model.Actor) string {
	switch {
	case c.Field != nil:
	case c.Verb == model.VerbComment:
		return "public comment"
	case c.Verb == model.VerbNote:
		return "internal note"
	default:
		return c.Verb.Rule().Past
	}
	show := func(v model.Value) string {
		text := c.Field.Show(v, names, zone)
		if text == "" && v.N != 0 && c.Field.Table == model.People {
			text = who.Name
		}
		return text
	}
	from, to := show(c.From), show(c.To)
	if c.Froms > 0 {
		from = humanize.Comma(int64(c.Froms)) + " values"
	}
	switch c.Field.Type {
	case model.Tags, model.Links, model.Watching:
		said := c.Field.Label
		if c.Froms > 0 {
			from = "several"
		}
		if from != "" {
			said += " −" + from
		}
		if to != "" {
			said += " +" + to
		}
		return said
	case model.Long:
		return c.Field.Label + " rewritten"
	default:
		return c.Field.Label + " " + cmp.Or(from, "—") + " → " + cmp.Or(to, "—")
	}
}
