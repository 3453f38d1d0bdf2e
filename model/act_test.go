package model

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const (
	me     = Ref(7)
	caller = Ref(3)
	nowAt  = Instant(1000)
)

// A deskOf is a desk in memory.
type deskOf struct {
	tickets map[ID]*Ticket
	nouns   map[string]Ref
	order   *shelf
}

func newDesk(tickets ...*Ticket) *deskOf {
	d := &deskOf{tickets: map[ID]*Ticket{}, nouns: map[string]Ref{}, order: newShelf()}
	for _, t := range tickets {
		d.tickets[t.ID] = t
	}
	return d
}

func (d *deskOf) Ticket(id ID) (*Ticket, error) {
	if t := d.tickets[id]; t != nil {
		return t, nil
	}
	return nil, fmt.Errorf("#%d: %w", id, ErrNotFound)
}

func (d *deskOf) Noun(table Table, name string) (Ref, error) {
	key := Tables[table].Token + " " + FoldName(name)
	if d.nouns[key] == 0 {
		d.nouns[key] = Ref(len(d.nouns) + 1)
	}
	return d.nouns[key], nil
}

func (d *deskOf) Order() Order { return d.order }

// newWork is an act of me about to be done to a ticket, on a desk that has some others too.
func newWork(t *Ticket, others ...*Ticket) *Work {
	return &Work{Me: me, Now: nowAt, Ticket: t, Before: t.Clone(), Desk: newDesk(append(others, t)...)}
}

// done does an act that must succeed.
func done(t *testing.T, w *Work, act Act) *Ticket {
	t.Helper()
	if err := act.Do(w); err != nil {
		t.Fatalf("%s: %v", act.Verb(), err)
	}
	if len(w.Events) == 0 {
		t.Errorf("%s says nothing of what it did", act.Verb())
	}
	return w.Ticket
}

// wantRefused wants an act refused with all of these words.
func wantRefused(t *testing.T, w *Work, act Act, words ...string) {
	t.Helper()
	err := act.Do(w)
	if !errors.Is(err, ErrRefused) {
		t.Errorf("%s was not refused: %v", act.Verb(), err)
		return
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("%s is refused without saying %q: %v", act.Verb(), word, err)
		}
	}
}

func text(field uint8, s string) Setting  { return Setting{field, Value{S: s}} }
func number(field uint8, n int64) Setting { return Setting{field, Value{N: n}} }
func hold(r Reason, comment string) Move {
	return Move{StateOnHold, []Setting{number(FieldReason, int64(r))}, comment, ""}
}
func bare(k Kind, s State) *Ticket {
	return &Ticket{ID: 12, Kind: k, State: s, Title: "VPN", Created: 10, Requester: caller}
}
func linked(t *Ticket, to ID) *Ticket       { t.Links = append(t.Links, Link{Relates, to}); return t }
func owned(t *Ticket) *Ticket               { t.Assignee = 5; return t }
func withCause(t *Ticket, s string) *Ticket { t.Cause = s; return t }
func worked(t *Ticket) *Ticket              { t.Workaround = "Restart."; return t }
func approved(t *Ticket, by Ref, until Instant) *Ticket {
	t.Approver, t.Expires = by, until
	return t
}

