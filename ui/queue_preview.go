package ui

import (
	"strings"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// besides draws the tickets and the preview side by side.
func (q *queue) besides() []string {
	height := q.size.Height - q.above()
	width := q.listWidth()
	left := kit.Fit(q.draw(width, q.empty), height)
	right := kit.Fit(q.previewed(q.size.Width-width-2, height), height)
	bar := kit.NewRow(2, false).Put(q.desk.theme.Dim, line("│ ")).Fill(kit.Style{})
	rows := make([]string, height)
	for i := range rows {
		rows[i] = kit.PadStyled(left[i], width) + bar + right[i]
	}
	return rows
}

// previewed draws the ticket under the hand in short.
func (q *queue) previewed(width, height int) []string {
	ticket := q.list.At()
	if ticket == nil {
		return nil
	}
	t, d := q.desk.theme, q.desk
	head := kit.NewRow(width, false).Gap(1).Put(t.Strong, line(ticket.Key()+"  "+ticket.Title))
	if ticket.Impact != 0 && ticket.Urgency != 0 {
		head.End(t.Dim, line("impact "+threeWords[ticket.Impact-1]+" · urgency "+threeWords[ticket.Urgency-1]+" "))
	}
	rows := []string{head.Fill(kit.Style{})}
	facts := kit.NewRow(width, false).Gap(1).Put(t.Dim, line(previewFacts(d, ticket)))
	rows = append(rows, facts.Fill(kit.Style{}))
	text := q.described(ticket, max(10, width-2))
	scroll := 0
	if q.scrolled == ticket.ID {
		scroll = min(q.scroll, max(0, len(text)-1))
	}
	for i := scroll; i < len(text) && len(rows) < height; i++ {
		rows = append(rows, kit.PadStyled(" "+text[i], width))
	}
	return rows
}

// described sets the description into rows: plain where words that were looked for are marked in it.
func (q *queue) described(ticket *model.Ticket, width int) (rows []string) {
	t, block := q.desk.theme, model.CleanBlock(ticket.Description)
	if len(q.words) == 0 {
		return kit.Markdown(block, width, t)
	}
	for _, l := range kit.Wrap(block, width) {
		marked := model.Highlight(l.String(), q.words)
		rows = append(rows, kit.NewRow(width, false).Marked(t.Text, t.Match, l, marked, width).Fill(kit.Style{}))
	}
	return rows
}

// previewFacts says who reported it when, and who has it.
func previewFacts(d *desk, t *model.Ticket) string {
	names := d.store.Names()
	text := "reported " + ago(t.Created, d.now())
	if by := names.Name(model.People, t.Requester); by != "" {
		text += " by " + by
	}
	if team := names.Name(model.Teams, t.Team); team != "" {
		text += " · " + team
	}
	if t.Reason != 0 {
		text += " · " + t.Reason.Rule().Label
	}
	if len(t.Tags) > 0 {
		text += " · " + strings.Join(t.Tags, " ")
	}
	if t.SourceID != "" {
		text += " · " + t.SourceID
	}
	return text
}
