package ui

import (
	tea "charm.land/bubbletea/v2"

	"opsdesk/ui/kit"
)

// point takes a mouse message to the screen in front, counted from the screen's own corner; the tabs are the root's.
func (a *app) point(msg tea.MouseMsg) tea.Cmd {
	m := msg.Mouse()
	if click, ok := msg.(tea.MouseClickMsg); ok && click.Y == 0 {
		if at := a.tabAt(click.X); at >= 0 {
			return a.turn(at)
		}
		return nil
	}
	top := 1 + a.bandRows()
	if d, ok := a.front().(docked); ok && d.Docked() {
		body, _ := a.front().View()
		top += a.inner().Height - lines(body)
	}
	m.Y -= top
	switch msg.(type) {
	case tea.MouseClickMsg:
		return a.pass(a.front(), tea.MouseClickMsg(m))
	case tea.MouseReleaseMsg:
		return a.pass(a.front(), tea.MouseReleaseMsg(m))
	case tea.MouseWheelMsg:
		return a.pass(a.front(), tea.MouseWheelMsg(m))
	}
	return a.pass(a.front(), tea.MouseMotionMsg(m))
}

// tabAt gives the tab at a column of the first row, -1 when there is none.
func (a *app) tabAt(x int) int {
	at := titleWidth
	for i := range a.tabs {
		w := kit.Width(a.tabLabel(i))
		if x >= at && x < at+w {
			return i
		}
		at += w
	}
	return -1
}
