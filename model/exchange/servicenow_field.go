package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"opsdesk/model"
)

// What follows sets one field of a ticket from one of ServiceNow each.

func snText(field uint8) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		r.setText(field, strings.TrimSpace(v.text()))
		return nil
	}
}

func snName(field uint8) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		r.setName(field, v.text())
		return nil
	}
}

func snTime(field uint8) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		at, err := r.time(v)
		r.setNumber(field, int64(at))
		return err
	}
}

func snLevel(field uint8) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		if v.text() == "" {
			r.setNumber(field, 0)
			return nil
		}
		level, ok := levelOf(v.text())
		if !ok {
			return fmt.Errorf("%q is no rating from 1 to 3", v.text())
		}
		r.setNumber(field, int64(level))
		return nil
	}
}

func snCount(field uint8) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		if v.text() == "" {
			return nil
		}
		n, err := strconv.ParseUint(v.code(), 10, 31)
		if err != nil {
			return fmt.Errorf("%q is no whole number", v.text())
		}
		r.setNumber(field, int64(n))
		return nil
	}
}

func snLink(rel model.Relation) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		if to := r.name("a link", v.text()); to != "" {
			r.links = append(r.links, PendingLink{rel, to})
		}
		return nil
	}
}

func (r *snRow) title(v value) error {
	if t := strings.TrimSpace(v.text()); t != "" {
		r.setText(model.FieldTitle, t)
	}
	return nil
}

func (r *snRow) requester(v value) error {
	if v.text() != "" {
		r.setName(model.FieldRequester, v.text())
	}
	return nil
}

func (r *snRow) openedBy(v value) error {
	r.opened.by = v.text()
	r.setName(model.FieldOpenedBy, v.text())
	return nil
}

func (r *snRow) openedAt(v value) (err error) {
	if r.opened.at, err = r.time(v); r.opened.at != 0 {
		r.setNumber(model.FieldCreated, int64(r.opened.at))
	}
	return err
}

func (r *snRow) createdOn(v value) (err error) {
	if r.entered.at, err = r.time(v); r.opened.at == 0 && r.entered.at != 0 {
		r.setNumber(model.FieldCreated, int64(r.entered.at))
	}
	return err
}

func (r *snRow) updatedOn(v value) (err error) {
	r.updated.at, err = r.time(v)
	return err
}

func (r *snRow) priority(v value) error {
	p, ok := priorityOf(v.text())
	if !ok && v.text() != "" {
		return fmt.Errorf("%q is no priority from 1 to 5", v.text())
	}
	r.setNumber(model.FieldPriority, int64(p))
	return nil
}

func (r *snRow) major(v value) error {
	if strings.EqualFold(v.text(), "accepted") {
		r.setNumber(model.FieldMajor, 1)
	}
	return nil
}

func (r *snRow) watchers(v value) error {
	r.setNames(model.FieldWatchers, strings.Split(v.text(), ","))
	return nil
}

func (r *snRow) tags(v value) error {
	r.setTags(strings.Split(v.text(), ","))
	return nil
}

// variant reads the type of a change; other tables use the column for other things.
func (r *snRow) variant(v value) error {
	if r.kind != model.Change {
		return nil
	}
	word := fold(v.text())
	for n, rule := range model.Variants {
		if n > 0 && word == rule.Token {
			r.setNumber(model.FieldVariant, int64(n))
			return nil
		}
	}
	switch word {
	case "", "comprehensive", "routine":
		r.setNumber(model.FieldVariant, int64(model.Normal))
	case "expedited", "latent":
		r.setNumber(model.FieldVariant, int64(model.Emergency))
	default:
		r.warn("line %d: %q is no type of change and is read as normal", r.line, v.text())
		r.setNumber(model.FieldVariant, int64(model.Normal))
	}
	return nil
}

// risk reads the risk of a change, which ServiceNow rates from 1 very high over 2 high and 3 moderate to 4 low.
func (r *snRow) risk(v value) error {
	if v.text() == "" {
		return nil
	}
	level, ok := map[string]int64{"1": 1, "2": 1, "3": 2, "4": 3, "5": 3}[v.code()]
	if !ok {
		shown := v.text()
		if _, rest, cut := strings.Cut(shown, " - "); cut {
			shown = rest
		}
		rated, known := levelOf(shown)
		if level, ok = int64(rated), known; !ok {
			return fmt.Errorf("%q is no risk", v.text())
		}
	}
	r.setNumber(model.FieldRisk, level)
	return nil
}

// note keeps the first of several columns that say how it was resolved.
func (r *snRow) note(v value) error {
	if have, _ := r.fact(model.FieldNote); have.To.S == "" || v.column.name == "close_notes" && v.text() != "" {
		r.setText(model.FieldNote, v.text())
	}
	return nil
}

func (r *snRow) resolvedBy(v value) error {
	r.resolved.by = v.text()
	r.setName(model.FieldResolvedBy, v.text())
	return nil
}

func (r *snRow) resolvedAt(v value) (err error) {
	r.resolved.at, err = r.time(v)
	r.setNumber(model.FieldResolved, int64(r.resolved.at))
	return err
}

func (r *snRow) closedAt(v value) (err error) {
	r.closed.at, err = r.time(v)
	r.setNumber(model.FieldClosed, int64(r.closed.at))
	return err
}

func (r *snRow) knownError(v value) error {
	n := int64(0)
	if fold(v.text()) == "true" || fold(v.text()) == "yes" {
		n = 1
	}
	r.setNumber(model.FieldKnownError, n)
	return nil
}

// A journal of ServiceNow is one text with a line before each entry that says when it was written, by whom and where.
var snEntry = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^(\d[\d/.-]{7,9} \d\d[:.]\d\d[:.]\d\d(?: [AP]M)?) - (.{1,200}?) \(([^()\n]{1,60})\)\r?$`)
})

// snJournal adds what was said. An entry that says it is a work note is one, whatever column it stands in.
func snJournal(verb model.Verb) func(*snRow, value) error {
	return func(r *snRow, v value) error {
		text := strings.TrimSpace(v.text())
		marks := snEntry().FindAllStringSubmatchIndex(text, -1)
		if len(marks) == 0 || marks[0][0] > 0 {
			r.say(verb, mark{}, text)
			return nil
		}
		var said []model.Past
		for i, m := range marks {
			end := len(text)
			if i+1 < len(marks) {
				end = marks[i+1][0]
			}
			at, err := r.dates.read(text[m[2]:m[3]])
			if err != nil {
				return err
			}
			said = append(said, model.Past{At: at, By: text[m[4]:m[5]], Verb: verbOfEntry(verb, text[m[6]:m[7]]), Text: strings.TrimSpace(text[m[1]:end])})
		}
		for i := len(said) - 1; i >= 0; i-- { // the newest comes first in the file
			r.say(said[i].Verb, mark{said[i].At, said[i].By}, said[i].Text)
		}
		return nil
	}
}

func verbOfEntry(verb model.Verb, where string) model.Verb {
	switch where = strings.ToLower(where); {
	case strings.Contains(where, "work note"):
		return model.VerbNote
	case strings.Contains(where, "comment"):
		return model.VerbComment
	}
	return verb
}
