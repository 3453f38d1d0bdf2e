package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// ServiceNow writes JSON in several ways: a list export {"records":[…]} of stored values, the Table API {"result":[…]}
// with references as objects that hold a value, a name to show, or both, and what people make of those: a list alone, or
// one record a line.

func isServiceNowJSON(h *head, o Options) bool {
	if !fitsServiceNowJSON(h, o) {
		return false
	}
	own := 0
	for _, k := range h.shape.keys {
		if c := snColumnNamed(k); c != nil && (strings.Contains(k, "_") || k == "number") {
			own++
		}
	}
	return own >= 2 || h.shape.envelope != "" && len(h.shape.keys) == 0
}

func fitsServiceNowJSON(h *head, _ Options) bool {
	return h.shape != nil && (slices.Contains(h.shape.keys, "number") || h.shape.envelope != "" && len(h.shape.keys) == 0)
}

func readServiceNowJSON(r *reader) error {
	objects := newObjects(r.in, r.head.shape)
	left := map[string]bool{}
	var names []string
	last := 1
	for {
		o, err := objects.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		last = o.at.line
		if o.bad != nil {
			if err := r.refuse(o.bad); err != nil {
				return err
			}
			continue
		}
		unknown, err := r.snObject(o)
		if err != nil {
			return err
		}
		for _, n := range unknown {
			if !left[n] && len(left) < MaxCells {
				left[n] = true
				names = append(names, n)
			}
		}
	}
	if len(names) > 0 {
		return r.warn(last, "fields not imported: %s", list(names, ""))
	}
	return nil
}

// snObject hands out the ticket of a record, and names the fields that hold something we have no place for.
func (r *reader) snObject(o object) (unknown []string, err error) {
	members, err := o.members()
	if err != nil {
		return nil, r.refuse(o.at.problem("", "no JSON: %v", err))
	}
	var values []value
	for _, m := range members {
		v := snValue(m)
		switch {
		case v.column != nil:
			values = append(values, v)
		case v.text() != "" && m.name != "__status":
			unknown = append(unknown, m.name)
		}
	}
	zone, err := r.snZone(o.at.line, values)
	if err != nil {
		return nil, err
	}
	d, p := r.snTicket(o.at, values, dates{zone: zone, order: dayFirst})
	if p != nil {
		return unknown, r.refuse(p)
	}
	if !o.valid() {
		d.warn("line %d: bytes that are no UTF-8 became U+FFFD", d.line)
	}
	return unknown, r.ticket(d)
}

// snZone gives the zone of a record's times.
func (r *reader) snZone(line int, values []value) (*time.Location, error) {
	if !slices.ContainsFunc(values, func(v value) bool { return v.column.isTime() && v.text() != "" }) {
		return time.UTC, nil
	}
	if !snStored(values) {
		return r.zone(line)
	}
	if r.o.Zone == nil || r.o.Zone == time.UTC {
		return time.UTC, nil
	}
	return time.UTC, r.warn(line, "the times of this file are stored ones, which are UTC: the zone that was named is not used")
}

// snStored tells whether a record holds what is stored: states as numbers, references as keys.
func snStored(values []value) bool {
	for _, v := range values {
		switch {
		case v.both:
			return true
		case v.ref:
			return v.shown == ""
		case strings.HasSuffix(v.column.name, "state") && v.shown != "":
			return isDigits(strings.TrimPrefix(v.shown, "-"))
		}
	}
	return false
}

// snValue reads one field of a record.
func snValue(m member) value {
	v := value{column: snColumnNamed(m.name), name: m.name, at: m.at}
	if strings.Contains(m.name, " ") {
		v.column = nil // labels are no names
	}
	var ref struct {
		Shown  json.RawMessage `json:"display_value"`
		Stored json.RawMessage `json:"value"`
	}
	if len(m.raw) > 0 && m.raw[0] == '{' && json.Unmarshal(m.raw, &ref) == nil {
		v.shown, v.stored = plain(ref.Shown), plain(ref.Stored)
		v.both = ref.Shown != nil && ref.Stored != nil
		v.ref = !v.both
		return v
	}
	v.shown = plain(m.raw)
	return v
}

// plain gives a JSON value as text: strings without quotes, numbers and truths as they are written, nothing for null.
func plain(raw json.RawMessage) string {
	var s string
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null" || string(raw) == "[]" || string(raw) == "{}":
		return ""
	case raw[0] == '"' && json.Unmarshal(raw, &s) == nil:
		return s
	}
	return string(raw)
}
