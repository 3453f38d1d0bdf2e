package cmd

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// calendars are the clause of the calendars.
func calendars() *clause[model.Calendar] {
	return &clause[model.Calendar]{
		part:  model.PartCalendar,
		all:   func(t *model.Terms) []model.Calendar { return t.Calendars },
		name:  func(c *model.Calendar) string { return c.Name },
		heads: []string{"Calendar", "Zone", "Hours", "Holidays of", "Own dates", "Used by"}, roomy: 2,
		row: func(_ int, c *model.Calendar, terms *model.Terms) []string {
			dates := len(c.Holidays) + len(c.Shifts) + len(c.Breaks)
			return []string{c.Name, cmp.Or(c.Zone, "UTC"), c.Week.String(), orDash(c.Country), number(dates), orDash(usersOf(c.Name, terms))}
		},
		show: showCalendar,
	}
}

// usersOf says which policies count with a calendar, and whether the care does.
func usersOf(calendar string, terms *model.Terms) string {
	is := func(name string) bool { return model.FoldName(name) == model.FoldName(calendar) }
	var users []string
	for _, p := range terms.Policies {
		if is(p.Calendar) || slices.ContainsFunc(p.Promises, func(row model.Promise) bool { return is(row.Calendar) }) {
			users = append(users, p.Name)
		}
	}
	if is(terms.Care.Calendar) {
		users = append(users, "care")
	}
	return strings.Join(users, ", ")
}

func showCalendar(p *page, c *model.Calendar) error {
	p.line("%s\n", model.Clean(c.Name))
	p.line("%-12s%s", "Zone", model.Clean(cmp.Or(c.Zone, "UTC")))
	p.line("%-12s%s", "Hours", c.Week.String())
	if c.Country != "" {
		p.line("%-12sthe public ones of %s", "Holidays", model.Clean(c.Country))
	}
	for _, h := range c.Holidays {
		p.line("%-12s%s", "Holiday", model.Clean(h.String()))
	}
	for _, days := range []struct {
		label string
		of    model.Days
	}{{"Shift", c.Shifts}, {"Break", c.Breaks}} {
		for _, date := range slices.Sorted(maps.Keys(days.of)) {
			p.line("%-12s%s %s", days.label, date, days.of[date])
		}
	}
	return nil
}

// A calendarChange is what flags say that a calendar is to be.
type calendarChange struct {
	termsFile
	zone, country, rename                    string
	hours, holidays, shifts, breaks, forgets []string
}

func (c *caller) calendarSet(k *clause[model.Calendar]) *cobra.Command {
	var want calendarChange
	command := &cobra.Command{
		Use:   "set [NAME]",
		Short: "change a calendar, or add one",
		Long: `Change the calendar of a name, or add it when there is none. What no flag speaks of stays as it is. Hours take the place
of all that there were; a holiday, a shift (special hours, which replace those of the weekday) or a break (taken out of
the hours) is added, or takes the place of what the date had of the same kind; --forget takes all of it off a date. Open
tickets follow at once: what was counted stays counted.`,
		Example: `opsdesk calendar set Lyon --zone Europe/Paris --hours 'mon-fri 09:00-12:00 13:00-17:30' --country FR
opsdesk calendar set Lyon --holiday '2026-12-24 Christmas Eve' --shift '2026-12-12 10:00-14:00' --break '2026-11-24 12:00-13:30'
opsdesk calendar set Lyon --forget 2026-12-24
opsdesk calendar show Lyon --json | opsdesk calendar set --file -`,
		Args: takes(0, 1, "the name of one calendar"), ValidArgsFunction: k.complete(c),
		RunE: func(command *cobra.Command, args []string) error {
			name := strings.Join(args, "")
			if name == "" && want.file == "" {
				return usage("set needs the name of a calendar or a --file: see %s --help", command.CommandPath())
			}
			return c.writing(command.Context(), func(s *session) error { return want.put(command, s, k, name) })
		},
	}
	want.flags(command)
	flags := command.Flags()
	flags.StringVar(&want.zone, "zone", "", "the time zone, as in Europe/Berlin")
	flags.StringArrayVar(&want.hours, "hours", nil, "open hours, as in 'mon-fri 09:00-17:00' or 24x7; may be repeated")
	flags.StringVar(&want.country, "country", "", "keep the public holidays of a country, as in DE or DE-BY; none for none")
	flags.StringArrayVar(&want.holidays, "holiday", nil, "a date on which nobody works, and why; may be repeated")
	flags.StringArrayVar(&want.shifts, "shift", nil, "a date and its special hours, or closed; may be repeated")
	flags.StringArrayVar(&want.breaks, "break", nil, "a date and hours to take out of it; may be repeated")
	flags.StringArrayVar(&want.forgets, "forget", nil, "a date of which nothing is special any more; may be repeated")
	flags.StringVar(&want.rename, "rename", "", "give it another name, everywhere")
	return command
}

