package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
)

// A testDesk takes imports in as a store does, without keeping anything: package store can't be used here, it stands
// above this one.
type testDesk struct {
	t       *testing.T
	nouns   [len(model.Tables)][]string
	refs    [len(model.Tables)]map[string]model.Ref
	tickets map[model.ID]*model.Ticket
	entries map[model.ID][]*model.Entry
	places  []model.Spot
	rev     model.Revision
	now     model.Instant
	order   []model.ID // as they came in
}

func newTestDesk(t *testing.T) *testDesk {
	return &testDesk{t: t, tickets: map[model.ID]*model.Ticket{}, entries: map[model.ID][]*model.Entry{}, now: 1_900_000_000}
}

func (d *testDesk) Ticket(id model.ID) (*model.Ticket, error) {
	if t := d.tickets[id]; t != nil {
		return t, nil
	}
	return nil, model.ErrNotFound
}

func (d *testDesk) Noun(table model.Table, name string) (model.Ref, error) {
	key := model.FoldName(name)
	if r := d.refs[table][key]; r != 0 {
		return r, nil
	}
	if d.refs[table] == nil {
		d.refs[table] = map[string]model.Ref{}
	}
	d.nouns[table] = append(d.nouns[table], name)
	d.refs[table][key] = model.Ref(len(d.nouns[table]))
	return d.refs[table][key], nil
}

func (d *testDesk) Name(table model.Table, r model.Ref) string {
	if r == 0 || int(r) > len(d.nouns[table]) {
		return ""
	}
	return d.nouns[table][r-1]
}

func (d *testDesk) Find(table model.Table, name string) []model.Ref {
	if i := slices.Index(d.nouns[table], name); i >= 0 {
		return []model.Ref{model.Ref(i + 1)}
	}
	return nil
}

func (d *testDesk) Order() model.Order { return d }

func (d *testDesk) Next(r model.Rank) (model.Spot, bool) {
	i, _ := d.place(r + 1)
	if i < len(d.places) {
		return d.places[i], true
	}
	return model.Spot{}, false
}

func (d *testDesk) Prev(r model.Rank) (model.Spot, bool) {
	if i, _ := d.place(r); i > 0 {
		return d.places[i-1], true
	}
	return model.Spot{}, false
}

func (d *testDesk) place(r model.Rank) (int, bool) {
	return slices.BinarySearchFunc(d.places, r, func(s model.Spot, r model.Rank) int { return cmp.Compare(s.Rank, r) })
}

func (d *testDesk) Of(id model.ID) (model.Rank, error) {
	for _, s := range d.places {
		if s.ID == id {
			return s.Rank, nil
		}
	}
	return 0, model.ErrNotFound
}

func (d *testDesk) Put(spots ...model.Spot) error {
	for _, s := range spots {
		d.places = slices.DeleteFunc(d.places, func(have model.Spot) bool { return have.ID == s.ID })
		if i, taken := d.place(s.Rank); s.Rank != 0 && !taken {
			d.places = slices.Insert(d.places, i, s)
		}
	}
	return nil
}

// known finds the ticket that an import is of: by its key at the source, else by its number there, else, for tickets of
// ours, by its number here.
func (d *testDesk) known(a *model.Import) *model.Ticket {
	for _, id := range d.order {
		t := d.tickets[id]
		switch {
		case a.Source.System == "" && a.Number == id && t.Source == "":
			return t
		case a.Source.System == "" || t.Source != a.Source.System:
		case a.Source.Key != "" && t.SourceNo != "":
			if a.Source.Key == t.SourceNo {
				return t
			}
		case a.Source.Number != "" && a.Source.Number == t.SourceID:
			return t
		}
	}
	return nil
}

// take imports a record, and says whether it made a ticket or changed one.
func (d *testDesk) take(a *model.Import) (*model.Ticket, error) {
	t := d.known(a)
	if t == nil {
		id := a.Number
		if id == 0 {
			id = model.ID(len(d.order) + 1)
		}
		t = &model.Ticket{ID: id}
	}
	a.Earlier = d.entries[t.ID]
	w := &model.Work{Now: d.now, Ticket: t.Clone(), Before: t, Desk: d}
	if err := a.Do(w); err != nil {
		return t, err
	}
	d.rev++
	e := &model.Entry{Rev: d.rev, Group: d.rev, ID: uint32(t.ID), Act: model.VerbImport, Recorded: d.now, Events: w.Events, Moved: w.Spots}
	w.Ticket.Updated, w.Ticket.Rev, w.Ticket.Revs = e.Touched(t.Updated), d.rev, append(w.Ticket.Revs, d.rev)
	if d.tickets[t.ID] == nil {
		d.order = append(d.order, t.ID)
	}
	d.tickets[t.ID], d.entries[t.ID] = w.Ticket, append(d.entries[t.ID], e)
	return w.Ticket, nil
}

// A took is what became of a file.
type took struct {
	Summary
	warnings []string
	nouns    []model.Noun
	links    map[string][]PendingLink
}

// load imports a whole file.
func (d *testDesk) load(file string, o Options) took {
	d.t.Helper()
	got, err := d.try(file, o)
	if err != nil {
		d.t.Fatalf("read: %v", err)
	}
	return got
}

