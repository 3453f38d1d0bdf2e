package model

import (
	"slices"
	"strings"
	"testing"
)

// people names persons by their numbers.
type people map[Ref]string

func (p people) Name(_ Table, r Ref) string { return p[r] }

func (p people) Find(Table, string) []Ref { return nil }

var crew = people{me: "Maya Lindqvist", caller: "Tom Baker", 4: "Ada Osei"}

// spoken is a ticket with a conversation, to which another one was merged.
func spoken() Story {
	t := bare(Incident, StateInProgress)
	t.Description, t.Team, t.Category, t.Impact, t.Urgency, t.Assignee = "VPN drops.", 2, "network", 2, 1, 5
	at := func(rev Revision, from ID, by Ref, v Verb, text string) Moment {
		m := Moment{Event: Event{At: Instant(rev) * 100, By: by, Verb: v, Text: text}, Rev: rev, From: from}
		if v == VerbCreate {
			m.Deltas = []Delta{{FieldRequester, Value{}, Value{N: int64(by)}}}
		}
		return m
	}
	undone := at(9, 0, caller, VerbComment, "never said")
	undone.Undone = true
	return Story{t, []Moment{at(1, 0, caller, VerbCreate, ""), at(2, 20, 4, VerbCreate, "Mail hangs"), at(3, 0, caller, VerbComment, "\n> The printer is dead too\nsince noon."),
		at(4, 0, me, VerbNote, "Ask the vendor."), at(5, 20, 4, VerbComment, strings.Repeat("mail ", 30)), at(6, 0, me, VerbMove, "why"), at(7, 20, me, VerbComment, "We look."), undone}}
}

func TestAnEntryBecomesATicketThatSaysWhereItCameFrom(t *testing.T) {
	for name, c := range map[string]struct {
		entry     int
		title     string
		want      string // the title
		requester Ref
		source    string
	}{
		"a comment of the requester":           {1, "", "The printer is dead too", caller, "— Tom Baker, 1970-01-01T00:05:00Z, in the comment of INC-12"},
		"a note":                               {2, "Vendor", "Vendor", caller, "in the internal note of INC-12"},
		"the description":                      {0, "", "VPN drops.", caller, "in the description of INC-12"},
		"a comment of who asked for a merged":  {3, "", strings.Repeat("mail ", 15) + "mail…", 4, "— Ada Osei"},
		"what the desk said on the merged one": {4, "", "We look.", caller, "— Maya Lindqvist"},
	} {
		t.Run(name, func(t *testing.T) {
			story := spoken()
			act, err := SplitOff(story, c.entry, c.title, crew)
			if err != nil {
				t.Fatal(err)
			}
			fresh := &Ticket{ID: 50}
			w := newWork(fresh, story.Ticket)
			w.Before = &Ticket{ID: 50}
			done(t, w, act)
			if fresh.Title != c.want || fresh.Requester != c.requester || !strings.HasSuffix(fresh.Description, c.source) && !strings.Contains(fresh.Description, c.source) {
				t.Errorf("it is %q for %d: %q", fresh.Title, fresh.Requester, fresh.Description)
			}
			if fresh.Kind != Incident || fresh.State != StateNew || fresh.Team != 2 || fresh.Category != "network" || fresh.Assignee != 0 || fresh.Priority != PriorityOf(2, 1) {
				t.Errorf("it inherits %+v", fresh)
			}
			if !slices.Equal(fresh.Links, []Link{{SplitFrom, 12}}) || !slices.Equal(story.Ticket.Links, []Link{{SplitInto, 50}}) {
				t.Errorf("the links are %v and %v", fresh.Links, story.Ticket.Links)
			}
			if said := w.Beside[12]; said.Verb != VerbSplit || !strings.Contains(said.Text, "became INC-50") {
				t.Errorf("the original says %v", said)
			}
		})
	}
}

func TestOnlyWordsThatStandAreSplit(t *testing.T) {
	for entry, word := range map[int]string{5: "no comment or note 5", -1: "no comment or note -1"} {
		if _, err := SplitOff(spoken(), entry, "", crew); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%d: %v", entry, err)
		}
	}
	story := spoken()
	story.Ticket.Description = " "
	if _, err := SplitOff(story, 0, "", crew); err == nil || !strings.Contains(err.Error(), "no description") {
		t.Errorf("nothing was split: %v", err)
	}
	story.Moments = nil
	if _, err := SplitOff(story, 1, "", crew); err == nil || !strings.Contains(err.Error(), "no comment and no note") {
		t.Errorf("nothing was split: %v", err)
	}
	act, err := SplitOff(spoken(), 1, "", crew)
	if err != nil {
		t.Fatal(err)
	}
	merged, target := bare(Incident, StateMerged), numbered(20, Incident, StateNew)
	tie(merged, MergedInto, target)
	wantRefused(t, newWork(&Ticket{ID: 50}, merged, target), act, "INC-12 was merged into INC-20")
}

func TestAVeryLongEntryIsSplitWithItsSource(t *testing.T) {
	story := spoken()
	story.Moments[2].Text = strings.Repeat("ü", MaxText)
	act, err := SplitOff(story, 1, "", crew)
	if err != nil {
		t.Fatal(err)
	}
	fresh := &Ticket{ID: 50}
	w := newWork(fresh, story.Ticket)
	w.Before = &Ticket{ID: 50}
	if done(t, w, act); len(fresh.Description) > MaxText || !strings.HasSuffix(fresh.Description, "INC-12") {
		t.Errorf("its description has %d bytes and ends in %q", len(fresh.Description), fresh.Description[len(fresh.Description)-20:])
	}
}
