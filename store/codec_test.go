package store

import (
	"encoding/binary"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// someTicket draws a ticket with any facts that acts may leave.
func someTicket(t *rapid.T) *model.Ticket {
	ticket := &model.Ticket{ID: model.ID(rapid.Uint32Range(1, 1<<32-1).Draw(t, "id"))}
	for _, f := range model.Fields {
		if f.No != model.FieldAside { // it follows from snoozed
			f.Set(ticket, someValue(t, f))
		}
	}
	for rev, n := model.Revision(0), rapid.IntRange(0, 5).Draw(t, "lines"); n > 0; n-- {
		rev += model.Revision(rapid.Uint64Range(1, 1<<40).Draw(t, "rev"))
		ticket.Rev, ticket.Revs = rev, append(ticket.Revs, rev)
	}
	return ticket
}

func someValue(t *rapid.T, f *model.Field) (v model.Value) {
	if rapid.IntRange(0, 2).Draw(t, f.Name+"?") == 0 {
		return v
	}
	switch f.Type {
	case model.Text, model.Long:
		v.S = rapid.String().Draw(t, f.Name)
	case model.Choice:
		v.N = rapid.SampledFrom(f.Options).Draw(t, f.Name).N
	case model.Tags:
		v.S = rapid.SampledFrom([]string{"a", "a,b", "vpn,äöü"}).Draw(t, f.Name)
	case model.Links:
		v.S = rapid.SampledFrom([]string{"relates:4", "child-of:4294967295 blocks:1"}).Draw(t, f.Name)
	case model.Watching:
		v.S = rapid.SampledFrom([]string{"1", "4294967295 1 7"}).Draw(t, f.Name)
	case model.Guesses:
		v.S = rapid.SampledFrom([]string{"effort=2..3..5", "reach=2000 confidence=80"}).Draw(t, f.Name)
	case model.Checks:
		v.S = rapid.SampledFrom([]string{"1\t0\t0\t0\tCall", "7\t4294967295\t1\t0\tä\n2\t0\t0\t12\t"}).Draw(t, f.Name)
	default:
		v.N = rapid.Int64Range(0, 1<<32-1).Draw(t, f.Name)
		if f.No == model.FieldRank {
			v.N = rapid.Int64Min(0).Draw(t, f.Name)
		}
	}
	return v
}

func TestARecordGivesBackItsTicketAndItsHeadTheFixedFields(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := someTicket(t)
		v := encodeTicket(want)
		got, err := decodeTicket(want.ID, v)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("it came back as\n%+v, want\n%+v", got, want)
		}
		head := model.Ticket{Title: "left alone"}
		if err := decodeHead(want.ID, v, &head); err != nil {
			t.Fatal(err)
		}
		for _, f := range model.Fields {
			if f.Fixed && f.Get(&head) != f.Get(want) {
				t.Fatalf("%s is %v in the head, want %v", f.Name, f.Get(&head), f.Get(want))
			}
		}
		if head.ID != want.ID || head.Title != "left alone" {
			t.Fatalf("the head gave %+v", head)
		}
	})
}

// TestAFieldIsInTheHeadWhenItSaysSo takes each field by itself, so that no neighbour can hide it.
func TestAFieldIsInTheHeadWhenItSaysSo(t *testing.T) {
	for _, f := range model.Fields {
		v := model.Value{N: 1}
		switch f.Type {
		case model.Text, model.Long, model.Tags:
			v = model.Value{S: "x"}
		case model.Links:
			v = model.Value{S: "relates:1"}
		case model.Watching:
			v = model.Value{S: "1"}
		case model.Guesses:
			v = model.Value{S: "effort=2"}
		case model.Checks:
			v = model.Value{S: "1\t0\t0\t0\tCall"}
		}
		var ticket, head model.Ticket
		f.Set(&ticket, v)
		if err := decodeHead(1, encodeTicket(&ticket), &head); err != nil {
			t.Fatal(err)
		}
		if in := f.Get(&head) == v; in != f.Fixed {
			t.Errorf("%s is in the head: %v", f.Name, in)
		}
		for _, other := range model.Fields {
			if f.No == model.FieldSnoozed && other.No == model.FieldAside {
				continue // it follows from that
			}
			if other != f && other.Get(&head) != (model.Value{}) {
				t.Errorf("%s shows as %s", f.Name, other.Name)
			}
		}
	}
}

