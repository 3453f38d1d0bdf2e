package model

import (
	"fmt"
	"slices"
	"strings"
)

// The bounds of terms: far above all that a desk needs.
const (
	maxCalendars = 200
	maxPolicies  = 500
	maxRules     = 500
	maxPromises  = 500
)

// Check tells what is wrong with terms, nil if nothing, and names the place: a calendar that Calendar.Check refuses, two
// of one name, a query that can't be read, a budget without a calendar that exists.
func (t *Terms) Check() error {
	switch {
	case len(t.Calendars) > maxCalendars:
		return fmt.Errorf("%d calendars are too many: %d is the most", len(t.Calendars), maxCalendars)
	case len(t.Policies) > maxPolicies:
		return fmt.Errorf("%d policies are too many: %d is the most", len(t.Policies), maxPolicies)
	case len(t.Rules) > maxRules:
		return fmt.Errorf("%d rules are too many: %d is the most", len(t.Rules), maxRules)
	}
	seen := map[string]bool{}
	for i := range t.Calendars {
		c := &t.Calendars[i]
		if err := c.Check(); err != nil {
			return err
		}
		if err := once(seen, "calendar", c.Name); err != nil {
			return err
		}
	}
	ids := map[uint16]bool{}
	for i := range t.Policies {
		p := &t.Policies[i]
		if err := t.checkPolicy(p); err != nil {
			return fmt.Errorf("policy %s: %w", brief(p.Name), err)
		}
		if p.ID == 0 || ids[p.ID] {
			return fmt.Errorf("policy %s needs a number of its own, from 1, not %d", brief(p.Name), p.ID)
		}
		ids[p.ID] = true
		if err := once(seen, "policy", p.Name); err != nil {
			return err
		}
	}
	for i := range t.Rules {
		r := &t.Rules[i]
		if err := r.Check(); err != nil {
			return fmt.Errorf("rule %s: %w", brief(r.Name), err)
		}
		if err := once(seen, "rule", r.Name); err != nil {
			return err
		}
	}
	if err := t.checkCannedParts(); err != nil {
		return err
	}
	if _, err := t.Backlog.ScoreModel(); err != nil {
		return fmt.Errorf("backlog: %w", err)
	}
	return t.checkCare()
}

func once(seen map[string]bool, what, name string) error {
	key := what + " " + FoldName(name)
	if seen[key] {
		return fmt.Errorf("there are two of the name %s %s: give one another name", what, brief(name))
	}
	seen[key] = true
	return nil
}

func (t *Terms) checkCare() error {
	c := t.Care
	for _, b := range []struct {
		budget Budget
		of     string
	}{{c.Close, "closing"}, {c.Remind, "reminding"}, {c.Resolve, "resolving"}} {
		if err := b.budget.check(); err != nil {
			return fmt.Errorf("care of what nobody touches: time before %s: %w", b.of, err)
		}
	}
	if c.Close.IsZero() && c.Remind.IsZero() && c.Resolve.IsZero() {
		return nil
	}
	if err := t.hasCalendar(c.Calendar); err != nil {
		return fmt.Errorf("care of what nobody touches: %w", err)
	}
	return nil
}

func (t *Terms) hasCalendar(name string) error {
	var all []string
	for i := range t.Calendars {
		if FoldName(t.Calendars[i].Name) == FoldName(name) {
			return nil
		}
		all = append(all, t.Calendars[i].Name)
	}
	if len(all) == 0 {
		return fmt.Errorf("there is no calendar %s, nor any other: make one first", brief(name))
	}
	return fmt.Errorf("there is no calendar %s: use one of %s", brief(name), strings.Join(all, ", "))
}

func (t *Terms) checkPolicy(p *Policy) error {
	if err := checkName(p.Name, "policy"); err != nil {
		return err
	}
	q, err := readMatch(p.Match)
	if err != nil {
		return err
	}
	if f := derivedIn(q.root); f != nil {
		return fmt.Errorf("match: a policy can't ask for %s, which follows from other facts or from the clocks themselves", f.Name)
	}
	if len(p.Promises) == 0 || len(p.Promises) > maxPromises {
		return fmt.Errorf("it needs 1 to %d rows of promises, not %d", maxPromises, len(p.Promises))
	}
	seen := map[string]bool{}
	for _, row := range p.Promises {
		if err := t.checkPromise(p, row); err != nil {
			return fmt.Errorf("promise for %s: %w", brief(row.For), err)
		}
		key := FoldName(row.For)
		if item, ok := row.item(); ok {
			key = "item:" + item
		}
		if seen[key] {
			return fmt.Errorf("it has two promises for %s: keep one", brief(row.For))
		}
		seen[key] = true
	}
	for _, pause := range p.Pause {
		if _, err := ParsePause(pause.String()); err != nil {
			return err
		}
	}
	for target := range targetCount {
		if share := p.Warn.Of(target); share < 1 || share > 100 {
			return fmt.Errorf("it can't warn at %d %% of the %s: use 1 to 100", share, target)
		}
	}
	return nil
}

func (t *Terms) checkPromise(p *Policy, row Promise) error {
	item, isItem := row.item()
	for target := range targetCount {
		if err := row.Of(target).check(); err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
	}
	switch {
	case isItem && item == "", len(row.For) > MaxName:
		return fmt.Errorf("write the catalogue item behind item:, in at most %d bytes", MaxName)
	case !isItem && !slices.Contains([]string{"any", "p1", "p2", "p3", "p4", "p5"}, FoldName(row.For)):
		return fmt.Errorf("use p1 to p5, any, or item: and the name of a catalogue item")
	case row.Response.IsZero() && row.Update.IsZero() && row.Resolution.IsZero():
		return fmt.Errorf("it promises nothing: give a response, an update or a resolution time")
	case row.Calendar != "":
		return t.hasCalendar(row.Calendar)
	}
	return t.hasCalendar(p.Calendar)
}

// Check tells what is wrong with a rule, nil if nothing.
func (r *Rule) Check() error {
	if err := checkName(r.Name, "rule"); err != nil {
		return err
	}
	if _, err := readMatch(r.Match); err != nil {
		return err
	}
	if len(r.Do) == 0 || len(r.Do) > 20 {
		return fmt.Errorf("it needs 1 to 20 things to do, not %d", len(r.Do))
	}
	for _, do := range r.Do {
		if _, err := ParseReaction(do.String()); err != nil {
			return err
		}
	}
	return nil
}

func checkName(name, what string) error {
	if strings.TrimSpace(name) == "" || len(name) > MaxName {
		return fmt.Errorf("a %s needs a name of at most %d bytes", what, MaxName)
	}
	return nil
}

func readMatch(text string) (Query, error) {
	q, err := ParseQuery(text)
	if err != nil {
		return q, fmt.Errorf("match: %w", err)
	}
	return q, nil
}

// derivedIn finds a field in a clause that follows from other facts, nil when there is none.
func derivedIn(c clause) *Field {
	switch c := c.(type) {
	case conjunction:
		return firstDerived(c)
	case alternative:
		return firstDerived(c)
	case negation:
		return derivedIn(c.clause)
	case *cond:
		if c.key.field != nil && c.key.field.Derived {
			return c.key.field
		}
		for _, w := range c.wants {
			if meaning, ok := c.meaning(w); ok {
				if f := derivedIn(meaning); f != nil {
					return f
				}
			}
		}
	}
	return nil
}

func firstDerived(clauses []clause) *Field {
	for _, c := range clauses {
		if f := derivedIn(c); f != nil {
			return f
		}
	}
	return nil
}
