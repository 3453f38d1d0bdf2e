package ui

import (
	"fmt"
	"slices"
	"strings"

	"opsdesk/model"
)

var policyChapter = &chapterOf[model.Policy]{
	is: model.PartPolicy, label: "Policies",
	cols:  []termHead{{"Name", 22}, {"For", 4}, {"Calendar", 16}, {"Rows", 5}, {"Match", 0}},
	list:  func(t *model.Terms) []model.Policy { return t.Policies },
	name:  func(p *model.Policy) string { return p.Name },
	off:   func(p *model.Policy) bool { return p.Off },
	begin: func(t *model.Terms) model.Policy { return model.Policy{Calendar: firstCalendar(t)} },
	cells: func(p *model.Policy) []string {
		return []string{p.Name, model.Agreements[p.Agreement].Label, p.Calendar, position(len(p.Promises)), orElse(p.Match, "every ticket")}
	},
	full: func(p *model.Policy) []string {
		all := []string{model.Agreements[p.Agreement].Label + " for " + orElse(p.Match, "every ticket") + ", counted by " + orDash(p.Calendar), ""}
		for _, row := range p.Promises {
			all = append(all, row.String())
		}
		all = append(all, "", "pauses in "+orElse(joined(p.Pause, ", "), "no state"))
		return append(all, "warns at "+p.Warn.String()+" %", "update clock: "+model.Restarts[p.Restart].Label)
	},
	fields: func(t *model.Terms, p *model.Policy) []termField[model.Policy] {
		return []termField[model.Policy]{
			{newLineField("name", "Name", p.Name, "a name of its own"), func(p *model.Policy, s string) error { p.Name = s; return nil }},
			{newEitherField("agreement", "Agreement", agreements(), int64(p.Agreement)), func(p *model.Policy, s string) error { return p.Agreement.UnmarshalText([]byte(s)) }},
			{newLineField("match", "Match", p.Match, "a query: kind:incident team:network; empty is every ticket"), func(p *model.Policy, s string) error { p.Match = s; return nil }},
			{calendarField(t, p.Calendar), func(p *model.Policy, s string) error { p.Calendar = s; return nil }},
			{newLongField("promises", "Promises", joined(p.Promises, "\n"), "one a line: p1 response=15m resolution=4h calendar=24x7"), func(p *model.Policy, s string) (err error) {
				p.Promises, err = eachLine(s, model.ParsePromise)
				return err
			}},
			{newLongField("pause", "Pauses in", joined(p.Pause, "\n"), "one a line: on-hold:awaiting-caller"), func(p *model.Policy, s string) (err error) {
				p.Pause, err = eachLine(s, model.ParsePause)
				return err
			}},
			{newLineField("warn", "Warns at %", p.Warn.String(), "75, or response=50 resolution=80"), func(p *model.Policy, s string) (err error) {
				p.Warn, err = model.ParseShares(s)
				return err
			}},
			{newEitherField("restart", "Update clock", restarts(), int64(p.Restart)), func(p *model.Policy, s string) error { return p.Restart.UnmarshalText([]byte(s)) }},
			{holdsField(p.Off), func(p *model.Policy, s string) error { p.Off = s == "off"; return nil }},
		}
	},
}