// someEntry draws a journal line.
func someEntry(t *rapid.T) *model.Entry {
	instant := rapid.Custom(func(t *rapid.T) model.Instant { return model.Instant(rapid.Int64Range(0, 1<<33).Draw(t, "instant")) })
	ref := rapid.Custom(func(t *rapid.T) model.Ref { return model.Ref(rapid.Uint32().Draw(t, "ref")) })
	id := rapid.Custom(func(t *rapid.T) model.ID { return model.ID(rapid.Uint32().Draw(t, "id")) })
	place := rapid.Custom(func(t *rapid.T) model.Place {
		return model.Place{After: id.Draw(t, "after"), Before: id.Draw(t, "before")}
	})
	value := rapid.Custom(func(t *rapid.T) model.Value {
		return model.Value{N: rapid.Int64().Draw(t, "n"), S: rapid.StringOfN(rapid.Rune(), 0, 9, -1).Draw(t, "s")}
	})
	verb := rapid.Custom(func(t *rapid.T) model.Verb { return model.Verb(rapid.Uint8().Draw(t, "verb")) })
	delta := rapid.Custom(func(t *rapid.T) model.Delta {
		return model.Delta{Field: rapid.Uint8().Draw(t, "field"), From: value.Draw(t, "from"), To: value.Draw(t, "to")}
	})
	event := rapid.Custom(func(t *rapid.T) model.Event {
		return model.Event{At: instant.Draw(t, "at"), By: ref.Draw(t, "by"), Verb: verb.Draw(t, "verb"), Deltas: rapid.SliceOfN(delta, 0, 4).Draw(t, "deltas"),
			Text: rapid.String().Draw(t, "text"), Near: place.Draw(t, "near"), Was: place.Draw(t, "was"), Undone: rapid.Bool().Draw(t, "undone")}
	})
	spot := rapid.Custom(func(t *rapid.T) model.Spot {
		return model.Spot{ID: id.Draw(t, "id"), Rank: model.Rank(rapid.Uint64().Draw(t, "rank"))}
	})
	rev := rapid.Uint64Range(1, 1<<50).Draw(t, "rev")
	return &model.Entry{Rev: model.Revision(rev), Table: model.Table(rapid.Uint8Range(0, 4).Draw(t, "table")), ID: rapid.Uint32().Draw(t, "id"), Act: verb.Draw(t, "act"),
		Group: model.Revision(rapid.Uint64Range(0, rev).Draw(t, "group")), Recorded: instant.Draw(t, "recorded"), By: ref.Draw(t, "by"),
		Undoes: model.Revision(rapid.Uint64Range(0, rev).Draw(t, "undoes")), Request: rapid.String().Draw(t, "request"), Name: rapid.String().Draw(t, "name"),
		Events: rapid.SliceOfN(event, 0, 4).Draw(t, "events"), Moved: rapid.SliceOfN(spot, 0, 4).Draw(t, "moved")}
}

func TestAJournalLineGivesBackItsEntry(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := someEntry(t)
		got, err := decodeEntry(uint64Key(uint64(want.Rev)), encodeEntry(want))
		if err != nil {
			t.Fatal(err)
		}
		if !same(got, want) {
			t.Fatalf("it came back as\n%+v, want\n%+v", got, want)
		}
	})
}

