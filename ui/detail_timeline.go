package ui

import tea "charm.land/bubbletea/v2"

// copyTimeline puts the post-incident timeline on the person's clipboard.
func (v *detail) copyTimeline() tea.Cmd {
	d, t := v.desk, v.ticket
	return copyText(d, "the post-incident timeline of "+t.Key(), func() (string, error) {
		chronicle, err := d.store.Chronicle(t.ID)
		if err != nil {
			return "", err
		}
		chronicle.Zone = d.zone
		return chronicle.Markdown(), nil
	})
}
