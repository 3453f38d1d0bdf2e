package model

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A Chronicle is what is written down of an incident when it is over: what happened when, who took part, what was said,
// and room for what is to be learned. It holds what the journal says, and nothing that is made up.
type Chronicle struct {
	Ticket  *Ticket
	Moments []Moment // of Timeline
	Linked  map[ID]*Ticket
	Names   Names
	// Zone is that of the reader: times are in UTC and in it.
	Zone *time.Location
	// Public leaves out what only the desk reads: its notes.
	Public bool
}

// Markdown writes the chronicle as a page. Whatever tickets hold stands in it as text: none of it becomes markup.
func (c *Chronicle) Markdown() string {
	p := &sheet{}
	t := c.Ticket
	p.line("# %s %s: post-incident timeline", t.Key(), Markdown(t.Title))
	p.line("")
	p.line("%s", c.clockNote())
	c.facts(p)
	c.milestones(p)
	c.people(p)
	c.timeline(p)
	c.links(p)
	c.resolution(p)
	p.head("What went well")
	p.head("What did not go well")
	p.head("Actions")
	p.line("| Action | Owner | Due |")
	p.line("| --- | --- | --- |")
	p.line("|  |  |  |")
	return p.String()
}

// A sheet is a page that is being written.
type sheet struct{ strings.Builder }

func (p *sheet) line(format string, args ...any) {
	fmt.Fprintf(p, format, args...)
	p.WriteByte('\n')
}

func (p *sheet) head(text string) { p.line("\n## %s\n", text) }

// fact writes an item of a list, if there is something to say.
func (p *sheet) fact(label, text string) {
	if text != "" {
		p.line("- %s: %s", label, text)
	}
}

// special are the characters that may begin markup inside a line.
const special = "\\`*_{}[]<>()#!|~&^$"

// Markdown gives a text as part of a line of Markdown that shows just that text: cleaned, in one line, with the
// characters that mean something escaped. Source: CommonMark, backslash escapes; the tables of GitHub.
func Markdown(s string) string { return escapeLine(Clean(s)) }

