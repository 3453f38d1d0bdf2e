package model

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Import records a ticket as another system had it: its history, with the times and people of there. It asks no guard
// and no legal move. A second import of the same record changes nothing; of a record that has changed there, it brings
// what is new and leaves alone what was changed here since.
type Import struct {
	Kind   Kind
	Source Origin
	// Past holds what is known of the ticket's life, oldest first; the last one is how it stands.
	Past []Past
	// Number asks for the number that the ticket had on another desk of ours; the store gives it when it is free. Zero
	// takes the next one.
	Number ID
	// Rank asks for a place in the backlog that is free; zero is the bottom for kinds that are ranked.
	Rank Rank
	// Earlier is what earlier imports said of the ticket; the store fills it in.
	Earlier []*Entry
	// Kept lists, after Do, the fields in which what was done here was kept against the source.
	Kept []uint8
}

// An Origin names a record in another system: the system, what people call the record there, and its key there when
// that is another one.
type Origin struct {
	System string
	Number string
	Key    string
}

// A Past is one moment of a record's life elsewhere: who did what when, and the facts that held from then on. Facts
// that are not named stay as they were.
type Past struct {
	At    Instant
	By    string // person's name; empty is not known
	Verb  Verb
	Facts []Fact
	Text  string
	// Undone says that it was taken back there.
	Undone bool
}

// A Fact is a field with its value, or with the name of the noun that it refers to; the names of several watchers, and of
// those who ticked the entries of a checklist, one for each entry, have a line feed between them.
type Fact struct {
	Field uint8
	To    Value
	Name  string
}

// Verb is VerbImport.
func (a *Import) Verb() Verb { return VerbImport }

// Do tells the ticket's life again. It returns an ErrUnchanged when there is nothing new.
func (a *Import) Do(w *Work) error {
	said := a.said()
	if a.Kind.Rules().Prefix == "" || !a.titled(&said) {
		return refuse("a record without a kind or a title can't be imported")
	}
	events, err := a.events(w, &said)
	if err != nil {
		return err
	}
	if len(a.Earlier) > 0 {
		return a.update(w, events, &said)
	}
	t := w.Ticket
	for _, ev := range events {
		for _, d := range ev.Deltas {
			FieldNo(d.Field).Set(t, d.To)
		}
	}
	w.Events = events
	if !a.Kind.Rules().Ranked && a.Rank == 0 {
		return nil
	}
	return a.place(w)
}

// titled tells whether the record has a title in the end; one of which the source says nothing gets its number there
// for one. It is asked before anything is written: what is refused then costs nobody anything.
func (a *Import) titled(said *fieldSet) bool {
	title := ""
	if !said[FieldTitle] {
		title = cmp.Or(a.Source.Number, a.Source.Key)
	}
	for _, p := range a.Past {
		for _, fact := range p.Facts {
			if fact.Field == FieldTitle {
				title = fact.To.S
			}
		}
	}
	return strings.TrimSpace(title) != ""
}

// place ranks a new ticket where it asks to be if that is free, else at the bottom.
func (a *Import) place(w *Work) error {
	if a.Rank != 0 && a.Rank <= rankMax {
		if s, ok := w.Desk.Order().Next(a.Rank - 1); !ok || s.Rank != a.Rank {
			spot := Spot{w.Ticket.ID, a.Rank}
			w.Spots, w.Ticket.Rank = append(w.Spots, spot), a.Rank
			return w.Desk.Order().Put(spot)
		}
	}
	return w.rank(Place{})
}

// events turns the facts of each moment into what changed then.
func (a *Import) events(w *Work, said *fieldSet) ([]Event, error) {
	then := &Ticket{ID: w.Ticket.ID}
	origin := []Fact{
		{Field: FieldKind, To: Value{N: int64(a.Kind)}},
		{Field: FieldSource, To: Value{S: a.Source.System}},
		{Field: FieldSourceID, To: Value{S: a.Source.Number}},
		{Field: FieldSourceNo, To: Value{S: a.Source.Key}},
	}
	origin = append(origin, a.unsaid(said)...)
	events := make([]Event, 0, len(a.Past))
	for i, p := range a.Past {
		if i > 0 {
			origin = nil
		}
		deltas := make([]Delta, 0, len(origin)+len(p.Facts))
		for _, facts := range [...][]Fact{origin, p.Facts} {
			for _, fact := range facts {
				if fact.Field == FieldChecklist && a.Number != w.Ticket.ID {
					fact.To = wordedChecks(fact.To) // numbers of there mean other tickets here
				}
				d, err := learn(w, then, fact)
				if err != nil {
					return nil, err
				}
				deltas = with(deltas, d)
			}
		}
		by, err := noun(w, People, p.By)
		if err != nil {
			return nil, err
		}
		text, _ := Bound(p.Text, MaxText)
		events = append(events, Event{At: p.At.bound(), By: by, Verb: p.Verb, Deltas: deltas, Text: text, Undone: p.Undone})
	}
	return events, nil
}

// unsaid gives what a new ticket can't be without where the source says nothing of it: its number there for a title, the
// first state of its kind, the first moment. An update leaves such fields as they are.
func (a *Import) unsaid(said *fieldSet) (facts []Fact) {
	if len(a.Past) == 0 {
		return nil
	}
	for _, f := range []Fact{
		{Field: FieldTitle, To: Value{S: cmp.Or(a.Source.Number, a.Source.Key)}},
		{Field: FieldState, To: Value{N: int64(a.Kind.Rules().Start)}},
		{Field: FieldCreated, To: Value{N: int64(a.Past[0].At.bound())}},
	} {
		if !said[f.Field] {
			facts = append(facts, f)
		}
	}
	return facts
}