func TestAGuardSaysWhatIsMissingAndPassesWhenItIsThere(t *testing.T) {
	problem := &Ticket{ID: 20, Kind: Problem, State: StateNew}
	change := &Ticket{ID: 21, Kind: Change, State: StateClosed}
	canceled := &Ticket{ID: 22, Kind: Change, State: StateCanceled}
	for name, c := range map[string]struct {
		on     *Ticket
		act    Move
		refuse []string // words of the refusal; none when it passes
	}{
		"in progress needs an owner":          {bare(Incident, StateNew), Move{To: StateInProgress}, []string{"belongs to nobody", "person or a team"}},
		"an assignee is an owner":             {owned(bare(Incident, StateNew)), Move{To: StateInProgress}, nil},
		"a team given with the move is one":   {bare(Incident, StateNew), Move{To: StateInProgress, Set: []Setting{number(FieldTeam, 4)}}, nil},
		"an assignee given with it is one":    {bare(Incident, StateNew), Move{To: StateInProgress, Set: []Setting{number(FieldAssignee, 4)}}, nil},
		"on hold needs a reason":              {bare(Incident, StateInProgress), Move{To: StateOnHold}, []string{"without a reason", "awaiting-caller", "awaiting-evidence", "awaiting-problem", "awaiting-vendor", "awaiting-change"}},
		"the reason must fit":                 {bare(Incident, StateInProgress), hold(Duplicate, ""), []string{"Duplicate", "awaiting-vendor"}},
		"no reason of another state":          {bare(Incident, StateInProgress), hold(RiskAccepted, ""), []string{"Risk accepted"}},
		"awaiting the vendor is enough":       {bare(Incident, StateInProgress), hold(AwaitingVendor, ""), nil},
		"awaiting evidence is enough":         {bare(Incident, StateInProgress), hold(AwaitingEvidence, ""), nil},
		"the caller must be told":             {bare(Incident, StateInProgress), hold(AwaitingCaller, " \n"), []string{"public comment"}},
		"the caller was told":                 {bare(Incident, StateInProgress), hold(AwaitingCaller, "Which room?"), nil},
		"awaiting a problem needs one":        {bare(Incident, StateInProgress), hold(AwaitingProblem, ""), []string{"no problem", "link it"}},
		"a change is no problem":              {linked(bare(Incident, StateInProgress), 21), hold(AwaitingProblem, ""), []string{"no problem"}},
		"the problem is linked":               {linked(bare(Incident, StateInProgress), 20), hold(AwaitingProblem, ""), nil},
		"awaiting a change needs one":         {linked(bare(Incident, StateInProgress), 20), hold(AwaitingChange, ""), []string{"no change", "link it"}},
		"the change is linked":                {linked(bare(Incident, StateInProgress), 21), hold(AwaitingChange, ""), nil},
		"a request waits with a reason too":   {bare(Request, StateFulfilling), Move{To: StateOnHold}, []string{"without a reason"}},
		"a request awaits its caller":         {bare(Request, StateFulfilling), hold(AwaitingCaller, "Which one?"), nil},
		"resolved needs code and note":        {bare(Incident, StateNew), Move{To: StateResolved}, []string{"a resolution code and a resolution note"}},
		"resolved needs a note":               {bare(Incident, StateNew), Move{To: StateResolved, Set: []Setting{text(FieldCode, "fixed"), text(FieldNote, "  ")}}, []string{"without a resolution note"}},
		"resolved needs a code":               {bare(Incident, StateOnHold), Move{To: StateResolved, Set: []Setting{text(FieldNote, "Rebooted.")}}, []string{"without a resolution code"}},
		"code and note are enough":            {bare(Incident, StateOnHold), Move{To: StateResolved, Set: []Setting{text(FieldCode, "fixed"), text(FieldNote, "Rebooted.")}}, nil},
		"reopening needs a reason":            {bare(Incident, StateResolved), Move{To: StateInProgress, Why: " "}, []string{"from Resolved to In Progress", "reason"}},
		"reopening with one":                  {bare(Incident, StateResolved), Move{To: StateInProgress, Why: "It is back."}, nil},
		"a request comes back with a reason":  {bare(Request, StateFulfilled), Move{To: StateFulfilling}, []string{"reason"}},
		"rejecting needs a reason":            {bare(Request, StateWaitingApproval), Move{To: StateRejected}, []string{"reason"}},
		"a fix needs cause":                   {worked(bare(Problem, StateRootCause)), Move{To: StateFix}, []string{"no cause"}},
		"a fix needs a workaround":            {withCause(bare(Problem, StateRootCause), "A full disk"), Move{To: StateFix}, []string{"no workaround", "none exists"}},
		"none exists is a workaround":         {withCause(bare(Problem, StateRootCause), "A full disk"), Move{To: StateFix, Set: []Setting{text(FieldWorkaround, "none exists")}}, nil},
		"cause and workaround with the move":  {bare(Problem, StateRootCause), Move{To: StateFix, Set: []Setting{text(FieldCause, "x"), text(FieldWorkaround, "y")}}, nil},
		"a risk needs a workaround":           {approved(bare(Problem, StateRootCause), 9, 2000), Move{To: StateClosed}, []string{"no workaround"}},
		"a risk needs an approver":            {approved(worked(bare(Problem, StateFix)), 0, 2000), Move{To: StateClosed}, []string{"approver", "date"}},
		"a risk needs an end":                 {approved(worked(bare(Problem, StateFix)), 9, 0), Move{To: StateClosed}, []string{"approver", "date"}},
		"a risk ends later than now":          {approved(worked(bare(Problem, StateFix)), 9, nowAt), Move{To: StateClosed}, []string{"already"}},
		"nobody accepts their own risk":       {approved(worked(bare(Problem, StateFix)), caller, 2000), Move{To: StateClosed}, []string{"requester"}},
		"an accepted risk":                    {approved(worked(bare(Problem, StateFix)), 9, 2000), Move{To: StateClosed, Set: []Setting{number(FieldReason, int64(RiskAccepted))}}, nil},
		"a problem is not just resolved":      {bare(Problem, StateFix), Move{To: StateResolved}, []string{"no change that is done", "why none was needed"}},
		"a canceled change is not done":       {linked(bare(Problem, StateFix), 22), Move{To: StateResolved}, []string{"no change that is done"}},
		"a done change resolves it":           {linked(bare(Problem, StateFix), 21), Move{To: StateResolved}, nil},
		"a reason in place of a change":       {bare(Problem, StateFix), Move{To: StateResolved, Why: "The vendor replaced it."}, nil},
		"a grant is restricted with a reason": {bare(Access, StateGranted), Move{To: StateRestricted}, []string{"reason"}},
		"declining needs a reason":            {bare(Improvement, StateRaised), Move{To: StateDeclined}, []string{"reason"}},
		"a step back needs a reason":          {bare(Item, StateReady), Move{To: StateIdea}, []string{"reason"}},
		"even from released":                  {bare(Item, StateReleased), Move{To: StateDone}, []string{"reason"}},
		"a step back with one":                {bare(Item, StateReady), Move{To: StateIdea, Why: "too vague"}, nil},
		"canceling may say why":               {bare(Incident, StateNew), Move{To: StateCanceled, Set: []Setting{number(FieldReason, int64(Duplicate))}}, nil},
		"but not with a hold reason":          {bare(Incident, StateNew), Move{To: StateCanceled, Set: []Setting{number(FieldReason, int64(AwaitingCaller))}}, []string{"Awaiting Caller is a reason for On Hold, not for Canceled"}},
		"a move sets no state by the back":    {bare(Incident, StateNew), Move{To: StateCanceled, Set: []Setting{number(FieldState, int64(StateClosed))}}, []string{"can't be set as such"}},
		"nor an empty title":                  {bare(Incident, StateNew), Move{To: StateCanceled, Set: []Setting{text(FieldTitle, " ")}}, []string{"can't be empty"}},
		"nor another type of change":          {&Ticket{ID: 12, Kind: Change, Variant: Normal, State: StateAssess}, Move{To: StateAuthorize, Set: []Setting{number(FieldVariant, int64(Standard))}}, []string{"only change while it is New"}},
		"a note only where work ends":         {owned(bare(Incident, StateNew)), Move{To: StateInProgress, Set: []Setting{text(FieldNote, "Done.")}}, []string{"can't be set as such"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWork(c.on.Clone(), problem, change, canceled)
			if len(c.refuse) > 0 {
				wantRefused(t, w, c.act, c.refuse...)
				return
			}
			if got := done(t, w, c.act); got.State != c.act.To {
				t.Errorf("it is %s", got.State)
			}
		})
	}
}

