package model

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAFieldHasItsOwnNumberAndName(t *testing.T) {
	numbers, names := map[uint8]string{}, map[string]uint8{}
	for _, f := range Fields {
		if f.No == 0 || f.No >= fieldCount || numbers[f.No] != "" {
			t.Errorf("%s has the number %d, as %q has", f.Name, f.No, numbers[f.No])
		}
		if names[f.Name] != 0 || f.Name != strings.ToLower(f.Name) || strings.ContainsAny(f.Name, " ,:=<>\"") {
			t.Errorf("the name %q is no good", f.Name)
		}
		if f.Label == "" || f.Head == "" {
			t.Errorf("%s has no label or no head", f.Name)
		}
		numbers[f.No], names[f.Name] = f.Name, f.No
		if FieldNo(f.No) != f || FieldNamed(f.Name) != f {
			t.Errorf("%s is not found", f.Name)
		}
		if (f.Type == Reference) != (f.Table != Tickets) || (f.Type == Choice) != (len(f.Options) > 0) {
			t.Errorf("%s lacks its table or its options", f.Name)
		}
	}
	if len(numbers) != int(fieldCount)-1 {
		t.Errorf("there are %d fields for %d numbers", len(numbers), fieldCount-1)
	}
	if FieldNo(0) != nil || FieldNo(255) != nil || FieldNamed("nonsense") != nil {
		t.Error("a field was found that does not exist")
	}
}

// TestTheNumbersOfFieldsNeverChange: they are written into stores.
func TestTheNumbersOfFieldsNeverChange(t *testing.T) {
	want := strings.Fields(`kind title description state reason impact urgency priority major type risk requester opened-by assignee
		resolved-by approver team service product watchers category subcategory tag channel location item created updated acknowledged
		resolved closed agreed start end expires code note cause workaround known-error reopened reassigned parent link rank
		business-impact customer-impact size release source source-id source-key due sla`)
	for i, name := range want {
		if f := FieldNamed(name); f == nil || int(f.No) != i+1 {
			t.Errorf("%s is not number %d any more", name, i+1)
		}
	}
}

// TestEveryFactOfATicketIsAField: what the struct holds and no field does would be lost on the way to the disk.
func TestEveryFactOfATicketIsAField(t *testing.T) {
	full := reflect.New(reflect.TypeFor[Ticket]()).Elem()
	for i := range full.NumField() {
		switch v := full.Field(i); v.Kind() {
		case reflect.String:
			v.SetString("x")
		case reflect.Bool:
			v.SetBool(true)
		case reflect.Int64:
			v.SetInt(1)
		case reflect.Slice:
			if v.Type() == reflect.TypeFor[[]string]() {
				v.Set(reflect.ValueOf([]string{"x"}))
			}
		default:
			v.SetUint(1)
		}
	}
	was := full.Addr().Interface().(*Ticket)
	was.Links, was.Watchers, was.Checks = []Link{{Relates, 1}}, []Ref{1}, []CheckItem{{ID: 1, Text: "x"}}
	was.Estimates = "effort=2"
	is := &Ticket{ID: was.ID, Rev: was.Rev, Revs: was.Revs, Said: was.Said,
		Clocks: was.Clocks, Next: was.Next, Rest: was.Rest, Reminded: was.Reminded}
	for _, f := range Fields {
		if f.Get(was) == (Value{}) {
			t.Errorf("%s has no value", f.Name)
		}
		f.Set(is, f.Get(was))
	}
	if !reflect.DeepEqual(was, is) {
		t.Errorf("it was\n%+v and became\n%+v", was, is)
	}
}

// randomTicket draws a ticket whose facts are of their fields' values. What only follows from others is left out.
func randomTicket(t *rapid.T, label string) *Ticket {
	ticket := &Ticket{ID: ID(rapid.IntRange(1, 1<<20).Draw(t, label))}
	for _, f := range Fields {
		if f.No != FieldDue && f.No != FieldSLA && f.No != FieldAside {
			f.Set(ticket, randomValue(t, f))
		}
	}
	return ticket
}

