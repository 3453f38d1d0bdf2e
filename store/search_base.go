package store

import (
	"bytes"
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// The base of the search is the bucket "search". It is derived: delete the bucket, and it is built again.
//
//	base    format of the search u8, revision u64
//	words   token → the tickets that have it
//	starts  beginning of tokens → the tickets that have one of them; a zero byte → all tickets
//
// It tells rightly of every ticket that has no journal line behind its revision, and anything of the others.
var (
	bSearch = []byte("search")
	bWords  = []byte("words")
	bStarts = []byte("starts")
	kBase   = []byte("base")
	kAll    = []byte{0}
)

// searchFormat goes up when tickets give other tokens than before, or bases are written in another way: a base of
// another format counts for nothing and is built anew.
const searchFormat = 2

// A searchBase is what of the index is in the file, as one transaction sees it.
type searchBase struct {
	rev    model.Revision // 0 when there is none: it tells nothing, and counts from the first line
	words  *bolt.Bucket   // nil when there is none
	starts *bolt.Bucket
}

func baseOf(tx *bolt.Tx) searchBase {
	search := tx.Bucket(bSearch)
	if search == nil {
		return searchBase{}
	}
	v := search.Get(kBase)
	if len(v) != 9 || v[0] != searchFormat {
		return searchBase{}
	}
	rev := getUint64(v[1:])
	words, starts := search.Bucket(bWords), search.Bucket(bStarts)
	if words == nil || starts == nil || rev > getUint64(tx.Bucket(bMeta).Get(kHead)) {
		return searchBase{}
	}
	return searchBase{rev: model.Revision(rev), words: words, starts: starts}
}

// all gives the tickets that there are.
func (b searchBase) all() (*roaring.Bitmap, error) {
	if b.starts == nil {
		return roaring.New(), nil
	}
	return openIDs(kAll, b.starts.Get(kAll))
}

// every gives the tickets that have every word. The bitmap is valid inside the transaction, and may be changed.
func (b searchBase) every(ctx context.Context, words []searchWord) (*roaring.Bitmap, error) {
	if len(words) == 0 {
		return b.all()
	}
	found := make([]*roaring.Bitmap, len(words))
	for i, w := range words {
		var err error
		if found[i], err = b.one(ctx, w); err != nil {
			return nil, err
		}
		if found[i].IsEmpty() {
			return found[i], nil
		}
	}
	slices.SortFunc(found, func(x, y *roaring.Bitmap) int { return cmp.Compare(x.GetCardinality(), y.GetCardinality()) })
	rest := found[0]
	for _, f := range found[1:] {
		rest = roaring.And(rest, f)
	}
	return rest, nil
}

// one gives the tickets that have a word, be it in a text or as their number.
func (b searchBase) one(ctx context.Context, w searchWord) (*roaring.Bitmap, error) {
	if b.words == nil {
		return roaring.New(), nil
	}
	found, err := b.written(ctx, w)
	if err != nil {
		return nil, err
	}
	all, err := b.all()
	if err != nil {
		return nil, err
	}
	if numbers := numbered(w, all); numbers != nil {
		found = roaring.Or(found, numbers)
	}
	return found, nil
}

func (b searchBase) written(ctx context.Context, w searchWord) (*roaring.Bitmap, error) {
	key := []byte(w.token)
	if w.whole {
		return openIDs(key, b.words.Get(key))
	}
	if v := b.starts.Get(key); v != nil {
		return openIDs(key, v)
	}
	u := idUnion{}
	n := 0
	c := b.words.Cursor()
	for k, v := c.Seek(key); k != nil && bytes.HasPrefix(k, key); k, v = c.Next() {
		if n++; n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err := u.add(k, v); err != nil {
			return nil, err
		}
	}
	return u.bitmap(), nil
}

// numbered gives the tickets of all whose own number is the word, or begins with it; nil when the word is no number.
// Numbers are not written into the base: they are known without.
func numbered(w searchWord, all *roaring.Bitmap) *roaring.Bitmap {
	if len(w.token) == 0 || len(w.token) > 10 || w.token[0] == '0' || all.IsEmpty() {
		return nil
	}
	low := uint64(0)
	for _, c := range []byte(w.token) {
		if c < '0' || c > '9' {
			return nil
		}
		low = low*10 + uint64(c-'0')
	}
	highest := uint64(all.Maximum())
	if low > highest {
		return nil
	}
	if w.whole {
		if all.Contains(uint32(low)) {
			return roaring.BitmapOf(uint32(low))
		}
		return nil
	}
	ids := roaring.New()
	for high := low; low <= highest; low, high = low*10, high*10+9 {
		ids.AddRange(low, min(high, highest)+1)
	}
	ids.And(all)
	return ids
}

// Ways in which a set of tickets is written; the first byte says which.
const (
	idsListed  = 1 // distances as varints
	idsRoaring = 2 // a roaring bitmap in its portable format

	maxListed = 256 // so many are listed, since a bitmap would be longer
)

// encodeIDs writes tickets that are in order, each once.
func encodeIDs(ids []uint32) ([]byte, error) {
	if len(ids) > maxListed {
		return encodeBitmap(bitmapOf(ids))
	}
	b := make([]byte, 1, 1+2*len(ids)+3)
	b[0] = idsListed
	last := uint32(0)
	for _, id := range ids {
		b = binary.AppendUvarint(b, uint64(id-last))
		last = id
	}
	return b, nil
}

// bitmapOf gives the bitmap of tickets in any order, which it may put in order.
func bitmapOf(ids []uint32) *roaring.Bitmap {
	highest := slices.Max(ids)
	if len(ids) < int(highest/64) { // they lie so far apart that most words would be empty
		slices.Sort(ids)
		return roaring.BitmapOf(ids...)
	}
	bits := make([]uint64, highest/64+1)
	for _, id := range ids {
		bits[id/64] |= 1 << (id % 64)
	}
	return roaring.FromDense(bits, false)
}

func encodeBitmap(ids *roaring.Bitmap) ([]byte, error) {
	if ids.GetCardinality() <= maxListed {
		return encodeIDs(ids.ToArray())
	}
	ids.RunOptimize()
	b := bytes.NewBuffer(make([]byte, 0, 1+ids.GetSerializedSizeInBytes()))
	b.WriteByte(idsRoaring)
	if _, err := ids.WriteTo(b); err != nil {
		return nil, fmt.Errorf("write a set of tickets: %w", err)
	}
	return b.Bytes(), nil
}

// openIDs reads the tickets under a key; nil are none. The bitmap is valid inside the transaction, and may be changed.
func openIDs(key, v []byte) (*roaring.Bitmap, error) {
	u := idUnion{}
	if err := u.add(key, v); err != nil {
		return nil, err
	}
	return u.bitmap(), nil
}

// A idUnion gathers sets of tickets.
type idUnion struct {
	all    *roaring.Bitmap
	owned  bool // all is nobody else's
	listed []uint32
}

// add takes in the tickets under a key, as encodeIDs wrote them. They must stay valid until the union is done.
func (u *idUnion) add(key, v []byte) error {
	switch {
	case v == nil:
	case len(v) > 0 && v[0] == idsListed:
		id := uint64(0)
		for rest := v[1:]; len(rest) > 0; {
			n, size := binary.Uvarint(rest)
			if id += n; size <= 0 || id > math.MaxUint32 {
				return fmt.Errorf("%w: the search's entry %q is damaged", ErrIntegrity, key)
			}
			u.listed = append(u.listed, uint32(id))
			rest = rest[size:]
		}
		if len(u.listed) >= 1<<16 {
			u.fold()
		}
	case len(v) > 0 && v[0] == idsRoaring:
		ids := roaring.New()
		if _, err := ids.FromBuffer(v[1:]); err != nil {
			return fmt.Errorf("%w: the search's entry %q is damaged: %w", ErrIntegrity, key, err)
		}
		u.or(ids)
	default:
		return fmt.Errorf("%w: the search's entry %q is of an unknown kind", ErrIntegrity, key)
	}
	return nil
}

func (u *idUnion) or(ids *roaring.Bitmap) {
	switch {
	case u.all == nil:
		u.all = ids
	case !u.owned:
		u.all, u.owned = roaring.Or(u.all, ids), true
	default:
		u.all.Or(ids)
	}
}

func (u *idUnion) fold() {
	if len(u.listed) == 0 {
		return
	}
	u.or(bitmapOf(u.listed))
	u.listed = u.listed[:0]
}

func (u *idUnion) bitmap() *roaring.Bitmap {
	u.fold()
	if u.all == nil {
		return roaring.New()
	}
	return u.all
}

// maxStart is how many runes the beginnings have of which the base keeps the tickets: those that it would be much work
// to gather from their tokens.
const maxStart = 32

// unionEffort tells about how many nanoseconds it takes to take one entry into a union. Source: BenchmarkSearch.
func unionEffort(v []byte) int {
	if v[0] == idsListed {
		return 150 + 2*len(v)
	}
	return 1500 + len(v)/4
}

// runeEnds gives where each of the first runes of a token ends.
func runeEnds(token []byte, to []int) []int {
	to = to[:0]
	for at := 0; at < len(token) && len(to) < maxStart; {
		_, size := utf8.DecodeRune(token[at:])
		at += size
		to = append(to, at)
	}
	return to
}
