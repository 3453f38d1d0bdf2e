package model

import "slices"

// separator gives what stands between the entries of a value that is a list, empty for a field that holds none. A checklist
// is told of by [CheckChanges].
func (f *Field) separator() string {
	switch f.Type {
	case Tags:
		return ","
	case Links, Watching:
		return " "
	default:
		return ""
	}
}

// missing gives the entries of one list that another does not have.
func missing(in, from []string) []string {
	return slices.DeleteFunc(slices.Clone(in), func(s string) bool { return slices.Contains(from, s) })
}

// ListChanges says in words which entries of a list, such as tags, links or watchers, came and which went with a change from
// one value to another; nothing when only their order changed. show writes a value. A field that holds no list is not ok.
func (f *Field) ListChanges(from, to Value, show func(Value) string) (said []string, ok bool) {
	between := f.separator()
	if between == "" {
		return nil, false
	}
	label := f.Label + " "
	if f.Type == Links { // a relation is words enough
		label = ""
	}
	was, is := words(from.S, between), words(to.S, between)
	if came := missing(is, was); len(came) > 0 {
		said = append(said, label+show(Value{S: join(came, between)}))
	}
	if went := missing(was, is); len(went) > 0 {
		said = append(said, label+"no longer "+show(Value{S: join(went, between)}))
	}
	return said, true
}
