package model

import (
	"slices"
	"strings"
	"testing"
)

// numbered is a ticket like bare with another number.
func numbered(id ID, k Kind, s State) *Ticket {
	t := bare(k, s)
	t.ID = id
	return t
}

// tie links two tickets at both ends.
func tie(a *Ticket, rel Relation, b *Ticket) {
	a.Links, b.Links = append(a.Links, Link{rel, b.ID}), append(b.Links, Link{rel.Rule().Inverse, a.ID})
	if rel == ParentOf {
		b.Parent = a.ID
	}
}

func TestAMergedTicketSaysWhereItWentAndItsPeopleAndChildrenFollow(t *testing.T) {
	source, target, child := numbered(12, Incident, StateOnHold), numbered(20, Request, StateFulfilling), numbered(30, Incident, StateNew)
	source.Reason, source.Watchers = AwaitingVendor, []Ref{8, 9}
	target.Requester, target.Watchers = 4, []Ref{9}
	tie(source, ParentOf, child)
	tie(source, Relates, numbered(31, Problem, StateNew))
	w := newWork(source, target, child)
	done(t, w, Merge{Into: 20, Why: "the same printer"})
	if source.State != StateMerged || source.Reason != NoReason || source.Closed != nowAt || source.MergedInto() != 20 {
		t.Errorf("the source is %s (%s), closed at %d, with the links %v", source.State, source.Reason, source.Closed, source.Links)
	}
	if !slices.Equal(target.MergedFrom(), []ID{12}) || !slices.Equal(target.Watchers, []Ref{9, caller, 8}) || target.State != StateFulfilling {
		t.Errorf("the target took in %v and is watched by %v", target.MergedFrom(), target.Watchers)
	}
	if child.Parent != 20 || !slices.Equal(child.Links, []Link{{ChildOf, 20}}) || !slices.Contains(target.Links, Link{ParentOf, 30}) {
		t.Errorf("the child of %d has the links %v", child.Parent, child.Links)
	}
	if !slices.Contains(source.Links, Link{Relates, 31}) {
		t.Error("a link that tells of the source alone was taken away")
	}
	if said := w.Beside[20].Text; !strings.Contains(said, "INC-12") || !strings.Contains(said, "the same printer") {
		t.Errorf("the target says %q", said)
	}
}

func TestAMergeIsRefusedWhereItWouldLoseSomething(t *testing.T) {
	merged := numbered(21, Incident, StateMerged)
	tie(merged, MergedInto, numbered(22, Incident, StateNew))
	parent, child := numbered(40, Incident, StateNew), numbered(41, Incident, StateNew)
	tie(parent, ParentOf, child)
	others := []*Ticket{merged, parent, child, numbered(22, Incident, StateNew), numbered(23, Incident, StateClosed), numbered(24, Incident, StateResolved),
		numbered(25, Change, StateNew), numbered(26, Item, StateIdea)}
	for name, c := range map[string]struct {
		on   *Ticket
		into ID
		says []string
	}{
		"itself":               {numbered(12, Incident, StateNew), 12, []string{"INC-12", "into itself"}},
		"a merged one":         {numbered(12, Incident, StateNew), 21, []string{"INC-21 was merged into INC-22", "merge INC-12 into that one"}},
		"a closed one":         {numbered(12, Incident, StateNew), 23, []string{"INC-23 is Closed", "reopen"}},
		"a resolved one":       {numbered(12, Incident, StateNew), 24, []string{"INC-24 is Resolved", "reopen"}},
		"a change":             {numbered(12, Incident, StateNew), 25, []string{"another kind", "link them"}},
		"an item":              {numbered(12, Request, StateSubmitted), 26, []string{"another kind"}},
		"what is over":         {numbered(12, Incident, StateCanceled), 22, []string{"INC-12 is Canceled", "duplicate"}},
		"a parent in a child":  {parent, 41, []string{"INC-40 is an ancestor of INC-41", "the other way round"}},
		"what is nothing here": {numbered(12, Incident, StateNew), 99, nil},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.on.Clone()
			w := newWork(c.on, others...)
			if c.says == nil {
				if err := (Merge{Into: c.into}).Do(w); err == nil || !strings.Contains(err.Error(), "merge INC-12") {
					t.Errorf("it says %v", err)
				}
				return
			}
			wantRefused(t, w, Merge{Into: c.into}, c.says...)
			if len(Diff(before, c.on)) > 0 {
				t.Errorf("it left %v", Diff(before, c.on))
			}
		})
	}
	w := newWork(child, others...)
	if done(t, w, Merge{Into: 40}); parent.Open() == child.Open() {
		t.Error("a child could not be merged into its parent")
	}
}

