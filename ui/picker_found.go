package ui

import (
	"cmp"
	"slices"
	"strings"
)

// together gives those of some finds in which the letters stand together, if there are any: where the name begins so,
// then a word of what is shown, then elsewhere in that, then in other words.
func (p *picker) together(found []int, text string) []int {
	const nowhere = 4
	rank := func(i int) int {
		switch shown := p.all[i].label + " " + p.all[i].hint; {
		case holds("\n"+shown, "\n"+text):
			return 0
		case holds(" "+shown, " "+text):
			return 1
		case holds(shown, text):
			return 2
		case holds(p.all[i].also, text):
			return 3
		}
		return nowhere
	}
	all := slices.DeleteFunc(slices.Clone(found), func(i int) bool { return rank(i) == nowhere })
	if len(all) == 0 {
		return found
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// holds tells whether a text has another in it, in whatever case.
func holds(text, part string) bool {
	return strings.Contains(strings.ToLower(text), strings.ToLower(part))
}

// below says how many choices there are under those in sight.
func (p *picker) below() string {
	if n := p.list.Total - p.list.End(); n > 0 && p.size.Width >= 60 {
		return " ↓ " + number(n) + " more "
	}
	return ""
}

// foundBy gives the word that found a choice, when that is none of those that are shown.
func (p *picker) foundBy(one pick) string {
	text := strings.TrimSpace(p.input.Value())
	if text == "" || holds(one.label+" "+one.hint, text) {
		return ""
	}
	for word := range strings.FieldsSeq(one.also) {
		if holds(word, text) {
			return word
		}
	}
	return ""
}
