package cmd

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// A demoNow is the clock of a desk while its past is made up.
type demoNow struct{ at time.Time }

func (n *demoNow) now() time.Time { return n.at }

// demoStages are the moments, so long before now, at which the desk is told what had happened until then. What its clocks
// have to tell from then on they tell by themselves, as of when it was due, and rules react.
var demoStages = []time.Duration{7 * 24 * time.Hour, 3 * 24 * time.Hour, 24 * time.Hour, 3 * time.Hour, 70 * time.Minute, 25 * time.Minute, 0}

// demoBatch is how many tickets are written together.
const demoBatch = 2000

var demoMaker = model.Actor{Name: "demo", Role: model.Admin}

// fillDemo fills an empty desk with the tickets of an invented company: its last four months, ending in a busy hour. The
// desk goes by the clock, which is moved meanwhile and stands at o.Now in the end. The same options give the same tickets.
// It ends early with ctx's error, and leaves then what it wrote before.
func fillDemo(ctx context.Context, s *store.Store, clock *demoNow, o demoOptions) error {
	d := newDemoDesk(o)
	queue := d.queue()
	for i, ago := range demoStages {
		clock.at = o.Now.Add(-ago)
		if i == 0 {
			if _, err := s.AddNouns(ctx, demoMaker, demoNamed()...); err != nil {
				return fmt.Errorf("introduce whom the demo's terms speak of: %w", err)
			}
		}
		if i >= len(demoStages)-2 { // twice is enough for lines that stand in the order of time
			if err := ringDemo(ctx, s); err != nil {
				return err
			}
		}
		now := model.At(clock.at)
		later := func(imp *model.Import) bool { return imp.Past[len(imp.Past)-1].At > now }
		if err := writeDemo(ctx, s, without(queue, later)); err != nil {
			return err
		}
		queue = slices.DeleteFunc(queue, func(imp *model.Import) bool { return !later(imp) })
	}
	if err := writeDemo(ctx, s, d.others()); err != nil {
		return err
	}
	return d.gestures(ctx, s)
}

// demoNamed lists the teams and people of whom the terms speak. A small desk may have no ticket of theirs.
func demoNamed() (all []model.Noun) {
	for _, team := range demoTeamNames {
		all = append(all, model.Noun{Table: model.Teams, Name: team})
	}
	return append(all, model.Noun{Table: model.People, Name: demoPerson.Name}, model.Noun{Table: model.People, Name: demoOperations})
}

// without gives the tickets that are not to be left out.
func without(all []*model.Import, leave func(*model.Import) bool) iter.Seq[*model.Import] {
	return func(yield func(*model.Import) bool) {
		for _, imp := range all {
			if !leave(imp) && !yield(imp) {
				return
			}
		}
	}
}

// ringDemo lets the desk do what has come due.
func ringDemo(ctx context.Context, s *store.Store) error {
	for {
		n, err := s.Ring(ctx)
		if err != nil {
			return fmt.Errorf("let the demo's clocks go on: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

// writeDemo brings tickets in.
func writeDemo(ctx context.Context, s *store.Store, all iter.Seq[*model.Import]) error {
	commands := make([]store.Command, 0, demoBatch)
	flush := func() error {
		if len(commands) == 0 {
			return nil
		}
		if _, err := s.Do(ctx, store.Write{Who: demoMaker, Commands: commands}); err != nil {
			return fmt.Errorf("write the demo's tickets: %w", err)
		}
		commands = commands[:0]
		return nil
	}
	for imp := range all {
		commands = append(commands, store.Command{Act: imp})
		if len(commands) == demoBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