func randomValue(t *rapid.T, f *Field) (v Value) {
	if rapid.IntRange(0, 2).Draw(t, f.Name+"?") == 0 {
		return v
	}
	words := rapid.SliceOfN(rapid.StringMatching(`[a-zäß日=+"'-]{1,6}`), 1, 4)
	switch f.Type {
	case Text:
		v.S = strings.Join(words.Draw(t, f.Name), " ")
	case Long:
		v.S = rapid.String().Draw(t, f.Name)
	case Choice:
		v.N = rapid.SampledFrom(f.Options).Draw(t, f.Name).N
	case Number:
		v.N = rapid.Int64Range(0, 1<<31-1).Draw(t, f.Name)
	case Time:
		v.N = rapid.Int64Range(0, 1<<32-1).Draw(t, f.Name)
	case Reference, TicketRef:
		v.N = rapid.Int64Range(0, 1<<32-1).Draw(t, f.Name)
	case Tags:
		v.S = strings.Join(SplitTags(strings.Join(words.Draw(t, f.Name), ",")), ",")
	case Watching:
		v.S = joinRefs(rapid.SliceOfN(rapid.Map(rapid.Uint32(), func(n uint32) Ref { return Ref(n) }), 1, 4).Draw(t, f.Name))
	case Links:
		v.S = joinLinks(rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Link {
			return Link{Relation(rapid.IntRange(1, len(Relations)-1).Draw(t, "rel")), ID(rapid.Uint32().Draw(t, "to"))}
		}), 1, 4).Draw(t, f.Name))
	case Guesses:
		v.S = rapid.SampledFrom([]string{"effort=2..3..5", "reach=2000 confidence=80"}).Draw(t, f.Name)
	case Checks:
		v.S = joinChecks(rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) CheckItem {
			return CheckItem{rapid.Uint32Range(1, 99).Draw(t, "id"), rapid.StringMatching(`[a-z ]{0,9}`).Draw(t, "text"), ID(rapid.Uint32().Draw(t, "ticket")),
				Ref(rapid.Uint32().Draw(t, "by")), Instant(rapid.Uint32().Draw(t, "at"))}
		}), 1, 4, func(c CheckItem) uint32 { return c.ID }).Draw(t, f.Name))
	}
	return v
}

func TestSettingWhatAFieldHoldsChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := randomTicket(t, "id")
		is := was.Clone()
		for _, f := range Fields {
			f.Set(is, f.Get(is))
		}
		if !reflect.DeepEqual(was, is) {
			t.Fatalf("it was\n%+v and is\n%+v", was, is)
		}
		other := randomTicket(t, "other")
		other.ID = was.ID
		for _, f := range Fields {
			f.Set(other, f.Get(was))
		}
		if !reflect.DeepEqual(was, other) {
			t.Fatalf("it was\n%+v and the copy is\n%+v", was, other)
		}
	})
}

// called is a desk's names: each noun is called by its table and number.
type called struct{}

func (called) Name(table Table, r Ref) string {
	return fmt.Sprintf("%s No. %d", Tables[table].Label, r)
}

func (c called) Find(table Table, name string) []Ref {
	var r Ref
	if n, err := fmt.Sscanf(strings.ToLower(name), strings.ToLower(Tables[table].Label)+" no. %d", &r); n == 1 && err == nil {
		return []Ref{r}
	}
	return nil
}

func TestWhatAFieldWritesItReadsBack(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.FixedZone("", 2*3600))
	rapid.Check(t, func(t *rapid.T) {
		for _, f := range Fields {
			switch f.Type {
			case Watching, Links, Checks: // have acts of their own
				continue
			}
			v := randomValue(t, f)
			if f.No == FieldRank {
				v.N %= 1 << 31
			}
			written := f.Text(v, called{})
			got, err := f.Parse(written, called{}, now)
			if f.Type == Long && strings.TrimSpace(v.S) == "" && err == nil {
				continue
			}
			if err != nil || got != v {
				t.Fatalf("%s: %+v is written %q and read as %+v, %v", f.Name, v, written, got, err)
			}
			if f.Edit {
				if kept, err := f.accept(got); err != nil || kept != got {
					t.Fatalf("%s: %+v was read and is not accepted as such: %+v, %v", f.Name, got, kept, err)
				}
			}
		}
	})
}

func TestAFieldReadsWhatPeopleWrite(t *testing.T) {
	now := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		field uint8
		text  string
		want  Value
	}{
		{FieldImpact, "high", Value{N: 1}},
		{FieldPriority, "P2", Value{N: 2}},
		{FieldPriority, "p1 critical", Value{N: 1}},
		{FieldState, "In Progress", Value{N: int64(StateInProgress)}},
		{FieldState, "on-hold", Value{N: int64(StateOnHold)}},
		{FieldMajor, "yes", Value{N: 1}},
		{FieldMajor, "true", Value{N: 1}},
		{FieldMajor, "no", Value{}},
		{FieldDue, "4h", Value{N: now.Add(4 * time.Hour).Unix()}},
		{FieldDue, "2026-11-25", Value{N: time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC).Unix()}},
		{FieldTags, "VPN, mail vpn", Value{S: "mail,vpn"}},
		{FieldTitle, "  two\n lines\t", Value{S: "two lines"}},
		{FieldDescription, " kept \n as it is ", Value{S: " kept \n as it is "}},
		{FieldParent, "INC-12", Value{N: 12}},
		{FieldTeam, "team no. 4", Value{N: 4}},
		{FieldSize, "", Value{}},
	} {
		f := FieldNo(c.field)
		if got, err := f.Parse(c.text, called{}, now); err != nil || got != c.want {
			t.Errorf("%s %q is %+v, %v", f.Name, c.text, got, err)
		}
	}
	for _, c := range []struct {
		field uint8
		text  string
		word  string
	}{
		{FieldImpact, "huge", "1, 2, 3"},
		{FieldSize, "big", "whole number"},
		{FieldSize, "-1", "whole number"},
		{FieldDue, "someday", "someday"},
		{FieldTeam, "Nobody", "no team"},
		{FieldParent, "x", "INC-12"},
		{FieldLinks, "relates:1", "can't be set"},
		{FieldWatchers, "1", "can't be set"},
	} {
		f := FieldNo(c.field)
		if _, err := f.Parse(c.text, called{}, now); err == nil || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s %q: %v", f.Name, c.text, err)
		}
	}
}

