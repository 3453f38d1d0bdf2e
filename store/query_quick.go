package store

import (
	"encoding/binary"
	"slices"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// maxQuick is up to which place of the index of active tickets a page is looked up.
const maxQuick = 4096

// atOnce answers from the index of active tickets while no columns are awake, and tells whether it could.
func (s *Store) atOnce(q model.Query, env model.Env, page Page, list *Listing) (quick bool, err error) {
	if s.cols.awake() || len(q.Sort()) > 0 || page.Hold != 0 {
		return false, nil
	}
	err = s.view(func(tx *bolt.Tx) error {
		env.Names = s.names.in(tx)
		list.Upto = model.Revision(getUint64(tx.Bucket(bMeta).Get(kHead)))
		list.Of, _ = sizes(tx)
		quick, err = s.quick(tx, q, env, page, list)
		return err
	})
	return quick, err
}

// quick answers the question with which a console begins: a page of open tickets that kind, state and being put aside
// alone tell apart, in the usual order, from the index of active tickets and the counters.
func (s *Store) quick(tx *bolt.Tx, q model.Query, env model.Env, page Page, list *Listing) (bool, error) {
	plan := q.Plan(env)
	if page.Offset > maxQuick || !byCounters(plan) {
		return false, nil
	}
	filter := q.Bind(env)
	c := tx.Bucket(bCounts).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		t := counted(k)
		if !filter.Match(t) {
			continue
		}
		if !t.Open() {
			return false, nil
		}
		list.Total += int(getUint64(v))
	}
	from, upto := list.turn(page)
	n := 0
	c = tx.Bucket(bActive).Cursor()
	for k, _ := c.First(); k != nil && n < upto; k, _ = c.Next() {
		t, err := loadTicket(tx, model.ID(binary.BigEndian.Uint32(k[len(k)-4:])))
		if err != nil {
			return false, err
		}
		if !filter.Match(t) {
			continue
		}
		if n++; n > from {
			list.Tickets = append(list.Tickets, t)
		}
	}
	return true, nil
}

// byCounters tells whether what counters tell apart decides a plan.
func byCounters(p model.Plan) bool {
	switch p.Op {
	case model.PlanAll, model.PlanAny, model.PlanNot:
		return !slices.ContainsFunc(p.Parts, func(part model.Plan) bool { return !byCounters(part) })
	case model.PlanRange:
		return p.Field != nil && (p.Field.No == model.FieldKind || p.Field.No == model.FieldState || p.Field.No == model.FieldAside)
	}
	return false
}
