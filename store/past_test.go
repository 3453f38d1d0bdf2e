package store

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"opsdesk/model"
)

// A slowPast is a desk as it was, worked out the plain way: nothing but what counts is applied, line by line, to tickets
// that know nothing.
type slowPast struct {
	tickets map[model.ID]*model.Ticket
	entries map[model.ID][]*model.Entry
	order   []model.ID
	later   map[model.ID]bool // all of it happened by then, though some was told later
}

// when gives the time by which an event counts.
func when(e *model.Entry, ev *model.Event, recorded bool) model.Instant {
	if recorded || ev.At == 0 || ev.At > e.Recorded {
		return e.Recorded
	}
	return ev.At
}

func slowlyAt(t rapid.TB, s *Store, cut model.Cut) slowPast {
	t.Helper()
	lines, err := s.Log(context.Background(), 0, 1<<30, func(e *model.Entry) bool { return e.Table == model.Tickets })
	if err != nil {
		t.Fatal(err)
	}
	p := slowPast{tickets: map[model.ID]*model.Ticket{}, entries: map[model.ID][]*model.Entry{}, later: map[model.ID]bool{}}
	ranks, missing := map[model.ID]model.Rank{}, map[model.ID]bool{}
	for _, e := range slices.Backward(lines) {
		id := model.ID(e.ID)
		part := *e
		part.Events, part.Recorded = nil, min(e.Recorded, cut.At)
		for i := range e.Events {
			if when(e, &e.Events[i], cut.Recorded) > cut.At {
				missing[id] = true
				continue
			}
			part.Events = append(part.Events, e.Events[i])
		}
		p.later[id] = p.later[id] || e.Recorded > cut.At
		if len(part.Events) == 0 {
			continue
		}
		if p.tickets[id] == nil {
			p.tickets[id] = &model.Ticket{ID: id}
		}
		one := p.tickets[id]
		for _, ev := range part.Events {
			for _, d := range ev.Deltas {
				model.FieldNo(d.Field).Set(one, d.To)
			}
			if e.Act != model.VerbImport || ev.At > one.Updated {
				one.Updated = ev.At
			}
		}
		one.Rev, one.Revs = e.Rev, append(one.Revs, e.Rev)
		p.entries[id] = append(p.entries[id], &part)
		for _, spot := range e.Moved {
			ranks[spot.ID] = spot.Rank
		}
	}
	p.promises(t, s, cut)
	for id, one := range p.tickets {
		p.later[id] = p.later[id] && !missing[id] && one.State.Rule().Phase == model.Ended
		if !one.Exists() {
			delete(p.tickets, id)
			continue
		}
		if ranks[id] != 0 {
			p.order = append(p.order, id)
		}
		for _, m := range model.Timeline(p.entries[id]) {
			if m.Verb.Speaks() && !m.Undone {
				one.Said = append(one.Said, m.Text)
			}
		}
	}
	slices.SortFunc(p.order, func(a, b model.ID) int { return cmp.Or(cmp.Compare(ranks[a], ranks[b]), cmp.Compare(a, b)) })
	last := model.Rank(0)
	for _, id := range p.order { // two that shared a place by what was told later stand one behind the other
		last = max(ranks[id], last+1)
		p.tickets[id].Rank = last
	}
	return p
}

// promises keeps the clocks of all tickets by the terms of then.
func (p slowPast) promises(t rapid.TB, s *Store, cut model.Cut) {
	t.Helper()
	var editions []model.Edition
	for _, e := range s.Book().Editions() {
		if e.At <= cut.At || e.Rev == 0 {
			editions = append(editions, e)
		}
	}
	book, err := model.NewBook(editions, s.Names(), s.public)
	if err != nil {
		t.Fatal(err)
	}
	for id, one := range p.tickets {
		book.Recall(one, p.entries[id])
	}
}

