package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// Timeline gives a ticket and what happened to it and to all tickets that were merged into it, oldest first. Moments of
// those say which they come from. Errors: model.ErrNotFound.
func (s *Store) Timeline(id model.ID) (t *model.Ticket, moments []model.Moment, err error) {
	err = s.view(func(tx *bolt.Tx) (err error) {
		t, moments, err = timeline(tx, id)
		return err
	})
	return t, moments, err
}

func timeline(tx *bolt.Tx, id model.ID) (*model.Ticket, []model.Moment, error) {
	own, err := storyOf(tx, id)
	if err != nil {
		return nil, nil, err
	}
	merged, err := mergedStories(tx, own.Ticket)
	return own.Ticket, own.With(merged), err
}

// OwnTimeline is Timeline without what was merged into the ticket, as files keep it.
func (s *Store) OwnTimeline(id model.ID) (t *model.Ticket, moments []model.Moment, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		own, err := storyOf(tx, id)
		t, moments = own.Ticket, own.Moments
		return err
	})
	return t, moments, err
}

func storyOf(tx *bolt.Tx, id model.ID) (story model.Story, err error) {
	t, err := loadTicket(tx, id)
	if err != nil {
		return story, err
	}
	if !t.Exists() {
		return story, fmt.Errorf("ticket #%d was taken back: %w", id, model.ErrNotFound)
	}
	entries, err := ticketEntries(tx, t)
	return model.Story{Ticket: t, Moments: model.Timeline(entries)}, err
}

// mergedStories gives the stories of all tickets that were merged into one, also by way of others.
func mergedStories(tx *bolt.Tx, into *model.Ticket) (all []model.Story, err error) {
	seen := map[model.ID]bool{into.ID: true}
	for next := into.MergedFrom(); len(next) > 0; next = next[1:] {
		if seen[next[0]] {
			continue
		}
		seen[next[0]] = true
		story, err := storyOf(tx, next[0])
		if errors.Is(err, model.ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, story)
		next = append(next, story.Ticket.MergedFrom()...)
	}
	return all, nil
}

// Unmerge takes back the gesture that merged a ticket into another one: the newest that still stands, with all that was
// merged in it. What was said or changed on either side since stays where it is. Of the write, Who, Request and Try
// count. It is refused as a whole, with the field and who touched it, when a later change touched the same field.
func (s *Store) Unmerge(ctx context.Context, w Write, id model.ID) (Result, error) {
	return s.submit(ctx, &request{Write: w, plan: func(c *change, r *request) error {
		group, err := mergeOf(c.tx, id)
		if err != nil {
			return fmt.Errorf("unmerge: %w", err)
		}
		return c.revert(r, group, false)
	}})
}

// mergeOf finds the group that merged a ticket into another one.
func mergeOf(tx *bolt.Tx, id model.ID) (model.Revision, error) {
	t, err := loadTicket(tx, id)
	if err != nil {
		return 0, err
	}
	entries, err := ticketEntries(tx, t)
	if err != nil {
		return 0, err
	}
	dead := model.Undone(entries)
	for _, e := range slices.Backward(entries) {
		if e.IsMerge() && !dead[e.Group] {
			return e.Group, nil
		}
	}
	switch {
	case t.MergedInto() != 0:
		return 0, fmt.Errorf("%w: %s was merged before it came here, so that this desk can't take it back", model.ErrRefused, t.Key())
	case len(t.MergedFrom()) > 0:
		return 0, fmt.Errorf("%w: %s was not merged into another ticket: name one of those that were merged into it", model.ErrRefused, t.Key())
	}
	return 0, fmt.Errorf("%w: %s was not merged into another ticket", model.ErrRefused, t.Key())
}