func TestATimeKeepsWithinWhatRecordsHaveRoomFor(t *testing.T) {
	for _, f := range Fields {
		if f.Type != Time {
			continue
		}
		for n, want := range map[int64]int64{-1: 0, 1 << 32: 1<<32 - 1, 5: 5} {
			var ticket Ticket
			f.Set(&ticket, Value{N: n})
			if got := f.Get(&ticket).N; got != want {
				t.Errorf("%s: %d became %d", f.Name, n, got)
			}
		}
	}
}

func TestTagsAreSplitBoundedAndSorted(t *testing.T) {
	if got := SplitTags("B,a  b\tc,,A"); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("got %v", got)
	}
	var many []string
	for i := range 200 {
		many = append(many, fmt.Sprintf("t%03d%s", i, strings.Repeat("x", 100)))
	}
	got := SplitTags(strings.Join(many, " "))
	if len(got) != MaxTags || len(got[0]) != MaxTag {
		t.Errorf("got %d tags, the first of %d bytes", len(got), len(got[0]))
	}
	rapid.Check(t, func(t *rapid.T) {
		once := SplitTags(rapid.String().Draw(t, "tags"))
		if twice := SplitTags(strings.Join(once, ",")); !slices.Equal(once, twice) {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}

func TestNothingIsLastWhicheverWayValuesAreSorted(t *testing.T) {
	f := FieldNamed("due")
	for _, c := range []struct {
		a, b Value
		want int
	}{{Value{N: 1}, Value{N: 2}, -1}, {Value{}, Value{N: 2}, 1}, {Value{N: 2}, Value{}, -1}, {Value{}, Value{}, 0}} {
		if got := f.Compare(c.a, c.b); got != c.want {
			t.Errorf("%+v and %+v compare as %d", c.a, c.b, got)
		}
	}
	if f := FieldNamed("title"); f.Compare(Value{S: "b"}, Value{S: "A"}) != 1 {
		t.Error("case decides the order")
	}
}

func TestTheDifferencesMakeTheOneTicketOfTheOther(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		before, after := randomTicket(t, "before"), randomTicket(t, "after")
		after.ID, after.Rank = before.ID, before.Rank
		deltas := Diff(before, after)
		e := &Entry{Rev: 7, ID: uint32(before.ID), Events: []Event{{At: 5, Deltas: deltas[:len(deltas)/2]}, {At: 9, Deltas: deltas[len(deltas)/2:]}}}
		got := before.Clone()
		got.Replay(e)
		after.Updated, after.Rev, after.Revs = 9, 7, []Revision{7}
		if !reflect.DeepEqual(got, after) {
			t.Fatalf("it became\n%+v, want\n%+v", got, after)
		}
		for _, d := range deltas {
			if d.From == d.To || FieldNo(d.Field).Derived {
				t.Fatalf("%+v is no difference", d)
			}
		}
		if len(Diff(before, before)) != 0 {
			t.Fatal("a ticket differs from itself")
		}
	})
}

func TestACloneSharesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was := randomTicket(t, "id")
		was.Revs = []Revision{1, 2}
		c := was.Clone()
		if !reflect.DeepEqual(was, c) {
			t.Fatalf("the clone of\n%+v is\n%+v", was, c)
		}
		want := was.Clone()
		c.Revs[0] = 9
		for i := range c.Tags {
			c.Tags[i] = "other"
		}
		for i := range c.Links {
			c.Links[i].To++
		}
		for i := range c.Watchers {
			c.Watchers[i]++
		}
		if !reflect.DeepEqual(was, want) {
			t.Fatal("a change of the clone is seen in the ticket")
		}
	})
}

func TestEveryKindHasTheFieldsThatItsRulesNeed(t *testing.T) {
	for _, f := range Fields {
		for _, k := range f.Kinds {
			if k.Rules().Prefix == "" {
				t.Errorf("%s is of no kind", f.Name)
			}
		}
	}
	for k := 1; k < len(Kinds); k++ {
		for _, no := range []uint8{FieldTitle, FieldState, FieldRequester, FieldAssignee, FieldTeam, FieldPriority, FieldDue} {
			if f := FieldNo(no); !f.Of(Kind(k)) {
				t.Errorf("%s has no %s", Kind(k), f.Name)
			}
		}
	}
}
