package store

import (
	"errors"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Family gives an act on a ticket with what goes along with it on its children, as commands of one write: the parent's
// first. When the caller takes up a solved parent again the children stay as they are. Errors: model.ErrNotFound.
func (s *Store) Family(who model.Actor, id model.ID, act model.Act) ([]Command, error) {
	all := []Command{{id, act}}
	err := s.view(func(tx *bolt.Tx) error {
		parent, err := loadTicket(tx, id)
		if err != nil {
			return err
		}
		me := model.FoldName(s.names.Name(model.People, parent.Requester)) == model.FoldName(who.Name)
		if m, ok := act.(model.Move); ok && me && m.Reopening(parent) {
			return nil
		}
		children, err := childrenOf(tx, parent)
		for _, share := range model.Family(parent, act, children) {
			all = append(all, Command{share.ID, share.Act})
		}
		return err
	})
	return all, err
}

// Children lists the children of a ticket. Errors: model.ErrNotFound.
func (s *Store) Children(id model.ID) (all []*model.Ticket, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		t, err := loadTicket(tx, id)
		if err == nil {
			all, err = childrenOf(tx, t)
		}
		return err
	})
	return all, err
}

func childrenOf(tx *bolt.Tx, parent *model.Ticket) (all []*model.Ticket, err error) {
	for _, l := range parent.Links {
		if l.Rel != model.ParentOf {
			continue
		}
		child, err := loadTicket(tx, l.To)
		if errors.Is(err, model.ErrNotFound) || err == nil && !child.Exists() {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, child)
	}
	return all, nil
}
