package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// week is how far apart windows lie whose arrivals are compared.
const week = 7 * 24 * time.Hour

// maxRecent is how many of the newest incidents are looked at for look-alikes.
const maxRecent = 200

// lately is what came in the longest window before a moment, and what usually comes.
type lately struct {
	now     model.Instant
	first   model.Instant // when the desk's first incident came
	recent  []newcomer    // the oldest first
	usual   map[model.Ref]*model.Rates
	all     model.Rates
	earlier int // incidents of the earlier weeks
}

// A newcomer is an incident of the longest window.
type newcomer struct {
	id      model.ID
	service model.Ref
	at      model.Instant
}

// A burstCache holds the bursts of one minute and revision, for all sessions.
type burstCache struct {
	mu   sync.Mutex
	upto model.Revision
	at   int64
	all  []model.Burst
}

// Bursts lists what more incidents came of than usual within the half hour or hour before a moment: for one service, or
// look-alikes; the least likely first. A console answers from its columns, and from memory while nothing has changed. Of a
// moment more than an hour ago it lists what was told then, whatever became of the incidents since.
func (s *Store) Bursts(ctx context.Context, at time.Time) ([]model.Burst, error) {
	c, head, minute := &s.bursts, s.Head(), at.Unix()/60
	c.mu.Lock()
	defer c.mu.Unlock() // sessions that ask at once wait for one answer
	if c.upto == head && c.at == minute && head != 0 {
		return slices.Clone(c.all), nil
	}
	all, err := s.lookForBursts(ctx, model.At(at))
	if err != nil {
		return nil, fmt.Errorf("look for bursts: %w", err)
	}
	c.upto, c.at, c.all = head, minute, all
	return slices.Clone(all), nil
}

func (s *Store) lookForBursts(ctx context.Context, now model.Instant) (found []model.Burst, err error) {
	l := &lately{now: now, usual: map[model.Ref]*model.Rates{}}
	known, err := s.look(ctx, model.Env{}, func(q *selection) error {
		var cols [3]*column
		for i, no := range [...]uint8{model.FieldCreated, model.FieldKind, model.FieldService} {
			if cols[i], err = q.cols.column(no); err != nil {
				return err
			}
		}
		created, kinds, services := cols[0], cols[1], cols[2]
		for row := range q.cols.ids.n {
			if model.Kind(kinds.at(row)) == model.Incident && q.cols.exists(row) {
				l.take(model.ID(q.cols.ids.of(row)), model.Instant(created.at(row)), model.Ref(services.at(row)))
			}
		}
		found, err = s.bursting(ctx, q.tx, l)
		return err
	})
	if known || err != nil {
		return found, err
	}
	err = s.view(func(tx *bolt.Tx) error {
		err := scan(ctx, tx, true, func(t *model.Ticket) {
			if t.Kind == model.Incident {
				l.take(t.ID, t.Created, t.Service)
			}
		})
		if err == nil {
			found, err = s.bursting(ctx, tx, l)
		}
		return err
	})
	return found, err
}

// take counts an incident.
func (l *lately) take(id model.ID, at model.Instant, service model.Ref) {
	if l.first == 0 || at < l.first {
		l.first = at
	}
	age := time.Duration(l.now-at) * time.Second
	switch {
	case age < 0 || age > model.BurstWeeks*week+model.BurstWindows[1]+model.BurstPad:
	case age < model.BurstWindows[len(model.BurstWindows)-1]:
		l.recent = append(l.recent, newcomer{id, service, at})
	default:
		l.earlier++
		l.all.Add(age)
		if service == 0 {
			return
		}
		if l.usual[service] == nil {
			l.usual[service] = &model.Rates{}
		}
		l.usual[service].Add(age)
	}
}

// weeks tells of how many earlier weeks the counts tell.
func (l *lately) weeks() float64 {
	known := time.Duration(l.now-l.first) * time.Second
	return min(model.BurstWeeks, known.Hours()/week.Hours())
}

// bursting finds the bursts among what came lately.
func (s *Store) bursting(ctx context.Context, tx *bolt.Tx, l *lately) (all []model.Burst, err error) {
	slices.SortFunc(l.recent, func(a, b newcomer) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id)) })
	of := map[model.Ref][]newcomer{}
	for _, one := range l.recent {
		of[one.service] = append(of[one.service], one)
	}
	for service, came := range of {
		tally := cmp.Or(l.usual[service], &model.Rates{})
		if b, ok := model.Rise(l.ages(came), *tally, l.weeks()); ok && service != 0 {
			b.Service = service
			if all, err = s.gatherable(tx, l, all, b, came); err != nil {
				return nil, err
			}
		}
	}
	alike, err := s.alikeBursts(ctx, tx, l)
	if err != nil {
		return nil, err
	}
	for _, b := range alike {
		if !slices.ContainsFunc(all, func(o model.Burst) bool { return o.Covers(&b) }) {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b model.Burst) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), cmp.Compare(a.Service, b.Service))
	})
	return all, nil
}

func (l *lately) ages(came []newcomer) []time.Duration {
	ages := make([]time.Duration, len(came))
	for i, one := range came {
		ages[i] = time.Duration(l.now-one.at) * time.Second
	}
	return ages
}

// leastGathered is how few incidents without a parent are no burst any more: somebody has gathered the others.
const leastGathered = 2

// gatherable adds a burst with the incidents that a parent may gather, if there are some.
func (s *Store) gatherable(tx *bolt.Tx, l *lately, all []model.Burst, b model.Burst, came []newcomer) ([]model.Burst, error) {
	past := time.Duration(model.At(s.clock())-l.now)*time.Second > time.Hour
	for _, one := range came {
		if time.Duration(l.now-one.at)*time.Second >= b.Window {
			continue
		}
		t, err := loadTicket(tx, one.id)
		if err != nil {
			return nil, err
		}
		parent := slices.ContainsFunc(t.Links, func(k model.Link) bool { return k.Rel == model.ParentOf })
		if past || t.Open() && t.Parent == 0 && !parent {
			b.IDs = append(b.IDs, t.ID)
		}
	}
	if len(b.IDs) < leastGathered {
		return all, nil
	}
	return append(all, b), nil
}
