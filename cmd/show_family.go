package cmd

import (
	"errors"
	"strings"

	"opsdesk/model"
)

// What of a family is shown at most.
const maxFamilyDepth, maxFamilyRows = 8, 200

// family writes the tree that a ticket is in: its ancestors above it, its descendants below. One with neither has none.
func (p *page) family(s *session, t *model.Ticket) error {
	line := []*model.Ticket{t}
	for up := t; up.Parent != 0 && len(line) < maxFamilyDepth; {
		parent, err := s.store.Get(up.Parent)
		if errors.Is(err, model.ErrNotFound) {
			break
		}
		if err != nil {
			return err
		}
		line, up = append(line, parent), parent
	}
	children, err := s.store.Children(t.ID)
	if err != nil || len(line) == 1 && len(children) == 0 {
		return err
	}
	p.line("\nFamily")
	depth := 0
	for i := len(line) - 1; i > 0; i-- {
		p.relative(line[i], depth, "")
		depth++
	}
	p.relative(t, depth, "  ← this one")
	rows := 0
	return p.descendants(s, children, depth+1, &rows)
}

func (p *page) descendants(s *session, children []*model.Ticket, depth int, rows *int) error {
	for _, child := range children {
		if *rows++; *rows > maxFamilyRows {
			if *rows == maxFamilyRows+1 {
				p.line("  %s… and more", strings.Repeat("  ", depth))
			}
			return nil
		}
		p.relative(child, depth, "")
		if depth > 2*maxFamilyDepth {
			continue
		}
		below, err := s.store.Children(child.ID)
		if err != nil {
			return err
		}
		if err := p.descendants(s, below, depth+1, rows); err != nil {
			return err
		}
	}
	return nil
}

func (p *page) relative(t *model.Ticket, depth int, mark string) {
	p.line("  %s%s  %s (%s)%s", strings.Repeat("  ", depth), t.Key(), model.Clean(t.Title), t.State.Rule().Label, mark)
}
