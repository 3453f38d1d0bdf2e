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
	known sync.Map // of nameID → string
	mu    sync.Mutex
	lists map[model.Table]nameList
}

// A nameList is the names of a table up to a noun.
type nameList struct {
	last    model.Ref
	ordered []named  // folded, in the order of letters
	places  []uint32 // by the number of each noun: its place in that order, from 1
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
	return &names{store: s, lists: map[model.Table]nameList{}}
}

// Names gives the names of the desk's nouns. It is safe for concurrent use.
func (s *Store) Names() model.Names { return s.names }

// Name gives the name of a noun, empty when there is none with that number or the file can't be read.
func (n *names) Name(table model.Table, id model.Ref) (name string) {
	if known, ok := n.known.Load(nameID{table, id}); ok || id == 0 {
		name, _ = known.(string)
		return name
	}
	err := n.store.view(func(tx *bolt.Tx) error {
		name = n.in(tx).Name(table, id)
		return nil
	})
	if err != nil {
		return ""
	}
	return name
}

// Find lists the nouns that a written name may mean, as model.Names says.
func (n *names) Find(table model.Table, name string) (found []model.Ref) {
	err := n.store.view(func(tx *bolt.Tx) error {
		found = n.in(tx).Find(table, name)
		return nil
	})
	if err != nil {
		return nil
	}
	return found
}

// list gives the folded names of a table in order.
func (n *names) list(table model.Table) (list []named) {
	err := n.store.view(func(tx *bolt.Tx) error {
		list = n.in(tx).list(table).ordered
		return nil
	})
	if err != nil {
		return nil
	}
	return list
}

// Called gives the noun that has just this name, but for upper and lower case; zero when there is none.
func (s *Store) Called(table model.Table, name string) (id model.Ref) {
	err := s.view(func(tx *bolt.Tx) error {
		id = nounCalled(tx, table, name)
		return nil
	})
	if err != nil {
		return 0
	}
	return id
}

func nounCalled(tx *bolt.Tx, table model.Table, name string) model.Ref {
	return model.Ref(getUint32(tx.Bucket(bNames).Get(nameKey(table, name))))
}

// grew says that nouns were added: lists without them need not be kept.
func (n *names) grew() {
	n.mu.Lock()
	defer n.mu.Unlock()
	clear(n.lists)
}

// A namesIn gives names as one transaction sees them. Whoever is inside of a transaction asks these: to begin another
// for a name would wait for a writer that waits for the first one.
type namesIn struct {
	*names
	tx *bolt.Tx
}

func (n *names) in(tx *bolt.Tx) namesIn { return namesIn{n, tx} }

// Name gives the name of a noun, empty when there is none with that number or it is damaged.
func (n namesIn) Name(table model.Table, id model.Ref) string {
	if id == 0 {
		return ""
	}
	key := nameID{table, id}
	if name, ok := n.known.Load(key); ok {
		return name.(string)
	}
	noun, err := decodeNoun(nounKey(table, id), n.tx.Bucket(bNouns).Get(nounKey(table, id)))
	if err != nil {
		return ""
	}
	n.known.Store(key, noun.Name)
	return noun.Name
}

// Find lists the nouns that a written name may mean, as model.Names says.
func (n namesIn) Find(table model.Table, name string) []model.Ref {
	if model.FoldName(name) == "" {
		return nil
	}
	if id := nounCalled(n.tx, table, name); id != 0 {
		return []model.Ref{id} // most names are written in full, and then nobody need read them all
	}
	return find(n.list(table).ordered, name)
}

// list gives the names of a table. A list that is kept is good as long as its last noun is the last.
func (n namesIn) list(table model.Table) nameList {
	last := lastNoun(n.tx.Bucket(bNouns), table)
	n.mu.Lock()
	defer n.mu.Unlock()
	if list, ok := n.lists[table]; ok && list.last == last {
		return list
	}
	list := nameList{last: last, places: make([]uint32, last+1)}
	c := n.tx.Bucket(bNames).Cursor()
	prefix := []byte{byte(table)}
	for k, v := c.Seek(prefix); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
		if len(v) != 4 {
			continue
		}
		id := model.Ref(binary.BigEndian.Uint32(v))
		list.ordered = append(list.ordered, named{string(k[1:]), id})
		if id <= last {
			list.places[id] = uint32(len(list.ordered))
		}
	}
	n.lists[table] = list
	return list
}

func find(list []named, name string) []model.Ref {
	written := model.FoldName(name)
	if written == "" {
		return nil
	}
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
