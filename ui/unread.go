package ui

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"opsdesk/model"
)

// A sight is how much a person has seen: for each ticket that they opened, the revision that it had. It never changes; who
// sees more gets another one, so that questions to the store can take it along.
type sight struct {
	// floor is the revision when the person began to look, or up to which nothing single is known any more.
	floor model.Revision
	seen  map[model.ID]model.Revision
}

const (
	seenKey = "seen" // under which it is kept
	maxSeen = 2000   // so many tickets are known one by one, those that were opened last
	// seenFormat is the first byte of what is kept.
	seenFormat = 1
)

// of gives the revision up to which the person has seen a ticket, zero when they never opened it.
func (s *sight) of(id model.ID) model.Revision { return s.seen[id] }

// behind gives the revision behind which a change of a ticket is news for the person: of a ticket that they opened, or that
// is theirs or watched by them. Zero is none: what they never opened and have nothing to do with is not marked.
func (s *sight) behind(t *model.Ticket, me model.Ref) model.Revision {
	if rev := s.seen[t.ID]; rev != 0 {
		return rev
	}
	if me != 0 && (t.Assignee == me || slices.Contains(t.Watchers, me)) {
		return max(1, s.floor)
	}
	return 0
}

// with gives a sight in which a ticket was seen up to a revision.
func (s *sight) with(id model.ID, rev model.Revision) *sight {
	more := &sight{s.floor, maps.Clone(s.seen)}
	more.seen[id] = max(more.seen[id], rev)
	more.trim()
	return more
}

// joined gives what either of two sights has seen.
func (s *sight) joined(other *sight) *sight {
	both := &sight{max(s.floor, other.floor), maps.Clone(s.seen)}
	for id, rev := range other.seen {
		both.seen[id] = max(both.seen[id], rev)
	}
	both.trim()
	return both
}

// trim forgets what was seen longest ago.
func (s *sight) trim() {
	if len(s.seen) <= maxSeen {
		return
	}
	ids := slices.SortedFunc(maps.Keys(s.seen), func(a, b model.ID) int { return cmp.Compare(s.seen[a], s.seen[b]) })
	for _, id := range ids[:len(ids)-maxSeen] {
		s.floor = max(s.floor, s.seen[id])
		delete(s.seen, id)
	}
}

// encode gives the bytes that are kept: the floor, and each ticket as the distance from the one before it.
func (s *sight) encode() []byte {
	b := binary.AppendUvarint([]byte{seenFormat}, uint64(s.floor))
	last := model.ID(0)
	for _, id := range slices.Sorted(maps.Keys(s.seen)) {
		b = binary.AppendUvarint(b, uint64(id-last))
		b = binary.AppendUvarint(b, uint64(s.seen[id]))
		last = id
	}
	return b
}

// decodeSight reads what encode wrote, and false when it is nothing of that kind.
func decodeSight(b []byte) (*sight, bool) {
	if len(b) == 0 || b[0] != seenFormat {
		return nil, false
	}
	var numbers []uint64
	for b = b[1:]; len(b) > 0; {
		n, size := binary.Uvarint(b)
		if size <= 0 {
			return nil, false
		}
		numbers, b = append(numbers, n), b[size:]
	}
	if len(numbers)%2 == 0 {
		return nil, false
	}
	s := &sight{model.Revision(numbers[0]), map[model.ID]model.Revision{}}
	last := model.ID(0)
	for i := 1; i < len(numbers); i += 2 {
		last += model.ID(numbers[i])
		s.seen[last] = model.Revision(numbers[i+1])
	}
	return s, true
}

// loadSight gives what a person has seen. Who looks for the first time has seen all there is.
func loadSight(d *desk) *sight {
	kept, err := d.store.Kept(d.who, seenKey)
	if s, ok := decodeSight(kept); err == nil && ok {
		return s
	}
	return &sight{d.store.Head(), map[model.ID]model.Revision{}}
}

// saw remembers that the person has seen a ticket up to a revision: at once here, and on the desk for next time, together
// with what other sessions of theirs saw meanwhile.
func (d *desk) saw(id model.ID, rev model.Revision) tea.Cmd {
	if d.seen.of(id) >= rev {
		return nil
	}
	d.seen = d.seen.with(id, rev)
	if d.store.ReadOnly() || model.May(d.who, model.VerbDraft, nil) != nil {
		return nil
	}
	st, ctx, who, now := d.store, d.ctx, d.who, d.seen
	return func() tea.Msg {
		kept, err := st.Kept(who, seenKey)
		if others, ok := decodeSight(kept); err == nil && ok {
			now = now.joined(others)
		}
		if err := st.Keep(ctx, who, seenKey, now.encode()); err != nil {
			return answer{body: told{text: "what you have seen is not kept: " + problem(err), bad: true}}
		}
		return nil
	}
}
