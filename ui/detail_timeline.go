package ui

import (
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// copyTimeline puts the post-incident timeline on the person's clipboard.
func (v *detail) copyTimeline() tea.Cmd {
	d, t, past := v.desk, v.ticket, v.past
	return copyText(d, "the post-incident timeline of "+t.Key(), func() (string, error) {
		linked := map[model.ID]*model.Ticket{}
		for _, l := range t.Links {
			other, err := d.store.Get(l.To)
			if isGone(err) {
				continue
			}
			if err != nil {
				return "", err
			}
			linked[l.To] = other
		}
		return (&model.Chronicle{Ticket: t, Moments: past, Linked: linked, Names: d.store.Names(), Zone: d.zone}).Markdown(), nil
	})
}
