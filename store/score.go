package store

import (
	"context"
	"fmt"

	"opsdesk/model"
)

// openBacklog is what is ranked and open, in its order.
var openBacklog = mustQuery("is:ranked state:open sort:rank")

func mustQuery(text string) model.Query {
	q, err := model.ParseQuery(text)
	if err != nil {
		panic(err) // the text is a constant
	}
	return q
}

// Scored gives the open backlog in its order, with what a score model makes of each item. Items that known has are taken
// from there instead of being read; nil reads all.
func (s *Store) Scored(ctx context.Context, m *model.ScoreModel, known func(model.ID) (model.Scored, bool)) ([]model.Scored, error) {
	ids, err := s.IDs(ctx, openBacklog, model.Env{Names: s.names})
	if err != nil {
		return nil, fmt.Errorf("score the backlog: %w", err)
	}
	all := make([]model.Scored, 0, len(ids))
	const batch = 1000 // tickets held at a time
	var unread []model.ID
	var at []int
	read := func() error {
		tickets, err := s.Tickets(ctx, unread)
		if err != nil {
			return fmt.Errorf("score the backlog: %w", err)
		}
		found := make(map[model.ID]*model.Ticket, len(tickets))
		for _, t := range tickets {
			found[t.ID] = t
		}
		for i, id := range unread {
			one := &all[at[i]]
			one.ID = id
			if t := found[id]; t != nil {
				one.Estimates = t.ScoreParts()
			}
			one.Score = m.Score(one.Estimates)
		}
		unread, at = unread[:0], at[:0]
		return nil
	}
	for _, id := range ids {
		var one model.Scored
		ok := false
		if known != nil {
			one, ok = known(id)
		}
		all = append(all, one)
		if ok {
			continue
		}
		unread, at = append(unread, id), append(at, len(all)-1)
		if len(unread) == batch {
			if err := read(); err != nil {
				return nil, err
			}
		}
	}
	return all, read()
}
