package exchange

import (
	"testing"

	"opsdesk/model"
)

func TestEveryStateOfServiceNowIsUnderstood(t *testing.T) {
	for _, c := range []struct {
		kind   model.Kind
		values map[string]model.State
	}{
		{model.Incident, map[string]model.State{
			"1": model.StateNew, "2": model.StateInProgress, "3": model.StateOnHold, "6": model.StateResolved, "7": model.StateClosed, "8": model.StateCanceled,
			"New": model.StateNew, "In Progress": model.StateInProgress, "On Hold": model.StateOnHold, "Resolved": model.StateResolved, "Closed": model.StateClosed,
			"Canceled": model.StateCanceled, "Cancelled": model.StateCanceled, "Active": model.StateInProgress, "Awaiting User Info": model.StateOnHold,
			"Awaiting Vendor": model.StateOnHold, "Awaiting Problem": model.StateOnHold, "Awaiting Evidence": model.StateOnHold, "Awaiting Change": model.StateOnHold,
			"2 - In Progress": model.StateInProgress,
		}},
		{model.Change, map[string]model.State{
			"-5": model.StateNew, "-4": model.StateAssess, "-3": model.StateAuthorize, "-2": model.StateScheduled, "-1": model.StateImplement, "0": model.StateReview,
			"3": model.StateClosed, "4": model.StateCanceled, "New": model.StateNew, "Assess": model.StateAssess, "Authorize": model.StateAuthorize,
			"Scheduled": model.StateScheduled, "Implement": model.StateImplement, "Review": model.StateReview, "Closed": model.StateClosed, "Canceled": model.StateCanceled,
		}},
		{model.Problem, map[string]model.State{
			"101": model.StateNew, "102": model.StateAssess, "103": model.StateRootCause, "104": model.StateFix, "106": model.StateResolved, "107": model.StateClosed,
			"1": model.StateNew, "4": model.StateClosed, "New": model.StateNew, "Root Cause Analysis": model.StateRootCause, "Fix in Progress": model.StateFix,
			"Open": model.StateNew, "Known Error": model.StateFix, "Pending Change": model.StateFix, "Closed/Resolved": model.StateClosed, "Resolved": model.StateResolved,
		}},
		{model.Request, map[string]model.State{
			"-5": model.StateOnHold, "1": model.StateSubmitted, "2": model.StateFulfilling, "3": model.StateClosed, "4": model.StateCanceled, "7": model.StateCanceled,
			"Pending": model.StateOnHold, "Open": model.StateSubmitted, "Work in Progress": model.StateFulfilling, "Closed Complete": model.StateClosed,
			"Closed Incomplete": model.StateCanceled, "Closed Skipped": model.StateCanceled, "Pending Approval": model.StateWaitingApproval, "Approved": model.StateApproved,
		}},
	} {
		for text, want := range c.values {
			have, _, err := snState(c.kind, value{shown: text})
			if err != nil || have != want {
				t.Errorf("%s of a %s is %s, not %s (%v)", text, c.kind, have, want, err)
			}
		}
	}
}

func TestAReasonFollowsFromTheStatesOfOldInstances(t *testing.T) {
	for text, want := range map[string]model.Reason{
		"Awaiting User Info": model.AwaitingCaller, "Awaiting Caller": model.AwaitingCaller, "Awaiting Evidence": model.AwaitingEvidence,
		"Awaiting Problem": model.AwaitingProblem, "Awaiting Vendor": model.AwaitingVendor, "Awaiting Change": model.AwaitingChange,
		"4": model.AwaitingCaller, "5": model.AwaitingEvidence, "3": model.NoReason, "On Hold": model.NoReason,
	} {
		if _, have, err := snState(model.Incident, value{shown: text}); err != nil || have != want {
			t.Errorf("%s gives the reason %s, not %s (%v)", text, have, want, err)
		}
	}
}

func TestEveryWordForAStateGivesEachKindAStateOfItsOwn(t *testing.T) {
	words := []string{}
	for w := range stateWords {
		words = append(words, w)
	}
	for _, s := range model.States[1:] {
		words = append(words, s.Label, s.Token)
	}
	for k := model.Incident; k <= model.Item; k++ {
		for _, w := range words {
			s, reason, ok := stateOf(k, w)
			if !ok || !knows(k, s) {
				t.Errorf("%q gives a %s the state %q", w, k, s)
			}
			if reason != 0 && reason.Rule().For != s {
				t.Errorf("%q gives a %s in %s the reason %s", w, k, s, reason)
			}
		}
		for p := model.Waiting; p <= model.Ended; p++ {
			if !knows(k, homeOf(k, p)) {
				t.Errorf("a %s has no home for phase %d", k, p)
			}
		}
	}
	for k, codes := range snCodes {
		for code, s := range codes {
			if !knows(k, s) {
				t.Errorf("code %s gives a %s the state %s", code, k, s)
			}
		}
	}
	if s, _, ok := stateOf(model.Incident, "Frobnicated"); ok {
		t.Errorf("a word that nobody knows is %s", s)
	}
}

func TestPrioritiesAndRatingsAreReadInEveryForm(t *testing.T) {
	for text, want := range map[string]model.Priority{
		"1": 1, "3 - Moderate": 3, "5 - Planning": 5, "P2": 2, "3 normal": 3, "Critical": 1, "Highest": 1, "Lowest": 5, "Medium": 3, "más alta": 1, "Niedrig": 4, "Haute": 2,
		"Baixa": 4, "": 0, "6": 0, "12": 0, "Whatever": 0,
	} {
		if have, _ := priorityOf(text); have != want {
			t.Errorf("priority %q is %d, not %d", text, have, want)
		}
	}
	for text, want := range map[string]model.Level{"1 - High": 1, "2 - Medium": 2, "3 - Low": 3, "2": 2, "4": 3, "High": 1, "Moderate": 2, "low": 3, "": 0, "x": 0} {
		if have, _ := levelOf(text); have != want {
			t.Errorf("rating %q is %d, not %d", text, have, want)
		}
	}
}

func TestTheKindFollowsFromTheClassTheNumberOrTheFields(t *testing.T) {
	for _, c := range []struct {
		number, class string
		want          model.Kind
	}{
		{"INC0000045", "", model.Incident}, {"PRB0040001", "", model.Problem}, {"CHG0000024", "", model.Change}, {"RITM0010001", "", model.Request},
		{"REQ0010001", "", model.Request}, {"SCTASK0010001", "", model.Request}, {"CTASK0010001", "", model.Change}, {"X1", "change_request", model.Change},
		{"X1", "Requested Item", model.Request}, {"X1", "Problem", model.Problem}, {"0012", "", model.Incident},
	} {
		if have := snKind(c.number, c.class, nil); have != c.want {
			t.Errorf("%s of class %q is a %s", c.number, c.class, have)
		}
	}
	if have := snKind("77", "", []value{{column: snColumnNamed("problem_state")}}); have != model.Problem {
		t.Errorf("what has a problem's state is a %s", have)
	}
}