func TestEveryGuardOfEveryStepAsksForSomethingAFormCanGive(t *testing.T) {
	for g, rule := range Guards {
		if rule.Token == "" || rule.check == nil {
			t.Errorf("guard %d has no rule", g)
		}
		for _, no := range rule.Fields {
			if FieldNo(no) == nil {
				t.Errorf("%s asks for a field that does not exist", rule.Token)
			}
		}
	}
	for k, rules := range Kinds {
		for _, byState := range rules.Moves {
			for from, steps := range byState {
				for _, step := range steps {
					for _, g := range step.Guards {
						if fields := g.Rule().Fields; len(fields) > 0 && !slices.ContainsFunc(fields, func(no uint8) bool { return FieldNo(no).Of(Kind(k)) }) {
							t.Errorf("%s %s → %s asks for facts that it has not", Kind(k), from, step.To)
						}
					}
				}
			}
		}
	}
}

func TestTimesFollowFromPhases(t *testing.T) {
	type times struct {
		acknowledged, resolved, closed Instant
		resolvedBy                     Ref
		reopened                       uint32
	}
	before := times{acknowledged: 100, resolved: 200, closed: 300, resolvedBy: 9, reopened: 1}
	for name, c := range map[string]struct {
		kind     Kind
		from, to State
		had      times
		want     times
	}{
		"work begins":                   {Incident, StateNew, StateInProgress, times{}, times{acknowledged: nowAt}},
		"acknowledged only once":        {Incident, StateInProgress, StateOnHold, times{acknowledged: 100}, times{acknowledged: 100}},
		"resolved at once":              {Incident, StateNew, StateResolved, times{}, times{acknowledged: nowAt, resolved: nowAt, resolvedBy: me}},
		"closed":                        {Incident, StateResolved, StateClosed, times{100, 200, 0, 9, 0}, times{100, 200, nowAt, 9, 0}},
		"canceled is not resolved":      {Incident, StateNew, StateCanceled, times{}, times{acknowledged: nowAt, closed: nowAt}},
		"reopened":                      {Incident, StateResolved, StateInProgress, times{100, 200, 0, 9, 1}, times{acknowledged: 100, reopened: 2}},
		"a rejected request comes back": {Request, StateRejected, StateDraft, times{acknowledged: 100, closed: 300}, times{acknowledged: 100, reopened: 1}},
		"fulfilled":                     {Request, StateFulfilling, StateFulfilled, times{acknowledged: 100}, times{100, nowAt, 0, me, 0}},
		"a draft is not acknowledged":   {Request, StateDraft, StateSubmitted, times{}, times{}},
		"granted":                       {Access, StateVerified, StateGranted, times{acknowledged: 100}, times{100, nowAt, 0, me, 0}},
		"restricted is still granted":   {Access, StateGranted, StateRestricted, times{100, 200, 0, 9, 0}, times{100, 200, 0, 9, 0}},
		"done":                          {Item, StateInProgress, StateDone, times{acknowledged: 100}, times{100, nowAt, 0, me, 0}},
		"released":                      {Item, StateDone, StateReleased, times{100, 200, 0, 9, 0}, times{100, 200, nowAt, 9, 0}},
		"released and taken back":       {Item, StateReleased, StateDone, before, times{100, 200, 0, 9, 1}},
		"done and taken back":           {Item, StateDone, StateInProgress, times{100, 200, 0, 9, 1}, times{acknowledged: 100, reopened: 2}},
		"a problem is fixed again":      {Problem, StateResolved, StateFix, times{100, 200, 0, 9, 0}, times{acknowledged: 100, reopened: 1}},
		"a change is closed":            {Change, StateReview, StateClosed, times{acknowledged: 100}, times{acknowledged: 100, closed: nowAt}},
	} {
		t.Run(name, func(t *testing.T) {
			on := readyFor(c.kind, Normal, c.from)
			on.Acknowledged, on.Resolved, on.Closed, on.ResolvedBy, on.Reopened = c.had.acknowledged, c.had.resolved, c.had.closed, c.had.resolvedBy, c.had.reopened
			got := done(t, newWork(on), content(c.to))
			if have := (times{got.Acknowledged, got.Resolved, got.Closed, got.ResolvedBy, got.Reopened}); have != c.want {
				t.Errorf("it has %+v, want %+v", have, c.want)
			}
		})
	}
}

