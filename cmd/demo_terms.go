package cmd

import (
	_ "embed"
	"encoding/json"
	"time"

	"opsdesk/model"
)

// demoTermsText is what the company of the demo promises, but for the zone of its working hours.
//
//go:embed demo_terms.json
var demoTermsText []byte

// demoTerms gives what the company of the demo promises. People work by day in the zone of now, and keep the holidays of
// Sweden.
func demoTerms(now time.Time) model.Terms {
	var t model.Terms
	if err := json.Unmarshal(demoTermsText, &t); err != nil {
		panic("demo: its terms can't be read: " + err.Error())
	}
	for i := range t.Calendars {
		if c := &t.Calendars[i]; c.Zone == "" {
			c.Zone = demoZone(now)
		}
	}
	return t
}

// demoZone gives the name of the zone of a time, that of the machine when it has none that holds everywhere.
func demoZone(now time.Time) string {
	name := now.Location().String()
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return zoneName()
	}
	return name
}

// A demoBudget is how long a ticket may take by the terms, in seconds of the open time of a calendar.
type demoBudget struct {
	times      *model.WorkingTime
	response   model.Instant
	update     model.Instant // zero when nothing is promised
	resolution model.Instant
}

// after gives when so many seconds of open time have passed since an instant.
func (b demoBudget) after(at, seconds model.Instant) model.Instant {
	to, err := b.times.Add(at.Time(), time.Duration(seconds)*time.Second)
	if err != nil {
		return at
	}
	return model.At(to)
}

// before gives from when on so many seconds of open time have passed until an instant.
func (b demoBudget) before(at, seconds model.Instant) model.Instant {
	from, err := b.times.Sub(at.Time(), time.Duration(seconds)*time.Second)
	if err != nil {
		return at
	}
	return model.At(from)
}

// used gives how much of the budget for the resolution is used up from one instant to another, in percent.
func (b demoBudget) used(from, to model.Instant) int {
	return int(100 * model.Instant(b.times.Between(from.Time(), to.Time())/time.Second) / b.resolution)
}

// A demoPromises looks up how long tickets may take.
type demoPromises struct {
	times map[string]*model.WorkingTime // by name of the calendar
	days  map[string]model.Instant      // open seconds of an ordinary day of each
	rows  map[demoRow]demoBudget
}

// A demoRow names a row of the policy for a kind.
type demoRow struct {
	kind model.Kind
	row  string
}

func newDemoPromises(terms model.Terms) *demoPromises {
	d := &demoPromises{times: map[string]*model.WorkingTime{}, days: map[string]model.Instant{}, rows: map[demoRow]demoBudget{}}
	for i := range terms.Calendars {
		c := &terms.Calendars[i]
		times, err := c.Compile(publicHolidays)
		if err != nil {
			panic("demo: " + err.Error())
		}
		d.times[c.Name] = times
		for _, hours := range c.Week[time.Wednesday] {
			d.days[c.Name] += model.Instant(hours.To - hours.From)
		}
	}
	for kind, name := range map[model.Kind]string{model.Incident: "Incidents", model.Request: "Requests", model.Access: "Access rights"} {
		for i := range terms.Policies {
			if p := &terms.Policies[i]; p.Name == name {
				d.read(kind, p)
			}
		}
	}
	return d
}

// read takes the rows of the policy for a kind.
func (d *demoPromises) read(kind model.Kind, p *model.Policy) {
	for _, row := range p.Promises {
		calendar := demoOr(row.Calendar, p.Calendar)
		open := func(b model.Budget) model.Instant {
			return model.Instant(b.Days)*d.days[calendar] + model.Instant(b.Span/time.Second)
		}
		d.rows[demoRow{kind, row.For}] = demoBudget{d.times[calendar], open(row.Response), open(row.Update), open(row.Resolution)}
	}
}

// of gives the budget of a ticket of a kind: of a request by its catalogue item, else by the priority.
func (d *demoPromises) of(kind model.Kind, priority model.Priority, item string) demoBudget {
	for _, row := range [...]string{"item:" + item, "p" + string('0'+byte(priority)), "any"} {
		if b, ok := d.rows[demoRow{kind, row}]; ok {
			return b
		}
	}
	panic("demo: nothing is promised for " + kind.String())
}