// mustShow compares a store of the past with the slow one, in every fact, in its counts, its order and its answers.
func mustShow(t rapid.TB, s *Store, p slowPast) {
	t.Helper()
	ctx := context.Background()
	have := factsOf(t, s)
	if len(have.tickets) != len(p.tickets) {
		t.Fatalf("there are %d tickets, want %d", len(have.tickets), len(p.tickets))
	}
	open := 0
	for id, want := range p.tickets {
		got := have.tickets[id]
		if got == nil {
			t.Fatalf("#%d is missing", id)
		}
		for _, f := range model.Fields {
			exempt := p.later[id] && f.Derived && f.No != model.FieldRank
			if a, b := f.Get(got), f.Get(want); a != b && !exempt {
				t.Fatalf("%s of #%d is %v, want %v", f.Name, id, a, b)
			}
		}
		if !p.later[id] && (!slices.Equal(got.Clocks, want.Clocks) || got.Rest != want.Rest || got.Next != want.Next) {
			t.Fatalf("the clocks of #%d are %+v, want %+v", id, got.Clocks, want.Clocks)
		}
		if !slices.Equal(got.Revs, want.Revs) || got.Rev != want.Rev {
			t.Fatalf("the lines of #%d are %v, want %v", id, got.Revs, want.Revs)
		}
		if want.Open() {
			open++
		}
		p.mustTell(t, s, id)
	}
	if !slices.Equal(have.order, p.order) {
		t.Fatalf("the backlog is %v, want %v", have.order, p.order)
	}
	if all, opened, err := s.Size(); err != nil || all != len(p.tickets) || opened != open {
		t.Fatalf("the desk counts %d tickets, %d open, want %d and %d: %v", all, opened, len(p.tickets), open, err)
	}
	env := model.Env{Names: s.Names(), Now: s.Now()}
	for _, text := range []string{"", "state:open", "due:breached", "created>-3d", "updated<-1d", "vpn", "mail OR dns", `"so it is"`, "-print tag:vpn", "assignee:none"} {
		q, err := model.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		var want []model.ID
		filter := q.Bind(env)
		for id, one := range p.tickets {
			if filter.Match(one) {
				want = append(want, id)
			}
		}
		got, err := s.IDs(ctx, q, env)
		got = slices.Sorted(slices.Values(got))
		if slices.Sort(want); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q finds %v, want %v: %v", text, got, want, err)
		}
		if counts, err := s.Count(ctx, env, q); err != nil || counts[0] != len(want) {
			t.Fatalf("%q counts %v, want %d: %v", text, counts, len(want), err)
		}
	}
	p.mustLog(t, s)
}

// mustTell compares the timeline of a ticket, with what was merged into it.
func (p slowPast) mustTell(t rapid.TB, s *Store, id model.ID) {
	t.Helper()
	_, got, err := s.Timeline(id)
	want := p.story(id).With(p.merged(id, map[model.ID]bool{id: true}))
	same := func(a, b model.Moment) bool {
		return a.Rev == b.Rev && a.At == b.At && a.From == b.From && a.Verb == b.Verb && a.Text == b.Text && a.Undone == b.Undone && slices.Equal(a.Deltas, b.Deltas)
	}
	if err != nil || !slices.EqualFunc(got, want, same) {
		t.Fatalf("#%d tells %+v, want %+v: %v", id, got, want, err)
	}
}

func (p slowPast) story(id model.ID) model.Story {
	return model.Story{Ticket: p.tickets[id], Moments: model.Timeline(p.entries[id])}
}

// merged gives the stories of the tickets that were merged into one by then, nearer ones first.
func (p slowPast) merged(id model.ID, seen map[model.ID]bool) (all []model.Story) {
	for next := p.tickets[id].MergedFrom(); len(next) > 0; next = next[1:] {
		if from := next[0]; !seen[from] && p.tickets[from] != nil {
			seen[from] = true
			all = append(all, p.story(from))
			next = append(next, p.tickets[from].MergedFrom()...)
		}
	}
	return all
}

// mustLog looks whether the journal tells of nothing that was to come.
func (p slowPast) mustLog(t rapid.TB, s *Store) {
	t.Helper()
	n := 0
	for _, lines := range p.entries {
		n += len(lines)
	}
	lines, err := s.Log(context.Background(), 0, 1<<30, func(e *model.Entry) bool { return e.Table == model.Tickets })
	if err != nil || len(lines) != n {
		t.Fatalf("the log shows %d lines, want %d: %v", len(lines), n, err)
	}
}