func TestReopeningForgetsHowItCameOut(t *testing.T) {
	on := readyFor(Incident, NoVariant, StateResolved)
	got := done(t, newWork(on), Move{To: StateInProgress, Why: "It is back."})
	if got.Code != "" || got.Note != "" {
		t.Errorf("it still says %q, %q", got.Code, got.Note)
	}
	on = readyFor(Request, NoVariant, StateFulfilling)
	on.Code, on.Note = "", ""
	got = done(t, newWork(on), Move{To: StateFulfilled, Set: []Setting{text(FieldCode, "fixed"), text(FieldNote, "Delivered.")}})
	if got.Code != "fixed" || got.Note != "Delivered." {
		t.Errorf("a request forgets how it came out: %q, %q", got.Code, got.Note)
	}
}

func TestAReasonGoesWithTheStateItExplained(t *testing.T) {
	on := readyFor(Incident, NoVariant, StateOnHold)
	on.Reason = AwaitingVendor
	if got := done(t, newWork(on), Move{To: StateInProgress}); got.Reason != NoReason {
		t.Errorf("it is in progress because of %s", got.Reason)
	}
}

func TestTheCallersAnswerTakesATicketOffHold(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		state  State
		reason Reason
		by     Ref
		want   State
	}{
		{Incident, StateOnHold, AwaitingCaller, caller, StateInProgress},
		{Request, StateOnHold, AwaitingCaller, caller, StateFulfilling},
		{Incident, StateOnHold, AwaitingCaller, me, StateOnHold},
		{Incident, StateOnHold, AwaitingVendor, caller, StateOnHold},
		{Incident, StateClosed, AwaitingCaller, caller, StateClosed}, // as another desk may leave it
		{Incident, StateNew, NoReason, caller, StateNew},
	} {
		on := bare(c.kind, c.state)
		on.Reason, on.Acknowledged = c.reason, 100
		w := newWork(on)
		w.Me = c.by
		got := done(t, w, Comment{Text: "Room 12."})
		if got.State != c.want {
			t.Errorf("%s %s (%s), a comment by %d: it is %s", c.kind, c.state, c.reason, c.by, got.State)
		}
		if changed := got.State != c.state; changed != (got.Reason != c.reason) {
			t.Errorf("%s %s (%s): the reason is %q", c.kind, c.state, c.reason, got.Reason)
		}
	}
}

func TestTheFirstAnswerOfTheDeskAcknowledges(t *testing.T) {
	for name, c := range map[string]struct {
		act  Act
		by   Ref
		want Instant
	}{
		"a reply":                {Comment{"We look into it."}, me, nowAt},
		"not the caller's own":   {Comment{"Hello?"}, caller, 0},
		"not a note":             {Note{"Looks like DNS."}, me, 0},
		"taking it":              {Take{}, me, nowAt},
		"giving it to someone":   {Assign{To: 9}, me, nowAt},
		"not a change of facts":  {Prioritise{1, 2}, me, 0},
		"not somebody who looks": {Watch{}, me, 0},
	} {
		w := newWork(bare(Incident, StateNew))
		w.Me = c.by
		if got := done(t, w, c.act); got.Acknowledged != c.want {
			t.Errorf("%s: acknowledged at %d", name, got.Acknowledged)
		}
	}
}

