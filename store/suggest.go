package store

import (
	"context"
	"fmt"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// A Subject is what suggestions are asked for: a ticket of the desk, or one that nobody has saved yet.
type Subject struct {
	ID model.ID
	// Draft is what is known so far where ID is 0: kind, title, description, and the facts that are filled in. An
	// outcome that it has is suggested all the same, for comparison. Nobody may change it while the question runs.
	Draft *model.Ticket
}

// Suggestions are what the desk's own past says of a subject. Nothing is ever set by them.
type Suggestions struct {
	// Learned is from how many resolved tickets likely outcomes were learned, Needed how many it takes before any are
	// given. While Learned < Needed, Likely is empty.
	Learned, Needed int
	// Learning says that the desk is still learning for the first time since it was opened.
	Learning bool
	// Likely holds a row for each outcome of which something can be said, in the order of model.Outcomes.
	Likely []Likely
	// Open and Past are look-alikes that are open, and those that are not, the most similar first, at most five each.
	// Known errors are in neither.
	Open, Past []LookAlike
	// Known are known errors that the subject may be a case of, the most similar first, at most five.
	Known []KnownError
}

// A Likely is what one outcome probably is.
type Likely struct {
	Outcome model.Outcome
	// Best are the likeliest, at most three, the likeliest first.
	Best []Suggestion
	// Right is for how many of the last Tried resolved tickets the first suggestion would have been right, each judged
	// by what had been learned before it. Tried is at most 500.
	Right, Tried int
}

// HitRate is Right of Tried, from 0 to 1.
func (l Likely) HitRate() float64 {
	if l.Tried == 0 {
		return 0
	}
	return float64(l.Right) / float64(l.Tried)
}

// A Suggestion is one way in which an outcome may come out.
type Suggestion struct {
	// Set are the facts to set for it: one for team, service and category, impact and urgency for a priority.
	Set []model.Setting
	// Text is how people read it: a name, a category, "P2 High". It comes from outside: clean it before it is drawn.
	Text string
	// Score is how sure the desk is, from 0 to 1; the scores of all that an outcome may be add up to 1.
	Score float64
	// Why are the words and facts that led there, the heaviest first, at most five.
	Why []model.Evidence
}

// A LookAlike is another ticket that shares rare words with the subject.
type LookAlike struct {
	Ticket *model.Ticket // with its state, and how it ended: Code and Note
	Score  float64       // of Similar
	Words  []string      // that are shared, folded, the heaviest first
}

// A KnownError is a problem that is a known error, with the words that it shares with the subject in its title,
// description, symptom or workaround. What to do about it is Ticket.Workaround.
type KnownError struct {
	Ticket *model.Ticket
	Score  float64 // as that of Similar
	Words  []string
}

// Suggest gives what the desk's own past says of a subject: what team, service, category and priority are likely, which
// tickets look alike, and which known errors fit. In a lasting store all is learned in the background, and Likely and
// Known are empty while it is Learning; else the first question waits for it. Errors: model.ErrNotFound, or ctx's when it
// ends first.
func (s *Store) Suggest(ctx context.Context, about Subject) (*Suggestions, error) {
	learner, err := s.tutor.ready(ctx)
	if err != nil {
		return nil, fmt.Errorf("learn from the desk's past: %w", err)
	}
	found := &Suggestions{Needed: leastLearned, Learning: learner == nil}
	err = s.view(func(tx *bolt.Tx) error {
		subject, itself := about.Draft, model.ID(0)
		if about.ID != 0 || subject == nil {
			if subject, err = existing(tx, about.ID); err != nil {
				return err
			}
			itself = about.ID
		}
		errors := s.tutor.judge(learner, subject, found, s.names.in(tx))
		return s.likenesses(ctx, tx, subject.Title+"\n"+subject.Description, itself, errors, found)
	})
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return found, nil
}

// existing reads a ticket that must be there.
func existing(tx *bolt.Tx, id model.ID) (*model.Ticket, error) {
	t, err := loadTicket(tx, id)
	if err == nil && !t.Exists() {
		err = notFound(id)
	}
	return t, err
}

const (
	// leastLearned is from how many tickets something must have been learned before it is said.
	leastLearned = 50
	// likeliest is how many ways in which an outcome may come out are given.
	likeliest = 3
)

// judge fills in what is likely, and gives the known errors, none while nothing was learned.
func (u *tutor) judge(learner *model.Learner, subject *model.Ticket, found *Suggestions, names model.Names) (errors *roaring.Bitmap) {
	if learner == nil {
		return roaring.New()
	}
	u.mu.RLock()
	defer u.mu.RUnlock()
	if found.Learned = learner.Count(); found.Learned < leastLearned {
		return u.errors.Clone()
	}
	for o := range model.Outcomes {
		one := Likely{Outcome: model.Outcome(o)}
		for _, g := range learner.Guess(subject, one.Outcome, likeliest) {
			one.Best = append(one.Best, Suggestion{Set: g.Set, Text: suggestionText(one.Outcome, g.Set, names), Score: g.Score, Why: g.Why})
		}
		if one.Right, one.Tried = learner.Record(one.Outcome); len(one.Best) > 0 {
			found.Likely = append(found.Likely, one)
		}
	}
	return u.errors.Clone()
}

// suggestionText gives what people read for the facts of an outcome.
func suggestionText(o model.Outcome, set []model.Setting, names model.Names) string {
	if o == model.OutcomePriority {
		p := model.PriorityOf(model.Level(set[0].To.N), model.Level(set[1].To.N))
		return model.FieldNo(model.FieldPriority).Show(model.Value{N: int64(p)}, names, time.UTC)
	}
	return model.FieldNo(set[0].Field).Show(set[0].To, names, time.UTC)
}
