package ui

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// What the tree of links is bounded by.
const (
	maxAncestors = 5
	maxBranches  = 12  // children of one ticket, and other links, that are shown
	maxKinRead   = 300 // children of one ticket that are looked at
	maxDown      = 3   // generations below the ticket
)

// A kinship is what a ticket is linked with: its ancestors, itself, and what descends from it, as a tree; then its other
// links.
type kinship struct {
	tree     []kin
	others   []kin
	children int // of the ticket itself
	open     int // of those, as far as they were looked at
	caused   int // tickets that it is the cause of, as far as they were looked at
	harmed   int // of those, that are open
}

// A kin is one row of the tree, or one other link.
type kin struct {
	id     model.ID
	ticket *model.Ticket // nil when it was taken back
	rel    model.Relation
	depth  int
	more   int // so many others are not shown; the row is that word then
}

// has tells whether a ticket is one of those that are shown.
func (k *kinship) has(id model.ID) bool {
	is := func(one kin) bool { return one.id == id }
	return slices.ContainsFunc(k.tree, is) || slices.ContainsFunc(k.others, is)
}

// parent gives the ticket's parent, nil when it has none.
func (k *kinship) parent() *model.Ticket {
	for i := range k.tree {
		if i > 0 && k.tree[i].rel == model.NoRelation && k.tree[i].more == 0 {
			return k.tree[i-1].ticket
		}
	}
	return nil
}

// A genealogist reads a kinship. No ticket stands in a tree twice, so a ring of parents ends.
type genealogist struct {
	st   *store.Store
	seen map[model.ID]bool
	kinship
}

func readKin(st *store.Store, t *model.Ticket) (kinship, error) {
	g := &genealogist{st: st, seen: map[model.ID]bool{t.ID: true}}
	depth, err := g.up(t)
	if err != nil {
		return g.kinship, err
	}
	g.tree = append(g.tree, kin{id: t.ID, ticket: t, depth: depth})
	if err := g.down(t, depth+1, maxDown); err != nil {
		return g.kinship, err
	}
	err = g.beside(t)
	return g.kinship, err
}

// beside adds the links of other kinds, what is open first.
func (g *genealogist) beside(t *model.Ticket) error {
	all := 0
	for _, l := range t.Links {
		if l.Rel == model.ParentOf || l.Rel == model.ChildOf {
			continue
		}
		if all++; all > maxKinRead {
			continue
		}
		other, err := g.get(l.To)
		if err != nil {
			return err
		}
		g.others = append(g.others, kin{id: l.To, ticket: other, rel: l.Rel})
		if l.Rel == model.Causes && other != nil {
			g.caused++
			if other.Open() {
				g.harmed++
			}
		}
	}
	slices.SortStableFunc(g.others, func(a, b kin) int { return cmp.Compare(over(a.ticket), over(b.ticket)) })
	g.others = g.others[:min(maxBranches, len(g.others))]
	if more := all - len(g.others); more > 0 {
		g.others = append(g.others, kin{more: more})
	}
	return nil
}

// over puts what was taken back, or is closed, behind what is open.
func over(t *model.Ticket) int {
	if t == nil {
		return 1
	}
	return closed(t)
}

// get reads a ticket, nil when it was taken back.
func (g *genealogist) get(id model.ID) (*model.Ticket, error) {
	t, err := g.st.Get(id)
	if isGone(err) {
		return nil, nil //nolint:nilnil // nothing is an answer here
	}
	return t, err
}

// up finds the ancestors, and tells how many there are.
func (g *genealogist) up(t *model.Ticket) (depth int, err error) {
	var line []kin
	for up := t.Parent; up != 0 && !g.seen[up] && len(line) < maxAncestors; {
		g.seen[up] = true
		parent, err := g.get(up)
		if err != nil || parent == nil {
			return 0, err
		}
		line = append(line, kin{id: up, ticket: parent, rel: model.ParentOf})
		up = parent.Parent
	}
	slices.Reverse(line)
	for i := range line {
		line[i].depth = i
	}
	g.tree = line
	return len(line), nil
}

