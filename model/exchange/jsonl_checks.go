package exchange

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"opsdesk/model"
)

// A deskCheck is an entry of a checklist as JSON has it. Ticked says when it was, by whom.
type deskCheck struct {
	ID     uint32 `json:"id"`
	Text   string `json:"text,omitempty"`
	Ticket uint32 `json:"ticket,omitempty"`
	Ticked string `json:"ticked,omitempty"`
	By     string `json:"by,omitempty"`
}

func deskChecks(v model.Value, names model.Names) []deskCheck {
	all := []deskCheck{}
	for _, c := range model.ChecksOf(v) {
		one := deskCheck{ID: c.ID, Text: c.Text, Ticket: uint32(c.Ticket)}
		if c.Ticked() {
			one.Ticked, one.By = c.At.String(), peopleField.Text(model.Value{N: int64(c.By)}, names)
		}
		all = append(all, one)
	}
	return all
}

// readChecks reads a checklist. Who ticked an entry stands in the fact's name, one for each.
func readChecks(f *model.Field, raw json.RawMessage) (model.Fact, error) {
	fact := model.Fact{Field: f.No}
	var all []deskCheck
	if err := json.Unmarshal(raw, &all); err != nil || len(all) > model.MaxChecks {
		return fact, fmt.Errorf("%s is no checklist of at most %d entries", short(raw), model.MaxChecks)
	}
	checks := make([]model.CheckItem, len(all))
	names := make([]string, len(all))
	for i, one := range all {
		if one.ID == 0 {
			return fact, fmt.Errorf("entry %d of the checklist has no id", i+1)
		}
		text, _ := model.Bound(one.Text, model.MaxCheck)
		checks[i] = model.CheckItem{ID: one.ID, Text: strings.Join(strings.Fields(text), " "), Ticket: model.ID(one.Ticket)}
		if one.Ticked == "" {
			continue
		}
		at, err := dates{zone: time.UTC, order: dayFirst}.read(one.Ticked)
		if err != nil {
			return fact, err
		}
		name, _ := model.Bound(one.By, model.MaxName)
		checks[i].At, names[i] = max(1, at), strings.ReplaceAll(name, "\n", " ")
	}
	fact.To = model.ChecksValue(checks)
	if fact.Name = strings.Join(names, "\n"); strings.Trim(fact.Name, "\n") == "" {
		fact.Name = ""
	}
	return fact, nil
}