func TestHandOversAreCountedFromTheSecondPersonOn(t *testing.T) {
	on := bare(Incident, StateNew)
	steps := []struct {
		act  Act
		want uint32
	}{
		{Assign{To: 5}, 0},
		{Edit{FieldTeam, Value{}, Value{N: 2}}, 0},
		{Assign{To: 6}, 1},
		{Take{}, 2},
		{Edit{FieldTeam, Value{N: 2}, Value{N: 3}}, 3},
		{Assign{}, 4},
		{Assign{To: 5}, 4},
		{Move{To: StateInProgress, Set: []Setting{number(FieldTeam, 4)}}, 5},
		{Note{"no hand-over"}, 5},
	}
	for i, step := range steps {
		if got := done(t, newWork(on), step.act); got.Reassigned != step.want {
			t.Fatalf("after step %d, %s, it was reassigned %d times", i+1, step.act.Verb(), got.Reassigned)
		}
	}
}

func TestNobodyTakesWhatHasEndedOrIsTheirsAlready(t *testing.T) {
	mine := bare(Incident, StateInProgress)
	mine.Assignee = me
	wantRefused(t, newWork(mine), Take{}, "already")
	wantRefused(t, newWork(mine), Assign{To: me}, "already")
	wantRefused(t, newWork(bare(Incident, StateClosed)), Take{}, "Closed", "nothing is left")
	wantRefused(t, newWork(bare(Incident, StateCanceled)), Assign{To: 5}, "Canceled")
	if got := done(t, newWork(mine), Assign{}); got.Assignee != 0 {
		t.Errorf("it belongs to %d", got.Assignee)
	}
}

func TestACommentNeedsWordsAndIsBounded(t *testing.T) {
	wantRefused(t, newWork(bare(Incident, StateNew)), Comment{" \n\t"}, "write some words")
	wantRefused(t, newWork(bare(Incident, StateNew)), Note{""}, "write some words")
	w := newWork(bare(Incident, StateNew))
	done(t, w, Comment{strings.Repeat("ä", MaxText) + "\xff"})
	if got := w.Events[0].Text; len(got) > MaxText || !strings.HasPrefix(got, "ä") {
		t.Errorf("the comment has %d bytes", len(got))
	}
}

func TestAMoveTellsItsCommentBeforeItself(t *testing.T) {
	w := newWork(bare(Incident, StateInProgress))
	done(t, w, hold(AwaitingCaller, "Which room?"))
	if len(w.Events) != 2 || w.Events[0].Verb != VerbComment || w.Events[0].Text != "Which room?" || w.Events[1].Verb != VerbMove {
		t.Errorf("it tells %+v", w.Events)
	}
}

func TestANewTicketNeedsAKindAndATitle(t *testing.T) {
	wantRefused(t, newWork(&Ticket{ID: 1}), Create{}, "needs a kind")
	wantRefused(t, newWork(&Ticket{ID: 1}), Create{Kind: 99}, "needs a kind")
	for k := range Kinds {
		if k == 0 {
			continue
		}
		kind := Kind(k)
		label := strings.ToLower(kind.Rules().Label)
		wantRefused(t, newWork(&Ticket{ID: 1}), Create{Kind: kind}, "a new "+label+" needs a title")
		wantRefused(t, newWork(&Ticket{ID: 1}), Create{Kind: kind, Set: []Setting{text(FieldTitle, " ")}}, "needs a title")
		got := done(t, newWork(&Ticket{ID: 1}), Create{Kind: kind, Set: []Setting{text(FieldTitle, "VPN")}})
		if got.Kind != kind || got.State != kind.Rules().Start || got.Created != nowAt || got.OpenedBy != me || got.Requester != me || got.Channel != "console" {
			t.Errorf("a new %s is %+v", kind, got)
		}
		if (got.Rank != 0) != (kind == Item) || (got.Variant == Normal) != (kind == Change) {
			t.Errorf("a new %s has rank %d and type %d", kind, got.Rank, got.Variant)
		}
	}
}

