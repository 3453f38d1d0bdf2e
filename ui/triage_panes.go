package ui

import (
	"slices"
	"strings"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// hintRows say what the desk's past suggests, with the reason.
func (v *triage) hintRows(at *model.Ticket, width int) []string {
	t := v.desk.theme
	var rows []string
	for _, o := range []model.Outcome{model.OutcomeTeam, model.OutcomePriority} {
		likely := v.dossier.likely(o)
		if likely == nil || o == model.OutcomePriority && at.Priority != 0 {
			continue
		}
		best := likely.Best[0]
		r := kit.NewRow(width, false).Gap(1).Put(t.Dim, line("→ "+strings.ToLower(model.Outcomes[o].Label)+" ")).Put(t.Mine, line(best.Text))
		if likely.Tried > 0 {
			r.Put(t.Dim, line("  right "+number(likely.Right)+" of "+number(likely.Tried)))
		}
		if why := whyText(v.desk, best); why != "" {
			r.Put(t.Dim, line("  for: "+why))
		}
		rows = append(rows, r.Fill(kit.Style{}))
	}
	if v.short() {
		return rows
	}
	return append(rows, kit.Rule(t.Dim, width))
}

// panesBelow draws the panes under the text, where there is little room: known errors first, then look-alikes, the
// caller, the service. The pane in front gets the most rows.
func (v *triage) panesBelow(width int) []string {
	alike, caller := 4, 1
	switch v.pane {
	case paneCaller:
		alike, caller = 1, 5
	case paneText:
		alike, caller = 1, 0
	}
	if v.size.Height < 18 {
		alike, caller = min(alike, 2), min(caller, 1)
	}
	if v.pane == paneCaller {
		caller += v.more
	} else {
		alike += v.more
	}
	rows := v.knownRows(width, 1)
	rows = append(rows, v.alikeRows(width, alike)...)
	rows = append(rows, v.callerRows(width, caller)...)
	return append(rows, v.serviceRows(width, 0)...)
}

// besideRows draws the panes beside the text, where there is room for them.
func (v *triage) besideRows(width, height int) []string {
	rows := v.knownRows(width, 2)
	if len(rows) > 0 {
		rows = append(rows, "")
	}
	left := height - len(rows) - 4 // heads and gaps
	service := min(len(v.dossier.service.worst), max(0, left/4))
	left -= service
	alike := min(len(v.dossier.lookAlikes()), max(3, left/2))
	rows = append(append(rows, v.alikeRows(width, alike)...), "")
	rows = append(append(rows, v.callerRows(width, max(2, left-alike-1))...), "")
	return append(rows, v.serviceRows(width, service)...)
}

// paneHead draws the head of a pane, marked when it is in front.
func (v *triage) paneHead(width int, pane triagePane, title, hint string) string {
	t, mark := v.desk.theme, " "
	if v.pane == pane {
		mark = "▌"
	}
	return kit.NewRow(width, false).Put(t.Mark, line(mark)).Put(t.Strong, line(title)).Put(t.Dim, line("  "+hint)).Fill(kit.Style{})
}

// knownRows draw known errors, each with what to do about it.
func (v *triage) knownRows(width, most int) (rows []string) {
	if v.dossier.hints == nil {
		return nil
	}
	p := suggestPanel{desk: v.desk, width: width}
	for _, k := range v.dossier.hints.Known[:min(most, len(v.dossier.hints.Known))] {
		rows = append(rows, p.errorOf(k)...)
	}
	return rows
}

// alikeRows draw tickets that look alike, of which the highlighted one is what D takes this one for a duplicate of.
func (v *triage) alikeRows(width, most int) []string {
	all := v.dossier.lookAlikes()
	hint := "none"
	switch {
	case v.dossier.hints == nil:
		hint = "…"
	case len(all) > 0:
		hint = number(len(v.dossier.hints.Open)) + " open, " + number(len(v.dossier.hints.Past)) + " past"
	}
	rows := []string{v.paneHead(width, paneAlike, "Look-alikes", hint)}
	from := windowOf(v.dossier.alike, most, len(all))
	for i := from; i < min(len(all), from+most); i++ {
		rows = append(rows, v.alikeRow(width, &all[i], i == v.dossier.alike))
	}
	return rows
}

func (v *triage) alikeRow(width int, a *store.LookAlike, at bool) string {
	t := v.desk.theme
	words := strings.Join(a.Words[:min(3, len(a.Words))], " ")
	return v.otherRow(width, a.Ticket, at, at && v.pane != paneCaller).Put(t.Dim, line(words)).Fill(kit.Style{})
}

// otherRow draws another ticket, with room for more at the end. The one that keys act on is marked.
func (v *triage) otherRow(width int, other *model.Ticket, picked, target bool) *kit.Row {
	t, mark, style := v.desk.theme, "   ", v.desk.theme.Text
	if target {
		mark = " ▌ "
	}
	if !other.Open() {
		style = t.Dim
	}
	state := other.State.Rule().Label
	if other.Code != "" {
		state += ", " + other.Code
	}
	r := kit.NewRow(width, picked && target).Put(t.Mark, line(mark)).Cell(t.Code, line(other.Key()), 10).Gap(1)
	const stateWidth = 14
	return r.Cell(style, line(other.Title), max(12, (r.Left()-stateWidth)*7/10)).Gap(1).Cell(t.Dim, line(state), stateWidth).Gap(1)
}

// callerRows say what else whoever asked has asked for.
func (v *triage) callerRows(width, most int) []string {
	c, at := &v.dossier.caller, v.list.At()
	name := v.desk.person(at.Requester).String()
	if name == "" {
		return []string{v.paneHead(width, paneCaller, "Nobody", "is named as the requester")}
	}
	hint := "asked for nothing else"
	switch {
	case !c.known:
		hint = "…"
	case len(c.all) > 0:
		hint = number(c.open) + " other open, last " + number(len(c.all)-min(c.open, lastTickets)) + " of before"
	}
	rows := []string{v.paneHead(width, paneCaller, name, hint)}
	from := windowOf(v.dossier.other, most, len(c.all))
	for i := from; i < min(len(c.all), from+most); i++ {
		when := ago(c.all[i].Created, v.desk.now())
		at := i == v.dossier.other
		rows = append(rows, v.otherRow(width, c.all[i], at, at && v.pane == paneCaller).Put(v.desk.theme.Dim, line(when)).Fill(kit.Style{}))
	}
	return rows
}

// serviceRows say how the affected service does: how many other incidents are open, and the worst of them.
func (v *triage) serviceRows(width, most int) []string {
	t, s, at := v.desk.theme, &v.dossier.service, v.list.At()
	name := v.desk.store.Names().Name(model.Services, at.Service)
	r := kit.NewRow(width, false).Gap(1)
	switch {
	case name == "":
		return []string{r.Put(t.Dim, line("no service is named")).Fill(kit.Style{})}
	case !s.known:
		r.Put(t.Strong, line(name)).Put(t.Dim, line("  …"))
	case s.open == 0:
		r.Put(t.Strong, line(name)).Put(t.Calm, line("  no other incident is open"))
	default:
		worst := s.worst[0].Priority
		r.Put(t.Strong, line(name)).Put(t.Text, line("  "+count(s.open, "other incident")+" open, the worst ")).
			Put(priorityStyle(t, worst), line(short(worst)))
		if slices.ContainsFunc(s.worst, func(x *model.Ticket) bool { return x.Major }) {
			r.Put(t.Late, line("  ⚑ MAJOR"))
		}
	}
	rows := []string{r.Fill(kit.Style{})}
	for _, other := range s.worst[:min(most, len(s.worst))] {
		row := kit.NewRow(width, false).Gap(3).Cell(priorityStyle(t, other.Priority), line(short(other.Priority)), 3).
			Cell(t.Code, line(other.Key()), 10).Gap(1).Put(t.Text, line(other.Title))
		rows = append(rows, row.Fill(kit.Style{}))
	}
	return rows
}

// windowOf gives the first of so many rows that are shown, so that one is among them.
func windowOf(at, rows, n int) int { return max(0, min(at-rows/2, n-rows)) }
