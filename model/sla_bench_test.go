package model

import (
	"fmt"
	"testing"
)

// benched is a ticket under the default terms with six lines of journal.
func benched(b *testing.B) *timed {
	l := opened(b, DefaultTerms("Europe/Berlin"), "2026-03-03 10:00", number(FieldPriority, 3))
	l.does("2026-03-03 10:30", VerbTake, me, number(FieldAcknowledged, int64(when(b, "2026-03-03 10:30"))))
	l.holds("2026-03-03 12:00", AwaitingCaller)
	l.does("2026-03-04 12:00", VerbComment, caller, number(FieldState, int64(StateInProgress)), number(FieldReason, 0))
	l.does("2026-03-04 14:00", VerbPrioritise, me, number(FieldPriority, 2))
	l.does("2026-03-04 15:00", VerbComment, me)
	b.ReportAllocs()
	b.ResetTimer()
	return l
}

func BenchmarkKeepOneAct(b *testing.B) {
	l := benched(b)
	after := l.ticket.Clone()
	e := &Entry{Rev: 9, Group: 9, ID: 12, Act: VerbComment, Recorded: when(b, "2026-03-04 16:00"), Events: []Event{{At: when(b, "2026-03-04 16:00"), By: me, Verb: VerbComment}}}
	for b.Loop() {
		l.book.Keep(l.ticket, after, e)
	}
}

func BenchmarkRecallSixActs(b *testing.B) {
	l := benched(b)
	for b.Loop() {
		l.book.Recall(l.ticket, l.entries)
	}
}

func BenchmarkAmendedForNothing(b *testing.B) {
	l := benched(b)
	terms := DefaultTerms("Europe/Berlin")
	terms.Rules = terms.Rules[:1]
	book, err := l.book.With(Edition{Rev: 9, At: when(b, "2026-03-04 16:00"), Terms: terms}, deskRoll, nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if book.Amended(l.ticket) {
			b.Fatal("it changed")
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	for _, days := range []int{2, 365} {
		b.Run(fmt.Sprintf("%d days", days), func(b *testing.B) {
			l := benched(b)
			now := when(b, "2026-03-04 16:00") + Instant(days)*24*60*60
			for b.Loop() {
				l.book.Explain(12, l.entries, now)
			}
		})
	}
}