func TestANewTicketTakesWhatPeopleMaySetAndRefusesTheRest(t *testing.T) {
	set := []Setting{text(FieldTitle, "VPN"), number(FieldImpact, 1), number(FieldUrgency, 2), number(FieldRequester, 4), number(FieldAssignee, 5), text(FieldTags, "b,a b")}
	got := done(t, newWork(&Ticket{ID: 1}), Create{Kind: Incident, Set: set})
	if got.Priority != 2 || got.Requester != 4 || got.Assignee != 5 || !slices.Equal(got.Tags, []string{"a", "b"}) {
		t.Errorf("it is %+v", got)
	}
	for _, f := range Fields {
		may := f.Edit || f.No == FieldAssignee || f.No == FieldParent
		err := Create{Kind: Change, Set: []Setting{text(FieldTitle, "VPN"), {f.No, Value{}}}}.Do(newWork(&Ticket{ID: 1}))
		if may = may && f.Of(Change) && f.No != FieldTitle; may != (err == nil) {
			t.Errorf("%s at the creation of a change: %v", f.Name, err)
		}
	}
	wantRefused(t, newWork(&Ticket{ID: 1}), Create{Kind: Incident, Set: []Setting{{255, Value{}}}}, "no field 255")
	wantRefused(t, newWork(&Ticket{ID: 1}), Create{Kind: Incident, Set: []Setting{number(FieldSize, 3)}}, "the incident has no size")
	if got := done(t, newWork(&Ticket{ID: 1}), Create{Kind: Request, Draft: true, Set: set[:1]}); got.State != StateDraft {
		t.Errorf("the draft is %s", got.State)
	}
	if got := done(t, newWork(&Ticket{ID: 1}), Create{Kind: Change, Set: []Setting{set[0], number(FieldVariant, int64(Emergency))}}); got.Variant != Emergency {
		t.Errorf("the emergency change is of type %d", got.Variant)
	}
}

func TestAChildIsMadeUnderItsParentAndBothEndsKnow(t *testing.T) {
	parent := &Ticket{ID: 4, Kind: Incident, State: StateNew}
	child := done(t, newWork(&Ticket{ID: 9}, parent), Create{Kind: Incident, Set: []Setting{text(FieldTitle, "VPN"), number(FieldParent, 4)}})
	if child.Parent != 4 || !slices.Equal(child.Links, []Link{{ChildOf, 4}}) || !slices.Equal(parent.Links, []Link{{ParentOf, 9}}) {
		t.Errorf("the child has %d %v, the parent %v", child.Parent, child.Links, parent.Links)
	}
	if err := (Create{Kind: Incident, Set: []Setting{text(FieldTitle, "VPN"), number(FieldParent, 5)}}).Do(newWork(&Ticket{ID: 9})); !errors.Is(err, ErrNotFound) {
		t.Errorf("under a parent that does not exist: %v", err)
	}
}

func TestAnEditIsRefusedWhenItsBaseHasMoved(t *testing.T) {
	on := bare(Incident, StateNew)
	err := Edit{FieldTitle, Value{S: "Mail"}, Value{S: "Mail is down"}}.Do(newWork(on))
	var conflict *ConflictError
	if !errors.As(err, &conflict) || !errors.Is(err, ErrConflict) || conflict.Have.S != "VPN" || conflict.Base.S != "Mail" || conflict.Want.S != "Mail is down" {
		t.Fatalf("got %v", err)
	}
	wantRefused(t, newWork(on), Edit{FieldTitle, Value{S: "Mail"}, Value{S: "VPN"}}, "that already")
	wantRefused(t, newWork(on), Edit{FieldTitle, Value{S: "VPN"}, Value{S: " "}}, "can't be empty")
	wantRefused(t, newWork(on), Edit{99, Value{}, Value{N: 1}}, "no field 99")
	wantRefused(t, newWork(on), Edit{FieldState, Value{N: int64(StateNew)}, Value{N: int64(StateClosed)}}, "can't be set as such")
	wantRefused(t, newWork(on), Edit{FieldSize, Value{}, Value{N: 1}}, "has no size")
	on.Tags = []string{"a", "b"}
	wantRefused(t, newWork(on), Edit{FieldTags, Value{S: "a,b"}, Value{S: "B, a"}}, "that already")
}

func TestOnlyAFieldsOwnValuesGoIn(t *testing.T) {
	on := bare(Item, StateIdea)
	for _, s := range []Setting{number(FieldImpact, 4), number(FieldImpact, 257), number(FieldImpact, -1), number(FieldBusinessImpact, 6),
		number(FieldSize, -1), number(FieldSize, 1<<31), number(FieldRequester, -1), number(FieldRequester, 1<<32), number(FieldAgreed, -1), number(FieldAgreed, 1<<32)} {
		wantRefused(t, newWork(on.Clone()), Edit{Field: s.Field, To: s.To, Base: FieldNo(s.Field).Get(on)}, FieldNo(s.Field).Label)
	}
	got := done(t, newWork(on.Clone()), Edit{FieldTitle, Value{S: "VPN"}, Value{S: strings.Repeat("ü", MaxTitle)}})
	if len(got.Title) > MaxTitle {
		t.Errorf("the title has %d bytes", len(got.Title))
	}
	got = done(t, newWork(on.Clone()), Edit{FieldDescription, Value{}, Value{S: "\xff" + strings.Repeat("x", MaxText)}})
	if len(got.Description) > MaxText || !strings.HasPrefix(got.Description, "\ufffdx") {
		t.Errorf("the description has %d bytes", len(got.Description))
	}
}

