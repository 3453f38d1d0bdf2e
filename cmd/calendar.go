package cmd

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

const (
	maxCalendarFile = 16 << 20 // bytes
	maxCase         = 64 << 10 // bytes of a line
)

func (c *caller) calendar() *cobra.Command {
	k := calendars()
	return family("calendar", "say when the desk works, and reckon with it",
		`Calendars say when the desk works: hours by weekday, holidays, special hours and breaks, in one time zone. The clocks of
policies count with them. Every amendment is in the journal, and undo takes it back. Eval reckons with calendars of a file
and needs no desk.`,
		`opsdesk calendar list
opsdesk calendar set 'Business hours' --holiday '2026-12-24 Christmas Eve'`,
		k.list(c, "list the calendars", "opsdesk calendar list"),
		k.showOne(c, "opsdesk calendar show 'Business hours'\nopsdesk calendar show 24x7 --json"),
		c.calendarSet(k),
		k.remove(c, "opsdesk calendar set Night --hours 'mon-sun 22:00-24:00'\nopsdesk calendar remove Night"),
		c.calendarEval())
}

func (c *caller) calendarEval() *cobra.Command {
	var file string
	command := &cobra.Command{
		Use:   "eval --calendars FILE [CASES|-]",
		Short: "answer questions about working time",
		Long: `Answer questions about working time, so that anyone can hold the desk's reckoning against their own contract.
FILE holds calendars, as in

  {"calendars": [{"name": "office", "time_zone": "Europe/Berlin", "country": "DE",
    "hours": {"mon": [["09:00", "12:00"], ["13:00", "17:00"]], "tue": [["00:00", "24:00"]]},
    "holidays": ["2026-12-24 Christmas Eve"], "shifts": {"2026-12-12": [["10:00", "14:00"]]},
    "breaks": {"2026-11-24": [["12:00", "13:30"]]}}]}

Shifts replace the hours of the weekday on a date, breaks are taken out of them. Cases come from a file or standard
input, one a line, as in {"cal": "office", "op": "add", "at": "2026-11-24T09:00:00Z", "minutes": 90}. The op is add or
sub, with at and minutes; next_open, last_open or active, with at; between, with from and to. Each gets one line:
{"got": …} with a time in UTC, a number of minutes, true or false; or {"error": …} that names its line.`,
		Example: `opsdesk calendar eval --calendars calendars.json cases.jsonl
opsdesk calendar eval --calendars calendars.json -`,
		Args: takes(0, 1, "one file of cases"),
		RunE: func(command *cobra.Command, args []string) error {
			if file == "" {
				return usage("eval needs --calendars with a file: see %s --help", command.CommandPath())
			}
			return c.runCalendarEval(command.Context(), file, strings.Join(args, ""))
		},
	}
	command.Flags().StringVar(&file, "calendars", "", "the file with the calendars, in JSON")
	return command
}

func (c *caller) runCalendarEval(ctx context.Context, file, cases string) (err error) {
	calendars, err := readCalendars(file)
	if err != nil {
		return err
	}
	in, err := c.open(ctx, cases)
	if err != nil {
		return fmt.Errorf("read the cases: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	e := evaluation{calendars: calendars, in: bufio.NewReaderSize(in, maxCase), out: bufio.NewWriter(c.stdout)}
	if err := errors.Join(e.run(ctx), e.out.Flush()); err != nil {
		return err
	}
	return e.outcome()
}

// A reckoner is a calendar of the file: ready to count with, or what is wrong with it.
type reckoner struct {
	name  string
	times *model.WorkingTime
	err   error
}

// readCalendars reads a file of calendars. One that is wrong spoils only the cases that name it.
func readCalendars(name string) ([]reckoner, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the calendars: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxCalendarFile+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, fmt.Errorf("read the calendars: %w", err)
	}
	if len(data) > maxCalendarFile {
		return nil, fmt.Errorf("read the calendars: %s is larger than %d MiB", name, maxCalendarFile>>20)
	}
	var in struct{ Calendars []json.RawMessage }
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte("\uFEFF")), &in); err != nil {
		return nil, usage(`%s holds no calendars: %v: it must be {"calendars": [{"name": …, "time_zone": …, "hours": …}]}`, name, err)
	}
	if len(in.Calendars) == 0 {
		return nil, usage(`%s holds no calendars: it must be {"calendars": [{"name": …, "time_zone": …, "hours": …}]}`, name)
	}
	var all []reckoner
	for i, one := range in.Calendars {
		r := newReckoner(one)
		if r.name == "" {
			return nil, usage("%s: calendar %d has no name that cases could call it by: %v", name, i+1, r.err)
		}
		if slices.ContainsFunc(all, func(other reckoner) bool { return other.name == r.name }) {
			return nil, usage("%s: calendar %d is named %s like another: cases could not tell them apart", name, i+1, quoted(r.name))
		}
		all = append(all, r)
	}
	return all, nil
}

func newReckoner(data []byte) (r reckoner) {
	var named struct{ Name string }
	if r.err = json.Unmarshal(data, &named); r.err != nil {
		return r
	}
	r.name = named.Name
	var c model.Calendar
	if r.err = json.Unmarshal(data, &c); r.err == nil {
		r.times, r.err = c.Compile(publicHolidays)
	}
	return r
}
