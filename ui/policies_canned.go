package ui

import (
	"strings"

	"opsdesk/model"
)

var macroChapter = &chapterOf[model.Macro]{
	is: model.PartMacro, label: "Macros",
	cols:  []termHead{{"Name", 26}, {"Teams", 16}, {"Does", 0}},
	list:  func(t *model.Terms) []model.Macro { return t.Macros },
	name:  func(m *model.Macro) string { return m.Name },
	begin: func(*model.Terms) model.Macro { return model.Macro{} },
	cells: func(m *model.Macro) []string {
		return []string{m.Name, orElse(strings.Join(m.Teams, ", "), "all"), m.Says()}
	},
	full: func(m *model.Macro) []string {
		all := []string{"on " + orElse(m.Match, "every ticket") + " of " + orElse(strings.Join(m.Teams, ", "), "all teams") + "; then " + model.Nexts[m.Next].Label, ""}
		for _, w := range m.Set {
			all = append(all, w.String())
		}
		for _, words := range []struct{ title, text string }{{"PUBLIC COMMENT", m.Comment}, {"INTERNAL NOTE", m.Note}} {
			if words.text != "" {
				all = append(append(all, "", words.title), strings.Split(words.text, "\n")...)
			}
		}
		return all
	},
	fields: func(_ *model.Terms, m *model.Macro) []termField[model.Macro] {
		var nexts []model.Option
		for i, row := range model.Nexts {
			nexts = append(nexts, model.Option{N: int64(i), Token: row.Token, Label: row.Label})
		}
		return []termField[model.Macro]{
			{newLineField("name", "Name", m.Name, "a name of its own"), func(m *model.Macro, s string) error { m.Name = s; return nil }},
			{newLineField("teams", "On tickets of", strings.Join(m.Teams, ", "), "teams, with commas between; empty is all"), func(m *model.Macro, s string) error { m.Teams = commaNames(s); return nil }},
			{newLineField("match", "Match", m.Match, "a query: kind:incident state:open; empty is every ticket"), func(m *model.Macro, s string) error { m.Match = s; return nil }},
			{newLongField("set", "Sets", joined(m.Set, "\n"), "one a line: team=Network, assignee=me, impact=2, tag=+vpn -noise, state=resolved, code=fixed, note=TEXT"), func(m *model.Macro, s string) (err error) {
				m.Set, err = eachLine(s, model.ParseWish)
				return err
			}},
			{newLongField("comment", "Public comment", m.Comment, "the requester reads this: Hello {{requester.first}}, {{number}} is …"), func(m *model.Macro, s string) error { m.Comment = s; return nil }},
			{newLongField("note", "Internal note", m.Note, "only the desk reads this"), func(m *model.Macro, s string) error { m.Note = s; return nil }},
			{newEitherField("next", "Then", nexts, int64(m.Next)), func(m *model.Macro, s string) error { return m.Next.UnmarshalText([]byte(s)) }},
		}
	},
}

var replyChapter = &chapterOf[model.Reply]{
	is: model.PartReply, label: "Replies",
	cols:  []termHead{{"Name", 26}, {"Teams", 16}, {"Text", 0}},
	list:  func(t *model.Terms) []model.Reply { return t.Replies },
	name:  func(r *model.Reply) string { return r.Name },
	begin: func(*model.Terms) model.Reply { return model.Reply{} },
	cells: func(r *model.Reply) []string {
		return []string{r.Name, orElse(strings.Join(r.Teams, ", "), "all"), r.Text}
	},
	full: func(r *model.Reply) []string {
		all := []string{"on tickets of " + orElse(strings.Join(r.Teams, ", "), "all teams"), ""}
		return append(all, strings.Split(r.Text, "\n")...)
	},
	fields: func(_ *model.Terms, r *model.Reply) []termField[model.Reply] {
		return []termField[model.Reply]{
			{newLineField("name", "Name", r.Name, "a name of its own"), func(r *model.Reply, s string) error { r.Name = s; return nil }},
			{newLineField("teams", "On tickets of", strings.Join(r.Teams, ", "), "teams, with commas between; empty is all"), func(r *model.Reply, s string) error { r.Teams = commaNames(s); return nil }},
			{newLongField("text", "Text", r.Text, "Hello {{requester.first}}, {{cursor}} …"), func(r *model.Reply, s string) error { r.Text = s; return nil }},
		}
	},
}

// commaNames reads names with commas between them.
func commaNames(text string) (all []string) {
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.Join(strings.Fields(name), " "); name != "" {
			all = append(all, name)
		}
	}
	return all
}