// down adds the children of a ticket and what descends from them, what is open and hurts most first.
func (g *genealogist) down(t *model.Ticket, depth, generations int) error {
	var children []*model.Ticket
	all := 0
	for _, l := range t.Links {
		if l.Rel != model.ParentOf || g.seen[l.To] {
			continue
		}
		if all++; all > maxKinRead {
			continue
		}
		child, err := g.get(l.To)
		if err != nil {
			return err
		}
		if child == nil {
			all--
			continue
		}
		g.seen[l.To] = true
		children = append(children, child)
	}
	if generations == maxDown {
		g.children = all
		for _, child := range children {
			if child.Open() {
				g.open++
			}
		}
	}
	slices.SortStableFunc(children, func(a, b *model.Ticket) int {
		return cmp.Or(cmp.Compare(closed(a), closed(b)), cmp.Compare(unrated(a.Priority), unrated(b.Priority)))
	})
	for _, child := range children[:min(maxBranches, len(children))] {
		g.tree = append(g.tree, kin{id: child.ID, ticket: child, rel: model.ChildOf, depth: depth})
		if generations > 1 {
			if err := g.down(child, depth+1, generations-1); err != nil {
				return err
			}
		}
	}
	if more := all - min(maxBranches, len(children)); more > 0 {
		g.tree = append(g.tree, kin{more: more, depth: depth})
	}
	return nil
}

func closed(t *model.Ticket) int {
	if t.Open() {
		return 0
	}
	return 1
}

// unrated puts a ticket without a priority behind all others.
func unrated(p model.Priority) int { return (int(p) + 5) % 6 }

// linkTree shows the tree, and what else the ticket is linked with.
func (v *detail) linkTree(s *sheet) {
	if len(v.ticket.Links) == 0 || !s.begin("Links", strconv.Itoa(len(v.ticket.Links))) {
		return
	}
	if len(v.kin.tree) > 1 {
		for _, k := range v.kin.tree {
			r := s.row()
			if k.depth > 0 {
				r.Gap(2*k.depth-1).Put(v.desk.theme.Dim, line("└ "))
			}
			v.kinRow(s, k, r)
		}
	}
	for _, k := range v.kin.others {
		v.kinRow(s, k, s.row().Cell(v.desk.theme.Dim, line(k.rel.Rule().Label), 20))
	}
}

// kinRow ends a row with the ticket that it is about.
func (v *detail) kinRow(s *sheet, k kin, r *kit.Row) {
	t := v.desk.theme
	switch {
	case k.more > 0:
		s.put(r.Put(t.Dim, line("… and "+strconv.Itoa(k.more)+" more")).Fill(kit.Style{}))
	case k.id == v.id:
		s.put(r.Put(t.Code, line(v.ticket.Key())).Put(t.Strong, line(" this ticket")).Fill(kit.Style{}))
	case k.ticket == nil:
		s.enter(mark{ticket: k.id}, r.Put(t.Dim, line("#"+position(int(k.id))+", which was taken back")).Fill(kit.Style{}))
	default:
		s.enter(mark{ticket: k.id}, v.other(r, k.ticket).Fill(kit.Style{}))
	}
}

// other names another ticket: its number, how it stands, who has it, its title.
func (v *detail) other(r *kit.Row, x *model.Ticket) *kit.Row {
	t, d := v.desk.theme, v.desk
	style, state := drawState(d, x, d.now())
	r.Put(t.Code, line(x.Key()+" ")).Put(priorityStyle(t, x.Priority), line(short(x.Priority)+" ")).Put(style, state)
	if has := d.person(x.Assignee); !has.IsZero() {
		r.Put(t.Dim, line(" · "+has.String()))
	}
	return r.Put(t.Text, line("  "+x.Title))
}

// linkedPicker offers the tickets that this one is linked with.
func (v *detail) linkedPicker(title string, choose func(model.Link) (Screen, tea.Cmd)) *picker {
	p := newPicker(v.desk, title, nil, func(one pick) (Screen, tea.Cmd) { return choose(one.value.(model.Link)) })
	st, links := v.desk.store, v.ticket.Links
	p.load = func(ctx context.Context) (all []pick, err error) {
		for i, l := range links {
			label := "#" + position(int(l.To))
			if other, err := st.Get(l.To); i < maxKinRead && err == nil && ctx.Err() == nil {
				label = other.Key() + " " + other.Title
			}
			all = append(all, pick{label: l.Rel.Rule().Label + " " + label, value: l})
		}
		return all, nil
	}
	return p
}
