package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// calendarJSON is a calendar as JSON holds it. What is read goes through raw messages, so that errors name the place.
type calendarJSON[Part any] struct {
	Name     string `json:"name"`
	Zone     string `json:"time_zone"`
	Week     Part   `json:"hours"`
	Country  string `json:"country,omitempty"`
	Holidays Part   `json:"holidays,omitempty"`
	Shifts   Part   `json:"shifts,omitempty"`
	Breaks   Part   `json:"breaks,omitempty"`
}

// MarshalJSON writes the form that Calendar's comment shows.
func (c Calendar) MarshalJSON() ([]byte, error) {
	out := calendarJSON[any]{Name: c.Name, Zone: c.Zone, Week: c.Week, Country: c.Country}
	if len(c.Holidays) > 0 {
		out.Holidays = c.Holidays
	}
	if len(c.Shifts) > 0 {
		out.Shifts = c.Shifts
	}
	if len(c.Breaks) > 0 {
		out.Breaks = c.Breaks
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads the form that Calendar's comment shows. Members it does not know are skipped; errors name the
// place. What can only be told of the whole calendar, Check tells.
func (c *Calendar) UnmarshalJSON(data []byte) error {
	var in calendarJSON[json.RawMessage]
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*c = Calendar{Name: in.Name, Zone: in.Zone, Country: in.Country}
	for _, part := range []struct {
		name string
		data json.RawMessage
		into any
	}{
		{"hours", in.Week, &c.Week}, {"holidays", in.Holidays, &c.Holidays}, {"shifts", in.Shifts, &c.Shifts}, {"breaks", in.Breaks, &c.Breaks},
	} {
		if len(part.data) == 0 {
			continue
		}
		if err := json.Unmarshal(part.data, part.into); err != nil {
			return fmt.Errorf("calendar %s: %s: %w", brief(in.Name), part.name, err)
		}
	}
	return nil
}

// MarshalJSON writes the days that have hours, by their names.
func (w Week) MarshalJSON() ([]byte, error) {
	days := map[string]DayHours{}
	for day, hours := range w {
		if len(hours) > 0 {
			days[dayWord(time.Weekday(day))] = hours
		}
	}
	return json.Marshal(days)
}

// UnmarshalJSON reads hours by the names of days, or a text as ParseWeek reads it.
func (w *Week) UnmarshalJSON(data []byte) (err error) {
	if text, ok := jsonText(data); ok {
		*w, err = ParseWeek(text)
		return err
	}
	return eachMember(data, func(name string, value []byte) error {
		day, err := parseWeekday(name)
		if err != nil {
			return err
		}
		var hours DayHours
		if err := json.Unmarshal(value, &hours); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		w[day] = append(w[day], hours...).joined()
		return nil
	})
}

// UnmarshalJSON reads hours by dates.
func (d *Days) UnmarshalJSON(data []byte) error {
	*d = Days{}
	return eachMember(data, func(name string, value []byte) error {
		date, err := ParseDate(name)
		if err != nil {
			return err
		}
		var hours DayHours
		if err := json.Unmarshal(value, &hours); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		(*d)[date] = hours
		return nil
	})
}

// MarshalJSON writes pairs of times.
func (h DayHours) MarshalJSON() ([]byte, error) {
	pairs := make([][2]string, len(h))
	for i, r := range h {
		pairs[i] = [2]string{r.From.String(), r.To.String()}
	}
	return json.Marshal(pairs)
}

// UnmarshalJSON reads pairs of times as in [["09:00", "17:00"]], or a text as ParseDayHours reads it.
func (h *DayHours) UnmarshalJSON(data []byte) (err error) {
	if text, ok := jsonText(data); ok {
		*h, err = ParseDayHours(text)
		return err
	}
	var pairs [][]string
	if err := json.Unmarshal(data, &pairs); err != nil {
		return errors.New(`hours must be pairs of times, as in [["09:00", "17:00"]]`)
	}
	var all DayHours
	for _, pair := range pairs {
		if len(pair) != 2 {
			return fmt.Errorf(`%s must have two times, as in ["09:00", "17:00"]`, brief(fmt.Sprint(pair)))
		}
		r, err := newTimeRange(pair[0], pair[1])
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	*h = all.joined()
	return nil
}

// MarshalText is String.
func (h Holiday) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalJSON reads a text as ParseHoliday does, or an object with a date and a name.
func (h *Holiday) UnmarshalJSON(data []byte) (err error) {
	if text, ok := jsonText(data); ok {
		*h, err = ParseHoliday(text)
		return err
	}
	var in struct{ Date, Name string }
	if json.Unmarshal(data, &in) != nil {
		return fmt.Errorf("%s is no holiday: write it as \"2026-12-25 Christmas Day\"", brief(string(data)))
	}
	*h, err = ParseHoliday(in.Date + " " + in.Name)
	return err
}

// jsonText gives a JSON string's text.
func jsonText(data []byte) (text string, ok bool) {
	return text, bytes.HasPrefix(data, []byte{'"'}) && json.Unmarshal(data, &text) == nil
}

// eachMember calls f with the members of a JSON object in the order of their names, until it errs. Null has none.
func eachMember(data []byte, f func(name string, value []byte) error) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return fmt.Errorf("%s must be an object", brief(string(data)))
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if err := f(name, members[name]); err != nil {
			return err
		}
	}
	return nil
}
