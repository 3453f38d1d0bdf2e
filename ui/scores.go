package ui

import (
	"context"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
	"opsdesk/ui/kit"
)

// A scoreboard is what the score model makes of the open backlog. Nobody changes one: a newer takes its place.
type scoreboard struct {
	model *model.ScoreModel
	items []model.Scored   // in the order of the backlog, without their estimates
	place map[model.ID]int // of each among the items
	gaps  map[model.ID]int // see model.Gaps
}

func newScoreboard(m *model.ScoreModel, items []model.Scored) *scoreboard {
	b := &scoreboard{model: m, items: items, place: make(map[model.ID]int, len(items))}
	for i := range items {
		items[i].Estimates = nil // they would take most of the room
		b.place[items[i].ID] = i
	}
	b.gaps = model.Gaps(items)
	return b
}

// of gives what the model makes of an item, and false when it is not on the board.
func (b *scoreboard) of(id model.ID) (model.Score, bool) {
	if b == nil {
		return model.Score{}, false
	}
	i, ok := b.place[id]
	if !ok {
		return model.Score{}, false
	}
	return b.items[i].Score, true
}

// over counts the items with a higher score that an item passes on its way up to a place in front of another, or to the
// top for zero.
func (b *scoreboard) over(id, before model.ID) (n int) {
	own, ok := b.of(id)
	if !ok || !own.Known() {
		return 0
	}
	from := 0
	if before != 0 {
		if from, ok = b.place[before]; !ok {
			return 0
		}
	}
	for i := from; i < b.place[id]; i++ {
		if one := &b.items[i]; one.Known() && one.Likely > own.Likely {
			n++
		}
	}
	return n
}

// scores keeps a scoreboard up to date, outside Update: one question at a time.
type scores struct {
	desk   *desk
	board  *scoreboard // nil before the first
	asking bool
	// stale are the tickets that changed since the newest question, all says that more than those must be read.
	stale map[model.ID]bool
	all   bool
	err   string
}

// boarded is the answer: a new board.
type boarded struct{ board *scoreboard }

// Ask works out the board: of what changed only, unless all must be read.
func (s *scores) Ask(to Screen) tea.Cmd {
	if s.asking {
		return nil
	}
	st, old, stale := s.desk.store, s.board, s.stale
	m, err := st.Book().Terms().Backlog.ScoreModel()
	if err != nil {
		s.err = problem(err)
		return nil
	}
	if s.all || old != nil && old.model.Formula != m.Formula {
		old = nil
	}
	s.asking, s.stale, s.all = true, nil, false
	return ask(s.desk, to, func(ctx context.Context) (boarded, error) {
		if old != nil && !concerns(ctx, st, old, stale) {
			return boarded{old}, nil
		}
		var known func(model.ID) (model.Scored, bool)
		if old != nil {
			known = func(id model.ID) (one model.Scored, ok bool) {
				i, ok := old.place[id]
				if ok = ok && !stale[id]; ok {
					one = old.items[i]
				}
				return one, ok
			}
		}
		items, err := st.Scored(ctx, m, known)
		if err != nil {
			return boarded{}, err
		}
		return boarded{newScoreboard(m, items)}, nil
	})
}

// concerns tells whether one of the tickets that changed is of the backlog, or was.
func concerns(ctx context.Context, st *store.Store, old *scoreboard, stale map[model.ID]bool) bool {
	ids := slices.Collect(maps.Keys(stale))
	if slices.ContainsFunc(ids, func(id model.ID) bool { _, ok := old.place[id]; return ok }) {
		return true
	}
	tickets, err := st.Tickets(ctx, ids)
	return err != nil || slices.ContainsFunc(tickets, func(t *model.Ticket) bool { return t.Rank != 0 })
}

// Hear remembers what news says of tickets, and asks anew.
func (s *scores) Hear(to Screen, news store.News) tea.Cmd {
	if s.stale == nil {
		s.stale = map[model.ID]bool{}
	}
	s.all = s.all || news.Gap
	for _, e := range news.Changes {
		if e.Table == model.Tickets {
			s.stale[model.ID(e.ID)] = true
		}
	}
	if s.board == nil && !s.asking {
		return nil // nobody has looked yet
	}
	return s.Ask(to)
}

// Take takes a board in, and asks again when more has changed meanwhile.
func (s *scores) Take(to Screen, b boarded, err error) tea.Cmd {
	s.asking = false
	if err != nil {
		s.err, s.all = problem(err), true
		return nil
	}
	s.board, s.err = b.board, ""
	if len(s.stale) > 0 || s.all {
		return s.Ask(to)
	}
	return nil
}

// column gives the columns of scores, beside those of facts.
func (s *scores) column(name string, roomy bool) (column, bool) {
	switch name {
	case "score":
		c := column{name: name, head: "Score", width: 14, draw: s.drawScore}
		if roomy {
			c.width = 24
		}
		return c, true
	case "gap":
		return column{name: name, head: "Gap", width: 5, right: true, draw: s.drawGap}, true
	}
	return columnNamed(name)
}

func (s *scores) drawScore(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	score, ok := s.board.of(t.ID)
	switch {
	case !ok && s.board == nil:
		return d.theme.Dim, line("…")
	case !ok:
		return d.theme.Dim, line("—")
	case !score.Known():
		return d.theme.Dim, line("— needs " + needs(score))
	}
	return d.theme.Text, line(shownScore(score))
}

// drawGap says how many places up or down the score would move the item.
func (s *scores) drawGap(d *desk, t *model.Ticket, _ time.Time) (kit.Style, model.Line) {
	score, ok := s.board.of(t.ID)
	switch {
	case !ok || !score.Known():
		return d.theme.Dim, line("")
	case s.board.gaps[t.ID] == 0:
		return d.theme.Dim, line(places(0))
	}
	return d.theme.Soon, line(places(s.board.gaps[t.ID]))
}

// places writes a way up or down.
func places(n int) string {
	switch {
	case n == 0:
		return "="
	case n < 0:
		return "▼" + strconv.Itoa(-n)
	}
	return "▲" + strconv.Itoa(n)
}

// needs lists what a score lacks.
func needs(score model.Score) string {
	var all []string
	for _, token := range score.Missing {
		all = append(all, strings.ToLower(model.PartNamed(token).Label))
	}
	return strings.Join(all, ", ")
}

// shownScore writes a score, of a range the likely value and half its width.
func shownScore(score model.Score) string {
	text := shownNumber(score.Likely)
	if !score.IsExact() {
		text += " ±" + shownNumber((score.High-score.Low)/2)
	}
	return text
}

// shownNumber writes a number with three figures at least.
func shownNumber(n float64) string {
	if math.Abs(n) >= 1000 && math.Abs(n) < 1<<53 {
		return number(int(math.Round(n)))
	}
	return strconv.FormatFloat(n, 'g', 3, 64)
}