// same compares two entries; an empty list and none are the same.
func same(a, b *model.Entry) bool {
	plain := func(e *model.Entry) model.Entry {
		c := *e
		c.Events, c.Moved = slices.Clone(e.Events), slices.Clone(e.Moved)
		for i := range c.Events {
			if len(c.Events[i].Deltas) == 0 {
				c.Events[i].Deltas = nil
			}
		}
		if len(c.Events) == 0 {
			c.Events = nil
		}
		if len(c.Moved) == 0 {
			c.Moved = nil
		}
		return c
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

func TestDamageOfOneByteIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ticket, entry := encodeTicket(someTicket(t)), encodeEntry(someEntry(t))
		flip := func(v []byte) []byte {
			v[rapid.IntRange(0, len(v)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
			return v
		}
		if _, err := decodeTicket(1, flip(ticket)); !errors.Is(err, ErrIntegrity) {
			t.Fatalf("a damaged record: %v", err)
		}
		if _, err := decodeEntry(uint64Key(1), flip(entry)); !errors.Is(err, ErrIntegrity) {
			t.Fatalf("a damaged line: %v", err)
		}
		if _, err := decodeTicket(1, ticket[:rapid.IntRange(0, len(ticket)-1).Draw(t, "length")]); !errors.Is(err, ErrIntegrity) {
			t.Fatalf("a short record: %v", err)
		}
	})
}

func TestANounGivesBackItsFacts(t *testing.T) {
	want := model.Noun{Table: model.Teams, ID: 7, Name: "Network \x1b[31m", Email: "net@example.org", Source: "servicenow", SourceID: "a1"}
	v, err := encodeNoun(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeNoun(nounKey(model.Teams, 7), v); err != nil || got != want {
		t.Errorf("it came back as %+v, %v", got, err)
	}
}

// FuzzDamagedBytesNeverPanic gives the decoders anything, as it is and with a checksum that fits.
func FuzzDamagedBytesNeverPanic(f *testing.F) {
	full := model.Ticket{ID: 1, Kind: model.Incident, Title: "VPN", Tags: []string{"a"}, Links: []model.Link{{Rel: model.Relates, To: 2}}, Revs: []model.Revision{1, 9}}
	f.Add(encodeTicket(&full))
	f.Add(encodeTicket(&model.Ticket{}))
	f.Add(encodeEntry(&model.Entry{Rev: 9, Group: 8, Recorded: 7, Request: "r", Moved: []model.Spot{{ID: 1, Rank: 2}}, Events: []model.Event{
		{At: 5, Verb: model.VerbRank, Text: "why", Near: model.Place{After: 1}, Deltas: []model.Delta{{Field: 2, From: model.Value{N: 1}, To: model.Value{S: "x"}}}}}}))
	if v, err := encodeNoun(model.Noun{Table: model.People, ID: 1, Name: "Maya"}); err == nil {
		f.Add(v)
	}
	f.Add([]byte{})
	f.Add([]byte{codecV1, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01})
	f.Fuzz(func(t *testing.T, v []byte) {
		for _, v := range [][]byte{v, seal(append(make([]byte, envelope), v...)), seal(append(make([]byte, envelope), v[min(envelope, len(v)):]...))} {
			var head model.Ticket
			headErr := decodeHead(1, v, &head)
			ticket, err := decodeTicket(1, v)
			if err == nil && headErr != nil {
				t.Errorf("the record can be read and its head can't: %v", headErr)
			}
			if err == nil {
				again, err := decodeTicket(1, encodeTicket(ticket))
				if err != nil || !reflect.DeepEqual(ticket, again) {
					t.Errorf("a record that was read is written as another:\n%+v\n%+v, %v", ticket, again, err)
				}
			}
			if e, err := decodeEntry(uint64Key(9), v); err == nil && e.Group <= e.Rev {
				if again, err := decodeEntry(uint64Key(9), encodeEntry(e)); err != nil || !same(e, again) {
					t.Errorf("a line that was read is written as another:\n%+v\n%+v, %v", e, again, err)
				}
			}
			_, _ = decodeNoun(nounKey(model.People, 1), v)
		}
	})
}

func TestALengthFromADamagedRecordAllocatesNothing(t *testing.T) {
	long := binary.AppendUvarint(make([]byte, envelope), 1<<62)
	for _, inside := range [][]byte{long, append(make([]byte, envelope+headSize), long[envelope:]...)} {
		v := seal(slices.Clone(inside))
		if n := testing.AllocsPerRun(10, func() {
			_, _ = decodeTicket(1, v)
			_, _ = decodeEntry(uint64Key(1), v)
		}); n > 50 {
			t.Errorf("it took %v allocations", n)
		}
	}
	r := reader{rest: append(binary.AppendUvarint(nil, 5), strings.Repeat("x", 4)...)}
	if s := r.string(); s != "" || r.err == nil {
		t.Errorf("a text longer than what is there is read as %q, %v", s, r.err)
	}
}
