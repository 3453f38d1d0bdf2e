package ui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// suggested is what the desk's past says of a subject, for the screen that asked.
type suggested struct {
	about store.Subject
	*store.Suggestions
}

// suggest asks for suggestions on a subject; the screen gets an answer with a suggested.
func suggest(d *desk, to Screen, about store.Subject) tea.Cmd {
	st := d.store
	return ask(d, to, func(ctx context.Context) (suggested, error) {
		found, err := st.Suggest(ctx, about)
		return suggested{about, found}, err
	})
}

// suggestRows draws suggestions into at most so many rows of a width, what matters most first: known errors with their
// workaround, likely outcomes with their reasons, look-alikes that are open, look-alikes of the past. Where there is too
// little room each sort loses its last rows. It draws nothing for nil, and says so while too little was learned.
func suggestRows(d *desk, s *store.Suggestions, width, rows int) []string {
	return (&suggestPanel{desk: d, Suggestions: s, width: width}).draw(rows)
}

// A suggestPanel draws suggestions; where keys take them, it shows which.
type suggestPanel struct {
	*store.Suggestions
	desk  *desk
	width int
	// key gives the key that takes a suggestion for an outcome, empty for none; nil has no keys at all.
	key func(model.Outcome) string
	// taken tells which suggestion of an outcome has been taken, -1 for none: it is shown and marked; nil shows the first.
	taken func(store.Likely) int
	// roomy says that there is room for more than one row of reasons, workaround, and how a look-alike ended.
	roomy bool
	// flush says that rows begin at the left edge.
	flush bool
}

// roomyRows is from how many rows on there is room for more than the least of everything.
const roomyRows = 24

// A suggestPart is the rows of one sort, and how many are shown before other sorts get more.
type suggestPart struct {
	rows  []string
	least int
}

func (p *suggestPanel) draw(rows int) []string {
	if p.Suggestions == nil || rows <= 0 || p.width < 20 {
		return nil
	}
	p.roomy = rows >= roomyRows
	likely := p.likelyRows()
	parts := []suggestPart{
		{p.errorRows(), 2},
		{likely, len(likely)},
		{p.alikeRows("Open", p.Open), 2},
		{p.alikeRows("Past", p.Past), 1},
	}
	taken := make([]int, len(parts))
	for i, part := range parts {
		taken[i] = min(part.least, len(part.rows), rows)
		rows -= taken[i]
	}
	var all []string
	for i, part := range parts {
		more := min(len(part.rows)-taken[i], rows)
		rows -= more
		if p.roomy && len(all) > 0 && len(part.rows) > 0 && rows > 0 {
			all = append(all, p.row().Fill(kit.Style{}))
			rows--
		}
		all = append(all, part.rows[:taken[i]+more]...)
	}
	return all
}

// errorRows draws known errors, each with its workaround below.
func (p *suggestPanel) errorRows() (rows []string) {
	for _, k := range p.Known {
		rows = append(rows, p.errorOf(k)...)
	}
	return rows
}

// errorOf draws a known error with what to do about it: in one row, or as it was written where there is room.
func (p *suggestPanel) errorOf(k store.KnownError) []string {
	t := p.desk.theme
	head := p.row().Put(t.Soon, line("Known error ")).Put(t.Strong, line(k.Ticket.Key()+" "))
	rows := []string{p.shared(head, k.Ticket.Title, k.Words)}
	const most, narrow = 8, 20
	label := line("  workaround: ")
	todo := strings.TrimSpace(k.Ticket.Workaround)
	room := p.row().Left() - kit.Width(label)
	switch {
	case todo == "":
		return append(rows, p.row().Put(t.Dim, line("  no workaround is written down")).Fill(kit.Style{}))
	case !p.roomy || room < narrow:
		todo = strings.Join(strings.Fields(todo), " ")
		return append(rows, p.row().Put(t.Dim, label).Put(t.Text, line(todo)).Fill(kit.Style{}))
	}
	text := kit.Markdown(model.CleanBlock(todo), room, t)
	if len(text) > most {
		text = append(text[:most-1], kit.NewRow(room, false).Put(t.Dim, line("…")).Fill(kit.Style{}))
	}
	for _, one := range text {
		edge := kit.NewRow(p.width-room, false).Gap(p.width - p.row().Left())
		rows = append(rows, edge.Put(t.Dim, label).Fill(kit.Style{})+one)
		label = line("")
	}
	return rows
}