// drawTale imports a record whose life elsewhere lies in the days that the desk has seen.
func drawTale(t *rapid.T, s *Store, from model.Instant, key string) {
	at := from
	now := model.At(s.Now())
	word := rapid.SampledFrom([]string{"vpn", "mail", "dns", "print"})
	act := record(key, key, word.Draw(t, "title"))
	for range rapid.IntRange(0, 4).Draw(t, "moments") {
		at += model.Instant(rapid.Int64Range(0, max(1, int64(now-at))).Draw(t, "on"))
		switch rapid.IntRange(0, 3).Draw(t, "happened") {
		case 0:
			act.Past = append(act.Past, model.Past{At: at, By: "Omar Haddad", Verb: model.VerbComment, Text: word.Draw(t, "said"), Undone: rapid.Bool().Draw(t, "undone")})
		case 1:
			act.Past = append(act.Past, moment(at, "Omar Haddad", model.VerbEdit, text(model.FieldTitle, word.Draw(t, "title"))))
		case 2:
			act.Past = append(act.Past, moment(at, "Omar Haddad", model.VerbMove, count(model.FieldState, int64(model.StateClosed)), count(model.FieldClosed, int64(at))))
		case 3:
			act.Past = append(act.Past, moment(at, "Omar Haddad", model.VerbAssign, called(model.FieldAssignee, "Ines Duarte")))
		}
	}
	act.Past[0].At = from
	act.Past[0].Facts = append(act.Past[0].Facts, count(model.FieldCreated, int64(from)))
	_, err := s.Do(context.Background(), Write{Who: maya, Commands: []Command{{0, act}}})
	mustBeTold(t, err)
}

// crowd imports items that stand so close in the backlog that whoever comes between has them make room.
func crowd(t rapid.TB, s *Store) (ids []model.ID) {
	t.Helper()
	for i := range 3 {
		act := record(fmt.Sprint("ITM", i), "", "standing")
		act.Kind, act.Rank = model.Item, 1<<61+model.Rank(i)
		r, err := s.Do(context.Background(), Write{Who: maya, Commands: []Command{{0, act}}})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, r.Done[0].ID)
	}
	return ids
}

func TestThePastIsWhatTheJournalSaysUpToThen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, w := promising(t, model.DefaultTerms("Europe/Berlin"))
		began := model.At(w.now)
		ids := append(someTickets(t, s), crowd(t, s)...)
		tales := 0
		t.Repeat(map[string]func(*rapid.T){
			"act":  func(t *rapid.T) { drawGestures(t, s, ids) },
			"wait": func(*rapid.T) { w.skip(time.Duration(rapid.IntRange(1, 5000).Draw(t, "minutes")) * time.Minute) },
			"ring": func(t *rapid.T) {
				_, err := s.Ring(context.Background())
				mustBeTold(t, err)
			},
			"import": func(t *rapid.T) { ids = append(ids, drawIntake(t, s)...) },
			"tell": func(t *rapid.T) {
				tales++
				from := began + model.Instant(rapid.Int64Range(0, int64(model.At(w.now)-began)).Draw(t, "from"))
				drawTale(t, s, from, fmt.Sprintf("INC%07d", rapid.IntRange(1, tales).Draw(t, "tale")))
			},
			"undo": func(t *rapid.T) {
				_, err := s.Undo(context.Background(), maya, model.Revision(rapid.IntRange(0, int(s.Head())).Draw(t, "group")))
				mustBeTold(t, err)
			},
			"redo": func(t *rapid.T) {
				_, err := s.Redo(context.Background(), maya)
				mustBeTold(t, err)
			},
			"amend": func(t *rapid.T) {
				policy := s.Book().Terms().Policies[0]
				policy.Off = !policy.Off
				to, _ := json.Marshal(policy)
				_, err := s.Amend(context.Background(), maya, model.Amendment{Part: model.PartPolicy, Name: policy.Name, To: to})
				mustBeTold(t, err)
			},
			"index": func(t *rapid.T) {
				if err := s.IndexWords(context.Background()); err != nil {
					t.Fatal(err)
				}
			},
			"look back": func(t *rapid.T) {
				cut := model.Cut{At: began + model.Instant(rapid.Int64Range(-1, int64(model.At(w.now)-began)).Draw(t, "back to")), Recorded: rapid.Bool().Draw(t, "as recorded")}
				then, err := s.At(context.Background(), cut, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = then.Close() }()
				mustShow(t, then, slowlyAt(t, s, cut))
			},
		})
	})
}

