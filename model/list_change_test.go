package model

import (
	"slices"
	"testing"
	"time"
)

func TestAListSaysWhatCameAndWhatWent(t *testing.T) {
	links := func(all ...Link) Value { return Value{S: joinLinks(all)} }
	cases := []struct {
		field    uint8
		from, to Value
		want     []string
	}{
		{FieldLinks, links(Link{CausedBy, 9}), links(Link{CausedBy, 9}, Link{ParentOf, 12}), []string{"is the parent of #12"}},
		{FieldLinks, links(Link{CausedBy, 9}, Link{ParentOf, 12}), links(Link{ParentOf, 12}), []string{"no longer is caused by #9"}},
		{FieldTags, Value{S: "eu,vpn"}, Value{S: "urgent,vpn"}, []string{"Tags urgent", "Tags no longer eu"}},
		{FieldTags, Value{}, Value{S: "eu,vpn"}, []string{"Tags eu, vpn"}},
		{FieldLinks, links(Link{CausedBy, 9}, Link{Blocks, 7}), links(Link{Blocks, 7}, Link{CausedBy, 9}), nil},
	}
	for _, c := range cases {
		f := FieldNo(c.field)
		got, ok := f.ListChanges(c.from, c.to, func(v Value) string { return f.Show(v, nil, time.UTC) })
		if !ok || !slices.Equal(got, c.want) {
			t.Errorf("%v → %v says %q, want %q", c.from, c.to, got, c.want)
		}
	}
	if said, ok := FieldNo(FieldTitle).ListChanges(Value{S: "a"}, Value{S: "b"}, nil); ok || said != nil {
		t.Errorf("a title is no list: %q", said)
	}
}
