package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"
)

func (a *app) front() Screen {
	stack := a.tabs[a.at].stack
	return stack[len(stack)-1]
}

// pass gives a message to a screen of the stack in front, and shows what it answers with.
func (a *app) pass(s Screen, msg tea.Msg) tea.Cmd {
	next, cmd := s.Update(msg)
	if s != a.front() {
		return cmd
	}
	return tea.Batch(cmd, a.show(next))
}

// show puts the screen in front that one answered with: itself, another on top, another instead, or nil to go back.
func (a *app) show(next Screen) tea.Cmd {
	t := &a.tabs[a.at]
	if next == a.front() || next != nil && slices.Contains(t.stack, next) { // what was opened meanwhile stays in front
		return nil
	}
	if next == nil {
		if len(t.stack) > 1 {
			left := a.front()
			t.stack = t.stack[:len(t.stack)-1]
			return tea.Batch(leave(left), a.pass(a.front(), a.inner()))
		}
		return nil
	}
	if one, ok := next.(instead); ok {
		next = one.Screen
		t.stack = t.stack[:len(t.stack)-1]
		if next == nil || len(t.stack) > 0 && next == t.stack[len(t.stack)-1] {
			return nil
		}
	}
	t.stack = append(t.stack, next)
	return tea.Batch(a.pass(next, a.inner()), openScreen(next))
}

// leave lets a screen that is left remember what it has to.
func leave(s Screen) tea.Cmd {
	if l, ok := s.(leaver); ok {
		return l.Leave()
	}
	return nil
}

// turn brings another tab to the front.
func (a *app) turn(at int) tea.Cmd {
	if at == a.at || at >= len(a.tabs) {
		return nil
	}
	a.at = at
	t := &a.tabs[at]
	if len(t.stack) == 0 {
		first := t.open(a.desk)
		t.stack = []Screen{first}
		return tea.Batch(a.pass(first, a.inner()), openScreen(first))
	}
	return a.pass(a.front(), a.inner())
}