func (d *testDesk) try(file string, o Options) (took, error) {
	got := took{links: map[string][]PendingLink{}}
	err := Read(context.Background(), strings.NewReader(file), o, func(r Record) error {
		got.Add(r)
		got.warnings = append(got.warnings, r.Warnings...)
		if r.Noun != nil {
			got.nouns = append(got.nouns, *r.Noun)
			_, err := d.Noun(r.Noun.Table, r.Noun.Name)
			return err
		}
		if r.Import == nil {
			return nil
		}
		if err := errors.Join(sane(r.Import), ordered(r.Import)); err != nil {
			d.t.Errorf("line %d: %v", r.Line, err)
		}
		before := len(d.order)
		got.links[r.Import.Source.Number] = r.Links
		switch _, err := d.take(r.Import); {
		case errors.Is(err, model.ErrUnchanged):
			got.Unchanged++
		case err != nil:
			got.Refuse(Problem{Line: r.Line, Error: err.Error()})
		case len(d.order) > before:
			got.Created++
		default:
			got.Updated++
		}
		return nil
	})
	return got, err
}

// sane tells whether an import holds what a desk relies on.
func sane(a *model.Import) error {
	if a.Kind.Rules().Prefix == "" || len(a.Past) == 0 {
		return fmt.Errorf("kind %d with %d moments", a.Kind, len(a.Past))
	}
	for i, p := range a.Past {
		if p.Verb == 0 {
			return fmt.Errorf("moment %d has no verb", i)
		}
		for _, f := range p.Facts {
			if model.FieldNo(f.Field) == nil {
				return fmt.Errorf("there is no field %d", f.Field)
			}
			if text, _ := model.Bound(f.To.S, model.MaxText); text != f.To.S {
				return fmt.Errorf("a text is too long or no UTF-8")
			}
			if name, _ := model.Bound(f.Name, model.MaxName); name != f.Name && f.Field != model.FieldWatchers {
				return fmt.Errorf("a name is too long or no UTF-8")
			}
		}
	}
	return nil
}

// ordered tells whether an import from another system begins with the making and goes on in the order of time. Our own
// history goes in the order of the journal.
func ordered(a *model.Import) error {
	if a.Number == 0 && a.Past[0].Verb != model.VerbCreate {
		return fmt.Errorf("it begins with %q", a.Past[0].Verb)
	}
	for i, p := range a.Past {
		if i > 0 && p.At < a.Past[i-1].At && a.Number == 0 {
			return fmt.Errorf("moment %d at %s lies before the one at %s", i, p.At, a.Past[i-1].At)
		}
	}
	return nil
}

// by finds a ticket by its number at the source.
func (d *testDesk) by(number string) *model.Ticket {
	d.t.Helper()
	for _, id := range d.order {
		if d.tickets[id].SourceID == number {
			return d.tickets[id]
		}
	}
	d.t.Fatalf("there is no %s", number)
	return nil
}

// story writes the life of a ticket one moment a line: time, who, verb, what changed and what was said.
func (d *testDesk) story(t *model.Ticket) []string {
	var lines []string
	for _, m := range model.Timeline(d.entries[t.ID]) {
		var changes []string
		byField := func(a, b model.Delta) int { return cmp.Compare(a.Field, b.Field) }
		for _, c := range slices.SortedFunc(slices.Values(m.Deltas), byField) {
			if f := model.FieldNo(c.Field); f.No != model.FieldSource && f.No != model.FieldSourceID && f.No != model.FieldSourceNo && f.No != model.FieldKind {
				changes = append(changes, f.Name+"="+f.Text(c.To, d))
			}
		}
		line := fmt.Sprintf("%s %s %s", m.At, d.Name(model.People, m.By), m.Verb)
		for _, more := range []string{strings.Join(changes, " "), m.Text} {
			if more != "" {
				line += " | " + more
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// field gives what a field of a ticket holds, as files write it.
func (d *testDesk) field(t *model.Ticket, name string) string {
	f := model.FieldNamed(name)
	if f == nil {
		d.t.Fatalf("there is no field %q", name)
	}
	return f.Text(f.Get(t), d)
}

func (d *testDesk) want(t *model.Ticket, fields map[string]string) {
	d.t.Helper()
	for name, want := range fields {
		if have := d.field(t, name); have != want {
			d.t.Errorf("%s of %s is %q, not %q", name, t.SourceID, have, want)
		}
	}
}

// corpus gives the text of a file that lies beside the project, and skips the test where there is none.
func corpus(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("OPSDESK_CORPUS")
	if dir == "" {
		t.Skip("OPSDESK_CORPUS is not set: the real files lie beside the project, in shared/data")
	}
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skipf("the corpus has no %s: %v", name, err)
	}
	return string(b)
}

// file gives the text of a file that was written for these tests.
func file(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// lines writes rows with a line feed behind each.
func lines(rows ...string) string { return strings.Join(rows, "\n") + "\n" }

func pacific(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Skipf("this machine has no zones: %v", err)
	}
	return zone
}