// put makes the calendar what the file and the flags say.
func (w *calendarChange) put(command *cobra.Command, s *session, k *clause[model.Calendar], name string) error {
	to := model.Calendar{Name: name}
	if have, _, err := k.find(s.store.Book().Terms(), name); err == nil && w.file == "" {
		to = *have
	}
	base, err := w.read(command.Context(), s.caller, &to, &model.Calendar{})
	if err != nil {
		return err
	}
	name = cmp.Or(name, to.Name)
	if err := w.apply(command, &to); err != nil {
		return err
	}
	if _, err := publicHolidays(to.Country, s.now().Year()); to.Country != "" && err != nil {
		return usage("%v", err)
	}
	return k.put(command.Context(), s, name, &to, base)
}

// apply changes what flags speak of.
func (w *calendarChange) apply(command *cobra.Command, to *model.Calendar) (err error) {
	given := command.Flags().Changed
	if given("zone") {
		to.Zone = w.zone
	}
	if given("country") {
		if to.Country = strings.ToUpper(w.country); to.Country == "NONE" {
			to.Country = ""
		}
	}
	if given("rename") {
		to.Name = w.rename
	}
	if given("hours") {
		if to.Week, err = model.ParseWeek(strings.Join(w.hours, ";")); err != nil {
			return usage("--hours: %v", err)
		}
	}
	if err := w.forget(to); err != nil {
		return err
	}
	for _, text := range w.holidays {
		h, err := model.ParseHoliday(text)
		if err != nil {
			return usage("--holiday: %v", err)
		}
		to.Holidays = append(withoutDate(to.Holidays, h.Date), h)
	}
	slices.SortFunc(to.Holidays, func(a, b model.Holiday) int { return cmp.Compare(a.Date, b.Date) })
	if to.Shifts, err = setDays(to.Shifts, "shift", w.shifts); err != nil {
		return err
	}
	to.Breaks, err = setDays(to.Breaks, "break", w.breaks)
	return err
}

// forget takes off dates whatever is special about them.
func (w *calendarChange) forget(to *model.Calendar) error {
	to.Holidays, to.Shifts, to.Breaks = slices.Clone(to.Holidays), maps.Clone(to.Shifts), maps.Clone(to.Breaks)
	for _, text := range w.forgets {
		date, err := model.ParseDate(text)
		if err != nil {
			return usage("--forget: %v", err)
		}
		to.Holidays = withoutDate(to.Holidays, date)
		delete(to.Shifts, date)
		delete(to.Breaks, date)
	}
	return nil
}

func withoutDate(all []model.Holiday, date model.Date) []model.Holiday {
	return slices.DeleteFunc(all, func(h model.Holiday) bool { return h.Date == date })
}

// setDays sets the hours of dates.
func setDays(days model.Days, flag string, texts []string) (model.Days, error) {
	for _, text := range texts {
		more, err := model.ParseDays(text)
		if err != nil {
			return nil, usage("--%s: %v", flag, err)
		}
		if days == nil {
			days = model.Days{}
		}
		maps.Copy(days, more)
	}
	return days, nil
}