func TestTheTypeOfAChangeIsFixedOnceItLeavesNew(t *testing.T) {
	on := &Ticket{ID: 12, Kind: Change, Variant: Normal, State: StateNew}
	edit := Edit{FieldVariant, Value{N: int64(Normal)}, Value{N: int64(Emergency)}}
	if got := done(t, newWork(on.Clone()), edit); got.Variant != Emergency {
		t.Errorf("it is %d", got.Variant)
	}
	on.State = StateAssess
	wantRefused(t, newWork(on), edit, "only change while it is New")
}

func TestThePriorityFollowsFromBothRatings(t *testing.T) {
	on := bare(Incident, StateNew)
	if got := done(t, newWork(on), Edit{FieldImpact, Value{}, Value{N: 1}}); got.Priority != 0 {
		t.Errorf("with impact alone it is %d", got.Priority)
	}
	if got := done(t, newWork(on), Edit{FieldUrgency, Value{}, Value{N: 3}}); got.Priority != 3 {
		t.Errorf("with both it is %d", got.Priority)
	}
	if got := done(t, newWork(on), Prioritise{2, 1}); got.Impact != 2 || got.Urgency != 1 || got.Priority != 2 {
		t.Errorf("it is %d × %d → %d", got.Impact, got.Urgency, got.Priority)
	}
	wantRefused(t, newWork(on), Prioritise{2, 1}, "already")
	wantRefused(t, newWork(on), Prioritise{0, 1}, "1 high")
	wantRefused(t, newWork(on), Prioritise{4, 1}, "1 high")
}

func TestTagsAreASetInOrder(t *testing.T) {
	on := bare(Incident, StateNew)
	got := done(t, newWork(on), Tag{Add: []string{"VPN", "mail, vpn"}})
	if !slices.Equal(got.Tags, []string{"mail", "vpn"}) {
		t.Errorf("the tags are %v", got.Tags)
	}
	got = done(t, newWork(on), Tag{Add: []string{"dns"}, Remove: []string{"Mail"}})
	if !slices.Equal(got.Tags, []string{"dns", "vpn"}) {
		t.Errorf("the tags are %v", got.Tags)
	}
	wantRefused(t, newWork(on), Tag{Add: []string{"dns"}, Remove: []string{"mail"}}, "so already")
	wantRefused(t, newWork(on), Tag{}, "so already")
	for i := range MaxTags - 2 {
		done(t, newWork(on), Tag{Add: []string{fmt.Sprint("t", i)}})
	}
	wantRefused(t, newWork(on), Tag{Add: []string{"more"}}, "enough")
}

func TestAWatcherWatchesOnce(t *testing.T) {
	on := bare(Incident, StateNew)
	done(t, newWork(on), Watch{})
	done(t, newWork(on), Watch{Who: 9})
	wantRefused(t, newWork(on), Watch{}, "already")
	if got := done(t, newWork(on), Watch{Off: true}); !slices.Equal(got.Watchers, []Ref{9}) {
		t.Errorf("the watchers are %v", got.Watchers)
	}
	wantRefused(t, newWork(on), Watch{Off: true}, "already")
}

func TestEveryRelationIsHeldByBothEndsAndGoesFromBoth(t *testing.T) {
	for r := 1; r < len(Relations); r++ {
		rel := Relation(r)
		if rel == MergedInto || rel == MergedFrom {
			continue // which no link makes
		}
		on, other := bare(Incident, StateNew), &Ticket{ID: 30, Kind: Problem}
		done(t, newWork(on, other), LinkTo{rel, 30})
		if !slices.Equal(on.Links, []Link{{rel, 30}}) || !slices.Equal(other.Links, []Link{{rel.Rule().Inverse, 12}}) {
			t.Errorf("%s: %v and %v", rel.Rule().Token, on.Links, other.Links)
		}
		if parent, child := on.Parent == 30, other.Parent == 12; parent != (rel == ChildOf) || child != (rel == ParentOf) {
			t.Errorf("%s: the parents are %d and %d", rel.Rule().Token, on.Parent, other.Parent)
		}
		wantRefused(t, newWork(on, other), LinkTo{rel, 30}, "already")
		wantRefused(t, newWork(other, on), LinkTo{rel.Rule().Inverse, 12}, "already")
		done(t, newWork(other, on), Unlink{rel.Rule().Inverse, 12})
		if len(on.Links)+len(other.Links) != 0 || on.Parent+other.Parent != 0 {
			t.Errorf("%s: %+v and %+v are left", rel.Rule().Token, on, other)
		}
		wantRefused(t, newWork(on, other), Unlink{rel, 30}, "no such link")
	}
}

