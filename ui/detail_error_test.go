package ui

import (
	"testing"

	"opsdesk/model"
	"opsdesk/store"
)

// knownProblem is a known error.
func knownProblem(t *testing.T, s *store.Store) model.ID {
	t.Helper()
	text := func(no uint8, text string) model.Setting { return model.Setting{Field: no, To: model.Value{S: text}} }
	return create(t, s, model.Problem, "Licence pool of the gateway exhausted", text(model.FieldSymptom, "Client says *gateway busy*"),
		text(model.FieldWorkaround, "1. Choose the second gateway.\n2. Drop stale sessions."), text(model.FieldCause, "240 licences for 310 people"),
		model.Setting{Field: model.FieldKnownError, To: model.Value{N: 1}})
}

func TestAProblemShowsWhatWasFoundOutAndWhomItHurts(t *testing.T) {
	s := testStore(t)
	id := knownProblem(t, s)
	for _, title := range []string{"Gateway busy since lunch", "No login from home"} {
		hurt := create(t, s, model.Incident, title)
		said(t, s, maya, hurt, model.LinkTo{Rel: model.CausedBy, To: id})
		if title == "No login from home" {
			said(t, s, maya, hurt, content(t, "Second gateway chosen"))
		}
	}
	c := openAt(t, s, id, 80, 24).wants("cause of 2 tickets, 1 open")
	c.press("tab").wants("── Known error", "Symptom     Client says gateway busy", "Workaround  1. Choose the second gateway.", "Cause       240 licences for 310 people")
	said(t, s, maya, id, model.Edit{Field: model.FieldKnownError, Base: model.Value{N: 1}})
	openAt(t, s, id, 80, 24).wants("Cause and workaround").lacks("── Known error")
}

func TestAnIncidentShowsKnownErrorsWithTheirWorkaroundFirst(t *testing.T) {
	s := testStore(t)
	knownProblem(t, s)
	id := create(t, s, model.Incident, "Gateway says busy: licence pool exhausted?")
	create(t, s, model.Incident, "Gateway busy, licence message")
	c := openAt(t, s, id, 80, 24).press("tab").wants("Similar 2", "Known error PRB-1 Licence pool of the gateway", "workaround: 1. Choose the second gateway.", "2. Drop stale sessions.", "Open INC-3 New")
	if at := c.app.front().(*detail).at(); at.ticket != 1 {
		t.Errorf("the hand is on %+v, not on the known error", at)
	}
	c.press("enter").wants("PRB-1  Problem").press("esc")
	said(t, s, maya, 3, model.LinkTo{Rel: model.CausedBy, To: 1}, model.LinkTo{Rel: model.Relates, To: id})
	openAt(t, s, 3, 80, 45).wants("Similar 1", "Known error PRB-1", "2. Drop stale sessions.")
}

func TestTheTimelineSaysWhichLinkCame(t *testing.T) {
	s := testStore(t)
	id, cause, child := create(t, s, model.Incident, "VPN refuses all logins"), create(t, s, model.Problem, "Licences"), create(t, s, model.Incident, "No login")
	said(t, s, maya, id, model.LinkTo{Rel: model.CausedBy, To: cause}, model.LinkTo{Rel: model.ParentOf, To: child}, model.Unlink{Rel: model.CausedBy, To: cause})
	openAt(t, s, id, 80, 45).wants("linked · is the parent of #3", "no longer is caused by #2").lacks("→ is")
}

func TestAnImportedLifeSaysOnceWhenItWasWrittenDown(t *testing.T) {
	s := testStore(t)
	at := model.At(deskTime) - 7200
	fact := func(no uint8, text string) model.Fact {
		return model.Fact{Field: no, To: model.Value{S: text}}
	}
	write(t, s, maya, store.Command{Act: &model.Import{Kind: model.Incident, Source: model.Origin{System: "test", Key: "1"}, Past: []model.Past{
		{At: at, Verb: model.VerbCreate, Facts: []model.Fact{fact(model.FieldTitle, "Power is out")}},
		{At: at + 600, Verb: model.VerbEdit, Facts: []model.Fact{fact(model.FieldItem, "ups-2")}}}}})
	openAt(t, s, 1, 80, 45).wants("12:42 recorded 14:32", "12:32  —  created it").lacks("12:32 recorded")
}
