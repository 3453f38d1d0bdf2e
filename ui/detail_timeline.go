package ui

import (
	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// maxCopied is how much of a page is put on the clipboard: terminals take no more than about 100,000 bytes of it, coded,
// and some of them drop the whole beyond.
const maxCopied = 64 << 10

// copyTimeline puts the post-incident timeline on the person's clipboard, through the terminal.
func (v *detail) copyTimeline() tea.Cmd {
	page := (&model.Chronicle{Ticket: v.ticket, Moments: v.past, Linked: v.linked, Names: v.desk.store.Names(), Zone: v.desk.zone}).Markdown()
	page, cut := model.Bound(page, maxCopied)
	word := "copied the post-incident timeline of " + v.ticket.Key()
	if cut {
		word = "copied the first 64 KiB: opsdesk timeline " + v.ticket.Key() + " writes all of it"
	}
	return tea.Batch(tea.SetClipboard(page), say(word))
}