func TestNoLinkToItselfToNothingOrInARing(t *testing.T) {
	on := bare(Incident, StateNew)
	wantRefused(t, newWork(on), LinkTo{Relates, 12}, "itself")
	wantRefused(t, newWork(on), LinkTo{NoRelation, 13}, "needs a relation")
	wantRefused(t, newWork(on), LinkTo{200, 13}, "needs a relation")
	if err := (LinkTo{Relates, 13}).Do(newWork(on)); !errors.Is(err, ErrNotFound) {
		t.Errorf("a link to nothing: %v", err)
	}
	family := []*Ticket{{ID: 1, Kind: Incident}, {ID: 2, Kind: Incident}, {ID: 3, Kind: Incident}, {ID: 4, Kind: Incident}}
	done(t, newWork(family[1], family...), LinkTo{ChildOf, 1})
	done(t, newWork(family[1], family...), LinkTo{ParentOf, 3})
	wantRefused(t, newWork(family[0], family...), LinkTo{ChildOf, 3}, "ancestor")
	wantRefused(t, newWork(family[2], family...), LinkTo{ParentOf, 1}, "ancestor")
	wantRefused(t, newWork(family[2], family...), LinkTo{ChildOf, 4}, "parent already")
}

func TestARankingMovesATicketWhereItIsWanted(t *testing.T) {
	for name, c := range map[string]struct {
		act  RankAt
		want []ID
	}{
		"to the top":       {RankAt{Top: true}, []ID{3, 1, 2, 4}},
		"to the bottom":    {RankAt{Bottom: true}, []ID{1, 2, 4, 3}},
		"behind another":   {RankAt{Place: Place{After: 1}}, []ID{1, 3, 2, 4}},
		"before another":   {RankAt{Place: Place{Before: 1}}, []ID{3, 1, 2, 4}},
		"to a position":    {RankAt{Position: 2}, []ID{1, 3, 2, 4}},
		"behind the last":  {RankAt{Position: 99}, []ID{1, 2, 4, 3}},
		"where it stands":  {RankAt{Position: 3}, []ID{1, 2, 3, 4}},
		"behind one gone":  {RankAt{Place: Place{After: 77, Before: 2}}, []ID{1, 3, 2, 4}},
		"where none is":    {RankAt{Place: Place{After: 77, Before: 78}}, []ID{1, 2, 4, 3}},
		"between two":      {RankAt{Place: Place{After: 1, Before: 2}}, []ID{1, 3, 2, 4}},
		"behind, if split": {RankAt{Place: Place{After: 1, Before: 4}}, []ID{1, 3, 2, 4}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWork(bare(Item, StateIdea))
			w.Ticket.ID = 3
			for id := ID(1); id <= 4; id++ {
				spots := insert(t, w.Desk.Order(), id, Place{})
				if id == 3 {
					w.Ticket.Rank = spots[0].Rank
				}
			}
			done(t, w, c.act)
			if got := w.Desk.(*deskOf).order.ids(t); !slices.Equal(got, c.want) {
				t.Errorf("the order is %v", got)
			}
			if ev := w.Events[0]; ev.Was != (Place{After: 2, Before: 4}) || ev.Verb != VerbRank {
				t.Errorf("it says that it stood at %v", ev.Was)
			}
			if r, _ := w.Desk.Order().Of(3); r != w.Ticket.Rank || w.Spots[0] != (Spot{3, r}) {
				t.Errorf("the ticket stands at %d, the order says %d, the spots %v", w.Ticket.Rank, r, w.Spots)
			}
		})
	}
	w := newWork(bare(Item, StateIdea))
	insert(t, w.Desk.Order(), 12, Place{})
	wantRefused(t, w, RankAt{Top: true}, "at the top already")
	wantRefused(t, w, RankAt{Position: -1}, "count from 1")
	wantRefused(t, w, RankAt{Place: Place{After: 12}}, "beside itself")
}

func TestEveryActNamesItsVerb(t *testing.T) {
	acts := []Act{Create{}, Edit{}, Assign{}, Take{}, Move{}, Comment{}, Note{}, LinkTo{}, Unlink{}, Tag{}, Prioritise{}, RankAt{}, Watch{}, &Import{}, Revert{}, Revert{Again: true},
		Declare{}, Propose{}, Reject{}, Inform{}, Ring{}, Ring{Chimes: []Chime{{Alarm: Breach}}}, Remind{}, React{What: Reaction{Do: DoNotify}}, Merge{}, Split{}, Snooze{}, Wake{}, Check{}}
	seen := map[Verb]bool{}
	for _, act := range acts {
		v := act.Verb()
		if v.Rule().Token == "" || seen[v] {
			t.Errorf("%s has the verb %q", reflect.TypeOf(act), v)
		}
		seen[v] = true
	}
	for _, v := range []Verb{NoVerb, VerbAdd, VerbDraft, VerbAmend} { // these are no acts on tickets
		seen[v] = true
	}
	if len(seen) != len(Verbs) {
		t.Errorf("the acts have the verbs %v", slices.Sorted(maps.Keys(seen)))
	}
}
