package store

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"opsdesk/model"
)

// reported makes an incident at a time.
func reported(t testing.TB, s *Store, w *watch, at time.Time, service model.Ref, title string) model.ID {
	t.Helper()
	w.now = at
	create := incident(title)
	if service != 0 {
		create.Set = append(create.Set, model.Setting{Field: model.FieldService, To: model.Value{N: int64(service)}})
	}
	return do(t, s, maya, 0, create)
}

// longDesk is a desk with nine weeks of an incident for each of two services every Tuesday at ten.
func longDesk(t testing.TB) (*Store, *watch, time.Time) {
	t.Helper()
	s, w := promising(t, model.Terms{})
	if _, err := s.AddNouns(context.Background(), maya, model.Noun{Table: model.Services, Name: "Mail"}, model.Noun{Table: model.Services, Name: "Printing"}); err != nil {
		t.Fatal(err)
	}
	now := w.now
	for ago := 9; ago > 0; ago-- {
		at := now.Add(-time.Duration(ago) * week)
		reported(t, s, w, at, 1, fmt.Sprintf("Mailbox %d is full", ago))
		reported(t, s, w, at.Add(time.Minute), 2, fmt.Sprintf("Toner of floor %d is empty", ago))
	}
	w.now = now
	return s, w, now
}

func TestArrivalsAboveTheUsualRateOfAServiceAreABurstUntilTheyAreGathered(t *testing.T) {
	s, w, now := longDesk(t)
	bursts := func() []model.Burst {
		t.Helper()
		all, err := s.Bursts(context.Background(), w.now)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	var ids []model.ID
	subjects := []string{"Calendar empty", "Outbox stuck", "Login slow", "Search broken", "Folder gone", "Signature lost", "Rules off", "Draft missing"}
	for i, subject := range subjects {
		if i == 4 && len(bursts()) != 0 {
			t.Errorf("four are a burst: %+v", bursts())
		}
		ids = append(ids, reported(t, s, w, now.Add(time.Duration(i)*2*time.Minute), 1, subject))
	}
	reported(t, s, w, w.now, 2, "Toner of floor 3 is empty")
	all := bursts()
	if len(all) != 1 || all[0].Service != 1 || all[0].Came != 8 || !slices.Equal(all[0].IDs, ids) {
		t.Fatalf("the bursts are %+v", all)
	}
	if b := all[0]; b.Usual < 0.5 || b.Usual > 2 || b.Chance > 0.0001 {
		t.Errorf("usual are %v, the chance of so many is %v", b.Usual, b.Chance)
	}
	do(t, s, maya, ids[0], model.Move{To: model.StateCanceled})
	parent := do(t, s, maya, 0, model.Gather{Create: incident("Mail is down"), Children: ids[1:]})
	if all := bursts(); len(all) != 0 {
		t.Errorf("gathered, the bursts are %+v", all)
	}
	if x := get(t, s, ids[1]); x.Parent != parent {
		t.Errorf("its parent is %d", x.Parent)
	}
	_, past, err := s.Timeline(ids[1])
	if err != nil || past[len(past)-1].Verb != model.VerbLink {
		t.Errorf("the timeline of a child ends in %v, %v", past[len(past)-1].Verb, err)
	}
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	if x := get(t, s, ids[1]); x.Parent != 0 || len(x.Links) != 0 {
		t.Errorf("one undo leaves the parent %d and %v", x.Parent, x.Links)
	}
	if all := bursts(); len(all) != 1 || len(all[0].IDs) != 7 {
		t.Errorf("taken back, the bursts are %+v", all)
	}
	then := w.now
	w.skip(5 * time.Hour)
	if all := bursts(); len(all) != 0 {
		t.Errorf("five hours later the bursts are %+v", all)
	}
	if all, err := s.Bursts(context.Background(), then); err != nil || len(all) != 1 || len(all[0].IDs) != 8 {
		t.Errorf("looking back, the bursts are %+v, %v", all, err)
	}
	wantClean(t, s)
}

func TestLookAlikesOfSeveralServicesAreABurst(t *testing.T) {
	s, w, now := longDesk(t)
	var ids []model.ID
	for i, title := range []string{"Certificate of the proxy expired", "Browser says proxy certificate expired", "proxy certificate warning everywhere", "Expired certificate at the proxy"} {
		ids = append(ids, reported(t, s, w, now.Add(time.Duration(i)*5*time.Minute), model.Ref(i%3), title))
	}
	reported(t, s, w, w.now, 2, "Chair squeaks")
	all, err := s.Bursts(context.Background(), w.now)
	if err != nil || len(all) != 1 || all[0].Service != 0 || all[0].Came != 4 || !slices.Equal(all[0].IDs, ids) {
		t.Fatalf("the bursts are %+v, %v", all, err)
	}
	if !slices.Contains(all[0].Words, "proxy") || !slices.Contains(all[0].Words, "certificate") {
		t.Errorf("they share %v", all[0].Words)
	}
}

func TestANewDeskKnowsOfNoUsualRate(t *testing.T) {
	s, w := promising(t, model.Terms{})
	for range 20 {
		reported(t, s, w, w.now, 0, "Proxy certificate expired")
	}
	if all, err := s.Bursts(context.Background(), w.now); err != nil || len(all) != 0 {
		t.Errorf("the bursts are %+v, %v", all, err)
	}
}

func TestBurstsFromColumnsAreThoseFromRecords(t *testing.T) {
	s, w, now := longDesk(t)
	for i := range 9 {
		reported(t, s, w, now.Add(time.Duration(i)*time.Minute), 1, "Calendar empty")
	}
	slow, err := s.lookForBursts(context.Background(), model.At(w.now))
	if err != nil || len(slow) != 1 {
		t.Fatalf("from records: %+v, %v", slow, err)
	}
	if err := s.build(context.Background(), s.cols); err != nil {
		t.Fatal(err)
	}
	quick, err := s.lookForBursts(context.Background(), model.At(w.now))
	if err != nil || len(quick) != 1 || fmt.Sprint(quick) != fmt.Sprint(slow) {
		t.Errorf("from columns: %+v, from records: %+v, %v", quick, slow, err)
	}
}