// A fieldSet holds true for the numbers of some fields.
type fieldSet [256]bool

// said tells of which fields the source says something.
func (a *Import) said() fieldSet {
	said := fieldSet{FieldKind: true, FieldSource: true, FieldSourceID: a.Source.Number != "", FieldSourceNo: a.Source.Key != ""}
	for _, p := range a.Past {
		for _, fact := range p.Facts {
			said[fact.Field] = true
		}
	}
	return said
}

// with adds a change to others; what one moment says twice of a field is one change.
func with(deltas []Delta, d Delta) []Delta {
	i := slices.IndexFunc(deltas, func(other Delta) bool { return other.Field == d.Field })
	switch {
	case i >= 0 && deltas[i].From == d.To:
		return slices.Delete(deltas, i, i+1)
	case i >= 0:
		deltas[i].To = d.To
	case d.From != d.To:
		return append(deltas, d)
	}
	return deltas
}

// learn puts a fact into a ticket and tells what it changed. Facts that follow from others are left out, and a time that
// records have no room for becomes the nearest.
func learn(w *Work, t *Ticket, fact Fact) (d Delta, err error) {
	f := FieldNo(fact.Field)
	if f == nil {
		return d, refuse("there is no field %d", fact.Field)
	}
	v := fact.To
	switch {
	case f.Derived:
		return d, nil
	case f.Type == Reference:
		ref, err := noun(w, f.Table, fact.Name)
		if err != nil {
			return d, err
		}
		v = Value{N: int64(ref)}
	case f.Type == Watching && fact.Name != "":
		var refs []Ref
		for name := range strings.SplitSeq(fact.Name, "\n") {
			ref, err := noun(w, People, name)
			if err != nil {
				return d, err
			}
			if ref != 0 && !slices.Contains(refs, ref) {
				refs = append(refs, ref)
			}
		}
		v = Value{S: joinRefs(refs)}
	case f.Type == Checks:
		if v, err = learnChecks(w, fact); err != nil {
			return d, err
		}
	case f.Type != Time:
		if v, err = f.accept(v); err != nil {
			return d, err
		}
	}
	d = Delta{Field: f.No, From: f.Get(t)}
	f.Set(t, v)
	d.To = f.Get(t)
	return d, nil
}

func noun(w *Work, table Table, name string) (Ref, error) {
	if strings.TrimSpace(name) == "" {
		return 0, nil
	}
	ref, err := w.Desk.Noun(table, name)
	if err != nil {
		return 0, fmt.Errorf("%s %q: %w", Tables[table].Token, name, err)
	}
	return ref, nil
}

// update brings what the source changed since the last import.
func (a *Import) update(w *Work, events []Event, said *fieldSet) error {
	seen, incoming := &Ticket{ID: w.Ticket.ID}, &Ticket{ID: w.Ticket.ID}
	var known []Event
	for _, e := range a.Earlier {
		seen.Replay(e)
		known = append(known, e.Events...)
	}
	for _, ev := range events {
		incoming.Replay(&Entry{ID: uint32(w.Ticket.ID), Events: []Event{ev}})
	}
	fill(incoming, seen, said)
	t := w.Ticket
	for _, d := range Diff(seen, incoming) {
		f := FieldNo(d.Field)
		if have := f.Get(t); have != d.From && have != d.To {
			a.Kept = append(a.Kept, d.Field)
			continue
		}
		f.Set(t, d.To)
	}
	w.Events = news(known, events)
	if len(w.Events) == 0 {
		if len(Diff(w.Before, t)) == 0 {
			return ErrUnchanged
		}
		w.Events = []Event{{At: w.Now, By: w.Me, Verb: VerbImport}}
	}
	a.spread(w, seen)
	return nil
}

// news lists the events that are not known yet. Two that look the same are two: sources write times by the minute.
func news(known, events []Event) (fresh []Event) {
	known = slices.Clone(known)
	for _, ev := range events {
		if i := slices.IndexFunc(known, func(k Event) bool { return same(k, ev) }); i >= 0 {
			known = slices.Delete(known, i, i+1)
			continue
		}
		fresh = append(fresh, ev)
	}
	return fresh
}

// spread says of each new event what it changed. Facts that were changed here since the last import stay out of it, and
// the last event brings whatever is left.
func (a *Import) spread(w *Work, seen *Ticket) {
	was := w.Before
	for i := range w.Events {
		ev, is := &w.Events[i], was.Clone()
		for _, d := range ev.Deltas {
			if f := FieldNo(d.Field); f.Get(w.Before) == f.Get(seen) && f.Get(is) == d.From {
				f.Set(is, d.To)
			}
		}
		if i == len(w.Events)-1 {
			is = w.Ticket
		}
		ev.Deltas = Diff(was, is)
		was = is
	}
}

// fill keeps what earlier imports said in fields of which this one says nothing.
func fill(incoming, seen *Ticket, said *fieldSet) {
	for _, f := range Fields {
		if !said[f.No] {
			f.Set(incoming, f.Get(seen))
		}
	}
}

func same(a, b Event) bool {
	return a.At == b.At && a.By == b.By && a.Verb == b.Verb && a.Text == b.Text
}

func words(s, sep string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, sep)
}

func join(words []string, sep string) string { return strings.Join(words, sep) }
