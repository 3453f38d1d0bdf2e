package model

import (
	"fmt"
)

// RankAt puts a ticket to a place of the backlog: between neighbours, to the top, to the bottom, or to a position
// counted from 1.
type RankAt struct {
	Place
	Top      bool
	Bottom   bool
	Position int
	// Stay leaves it where it is: only the reason is told.
	Stay bool
	Why  string
}

// Verb is VerbRank.
func (a RankAt) Verb() Verb { return VerbRank }

// Do moves the ticket.
func (a RankAt) Do(w *Work) error {
	place := a.Place
	order := w.Desk.Order()
	switch {
	case a.Bottom:
		place = Place{}
	case a.Top:
		first, ok := order.Next(0)
		if ok && first.ID == w.Ticket.ID {
			return already("%s is at the top already", w.Ticket.Key())
		}
		place = Place{Before: first.ID}
	case a.Position != 0:
		at, err := placeAt(order, w.Ticket.ID, a.Position)
		if err != nil {
			return refuse("%v", err)
		}
		place = at
	}
	was, err := placeOf(order, w.Ticket.ID)
	if err != nil {
		return err
	}
	switch {
	case a.Stay && w.Ticket.Rank == 0:
		return refuse("%s has no place in the backlog", w.Ticket.Key())
	case !a.Stay:
		if err := w.rank(place); err != nil {
			return err
		}
	}
	why, _ := Bound(a.Why, MaxText)
	w.tell(VerbRank, why)
	return w.placed(was)
}

// placed notes in the last event where the ticket stood in the backlog, and where it stands now.
func (w *Work) placed(was Place) error {
	near, err := placeOf(w.Desk.Order(), w.Ticket.ID)
	if err != nil {
		return err
	}
	last := &w.Events[len(w.Events)-1]
	last.Was, last.Near = was, near
	return nil
}

// rank sets the ticket's place.
func (w *Work) rank(at Place) error {
	spots, err := Insert(w.Desk.Order(), w.Ticket.ID, at)
	if err != nil {
		return fmt.Errorf("rank %s: %w", w.Ticket.Key(), err)
	}
	w.Spots = append(w.Spots, spots...)
	w.Ticket.Rank = spots[0].Rank
	return nil
}
