package ui

import (
	"slices"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// headRows gives how many rows the head takes, which does not scroll.
func (v *detail) headRows() int {
	rows := 6
	if v.wide() {
		rows = 3
	}
	if v.ticket != nil && len(v.ticket.Clocks) > 0 {
		rows++
	}
	return rows
}

// head says what the ticket is; where facts have no column of their own, they stand under it.
func (v *detail) head() []string {
	t, d, x, width := v.desk.theme, v.desk, v.ticket, v.size.Width
	now := d.now()
	title := kit.NewRow(width, false).Gap(1).Put(t.Code, line(x.Key())).Put(t.Dim, line("  "+x.Kind.Rules().Label+"  "))
	if x.Major {
		title.Put(t.Late, line("⚑ MAJOR  "))
	}
	title.Put(t.Strong, line(x.Title))
	state, label := drawState(d, x, now)
	second := kit.NewRow(width, false).Gap(1).Put(state, label)
	if x.Reason != 0 {
		second.Put(t.Dim, line(" "+x.Reason.Rule().Label))
	}
	second.Put(t.Dim, line("   priority ")).Put(priorityStyle(t, x.Priority), line(short(x.Priority)))
	if x.Impact != 0 && x.Urgency != 0 {
		second.Put(t.Dim, line(" = impact "+threeWords[x.Impact-1]+" × urgency "+threeWords[x.Urgency-1]))
	}
	if x.Agreed != 0 && x.Open() {
		f := agreedFace(d, x, now)
		second.Put(t.Dim, line("   agreed ")).Put(f.style, line(f.text))
	}
	rows := []string{title.Fill(kit.Style{}), second.Fill(kit.Style{})}
	if len(x.Clocks) > 0 {
		rows = append(rows, v.clocksRow(now))
	}
	if !v.wide() {
		rows = append(rows, v.factRow(model.FieldRequester, model.FieldService), v.factRow(model.FieldAssignee, model.FieldTeam), v.timesRow())
	}
	return append(rows, kit.Rule(t.Dim, width))
}

// clocksRow says how each clock stands: those of the policy by their targets, those of a team with its agreement.
func (v *detail) clocksRow(now time.Time) string {
	t, r := v.desk.theme, kit.NewRow(v.size.Width, false).Gap(1)
	for i := range v.ticket.Clocks {
		c := &v.ticket.Clocks[i]
		name := c.Target.String()
		if c.Agreement != model.SLA {
			name = c.Name()
		}
		if i > 0 {
			r.Gap(3)
		}
		f := clockFace(v.desk, v.ticket, c, now)
		r.Put(t.Dim, line(name+" ")).Put(f.style, line(f.text))
	}
	return r.Fill(kit.Style{})
}

// Next gives when one of the clocks in the head says something else.
func (v *detail) Next(now time.Time) (next time.Time) {
	if v.ticket == nil || !v.ticket.Open() {
		return next
	}
	for i := range v.ticket.Clocks {
		next = earlier(next, clockFace(v.desk, v.ticket, &v.ticket.Clocks[i], now).next)
	}
	if v.ticket.Agreed != 0 {
		next = earlier(next, agreedFace(v.desk, v.ticket, now).next)
	}
	return next
}

func (v *detail) factRow(left, right uint8) string {
	half := (v.size.Width - 1) / 2
	r := kit.NewRow(v.size.Width, false).Gap(1)
	for _, no := range [...]uint8{left, right} {
		f := model.FieldNo(no)
		text := f.Show(f.Get(v.ticket), v.desk.store.Names(), v.desk.zone)
		r.Cell(v.desk.theme.Dim, line(f.Label), 11).Cell(v.desk.theme.Text, line(orDash(text)), half-11)
	}
	return r.Fill(kit.Style{})
}

func (v *detail) timesRow() string {
	now := v.desk.now()
	text := "created " + ago(v.ticket.Created, now) + " · updated " + ago(v.ticket.Updated, now)
	if len(v.ticket.Tags) > 0 {
		text += " · " + strings.Join(v.ticket.Tags, " ")
	}
	if v.ticket.SourceID != "" {
		text += " · " + v.ticket.Source + " " + v.ticket.SourceID
	}
	return kit.NewRow(v.size.Width, false).Gap(1).Put(v.desk.theme.Dim, line(text)).Fill(kit.Style{})
}

// facts lists every fact that the ticket has and the head does not show.
func (v *detail) facts() []string {
	t := v.desk.theme
	var rows []string
	for _, f := range model.Fields {
		value := f.Get(v.ticket)
		if value == (model.Value{}) || f.Type == model.Long || slices.Contains(inHead, f.No) {
			continue
		}
		text := f.Show(value, v.desk.store.Names(), v.desk.zone)
		if f.Type == model.Time {
			text = moment(model.Instant(value.N), v.desk.now())
		}
		rows = append(rows, kit.NewRow(factsWidth-1, false).Cell(t.Dim, line(f.Label), 16).Gap(1).Put(t.Text, line(text)).Fill(kit.Style{}))
	}
	return rows
}

// inHead are the facts that the head shows, or that mean nothing to people.
var inHead = []uint8{model.FieldKind, model.FieldTitle, model.FieldState, model.FieldReason, model.FieldPriority,
	model.FieldImpact, model.FieldUrgency, model.FieldMajor, model.FieldRank, model.FieldLinks, model.FieldSourceNo, model.FieldCode}
