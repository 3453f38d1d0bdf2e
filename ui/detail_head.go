package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// shortDetail is the height below which the head keeps to what matters most.
const shortDetail = 14

// head says what the ticket is, who has to do with it, and how it stands; where facts have no column of their own, they
// stand under it. It does not scroll. At its foot are the sections of the page.
func (v *detail) head() []string {
	now := v.desk.now()
	if v.ticket == nil {
		return nil
	}
	rows := []string{v.titleRow(), v.stateRow(now)}
	if v.size.Height < shortDetail {
		return append(rows, v.sectionBar())
	}
	if len(v.ticket.Clocks) > 0 {
		rows = append(rows, v.clocksRow(now))
	}
	if v.wide() {
		rows = append(rows, v.said(v.standing(now))...)
	} else {
		rows = append(rows, v.peopleRow(), v.serviceRow())
		rows = append(rows, v.said(append(v.standing(now), v.times(now)...))...)
	}
	if v.ticket.Major || v.ticket.Proposed {
		rows = append(rows, v.majorRow(now))
	}
	return append(rows, v.sectionBar())
}

func (v *detail) titleRow() string {
	t, x := v.desk.theme, v.ticket
	r := kit.NewRow(v.size.Width, false).Gap(1).Put(t.Code, line(x.Key())).Put(t.Dim, line("  "+x.Kind.Rules().Label+"  "))
	switch {
	case x.Major:
		r.Put(t.Late, line("⚑ MAJOR  "))
	case x.Proposed:
		r.Put(t.Soon, line("⚐ PROPOSED AS MAJOR  "))
	}
	return r.Put(t.Strong, line(x.Title)).Fill(kit.Style{})
}

// stateRow says the state and its reason, the priority and why, and what else goes on.
func (v *detail) stateRow(now time.Time) string {
	t, d, x := v.desk.theme, v.desk, v.ticket
	style, label := drawState(d, x, now)
	r := kit.NewRow(v.size.Width, false).Gap(1).Put(style, label)
	if x.Reason != 0 {
		r.Put(t.Dim, line(" "+x.Reason.Rule().Label))
	}
	if v.size.Height < shortDetail {
		f := dueFace(d, x, now)
		return r.Gap(3).Put(priorityStyle(t, x.Priority), line(short(x.Priority))).Put(t.Dim, line("   due ")).Put(f.style, line(f.text)).Fill(kit.Style{})
	}
	r.Put(t.Dim, line("   priority ")).Put(priorityStyle(t, x.Priority), line(short(x.Priority)))
	if x.Impact != 0 && x.Urgency != 0 {
		r.Put(t.Dim, line(" = impact "+threeWords[x.Impact-1]+" × urgency "+threeWords[x.Urgency-1]))
	}
	if x.Agreed != 0 && x.Open() {
		f := agreedFace(d, x, now)
		r.Put(t.Dim, line("   agreed ")).Put(f.style, line(f.text))
	}
	watch, checks := "", ""
	if n := len(x.Watchers); n > 0 {
		watch = watchedBy(n, slices.Contains(x.Watchers, d.me))
	}
	if len(x.Checks) > 0 {
		checks = "checklist " + v.checkCount()
	}
	end := line(dotted(checks, watch) + " ")
	if kit.Width(end) >= r.Left() { // the sections at the foot count the checklist too
		end = line(watch + " ")
	}
	return r.End(t.Dim, end).Fill(kit.Style{})
}

// watchedBy says how many watch, and whether the person is one of them.
func watchedBy(n int, me bool) string {
	switch {
	case me && n == 1:
		return "watched by you"
	case me:
		return "watched by you and " + strconv.Itoa(n-1)
	}
	return "watched by " + strconv.Itoa(n)
}

// clocksRow says how each clock stands: those of the policy by their targets, those of a team with its agreement.
func (v *detail) clocksRow(now time.Time) string {
	if plain, fits := v.clocks(now, true); fits {
		return plain
	}
	plain, _ := v.clocks(now, false)
	return plain
}

// clocks draws the clocks with their bars or without, and tells whether all had room.
func (v *detail) clocks(now time.Time, bars bool) (row string, fits bool) {
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
		if bars && f.used >= 0 && v.ticket.Open() {
			r.Put(f.style, line(" "+bar(f.used)))
		}
	}
	fits = r.Left() > 0
	return r.Fill(kit.Style{}), fits
}

// Next gives when something in the head says another time.
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
	if v.ticket.NextUpdate != 0 {
		next = earlier(next, updateFace(v.desk, v.ticket, now).next)
	}
	return next
}