func TestAMergedTicketAdmitsOnlyWordsAndLinks(t *testing.T) {
	merged, target := numbered(12, Incident, StateMerged), numbered(20, Incident, StateNew)
	tie(merged, MergedInto, target)
	w := newWork(merged, target)
	for v := VerbCreate; int(v) < len(Verbs); v++ {
		err := w.Admits(v)
		admitted := slices.Contains([]Verb{VerbComment, VerbNote, VerbLink, VerbUnlink, VerbImport}, v)
		if admitted != (err == nil) || err != nil && !strings.Contains(err.Error(), "INC-12 was merged into INC-20") {
			t.Errorf("%s: %v", v, err)
		}
		if err := newWork(target, merged).Admits(v); err != nil {
			t.Errorf("the target refuses to %s: %v", v, err)
		}
	}
	wantRefused(t, w, Unlink{MergedInto, 20}, "unmerge")
	wantRefused(t, newWork(target, merged), Unlink{MergedFrom, 12}, "unmerge")
	wantRefused(t, newWork(target, numbered(30, Incident, StateNew)), LinkTo{MergedInto, 30}, "merge it")
	wantRefused(t, newWork(numbered(30, Incident, StateNew), target), Move{To: StateMerged}, "merge it into")
	wantRefused(t, newWork(numbered(30, Incident, StateNew), merged, target), LinkTo{ChildOf, 12}, "INC-12 was merged into INC-20")
	done(t, newWork(numbered(30, Item, StateMerged), target), LinkTo{MergedInto, 20}) // which came merged from elsewhere
}

func TestWhoeverAskedIsHeardWhereWorkGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		by    Ref
		wakes bool
		told  bool
	}{
		"the requester of the merged one": {caller, true, true},
		"the requester of the target":     {4, true, true},
		"somebody of the desk":            {me, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			first, between, last := numbered(12, Incident, StateMerged), numbered(20, Incident, StateMerged), numbered(30, Incident, StateOnHold)
			last.Requester, last.Reason = 4, AwaitingCaller
			tie(first, MergedInto, between)
			tie(between, MergedInto, last)
			w := newWork(first, between, last)
			w.Me = c.by
			done(t, w, Comment{"It still blinks."})
			if woke := last.State == StateInProgress; woke != c.wakes {
				t.Errorf("the target is %s", last.State)
			}
			if _, told := w.Beside[30]; told != c.told {
				t.Errorf("the target is told: %v", told)
			}
			if first.State != StateMerged || first.Acknowledged != 0 {
				t.Errorf("the merged ticket is %s, acknowledged %d", first.State, first.Acknowledged)
			}
		})
	}
}

func TestAStoryTellsWhatWasMergedWithItsOrigin(t *testing.T) {
	said := func(at Instant, v Verb, text string) Moment {
		return Moment{Event: Event{At: at, Verb: v, Text: text, Deltas: []Delta{}}}
	}
	own := Story{Ticket: numbered(20, Incident, StateNew), Moments: []Moment{said(5, VerbCreate, ""), said(30, VerbMove, "replied on INC-12"), said(40, VerbComment, "Try now.")}}
	from := Story{Ticket: numbered(12, Incident, StateMerged), Moments: []Moment{said(10, VerbCreate, ""), said(15, VerbBreach, "late"), said(30, VerbComment, "Still so.")}}
	from.Ticket.Description = "It hangs."
	var got []string
	for _, m := range own.With([]Story{from}) {
		got = append(got, strings.ReplaceAll(m.Text, "\n\n", "/"))
		if fromThere := m.At == 10 || m.Text == "Still so."; fromThere != (m.From == 12) {
			t.Errorf("%q comes from %d", m.Text, m.From)
		}
	}
	if want := []string{"", "VPN/It hangs.", "Still so.", "Try now."}; !slices.Equal(got, want) {
		t.Errorf("it tells %q", got)
	}
	if n := len(own.With(nil)); n != 3 {
		t.Errorf("alone it tells %d moments", n)
	}
}