var calendarChapter = &chapterOf[model.Calendar]{
	is: model.PartCalendar, label: "Calendars",
	cols: []termHead{{"Name", 22}, {"Zone", 20}, {"Hours", 0}},
	list: func(t *model.Terms) []model.Calendar { return t.Calendars },
	name: func(c *model.Calendar) string { return c.Name },
	begin: func(*model.Terms) model.Calendar {
		return model.Calendar{}
	},
	cells: func(c *model.Calendar) []string { return []string{c.Name, orElse(c.Zone, "UTC"), c.Week.String()} },
	full: func(c *model.Calendar) []string {
		all := append([]string{"in " + orElse(c.Zone, "UTC"), ""}, strings.Split(c.Week.String(), "; ")...)
		if c.Country != "" {
			all = append(all, "", "keeps the public holidays of "+c.Country)
		}
		for _, more := range []struct{ title, text string }{{"holidays of its own", joined(c.Holidays, "\n")}, {"special hours", c.Shifts.String()}, {"breaks", c.Breaks.String()}} {
			if more.text != "" {
				all = append(append(all, "", more.title+":"), strings.Split(more.text, "\n")...)
			}
		}
		return all
	},
	fields: func(_ *model.Terms, c *model.Calendar) []termField[model.Calendar] {
		week := strings.ReplaceAll(c.Week.String(), "; ", "\n")
		if c.Week.String() == (model.Week{}).String() {
			week = ""
		}
		return []termField[model.Calendar]{
			{newLineField("name", "Name", c.Name, "a name of its own"), func(c *model.Calendar, s string) error { c.Name = s; return nil }},
			{newLineField("zone", "Time zone", c.Zone, "Europe/Berlin; empty is UTC"), func(c *model.Calendar, s string) error { c.Zone = strings.TrimSpace(s); return nil }},
			{newLongField("hours", "Hours", week, "one a line: mon-fri 09:00-12:00 13:00-17:30; or 24x7"), func(c *model.Calendar, s string) (err error) {
				c.Week, err = model.ParseWeek(s)
				return err
			}},
			{newLineField("country", "Public holidays of", c.Country, "a country: DE, AU-NSW; empty for none"), func(c *model.Calendar, s string) error { c.Country = strings.TrimSpace(s); return nil }},
			{newLongField("holidays", "Holidays of its own", joined(c.Holidays, "\n"), "one a line: 2026-12-24 Christmas Eve"), func(c *model.Calendar, s string) (err error) {
				c.Holidays, err = eachLine(s, model.ParseHoliday)
				return err
			}},
			{newLongField("shifts", "Special hours", c.Shifts.String(), "one a line: 2026-12-12 10:00-14:00; or 2026-12-31 closed"), func(c *model.Calendar, s string) (err error) {
				c.Shifts, err = model.ParseDays(s)
				return err
			}},
			{newLongField("breaks", "Breaks", c.Breaks.String(), "one a line: 2026-11-24 12:00-13:30"), func(c *model.Calendar, s string) (err error) {
				c.Breaks, err = model.ParseDays(s)
				return err
			}},
		}
	},
}

var ruleChapter = &chapterOf[model.Rule]{
	is: model.PartRule, label: "Rules",
	cols:  []termHead{{"Name", 26}, {"When", 7}, {"Does", 30}, {"Match", 0}},
	list:  func(t *model.Terms) []model.Rule { return t.Rules },
	name:  func(r *model.Rule) string { return r.Name },
	off:   func(r *model.Rule) bool { return r.Off },
	begin: func(*model.Terms) model.Rule { return model.Rule{When: model.Breach} },
	cells: func(r *model.Rule) []string {
		return []string{r.Name, r.When.String(), joined(r.Do, ", "), orElse(r.Match, "every ticket")}
	},
	full: func(r *model.Rule) []string {
		does := map[model.Alarm]string{model.Warn: "warns", model.Breach: "is breached"}[r.When]
		all := []string{fmt.Sprintf("when the %s clock (%s) of %s %s:", orElse(joined(r.Targets, " or "), "response, update or resolution"),
			orElse(joined(r.Agreements, ", "), "sla, ola"), orElse(r.Match, "any ticket"), does), ""}
		return append(all, strings.Split(joined(r.Do, "\n"), "\n")...)
	},
	fields: func(_ *model.Terms, r *model.Rule) []termField[model.Rule] {
		when := []model.Option{{N: int64(model.Warn), Token: "warn", Label: "a clock warns"}, {N: int64(model.Breach), Token: "breach", Label: "a clock is breached"}}
		return []termField[model.Rule]{
			{newLineField("name", "Name", r.Name, "a name of its own"), func(r *model.Rule, s string) error { r.Name = s; return nil }},
			{newEitherField("when", "When", when, int64(r.When)), func(r *model.Rule, s string) error { return r.When.UnmarshalText([]byte(s)) }},
			{newLineField("match", "Match", r.Match, "a query: priority<=2; empty is every ticket"), func(r *model.Rule, s string) error { r.Match = s; return nil }},
			{newLineField("targets", "Targets", joined(r.Targets, ", "), "response, update, resolution; empty is all"), func(r *model.Rule, s string) (err error) {
				r.Targets, err = tokens[model.Target](s)
				return err
			}},
			{newLineField("agreements", "Agreements", joined(r.Agreements, ", "), "sla, ola; empty is both"), func(r *model.Rule, s string) (err error) {
				r.Agreements, err = tokens[model.Agreement](s)
				return err
			}},
			{newLongField("do", "Does", joined(r.Do, "\n"), "one a line: notify assignee, assign NAME, team NAME, raise, tag late, note TEXT, run COMMAND"), func(r *model.Rule, s string) (err error) {
				r.Do, err = eachLine(s, model.ParseReaction)
				return err
			}},
			{holdsField(r.Off), func(r *model.Rule, s string) error { r.Off = s == "off"; return nil }},
		}
	},
}