// peopleRow says who asked, how they are reached, and who has it.
func (v *detail) peopleRow() string {
	t, x, names := v.desk.theme, v.ticket, v.desk.store.Names()
	who := orDash(names.Name(model.People, x.Requester))
	if v.contact != "" {
		who += " · " + v.contact
	}
	has := orDash(names.Name(model.People, x.Assignee))
	if team := names.Name(model.Teams, x.Team); team != "" {
		has += " · " + team
	}
	half, room := (v.size.Width-1)/2-13, v.size.Width-1-11-2-10
	half = max(half, min(kit.Width(line(who)), room-kit.Width(line(has)))) // one may need more than half where the other needs less
	return kit.NewRow(v.size.Width, false).Gap(1).Cell(t.Dim, line("Requester"), 11).Cell(t.Text, line(who), half).Gap(2).
		Cell(t.Dim, line("Assignee"), 10).Put(t.Text, line(has)).Fill(kit.Style{})
}

// serviceRow names the affected service and says how it is.
func (v *detail) serviceRow() string {
	t := v.desk.theme
	name := v.desk.store.Names().Name(model.Services, v.ticket.Service)
	r := kit.NewRow(v.size.Width, false).Gap(1).Cell(t.Dim, line("Service"), 11).Put(t.Text, line(orDash(name)))
	for _, text := range v.around.health.said(v.desk) {
		r.Put(t.Dim, line(" · ")).Put(v.around.health.style(t), line(text))
	}
	return r.Fill(kit.Style{})
}

// standing says of what the ticket is a part, and whether it is put aside.
func (v *detail) standing(now time.Time) (all []string) {
	if v.ticket.Aside {
		all = append(all, "put aside until "+moment(v.ticket.Snoozed, now))
	}
	if up := v.kin.parent(); up != nil {
		all = append(all, "child of "+up.Key()+" "+up.State.Rule().Label)
	}
	if n := v.kin.children; n > 0 {
		text := strconv.Itoa(n) + " child"
		if n > 1 {
			text += "ren"
		}
		all = append(all, "parent of "+text+", "+strconv.Itoa(v.kin.open)+" open")
	}
	if n := v.kin.caused; n > 0 {
		all = append(all, "cause of "+count(n, "ticket")+", "+strconv.Itoa(v.kin.harmed)+" open")
	}
	return all
}

func (v *detail) times(now time.Time) []string {
	x := v.ticket
	all := []string{"created " + ago(x.Created, now), "updated " + ago(x.Updated, now)}
	if len(x.Tags) > 0 {
		all = append(all, strings.Join(x.Tags, " "))
	}
	if x.SourceID != "" {
		all = append(all, x.Source+" "+x.SourceID)
	}
	return all
}

// said gives a row of what there is to say, none when there is nothing.
func (v *detail) said(all []string) []string {
	if len(all) == 0 {
		return nil
	}
	return []string{kit.NewRow(v.size.Width, false).Gap(1).Put(v.desk.theme.Dim, line(strings.Join(all, " · "))).Fill(kit.Style{})}
}

// majorRow says who leads a major incident, who informs, and when the next word is due.
func (v *detail) majorRow(now time.Time) string {
	t, x, names := v.desk.theme, v.ticket, v.desk.store.Names()
	r := kit.NewRow(v.size.Width, false).Gap(1)
	if !x.Major {
		return r.Put(t.Soon, line("not decided yet")).Put(t.Dim, line(v.proposal())).Fill(kit.Style{})
	}
	r.Put(t.Dim, line("commander ")).Put(t.Text, line(orDash(names.Name(model.People, x.Commander)))).
		Put(t.Dim, line("   informs ")).Put(t.Text, line(orDash(names.Name(model.People, x.Communicator))))
	if x.NextUpdate != 0 && x.Open() { // once it is over nobody is reminded
		f := updateFace(v.desk, x, now)
		r.Put(t.Dim, line("   next update ")).Put(f.style, line(f.text))
	}
	return r.Fill(kit.Style{})
}

// proposal says who proposed the incident as a major one, and why: whoever decides reads it first.
func (v *detail) proposal() string {
	for i := len(v.past) - 1; i >= 0; i-- {
		if m := &v.past[i]; m.Verb == model.VerbPropose && !m.Undone {
			return " · proposed by " + v.name(m) + ": " + strings.Join(strings.Fields(m.Text), " ")
		}
	}
	return ""
}

// updateFace counts down to the next word to the stakeholders of a major incident, whatever the hour.
func updateFace(d *desk, x *model.Ticket, now time.Time) face {
	now = now.Truncate(time.Second)
	left := x.NextUpdate.Time().Sub(now)
	if left < 0 {
		step := spanStride(-left)
		return face{style: d.theme.Late, text: model.ShowSpan(-left) + " OVERDUE", used: -1, next: now.Add(step - (-left)%step)}
	}
	f := face{style: d.theme.Calm, text: "in " + model.ShowSpan(left), used: -1, next: now.Add(left%spanStride(left) + time.Second)}
	if left < 10*time.Minute {
		f.style = d.theme.Soon
	}
	return f
}
