package ui

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// amend changes the terms of the desk. The asking screen gets a done; the status line says what happened.
func amend(d *desk, to Screen, a model.Amendment) tea.Cmd {
	st, ctx, who := d.store, d.ctx, d.who
	return func() tea.Msg {
		r, err := st.Amend(ctx, who, a)
		if err != nil {
			return answer{to: to, body: done{}, err: err}
		}
		return answer{to: to, body: done{result: r, said: a.Said()}}
	}
}

// amended says in words what an amendment did, from its text in the journal.
func amended(text string) string {
	var a model.Amendment
	if json.Unmarshal([]byte(text), &a) != nil {
		return ""
	}
	said := a.Said()
	if parts := differ(a.From, a.To); len(parts) > 0 {
		said += ": " + strings.Join(parts, ", ")
	}
	if a.Was != a.Place && a.Was > 0 && a.Place > 0 {
		said += ", from place " + position(a.Was) + " to " + position(a.Place)
	}
	return said
}

// differ lists the members in which two states of a part differ; none when one of the two is not there.
func differ(from, to json.RawMessage) []string {
	var was, is map[string]json.RawMessage
	if json.Unmarshal(from, &was) != nil || json.Unmarshal(to, &is) != nil {
		return nil
	}
	var all []string
	both := maps.Clone(was)
	maps.Copy(both, is)
	for _, name := range slices.Sorted(maps.Keys(both)) {
		if !bytes.Equal(was[name], is[name]) {
			all = append(all, strings.ReplaceAll(name, "_", " "))
		}
	}
	return all
}

// becomes gives the name that a part of the terms has since a line of the journal, none for one that is gone.
func becomes(e *model.Entry) string {
	var a model.Amendment
	var to struct{ Name string }
	if len(e.Events) != 1 || json.Unmarshal([]byte(e.Events[0].Text), &a) != nil || json.Unmarshal(a.To, &to) != nil {
		return ""
	}
	return to.Name
}
