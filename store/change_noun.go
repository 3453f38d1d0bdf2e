package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"opsdesk/model"
)

// A nounName is what a noun was called.
type nounName struct {
	table model.Table
	name  string
}

// identify finds the person who acts, and makes the record of somebody new.
func (c *change) identify() error {
	name := c.who.Name
	if name == "" {
		return fmt.Errorf("%w: nobody was named who acts", model.ErrDenied)
	}
	me, err := c.Noun(model.People, name)
	c.me = me
	return err
}

// Noun finds a noun by its name, or makes it; it is the model.Desk's.
func (c *change) Noun(table model.Table, name string) (model.Ref, error) {
	name, _ = model.Bound(name, model.MaxName)
	asked := nounName{table, name}
	if ref, ok := c.refs[asked]; ok {
		return ref, nil
	}
	if ref, ok := c.added[asked]; ok {
		return ref, nil
	}
	if v := c.tx.Bucket(bNames).Get(nameKey(table, name)); len(v) == 4 {
		ref := model.Ref(binary.BigEndian.Uint32(v))
		if c.added != nil { // it may be rolled back
			c.added[asked] = ref
		} else {
			c.refs[asked] = ref
		}
		return ref, nil
	}
	n, err := model.Noun{Table: table, Name: name}.Accept()
	if err != nil {
		return 0, err
	}
	return c.addNoun(n)
}

// addNoun writes a new noun, its name and its journal line.
func (c *change) addNoun(n model.Noun) (model.Ref, error) {
	nouns := c.tx.Bucket(bNouns)
	n.ID = lastNoun(nouns, n.Table) + 1
	v, err := encodeNoun(n)
	if err != nil {
		return 0, err
	}
	line := &model.Entry{Table: n.Table, ID: uint32(n.ID), Act: model.VerbAdd, Name: n.Name,
		Events: []model.Event{{At: c.now, By: c.me, Verb: model.VerbAdd}}}
	if c.added == nil {
		c.added = map[nounName]model.Ref{}
	}
	group := c.group
	c.group, c.dirty, c.nouns = 0, true, true // a noun that an act needed is no part of what undo takes back
	err = errors.Join(nouns.Put(nounKey(n.Table, n.ID), v), c.tx.Bucket(bNames).Put(nameKey(n.Table, n.Name), uint32Key(uint32(n.ID))), c.line(line))
	c.group = group
	return n.ID, err
}
