package exchange

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"opsdesk/model"
)

// put sets what a column means.
func (s *csvSheet) put(d *draft, column, cell string) error {
	text := strings.TrimSpace(cell)
	switch column {
	case "", columnNone, columnKey, "kind", "rank":
	case columnNumber:
		if d.number == 0 {
			d.origin.Number = d.name("number", joinDigits(text))
		}
	case columnSourceKey, "source", "source-id":
		if column == columnSourceKey && d.number == 0 {
			d.origin.Key = d.name("key", text)
		}
	case columnUpdatedBy:
		d.updated.by = text
	case columnClosedBy:
		d.closed.by = text
	case columnComment:
		d.say(model.VerbComment, mark{}, cell)
	case columnWorkNote:
		d.say(model.VerbNote, mark{}, cell)
	case "updated":
		at, err := s.dates.read(text)
		d.updated.at = at
		return err
	default:
		return s.field(d, model.FieldNamed(column), s.r.o.Map.value(column, cell))
	}
	return nil
}

// spaced is a number with blanks between groups of digits, as GLPI writes it.
var spaced = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\d{1,3}([ \x{a0}\x{202f}]\d{3})+$`) })

func joinDigits(s string) string {
	if !spaced().MatchString(s) {
		return s
	}
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < '0' || r > '9' }), "")
}

// field sets a field from a cell.
func (s *csvSheet) field(d *draft, f *model.Field, cell string) error {
	text := strings.TrimSpace(cell)
	switch f.Type {
	case model.Long:
		d.setText(f.No, cell)
	case model.Text:
		if f.No != model.FieldTitle || text != "" {
			d.setText(f.No, text)
		}
	case model.Reference:
		all := people(text, s.glpi())
		d.setName(f.No, all[0])
		if len(all) > 1 {
			d.warn("line %d: %s names %d people; only the first is kept", d.line, strings.ToLower(f.Label), len(all))
		}
	case model.Watching:
		d.setNames(f.No, people(strings.ReplaceAll(text, ", ", "\n"), s.glpi()))
	case model.Tags:
		d.setTags([]string{strings.ReplaceAll(text, "<br>", ",")})
	case model.Time:
		at, err := s.dates.read(text)
		if f.No != model.FieldCreated || at != 0 {
			d.setNumber(f.No, int64(at))
		}
		return err
	case model.TicketRef:
		return s.parent(d, text)
	case model.Checks:
		d.set(model.Fact{Field: f.No, To: model.ReadChecks(cell, d.updated.at)})
	case model.Guesses:
		v, err := f.Parse(text, nil, time.Time{})
		d.set(model.Fact{Field: f.No, To: v})
		return err
	case model.Links:
		return s.links(d, text)
	default:
		return setChoice(d, f, text)
	}
	return nil
}

func (s *csvSheet) glpi() bool {
	return s.r.o.Map != nil && strings.HasPrefix(strings.ToLower(s.r.o.Map.Source), "glpi")
}

// userID is the number that GLPI writes behind a name.
var userID = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(` \(\d+\)$`) })

// people splits a cell that names several people, with <br> or a line feed between them.
func people(cell string, numbered bool) []string {
	var all []string
	for _, p := range strings.Split(strings.ReplaceAll(cell, "<br>", "\n"), "\n") {
		p = strings.TrimSpace(p)
		if numbered {
			p = userID().ReplaceAllString(p, "")
		}
		if p != "" || len(all) == 0 {
			all = append(all, p)
		}
	}
	if len(all) > 1 && all[0] == "" {
		all = all[1:]
	}
	return all
}

// setChoice sets a field that has few values, or a number.
func setChoice(d *draft, f *model.Field, text string) error {
	if text == "" {
		if f.No != model.FieldState {
			d.setNumber(f.No, 0)
		}
		return nil
	}
	switch f.No {
	case model.FieldState:
		s, reason, ok := stateOf(d.kind, text)
		if !ok {
			return fmt.Errorf("%q is no state that is known: say with a mapping which one it is", text)
		}
		d.setNumber(f.No, int64(s))
		if _, said := d.fact(model.FieldReason); reason != 0 && !said {
			d.setNumber(model.FieldReason, int64(reason))
		}
		return nil
	case model.FieldReason:
		if r, ok := reasonOf(text); ok {
			d.setNumber(f.No, int64(r))
			return nil
		}
	}
	v, err := f.Parse(text, nil, time.Time{})
	if p, ok := priorityOf(text); err != nil && f.No == model.FieldPriority && ok {
		v, err = model.Value{N: int64(p)}, nil
	}
	if l, ok := levelOf(text); err != nil && ok && (f.No == model.FieldImpact || f.No == model.FieldUrgency || f.No == model.FieldRisk) {
		v, err = model.Value{N: int64(l)}, nil
	}
	if err != nil {
		return fmt.Errorf("%q is none of its values", text)
	}
	d.setNumber(f.No, v.N)
	return nil
}

// parent sets the parent by its number in a file of ours, or ties the ticket to what has the number at the source.
func (s *csvSheet) parent(d *draft, text string) error {
	if text == "" {
		return nil
	}
	if d.number == 0 {
		d.links = append(d.links, PendingLink{model.ChildOf, d.name("a link", text)})
		return nil
	}
	_, id, err := model.ParseID(text)
	d.setNumber(model.FieldParent, int64(id))
	return err
}

// links reads links as relation:number with blanks between.
func (s *csvSheet) links(d *draft, text string) error {
	for _, w := range strings.Fields(text) {
		token, number, _ := strings.Cut(w, ":")
		rel, err := model.ParseRelation(token)
		if err != nil {
			return err
		}
		if d.number == 0 {
			d.links = append(d.links, PendingLink{rel, d.name("a link", number)})
		} else if _, _, err := model.ParseID(number); err != nil {
			return err
		}
	}
	if d.number != 0 {
		d.set(model.Fact{Field: model.FieldLinks, To: model.Value{S: strings.Join(strings.Fields(text), " ")}})
	}
	return nil
}

// marks finds the moments of the ticket's life in its facts.
func (s *csvSheet) marks(d *draft) {
	at := func(field uint8) model.Instant {
		f, _ := d.fact(field)
		return model.Instant(f.To.N)
	}
	who := func(field uint8) string {
		f, _ := d.fact(field)
		return f.Name
	}
	d.opened = mark{at(model.FieldCreated), who(model.FieldOpenedBy)}
	d.resolved = mark{at(model.FieldResolved), who(model.FieldResolvedBy)}
	d.closed.at = at(model.FieldClosed)
}
