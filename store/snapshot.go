package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"slices"

	"opsdesk/model"
)

// A snapshot is a file beside the desk that holds the columns as of a revision, so that whoever opens the desk need not
// build them. It is derived: whatever is not as it must be is ignored and written anew, and it may be deleted at any
// time. A wrong answer is worse than a slow one, so it is bound to the desk's history, see fits, and no column is
// believed before its checksum was looked at.
//
//	0     snapshotMagic, u32 length and CRC-32C of what follows: CBOR of snapshotHead
//	8192  the parts, one behind the other: the rows' tickets, a bit each whether it exists, the columns and their words
//
// Numbers of parts are little-endian.
const (
	snapshotMagic = "opsdesk columns\n"
	// snapshotForm changes when what the numbers mean does.
	snapshotForm  = 1
	snapshotParts = 8192
	maxPart       = 1 << 36
)

// A snapshotHead tells what a snapshot holds.
type snapshotHead struct {
	Form   int
	Format uint32 // of the desk's file
	Desk   []byte // its name
	Fields uint32 // a digest of which fields have columns
	// From is the revision as of which the tickets are that were not written behind it. The parts were copied one
	// after another while others wrote: what was is as it was at some revision up to Upto.
	From, Upto model.Revision
	Link       []byte // of the chain at Upto
	Rows       int
	Dense      bool // row i is ticket i+1, and no list says so
	IDs, Live  part
	Columns    map[uint8]columnPart
}

// A part is a piece of the file that holds numbers of so many bytes each.
type part struct {
	Width, Count int
	At           int64
	Sum          uint32
}

// A columnPart is a column in a snapshot.
type columnPart struct {
	Numbers     part
	Least, Most uint64
	Words       part
}

func snapshotFile(path string) string { return path + ".columns" }

// errNoSnapshot says that there is no snapshot to begin with.
var errNoSnapshot = errors.New("no usable snapshot")

// fieldDigest tells which fields have columns, and of which type.
func fieldDigest() uint32 {
	sum := uint32(snapshotForm)
	for _, f := range model.Fields {
		if columnar(f) {
			sum = crc32.Update(sum, castagnoli, []byte{f.No, byte(f.Type)})
		}
	}
	return sum
}

// openSnapshot opens the snapshot beside a desk and reads its head. Errors: errNoSnapshot.
func openSnapshot(path string) (f *os.File, head snapshotHead, err error) {
	f, err = os.Open(snapshotFile(path))
	if err != nil {
		return nil, head, fmt.Errorf("%w: %w", errNoSnapshot, err)
	}
	start := make([]byte, snapshotParts)
	_, err = io.ReadFull(f, start)
	if err == nil {
		err = head.decode(start)
	}
	if err != nil {
		return nil, head, errors.Join(fmt.Errorf("%w: %w", errNoSnapshot, err), f.Close())
	}
	return f, head, nil
}

const snapshotLead = len(snapshotMagic) + 8

// encode gives the beginning of the file.
func (h *snapshotHead) encode() ([]byte, error) {
	inside, err := cborEnc.Marshal(h)
	if err != nil {
		return nil, err
	}
	if len(inside) > snapshotParts-snapshotLead {
		return nil, fmt.Errorf("the head of the snapshot takes %d bytes", len(inside))
	}
	start := append(make([]byte, 0, snapshotParts), snapshotMagic...)
	start = binary.LittleEndian.AppendUint32(start, uint32(len(inside)))
	start = binary.LittleEndian.AppendUint32(start, crc32.Checksum(inside, castagnoli))
	return append(start, inside...)[:snapshotParts], nil
}

func (h *snapshotHead) decode(start []byte) error {
	lead, rest := start[:snapshotLead], start[snapshotLead:]
	size := binary.LittleEndian.Uint32(lead[len(snapshotMagic):])
	if string(lead[:len(snapshotMagic)]) != snapshotMagic || int64(size) > int64(len(rest)) ||
		binary.LittleEndian.Uint32(lead[len(snapshotMagic)+4:]) != crc32.Checksum(rest[:size], castagnoli) {
		return errDamaged
	}
	return cborDec.Unmarshal(rest[:size], h)
}

// readPart reads the numbers of a part. Errors: errDamaged.
func readPart[T uint8 | uint32 | uint64](f io.ReaderAt, p part) ([]T, error) {
	if p.Count < 0 || p.Width < 1 || int64(p.Count) > maxPart/int64(p.Width) {
		return nil, errDamaged
	}
	values := make([]T, p.Count)
	buf := make([]byte, min(p.Count*p.Width, 1<<17))
	sum, at := uint32(0), p.At
	for rest := values; len(rest) > 0; {
		n := min(len(rest), len(buf)/p.Width)
		raw := buf[:n*p.Width]
		if _, err := f.ReadAt(raw, at); err != nil {
			return nil, fmt.Errorf("%w: %w", errDamaged, err)
		}
		sum = crc32.Update(sum, castagnoli, raw)
		unpack(rest[:n], raw)
		at, rest = at+int64(len(raw)), rest[n:]
	}
	if sum != p.Sum {
		return nil, errDamaged
	}
	return values, nil
}

// unpack reads numbers from bytes, as many as there are.
func unpack[T uint8 | uint32 | uint64](to []T, raw []byte) {
	switch to := any(to).(type) {
	case []uint8:
		copy(to, raw)
	case []uint32:
		for i := range to {
			to[i] = binary.LittleEndian.Uint32(raw[4*i:])
		}
	case []uint64:
		for i := range to {
			to[i] = binary.LittleEndian.Uint64(raw[8*i:])
		}
	}
}

// pack gives the bytes of numbers.
func pack[T uint8 | uint32 | uint64](values []T) []byte {
	switch values := any(values).(type) {
	case []uint8:
		return slices.Clone(values)
	case []uint32:
		raw := make([]byte, 4*len(values))
		for i, n := range values {
			binary.LittleEndian.PutUint32(raw[4*i:], n)
		}
		return raw
	case []uint64:
		raw := make([]byte, 8*len(values))
		for i, n := range values {
			binary.LittleEndian.PutUint64(raw[8*i:], n)
		}
		return raw
	}
	return nil
}