func escapeLine(l Line) string {
	var b strings.Builder
	for _, r := range l.String() {
		if strings.ContainsRune(special, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// markdownBlock is Markdown for a text of several lines, which stay lines of one paragraph or cell.
func markdownBlock(s string) string {
	var all []string
	for _, l := range CleanBlock(s).Lines() {
		all = append(all, escapeLine(l))
	}
	return strings.Join(all, "<br>")
}

func (c *Chronicle) clockNote() string {
	if c.zone() == "UTC" {
		return "Times are in UTC."
	}
	return "Times are in UTC and in " + Markdown(c.zone()) + "."
}

// zone gives the name of the reader's zone. That of the system says just Local: then its letters when the ticket was made.
func (c *Chronicle) zone() string {
	if name := c.Zone.String(); name != "Local" {
		return name
	}
	name, _ := c.Ticket.Created.Time().In(c.Zone).Zone()
	return name
}

const chronicleTime = "2006-01-02 15:04"

// when writes an instant in UTC and in the reader's zone.
func (c *Chronicle) when(at Instant) string {
	text := at.Time().Format(chronicleTime) + " UTC"
	if c.zone() != "UTC" {
		text += " (" + at.Time().In(c.Zone).Format(chronicleTime+" MST") + ")"
	}
	return text
}

func (c *Chronicle) facts(p *sheet) {
	p.line("")
	for _, no := range []uint8{FieldKind, FieldState, FieldPriority, FieldImpact, FieldUrgency, FieldMajor, FieldService, FieldItem, FieldLocation,
		FieldCategory, FieldSubcategory, FieldSymptom, FieldSLA} {
		f := FieldNo(no)
		p.fact(f.Label, c.value(f, f.Get(c.Ticket)))
	}
	p.fact("Description", markdownBlock(c.Ticket.Description))
}

func (c *Chronicle) value(f *Field, v Value) string {
	if f.Type == Long {
		return markdownBlock(v.S)
	}
	return Markdown(f.Show(v, c.Names, c.Zone))
}

// milestones writes when the incident reached what, and how long that took since it was reported.
func (c *Chronicle) milestones(p *sheet) {
	t := c.Ticket
	p.head("Milestones")
	p.line("| Milestone | When | After |")
	p.line("| --- | --- | --- |")
	for _, m := range []struct {
		label string
		at    Instant
	}{
		{"Reported", t.Created},
		{"Acknowledged", t.Acknowledged},
		{"Declared a major incident", c.first(FieldMajor)},
		{"Mitigated: a workaround was known", c.first(FieldWorkaround)},
		{"Resolved", t.Resolved},
		{"Closed", t.Closed},
	} {
		if m.at != 0 {
			p.line("| %s | %s | %s |", m.label, c.when(m.at), ShowSpan(time.Duration(m.at-t.Created)*time.Second))
		}
	}
}

// first gives when a field was first filled in and stayed so, no time if it never was.
func (c *Chronicle) first(field uint8) Instant {
	if FieldNo(field).Get(c.Ticket) == (Value{}) {
		return 0
	}
	for _, m := range c.Moments {
		for _, d := range m.Deltas {
			if d.Field == field && !m.Undone && d.From == (Value{}) {
				return m.At
			}
		}
	}
	return 0
}

// people lists those with a part in it, and behind them everybody else who did something, in the order in which they came.
func (c *Chronicle) people(p *sheet) {
	p.head("People")
	named := map[Ref]bool{}
	for _, no := range []uint8{FieldCommander, FieldCommunicator, FieldAssignee, FieldResolvedBy, FieldRequester} {
		f := FieldNo(no)
		ref := Ref(f.Get(c.Ticket).N)
		named[ref] = true
		p.fact(f.Label, Markdown(c.Names.Name(People, ref)))
	}
	team := FieldNo(FieldTeam)
	p.fact(team.Label, c.value(team, team.Get(c.Ticket)))
	var others []string
	for _, m := range c.Moments {
		if !named[m.By] && !m.Verb.Told() && c.tells(m) {
			named[m.By] = true
			others = append(others, Markdown(c.Names.Name(People, m.By)))
		}
	}
	p.fact("Also", strings.Join(others, ", "))
}

// tells tells whether a moment belongs into the chronicle. What was taken back is left out, but for what people have
// read; so is what concerns the desk's housekeeping alone.
func (c *Chronicle) tells(m Moment) bool {
	switch m.Verb {
	case VerbUndo, VerbRedo, VerbWatch, VerbRank, VerbTag, VerbNotify, VerbDraft:
		return false
	case VerbNote:
		return !c.Public && !m.Undone
	case VerbComment, VerbInform:
		return true
	}
	return !m.Undone
}

func (c *Chronicle) timeline(p *sheet) {
	p.head("Timeline")
	local := c.zone() != "UTC"
	if local {
		p.line("| UTC | %s | Who | What |", Markdown(c.zone()))
		p.line("| --- | --- | --- | --- |")
	} else {
		p.line("| UTC | Who | What |")
		p.line("| --- | --- | --- |")
	}
	for _, m := range c.Moments {
		if !c.tells(m) {
			continue
		}
		at := m.At.Time().Format(chronicleTime)
		if local {
			at += " | " + m.At.Time().In(c.Zone).Format(chronicleTime)
		}
		p.line("| %s | %s | %s |", at, Markdown(c.Names.Name(People, m.By)), c.did(m))
	}
}

// did says what a moment did: the verb, who could read it, which facts changed, and what was said.
func (c *Chronicle) did(m Moment) string {
	text := m.Verb.Rule().Past
	switch m.Verb {
	case VerbComment, VerbInform:
		text += " (public)"
	case VerbNote:
		text += " (internal)"
	}
	if m.Undone {
		text += " (taken back later)"
	}
	if changes := c.changes(m.Deltas); changes != "" && m.Verb != VerbCreate {
		text += ": " + changes
	}
	if m.Text != "" && (!c.Public || m.Verb != VerbNote) {
		text += "<br>" + markdownBlock(m.Text)
	}
	return text
}

func (c *Chronicle) changes(deltas []Delta) string {
	var all []string
	for _, d := range deltas {
		f := FieldNo(d.Field)
		if f == nil || slices.Contains(selfEvident, d.Field) {
			continue
		}
		if said, ok := f.ListChanges(d.From, d.To, func(v Value) string { return c.value(f, v) }); ok {
			all = append(all, said...)
			continue
		}
		switch {
		case f.Type == Long:
			all = append(all, f.Label)
		case f.Type == Checks:
			for _, said := range CheckChanges(d.From, d.To) {
				all = append(all, Markdown(said))
			}
		case d.To == (Value{}):
			all = append(all, f.Label+" removed")
		default:
			all = append(all, f.Label+" "+c.value(f, d.To))
		}
	}
	return strings.Join(all, ", ")
}

// selfEvident are the facts that only say when something happened that stands beside them.
var selfEvident = []uint8{FieldAcknowledged, FieldResolved, FieldClosed, FieldResolvedBy, FieldCreated, FieldUpdated, FieldReassigned, FieldReopened, FieldWatchers, FieldAside}

// links lists the children that were gathered, and then everything else that it is tied to.
func (c *Chronicle) links(p *sheet) {
	links := slices.Clone(c.Ticket.Links)
	if len(links) == 0 {
		return
	}
	p.head("Linked tickets")
	slices.SortStableFunc(links, func(a, b Link) int {
		if a.Rel == b.Rel {
			return 0
		}
		if a.Rel == ParentOf || b.Rel != ParentOf && a.Rel < b.Rel {
			return -1
		}
		return 1
	})
	for _, l := range links {
		what := fmt.Sprintf("#%d", l.To)
		if other := c.Linked[l.To]; other != nil {
			what = fmt.Sprintf("%s %s (%s)", other.Key(), Markdown(other.Title), strings.ToLower(other.State.Rule().Label))
		}
		p.fact(l.Rel.Rule().Label, what)
	}
}

func (c *Chronicle) resolution(p *sheet) {
	p.head("Resolution")
	for _, no := range []uint8{FieldCode, FieldNote, FieldCause, FieldWorkaround} {
		f := FieldNo(no)
		p.fact(f.Label, c.value(f, f.Get(c.Ticket)))
	}
}
