package store

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// names knows what nouns are called. It reads from the file what it was not asked before; names never change.
type names struct {
	store *Store
	known sync.Map // of nameOf → string
	mu    sync.Mutex
	lists map[model.Table][]named // folded names in order, made when first searched
	order map[model.Table][]uint32
}

type nameID struct {
	table model.Table
	id    model.Ref
}

type named struct {
	name string
	id   model.Ref
}

func newNames(s *Store) *names {
	return &names{store: s, lists: map[model.Table][]named{}, order: map[model.Table][]uint32{}}
}

// Names gives the names of the desk's nouns. It is safe for concurrent use.
func (s *Store) Names() model.Names { return s.names }

// Name gives the name of a noun, empty when there is none with that number or the file can't be read.
func (n *names) Name(table model.Table, id model.Ref) string {
	if id == 0 {
		return ""
	}
	key := nameID{table, id}
	if name, ok := n.known.Load(key); ok {
		return name.(string)
	}
	noun, err := n.store.Noun(table, id)
	if err != nil {
		return ""
	}
	n.known.Store(key, noun.Name)
	return noun.Name
}

// Find lists the nouns that a written name may mean, as model.Names says.
func (n *names) Find(table model.Table, name string) []model.Ref {
	written := model.FoldName(name)
	if written == "" {
		return nil
	}
	list := n.list(table)
	if i, ok := slices.BinarySearchFunc(list, written, func(a named, b string) int { return strings.Compare(a.name, b) }); ok {
		return []model.Ref{list[i].id}
	}
	var found []model.Ref
	for _, one := range list {
		if model.NameMeans(one.name, written) {
			found = append(found, one.id)
		}
	}
	return found
}

// list gives the folded names of a table in order.
func (n *names) list(table model.Table) []named {
	n.mu.Lock()
	defer n.mu.Unlock()
	if list, ok := n.lists[table]; ok {
		return list
	}
	var list []named
	err := n.store.view(func(tx *bolt.Tx) error {
		c := tx.Bucket(bNames).Cursor()
		prefix := []byte{byte(table)}
		for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if len(v) == 4 {
				list = append(list, named{string(k[1:]), model.Ref(binary.BigEndian.Uint32(v))})
			}
		}
		return nil
	})
	if err == nil {
		n.lists[table] = list
	}
	return list
}

// places gives for the number of each noun the place of its name in the order of letters, from 1.
func (n *names) places(table model.Table) []uint32 {
	list := n.list(table)
	n.mu.Lock()
	defer n.mu.Unlock()
	if order, ok := n.order[table]; ok {
		return order
	}
	highest := model.Ref(0)
	for _, one := range list {
		highest = max(highest, one.id)
	}
	order := make([]uint32, highest+1)
	for place, one := range list {
		order[one.id] = uint32(place + 1)
	}
	n.order[table] = order
	return order
}

// grew says that nouns were added.
func (n *names) grew() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.lists)
	clear(n.order)
}

func nounKey(table model.Table, id model.Ref) []byte {
	return binary.BigEndian.AppendUint32([]byte{byte(table)}, uint32(id))
}

func nameKey(table model.Table, name string) []byte {
	return append([]byte{byte(table)}, model.FoldName(name)...)
}

// lastNoun gives the highest number of a table.
func lastNoun(nouns *bolt.Bucket, table model.Table) model.Ref {
	c := nouns.Cursor()
	k, _ := c.Seek([]byte{byte(table) + 1})
	if k == nil {
		k, _ = c.Last()
	} else {
		k, _ = c.Prev()
	}
	if len(k) != 5 || k[0] != byte(table) {
		return 0
	}
	return model.Ref(binary.BigEndian.Uint32(k[1:]))
}
