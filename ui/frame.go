package ui

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"opsdesk/model"
	"opsdesk/ui/kit"
)

// View draws the frame and the screen in front. Only the root builds a tea.View.
func (a *app) View() tea.View {
	v := tea.NewView("")
	v.AltScreen = true
	v.WindowTitle = "opsdesk"
	if a.desk.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.size.Width < minWidth || a.size.Height < minHeight {
		v.SetContent(a.tooSmall())
		return v
	}
	body, cursor := a.body()
	if cursor != nil {
		cursor.Y += 1 + a.bandRows()
		v.Cursor = cursor
	}
	rows := append([]string{a.tabRow()}, a.band()...)
	rows = append(append(rows, body...), a.statusRow(), a.keyRow())
	v.SetContent(strings.Join(rows, "\n"))
	return v
}

func (a *app) tooSmall() string {
	text := model.CleanBlock("opsdesk needs " + strconv.Itoa(minWidth) + "×" + strconv.Itoa(minHeight) + " or more; this is " +
		strconv.Itoa(a.size.Width) + "×" + strconv.Itoa(a.size.Height) + ". Nothing is lost.")
	var rows []string
	for _, l := range kit.Wrap(text, max(1, a.size.Width)) {
		rows = append(rows, l.String())
	}
	return strings.Join(kit.Fit(rows, min(len(rows), a.size.Height)), "\n")
}

// body gives exactly the rows between the bars. A docked screen lies over the lower ones of the screen below it.
func (a *app) body() ([]string, *tea.Cursor) {
	height := a.inner().Height
	seen := a.inSight()
	text, cursor := seen[0].View()
	rows := kit.Fit(strings.Split(text, "\n"), height)
	if len(seen) == 1 {
		return rows, cursor
	}
	text, cursor = a.front().View()
	over := strings.Split(text, "\n")
	over = over[:min(len(over), height)]
	top := height - len(over)
	if cursor != nil {
		cursor.Y += top
	}
	from := 0
	if s, ok := seen[0].(sighted); ok {
		from = max(0, s.Sight()-top+1)
	}
	above := rows[from : from+top : from+top]
	if top > 0 && above[top-1] == over[0] { // two rules, one under the other
		above[top-1] = ""
	}
	return append(above, over...), cursor
}

func isDocked(s Screen) bool {
	d, ok := s.(docked)
	return ok && d.Docked()
}

func lines(s string) int { return strings.Count(s, "\n") + 1 }

const titleWidth = 11 // " opsdesk  "

func (a *app) tabRow() string {
	t := a.desk.theme
	r := kit.NewRow(a.size.Width, false).Cell(t.Active, line(" opsdesk "), titleWidth-2).Put(t.Bar, line("  "))
	for i := range a.tabs {
		style := t.Bar
		if i == a.at {
			style = t.Active
		}
		r.Put(style, a.tabLabel(i))
	}
	clock := a.clock.Format("15:04 Mon 2 Jan")
	for _, text := range []string{clock + "   " + a.desk.who.Name + " ", clock + " ", ""} { // the inbox gives way last
		end := line(a.post.Sign() + text)
		if w := kit.Width(end); w+1 < r.Left() {
			r.Cell(t.Bar, line(""), r.Left()-w)
			r.Put(t.Bar, end)
			break
		}
	}
	return r.Fill(t.Bar)
}

func (a *app) tabLabel(i int) model.Line {
	return line(" " + strconv.Itoa(i+1) + " " + a.tabs[i].name + " ")
}

// undoHint stands at the end of the status line once something was done.
const undoHint = "↶ u undo"

func (a *app) statusRow() string {
	t := a.desk.theme
	style := t.Text
	text := a.status.text
	if a.status.bad {
		style = t.Late
		text = "✗ " + text
	} else if text != "" && !a.status.going {
		text = "✓ " + text
	}
	r, end := kit.NewRow(a.size.Width, false).Gap(1), line(undoHint+" ")
	if room := r.Left() - kit.Width(end) - 1; a.away == nil && a.saved != "" && !a.status.bad && kit.Width(line(text)) > r.Left() {
		return r.Cell(style, line(text), room).Gap(1).Put(t.Dim, end).Fill(kit.Style{}) // what is cut anyway leaves room for it
	}
	r.Put(style, line(text))
	if a.away == nil && a.desk.store.ReadOnly() {
		return r.End(t.Soon, line("read only ")).Fill(kit.Style{})
	}
	if saved := "saved " + a.saved + " · "; a.away == nil && a.saved != "" {
		if kit.Width(line(saved))+kit.Width(end)+1 > r.Left() {
			saved = ""
		}
		return r.End(t.Dim, line(saved+undoHint+" ")).Fill(kit.Style{})
	}
	return r.Fill(kit.Style{})
}

// keyRow shows what can be done here, as far as it fits, from the list that the keys themselves are read from. How to
// leave, and help, are always there.
func (a *app) keyRow() string {
	t := a.desk.theme
	typing := isTyping(a.front())
	var first, last []key.Help
	shown := map[string]bool{}
	for _, act := range a.everything() {
		h := act.Key.Help()
		if keys := act.Key.Keys(); typing && act.ID == "help" && len(keys) > 1 { // the one that is no letter
			h.Key = keyNames.Replace(keys[1])
		}
		if act.Quiet || act.Bar != "" || h.Key == "" || shown[h.Key] || typing && isLetter(h.Key) {
			continue
		}
		shown[h.Key] = true
		if h.Key == "esc" || act.ID == "help" {
			last = append(last, h)
		} else {
			first = append(first, h)
		}
	}
	need := func(h key.Help) int { return kit.Width(line(h.Key+" "+h.Desc)) + 2 }
	sum := func(all []key.Help) (n int) {
		for _, h := range all {
			n += need(h)
		}
		return n
	}
	r := kit.NewRow(a.size.Width, false).Gap(1)
	if sum(first)+sum(last) > r.Left()+1 { // another key is worth more than what stands behind a comma
		for i := range last {
			last[i].Desc, _, _ = strings.Cut(last[i].Desc, ",")
		}
	}
	if len(first) > 0 && typing && need(first[0])+sum(last) > r.Left()+1 {
		last = slices.DeleteFunc(last, func(h key.Help) bool { return h.Key != "esc" })
	}
	tail := sum(last)
	if len(first) > 0 && need(first[0]) > r.Left()-tail+1 { // what comes first is always there
		first[0].Desc = ansi.Truncate(first[0].Desc, max(1, r.Left()-tail-kit.Width(line(first[0].Key))-2), "…")
	}
	put := func(h key.Help) { r.Put(t.BarKey, line(h.Key)).Put(t.Dim, line(" "+h.Desc)).Gap(2) }
	for _, h := range first {
		if need(h) <= r.Left()-tail+1 {
			put(h)
		}
	}
	for _, h := range last {
		put(h)
	}
	return r.Fill(kit.Style{})
}

func isLetter(k string) bool { return len([]rune(k)) == 1 }