// likelyRows draws one row for each outcome.
func (p *suggestPanel) likelyRows() (rows []string) {
	t := p.desk.theme
	if p.Learning {
		return []string{p.row().Put(t.Dim, line("Still learning from the tickets that are done.")).Fill(kit.Style{})}
	}
	if p.Learned < p.Needed {
		text := fmt.Sprintf("Too little learned yet to say what is likely: %d of %d tickets that are done.", p.Learned, p.Needed)
		return []string{p.row().Put(t.Dim, line(text)).Fill(kit.Style{})}
	}
	for _, l := range p.Likely {
		rows = append(rows, p.likelyRow(l)...)
	}
	return rows
}

// likelyRow draws one outcome: what it probably is, why, and how often such a suggestion was right.
func (p *suggestPanel) likelyRow(l store.Likely) []string {
	t := p.desk.theme
	at := -1
	if p.taken != nil {
		at = p.taken(l)
	}
	r := p.row()
	if p.key != nil {
		r.Cell(t.BarKey, line(p.key(l.Outcome)), 3)
	}
	r.Cell(t.Dim, line(model.Outcomes[l.Outcome].Label), 9)
	if at >= 0 {
		r.Put(t.Calm, line("✓ "))
	}
	one := l.Best[max(0, at)]
	r.Put(t.Strong, line(one.Text)).Put(t.Text, line(" "+sure(one.Score)))
	record := ""
	if l.Tried > 0 {
		record = fmt.Sprintf(" right %s of last %d ", sure(l.HitRate()), l.Tried)
	}
	if p.roomy {
		return []string{p.ended(r, "", record), p.row().Gap(3).Put(t.Dim, line(reasons(p.desk, one.Why))).Fill(kit.Style{})}
	}
	return []string{p.ended(r, "  "+reasons(p.desk, one.Why), record)}
}

// alikeRows draws tickets that look alike.
func (p *suggestPanel) alikeRows(sort string, all []store.LookAlike) (rows []string) {
	for _, one := range all {
		rows = append(rows, p.alikeOf(sort, one)...)
	}
	return rows
}

// alikeOf draws a ticket that looks alike, with how it stands or ended; where there is room, with what helped.
func (p *suggestPanel) alikeOf(sort string, one store.LookAlike) []string {
	t := p.desk.theme
	how := one.Ticket.State.Rule().Label
	if one.Ticket.Code != "" {
		how += ", " + one.Ticket.Code
	}
	r := p.row().Cell(t.Dim, line(sort), 5).Put(t.Strong, line(one.Ticket.Key()+" ")).Put(t.Dim, line(how+"  "))
	rows := []string{p.shared(r, one.Ticket.Title, one.Words)}
	if !p.roomy {
		return rows
	}
	below := p.row().Gap(5).Put(t.Dim, line("shares "+strings.Join(one.Words, ", ")))
	if helped := strings.Join(strings.Fields(one.Ticket.Note), " "); helped != "" {
		below.Put(t.Dim, line(" · ")).Put(t.Calm, line(helped))
	}
	return append(rows, below.Fill(kit.Style{}))
}

func (p *suggestPanel) row() *kit.Row {
	r := kit.NewRow(p.width, false)
	if !p.flush {
		r.Gap(1)
	}
	return r
}

// shared ends a row with a title in which the words that are shared stand out.
func (p *suggestPanel) shared(r *kit.Row, title string, words []string) string {
	l := line(title)
	return r.Marked(p.desk.theme.Text, p.desk.theme.Match, l, model.Highlight(l.String(), words), r.Left()).Fill(kit.Style{})
}

// ended ends a row with a text as far as it fits, and with what stands at its end where there is room for both.
func (p *suggestPanel) ended(r *kit.Row, text, end string) string {
	t := p.desk.theme
	if room := r.Left() - kit.Width(line(end)); room >= 12 {
		r.Cell(t.Dim, line(text), room).Put(t.Dim, line(end))
	} else {
		r.Put(t.Dim, line(text))
	}
	return r.Fill(kit.Style{})
}

// sure gives a part in per cent; nothing is quite sure.
func sure(part float64) string { return fmt.Sprintf("%.0f%%", min(99, 100*part)) }

// reasons says what led to a suggestion, each with how many times as frequent it is.
func reasons(d *desk, why []model.Evidence) string {
	var all []string
	for _, e := range why {
		all = append(all, fmt.Sprintf("%s ×%.2g", e.Said(d.store.Names()), e.Times))
	}
	return strings.Join(all, ", ")
}