func TestThePastOfNowIsThePresent(t *testing.T) {
	s := openTest(t)
	ids := someTickets(t, s)
	do(t, s, omar, ids[0], model.Comment{Text: "the gateway answers again"})
	for _, recorded := range []bool{false, true} {
		then, err := s.At(context.Background(), model.Cut{At: model.At(s.Now()), Recorded: recorded}, nil)
		if err != nil {
			t.Fatal(err)
		}
		factsOf(t, then).mustEqual(t, factsOf(t, s))
		if r, err := then.Check(context.Background()); err != nil || len(r.Findings) > 0 {
			t.Errorf("check: %v %v", r.Findings, err)
		}
		if err := then.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestAnImportIsSeenWhenItHappenedOrWhenItWasRecorded(t *testing.T) {
	s, w := promising(t, model.Terms{})
	noon := model.At(w.now)
	w.skip(24 * time.Hour)
	tale := record("INC0042", "k", "Printer offline")
	tale.Past[0].At = noon - 60
	take(t, s, tale)
	for recorded, want := range map[bool]int{false: 1, true: 0} {
		then, err := s.At(context.Background(), model.Cut{At: noon, Recorded: recorded}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if all, _, err := then.Size(); err != nil || all != want {
			t.Errorf("as recorded %v there are %d tickets, want %d: %v", recorded, all, want, err)
		}
		if err := then.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestThePastCanOnlyBeReadAndLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, w := promising(t, model.Terms{})
	id := do(t, s, maya, 0, incident("VPN"))
	cut := model.Cut{At: model.At(w.now)}
	w.skip(time.Hour)
	do(t, s, maya, id, model.Edit{Field: model.FieldTitle, Base: model.Value{S: "VPN"}, To: model.Value{S: "Wifi"}})
	then, err := s.At(context.Background(), cut, nil)
	if err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(filepath.Join(dir, "opsdesk-past-*")); len(found) > 0 {
		t.Errorf("its file has a name: %v", found)
	}
	if got := get(t, then, id); got.Title != "VPN" || !then.Now().Equal(cut.At.Time()) || !then.ReadOnly() {
		t.Errorf("it shows %q at %v", got.Title, then.Now())
	}
	_, err = try(t, then, maya, id, model.Take{})
	if !errors.Is(err, model.ErrDenied) || !strings.Contains(err.Error(), "this is how it was") || !strings.Contains(err.Error(), "return to now") {
		t.Errorf("an act says %v", err)
	}
	if _, err := then.Undo(context.Background(), maya, 0); !errors.Is(err, model.ErrDenied) {
		t.Errorf("undo says %v", err)
	}
	if _, err := then.At(context.Background(), cut, nil); !errors.Is(err, model.ErrRefused) {
		t.Errorf("the past of the past says %v", err)
	}
	if _, err := s.At(context.Background(), model.Cut{At: model.At(w.now) + 1}, nil); !errors.Is(err, model.ErrRefused) {
		t.Errorf("the future says %v", err)
	}
	if err := then.Close(); err != nil {
		t.Error(err)
	}
	if got := get(t, s, id); got.Title != "Wifi" {
		t.Errorf("the present is %q now", got.Title)
	}
	if left, _ := os.ReadDir(dir); slices.ContainsFunc(left, func(e os.DirEntry) bool { return strings.Contains(e.Name(), "past") }) {
		t.Error("a file was left")
	}
}

func TestGoingBackCanBeCalledOffAndTellsHowFarItIs(t *testing.T) {
	s, w := promising(t, model.Terms{})
	do(t, s, maya, 0, incident("VPN"))
	cut := model.Cut{At: model.At(w.now)}
	w.skip(time.Hour)
	do(t, s, maya, 0, incident("Mail"))
	ctx, stop := context.WithCancel(context.Background())
	_, err := s.At(ctx, cut, func(int, int) { stop() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("called off, it says %v", err)
	}
	last := 0
	then, err := s.At(context.Background(), cut, func(done, total int) {
		if done <= last || total != 1000 {
			t.Errorf("%d of %d behind %d", done, total, last)
		}
		last = done
	})
	if err != nil || last != 1000 {
		t.Fatalf("it ended at %d: %v", last, err)
	}
	if err := then.Close(); err != nil {
		t.Error(err)
	}
}
