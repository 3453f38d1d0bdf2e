package ui

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
	"opsdesk/store"
)

// triageQuery is what waits for a verdict: what is new and nobody has, but for what was put aside.
const triageQuery = "kind:incident,request phase:waiting -state:draft assignee:none -is:snoozed"

// A triage shows what is new one after another, with all that it takes to decide on it. A verdict brings the next one.
type triage struct {
	table
	base    model.Query
	outer   tea.WindowSizeMsg // with the row of the alarm
	dossier dossier
	pane    triagePane // which one the movement keys are for
	top     int        // the first row of the text that is shown
	room    int        // how many rows of the text are shown
	more    int        // how many rows the text leaves to the panes below it
	// judged are the tickets of this session's verdicts: undo brings them to the front.
	judged []model.ID
}

// A triagePane is a part of the screen that can be moved in.
type triagePane uint8

const (
	paneAlike triagePane = iota
	paneCaller
	paneText
	paneCount
)

func newTriage(d *desk) *triage {
	v := &triage{}
	v.table = newTable(d, v)
	var err error
	if v.base, err = model.ParseQuery(triageQuery); err != nil {
		v.err = err.Error()
	}
	v.list.hand.Rows = 1
	v.refine()
	return v
}

// refine makes the list's query from what waits for a verdict and the filter.
func (v *triage) refine() { v.list.query = model.And(v.base, v.filter.query) }

// Update takes what a table takes, what the panes ask for, and what was taken back.
func (v *triage) Update(msg tea.Msg) (Screen, tea.Cmd) {
	before := v.list.At()
	switch size := msg.(type) {
	case tea.WindowSizeMsg:
		v.outer = size
		msg = v.desk.alarm.inside(v.desk, size)
	case alarmMsg:
		msg = v.desk.alarm.inside(v.desk, v.outer)
	}
	switch msg := msg.(type) {
	case answer:
		if cmd, mine := v.took(msg); mine {
			return v, cmd
		}
	case tea.MouseWheelMsg:
		v.move(wheel(msg))
		return v, nil
	}
	cmd := v.update(msg)
	news, isNews := msg.(store.News)
	stale := isNews && touches(news)
	return v, tea.Batch(cmd, v.follow(before, stale))
}

// took takes the answers that no other table gets.
func (v *triage) took(msg answer) (cmd tea.Cmd, mine bool) {
	switch body := msg.body.(type) {
	case suggested, callerTickets, serviceIncidents:
		if msg.err == nil {
			v.dossier.take(body)
			v.layout()
		}
		return nil, true
	case takenBack:
		if msg.err != nil {
			return complain(msg.err), true
		}
		v.list.held = v.returned(body.result)
		return tea.Batch(v.list.Ask(v, true), say("undid: "+undone(body.result))), true
	case done:
		for _, one := range body.result.Done {
			v.judged = append(v.judged, one.ID)
		}
	}
	return nil, false
}

// follow asks for what belongs to the ticket in front when that is another one, or what is known of it may be stale.
func (v *triage) follow(before *model.Ticket, stale bool) tea.Cmd {
	at := v.list.At()
	switch {
	case at == nil:
		v.dossier = dossier{}
		return nil
	case v.dossier.of == at.ID && !stale && (before == nil || before.Rev == at.Rev):
		return nil
	}
	var said tea.Cmd
	if v.dossier.of != at.ID {
		if v.leftBehind(v.dossier.of) {
			said = say("that one was decided by somebody else: this is the next")
		}
		v.dossier, v.pane, v.top = dossier{of: at.ID}, paneAlike, 0
	}
	v.layout()
	return tea.Batch(said, v.dossier.ask(v.desk, v, at))
}

// leftBehind tells whether the ticket that was in front is gone though nobody here decided on it.
func (v *triage) leftBehind(id model.ID) bool {
	return id != 0 && !slices.Contains(v.judged, id) && v.filter.Text() == "" && !v.list.asking &&
		!slices.ContainsFunc(v.list.rows, func(t *model.Ticket) bool { return t.ID == id }) && !v.list.Missing()
}

// takenBack is what an undo took back.
type takenBack struct{ result store.Result }

// undo takes the person's last change back, and brings its ticket to the front.
func (v *triage) undo() tea.Cmd {
	st, who := v.desk.store, v.desk.who
	return ask(v.desk, v, func(ctx context.Context) (takenBack, error) {
		r, err := st.Undo(ctx, who, 0)
		return takenBack{r}, err
	})
}

// returned gives the ticket that an undo brings to the front.
func (v *triage) returned(r store.Result) model.ID {
	for _, one := range r.Done {
		if slices.Contains(v.judged, one.ID) {
			return one.ID
		}
	}
	return r.Done[0].ID
}

// Held gives the ticket in front.
func (v *triage) Held() []*model.Ticket {
	if at := v.list.At(); at != nil {
		return []*model.Ticket{at}
	}
	return nil
}

// Sight is the first row: all that a picker lies over can be seen again when it is gone.
func (v *triage) Sight() int { return 0 }

// Next gives when a clock in sight says something else.
func (v *triage) Next(now time.Time) (next time.Time) {
	at := v.list.At()
	if at == nil {
		return next
	}
	for i := range at.Clocks {
		next = earlier(next, clockFace(v.desk, at, &at.Clocks[i], now).next)
	}
	return next
}

// move moves in the pane in front.
func (v *triage) move(by int) {
	switch v.pane {
	case paneAlike:
		v.dossier.alike = bound(v.dossier.alike+by, len(v.dossier.lookAlikes()))
	case paneCaller:
		v.dossier.other = bound(v.dossier.other+by, len(v.dossier.caller.all))
	default:
		v.top = max(0, min(v.top+by, len(v.dossier.text)-v.room))
	}
}

func bound(at, n int) int { return max(0, min(at, n-1)) }

// turnPane goes to the next pane that holds something, or the one before.
func (v *triage) turnPane(step int) {
	for range paneCount {
		v.pane = (v.pane + triagePane(step) + paneCount) % paneCount
		if v.pane == paneText || v.pane == paneAlike && len(v.dossier.lookAlikes()) > 0 || v.pane == paneCaller && len(v.dossier.caller.all) > 0 {
			return
		}
	}
}

// highlighted gives the other ticket under the hand: of the caller's in their pane, else of the look-alikes.
func (v *triage) highlighted() *model.Ticket {
	if v.pane == paneCaller && v.dossier.other < len(v.dossier.caller.all) {
		return v.dossier.caller.all[v.dossier.other]
	}
	if all := v.dossier.lookAlikes(); v.dossier.alike < len(all) {
		return all[v.dossier.alike].Ticket
	}
	return nil
}
