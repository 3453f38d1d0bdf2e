package model

// Gather makes a new ticket that is the parent of others, in one gesture. It is refused as a whole when one of them can't
// be its child. An existing ticket becomes the parent by LinkTo of each child.
type Gather struct {
	Create
	Children []ID
}

// Do makes the ticket and links its children.
func (a Gather) Do(w *Work) error {
	if len(a.Children) == 0 {
		return refuse("there is nothing to gather: name some tickets")
	}
	if err := a.Create.Do(w); err != nil {
		return err
	}
	for _, child := range a.Children {
		if err := w.link(ParentOf, child); err != nil {
			return err
		}
	}
	return nil
}

// Gathered gives what a new incident that gathers others takes from them: the service, team, category and subcategory that
// all of them share, and the greatest impact and urgency among them; of none it takes nothing.
func Gathered(children []*Ticket) (set []Setting) {
	if len(children) == 0 {
		return nil
	}
	for _, no := range []uint8{FieldService, FieldTeam, FieldCategory, FieldSubcategory} {
		f := FieldNo(no)
		v, same := f.Get(children[0]), true
		for _, c := range children {
			same = same && f.Get(c) == v
		}
		if same && v != (Value{}) {
			set = append(set, Setting{no, v})
		}
	}
	var impact, urgency Level
	for _, c := range children {
		impact, urgency = greater(impact, c.Impact), greater(urgency, c.Urgency)
	}
	for _, rated := range []struct {
		no uint8
		to Level
	}{{FieldImpact, impact}, {FieldUrgency, urgency}} {
		if rated.to != 0 {
			set = append(set, Setting{rated.no, Value{N: int64(rated.to)}})
		}
	}
	return set
}

// greater gives the greater of two ratings, of which 1 is the greatest and 0 is none.
func greater(a, b Level) Level {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