var careChapter = &chapterOf[model.Care]{
	is: model.PartCare, label: "Care",
	cols: []termHead{{"What nobody touches", 30}, {"After", 18}, {"Calendar", 0}},
	list: func(t *model.Terms) []model.Care { return []model.Care{t.Care} },
	name: func(*model.Care) string { return "" },
	cells: func(c *model.Care) []string {
		return []string{"is closed, reminded, resolved", strings.Join([]string{orDash(c.Close.String()), orDash(c.Remind.String()), orDash(c.Resolve.String())}, ", "), orDash(c.Calendar)}
	},
	full: func(c *model.Care) []string {
		all := []string{"counted by " + orDash(c.Calendar) + "; any change begins the time anew, and major incidents are left alone", ""}
		for _, one := range []struct {
			budget model.Budget
			text   string
		}{{c.Close, "what is resolved is closed"}, {c.Remind, "the requester of what awaits their answer is reminded"}, {c.Resolve, "what they never answered is resolved"}} {
			after := "never"
			if !one.budget.IsZero() {
				after = "after " + one.budget.Said()
			}
			all = append(all, after+" "+one.text)
		}
		return all
	},
	fields: func(t *model.Terms, c *model.Care) []termField[model.Care] {
		const hint = "5d are working days, 40h open hours; empty is never"
		budget := func(name, label string, b model.Budget, in func(*model.Care) *model.Budget) termField[model.Care] {
			return termField[model.Care]{newLineField(name, label, b.String(), hint), func(c *model.Care, s string) (err error) {
				*in(c), err = model.ParseBudget(s)
				return err
			}}
		}
		return []termField[model.Care]{
			{calendarField(t, c.Calendar), func(c *model.Care, s string) error { c.Calendar = s; return nil }},
			budget("close", "Close the resolved", c.Close, func(c *model.Care) *model.Budget { return &c.Close }),
			budget("remind", "Remind requesters", c.Remind, func(c *model.Care) *model.Budget { return &c.Remind }),
			budget("resolve", "Resolve unanswered", c.Resolve, func(c *model.Care) *model.Budget { return &c.Resolve }),
		}
	},
}

func firstCalendar(t *model.Terms) string {
	if len(t.Calendars) == 0 {
		return ""
	}
	return t.Calendars[0].Name
}

// calendarField offers the calendars that there are.
func calendarField(t *model.Terms, name string) *formField {
	var all []model.Option
	at := int64(0)
	for i := range t.Calendars {
		own := t.Calendars[i].Name
		all = append(all, model.Option{N: int64(i + 1), Token: own, Label: own})
		if model.FoldName(own) == model.FoldName(name) {
			at = int64(i + 1)
		}
	}
	return newChoiceField("calendar", "Calendar", all, at)
}

func holdsField(off bool) *formField {
	at := int64(0)
	if off {
		at = 1
	}
	return newEitherField("off", "Holds", []model.Option{{N: 0, Token: "on", Label: "yes"}, {N: 1, Token: "off", Label: "no, it is off"}}, at)
}

func agreements() []model.Option {
	var all []model.Option
	for i, row := range model.Agreements {
		all = append(all, model.Option{N: int64(i), Token: row.Token, Label: row.Label})
	}
	return all
}

func restarts() []model.Option {
	var all []model.Option
	for i, row := range model.Restarts {
		all = append(all, model.Option{N: int64(i), Token: row.Token, Label: row.Label})
	}
	return all
}

// orElse gives another text for nothing.
func orElse(text, other string) string {
	if strings.TrimSpace(text) == "" {
		return other
	}
	return text
}

// joined writes a list with something between.
func joined[T fmt.Stringer](list []T, between string) string {
	all := make([]string, len(list))
	for i, one := range list {
		all[i] = one.String()
	}
	return strings.Join(all, between)
}

// eachLine reads every line of a text that is not blank. An error says which line it is about.
func eachLine[T any](text string, parse func(string) (T, error)) (all []T, err error) {
	n := 0
	for row := range strings.SplitSeq(text, "\n") {
		if n++; strings.TrimSpace(row) == "" {
			continue
		}
		one, err := parse(row)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		all = append(all, one)
	}
	return all, nil
}

// tokens reads words with blanks or commas between them.
func tokens[T comparable, P interface {
	*T
	UnmarshalText([]byte) error
}](text string) (all []T, err error) {
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == ',' }) {
		var one T
		if err := P(&one).UnmarshalText([]byte(word)); err != nil {
			return nil, err
		}
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all, nil
}
