package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// lookedBack opens a console on a desk where yesterday at noon one incident was new; today it is taken, has another title,
// and there is a second one.
func lookedBack(t *testing.T, width, height int) *console {
	t.Helper()
	w := &wall{}
	w.wait(-26 * time.Hour)
	s := storeAt(t, w.now)
	act := func(id model.ID, a model.Act) {
		t.Helper()
		r, err := s.Do(context.Background(), store.Write{Who: maya, Commands: []store.Command{{ID: id, Act: a}}})
		if err != nil || r.Err() != nil {
			t.Fatal(err, r.Err())
		}
	}
	act(0, model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "VPN refuses all logins"}}}})
	w.wait(26 * time.Hour)
	act(1, model.Edit{Field: model.FieldTitle, Base: model.Value{S: "VPN refuses all logins"}, To: model.Value{S: "Gateway of Lisbon is down"}})
	act(1, model.Take{})
	act(0, model.Create{Kind: model.Incident, Set: []model.Setting{{Field: model.FieldTitle, To: model.Value{S: "Badge readers offline"}}}})
	return open(t, s, width, height)
}

func TestTheDeskIsShownAsItWasAndTheWayBackIsOneKey(t *testing.T) {
	for _, size := range [][2]int{{40, 10}, {80, 24}, {140, 45}} {
		c := lookedBack(t, size[0], size[1])
		c.wants("Gateway").press(":", "'at yesterday 14:00'").wants("at yesterday 14:00").press("enter")
		c.wants("AS OF Mon 23 Nov 14:00", "read only", "VPN refuses").lacks("Gateway", "Badge")
		c.press("a").wants("return to now").lacks("nobody")
		c.press("u").wants("return to now to act")
		c.press("2").wants("AS OF Mon 23 Nov 14:00").press("1")
		c.press("enter").wants("AS OF Mon 23 Nov 14:00", "VPN refuses").press("esc")
		c.press("esc").wants("Gateway", "this is now").lacks("AS OF")
		c.press("a").wants("Assign")
	}
}

func TestATimeIsCompletedAndWhatIsNoneSaysSo(t *testing.T) {
	c := lookedBack(t, 100, 30)
	c.press(":", "'at yesterday 14'").wants("at yesterday 14:00", "Mon 23 Nov 14:00 · as it happened")
	if n := strings.Count(c.screen(), "at yesterday 14:00"); n != 1 {
		t.Errorf("it is offered %d times:\n%s", n, c.screen())
	}
	c.press("' as r'") // 14 alone is no time, so nothing is completed behind it
	c.wants("is no time")
	c.press("esc", ":", "'at yesterday 14:00 as'").wants("at yesterday 14:00 as recorded", "as recorded").press("enter")
	c.wants("AS OF Mon 23 Nov 14:00 · as recorded · read only · esc or :now returns")
	c.press(":", "'at 1h'").wants("Tue 24 Nov 13:32").press("enter") // counted from now, not from then
	c.wants("AS OF Tue 24 Nov 13:32")
	c.press(":", "'at tomorrow'").wants("is yet to come").press("enter").wants("at tomorrow").press("esc")
	c.press(":", "'now'", "enter").wants("this is now", "Gateway")
	c.press(":", "'at'").wants("show the desk as it was").press("enter").wants("Show the desk as of", "at yesterday 17:00  Mon 23 Nov 17:00")
	c.press("'yest'", "enter").wants("AS OF Mon 23 Nov")
}

func TestAChangeMeanwhileIsThereWhenOneReturns(t *testing.T) {
	c := lookedBack(t, 100, 30)
	c.press("j", "enter").wants("Gateway of Lisbon").press(":", "'at yesterday 14:00'", "enter")
	c.wants("AS OF", "VPN refuses all logins") // the same ticket, as it was
	st := c.app.present().desk.store
	edit := model.Edit{Field: model.FieldTitle, Base: model.Value{S: "Gateway of Lisbon is down"}, To: model.Value{S: "Gateway of Porto is down"}}
	if _, err := st.Do(context.Background(), store.Write{Who: maya, Commands: []store.Command{{ID: 1, Act: edit}}}); err != nil {
		t.Fatal(err)
	}
	c.run(c.update(c.app.listen()()))
	c.wants("AS OF", "VPN refuses all logins").lacks("Porto")
	c.press("esc", "esc").wants("Gateway of Porto is down", "this is now")
}

func TestAVoyageThatIsCalledOffLeadsNowhere(t *testing.T) {
	c := lookedBack(t, 100, 30)
	v := newVoyage(c.app.desk, model.Cut{At: model.At(deskTime.Add(-24 * time.Hour))})
	set := v.Open() // the store does not begin before the key
	c.app.show(v)
	c.wants("Going back to Mon 23 Nov 14:32", "0 %").press("esc").wants("called off")
	c.run(set)
	c.wants("Gateway").lacks("AS OF", "canceled")
	if c.app.away != nil {
		t.Error("it arrived all the same")
	}
}
